import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export interface QueryRow {
  organisation_name: string
  purpose: string
  way: string
  time: Date
}

export async function insertQuery(
  db: Queryable,
  one: {
    subjectId: string
    organisationName: string
    userName: string
    purpose: string
    way: string
    now: Date
  },
): Promise<void> {
  await db.query(sql`INSERT INTO services.credit_query (id, subject_id, organisation_name, user_name, purpose, way, time)
    VALUES (${newId()}, ${one.subjectId}, ${one.organisationName}, ${one.userName}, ${one.purpose}, ${one.way}, ${one.now})`)
}

export function listQueries(db: Queryable, subjectId: string): Promise<QueryRow[]> {
  return db.query<QueryRow>(sql`SELECT organisation_name, purpose, way, time FROM services.credit_query
    WHERE subject_id = ${subjectId} ORDER BY time DESC LIMIT 100`)
}

export async function insertAuthorisation(
  db: Queryable,
  one: { code: string; subjectId: string; toName: string; purpose: string; until: Date; now: Date },
): Promise<void> {
  await db.query(sql`INSERT INTO services.credit_authorisation (code, subject_id, to_name, purpose, until_time, created_time)
    VALUES (${one.code}, ${one.subjectId}, ${one.toName}, ${one.purpose}, ${one.until}, ${one.now})`)
}

export function findAuthorisation(
  db: Queryable,
  code: string,
): Promise<{ subject_id: string; to_name: string; purpose: string; until_time: Date } | undefined> {
  return db.first(
    sql`SELECT subject_id, to_name, purpose, until_time FROM services.credit_authorisation WHERE code = ${code}`,
  )
}

export async function hasConsent(db: Queryable, subjectId: string): Promise<boolean> {
  return Boolean(
    await db.first(sql`SELECT 1 AS one FROM services.credit_consent WHERE subject_id = ${subjectId}`),
  )
}

export async function setConsent(
  db: Queryable,
  subjectId: string,
  agreed: boolean,
  now: Date,
): Promise<void> {
  if (agreed)
    await db.query(sql`INSERT INTO services.credit_consent (subject_id, since) VALUES (${subjectId}, ${now})
      ON CONFLICT (subject_id) DO NOTHING`)
  else await db.query(sql`DELETE FROM services.credit_consent WHERE subject_id = ${subjectId}`)
}

export interface MeasureUseRow {
  id: string
  subject_id: string
  subject_name: string
  use: string
  verdict: string
  measures: string[]
  organisation_name: string
  reference: string | null
  taken: string | null
  time: Date
}

export async function insertMeasureUse(db: Queryable, row: MeasureUseRow): Promise<void> {
  await db.query(sql`INSERT INTO services.credit_measure_use (id, subject_id, subject_name, use, verdict, measures,
      organisation_name, reference, taken, time)
    VALUES (${row.id}, ${row.subject_id}, ${row.subject_name}, ${row.use}, ${row.verdict}, ${row.measures},
      ${row.organisation_name}, ${row.reference}, ${row.taken}, ${row.time})`)
}

export async function listMeasureUses(db: Queryable, page: { limit?: number; offset?: number }) {
  const items = await db.query<MeasureUseRow>(sql`SELECT * FROM services.credit_measure_use
    ORDER BY time DESC, id LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*) AS n FROM (SELECT 1 FROM services.credit_measure_use LIMIT 100000) AS bounded`,
  )
  return { items, total: row?.n ?? 0 }
}
