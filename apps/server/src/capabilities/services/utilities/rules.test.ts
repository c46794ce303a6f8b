import { expect, test } from 'vitest'
import { lengthOf, sharedM } from './rules.ts'

const along = (from: number, to: number, lat = 31.78) => [
  [119.95 + from / 94_600, lat],
  [119.95 + to / 94_600, lat],
]

test('two lines along one side of a road share what they have in common', () => {
  expect(Math.abs(lengthOf(along(0, 200)) - 200)).toBeLessThanOrEqual(1)
  expect(Math.abs(sharedM(along(0, 200), along(150, 400, 31.780_02)) - 58)).toBeLessThanOrEqual(3)
})

test('a line across is no trench in common, nor one beyond the road', () => {
  const across = [
    [119.951, 31.779],
    [119.951, 31.781],
  ]
  expect(sharedM(across, along(0, 200))).toBeLessThan(20)
  expect(sharedM(along(0, 200), along(0, 200, 31.780_3))).toBe(0)
})
