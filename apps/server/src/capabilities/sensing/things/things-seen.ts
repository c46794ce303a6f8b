import type { Kernel } from '../../../kernel/kernel.ts'
import { touchThings } from '../store.ts'

/** When things were last heard, kept in memory and written every few seconds. */
export interface ThingsSeen {
  see(thingId: string, timeMs: number): void
  stop(): Promise<void>
}

const flushMs = 5_000

export function startThingsSeen(kernel: Kernel, alsoSave: () => Promise<void>): ThingsSeen {
  let seen = new Map<string, number>()
  const flush = async () => {
    const changes = seen
    seen = new Map()
    if (changes.size > 0) await touchThings(kernel.db, changes)
    await alsoSave()
  }
  const timer = setInterval(() => {
    void flush().catch((error: Error) =>
      kernel.log.warn({ error: error.message }, 'last-seen times not written'),
    )
  }, flushMs)
  return {
    see: (thingId, timeMs) => seen.set(thingId, timeMs),
    stop: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}
