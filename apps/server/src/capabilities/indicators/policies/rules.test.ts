import { expect, it } from 'vitest'
import { concludePolicy, effectOf, meansOfSeasons } from './rules.ts'

const noise = (day: number) => (((day + 40) * 7919) % 11) / 10 - 0.5
const days = (valueAt: (at: number) => number, from = -28, to = 27) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    at: from + i,
    weekday: (((from + i) % 7) + 7) % 7,
    value: valueAt(from + i),
  }))

it('finds a step at the policy under a week of its own shape', () => {
  const found = effectOf(
    days((at) => 20 + (((at % 7) + 7) % 7 >= 5 ? 8 : 0) + noise(at) + (at >= 0 ? -5 : 0)),
  )
  expect(found.effect).toBeCloseTo(-5, 0)
  expect(found.low).toBeLessThan(-5 + 1)
  expect(found.high).toBeLessThan(0)
  expect(found.isParallel).toBe(true)
  expect(concludePolicy(found, { division: '云城区', unit: '件', hasControl: true })).toContain(
    '超出偶然范围',
  )
})

it('does not take noise for an effect, and tells a trend from a step', () => {
  const nothing = effectOf(days((at) => 20 + noise(at)))
  expect((nothing.low ?? 1) * (nothing.high ?? 1)).toBeLessThan(0)
  expect(effectOf(days((at) => 20 + at + noise(at))).isParallel).toBe(false)
})

it('says nothing of a few days', () => {
  expect(effectOf(days(() => 1, -5, 20)).effect).toBeNull()
})

it('takes January for the winter that began in December', () => {
  const of = (year: number, month: number, value: number) =>
    Array.from({ length: 8 }, () => ({ year, month, value }))
  const seasons = meansOfSeasons([
    ...of(2024, 12, 4),
    ...of(2025, 1, 6),
    ...of(2025, 7, 30),
    ...of(2025, 10, 9),
  ])
  expect(seasons.map((one) => [one.season, one.year, one.days, one.mean])).toEqual([
    ['winter', 2024, 16, 5],
    ['summer', 2025, 8, 30],
    ['autumn', 2025, 8, 9],
  ])
})
