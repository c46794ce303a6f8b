import type { RightHolder, RightKind, RightOutcome } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface HolderRow extends Omit<RightHolder, 'organisationName'> {
  organisationId: string
  field: string
}

export interface RequestRow {
  id: string
  number: string
  kind: RightKind
  user_id: string
  token: string
  note: string
  asked_time: Date
  due_time: Date
  answered_time: Date | null
  answer: string | null
  holders: HolderRow[]
}

const holders = (
  of: Sql = empty,
) => sql`coalesce((SELECT jsonb_agg(jsonb_build_object('datasetId', h.dataset_id, 'datasetName',
    d.name, 'organisationId', h.organisation_id, 'field', h.field, 'rows', h.rows, 'outcome', h.outcome, 'basis', h.basis,
    'copies', h.copies, 'answeredTime', h.answered_time) ORDER BY d.name, d.id)
  FROM data.right_holder h JOIN data.dataset d ON d.id = h.dataset_id WHERE h.request_id = r.id ${of}), '[]') AS holders`
const columns = sql`r.id, r.number, r.kind, r.user_id, r.token, r.note, r.asked_time, r.due_time, r.answered_time, r.answer`

export interface NewRequest {
  id: string
  number: string
  kind: RightKind
  userId: string
  userName: string
  token: string
  note: string
  now: Date
  due: Date
  holders: ReadonlyArray<{ datasetId: string; organisationId: string; field: string; rows: number }>
}

export async function insertRequest(tx: Queryable, one: NewRequest): Promise<void> {
  await tx.query(sql`INSERT INTO data.right_request (id, number, kind, user_id, user_name, token, note, asked_time, due_time)
    VALUES (${one.id}, ${one.number}, ${one.kind}, ${one.userId}, ${one.userName}, ${one.token}, ${one.note}, ${one.now},
      ${one.due})`)
  await tx.query(sql`INSERT INTO data.right_holder (request_id, dataset_id, organisation_id, field, rows)
    SELECT ${one.id}, h."datasetId", h."organisationId", h.field, h.rows
    FROM jsonb_to_recordset(${JSON.stringify(one.holders)}::jsonb) AS h("datasetId" uuid, "organisationId" uuid, field text, rows bigint)`)
}

/** The next number of a day: `GQ20250603-0001`. */
export async function nextNumber(tx: Queryable, day: string): Promise<string> {
  const head = `GQ${day.replaceAll('-', '')}-`
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtextextended(${head}, 7))`)
  const row = await tx.first<{ n: number }>(
    sql`SELECT coalesce(max(right(number, 4)::int), 0)::int + 1 AS n FROM data.right_request WHERE number LIKE ${`${head}%`}`,
  )
  return `${head}${String(row?.n ?? 1).padStart(4, '0')}`
}

export function findRequest(
  db: Queryable,
  id: string,
  { lock }: { lock?: boolean } = {},
): Promise<RequestRow | undefined> {
  return db.first<RequestRow>(
    sql`SELECT ${columns}, ${holders()} FROM data.right_request r WHERE r.id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

interface PageAsk {
  limit?: number
  offset?: number
}

export function listOf(db: Queryable, userId: string, page: PageAsk) {
  return listWhere(db, sql`WHERE r.user_id = ${userId}`, holders(), page)
}

/** Requests one organisation, or anyone, has to answer for; with the tables of that organisation only. */
export function listFor(
  db: Queryable,
  organisationId: string | null | 'all',
  { state, ...page }: PageAsk & { state?: 'open' | 'answered' },
) {
  const own = organisationId === 'all' ? empty : sql`AND h.organisation_id = ${organisationId}`
  const open = state === 'open' ? sql`AND r.answered_time IS NULL` : empty
  const answered = state === 'answered' ? sql`AND r.answered_time IS NOT NULL` : empty
  const mine =
    organisationId === 'all'
      ? empty
      : sql`AND EXISTS (SELECT FROM data.right_holder h WHERE h.request_id = r.id ${own})`
  return listWhere(db, sql`WHERE TRUE ${open} ${answered} ${mine}`, holders(own), page)
}

async function listWhere(db: Queryable, where: Sql, held: Sql, { limit = 50, offset = 0 }: PageAsk) {
  const [items, count] = await Promise.all([
    db.query<RequestRow>(sql`SELECT ${columns}, ${held} FROM data.right_request r ${where}
      ORDER BY r.asked_time DESC, r.id DESC LIMIT ${limit} OFFSET ${offset}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.right_request r ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export interface HolderAnswer {
  outcome: RightOutcome
  basis: string | null
  copies: number
  by: string
  now: Date
}

export async function answerHolder(
  tx: Queryable,
  id: string,
  datasetId: string,
  given: HolderAnswer,
): Promise<void> {
  await tx.query(sql`UPDATE data.right_holder SET outcome = ${given.outcome}, basis = ${given.basis}, copies = ${given.copies},
    answered_by = ${given.by}, answered_time = ${given.now} WHERE request_id = ${id} AND dataset_id = ${datasetId}`)
}

export async function closeRequest(tx: Queryable, id: string, answer: string, now: Date): Promise<void> {
  await tx.query(
    sql`UPDATE data.right_request SET answered_time = ${now}, answer = ${answer} WHERE id = ${id}`,
  )
}

/** Published tables with a citizen id in them. */
export function listTablesOfPersons(
  db: Queryable,
): Promise<Array<{ id: string; name: string; organisation_id: string; version_id: string; field: string }>> {
  return db.query(sql`SELECT d.id, d.name, d.organisation_id, d.version_id, f.name AS field
    FROM data.dataset d JOIN data.field f ON f.dataset_id = d.id AND f.sensitive = 'citizen-id'
    WHERE d.version_id IS NOT NULL AND d.state <> 'withdrawn' ORDER BY d.name, d.id, f.ordinal`)
}

export async function findToken(db: Queryable, userId: string): Promise<string | undefined> {
  const row = await db.first<{ token: string }>(
    sql`SELECT token FROM data.person_account WHERE user_id = ${userId}`,
  )
  return row?.token
}

/** Organisations that hold grants on a table, and so perhaps copies of it. */
export function listReceivers(db: Queryable, datasetId: string): Promise<Array<{ id: string }>> {
  return db.query(
    sql`SELECT DISTINCT organisation_id AS id FROM data.grant_of_use WHERE dataset_id = ${datasetId}`,
  )
}

/** Requests past their time nobody was told of. */
export function takeLate(
  tx: Queryable,
  now: Date,
): Promise<Array<{ id: string; number: string; organisations: string[] }>> {
  return tx.query(sql`UPDATE data.right_request r SET told_late = ${now}
    WHERE r.answered_time IS NULL AND r.told_late IS NULL AND r.due_time < ${now}
    RETURNING r.id, r.number, (SELECT array_agg(DISTINCT h.organisation_id::text) FROM data.right_holder h
      WHERE h.request_id = r.id AND h.outcome IS NULL) AS organisations`)
}
