import type { Position } from 'geojson'
import type { Footprint } from './block-patterns.ts'
import { fillBlock } from './block-patterns.ts'
import type { BlockUse, BlockUses } from './block-uses.ts'
import type { Cell } from './cell-plan.ts'
import type { Building, BuildingUsage } from './city.ts'
import type { Ground } from './ground.ts'
import { createPlaceNames } from './names.ts'
import type { Obstacles } from './obstacles.ts'
import type { Point } from './plane.ts'
import { toPosition } from './plane.ts'
import { createRandom } from './random.ts'
import type { RoadNetwork } from './roads.ts'
import type { Rect } from './sheet.ts'
import { ROAD_SHAPES } from './streets.ts'
import type { RuralHouse } from './villages.ts'

const USAGE_LABEL: Record<BuildingUsage, string> = {
  residential: '住宅',
  office: '办公楼',
  commercial: '商业楼',
  industrial: '厂房',
  public: '公共建筑',
  school: '教学楼',
  hospital: '医疗楼',
  rural: '农房',
}

/** Ground kept free of buildings from the middle of the street on one side of a block. */
function clearance(ground: Ground, axis: 'u' | 'v', at: number, from: number, to: number): number {
  const street = ground.streetIndex.find(axis, at, from, to)
  if (!street) return 5
  const setback = street.roadClass === 'local' ? 3.5 : street.roadClass === 'secondary' ? 6 : 9
  return ROAD_SHAPES[street.roadClass].widthM / 2 + setback
}

/** The part of a block that may be built on. */
export function buildableRect(ground: Ground, cell: Cell): Rect {
  return {
    u0: cell.u0 + clearance(ground, 'u', cell.u0, cell.v0, cell.v1),
    u1: cell.u1 - clearance(ground, 'u', cell.u1, cell.v0, cell.v1),
    v0: cell.v0 + clearance(ground, 'v', cell.v0, cell.u0, cell.u1),
    v1: cell.v1 - clearance(ground, 'v', cell.v1, cell.u0, cell.u1),
  }
}

/** The named street nearest to a footprint on its block's sides, and a house number along it. */
function addressOf(
  ground: Ground,
  network: RoadNetwork,
  cell: Cell,
  footprint: Footprint,
): string | undefined {
  const u = (footprint.u0 + footprint.u1) / 2
  const v = (footprint.v0 + footprint.v1) / 2
  const sides = [
    { axis: 'u', at: cell.u0, gap: u - cell.u0, along: v, low: 0 },
    { axis: 'u', at: cell.u1, gap: cell.u1 - u, along: v, low: 1 },
    { axis: 'v', at: cell.v0, gap: v - cell.v0, along: u, low: 0 },
    { axis: 'v', at: cell.v1, gap: cell.v1 - v, along: u, low: 1 },
  ] as const
  for (const side of [...sides].sort((a, b) => a.gap - b.gap)) {
    const span = side.axis === 'u' ? [cell.v0, cell.v1] : [cell.u0, cell.u1]
    const street = ground.streetIndex.find(side.axis, side.at, span[0]!, span[1]!)
    const name = street && network.nameOf.get(street.key)
    if (!street || !name) continue
    const start = ROAD_SHAPES[street.roadClass].widthM > 15 ? -7000 : street.from
    const number =
      2 * Math.max(1, Math.round((side.along - start) / 14)) +
      side.low -
      (street.roadClass === 'local' ? 1 : 0)
    return `${name}${Math.max(1, number)}号`
  }
  return undefined
}

interface Compound {
  base: string
  count: number
}

function nameBuilding(compound: Compound, use: BlockUse, usage: BuildingUsage): string {
  compound.count++
  const { base, count } = compound
  if (use === 'slabs' || use === 'towers') return `${base}${use === 'towers' ? '府' : '小区'}${count}号楼`
  if (usage === 'commercial') return count === 1 ? `${base}广场` : `${base}广场${count}号楼`
  if (usage === 'office') return `${base}大厦${count === 1 ? '' : `${count}座`}`
  if (usage === 'industrial') return `${base}工业园${count}号厂房`
  return `${base}${USAGE_LABEL[usage]}${count}`
}

/** Every building of the city, in blocks and in villages, with its address and grid. */
export function buildBuildings(
  ground: Ground,
  network: RoadNetwork,
  uses: BlockUses,
  houses: RuralHouse[],
  obstacles: Obstacles,
): Building[] {
  const random = createRandom(ground.seed, 'buildings')
  const names = createRandom(ground.seed, 'building-names')
  let place = createPlaceNames(names, [])
  const nextPlace = () => {
    try {
      return place()
    } catch {
      place = createPlaceNames(names, [])
      return place()
    }
  }
  const buildings: Building[] = []
  const counts = new Map<string, number>()
  const add = (
    grid: string,
    ring: Point[],
    rest: Omit<Building, 'reference' | 'type' | 'divisionCode' | 'geometry' | 'attributes'>,
    structure: string,
  ) => {
    const number = (counts.get(grid) ?? 0) + 1
    counts.set(grid, number)
    const coordinates: Position[] = ring.map(toPosition)
    buildings.push({
      reference: `${grid}F${String(number).padStart(4, '0')}`,
      type: 'city-base.building',
      divisionCode: grid,
      geometry: { type: 'Polygon', coordinates: [coordinates] },
      attributes: { structure },
      ...rest,
    })
  }
  for (const cell of ground.plan.cells) {
    const use = uses.useOf.get(cell.id)
    if (!use || use === 'park' || use === 'empty') continue
    const compound: Compound = { base: nextPlace(), count: 0 }
    const grid = ground.divisions.grids[cell.grid]!.code
    for (const footprint of fillBlock(use, buildableRect(ground, cell), random)) {
      const corners = [
        [footprint.u0, footprint.v0],
        [footprint.u1, footprint.v0],
        [footprint.u1, footprint.v1],
        [footprint.u0, footprint.v1],
        [footprint.u0, footprint.v0],
      ] as const
      const ring = corners.map(([u, v]) => ground.warp.toPlane(u, v))
      if (obstacles.isNearOverlay(ring)) continue
      add(
        grid,
        ring,
        {
          name: nameBuilding(compound, use, footprint.usage),
          usage: footprint.usage,
          floors: footprint.floors,
          height_m: Math.round(footprint.floors * footprint.floorHeightM * 10) / 10,
          address: addressOf(ground, network, cell, footprint) ?? `${compound.base}${compound.count}号`,
        },
        footprint.floors > 6 ? '钢筋混凝土' : '砖混',
      )
    }
  }
  for (const house of houses) {
    const floors = house.floors
    add(
      house.gridCode,
      house.ring,
      {
        name: house.address,
        usage: 'rural',
        floors,
        height_m: Math.round(floors * 33) / 10,
        address: house.address,
      },
      '砖混',
    )
  }
  return buildings
}
