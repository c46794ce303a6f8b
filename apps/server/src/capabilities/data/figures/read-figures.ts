import type { DatasetField, RowFilter } from '@civitas/contract'
import type { DatasetFormula, Where } from '@civitas/domain-kit'
import type { DatasetReader } from '../../indicators/index.ts'
import { type DatasetRow, findDatasetByName } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { type Bindings, newBindings, quoteName, quoteText, tableOf } from '../tables/duck.ts'
import { toCondition } from '../tables/read-rows.ts'
import { findVersion, type VersionRow } from '../tables/store.ts'

interface Opened {
  readonly dataset: DatasetRow
  readonly version: VersionRow
}

/** Reads for indicators: the published table of a dataset, never a column that is masked for anybody. */
export function datasetReader(parts: DataParts): DatasetReader {
  return {
    figure: async (formula) => {
      const opened = await open(parts, formula.dataset)
      if (!opened) return empty(`没有数据资源“${formula.dataset}”，或它还没有数据`)
      const refusal = refusalOf(formula, opened.version.fields)
      return refusal ? empty(refusal) : compute(parts, formula, opened)
    },
    rows: async (formula, page) => {
      const opened = await open(parts, formula.dataset)
      if (!opened || refusalOf(formula, opened.version.fields)) return { rows: [], total: 0 }
      return listRows(parts, formula, opened, page)
    },
  }
}

const empty = (note: string) => ({ value: null, rows: 0, note })

async function open(parts: DataParts, name: string): Promise<Opened | undefined> {
  const dataset = await findDatasetByName(parts.kernel.db, name)
  const version = dataset?.version_id ? await findVersion(parts.kernel.db, dataset.version_id) : undefined
  return dataset && version ? { dataset, version } : undefined
}

/** Columns a figure is made from, with those it is limited by. */
export function fieldsOf({ field, newest, where }: DatasetFormula): string[] {
  return [...new Set([...(field ? [field] : []), ...(newest ? [newest] : []), ...Object.keys(where ?? {})])]
}

function refusalOf(formula: DatasetFormula, fields: readonly DatasetField[]): string | null {
  const byName = new Map(fields.map((one) => [one.name, one]))
  for (const name of fieldsOf(formula)) {
    const field = byName.get(name)
    if (!field) return `数据资源“${formula.dataset}”没有信息项“${name}”`
    if (field.sensitive || (field.mask ?? 'none') !== 'none')
      return `信息项“${field.title}”为敏感或脱敏信息，不能用于指标`
  }
  return formula.aggregate !== 'count' && !formula.field ? '要写明统计哪一项，如 data.aqi' : null
}

const operators = { '=': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' } as const

function toFilters(where: Where | undefined): RowFilter[] {
  return Object.entries(where ?? {}).map(([field, wanted]): RowFilter => {
    if (Array.isArray(wanted)) return { field, is: 'in', value: wanted.join(',') }
    if (typeof wanted !== 'object') return { field, is: 'eq', value: wanted }
    const { op, value } = wanted as { op: keyof typeof operators; value: string | number | boolean }
    return { field, is: operators[op], value }
  })
}

/** The rows that count, as what comes after FROM. */
function counted(parts: DataParts, formula: DatasetFormula, { version }: Opened, bindings: Bindings): string {
  const byName = new Map(version.fields.map((one) => [one.name, one]))
  const filters = toFilters(formula.where).map((one, at) =>
    toCondition(bindings, one, byName.get(one.field), at),
  )
  const conditions = [...filters, ...(formula.field ? [`${quoteName(formula.field)} IS NOT NULL`] : [])]
  const rows = `(SELECT * FROM ${tableOf(parts.kernel, version)} WHERE ${conditions.join(' AND ') || 'TRUE'})`
  if (!formula.newest) return rows
  const newest = quoteName(formula.newest)
  return `(SELECT * FROM ${rows} QUALIFY ${newest} = max(${newest}) OVER ())`
}

function figureOf({ aggregate, field, percentile }: DatasetFormula): string {
  const value = field ? `TRY_CAST(${quoteName(field)} AS DOUBLE)` : '1'
  if (aggregate === 'count') return 'CAST(count(*) AS DOUBLE)'
  if (aggregate === 'percentile') return `quantile_cont(${value}, ${(percentile ?? 50) / 100})`
  return `CAST(${aggregate}(${value}) AS DOUBLE)`
}

async function compute(parts: DataParts, formula: DatasetFormula, opened: Opened) {
  const bindings = newBindings()
  const from = counted(parts, formula, opened, bindings)
  const time = formula.newest
    ? `epoch_ms(CAST(max(${quoteName(formula.newest)}) AS TIMESTAMP)) - ${offsetOf(formula, opened)}`
    : 'NULL'
  const [row] = await parts.kernel.lake.query<{ value: number | null; n: number; time: number | null }>(
    `SELECT ${figureOf(formula)} AS value, CAST(count(*) AS DOUBLE) AS n, CAST(${time} AS DOUBLE) AS time FROM ${from}`,
    bindings.values,
  )
  const value = row?.value ?? null
  const note = value === null ? '没有符合条件的行' : null
  return { value, rows: row?.n ?? 0, note, dataTime: row?.time ?? null }
}

/** A day begins at midnight of Asia/Shanghai, eight hours before that of UTC; an instant is one. */
function offsetOf({ newest }: DatasetFormula, { version }: Opened): number {
  return version.fields.find((one) => one.name === newest)?.type === 'date' ? 8 * 3_600_000 : 0
}

async function listRows(
  parts: DataParts,
  formula: DatasetFormula,
  opened: Opened,
  { limit, offset }: { limit: number; offset: number },
) {
  const bindings = newBindings()
  const from = counted(parts, formula, opened, bindings)
  const { dataset, version } = opened
  const field = version.fields.find((one) => one.name === formula.field)
  // Shown beside the number: what tells a row from its neighbours.
  const beside = version.fields
    .filter((one) => !one.sensitive && (one.mask ?? 'none') === 'none' && one.name !== formula.field)
    .slice(0, 3)
    .map((one) => `CAST(${quoteName(one.name)} AS VARCHAR)`)
  const value = field ? `TRY_CAST(${quoteName(field.name)} AS DOUBLE)` : 'NULL'
  const found = await parts.kernel.lake.query<{ title: string; value: number | null; total: number }>(
    `SELECT concat_ws(' · ', ${[...beside, quoteText(dataset.name)].join(', ')}) AS title, ${value} AS value,
      CAST(count(*) OVER () AS DOUBLE) AS total
    FROM ${from} ORDER BY _row LIMIT ${Math.max(1, limit)} OFFSET ${offset}`,
    bindings.values,
  )
  const rows = found.map((one, at) => ({
    ...{ kind: 'dataset' as const, id: `${dataset.id}:${offset + at}`, title: one.title },
    ...{ value: one.value, unitLabel: field?.unit ?? '', time: null },
  }))
  return { rows: limit > 0 ? rows : [], total: found[0]?.total ?? 0 }
}
