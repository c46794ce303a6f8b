import type { Credential, Page } from '@civitas/contract'
import { hashSecret, newSecret } from '../../../kernel/crypto.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import type { ThingMeta } from '../datastreams/datastream-index.ts'

/** A credential in memory, as the adapters ask it. */
export interface HeldCredential {
  readonly id: number
  readonly name: string
  readonly keyHash: string
  readonly things: Set<string>
  readonly thingTypes: ReadonlySet<string>
  lastUsedMs: number
}

/** Credentials of devices and gateways; held in memory, for every connection asks. */
export interface Credentials {
  /** The credential with this name and key, or null. */
  verify(name: string, key: string): HeldCredential | null
  /** Whether a credential may speak for a thing. */
  covers(credential: HeldCredential, thing: ThingMeta): boolean
  create(tx: Transaction, input: NewCredential): Promise<{ name: string; key: string }>
  revoke(name: string): Promise<void>
  list(query: { search?: string; limit?: number; offset?: number }): Promise<Page<Credential>>
  onRevoked(hear: (name: string) => void): void
  saveUse(): Promise<void>
}

export interface NewCredential {
  name: string
  kind: 'device' | 'gateway'
  thingIds?: readonly string[]
  thingTypes?: readonly string[]
  /** Given only where a key must be known beforehand; else a random one of 256 bits. */
  key?: string
}

interface CredentialRow {
  id: number
  name: string
  key_hash: string
  thing_types: string[]
  things: string[] | null
}

/** In place of device models: the gateway speaks for every thing of the installation. Only the sample city’s simulator does. */
export const everyThingType = '*'

export async function openCredentials(kernel: Kernel): Promise<Credentials> {
  const held = new Map<string, HeldCredential>()
  const hearers: Array<(name: string) => void> = []
  const hold = (row: CredentialRow) =>
    held.set(row.name, {
      id: row.id,
      name: row.name,
      keyHash: row.key_hash,
      things: new Set(row.things ?? []),
      thingTypes: new Set(row.thing_types),
      lastUsedMs: 0,
    })
  for (const row of await readCredentials(kernel.db)) hold(row)
  return {
    verify: (name, key) => {
      const credential = held.get(name)
      if (!credential || credential.keyHash !== hashSecret(key)) return null
      credential.lastUsedMs = kernel.clock.now().getTime()
      return credential
    },
    covers: (credential, thing) =>
      credential.things.has(thing.id) ||
      credential.thingTypes.has(thing.thingType) ||
      credential.thingTypes.has(everyThingType),
    create: async (tx, input) => {
      const key = input.key ?? newSecret()
      const row = await insertCredential(tx, input, hashSecret(key), kernel.clock.now())
      tx.afterCommit(() => hold(row))
      return { name: input.name, key }
    },
    revoke: async (name) => {
      const rows =
        await kernel.db.query(sql`UPDATE sensing.credential SET revoked_time = ${kernel.clock.now()}
        WHERE name = ${name} AND revoked_time IS NULL RETURNING id`)
      if (rows.length === 0) throw notFound('凭据', name)
      held.delete(name)
      for (const hear of hearers) hear(name)
    },
    list: (query) => listCredentials(kernel.db, query),
    onRevoked: (hear) => hearers.push(hear),
    saveUse: () => saveUse(kernel.db, [...held.values()]),
  }
}

function readCredentials(db: Queryable): Promise<CredentialRow[]> {
  return db.query<CredentialRow>(sql`SELECT c.id, c.name, c.key_hash, c.thing_types,
      (SELECT array_agg(thing_id) FROM sensing.credential_thing t WHERE t.credential_id = c.id) AS things
    FROM sensing.credential c WHERE c.revoked_time IS NULL`)
}

async function insertCredential(
  tx: Transaction,
  input: NewCredential,
  keyHash: string,
  now: Date,
): Promise<CredentialRow> {
  const row =
    await tx.first<CredentialRow>(sql`INSERT INTO sensing.credential (name, kind, key_hash, thing_types, created_time)
    VALUES (${input.name}, ${input.kind}, ${keyHash}, ${(input.thingTypes ?? []) as string[]}, ${now})
    ON CONFLICT DO NOTHING RETURNING id, name, key_hash, thing_types`)
  if (!row) throw conflict('credential-taken', `凭据名 ${input.name} 已被使用。`)
  const things = (input.thingIds ?? []) as string[]
  await tx.query(sql`INSERT INTO sensing.credential_thing (credential_id, thing_id)
    SELECT ${row.id}, id FROM sensing.thing WHERE id = ANY(${things}::uuid[])`)
  return { ...row, things }
}

async function listCredentials(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
): Promise<Page<Credential>> {
  const where = query.search ? sql`WHERE c.name ILIKE ${`%${query.search}%`}` : empty
  const rows = await db.query<
    Record<'createdTime' | 'revokedTime' | 'lastUsedTime', Date | null> & Credential
  >(sql`
    SELECT c.name, c.kind, (SELECT count(*)::int FROM sensing.credential_thing t WHERE t.credential_id = c.id)
        + (SELECT count(*)::int FROM sensing.thing t WHERE t.thing_type = ANY(c.thing_types) OR ${everyThingType} = ANY(c.thing_types)) AS things,
      c.created_time AS "createdTime", c.revoked_time AS "revokedTime", c.last_used_time AS "lastUsedTime"
    FROM sensing.credential c ${where} ORDER BY c.name LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.credential c ${where}`,
  )
  const iso = (time: unknown) => (time ? (time as Date).toISOString() : null)
  return {
    items: rows.map((row) => ({
      ...row,
      createdTime: iso(row.createdTime) as string,
      revokedTime: iso(row.revokedTime),
      lastUsedTime: iso(row.lastUsedTime),
    })),
    total: count?.n ?? 0,
  }
}

async function saveUse(db: Queryable, credentials: HeldCredential[]): Promise<void> {
  const used = credentials.filter((one) => one.lastUsedMs > 0)
  if (used.length === 0) return
  await db.query(sql`UPDATE sensing.credential c SET last_used_time = n.time
    FROM unnest(${used.map((one) => one.id)}::int[], ${used.map((one) => new Date(one.lastUsedMs))}::timestamptz[]) AS n(id, time)
    WHERE c.id = n.id`)
  for (const one of used) one.lastUsedMs = 0
}
