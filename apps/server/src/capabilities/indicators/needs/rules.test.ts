import { expect, it } from 'vitest'
import { spread, weigh } from './rules.ts'

it('spreads values between the least and the greatest', () => {
  expect(spread([10, 30, 20, null])).toEqual([0, 100, 50, null])
  expect(spread([4, 4])).toEqual([50, 50])
})

it('weighs parts, and gives nothing while one is missing', () => {
  expect(
    weigh([
      { score: 100, weight: 3 },
      { score: 20, weight: 1 },
    ]),
  ).toBe(80)
  expect(
    weigh([
      { score: 100, weight: 3 },
      { score: null, weight: 1 },
    ]),
  ).toBeNull()
})
