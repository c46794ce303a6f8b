import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

export interface RunRow {
  id: string
  purpose: string
  version: number
  total: number
  done: number
  failed: number
  failure: string | null
  by_name: string
  started_time: Date
  finished_time: Date | null
}

export async function insertRun(
  tx: Queryable,
  run: Pick<RunRow, 'id' | 'purpose' | 'version' | 'total' | 'by_name' | 'started_time'>,
): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO identity.reseal_run (id, purpose, version, total, by_name, started_time)
    VALUES (${run.id}, ${run.purpose}, ${run.version}, ${run.total}, ${run.by_name}, ${run.started_time})
    ON CONFLICT DO NOTHING RETURNING 1 AS one`)
  return rows.length > 0
}

export function listLatestRuns(db: Queryable): Promise<RunRow[]> {
  return db.query<RunRow>(sql`SELECT DISTINCT ON (purpose) * FROM identity.reseal_run
    ORDER BY purpose, started_time DESC`)
}

/** The oldest open run, for this transaction alone. */
export function takeRun(tx: Transaction): Promise<RunRow | undefined> {
  return tx.first<RunRow>(sql`SELECT * FROM identity.reseal_run WHERE finished_time IS NULL
    ORDER BY started_time LIMIT 1 FOR UPDATE SKIP LOCKED`)
}

export async function addDone(tx: Transaction, id: string, done: number): Promise<void> {
  await tx.query(sql`UPDATE identity.reseal_run SET done = done + ${done} WHERE id = ${id}`)
}

export async function finishRun(
  tx: Transaction,
  id: string,
  { failed, failure, now }: { failed: number; failure: string | null; now: Date },
): Promise<void> {
  await tx.query(sql`UPDATE identity.reseal_run SET finished_time = ${now}, failed = ${failed}, failure = ${failure}
    WHERE id = ${id}`)
}
