import type { Queryable } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'
import type { Cause } from './rules.ts'

/** False when the firing was taken in before. */
export async function takeFiring(tx: Queryable, firingId: string, now: Date): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO events.firing_taken (firing_id, taken_time) VALUES (${firingId}, ${now})
    ON CONFLICT DO NOTHING RETURNING firing_id`)
  return rows.length > 0
}

export async function linkFiring(tx: Queryable, firingId: string, eventId: string): Promise<void> {
  await tx.query(sql`UPDATE events.firing_taken SET event_id = ${eventId} WHERE firing_id = ${firingId}`)
}

export async function upsertCause(
  tx: Queryable,
  cause: Cause & { eventId: string; ruleId: string; thingId: string },
  now: Date,
): Promise<Cause[]> {
  await tx.query(sql`INSERT INTO events.cause (event_id, rule_id, thing_id, level, active, changed_time)
    VALUES (${cause.eventId}, ${cause.ruleId}, ${cause.thingId}, ${cause.level}, ${cause.active}, ${now})
    ON CONFLICT (event_id, rule_id, thing_id) DO UPDATE SET level = excluded.level, active = excluded.active,
      changed_time = excluded.changed_time`)
  return tx.query<Cause>(sql`SELECT level, active FROM events.cause WHERE event_id = ${cause.eventId}`)
}

/** Rules and things whose firings an event, or one merged into it, has taken in. */
export function listCauses(tx: Queryable, eventId: string): Promise<{ ruleId: string; thingId: string }[]> {
  return tx.query(sql`SELECT DISTINCT c.rule_id AS "ruleId", c.thing_id AS "thingId" FROM events.cause c
    JOIN events.event e ON e.id = c.event_id WHERE e.id = ${eventId} OR e.merged_into_id = ${eventId}`)
}
