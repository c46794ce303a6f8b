import type { CellPlan } from './cell-plan.ts'
import type { Random } from './random.ts'
import type { Zone } from './sheet.ts'

/** Permanent residents of the whole city. */
const CITY_POPULATION = 1_203_468

/** Residents per km² of each kind of ground, before scaling to the city's total. */
const DENSITY: Record<Zone, number> = {
  old: 13500,
  cbd: 6500,
  new: 7800,
  residential: 7200,
  industrial: 900,
  seat: 4300,
  fringe: 1100,
  'lake-park': 250,
  country: 118,
}

/** Shares the city's population out among grids by their land; the parts add up exactly (largest remainder). */
export function sharePopulation(plan: CellPlan, areasKm2: number[], random: Random): number[] {
  const markets = new Set(plan.cells.filter((cell) => cell.use === 'market').map((cell) => cell.grid))
  const weights = plan.grids.map((grid, i) => {
    const density = markets.has(i) ? 4200 : DENSITY[grid.zone]
    return density * areasKm2[i]! * random.range(0.75, 1.3)
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const exact = weights.map((weight) => (weight / total) * CITY_POPULATION)
  const shares = exact.map(Math.floor)
  const left = CITY_POPULATION - shares.reduce((sum, share) => sum + share, 0)
  const byRemainder = exact.map((value, i) => ({ i, rest: value - Math.floor(value) }))
  byRemainder.sort((a, b) => b.rest - a.rest || a.i - b.i)
  for (const { i } of byRemainder.slice(0, left)) shares[i] = shares[i]! + 1
  return shares
}
