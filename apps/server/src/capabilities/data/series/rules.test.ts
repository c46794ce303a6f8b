import { describe, expect, it } from 'vitest'
import { measureSeries } from './rules.ts'

const value = (period: string, amount: number, caliber = '第五次普查') => ({ period, value: amount, caliber })
const yearly = { frequency: 'year', isCumulative: false, unit: '亿元' } as const
const monthly = { frequency: 'month', isCumulative: true, unit: '亿元' } as const
const at = (points: ReturnType<typeof measureSeries>, period: string) =>
  points.find((one) => one.period === period)

describe('growth', () => {
  it('is 9.1 % from 100 to 109.1', () => {
    const points = measureSeries(yearly, [value('2023', 100), value('2024', 109.1)], 'year-on-year')
    expect(at(points, '2024')).toEqual({ period: '2024', value: 9.1, unit: '%', note: null })
    expect(at(points, '2023')).toMatchObject({ value: null, note: '缺上年同期' })
  })
  it('says when the caliber changed', () => {
    const given = [value('2023', 100), value('2024', 109.1, '第六次普查')]
    expect(at(measureSeries(yearly, given, 'year-on-year'), '2024')).toMatchObject({
      ...{ value: 9.1, note: '口径调整' },
    })
  })
})

describe('a cumulative series', () => {
  it('gives April as what was added to March', () => {
    const points = measureSeries(monthly, [value('2024-03', 30), value('2024-04', 42)], 'single')
    expect(at(points, '2024-04')?.value).toBe(12)
  })
  it('gives January and February as one', () => {
    const points = measureSeries(monthly, [value('2024-02', 18), value('2024-03', 30)], 'single')
    expect(at(points, '2024-02')).toMatchObject({ value: 18, note: '1–2月合并' })
    expect(at(points, '2024-03')?.value).toBe(12)
  })
})
