import { describe, expect, it } from 'vitest'
import { endOfPeriod, isLate, lastPeriod, rollUp } from './rules.ts'

const of = (numerator: number, denominator: number) => ({ value: null, numerator, denominator })

describe('reported values', () => {
  it('roll up as a ratio of sums: 17/20 and 30/40 give 47/60 = 78.33 %, not 80 % (PLT-105)', () => {
    expect(rollUp([of(17, 20), of(30, 40)], 'ratio-of-sums', true)).toBeCloseTo(78.3333, 3)
  })
  it('roll up as sum, last and weighted mean', () => {
    const plain = [3, 5].map((value) => ({ value, numerator: null, denominator: null }))
    expect(rollUp(plain, 'sum', false)).toBe(8)
    expect(rollUp(plain, 'last', false)).toBe(5)
    expect(
      rollUp(
        [
          { value: 10, numerator: null, denominator: 1 },
          { value: 40, numerator: null, denominator: 2 },
        ],
        'weighted-mean',
        false,
      ),
    ).toBe(30)
  })
  it('have no value where the denominator is 0', () => {
    expect(rollUp([of(3, 0)], 'ratio-of-sums', true)).toBeNull()
    expect(rollUp([of(3, 0), of(0, 0)], 'ratio-of-sums', true)).toBeNull()
  })
  it('belong to periods of Asia/Shanghai', () => {
    expect(endOfPeriod('2025-06')?.toISOString()).toBe('2025-06-30T16:00:00.000Z')
    expect(endOfPeriod('2025-Q4')?.toISOString()).toBe('2025-12-31T16:00:00.000Z')
    expect(endOfPeriod('2025-W01')?.toISOString()).toBe('2025-01-05T16:00:00.000Z')
    expect(endOfPeriod('2025-06-30')?.toISOString()).toBe('2025-06-30T16:00:00.000Z')
    const now = new Date('2025-07-03T04:00:00Z')
    expect(
      ['year', 'quarter', 'month', 'week', 'day'].map((cycle) => lastPeriod(cycle as 'year', now)),
    ).toEqual(['2024', '2025-Q2', '2025-06', '2025-W26', '2025-07-02'])
  })
  it('are 缺报 past cycle and grace', () => {
    const monthly = { cycle: 'month', graceHours: 72 } as const
    expect(isLate(monthly, '2025-05', new Date('2025-07-02T00:00:00Z'))).toBe(false)
    expect(isLate(monthly, '2025-05', new Date('2025-07-04T00:00:00Z'))).toBe(true)
    expect(isLate(monthly, '2025-06', new Date('2025-07-04T00:00:00Z'))).toBe(false)
  })
})
