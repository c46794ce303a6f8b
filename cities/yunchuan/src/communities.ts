import type { CellPlan } from './cell-plan.ts'
import type { Mesh } from './mesh.ts'
import type { Border } from './outline.ts'
import { joinBorders, sidesOfBorder, sidesOfRing } from './outline.ts'
import { shareOut } from './partition.ts'
import type { RegionPlan } from './regions.ts'

/** A community (urban) or village (country) as laid out. */
export interface CommunityPlan {
  town: number
  urban: boolean
  grids: number[]
}

export interface GridShapes {
  borders: Border[]
  /** Middle of each grid on the plane, from its border's corners. */
  middles: [number, number][]
  neighbours: number[][]
}

/** The border of every grid, and which grids touch along a side. */
export function shapeGrids(plan: CellPlan, mesh: Mesh): GridShapes {
  const sides: [number, number][][] = plan.grids.map(() => [])
  for (const cell of plan.cells) sides[cell.grid]!.push(...sidesOfRing(mesh.ringOf(cell)))
  const borders = sides.map((own) => joinBorders(own))
  const owner = new Map<string, number>()
  borders.forEach((border, grid) => {
    for (const [from, to] of sidesOfBorder(border)) owner.set(`${from},${to}`, grid)
  })
  const neighbours = borders.map((border) => {
    const found = new Set<number>()
    for (const [from, to] of sidesOfBorder(border)) {
      const other = owner.get(`${to},${from}`)
      if (other !== undefined) found.add(other)
    }
    return [...found]
  })
  const middles = borders.map((border): [number, number] => {
    let x = 0
    let y = 0
    for (const from of border.keys()) {
      x += mesh.points[from]![0] / border.size
      y += mesh.points[from]![1] / border.size
    }
    return [x, y]
  })
  return { borders, middles, neighbours }
}

const GRIDS_PER_COMMUNITY = { urban: 4.6, country: 5.8 }

/** Shares the grids of every town out among communities that hang together. */
export function planCommunities(plan: CellPlan, regions: RegionPlan, shapes: GridShapes): CommunityPlan[] {
  const communities: CommunityPlan[] = []
  regions.towns.forEach((town, index) => {
    const grids = plan.grids.flatMap((grid, i) => (regions.townOf[grid.unit] === index ? [i] : []))
    const local = new Map(grids.map((grid, i) => [grid, i]))
    const near = grids.map((grid) =>
      shapes.neighbours[grid]!.flatMap((other) => (local.has(other) ? [local.get(other)!] : [])),
    )
    const pieces = grids.map((grid) => ({
      x: shapes.middles[grid]![0],
      y: shapes.middles[grid]![1],
      weight: 1,
    }))
    const size = town.urban ? GRIDS_PER_COMMUNITY.urban : GRIDS_PER_COMMUNITY.country
    const count = Math.max(1, Math.round(grids.length / size))
    const shares = shareOut(pieces, near, count)
    for (let i = 0; i < count; i++) {
      const own = grids.filter((_, g) => shares[g] === i)
      if (own.length > 0) communities.push({ town: index, urban: town.urban, grids: own })
    }
  })
  return communities
}
