import type { Position } from 'geojson'
import { relaxBorders } from './borders.ts'
import type { CellPlan } from './cell-plan.ts'
import { cutCells } from './cells.ts'
import type { Division } from './city.ts'
import { shapeGrids } from './communities.ts'
import { layCountyRoads } from './county-roads.ts'
import type { DivisionPlan } from './divisions.ts'
import { buildDivisions } from './divisions.ts'
import type { GridFinder } from './find-grid.ts'
import { indexGrids } from './find-grid.ts'
import type { Mesh } from './mesh.ts'
import { buildMesh } from './mesh.ts'
import type { Overlay } from './motorways.ts'
import { layFastRail, layMotorways } from './motorways.ts'
import type { Point } from './plane.ts'
import { toPosition } from './plane.ts'
import type { RegionPlan } from './regions.ts'
import { planRegions } from './regions.ts'
import type { CornerCurve } from './ring-road.ts'
import { roundRing } from './ring-road.ts'
import type { Sheet } from './sheet.ts'
import { cutSheet } from './sheet.ts'
import type { StreetIndex } from './streets.ts'
import { indexStreets } from './streets.ts'
import type { Warp } from './warp.ts'
import { createWarp } from './warp.ts'
import type { WaterPlan } from './water-plan.ts'
import { planWater } from './water-plan.ts'

/** The laid-out land: everything later parts of the generator build upon. */
export interface Ground {
  seed: number
  sheet: Sheet
  water: WaterPlan
  regions: RegionPlan
  warp: Warp
  plan: CellPlan
  streetIndex: StreetIndex
  curves: CornerCurve[]
  mesh: Mesh
  divisions: DivisionPlan
  motorways: Overlay[]
  fastRail: Overlay
  findGrid: GridFinder
  /** Code of the grid at a place, or of the grid with the nearest middle for a place just outside the city. */
  gridCodeAt(position: Position): string
}

function createGridCoder(find: GridFinder, grids: Division[]): Ground['gridCodeAt'] {
  return (position) => {
    const grid = find(position)
    if (grid) return grid.code
    const far = ({ centroid }: Division) =>
      Math.hypot(centroid[0]! - position[0]!, centroid[1]! - position[1]!)
    return grids.reduce((best, candidate) => (far(candidate) < far(best) ? candidate : best)).code
  }
}

/** Lays out the land of one seed. */
export function layGround(seed: number): Ground {
  const sheet = cutSheet(seed)
  const water = planWater(sheet)
  const regions = planRegions(sheet, water, seed)
  const warp = relaxBorders(createWarp(seed), sheet, regions)
  const plan = cutCells(sheet, regions, water, seed)
  const laid = [...plan.streets, ...layCountyRoads(sheet, regions, water, warp, plan.streets)]
  const { streets, curves } = roundRing(laid, sheet, warp)
  plan.streets = streets
  const mesh = buildMesh(plan, warp)
  const divisions = buildDivisions(plan, regions, shapeGrids(plan, mesh), mesh, seed)
  const findGrid = indexGrids(divisions.grids)
  const isInCity = (point: Point) => findGrid(toPosition(point)) !== undefined
  return {
    seed,
    sheet,
    water,
    regions,
    warp,
    plan,
    streetIndex: indexStreets(streets),
    curves,
    mesh,
    divisions,
    motorways: layMotorways(isInCity),
    fastRail: layFastRail(isInCity),
    findGrid,
    gridCodeAt: createGridCoder(findGrid, divisions.grids),
  }
}
