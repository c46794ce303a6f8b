import type { CaseEntry } from '@civitas/contract'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'
import { newId } from '../../kernel/ids.ts'
import { type Act, actTexts } from './act-texts.ts'
import type { Actor } from './publish-case.ts'

/** A line to be added to the timeline of a case. */
export interface NewEntry {
  caseId: string
  by: Actor
  act: Act
  text: string
  detail?: Record<string, unknown>
}

/** Adds a line to the timeline of a case; answers its id. */
export function insertEntry(tx: Transaction, entry: NewEntry, now: Date): string {
  const row = { id: newId(), now, ...entry, detail: entry.detail ?? {} }
  tx.add('cases.entry', row, (rows) =>
    tx.query(sql`INSERT INTO cases.entry (id, case_id, time, act, user_id, user_name, organisation_name, channel, text, detail)
      SELECT id, "caseId", now, act, (by->>'userId')::uuid, by->>'name', by->>'organisationName', by->>'channel', text, detail
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, "caseId" uuid, now timestamptz, act text,
        by jsonb, text text, detail jsonb)`),
  )
  return row.id
}

/** The last entry of an act in a case. */
export function findLastEntry(
  db: Queryable,
  caseId: string,
  act: Act,
): Promise<{ id: string; detail: unknown } | undefined> {
  return db.first(sql`SELECT id, detail FROM cases.entry WHERE case_id = ${caseId} AND act = ${act}
    ORDER BY time DESC, id DESC LIMIT 1`)
}

export async function listEntries(db: Queryable, caseId: string): Promise<CaseEntry[]> {
  const rows = await db.query<Omit<CaseEntry, 'time' | 'actText'> & { time: Date; act: Act }>(sql`
    SELECT id, time, act, user_name AS "userName", organisation_name AS "organisationName", channel, text, detail
    FROM cases.entry WHERE case_id = ${caseId} ORDER BY time, id LIMIT 1000`)
  return rows.map((row) => ({
    ...row,
    time: row.time.toISOString(),
    actText: actTexts[row.act] ?? { zh: row.act, en: row.act },
  }))
}
