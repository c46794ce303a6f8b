import type { Database } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Logger } from '../log.ts'
import { followLog } from './follow-log.ts'
import type { Bell } from './messages.ts'

/** Follows the message log from now on, for listeners that keep no mark of their own. */
export async function startTail(
  db: Database,
  tails: Map<string, Array<(body: never) => void>>,
  bell: Bell,
  log: Logger,
): Promise<{ stop(): Promise<void> }> {
  let stopped = false
  const names = [...tails.keys()]
  let mark = (await db.first<{ transaction: string; id: number }>(
    sql`SELECT transaction::text, id FROM kernel.message ORDER BY transaction DESC, id DESC LIMIT 1`,
  )) ?? { transaction: '0', id: 0 }
  const readOnce = async () => {
    const rows = await db.query<{ id: number; transaction: string; name: string; body: never }>(sql`
      SELECT id, transaction::text, name, CASE WHEN name = ANY(${names}) AND only_for IS NULL THEN body END AS body
      FROM kernel.message
      WHERE (transaction, id) > (${mark.transaction}::xid8, ${mark.id}::bigint)
        AND transaction < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY transaction, id LIMIT 500`)
    for (const row of rows) {
      if (row.body === null) continue
      for (const hear of tails.get(row.name) ?? []) hear(row.body)
    }
    mark = rows.at(-1) ?? mark
    return rows.length
  }
  const read = () =>
    readOnce().catch((error: Error) => {
      if (!stopped) log.error({ error: error.message }, 'the live channel cannot read messages')
      return 0
    })
  const finished = followLog(bell, names, () => stopped, read)
  return {
    stop: () => {
      stopped = true
      bell.ring()
      return finished
    },
  }
}
