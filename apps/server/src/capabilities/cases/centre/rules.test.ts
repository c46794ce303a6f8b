import { expect, it } from 'vitest'
import { scoreOf } from './rules.ts'

const counts = {
  ...{ open: 2, closed: 20, inTime: 18, firstPass: 16 },
  ...{ onSiteDue: 10, onSiteInTime: 7, absent: 3, returned: 1 },
}

it('weighs what was closed in time, at once, and reached in time', () => {
  // 40 × 0.9 + 30 × 0.8 + 30 × 0.7
  expect(scoreOf(counts)).toMatchObject({ closedInTime: 90, firstPass: 80, onSiteInTime: 70, score: 81 })
})

it('leaves out what cannot be told: (40 × 0.9 + 30 × 0.8) of 70', () => {
  expect(scoreOf({ ...counts, onSiteDue: 0, onSiteInTime: 0 })).toMatchObject({
    onSiteInTime: null,
    score: 85.71,
  })
})

it('gives no score before something was closed', () => {
  expect(scoreOf({ ...counts, closed: 0, inTime: 0, firstPass: 0 }).score).toBeNull()
})
