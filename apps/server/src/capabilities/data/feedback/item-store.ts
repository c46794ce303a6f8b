import type { DifferenceKind, ItemSource } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export interface ItemRow {
  id: string
  dataset_id: string
  dataset_name: string
  organisation_id: string
  field: string
  key_field: string
  cycle: ItemSource['cycle']
  checkers: ItemSource['checkers']
}

const items = sql`SELECT i.*, d.name AS dataset_name, d.organisation_id FROM data.item_check i
  JOIN data.dataset d ON d.id = i.dataset_id`

export function findItem(db: Queryable, id: string): Promise<ItemRow | undefined> {
  return db.first<ItemRow>(sql`${items} WHERE i.id = ${id}`)
}

export async function listItems(
  db: Queryable,
  page: { limit?: number; offset?: number },
): Promise<{ items: ItemRow[]; total: number }> {
  const rows = await db.query<ItemRow>(
    sql`${items} ORDER BY i.created_time DESC, i.id LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`,
  )
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.item_check`)
  return { items: rows, total: count?.n ?? 0 }
}

export async function putItem(
  tx: Queryable,
  item: Pick<ItemSource, 'datasetId' | 'field' | 'keyField' | 'cycle' | 'checkers'>,
  now: Date,
): Promise<ItemRow> {
  const row = await tx.first<{
    id: string
  }>(sql`INSERT INTO data.item_check (id, dataset_id, field, key_field, cycle, checkers,
      created_time)
    VALUES (${newId()}, ${item.datasetId}, ${item.field}, ${item.keyField}, ${item.cycle}, ${JSON.stringify(item.checkers)}, ${now})
    ON CONFLICT (dataset_id, field) DO UPDATE SET key_field = excluded.key_field, cycle = excluded.cycle,
      checkers = excluded.checkers RETURNING id`)
  return (await findItem(tx, (row as { id: string }).id)) as ItemRow
}

/** Items whose cycle has passed since they were compared. */
export function dueItems(db: Queryable, now: Date): Promise<ItemRow[]> {
  return db.query<ItemRow>(sql`${items} WHERE NOT EXISTS (SELECT 1 FROM data.comparison c WHERE c.item_id = i.id
    AND c.time > ${now}::timestamptz - (CASE i.cycle WHEN 'live' THEN interval '1 day' WHEN 'day' THEN interval '1 day'
      WHEN 'week' THEN interval '7 days' WHEN 'month' THEN interval '30 days' WHEN 'quarter' THEN interval '91 days'
      ELSE interval '365 days' END))`)
}

export interface Difference {
  checkerId: string
  kind: DifferenceKind
  key: string
  ours: string | null
  theirs: string | null
}

export interface ComparisonRow {
  id: string
  item_id: string
  time: Date
  compared: number
  differing: number
  groups: Array<{ checkerId: string; kind: DifferenceKind; records: number; share: number }>
}

export async function insertComparison(
  tx: Queryable,
  row: ComparisonRow,
  found: readonly Difference[],
): Promise<void> {
  await tx.query(sql`INSERT INTO data.comparison (id, item_id, time, compared, differing, groups)
    VALUES (${row.id}, ${row.item_id}, ${row.time}, ${row.compared}, ${row.differing}, ${JSON.stringify(row.groups)})`)
  await tx.query(sql`INSERT INTO data.comparison_difference (comparison_id, checker_id, kind, key, ours, theirs)
    SELECT ${row.id}, "checkerId", kind, key, ours, theirs FROM jsonb_to_recordset(${JSON.stringify(found)}::jsonb)
      AS g("checkerId" uuid, kind text, key text, ours text, theirs text)`)
}

export async function listComparisons(
  db: Queryable,
  itemId: string,
  page: { limit?: number; offset?: number },
): Promise<{ items: ComparisonRow[]; total: number }> {
  const rows = await db.query<ComparisonRow>(sql`SELECT * FROM data.comparison WHERE item_id = ${itemId}
    ORDER BY time DESC LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM data.comparison WHERE item_id = ${itemId}`,
  )
  return { items: rows, total: count?.n ?? 0 }
}

export function itemOfComparison(db: Queryable, id: string): Promise<ItemRow | undefined> {
  return db.first<ItemRow>(sql`${items} WHERE i.id = (SELECT item_id FROM data.comparison WHERE id = ${id})`)
}

export async function listDifferences(
  db: Queryable,
  id: string,
  query: { kind?: string; checker?: string; limit?: number; offset?: number },
): Promise<{ items: Array<Omit<Difference, 'checkerId'> & { checker_id: string }>; total: number }> {
  const where = sql`WHERE comparison_id = ${id} ${query.kind ? sql`AND kind = ${query.kind}` : empty}
    ${query.checker ? sql`AND checker_id = ${query.checker}` : empty}`
  const rows = await db.query<Omit<Difference, 'checkerId'> & { checker_id: string }>(
    sql`SELECT * FROM data.comparison_difference ${where} ORDER BY checker_id, kind, key
      LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`,
  )
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM data.comparison_difference ${where}`,
  )
  return { items: rows, total: count?.n ?? 0 }
}
