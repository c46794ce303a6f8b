import type { Cell } from './cell-plan.ts'
import type { Ground } from './ground.ts'
import type { Random } from './random.ts'
import { createRandom } from './random.ts'
import type { Zone } from './sheet.ts'
import { isInLake } from './water-plan.ts'

/** What stands on a block. */
export type BlockUse =
  | 'old-houses'
  | 'slabs'
  | 'towers'
  | 'skyscrapers'
  | 'mall'
  | 'offices'
  | 'factory'
  | 'market-houses'
  | 'cottages'
  | 'park'
  | 'school'
  | 'hospital'
  | 'clinic'
  | 'government'
  | 'empty'

/** A block chosen for a public purpose. */
export interface PublicBlock {
  cell: Cell
  use: 'school' | 'hospital' | 'clinic' | 'government' | 'park'
  /** Index of the community it lies in. */
  community: number
  /** `city`, `district` or `town` for a government seat. */
  rank?: 'city' | 'district' | 'town'
}

const MIX: Record<Zone, [BlockUse, number][]> = {
  old: [
    ['old-houses', 0.86],
    ['mall', 0.05],
    ['slabs', 0.05],
    ['park', 0.04],
  ],
  cbd: [
    ['skyscrapers', 0.42],
    ['offices', 0.2],
    ['mall', 0.12],
    ['towers', 0.2],
    ['park', 0.06],
  ],
  new: [
    ['towers', 0.5],
    ['slabs', 0.17],
    ['offices', 0.09],
    ['mall', 0.06],
    ['park', 0.08],
    ['empty', 0.1],
  ],
  residential: [
    ['slabs', 0.66],
    ['towers', 0.08],
    ['mall', 0.06],
    ['offices', 0.06],
    ['park', 0.05],
    ['factory', 0.04],
    ['empty', 0.05],
  ],
  industrial: [
    ['factory', 0.78],
    ['offices', 0.06],
    ['slabs', 0.04],
    ['empty', 0.12],
  ],
  seat: [
    ['slabs', 0.44],
    ['market-houses', 0.22],
    ['mall', 0.07],
    ['offices', 0.08],
    ['park', 0.05],
    ['empty', 0.14],
  ],
  fringe: [
    ['empty', 0.66],
    ['cottages', 0.1],
    ['factory', 0.12],
    ['slabs', 0.06],
    ['park', 0.06],
  ],
  'lake-park': [['park', 1]],
  country: [
    ['market-houses', 0.56],
    ['slabs', 0.08],
    ['factory', 0.1],
    ['empty', 0.26],
  ],
}

function draw(zone: Zone, random: Random): BlockUse {
  let left = random.next()
  for (const [use, share] of MIX[zone]) {
    left -= share
    if (left < 0) return use
  }
  return MIX[zone][0]![0]
}

/** Sheet middle of the business district: towers rise towards it. */
const BUSINESS_HEART = { u: 1500, v: -1050 }

/** How near a place is to the business heart: 1 there, 0 from about 2 km. */
export function businessShare(u: number, v: number): number {
  return Math.exp(-(((u - BUSINESS_HEART.u) / 950) ** 2) - ((v - BUSINESS_HEART.v) / 750) ** 2)
}

export interface BlockUses {
  /** Use of each cell by its id; cells that are no blocks have none. */
  useOf: Map<number, BlockUse>
  publicBlocks: PublicBlock[]
}

const areaOf = (cell: Cell) => (cell.u1 - cell.u0) * (cell.v1 - cell.v0)

/** Decides what stands on every block: first the mix of its zone, then schools, clinics and offices by community. */
export function assignUses(ground: Ground): BlockUses {
  const random = createRandom(ground.seed, 'uses')
  const useOf = new Map<number, BlockUse>()
  const byGrid = new Map<number, Cell[]>()
  for (const cell of ground.plan.cells) {
    if (cell.use !== 'block' && cell.use !== 'market') continue
    const wet = isInLake(ground.water, (cell.u0 + cell.u1) / 2, (cell.v0 + cell.v1) / 2, 80)
    useOf.set(cell.id, wet ? 'empty' : draw(cell.zone, random))
    const list = byGrid.get(cell.grid)
    if (list) list.push(cell)
    else byGrid.set(cell.grid, [cell])
  }
  const publicBlocks: PublicBlock[] = []
  const taken = new Set<number>()
  const claim = (
    community: number,
    use: PublicBlock['use'],
    least: number,
    most: number,
    rank?: PublicBlock['rank'],
  ) => {
    const grids = ground.divisions.communityPlans[community]!.grids
    const fits = grids
      .flatMap((grid) => byGrid.get(grid) ?? [])
      .filter(
        (cell) =>
          !taken.has(cell.id) && areaOf(cell) >= least && areaOf(cell) <= most && cell.zone !== 'lake-park',
      )
    if (fits.length === 0) return false
    const cell = random.pick(fits)
    taken.add(cell.id)
    useOf.set(cell.id, use)
    publicBlocks.push({ cell, use, community, ...(rank && { rank }) })
    return true
  }
  placePublic(ground, random, claim)
  for (const cell of ground.plan.cells) {
    if (useOf.get(cell.id) !== 'park' || taken.has(cell.id)) continue
    const community = ground.divisions.communityPlans.findIndex((plan) => plan.grids.includes(cell.grid))
    publicBlocks.push({ cell, use: 'park', community })
  }
  return { useOf, publicBlocks }
}

/** Tries to give a block of a community, between two areas in m², to a public use; false when none is left. */
type Claim = (
  community: number,
  use: PublicBlock['use'],
  least: number,
  most: number,
  rank?: PublicBlock['rank'],
) => boolean

/** Zones in the order in which a seat of government would choose them. */
const SEAT_ZONES: Zone[] = ['new', 'residential', 'seat', 'industrial', 'fringe', 'old', 'country']

function placeSeats(ground: Ground, zoneOf: (community: number) => Zone, claim: Claim): void {
  const { communityPlans, districts } = ground.divisions
  const claimFirst = (rank: 'city' | 'district', zones: Zone[], district: number) => {
    for (const zone of zones) {
      const fits = communityPlans.flatMap((plan, i) =>
        ground.regions.towns[plan.town]!.district === district && zoneOf(i) === zone ? [i] : [],
      )
      if (fits.some((community) => claim(community, 'government', 12000, 160000, rank))) return
    }
  }
  claimFirst('city', ['new'], 1)
  districts.forEach((_, district) => {
    claimFirst('district', SEAT_ZONES, district)
  })
}

function placePublic(ground: Ground, random: Random, claim: Claim): void {
  const { communityPlans } = ground.divisions
  const zoneOf = (community: number) => ground.plan.grids[communityPlans[community]!.grids[0]!]!.zone
  placeSeats(ground, zoneOf, claim)
  const seated = new Set<number>()
  communityPlans.forEach((plan, community) => {
    const zone = zoneOf(community)
    const seat = () => {
      if (!seated.has(plan.town) && claim(community, 'government', 4500, 300000, 'town')) {
        seated.add(plan.town)
        return true
      }
      return false
    }
    if (!plan.urban) {
      if (seat()) claim(community, 'clinic', 6000, 60000)
      claim(community, 'school', 12000, 60000)
      return
    }
    seat()
    if (zone !== 'industrial' && zone !== 'fringe') claim(community, 'school', 14000, 60000)
    if (random.chance(zone === 'old' ? 0.75 : 0.4)) claim(community, 'school', 6000, 40000)
    const draw = random.next()
    if (draw < 0.16) claim(community, 'hospital', 16000, 70000)
    else if (draw < 0.34) claim(community, 'clinic', 5000, 30000)
  })
}
