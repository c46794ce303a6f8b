import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, raw, type Sql, sql } from '../../../kernel/db/sql.ts'
import { toGrams } from '../../../kernel/search.ts'
import type { Columns } from './filter-sql.ts'

export type ResourceKind = 'User' | 'Group'

export interface ScimUserRow {
  id: string
  account: string
  name: string
  roles: string[]
  divisions: string[]
  organisation_id: string | null
  organisation_name: string | null
  phone: string | null
  email: string | null
  disabled: boolean
  created_time: Date
  external_id: string | null
  modified_time: Date | null
}

export interface ScimGroupRow {
  id: string
  code: string
  name: string
  external_id: string | null
  modified_time: Date | null
  members: { value: string; display: string }[]
}

/** Of the one who asks: each client has its own ids for what it provisions. */
const linkOf = (clientId: string, kind: ResourceKind, id: Sql) => sql`LEFT JOIN identity.scim_resource s
  ON s.client_id = ${clientId} AND s.kind = ${kind} AND s.resource_id = ${id}`

/** Accounts of staff; those of the public are nobody’s to provision. */
const userTables = (clientId: string) => sql`identity.app_user u
  LEFT JOIN identity.organisation o ON o.id = u.organisation_id ${linkOf(clientId, 'User', sql`u.id`)}
  WHERE u.cancelled_time IS NULL AND NOT (u.roles <@ ARRAY['citizen', 'firm']::text[] AND cardinality(u.roles) > 0)`

const userColumns = sql`u.id, u.account, u.name, u.roles, u.divisions, u.organisation_id, o.name AS organisation_name,
  u.phone, u.email, u.disabled, u.created_time, s.external_id, s.modified_time`

export const userFilters: Columns = {
  id: { type: 'text', column: sql`u.id::text`, exact: true },
  externalid: { type: 'text', column: sql`s.external_id`, exact: true },
  username: { type: 'text', column: sql`u.account` },
  displayname: { type: 'text', column: sql`u.name` },
  'name.formatted': { type: 'text', column: sql`u.name` },
  active: { type: 'boolean', column: sql`(NOT u.disabled)` },
  emails: { type: 'text', column: sql`u.email` },
  'emails.value': { type: 'text', column: sql`u.email` },
  'emails.type': { type: 'text', column: sql`CASE WHEN u.email IS NULL THEN NULL ELSE 'work' END` },
  phonenumbers: { type: 'text', column: sql`u.phone` },
  'phonenumbers.value': { type: 'text', column: sql`u.phone` },
  'phonenumbers.type': { type: 'text', column: sql`CASE WHEN u.phone IS NULL THEN NULL ELSE 'mobile' END` },
  'meta.created': { type: 'time', column: sql`u.created_time` },
  'meta.lastmodified': { type: 'time', column: sql`coalesce(s.modified_time, u.created_time)` },
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:user:organization': {
    ...{ type: 'text', column: sql`o.name` },
  },
  'roles.value': { type: 'text', column: null, holds: (value) => sql`(${value} = ANY(u.roles))` },
  'groups.value': { type: 'text', column: null, holds: (value) => sql`(u.organisation_id::text = ${value})` },
}

export async function pageOfUsers(
  db: Queryable,
  clientId: string,
  { where, limit, offset }: { where: Sql | null; limit: number; offset: number },
): Promise<{ rows: ScimUserRow[]; total: number }> {
  const from = sql`FROM ${userTables(clientId)} ${where ? sql`AND ${where}` : empty}`
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  const rows = await db.query<ScimUserRow>(
    sql`SELECT ${userColumns} ${from} ORDER BY u.id LIMIT ${limit} OFFSET ${offset}`,
  )
  return { rows, total: count?.n ?? 0 }
}

/**
 * Holds a resource for a write: other writers of provisioning wait at the door, so that members of a group stand still too,
 * and whoever changes the row by hand waits at the row.
 */
export async function lockForWrite(tx: Transaction, kind: ResourceKind, id: string): Promise<void> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext('identity.scim'))`)
  const table = raw(kind === 'User' ? 'identity.app_user' : 'identity.organisation')
  await tx.query(sql`SELECT 1 AS one FROM ${table} WHERE id::text = ${id} FOR UPDATE`)
}

export function findScimUser(db: Queryable, clientId: string, id: string): Promise<ScimUserRow | undefined> {
  return db.first<ScimUserRow>(sql`SELECT ${userColumns} FROM ${userTables(clientId)} AND u.id::text = ${id}`)
}

/** What identifies a person goes, the id stays for the trail; the account may be given anew. */
export async function cancelUser(db: Queryable, id: string, now: Date): Promise<void> {
  await db.query(sql`UPDATE identity.app_user SET account = ${`cancelled-${id}`}, name = '已注销账号', phone = NULL,
    email = NULL, roles = '{}', divisions = '{}', organisation_id = NULL, disabled = true, cancelled_time = ${now},
    grams = '{}' WHERE id = ${id}`)
  await db.query(sql`DELETE FROM identity.post WHERE user_id = ${id}`)
}

/** The name and account of a user, with what they are found by. */
export async function renameUser(
  db: Queryable,
  id: string,
  { account, name }: { account: string; name: string },
): Promise<void> {
  await db.query(sql`UPDATE identity.app_user SET account = ${account}, name = ${name},
    grams = ${toGrams(account, name)} WHERE id = ${id}`)
}

const groupTables = (clientId: string) =>
  sql`identity.organisation o ${linkOf(clientId, 'Group', sql`o.id`)} WHERE true`
const groupColumns = sql`o.id, o.code, o.name, s.external_id, s.modified_time,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('value', m.id, 'display', m.name) ORDER BY m.id), '[]') FROM identity.app_user m
    WHERE m.organisation_id = o.id AND m.cancelled_time IS NULL) AS members`

export const groupFilters: Columns = {
  id: { type: 'text', column: sql`o.id::text`, exact: true },
  externalid: { type: 'text', column: sql`s.external_id`, exact: true },
  displayname: { type: 'text', column: sql`o.name` },
  'meta.lastmodified': { type: 'time', column: sql`s.modified_time` },
  members: { type: 'text', column: null, holds: hasMember },
  'members.value': { type: 'text', column: null, holds: hasMember },
}

function hasMember(value: string): Sql {
  return sql`EXISTS (SELECT FROM identity.app_user m WHERE m.organisation_id = o.id AND m.id::text = ${value})`
}

export async function pageOfGroups(
  db: Queryable,
  clientId: string,
  { where, limit, offset }: { where: Sql | null; limit: number; offset: number },
): Promise<{ rows: ScimGroupRow[]; total: number }> {
  const from = sql`FROM ${groupTables(clientId)} ${where ? sql`AND ${where}` : empty}`
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  const rows = await db.query<ScimGroupRow>(
    sql`SELECT ${groupColumns} ${from} ORDER BY o.code, o.id LIMIT ${limit} OFFSET ${offset}`,
  )
  return { rows, total: count?.n ?? 0 }
}

export function findGroup(db: Queryable, clientId: string, id: string): Promise<ScimGroupRow | undefined> {
  return db.first<ScimGroupRow>(
    sql`SELECT ${groupColumns} FROM ${groupTables(clientId)} AND o.id::text = ${id}`,
  )
}

export interface OrganisationOf {
  id: string
  name: string
  division_code: string
}

/** An organisation by id, name, short name or code. */
export function findOrganisationBy(db: Queryable, words: string): Promise<OrganisationOf | undefined> {
  return db.first<OrganisationOf>(sql`SELECT id, name, division_code FROM identity.organisation
    WHERE id::text = ${words} OR name = ${words} OR short_name = ${words} OR code = ${words} ORDER BY code LIMIT 1`)
}

/** The division of the whole city, as its organisations have it. */
export async function cityOf(db: Queryable): Promise<string | null> {
  const row = await db.first<{ code: string }>(sql`SELECT division_code AS code FROM identity.organisation
    ORDER BY length(division_code), division_code LIMIT 1`)
  return row?.code ?? null
}

export async function insertGroup(
  db: Queryable,
  one: { id: string; code: string; name: string; division: string },
): Promise<void> {
  await db.query(sql`INSERT INTO identity.organisation (id, code, name, short_name, kind, division_code)
    VALUES (${one.id}, ${one.code}, ${one.name}, ${one.name}, 'bureau', ${one.division})`)
}

export async function renameGroup(db: Queryable, id: string, name: string): Promise<void> {
  await db.query(sql`UPDATE identity.organisation SET name = ${name} WHERE id = ${id}`)
}

export async function deleteGroup(db: Queryable, id: string): Promise<void> {
  await db.query(sql`DELETE FROM identity.organisation WHERE id = ${id}`)
}

export async function setMembers(
  db: Queryable,
  id: string,
  { joined, left }: { joined: string[]; left: string[] },
): Promise<void> {
  await db.query(sql`UPDATE identity.app_user SET organisation_id = ${id} WHERE id = ANY(${joined}::uuid[])`)
  await db.query(sql`UPDATE identity.app_user SET organisation_id = NULL
    WHERE organisation_id = ${id} AND id = ANY(${left}::uuid[])`)
}

export async function markResource(
  db: Queryable,
  one: { clientId: string; kind: ResourceKind; id: string; externalId: string | null },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO identity.scim_resource (client_id, kind, resource_id, external_id, modified_time)
    VALUES (${one.clientId}, ${one.kind}, ${one.id}, ${one.externalId}, ${now})
    ON CONFLICT (client_id, kind, resource_id)
      DO UPDATE SET external_id = excluded.external_id, modified_time = excluded.modified_time`)
}

export async function dropResource(db: Queryable, kind: ResourceKind, id: string): Promise<void> {
  await db.query(sql`DELETE FROM identity.scim_resource WHERE kind = ${kind} AND resource_id = ${id}`)
}
