import type { TimeWindow } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Identity } from '../../identity/index.ts'
import { isWithinWindows } from './time-windows.ts'
import { insertTrackQuery, type NewTrackQuery } from './track-store.ts'

/** Registers from this class on hold people: their tracks are sensitive personal data (PIPL article 28: 行踪轨迹). */
const personalFrom = 3

/** Who may be seen when, and who asked. */
export interface Privacy {
  isPersonal(entityType: string): boolean
  /** Whether a position of this time may be shown; people are seen in their duty hours only. */
  isShown(entityType: string, windows: readonly TimeWindow[] | null, timeMs: number): boolean
  /** Writes the query down, here and in the audit trail; resolves when it is durable. */
  log(by: Principal, query: Omit<NewTrackQuery, 'id' | 'userId' | 'userName'>): Promise<string>
}

export function createPrivacy(kernel: Kernel, domains: DomainRegistry, identity: Identity): Privacy {
  const isPersonal = (type: string) =>
    (domains.findEntityType(type)?.classification ?? personalFrom) >= personalFrom
  return {
    isPersonal,
    isShown: (type, windows, timeMs) =>
      !isPersonal(type) || (windows !== null && isWithinWindows(timeMs, windows)),
    log: async (by, query) => {
      const id = newId()
      await insertTrackQuery(
        kernel.db,
        { ...query, id, userId: by.userId, userName: by.name },
        kernel.clock.now(),
      )
      identity.audit({
        ...{ userId: by.userId, account: by.account, action: `sensing.track-query.${query.kind}` },
        ...{ target: query.entityId, outcome: 'done', ip: null, traceId: null },
        detail: {
          ...{ trackQuery: id, purpose: query.purpose, approver: query.approver },
          ...(query.requestId ? { request: query.requestId } : {}),
          ...{ shown: query.outcome, found: query.found, ...query.detail },
        },
      })
      return id
    },
  }
}
