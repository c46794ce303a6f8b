import type { Lot, LotMove, LotMoveKind, LotOrigin, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { held } from './store.ts'

export interface LotRow {
  id: string
  store_id: string
  material: string
  unit: string
  quantity: number
  minimum: number
  expiry_date: string | null
  unit_cost: number | null
  origin: LotOrigin
  reserved: number
}

const lotColumns = sql`l.id, l.store_id, l.material, l.unit, l.quantity, l.minimum, l.expiry_date, l.unit_cost, l.origin,
  coalesce((SELECT sum(a.quantity) FROM command.allocation a WHERE a.lot_id = l.id AND a.state IN ${held}), 0) AS reserved`

export function toLot(row: LotRow, storeName: string, today: string): Lot {
  const isExpired = row.expiry_date !== null && row.expiry_date < today
  return {
    id: row.id,
    storeId: row.store_id,
    storeName,
    material: row.material,
    unit: row.unit,
    quantity: row.quantity,
    available: isExpired ? 0 : row.quantity - row.reserved,
    minimum: row.minimum,
    expiryDate: row.expiry_date,
    isExpired,
    unitCost: row.unit_cost,
    origin: row.origin,
  }
}

export async function listLots(
  db: Queryable,
  filter: {
    material?: string
    storeIds?: readonly string[]
    search?: string
    limit?: number
    offset?: number
  },
): Promise<Page<LotRow>> {
  const where = sql`WHERE quantity > 0 ${filter.material ? sql`AND material = ${filter.material}` : empty}
    ${filter.storeIds ? sql`AND store_id = ANY(${filter.storeIds as string[]}::uuid[])` : empty}
    ${filter.search ? sql`AND material ILIKE ${`%${filter.search}%`}` : empty}`
  const [items, count] = await Promise.all([
    db.query<LotRow>(sql`SELECT ${lotColumns} FROM command.lot l ${where} ORDER BY material, expiry_date NULLS LAST, id
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM command.lot l ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** A lot held until the transaction ends, so that two requests see what the other takes. */
export async function lockLot(tx: Queryable, id: string): Promise<LotRow | undefined> {
  await tx.query(sql`SELECT FROM command.lot WHERE id = ${id} FOR UPDATE`)
  return tx.first<LotRow>(sql`SELECT ${lotColumns} FROM command.lot l WHERE l.id = ${id}`)
}

export interface NewLot {
  storeId: string
  material: string
  unit: string
  quantity: number
  minimum?: number
  expiryDate?: string | null
  unitCost?: number | null
  origin?: LotOrigin
}

export async function insertLot(tx: Queryable, one: NewLot, now: Date): Promise<LotRow> {
  const id = newId()
  await tx.query(sql`INSERT INTO command.lot (id, store_id, material, unit, quantity, minimum, expiry_date, unit_cost, origin,
      added_time)
    VALUES (${id}, ${one.storeId}, ${one.material}, ${one.unit}, ${one.quantity}, ${one.minimum ?? 0},
      ${one.expiryDate ?? null}, ${one.unitCost ?? null}, ${one.origin ?? 'bought'}, ${now})`)
  return (await tx.first<LotRow>(sql`SELECT ${lotColumns} FROM command.lot l WHERE l.id = ${id}`)) as LotRow
}

export async function takeFromLot(tx: Queryable, lotId: string, quantity: number): Promise<void> {
  await tx.query(sql`UPDATE command.lot SET quantity = quantity - ${quantity} WHERE id = ${lotId}`)
}

/** Lots with goods that expire within so many days and have no rotation task yet. */
export function listExpiring(db: Queryable, before: string): Promise<LotRow[]> {
  return db.query<LotRow>(sql`SELECT ${lotColumns} FROM command.lot l WHERE quantity > 0 AND expiry_date <= ${before}
    AND NOT EXISTS (SELECT FROM command.timer t WHERE t.kind = 'rotation' AND t.subject_id = l.id::text)
    ORDER BY expiry_date LIMIT 500`)
}

/** Goods of a store that are fewer than its minimum of them. */
export interface ShortRow {
  store_id: string
  material: string
  unit: string
  quantity: number
  minimum: number
}

/** Every kind of goods with a minimum, with what there is of it that has not expired. */
export function listMinimums(db: Queryable, today: string): Promise<ShortRow[]> {
  return db.query<ShortRow>(sql`SELECT store_id, material, min(unit) AS unit, max(minimum)::float8 AS minimum,
      coalesce(sum(quantity) FILTER (WHERE expiry_date IS NULL OR expiry_date >= ${today}), 0)::float8 AS quantity
    FROM command.lot WHERE minimum > 0 OR quantity > 0 GROUP BY store_id, material HAVING max(minimum) > 0
    ORDER BY store_id, material LIMIT 5000`)
}

/** Which of these standing tasks have been given. */
export async function findGiven(
  db: Queryable,
  kind: string,
  subjects: readonly string[],
): Promise<Set<string>> {
  const rows = await db.query<{ subject_id: string }>(
    sql`SELECT subject_id FROM command.timer WHERE kind = ${kind} AND subject_id = ANY(${subjects as string[]})`,
  )
  return new Set(rows.map((one) => one.subject_id))
}

export interface NewLotMove {
  lotId: string
  toLotId: string
  kind: LotMoveKind
  quantity: number
  dueDate: string | null
  signedBy: string
  counterpart: string
}

export async function insertLotMove(tx: Queryable, one: NewLotMove, now: Date): Promise<string> {
  const id = newId()
  await tx.query(sql`INSERT INTO command.lot_move (id, lot_id, to_lot_id, kind, quantity, due_date, signed_by, counterpart,
      moved_time)
    VALUES (${id}, ${one.lotId}, ${one.toLotId}, ${one.kind}, ${one.quantity}, ${one.dueDate}, ${one.signedBy},
      ${one.counterpart}, ${now})`)
  return id
}

interface LotMoveRow {
  id: string
  kind: LotMoveKind
  material: string
  unit: string
  quantity: number
  from_store: string
  to_store: string
  due_date: string | null
  signed_by: string
  counterpart: string
  moved_time: Date
}

/** Moves newest first, with the stores they went between. */
export async function listLotMoves(
  db: Queryable,
  filter: { id?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<LotMoveRow>> {
  const from = sql`FROM command.lot_move m JOIN command.lot a ON a.id = m.lot_id JOIN command.lot b ON b.id = m.to_lot_id
    WHERE TRUE ${filter.id ? sql`AND m.id = ${filter.id}` : empty}
    ${filter.search ? sql`AND a.material ILIKE ${`%${filter.search}%`}` : empty}`
  const [items, count] = await Promise.all([
    db.query<LotMoveRow>(sql`SELECT m.id, m.kind, a.material, a.unit, m.quantity, a.store_id AS from_store,
      b.store_id AS to_store, m.due_date, m.signed_by, m.counterpart, m.moved_time ${from}
      ORDER BY m.moved_time DESC, m.id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function toLotMove(row: LotMoveRow, nameOf: (storeId: string) => string): LotMove {
  return {
    ...{ id: row.id, kind: row.kind, material: row.material, unit: row.unit, quantity: row.quantity },
    ...{ fromStore: nameOf(row.from_store), toStore: nameOf(row.to_store), dueDate: row.due_date },
    ...{ signedBy: row.signed_by, counterpart: row.counterpart, movedTime: row.moved_time.toISOString() },
  }
}
