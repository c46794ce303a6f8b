import { expect, it } from 'vitest'
import { ideaAfter, rateOf } from './rules.ts'

it('an idea is assessed before it is adopted, and implemented after', () => {
  expect(ideaAfter('received', 'adopt')).toBeNull()
  expect(ideaAfter('received', 'assess')).toBe('assessing')
  expect(ideaAfter('assessing', 'adopt')).toBe('adopted')
  expect(ideaAfter('adopted', 'implement')).toBe('implemented')
  expect(ideaAfter('implemented', 'reject')).toBeNull()
  expect(ideaAfter('adopted', 'hide')).toBe('adopted')
})

it('a rate says its base and how people were asked', () => {
  const days = { from: '2025-03-01', to: '2025-03-31' }
  const rate = rateOf(
    [
      { channel: 'phone', grade: 'satisfied', n: 2 },
      { channel: 'online', grade: 'neutral', n: 1 },
    ],
    days,
  )
  expect(rate).toMatchObject({ percent: 66.7, text: '66.7 % (2/3)' })
  expect(rate?.method).toContain('网上 1 份、电话 2 份')
  expect(rateOf([], days)).toBeNull()
})
