import type { Queryable } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'

/** Those an event is about or whom it was told by, as ids that say nothing by themselves; never one who asked to be hidden. */
const parties = sql`(SELECT id AS event_id, unnest(party_ids) AS party FROM events.event
  UNION SELECT event_id, reporter_id FROM events.report WHERE channel = 'citizen' AND NOT hidden AND reporter_id IS NOT NULL)`

export async function readParties(
  db: Queryable,
  eventIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await db.query<{
    event_id: string
    parties: string[]
  }>(sql`SELECT event_id, array_agg(party) AS parties
    FROM ${parties} AS p WHERE event_id = ANY(${eventIds as string[]}::uuid[]) GROUP BY event_id`)
  return new Map(rows.map((row) => [row.event_id, row.parties]))
}

/** Events that share one of these parties, the newest first. */
export async function findOfParties(db: Queryable, ids: readonly string[], most: number): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db.query<{ id: string }>(sql`SELECT id FROM events.event
    WHERE party_ids && ${ids as string[]}::uuid[] OR id IN (SELECT event_id FROM events.report
      WHERE channel = 'citizen' AND NOT hidden AND reporter_id = ANY(${ids as string[]}::uuid[]))
    ORDER BY raised_time DESC, id DESC LIMIT ${most}`)
  return rows.map((row) => row.id)
}
