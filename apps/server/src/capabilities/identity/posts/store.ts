import type { Delegation, Post, UserPost } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

const postColumns = sql`p.id, p.title, p.organisation_id AS "organisationId", o.name AS "organisationName", p.roles,
  p.divisions`
const postTables = sql`identity.post p JOIN identity.organisation o ON o.id = p.organisation_id`

export function listPosts(db: Queryable, userId: string): Promise<UserPost[]> {
  return db.query<UserPost>(
    sql`SELECT ${postColumns} FROM ${postTables} WHERE p.user_id = ${userId} ORDER BY p.created_time, p.id`,
  )
}

export function findPost(db: Queryable, userId: string, id: string): Promise<UserPost | undefined> {
  return db.first<UserPost>(
    sql`SELECT ${postColumns} FROM ${postTables} WHERE p.user_id = ${userId} AND p.id = ${id}`,
  )
}

export type NewPost = Omit<UserPost, 'id' | 'organisationName'>

export async function insertPost(
  db: Queryable,
  userId: string,
  post: Omit<UserPost, 'organisationName'>,
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO identity.post (id, user_id, title, organisation_id, roles, divisions, created_time)
    VALUES (${post.id}, ${userId}, ${post.title}, ${post.organisationId}, ${post.roles}, ${post.divisions}, ${now})`)
}

export async function deletePost(db: Queryable, id: string): Promise<void> {
  await db.query(sql`DELETE FROM identity.post WHERE id = ${id}`)
}

export interface DelegationRow {
  id: string
  from_user: string
  from_name: string
  from_post: string | null
  to_user: string
  to_name: string
  start_time: Date
  end_time: Date
  permissions: string[]
  reason: string
  revoked_time: Date | null
}

const delegationColumns = sql`d.*, f.name AS from_name, t.name AS to_name`
const delegationTables = sql`identity.delegation d JOIN identity.app_user f ON f.id = d.from_user
  JOIN identity.app_user t ON t.id = d.to_user`

export function toDelegation(row: DelegationRow, now: Date): Delegation {
  return {
    id: row.id,
    fromUserId: row.from_user,
    fromName: row.from_name,
    toUserId: row.to_user,
    toName: row.to_name,
    startTime: row.start_time.toISOString(),
    endTime: row.end_time.toISOString(),
    permissions: row.permissions,
    reason: row.reason,
    state: row.revoked_time
      ? 'revoked'
      : now < row.start_time
        ? 'coming'
        : now < row.end_time
          ? 'active'
          : 'ended',
  }
}

export function listDelegationsOf(db: Queryable, userId: string): Promise<DelegationRow[]> {
  return db.query<DelegationRow>(sql`SELECT ${delegationColumns} FROM ${delegationTables}
    WHERE d.from_user = ${userId} OR d.to_user = ${userId} ORDER BY d.start_time DESC, d.id LIMIT 200`)
}

/** Those whom somebody stands in for just now; a person switched off has nobody stand in. */
export function listActiveTo(db: Queryable, userId: string, now: Date): Promise<DelegationRow[]> {
  return db.query<DelegationRow>(sql`SELECT ${delegationColumns} FROM ${delegationTables}
    WHERE d.to_user = ${userId} AND d.revoked_time IS NULL AND d.start_time <= ${now} AND d.end_time > ${now}
      AND NOT f.disabled ORDER BY d.start_time, d.id`)
}

export function findDelegation(db: Queryable, id: string): Promise<DelegationRow | undefined> {
  return db.first<DelegationRow>(sql`SELECT ${delegationColumns} FROM ${delegationTables} WHERE d.id = ${id}`)
}

export type NewDelegation = Omit<DelegationRow, 'from_name' | 'to_name' | 'revoked_time'>

export async function insertDelegation(db: Queryable, row: NewDelegation): Promise<void> {
  await db.query(sql`INSERT INTO identity.delegation (id, from_user, from_post, to_user, start_time, end_time,
      permissions, reason)
    VALUES (${row.id}, ${row.from_user}, ${row.from_post}, ${row.to_user}, ${row.start_time}, ${row.end_time},
      ${row.permissions}, ${row.reason})`)
}

export async function revoke(db: Queryable, id: string, now: Date): Promise<void> {
  await db.query(
    sql`UPDATE identity.delegation SET revoked_time = ${now} WHERE id = ${id} AND revoked_time IS NULL`,
  )
}

export async function workUnder(
  db: Queryable,
  sessionId: string,
  given: { postId: string | null; delegationId: string | null },
): Promise<void> {
  await db.query(sql`UPDATE identity.session SET post_id = ${given.postId}, delegation_id = ${given.delegationId}
    WHERE id = ${sessionId}`)
}

export async function listColleagues(
  db: Queryable,
  organisationId: string | null,
  query: { search?: string; limit?: number; offset?: number },
): Promise<{ items: { id: string; name: string; organisationName: string | null }[]; total: number }> {
  const like = `%${(query.search ?? '').replace(/[\\%_]/g, '\\$&')}%`
  const tables = sql`identity.app_user u JOIN identity.organisation o ON o.id = u.organisation_id
    WHERE u.organisation_id = ${organisationId} AND NOT u.disabled AND u.name LIKE ${like}`
  const items = await db.query<{ id: string; name: string; organisationName: string | null }>(sql`
    SELECT u.id, u.name, o.name AS "organisationName" FROM ${tables}
    ORDER BY u.name, u.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${tables}`)
  return { items, total: count?.n ?? 0 }
}

export function toPost(post: UserPost): Post {
  const { id, title, organisationId, organisationName } = post
  return { id, kind: 'post', title, organisationId, organisationName, untilTime: null }
}
