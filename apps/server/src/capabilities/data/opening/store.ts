import type { OpenColumn, Opening, OpeningFinding, OpeningState, OpeningStep, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { matches } from '../../../kernel/search.ts'

export interface OpeningRow {
  id: string
  dataset_id: string
  dataset_name: string
  organisation_id: string
  opening: Opening['opening']
  conditions: string | null
  licence: string
  columns: OpenColumn[]
  state: OpeningState
  findings: OpeningFinding[]
  user_id: string | null
  user_name: string
  created_time: Date
  reviews: Array<Opening['reviews'][number] & { userId: string | null }>
}

const columns = sql`o.id, o.dataset_id, d.name AS dataset_name, d.organisation_id, o.opening, o.conditions, o.licence, o.columns,
  o.state, o.findings, o.user_id, o.user_name, o.created_time,
  coalesce((SELECT jsonb_agg(jsonb_build_object('step', r.step, 'decision', r.decision, 'reason', r.reason,
      'userId', r.user_id, 'userName', r.user_name, 'time', r.time) ORDER BY r.time)
    FROM data.opening_review r WHERE r.opening_id = o.id), '[]'::jsonb) AS reviews`

export interface OpeningFilter {
  state?: string
  dataset?: string
  search?: string
  limit?: number
  offset?: number
}

/** Proposals of an organisation, or of all for who reviews them. */
export async function listOpenings(
  db: Queryable,
  filter: OpeningFilter,
  eyes: { all: boolean; organisationId: string | null },
): Promise<Page<OpeningRow>> {
  const where = sql`WHERE ${eyes.all ? sql`TRUE` : sql`d.organisation_id = ${eyes.organisationId}`}
    ${filter.state ? sql`AND o.state = ${filter.state}` : empty}
    ${filter.dataset ? sql`AND o.dataset_id = ${filter.dataset}` : empty} ${matches('d.grams', filter.search, 'd.name')}`
  const [items, count] = await Promise.all([
    db.query<OpeningRow>(sql`SELECT ${columns} FROM data.opening o JOIN data.dataset d ON d.id = o.dataset_id ${where}
      ORDER BY o.created_time DESC, o.id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM data.opening o JOIN data.dataset d ON d.id = o.dataset_id ${where}`,
    ),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findOpening(
  db: Queryable,
  id: string,
  options: { lock?: boolean } = {},
): Promise<OpeningRow | undefined> {
  return db.first<OpeningRow>(sql`SELECT ${columns} FROM data.opening o JOIN data.dataset d ON d.id = o.dataset_id
    WHERE o.id = ${id} ${options.lock ? sql`FOR UPDATE OF o` : empty}`)
}

export type NewOpening = Omit<OpeningRow, 'dataset_name' | 'organisation_id' | 'reviews'>

export async function insertOpening(tx: Queryable, one: NewOpening): Promise<OpeningRow> {
  await tx.query(sql`INSERT INTO data.opening (id, dataset_id, opening, conditions, licence, columns, state, findings, user_id,
      user_name, created_time)
    VALUES (${one.id}, ${one.dataset_id}, ${one.opening}, ${one.conditions}, ${one.licence}, ${JSON.stringify(one.columns)},
      ${one.state}, ${JSON.stringify(one.findings)}, ${one.user_id}, ${one.user_name}, ${one.created_time})`)
  return (await findOpening(tx, one.id)) as OpeningRow
}

export interface NewReview {
  step: OpeningStep
  decision: 'approve' | 'refuse'
  reason: string | null
  userId: string | null
  userName: string
}

export async function insertReview(
  tx: Queryable,
  openingId: string,
  one: NewReview,
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO data.opening_review (opening_id, step, decision, reason, user_id, user_name, time)
    VALUES (${openingId}, ${one.step}, ${one.decision}, ${one.reason}, ${one.userId}, ${one.userName}, ${now})`)
}

export async function setOpeningState(tx: Queryable, id: string, state: OpeningState): Promise<void> {
  await tx.query(sql`UPDATE data.opening SET state = ${state} WHERE id = ${id}`)
}

/** Puts a dataset on the open site, or anew with what a later proposal says. */
export async function putOpen(
  tx: Queryable,
  one: { datasetId: string; name: string; openingId: string },
  now: Date,
) {
  await tx.query(sql`UPDATE data.opening SET state = 'replaced'
    WHERE dataset_id = ${one.datasetId} AND state = 'published' AND id <> ${one.openingId}`)
  await tx.query(sql`INSERT INTO data.open_dataset (dataset_id, name, opening_id, opened_time)
    VALUES (${one.datasetId}, ${one.name}, ${one.openingId}, ${now})
    ON CONFLICT (dataset_id) DO UPDATE SET opening_id = excluded.opening_id, withdrawn_time = NULL, withdrawn_reason = NULL`)
}

export async function withdrawOpen(
  tx: Queryable,
  datasetId: string,
  reason: string,
  now: Date,
): Promise<boolean> {
  const row =
    await tx.first(sql`UPDATE data.open_dataset SET withdrawn_time = ${now}, withdrawn_reason = ${reason}
    WHERE dataset_id = ${datasetId} AND withdrawn_time IS NULL RETURNING dataset_id`)
  await tx.query(
    sql`UPDATE data.opening SET state = 'withdrawn' WHERE dataset_id = ${datasetId} AND state = 'published'`,
  )
  return row !== undefined
}

interface RateRow {
  organisation_id: string
  open: number
  allowed: number
}

/** What is open and what may be, of each organisation. */
export function countOpen(db: Queryable): Promise<RateRow[]> {
  return db.query<RateRow>(sql`SELECT d.organisation_id, count(o.dataset_id)::int AS open, count(*)::int AS allowed
    FROM data.dataset d LEFT JOIN data.open_dataset o ON o.dataset_id = d.id AND o.withdrawn_time IS NULL
    WHERE d.state = 'published' AND (d.grade IS NULL OR d.grade NOT IN ('important', 'core'))
      AND (d.opening <> 'none' OR o.dataset_id IS NOT NULL)
    GROUP BY d.organisation_id ORDER BY 3 DESC, 1`)
}

/** An open dataset that is late and whose owner has not been told of it; held until the transaction ends. */
export function takeLate(
  tx: Queryable,
  now: Date,
): Promise<{ id: string; name: string; organisation_id: string; overdue_time: Date } | undefined> {
  return tx.first(sql`SELECT d.id, d.name, d.organisation_id, d.overdue_time
    FROM data.open_dataset o JOIN data.dataset d ON d.id = o.dataset_id
    WHERE o.withdrawn_time IS NULL AND d.state = 'published' AND d.overdue_time < ${now}
      AND o.late_told IS DISTINCT FROM d.overdue_time
    ORDER BY d.overdue_time LIMIT 1 FOR UPDATE OF o SKIP LOCKED`)
}

export async function setLateTold(tx: Queryable, datasetId: string, overdueTime: Date): Promise<void> {
  await tx.query(sql`UPDATE data.open_dataset SET late_told = ${overdueTime} WHERE dataset_id = ${datasetId}`)
}
