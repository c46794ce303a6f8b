import { distance } from './plane.ts'
import type { RegionPlan } from './regions.ts'
import type { Sheet } from './sheet.ts'
import type { Street, StreetIndex } from './streets.ts'
import { indexStreets } from './streets.ts'
import type { Warp } from './warp.ts'
import { RAILWAY_ROW } from './warp.ts'
import type { WaterPlan } from './water-plan.ts'
import { streamOn, touchesLake } from './water-plan.ts'

interface Link {
  a: number
  b: number
  axis: 'u' | 'v'
  at: number
  from: number
  to: number
  length: number
  /** Already a city street. */
  laid: boolean
}

interface Lattice {
  corners: [number, number][]
  links: Link[]
  linksAt: number[][]
  find(u: number, v: number): number | undefined
}

function isPassable(plan: WaterPlan, link: Omit<Link, 'a' | 'b' | 'length' | 'laid'>): boolean {
  if (link.axis === 'v' && (link.at === 0 || link.at === RAILWAY_ROW)) return false
  if (link.axis === 'u' && (link.from === 0 || link.to === 0) && !plan.bridgeColumns.has(link.at))
    return false
  if (streamOn(plan, link.axis, link.at, link.from, link.to)) return false
  const rect =
    link.axis === 'u'
      ? { u0: link.at, u1: link.at, v0: link.from, v1: link.to }
      : { u0: link.from, u1: link.to, v0: link.at, v1: link.at }
  return !touchesLake(plan, rect, 110)
}

/** The sides of tracts and superblocks as a graph. */
function buildLattice(sheet: Sheet, plan: WaterPlan, warp: Warp, city: StreetIndex): Lattice {
  const corners: [number, number][] = []
  const known = new Map<string, number>()
  const corner = (u: number, v: number) => {
    const key = `${u},${v}`
    const index = known.get(key) ?? corners.push([u, v]) - 1
    known.set(key, index)
    return index
  }
  const links = new Map<string, Link>()
  const add = (axis: 'u' | 'v', at: number, from: number, to: number) => {
    const key = `${axis}${at},${from},${to}`
    if (links.has(key)) return
    const laid = city.find(axis, at, from, to) !== undefined
    if (!isPassable(plan, { axis, at, from, to })) return
    const ends: [number, number][] =
      axis === 'u'
        ? [
            [at, from],
            [at, to],
          ]
        : [
            [from, at],
            [to, at],
          ]
    const [a, b] = ends.map(([u, v]) => corner(u, v)) as [number, number]
    const length = distance(warp.toPlane(...ends[0]!), warp.toPlane(...ends[1]!))
    links.set(key, { a, b, axis, at, from, to, length, laid })
  }
  for (const unit of sheet.units) {
    for (const u of [unit.u0, unit.u1]) add('u', u, unit.v0, unit.v1)
    for (const v of [unit.v0, unit.v1]) add('v', v, unit.u0, unit.u1)
  }
  const list = dropDoubled([...links.values()])
  const linksAt: number[][] = corners.map(() => [])
  list.forEach((link, i) => {
    linksAt[link.a]!.push(i)
    linksAt[link.b]!.push(i)
  })
  return { corners, links: list, linksAt, find: (u, v) => known.get(`${u},${v}`) }
}

/** Where a tract borders superblocks, its long side repeats their two short ones: the short ones stay. */
function dropDoubled(links: Link[]): Link[] {
  const laidSpans = new Set(
    links.filter((link) => link.laid).map((link) => `${link.axis}${link.at},${link.from}`),
  )
  return links.filter((link) => link.laid || !laidSpans.has(`${link.axis}${link.at},${link.from}`))
}

function findPath(
  lattice: Lattice,
  starts: Set<number>,
  goal: number,
  used: Set<number>,
): number[] | undefined {
  const costs = lattice.corners.map(() => Number.POSITIVE_INFINITY)
  const cameBy = new Map<number, number>()
  const open = new Set([goal])
  costs[goal] = 0
  while (open.size > 0) {
    let at = -1
    for (const corner of open) if (at < 0 || costs[corner]! < costs[at]!) at = corner
    open.delete(at)
    if (starts.has(at)) {
      const path: number[] = []
      for (let corner = at; cameBy.has(corner); ) {
        const link = cameBy.get(corner)!
        path.push(link)
        corner = lattice.links[link]!.a === corner ? lattice.links[link]!.b : lattice.links[link]!.a
      }
      return path
    }
    for (const index of lattice.linksAt[at]!) {
      const link = lattice.links[index]!
      const next = link.a === at ? link.b : link.a
      const cost = costs[at]! + link.length * (link.laid || used.has(index) ? 0.35 : 1)
      if (cost >= costs[next]!) continue
      costs[next] = cost
      cameBy.set(next, index)
      open.add(next)
    }
  }
  return undefined
}

const RIVER_REACH = 140

function layLink(link: Link, key: string): Street[] {
  const street = { axis: link.axis, at: link.at, roadClass: 'county-road', key } as const
  if (link.axis === 'u' && link.from === 0) {
    return [
      { ...street, from: 0, to: RIVER_REACH, structure: 'bridge' },
      { ...street, from: RIVER_REACH, to: link.to },
    ]
  }
  if (link.axis === 'u' && link.to === 0) {
    return [
      { ...street, from: link.from, to: -RIVER_REACH },
      { ...street, from: -RIVER_REACH, to: 0, structure: 'bridge' },
    ]
  }
  return [{ ...street, from: link.from, to: link.to }]
}

/** Corners at the city's edge in several directions, where roads leave for other cities. */
function findGates(lattice: Lattice): number[] {
  const directions = [0.1, 0.9, 1.7, 2.6, 3.3, 4.1, 4.8, 5.6]
  return directions.map((angle) => {
    let best = 0
    lattice.corners.forEach(([u, v], i) => {
      const reach = (corner: [number, number]) => {
        const along = corner[0] * Math.cos(angle) + corner[1] * Math.sin(angle)
        return along - 0.9 * Math.abs(corner[1] * Math.cos(angle) - corner[0] * Math.sin(angle))
      }
      if (lattice.linksAt[i]!.length > 0 && reach([u, v]) > reach(lattice.corners[best]!)) best = i
    })
    return best
  })
}

/** Roads from the core to every market, to the towns apart and out of the city, sharing stretches where they can. */
export function layCountyRoads(
  sheet: Sheet,
  regions: RegionPlan,
  plan: WaterPlan,
  warp: Warp,
  cityStreets: Street[],
): Street[] {
  const city = indexStreets(cityStreets)
  const lattice = buildLattice(sheet, plan, warp, city)
  const core = new Set<number>()
  const goals: { corner: number; key: string }[] = []
  for (const unit of sheet.units) {
    if (!unit.urban || unit.v0 === 0 || Math.hypot(unit.u0, unit.v0) > 9000) continue
    const corner = lattice.find(unit.u0, unit.v0)
    const isOnStreet =
      city.find('u', unit.u0, unit.v0 - 1, unit.v0 + 1) || city.find('v', unit.v0, unit.u0 - 1, unit.u0 + 1)
    if (corner !== undefined && isOnStreet) core.add(corner)
  }
  regions.towns.forEach((town, index) => {
    const first = sheet.units[town.units[0]!]!
    const at: [number, number] = town.market ?? [first.u0, first.v0]
    const corner = lattice.find(...at)
    if (corner !== undefined && !core.has(corner)) goals.push({ corner, key: `C${index}` })
  })
  const far = ({ corner }: { corner: number }) => Math.hypot(...lattice.corners[corner]!)
  goals.sort((a, b) => far(a) - far(b) || a.corner - b.corner)
  goals.push(...findGates(lattice).map((corner, index) => ({ corner, key: `G${index}` })))
  const used = new Set<number>()
  const streets: Street[] = []
  const layPath = (path: number[], key: string) => {
    for (const index of path) {
      const link = lattice.links[index]!
      if (!link.laid && !used.has(index)) streets.push(...layLink(link, key))
      used.add(index)
    }
  }
  for (const goal of goals) layPath(findPath(lattice, core, goal.corner, used) ?? [], goal.key)
  for (const goal of goals) {
    const others = goals.filter((other) => other.corner !== goal.corner).map((other) => other.corner)
    others.sort((a, b) => {
      const gap = (corner: number) =>
        Math.hypot(
          lattice.corners[corner]![0] - lattice.corners[goal.corner]![0],
          lattice.corners[corner]![1] - lattice.corners[goal.corner]![1],
        )
      return gap(a) - gap(b) || a - b
    })
    for (const other of others.slice(0, 2)) {
      layPath(findPath(lattice, new Set([other]), goal.corner, new Set()) ?? [], `${goal.key}+${other}`)
    }
  }
  return streets
}
