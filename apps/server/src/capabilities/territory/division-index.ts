import type { Division } from '@civitas/contract'
import { isInside } from './rules.ts'
import type { DivisionRow } from './store.ts'

/** All divisions in memory: names, the tree, and the grid at a point. */
export interface DivisionIndex {
  find(code: string): DivisionRow | undefined
  /** From the district down to the division itself. */
  chain(code: string): DivisionRow[]
  list(): readonly DivisionRow[]
  childrenOf(code: string | null): readonly DivisionRow[]
  /** The smallest division that holds the point, or undefined outside the city. */
  findAt(lon: number, lat: number): DivisionRow | undefined
  /** Divisions up to a level whose box touches another box. */
  listTouching(box: Box, lowestLevel: number): readonly DivisionRow[]
  /** The box around every division, or null when there are none. */
  bounds(): Box | null
}

/** West, south, east, north in degrees. */
export type Box = readonly [number, number, number, number]

/** `all` may hold grids that ended or are yet to begin: they have a name, but lie nowhere. */
export function indexDivisions(all: DivisionRow[], isInForce = (_: DivisionRow) => true): DivisionIndex {
  const byCode = new Map(all.map((row) => [row.code, row]))
  const rows = all.filter(isInForce)
  const children = new Map<string | null, DivisionRow[]>()
  for (const row of rows) {
    const siblings = children.get(row.parentCode)
    if (siblings) siblings.push(row)
    else children.set(row.parentCode, [row])
  }
  const boxes = new Map(rows.map((row) => [row.code, boxOf(row.geometry)]))
  const chain = (code: string): DivisionRow[] => {
    const row = byCode.get(code)
    return row ? [...(row.parentCode ? chain(row.parentCode) : []), row] : []
  }
  const findBelow = (parent: string | null, lon: number, lat: number): DivisionRow | undefined => {
    for (const row of children.get(parent) ?? []) {
      if (isInBox(boxes.get(row.code), lon, lat) && isInside(row.geometry, lon, lat)) {
        return findBelow(row.code, lon, lat) ?? row
      }
    }
    return undefined
  }
  return {
    find: (code) => byCode.get(code),
    chain,
    list: () => rows,
    childrenOf: (code) => children.get(code) ?? [],
    findAt: (lon, lat) => findBelow(null, lon, lat),
    listTouching: (box, lowestLevel) =>
      rows.filter((row) => row.level <= lowestLevel && isTouching(boxes.get(row.code), box)),
    bounds: () => [...boxes.values()].reduce<Box | null>((all, box) => (all ? unite(all, box) : box), null),
  }
}

/** The box around a polygon. */
export function boxOf(geometry: GeoJSON.Geometry): Box {
  let [west, south, east, north] = [180, 90, -180, -90]
  const polygons =
    geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates
        : []
  for (const ring of polygons.flat()) {
    for (const [lon = 0, lat = 0] of ring) {
      west = Math.min(west, lon)
      east = Math.max(east, lon)
      south = Math.min(south, lat)
      north = Math.max(north, lat)
    }
  }
  return [west, south, east, north]
}

function isTouching(box: Box | undefined, other: Box): boolean {
  return (
    box !== undefined && box[0] <= other[2] && box[2] >= other[0] && box[1] <= other[3] && box[3] >= other[1]
  )
}

function unite(a: Box, b: Box): Box {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]
}

/** Whether a point lies in a box, its edge included. */
export function isInBox(box: Box | undefined, lon: number, lat: number): boolean {
  return box !== undefined && lon >= box[0] && lat >= box[1] && lon <= box[2] && lat <= box[3]
}

/** The division as the contract shows it, without its boundary. */
export function toDivision({ geometry: _, ...division }: DivisionRow): Division {
  return division
}
