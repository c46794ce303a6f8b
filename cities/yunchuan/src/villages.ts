import type { Ground } from './ground.ts'
import type { Obstacles } from './obstacles.ts'
import type { PlaceOnLine, Point } from './plane.ts'
import { beside, lineLength, placeAlong, rectangleAt, toPosition } from './plane.ts'
import type { Random } from './random.ts'
import { createRandom } from './random.ts'
import type { RoadNetwork } from './roads.ts'
import { isWet } from './waters.ts'

/** A farm house: its corners on the plane. */
export interface RuralHouse {
  ring: Point[]
  floors: number
  address: string
  gridCode: string
}

interface Hamlet {
  place: PlaceOnLine
  roadHalfWidth: number
}

const PITCH_M = 15.5
const ROW_M = 24

/** Places along country roads where houses gather. */
function findHamlets(ground: Ground, network: RoadNetwork, random: Random): Hamlet[] {
  const hamlets: Hamlet[] = []
  network.graph.forEach(({ vertices, kind }) => {
    if (kind.structure) return
    const isLane = kind.key.startsWith('village')
    if (!isLane && kind.roadClass !== 'county-road') return
    const line = vertices.map((vertex) => ground.mesh.points[vertex]!)
    const length = lineLength(line)
    let at = random.range(150, 500)
    while (at < length - 120) {
      hamlets.push({ place: placeAlong(line, at), roadHalfWidth: isLane ? 6 : 9 })
      at += random.range(isLane ? 520 : 700, isLane ? 1150 : 1700)
    }
  })
  return hamlets
}

/** Houses in one or two rows on each side of a road, as far as land is free and dry. */
function buildHamlet(
  ground: Ground,
  hamlet: Hamlet,
  obstacles: Obstacles,
  random: Random,
  houses: RuralHouse[],
): void {
  const country = new Set(['country', 'fringe'])
  const perRow = 4 + random.int(7)
  const rows = 1 + random.int(3)
  let number = random.int(20)
  for (const side of [1, -1]) {
    if (random.chance(0.22)) continue
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < perRow; i++) {
        if (random.chance(0.2)) continue
        const length = random.range(9.5, 13.5)
        const depth = random.range(8.5, 11)
        const along = (i - (perRow - 1) / 2) * PITCH_M
        const { point, along: direction } = hamlet.place
        const base: PlaceOnLine = {
          point: [point[0] + direction[0] * along, point[1] + direction[1] * along],
          along: direction,
        }
        const centre = beside(base, side * (hamlet.roadHalfWidth + 9 + depth / 2 + row * ROW_M))
        const ring = rectangleAt(centre, direction, length, depth)
        if (!ring.every(obstacles.isFree) || obstacles.isNearOverlay(ring)) continue
        const grid = ground.findGrid(toPosition(centre))
        if (!grid || !country.has(zoneOf(ground, grid.code)) || isWet(ground, centre, 28)) continue
        obstacles.markDisc(centre, 8)
        const village = ground.divisions.divisions.find((division) => division.code === grid.parentCode)!
        number++
        houses.push({
          ring,
          floors: 1 + random.int(3),
          address: `${village.name}${number}号`,
          gridCode: grid.code,
        })
      }
    }
  }
}

const zones = new WeakMap<Ground, Map<string, string>>()

function zoneOf(ground: Ground, gridCode: string): string {
  let known = zones.get(ground)
  if (!known) {
    known = new Map(ground.divisions.grids.map((grid, i) => [grid.code, ground.plan.grids[i]!.zone]))
    zones.set(ground, known)
  }
  return known.get(gridCode)!
}

/** Farm houses strung along the country roads. */
export function buildVillages(ground: Ground, network: RoadNetwork, obstacles: Obstacles): RuralHouse[] {
  const random = createRandom(ground.seed, 'villages')
  const houses: RuralHouse[] = []
  for (const hamlet of findHamlets(ground, network, random))
    buildHamlet(ground, hamlet, obstacles, random, houses)
  return houses
}

/** Fish ponds: neat rows by the lakes, single ones by the villages. */
export function digPonds(ground: Ground, obstacles: Obstacles): Point[][] {
  const random = createRandom(ground.seed, 'ponds')
  const ponds: Point[][] = []
  const open = ground.plan.cells.filter((cell) => cell.use === 'open')
  for (let tries = 0; tries < 900 && ponds.length < 160; tries++) {
    const cell = random.pick(open)
    const centre = ground.warp.toPlane(
      random.range(cell.u0 + 150, cell.u1 - 150),
      random.range(cell.v0 + 150, cell.v1 - 150),
    )
    const turn = random.range(0, Math.PI)
    const along: Point = [Math.cos(turn), Math.sin(turn)]
    const nearLake = ground.water.lakes.some(
      (lake) =>
        Math.hypot((cell.u0 - lake.u) / (lake.reachU + 2500), (cell.v0 - lake.v) / (lake.reachV + 2500)) < 1,
    )
    const count = nearLake ? 3 + random.int(5) : 1
    const length = random.range(70, 170)
    const depth = random.range(40, 75)
    for (let i = 0; i < count; i++) {
      const middle = beside({ point: centre, along }, i * (depth + 12))
      const ring = rectangleAt(middle, along, length, depth)
      const probes = [...ring, middle]
      if (isWet(ground, middle, 150) || !probes.every(obstacles.isFree)) break
      obstacles.markLine([ring[0]!, ring[1]!, ring[2]!, ring[3]!, ring[0]!], 12)
      obstacles.markLine([middle, ring[0]!], 14)
      obstacles.markLine([middle, ring[2]!], 14)
      ponds.push(ring)
    }
  }
  return ponds
}
