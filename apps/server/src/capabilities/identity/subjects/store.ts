import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, join, sql } from '../../../kernel/db/sql.ts'
import { isId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'
import type { Authority, SubjectKind } from './rules.ts'

export interface SubjectRow {
  id: string
  kind: SubjectKind
  name: string
  number_sealed: string | null
  number_hash: string | null
  number_masked: string
  birth_date: string | null
  assurance: 1 | 2 | 3
  assured_by: string | null
  assured_time: Date | null
  state: 'active' | 'deceased' | 'cancelled'
  state_time: Date | null
  state_reason: string | null
  created_time: Date
}

export interface NewSubject {
  id: string
  kind: SubjectKind
  name: string
  sealed: string
  hash: string
  masked: string
  birthDate: string | null
}

const columns = sql`s.id, s.kind, s.name, s.number_sealed, s.number_hash, s.number_masked, s.birth_date, s.assurance,
  s.assured_by, s.assured_time, s.state, s.state_time, s.state_reason, s.created_time`

/** Keeps new subjects; one whose number is known already stays as it is. */
export async function insertSubjects(db: Queryable, rows: readonly NewSubject[], now: Date): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map((one) => ({ ...one, grams: toGrams(one.name) }))
  await db.query(sql`INSERT INTO identity.subject (id, kind, name, number_sealed, number_hash, number_masked, birth_date,
      assurance, grams, created_time)
    SELECT id, kind, name, sealed, hash, masked, "birthDate", 1, grams, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(values)}::jsonb) AS r(id uuid, kind text, name text, sealed text, hash text,
      masked text, "birthDate" date, grams text[]) ON CONFLICT (number_hash) DO NOTHING`)
}

export function findSubject(db: Queryable, id: string): Promise<SubjectRow | undefined> {
  return db.first<SubjectRow>(sql`SELECT ${columns} FROM identity.subject s WHERE s.id = ${id}`)
}

export function findSubjects(db: Queryable, ids: readonly string[]): Promise<SubjectRow[]> {
  return db.query<SubjectRow>(
    sql`SELECT ${columns} FROM identity.subject s WHERE s.id = ANY(${ids as string[]}::uuid[])`,
  )
}

export function findSubjectByHash(db: Queryable, hash: string): Promise<SubjectRow | undefined> {
  return db.first<SubjectRow>(sql`SELECT ${columns} FROM identity.subject s WHERE s.number_hash = ${hash}`)
}

export async function countSubjects(db: Queryable, kind: SubjectKind): Promise<number> {
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*) AS n FROM identity.subject WHERE kind = ${kind} AND state = 'active'`,
  )
  return row?.n ?? 0
}

/** The person an account belongs to. */
export function findSubjectOfUser(db: Queryable, userId: string): Promise<SubjectRow | undefined> {
  return db.first<SubjectRow>(sql`SELECT ${columns} FROM identity.subject_account a
    JOIN identity.subject s ON s.id = a.subject_id WHERE a.user_id = ${userId} AND a.confirmed`)
}

export interface AccountLink {
  userId: string
  subjectId: string
  channel: string
  /** False: said by the account’s owner only. */
  confirmed: boolean
  proof: string | null
}

export async function linkAccount(db: Queryable, link: AccountLink, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO identity.subject_account (user_id, subject_id, channel, confirmed, proof, linked_time)
    VALUES (${link.userId}, ${link.subjectId}, ${link.channel}, ${link.confirmed}, ${link.proof}, ${now})
    ON CONFLICT (user_id) DO UPDATE SET subject_id = excluded.subject_id, channel = excluded.channel,
      confirmed = excluded.confirmed, proof = excluded.proof`)
}

export interface AccountRow {
  user_id: string
  account: string
  channel: string
  confirmed: boolean
  linked_time: Date
}

export function listAccounts(db: Queryable, subjectId: string): Promise<AccountRow[]> {
  return db.query<AccountRow>(sql`SELECT a.user_id, u.account, a.channel, a.confirmed, a.linked_time
    FROM identity.subject_account a JOIN identity.app_user u ON u.id = a.user_id
    WHERE a.subject_id = ${subjectId} ORDER BY a.linked_time, u.account`)
}

/** The link of an account, also while it is not confirmed. */
export function findLink(
  db: Queryable,
  userId: string,
): Promise<{ subject_id: string; confirmed: boolean } | undefined> {
  return db.first(sql`SELECT subject_id, confirmed FROM identity.subject_account WHERE user_id = ${userId}`)
}

export async function confirmLink(
  db: Queryable,
  link: { userId: string; subjectId: string; proof: string },
): Promise<boolean> {
  const row = await db.first<{ user_id: string }>(sql`UPDATE identity.subject_account SET confirmed = true,
    proof = ${link.proof} WHERE user_id = ${link.userId} AND subject_id = ${link.subjectId} RETURNING user_id`)
  return row !== undefined
}

export async function listSubjects(
  db: Queryable,
  query: { search?: string; kind?: SubjectKind; hash?: string; limit?: number; offset?: number },
): Promise<{ rows: SubjectRow[]; total: number }> {
  const where = sql`WHERE TRUE ${query.kind ? sql`AND s.kind = ${query.kind}` : empty}
    ${query.hash ? sql`AND s.number_hash = ${query.hash}` : empty} ${matches('s.grams', query.search, 's.name')}`
  const rows = await db.query<SubjectRow>(sql`SELECT ${columns} FROM identity.subject s ${where}
    ORDER BY s.created_time DESC, s.id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM identity.subject s ${where}`)
  return { rows, total: count?.n ?? 0 }
}

/** Ends a subject: of a cancelled one the name and number go, its id stays for what was recorded about it. */
export async function endSubject(
  db: Queryable,
  id: string,
  state: 'deceased' | 'cancelled',
  reason: string,
  now: Date,
): Promise<void> {
  const forgotten =
    state === 'cancelled'
      ? sql`, name = '已注销', number_sealed = NULL, number_hash = NULL, number_masked = '', birth_date = NULL, grams = '{}'`
      : empty
  await db.query(sql`UPDATE identity.subject SET state = ${state}, state_time = ${now}, state_reason = ${reason}
    ${forgotten} WHERE id = ${id}`)
  await db.query(sql`UPDATE identity.mandate SET withdrawn_time = ${now}, withdrawn_reason = ${reason}
    WHERE (subject_id = ${id} OR agent_id = ${id}) AND withdrawn_time IS NULL`)
  await db.query(sql`UPDATE identity.app_user SET disabled = true
    WHERE id IN (SELECT user_id FROM identity.subject_account WHERE subject_id = ${id})`)
  await db.query(sql`DELETE FROM identity.session
    WHERE user_id IN (SELECT user_id FROM identity.subject_account WHERE subject_id = ${id})`)
}

/** Withdraws what the former representative of an organisation gave: whoever comes gives anew. */
export async function withdrawAll(
  db: Queryable,
  subjectId: string,
  reason: string,
  now: Date,
): Promise<void> {
  await db.query(sql`UPDATE identity.mandate SET withdrawn_time = ${now}, withdrawn_reason = ${reason}
    WHERE subject_id = ${subjectId} AND authority IN ('representative', 'agent') AND withdrawn_time IS NULL`)
}

export async function assure(db: Queryable, id: string, level: 2 | 3, by: string, now: Date): Promise<void> {
  await db.query(sql`UPDATE identity.subject SET assurance = greatest(assurance, ${level}), assured_by = ${by},
    assured_time = ${now} WHERE id = ${id}`)
}

/** Accounts in use of a person, and those of everybody who may act for an organisation or a ward now. */
export async function listUsersOf(db: Queryable, subjectId: string, now: Date): Promise<string[]> {
  const rows = await db.query<{
    user_id: string
  }>(sql`SELECT DISTINCT a.user_id FROM identity.subject_account a
    JOIN identity.app_user u ON u.id = a.user_id AND NOT u.disabled
    WHERE a.confirmed AND (a.subject_id = ${subjectId} OR a.subject_id IN (SELECT m.agent_id FROM identity.mandate m
      WHERE m.subject_id = ${subjectId} AND m.withdrawn_time IS NULL AND m.from_time <= ${now}
        AND (m.until_time IS NULL OR m.until_time > ${now})))`)
  return rows.map((row) => row.user_id)
}

export interface MandateRow {
  id: string
  subject_id: string
  agent_id: string
  authority: Authority
  scenes: string[] | null
  from_time: Date
  until_time: Date | null
  proof: string
  created_time: Date
  withdrawn_time: Date | null
  withdrawn_reason: string | null
}

export interface NewMandate {
  id: string
  subjectId: string
  agentId: string
  authority: Authority
  scenes: string[] | null
  from: Date
  until: Date | null
  proof: string
  grantedBy: string | null
}

export async function insertMandates(db: Queryable, rows: readonly NewMandate[], now: Date): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map(
    (
      one,
    ) => sql`(${one.id}::uuid, ${one.subjectId}::uuid, ${one.agentId}::uuid, ${one.authority}, ${one.scenes}::text[],
      ${one.from}::timestamptz, ${one.until}::timestamptz, ${one.proof}, ${one.grantedBy}::uuid, ${now}::timestamptz)`,
  )
  await db.query(sql`INSERT INTO identity.mandate (id, subject_id, agent_id, authority, scenes, from_time, until_time,
    proof, granted_by, created_time) VALUES ${join(values)}`)
}

/** A mandate with the names of both sides. */
export interface NamedMandate extends MandateRow {
  subject_name: string
  agent_name: string
}

const named = sql`SELECT m.*, s.name AS subject_name, a.name AS agent_name FROM identity.mandate m
  JOIN identity.subject s ON s.id = m.subject_id JOIN identity.subject a ON a.id = m.agent_id`

export function findMandate(db: Queryable, id: string): Promise<NamedMandate | undefined> {
  return db.first<NamedMandate>(sql`${named} WHERE m.id = ${id}`)
}

/** For whom a session acts: its choice and whether it made one; and whether the account is one of a firm. */
export function findSessionChoice(
  db: Queryable,
  principal: { userId: string; sessionId: string },
): Promise<{ mandate_id: string | null; chosen: boolean; of_firm: boolean } | undefined> {
  const sessionId = isId(principal.sessionId) ? principal.sessionId : null
  return db.first(sql`SELECT s.mandate_id, coalesce(s.mandate_chosen, false) AS chosen, 'firm' = ANY(u.roles) AS of_firm
    FROM identity.app_user u LEFT JOIN identity.session s ON s.id = ${sessionId}::uuid AND s.user_id = u.id
    WHERE u.id = ${principal.userId}`)
}

/** What a person may act under now, the oldest first. */
export function listMandatesOfAgent(db: Queryable, agentId: string, now: Date): Promise<NamedMandate[]> {
  return db.query<NamedMandate>(sql`${named}
    WHERE m.agent_id = ${agentId} AND m.withdrawn_time IS NULL AND m.from_time <= ${now}
      AND (m.until_time IS NULL OR m.until_time > ${now}) ORDER BY m.created_time, m.id`)
}

/** What was given over a subject, also what ended, the newest first. */
export function listMandatesFor(db: Queryable, subjectId: string): Promise<NamedMandate[]> {
  return db.query<NamedMandate>(sql`${named} WHERE m.subject_id = ${subjectId} OR m.agent_id = ${subjectId}
    ORDER BY m.created_time DESC, m.id LIMIT 200`)
}

export async function withdrawMandate(db: Queryable, id: string, reason: string, now: Date): Promise<void> {
  await db.query(sql`UPDATE identity.mandate SET withdrawn_time = ${now}, withdrawn_reason = ${reason}
    WHERE id = ${id} AND withdrawn_time IS NULL`)
}

export async function chooseMandate(
  db: Queryable,
  sessionId: string,
  mandateId: string | null,
): Promise<void> {
  await db.query(sql`UPDATE identity.session SET mandate_id = ${mandateId}, mandate_chosen = true
    WHERE id = ${sessionId}`)
}
