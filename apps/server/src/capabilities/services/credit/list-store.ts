import type { CreditListEntry } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

export interface ListRow {
  id: string
  list: CreditListEntry['list']
  subject_id: string
  subject_kind: 'person' | 'organisation'
  subject_name: string
  subject_number: string
  organisation_id: string
  reason: string
  basis: string
  decision_number: string
  state: CreditListEntry['state']
  statement: string | null
  statement_until: Date
  from_day: string | null
  until_day: string | null
}

const columns = sql`l.id, l.list, l.subject_id, l.subject_kind, l.subject_name, l.subject_number, l.organisation_id, l.reason,
  l.basis, l.decision_number, l.state, l.statement, l.statement_until, l.from_day, l.until_day`

export async function insertEntry(tx: Queryable, row: ListRow, now: Date): Promise<void> {
  await tx.query(sql`INSERT INTO services.credit_list (id, list, subject_id, subject_kind, subject_name, subject_number,
      organisation_id, reason, basis, decision_number, state, statement, statement_until, from_day, until_day, changed_time, grams)
    VALUES (${row.id}, ${row.list}, ${row.subject_id}, ${row.subject_kind}, ${row.subject_name}, ${row.subject_number},
      ${row.organisation_id}, ${row.reason}, ${row.basis}, ${row.decision_number}, ${row.state}, ${row.statement},
      ${row.statement_until}, ${row.from_day}, ${row.until_day}, ${now},
      ${toGrams(row.subject_name, row.subject_number, row.decision_number)})`)
}

export function findEntry(
  db: Queryable,
  id: string,
  { lock }: { lock?: boolean } = {},
): Promise<ListRow | undefined> {
  return db.first<ListRow>(
    sql`SELECT ${columns} FROM services.credit_list l WHERE l.id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

/** The lists a subject stands on, on a day: an entry ends with its last day by itself. */
export function listInForce(db: Queryable, subjectId: string, today: string): Promise<ListRow[]> {
  return db.query<ListRow>(sql`SELECT ${columns} FROM services.credit_list l
    WHERE l.subject_id = ${subjectId} AND l.state = 'listed' AND l.from_day <= ${today} AND l.until_day > ${today}`)
}

export function listEntriesOf(db: Queryable, subjectId: string): Promise<ListRow[]> {
  return db.query<ListRow>(sql`SELECT ${columns} FROM services.credit_list l
    WHERE l.subject_id = ${subjectId} AND l.state IN ('notified', 'listed') ORDER BY l.changed_time DESC LIMIT 100`)
}

export interface ListQuery {
  limit?: number
  offset?: number
  search?: string
  list?: string
}

export async function listEntries(db: Queryable, query: ListQuery, inForceOn: string | null) {
  const where: Sql = sql`TRUE ${query.list ? sql`AND l.list = ${query.list}` : empty}
    ${inForceOn ? sql`AND l.state = 'listed' AND l.from_day <= ${inForceOn} AND l.until_day > ${inForceOn}` : empty}
    ${matches('l.grams', query.search, 'l.subject_name')}`
  const items = await db.query<ListRow>(sql`SELECT ${columns} FROM services.credit_list l WHERE ${where}
    ORDER BY l.changed_time DESC, l.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*) AS n FROM services.credit_list l WHERE ${where}`,
  )
  return { items, total: row?.n ?? 0 }
}

export async function changeEntry(
  tx: Queryable,
  id: string,
  to: { state?: ListRow['state']; statement?: string; from?: string; until?: string; removed?: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE services.credit_list SET changed_time = ${now}, state = coalesce(${to.state ?? null}, state),
    statement = coalesce(${to.statement ?? null}, statement), from_day = coalesce(${to.from ?? null}::date, from_day),
    until_day = coalesce(${to.until ?? null}::date, until_day), removed_day = coalesce(${to.removed ?? null}::date, removed_day)
    WHERE id = ${id}`)
}
