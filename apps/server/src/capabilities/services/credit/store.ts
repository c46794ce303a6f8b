import type { CreditRecord } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

export interface RecordRow {
  id: string
  item_id: string
  nature: CreditRecord['nature']
  subject_id: string
  subject_kind: 'person' | 'organisation'
  subject_name: string
  subject_number: string
  organisation_id: string
  document_number: string
  content: string
  basis: string
  decided_day: string
  delivered_time: Date
  due_day: string | null
  late: boolean
  valid_until: string
  public_from: string | null
  public_until: string | null
  state: CreditRecord['state']
  repaired_time: Date | null
  objection: boolean
  note: string | null
}

export type NewRecord = Omit<RecordRow, 'state' | 'repaired_time' | 'objection' | 'note'>

const columns = sql`r.id, r.item_id, r.nature, r.subject_id, r.subject_kind, r.subject_name, r.subject_number,
  r.organisation_id, r.document_number, r.content, r.basis, r.decided_day, r.delivered_time, r.due_day, r.late, r.valid_until,
  r.public_from, r.public_until, r.state, r.repaired_time, r.objection, r.note`

/** Keeps facts; one that was told before (same document of the same unit) is left as it is. Answers the ids kept. */
export async function insertRecords(tx: Queryable, rows: readonly NewRecord[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set()
  const values = rows.map((one) => ({
    ...one,
    grams: toGrams(one.subject_name, one.subject_number, one.document_number),
  }))
  const kept = await tx.query<{
    id: string
  }>(sql`INSERT INTO services.credit_record (id, item_id, nature, subject_id,
      subject_kind, subject_name, subject_number, organisation_id, document_number, content, basis, decided_day, delivered_time,
      due_day, late, valid_until, public_from, public_until, state, changed_time, grams)
    SELECT id, item_id, nature, subject_id, subject_kind, subject_name, subject_number, organisation_id, document_number,
      content, basis, decided_day, delivered_time, due_day, late, valid_until, public_from, public_until, 'active',
      delivered_time, grams
    FROM jsonb_to_recordset(${JSON.stringify(values)}::jsonb) AS r(id uuid, item_id text, nature text, subject_id uuid,
      subject_kind text, subject_name text, subject_number text, organisation_id uuid, document_number text, content text,
      basis text, decided_day date, delivered_time timestamptz, due_day date, late boolean, valid_until date,
      public_from date, public_until date, grams text[])
    ON CONFLICT (item_id, organisation_id, document_number, subject_id) DO NOTHING RETURNING id`)
  return new Set(kept.map((row) => row.id))
}

export function findRecord(
  db: Queryable,
  id: string,
  { lock }: { lock?: boolean } = {},
): Promise<RecordRow | undefined> {
  return db.first<RecordRow>(
    sql`SELECT ${columns} FROM services.credit_record r WHERE r.id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export function findRecords(db: Queryable, ids: readonly string[]): Promise<RecordRow[]> {
  return db.query<RecordRow>(
    sql`SELECT ${columns} FROM services.credit_record r WHERE r.id = ANY(${ids as string[]}::uuid[])`,
  )
}

/** The facts of a file, newest first. */
export function listOfSubject(db: Queryable, subjectId: string): Promise<RecordRow[]> {
  return db.query<RecordRow>(sql`SELECT ${columns} FROM services.credit_record r
    WHERE r.subject_id = ${subjectId} AND r.state <> 'withdrawn' ORDER BY r.decided_day DESC, r.id LIMIT 500`)
}

/** Facts that weigh: in force on a day. */
export function listWeighing(
  db: Queryable,
  subjectIds: readonly string[],
  today: string,
): Promise<RecordRow[]> {
  return db.query<RecordRow>(sql`SELECT ${columns} FROM services.credit_record r
    WHERE r.subject_id = ANY(${subjectIds as string[]}::uuid[]) AND r.state <> 'withdrawn'
      AND r.repaired_time IS NULL AND r.decided_day <= ${today} AND r.valid_until > ${today}
    ORDER BY r.decided_day DESC, r.id`)
}

export interface RecordQuery {
  limit?: number
  offset?: number
  search?: string
  itemId?: string
  late?: boolean
  objection?: boolean
  nature?: string
}

const filters = (query: RecordQuery): Sql => sql`
  ${query.itemId ? sql`AND r.item_id = ${query.itemId}` : empty}
  ${query.nature ? sql`AND r.nature = ${query.nature}` : empty}
  ${query.late === undefined ? empty : sql`AND r.late = ${query.late}`}
  ${query.objection === undefined ? empty : sql`AND r.objection = ${query.objection}`}
  ${matches('r.grams', query.search, 'r.subject_name')}`

async function pageOfRecords(db: Queryable, where: Sql, query: RecordQuery) {
  const items = await db.query<RecordRow>(sql`SELECT ${columns} FROM services.credit_record r WHERE ${where}
    ORDER BY r.decided_day DESC, r.id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const row = await db.first<{
    n: number
  }>(sql`SELECT count(*) AS n FROM (SELECT 1 FROM services.credit_record r
    WHERE ${where} LIMIT 100000) AS bounded`)
  return { items, total: row?.n ?? 0 }
}

/** Facts; those of one unit unless the caller may see all. */
export function listRecords(db: Queryable, query: RecordQuery, ofUnit: string | null) {
  const own = ofUnit ? sql`AND r.organisation_id = ${ofUnit}` : empty
  return pageOfRecords(db, sql`TRUE ${own} ${filters(query)}`, query)
}

/** What is public on a day: not withdrawn, not repaired, within its term. */
export function listPublic(db: Queryable, query: RecordQuery, today: string) {
  const where = sql`r.public_until IS NOT NULL AND r.state <> 'withdrawn' AND r.public_from <= ${today}
    AND r.public_until > ${today} AND r.repaired_time IS NULL ${filters(query)}`
  return pageOfRecords(db, where, query)
}

/** Facts changed since an instant, oldest first, without those under objection. */
export async function listChanges(
  db: Queryable,
  query: { since: string; limit?: number; offset?: number },
): Promise<{ items: RecordRow[]; total: number }> {
  const where = sql`r.changed_time > ${query.since} AND NOT r.objection`
  const items = await db.query<RecordRow>(sql`SELECT ${columns} FROM services.credit_record r WHERE ${where}
    ORDER BY r.changed_time, r.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*) AS n FROM (SELECT 1 FROM services.credit_record r WHERE ${where} LIMIT 100000) AS bounded`,
  )
  return { items, total: row?.n ?? 0 }
}

export interface RecordChange {
  state?: RecordRow['state']
  content?: string
  note?: string
  objection?: boolean
  repaired?: Date
}

export async function changeRecord(tx: Queryable, id: string, to: RecordChange, now: Date): Promise<void> {
  await tx.query(sql`UPDATE services.credit_record SET changed_time = ${now},
    state = coalesce(${to.state ?? null}, state), content = coalesce(${to.content ?? null}, content),
    note = coalesce(${to.note ?? null}, note), objection = coalesce(${to.objection ?? null}, objection),
    repaired_time = coalesce(${to.repaired ?? null}, repaired_time) WHERE id = ${id}`)
}

export interface BatchRow {
  id: string
  organisation_id: string
  total: number
  accepted: number
  late: number
  rejects: Array<{ row: number; reason: string }>
  created_time: Date
}

export async function insertBatch(tx: Queryable, row: BatchRow & { byName: string }): Promise<void> {
  await tx.query(sql`INSERT INTO services.credit_batch (id, organisation_id, by_name, total, accepted, late, rejects,
      created_time) VALUES (${row.id}, ${row.organisation_id}, ${row.byName}, ${row.total}, ${row.accepted}, ${row.late},
      ${JSON.stringify(row.rejects)}, ${row.created_time})`)
}

export async function listBatches(
  db: Queryable,
  organisationId: string | null,
  page: { limit?: number; offset?: number },
) {
  const own = organisationId ? sql`WHERE organisation_id = ${organisationId}` : empty
  const items =
    await db.query<BatchRow>(sql`SELECT id, organisation_id, total, accepted, late, rejects, created_time
    FROM services.credit_batch ${own} ORDER BY created_time DESC, id LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const row = await db.first<{ n: number }>(sql`SELECT count(*) AS n FROM services.credit_batch ${own}`)
  return { items, total: row?.n ?? 0 }
}

export function countByItem(db: Queryable): Promise<Array<{ item_id: string; n: number }>> {
  return db.query(sql`SELECT item_id, count(*) AS n FROM services.credit_record GROUP BY 1`)
}

/** Units with what they delivered and what of it too late, the latest first. */
export function countLate(
  db: Queryable,
): Promise<Array<{ organisation_id: string; late: number; total: number }>> {
  return db.query(sql`SELECT organisation_id, count(*) FILTER (WHERE late) AS late, count(*) AS total
    FROM services.credit_record GROUP BY 1 ORDER BY 2 DESC, 3 DESC LIMIT 50`)
}

export async function countFiles(db: Queryable): Promise<{ files: number; records: number }> {
  const row = await db.first<{ files: number; records: number }>(sql`SELECT count(DISTINCT subject_id)
    FILTER (WHERE subject_kind = 'organisation') AS files, count(*) AS records FROM services.credit_record`)
  return row ?? { files: 0, records: 0 }
}
