import { isInRings } from '../../../kernel/in-polygon.ts'

/** A place: longitude, latitude, CGCS2000 degrees. */
export type Place = readonly [lon: number, lat: number]

/** Mean radius of the earth (IUGG R1), metres. */
const earthM = 6_371_008.8
const rad = Math.PI / 180

/** Metres between two places on the sphere. */
export function metresBetween([lonA, latA]: Place, [lonB, latB]: Place): number {
  const h =
    Math.sin(((latB - latA) * rad) / 2) ** 2 +
    Math.cos(latA * rad) * Math.cos(latB * rad) * Math.sin(((lonB - lonA) * rad) / 2) ** 2
  return 2 * earthM * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Metres east and north of an origin; good to a few decimetres within 50 km. */
export function toPlane([lon, lat]: Place, [lon0, lat0]: Place): [x: number, y: number] {
  return [(lon - lon0) * rad * earthM * Math.cos(lat0 * rad), (lat - lat0) * rad * earthM]
}

/** The foot of a place on a segment: distance in metres, and how far along it lies, 0 to 1. */
export function footOn(at: Place, from: Place, to: Place): { metres: number; along: number } {
  const [ax, ay] = toPlane(from, at)
  const [bx, by] = toPlane(to, at)
  const [dx, dy] = [bx - ax, by - ay]
  const squared = dx * dx + dy * dy
  const along = squared === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / squared))
  return { metres: Math.hypot(ax + along * dx, ay + along * dy), along }
}

/** Lines of a geometry: of a route, or the rings of an area. */
export function linesOf(geometry: GeoJSON.Geometry): Place[][] {
  switch (geometry.type) {
    case 'LineString':
      return [geometry.coordinates as unknown as Place[]]
    case 'MultiLineString':
    case 'Polygon':
      return geometry.coordinates as unknown as Place[][]
    case 'MultiPolygon':
      return geometry.coordinates.flat() as unknown as Place[][]
    default:
      return []
  }
}

/** Metres from a place to the nearest line of a geometry. */
export function metresToLines(at: Place, geometry: GeoJSON.Geometry): number {
  let nearest = Number.POSITIVE_INFINITY
  for (const line of linesOf(geometry))
    for (let i = 1; i < line.length; i++)
      nearest = Math.min(nearest, footOn(at, line[i - 1] as Place, line[i] as Place).metres)
  return nearest
}

/** Whether a place lies in an area; its holes are outside. */
export function isInArea([lon, lat]: Place, geometry: GeoJSON.Geometry): boolean {
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return false
  return isInRings(linesOf(geometry), lon, lat)
}

/** Keeps the points that matter at a tolerance in metres (Douglas and Peucker 1973); first and last always stay. */
export function simplify<T>(points: readonly T[], placeOf: (point: T) => Place, toleranceM: number): T[] {
  if (points.length <= 2 || toleranceM <= 0) return [...points]
  const kept = new Uint8Array(points.length)
  kept[0] = kept[points.length - 1] = 1
  const spans: Array<[number, number]> = [[0, points.length - 1]]
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [first, last] = span
    let [farthest, worst] = [-1, toleranceM]
    const [from, to] = [placeOf(points[first] as T), placeOf(points[last] as T)]
    for (let i = first + 1; i < last; i++) {
      const { metres } = footOn(placeOf(points[i] as T), from, to)
      if (metres > worst) [farthest, worst] = [i, metres]
    }
    if (farthest < 0) continue
    kept[farthest] = 1
    spans.push([first, farthest], [farthest, last])
  }
  return points.filter((_, i) => kept[i] === 1)
}

/** Metres of one pixel of a 256-pixel web map tile at a zoom and latitude. */
export function metresPerPixel(zoom: number, lat: number): number {
  return (156_543.03392 * Math.cos(lat * rad)) / 2 ** zoom
}
