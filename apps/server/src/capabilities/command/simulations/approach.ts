import { metresBetween } from '../parts.ts'

/** A road by its name and lines. */
export interface Road {
  readonly name: string
  readonly geometry: GeoJSON.Geometry
}

export interface Approach {
  readonly name: string
  /** Direction one comes from, degrees from north. */
  readonly bearing: number
  /** From the centre to where the road is nearest to it. */
  readonly distanceM: number
}

/** Further off the wind than this, whoever comes drives along the plume. */
const widestOff = 60

/**
 * The road that leads from the windward side into the circle: of those that come near enough, the one whose farthest point
 * lies nearest to where the wind blows from.
 */
export function upwindRoad(
  centre: readonly [number, number],
  radiusM: number,
  windFrom: number,
  roads: readonly Road[],
): Approach | null {
  const found = roads
    .flatMap((road) => linesOf(road.geometry).map((line) => ({ name: road.name, ...ofLine(centre, line) })))
    .filter((one) => one.distanceM <= radiusM)
    .map((one) => ({ ...one, off: Math.abs(((one.bearing - windFrom + 540) % 360) - 180) }))
    .filter((one) => one.off <= widestOff)
    .sort((a, b) => a.off - b.off || a.distanceM - b.distanceM)[0]
  return found ? { name: found.name, bearing: found.bearing, distanceM: found.distanceM } : null
}

function linesOf(geometry: GeoJSON.Geometry): GeoJSON.Position[][] {
  if (geometry.type === 'LineString') return [geometry.coordinates]
  return geometry.type === 'MultiLineString' ? geometry.coordinates : []
}

function ofLine(centre: readonly [number, number], line: readonly GeoJSON.Position[]) {
  const points = line.map((one) => onPlane(centre, one))
  const [far = [0, 0]] = [...points].sort((a, b) => Math.hypot(...b) - Math.hypot(...a))
  const near = points.slice(1).map((end, n) => toSegment(points[n] as [number, number], end))
  const bearing = ((Math.atan2(far[0], far[1]) * 180) / Math.PI + 360) % 360
  return { bearing: Math.round(bearing), distanceM: Math.round(Math.min(Number.POSITIVE_INFINITY, ...near)) }
}

/** Metres east and north of the centre. */
function onPlane(centre: readonly [number, number], [lon = 0, lat = 0]: GeoJSON.Position): [number, number] {
  const east = metresBetween(centre, [lon, centre[1]]) * Math.sign(lon - centre[0])
  return [east, metresBetween(centre, [centre[0], lat]) * Math.sign(lat - centre[1])]
}

/** Metres from the centre to a segment. */
function toSegment([x, y]: [number, number], [endX, endY]: [number, number]): number {
  const [dx, dy] = [endX - x, endY - y]
  const length = dx * dx + dy * dy
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, -(x * dx + y * dy) / length))
  return Math.hypot(x + share * dx, y + share * dy)
}

const sides = ['北', '东北', '东', '东南', '南', '西南', '西', '西北'] as const

/** 正北 is 0°, clockwise. */
export function sideOf(bearing: number): string {
  return sides[Math.round(bearing / 45) % 8] as string
}
