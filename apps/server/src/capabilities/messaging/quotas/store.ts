import type { MessageCost, MessagePrice, MessageQuota, Page, PaidChannel } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Quota } from './rules.ts'

export type QuotaRow = Quota & { setBy: string }

/** Equal also where there is no organisation. */
function isOf(organisationId: string | null): Sql {
  return sql`organisation_id IS NOT DISTINCT FROM ${organisationId}::uuid`
}

export function findQuota(
  db: Queryable,
  organisationId: string | null,
  channel: PaidChannel,
): Promise<QuotaRow | undefined> {
  return db.first<QuotaRow>(sql`SELECT monthly, when_used AS "whenUsed", switch_to AS "switchTo", set_by AS "setBy"
    FROM messaging.quota WHERE ${isOf(organisationId)} AND channel = ${channel}`)
}

/** Keeps others from weighing against the same quota until the transaction ends; it writes nothing. */
export async function holdQuota(
  db: Queryable,
  organisationId: string | null,
  channel: string,
): Promise<void> {
  await db.query(
    sql`SELECT pg_advisory_xact_lock(hashtextextended(${`messaging.quota ${organisationId} ${channel}`}, 6))`,
  )
}

export async function countUsed(
  db: Queryable,
  of: { organisationId: string | null; channel: string; month: string },
): Promise<number> {
  const row = await db.first<{
    n: number
  }>(sql`SELECT coalesce(sum(units), 0)::int AS n FROM messaging.expense
    WHERE month = ${of.month} AND channel = ${of.channel} AND ${isOf(of.organisationId)}`)
  return row?.n ?? 0
}

export async function insertExpense(
  tx: Queryable,
  e: {
    deliveryId: string
    organisationId: string | null
    channel: PaidChannel
    month: string
    units: number
    beyond: boolean
  },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO messaging.expense (id, delivery_id, organisation_id, channel, month, units, fen, beyond, time)
    VALUES (${newId()}, ${e.deliveryId}, ${e.organisationId}, ${e.channel}, ${e.month}, ${e.units},
      ${e.units} * coalesce((SELECT fen FROM messaging.price WHERE channel = ${e.channel}
        AND from_date <= (${now}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date ORDER BY from_date DESC LIMIT 1), 0),
      ${e.beyond}, ${now})`)
}

export async function insertStop(
  tx: Queryable,
  s: { deliveryId: string; organisationId: string | null; channel: string; month: string; how: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO messaging.stopped_delivery (delivery_id, organisation_id, channel, month, how, time)
    VALUES (${s.deliveryId}, ${s.organisationId}, ${s.channel}, ${s.month}, ${s.how}, ${now}) ON CONFLICT DO NOTHING`)
}

/** Only this organisation’s; all with null. */
export type Whose = { organisationId: string | null } | null

const whoseIs = (whose: Whose) => (whose ? sql`AND q.organisation_id = ${whose.organisationId}` : empty)

type QuotaShown = Omit<MessageQuota, 'organisationName' | 'setTime'> & { setTime: Date }

export async function listQuotas(
  db: Queryable,
  query: { month: string; limit?: number; offset?: number; organisationIds?: readonly string[] },
  whose: Whose,
): Promise<Page<QuotaShown>> {
  const { month, limit = 50, offset = 0, organisationIds } = query
  const where = sql`WHERE true ${whoseIs(whose)}
    ${organisationIds ? sql`AND q.organisation_id = ANY(${organisationIds as string[]}::uuid[])` : empty}`
  const same = sql`month = ${month} AND channel = q.channel AND organisation_id IS NOT DISTINCT FROM q.organisation_id`
  const items =
    await db.query<QuotaShown>(sql`SELECT q.organisation_id AS "organisationId", q.channel, q.monthly,
      q.when_used AS "whenUsed", q.switch_to AS "switchTo", q.set_name AS "setBy", q.set_time AS "setTime",
      (SELECT coalesce(sum(units), 0)::int FROM messaging.expense WHERE ${same}) AS used,
      (SELECT coalesce(sum(units), 0)::int FROM messaging.expense WHERE beyond AND ${same}) AS beyond,
      (SELECT count(*)::int FROM messaging.stopped_delivery WHERE ${same}) AS stopped
    FROM messaging.quota q ${where} ORDER BY q.organisation_id NULLS FIRST, q.channel LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM messaging.quota q ${where}`)
  return { items, total: count?.n ?? 0 }
}

export async function saveQuota(
  db: Queryable,
  q: {
    organisationId: string | null
    channel: string
    monthly: number
    whenUsed: string
    switchTo: string | null
  },
  by: { userId: string; name: string },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO messaging.quota (organisation_id, channel, monthly, when_used, switch_to, set_by, set_name, set_time)
    VALUES (${q.organisationId}, ${q.channel}, ${q.monthly}, ${q.whenUsed}, ${q.switchTo}, ${by.userId}, ${by.name}, ${now})
    ON CONFLICT (coalesce(organisation_id, '00000000-0000-0000-0000-000000000000'), channel) DO UPDATE SET
      monthly = excluded.monthly, when_used = excluded.when_used, switch_to = excluded.switch_to, set_by = excluded.set_by,
      set_name = excluded.set_name, set_time = excluded.set_time`)
}

export async function dropQuota(
  db: Queryable,
  organisationId: string | null,
  channel: string,
): Promise<void> {
  await db.query(sql`DELETE FROM messaging.quota WHERE ${isOf(organisationId)} AND channel = ${channel}`)
}

export function listPrices(db: Queryable): Promise<MessagePrice[]> {
  return db.query<MessagePrice>(sql`SELECT channel, from_date::text AS "fromDate", fen, set_name AS "setBy"
    FROM messaging.price ORDER BY channel, from_date DESC`)
}

export async function savePrice(db: Queryable, p: MessagePrice): Promise<void> {
  await db.query(sql`INSERT INTO messaging.price (channel, from_date, fen, set_name)
    VALUES (${p.channel}, ${p.fromDate}, ${p.fen}, ${p.setBy})
    ON CONFLICT (channel, from_date) DO UPDATE SET fen = excluded.fen, set_name = excluded.set_name`)
}

export interface CostQuery {
  from: string
  to: string
  organisation?: string
  channel?: PaidChannel
  limit?: number
  offset?: number
}

type CostRow = Omit<MessageCost, 'organisationName'>

export async function listCosts(db: Queryable, query: CostQuery, whose: Whose) {
  const rows = sql`SELECT q.month, q.organisation_id AS "organisationId", q.channel, count(*)::int AS deliveries,
      sum(q.units)::int AS units, sum(q.fen) AS fen FROM messaging.expense q
    WHERE q.month BETWEEN ${query.from} AND ${query.to} ${whoseIs(whose)}
      ${query.organisation ? sql`AND q.organisation_id = ${query.organisation}` : empty}
      ${query.channel ? sql`AND q.channel = ${query.channel}` : empty}
    GROUP BY 1, 2, 3`
  const items = await db.query<CostRow>(sql`SELECT * FROM (${rows}) r
    ORDER BY month DESC, fen DESC, "organisationId" NULLS FIRST, channel LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const sum = await db.first<{ total: number; deliveries: number; units: number; fen: number }>(sql`SELECT
      count(*)::int AS total, coalesce(sum(deliveries), 0)::int AS deliveries, coalesce(sum(units), 0)::int AS units,
      coalesce(sum(fen), 0)::float8 AS fen FROM (${rows}) r`)
  const { total = 0, deliveries = 0, units = 0, fen = 0 } = sum ?? {}
  return { items, total, sum: { deliveries, units, fen } }
}
