import { loadDomains } from '@civitas/domain-kit'
import { domains } from '@civitas/domains'
import { describe, expect, it } from 'vitest'
import { explainFormula } from './formulas/explain-formula.ts'
import { aggregateValues, combine, downToFault, type Figure, ratioOf, spanOf, statusOf } from './rules.ts'

const figure = (value: number | null, note: string | null = null): Figure => ({ value, rows: 1, note })

describe('a window', () => {
  // 2025-06-04 is a Wednesday; 17:30 UTC is 01:30 on Thursday in Asia/Shanghai.
  const now = new Date('2025-06-04T17:30:00Z')
  const from = (window: string) => spanOf(window, now).from.toISOString()

  it('rolls from now', () => {
    expect(from('15m')).toBe('2025-06-04T17:15:00.000Z')
    expect(from('24h')).toBe('2025-06-03T17:30:00.000Z')
    expect(from('30d')).toBe('2025-05-05T17:30:00.000Z')
  })

  it('of the calendar begins at midnight in Asia/Shanghai, a week on Monday', () => {
    expect(from('today')).toBe('2025-06-04T16:00:00.000Z')
    expect(from('week')).toBe('2025-06-01T16:00:00.000Z')
    expect(from('month')).toBe('2025-05-31T16:00:00.000Z')
    expect(from('year')).toBe('2024-12-31T16:00:00.000Z')
  })

  it('yesterday is the whole day before', () => {
    expect(spanOf('yesterday', now)).toEqual({
      from: new Date('2025-06-03T16:00:00Z'),
      to: new Date('2025-06-04T16:00:00Z'),
    })
  })

  it('nobody knows is refused', () => {
    expect(() => spanOf('fortnight', now)).toThrow('fortnight')
  })
})

describe('many values into one', () => {
  it('sums, averages, bounds, and interpolates percentiles between ranks', () => {
    const values = [4, 1, 3, 2]
    expect(aggregateValues(values, 'count')).toBe(4)
    expect(aggregateValues(values, 'sum')).toBe(10)
    expect(aggregateValues(values, 'avg')).toBe(2.5)
    expect(aggregateValues(values, 'min')).toBe(1)
    expect(aggregateValues(values, 'max')).toBe(4)
    expect(aggregateValues(values, 'percentile', 50)).toBe(2.5)
    expect(aggregateValues(values, 'percentile', 90)).toBeCloseTo(3.7)
  })

  it('gives 0 for the count of none and nothing for the rest', () => {
    expect(aggregateValues([], 'count')).toBe(0)
    expect(aggregateValues([], 'sum')).toBeNull()
    expect(aggregateValues([], 'max')).toBeNull()
  })
})

describe('arithmetic', () => {
  it('goes left to right', () => {
    expect(combine('subtract', [figure(10), figure(3), figure(2)]).value).toBe(5)
    expect(combine('divide', [figure(12), figure(3), figure(2)]).value).toBe(2)
    expect(combine('max', [figure(1), figure(7)]).value).toBe(7)
  })

  it('gives nothing when a part is missing, and says why', () => {
    expect(combine('add', [figure(1), figure(null, '没有观测')])).toMatchObject({
      value: null,
      note: '没有观测',
    })
    expect(combine('divide', [figure(1), figure(0)])).toMatchObject({ value: null, note: '除数为 0' })
  })

  it('makes a ratio a percentage where the unit is %', () => {
    expect(ratioOf(figure(1), figure(4), true)).toMatchObject({ value: 25, rows: 2, note: null })
    expect(ratioOf(figure(1), figure(4), false).value).toBe(0.25)
    expect(ratioOf(figure(0), figure(0), true).value).toBeNull()
  })
})

describe('the colour of a figure', () => {
  const thresholds = [
    { level: 'blue', op: '>=', value: 15 },
    { level: 'orange', op: '>=', value: 30 },
  ] as const

  it('is that of the last threshold that holds', () => {
    expect([null, 14, 15, 30].map((value) => statusOf(value, thresholds))).toEqual([
      'unknown',
      'normal',
      'attention',
      'alarm',
    ])
  })
})

describe('the declared indicators', () => {
  const registry = loadDomains(domains)

  it('say in words what they count', () => {
    const inWords = (id: string) =>
      explainFormula(
        { domains: registry, registry: { find: (id) => registry.findIndicator(id) }, measures: new Map() },
        registry.get('indicators', id).formula,
      )
    expect(inWords('waterlogging.in-time-rate').zh).toBe(
      '近 30 天结案的按时“封控与排水”案件数 ÷ 近 30 天结案的“封控与排水”案件数',
    )
    expect(inWords('waterlogging.points-above-warning').zh).toContain('，取 ≥ 15 的点位')
    expect(inWords('city-base.events-today')).toEqual({
      zh: '今日发生的事件数',
      en: 'today, opened: events (count)',
    })
    for (const { id } of registry.list('indicators')) {
      const { zh, en } = inWords(id)
      expect(zh, id).not.toMatch(/undefined|null/)
      expect(en, id).not.toMatch(/undefined|null/)
    }
  })

  it('are not computed below the level they are declared for', () => {
    const rain = registry.get('indicators', 'waterlogging.rain-1h-max')
    expect(downToFault(rain, '990102')).toBeNull()
    expect(downToFault(rain, '990102001')).toBe('该指标只统计到区县一级')
  })
})
