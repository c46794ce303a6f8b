import type { DataReview, DatasetLink, ReviewKind } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export interface ReviewRow {
  id: string
  kind: ReviewKind
  dataset_id: string
  code: string
  name: string
  organisation_id: string
  item: string | null
  /** The item in words: of the element it follows, or as it is written. */
  item_name: string | null
  revision: number | null
  step: DataReview['step']
  state: DataReview['state']
  reason: string
  user_id: string | null
  user_name: string | null
  created_time: Date
  decided_time: Date | null
  decided_by: string | null
  note: string | null
}

const columns = sql`r.id, r.kind, r.dataset_id, d.code, d.name, d.organisation_id, r.item,
  coalesce((SELECT e.name FROM data.element e WHERE e.code = r.item), r.item) AS item_name, r.revision, r.step, r.state,
  r.reason, r.user_id, r.user_name, r.created_time, r.decided_time, r.decided_by, r.note`

export type NewReview = Pick<ReviewRow, 'kind' | 'dataset_id' | 'step' | 'reason'> &
  Partial<Pick<ReviewRow, 'item' | 'revision' | 'user_id' | 'user_name'>>

export async function insertReview(tx: Queryable, r: NewReview, now: Date): Promise<string> {
  const id = newId()
  await tx.query(sql`INSERT INTO data.review (id, kind, dataset_id, item, revision, step, reason, user_id, user_name,
      created_time)
    VALUES (${id}, ${r.kind}, ${r.dataset_id}, ${r.item ?? null}, ${r.revision ?? null}, ${r.step}, ${r.reason},
      ${r.user_id ?? null}, ${r.user_name ?? null}, ${now})`)
  return id
}

export function findReview(db: Queryable, id: string, lock = false): Promise<ReviewRow | undefined> {
  return db.first<ReviewRow>(sql`SELECT ${columns} FROM data.review r JOIN data.dataset d ON d.id = r.dataset_id
    WHERE r.id = ${id} ${lock ? sql`FOR UPDATE OF r` : empty}`)
}

/** Reviews of one’s own organisation; all of them for who reviews. A question of source concerns every claimant. */
function concerns(principal: Principal): Sql {
  if (hasPermission(principal, 'data.review') || hasPermission(principal, 'data.govern')) return sql`TRUE`
  const own = principal.organisationId
  return sql`(d.organisation_id = ${own} OR (r.kind = 'source' AND EXISTS (SELECT FROM data.field f
    JOIN data.dataset o ON o.id = f.dataset_id
    WHERE coalesce(f.element, f.title) = r.item AND NOT f.is_key AND o.organisation_id = ${own})))`
}

export async function listReviews(
  db: Queryable,
  filter: { kind?: string; state?: string; datasetId?: string; limit?: number; offset?: number },
  principal: Principal,
): Promise<{ items: ReviewRow[]; total: number }> {
  const from = sql`FROM data.review r JOIN data.dataset d ON d.id = r.dataset_id WHERE ${concerns(principal)}
    ${filter.kind ? sql`AND r.kind = ${filter.kind}` : empty} ${filter.state ? sql`AND r.state = ${filter.state}` : empty}
    ${filter.datasetId ? sql`AND r.dataset_id = ${filter.datasetId}` : empty}`
  const [items, count] = await Promise.all([
    db.query<ReviewRow>(sql`SELECT ${columns} ${from} ORDER BY r.created_time DESC, r.id DESC
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function closeReview(
  tx: Queryable,
  id: string,
  done: { state: DataReview['state']; note: string | null; by: string; now: Date },
): Promise<void> {
  await tx.query(sql`UPDATE data.review SET state = ${done.state}, note = ${done.note}, decided_by = ${done.by},
    decided_time = ${done.now} WHERE id = ${id}`)
}

export async function moveReview(tx: Queryable, id: string, step: DataReview['step']): Promise<void> {
  await tx.query(sql`UPDATE data.review SET step = ${step} WHERE id = ${id}`)
}

/** Closes what a dataset waits for, of one kind. */
export async function closeReviewsOf(
  tx: Queryable,
  datasetId: string,
  kind: ReviewKind,
  done: { state: DataReview['state']; note: string | null; by: string; now: Date },
): Promise<void> {
  await tx.query(sql`UPDATE data.review SET state = ${done.state}, note = ${done.note}, decided_by = ${done.by},
    decided_time = ${done.now} WHERE dataset_id = ${datasetId} AND kind = ${kind} AND state = 'open'`)
}

/** Items of a dataset that another organisation registers too, with what has been decided of each. */
export interface ClaimRow {
  field: string
  title: string
  item: string
  item_name: string
  state: 'pending' | 'decided' | null
  source: string | null
  others: boolean
}

export function readClaims(db: Queryable, datasetId: string): Promise<ClaimRow[]> {
  return db.query<ClaimRow>(sql`SELECT f.name AS field, f.title, coalesce(f.element, f.title) AS item,
      coalesce((SELECT n.name FROM data.element n WHERE n.code = f.element), f.title) AS item_name, s.state,
      s.organisation_id AS source, EXISTS (SELECT FROM data.field o JOIN data.dataset e ON e.id = o.dataset_id
        WHERE coalesce(o.element, o.title) = coalesce(f.element, f.title) AND NOT o.is_key
          AND e.organisation_id <> d.organisation_id AND e.state IN ('in-review', 'published')) AS others
    FROM data.field f JOIN data.dataset d ON d.id = f.dataset_id
    LEFT JOIN data.item_source s ON s.item = coalesce(f.element, f.title)
    WHERE f.dataset_id = ${datasetId} AND NOT f.is_key ORDER BY f.ordinal`)
}

export async function listClaimants(db: Queryable, item: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`SELECT DISTINCT d.organisation_id AS id FROM data.field f
    JOIN data.dataset d ON d.id = f.dataset_id WHERE coalesce(f.element, f.title) = ${item} AND NOT f.is_key
    AND d.state IN ('in-review', 'published')`)
  return rows.map((row) => row.id)
}

/** Opens the question of an item’s source; false when it has been opened before. */
export async function openQuestion(tx: Queryable, item: string, now: Date): Promise<boolean> {
  const row = await tx.first<{ item: string }>(sql`INSERT INTO data.item_source (item, state, opened_time)
    VALUES (${item}, 'pending', ${now}) ON CONFLICT DO NOTHING RETURNING item`)
  return row !== undefined
}

export async function decideSource(
  tx: Queryable,
  item: string,
  done: { organisationId: string; by: string; note: string | null; now: Date },
): Promise<void> {
  await tx.query(sql`UPDATE data.item_source SET state = 'decided', organisation_id = ${done.organisationId},
    decided_by = ${done.by}, decided_time = ${done.now}, note = ${done.note} WHERE item = ${item}`)
}

export function readRevisions(
  db: Queryable,
  datasetId: string,
  page: { limit?: number; offset?: number },
): Promise<Array<{ revision: number; time: Date; user_name: string | null; state: string; n: number }>> {
  return db.query(sql`SELECT revision, time, user_name, body ->> 'state' AS state, count(*) OVER ()::int AS n
    FROM data.dataset_revision WHERE dataset_id = ${datasetId} ORDER BY revision DESC
    LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
}

export async function readRevision(db: Queryable, datasetId: string, revision: number) {
  const row = await db.first<{ body: Record<string, unknown> }>(sql`SELECT body FROM data.dataset_revision
    WHERE dataset_id = ${datasetId} AND revision = ${revision}`)
  return row?.body
}

export function readLinks(db: Queryable, datasetId: string): Promise<DatasetLink[]> {
  return db.query<DatasetLink>(sql`SELECT kind, reference, title FROM data.dataset_link
    WHERE dataset_id = ${datasetId} ORDER BY kind, reference`)
}

export async function writeLinks(
  tx: Queryable,
  datasetId: string,
  links: readonly DatasetLink[],
): Promise<void> {
  await tx.query(sql`DELETE FROM data.dataset_link WHERE dataset_id = ${datasetId}`)
  await tx.query(sql`INSERT INTO data.dataset_link (dataset_id, kind, reference, title)
    SELECT ${datasetId}, kind, reference, title FROM jsonb_to_recordset(${JSON.stringify(links)}::jsonb)
      AS l(kind text, reference text, title text) ON CONFLICT DO NOTHING`)
}

export function readLinked(
  db: Queryable,
  kind: string,
  reference: string,
): Promise<Array<{ name: string; state: string; version_id: string | null }>> {
  return db.query(sql`SELECT d.name, d.state, d.version_id FROM data.dataset_link l
    JOIN data.dataset d ON d.id = l.dataset_id WHERE l.kind = ${kind} AND l.reference = ${reference} ORDER BY d.name`)
}
