import type { Noise } from './noise.ts'
import { createNoise, smoothStep } from './noise.ts'
import { toPoint } from './plane.ts'
import { hashText } from './random.ts'
import type { Warp } from './warp.ts'
import { createWarp } from './warp.ts'

/** The seed of the city that `npm start` shows. */
export const DEFAULT_SEED = 20260601

interface Terrain {
  warp: Warp
  hills: Noise
  swells: Noise
  dips: Noise
}

const terrains = new Map<number, Terrain>()

function terrainOf(seed: number): Terrain {
  let terrain = terrains.get(seed)
  if (!terrain) {
    const noise = (label: string) => createNoise(hashText(`${seed}/${label}`))
    terrain = { warp: createWarp(seed), hills: noise('hills'), swells: noise('swells'), dips: noise('dips') }
    terrains.set(seed, terrain)
  }
  return terrain
}

/**
 * Ground height in metres above sea level, smooth everywhere: a plain that falls gently to the river and to the
 * south-east, hills in the north. Underpasses lie below it (see `lowPointElevation`).
 */
export function elevationAt(longitude: number, latitude: number, seed = DEFAULT_SEED): number {
  const { warp, hills, swells, dips } = terrainOf(seed)
  const [x, y] = toPoint([longitude, latitude])
  const [u, v] = warp.toSheet([x, y])
  const plain = 17 - u / 9000 + v / 7000
  const valley = -3.2 * Math.exp(-((v / 1500) ** 2))
  const north = smoothStep(11000, 17500, v)
  const ridge = north * (34 + 46 * hills(x / 4200, y / 4200))
  return plain + valley + ridge + 1.6 * swells(x / 3100, y / 3100) + 0.8 * dips(x / 900, y / 900)
}
