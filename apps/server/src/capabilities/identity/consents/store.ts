import type { AskedConsent, Consent, ConsentUse, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { maskName, type SubjectKind } from '../subjects/rules.ts'

export interface ConsentRow {
  id: string
  subject_id: string
  requester_id: string
  requester: string
  purpose: string
  legal_basis: string
  data: string
  fields: string[]
  sensitive: boolean
  days: number
  state: 'asked' | 'given' | 'refused' | 'withdrawn'
  asked_by: string
  asked_time: Date
  decided_time: Date | null
  until_time: Date | null
}

export function toConsent(row: ConsentRow, now: Date): Consent {
  const isOver = row.state === 'given' && row.until_time !== null && row.until_time <= now
  return {
    ...{ id: row.id, requester: row.requester, purpose: row.purpose, legalBasis: row.legal_basis },
    ...{ data: row.data, fields: row.fields, sensitive: row.sensitive, days: row.days },
    ...{ state: isOver ? 'ended' : row.state, askedTime: row.asked_time.toISOString() },
    decidedTime: row.decided_time?.toISOString() ?? null,
    untilTime: row.until_time?.toISOString() ?? null,
  }
}

export async function insertConsent(
  db: Queryable,
  row: Omit<ConsentRow, 'decided_time' | 'until_time'>,
): Promise<void> {
  await db.query(sql`INSERT INTO identity.consent (id, subject_id, requester_id, requester, purpose, legal_basis, data,
      fields, sensitive, days, state, asked_by, asked_time)
    VALUES (${row.id}, ${row.subject_id}, ${row.requester_id}, ${row.requester}, ${row.purpose}, ${row.legal_basis},
      ${row.data}, ${row.fields}, ${row.sensitive}, ${row.days}, ${row.state}, ${row.asked_by}, ${row.asked_time})`)
}

export function findConsent(db: Queryable, id: string): Promise<ConsentRow | undefined> {
  return db.first<ConsentRow>(sql`SELECT * FROM identity.consent WHERE id = ${id}`)
}

/** What somebody asked of a subject for this data, decided or not. */
export function listConsentsFor(
  db: Queryable,
  about: { subjectId: string; requesterId: string; data: string },
): Promise<ConsentRow[]> {
  return db.query<ConsentRow>(sql`SELECT * FROM identity.consent WHERE subject_id = ${about.subjectId}
    AND requester_id = ${about.requesterId} AND data = ${about.data} ORDER BY asked_time DESC LIMIT 100`)
}

export async function changeConsent(
  db: Queryable,
  id: string,
  change: {
    state: ConsentRow['state']
    fields: string[]
    days: number
    by: string
    now: Date
    until: Date | null
  },
): Promise<void> {
  await db.query(sql`UPDATE identity.consent SET state = ${change.state}, fields = ${change.fields}, days = ${change.days},
    decided_by = ${change.by}, decided_time = ${change.now}, until_time = ${change.until} WHERE id = ${id}`)
}

type AskedRow = ConsentRow & {
  kind: SubjectKind
  subject_name: string
  number_masked: string
  uses: number
}

/** What a unit has asked for, of people it does not learn the name of by asking; one without a unit has asked for nothing. */
export async function listAsked(
  db: Queryable,
  requesterId: string | null,
  query: PageQuery & { search?: string; state?: Consent['state'] },
  now: Date,
): Promise<Page<AskedConsent>> {
  const like = query.search ? `%${query.search.replace(/[\\%_]/g, '\\$&')}%` : null
  const state = sql`(CASE WHEN c.state = 'given' AND c.until_time <= ${now} THEN 'ended' ELSE c.state END)`
  const where = sql`c.requester_id = ${requesterId} AND (${query.state ?? null}::text IS NULL OR ${state} = ${query.state ?? null})
    AND (${like}::text IS NULL OR c.data LIKE ${like} OR c.purpose LIKE ${like})`
  const rows =
    await db.query<AskedRow>(sql`SELECT c.*, s.kind, s.name AS subject_name, s.number_masked, (SELECT count(*)::int
      FROM identity.consent_use u WHERE u.consent_id = c.id AND u.allowed) AS uses
    FROM identity.consent c JOIN identity.subject s ON s.id = c.subject_id WHERE ${where}
    ORDER BY c.asked_time DESC, c.id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM identity.consent c
    WHERE ${where}`)
  const items = rows.map((row) => ({
    ...toConsent(row, now),
    ...{
      subjectName: maskName(row.kind, row.subject_name),
      subjectNumber: row.number_masked,
      uses: row.uses,
    },
  }))
  return { items, total: count?.n ?? 0 }
}

interface PageQuery {
  limit?: number
  offset?: number
}

export async function listConsents(
  db: Queryable,
  subjectId: string,
  query: PageQuery,
  now: Date,
): Promise<Page<Consent>> {
  const rows = await db.query<ConsentRow>(sql`SELECT * FROM identity.consent WHERE subject_id = ${subjectId}
    ORDER BY asked_time DESC, id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM identity.consent WHERE subject_id = ${subjectId}`,
  )
  return { items: rows.map((row) => toConsent(row, now)), total: count?.n ?? 0 }
}

export interface NewUse {
  id: string
  subjectId: string
  consentId: string | null
  requester: string
  data: string
  fields: string[]
  purpose: string
  allowed: boolean
  reason: string
  time: Date
}

export async function insertUse(db: Queryable, use: NewUse): Promise<void> {
  await db.query(sql`INSERT INTO identity.consent_use (id, subject_id, consent_id, requester, data, fields, purpose, allowed,
      reason, time)
    VALUES (${use.id}, ${use.subjectId}, ${use.consentId}, ${use.requester}, ${use.data}, ${use.fields}, ${use.purpose},
      ${use.allowed}, ${use.reason}, ${use.time})`)
}

export async function listUses(
  db: Queryable,
  subjectId: string,
  query: PageQuery,
): Promise<Page<ConsentUse>> {
  const rows = await db.query<
    Omit<ConsentUse, 'time'> & { time: Date }
  >(sql`SELECT time, requester, data, fields, allowed,
      reason FROM identity.consent_use WHERE subject_id = ${subjectId}
    ORDER BY time DESC, id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM identity.consent_use WHERE subject_id = ${subjectId}`,
  )
  return { items: rows.map((row) => ({ ...row, time: row.time.toISOString() })), total: count?.n ?? 0 }
}
