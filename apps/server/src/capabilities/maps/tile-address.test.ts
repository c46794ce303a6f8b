import { expect, it } from 'vitest'
import { boxOfTile, isTile } from './tile-address.ts'

it('finds the box of a tile with its buffer', () => {
  const [west, south, east, north] = boxOfTile({ z: 1, x: 1, y: 0 })
  expect(west).toBeCloseTo(-180 / 64, 6)
  expect(east).toBe(180)
  expect(south).toBeCloseTo(-2.8114, 3)
  expect(north).toBeCloseTo(85.0511, 4)
})

it('holds the tile a place is in', () => {
  const [west, south, east, north] = boxOfTile({ z: 12, x: 3400, y: 1643 })
  expect(west < 118.888 && 118.888 < east && south < 33.442 && 33.442 < north).toBe(true)
})

it('knows where the pyramid ends', () => {
  expect(isTile({ z: 3, x: 7, y: 7 })).toBe(true)
  expect(isTile({ z: 3, x: 8, y: 0 })).toBe(false)
  expect(isTile({ z: 0, x: 0, y: 1 })).toBe(false)
})
