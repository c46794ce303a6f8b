import type { Random } from './random.ts'
import type { RegionPlan } from './regions.ts'
import type { Rect, Sheet, Zone } from './sheet.ts'
import type { Street } from './streets.ts'
import type { WaterPlan } from './water-plan.ts'

/** The smallest piece of ground: a block between streets, a verge along water or rail, or open country. */
export interface Cell extends Rect {
  id: number
  grid: number
  unit: number
  zone: Zone
  use: 'block' | 'market' | 'verge' | 'open'
}

/** A grid as laid out: the cells that carry its number make its polygon. */
interface GridPlan {
  unit: number
  zone: Zone
  urban: boolean
}

export interface CellPlan {
  cells: Cell[]
  grids: GridPlan[]
  streets: Street[]
}

/** What the cutters share: the plan so far and the ways to add to it. */
export interface CellDesk {
  sheet: Sheet
  regions: RegionPlan
  water: WaterPlan
  random: Random
  addGrid(unit: number, zone: Zone, urban: boolean): number
  addCell(rect: Rect, grid: number, use: Cell['use']): void
  /** The same stretch offered twice (by both its neighbours) is kept once. */
  addStreet(street: Street): void
}

/** Halves a rectangle along its longer side until no side is above `limit`, with a lane at each cut. */
export function cutBlocks(
  desk: CellDesk,
  rect: Rect,
  limit: number,
  lane: Pick<Street, 'roadClass' | 'key'>,
  keep: (block: Rect) => void,
): void {
  const width = rect.u1 - rect.u0
  const height = rect.v1 - rect.v0
  if (Math.max(width, height) <= limit) {
    keep(rect)
    return
  }
  const share = desk.random.range(0.42, 0.58)
  if (width >= height) {
    const at = Math.round(rect.u0 + width * share)
    desk.addStreet({ ...lane, axis: 'u', at, from: rect.v0, to: rect.v1, key: `${lane.key}:u${at}` })
    cutBlocks(desk, { ...rect, u1: at }, limit, lane, keep)
    cutBlocks(desk, { ...rect, u0: at }, limit, lane, keep)
    return
  }
  const at = Math.round(rect.v0 + height * share)
  desk.addStreet({ ...lane, axis: 'v', at, from: rect.u0, to: rect.u1, key: `${lane.key}:v${at}` })
  cutBlocks(desk, { ...rect, v1: at }, limit, lane, keep)
  cutBlocks(desk, { ...rect, v0: at }, limit, lane, keep)
}
