import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { Occurrence } from './rules.ts'

/** Marks a type as looked through on a day; false when that was done before. */
export async function takeDay(tx: Queryable, type: string, day: string): Promise<boolean> {
  const rows = await tx.query(sql`INSERT INTO events.recurrence_run (type, day) VALUES (${type}, ${day})
    ON CONFLICT DO NOTHING RETURNING type`)
  return rows.length > 0
}

/** Events of a type since a time that were not dismissed, merged away or taken up before, oldest first. */
export function listOccurrences(db: Queryable, type: string, since: Date): Promise<Occurrence[]> {
  return db.query<Occurrence>(sql`SELECT id, reference, lon, lat, division_code AS "divisionCode",
      raised_time AS "raisedTime", party_ids AS "partyIds", entity_id AS "entityId", entity_name AS "entityName"
    FROM events.event e WHERE type = ${type} AND raised_time >= ${since} AND state NOT IN ('dismissed', 'merged')
      AND NOT EXISTS (SELECT 1 FROM events.recurrence_member m WHERE m.member_id = e.id)
    ORDER BY raised_time, id`)
}

export async function insertMembers(
  tx: Queryable,
  eventId: string,
  memberIds: readonly string[],
): Promise<void> {
  await tx.query(sql`INSERT INTO events.recurrence_member (event_id, member_id)
    SELECT ${eventId}, unnest(${memberIds as string[]}::uuid[])`)
}

/** Events an event was raised for, oldest first, as far as the reader may see them. */
export async function listMemberIds(db: Queryable, eventId: string, scope: Scope): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`SELECT e.id FROM events.recurrence_member m
    JOIN events.event e ON e.id = m.member_id
    WHERE m.event_id = ${eventId} AND ${inScope('e.division_code', scope)} ORDER BY e.raised_time LIMIT 500`)
  return rows.map((row) => row.id)
}

/** Kind of an event, and how many led to it where it was raised for several. */
export interface EventKind {
  type: string
  value: number | null
}

export async function tellKinds(db: Queryable, ids: readonly string[]): Promise<Map<string, EventKind>> {
  if (ids.length === 0) return new Map()
  const rows = await db.query<EventKind & { id: string }>(
    sql`SELECT id, type, value FROM events.event WHERE id = ANY(${ids as string[]}::uuid[])`,
  )
  return new Map(rows.map(({ id, ...kind }) => [id, kind]))
}
