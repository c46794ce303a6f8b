import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repositoryRoot } from '../../../kernel/root.ts'
import { forecastTo, gapOf, lightOf, reachOf, reachTimeOf } from './rules.ts'
import { formatTargets, parseTargets } from './tsv.ts'

describe('targets of the plans', () => {
  const file = readFileSync(join(repositoryRoot(), 'domains/vital-signs/targets/indicators.tsv'), 'utf8')

  it('are read whole and written the same', () => {
    const { lines, rows, faults } = parseTargets(file)
    expect(faults).toEqual([])
    expect(rows).toBe(199)
    expect(new Set(lines.map((one) => one.plan))).toEqual(
      new Set(['Changzhou 2021', 'Chuzhou 2019', 'Suqian 2014', 'Suqian 2020', 'Wuxi 2021']),
    )
    expect(formatTargets(lines)).toBe(`${file.trimEnd()}\n`)
    expect(lines.find((one) => one.code === 'IND-GOV-10')).toMatchObject({ year: 0, target: 110 })
    expect(lines.find((one) => one.code === 'IND-ECO-15')).toMatchObject({ year: 2020, target: 80 })
  })

  it('name each wrong line', () => {
    const [head = '', first = ''] = file.split('\n')
    expect(parseTargets('a\tb\n').faults[0]).toMatchObject({ line: 1 })
    expect(parseTargets(`${head}\n${first}\n${first}\nX\tY\n`).faults.map((one) => one.line)).toEqual([3, 4])
  })

  it('show gap, forecast and light', () => {
    const day = 86_400_000
    expect(gapOf(78.33, 95)).toBe(-16.67)
    expect(
      forecastTo(
        [
          { timeMs: 0, value: 50 },
          { timeMs: 10 * day, value: 60 },
        ],
        40 * day,
      ),
    ).toBe(90)
    expect(forecastTo([{ timeMs: 0, value: 50 }], 40 * day)).toBeNull()
    expect(lightOf(96, 95, null, 'up')).toBe('green')
    expect(lightOf(60, 85, 90, 'up')).toBe('yellow')
    expect(lightOf(60, 85, 70, 'up')).toBe('red')
    expect(lightOf(9, 10, null, 'down')).toBe('green')
    expect(lightOf(null, 10, null, 'down')).toBe('none')
  })

  it('tell whether a target can still be met, and when', () => {
    const day = 86_400_000
    const trend = [
      { timeMs: 0, value: 50 },
      { timeMs: 10 * day, value: 60 },
    ]
    const known = { value: 60, target: 90, direction: 'up', hasTrend: true }
    const meets = reachTimeOf(trend, 90)
    expect(meets).toBe(40 * day)
    expect(reachOf(known, meets, 50 * day)).toEqual({
      reach: 'in-time',
      reachTime: new Date(40 * day).toISOString(),
    })
    expect(reachOf(known, meets, 30 * day).reach).toBe('late')
    // Away from the target, or without a trend.
    expect(reachOf({ ...known, direction: 'up' }, reachTimeOf(trend.toReversed(), 90), 50 * day).reach).toBe(
      'never',
    )
    expect(
      reachTimeOf(
        [
          { timeMs: 0, value: 60 },
          { timeMs: 10 * day, value: 50 },
        ],
        90,
      ),
    ).toBeNull()
    expect(reachOf({ ...known, hasTrend: false }, null, 50 * day).reach).toBe('unknown')
    expect(reachOf({ ...known, value: 95 }, null, 50 * day).reach).toBe('reached')
  })
})
