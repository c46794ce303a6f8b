import { caseChanged } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import { defineCapability } from '../../kernel/capability.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { isId } from '../../kernel/ids.ts'
import type { Events } from '../events/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Messaging } from '../messaging/index.ts'
import type { Territory } from '../territory/index.ts'
import { reopenForReporters } from './acts/change-case.ts'
import { type DutyRow, importDuties } from './duties/duties.ts'
import { openCases } from './open-case.ts'
import type { CasesParts } from './publish-case.ts'
import { runPages } from './robots/pages/run-pages.ts'
import { runRows } from './robots/rows/run-rows.ts'
import { runTimes } from './robots/times/fire-robots.ts'
import { bindRoutes } from './routes.ts'
import { findCases } from './store.ts'
import { followMovers } from './tasks/follow-movers.ts'
import { findTasks } from './tasks/store.ts'
import { createTimerLoop } from './timers/fire-timers.ts'
import { openTypeBook } from './types/type-book.ts'
import { hearContests } from './versions.ts'

export type { DutyRow } from './duties/duties.ts'

/** What other capabilities may ask of `cases`. */
export interface Cases {
  /** Writes lines of the duty list: who answers for which item in which division. */
  importDuties(tx: Transaction, rows: readonly DutyRow[]): Promise<void>
  /** Does everything the timers say is due now; answers how many fired. The platform does so by itself. */
  fireTimers(): Promise<number>
  stop(): Promise<void>
}

export interface CasesNeeds {
  territory: Territory
  identity: Identity
  events: Events
  domains: DomainRegistry
  messaging: Messaging
  ledger: Ledger
}

/** 协同处置: case types as data; dispatch by duty item × division × grid, tasks, limits, checks. */
export const cases = defineCapability({
  name: 'cases',
  needs: ['territory', 'identity', 'events', 'domains', 'messaging', 'ledger'],
  start: async (kernel, needs: CasesNeeds): Promise<Cases> => {
    const types = await openTypeBook(kernel, needs.domains)
    const parts: CasesParts = { kernel, ...needs, types }
    bindRoutes(parts)
    openCases(parts)
    reopenForReporters(parts)
    hearContests(parts)
    followMovers(parts)
    const timers = createTimerLoop(parts)
    const robots = [runPages(parts), ...runTimes(parts), ...runRows(parts)]
    if (kernel.config.roles.includes('worker')) timers.start()
    kernel.messages.tail(caseChanged, (body) => {
      kernel.realtime.publish('cases', body.case.divisionCode, body)
      if (body.taskId) kernel.realtime.publish('tasks', body.case.divisionCode, body)
    })
    kernel.trace.describe('case', (ids) => describeCases(parts, ids))
    kernel.trace.describe('task', (ids) => describeTasks(parts, ids))
    const stop = async () => {
      for (const queue of robots) await queue.stop()
      await timers.stop()
    }
    return { importDuties, fireTimers: timers.run, stop }
  },
})

async function describeCases({ kernel }: CasesParts, ids: string[]) {
  const rows = await findCases(kernel.db, ids.filter(isId))
  return new Map(
    rows.map((row) => [
      row.id,
      {
        title: `${row.reference} ${row.title}`,
        time: row.opened_time,
        detail: { type: row.type, state: row.state, stage: row.stage, closedTime: row.closed_time },
      },
    ]),
  )
}

async function describeTasks({ kernel, types, identity }: CasesParts, ids: string[]) {
  const rows = await findTasks(kernel.db, ids.filter(isId))
  return new Map(
    rows.map((row) => {
      const stage = types
        .find(row.case_type, row.case_type_version)
        ?.stages.find((one) => one.id === row.stage)
      const title = stage?.tasks.find((one) => one.id === row.task)?.title.zh ?? row.task
      const unit = identity.findOrganisation(row.organisation_id)?.name ?? '待派遣'
      const detail = { state: row.state, acceptedBy: row.accepted_name, doneTime: row.done_time }
      return [row.id, { title: `${title}（${unit}）`, time: row.assigned_time, detail }]
    }),
  )
}
