import type { OpennessRule, Page, PointEntry } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { closedRule, type RuleContent } from './rules.ts'

export async function readRule(db: Queryable): Promise<OpennessRule> {
  const row = await db.first<{
    version: number
    content: RuleContent
    changed_by: string
    changed_time: Date
  }>(sql`SELECT * FROM cases.openness_rule`)
  if (!row) return { ...closedRule, version: 0, changedBy: '', changedTime: new Date(0).toISOString() }
  const { version, content, changed_by: changedBy, changed_time: time } = row
  return { ...content, version, changedBy, changedTime: time.toISOString() }
}

/** Writes the next version; false when it is no longer at the version seen. */
export async function writeRule(
  db: Queryable,
  { version, ...content }: RuleContent & { version: number },
  by: string,
  now: Date,
): Promise<boolean> {
  const row = await db.first(sql`INSERT INTO cases.openness_rule (version, content, changed_by, changed_time)
    SELECT 1, ${JSON.stringify(content)}::jsonb, ${by}, ${now} WHERE ${version} = 0
      OR EXISTS (SELECT FROM cases.openness_rule WHERE version = ${version})
    ON CONFLICT (single) DO UPDATE SET version = openness_rule.version + 1, content = excluded.content,
      changed_by = excluded.changed_by, changed_time = excluded.changed_time
    WHERE openness_rule.version = ${version} RETURNING version`)
  return row !== undefined
}

export interface NewEntry {
  userId: string
  points: number
  reason: string
  eventId?: string
  eventReference?: string
  by: string | null
}

/** Adds a line; undefined when the event was rewarded before. */
export async function insertEntry(db: Queryable, e: NewEntry, now: Date): Promise<string | undefined> {
  const row = await db.first<{ id: string }>(sql`INSERT INTO cases.point_entry
      (id, user_id, points, reason, event_id, event_reference, entered_by, time)
    VALUES (${newId()}, ${e.userId}, ${e.points}, ${e.reason}, ${e.eventId ?? null}, ${e.eventReference ?? null}, ${e.by}, ${now})
    ON CONFLICT (event_id) DO NOTHING RETURNING id`)
  return row?.id
}

/** Keeps the ledger of a person from being written by others until the transaction ends. */
export async function holdPoints(tx: Queryable, userId: string): Promise<void> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`cases.points ${userId}`}, 6))`)
}

/** Rewarded so far on this day and in this month of the city. */
export async function countGiven(
  db: Queryable,
  userId: string,
  now: Date,
): Promise<{ day: number; month: number }> {
  const local = sql`time AT TIME ZONE 'Asia/Shanghai'`
  const today = sql`${now}::timestamptz AT TIME ZONE 'Asia/Shanghai'`
  const row = await db.first<{ day: number; month: number }>(sql`SELECT
      coalesce(sum(points) FILTER (WHERE date_trunc('day', ${local}) = date_trunc('day', ${today})), 0)::int AS day,
      coalesce(sum(points) FILTER (WHERE date_trunc('month', ${local}) = date_trunc('month', ${today})), 0)::int AS month
    FROM cases.point_entry WHERE user_id = ${userId} AND entered_by IS NULL`)
  return row ?? { day: 0, month: 0 }
}

export async function balanceOf(db: Queryable, userId: string): Promise<number> {
  const row = await db.first<{ n: number }>(
    sql`SELECT coalesce(sum(points), 0)::int AS n FROM cases.point_entry WHERE user_id = ${userId}`,
  )
  return row?.n ?? 0
}

type EntryRow = Omit<PointEntry, 'time' | 'userName'> & { time: Date }

export async function listEntries(
  db: Queryable,
  query: { id?: string; userId?: string; limit?: number; offset?: number },
): Promise<Page<EntryRow>> {
  const where = sql`WHERE true ${query.userId ? sql`AND user_id = ${query.userId}` : empty}
    ${query.id ? sql`AND id = ${query.id}` : empty}`
  const items = await db.query<EntryRow>(sql`SELECT id, user_id AS "userId", points, reason,
      event_reference AS "eventReference", entered_by AS by, time
    FROM cases.point_entry ${where} ORDER BY time DESC, id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM cases.point_entry ${where}`)
  return { items, total: count?.n ?? 0 }
}

/** Closed cases of the month’s events and those of them closed in time, by the month they were opened in. */
export async function countOnTime(
  db: Queryable,
  from: Date,
): Promise<Map<string, { closed: number; inTime: number }>> {
  const rows = await db.query<{ month: string; closed: number; inTime: number }>(sql`SELECT
      to_char(opened_time AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month, count(*)::int AS closed,
      count(*) FILTER (WHERE in_time)::int AS "inTime"
    FROM cases.city_case WHERE event_id IS NOT NULL AND closed_time IS NOT NULL AND state = 'closed'
      AND opened_time >= ${from} GROUP BY 1`)
  return new Map(rows.map(({ month, ...counts }) => [month, counts]))
}
