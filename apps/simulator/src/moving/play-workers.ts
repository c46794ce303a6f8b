import { reportPositions } from '@civitas/sdk'
import { cityNow } from '../city-clock.ts'
import { type Session, sleep } from '../session.ts'
import type { Mover } from './list-moving.ts'
import { type Fix, recall, receive } from './receiver.ts'

const everyMs = 30_000
const hourMs = 3_600_000
/** A shift is from 8 to 20 o’clock or from 20 to 8; a phone is switched off a quarter of an hour after it. */
const dayHours = [8, 20] as const
const lateMs = hourMs / 4
/** What a phone kept while it had no network. */
const pastMs = 12 * hourMs

/** People on foot, by their phones over HTTP. */
export async function playWorkers(
  workers: readonly Mover[],
  session: Session,
  signal: AbortSignal,
): Promise<void> {
  for (const worker of workers) {
    const now = cityNow()
    const past = recall(worker.reference, worker.journey, now - pastMs, now)
    await send(
      worker,
      past.filter((fix) => isOnShift(worker, fix.timeMs)),
      session,
    )
  }
  while (!signal.aborted) {
    for (const worker of workers) {
      const timeMs = Math.floor(cityNow() / 1000) * 1000
      if (isOnShift(worker, timeMs))
        await send(worker, [receive(worker.reference, worker.journey, timeMs)], session)
      await sleep(everyMs / workers.length, signal)
    }
    if (workers.length === 0) return
  }
}

function isOnShift({ shift }: Mover, timeMs: number): boolean {
  const isDay = (ms: number) => {
    const hour = new Date(ms + 8 * hourMs).getUTCHours()
    return hour >= dayHours[0] && hour < dayHours[1]
  }
  const on = (ms: number) => isDay(ms) === (shift === 'day')
  return shift !== null && (on(timeMs) || on(timeMs - lateMs))
}

/** A phone that reaches nobody keeps quiet; what it had to say is lost. */
async function send(worker: Mover, fixes: readonly Fix[], session: Session): Promise<void> {
  if (fixes.length === 0) return
  const positions = fixes.map(({ timeMs, place, speedKmH, headingDeg }) => ({
    ...{ time: new Date(timeMs).toISOString(), lon: place[0], lat: place[1], speedKmH, headingDeg },
  }))
  await session
    .call(reportPositions, { body: { entityId: worker.entityId, positions } })
    .catch((error: Error) => console.error(`simulator: position of ${worker.reference}: ${error.message}`))
}
