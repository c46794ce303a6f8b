import type { Analysis } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { DataParts } from '../data-parts.ts'
import { type LineageEnd, recordLineage } from '../lineage/record-lineage.ts'
import { listUsable, tokenSuffix } from './access.ts'
import { type KnownTable, lineageOfQuery, type SqlLineage } from './sql-lineage.ts'
import { wordsOf } from './words.ts'

const viaOf = (id: string) => `analysis:${id}`

/** Reads from the text of a query which columns of which tables its columns come from; null when it is not one query. */
export async function readSqlLineage(
  parts: DataParts,
  principal: Principal,
  sql: string,
): Promise<SqlLineage | null> {
  const query = await parse(parts, sql)
  if (!query) return null
  const { items } = await listUsable(parts, principal, { names: [...wordsOf(sql)], limit: 50 })
  const tables = items.map(({ dataset, access }): KnownTable => {
    const names = dataset.fields.filter((field) => access.has(field.name)).map((field) => field.name)
    const columns = names.flatMap((name) => [
      [name, name] as const,
      ...(access.get(name) === 'none' ? [] : [[`${name}${tokenSuffix}`, name] as const]),
    ])
    return { name: dataset.name, datasetId: dataset.id, columns: new Map(columns) }
  })
  return lineageOfQuery(query, tables)
}

async function parse({ kernel }: DataParts, sql: string): Promise<Record<string, unknown> | null> {
  const [row] = await kernel.lake.query<{ tree: string }>(
    'SELECT CAST(json_serialize_sql(CAST($1 AS VARCHAR)) AS VARCHAR) AS tree',
    [sql],
  )
  const tree = JSON.parse(row?.tree ?? '{"error":true}')
  return tree.error || tree.statements.length !== 1 ? null : tree.statements[0].node
}

/** Keeps the lineage of a saved query: each of its columns from the columns it is made of, and what its rows are chosen by. */
export async function followQuery(
  parts: DataParts,
  tx: Transaction,
  saved: Analysis,
  lineage: SqlLineage | null,
): Promise<void> {
  const to = (field: string): LineageEnd => ({ kind: 'report', id: saved.id, field, name: saved.title })
  const from = (one: { datasetId: string; field: string }): LineageEnd => ({
    ...{ kind: 'dataset', id: one.datasetId, field: one.field },
  })
  const edges = [
    ...(lineage?.columns ?? []).flatMap(({ name, origins }) =>
      origins.map((one) => ({ from: from(one), to: to(name.slice(0, 64)) })),
    ),
    ...(lineage?.conditions ?? []).map((one) => ({ from: from(one), to: to('') })),
  ]
  await recordLineage(parts, tx, { via: viaOf(saved.id), viaName: `分析“${saved.title}”`, edges })
}

/** Ends the lineage of a query that was deleted; the graph of before stays. */
export function forgetQuery(parts: DataParts, tx: Transaction, id: string): Promise<void> {
  return recordLineage(parts, tx, { via: viaOf(id), viaName: '', edges: [] })
}
