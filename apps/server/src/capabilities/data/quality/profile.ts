import type { ColumnProfile, DatasetField, OperationOutput, profileDataset } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { Problem } from '../../../kernel/problem.ts'
import { getDatasetRow } from '../catalogue/register-dataset.ts'
import { requireOwn } from '../catalogue/rules.ts'
import type { DataParts } from '../data-parts.ts'
import { quoteName, tableOf } from '../tables/duck.ts'
import { maskOf } from '../tables/row-access.ts'
import { findVersionAt } from '../tables/store.ts'
import { findGaps } from './find-gaps.ts'
import { proposeRules } from './propose-rules.ts'

/** Shares, extremes, patterns and outliers of every column, and the rules they speak for. */
export async function profileAs(
  parts: DataParts,
  principal: Principal,
  id: string,
): Promise<OperationOutput<typeof profileDataset>> {
  const dataset = await getDatasetRow(parts, principal, id)
  requireOwn(principal, dataset.organisation_id)
  const version = await findVersionAt(parts.kernel.db, id, null)
  if (!version) throw new Problem('not-found', 'no-version', '该资源还没有已发布的数据。')
  const table = tableOf(parts.kernel, version)
  const columns = await profileColumns(parts, table, version.fields)
  const proposals = await proposeRules(parts, table, version.fields, columns)
  const gaps = await findGaps(parts, table, version.fields, columns)
  const plain = hasPermission(principal, 'data.unmask')
  const isMasked = new Map(version.fields.map((field) => [field.name, maskOf(field) !== 'none' && !plain]))
  return {
    versionId: version.id,
    columns: columns.map((one) => (isMasked.get(one.field) ? { ...one, min: null, max: null } : one)),
    gaps,
    proposals,
  }
}

async function profileColumns(
  { kernel: { lake } }: DataParts,
  table: string,
  fields: readonly DatasetField[],
): Promise<ColumnProfile[]> {
  const parts = fields.flatMap(({ name }, i) => {
    const column = quoteName(name)
    return [
      `CAST(count(*) - count(${column}) AS DOUBLE) AS nulls${i}`,
      `CAST(approx_count_distinct(${column}) AS DOUBLE) AS distinct${i}`,
      `CAST(min(${column}) AS VARCHAR) AS min${i}`,
      `CAST(max(${column}) AS VARCHAR) AS max${i}`,
    ]
  })
  const [row] = await lake.query<Record<string, number & string>>(
    `SELECT CAST(count(*) AS DOUBLE) AS rows, ${parts.join(', ')} FROM ${table}`,
  )
  const all: ColumnProfile[] = []
  const rows = row?.rows ?? 0
  for (const [i, field] of fields.entries()) {
    const nulls = row?.[`nulls${i}`] ?? 0
    all.push({
      ...{ field: field.name, title: field.title, rows, nulls, nullShare: rows === 0 ? 0 : nulls / rows },
      ...{
        distinct: row?.[`distinct${i}`] ?? 0,
        min: row?.[`min${i}`] ?? null,
        max: row?.[`max${i}`] ?? null,
      },
      outliers: isNumeric(field) ? await countOutliers(lake, table, field) : null,
      patterns: field.type === 'text' ? await patternsOf(lake, table, field) : [],
    })
  }
  return all
}

function isNumeric({ type }: DatasetField): boolean {
  return type === 'integer' || type === 'number'
}

type Lake = DataParts['kernel']['lake']

async function countOutliers(lake: Lake, table: string, { name }: DatasetField): Promise<number> {
  const column = quoteName(name)
  const [row] = await lake.query<{ n: number }>(
    `WITH q AS (SELECT approx_quantile(${column}, 0.25) AS low, approx_quantile(${column}, 0.75) AS high FROM ${table})
     SELECT CAST(count(*) AS DOUBLE) AS n FROM ${table}, q
     WHERE ${column} < low - 3 * (high - low) OR ${column} > high + 3 * (high - low)`,
  )
  return row?.n ?? 0
}

/** The most frequent shapes of a text: 9 for a digit, A for a capital, a for a small letter, 汉 for a Chinese character. */
async function patternsOf(
  lake: Lake,
  table: string,
  { name }: DatasetField,
): Promise<ColumnProfile['patterns']> {
  const shape = [
    ['[0-9]', '9'],
    ['[A-Z]', 'A'],
    ['[a-z]', 'a'],
    ['\\p{Han}', '汉'],
  ].reduce(
    (text, [from, to]) => `regexp_replace(${text}, '${from}', '${to}', 'g')`,
    `left(${quoteName(name)}, 40)`,
  )
  return lake.query(
    `SELECT ${shape} AS pattern, CAST(count(*) AS DOUBLE) AS rows FROM (SELECT * FROM ${table} LIMIT 100000)
     WHERE ${quoteName(name)} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5`,
  )
}
