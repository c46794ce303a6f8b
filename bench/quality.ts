import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatasetField, QualityRule, QualitySpec } from '@civitas/contract'
import { type Asked, measureRules } from '../apps/server/src/capabilities/data/quality/measure.ts'
import { compileRule } from '../apps/server/src/capabilities/data/quality/rules.ts'
import { createLake } from '../apps/server/src/kernel/lake.ts'
import { round } from './lib/percentile.ts'

/**
 * 20 rules over a table of 10 million rows, by the statements the platform runs, against one plain DuckDB scan that counts the
 * same 20 conditions; limit: three times. `CIVITAS_BENCH_ROWS` sets the rows.
 */
const rows = Number(process.env.CIVITAS_BENCH_ROWS ?? 10_000_000)
const folder = mkdtempSync(join(tmpdir(), 'civitas-quality-'))
const lake = createLake(folder)

const text = (name: string): DatasetField => ({ name, title: name, type: 'text' })
const fields: DatasetField[] = [
  ...['code', 'id', 'phone', 'sex', 'street'].map(text),
  { name: 'age', title: 'age', type: 'integer' },
  { name: 'low', title: 'low', type: 'number' },
  { name: 'high', title: 'high', type: 'number' },
  { name: 'begun', title: 'begun', type: 'date' },
]
const specs: QualitySpec[] = [
  ...fields.map(({ name }): QualitySpec => ({ kind: 'not-null', field: name })),
  { kind: 'check-digit', field: 'id', identifier: 'citizen-id' },
  { kind: 'check-digit', field: 'phone', identifier: 'phone' },
  { kind: 'pattern', field: 'code', pattern: 'R[0-9]{8}' },
  { kind: 'values', field: 'sex', values: ['0', '1', '2', '9'] },
  { kind: 'values', field: 'street', values: ['望云街道', '临江街道'] },
  { kind: 'range', field: 'age', min: '0', max: '130' },
  { kind: 'range', field: 'low', min: '0' },
  { kind: 'cross-field', field: 'low', compare: { is: 'le', field: 'high' } },
  { kind: 'freshness', field: 'begun', hours: 876_000 },
  { kind: 'legal-basis', field: 'street' },
  { kind: 'unique', fields: ['code'] },
]

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

async function main() {
  const file = join(folder, 'rows.parquet')
  await lake.writeParquet(
    `SELECT 'R' || lpad(CAST(i AS VARCHAR), 8, '0') AS code, '110105194912310' || lpad(CAST(i % 1000 AS VARCHAR), 3, '0') AS id,
      CASE WHEN i % 50 = 0 THEN NULL ELSE '138' || lpad(CAST(i % 100000000 AS VARCHAR), 8, '0') END AS phone,
      CAST(i % 3 AS VARCHAR) AS sex, CASE WHEN i % 2 = 0 THEN '望云街道' ELSE '临江街道' END AS street, i % 140 AS age,
      (i % 1000) / 7.0 AS low, (i % 1100) / 7.0 AS high, DATE '2020-01-01' + CAST(i % 2000 AS INTEGER) AS begun
     FROM range(${rows}) AS r(i)`.replace(/\s+/g, ' '),
    file,
  )
  const table = `read_parquet('${file}')`
  const known = new Map(fields.map((field) => [field.name, field]))
  const asked: Asked[] = specs.map((spec, i) => ({
    rule: {
      ...{
        id: String(i),
        datasetId: '',
        name: String(i),
        dimension: 'accuracy',
        spec,
        threshold: 1,
        weight: 1,
      },
      ...{ isCritical: false, isActive: true, revision: 1 },
    } satisfies QualityRule,
    compiled: compileRule(spec, known, { now: new Date(), hasLegalBasis: true }),
  }))
  const conditions = asked.flatMap(({ compiled }) => (compiled.by === 'row' ? [compiled] : []))
  const plain = conditions
    .map(({ applies, passes }, i) => `count(*) FILTER (WHERE (${applies}) AND (${passes})) AS n${i}`)
    .join(', ')
  const scan = () => lake.query(`SELECT ${plain}, count(DISTINCT code) AS u FROM ${table}`)
  await lake.query(`SELECT count(*) FROM ${table}`)
  const reference = await timed(scan)
  const seconds = await timed(() => measureRules({ lake }, table, asked))
  const times = seconds / reference
  const report = {
    bench: 'quality',
    rows,
    rules: specs.length,
    seconds: round(seconds),
    scanSeconds: round(reference),
  }
  console.log(JSON.stringify({ ...report, times: round(times), limit: 3, ok: times <= 3 }))
}

try {
  await main()
} finally {
  lake.close()
  rmSync(folder, { recursive: true, force: true })
}
