import type { CellDesk } from './cell-plan.ts'
import { cutBlocks } from './cell-plan.ts'
import type { Rect, Unit } from './sheet.ts'
import { touchesLake } from './water-plan.ts'

/** Cuts one tract of the country into one or two grids, or a market place with the land about it. */
export function cutCountry(desk: CellDesk, unit: Unit): void {
  const market = desk.regions.towns[desk.regions.townOf[unit.id]!]!.market
  const holdsMarket =
    market &&
    (market[0] === unit.u0 || market[0] === unit.u1) &&
    (market[1] === unit.v0 || market[1] === unit.v1)
  if (market && holdsMarket) {
    cutMarket(desk, unit, market)
    return
  }
  if (desk.random.chance(0.36)) {
    desk.addCell(unit, desk.addGrid(unit.id, 'country', false), 'open')
    return
  }
  const share = desk.random.range(0.36, 0.64)
  const alongU = desk.random.chance(0.5)
  const at = Math.round(
    alongU ? unit.u0 + (unit.u1 - unit.u0) * share : unit.v0 + (unit.v1 - unit.v0) * share,
  )
  const halves: [Rect, Rect] = alongU
    ? [
        { ...unit, u1: at },
        { ...unit, u0: at },
      ]
    : [
        { ...unit, v1: at },
        { ...unit, v0: at },
      ]
  for (const half of halves) desk.addCell(half, desk.addGrid(unit.id, 'country', false), 'open')
  layVillageRoad(desk, unit, alongU ? 'u' : 'v', at)
}

function layVillageRoad(desk: CellDesk, unit: Unit, axis: 'u' | 'v', at: number): void {
  const rect = axis === 'u' ? { ...unit, u0: at, u1: at } : { ...unit, v0: at, v1: at }
  if (touchesLake(desk.water, rect, 60) || touchesRiver(rect)) return
  const [from, to] = axis === 'u' ? [unit.v0, unit.v1] : [unit.u0, unit.u1]
  desk.addStreet({ axis, at, from, to, roadClass: 'local', key: `village:${unit.id}` })
}

const touchesRiver = (rect: Rect) => rect.v0 < 200 && rect.v1 > -200

/** A quarter of a country town: blocks at the crossing, two grids of land behind them. */
function cutMarket(desk: CellDesk, unit: Unit, market: [number, number]): void {
  const reach = () => Math.round(desk.random.range(330, 640))
  const rect: Rect = {
    u0: market[0] === unit.u0 ? unit.u0 : unit.u1 - reach(),
    u1: market[0] === unit.u0 ? unit.u0 + reach() : unit.u1,
    v0: market[1] === unit.v0 ? unit.v0 : unit.v1 - reach(),
    v1: market[1] === unit.v0 ? unit.v0 + reach() : unit.v1,
  }
  const grid = desk.addGrid(unit.id, 'country', false)
  const key = `market:${unit.id}`
  const innerU = market[0] === unit.u0 ? rect.u1 : rect.u0
  const innerV = market[1] === unit.v0 ? rect.v1 : rect.v0
  desk.addStreet({
    axis: 'u',
    at: innerU,
    from: rect.v0,
    to: rect.v1,
    roadClass: 'local',
    key: `${key}:outer`,
  })
  desk.addStreet({
    axis: 'v',
    at: innerV,
    from: rect.u0,
    to: rect.u1,
    roadClass: 'local',
    key: `${key}:outer`,
  })
  cutBlocks(desk, rect, 230, { roadClass: 'local', key }, (block) => desk.addCell(block, grid, 'market'))
  const besideRect = {
    ...unit,
    v0: rect.v0,
    v1: rect.v1,
    ...otherSpan(unit.u0, unit.u1, rect.u0, rect.u1, 'u'),
  }
  const behindRect = { ...unit, ...otherSpan(unit.v0, unit.v1, rect.v0, rect.v1, 'v') }
  desk.addCell(besideRect, desk.addGrid(unit.id, 'country', false), 'open')
  desk.addCell(behindRect, desk.addGrid(unit.id, 'country', false), 'open')
}

/** The part of [low, high] that [from, to], which touches one end, leaves over. */
function otherSpan(low: number, high: number, from: number, to: number, axis: 'u' | 'v') {
  const [start, end] = from === low ? [to, high] : [low, from]
  return axis === 'u' ? { u0: start, u1: end } : { v0: start, v1: end }
}
