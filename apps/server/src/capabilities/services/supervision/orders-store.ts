import type { Page, SupervisionOrder } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface OrderRow {
  id: string
  number: string
  card_id: string
  application_id: string
  application_number: string | null
  item_title: string
  organisation_id: string | null
  kind: SupervisionOrder['kind']
  text: string
  fen: string | number | null
  due_time: Date
  state: SupervisionOrder['state']
  reply: string | null
  reply_time: Date | null
  verdict: string | null
  by_name: string
  created_time: Date
}

type NewOrder = Pick<
  OrderRow,
  | ('id' | 'number' | 'card_id' | 'application_id' | 'organisation_id' | 'kind' | 'text' | 'fen')
  | ('due_time' | 'by_name' | 'created_time')
>

export async function insertOrder(tx: Queryable, o: NewOrder): Promise<void> {
  await tx.query(sql`INSERT INTO services.supervision_order (id, number, card_id, application_id, organisation_id, kind, text,
      fen, due_time, state, by_name, created_time)
    VALUES (${o.id}, ${o.number}, ${o.card_id}, ${o.application_id}, ${o.organisation_id}, ${o.kind}, ${o.text}, ${o.fen},
      ${o.due_time}, 'open', ${o.by_name}, ${o.created_time})`)
}

const columns = sql`o.*, a.number AS application_number, a.item_title`
const tables = sql`FROM services.supervision_order o JOIN services.application a ON a.id = o.application_id`

export function findOrder(db: Queryable, id: string): Promise<OrderRow | undefined> {
  return db.first<OrderRow>(sql`SELECT ${columns} ${tables} WHERE o.id = ${id}`)
}

export async function answer(
  db: Queryable,
  id: string,
  { reply, by, now }: { reply: string; by: string; now: Date },
): Promise<void> {
  await db.query(sql`UPDATE services.supervision_order SET state = 'answered', reply = ${reply}, replied_by = ${by},
    reply_time = ${now} WHERE id = ${id}`)
}

/** Supervision is content, or sends the order back. */
export async function close(
  db: Queryable,
  id: string,
  { accepted, note }: { accepted: boolean; note: string },
): Promise<void> {
  await db.query(sql`UPDATE services.supervision_order SET state = ${accepted ? 'closed' : 'open'}, verdict = ${note}
    WHERE id = ${id}`)
}

export async function listOrders(
  db: Queryable,
  who: Sql,
  filter: { search?: string; state?: string; limit?: number; offset?: number },
): Promise<Page<OrderRow>> {
  const where = sql`${tables} WHERE ${who} ${filter.state ? sql`AND o.state = ${filter.state}` : empty}
    ${filter.search ? sql`AND (o.number = ${filter.search} OR a.item_title ILIKE ${`%${filter.search}%`})` : empty}`
  const [items, count] = await Promise.all([
    db.query<OrderRow>(sql`SELECT ${columns} ${where} ORDER BY o.created_time DESC, o.id
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}
