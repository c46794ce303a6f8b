import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { State } from './rules.ts'

export interface ShadowRow {
  thing_id: string
  desired: State
  reported: State
  desired_version: number
  reported_version: number
  desired_time: Date | null
  reported_time: Date | null
}

export function readShadow(db: Queryable, thingIds: readonly string[]): Promise<ShadowRow[]> {
  return db.query<ShadowRow>(
    sql`SELECT * FROM sensing.shadow WHERE thing_id = ANY(${thingIds as string[]}::uuid[])`,
  )
}

/** Makes the rows where there are none and holds them, in order, until the transaction ends. */
export async function lockShadows(tx: Queryable, thingIds: readonly string[]): Promise<void> {
  const ids = [...thingIds].sort()
  await tx.query(
    sql`INSERT INTO sensing.shadow (thing_id) SELECT unnest(${ids}::uuid[]) ON CONFLICT DO NOTHING`,
  )
  await tx.query(
    sql`SELECT FROM sensing.shadow WHERE thing_id = ANY(${ids}::uuid[]) ORDER BY thing_id FOR UPDATE`,
  )
}

export async function writeDesired(tx: Queryable, thingId: string, desired: State, now: Date): Promise<void> {
  await tx.query(sql`UPDATE sensing.shadow SET desired = ${JSON.stringify(desired)}, desired_version = desired_version + 1,
    desired_time = ${now} WHERE thing_id = ${thingId}`)
}

export async function writeReported(
  tx: Queryable,
  thingId: string,
  reported: State,
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE sensing.shadow SET reported = ${JSON.stringify(reported)}, reported_version = reported_version + 1,
    reported_time = ${now} WHERE thing_id = ${thingId}`)
}
