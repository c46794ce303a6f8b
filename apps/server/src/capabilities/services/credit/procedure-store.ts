import type { CreditObjection, CreditRepair } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface ObjectionRow {
  id: string
  number: string
  record_id: string
  subject_id: string
  user_id: string
  text: string
  state: CreditObjection['state']
  answer: string | null
  asked_time: Date
  due_time: Date
  answered_time: Date | null
}

export async function insertObjection(tx: Queryable, row: ObjectionRow): Promise<boolean> {
  const kept =
    await tx.first(sql`INSERT INTO services.credit_objection (id, number, record_id, subject_id, user_id, text, state,
      asked_time, due_time) VALUES (${row.id}, ${row.number}, ${row.record_id}, ${row.subject_id}, ${row.user_id}, ${row.text},
      ${row.state}, ${row.asked_time}, ${row.due_time}) ON CONFLICT (record_id) WHERE state = 'open' DO NOTHING RETURNING id`)
  return Boolean(kept)
}

export function findObjection(db: Queryable, id: string, { lock }: { lock?: boolean } = {}) {
  return db.first<ObjectionRow>(
    sql`SELECT * FROM services.credit_objection WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

interface Page {
  limit?: number
  offset?: number
}

async function pageOfObjections(db: Queryable, where: Sql, page: Page) {
  const items = await db.query<ObjectionRow>(sql`SELECT o.* FROM services.credit_objection o
    JOIN services.credit_record r ON r.id = o.record_id WHERE ${where}
    ORDER BY o.asked_time DESC, o.id LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const row = await db.first<{ n: number }>(sql`SELECT count(*) AS n FROM services.credit_objection o
    JOIN services.credit_record r ON r.id = o.record_id WHERE ${where}`)
  return { items, total: row?.n ?? 0 }
}

export function listObjectionsOf(db: Queryable, subjectId: string, page: Page) {
  return pageOfObjections(db, sql`o.subject_id = ${subjectId}`, page)
}

/** Objections against facts of one unit; of all units when none is named. */
export function listObjections(db: Queryable, unit: string | null, query: Page & { state?: string }) {
  const own = unit ? sql`AND r.organisation_id = ${unit}` : empty
  const state = query.state ? sql`AND o.state = ${query.state}` : empty
  return pageOfObjections(db, sql`TRUE ${own} ${state}`, query)
}

export async function closeObjection(
  tx: Queryable,
  id: string,
  to: { state: 'upheld' | 'rejected'; answer: string; now: Date },
): Promise<void> {
  await tx.query(sql`UPDATE services.credit_objection SET state = ${to.state}, answer = ${to.answer}, answered_time = ${to.now}
    WHERE id = ${id}`)
}

/** Takes objections that have just passed their time, each once. */
export function takeLate(
  tx: Queryable,
  now: Date,
): Promise<Array<{ id: string; number: string; organisation_id: string }>> {
  return tx.query(sql`UPDATE services.credit_objection o SET told_late = true FROM services.credit_record r
    WHERE r.id = o.record_id AND o.state = 'open' AND o.due_time < ${now} AND NOT o.told_late
    RETURNING o.id, o.number, r.organisation_id`)
}

export async function countProcedures(db: Queryable, now: Date) {
  const objections = await db.first<{
    total: number
    open: number
    overdue: number
    overturned: number
  }>(sql`SELECT
    count(*) AS total, count(*) FILTER (WHERE state = 'open') AS open,
    count(*) FILTER (WHERE due_time < coalesce(answered_time, ${now})) AS overdue,
    count(*) FILTER (WHERE state = 'upheld') AS overturned FROM services.credit_objection`)
  const repairs = await db.first<{ total: number; granted: number }>(
    sql`SELECT count(*) AS total, count(*) FILTER (WHERE state = 'granted') AS granted FROM services.credit_repair`,
  )
  return {
    objections: objections ?? { total: 0, open: 0, overdue: 0, overturned: 0 },
    repairs: repairs ?? { total: 0, granted: 0 },
  }
}

export interface RepairRow {
  id: string
  number: string
  record_id: string
  subject_id: string
  user_id: string
  proof: string
  commitment: string
  state: CreditRepair['state']
  decision: string | null
  asked_time: Date
  due_time: Date
}

export async function insertRepair(tx: Queryable, row: RepairRow): Promise<boolean> {
  const kept =
    await tx.first(sql`INSERT INTO services.credit_repair (id, number, record_id, subject_id, user_id, proof,
      commitment, state, asked_time, due_time) VALUES (${row.id}, ${row.number}, ${row.record_id}, ${row.subject_id},
      ${row.user_id}, ${row.proof}, ${row.commitment}, ${row.state}, ${row.asked_time}, ${row.due_time})
      ON CONFLICT (record_id) WHERE state = 'review' DO NOTHING RETURNING id`)
  return Boolean(kept)
}

export function findRepair(db: Queryable, id: string, { lock }: { lock?: boolean } = {}) {
  return db.first<RepairRow>(
    sql`SELECT * FROM services.credit_repair WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export async function listRepairs(db: Queryable, page: Page) {
  const items = await db.query<RepairRow>(sql`SELECT * FROM services.credit_repair
    ORDER BY (state = 'review') DESC, asked_time DESC, id LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const row = await db.first<{ n: number }>(sql`SELECT count(*) AS n FROM services.credit_repair`)
  return { items, total: row?.n ?? 0 }
}

export async function closeRepair(
  tx: Queryable,
  id: string,
  to: { state: 'granted' | 'refused'; decision: string },
): Promise<void> {
  await tx.query(
    sql`UPDATE services.credit_repair SET state = ${to.state}, decision = ${to.decision} WHERE id = ${id}`,
  )
}
