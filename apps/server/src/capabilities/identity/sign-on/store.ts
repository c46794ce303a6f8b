import type { Page, SignOnClient } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface ClientRow {
  id: string
  client_id: string
  name: string
  kind: SignOnClient['kind']
  secret_sealed: string | null
  redirect_uris: string[]
  logout_uris: string[]
  backchannel_uri: string | null
  scopes: SignOnClient['scopes']
  level: number
  consent: boolean
  owner_id: string | null
  disabled: boolean
  created_time: Date
  last_used_time: Date | null
}

export function toClient(row: ClientRow): SignOnClient {
  return {
    id: row.id,
    clientId: row.client_id,
    name: row.name,
    kind: row.kind,
    redirectUris: row.redirect_uris,
    logoutUris: row.logout_uris,
    backchannelUri: row.backchannel_uri,
    scopes: row.scopes,
    level: row.level,
    consent: row.consent,
    ownerId: row.owner_id,
    disabled: row.disabled,
    createdTime: row.created_time.toISOString(),
    lastUsedTime: row.last_used_time?.toISOString() ?? null,
  }
}

export function findClient(db: Queryable, id: string): Promise<ClientRow | undefined> {
  return db.first<ClientRow>(sql`SELECT * FROM identity.client WHERE id = ${id}`)
}

/** A client by the id it signs on with; nothing when it is disabled. */
export function findClientByName(db: Queryable, clientId: string): Promise<ClientRow | undefined> {
  return db.first<ClientRow>(
    sql`SELECT * FROM identity.client WHERE client_id = ${clientId} AND NOT disabled`,
  )
}

/** Keeps a client; the one of that id is replaced. */
export async function saveClient(db: Queryable, row: ClientRow): Promise<void> {
  await db.query(sql`INSERT INTO identity.client (id, client_id, name, kind, secret_sealed, redirect_uris, logout_uris,
      backchannel_uri, scopes, level, consent, owner_id, disabled, created_time)
    VALUES (${row.id}, ${row.client_id}, ${row.name}, ${row.kind}, ${row.secret_sealed}, ${row.redirect_uris},
      ${row.logout_uris}, ${row.backchannel_uri}, ${row.scopes}, ${row.level}, ${row.consent}, ${row.owner_id},
      ${row.disabled}, ${row.created_time})
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, secret_sealed = excluded.secret_sealed,
      redirect_uris = excluded.redirect_uris, logout_uris = excluded.logout_uris,
      backchannel_uri = excluded.backchannel_uri, scopes = excluded.scopes, level = excluded.level,
      consent = excluded.consent, owner_id = excluded.owner_id, disabled = excluded.disabled`)
}

export async function listClients(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
): Promise<Page<SignOnClient>> {
  const like = `%${query.search ?? ''}%`
  const where = query.search ? sql`WHERE name ILIKE ${like} OR client_id ILIKE ${like}` : empty
  const rows =
    await db.query<ClientRow>(sql`SELECT * FROM identity.client ${where} ORDER BY created_time DESC, id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM identity.client ${where}`)
  return { items: rows.map(toClient), total: count?.n ?? 0 }
}

export async function markClientUsed(db: Queryable, clientId: string, now: Date): Promise<void> {
  await db.query(sql`UPDATE identity.client SET last_used_time = ${now} WHERE client_id = ${clientId}
    AND (last_used_time IS NULL OR last_used_time < ${now}::timestamptz - interval '1 minute')`)
}

/** Ties a session of the sign-on service to the session of the platform it stands on. */
export async function linkSession(db: Queryable, uid: string, sessionId: string): Promise<void> {
  await db.query(sql`INSERT INTO identity.oidc_link (session_uid, session_id) VALUES (${uid}, ${sessionId})
    ON CONFLICT (session_uid) DO UPDATE SET session_id = excluded.session_id`)
}

export interface LinkedSession {
  id: string
  user_id: string
  level: number
  level_until_time: Date | null
}

/** The session of the platform behind one of the sign-on service, while it lasts. */
export function findLinkedSession(db: Queryable, uid: string, now: Date): Promise<LinkedSession | undefined> {
  return db.first<LinkedSession>(sql`SELECT s.id, s.user_id, s.level, s.level_until_time FROM identity.oidc_link l
    JOIN identity.session s ON s.id = l.session_id AND s.expires_time > ${now} AND NOT s.pending
    JOIN identity.app_user u ON u.id = s.user_id AND NOT u.disabled WHERE l.session_uid = ${uid}`)
}

export async function listLinkedUids(db: Queryable, sessionIds: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ session_uid: string }>(sql`SELECT session_uid FROM identity.oidc_link
    WHERE session_id = ANY(${sessionIds as string[]}::uuid[])`)
  return rows.map((row) => row.session_uid)
}

export async function endSession(db: Queryable, sessionId: string): Promise<void> {
  await db.query(sql`DELETE FROM identity.session WHERE id = ${sessionId}`)
}

export function findSessionLevel(
  db: Queryable,
  sessionId: string,
): Promise<{ level: number; level_until_time: Date | null; methods: string[] } | undefined> {
  return db.first(sql`SELECT level, level_until_time, methods FROM identity.session WHERE id = ${sessionId}`)
}

/** Throws away what has come to its end. */
export async function deleteExpiredRecords(db: Queryable, now: Date): Promise<void> {
  await db.query(sql`DELETE FROM identity.oidc_record WHERE expires_time < ${now}`)
  await db.query(sql`DELETE FROM identity.challenge WHERE expires_time < ${now}`)
}

/** Sign-on sessions that stand on any session of a person. */
export async function listUidsOfUser(db: Queryable, userId: string): Promise<string[]> {
  const rows = await db.query<{ session_uid: string }>(sql`SELECT l.session_uid FROM identity.oidc_link l
    JOIN identity.session s ON s.id = l.session_id WHERE s.user_id = ${userId}`)
  return rows.map((row) => row.session_uid)
}
