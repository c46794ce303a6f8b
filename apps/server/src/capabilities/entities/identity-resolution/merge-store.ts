import type { EntityMerge } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

interface MergeRow extends Omit<EntityMerge, 'time' | 'splitTime'> {
  time: Date
  splitTime: Date | null
}

const columns = sql`id, into_id AS "intoId", merged_id AS "mergedId", moved AS "movedIds", rule, reason,
  user_id AS "userId", time, split_time AS "splitTime", split_reason AS "splitReason"`

function toMerge(row: MergeRow): EntityMerge {
  return { ...row, time: row.time.toISOString(), splitTime: row.splitTime?.toISOString() ?? null }
}

/** Locks two entities in one order, whoever asks, and leaves their rows to be read. */
export async function lockBoth(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query(
    sql`SELECT id FROM entities.entity WHERE id = ANY(${ids as string[]}::uuid[]) ORDER BY id FOR UPDATE`,
  )
}

/** Leads a root and all that led to it to another root; answers everything that moved. */
export async function leadTo(db: Queryable, mergedId: string, intoId: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`UPDATE entities.entity SET merged_into = ${intoId}
    WHERE id = ${mergedId} OR merged_into = ${mergedId} RETURNING id`)
  return rows.map((row) => row.id)
}

/** Makes an entity a root again, with those that had come along with it. */
export async function leadBack(db: Queryable, id: string, moved: readonly string[]): Promise<void> {
  await db.query(sql`UPDATE entities.entity SET merged_into = CASE WHEN id = ${id} THEN NULL ELSE ${id}::uuid END
    WHERE id = ANY(${moved as string[]}::uuid[])`)
  await db.query(sql`UPDATE entities.entity_merge
    SET moved = ARRAY(SELECT m FROM unnest(moved) m WHERE m <> ALL(${moved as string[]}::uuid[]))
    WHERE split_time IS NULL AND ${id}::uuid = ANY(moved) AND merged_id <> ${id}`)
}

export interface NewMerge {
  id: string
  intoId: string
  mergedId: string
  moved: readonly string[]
  rule: EntityMerge['rule']
  reason: string
  userId: string | null
}

export async function insertMerge(db: Queryable, merge: NewMerge, time: Date): Promise<EntityMerge> {
  const [row] = await db.query<MergeRow>(sql`INSERT INTO entities.entity_merge
      (id, into_id, merged_id, moved, rule, reason, user_id, time)
    VALUES (${merge.id}, ${merge.intoId}, ${merge.mergedId}, ${merge.moved as string[]}::uuid[], ${merge.rule},
      ${merge.reason}, ${merge.userId}, ${time}) RETURNING ${columns}`)
  return toMerge(row as MergeRow)
}

export async function closeMerge(
  db: Queryable,
  id: string,
  by: { userId: string; reason: string },
  now: Date,
): Promise<void> {
  await db.query(sql`UPDATE entities.entity_merge SET split_time = ${now}, split_user_id = ${by.userId},
    split_reason = ${by.reason} WHERE id = ${id}`)
}

/** The merge by which an entity stopped being a root. */
export async function findOpenMerge(db: Queryable, mergedId: string): Promise<EntityMerge | undefined> {
  const row = await db.first<MergeRow>(sql`SELECT ${columns} FROM entities.entity_merge
    WHERE merged_id = ${mergedId} AND split_time IS NULL ORDER BY time DESC LIMIT 1`)
  return row && toMerge(row)
}

export async function listMerges(db: Queryable, id: string, limit: number, offset: number) {
  const where = sql`WHERE into_id = ${id} OR merged_id = ${id}`
  const items = await db.query<MergeRow>(sql`SELECT ${columns} FROM entities.entity_merge ${where}
    ORDER BY time DESC, id DESC LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM entities.entity_merge ${where}`,
  )
  return { items: items.map(toMerge), total: count?.n ?? 0 }
}
