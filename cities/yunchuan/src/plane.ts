import type { Position } from 'geojson'

/** A place on the city's working plane: metres east and north of the centre. */
export type Point = readonly [x: number, y: number]

/** Where the fictional city is put: a plain between real cities (WGS 84 / CGCS2000 degrees). */
const CENTRE: Point = [118.9, 33.4]

const EARTH_RADIUS_M = 6371008.8
const METRES_PER_DEGREE = (EARTH_RADIUS_M * Math.PI) / 180
const METRES_PER_DEGREE_EAST = METRES_PER_DEGREE * Math.cos((CENTRE[1] * Math.PI) / 180)

const roundDegrees = (degrees: number) => Math.round(degrees * 1e6) / 1e6

/** Plane metres → longitude and latitude rounded to 1e-6 degrees (about 0.1 m). */
export function toPosition(point: Point): Position {
  return [
    roundDegrees(CENTRE[0] + point[0] / METRES_PER_DEGREE_EAST),
    roundDegrees(CENTRE[1] + point[1] / METRES_PER_DEGREE),
  ]
}

/** Longitude and latitude → plane metres. */
export function toPoint(position: Position): Point {
  return [(position[0]! - CENTRE[0]) * METRES_PER_DEGREE_EAST, (position[1]! - CENTRE[1]) * METRES_PER_DEGREE]
}

/**
 * Signed area in km² of a closed ring of longitudes and latitudes (counter-clockwise is positive), on the
 * cylindrical equal-area projection: areas of parts add up to the area of the whole.
 */
export function ringAreaKm2(ring: Position[]): number {
  const radiusKm = EARTH_RADIUS_M / 1000
  const project = (position: Position) => [
    ((position[0]! - CENTRE[0]) * Math.PI * radiusKm) / 180,
    (Math.sin((position[1]! * Math.PI) / 180) - Math.sin((CENTRE[1] * Math.PI) / 180)) * radiusKm,
  ]
  let twice = 0
  let previous = project(ring[0]!)
  for (let i = 1; i < ring.length; i++) {
    const next = project(ring[i]!)
    twice += previous[0]! * next[1]! - next[0]! * previous[1]!
    previous = next
  }
  return twice / 2
}

/** Metres between two places on the plane. */
export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1])
}

/** Length in metres of a line on the plane. */
export function lineLength(line: readonly Point[]): number {
  let length = 0
  for (let i = 1; i < line.length; i++) length += distance(line[i - 1]!, line[i]!)
  return length
}

/** A place on a line, with the direction of the line there. */
export interface PlaceOnLine {
  point: Point
  /** Unit vector along the line. */
  along: Point
}

/** The place `metres` along a line, held to its ends. */
export function placeAlong(line: readonly Point[], metres: number): PlaceOnLine {
  let left = Math.max(0, metres)
  for (let i = 1; i < line.length; i++) {
    const from = line[i - 1]!
    const to = line[i]!
    const length = distance(from, to)
    if (length === 0) continue
    if (left <= length || i === line.length - 1) {
      const share = Math.min(1, left / length)
      return {
        point: [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share],
        along: [(to[0] - from[0]) / length, (to[1] - from[1]) / length],
      }
    }
    left -= length
  }
  return { point: line[line.length - 1]!, along: [1, 0] }
}

/** A place beside a line: `side` metres to its left (negative: to its right). */
export function beside(place: PlaceOnLine, side: number): Point {
  return [place.point[0] - place.along[1] * side, place.point[1] + place.along[0] * side]
}

/** The four corners, counter-clockwise and closed, of a rectangle about a centre. */
export function rectangleAt(centre: Point, along: Point, length: number, depth: number): Point[] {
  const corner = (a: number, b: number): Point => [
    centre[0] + along[0] * a * length - along[1] * b * depth,
    centre[1] + along[1] * a * length + along[0] * b * depth,
  ]
  return [corner(-0.5, -0.5), corner(0.5, -0.5), corner(0.5, 0.5), corner(-0.5, 0.5), corner(-0.5, -0.5)]
}
