import { expect, it } from 'vitest'
import { scoreWarning } from './score.ts'

const day = (n: number) => new Date(Date.UTC(2025, 5, n))
const policy = { atLeast: 3, days: 60 }

it('adds up what it is made of: three of three in sixty days, closer and closer', () => {
  const members = [1, 21, 25].map((n) => ({ raisedTime: day(n), level: 'yellow' as const }))
  const scored = scoreWarning(policy, members)
  // Half of the points for the number; two of three in the last twenty days; gaps of 20 and 4 days, mean 12.
  expect(scored?.factors.map((one) => [one.factor, one.points])).toEqual([
    ['frequency', 20],
    ['recency', 13.3],
    ['growing', 13.3],
    ['level', 10],
  ])
  expect(scored?.score).toBe(57)
})

it('grows with the number and level, and never beyond a hundred', () => {
  const many = Array.from({ length: 9 }, (_, n) => ({ raisedTime: day(n + 1), level: 'red' as const }))
  const scored = scoreWarning(policy, many)
  expect(scored?.factors.map((one) => one.points)).toEqual([40, 20, 0, 20])
  expect(scored?.score).toBe(80)
})

it('says nothing of what nothing led to', () => {
  expect(scoreWarning(policy, [])).toBeNull()
})
