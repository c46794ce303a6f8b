import { layArterials, laySecondaryUnderpass, oldTownRect } from './arterials.ts'
import type { CellDesk } from './cell-plan.ts'
import { cutBlocks } from './cell-plan.ts'
import type { Rect, Sheet, Unit, Zone } from './sheet.ts'
import { RAILWAY_ROW } from './warp.ts'
import type { WaterPlan } from './water-plan.ts'
import { MOAT_MARGIN, RAILWAY_MARGIN, RIVER_MARGIN, STREAM_MARGIN, streamOn } from './water-plan.ts'

const BLOCK_LIMIT: Record<Zone, number> = {
  old: 150,
  cbd: 235,
  new: 290,
  residential: 270,
  industrial: 420,
  seat: 270,
  fringe: 560,
  'lake-park': 5000,
  country: 5000,
}

/** Share of quarters that hold two grids instead of one. */
const SECOND_GRID: Record<Zone, number> = {
  old: 1,
  cbd: 0.7,
  new: 0.24,
  residential: 0.24,
  industrial: 0,
  seat: 0.15,
  fringe: 0,
  'lake-park': 0,
  country: 0,
}

/** Ground between the edge of a superblock and its first blocks. */
function marginsOf(unit: Unit, old: Rect, water: WaterPlan): Rect {
  const inOld = unit.u0 >= old.u0 && unit.u1 <= old.u1 && unit.v0 >= old.v0 && unit.v1 <= old.v1
  const ofRow = (v: number) => {
    if (v === 0) return RIVER_MARGIN
    if (v === RAILWAY_ROW) return RAILWAY_MARGIN
    return inOld && v === old.v1 ? MOAT_MARGIN : 0
  }
  const ofColumn = (u: number) => {
    if (streamOn(water, 'u', u, unit.v0, unit.v1)) return STREAM_MARGIN
    return inOld && (u === old.u0 || u === old.u1) ? MOAT_MARGIN : 0
  }
  return { u0: ofColumn(unit.u0), u1: ofColumn(unit.u1), v0: ofRow(unit.v0), v1: ofRow(unit.v1) }
}

/** Cuts one superblock: verges, two secondary streets crossing in it, grids, lanes and blocks. */
export function cutSuperblock(desk: CellDesk, unit: Unit): void {
  const old = oldTownRect(desk.sheet)
  const margins = marginsOf(unit, old, desk.water)
  const inner = {
    u0: unit.u0 + margins.u0,
    u1: unit.u1 - margins.u1,
    v0: unit.v0 + margins.v0,
    v1: unit.v1 - margins.v1,
  }
  layArterials(desk, unit, old)
  layVergeRoads(desk, unit, inner, margins)
  if (unit.zone === 'lake-park') {
    cutGrid(desk, unit, unit, inner, `Q${unit.id}`)
    return
  }
  const [cutU, cutV] = secondaryLines(desk.sheet, unit)
  desk.addStreet({
    axis: 'u',
    at: cutU,
    from: inner.v0,
    to: inner.v1,
    roadClass: 'secondary',
    key: `Su${cutU}`,
  })
  desk.addStreet({
    axis: 'v',
    at: cutV,
    from: inner.u0,
    to: inner.u1,
    roadClass: 'secondary',
    key: `Sv${cutV}`,
  })
  layMoatBridges(desk, unit, inner, cutU, cutV)
  laySecondaryUnderpass(desk, unit, cutU)
  const quarters: Rect[] = [
    { u0: unit.u0, v0: unit.v0, u1: cutU, v1: cutV },
    { u0: cutU, v0: unit.v0, u1: unit.u1, v1: cutV },
    { u0: unit.u0, v0: cutV, u1: cutU, v1: unit.v1 },
    { u0: cutU, v0: cutV, u1: unit.u1, v1: unit.v1 },
  ]
  quarters.forEach((quarter, index) => {
    cutQuarter(desk, unit, quarter, inner, `Q${unit.id}.${index}`)
  })
}

function secondaryLines(sheet: Sheet, unit: Unit): [number, number] {
  const pick = (lines: number[], parts: Sheet['columnParts'], from: number, to: number) => {
    const index = lines.findIndex((line, i) => line <= from && lines[i + 1]! >= to)
    return parts[index]!.secondary[from === lines[index] ? 0 : 1]
  }
  return [
    pick(sheet.columns, sheet.columnParts, unit.u0, unit.u1),
    pick(sheet.rows, sheet.rowParts, unit.v0, unit.v1),
  ]
}

/** Roads along the river bank, the railway and the moat. */
function layVergeRoads(desk: CellDesk, unit: Unit, inner: Rect, margins: Rect): void {
  const layRow = (edge: number, v: number, north: boolean) => {
    const bank = edge === 0
    const key = bank ? (north ? 'bank-north' : 'bank-south') : `rail-${north ? 'north' : 'south'}`
    const moat = edge !== 0 && edge !== RAILWAY_ROW
    const roadClass = moat ? 'local' : 'secondary'
    desk.addStreet({
      axis: 'v',
      at: v,
      from: inner.u0,
      to: inner.u1,
      roadClass,
      key: moat ? 'moat-north' : key,
    })
    if (moat) return
    for (const [from, to] of [
      [unit.u0, inner.u0],
      [inner.u1, unit.u1],
    ] as const) {
      if (to - from === MOAT_MARGIN)
        desk.addStreet({ axis: 'v', at: v, from, to, roadClass, key, structure: 'bridge' })
    }
  }
  if (margins.v0) layRow(unit.v0, inner.v0, true)
  if (margins.v1) layRow(unit.v1, inner.v1, false)
  for (const [margin, u, key] of [
    [margins.u0, inner.u0, 'moat-west'],
    [margins.u1, inner.u1, 'moat-east'],
  ] as const) {
    const street = { axis: 'u', at: u, from: inner.v0, to: inner.v1, roadClass: 'local' } as const
    if (margin) desk.addStreet({ ...street, key: margin === MOAT_MARGIN ? key : `B${u}` })
  }
}

/** Secondary streets leave the old town over the moat. */
function layMoatBridges(desk: CellDesk, unit: Unit, inner: Rect, cutU: number, cutV: number): void {
  const bridge = { roadClass: 'secondary', structure: 'bridge' } as const
  if (unit.v1 - inner.v1 === MOAT_MARGIN) {
    desk.addStreet({ axis: 'u', at: cutU, from: inner.v1, to: unit.v1, key: `Su${cutU}`, ...bridge })
  }
  for (const [from, to] of [
    [unit.u0, inner.u0],
    [inner.u1, unit.u1],
  ] as const) {
    if (to - from === MOAT_MARGIN)
      desk.addStreet({ axis: 'v', at: cutV, from, to, key: `Sv${cutV}`, ...bridge })
  }
}

function cutQuarter(desk: CellDesk, unit: Unit, quarter: Rect, inner: Rect, key: string): void {
  if (!desk.random.chance(SECOND_GRID[unit.zone])) {
    cutGrid(desk, unit, quarter, inner, key)
    return
  }
  const share = desk.random.range(0.43, 0.57)
  if (quarter.u1 - quarter.u0 >= quarter.v1 - quarter.v0) {
    const at = Math.round(quarter.u0 + (quarter.u1 - quarter.u0) * share)
    const from = Math.max(quarter.v0, inner.v0)
    const to = Math.min(quarter.v1, inner.v1)
    desk.addStreet({ axis: 'u', at, from, to, roadClass: 'local', key: `${key}:main` })
    cutGrid(desk, unit, { ...quarter, u1: at }, inner, key)
    cutGrid(desk, unit, { ...quarter, u0: at }, inner, key)
    return
  }
  const at = Math.round(quarter.v0 + (quarter.v1 - quarter.v0) * share)
  const from = Math.max(quarter.u0, inner.u0)
  const to = Math.min(quarter.u1, inner.u1)
  desk.addStreet({ axis: 'v', at, from, to, roadClass: 'local', key: `${key}:main` })
  cutGrid(desk, unit, { ...quarter, v1: at }, inner, key)
  cutGrid(desk, unit, { ...quarter, v0: at }, inner, key)
}

/** One grid: verge strips along its wet or railway sides, the rest in blocks. */
function cutGrid(desk: CellDesk, unit: Unit, rect: Rect, inner: Rect, key: string): void {
  const grid = desk.addGrid(unit.id, unit.zone, true)
  const core = {
    u0: Math.max(rect.u0, inner.u0),
    u1: Math.min(rect.u1, inner.u1),
    v0: Math.max(rect.v0, inner.v0),
    v1: Math.min(rect.v1, inner.v1),
  }
  desk.addCell({ ...rect, v1: core.v0 }, grid, 'verge')
  desk.addCell({ ...rect, v0: core.v1 }, grid, 'verge')
  desk.addCell({ u0: rect.u0, u1: core.u0, v0: core.v0, v1: core.v1 }, grid, 'verge')
  desk.addCell({ u0: core.u1, u1: rect.u1, v0: core.v0, v1: core.v1 }, grid, 'verge')
  cutBlocks(desk, core, BLOCK_LIMIT[unit.zone], { roadClass: 'local', key }, (block) =>
    desk.addCell(block, grid, 'block'),
  )
}
