import type { Database, Queryable } from '../../../../../kernel/db/database.ts'
import { sql } from '../../../../../kernel/db/sql.ts'
import type { Outgoing } from './build-notification.ts'
import type { Subscription } from './model.ts'

export interface WaitingNotification {
  id: number
  key: string
  body: Outgoing
  /** How often it was sent in vain. */
  attempts: number
}

/** Writes notifications to be sent. */
export async function insertNotifications(
  db: Queryable,
  items: ReadonlyArray<{ subscription: Subscription; outgoing: Outgoing }>,
): Promise<void> {
  const rows = items.map(({ subscription: { row, key }, outgoing }) => ({
    ...{ tenant: row.tenant, kind: row.kind, id: row.id, key },
    body: outgoing,
  }))
  // A subscription may be deleted at this moment; its notifications then go nowhere.
  await db.query(sql`INSERT INTO entities.notification (tenant, kind, subscription_id, key, body)
    SELECT s.tenant, s.kind, s.id, r.value ->> 'key', r.value -> 'body'
    FROM jsonb_array_elements(${JSON.stringify(rows)}::jsonb) WITH ORDINALITY AS r(value, n)
    JOIN entities.subscription s ON s.tenant = r.value ->> 'tenant' AND s.kind = r.value ->> 'kind' AND s.id = r.value ->> 'id'
    ORDER BY r.n FOR KEY SHARE OF s`)
}

/** The oldest notifications, without those on their way and those of subscriptions that have enough on their way. */
export function readWaiting(
  db: Queryable,
  onTheirWay: readonly number[],
  busy: readonly string[],
  limit: number,
): Promise<WaitingNotification[]> {
  return db.query<WaitingNotification>(sql`SELECT id, key, body, attempts FROM entities.notification
    WHERE id <> ALL(${onTheirWay as number[]}::bigint[]) AND key <> ALL(${busy as string[]}::text[])
    ORDER BY id LIMIT ${limit}`)
}

/** What became of notifications of one subscription. */
export interface Tally {
  tenant: string
  kind: string
  id: string
  sent: number
  failed: number
  lastSuccess: string | null
  lastFailure: string | null
  error: string | null
}

/** Forgets notifications that were dealt with, remembers those to be sent again, and counts the sending (5.2.14.2). */
export async function settleNotifications(
  db: Database,
  ids: readonly number[],
  again: readonly number[],
  tallies: readonly Tally[],
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(sql`DELETE FROM entities.notification WHERE id = ANY(${ids as number[]}::bigint[])`)
    if (again.length > 0)
      await tx.query(sql`UPDATE entities.notification SET attempts = attempts + 1
        WHERE id = ANY(${again as number[]}::bigint[])`)
    if (tallies.length === 0) return
    await tx.query(sql`UPDATE entities.subscription s SET times_sent = s.times_sent + r.sent,
        times_failed = s.times_failed + r.failed,
        last_success = coalesce(r."lastSuccess", s.last_success), last_failure = coalesce(r."lastFailure", s.last_failure),
        last_notification = coalesce(greatest(r."lastSuccess", r."lastFailure"), s.last_notification),
        last_error = coalesce(r.error, s.last_error)
      FROM jsonb_to_recordset(${JSON.stringify(tallies)}::jsonb) AS r(tenant text, kind text, id text, sent int, failed int,
        "lastSuccess" timestamptz, "lastFailure" timestamptz, error text)
      WHERE s.tenant = r.tenant AND s.kind = r.kind AND s.id = r.id`)
  })
}
