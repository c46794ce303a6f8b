import type { DataAsset, DataProduct, Page, ProductOrder } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface AssetRow {
  dataset_id: string
  name: string
  organisation_id: string
  holder_id: string
  processor_id: string
  operator_id: string
  storage_per_gb: number
  valuation: DataAsset['valuation']
  bytes: number
  uses: number
  last_used: string | null
  registered_time: Date
  /** The time from which not being used counts. */
  since: Date
}

const assets = sql`SELECT a.dataset_id, d.name, d.organisation_id, a.holder_id, a.processor_id, a.operator_id, a.storage_per_gb,
    a.valuation, a.registered_time, d.created_time AS since,
    coalesce((SELECT sum(v.bytes) FROM data.version v WHERE v.dataset_id = d.id AND v.state <> 'destroyed'), 0)::float8 AS bytes,
    coalesce(u.uses, 0)::float8 AS uses, u.last_used
  FROM data.asset a JOIN data.dataset d ON d.id = a.dataset_id
  LEFT JOIN LATERAL (SELECT sum(uses) FILTER (WHERE day > yearago.day) AS uses, max(day)::text AS last_used
    FROM data.use_day WHERE dataset_id = d.id) u ON TRUE`

function assetsSince(yearAgo: Date) {
  return sql`WITH yearago AS (SELECT (${yearAgo}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date AS day),
    asset AS (SELECT x.*, (x.uses = 0 AND x.since < ${yearAgo}) AS is_idle FROM yearago CROSS JOIN LATERAL (${assets}) x)`
}

export async function listAssets(
  db: Queryable,
  ask: { search?: string; isIdle?: boolean; limit?: number; offset?: number },
  yearAgo: Date,
): Promise<Page<AssetRow>> {
  const where = sql`WHERE TRUE ${ask.isIdle === undefined ? empty : sql`AND is_idle = ${ask.isIdle}`}
    ${ask.search ? sql`AND strpos(name, ${ask.search}) > 0` : empty}`
  const [items, count] = await Promise.all([
    db.query<AssetRow>(sql`${assetsSince(yearAgo)} SELECT * FROM asset ${where} ORDER BY is_idle DESC, bytes DESC, dataset_id
      LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`${assetsSince(yearAgo)} SELECT count(*)::int AS n FROM asset ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findAsset(db: Queryable, id: string, yearAgo: Date): Promise<AssetRow | undefined> {
  return db.first<AssetRow>(sql`${assetsSince(yearAgo)} SELECT * FROM asset WHERE dataset_id = ${id}`)
}

export type NewAsset = Pick<
  AssetRow,
  'dataset_id' | 'holder_id' | 'processor_id' | 'operator_id' | 'storage_per_gb' | 'valuation'
>

export async function putAsset(db: Queryable, a: NewAsset, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO data.asset (dataset_id, holder_id, processor_id, operator_id, storage_per_gb, valuation,
      registered_time)
    VALUES (${a.dataset_id}, ${a.holder_id}, ${a.processor_id}, ${a.operator_id}, ${a.storage_per_gb}, ${a.valuation}, ${now})
    ON CONFLICT (dataset_id) DO UPDATE SET holder_id = excluded.holder_id, processor_id = excluded.processor_id,
      operator_id = excluded.operator_id, storage_per_gb = excluded.storage_per_gb, valuation = excluded.valuation`)
}

/** An idle asset whose owner has not been asked since; held until the transaction ends. */
export async function takeIdle(tx: Queryable, yearAgo: Date): Promise<AssetRow | undefined> {
  const row = await tx.first<AssetRow>(sql`${assetsSince(yearAgo)} SELECT s.* FROM asset s
    JOIN data.asset a ON a.dataset_id = s.dataset_id
    WHERE s.is_idle AND (a.idle_told IS NULL OR a.idle_told < ${yearAgo}) ORDER BY s.dataset_id LIMIT 1`)
  if (!row) return undefined
  const held = await tx.first(
    sql`SELECT 1 AS one FROM data.asset WHERE dataset_id = ${row.dataset_id} FOR UPDATE SKIP LOCKED`,
  )
  return held ? row : undefined
}

export async function setIdleTold(tx: Queryable, id: string, now: Date): Promise<void> {
  await tx.query(sql`UPDATE data.asset SET idle_told = ${now} WHERE dataset_id = ${id}`)
}

export interface ProductRow {
  id: string
  name: string
  scene: string
  dataset_id: string
  dataset_name: string
  organisation_id: string
  columns: string[]
  subject: string | null
  price: number
  terms: string
  state: DataProduct['state']
  reason: string | null
  orders: number
  created_time: Date
}

const productColumns = sql`p.id, p.name, p.scene, p.dataset_id, d.name AS dataset_name, d.organisation_id, p.columns, p.subject,
  p.price, p.terms, p.state, p.reason, p.created_time,
  (SELECT count(*)::int FROM data.product_order o WHERE o.product_id = p.id) AS orders`

export type NewProduct = Omit<ProductRow, 'dataset_name' | 'organisation_id' | 'state' | 'reason' | 'orders'>

export async function insertProduct(db: Queryable, p: NewProduct): Promise<ProductRow> {
  await db.query(sql`INSERT INTO data.product (id, name, scene, dataset_id, columns, subject, price, terms, state, created_time)
    VALUES (${p.id}, ${p.name}, ${p.scene}, ${p.dataset_id}, ${p.columns}, ${p.subject}, ${p.price}, ${p.terms}, 'in-review',
      ${p.created_time})`)
  return (await findProduct(db, p.id)) as ProductRow
}

export function findProduct(db: Queryable, id: string): Promise<ProductRow | undefined> {
  return db.first<ProductRow>(
    sql`SELECT ${productColumns} FROM data.product p JOIN data.dataset d ON d.id = p.dataset_id WHERE p.id = ${id}`,
  )
}

export async function listProducts(
  db: Queryable,
  ask: { search?: string; limit?: number; offset?: number },
): Promise<Page<ProductRow>> {
  const where = ask.search ? sql`WHERE strpos(p.name || p.scene, ${ask.search}) > 0` : empty
  const [items, count] = await Promise.all([
    db.query<ProductRow>(sql`SELECT ${productColumns} FROM data.product p JOIN data.dataset d ON d.id = p.dataset_id ${where}
      ORDER BY p.created_time DESC, p.id LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.product p ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function setProductState(
  db: Queryable,
  id: string,
  state: DataProduct['state'],
  reason: string | null,
): Promise<ProductRow> {
  await db.query(sql`UPDATE data.product SET state = ${state}, reason = ${reason} WHERE id = ${id}`)
  return (await findProduct(db, id)) as ProductRow
}

export interface NewConsent {
  digest: string
  productId: string
  subject: string
  buyer: string
  until: Date
}

export async function insertConsent(db: Queryable, c: NewConsent, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO data.product_consent (digest, product_id, subject, buyer, until, time)
    VALUES (${c.digest}, ${c.productId}, ${c.subject}, ${c.buyer}, ${c.until}, ${now})`)
}

/** The subjects whose tokens are good for this product, buyer and time. */
export async function listConsented(
  db: Queryable,
  of: { productId: string; buyer: string; digests: readonly string[] },
  now: Date,
): Promise<string[]> {
  const rows = await db.query<{ subject: string }>(sql`SELECT DISTINCT subject FROM data.product_consent
    WHERE product_id = ${of.productId} AND buyer = ${of.buyer} AND until > ${now}
      AND digest = ANY(${of.digests as string[]})`)
  return rows.map((row) => row.subject)
}

type OrderRow = Omit<ProductOrder, 'time' | 'note'> & { time: Date }

const orderColumns = sql`o.id, o.product_id AS "productId", p.name AS "productName", o.buyer, o.asked, o.delivered, o.excluded,
  o.sm3, o.settlement, o.price, o.time`

export async function insertOrder(db: Queryable, o: Omit<OrderRow, 'productName'>): Promise<void> {
  await db.query(sql`INSERT INTO data.product_order (id, product_id, buyer, asked, delivered, excluded, sm3, settlement, price, time)
    VALUES (${o.id}, ${o.productId}, ${o.buyer}, ${o.asked}, ${o.delivered}, ${o.excluded}, ${o.sm3}, ${o.settlement}, ${o.price}, ${o.time})`)
}

export async function listOrders(
  db: Queryable,
  ask: { search?: string; limit?: number; offset?: number },
): Promise<Page<OrderRow>> {
  const where = ask.search ? sql`WHERE strpos(p.name || o.buyer, ${ask.search}) > 0` : empty
  const from = sql`data.product_order o JOIN data.product p ON p.id = o.product_id`
  const [items, count] = await Promise.all([
    db.query<OrderRow>(sql`SELECT ${orderColumns} FROM ${from} ${where} ORDER BY o.time DESC, o.id
      LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${from} ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function setOrderSettlement(
  db: Queryable,
  id: string,
  state: ProductOrder['settlement'],
): Promise<void> {
  await db.query(sql`UPDATE data.product_order SET settlement = ${state} WHERE id = ${id}`)
}

export async function readPlatform(db: Queryable): Promise<string | null> {
  return (await db.first<{ url: string | null }>(sql`SELECT url FROM data.trading_platform`))?.url ?? null
}

export async function setPlatform(db: Queryable, url: string | null): Promise<void> {
  await db.query(
    sql`INSERT INTO data.trading_platform (url) VALUES (${url}) ON CONFLICT (one) DO UPDATE SET url = ${url}`,
  )
}

export async function countWaiting(db: Queryable): Promise<number> {
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM data.trading_outbox WHERE sent_time IS NULL`,
  )
  return row?.n ?? 0
}

export interface OutboxRow {
  id: string
  key: string
  body: Record<string, unknown>
  tries: number
}

export async function putOutbox(tx: Queryable, key: string, body: object, now: Date): Promise<void> {
  await tx.query(sql`INSERT INTO data.trading_outbox (key, body, next_time) VALUES (${key}, ${JSON.stringify(body)}, ${now})
    ON CONFLICT (key) DO NOTHING`)
}

/** The oldest message to the trading platform, if it is due; nothing overtakes it. */
export function listOutbox(db: Queryable, now: Date): Promise<OutboxRow[]> {
  return db.query<OutboxRow>(sql`SELECT id::text, key, body, tries FROM data.trading_outbox
    WHERE id = (SELECT min(id) FROM data.trading_outbox WHERE sent_time IS NULL) AND next_time <= ${now}`)
}

export async function markOutbox(
  tx: Queryable,
  id: string,
  done: { sent: Date } | { next: Date },
): Promise<void> {
  await tx.query(
    'sent' in done
      ? sql`UPDATE data.trading_outbox SET sent_time = ${done.sent} WHERE id = ${id}::bigint`
      : sql`UPDATE data.trading_outbox SET tries = tries + 1, next_time = ${done.next} WHERE id = ${id}::bigint`,
  )
}

/** Counts a delivery as a use of the data. */
export async function countDelivery(db: Queryable, datasetId: string, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO data.use_day (dataset_id, day, kind, uses)
    VALUES (${datasetId}, (${now}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date, 'delivery', 1)
    ON CONFLICT (dataset_id, day, kind) DO UPDATE SET uses = use_day.uses + 1`)
}
