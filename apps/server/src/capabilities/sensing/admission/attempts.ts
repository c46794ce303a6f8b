import type { Kernel } from '../../../kernel/kernel.ts'
import { forgetAttempts, insertAttempts, type NewAttempt } from './store.ts'

/** Who tried to get in, and what was decided: written together, a moment later. */
export interface Attempts {
  add(attempt: Omit<NewAttempt, 'time'>): void
  stop(): Promise<void>
}

const flushMs = 500
/** A flood of attempts must not fill the disk. */
const keptPerFlush = 1_000
const keptDays = 90

export function startAttempts(kernel: Kernel): Attempts {
  let waiting: NewAttempt[] = []
  const counter = kernel.metrics.counter(
    'civitas_device_connections_total',
    'Attempts of devices to connect.',
    ['decision', 'reason'],
  )
  const flush = async () => {
    const rows = waiting
    waiting = []
    if (rows.length > 0) await insertAttempts(kernel.db, rows)
  }
  const timer = setInterval(() => {
    void flush().catch((error: Error) =>
      kernel.log.warn({ error: error.message }, 'connection attempts not written'),
    )
  }, flushMs)
  kernel.jobs.every('sensing-forget-attempts', '41 3 * * *', () =>
    forgetAttempts(kernel.db, new Date(kernel.clock.now().getTime() - keptDays * 86_400_000)),
  )
  return {
    add: (attempt) => {
      counter.inc({ decision: attempt.decision, reason: attempt.reason })
      if (waiting.length < keptPerFlush) waiting.push({ ...attempt, time: kernel.clock.now() })
    },
    stop: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}
