import type { SubscriptionSummary } from '@civitas/contract'
import type { Queryable } from '../../../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../../../kernel/db/sql.ts'
import type { SubscriptionRow } from './model.ts'
import { type Viewer, visibleTo } from './subscription-store.ts'

export interface SubscriptionSearch {
  search?: string
  status?: SubscriptionSummary['status']
  limit?: number
  offset?: number
}

const expired = sql`coalesce((s.body ->> 'expiresAt')::timestamptz <= now(), FALSE)`
const paused = sql`coalesce(NOT (s.body ->> 'isActive')::boolean, FALSE)`

function ofStatus(status: SubscriptionSearch['status']): Sql {
  if (status === undefined) return empty
  if (status === 'expired') return sql`AND ${expired}`
  return status === 'paused'
    ? sql`AND NOT ${expired} AND ${paused}`
    : sql`AND NOT ${expired} AND NOT ${paused}`
}

export type CountedSubscription = SubscriptionRow & { waiting: number }

/** Subscriptions of every tenant a person may see, newest first, with how many notifications wait. */
export async function searchSubscriptions(
  db: Queryable,
  viewer: Viewer,
  { search, status, limit = 50, offset = 0 }: SubscriptionSearch,
): Promise<{ rows: CountedSubscription[]; total: number }> {
  const words = search
    ? sql`AND position(lower(${search}) IN lower(s.id || ' ' || (s.body #- '{notification,endpoint,receiverInfo}')::text)) > 0`
    : empty
  const of = sql`FROM entities.subscription s WHERE ${visibleTo(viewer)} ${ofStatus(status)} ${words}`
  const rows = await db.query<CountedSubscription>(sql`SELECT s.*,
      (SELECT count(*)::int FROM entities.notification n
        WHERE n.tenant = s.tenant AND n.kind = s.kind AND n.subscription_id = s.id) AS waiting
    ${of} ORDER BY s.created_time DESC, s.id LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${of}`)
  return { rows, total: count?.n ?? 0 }
}
