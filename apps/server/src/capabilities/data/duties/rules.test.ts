import { expect, it } from 'vitest'
import { dutyStateOf, scoreOf, weightFault } from './rules.ts'

const weights = [
  { measure: 'timeliness', weight: 30 },
  { measure: 'quality', weight: 40 },
  { measure: 'usage', weight: 30 },
] as const

it('scores 90/80/50 under 及时30 质量40 使用30 as 74.0 with three parts', () => {
  const { score, parts } = scoreOf(weights, {
    ...{ timeliness: { numerator: 9, denominator: 10 }, quality: { numerator: 80, denominator: 100 } },
    usage: { numerator: 5, denominator: 10 },
  })
  expect(score).toBe(74)
  expect(parts.map((part) => [part.name, part.value, part.points])).toEqual([
    ['及时', 90, 27],
    ['质量', 80, 32],
    ['使用', 50, 15],
  ])
})

it('wants weights that sum to 100', () => {
  expect(weightFault(weights)).toBeNull()
  expect(weightFault([{ measure: 'usage', weight: 90 }])).toBe('权重之和应为 100，现为 90')
})

it('calls a duty overdue from the day after', () => {
  const duty = { delivered_time: null, exempted_time: null, due_day: '2025-06-30' }
  expect([dutyStateOf(duty, '2025-06-30'), dutyStateOf(duty, '2025-07-01')]).toEqual(['open', 'overdue'])
})
