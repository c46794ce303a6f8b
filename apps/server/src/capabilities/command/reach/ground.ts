import { divisionPrefix, isInScope, type Principal } from '../../../kernel/access.ts'
import { forbidden, invalid } from '../../../kernel/problem.ts'
import type { CommandParts } from '../parts.ts'
import { boxOf } from '../simulations/population.ts'
import { isInGeometry } from '../war-mode/rules.ts'
import { type Cell, cellsOf, type Raster, rasterOf } from './rules.ts'

/** Residents taken to live at a point: those of a grid, shared among points evenly laid in it. */
export interface PeoplePoint {
  readonly community: string
  readonly at: readonly [number, number]
  readonly people: number
}

/** What a map is computed on. */
export interface Ground {
  readonly division: string
  readonly name: string
  readonly raster: Raster & { cellM: number }
  readonly cells: ReadonlyArray<Cell & { readonly division: string }>
  readonly people: readonly PeoplePoint[]
}

const leastCellM = 200
const mostCells = 8_000
const lattice = 3
const communityDigits = 12

/** The division a caller asks for, or the first of their own. */
export function chooseDivision({ territory }: CommandParts, asked: string | undefined, { scope }: Principal) {
  const code = asked ?? scope.divisions[0] ?? territory.cityCode() ?? ''
  const row = territory.findDivision(code)
  if (!row?.geometry) throw invalid('/body/division', `没有区划 ${code}`)
  if (!isInScope(code, scope)) throw forbidden('该区划不在您的管辖范围内。', 'outside-scope')
  return row
}

export function groundOf(parts: CommandParts, asked: string | undefined, principal: Principal): Ground {
  const row = chooseDivision(parts, asked, principal)
  const prefix = divisionPrefix(row.code)
  const raster = rasterOf(boxOf(row.geometry as GeoJSON.Geometry), leastCellM, mostCells)
  const cells = cellsOf(raster).flatMap((cell) => {
    const division = parts.territory.findDivisionAt(...cell.centre)
    return division?.startsWith(prefix) ? [{ ...cell, division }] : []
  })
  return { division: row.code, name: row.name, raster, cells, people: peopleOf(parts, prefix) }
}

function peopleOf({ territory }: CommandParts, prefix: string): PeoplePoint[] {
  return territory
    .listDivisionsOfLevel(5)
    .filter(({ code, population, geometry }) => code.startsWith(prefix) && population && geometry)
    .flatMap(({ code, population, geometry }) => {
      const points = pointsIn(geometry as GeoJSON.Geometry)
      const people = (population ?? 0) / Math.max(1, points.length)
      return points.map((at) => ({ community: code.slice(0, communityDigits), at, people }))
    })
}

/** Points evenly laid in the box of a grid, of those in the grid. */
function pointsIn(geometry: GeoJSON.Geometry): Array<[number, number]> {
  const [west, south, east, north] = boxOf(geometry)
  const all = Array.from({ length: lattice * lattice }, (_, i): [number, number] => [
    west + (((i % lattice) + 0.5) / lattice) * (east - west),
    south + ((Math.floor(i / lattice) + 0.5) / lattice) * (north - south),
  ])
  const inside = all.filter((point) => isInGeometry(geometry, point))
  return inside.length > 0 ? inside : [[(west + east) / 2, (south + north) / 2]]
}

/** Residents by square, by `y * columns + x`. */
export function peopleBySquare(
  { raster, people }: Ground,
  counts: (point: PeoplePoint) => boolean = () => true,
): Float64Array {
  const squares = new Float64Array(raster.columns * raster.rows)
  for (const point of people) {
    const x = Math.floor((point.at[0] - raster.west) / raster.size[0])
    const y = Math.floor((point.at[1] - raster.south) / raster.size[1])
    if (x < 0 || y < 0 || x >= raster.columns || y >= raster.rows || !counts(point)) continue
    squares[y * raster.columns + x] = (squares[y * raster.columns + x] as number) + point.people
  }
  return squares
}

/** Residents of the squares whose middle lies within a distance of the middle of a square. */
export function peopleAround({ raster }: Ground, squares: Float64Array, cell: Cell, radiusM: number): number {
  const reach = Math.ceil(radiusM / raster.cellM)
  let sum = 0
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) {
      const [x, y] = [cell.x + dx, cell.y + dy]
      if (x < 0 || y < 0 || x >= raster.columns || y >= raster.rows) continue
      if (Math.hypot(dx, dy) * raster.cellM <= radiusM) sum += squares[y * raster.columns + x] as number
    }
  return sum
}
