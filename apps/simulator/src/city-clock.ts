import { getPlatformInfo } from '@civitas/sdk'
import { type Session, sleep } from './session.ts'

const everyMs = 5_000
let aheadMs = 0

/** The time of the city, ms since 1970; ahead of the machine’s where somebody put its clock forward. */
export function cityNow(): number {
  return Date.now() + aheadMs
}

/** Learns how far the clock of the city is ahead, at once and then every few seconds. */
export async function followCityClock(session: Session, signal: AbortSignal): Promise<void> {
  const look = async () => {
    aheadMs = (await session.call(getPlatformInfo, {})).clockAheadMs
  }
  await look()
  const loop = async () => {
    while (!signal.aborted) {
      await sleep(everyMs, signal)
      // Who does not answer is looked for by the one that reports.
      await look().catch(() => undefined)
    }
  }
  void loop()
}
