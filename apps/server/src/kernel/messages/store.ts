import type { Database } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { notFound } from '../problem.ts'

export interface SubscriberRow {
  name: string
  waiting: number
  lagSeconds: number
  failed: number
}

/** How far each subscriber is behind; `waiting` counts messages of every kind it still has to pass. */
export function listSubscriberStates(db: Database): Promise<SubscriberRow[]> {
  return db.query<SubscriberRow>(sql`
    SELECT s.name,
      (SELECT count(*)::int FROM kernel.message m WHERE (m.transaction, m.id) > (s.transaction, s.message_id)) AS waiting,
      coalesce((SELECT extract(epoch FROM clock_timestamp() - min(m.time))::float8 FROM kernel.message m
        WHERE (m.transaction, m.id) > (s.transaction, s.message_id)), 0) AS "lagSeconds",
      (SELECT count(*)::int FROM kernel.dead_letter d WHERE d.subscriber = s.name) AS failed
    FROM kernel.subscriber s ORDER BY s.name`)
}

/** Puts a dead letter back into the log for the subscriber that failed, and forgets it. */
export async function redeliver(db: Database, id: number): Promise<void> {
  await db.transaction(async (tx) => {
    const letter = await tx.first<{ subscriber: string; name: string; body: unknown; trace_id: string }>(
      sql`DELETE FROM kernel.dead_letter WHERE id = ${id} RETURNING subscriber, name, body, trace_id`,
    )
    if (!letter) throw notFound('死信', String(id))
    await tx.query(sql`INSERT INTO kernel.message (name, body, trace_id, only_for)
      VALUES (${letter.name}, ${JSON.stringify(letter.body)}, ${letter.trace_id}, ${letter.subscriber})`)
  })
}

/** Removes messages every subscriber has handled and that are older than `days`. */
export async function forgetOldMessages(db: Database, days: number): Promise<void> {
  await db.query(sql`DELETE FROM kernel.message m
    WHERE m.time < now() - make_interval(days => ${days})
      AND NOT EXISTS (SELECT FROM kernel.subscriber s WHERE (m.transaction, m.id) > (s.transaction, s.message_id))`)
}
