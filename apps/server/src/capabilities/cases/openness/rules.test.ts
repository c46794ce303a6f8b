import { expect, it } from 'vitest'
import { percent, pointsFor } from './rules.ts'

it('gives points as far as the caps of day and month leave room', () => {
  const rule = { pointsEach: 10, dailyCap: 25, monthlyCap: 60 }
  const given = [0, 20, 25].map((day) => pointsFor(rule, { day, month: day }))
  expect([...given, pointsFor(rule, { day: 0, month: 57 })]).toEqual([10, 5, 0, 3])
  expect([percent(1, 3), percent(0, 0)]).toEqual([33.3, null])
})
