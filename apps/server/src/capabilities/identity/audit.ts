import type { Principal } from '../../kernel/access.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { insertAuditEntries, type NewAuditEntry } from './store.ts'

export interface AuditTrail {
  record(entry: Omit<NewAuditEntry, 'time'>): void
  stop(): Promise<void>
}

/** Post or absent person an act was done for; nothing for the main identity. */
function underWhat(principal: Principal | null): Record<string, unknown> {
  if (!principal?.post || principal.post.kind === 'main') return {}
  const { post, organisationName, onBehalfOf } = principal
  return {
    post: post.title,
    organisation: organisationName,
    ...(onBehalfOf ? { onBehalfOf: onBehalfOf.name } : {}),
  }
}

/** A heartbeat that changes nothing a person would ask about, and sign-in, which records itself with its account. */
const silent = new Set(['sensing.reportSimulatorSeen', 'identity.signIn'])

/**
 * Writes who did what: every operation that changes something, every sign-in and every refusal, as the edge tells it.
 * Entries are written together, a moment later; a failing database is retried and nothing is dropped.
 */
export function startAuditTrail(kernel: Kernel): AuditTrail {
  let waiting: NewAuditEntry[] = []
  let writing: Promise<void> = Promise.resolve()
  const flush = async () => {
    if (waiting.length === 0) return
    const entries = waiting
    waiting = []
    try {
      await insertAuditEntries(kernel.db, entries)
    } catch (error) {
      kernel.log.error(
        { error: (error as Error).message },
        'the audit trail could not be written, will retry',
      )
      waiting = [...entries, ...waiting]
    }
  }
  const timer = setInterval(() => {
    writing = writing.then(flush)
  }, 250)
  const record: AuditTrail['record'] = (entry) => waiting.push({ ...entry, time: kernel.clock.now() })
  kernel.http.onDone((done) => {
    if (silent.has(done.operation.id)) return
    record({
      userId: done.principal?.userId ?? null,
      account: done.principal?.account ?? null,
      action: done.operation.id,
      target: done.target,
      outcome: done.outcome,
      ip: done.ip,
      traceId: done.traceId,
      detail: { ...done.detail, ...underWhat(done.principal) },
    })
  })
  return {
    record,
    stop: async () => {
      clearInterval(timer)
      await writing
      await flush()
    },
  }
}
