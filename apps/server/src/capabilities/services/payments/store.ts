import type { Page, PayOrder } from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Difference, Entry } from './rules.ts'

export interface OrderRow {
  id: string
  number: string
  business_kind: string
  business_id: string
  title: string
  payer_id: string
  organisation_id: string | null
  fen: number
  refunded_fen: number
  account: 'treasury' | 'unit'
  state: PayOrder['state']
  channel: string | null
  channel_number: string | null
  paid_time: Date | null
  expires_time: Date
  created_time: Date
  receipt_number: string | null
}

type NewOrder = Omit<
  OrderRow,
  'refunded_fen' | 'state' | 'channel' | 'channel_number' | 'paid_time' | 'receipt_number'
>

export async function insertOrder(tx: Queryable, o: NewOrder): Promise<void> {
  await tx.query(sql`INSERT INTO services.pay_order (id, number, business_kind, business_id, title, payer_id,
      organisation_id, fen, account, state, expires_time, created_time)
    VALUES (${o.id}, ${o.number}, ${o.business_kind}, ${o.business_id}, ${o.title}, ${o.payer_id}, ${o.organisation_id},
      ${o.fen}, ${o.account}, 'waiting', ${o.expires_time}, ${o.created_time})`)
}

export function findOrder(db: Queryable, id: string, { lock = false } = {}): Promise<OrderRow | undefined> {
  return db.first<OrderRow>(
    sql`SELECT * FROM services.pay_order WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export function findOrderByNumber(db: Queryable, number: string): Promise<OrderRow | undefined> {
  return db.first<OrderRow>(sql`SELECT * FROM services.pay_order WHERE number = ${number} FOR UPDATE`)
}

/** Whether the fee of an application is paid and not given back. */
export async function isPaid(db: Queryable, applicationId: string): Promise<boolean> {
  const row = await db.first(sql`SELECT 1 FROM services.pay_order WHERE business_kind = 'application'
    AND business_id = ${applicationId} AND state IN ('paid', 'part-refunded')`)
  return row !== undefined
}

export async function listOrders(
  db: Queryable,
  filter: { search?: string; state?: string; limit?: number; offset?: number },
): Promise<Page<OrderRow>> {
  const where = sql`FROM services.pay_order WHERE TRUE ${filter.state ? sql`AND state = ${filter.state}` : empty}
    ${filter.search ? sql`AND (number = ${filter.search} OR title ILIKE ${`%${filter.search}%`})` : empty}`
  const [items, count] = await Promise.all([
    db.query<OrderRow>(sql`SELECT * ${where} ORDER BY created_time DESC, id
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Remembers a notice; false when it was heard before. */
export async function insertNotice(
  tx: Queryable,
  n: { channel: string; channelNumber: string; orderNumber: string; fen: number; paidTime: Date },
  now: Date,
): Promise<boolean> {
  const rows = await tx.query(sql`INSERT INTO services.pay_notice
      (channel, channel_number, order_number, fen, paid_time, taken_time)
    VALUES (${n.channel}, ${n.channelNumber}, ${n.orderNumber}, ${n.fen}, ${n.paidTime}, ${now})
    ON CONFLICT DO NOTHING RETURNING 1 AS one`)
  return rows.length > 0
}

export async function updateOrder(tx: Queryable, o: OrderRow): Promise<void> {
  await tx.query(sql`UPDATE services.pay_order SET state = ${o.state}, channel = ${o.channel}, refunded_fen = ${o.refunded_fen},
    channel_number = ${o.channel_number}, paid_time = ${o.paid_time}, receipt_number = ${o.receipt_number},
    expires_time = ${o.expires_time} WHERE id = ${o.id}`)
}

export async function insertEntries(
  tx: Queryable,
  orderId: string,
  act: string,
  entries: readonly Entry[],
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO services.pay_entry (order_id, time, act, account, fen)
    SELECT ${orderId}, ${now}, ${act}, account, fen
    FROM jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS e(account text, fen bigint)`)
}

export async function insertRefund(
  tx: Queryable,
  r: { id: string; orderId: string; fen: number; reason: string; state: string; askedBy: string | null },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO services.pay_refund (id, order_id, fen, reason, state, asked_by, time)
    VALUES (${r.id}, ${r.orderId}, ${r.fen}, ${r.reason}, ${r.state}, ${r.askedBy}, ${now})`)
}

export function findRefund(
  tx: Queryable,
  id: string,
): Promise<
  | { id: string; order_id: string; fen: number; reason: string; state: string; asked_by: string | null }
  | undefined
> {
  return tx.first(sql`SELECT * FROM services.pay_refund WHERE id = ${id} FOR UPDATE`)
}

interface RefundRow {
  id: string
  order_id: string
  number: string
  title: string
  fen: number
  reason: string
  state: 'waiting-approval' | 'done'
  asked_by: string | null
  time: Date
}

export async function listRefunds(
  db: Queryable,
  filter: { state?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<RefundRow>> {
  const where = sql`FROM services.pay_refund r JOIN services.pay_order o ON o.id = r.order_id WHERE TRUE
    ${filter.state ? sql`AND r.state = ${filter.state}` : empty}
    ${filter.search ? sql`AND (o.number = ${filter.search} OR o.title ILIKE ${`%${filter.search}%`})` : empty}`
  const [items, count] = await Promise.all([
    db.query<RefundRow>(sql`SELECT r.id, r.order_id, o.number, o.title, r.fen, r.reason, r.state, r.asked_by, r.time
      ${where} ORDER BY r.state = 'done', r.time DESC, r.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

interface PayDayRow {
  channel: string
  day: string
  payments: number
  fen: number
  matched: number | null
  open: number
  closed_time: Date | null
}

/** Days on which a channel took money or was reconciled, latest first. */
export async function listDays(
  db: Queryable,
  { limit = 50, offset = 0 }: { limit?: number; offset?: number },
): Promise<Page<PayDayRow>> {
  const paid = sql`SELECT channel, (paid_time AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*)::int AS payments,
      sum(fen)::bigint AS fen FROM services.pay_notice GROUP BY 1, 2`
  const days = sql`FROM (${paid}) p FULL JOIN services.pay_day d ON d.channel = p.channel AND d.day = p.day`
  const [items, count] = await Promise.all([
    db.query<PayDayRow>(sql`SELECT coalesce(p.channel, d.channel) AS channel,
        to_char(coalesce(p.day, d.day), 'YYYY-MM-DD') AS day, coalesce(p.payments, 0) AS payments,
        coalesce(p.fen, 0) AS fen, d.matched, d.closed_time, (SELECT count(*)::int FROM services.pay_difference x
          WHERE x.channel = d.channel AND x.day = d.day AND x.state = 'open') AS open
      ${days} ORDER BY coalesce(p.day, d.day) DESC, 1 LIMIT ${limit} OFFSET ${offset}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${days}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** What waits for approval counts as given back already. */
export async function pendingRefunds(tx: Queryable, orderId: string): Promise<number> {
  const row = await tx.first<{
    fen: number
  }>(sql`SELECT coalesce(sum(fen), 0)::bigint AS fen FROM services.pay_refund
    WHERE order_id = ${orderId} AND state = 'waiting-approval'`)
  return row?.fen ?? 0
}

export async function finishRefund(tx: Queryable, id: string): Promise<void> {
  await tx.query(sql`UPDATE services.pay_refund SET state = 'done' WHERE id = ${id}`)
}

/** Payments of a channel by the day of the channel’s time in the city. */
export function listPaidOn(
  db: Queryable,
  channel: string,
  day: string,
): Promise<{ channelNumber: string; orderNumber: string; fen: number }[]> {
  return db.query(sql`SELECT channel_number AS "channelNumber", order_number AS "orderNumber", fen
    FROM services.pay_notice WHERE channel = ${channel}
      AND (paid_time AT TIME ZONE 'Asia/Shanghai')::date = ${day}::date`)
}

export interface DifferenceRow extends Difference {
  id: string
  channel: string
  day: string
  state: 'open' | 'handled' | 'carried'
  note: string | null
}

const differenceColumns = sql`id, channel, day, kind, channel_number AS "channelNumber", order_number AS "orderNumber", fen,
  channel_fen AS "channelFen", state, note`

export async function writeDay(
  tx: Transaction,
  { channel, day, matched }: { channel: string; day: string; matched: number },
  differences: readonly Difference[],
): Promise<void> {
  await tx.query(sql`INSERT INTO services.pay_day (channel, day, matched) VALUES (${channel}, ${day}, ${matched})
    ON CONFLICT (channel, day) DO UPDATE SET matched = excluded.matched`)
  // What no longer differs is gone; what somebody dealt with stays on record.
  await tx.query(
    sql`DELETE FROM services.pay_difference WHERE channel = ${channel} AND day = ${day} AND state = 'open'`,
  )
  for (const one of differences)
    await tx.query(sql`INSERT INTO services.pay_difference (id, channel, day, kind, channel_number, order_number, fen,
        channel_fen) VALUES (${newId()}, ${channel}, ${day}, ${one.kind}, ${one.channelNumber}, ${one.orderNumber},
        ${one.fen}, ${one.channelFen}) ON CONFLICT DO NOTHING`)
}

export function listDifferencesOn(db: Queryable, channel: string, day: string): Promise<DifferenceRow[]> {
  return db.query(sql`SELECT ${differenceColumns} FROM services.pay_difference
    WHERE channel = ${channel} AND day = ${day} ORDER BY kind, channel_number`)
}

export async function listDifferences(
  db: Queryable,
  filter: { state?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<DifferenceRow>> {
  const where = sql`FROM services.pay_difference WHERE TRUE ${filter.state ? sql`AND state = ${filter.state}` : empty}
    ${filter.search ? sql`AND (channel_number = ${filter.search} OR order_number = ${filter.search})` : empty}`
  const [items, count] = await Promise.all([
    db.query<DifferenceRow>(sql`SELECT ${differenceColumns} ${where} ORDER BY day DESC, id
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function settleDifference(
  db: Queryable,
  id: string,
  { act, note }: { act: string; note: string },
): Promise<boolean> {
  const rows = await db.query(sql`UPDATE services.pay_difference SET state = ${act}, note = ${note}
    WHERE id = ${id} AND state = 'open' RETURNING 1 AS one`)
  return rows.length > 0
}

export async function findDay(
  tx: Queryable,
  channel: string,
  day: string,
): Promise<{ closed_time: Date | null } | undefined> {
  return tx.first(
    sql`SELECT closed_time FROM services.pay_day WHERE channel = ${channel} AND day = ${day} FOR UPDATE`,
  )
}

/** Orders of a day that go to the accounts, with what was given back taken off. */
export function listToClear(tx: Queryable, channel: string, day: string): Promise<OrderRow[]> {
  return tx.query<OrderRow>(sql`SELECT * FROM services.pay_order WHERE channel = ${channel} AND cleared_day IS NULL
    AND state IN ('paid', 'part-refunded') AND (paid_time AT TIME ZONE 'Asia/Shanghai')::date = ${day}::date FOR UPDATE`)
}

export async function markCleared(
  tx: Queryable,
  ids: readonly string[],
  channel: string,
  day: string,
  now: Date,
) {
  await tx.query(sql`UPDATE services.pay_order SET cleared_day = ${day} WHERE id = ANY(${ids as string[]})`)
  await tx.query(
    sql`UPDATE services.pay_day SET closed_time = ${now} WHERE channel = ${channel} AND day = ${day}`,
  )
}

export function readStatistics(db: Queryable, from: string, to: string) {
  return db.query<{
    organisation_id: string | null
    title: string
    channel: string
    orders: number
    fen: number
    refunded_fen: number
  }>(sql`SELECT organisation_id, title, channel, count(*)::int AS orders, sum(fen)::bigint AS fen,
      sum(refunded_fen)::bigint AS refunded_fen FROM services.pay_order
    WHERE paid_time IS NOT NULL AND (paid_time AT TIME ZONE 'Asia/Shanghai')::date BETWEEN ${from}::date AND ${to}::date
    GROUP BY 1, 2, 3 ORDER BY fen DESC LIMIT 500`)
}

export async function sumOfBook(db: Queryable): Promise<number> {
  const row = await db.first<{ fen: number }>(
    sql`SELECT coalesce(sum(fen), 0)::bigint AS fen FROM services.pay_entry`,
  )
  return row?.fen ?? 0
}
