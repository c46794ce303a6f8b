import { describe, expect, it } from 'vitest'
import { explainDifference, unassignedOf } from './contributions.ts'
import { backTest, findAnomalies, fitHoltWinters, forecastSeries } from './forecast.ts'

describe('forecast', () => {
  it('follows the recurrence by hand: 10, 12, 11 without a season', () => {
    // l₀=10: 10 → l=10, b=0; 12 → l=0.4·12+0.6·10=10.8, b=0.05·0.8=0.04; 11 → l=4.4+0.6·10.84=10.904, b=0.05·0.104+0.95·0.04
    const fit = fitHoltWinters([10, 12, 11], 1)
    expect(fit.predict(1)).toBeCloseTo(10.904 + 0.0432, 6)
    expect(fit.predict(2)).toBeCloseTo(10.904 + 2 * 0.0432, 6)
  })
  it('learns a daily season and tells how wrong it was', () => {
    const values = Array.from({ length: 96 }, (_, hour) => 100 + 20 * Math.sin((hour / 24) * 2 * Math.PI))
    const forecast = forecastSeries(values, 24, 24)
    expect(forecast?.values[6]?.value).toBeCloseTo(120, 0)
    expect(forecast?.values[18]?.value).toBeCloseTo(80, 0)
    expect(forecast?.mape).toBeLessThan(2)
    expect((forecast?.values[9]?.high ?? 0) - (forecast?.values[9]?.low ?? 0)).toBeGreaterThan(
      (forecast?.values[0]?.high ?? 0) - (forecast?.values[0]?.low ?? 0) - 1e-9,
    )
  })
  it('says nothing from five values, and has no error where the truth is 0', () => {
    expect(forecastSeries([1, 2, 3, 4, 5], 24, 3)).toBeNull()
    expect(backTest([0, 0, 0, 0, 0, 0, 0, 0], 1)).toBeNull()
  })
  it('flags what lies far from the median', () => {
    expect(findAnomalies([10, 11, 9, 10, 12, 10, 40]).map((one) => one.index)).toEqual([6])
    expect(findAnomalies([5, 5, 5])).toEqual([])
  })
})

describe('why did it change', () => {
  it('gives each part its share and keeps what is not explained', () => {
    const { change, parts, unassigned } = explainDifference({ before: 100, after: 130 }, [
      { key: 'a', before: 60, after: 80 },
      { key: 'b', before: 40, after: 45 },
    ])
    expect(change).toBe(30)
    expect(parts[0]).toMatchObject({ key: 'a', change: 20 })
    expect(parts[0]?.share).toBeCloseTo(66.667, 3)
    expect(unassigned).toBe(5)
  })
  it('leaves 未归属 4 of 1,240 when the districts sum to 1,236 (PLT-091)', () => {
    expect(unassignedOf(1240, [600, 636])).toBe(4)
    expect(unassignedOf(1240, [])).toBeNull()
  })
})
