import type { PushSubscription } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

export type Subscription = PushSubscription

export function listOfUser(db: Queryable, userId: string): Promise<Subscription[]> {
  return db.query<Subscription>(sql`SELECT endpoint, keys FROM messaging.push_subscription
    WHERE user_id = ${userId} ORDER BY created_time DESC LIMIT 20`)
}

/** A browser belongs to whoever let it be told last. */
export async function keep(db: Queryable, userId: string, given: Subscription, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO messaging.push_subscription (endpoint, user_id, keys, created_time)
    VALUES (${given.endpoint}, ${userId}, ${JSON.stringify(given.keys)}, ${now})
    ON CONFLICT (endpoint) DO UPDATE SET user_id = excluded.user_id, keys = excluded.keys`)
}

export async function forget(db: Queryable, endpoint: string, userId?: string): Promise<void> {
  await db.query(sql`DELETE FROM messaging.push_subscription
    WHERE endpoint = ${endpoint} AND (${userId ?? null}::uuid IS NULL OR user_id = ${userId ?? null})`)
}

/** The first to write them decides; every process of a cluster then reads the same. */
export async function readOrWriteKeys(
  db: Queryable,
  made: { publicKey: string; sealedKey: string },
): Promise<{ publicKey: string; sealedKey: string }> {
  await db.query(sql`INSERT INTO messaging.setting (name, value) VALUES ('vapid', ${JSON.stringify(made)})
    ON CONFLICT (name) DO NOTHING`)
  const row = await db.first<{ value: typeof made }>(
    sql`SELECT value FROM messaging.setting WHERE name = 'vapid'`,
  )
  return row?.value ?? made
}

/** Puts another key pair in place; subscriptions were made for the former and are of no more use. */
export async function replaceKeys(
  tx: Queryable,
  made: { publicKey: string; sealedKey: string },
): Promise<void> {
  await tx.query(sql`UPDATE messaging.setting SET value = ${JSON.stringify(made)} WHERE name = 'vapid'`)
  await tx.query(sql`DELETE FROM messaging.push_subscription`)
}
