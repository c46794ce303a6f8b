import type { Kernel } from '../../../kernel/kernel.ts'
import { addUses, type KeyUse } from './store.ts'

/** Counts what is done with keys, and for how long. */
export interface UseCounter {
  time<T>(keyId: string, act: string, work: () => T): T
  stop(): Promise<void>
}

const everyMs = 5_000

/** Counts in memory and adds to the day’s figures every few seconds: a count is lost with a crash, a signature is not. */
export function countUses(kernel: Kernel): UseCounter {
  let counts = new Map<string, KeyUse>()
  const flush = async () => {
    if (counts.size === 0) return
    const uses = [...counts.values()]
    counts = new Map()
    await addUses(kernel.db, kernel.clock.now().toISOString().slice(0, 10), uses).catch((error: Error) =>
      kernel.log.warn({ error: error.message }, 'uses of keys could not be counted'),
    )
  }
  const timer = setInterval(() => void flush(), everyMs)
  timer.unref()
  const count = (keyId: string, act: string, started: number, isDone: boolean) => {
    const name = `${keyId} ${act}`
    const one = counts.get(name) ?? { keyId, act, done: 0, failed: 0, micros: 0 }
    one[isDone ? 'done' : 'failed']++
    one.micros += (performance.now() - started) * 1000
    counts.set(name, one)
  }
  return {
    time: (keyId, act, work) => {
      const started = performance.now()
      try {
        const answer = work()
        count(keyId, act, started, answer !== false)
        return answer
      } catch (error) {
        count(keyId, act, started, false)
        throw error
      }
    },
    stop: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}
