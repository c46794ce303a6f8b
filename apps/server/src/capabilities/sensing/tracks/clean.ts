import { metresBetween, type Place } from './geometry.ts'

export const cleaningLimits = {
  /** Nothing the city follows moves faster (200 km/h). */
  topSpeedMs: 55,
  /** A step this small is never drift, however short the time: the receiver’s own noise. */
  noiseM: 30,
  /** This many points in a row that agree with each other are a new place and not drift (a tunnel, a ferry, a late start). */
  agreeing: 3,
}

/** What cleaning remembers: the last good point, and the points after it that did not fit. */
export interface Cleaning {
  last: Mark | null
  strays: Mark[]
}

export interface Mark {
  timeMs: number
  lon: number
  lat: number
}

export const nothingCleaned: Cleaning = { last: null, strays: [] }

const placeOf = ({ lon, lat }: Mark): Place => [lon, lat]

/** Whether one could have gone from one point to the other in the time between. */
function isReachable(from: Mark, to: Mark): boolean {
  const metres = metresBetween(placeOf(from), placeOf(to))
  const seconds = Math.abs(to.timeMs - from.timeMs) / 1000
  return metres <= cleaningLimits.noiseM + cleaningLimits.topSpeedMs * seconds
}

/**
 * Judges the next point in order of time: `drift` when nobody could have come there from the last good one. Points that
 * stay where they jumped to are taken as good after the third of them.
 */
export function cleanNext(state: Cleaning, point: Mark): { state: Cleaning; drift: boolean } {
  const mark = { timeMs: point.timeMs, lon: point.lon, lat: point.lat }
  if (!state.last || isReachable(state.last, mark)) return { state: { last: mark, strays: [] }, drift: false }
  const before = state.strays.at(-1)
  const strays = before && isReachable(before, mark) ? [...state.strays, mark] : [mark]
  if (strays.length >= cleaningLimits.agreeing) return { state: { last: mark, strays: [] }, drift: false }
  return { state: { last: state.last, strays }, drift: true }
}
