import type { GuardRules } from '@civitas/contract'
import { expect, it } from 'vitest'
import { gradeOfFields, type Usage, unusualIn, usualOf } from './rules.ts'

const rules: GuardRules = {
  ...{ times: 10, leastRows: 1000, nightFrom: 0, nightTo: 6, suspends: false },
  hours: { contain: 2, notify: 24, report: 72, review: 720 },
}
const usual: Usage = {
  ...{ rows: 500, nightRows: 0, refused: 0, addresses: ['10.0.0.1'] },
  ...{ usualDays: 20, usualRows: 500, usualNights: 0, usualAddresses: ['10.0.0.1'] },
}

it('lets the usual pass, and what is little', () => {
  expect(usualOf(usual)).toBe(500)
  expect(unusualIn(usual, rules)).toEqual([])
  expect(unusualIn({ ...usual, rows: 4_999 }, rules)).toEqual([])
  expect(unusualIn({ ...usual, usualRows: 20, rows: 900, nightRows: 900 }, rules)).toEqual([])
})

it('sees volume, hour, destination and tried doors', () => {
  const night = { ...usual, rows: 50_000, nightRows: 50_000 }
  expect(unusualIn(night, rules)).toEqual(['volume', 'hours'])
  expect(unusualIn({ ...night, usualNights: 1 }, rules)).toEqual(['volume', 'hours'])
  expect(unusualIn({ ...night, usualNights: 8 }, rules)).toEqual(['volume'])
  expect(unusualIn({ ...usual, rows: 1_200, addresses: ['203.0.113.9'] }, rules)).toEqual(['destination'])
  expect(unusualIn({ ...usual, refused: 80 }, rules)).toEqual(['rights'])
})

it('has no habit of who is new', () => {
  const fresh = { ...usual, usualDays: 1, usualRows: 10 }
  expect(unusualIn({ ...fresh, rows: 50_000, nightRows: 50_000 }, rules)).toEqual([])
  expect(unusualIn({ ...fresh, rows: 100_000 }, rules)).toEqual(['volume'])
})

it('takes the highest grade of what was read', () => {
  const fields = [
    { name: 'a', title: 'A', type: 'text' as const, grade: 'general-1' as const },
    { name: 'b', title: 'B', type: 'text' as const, grade: 'general-3' as const },
    { name: 'c', title: 'C', type: 'text' as const },
  ]
  expect(gradeOfFields(fields, ['a', 'b'])).toBe('general-3')
  expect(gradeOfFields(fields, ['c'])).toBe('general-4')
})
