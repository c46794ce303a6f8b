import { expect, it } from 'vitest'
import { planShifts, twiceAtOnce } from './rules.ts'

const rule = { from: '2026-06-01', days: 2, shiftHours: 12, startHour: 8, restShifts: 0 } as const

it('finds who would have two posts at one time, and nobody where the turns do not meet', () => {
  const both = planShifts({ ...rule, people: { chief: ['wang', 'li'], leader: ['wang', 'zhao'] } })
  expect(twiceAtOnce(both)).toMatchObject({ post: 'leader', contactId: 'wang' })
  const apart = planShifts({ ...rule, people: { chief: ['wang', 'li'], leader: ['li', 'wang'] } })
  expect(twiceAtOnce(apart)).toBeUndefined()
})
