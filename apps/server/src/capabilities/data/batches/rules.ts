import type { BatchMode, ColumnMapping, DatasetField } from '@civitas/contract'
import { quoteName } from '../tables/duck.ts'
import { toFieldName } from '../uploads/columns.ts'

/** Which column of a source fills which of a dataset, by name or title. */
export function matchColumns(
  sources: readonly string[],
  fields: readonly DatasetField[],
): { columns: ColumnMapping[]; unknown: string[]; absent: string[] } {
  const columns: ColumnMapping[] = []
  const unknown: string[] = []
  const plain = (text: string) => text.trim().toLowerCase()
  for (const [at, source] of sources.entries()) {
    const named = toFieldName(source, at).toLowerCase()
    const field = fields.find(
      (one) => [plain(one.name), plain(one.title)].includes(plain(source)) || plain(one.name) === named,
    )
    if (field && !columns.some((one) => one.field === field.name)) columns.push({ source, field: field.name })
    else unknown.push(source)
  }
  const filled = new Set(columns.map((one) => one.field))
  return { columns, unknown, absent: fields.filter((one) => !filled.has(one.name)).map((one) => one.title) }
}

/**
 * 结构变更: what a delivery has more or less than was agreed; null when nothing. A title and the name made of it are one:
 * `水位（m）` was agreed as `水位_m`.
 */
export function driftOf(expected: readonly string[], found: readonly string[]): string | null {
  const without = (all: readonly string[], known: readonly string[]) => {
    const names = new Set(known.map((one) => toFieldName(one, 0)))
    return all.filter((one) => !names.has(toFieldName(one, 0)))
  }
  const more = without(found, expected)
  const less = without(expected, found)
  if (more.length + less.length === 0) return null
  return [
    ...(more.length > 0 ? [`新增列：${more.join('、')}`] : []),
    ...(less.length > 0 ? [`缺少列：${less.join('、')}`] : []),
  ].join('；')
}

/**
 * The whole table after a batch, as a DuckDB query. Of two new rows with the same key the later one counts; `gone` is a query
 * of keys whose rows went.
 */
export function combine(given: {
  readonly mode: BatchMode
  readonly fields: readonly DatasetField[]
  /** Query of the new rows, in order, with the origin columns. */
  readonly fresh: string
  /** Table of the rows there are, or null. */
  readonly old: string | null
  readonly gone?: string
}): string {
  const { mode, fields, fresh, old } = given
  if (mode === 'append') return old ? `SELECT * FROM ${old} UNION ALL BY NAME (${fresh})` : fresh
  if (mode === 'replace') return fresh
  const keys = fields.filter((field) => field.isKey).map((field) => quoteName(field.name))
  const same = (a: string, b: string) =>
    keys.map((key) => `${a}.${key} IS NOT DISTINCT FROM ${b}.${key}`).join(' AND ')
  const latest = `SELECT * EXCLUDE (_order, _nth) FROM (SELECT *, row_number() OVER (PARTITION BY ${keys.join(', ')}
    ORDER BY _order DESC) AS _nth FROM (SELECT *, row_number() OVER () AS _order FROM (${fresh}))) WHERE _nth = 1`
  if (!old) return latest
  const gone = given.gone ? `AND NOT EXISTS (SELECT 1 FROM (${given.gone}) AS g WHERE ${same('g', 'o')})` : ''
  return `SELECT * FROM ${old} AS o WHERE NOT EXISTS (SELECT 1 FROM (${fresh}) AS n WHERE ${same('n', 'o')}) ${gone}
    UNION ALL BY NAME (${latest})`
}
