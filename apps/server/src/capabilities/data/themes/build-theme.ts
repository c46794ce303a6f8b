import type { DatasetField, ThemeKey, ThemeSource } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { forbidden, Problem } from '../../../kernel/problem.ts'
import { listUsable } from '../analysis/access.ts'
import { addDataset, writeDataset } from '../catalogue/register-dataset.ts'
import { type DatasetRow, findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { recordLineage, recordRun } from '../lineage/record-lineage.ts'
import { quoteName, tableOf } from '../tables/duck.ts'
import { publishVersion } from '../tables/publish-version.ts'
import { findVersionAt } from '../tables/store.ts'
import { writeVersion } from '../tables/write-version.ts'
import { type ThemeRow, writeBuilt } from './store.ts'

const keyTitles: Record<ThemeKey, string> = {
  'citizen-id': '公民身份号码',
  uscc: '统一社会信用代码',
  address: '地址编码',
  division: '行政区划代码',
}

/**
 * Builds the table of a theme: every subject any source knows, each attribute from the first source that has a value, and
 * publishes it under the theme’s own dataset. The caller must own or have been granted every source.
 */
export async function buildTheme(parts: DataParts, principal: Principal, theme: ThemeRow): Promise<void> {
  const sources = theme.attributes.flatMap((one) => one.sources)
  if (sources.length === 0)
    throw new Problem('conflict', 'no-sources', '主题库还没有任何数据来源，请先为属性选择来源。')
  const tables = await tablesOf(parts, principal, sources)
  const dataset = await ensureDataset(parts, principal, theme, tables)
  const version = await writeVersion(parts, { datasetId: dataset.id, select: selectOf(theme, tables) })
  const done = await publishVersion(parts, version.id, (tx) =>
    tellLineage(parts, tx, theme, { datasetId: dataset.id, versionId: version.id, tables }),
  )
  const list = theme.attributes.map(
    ({ name }) => `100.0 * count(${quoteName(name)}) / greatest(count(*), 1) AS ${quoteName(name)}`,
  )
  const [filled = {}] = await parts.kernel.lake.query<Record<string, number>>(
    `SELECT ${list.join(', ')} FROM ${tableOf(parts.kernel, version)}`,
  )
  await writeBuilt(parts.kernel.db, theme.id, {
    ...{ datasetId: dataset.id, rows: done.rows, filled, time: parts.kernel.clock.now() },
  })
}

interface SourceTable {
  readonly dataset: DatasetRow
  readonly versionId: string
  readonly from: string
}

async function tablesOf(
  parts: DataParts,
  principal: Principal,
  sources: readonly ThemeSource[],
): Promise<Map<string, SourceTable>> {
  const ids = [...new Set(sources.map((one) => one.datasetId))]
  const { items } = await listUsable(parts, principal, { ids, limit: ids.length })
  const usable = new Map(items.map((one) => [one.dataset.id, one]))
  const tables = new Map<string, SourceTable>()
  for (const id of ids) {
    const table = usable.get(id)
    if (!table) throw forbidden('无权限：主题库的来源中有未获授权的数据。', 'table-not-granted')
    const version = await findVersionAt(parts.kernel.db, id, null)
    if (version)
      tables.set(id, { dataset: table.dataset, versionId: version.id, from: tableOf(parts.kernel, version) })
  }
  return tables
}

/** Tells which column of the theme may come from which columns of its sources, and of which of their states this one was made. */
async function tellLineage(
  parts: DataParts,
  tx: Transaction,
  theme: ThemeRow,
  built: { datasetId: string; versionId: string; tables: ReadonlyMap<string, SourceTable> },
): Promise<void> {
  const { datasetId, versionId, tables } = built
  const end = (id: string, field: string) => ({ kind: 'dataset' as const, id, field })
  const edges = theme.attributes.flatMap(({ name, sources }) =>
    sources
      .filter((one) => tables.has(one.datasetId))
      .flatMap((one) => [
        { from: end(one.datasetId, one.field), to: end(datasetId, name) },
        { from: end(one.datasetId, one.keyField), to: end(datasetId, 'subject_key') },
      ]),
  )
  const viaName = `主题库“${theme.name}”`
  await recordLineage(parts, tx, { via: `theme:${theme.id}`, viaName, edges })
  await recordRun(parts, tx, {
    ...{ runId: newId(), viaName },
    outputs: [{ kind: 'dataset', id: datasetId, state: versionId }],
    inputs: [...tables].map(([id, table]) => ({ kind: 'dataset', id, state: table.versionId })),
  })
}

/** Keys of every source, joined with one row of each source for a key. */
function selectOf(theme: ThemeRow, tables: ReadonlyMap<string, SourceTable>): string {
  const used = theme.attributes.flatMap((one) => one.sources).filter((one) => tables.has(one.datasetId))
  const joins = new Map<string, { alias: string; key: string; from: string }>()
  for (const { datasetId, keyField } of used) {
    const id = `${datasetId} ${keyField}`
    const table = tables.get(datasetId)
    if (table && !joins.has(id))
      joins.set(id, { alias: `s${joins.size}`, key: quoteName(keyField), from: table.from })
  }
  const all = [...joins.values()]
  const keys = all
    .map(({ key, from }) => `SELECT CAST(${key} AS VARCHAR) AS subject_key FROM ${from}`)
    .join(' UNION ')
  const ones = all.map(
    ({ alias, key, from }) =>
      `LEFT JOIN (SELECT * FROM ${from} QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY _row DESC) = 1) ${alias}
       ON CAST(${alias}.${key} AS VARCHAR) = k.subject_key`,
  )
  const columns = theme.attributes.map((one) => {
    const from = one.sources.flatMap(({ datasetId, keyField, field }) => {
      const join = joins.get(`${datasetId} ${keyField}`)
      return join ? [`CAST(${join.alias}.${quoteName(field)} AS VARCHAR)`] : []
    })
    return `${from.length > 0 ? `coalesce(${[...from, 'NULL'].join(', ')})` : 'NULL'} AS ${quoteName(one.name)}`
  })
  return `SELECT k.subject_key, ${columns.join(', ')} FROM (SELECT DISTINCT subject_key FROM (${keys})
    WHERE subject_key IS NOT NULL) k ${ones.join(' ')} ORDER BY k.subject_key`
}

/** The dataset of a theme with the columns the theme has now; sensitivity and grade come with the sources. */
async function ensureDataset(
  parts: DataParts,
  principal: Principal,
  theme: ThemeRow,
  tables: ReadonlyMap<string, SourceTable>,
): Promise<{ id: string }> {
  const fields = fieldsOf(theme, tables)
  const known = theme.dataset_id ? await findDataset(parts.kernel.db, theme.dataset_id) : undefined
  if (known) {
    const isSame =
      JSON.stringify(known.fields.map((one) => [one.name, one.type])) ===
      JSON.stringify(fields.map((one) => [one.name, one.type]))
    if (!isSame)
      await parts.kernel.db.transaction((tx) =>
        writeDataset(parts, tx, known, { fields }, { act: 'fields', userName: principal.name }),
      )
    return known
  }
  const input = {
    ...{
      name: `${theme.name}主题库·${theme.subject}`,
      abstract: `主题库“${theme.name}”的${theme.subject}信息`,
    },
    ...{ kind: 'theme' as const, theme: theme.name, layer: 'theme' as const, cycle: 'month' as const },
    ...{ sharing: 'conditional' as const, sharingBasis: '来源数据的共享条件', opening: 'none' as const },
    ...{ organisationId: theme.organisation_id, fields },
  }
  return parts.kernel.db.transaction((tx) =>
    addDataset(parts, tx, input, { userName: principal.name, state: 'published' }),
  )
}

function fieldsOf(theme: ThemeRow, tables: ReadonlyMap<string, SourceTable>): DatasetField[] {
  const key: DatasetField = {
    ...{ name: 'subject_key', title: keyTitles[theme.key], type: 'text', isKey: true },
    ...(theme.key === 'citizen-id' ? { sensitive: 'citizen-id' as const, grade: 'general-3' as const } : {}),
  }
  return [
    key,
    ...theme.attributes.map(({ name, title, type, sources }): DatasetField => {
      const [first] = sources.flatMap(
        (one) => tables.get(one.datasetId)?.dataset.fields.filter((field) => field.name === one.field) ?? [],
      )
      const { sensitive = null, grade = null, mask = 'none' } = first ?? {}
      return { name, title, type, sensitive, grade, mask }
    }),
  ]
}
