import { expect, it } from 'vitest'
import { rank, stateOf, totalOf } from './rules.ts'

it('weighs points, and ranks works by the mean of their judges', () => {
  expect(totalOf([90, 80, 50], [30, 40, 30])).toBe(74)
  const ranks = rank([
    { team: '甲', title: 'a', totals: [80, 90] },
    { team: '乙', title: 'b', totals: [95] },
    { team: '丙', title: 'c', totals: [85] },
  ])
  expect(ranks.map((one) => [one.rank, one.team, one.score])).toEqual([
    [1, '乙', 95],
    [2, '丙', 85],
    [2, '甲', 85],
  ])
})

it('goes from joining through working and judging to its end', () => {
  const contest = { joinUntil: new Date(10), submitUntil: new Date(20), isPublished: false }
  expect([5, 10, 20].map((at) => stateOf(contest, new Date(at)))).toEqual(['joining', 'working', 'judging'])
  expect(stateOf({ ...contest, isPublished: true }, new Date(5))).toBe('ended')
})
