import { divisionPrefix } from '../../kernel/access.ts'
import type { Queryable } from '../../kernel/db/database.ts'
import { join, type Sql, sql } from '../../kernel/db/sql.ts'

/** Somebody who can be reached. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly organisationId: string | null
  readonly divisions: readonly string[]
  readonly roles: readonly string[]
  readonly phone: string | null
  readonly email: string | null
}

/** Which people are meant; every part that is given must hold. Nobody is meant by nothing. */
export interface PeopleSelector {
  readonly userIds?: readonly string[]
  readonly organisationId?: string
  readonly role?: string
  /** People whose divisions hold this one: those who answer for the place. */
  readonly division?: string
}

interface PersonRow {
  id: string
  name: string
  organisation_id: string | null
  divisions: string[]
  roles: string[]
  phone: string | null
  email: string | null
}

/** People who are not switched off, by name; meant by their main identity or by any further post. */
export async function findPeople(db: Queryable, selector: PeopleSelector): Promise<Person[]> {
  const { userIds, organisationId, role, division } = selector
  const parts: Sql[] = []
  if (userIds) parts.push(sql`u.id = ANY(${userIds as string[]}::uuid[])`)
  if (organisationId) parts.push(sql`s.organisation_id = ${organisationId}`)
  if (role) parts.push(sql`${role} = ANY(s.roles)`)
  if (division)
    parts.push(sql`EXISTS (SELECT FROM unnest(s.divisions) AS d(code)
      WHERE starts_with(${divisionPrefix(division)}, CASE WHEN length(d.code) = 6
        THEN regexp_replace(d.code, '(00)+$', '') ELSE d.code END))`)
  if (parts.length === 0) return []
  const rows =
    await db.query<PersonRow>(sql`SELECT DISTINCT u.id, u.name, u.organisation_id, u.divisions, u.roles, u.phone, u.email
    FROM identity.app_user u JOIN (
      SELECT id AS user_id, organisation_id, roles, divisions FROM identity.app_user
      UNION ALL SELECT user_id, organisation_id, roles, divisions FROM identity.post) s ON s.user_id = u.id
    WHERE NOT u.disabled AND ${join(parts, ' AND ')}
    ORDER BY u.name, u.id`)
  return rows.map(({ organisation_id, ...row }) => ({ ...row, organisationId: organisation_id }))
}
