import type { Interlock, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

/** An interlock as its row tells it; the names of its members are added by who knows them. */
export type InterlockRow = Omit<Interlock, 'thingNames'>

/** One decision about interlocked devices at a time, over all processes. */
export async function lockInterlocks(tx: Queryable): Promise<void> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext('sensing.interlock'))`)
}

const interlockColumns = sql`id, title, thing_ids AS "thingIds", commands, state_property AS "stateProperty",
  state_value AS "stateValue", most_at_once AS "mostAtOnce", enabled, created_by AS "createdBy", created_time AS "createdTime"`
type InterlockView = Omit<InterlockRow, 'createdTime'> & { createdTime: Date }
const toInterlock = (row: InterlockView): InterlockRow => ({
  ...row,
  createdTime: row.createdTime.toISOString(),
})

export async function listInterlocks(
  db: Queryable,
  query: { search?: string; thing?: string; limit?: number; offset?: number },
): Promise<Page<InterlockRow>> {
  const where = sql`WHERE TRUE ${query.thing ? sql`AND ${query.thing}::uuid = ANY(thing_ids)` : empty}
    ${query.search ? sql`AND title ILIKE ${`%${query.search}%`}` : empty}`
  const rows = await db.query<InterlockView>(sql`SELECT ${interlockColumns} FROM sensing.interlock ${where}
    ORDER BY title, id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM sensing.interlock ${where}`)
  return { items: rows.map(toInterlock), total: count?.n ?? 0 }
}

/** Live interlocks that hold any of these things. */
export async function readInterlocks(tx: Queryable, thingIds: readonly string[]): Promise<InterlockRow[]> {
  const rows = await tx.query<InterlockView>(sql`SELECT ${interlockColumns} FROM sensing.interlock
    WHERE enabled AND thing_ids && ${thingIds as string[]}::uuid[]`)
  return rows.map(toInterlock)
}

export async function insertInterlock(
  tx: Queryable,
  rule: Omit<InterlockRow, 'createdTime' | 'enabled'>,
  now: Date,
): Promise<InterlockRow> {
  const row =
    await tx.first<InterlockView>(sql`INSERT INTO sensing.interlock (id, title, thing_ids, commands, state_property,
      state_value, most_at_once, created_by, created_time)
    VALUES (${rule.id}, ${rule.title}, ${rule.thingIds}, ${rule.commands}, ${rule.stateProperty},
      ${JSON.stringify(rule.stateValue ?? null)}, ${rule.mostAtOnce}, ${rule.createdBy}, ${now}) RETURNING ${interlockColumns}`)
  return toInterlock(row as InterlockView)
}

export async function deleteInterlock(tx: Queryable, id: string): Promise<boolean> {
  return (await tx.query(sql`DELETE FROM sensing.interlock WHERE id = ${id} RETURNING id`)).length > 0
}

/** Members with one of these commands under way. */
export async function thingsUnderWay(
  tx: Queryable,
  thingIds: readonly string[],
  commands: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.query<{ thing_id: string }>(sql`SELECT DISTINCT thing_id FROM sensing.command
    WHERE thing_id = ANY(${thingIds as string[]}::uuid[]) AND name = ANY(${commands as string[]})
      AND state IN ('awaiting-approval', 'queued', 'sent', 'accepted')`)
  return new Set(rows.map((row) => row.thing_id))
}
