import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, join, sql } from '../../../kernel/db/sql.ts'

export type KeyUsage = 'sign' | 'seal' | 'mac' | 'authority' | 'token'
export type KeyState = 'active' | 'retired' | 'revoked' | 'destroyed'

export interface KeyRow {
  id: string
  purpose: string
  usage: KeyUsage
  algorithm: string
  version: number
  public_key: string | null
  wrapped: string | null
  certificate: string | null
  state: KeyState
  from_time: Date
  until_time: Date | null
  revoked_time: Date | null
  reason: string | null
  created_time: Date
}

export function findKey(db: Queryable, id: string): Promise<KeyRow | undefined> {
  return db.first<KeyRow>(sql`SELECT * FROM identity.key WHERE id = ${id}`)
}

export function findActiveKey(db: Queryable, purpose: string, usage: KeyUsage): Promise<KeyRow | undefined> {
  return db.first<KeyRow>(sql`SELECT * FROM identity.key
    WHERE purpose = ${purpose} AND usage = ${usage} AND state = 'active'`)
}

export function findKeyVersion(
  db: Queryable,
  purpose: string,
  usage: KeyUsage,
  version: number,
): Promise<KeyRow | undefined> {
  return db.first<KeyRow>(sql`SELECT * FROM identity.key
    WHERE purpose = ${purpose} AND usage = ${usage} AND version = ${version}`)
}

/** Keys of a purpose that are good to check with, the active one first. */
export function listUsableKeys(db: Queryable, purpose: string, usage: KeyUsage): Promise<KeyRow[]> {
  return db.query<KeyRow>(sql`SELECT * FROM identity.key WHERE purpose = ${purpose} AND usage = ${usage}
    AND state IN ('active', 'retired') ORDER BY version DESC`)
}

export async function lastVersion(db: Queryable, purpose: string, usage: KeyUsage): Promise<number> {
  const row = await db.first<{ n: number | null }>(sql`SELECT max(version) AS n FROM identity.key
    WHERE purpose = ${purpose} AND usage = ${usage}`)
  return row?.n ?? 0
}

/** Keeps a new key; answers false when another process made this version first. */
export async function insertKey(db: Queryable, key: KeyRow): Promise<boolean> {
  const row = await db.first<{
    id: string
  }>(sql`INSERT INTO identity.key (id, purpose, usage, algorithm, version,
      public_key, wrapped, certificate, state, from_time, until_time, created_time)
    VALUES (${key.id}, ${key.purpose}, ${key.usage}, ${key.algorithm}, ${key.version}, ${key.public_key},
      ${key.wrapped}, ${key.certificate}, ${key.state}, ${key.from_time}, ${key.until_time}, ${key.created_time})
    ON CONFLICT DO NOTHING RETURNING id`)
  return row !== undefined
}

export interface KeyChange {
  state: KeyState
  revoked_time?: Date
  until_time?: Date
  reason?: string
}

export async function changeKey(db: Queryable, id: string, change: KeyChange): Promise<void> {
  await db.query(sql`UPDATE identity.key SET state = ${change.state},
      revoked_time = coalesce(${change.revoked_time ?? null}, revoked_time),
      reason = coalesce(${change.reason ?? null}, reason)
      ${change.state === 'destroyed' ? sql`, wrapped = NULL` : empty}
    WHERE id = ${id}`)
}

export interface KeyUse {
  keyId: string
  act: string
  done: number
  failed: number
  micros: number
}

/** Adds to the counts of a day. */
export async function addUses(db: Queryable, day: string, uses: readonly KeyUse[]): Promise<void> {
  if (uses.length === 0) return
  const rows = uses.map(
    (one) =>
      sql`(${one.keyId}::uuid, ${day}::date, ${one.act}, ${one.done}::bigint, ${one.failed}::bigint, ${Math.round(one.micros)}::bigint)`,
  )
  await db.query(sql`INSERT INTO identity.key_use AS u (key_id, day, act, done, failed, micros) VALUES ${join(rows)}
    ON CONFLICT (key_id, day, act) DO UPDATE SET done = u.done + excluded.done, failed = u.failed + excluded.failed,
      micros = u.micros + excluded.micros`)
}
