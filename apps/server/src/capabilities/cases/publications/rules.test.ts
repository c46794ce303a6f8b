import { expect, it } from 'vitest'
import { fundRows, percentOf } from './rules.ts'

const bands = [
  { from: 60, percent: 80 },
  { from: 90, percent: 110 },
  { from: 80, percent: 100 },
]

it('pays by the highest band a score reaches', () => {
  expect([95, 90, 89.99, 60, 59.9].map((score) => percentOf(bands, score))).toEqual([110, 110, 100, 80, 0])
  const rows = fundRows([{ object: 'a', name: '甲', score: 93.8 }], bands, new Map([['a', 100_001]]))
  expect(rows).toEqual([
    { object: 'a', name: '甲', score: 93.8, baseFen: 100_001, percent: 110, fen: 110_001 },
  ])
})
