import type { DataDelivery, DataSubscription } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface DeliveryRow {
  id: string
  subscription_id: string
  grant_id: string
  kind: DataDelivery['kind']
  dataset_id: string
  dataset_name: string
  node_id: string
  node_name: string
  node_key: string
  organisation_id: string
  provider_id: string
  purpose: string
  version_id: string
  state: DataDelivery['state']
  file: string
  rows: number
  bytes: number
  sm3: string
  manifest: string
  signature: string
  sent_rows: number
  attempts: number
  created_time: Date
  acknowledged_time: Date | null
  acknowledged: { rows: number; sm3: string; signature?: string } | null
  push: PushTarget | null
  push_secret: string | null
  last_error: string | null
}

/** A table of the consumer, of PostgreSQL unless said otherwise. */
export interface PushTarget {
  engine?: 'postgresql' | 'mysql'
  host: string
  port: number
  database: string
  user: string
  table: string
}

const columns = sql`v.id, v.subscription_id, s.grant_id, v.kind, g.dataset_id, d.name AS dataset_name, s.node_id,
  n.name AS node_name, n.public_key AS node_key, n.organisation_id, g.provider_id, g.purpose, v.version_id, v.state,
  v.file, v.rows, v.bytes, v.sm3, v.manifest, v.signature, v.sent_rows, v.attempts, v.created_time, v.acknowledged_time,
  v.acknowledged, s.push, s.push_secret, v.last_error`
const from = sql`FROM data.delivery v JOIN data.subscription s ON s.id = v.subscription_id
  JOIN data.node n ON n.id = s.node_id JOIN data.grant_of_use g ON g.id = s.grant_id JOIN data.dataset d ON d.id = g.dataset_id`

export function findDelivery(db: Queryable, id: string, lock = false): Promise<DeliveryRow | undefined> {
  return db.first<DeliveryRow>(
    sql`SELECT ${columns} ${from} WHERE v.id = ${id} ${lock ? sql`FOR UPDATE OF v` : empty}`,
  )
}

/** What the nodes of an organisation have to fetch, oldest first. */
export function listWaiting(db: Queryable, organisationId: string): Promise<DeliveryRow[]> {
  return db.query<DeliveryRow>(sql`SELECT ${columns} ${from} WHERE n.organisation_id = ${organisationId}
    AND n.state = 'active' AND s.push IS NULL AND v.state IN ('prepared', 'mismatch') ORDER BY v.created_time, v.id LIMIT 200`)
}

function concerns(principal: Principal): Sql {
  if (hasPermission(principal, 'data.operate')) return sql`TRUE`
  const own = principal.organisationId
  return sql`(n.organisation_id = ${own} OR g.provider_id = ${own})`
}

export async function listDeliveries(
  db: Queryable,
  principal: Principal,
  filter: { state?: string; subscriptionId?: string; limit?: number; offset?: number },
): Promise<{ items: DeliveryRow[]; total: number }> {
  const where = sql`${from} WHERE ${concerns(principal)} ${filter.state ? sql`AND v.state = ${filter.state}` : empty}
    ${filter.subscriptionId ? sql`AND v.subscription_id = ${filter.subscriptionId}` : empty}`
  const [items, count] = await Promise.all([
    db.query<DeliveryRow>(sql`SELECT ${columns} ${where} ORDER BY v.created_time DESC, v.id DESC
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export interface SubscriptionRow {
  id: string
  grant_id: string
  number: string
  dataset_id: string
  dataset_name: string
  node_id: string
  node_name: string
  organisation_id: string
  provider_id: string
  sends: DataSubscription['sends']
  push: PushTarget | null
  is_paused: boolean
  created_time: Date
}

const subscriptionColumns = sql`s.id, s.grant_id, g.number, g.dataset_id, d.name AS dataset_name, s.node_id,
  n.name AS node_name, n.organisation_id, g.provider_id, s.sends, s.push, s.is_paused, s.created_time`
const subscriptions = sql`FROM data.subscription s JOIN data.node n ON n.id = s.node_id
  JOIN data.grant_of_use g ON g.id = s.grant_id JOIN data.dataset d ON d.id = g.dataset_id`

export function findSubscription(db: Queryable, id: string): Promise<SubscriptionRow | undefined> {
  return db.first<SubscriptionRow>(sql`SELECT ${subscriptionColumns} ${subscriptions} WHERE s.id = ${id}`)
}

export async function listSubscriptions(
  db: Queryable,
  principal: Principal,
  page: { limit?: number; offset?: number },
): Promise<{ items: SubscriptionRow[]; total: number }> {
  const where = sql`${subscriptions} WHERE ${concerns(principal)}`
  const [items, count] = await Promise.all([
    db.query<SubscriptionRow>(sql`SELECT ${subscriptionColumns} ${where} ORDER BY s.created_time DESC, s.id DESC
      LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export interface NodeRow {
  id: string
  organisation_id: string
  name: string
  public_key: string
  state: 'active' | 'suspended'
  created_time: Date
  last_seen_time: Date | null
}

export function findNode(db: Queryable, id: string): Promise<NodeRow | undefined> {
  return db.first<NodeRow>(sql`SELECT * FROM data.node WHERE id = ${id}`)
}
