import type { Track } from '@civitas/sdk'
import type { Place } from './track-features.ts'

export interface Moment {
  place: Place
  /** The way up to here. */
  passed: Place[]
  speedKmH: number | null
}

/** Where the object was at an instant: between two positions on the straight line, before and after them at the ends. */
export function momentAt(points: Track['points'], timeMs: number): Moment | null {
  const [first] = points
  if (!first) return null
  const after = points.findIndex((point) => Date.parse(point.time) > timeMs)
  const passedCount = after < 0 ? points.length : after
  const passed = points.slice(0, passedCount).map(({ lon, lat }): Place => [lon, lat])
  const before = points[passedCount - 1]
  const next = points[passedCount]
  if (!before) return { place: [first.lon, first.lat], passed: [], speedKmH: first.speedKmH }
  if (!next) return { place: [before.lon, before.lat], passed, speedKmH: before.speedKmH }
  const [from, to] = [Date.parse(before.time), Date.parse(next.time)]
  const share = to > from ? (timeMs - from) / (to - from) : 0
  const place: Place = [
    before.lon + (next.lon - before.lon) * share,
    before.lat + (next.lat - before.lat) * share,
  ]
  return { place, passed: [...passed, place], speedKmH: before.speedKmH }
}
