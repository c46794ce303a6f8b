import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repositoryRoot } from '../../../kernel/root.ts'
import { forecastTo, gapOf, lightOf } from './rules.ts'
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
})
