import type { DataGrade, DataTransfer } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { gradesOf, ownedBy, type PageOf, page, type Whose } from './store.ts'

export interface TransferRow {
  id: string
  title: string
  organisation_id: string
  receiver: string
  reach: DataTransfer['reach']
  place: string
  path: DataTransfer['path']
  purpose: string
  dataset_ids: string[]
  persons: number
  from_day: string
  to_day: string
  state: DataTransfer['state']
  asked_by: string
  user_id: string
  asked_time: Date
  decided_by: string | null
  note: string | null
  grades: Array<DataGrade | null>
}

export interface SupplierRow {
  id: string
  organisation_id: string
  supplier: string
  contract: string
  account: string
  purpose: string
  dataset_ids: string[]
  from_day: string
  to_day: string
  registered_time: Date
  ended_time: Date | null
  proof: string | null
}

const transferColumns = sql`t.id, t.title, t.organisation_id, t.receiver, t.reach, t.place, t.path, t.purpose,
  t.dataset_ids, t.persons, t.from_day::text AS from_day, t.to_day::text AS to_day, t.state, t.asked_by, t.user_id,
  t.asked_time, t.decided_by, t.note, ${gradesOf(sql`t.dataset_ids`)}`

export function findTransfer(db: Queryable, id: string, lock = false): Promise<TransferRow | undefined> {
  return db.first<TransferRow>(
    sql`SELECT ${transferColumns} FROM data.transfer t WHERE t.id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export function listTransfers(
  db: Queryable,
  whose: Whose,
  query: PageOf & { state?: DataTransfer['state'] | undefined },
) {
  const words = `%${query.search ?? ''}%`
  const where = sql`FROM data.transfer t WHERE ${ownedBy(whose, sql`t.organisation_id`)}
    AND (t.title ILIKE ${words} OR t.receiver ILIKE ${words}) ${query.state ? sql`AND t.state = ${query.state}` : empty}`
  const order = sql`t.asked_time DESC, t.id DESC`
  return page<TransferRow>(db, { columns: transferColumns, where, order }, query)
}

export async function insertTransfer(
  db: Queryable,
  t: Omit<TransferRow, 'grades' | 'state' | 'decided_by' | 'note'>,
): Promise<void> {
  await db.query(sql`INSERT INTO data.transfer (id, title, organisation_id, receiver, reach, place, path, purpose,
      dataset_ids, persons, from_day, to_day, state, asked_by, user_id, asked_time)
    VALUES (${t.id}, ${t.title}, ${t.organisation_id}, ${t.receiver}, ${t.reach}, ${t.place}, ${t.path}, ${t.purpose},
      ${t.dataset_ids}::uuid[], ${t.persons}, ${t.from_day}, ${t.to_day}, 'waiting', ${t.asked_by}, ${t.user_id},
      ${t.asked_time})`)
}

export async function decideTransfer(
  db: Queryable,
  id: string,
  given: { state: 'approved' | 'refused'; by: string; note: string | null },
): Promise<void> {
  await db.query(sql`UPDATE data.transfer SET state = ${given.state}, decided_by = ${given.by}, note = ${given.note}
    WHERE id = ${id}`)
}

const supplierColumns = sql`s.id, s.organisation_id, s.supplier, s.contract, s.account, s.purpose, s.dataset_ids,
  s.from_day::text AS from_day, s.to_day::text AS to_day, s.registered_time, s.ended_time, s.proof`

export function findSupplier(db: Queryable, id: string): Promise<SupplierRow | undefined> {
  return db.first<SupplierRow>(sql`SELECT ${supplierColumns} FROM data.supplier_access s WHERE s.id = ${id}`)
}

export function listSuppliers(
  db: Queryable,
  whose: Whose,
  query: PageOf & { isLate?: boolean | undefined; day: string },
) {
  const words = `%${query.search ?? ''}%`
  const late = sql`(s.ended_time IS NULL AND s.to_day < ${query.day}::date)`
  const where = sql`FROM data.supplier_access s WHERE ${ownedBy(whose, sql`s.organisation_id`)}
    AND (s.supplier ILIKE ${words} OR s.contract ILIKE ${words})
    ${query.isLate === undefined ? empty : sql`AND ${late} = ${query.isLate}`}`
  const order = sql`s.registered_time DESC, s.id DESC`
  return page<SupplierRow>(db, { columns: supplierColumns, where, order }, query)
}

export async function insertSupplier(
  db: Queryable,
  s: Omit<SupplierRow, 'ended_time' | 'proof'>,
): Promise<void> {
  await db.query(sql`INSERT INTO data.supplier_access (id, organisation_id, supplier, contract, account, purpose, dataset_ids,
      from_day, to_day, registered_time)
    VALUES (${s.id}, ${s.organisation_id}, ${s.supplier}, ${s.contract}, ${s.account}, ${s.purpose},
      ${s.dataset_ids}::uuid[], ${s.from_day}, ${s.to_day}, ${s.registered_time})`)
}

export async function endSupplier(db: Queryable, id: string, proof: string, now: Date): Promise<boolean> {
  const row = await db.first(sql`UPDATE data.supplier_access SET ended_time = ${now}, proof = ${proof}
    WHERE id = ${id} AND ended_time IS NULL RETURNING id`)
  return row !== undefined
}

/** Accesses whose period is over without proof, and nobody was told; held until the transaction ends. */
export function takeLateSuppliers(
  tx: Queryable,
  now: Date,
  day: string,
): Promise<Array<{ id: string; supplier: string; organisation_id: string }>> {
  return tx.query(sql`UPDATE data.supplier_access SET told_late = ${now} WHERE ended_time IS NULL AND told_late IS NULL
    AND to_day < ${day}::date RETURNING id, supplier, organisation_id`)
}
