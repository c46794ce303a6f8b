import { expect, it } from 'vitest'
import { judgeCall, metresBetween, signCall, stateOf } from './rules.ts'

it('takes a machine to be away after three missed heartbeats', () => {
  const beat = new Date('2025-06-03T10:00:00Z')
  const one = { retired: false, heartbeat_time: beat, fault_id: null, fault_text: null }
  expect(stateOf(one, new Date('2025-06-03T10:03:00Z'))).toBe('online')
  expect(stateOf(one, new Date('2025-06-03T10:03:01Z'))).toBe('offline')
  expect(stateOf({ ...one, heartbeat_time: null }, beat)).toBe('offline')
})

it('refuses a call in the order of what weighs most', () => {
  const bank = { items: ['a'], quota_per_day: 2, from_hour: 8, to_hour: 18, suspended: false }
  expect(judgeCall(bank, { item: 'b', hour: 10, allowedToday: 0 })).toBe('item-not-granted')
  expect(judgeCall(bank, { item: 'a', hour: 18, allowedToday: 0 })).toBe('out-of-hours')
  expect(judgeCall(bank, { item: 'a', hour: 10, allowedToday: 2 })).toBe('over-quota')
  expect(judgeCall(bank, { item: 'a', hour: 10, allowedToday: 1 })).toBe('allowed')
  expect(judgeCall({ ...bank, suspended: true }, { item: 'a', hour: 10, allowedToday: 0 })).toBe('suspended')
})

it('signs every field', () => {
  const call = { partner: 'b', terminal: 't', item: 'a', time: '2025-06-03T10:00:00Z', nonce: '12345678' }
  expect(signCall(call, 's')).not.toBe(signCall({ ...call, item: 'b' }, 's'))
})

it('measures a degree of latitude', () => {
  expect(metresBetween([118, 33], [118, 34])).toBeCloseTo(111_195, -1)
})
