import type { CommandParts } from '../parts.ts'
import { isInGeometry } from '../war-mode/rules.ts'

export interface GridPeople {
  code: string
  name: string
  people: number
  centre: readonly [number, number]
}

const lattice = 6
const gridLevel = 5

/**
 * People within an area by grid: the people of a grid times the share of its places that lie within. The share is taken
 * over 36 points laid evenly in the grid’s box, of those that are in the grid.
 */
export function peopleWithin({ territory }: CommandParts, area: GeoJSON.Geometry): GridPeople[] {
  const box = boxOf(area)
  return territory
    .listBoundaries(box, gridLevel)
    .filter((row) => row.level === gridLevel)
    .flatMap((row) => {
      const people = Math.round((row.population ?? 0) * shareWithin(row.geometry, area))
      return people > 0 ? [{ code: row.code, name: row.fullName, people, centre: row.centre }] : []
    })
}

function shareWithin(grid: GeoJSON.Geometry, area: GeoJSON.Geometry): number {
  const [west, south, east, north] = boxOf(grid)
  let inside = 0
  let within = 0
  for (let x = 0; x < lattice; x++)
    for (let y = 0; y < lattice; y++) {
      const point: [number, number] = [
        west + ((x + 0.5) / lattice) * (east - west),
        south + ((y + 0.5) / lattice) * (north - south),
      ]
      if (!isInGeometry(grid, point)) continue
      inside++
      if (isInGeometry(area, point)) within++
    }
  return inside === 0 ? 0 : within / inside
}

/** West, south, east, north of a geometry. */
export function boxOf(geometry: GeoJSON.Geometry): [number, number, number, number] {
  const box: [number, number, number, number] = [180, 90, -180, -90]
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return
    if (typeof value[0] === 'number') {
      const [lon = 0, lat = 0] = value as number[]
      box[0] = Math.min(box[0], lon)
      box[1] = Math.min(box[1], lat)
      box[2] = Math.max(box[2], lon)
      box[3] = Math.max(box[3], lat)
    } else for (const one of value) visit(one)
  }
  if ('coordinates' in geometry) visit(geometry.coordinates)
  return box
}
