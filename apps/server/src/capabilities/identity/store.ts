import type { AuditEntry, Organisation, Page, User } from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../kernel/access.ts'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { empty, join, raw, type Sql, sql } from '../../kernel/db/sql.ts'
import { matches, toGrams } from '../../kernel/search.ts'
import { divisionsAbove, maskEmail, maskPhone } from './rules.ts'

export interface UserRow {
  id: string
  account: string
  name: string
  password_hash: string
  roles: string[]
  divisions: string[]
  organisation_id: string | null
  organisation_name: string | null
  phone: string | null
  email: string | null
  disabled: boolean
  failed_attempts: number
  locked_until_time: Date | null
  created_time: Date
  last_sign_in_time: Date | null
}

const userColumns = sql`u.id, u.account, u.name, u.password_hash, u.roles, u.divisions, u.organisation_id,
  o.name AS organisation_name, u.phone, u.email, u.disabled, u.failed_attempts, u.locked_until_time, u.created_time, u.last_sign_in_time`
const userTables = sql`identity.app_user u LEFT JOIN identity.organisation o ON o.id = u.organisation_id`

export function toUser(row: UserRow, now: Date): User {
  const locked = row.locked_until_time !== null && row.locked_until_time > now
  return {
    id: row.id,
    account: row.account,
    name: row.name,
    roles: row.roles,
    divisions: row.divisions,
    organisationId: row.organisation_id,
    organisationName: row.organisation_name,
    phone: maskPhone(row.phone),
    email: maskEmail(row.email),
    state: row.disabled ? 'disabled' : locked ? 'locked' : 'active',
    lockedUntilTime: locked ? (row.locked_until_time?.toISOString() ?? null) : null,
    createdTime: row.created_time.toISOString(),
    lastSignInTime: row.last_sign_in_time?.toISOString() ?? null,
  }
}

export function findUserByAccount(db: Queryable, account: string): Promise<UserRow | undefined> {
  return db.first<UserRow>(
    sql`SELECT ${userColumns} FROM ${userTables} WHERE lower(u.account) = lower(${account})`,
  )
}

export function findUser(db: Queryable, id: string): Promise<UserRow | undefined> {
  return db.first<UserRow>(sql`SELECT ${userColumns} FROM ${userTables} WHERE u.id = ${id}`)
}

export interface NewUser {
  id: string
  account: string
  name: string
  passwordHash: string
  roles: string[]
  divisions: string[]
  organisationId: string | null
  phone?: string | null
  email?: string | null
  demo: boolean
}

export async function insertUser(db: Queryable, user: NewUser, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO identity.app_user (id, account, name, password_hash, roles, divisions, organisation_id,
      phone, email, demo, created_time, grams)
    VALUES (${user.id}, ${user.account}, ${user.name}, ${user.passwordHash}, ${user.roles}, ${user.divisions},
      ${user.organisationId}, ${user.phone ?? null}, ${user.email ?? null}, ${user.demo}, ${now}, ${toGrams(user.account, user.name)})`)
}

export interface UserChange {
  name?: string
  roles?: string[]
  divisions?: string[]
  organisationId?: string | null
  phone?: string | null
  email?: string | null
  disabled?: boolean
  passwordHash?: string
}

const changeColumns: Record<keyof UserChange, string> = {
  name: 'name',
  roles: 'roles',
  divisions: 'divisions',
  organisationId: 'organisation_id',
  phone: 'phone',
  email: 'email',
  disabled: 'disabled',
  passwordHash: 'password_hash',
}

export async function updateUser(db: Queryable, id: string, change: UserChange): Promise<void> {
  const sets = Object.entries(change).flatMap(([field, value]): Sql[] =>
    value === undefined ? [] : [sql`${raw(changeColumns[field as keyof UserChange])} = ${value as string}`],
  )
  if (sets.length === 0) return
  await db.query(sql`UPDATE identity.app_user SET ${join(sets)} WHERE id = ${id}`)
}

export async function recordAttempt(
  db: Queryable,
  id: string,
  attempt: { failed: number; lockedUntil: Date | null; signedIn: Date | null },
): Promise<void> {
  await db.query(sql`UPDATE identity.app_user SET failed_attempts = ${attempt.failed},
      locked_until_time = ${attempt.lockedUntil}, last_sign_in_time = coalesce(${attempt.signedIn}, last_sign_in_time)
    WHERE id = ${id}`)
}

/**
 * Users whose divisions all lie within the caller’s scope: nobody manages people above themselves. The public has no
 * divisions and belongs to the city level.
 */
function usersInScope(scope: Scope): Sql {
  if (scope.everything) return sql`TRUE`
  const within = sql`NOT EXISTS (SELECT FROM unnest(u.divisions) AS d(code) WHERE NOT ${inScope('d.code', scope)})`
  return isWholeCity(scope) ? within : sql`${within} AND cardinality(u.divisions) > 0`
}

function isWholeCity(scope: Scope): boolean {
  return scope.divisions.some((code) => code.length === 6 && code.endsWith('00'))
}

export async function listUsers(
  db: Queryable,
  query: { search?: string; role?: string; limit?: number; offset?: number },
  scope: Scope,
  now: Date,
): Promise<Page<User>> {
  const where = sql`WHERE ${usersInScope(scope)} ${query.role ? sql`AND ${query.role} = ANY(u.roles)` : empty}
    ${matches('u.grams', query.search, 'u.account || u.name')}`
  const rows = await db.query<UserRow>(sql`SELECT ${userColumns} FROM ${userTables} ${where}
    ORDER BY u.account LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${userTables} ${where}`)
  return { items: rows.map((row) => toUser(row, now)), total: count?.n ?? 0 }
}

/** Accounts in use that hold one of these roles (any, when null), within the caller’s scope. */
export async function listHolders(
  db: Queryable,
  roles: string[] | null,
  query: { search?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<{ userId: string; account: string; name: string; divisions: string[] }>> {
  const where = sql`WHERE NOT u.disabled AND ${usersInScope(scope)} ${roles ? sql`AND u.roles && ${roles}` : empty}
    ${matches('u.grams', query.search, 'u.account || u.name')}`
  const items = await db.query<{ userId: string; account: string; name: string; divisions: string[] }>(
    sql`SELECT u.id AS "userId", u.account, u.name, u.divisions FROM identity.app_user u ${where}
      ORDER BY u.account LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`,
  )
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM identity.app_user u ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export async function countUsers(db: Queryable): Promise<number> {
  return (
    (
      await db.first<{ n: number }>(
        sql`SELECT count(*)::int AS n FROM identity.app_user WHERE 'administrator' = ANY(roles)`,
      )
    )?.n ?? 0
  )
}

export interface SessionRow {
  id: string
  user_id: string
  expires_time: Date
  post_id: string | null
  delegation_id: string | null
  level: number
  level_until_time: Date | null
  pending: boolean
}

export interface NewSession {
  id: string
  tokenHash: string
  userId: string
  created: Date
  expires: Date
  ip: string
  agent: string | null
  level: number
  levelUntil: Date | null
  pending: boolean
  methods: string[]
}

export async function insertSession(db: Queryable, session: NewSession): Promise<void> {
  await db.query(sql`INSERT INTO identity.session (id, token_hash, user_id, created_time, expires_time, ip, agent, level,
      level_until_time, pending, methods)
    VALUES (${session.id}, ${session.tokenHash}, ${session.userId}, ${session.created}, ${session.expires}, ${session.ip},
      ${session.agent}, ${session.level}, ${session.levelUntil}, ${session.pending}, ${session.methods})`)
}

export function findSession(db: Queryable, tokenHash: string): Promise<SessionRow | undefined> {
  return db.first<SessionRow>(
    sql`SELECT id, user_id, expires_time, post_id, delegation_id, level, level_until_time, pending
      FROM identity.session WHERE token_hash = ${tokenHash}`,
  )
}

export async function deleteSession(db: Queryable, id: string): Promise<void> {
  await db.query(sql`DELETE FROM identity.session WHERE id = ${id}`)
}

export async function deleteSessionsOf(db: Queryable, userId: string): Promise<void> {
  await db.query(sql`DELETE FROM identity.session WHERE user_id = ${userId}`)
}

export async function deleteExpiredSessions(db: Queryable, now: Date): Promise<void> {
  await db.query(sql`DELETE FROM identity.session WHERE expires_time < ${now}`)
}

const organisationColumns = sql`id, code, name, short_name AS "shortName", kind, division_code AS "divisionCode",
  parent_id AS "parentId"`

export async function insertOrganisations(tx: Transaction, rows: Organisation[]): Promise<void> {
  await tx.query(sql`INSERT INTO identity.organisation (id, code, name, short_name, kind, division_code, parent_id)
    SELECT id, code, name, "shortName", kind, "divisionCode", "parentId"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, code text, name text, "shortName" text, kind text,
      "divisionCode" text, "parentId" uuid) ON CONFLICT DO NOTHING`)
}

export function readOrganisations(db: Queryable): Promise<Organisation[]> {
  return db.query<Organisation>(sql`SELECT ${organisationColumns} FROM identity.organisation`)
}

export async function listOrganisations(
  db: Queryable,
  query: { search?: string; division?: string; above?: boolean; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<Organisation>> {
  const like = `%${query.search ?? ''}%`
  const above = query.above ? scope.divisions.flatMap(divisionsAbove) : []
  const where = sql`WHERE (${inScope('division_code', scope)} OR division_code = ANY(${above}::text[])) ${inDivision('division_code', query.division)}
    ${query.search ? sql`AND (name LIKE ${like} OR short_name LIKE ${like} OR code LIKE ${like})` : empty}`
  const items =
    await db.query<Organisation>(sql`SELECT ${organisationColumns} FROM identity.organisation ${where}
    ORDER BY division_code, name LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM identity.organisation ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export interface NewAuditEntry {
  time: Date
  userId: string | null
  account: string | null
  action: string
  target: string | null
  outcome: AuditEntry['outcome']
  ip: string | null
  traceId: string | null
  detail: Record<string, unknown>
}

export async function insertAuditEntries(db: Queryable, entries: NewAuditEntry[]): Promise<void> {
  const rows = entries.map(
    (e) => sql`(${e.time}, ${e.userId}::uuid, ${e.account}, ${e.action}, ${e.target}, ${e.outcome},
    ${e.ip}, ${e.traceId}, ${JSON.stringify(e.detail)}::jsonb)`,
  )
  await db.query(sql`INSERT INTO identity.audit_entry (time, user_id, account, action, target, outcome, ip, trace_id, detail)
    VALUES ${join(rows)}`)
}

export async function listAuditEntries(
  db: Queryable,
  query: {
    search?: string
    account?: string
    action?: string
    from?: string
    to?: string
    limit?: number
    offset?: number
  },
  scope: Scope,
): Promise<Page<AuditEntry>> {
  const like = `%${query.search ?? ''}%`
  const where = sql`WHERE ${auditInScope(scope)}
    ${query.account ? sql`AND account = ${query.account}` : empty}
    ${query.action ? sql`AND action = ${query.action}` : empty}
    ${query.from ? sql`AND time >= ${query.from}` : empty} ${query.to ? sql`AND time < ${query.to}` : empty}
    ${query.search ? sql`AND (action ILIKE ${like} OR account ILIKE ${like} OR target ILIKE ${like})` : empty}`
  const rows = await db.query<
    AuditEntry & { time: unknown }
  >(sql`SELECT id, time, user_id AS "userId", account, action,
      target, outcome, ip, trace_id AS "traceId", detail FROM identity.audit_entry ${where}
    ORDER BY time DESC, id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM identity.audit_entry ${where}`,
  )
  const items = rows.map((row) => ({ ...row, time: (row.time as unknown as Date).toISOString() }))
  return { items, total: count?.n ?? 0 }
}

/** Acts of people within the caller’s scope; acts of nobody known only at the city level. */
function auditInScope(scope: Scope): Sql {
  if (scope.everything) return sql`TRUE`
  const within = sql`user_id IN (SELECT u.id FROM identity.app_user u WHERE ${usersInScope(scope)})`
  return isWholeCity(scope) ? sql`(user_id IS NULL OR ${within})` : within
}
