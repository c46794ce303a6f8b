import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { Mesh } from './mesh.ts'
import type { Point } from './plane.ts'

/** The directed border of an area (its land on the left): start vertex → end vertices. */
export type Border = Map<number, number[]>

/** Joins the borders of parts: a side walked both ways lies inside and vanishes. */
export function joinBorders(parts: Iterable<[number, number]>): Border {
  const border: Border = new Map()
  for (const [from, to] of parts) {
    const back = border.get(to)
    const found = back ? back.indexOf(from) : -1
    if (back && found >= 0) {
      if (back.length === 1) border.delete(to)
      else back.splice(found, 1)
      continue
    }
    const list = border.get(from)
    if (list) list.push(to)
    else border.set(from, [to])
  }
  return border
}

/** The sides of a ring of vertices. */
export function* sidesOfRing(ring: number[]): Generator<[number, number]> {
  for (let i = 0; i < ring.length; i++) yield [ring[i]!, ring[(i + 1) % ring.length]!]
}

/** The sides of a border. */
export function* sidesOfBorder(border: Border): Generator<[number, number]> {
  for (const [from, list] of border) for (const to of list) yield [from, to]
}

/** Of several ways on from `at`, the first one clockwise from where we came: keeps areas that touch at a point apart. */
function takeTurn(points: Point[], before: number, at: number, ways: number[]): number {
  if (ways.length === 1) return 0
  const angleTo = (vertex: number) =>
    Math.atan2(points[vertex]![1] - points[at]![1], points[vertex]![0] - points[at]![0])
  const back = angleTo(before)
  let best = 0
  let least = Number.POSITIVE_INFINITY
  ways.forEach((way, i) => {
    const turn = (back - angleTo(way) + 4 * Math.PI) % (2 * Math.PI)
    if (turn < least) {
      least = turn
      best = i
    }
  })
  return best
}

function traceRings(border: Border, points: Point[]): number[][] {
  const left: Border = new Map([...border].map(([from, list]) => [from, [...list]]))
  const rings: number[][] = []
  const take = (at: number, before: number | undefined) => {
    const ways = left.get(at)!
    const chosen = before === undefined ? 0 : takeTurn(points, before, at, ways)
    const next = ways[chosen]!
    if (ways.length === 1) left.delete(at)
    else ways.splice(chosen, 1)
    return next
  }
  for (const start of border.keys()) {
    while (left.has(start)) {
      const ring = [start]
      let before = start
      let at = take(start, undefined)
      while (at !== start) {
        ring.push(at)
        const next = take(at, before)
        before = at
        at = next
      }
      rings.push(ring)
    }
  }
  return rings
}

function signedArea(ring: number[], points: Point[]): number {
  let twice = 0
  for (const [from, to] of sidesOfRing(ring)) {
    twice += points[from]![0] * points[to]![1] - points[to]![0] * points[from]![1]
  }
  return twice / 2
}

function isInside(point: Point, ring: number[], points: Point[]): boolean {
  let inside = false
  for (const [from, to] of sidesOfRing(ring)) {
    const a = points[from]!
    const b = points[to]!
    if (
      a[1] > point[1] !== b[1] > point[1] &&
      point[0] < ((b[0] - a[0]) * (point[1] - a[1])) / (b[1] - a[1]) + a[0]
    ) {
      inside = !inside
    }
  }
  return inside
}

/** Border → GeoJSON: outer rings counter-clockwise, each with the holes that lie in it. */
export function toGeometry(border: Border, mesh: Mesh): Polygon | MultiPolygon {
  const { points, positions } = mesh
  const rings = traceRings(border, points)
  const outers = rings.filter((ring) => signedArea(ring, points) > 0)
  const holes = rings.filter((ring) => signedArea(ring, points) <= 0)
  const close = (ring: number[]): Position[] => [...ring, ring[0]!].map((vertex) => positions[vertex]!)
  const polygons = outers.map((outer) => {
    const own = new Set(outer)
    const within = holes.filter((hole) => {
      if (outers.length === 1) return true
      const probe = hole.find((vertex) => !own.has(vertex))
      return probe !== undefined && isInside(points[probe]!, outer, points)
    })
    return [close(outer), ...within.map(close)]
  })
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0]! }
    : { type: 'MultiPolygon', coordinates: polygons }
}
