import type { Presence, Track, TrackQuestion } from '@civitas/contract'
import type { Scope } from '../../../kernel/access.ts'
import { invalid } from '../../../kernel/problem.ts'
import { metresBetween, type Place } from './geometry.ts'
import { replayLimits, replayTrack } from './replay-track.ts'
import * as store from './track-store.ts'
import type { TrackParts } from './tracks.ts'

const dayMs = 86_400_000
/** Longest windows in days, and most positions a question about the whole city reads. */
export const answerLimits = { trackDays: 31, presenceDays: 7, positions: 200_000 }

/** The window of a question; `path` is where its fields stand in the input. */
export function readWindow(from: string, to: string, mostDays: number, path: string): [Date, Date] {
  const window: [Date, Date] = [new Date(from), new Date(to)]
  if (window[0] >= window[1]) throw invalid(`${path}/to`, '应晚于 from')
  if (window[1].getTime() - window[0].getTime() > mostDays * dayMs)
    throw invalid(`${path}/to`, `时段不得超过 ${mostDays} 天`)
  return window
}

/** The track of one entity, people in their duty hours only. */
export async function answerTrack(
  { kernel, privacy, roads }: TrackParts,
  entity: { id: string; name: string; type: string },
  [from, to]: readonly [Date, Date],
  { zoom = 16, match = false }: { zoom?: number; match?: boolean },
): Promise<Track> {
  const windows = await store.readDutyHours(kernel.db, entity.id)
  const rows = await store.readTrack(kernel.db, entity.id, from, to, replayLimits.positions)
  const isShown = (timeMs: number) => privacy.isShown(entity.type, windows, timeMs)
  return replayTrack(entity, rows, isShown, zoom, match ? await roads() : null)
}

export interface PresenceAnswer {
  items: Presence[]
  /** Entities that were there off duty. */
  hidden: number
}

/** Who was within the radius, of what every scope holds; `path` is where the question stands in the input. */
export async function answerPresence(
  { kernel, privacy }: TrackParts,
  asked: Omit<Extract<TrackQuestion, { kind: 'presence' }>, 'kind'>,
  { scopes, withPeople, path }: { scopes: readonly Scope[]; withPeople: boolean; path: string },
): Promise<PresenceAnswer> {
  const window = readWindow(asked.from, asked.to, answerLimits.presenceDays, path)
  const place: Place = [asked.lon, asked.lat]
  const box = boxAround(place, asked.radiusM)
  const rows = await store.readPresent(
    ...([kernel.db, box, window, asked.entityType, scopes, answerLimits.positions] as const),
  )
  if (rows.length >= answerLimits.positions) throw invalid(`${path}/to`, '范围内位置过多，请缩短时段或半径')
  const near = rows
    .filter((row) => withPeople || !privacy.isPersonal(row.entityType))
    .map((row) => ({ ...row, metres: metresBetween(place, [row.lon, row.lat]) }))
    .filter((row) => row.metres <= asked.radiusM)
  const items = sumUp(near.filter((row) => privacy.isShown(row.entityType, row.windows, row.timeMs)))
  return { items, hidden: new Set(near.map((one) => one.entityId)).size - items.length }
}

/** A box in degrees that holds a circle. */
export function boxAround([lon, lat]: Place, metres: number): [number, number, number, number] {
  const dLat = metres / 110_500
  const dLon = dLat / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  return [lon - dLon, lat - dLat, lon + dLon, lat + dLat]
}

function sumUp(rows: ReadonlyArray<store.PresentRow & { metres: number }>): Presence[] {
  const found = new Map<string, Presence>()
  for (const { entityId, entityType, name, timeMs, metres } of rows) {
    const time = new Date(timeMs).toISOString()
    const known = found.get(entityId)
    if (known) {
      known.lastTime = time
      known.nearestM = Math.min(known.nearestM, metres)
      known.positions += 1
    } else
      found.set(entityId, {
        ...{ entityId, entityType, name, firstTime: time, lastTime: time },
        ...{ nearestM: metres, positions: 1 },
      })
  }
  return [...found.values()].sort((a, b) => a.nearestM - b.nearestM)
}
