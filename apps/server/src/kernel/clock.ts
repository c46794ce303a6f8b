import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Where the time comes from, so that a test can hold it. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock somebody puts forward to see limits and deadlines pass; only a sample city runs on one. */
export interface MovableClock extends Clock {
  /** How far it is ahead of the time of the machine, ms. */
  readonly aheadMs: number
  /** Puts it forward, never back: what has happened stays before what comes. Kept for the next start. */
  putForward(ms: number): void
}

/** The clock of a sample city, as far ahead as it was left. */
export function openMovableClock(file: string): MovableClock {
  let aheadMs = readAhead(file)
  return {
    get aheadMs() {
      return aheadMs
    },
    now: () => new Date(Date.now() + aheadMs),
    putForward: (ms) => {
      const next = aheadMs + ms
      writeFileSync(`${file}.next`, JSON.stringify({ aheadMs: next }))
      renameSync(`${file}.next`, file)
      aheadMs = next
    },
  }
}

function readAhead(file: string): number {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { aheadMs: number }).aheadMs
  } catch (error) {
    // It was never put forward.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
