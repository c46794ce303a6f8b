import type { Credential, Page } from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { conflict } from '../../../kernel/problem.ts'

export interface CredentialRow {
  id: number
  name: string
  kind: 'device' | 'gateway'
  method: Credential['method']
  key_hash: string
  public_key: string | null
  thing_types: string[]
  networks: string[]
  expires_time: Date | null
  previous_hash: string | null
  previous_until: Date | null
  last_address: string | null
  things: string[] | null
}

/** In place of device models: the gateway speaks for every thing of the installation. Only the sample city’s simulator does. */
export const everyThingType = '*'

/** Credentials that are not revoked; one of them when named. */
export function readCredentials(db: Queryable, name?: string): Promise<CredentialRow[]> {
  return db.query<CredentialRow>(sql`SELECT c.id, c.name, c.kind, c.method, c.key_hash, c.public_key, c.thing_types, c.networks,
      c.expires_time, c.previous_hash, c.previous_until, c.last_address,
      (SELECT array_agg(thing_id) FROM sensing.credential_thing t WHERE t.credential_id = c.id) AS things
    FROM sensing.credential c WHERE c.revoked_time IS NULL ${name ? sql`AND c.name = ${name}` : empty}`)
}

export interface CredentialInsert {
  name: string
  kind: 'device' | 'gateway'
  method: Credential['method']
  keyHash: string
  publicKey: string | null
  thingIds: readonly string[]
  thingTypes: readonly string[]
  networks: readonly string[]
  expiresTime: Date | null
}

export async function insertCredential(tx: Transaction, input: CredentialInsert, now: Date): Promise<void> {
  const row = await tx.first<{
    id: number
  }>(sql`INSERT INTO sensing.credential (name, kind, method, key_hash, public_key,
      thing_types, networks, expires_time, created_time)
    VALUES (${input.name}, ${input.kind}, ${input.method}, ${input.keyHash}, ${input.publicKey},
      ${input.thingTypes as string[]}, ${input.networks as string[]}, ${input.expiresTime}, ${now})
    ON CONFLICT DO NOTHING RETURNING id`)
  if (!row) throw conflict('credential-taken', `凭据名 ${input.name} 已被使用。`)
  await tx.query(sql`INSERT INTO sensing.credential_thing (credential_id, thing_id)
    SELECT ${row.id}, id FROM sensing.thing WHERE id = ANY(${input.thingIds as string[]}::uuid[])`)
}

/** Revokes; answers whether there was something to revoke. */
export async function revokeCredential(tx: Queryable, name: string, now: Date): Promise<boolean> {
  const rows = await tx.query(sql`UPDATE sensing.credential SET revoked_time = ${now}
    WHERE name = ${name} AND revoked_time IS NULL RETURNING id`)
  return rows.length > 0
}

/** Names of the live credentials that speak for a thing by itself, not by its type. */
export async function namesOfThing(db: Queryable, thingId: string): Promise<string[]> {
  const rows = await db.query<{ name: string }>(sql`SELECT c.name FROM sensing.credential c
    JOIN sensing.credential_thing t ON t.credential_id = c.id
    WHERE t.thing_id = ${thingId} AND c.revoked_time IS NULL AND c.kind = 'device'`)
  return rows.map((row) => row.name)
}

export async function replaceKey(
  tx: Queryable,
  name: string,
  change: {
    method: Credential['method']
    keyHash: string
    publicKey: string | null
    keepOldUntil: Date | null
    now: Date
  },
): Promise<void> {
  await tx.query(sql`UPDATE sensing.credential SET previous_hash = CASE WHEN ${change.keepOldUntil}::timestamptz IS NULL
      THEN NULL ELSE key_hash END, previous_until = ${change.keepOldUntil}, key_hash = ${change.keyHash},
      public_key = ${change.publicKey}, method = ${change.method}, rotated_time = ${change.now} WHERE name = ${name}`)
}

export async function updateCredential(
  tx: Queryable,
  name: string,
  change: { networks?: readonly string[]; expiresTime?: Date | null; clearFlag?: boolean },
): Promise<void> {
  const { networks, expiresTime, clearFlag } = change
  await tx.query(sql`UPDATE sensing.credential SET
      networks = ${networks ? (networks as string[]) : sql`networks`},
      expires_time = ${expiresTime === undefined ? sql`expires_time` : expiresTime},
      flagged_time = ${clearFlag ? null : sql`flagged_time`}, flagged_reason = ${clearFlag ? null : sql`flagged_reason`}
    WHERE name = ${name}`)
}

export async function flagCredential(tx: Queryable, name: string, reason: string, now: Date): Promise<void> {
  await tx.query(
    sql`UPDATE sensing.credential SET flagged_time = ${now}, flagged_reason = ${reason} WHERE name = ${name}`,
  )
}

/** Trades a claim code for a key, once. */
export async function takeClaim(
  tx: Queryable,
  codeHash: string,
  keyHash: string,
  now: Date,
): Promise<{ id: number; name: string } | undefined> {
  return tx.first(sql`UPDATE sensing.credential SET method = 'key', key_hash = ${keyHash}, expires_time = NULL, rotated_time = ${now}
    WHERE method = 'claim' AND key_hash = ${codeHash} AND revoked_time IS NULL
      AND (expires_time IS NULL OR expires_time > ${now}) RETURNING id, name`)
}

export interface CredentialQuery {
  search?: string
  method?: string
  flagged?: boolean
  thing?: string
  limit?: number
  offset?: number
}

type Times = 'createdTime' | 'revokedTime' | 'lastUsedTime' | 'expiresTime' | 'rotatedTime' | 'flaggedTime'

export async function listCredentials(
  db: Queryable,
  query: CredentialQuery,
  now: Date,
): Promise<Page<Credential>> {
  const where = sql`WHERE TRUE ${query.search ? sql`AND c.name ILIKE ${`%${query.search}%`}` : empty}
    ${query.method ? sql`AND c.method = ${query.method}` : empty}
    ${query.flagged === undefined ? empty : query.flagged ? sql`AND c.flagged_time IS NOT NULL` : sql`AND c.flagged_time IS NULL`}
    ${query.thing ? sql`AND EXISTS (SELECT FROM sensing.credential_thing t WHERE t.credential_id = c.id AND t.thing_id = ${query.thing})` : empty}`
  const rows = await db.query<Omit<Credential, Times> & Record<Times, Date | null>>(sql`
    SELECT c.name, c.kind, c.method, c.networks, (SELECT count(*)::int FROM sensing.credential_thing t WHERE t.credential_id = c.id)
        + CASE WHEN c.thing_types = '{}' THEN 0 ELSE (SELECT count(*)::int FROM sensing.thing t
          WHERE t.thing_type = ANY(c.thing_types) OR ${everyThingType} = ANY(c.thing_types)) END AS things,
      CASE WHEN c.revoked_time IS NOT NULL THEN 'revoked' WHEN c.expires_time <= ${now} THEN 'expired'
        WHEN c.method = 'claim' THEN 'unclaimed' ELSE 'active' END AS state,
      c.created_time AS "createdTime", c.revoked_time AS "revokedTime", c.last_used_time AS "lastUsedTime",
      c.expires_time AS "expiresTime", c.rotated_time AS "rotatedTime", c.last_address AS "lastAddress",
      c.flagged_time AS "flaggedTime", c.flagged_reason AS "flaggedReason"
    FROM sensing.credential c ${where} ORDER BY c.name LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.credential c ${where}`,
  )
  const iso = (time: Date | null) => time?.toISOString() ?? null
  return {
    items: rows.map((row) => ({
      ...row,
      createdTime: iso(row.createdTime) as string,
      revokedTime: iso(row.revokedTime),
      lastUsedTime: iso(row.lastUsedTime),
      expiresTime: iso(row.expiresTime),
      rotatedTime: iso(row.rotatedTime),
      flaggedTime: iso(row.flaggedTime),
    })),
    total: count?.n ?? 0,
  }
}

/** When each was used last, and from where. */
export async function saveUse(
  db: Queryable,
  used: ReadonlyArray<{ id: number; lastUsedMs: number; lastAddress: string | null }>,
): Promise<void> {
  await db.query(sql`UPDATE sensing.credential c SET last_used_time = n.time, last_address = coalesce(n.address, c.last_address)
    FROM unnest(${used.map((one) => one.id)}::int[], ${used.map((one) => new Date(one.lastUsedMs))}::timestamptz[],
      ${used.map((one) => one.lastAddress)}::text[]) AS n(id, time, address)
    WHERE c.id = n.id`)
}
