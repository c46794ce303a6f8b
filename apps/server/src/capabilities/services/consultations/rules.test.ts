import { describe, expect, it } from 'vitest'
import { groupAlike, periodFault, shortenName, stateOf } from './rules.ts'

describe('periodFault', () => {
  const march = { openDay: '2025-03-01', closeDay: '2025-03-31', isMajor: true }
  it('lets thirty days pass, and fewer only with a reason', () => {
    expect(periodFault(march)).toBeNull()
    expect(periodFault({ ...march, closeDay: '2025-03-20' })?.message).toContain('现为 19 日')
    expect(periodFault({ ...march, closeDay: '2025-03-20', shortReason: '防汛急需' })).toBeNull()
    expect(periodFault({ ...march, closeDay: '2025-03-01', isMajor: false })?.path).toBe('/body/closeDay')
  })
})

it('is open through its last day', () => {
  const one = { open_day: '2025-03-01', close_day: '2025-03-31', summarised_time: null }
  expect(stateOf(one, '2025-02-28')).toBe('announced')
  expect(stateOf(one, '2025-03-31')).toBe('open')
  expect(stateOf(one, '2025-04-01')).toBe('closed')
})

it('groups what says nearly the same on one clause', () => {
  const said = (id: string, clause: string | null, text: string) => ({ id, clause, text })
  const groups = groupAlike([
    said('a', '第三条', '建议把停车费下调，老小区居民负担太重'),
    said('b', '第三条', '建议将停车费下调，老小区居民负担太重了'),
    said('c', '第五条', '建议把停车费下调，老小区居民负担太重'),
    said('d', '第三条', '希望增加夜间公交班次'),
  ])
  expect(groups.map((group) => group.map((one) => one.id))).toEqual([['a', 'b'], ['c'], ['d']])
})

it('shortens a name', () => {
  expect(shortenName('王小明')).toBe('王**')
})
