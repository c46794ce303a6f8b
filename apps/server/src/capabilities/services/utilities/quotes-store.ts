import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

export interface QuoteRow {
  ordinal: number
  fen: string | number
  text: string
  given_time: Date
  accepted: boolean | null
}

export function toQuote({ fen, text, given_time, accepted }: QuoteRow) {
  return { fen: Number(fen), text, givenTime: given_time.toISOString(), accepted }
}

export async function insertQuote(
  tx: Queryable,
  q: { applicationId: string; fen: number; text: string; by: string; now: Date },
): Promise<void> {
  await tx.query(sql`INSERT INTO services.application_quote (application_id, ordinal, fen, text, given_by, given_time)
    SELECT ${q.applicationId}, coalesce(max(ordinal), 0) + 1, ${q.fen}, ${q.text}, ${q.by}, ${q.now}
    FROM services.application_quote WHERE application_id = ${q.applicationId}`)
}

export async function answerOpenQuote(
  tx: Queryable,
  applicationId: string,
  { accepted, now }: { accepted: boolean; now: Date },
): Promise<boolean> {
  const rows =
    await tx.query(sql`UPDATE services.application_quote SET accepted = ${accepted}, answered_time = ${now}
    WHERE application_id = ${applicationId} AND accepted IS NULL RETURNING ordinal`)
  return rows.length > 0
}

/** Figures of the items of utilities: what was connected, how long the firm took, at what price. */
export function readFigures(db: Queryable, codes: readonly string[]) {
  return db.query<{ code: string; connected: number; days: number | null; fen: number | null }>(sql`
    SELECT i.code, count(a.id)::int AS connected, avg(a.used_days)::float8 AS days,
      avg((SELECT q.fen FROM services.application_quote q WHERE q.application_id = a.id AND q.accepted
        ORDER BY q.ordinal DESC LIMIT 1))::float8 AS fen
    FROM services.item i LEFT JOIN services.application a ON a.item_id = i.id AND a.state IN ('granted', 'delivered')
    WHERE i.code = ANY(${codes as string[]}) GROUP BY i.code`)
}
