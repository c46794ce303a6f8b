import { metresBetween, type Place } from './geometry.ts'

/** A good point of a track. */
export interface TrackMark {
  timeMs: number
  lon: number
  lat: number
  speedKmH: number | null
  headingDeg: number | null
}

/** A stop is a stay within this radius for at least this long (stay points after Li et al. 2008). */
export const stopLimits = { radiusM: 50, seconds: 180 }
/** Silence longer than this ends a trip. */
const silenceMs = 30 * 60_000

export interface StopMark {
  startMs: number
  endMs: number
  lon: number
  lat: number
}

export interface TripMark {
  startMs: number
  endMs: number
  mileageM: number
  topSpeedKmH: number
}

const placeOf = ({ lon, lat }: TrackMark): Place => [lon, lat]

/** Splits a track into stops and the trips between them; trips shorter than a stop’s radius are noise. */
export function splitTrack(points: readonly TrackMark[]): {
  stops: StopMark[]
  trips: TripMark[]
  mileageM: number
} {
  const stops: StopMark[] = []
  const trips: TripMark[] = []
  let tripFrom = 0
  const closeTrip = (to: number) => {
    const trip = tripOf(points.slice(tripFrom, to + 1))
    if (trip && trip.mileageM >= stopLimits.radiusM) trips.push(trip)
  }
  for (let at = 0; at < points.length; ) {
    const end = endOfStay(points, at)
    const [first, last] = [points[at] as TrackMark, points[end] as TrackMark]
    if (last.timeMs - first.timeMs >= stopLimits.seconds * 1000) {
      closeTrip(at)
      stops.push(stopOf(points.slice(at, end + 1)))
      tripFrom = end
      at = end + 1
    } else {
      const next = points[at + 1]
      if (next && next.timeMs - first.timeMs > silenceMs) {
        closeTrip(at)
        tripFrom = at + 1
      }
      at += 1
    }
  }
  if (points.length > 0) closeTrip(points.length - 1)
  return { stops, trips, mileageM: trips.reduce((sum, trip) => sum + trip.mileageM, 0) }
}

function endOfStay(points: readonly TrackMark[], from: number): number {
  let end = from
  const origin = placeOf(points[from] as TrackMark)
  while (
    end + 1 < points.length &&
    metresBetween(origin, placeOf(points[end + 1] as TrackMark)) <= stopLimits.radiusM
  )
    end += 1
  return end
}

function stopOf(stay: readonly TrackMark[]): StopMark {
  const mean = (read: (point: TrackMark) => number) =>
    stay.reduce((sum, one) => sum + read(one), 0) / stay.length
  return {
    startMs: (stay[0] as TrackMark).timeMs,
    endMs: (stay.at(-1) as TrackMark).timeMs,
    lon: mean((one) => one.lon),
    lat: mean((one) => one.lat),
  }
}

function tripOf(points: readonly TrackMark[]): TripMark | null {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || points.length < 2) return null
  let mileageM = 0
  let topSpeedKmH = 0
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1] as TrackMark, points[i] as TrackMark]
    const metres = metresBetween(placeOf(from), placeOf(to))
    mileageM += metres
    const seconds = (to.timeMs - from.timeMs) / 1000
    topSpeedKmH = Math.max(topSpeedKmH, to.speedKmH ?? (seconds > 0 ? (metres / seconds) * 3.6 : 0))
  }
  return { startMs: first.timeMs, endMs: last.timeMs, mileageM, topSpeedKmH }
}
