import type { Disclosure, DisclosureAnswer, DisclosureState, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface DisclosureRow {
  id: string
  number: string
  user_id: string
  applicant: string
  contact: string
  organisation_id: string
  subject: string
  description: string
  form: Disclosure['form']
  state: DisclosureState
  received_time: Date
  due_time: Date
  paused_time: Date | null
  extended_days: number
  answer_kind: DisclosureAnswer | null
  answer: string | null
  answered_time: Date | null
  fee_yuan: string
  disputes: Disclosure['disputes']
  steps: Disclosure['steps']
}

const columns = sql`id, number, user_id, applicant, contact, organisation_id, subject, description, form, state, received_time, due_time,
  paused_time, extended_days, answer_kind, answer, answered_time, fee_yuan, disputes, steps`

/** Whose requests are listed: those a person made, those of an organisation, or all. */
export type Eyes = { userId: string } | { organisationId: string | null } | 'all'

export async function listRequests(
  db: Queryable,
  query: { state?: string; search?: string; limit?: number; offset?: number },
  eyes: Eyes,
): Promise<Page<DisclosureRow>> {
  const whose =
    eyes === 'all'
      ? sql`TRUE`
      : 'userId' in eyes
        ? sql`user_id = ${eyes.userId}`
        : sql`organisation_id = ${eyes.organisationId}`
  const where = sql`WHERE ${whose} ${query.state ? sql`AND state = ${query.state}` : empty}
    ${query.search ? sql`AND (subject ILIKE ${`%${query.search}%`} OR number = ${query.search})` : empty}`
  const items = await db.query<DisclosureRow>(sql`SELECT ${columns} FROM services.disclosure_request ${where}
    ORDER BY received_time DESC, id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.disclosure_request ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export function lockRequest(tx: Queryable, id: string): Promise<DisclosureRow | undefined> {
  return tx.first<DisclosureRow>(
    sql`SELECT ${columns} FROM services.disclosure_request WHERE id = ${id} FOR UPDATE`,
  )
}

type NewRequest = Pick<
  DisclosureRow,
  | 'id'
  | 'number'
  | 'user_id'
  | 'applicant'
  | 'contact'
  | 'organisation_id'
  | 'subject'
  | 'description'
  | 'form'
> &
  Pick<DisclosureRow, 'received_time' | 'due_time' | 'steps'>

export async function insertRequest(tx: Queryable, one: NewRequest): Promise<void> {
  await tx.query(sql`INSERT INTO services.disclosure_request (id, number, user_id, applicant, contact, organisation_id, subject,
      description, form, state, received_time, due_time, steps)
    VALUES (${one.id}, ${one.number}, ${one.user_id}, ${one.applicant}, ${one.contact}, ${one.organisation_id}, ${one.subject},
      ${one.description}, ${one.form}, 'received', ${one.received_time}, ${one.due_time}, ${JSON.stringify(one.steps)})`)
}

export async function saveRequest(tx: Queryable, row: DisclosureRow): Promise<void> {
  await tx.query(sql`UPDATE services.disclosure_request SET state = ${row.state}, due_time = ${row.due_time},
    paused_time = ${row.paused_time}, extended_days = ${row.extended_days}, answer_kind = ${row.answer_kind}, answer = ${row.answer},
    answered_time = ${row.answered_time}, fee_yuan = ${row.fee_yuan}, disputes = ${JSON.stringify(row.disputes)},
    steps = ${JSON.stringify(row.steps)} WHERE id = ${row.id}`)
}

/** A request that is due soon and whose unit was not reminded; held until the transaction ends. */
export async function takeToRemind(
  tx: Queryable,
  before: Date,
  now: Date,
): Promise<DisclosureRow | undefined> {
  const row = await tx.first<DisclosureRow>(sql`SELECT ${columns} FROM services.disclosure_request
    WHERE answered_time IS NULL AND state = 'received' AND reminded_time IS NULL AND due_time <= ${before}
    ORDER BY due_time LIMIT 1 FOR UPDATE SKIP LOCKED`)
  if (row)
    await tx.query(sql`UPDATE services.disclosure_request SET reminded_time = ${now} WHERE id = ${row.id}`)
  return row
}

export interface YearRow {
  received: number
  carried: number
  in_time: number
  late: number
  pending: number
  reviews: number
  litigation: number
  published: number
}

/** Counts of a year between two instants. */
export async function countYear(
  db: Queryable,
  from: Date,
  to: Date,
): Promise<YearRow & { answered: { kind: DisclosureAnswer; count: number }[] }> {
  const row = (await db.first<YearRow>(sql`SELECT
    count(*) FILTER (WHERE received_time >= ${from} AND received_time < ${to})::int AS received,
    count(*) FILTER (WHERE received_time < ${from} AND (answered_time IS NULL OR answered_time >= ${from}))::int AS carried,
    count(*) FILTER (WHERE answered_time >= ${from} AND answered_time < ${to} AND answered_time <= due_time)::int AS in_time,
    count(*) FILTER (WHERE answered_time >= ${from} AND answered_time < ${to} AND answered_time > due_time)::int AS late,
    count(*) FILTER (WHERE received_time < ${to} AND (answered_time IS NULL OR answered_time >= ${to}))::int AS pending,
    coalesce(sum((SELECT count(*) FROM jsonb_array_elements(disputes) d WHERE d->>'kind' = 'review'
      AND (d->>'time')::timestamptz >= ${from} AND (d->>'time')::timestamptz < ${to})), 0)::int AS reviews,
    coalesce(sum((SELECT count(*) FROM jsonb_array_elements(disputes) d WHERE d->>'kind' = 'litigation'
      AND (d->>'time')::timestamptz >= ${from} AND (d->>'time')::timestamptz < ${to})), 0)::int AS litigation,
    (SELECT count(*)::int FROM services.article WHERE published_time >= ${from} AND published_time < ${to}) AS published
    FROM services.disclosure_request`)) as YearRow
  const answered = await db.query<{
    kind: DisclosureAnswer
    count: number
  }>(sql`SELECT answer_kind AS kind, count(*)::int AS count
    FROM services.disclosure_request WHERE answered_time >= ${from} AND answered_time < ${to} GROUP BY 1 ORDER BY 2 DESC`)
  return { ...row, answered }
}
