import type { QualityCheck } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, join, raw, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

interface CheckRow {
  id: string
  call_id: string
  seat_user_id: string
  seat_name: string
  call_time: Date
  score: number | null
  remark: string
  state: QualityCheck['state']
  appeal: string | null
  ruling: string | null
}

function toCheck(row: CheckRow): QualityCheck {
  return {
    ...{ id: row.id, callId: row.call_id, seatUserId: row.seat_user_id, seatName: row.seat_name },
    ...{ score: row.score, remark: row.remark, state: row.state, appeal: row.appeal, ruling: row.ruling },
    callTime: row.call_time.toISOString(),
  }
}

/** Draws calls of the last seven days that were not drawn before, by chance. */
export async function sampleCalls(tx: Queryable, count: number, since: Date): Promise<number> {
  const calls = await tx.query<{ id: string; seat_user_id: string; seat_name: string; arrived_time: Date }>(
    sql`SELECT c.id, c.seat_user_id, c.seat_name, c.arrived_time FROM messaging.call c
      WHERE c.state = 'ended' AND c.seat_user_id IS NOT NULL AND c.arrived_time > ${since}
        AND NOT EXISTS (SELECT FROM messaging.quality_check q WHERE q.call_id = c.id)
      ORDER BY random() LIMIT ${count}`,
  )
  if (calls.length === 0) return 0
  await tx.query(sql`INSERT INTO messaging.quality_check (id, call_id, seat_user_id, seat_name, call_time, state)
    SELECT c.id, c.call_id, c.seat, c.name, c.time, 'sampled'
    FROM unnest(${calls.map(() => newId())}::uuid[], ${calls.map((one) => one.id)}::uuid[],
      ${calls.map((one) => one.seat_user_id)}::uuid[], ${calls.map((one) => one.seat_name)}::text[],
      ${calls.map((one) => one.arrived_time)}::timestamptz[]) AS c(id, call_id, seat, name, time)
    ON CONFLICT DO NOTHING`)
  return calls.length
}

export async function listChecks(
  db: Queryable,
  query: { limit?: number; offset?: number; seat: string | null },
): Promise<{ items: QualityCheck[]; total: number }> {
  const { limit = 50, offset = 0, seat } = query
  const where = seat ? sql`WHERE seat_user_id = ${seat}` : empty
  const rows = await db.query<CheckRow>(sql`SELECT * FROM messaging.quality_check ${where}
    ORDER BY call_time DESC, id LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM messaging.quality_check ${where}`,
  )
  return { items: rows.map(toCheck), total: count?.n ?? 0 }
}

export async function findCheck(db: Queryable, id: string): Promise<QualityCheck | undefined> {
  const row = await db.first<CheckRow>(sql`SELECT * FROM messaging.quality_check WHERE id = ${id} FOR UPDATE`)
  return row && toCheck(row)
}

export async function updateCheck(
  tx: Queryable,
  id: string,
  change: Partial<Pick<CheckRow, 'score' | 'remark' | 'state' | 'appeal' | 'ruling'>>,
): Promise<QualityCheck> {
  const sets = Object.entries(change).map(([name, value]) => sql`${raw(name)} = ${value}`)
  const row = await tx.first<CheckRow>(
    sql`UPDATE messaging.quality_check SET ${join(sets)} WHERE id = ${id} RETURNING *`,
  )
  return toCheck(row as CheckRow)
}
