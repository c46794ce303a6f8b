/** Smooth noise in about [-1, 1] with features about one unit wide. */
export type Noise = (x: number, y: number) => number

function hashCell(x: number, y: number, seed: number): number {
  let hash = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ seed
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

const DIRECTIONS = Array.from({ length: 32 }, (_, i) => {
  const angle = (i / 32) * 2 * Math.PI
  return [Math.cos(angle), Math.sin(angle)] as const
})

/** Gradient noise after Perlin, with the quintic fade that keeps its slope continuous. */
export function createNoise(seed: number): Noise {
  const pull = (cellX: number, cellY: number, dx: number, dy: number) => {
    const direction = DIRECTIONS[hashCell(cellX, cellY, seed) & 31]!
    return direction[0] * dx + direction[1] * dy
  }
  return (x, y) => {
    const cellX = Math.floor(x)
    const cellY = Math.floor(y)
    const dx = x - cellX
    const dy = y - cellY
    const fadeX = dx * dx * dx * (dx * (dx * 6 - 15) + 10)
    const fadeY = dy * dy * dy * (dy * (dy * 6 - 15) + 10)
    const low =
      pull(cellX, cellY, dx, dy) + fadeX * (pull(cellX + 1, cellY, dx - 1, dy) - pull(cellX, cellY, dx, dy))
    const high =
      pull(cellX, cellY + 1, dx, dy - 1) +
      fadeX * (pull(cellX + 1, cellY + 1, dx - 1, dy - 1) - pull(cellX, cellY + 1, dx, dy - 1))
    return 1.45 * (low + fadeY * (high - low))
  }
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return t * t * (3 - 2 * t)
}
