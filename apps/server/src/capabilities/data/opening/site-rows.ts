import type { DatasetField, RowPage } from '@civitas/contract'
import { invalid, Problem } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { newBindings, quoteName, rowNumber, tableOf } from '../tables/duck.ts'
import { maskedColumn } from '../tables/masking.ts'
import { findVersion, type VersionRow } from '../tables/store.ts'
import { type OpenField, openFields } from './files.ts'
import type { OpenRow } from './site-store.ts'

/** The number of a row from 1, as CKAN calls it. */
export const rowId = '_id'

export interface OpenAsk {
  /** All of these columns hold one of these values. */
  readonly filters?: ReadonlyArray<{ field: string; values: readonly string[] }>
  /** Words that must stand somewhere in the row. */
  readonly words?: string
  /** Words that must stand in one column. */
  readonly wordsOf?: ReadonlyArray<{ field: string; words: string }>
  readonly fields?: readonly string[]
  readonly order?: ReadonlyArray<{ field: string; descending: boolean }>
  readonly distinct?: boolean
  readonly limit: number
  readonly offset: number
}

/** The version behind an open dataset; withdrawn ones have none. */
export async function openVersion(parts: DataParts, row: OpenRow): Promise<VersionRow> {
  if (row.withdrawn_time)
    throw new Problem('conflict', 'withdrawn', `该数据已撤回：${row.withdrawn_reason ?? ''}`)
  const version = row.version_id && (await findVersion(parts.kernel.db, row.version_id))
  if (!version) throw new Problem('not-found', 'no-version', '该数据暂无内容。')
  return version
}

/** The table as it was opened: chosen columns only, masked as agreed, so that nothing asked of it can tell more. */
export function openSelect(
  { kernel, tokenKey }: DataParts,
  version: VersionRow,
  fields: readonly OpenField[],
): string {
  const list = fields.map(
    (field) => `${maskedColumn(field, field.shown, tokenKey)} AS ${quoteName(field.name)}`,
  )
  return `SELECT ${rowNumber} + 1 AS ${quoteName(rowId)}, ${list.join(', ')} FROM ${tableOf(kernel, version)}`
}

/** Rows of an open dataset that meet what was asked, with how many there are. */
export async function readOpen(
  parts: DataParts,
  row: OpenRow,
  ask: OpenAsk,
): Promise<{ fields: OpenField[]; items: Record<string, unknown>[]; total: number; version: VersionRow }> {
  const version = await openVersion(parts, row)
  const fields = openFields(row)
  const known = new Map(fields.map((field) => [field.name, field]))
  const fieldOf = (name: string) => {
    const field =
      name === rowId ? ({ name, title: name, type: 'integer', shown: 'none' } as const) : known.get(name)
    if (!field) throw invalid('/query/field', `没有信息项“${name}”`, 'unknown-field')
    return field
  }
  const bindings = newBindings()
  const has = (name: string, word: string) =>
    `contains(lower(CAST(${quoteName(name)} AS VARCHAR)), ${bindings.bind(word.toLowerCase())})`
  const conditions = (ask.filters ?? []).map(({ field, values }) => {
    const one = fieldOf(field)
    return values.map((value) => equals(one, bindings.bind(value))).join(' OR ') || 'FALSE'
  })
  for (const word of ask.words?.split(/\s+/).filter(Boolean) ?? [])
    conditions.push(fields.map(({ name }) => has(name, word)).join(' OR '))
  for (const { field, words } of ask.wordsOf ?? [])
    for (const word of words.split(/\s+/).filter(Boolean)) conditions.push(has(fieldOf(field).name, word))
  const order = (ask.order ?? []).map(
    ({ field, descending }) => `${quoteName(fieldOf(field).name)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
  )
  const where = conditions.map((one) => `(${one})`).join(' AND ') || 'TRUE'
  const names = ask.fields ? ask.fields.map((name) => fieldOf(name).name) : [rowId, ...known.keys()]
  const list = names.map(quoteName).join(', ')
  const from = `FROM (${openSelect(parts, version, fields)}) WHERE ${where}`
  const rows = ask.distinct ? `SELECT DISTINCT ${list} ${from}` : `SELECT ${list} ${from}`
  // Distinct rows have no number to be put in order by.
  const by = [...order, ...(ask.distinct ? names.map(quoteName) : [quoteName(rowId)])].join(', ')
  const { lake } = parts.kernel
  const items = await lake.query<Record<string, unknown>>(
    `${rows} ORDER BY ${by} LIMIT ${ask.limit} OFFSET ${ask.offset}`,
    bindings.values,
  )
  const [count] = await lake.query<{ n: number }>(
    `SELECT CAST(count(*) AS DOUBLE) AS n FROM (${rows})`,
    bindings.values,
  )
  return { fields, items: items.map(numbered), total: count?.n ?? 0, version }
}

/** Whole numbers of 64 bits come as text. */
function numbered(row: Record<string, unknown>): Record<string, unknown> {
  return rowId in row ? { ...row, [rowId]: Number(row[rowId]) } : row
}

function equals(field: Pick<DatasetField, 'name' | 'type'> & { shown: string }, place: string): string {
  const name = quoteName(field.name)
  const isNumber = (field.type === 'integer' || field.type === 'number') && field.shown !== 'partial'
  if (isNumber) return `TRY_CAST(${name} AS DOUBLE) = TRY_CAST(${place} AS DOUBLE)`
  return `CAST(${name} AS VARCHAR) = ${place}`
}

/** Rows for the preview, with the columns and without their numbers. */
export async function previewOpen(
  parts: DataParts,
  row: OpenRow,
  ask: { limit?: number; offset?: number; order?: string; descending?: boolean },
): Promise<RowPage> {
  const { fields, items, total, version } = await readOpen(parts, row, {
    ...{ limit: ask.limit ?? 50, offset: ask.offset ?? 0 },
    ...(ask.order ? { order: [{ field: ask.order, descending: ask.descending ?? false }] } : {}),
  })
  const plain = items.map(({ [rowId]: _, ...one }) => one)
  return { datasetId: row.id, versionId: version.id, fields, items: plain, total }
}

const bars = 30

/** How many rows each value of a column has, or the mean of another column for each. */
export async function chartOpen(
  parts: DataParts,
  row: OpenRow,
  ask: { by: string; sum?: string },
): Promise<{ items: Array<{ label: string; value: number }>; isCut: boolean; isTime: boolean }> {
  const version = await openVersion(parts, row)
  const fields = openFields(row)
  const check = (name: string, path: string) => {
    if (!fields.some((field) => field.name === name))
      throw invalid(path, `没有信息项“${name}”`, 'unknown-field')
    return quoteName(name)
  }
  const by = check(ask.by, '/query/by')
  const measure = ask.sum
    ? `avg(TRY_CAST(${check(ask.sum, '/query/sum')} AS DOUBLE))`
    : 'CAST(count(*) AS DOUBLE)'
  const type = fields.find((field) => field.name === ask.by)?.type
  if (type === 'date' || type === 'time')
    return chartOverTime(parts, { by, measure, from: openSelect(parts, version, fields) })
  const items = await parts.kernel.lake.query<{ label: string; value: number | null }>(
    `SELECT coalesce(CAST(${by} AS VARCHAR), '（空）') AS label, ${measure} AS value
     FROM (${openSelect(parts, version, fields)}) GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1 LIMIT ${bars + 1}`,
  )
  const shown = items.slice(0, bars).map(({ label, value }) => ({ label, value: value ?? 0 }))
  return { items: shown, isCut: items.length > bars, isTime: false }
}

const points = 400

/** Months, or days where there are few: what has a time is drawn along it. */
async function chartOverTime(
  parts: DataParts,
  { by, measure, from }: { by: string; measure: string; from: string },
): Promise<{ items: Array<{ label: string; value: number }>; isCut: boolean; isTime: boolean }> {
  const day = `left(CAST(${by} AS VARCHAR), 10)`
  const rows = `(SELECT *, ${day} AS _day, count(DISTINCT ${day}) OVER () AS _days FROM (${from}) WHERE ${by} IS NOT NULL)`
  const items = await parts.kernel.lake.query<{ label: string; value: number | null }>(
    `SELECT CASE WHEN _days > ${points} THEN left(_day, 7) ELSE _day END AS label, ${measure} AS value
     FROM ${rows} GROUP BY 1 ORDER BY 1 DESC LIMIT ${points + 1}`,
  )
  const shown = items
    .slice(0, points)
    .flatMap(({ label, value }) => (value === null ? [] : [{ label, value }]))
  return { items: shown.reverse(), isCut: items.length > points, isTime: true }
}
