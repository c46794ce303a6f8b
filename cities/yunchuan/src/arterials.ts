import type { CellDesk } from './cell-plan.ts'
import type { Rect, Sheet, Unit } from './sheet.ts'
import { OLD_TOWN } from './sheet.ts'
import type { Street } from './streets.ts'
import { RAILWAY_ROW } from './warp.ts'
import { MOAT_MARGIN, RAILWAY_MARGIN, RIVER_MARGIN, streamOn } from './water-plan.ts'

/** The old town's outline on the sheet, river bank to moat. */
export function oldTownRect(sheet: Sheet): Rect {
  const column = (index: number) => sheet.columns[index + (sheet.columns.length - 1) / 2]!
  const row = (index: number) => sheet.rows[index + (sheet.rows.length - 1) / 2]!
  return {
    u0: column(OLD_TOWN.columnFrom),
    u1: column(OLD_TOWN.columnTo),
    v0: row(OLD_TOWN.rowFrom),
    v1: row(OLD_TOWN.rowTo),
  }
}

/** The ring expressway on the sheet. */
export function ringRect(sheet: Sheet): Rect {
  const halfU = (sheet.columns.length - 1) / 2
  const halfV = (sheet.rows.length - 1) / 2
  return {
    u0: sheet.columns[halfU - 2]!,
    u1: sheet.columns[halfU + 2]!,
    v0: sheet.rowParts[halfV - 2]!.arterial,
    v1: sheet.rowParts[halfV + 2]!.arterial,
  }
}

/** Radius of the ring expressway's corners. */
export const RING_CORNER = 900

/** Lays the arterials on the sides of a superblock, over bridges and through underpasses where they need them. */
export function layArterials(desk: CellDesk, unit: Unit, old: Rect): void {
  const ring = ringRect(desk.sheet)
  const onRing = (axis: 'u' | 'v', at: number, from: number, to: number) =>
    axis === 'u'
      ? (at === ring.u0 || at === ring.u1) && from >= ring.v0 && to <= ring.v1
      : (at === ring.v0 || at === ring.v1) && from >= ring.u0 && to <= ring.u1
  const lay = (axis: 'u' | 'v', at: number, from: number, to: number) => {
    const roadClass = onRing(axis, at, from, to) ? 'expressway' : 'arterial'
    for (const piece of cutAtCrossings(desk, axis, at, from, to, old)) {
      desk.addStreet({
        axis,
        at,
        roadClass,
        key: roadClass === 'expressway' ? 'ring' : `A${axis}${at}`,
        ...piece,
      })
    }
  }
  const isLaid = (axis: 'u' | 'v', at: number, from: number, to: number) =>
    !streamOn(desk.water, axis, at, from, to) &&
    (unit.zone !== 'fringe' || onRing(axis, at, from, to) || isTown(desk.sheet, unit, axis, at))
  for (const u of [unit.u0, unit.u1]) if (isLaid('u', u, unit.v0, unit.v1)) lay('u', u, unit.v0, unit.v1)
  for (const v of [unit.v0, unit.v1]) {
    if (v !== 0 && v !== RAILWAY_ROW && isLaid('v', v, unit.u0, unit.u1)) lay('v', v, unit.u0, unit.u1)
  }
}

const UNDER_RAILWAY = {
  from: RAILWAY_ROW - RAILWAY_MARGIN,
  to: RAILWAY_ROW + RAILWAY_MARGIN,
  structure: 'underpass',
} as const

/** Where the city is built up on both sides of the railway, an arterial passes beneath it. */
function goesUnderRailway(sheet: Sheet, at: number): boolean {
  const touches = (unit: Unit, v: number) => unit.urban && v === RAILWAY_ROW && unit.u0 <= at && unit.u1 >= at
  return (
    sheet.units.some((unit) => touches(unit, unit.v0)) && sheet.units.some((unit) => touches(unit, unit.v1))
  )
}

/** Whether the built-up area goes on beyond a side: the outskirts end in open fields, not in an arterial. */
function isTown(sheet: Sheet, unit: Unit, axis: 'u' | 'v', at: number): boolean {
  const u = axis === 'u' ? (at === unit.u0 ? at - 1 : at + 1) : (unit.u0 + unit.u1) / 2
  const v = axis === 'v' ? (at === unit.v0 ? at - 1 : at + 1) : (unit.v0 + unit.v1) / 2
  return sheet.units.some((one) => one.urban && u > one.u0 && u < one.u1 && v > one.v0 && v < one.v1)
}

type Piece = Pick<Street, 'from' | 'to' | 'structure'>

/** Cuts an arterial where it crosses river, railway or moat, and leaves out river crossings without a bridge. */
function cutAtCrossings(
  desk: CellDesk,
  axis: 'u' | 'v',
  at: number,
  from: number,
  to: number,
  old: Rect,
): Piece[] {
  const crossings: Piece[] = []
  if (axis === 'u') {
    crossings.push({ from: -RIVER_MARGIN, to: RIVER_MARGIN, structure: 'bridge' })
    if (goesUnderRailway(desk.sheet, at)) crossings.push({ ...UNDER_RAILWAY })
    if (at > old.u0 && at < old.u1)
      crossings.push({ from: old.v1 - MOAT_MARGIN, to: old.v1, structure: 'bridge' })
  } else if (at > old.v0 && at < old.v1) {
    crossings.push({ from: old.u0, to: old.u0 + MOAT_MARGIN, structure: 'bridge' })
    crossings.push({ from: old.u1 - MOAT_MARGIN, to: old.u1, structure: 'bridge' })
  }
  let pieces: Piece[] = [{ from, to }]
  for (const crossing of crossings) {
    pieces = pieces.flatMap((piece) => {
      const start = Math.max(piece.from, crossing.from)
      const end = Math.min(piece.to, crossing.to)
      if (start >= end) return [piece]
      return [
        { ...piece, to: start },
        { ...crossing, from: start, to: end },
        { ...piece, from: end },
      ].filter((part) => part.from < part.to)
    })
  }
  const isDry = (piece: Piece) => piece.from >= RIVER_MARGIN || piece.to <= -RIVER_MARGIN
  return axis === 'u' ? pieces.filter((piece) => isDry(piece) || desk.water.bridgeColumns.has(at)) : pieces
}

/** In the busiest columns a secondary street passes beneath the railway too. */
export function laySecondaryUnderpass(desk: CellDesk, unit: Unit, cutU: number): void {
  if (Math.abs(cutU) > 3000 || unit.v1 !== RAILWAY_ROW || !goesUnderRailway(desk.sheet, cutU)) return
  desk.addStreet({ axis: 'u', at: cutU, roadClass: 'secondary', key: `Su${cutU}`, ...UNDER_RAILWAY })
}
