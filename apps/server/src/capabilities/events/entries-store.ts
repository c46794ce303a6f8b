import type { EventEntry } from '@civitas/contract'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'
import { newId } from '../../kernel/ids.ts'
import { type Act, actTexts } from './rules.ts'

/** A line to be added to the timeline of an event. */
export interface NewEntry {
  eventId: string
  act: Act
  userId?: string | null
  userName?: string | null
  text: string
  detail?: Record<string, unknown>
}

/** Adds a line to the timeline of an event. */
export function insertEntry(tx: Transaction, entry: NewEntry, now: Date): void {
  tx.add('events.entry', { id: newId(), now, ...entry, detail: entry.detail ?? {} }, (rows) =>
    tx.query(sql`INSERT INTO events.entry (id, event_id, time, act, user_id, user_name, text, detail)
      SELECT id, "eventId", now, act, "userId", "userName", text, detail
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, "eventId" uuid, now timestamptz, act text,
        "userId" uuid, "userName" text, text text, detail jsonb)`),
  )
}

export async function listEntries(db: Queryable, eventId: string): Promise<EventEntry[]> {
  const rows = await db.query<Omit<EventEntry, 'time' | 'actText'> & { time: Date; act: Act }>(sql`
    SELECT id, time, act, user_name AS "userName", text, detail FROM events.entry WHERE event_id = ${eventId}
    ORDER BY time, id LIMIT 1000`)
  return rows.map((row) => ({
    ...row,
    time: row.time.toISOString(),
    actText: actTexts[row.act] ?? { zh: row.act, en: row.act },
  }))
}
