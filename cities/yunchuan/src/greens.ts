import type { Place } from './city.ts'
import { CITY_CODE } from './divisions.ts'
import type { Ground } from './ground.ts'
import type { Point } from './plane.ts'
import { toPosition } from './plane.ts'
import type { Lake } from './water-plan.ts'
import { RIVER_MARGIN, riverHalfWidth, shoreAt } from './water-plan.ts'

/** Woods and wetlands outside the built-up area, with shores like a lake's. */
const WOODS: { name: string; kind: string; blob: Pick<Lake, 'u' | 'v' | 'reachU' | 'reachV' | 'phase'> }[] = [
  {
    name: '青龙山森林公园',
    kind: '森林公园',
    blob: { u: 3400, v: 17600, reachU: 3900, reachV: 1700, phase: 0.9 },
  },
  {
    name: '望云湖湿地公园',
    kind: '湿地公园',
    blob: { u: -7600, v: -8600, reachU: 1500, reachV: 1100, phase: 2.7 },
  },
  {
    name: '东屏山森林公园',
    kind: '森林公园',
    blob: { u: 14600, v: 9300, reachU: 2100, reachV: 1500, phase: 5.2 },
  },
  {
    name: '柳溪郊野公园',
    kind: '郊野公园',
    blob: { u: -10300, v: 4900, reachU: 1100, reachV: 1500, phase: 3.6 },
  },
]

const BANK_GAP_M = 6
const ROAD_GAP_M = 17
const BRIDGE_GAP_M = 26
const PATH_GAP_M = 4

function ringOfWood(ground: Ground, blob: (typeof WOODS)[number]['blob']): Point[] {
  const lake: Lake = { name: '', kind: 'lake', ...blob }
  return Array.from({ length: 97 }, (_, i) => {
    const angle = ((i % 96) / 96) * 2 * Math.PI
    const shore = shoreAt(lake, angle)
    return ground.warp.toPlane(
      blob.u + blob.reachU * shore * Math.cos(angle),
      blob.v + blob.reachV * shore * Math.sin(angle),
    )
  })
}

function makePark(code: string, number: number, name: string, kind: string, ring: Point[]): Place {
  return {
    reference: `GY${CITY_CODE}${String(number).padStart(4, '0')}`,
    type: 'city-base.park',
    kind,
    name,
    divisionCode: code,
    geometry: { type: 'Polygon', coordinates: [ring.map(toPosition)] },
    attributes: {},
  }
}

/** Woods in the country and the green between river and bank road, numbered from `firstNumber`. */
export function buildGreens(ground: Ground, firstNumber: number): Place[] {
  const greens: Place[] = []
  const add = (code: string, name: string, kind: string, ring: Point[]) =>
    greens.push(makePark(code, firstNumber + greens.length, name, kind, ring))
  for (const { name, kind, blob } of WOODS) {
    const middle = toPosition(ground.warp.toPlane(blob.u, blob.v))
    add(ground.gridCodeAt(middle), name, kind, ringOfWood(ground, blob))
  }
  const isBridge = (u: number) => ground.streetIndex.find('u', u, -1, 1) !== undefined
  let stretches = 0
  for (const cell of ground.plan.cells) {
    if (cell.use !== 'verge' || (cell.v0 !== 0 && cell.v1 !== 0)) continue
    const side = cell.v0 === 0 ? 1 : -1
    const west = isBridge(cell.u0) ? BRIDGE_GAP_M : PATH_GAP_M
    const width = cell.u1 - cell.u0 - west - (isBridge(cell.u1) ? BRIDGE_GAP_M : PATH_GAP_M)
    const stops = [0, 0.25, 0.5, 0.75, 1].map((share) => cell.u0 + west + width * share)
    const wet = stops.map((u) => ground.warp.toPlane(u, side * (riverHalfWidth(u) + BANK_GAP_M)))
    const dry = stops.map((u) => ground.warp.toPlane(u, side * (RIVER_MARGIN - ROAD_GAP_M)))
    const ring = side > 0 ? [...wet, ...dry.reverse()] : [...dry, ...wet.reverse()]
    stretches++
    const code = ground.divisions.grids[cell.grid]!.code
    add(code, `滨江带状公园${side > 0 ? '北' : '南'}岸${stretches}段`, '带状公园', [...ring, ring[0]!])
  }
  return greens
}
