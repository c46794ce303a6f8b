import { describe, expect, it } from 'vitest'
import { palettes } from '../tokens.ts'
import { niceMax, timeOption } from './time-option.ts'

describe('a chart over time', () => {
  it('ends its axis at a round number above the highest line', () => {
    expect([0, 3, 24, 25, 47, 99].map(niceMax)).toEqual([1, 5, 25, 50, 50, 100])
  })
  it('shows at most seven series and a legend only for several', () => {
    const series = Array.from({ length: 9 }, (_, i) => ({
      name: `${i}`,
      points: [[0, i]] as [number, number][],
    }))
    const many = timeOption({ series, unit: 'cm', precision: 0 }, palettes.dark, 1)
    expect(many.series).toHaveLength(7)
    expect(many.legend).toBeDefined()
    expect(
      timeOption({ series: series.slice(0, 1), unit: 'cm', precision: 0 }, palettes.dark, 1).legend,
    ).toBeUndefined()
  })
  it('starts bars at zero', () => {
    const option = timeOption(
      { series: [{ name: 'a', kind: 'bar', points: [[0, 5]] }], unit: '', precision: 0 },
      palettes.light,
      1,
    )
    expect(option.yAxis).toMatchObject({ min: 0, scale: false })
  })
})
