import type { Fence, Track } from '@civitas/sdk'

export type Place = [number, number]
type Part = 'route' | 'stop' | 'fence' | 'passed' | 'head' | 'place' | 'unit' | 'way' | 'area' | 'live'

/** A feature of the track map; `part` says how it is drawn. */
export function feature(
  part: Part,
  geometry: GeoJSON.Geometry,
  properties: Record<string, string | number> = {},
): GeoJSON.Feature {
  return { type: 'Feature', geometry, properties: { part, ...properties } }
}

export const pointAt = (coordinates: Place): GeoJSON.Point => ({ type: 'Point', coordinates })

/** The way and its numbered stops; the way along the roads when it was matched. */
export function toTrackFeatures(track: Track): GeoJSON.Feature[] {
  const line = track.points.map(({ lon, lat }): Place => [lon, lat])
  const matched = track.matched?.geometry
  return [
    ...(matched ? [feature('way', matched)] : []),
    ...(line.length > 1 ? [feature('route', { type: 'LineString', coordinates: line })] : []),
    ...track.stops.map((stop, index) =>
      feature('stop', pointAt([stop.lon, stop.lat]), { text: String(index + 1) }),
    ),
  ]
}

/** The way passed so far and where the object is, at a moment of a replay. */
export function toMovingFeatures(moment: { passed: Place[]; place: Place } | null): GeoJSON.Feature[] {
  if (!moment) return []
  const { passed, place } = moment
  return [
    ...(passed.length > 1 ? [feature('passed', { type: 'LineString', coordinates: passed })] : []),
    feature('head', pointAt(place)),
  ]
}

export function toFenceFeatures(fences: Fence[]): GeoJSON.Feature[] {
  return fences.map((fence) => feature('fence', fence.geometry, { text: fence.name }))
}

/** A circle of so many metres around a place, as a polygon of 64 corners. */
export function circleAround([lon, lat]: Place, metres: number): GeoJSON.Polygon {
  const dLat = metres / 111_195
  const dLon = dLat / Math.cos((lat * Math.PI) / 180)
  const ring = Array.from({ length: 65 }, (_, index): Place => {
    const angle = (index / 64) * 2 * Math.PI
    return [lon + dLon * Math.cos(angle), lat + dLat * Math.sin(angle)]
  })
  return { type: 'Polygon', coordinates: [ring] }
}

/** The box around places: west, south, east, north; null without places. */
export function boxOf(places: readonly Place[]): [number, number, number, number] | null {
  if (places.length === 0) return null
  let [west, south, east, north] = [180, 90, -180, -90]
  for (const [lon, lat] of places) {
    west = Math.min(west, lon)
    south = Math.min(south, lat)
    east = Math.max(east, lon)
    north = Math.max(north, lat)
  }
  return [west, south, east, north]
}

/** Reads `lon,lat`; null when it is no place. */
export function parsePlace(text: string): Place | null {
  const [lon, lat, ...rest] = text
    .split(/[,，\s]+/)
    .filter(Boolean)
    .map(Number)
  if (lon === undefined || lat === undefined || rest.length > 0) return null
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null
}
