import { createNoise, smoothStep } from './noise.ts'
import type { Point } from './plane.ts'
import { hashText } from './random.ts'

/**
 * The city is drawn on a sheet (u east, v north, metres) where streets and boundaries are straight, then the sheet
 * is bent: the river becomes a meander, country boundaries become crooked, the old town loses its right angles.
 * The bending never folds, so what does not overlap on the sheet does not overlap on the ground.
 */
export interface Warp {
  toPlane(u: number, v: number): Point
  toSheet(point: Point): Point
}

/** Sheet row of the railway; the river is row 0. */
export const RAILWAY_ROW = 4400

/** Built-up places outside the core, whose streets stay regular: centre on the sheet and radius. */
export const TOWNS_APART = [
  { u: 11000, v: 2200, radius: 3600 },
  { u: -13200, v: -13200, radius: 2900 },
] as const

const TURN = (-8 * Math.PI) / 180
const FULL_TURN = 2 * Math.PI

function countryShare(u: number, v: number): number {
  let share = smoothStep(7600, 11500, Math.hypot(u / 1.1, v - 800))
  for (const town of TOWNS_APART) {
    share *= smoothStep(town.radius * 0.8, town.radius * 1.8, Math.hypot(u - town.u, v - town.v))
  }
  return share * (1 - 0.96 * Math.exp(-(((v - RAILWAY_ROW) / 1300) ** 2)))
}

function oldTownShare(u: number, v: number): number {
  return smoothStep(1400, 850, Math.abs(u + 1100)) * smoothStep(1400, 850, Math.abs(v - 1150))
}

/** Displacement of the river by the sheet's u: gentle through the core, winding in the country. */
function meander(u: number): { core: number; slope: number; country: number } {
  const core = 430 * Math.sin((u / 11500) * FULL_TURN + 0.6) + 110 * Math.sin((u / 5300) * FULL_TURN)
  const slope =
    (430 / 11500) * FULL_TURN * Math.cos((u / 11500) * FULL_TURN + 0.6) +
    (110 / 5300) * FULL_TURN * Math.cos((u / 5300) * FULL_TURN)
  const outside = smoothStep(7000, 13500, Math.abs(u))
  const country =
    outside * (1150 * Math.sin((u / 9800) * FULL_TURN + 1.1) + 380 * Math.sin((u / 4300) * FULL_TURN))
  return { core, slope, country }
}

/** The bending of one seed. */
export function createWarp(seed: number): Warp {
  const noiseOf = (label: string) => createNoise(hashText(`${seed}/${label}`))
  const wide = [noiseOf('wide-x'), noiseOf('wide-y')] as const
  const middle = [noiseOf('middle-x'), noiseOf('middle-y')] as const
  const fine = [noiseOf('fine-x'), noiseOf('fine-y')] as const
  const old = [noiseOf('old-x'), noiseOf('old-y')] as const

  const shift = (u: number, v: number, axis: 0 | 1) => {
    let sum = 1500 * wide[axis](u / 15000, v / 15000)
    const country = countryShare(u, v)
    if (country > 0) {
      sum += country * 620 * middle[axis](u / 3300, v / 3300)
      sum += country * 120 * fine[axis](u / 900, v / 900)
    }
    const oldShare = oldTownShare(u, v)
    if (oldShare > 0) sum += oldShare * 24 * old[axis](u / 260, v / 260)
    return sum
  }
  const cos = Math.cos(TURN)
  const sin = Math.sin(TURN)
  const toPlane = (u: number, v: number): Point => {
    const bend = meander(u)
    const x = u + shift(u, v, 0) - 0.55 * bend.slope * v * Math.exp(-((v / 3800) ** 2))
    const y =
      v +
      shift(u, v, 1) +
      bend.core * Math.exp(-((v / 9000) ** 2)) +
      bend.country * Math.exp(-((v / 5200) ** 2))
    return [x * cos - y * sin, x * sin + y * cos]
  }
  return { toPlane, toSheet: invert(toPlane) }
}

/** The way back, found step by step: the bending is gentle enough for the steps to close in. */
function invert(toPlane: Warp['toPlane']): Warp['toSheet'] {
  const cos = Math.cos(TURN)
  const sin = Math.sin(TURN)
  return (point) => {
    let u = point[0] * cos + point[1] * sin
    let v = -point[0] * sin + point[1] * cos
    for (let step = 0; step < 60; step++) {
      const [x, y] = toPlane(u, v)
      const dx = point[0] - x
      const dy = point[1] - y
      if (Math.abs(dx) + Math.abs(dy) < 0.01) break
      u += 0.8 * (dx * cos + dy * sin)
      v += 0.8 * (-dx * sin + dy * cos)
    }
    return [u, v]
  }
}

/** The same bending with a further shift on the plane. */
export function shiftWarp(warp: Warp, shiftAt: (u: number, v: number) => Point): Warp {
  const toPlane = (u: number, v: number): Point => {
    const point = warp.toPlane(u, v)
    const shift = shiftAt(u, v)
    return [point[0] + shift[0], point[1] + shift[1]]
  }
  return { toPlane, toSheet: invert(toPlane) }
}
