import type { Point } from './plane.ts'
import { distance } from './plane.ts'
import type { RegionPlan } from './regions.ts'
import type { Sheet, Unit } from './sheet.ts'
import type { Warp } from './warp.ts'
import { RAILWAY_ROW, shiftWarp } from './warp.ts'

interface BorderPoint {
  u: number
  v: number
  start: Point
  now: Point
  /** Indexes of the points next to it along borders. */
  next: number[]
  held: boolean
}

const SAMPLE_M = 220
const ROUNDS = 110
const RASTER_M = 300
const REACH_M = 2600

/** Border sides of a unit: another district or nothing beyond. Sides on the built-up area are held where they are. */
function listSides(sheet: Sheet, regions: RegionPlan) {
  const at = (u: number, v: number) =>
    sheet.units.find((unit) => u > unit.u0 && u < unit.u1 && v > unit.v0 && v < unit.v1)
  const sides: { from: Point; to: Point; held: boolean }[] = []
  const check = (unit: Unit, from: Point, to: Point, beyond: Unit | undefined) => {
    if (beyond && (beyond.id < unit.id || regions.districtOf[beyond.id] === regions.districtOf[unit.id]))
      return
    const isFixedRow = from[1] === to[1] && (from[1] === 0 || from[1] === RAILWAY_ROW)
    sides.push({ from, to, held: isFixedRow || unit.urban || beyond?.urban === true })
  }
  for (const unit of sheet.units) {
    const { u0, v0, u1, v1 } = unit
    const [u, v] = [(u0 + u1) / 2, (v0 + v1) / 2]
    check(unit, [u0, v0], [u1, v0], at(u, v0 - 1))
    check(unit, [u0, v1], [u1, v1], at(u, v1 + 1))
    check(unit, [u0, v0], [u0, v1], at(u0 - 1, v))
    check(unit, [u1, v0], [u1, v1], at(u1 + 1, v))
  }
  return sides
}

function sampleBorders(sheet: Sheet, regions: RegionPlan, warp: Warp): BorderPoint[] {
  const points: BorderPoint[] = []
  const known = new Map<string, number>()
  const pointAt = (u: number, v: number) => {
    const key = `${Math.round(u)},${Math.round(v)}`
    let index = known.get(key)
    if (index === undefined) {
      const start = warp.toPlane(u, v)
      index = points.push({ u, v, start, now: start, next: [], held: false }) - 1
      known.set(key, index)
    }
    return index
  }
  for (const { from, to, held } of listSides(sheet, regions)) {
    const count = Math.max(1, Math.round(distance(from, to) / SAMPLE_M))
    let before = pointAt(from[0], from[1])
    for (let i = 1; i <= count; i++) {
      const at = pointAt(from[0] + ((to[0] - from[0]) * i) / count, from[1] + ((to[1] - from[1]) * i) / count)
      points[before]!.next.push(at)
      points[at]!.next.push(before)
      if (held) for (const index of [before, at]) points[index]!.held = true
      before = at
    }
  }
  return points
}

/** Draws every free border point towards its neighbours, over and over: stairs become curves. */
function smoothBorders(points: BorderPoint[]): void {
  for (let round = 0; round < ROUNDS; round++) {
    const moved = points.map((point): Point => {
      if (point.held) return point.now
      let [x, y] = [0, 0]
      for (const index of point.next) {
        x += points[index]!.now[0] / point.next.length
        y += points[index]!.now[1] / point.next.length
      }
      return [0.4 * point.now[0] + 0.6 * x, 0.4 * point.now[1] + 0.6 * y]
    })
    moved.forEach((now, i) => {
      points[i]!.now = now
    })
  }
}

/** The shift of the border points spread over the land about them, fading with distance, on a raster of the sheet. */
function spreadShift(points: BorderPoint[], sheet: Sheet): (u: number, v: number) => Point {
  const u0 = sheet.columns[0]! - RASTER_M
  const v0 = sheet.rows[0]! - RASTER_M
  const width = Math.ceil((sheet.columns[sheet.columns.length - 1]! - u0) / RASTER_M) + 2
  const height = Math.ceil((sheet.rows[sheet.rows.length - 1]! - v0) / RASTER_M) + 2
  const sums = new Float64Array(width * height * 3)
  const nearest = new Float64Array(width * height).fill(Number.POSITIVE_INFINITY)
  for (const point of points) {
    const [dx, dy] = [point.now[0] - point.start[0], point.now[1] - point.start[1]]
    for (
      let i = Math.ceil((point.u - REACH_M - u0) / RASTER_M);
      i * RASTER_M + u0 <= point.u + REACH_M;
      i++
    ) {
      for (
        let j = Math.ceil((point.v - REACH_M - v0) / RASTER_M);
        j * RASTER_M + v0 <= point.v + REACH_M;
        j++
      ) {
        if (i < 0 || j < 0 || i >= width || j >= height) continue
        const gap = Math.hypot(i * RASTER_M + u0 - point.u, j * RASTER_M + v0 - point.v)
        if (gap > REACH_M) continue
        const cell = j * width + i
        const weight = Math.exp(-((gap / 420) ** 2))
        sums[cell * 3] = sums[cell * 3]! + weight * dx
        sums[cell * 3 + 1] = sums[cell * 3 + 1]! + weight * dy
        sums[cell * 3 + 2] = sums[cell * 3 + 2]! + weight
        nearest[cell] = Math.min(nearest[cell]!, gap)
      }
    }
  }
  const valueAt = (i: number, j: number, axis: 0 | 1) => {
    const cell = j * width + i
    const weight = sums[cell * 3 + 2] ?? 0
    if (!(weight > 0)) return 0
    const fade = Math.max(0, 1 - nearest[cell]! / REACH_M)
    return (sums[cell * 3 + axis]! / weight) * fade * fade * (3 - 2 * fade)
  }
  return (u, v) => {
    const i = Math.floor((u - u0) / RASTER_M)
    const j = Math.floor((v - v0) / RASTER_M)
    if (i < 0 || j < 0 || i + 1 >= width || j + 1 >= height) return [0, 0]
    const s = (u - u0) / RASTER_M - i
    const t = (v - v0) / RASTER_M - j
    const mix = (axis: 0 | 1) =>
      (1 - t) * ((1 - s) * valueAt(i, j, axis) + s * valueAt(i + 1, j, axis)) +
      t * ((1 - s) * valueAt(i, j + 1, axis) + s * valueAt(i + 1, j + 1, axis))
    return [mix(0), mix(1)]
  }
}

/** Rounds off the stairs that city and district borders would have from following the sheet's lines. */
export function relaxBorders(warp: Warp, sheet: Sheet, regions: RegionPlan): Warp {
  const points = sampleBorders(sheet, regions, warp)
  smoothBorders(points)
  return shiftWarp(warp, spreadShift(points, sheet))
}
