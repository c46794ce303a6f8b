import { growByCost, shareOut } from './partition.ts'
import type { Random } from './random.ts'
import { createRandom } from './random.ts'
import type { Sheet, Unit } from './sheet.ts'
import { isBeside } from './sheet.ts'
import { RAILWAY_ROW } from './warp.ts'
import type { WaterPlan } from './water-plan.ts'
import { isInLake, streamOn } from './water-plan.ts'

/** A district or county as laid out, before it has a polygon. */
export interface DistrictPlan {
  code: string
  name: string
  shortName: string
  kind: 'district' | 'county'
  /** Places on the sheet it grows from. */
  hearts: [number, number][]
}

export const DISTRICTS: DistrictPlan[] = [
  {
    code: '990102',
    name: '云城区',
    shortName: '云城',
    kind: 'district',
    hearts: [
      [-500, 1100],
      [-4500, 2800],
      [2800, 2800],
    ],
  },
  {
    code: '990103',
    name: '临江区',
    shortName: '临江',
    kind: 'district',
    hearts: [
      [1500, -1800],
      [-3500, -1900],
      [3600, -6500],
    ],
  },
  {
    code: '990104',
    name: '东屏区',
    shortName: '东屏',
    kind: 'district',
    hearts: [
      [11000, 3300],
      [17500, -2500],
    ],
  },
  {
    code: '990105',
    name: '柳泉区',
    shortName: '柳泉',
    kind: 'district',
    hearts: [
      [-8500, 10500],
      [2500, 15000],
    ],
  },
  {
    code: '990121',
    name: '望湖县',
    shortName: '望湖',
    kind: 'county',
    hearts: [
      [-13200, -13200],
      [-17000, -4500],
    ],
  },
]

/** A street (urban) or town (country) as laid out. */
interface TownPlan {
  district: number
  urban: boolean
  units: number[]
  /** Where the market place of a country town is: a crossing of sheet lines. */
  market?: [number, number]
}

export interface RegionPlan {
  districtOf: Int32Array
  townOf: Int32Array
  towns: TownPlan[]
}

const middleOf = (unit: Unit): [number, number] => [(unit.u0 + unit.u1) / 2, (unit.v0 + unit.v1) / 2]

function findNeighbours(units: Unit[]): number[][] {
  return units.map((unit) =>
    units.filter((other) => other !== unit && isBeside(unit, other)).map((other) => other.id),
  )
}

/** Rivers and the railway part districts more than distance alone would. */
function stepCost(a: Unit, b: Unit, plan: WaterPlan): number {
  const [au, av] = middleOf(a)
  const [bu, bv] = middleOf(b)
  let cost = Math.hypot(au - bu, av - bv)
  if (av < 0 !== bv < 0) cost *= 5
  if (av < RAILWAY_ROW !== bv < RAILWAY_ROW) cost *= 1.5
  const line = a.u1 === b.u0 ? a.u1 : a.u0
  if (av === bv && streamOn(plan, 'u', line, Math.min(a.v0, b.v0), Math.max(a.v1, b.v1))) cost *= 3
  return cost
}

function assignDistricts(units: Unit[], neighbours: number[][], plan: WaterPlan, random: Random): Int32Array {
  const nearest = (u: number, v: number) => {
    let best = 0
    for (const unit of units) {
      const far = (candidate: Unit) => Math.hypot(middleOf(candidate)[0] - u, middleOf(candidate)[1] - v)
      if (far(unit) < far(units[best]!)) best = unit.id
    }
    return best
  }
  const seeds = DISTRICTS.flatMap((district, region) =>
    district.hearts.map(([u, v]) => ({ piece: nearest(u, v), region })),
  )
  const roughness = units.map(() => random.range(0.75, 1.35))
  return growByCost(units.length, seeds, (piece) =>
    neighbours[piece]!.map((to) => ({
      to,
      cost: stepCost(units[piece]!, units[to]!, plan) * roughness[to]!,
    })),
  )
}

/** The crossing of four tracts of one town nearest to the town's middle, off the water and the railway. */
function findMarket(town: TownPlan, sheet: Sheet, plan: WaterPlan): [number, number] | undefined {
  const corners = new Map<string, { u: number; v: number; count: number }>()
  let sumU = 0
  let sumV = 0
  for (const id of town.units) {
    const unit = sheet.units[id]!
    sumU += middleOf(unit)[0] / town.units.length
    sumV += middleOf(unit)[1] / town.units.length
    for (const u of [unit.u0, unit.u1]) {
      for (const v of [unit.v0, unit.v1]) {
        const corner = corners.get(`${u},${v}`) ?? { u, v, count: 0 }
        corner.count++
        corners.set(`${u},${v}`, corner)
      }
    }
  }
  const fits = [...corners.values()].filter(
    ({ u, v, count }) =>
      count === 4 &&
      v !== 0 &&
      v !== RAILWAY_ROW &&
      !isInLake(plan, u, v, 900) &&
      !streamOn(plan, 'u', u, v - 1, v + 1) &&
      !streamOn(plan, 'v', v, u - 1, u + 1),
  )
  const far = (corner: { u: number; v: number }) => Math.hypot(corner.u - sumU, corner.v - sumV)
  fits.sort((a, b) => far(a) - far(b) || a.u - b.u || a.v - b.v)
  return fits[0] && [fits[0].u, fits[0].v]
}

/** Shares the sheet out among districts, and each district among its streets and towns. */
export function planRegions(sheet: Sheet, plan: WaterPlan, seed: number): RegionPlan {
  const { units } = sheet
  const random = createRandom(seed, 'regions')
  const neighbours = findNeighbours(units)
  const districtOf = assignDistricts(units, neighbours, plan, random)
  const townOf = new Int32Array(units.length).fill(-1)
  const towns: TownPlan[] = []
  DISTRICTS.forEach((_, district) => {
    for (const urban of [true, false]) {
      const members = units.filter((unit) => districtOf[unit.id] === district && unit.urban === urban)
      if (members.length === 0) continue
      const indexOf = new Map(members.map((unit, i) => [unit.id, i]))
      const near = members.map((unit) =>
        neighbours[unit.id]!.flatMap((id) => (indexOf.has(id) ? [indexOf.get(id)!] : [])),
      )
      const pieces = members.map((unit) => ({ x: middleOf(unit)[0], y: middleOf(unit)[1], weight: 1 }))
      const count = Math.max(1, Math.round(members.length / (urban ? 9.2 : 20.5)))
      const shares = shareOut(pieces, near, count)
      const first = towns.length
      for (let i = 0; i < Math.min(count, members.length); i++) towns.push({ district, urban, units: [] })
      members.forEach((unit, i) => {
        townOf[unit.id] = first + shares[i]!
        towns[first + shares[i]!]!.units.push(unit.id)
      })
    }
  })
  for (const town of towns) {
    const market = town.urban ? undefined : findMarket(town, sheet, plan)
    if (market) town.market = market
  }
  return { districtOf, townOf, towns }
}
