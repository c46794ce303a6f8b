import type { Position } from 'geojson'
import type { City, Division } from './city.ts'
import { polygonsOf } from './divisions.ts'

/** Answers which grid a place lies in. */
export type GridFinder = (position: Position) => Division | undefined

const BUCKET_DEGREES = 0.006

/** Even-odd over all rings of a division; a place on a common side belongs to exactly one of the two. */
export function contains(division: Division, position: Position): boolean {
  const [x, y] = [position[0]!, position[1]!]
  let inside = false
  for (const rings of polygonsOf(division.geometry)) {
    for (const ring of rings) {
      for (let i = 1; i < ring.length; i++) {
        let a = ring[i - 1]!
        let b = ring[i]!
        if (a[1]! > y === b[1]! > y) continue
        // Both neighbours must reckon a common side in the same order, or rounding could leave a place to neither.
        if (a[1]! > b[1]!) [a, b] = [b, a]
        if (x < ((b[0]! - a[0]!) * (y - a[1]!)) / (b[1]! - a[1]!) + a[0]!) inside = !inside
      }
    }
  }
  return inside
}

/** Indexes grids by small squares of the map. */
export function indexGrids(grids: Division[]): GridFinder {
  const buckets = new Map<number, Division[]>()
  const bucketOf = (degrees: number) => Math.floor(degrees / BUCKET_DEGREES)
  for (const grid of grids) {
    let [west, south, east, north] = [180, 90, -180, -90]
    for (const [ring] of polygonsOf(grid.geometry)) {
      for (const position of ring!) {
        west = Math.min(west, position[0]!)
        east = Math.max(east, position[0]!)
        south = Math.min(south, position[1]!)
        north = Math.max(north, position[1]!)
      }
    }
    for (let x = bucketOf(west); x <= bucketOf(east); x++) {
      for (let y = bucketOf(south); y <= bucketOf(north); y++) {
        const key = x * 100000 + y
        const bucket = buckets.get(key)
        if (bucket) bucket.push(grid)
        else buckets.set(key, [grid])
      }
    }
  }
  return (position) =>
    buckets
      .get(bucketOf(position[0]!) * 100000 + bucketOf(position[1]!))
      ?.find((grid) => contains(grid, position))
}

const finders = new WeakMap<City, GridFinder>()

/** The grid a place lies in; undefined outside the city. The index is built on first use of a city and kept with it. */
export function findGrid(city: City, position: Position): Division | undefined {
  let finder = finders.get(city)
  if (!finder) {
    finder = indexGrids(city.divisions.filter((division) => division.level === 5))
    finders.set(city, finder)
  }
  return finder(position)
}
