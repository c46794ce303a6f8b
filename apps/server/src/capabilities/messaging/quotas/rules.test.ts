import { describe, expect, it } from 'vitest'
import { judge, monthOf, nextMonth, passedShare, unitsOf } from './rules.ts'

describe('quotas of messages', () => {
  it('count by the month of the city', () => {
    expect(monthOf(new Date('2026-11-30T15:59:59Z'))).toBe('2026-11')
    expect(monthOf(new Date('2026-11-30T16:00:00Z'))).toBe('2026-12')
    expect(nextMonth(new Date('2026-12-31T10:00:00Z')).toISOString()).toBe('2026-12-31T16:00:00.000Z')
  })
  it('let an emergency through, beyond', () => {
    const quota = { monthly: 3, whenUsed: 'hold' as const, switchTo: null }
    expect(judge(quota, 1, 2, 'normal')).toEqual({ goes: true, beyond: false })
    expect(judge(quota, 2, 2, 'urgent')).toEqual({ goes: false, how: 'hold' })
    expect(judge(quota, 3, 1, 'emergency')).toEqual({ goes: true, beyond: true })
    expect(judge(undefined, 900, 1, 'normal')).toEqual({ goes: true, beyond: false })
  })
  it('count the segments of an SMS and warn once as a share is passed', () => {
    expect([unitsOf('sms', '字'.repeat(71)), unitsOf('voice', '字'.repeat(71))]).toEqual([2, 1])
    expect([passedShare(10, 7, 8), passedShare(10, 8, 9), passedShare(10, 8, 10)]).toEqual([
      80,
      undefined,
      100,
    ])
  })
})
