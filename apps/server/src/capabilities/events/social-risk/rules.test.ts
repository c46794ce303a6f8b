import { expect, it } from 'vitest'
import { rateAreas, toShares, usualWeights } from './rules.ts'

const nothing = { complaints: 0, disputes: 0, order: 0 }

it('is 50 at the mean of all areas and 100 at twice of it', () => {
  const shares = toShares({ complaints: 1, disputes: 1, order: 2 })
  expect(shares).toEqual({ complaints: 0.25, disputes: 0.25, order: 0.5 })
  const [high, low, unknown] = rateAreas(
    [
      { population: 10_000, now: { complaints: 30, disputes: 6, order: 0 }, before: nothing },
      {
        population: 30_000,
        now: { complaints: 10, disputes: 2, order: 0 },
        before: { ...nothing, disputes: 6 },
      },
      { population: null, now: { complaints: 99, disputes: 0, order: 0 }, before: nothing },
    ],
    shares,
  )
  // 40 in 40 000 is 10 for 10 000; the first has 30, three times as many: 100.
  expect(high?.parts.complaints).toEqual({ count: 30, rate: 30, score: 100 })
  expect(high).toMatchObject({ index: 50, before: 0, level: null })
  expect(low?.parts.complaints.score).toBeCloseTo((50 * (10 / 3)) / 10)
  expect(low?.before).toBeCloseTo((0.25 * 50 * 2) / 2)
  expect(unknown).toMatchObject({ index: null, before: null, level: null })
})

it('has a level from 55 on', () => {
  const areas = [
    { population: 10_000, now: { complaints: 20, disputes: 20, order: 20 }, before: nothing },
    { population: 10_000, now: { complaints: 1, disputes: 1, order: 1 }, before: nothing },
  ]
  expect(rateAreas(areas, toShares(usualWeights)).map((one) => one.level)).toEqual(['red', null])
})
