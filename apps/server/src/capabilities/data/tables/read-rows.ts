import type { DatasetField, MaskKind, RowFilter, RowOrder } from '@civitas/contract'
import { forbidden, invalid } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { textList } from '../quality/conditions.ts'
import {
  type Bindings,
  duckTypes,
  newBindings,
  quoteName,
  quoteText,
  rowNumber,
  shownColumn,
  tableOf,
} from './duck.ts'
import { keyOfRow } from './key-of-row.ts'
import { maskedColumn } from './masking.ts'
import { hasOrigins } from './origins.ts'
import type { RowAccess } from './row-access.ts'
import type { VersionRow } from './store.ts'

export interface RowAsk {
  readonly fields?: readonly string[]
  readonly filters?: readonly RowFilter[]
  readonly order?: readonly RowOrder[]
  readonly limit?: number
  readonly offset?: number
  /** Conditions of a grant: rows that do not meet them do not exist. They may be on columns the caller does not see. */
  readonly within?: readonly RowFilter[]
  /** With where each row came from, as far as that was kept. */
  readonly origin?: boolean
  /** Answers whose rows they are too: tokens of the column that names the person. */
  readonly withPersons?: boolean
  /** Whether rows are counted; not where they are read page by page to the end. */
  readonly isCounted?: boolean
  /** Keys of records somebody doubts; rows with them are answered as 核查中. */
  readonly disputed?: readonly string[]
}

export interface Rows {
  readonly fields: Array<DatasetField & { shown: MaskKind }>
  readonly items: Record<string, unknown>[]
  readonly total: number
  /** Token of the person of each row, where it was asked for and there is such a column. */
  readonly persons: readonly string[]
  /** Places of items whose record is 核查中. */
  readonly disputed: number[]
}

/** Name of the column of tokens while rows are read; no column of a dataset can be called so. */
const personColumn = '_person'

/**
 * Reads rows of a version as a caller may see them. A column that is not granted is as unknown as one that does not exist;
 * one that is masked can be neither filtered nor sorted by, since answers would tell what the mask hides.
 */
export async function readRows(
  { kernel, tokenKey }: Pick<DataParts, 'kernel' | 'tokenKey'>,
  version: VersionRow,
  access: RowAccess,
  ask: RowAsk,
): Promise<Rows> {
  const known = new Map(
    version.fields.flatMap((field) => (access.has(field.name) ? [[field.name, field] as const] : [])),
  )
  const wanted = (ask.fields ?? [...known.keys()]).map((name, i) => {
    const field = known.get(name)
    if (!field) throw unknownField(`/body/fields/${i}`, name)
    return { ...field, shown: access.get(name) as MaskKind }
  })
  if (wanted.length === 0) throw forbidden('没有可查看的信息项。', 'no-fields')
  const bindings = newBindings()
  const all = new Map(version.fields.map((field) => [field.name, field]))
  const within = (ask.within ?? []).map((filter) => toCondition(bindings, filter, all.get(filter.field)))
  const filters = (ask.filters ?? []).map((filter, i) =>
    toCondition(bindings, filter, plainField(known, access, filter.field, `/body/filters/${i}/field`), i),
  )
  const order = (ask.order ?? []).map(({ field, descending }, i) => {
    plainField(known, access, field, `/body/order/${i}/field`)
    return `${quoteName(field)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`
  })
  const where = [...within, ...filters].map((one) => `(${one})`).join(' AND ') || 'TRUE'
  const table = tableOf(kernel, version)
  const list = wanted.map(
    (field) => `${maskedColumn(field, field.shown, tokenKey)} AS ${quoteName(field.name)}`,
  )
  const doubted = ask.disputed?.length ? textList(ask.disputed) : null
  if (doubted) list.push(`(${keyOfRow(version.fields)} IN ${doubted}) AS ${doubtColumn}`)
  if (ask.origin) list.push(...(await originsOf(kernel, version)))
  const rows = await kernel.lake.query<Record<string, unknown>>(
    `SELECT ${[...list, ...personOf(version, ask, tokenKey)].join(', ')} FROM ${table} WHERE ${where}
     ORDER BY ${[...order, rowNumber].join(', ')} LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`,
    bindings.values,
  )
  const total = ask.isCounted === false ? rows.length : await countRows(kernel, table, where, bindings)
  const persons = ask.withPersons ? takePersons(rows) : []
  const disputed = rows.flatMap((row, i) => (row[doubtColumn] === true ? [i] : []))
  const items = rows.map(({ [doubtColumn]: _, ...row }) => withGeometry(row, wanted))
  return { fields: wanted, items, total, persons, disputed }
}

async function countRows(
  kernel: DataParts['kernel'],
  table: string,
  where: string,
  { values }: Bindings,
): Promise<number> {
  const [count] = await kernel.lake.query<{ n: number }>(
    `SELECT CAST(count(*) AS DOUBLE) AS n FROM ${table} WHERE ${where}`,
    values,
  )
  return count?.n ?? 0
}

function personOf(version: VersionRow, ask: RowAsk, tokenKey: string): string[] {
  const field = ask.withPersons && version.fields.find((one) => one.sensitive === 'citizen-id')
  return field ? [`${maskedColumn(field, 'token', tokenKey)} AS ${personColumn}`] : []
}

function takePersons(rows: Record<string, unknown>[]): string[] {
  return rows.map((row) => {
    const token = row[personColumn]
    delete row[personColumn]
    return typeof token === 'string' ? token : ''
  })
}

const doubtColumn = '_disputed'
/** Source, batch and time of receipt of a row, where the file of the version has them. */
async function originsOf(kernel: DataParts['kernel'], version: VersionRow): Promise<string[]> {
  if (!(await hasOrigins(kernel, version))) return []
  const received = shownColumn({ name: '_received', type: 'time' })
  return ['_source', '_batch', `${received} AS _received`]
}

function unknownField(path: string, name: string) {
  return invalid(path, `没有信息项“${name}”，或未获授权`, 'unknown-field')
}

/** A column that may be compared: granted and shown as it is. */
function plainField(
  known: ReadonlyMap<string, DatasetField>,
  access: RowAccess,
  name: string,
  path: string,
): DatasetField {
  const field = known.get(name)
  if (!field) throw unknownField(path, name)
  if (access.get(name) !== 'none')
    throw invalid(path, `信息项“${name}”已脱敏，不能用于筛选或排序`, 'masked-field')
  return field
}

const compares = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' } as const

/** A filter as a DuckDB condition, its values bound; a value that does not fit the column is refused before DuckDB sees it. */
export function toCondition(
  bindings: Bindings,
  filter: RowFilter,
  field: DatasetField | undefined,
  at?: number,
): string {
  if (!field) throw new Error(`a grant is limited by the column ${filter.field}, which the version lacks`)
  const name = quoteName(field.name)
  if (filter.is === 'empty') return `${name} IS NULL`
  if (filter.is === 'present') return `${name} IS NOT NULL`
  const value = filter.value
  if (value === undefined) throw invalid(`/body/filters/${at}/value`, '请给出比较的值')
  if (filter.is === 'text')
    return `contains(lower(CAST(${name} AS VARCHAR)), lower(${bindings.bind(String(value))}))`
  const place = (one: string) => `CAST(${bindings.bind(checked(one, field, at))} AS ${duckTypes[field.type]})`
  if (filter.is === 'in') return `${name} IN (${String(value).split(',').map(place).join(', ')})`
  return `${name} ${compares[filter.is]} ${place(String(value))}`
}

/** A condition of a grant, with its value written into it, for a query that binds none. */
export function conditionOf(filter: RowFilter, field: DatasetField | undefined): string {
  const values: Array<string | number> = []
  return toCondition({ values, bind: (value) => quoteText(String(value)) }, filter, field)
}

/** Refuses conditions a grant could not be limited by. */
export function requireConditions(filters: readonly RowFilter[], fields: readonly DatasetField[]): void {
  const byName = new Map(fields.map((field) => [field.name, field]))
  filters.forEach((filter, i) => {
    const field = byName.get(filter.field)
    if (!field) throw unknownField(`/body/filters/${i}/field`, filter.field)
    toCondition(newBindings(), filter, field, i)
  })
}

const patterns: Partial<Record<DatasetField['type'], [RegExp, string]>> = {
  integer: [/^-?\d{1,18}$/, '整数'],
  number: [/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/, '数字'],
  boolean: [/^(true|false)$/, 'true 或 false'],
  date: [/^\d{4}-\d{2}-\d{2}$/, '日期，如 2026-01-31'],
  time: [/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/, '时间，如 2026-01-31T08:00:00+08:00'],
}

/** Checked before DuckDB sees it, so that its error texts never speak of values. */
function checked(value: string, field: DatasetField, at: number | undefined): string {
  const [pattern, what] = patterns[field.type] ?? []
  const isDay = field.type !== 'date' || !Number.isNaN(Date.parse(`${value}T00:00:00Z`))
  const isTime = field.type !== 'time' || !Number.isNaN(Date.parse(value))
  if (pattern && !(pattern.test(value) && isDay && isTime))
    throw invalid(`/body/filters/${at}/value`, `“${field.title}”应与${what}比较`)
  return value
}

function withGeometry(
  row: Record<string, unknown>,
  fields: readonly DatasetField[],
): Record<string, unknown> {
  for (const { name, type } of fields) {
    if (type !== 'geometry' || typeof row[name] !== 'string') continue
    row[name] = JSON.parse(row[name] as string)
  }
  return row
}
