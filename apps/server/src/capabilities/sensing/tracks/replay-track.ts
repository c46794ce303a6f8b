import type { Track } from '@civitas/contract'
import { metresPerPixel, type Place, simplify } from './geometry.ts'
import { matchTrack } from './roads/match-track.ts'
import type { RoadGraph } from './roads/road-graph.ts'
import type { TrackRow } from './track-store.ts'
import { splitTrack } from './trips.ts'

/** Positions read for one replay, and matched to roads: about two days of one every ten seconds. */
export const replayLimits = { positions: 20_000, matched: 3_000 }

const placeOf = ({ lon, lat }: TrackRow): Place => [lon, lat]
const iso = (ms: number) => new Date(ms).toISOString()

/** A track as it is replayed: cleaned, split into trips and stops, simplified to a pixel of the zoom. */
export function replayTrack(
  entity: { id: string; name: string },
  rows: readonly TrackRow[],
  isShown: (timeMs: number) => boolean,
  zoom: number,
  roads: RoadGraph | null,
): Track {
  const shown = rows.filter((one) => isShown(one.timeMs))
  const good = shown.filter((one) => !one.drift)
  const { stops, trips, mileageM } = splitTrack(good)
  const points = simplify(good, placeOf, metresPerPixel(zoom, good[0]?.lat ?? 0))
  return {
    entityId: entity.id,
    name: entity.name,
    points: points.map(({ timeMs, lon, lat, speedKmH, headingDeg }) => ({
      ...{ time: iso(timeMs), lon, lat, speedKmH, headingDeg },
    })),
    stored: shown.length,
    drifted: shown.length - good.length,
    hidden: rows.length - shown.length,
    truncated: rows.length >= replayLimits.positions,
    mileageM,
    trips: trips.map(({ startMs, endMs, ...trip }) => ({
      ...trip,
      startTime: iso(startMs),
      endTime: iso(endMs),
    })),
    stops: stops.map(({ startMs, endMs, lon, lat }) => ({
      ...{ startTime: iso(startMs), endTime: iso(endMs), lon, lat, seconds: (endMs - startMs) / 1000 },
    })),
    matched: roads && matchRoads(roads, good.slice(0, replayLimits.matched).map(placeOf)),
  }
}

function matchRoads(roads: RoadGraph, places: readonly Place[]): Track['matched'] {
  const matched = matchTrack(roads, places)
  return {
    geometry: {
      type: 'MultiLineString',
      coordinates: matched.lines.map((line) => line.map(([lon, lat]) => [lon, lat])),
    },
    roads: matched.roads.map(({ edge, metres }) => ({ id: edge.roadId, name: edge.name, metres })),
    mileageM: matched.metres,
    unmatched: matched.unmatched,
  }
}
