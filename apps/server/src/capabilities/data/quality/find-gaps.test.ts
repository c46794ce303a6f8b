import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ColumnProfile, DatasetField } from '@civitas/contract'
import { afterAll, describe, expect, it } from 'vitest'
import type { Kernel } from '../../../kernel/kernel.ts'
import { createLake } from '../../../kernel/lake.ts'
import { findGaps } from './find-gaps.ts'

const folder = mkdtempSync(join(tmpdir(), 'civitas-gaps-'))
const lake = createLake(folder)
afterAll(() => {
  lake.close()
  rmSync(folder, { recursive: true, force: true })
})

const fields: DatasetField[] = ['year', 'month', 'day', 'hour', 'station', 'O3'].map((name) => ({
  ...{ name, title: name, type: name === 'station' ? 'text' : name === 'O3' ? 'number' : 'integer' },
}))
const profile = (field: string, nulls = 0): ColumnProfile => ({
  ...{ field, title: field, rows: 96, nulls, nullShare: nulls / 96, distinct: 2 },
  ...{ min: null, max: null, outliers: null, patterns: [] },
})

/** Two days of two stations: A lacks six values in two gaps, B lacks three whole rows. */
const hours = `(SELECT year(t) AS year, month(t) AS month, day(t) AS day, hour(t) AS hour, station,
  CASE WHEN station = 'A' AND (hour(t) BETWEEN 3 AND 7 AND day(t) = 1 OR day(t) = 2 AND hour(t) = 9) THEN NULL ELSE 1.5 END AS "O3"
  FROM generate_series(TIMESTAMP '2013-03-01', TIMESTAMP '2013-03-02 23:00', INTERVAL 1 HOUR) s(t), (VALUES ('A'), ('B')) n(station)
  WHERE NOT (station = 'B' AND day(t) = 1 AND hour(t) BETWEEN 20 AND 22))`

describe('gaps in time', () => {
  it('are hours without a value or without a row, the longest first, told by station', async () => {
    const profiles = fields.map((one) => profile(one.name, one.name === 'O3' ? 6 : 0))
    const found = await findGaps({ kernel: { lake } as Kernel }, hours, fields, profiles)
    expect(found).toEqual([
      {
        ...{ group: 'A', field: 'O3', title: 'O3', missing: 6, spans: 2, hours: 5 },
        ...{ from: '2013-02-28T19:00:00Z', to: '2013-02-28T23:00:00Z' },
      },
      {
        ...{ group: 'B', field: 'O3', title: 'O3', missing: 3, spans: 1, hours: 3 },
        ...{ from: '2013-03-01T12:00:00Z', to: '2013-03-01T14:00:00Z' },
      },
    ])
  })

  it('are not looked for where rows are not hourly', async () => {
    const daily = `(SELECT * FROM ${hours} WHERE hour = 0)`
    const profiles = fields.map((one) => profile(one.name))
    expect(await findGaps({ kernel: { lake } as Kernel }, daily, fields, profiles)).toEqual([])
  })
})
