import type { Transaction } from './db/database.ts'
import type { Kernel } from './kernel.ts'

/**
 * Does what is due, one piece a transaction, until nothing is left; looks again every few seconds on processes that work.
 * `takeOne` locks its piece (SKIP LOCKED), so that several processes share the work, and answers false when there is none.
 */
export function startWorkQueue(
  kernel: Kernel,
  name: string,
  takeOne: (tx: Transaction) => Promise<boolean>,
  { everyMs = 5_000 } = {},
): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  let [busy, stopped] = [false, false]
  const look = async () => {
    while (!stopped && (await kernel.db.transaction(takeOne)));
  }
  const timer = setInterval(() => {
    if (busy || !kernel.config.roles.includes('worker')) return
    busy = true
    running = look()
      .catch((error: Error) => kernel.log.warn({ error: error.message, queue: name }, 'work not done'))
      .finally(() => {
        busy = false
      })
  }, everyMs)
  return {
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}
