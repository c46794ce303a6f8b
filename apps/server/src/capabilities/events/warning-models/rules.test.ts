import { expect, it } from 'vitest'
import { alarmsOf, pastLimit, scoreAlarms } from './back-test.ts'
import { judgeSeries, levelsFault, type ModelRule, theilSen } from './rules.ts'

const rule: ModelRule = {
  ...{ step: 'hour', kind: 'anomaly', side: 'above', season: 'day', leastSpread: 1 },
  ...{ window: 6, horizon: 6, hold: 2 },
  levels: [
    { level: 'yellow', at: 4 },
    { level: 'orange', at: 8 },
  ],
}

/** A day of its own shape: high by day, low by night. */
const usual = (hour: number) => 20 + (hour % 24 >= 8 && hour % 24 < 20 ? 30 : 0)

it('takes the usual rise of each day for usual, and what departs from it for an anomaly', () => {
  const values = Array.from({ length: 24 * 8 }, (_, hour) => usual(hour))
  for (const hour of [171, 172, 173]) values[hour] = 55
  const judged = judgeSeries(rule, values)
  expect(judged[95]?.measure).toBeNull()
  expect(judged[150]).toMatchObject({ baseline: usual(150), measure: 0, level: null })
  expect(judged.slice(171, 174).map((one) => [one.level, one.held])).toEqual([
    ['orange', 1],
    ['orange', 2],
    ['orange', 3],
  ])
  expect(judged[171]).toMatchObject({ baseline: 20, spread: 1, measure: 35, bound: 24 })
  expect(alarmsOf(judged, 2)).toMatchObject([{ first: 172, last: 173, level: 'orange', peak: 35 }])
})

it('judges a step from those before it alone', () => {
  const values = Array.from({ length: 24 * 6 }, (_, hour) => usual(hour))
  const before = judgeSeries(rule, values.slice(0, 130))
  const after = judgeSeries(rule, [...values.slice(0, 130), ...values.slice(130).map(() => 500)])
  expect(after.slice(0, 130)).toEqual(before)
})

it('draws a steady rise on, and a flat line not', () => {
  const trend: ModelRule = { ...rule, kind: 'trend', hold: 1, levels: [{ level: 'orange', at: 25 }] }
  const rising = judgeSeries(trend, [2, 4, 6, 8, 10, 12, 14])
  expect(rising[5]).toMatchObject({ measure: 24, level: null })
  expect(rising[6]).toMatchObject({ measure: 26, level: 'orange' })
  const noisy = judgeSeries(trend, [10, 12, 9, 11, 10, 12, 11])
  expect(noisy.every((one) => one.level === null)).toBe(true)
  const points: Array<[number, number]> = [
    [0, 1],
    [1, 3],
    [2, 5],
    [3, 100],
  ]
  expect(theilSen(points).slope).toBeCloseTo((2 + 33) / 2, 0)
})

it('counts hits, misses and false alarms with their lead', () => {
  const values = [0, 0, 9, 9, 0, 0, 0, 0, 0, 9, 0]
  const occurrences = pastLimit(values, 9, 'above')
  expect(occurrences.map((one) => [one.first, one.last])).toEqual([
    [2, 3],
    [9, 9],
  ])
  const alarm = (first: number, last: number) => ({ first, last, peak: 5, level: 'yellow' as const })
  const score = scoreAlarms(occurrences, [alarm(0, 2), alarm(5, 6)], 2)
  expect(score).toMatchObject({ hits: 1, misses: 1, falseAlarms: 1, hitRate: 0.5, falseAlarmRatio: 0.5 })
  expect(score.meanLeadSteps).toBe(2)
})

it('wants graver levels farther out', () => {
  expect(levelsFault(rule)).toBeNull()
  expect(
    levelsFault({
      ...rule,
      levels: [
        { level: 'red', at: 2 },
        { level: 'blue', at: 3 },
      ],
    }),
  ).toContain('越高')
  const low: ModelRule = { ...rule, kind: 'trend', side: 'below' }
  expect(
    levelsFault({
      ...low,
      levels: [
        { level: 'red', at: 2 },
        { level: 'blue', at: 3 },
      ],
    }),
  ).toBeNull()
})
