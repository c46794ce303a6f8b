import { isInRings } from '../../../../../kernel/in-polygon.ts'

type Position = readonly number[]

const metresPerDegree = 111_195
const toRadians = Math.PI / 180

/** Metres on the sphere. */
function haversine([lon1 = 0, lat1 = 0]: Position, [lon2 = 0, lat2 = 0]: Position): number {
  const dLat = ((lat2 - lat1) * toRadians) / 2
  const dLon = ((lon2 - lon1) * toRadians) / 2
  const h =
    Math.sin(dLat) ** 2 + Math.cos(lat1 * toRadians) * Math.cos(lat2 * toRadians) * Math.sin(dLon) ** 2
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Metres from a point to a segment: the nearest place is found on a plane around the point, the length on the sphere. */
function toSegment(point: Position, from: Position, to: Position): number {
  const scale = Math.cos((point[1] ?? 0) * toRadians)
  const x = (one: Position) => ((one[0] ?? 0) - (point[0] ?? 0)) * scale
  const y = (one: Position) => (one[1] ?? 0) - (point[1] ?? 0)
  const [dx, dy] = [x(to) - x(from), y(to) - y(from)]
  const length = dx * dx + dy * dy
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, -(x(from) * dx + y(from) * dy) / length))
  const at = (i: 0 | 1) => (from[i] ?? 0) + t * ((to[i] ?? 0) - (from[i] ?? 0))
  return haversine(point, [at(0), at(1)])
}

interface Shape {
  points: Position[]
  lines: Position[][]
  rings: Position[][][]
}

function shapeOf(geometry: GeoJSON.Geometry, into: Shape = { points: [], lines: [], rings: [] }): Shape {
  if (geometry.type === 'Point') into.points.push(geometry.coordinates)
  else if (geometry.type === 'MultiPoint') into.points.push(...geometry.coordinates)
  else if (geometry.type === 'LineString') into.lines.push(geometry.coordinates)
  else if (geometry.type === 'MultiLineString') into.lines.push(...geometry.coordinates)
  else if (geometry.type === 'Polygon') into.rings.push(geometry.coordinates)
  else if (geometry.type === 'MultiPolygon') into.rings.push(...geometry.coordinates)
  else for (const one of geometry.geometries) shapeOf(one, into)
  return into
}

const outlines = (shape: Shape) => [...shape.lines, ...shape.rings.flat()]
const corners = (shape: Shape) => [...shape.points, ...outlines(shape).flat()]

function crosses(a: Position, b: Position, c: Position, d: Position): boolean {
  const side = (p: Position, q: Position, r: Position) =>
    Math.sign(
      ((q[0] ?? 0) - (p[0] ?? 0)) * ((r[1] ?? 0) - (p[1] ?? 0)) -
        ((q[1] ?? 0) - (p[1] ?? 0)) * ((r[0] ?? 0) - (p[0] ?? 0)),
    )
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)
}

function anyCrossing(a: Shape, b: Shape): boolean {
  for (const one of outlines(a))
    for (let i = 1; i < one.length; i++)
      for (const other of outlines(b))
        for (let j = 1; j < other.length; j++)
          if (
            crosses(
              one[i - 1] as Position,
              one[i] as Position,
              other[j - 1] as Position,
              other[j] as Position,
            )
          )
            return true
  return false
}

function oneWay(from: Shape, to: Shape): number {
  let least = Number.POSITIVE_INFINITY
  for (const point of corners(from)) {
    if (to.rings.some((rings) => isInRings(rings, point[0] ?? 0, point[1] ?? 0))) return 0
    for (const other of to.points) least = Math.min(least, haversine(point, other))
    for (const line of outlines(to))
      for (let i = 1; i < line.length; i++)
        least = Math.min(least, toSegment(point, line[i - 1] as Position, line[i] as Position))
  }
  return least
}

/** Least distance of two geometries, metres; 0 when they touch. */
export function distanceBetween(a: GeoJSON.Geometry, b: GeoJSON.Geometry): number {
  if (a.type === 'Point' && b.type === 'Point') return haversine(a.coordinates, b.coordinates)
  const [one, other] = [shapeOf(a), shapeOf(b)]
  if (anyCrossing(one, other)) return 0
  return Math.min(oneWay(one, other), oneWay(other, one))
}

/** The box (west, south, east, north) that surely holds everything within so many metres of a geometry. */
export function boxAround(geometry: GeoJSON.Geometry, metres: number): [number, number, number, number] {
  const positions = corners(shapeOf(geometry))
  const lons = positions.map((one) => one[0] ?? 0)
  const lats = positions.map((one) => one[1] ?? 0)
  const dLat = (metres / metresPerDegree) * 1.01
  const north = Math.max(...lats) + dLat
  const south = Math.min(...lats) - dLat
  const widest = Math.min(89.9, Math.max(Math.abs(north), Math.abs(south)))
  const dLon = Math.min(360, dLat / Math.cos(widest * toRadians))
  return [Math.min(...lons) - dLon, south, Math.max(...lons) + dLon, north]
}
