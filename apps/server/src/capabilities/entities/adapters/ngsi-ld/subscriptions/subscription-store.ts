import { inScope, type Scope } from '../../../../../kernel/access.ts'
import type { Queryable } from '../../../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../../../kernel/db/sql.ts'
import type { SubscriptionBody, SubscriptionKind, SubscriptionRow } from './model.ts'

const columns = sql`s.tenant, s.kind, s.id, s.body, s.context, s.base_url, s.user_id, s.scope, s.active_since, s.created_time,
  s.changed_time, s.times_sent, s.times_failed, s.last_notification, s.last_success, s.last_failure, s.last_error`

type NewRow = Pick<
  SubscriptionRow,
  'tenant' | 'kind' | 'id' | 'body' | 'context' | 'base_url' | 'user_id' | 'scope'
>

/** Keeps a new subscription; undefined when its id is taken. */
export function insertSubscription(db: Queryable, row: NewRow): Promise<SubscriptionRow | undefined> {
  return db.first<SubscriptionRow>(sql`INSERT INTO entities.subscription AS s
      (tenant, kind, id, body, context, base_url, user_id, scope)
    VALUES (${row.tenant}, ${row.kind}, ${row.id}, ${JSON.stringify(row.body)}::jsonb,
      ${row.context === undefined ? null : JSON.stringify(row.context)}::jsonb, ${row.base_url}, ${row.user_id},
      ${JSON.stringify(row.scope)}::jsonb)
    ON CONFLICT DO NOTHING RETURNING ${columns}`)
}

/** Who asks for subscriptions: their maker, or somebody who may see all the subscriber may see. */
export interface Viewer {
  userId: string | null
  scope: Scope
}

export function visibleTo({ userId, scope }: Viewer): Sql {
  return sql`(s.user_id = ${userId} OR (NOT (s.scope ->> 'everything')::boolean AND NOT EXISTS (
    SELECT FROM jsonb_array_elements_text(s.scope -> 'divisions') d(code) WHERE NOT ${inScope('d.code COLLATE "C"', scope)})))`
}

export function findSubscription(
  db: Queryable,
  tenant: string,
  kind: SubscriptionKind,
  id: string,
  viewer: Viewer,
  lock = false,
): Promise<SubscriptionRow | undefined> {
  return db.first<SubscriptionRow>(sql`SELECT ${columns} FROM entities.subscription s
    WHERE s.tenant = ${tenant} AND s.kind = ${kind} AND s.id = ${id} AND ${visibleTo(viewer)}
    ${lock ? sql`FOR UPDATE` : empty}`)
}

/** One page in the order of making. */
export async function listSubscriptions(
  db: Queryable,
  tenant: string,
  kind: SubscriptionKind,
  viewer: Viewer,
  page: { limit: number; offset: number; count: boolean },
): Promise<{ rows: SubscriptionRow[]; total: number | null; more: boolean }> {
  const of = sql`FROM entities.subscription s WHERE s.tenant = ${tenant} AND s.kind = ${kind} AND ${visibleTo(viewer)}`
  const rows = await db.query<SubscriptionRow>(sql`SELECT ${columns} ${of} ORDER BY s.created_time, s.id
    LIMIT ${page.limit + 1} OFFSET ${page.offset}`)
  const total = page.count ? await count(db, of) : null
  return { rows: rows.slice(0, page.limit), total, more: rows.length > page.limit && page.limit > 0 }
}

async function count(db: Queryable, of: Sql): Promise<number> {
  return (await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${of}`))?.n ?? 0
}

/** Changes a subscription that was read under lock. */
export function updateSubscription(
  db: Queryable,
  held: SubscriptionRow,
  body: SubscriptionBody,
  context: unknown,
  resumed: boolean,
): Promise<SubscriptionRow | undefined> {
  return db.first<SubscriptionRow>(sql`UPDATE entities.subscription s SET body = ${JSON.stringify(body)}::jsonb,
      context = ${context === undefined || context === null ? null : JSON.stringify(context)}::jsonb,
      changed_time = now(), active_since = ${resumed ? sql`now()` : sql`s.active_since`}
    WHERE s.tenant = ${held.tenant} AND s.kind = ${held.kind} AND s.id = ${held.id} RETURNING ${columns}`)
}

export async function deleteSubscription(
  db: Queryable,
  tenant: string,
  kind: SubscriptionKind,
  id: string,
): Promise<boolean> {
  const gone = await db.query(sql`DELETE FROM entities.subscription
    WHERE tenant = ${tenant} AND kind = ${kind} AND id = ${id} RETURNING id`)
  return gone.length > 0
}

/** Every subscription of every tenant; read when the platform starts, and by the processes of a cluster. */
export function readAllSubscriptions(db: Queryable): Promise<SubscriptionRow[]> {
  return db.query<SubscriptionRow>(sql`SELECT ${columns} FROM entities.subscription s`)
}

/** Changes whenever a subscription is made, changed or removed. */
export async function readSubscriptionsVersion(db: Queryable): Promise<string> {
  const row = await db.first<{ version: string }>(
    sql`SELECT count(*) || ' ' || coalesce(max(changed_time)::text, '') AS version FROM entities.subscription`,
  )
  return row?.version ?? ''
}
