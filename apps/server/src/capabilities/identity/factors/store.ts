import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

export interface FactorRow {
  id: string
  user_id: string
  kind: 'totp' | 'passkey'
  name: string
  secret: string
  credential_id: string | null
  counter: number
  transports: string[] | null
  confirmed: boolean
  created_time: Date
  last_used_time: Date | null
}

export async function insertFactor(db: Queryable, row: Omit<FactorRow, 'last_used_time'>): Promise<void> {
  await db.query(sql`INSERT INTO identity.factor (id, user_id, kind, name, secret, credential_id, counter, transports,
      confirmed, created_time)
    VALUES (${row.id}, ${row.user_id}, ${row.kind}, ${row.name}, ${row.secret}, ${row.credential_id}, ${row.counter},
      ${row.transports}, ${row.confirmed}, ${row.created_time})`)
}

export function listFactors(db: Queryable, userId: string): Promise<FactorRow[]> {
  return db.query<FactorRow>(
    sql`SELECT * FROM identity.factor WHERE user_id = ${userId} ORDER BY created_time, id`,
  )
}

/** Kinds of second factor a person can show. */
export async function listKinds(db: Queryable, userId: string): Promise<string[]> {
  const rows = await db.query<{ kind: string }>(
    sql`SELECT DISTINCT kind FROM identity.factor WHERE user_id = ${userId} AND confirmed ORDER BY kind`,
  )
  return rows.map((row) => row.kind)
}

export function findPasskey(db: Queryable, credentialId: string): Promise<FactorRow | undefined> {
  return db.first<FactorRow>(sql`SELECT * FROM identity.factor WHERE credential_id = ${credentialId}`)
}

/** Takes a use down: the counter or time step, which only grows. False when it was used meanwhile. */
export async function useFactor(db: Queryable, id: string, counter: number, now: Date): Promise<boolean> {
  const row = await db.first<{ id: string }>(sql`UPDATE identity.factor SET counter = ${counter},
    last_used_time = ${now}, confirmed = true
    WHERE id = ${id} AND (counter < ${counter} OR (${counter} = 0 AND counter = 0)) RETURNING id`)
  return row !== undefined
}

export async function deleteFactor(db: Queryable, userId: string, id: string): Promise<boolean> {
  const row = await db.first<{ id: string }>(
    sql`DELETE FROM identity.factor WHERE id = ${id} AND user_id = ${userId} RETURNING id`,
  )
  return row !== undefined
}

export interface ChallengeRow {
  id: string
  kind: string
  user_id: string | null
  session_id: string | null
  value: string
  tries: number
  expires_time: Date
}

export async function insertChallenge(db: Queryable, row: Omit<ChallengeRow, 'tries'>): Promise<void> {
  await db.query(sql`INSERT INTO identity.challenge (id, kind, user_id, session_id, value, expires_time)
    VALUES (${row.id}, ${row.kind}, ${row.user_id}, ${row.session_id}, ${row.value}, ${row.expires_time})`)
}

/** Takes a challenge to be answered now: it is gone, whatever the answer. */
export function takeChallenge(
  db: Queryable,
  id: string,
  kind: string,
  now: Date,
): Promise<ChallengeRow | undefined> {
  return db.first<ChallengeRow>(sql`DELETE FROM identity.challenge
    WHERE id = ${id} AND kind = ${kind} AND expires_time > ${now} RETURNING *`)
}

/** Counts a try of a code; nothing when the code ended or was tried too often. */
export function tryChallenge(
  db: Queryable,
  id: string,
  kind: string,
  most: number,
  now: Date,
): Promise<ChallengeRow | undefined> {
  return db.first<ChallengeRow>(sql`UPDATE identity.challenge SET tries = tries + 1
    WHERE id = ${id} AND kind = ${kind} AND expires_time > ${now} AND tries < ${most} RETURNING *`)
}

/** Codes sent to a person lately. */
export async function countChallenges(
  db: Queryable,
  userId: string,
  kind: string,
  now: Date,
): Promise<number> {
  const row = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM identity.challenge
    WHERE user_id = ${userId} AND kind = ${kind} AND expires_time > ${now}`)
  return row?.n ?? 0
}

/** Raises a session to a level for a time and opens it when it waited for that. */
export async function raiseSession(
  db: Queryable,
  id: string,
  raise: { level: number; until: Date; method: string },
): Promise<void> {
  await db.query(sql`UPDATE identity.session SET level = ${raise.level}, level_until_time = ${raise.until},
    pending = false, methods = array_append(array_remove(methods, ${raise.method}), ${raise.method}) WHERE id = ${id}`)
}

export interface MySessionRow {
  id: string
  created_time: Date
  expires_time: Date
  ip: string | null
  agent: string | null
  level: number
  level_until_time: Date | null
}

export function listSessions(db: Queryable, userId: string, now: Date): Promise<MySessionRow[]> {
  return db.query<MySessionRow>(sql`SELECT id, created_time, expires_time, ip, agent, level, level_until_time
    FROM identity.session WHERE user_id = ${userId} AND expires_time > ${now} ORDER BY created_time DESC LIMIT 100`)
}

export async function deleteSessions(db: Queryable, userId: string, ids: readonly string[]): Promise<number> {
  const rows = await db.query<{ id: string }>(sql`DELETE FROM identity.session
    WHERE user_id = ${userId} AND id = ANY(${ids as string[]}::uuid[]) RETURNING id`)
  return rows.length
}

export interface SignInRow {
  time: Date
  ip: string | null
  agent: string | null
  method: string
  outcome: 'done' | 'refused'
  reason: string | null
  new_device: boolean
}

export async function insertSignIn(
  db: Queryable,
  row: Omit<SignInRow, 'new_device'> & { id: string; userId: string; device: string; isNew: boolean },
): Promise<void> {
  await db.query(sql`INSERT INTO identity.sign_in (id, user_id, time, ip, agent, device, method, outcome, reason, new_device)
    VALUES (${row.id}, ${row.userId}, ${row.time}, ${row.ip}, ${row.agent}, ${row.device}, ${row.method}, ${row.outcome},
      ${row.reason}, ${row.isNew})`)
}

export async function isKnownDevice(
  db: Queryable,
  userId: string,
  device: string,
  since: Date,
): Promise<boolean> {
  const row =
    await db.first(sql`SELECT 1 AS one FROM identity.sign_in WHERE user_id = ${userId} AND device = ${device}
    AND outcome = 'done' AND time > ${since} LIMIT 1`)
  return row !== undefined
}

export function listSignIns(db: Queryable, userId: string): Promise<SignInRow[]> {
  return db.query<SignInRow>(sql`SELECT time, ip, agent, method, outcome, reason, new_device FROM identity.sign_in
    WHERE user_id = ${userId} ORDER BY time DESC LIMIT 30`)
}

export async function deleteOldSignIns(db: Queryable, before: Date): Promise<void> {
  await db.query(sql`DELETE FROM identity.sign_in WHERE time < ${before}`)
}
