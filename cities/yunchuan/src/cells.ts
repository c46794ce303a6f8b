import type { CellDesk, CellPlan } from './cell-plan.ts'
import { cutCountry } from './cells-country.ts'
import { cutSuperblock } from './cells-urban.ts'
import { createRandom } from './random.ts'
import type { RegionPlan } from './regions.ts'
import type { Sheet } from './sheet.ts'
import type { WaterPlan } from './water-plan.ts'

/** Cuts every superblock and tract into cells, groups cells into grids and lays streets between them. */
export function cutCells(sheet: Sheet, regions: RegionPlan, water: WaterPlan, seed: number): CellPlan {
  const plan: CellPlan = { cells: [], grids: [], streets: [] }
  const laid = new Set<string>()
  const desk: CellDesk = {
    sheet,
    regions,
    water,
    random: createRandom(seed, 'cells'),
    addGrid: (unit, zone, urban) => plan.grids.push({ unit, zone, urban }) - 1,
    addCell: (rect, grid, use) => {
      if (rect.u1 <= rect.u0 || rect.v1 <= rect.v0) return
      const { unit, zone } = plan.grids[grid]!
      plan.cells.push({ ...rect, id: plan.cells.length, grid, unit, zone, use })
    },
    addStreet: (street) => {
      const key = `${street.axis}${street.at},${street.from},${street.to}`
      if (street.to <= street.from || laid.has(key)) return
      laid.add(key)
      plan.streets.push(street)
    },
  }
  for (const unit of sheet.units) {
    if (unit.urban) cutSuperblock(desk, unit)
    else cutCountry(desk, unit)
  }
  return plan
}
