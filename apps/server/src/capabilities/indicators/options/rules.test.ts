import type { DecisionOption } from '@civitas/contract'
import { describe, expect, it } from 'vitest'
import { compareOptions, isMet, requireComparable } from './rules.ts'

const option = (name: string, value: number, low: number, high: number): DecisionOption => ({
  ...{ name, assumptions: ['交通量不变'], costYuan: 0, risk: 'low', riskText: '无' },
  effects: [{ title: '平均通勤', unit: '分钟', direction: 'down', value, low, high }],
})

describe('options', () => {
  it('lie side by side with their change, the best, and whether it is certain', () => {
    const [row] = compareOptions([option('维持现状', 40, 38, 42), option('公交专用道', 34, 31, 37)])
    expect(row).toMatchObject({ best: '公交专用道', certain: true })
    expect(row?.cells.map((one) => one.change)).toEqual([0, -6])
    expect(compareOptions([option('a', 40, 38, 42), option('b', 37, 34, 39)])[0]?.certain).toBe(false)
  })
  it('are refused when an estimate lies outside its interval or the baseline lacks the effect', () => {
    expect(() => requireComparable([option('a', 1, 0, 2), option('b', 3, 0, 2)])).toThrow('区间')
    const other = option('b', 1, 0, 2)
    other.effects[0]!.title = '另一项'
    expect(() => requireComparable([option('a', 1, 0, 2), other])).toThrow('基线')
    expect(() => requireComparable([option('a', 1, 0, 2), option('a', 1, 0, 2)])).toThrow('重复')
  })
  it('are met in the direction of the figure', () => {
    expect([isMet('down', 34, 33), isMet('down', 34, 35), isMet('up', 1, null)]).toEqual([true, false, null])
  })
})
