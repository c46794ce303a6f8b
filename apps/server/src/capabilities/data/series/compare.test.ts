import { describe, expect, it } from 'vitest'
import { constantPrices, rankAmong, realGrowth, shareOf } from './compare.ts'

const value = (period: string, amount: number, caliber = '现价') => ({ period, value: amount, caliber })
const yearly = { frequency: 'year', isCumulative: false, unit: '亿元' } as const
const monthly = { frequency: 'month', isCumulative: true, unit: '亿元' } as const
const valuesOf = (points: ReturnType<typeof constantPrices>) =>
  points.map((one) => [one.period, one.value, one.note])

describe('constant prices', () => {
  const prices = [value('2023', 102), value('2024', 105)]
  const deflator = { isCumulative: false, base: 'year-before' as const, values: prices }
  const given = [value('2022', 100), value('2023', 107.1), value('2024', 117.81)]

  it('chain an index of the year before: 107.1 ÷ 1.02 = 105, 117.81 ÷ (1.02 × 1.05) = 110', () => {
    expect(valuesOf(constantPrices(yearly, given, deflator))).toEqual([
      ['2022', 100, null],
      ['2023', 105, null],
      ['2024', 110, null],
    ])
    expect(valuesOf(realGrowth(yearly, given, deflator))).toEqual([
      ['2022', null, '缺上年同期'],
      ['2023', 5, null],
      ['2024', 4.7619, null],
    ])
  })
  it('divide by an index of a fixed base; a period without index has none', () => {
    const fixed = { isCumulative: false, base: 'fixed' as const, values: [value('2023', 125)] }
    expect(valuesOf(constantPrices(yearly, [value('2023', 50), value('2024', 60)], fixed))).toEqual([
      ['2023', 40, null],
      ['2024', null, '缺价格指数'],
    ])
  })
  it('take single months of a cumulative series where the index is of single months', () => {
    const index = { isCumulative: false, base: 'fixed' as const, values: [value('2024-04', 120)] }
    const points = constantPrices(monthly, [value('2024-03', 30), value('2024-04', 42)], index)
    expect(points.find((one) => one.period === '2024-04')?.value).toBe(10)
  })
  it('say when the caliber changed', () => {
    const changed = [value('2023', 100), value('2024', 110, '新口径')]
    expect(realGrowth(yearly, changed, deflator).at(-1)?.note).toBe('口径调整')
  })
})

describe('parts of a whole', () => {
  const mine = [value('2024', 30)]
  it('have a share of it', () => {
    expect(shareOf(mine, [value('2024', 120)])[0]?.value).toBe(25)
    expect(shareOf(mine, [])[0]).toMatchObject({ value: null, note: '缺总数' })
  })
  it('have a place among the others, the largest first', () => {
    const others = [[value('2024', 50)], [value('2024', 30)], [value('2024', 10)]]
    expect(rankAmong(mine, others)[0]).toMatchObject({ value: 2, note: '共 4 个' })
  })
})
