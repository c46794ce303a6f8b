import { divisionPrefix, inDivision, inScope, type Scope } from '../../kernel/access.ts'
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
  /** People who work in this division or below it. */
  readonly area?: string
  /** People one of whose divisions is among these. */
  readonly divisionsIn?: readonly string[]
  /** Only people who work within these divisions; a part of them is enough. */
  readonly scope?: Scope
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
  const { userIds, organisationId, role, division, area, divisionsIn, scope } = selector
  const parts: Sql[] = []
  if (userIds) parts.push(sql`u.id = ANY(${userIds as string[]}::uuid[])`)
  if (organisationId) parts.push(sql`s.organisation_id = ${organisationId}`)
  if (role) parts.push(sql`${role} = ANY(s.roles)`)
  if (division)
    parts.push(sql`EXISTS (SELECT FROM unnest(s.divisions) AS d(code)
      WHERE starts_with(${divisionPrefix(division)}, CASE WHEN length(d.code) = 6
        THEN regexp_replace(d.code, '(00)+$', '') ELSE d.code END))`)
  if (area)
    parts.push(
      sql`EXISTS (SELECT FROM unnest(s.divisions) AS d(code) WHERE TRUE ${inDivision('d.code', area)})`,
    )
  if (divisionsIn) parts.push(sql`s.divisions && ${divisionsIn as string[]}::text[]`)
  if (parts.length === 0) return []
  if (scope && !scope.everything)
    parts.push(sql`EXISTS (SELECT FROM unnest(s.divisions) AS d(code) WHERE ${inScope('d.code', scope)})`)
  const rows =
    await db.query<PersonRow>(sql`SELECT DISTINCT u.id, u.name, u.organisation_id, u.divisions, u.roles, u.phone, u.email
    FROM identity.app_user u JOIN (
      SELECT id AS user_id, organisation_id, roles, divisions FROM identity.app_user
      UNION ALL SELECT user_id, organisation_id, roles, divisions FROM identity.post) s ON s.user_id = u.id
    WHERE NOT u.disabled AND ${join(parts, ' AND ')}
    ORDER BY u.name, u.id`)
  return rows.map(({ organisation_id, ...row }) => ({ ...row, organisationId: organisation_id }))
}

/** Those of one organisation, or those with a role who answer for a place; an empty division means any place. */
export type Holders =
  | { readonly organisationId: string }
  | { readonly role: string; readonly division: string }

/** What stands for any place. */
const anyPlace = '*'

/** Every beginning of a code: whoever has one of these answers for the place. */
function beginningsOf(division: string): string[] {
  if (!division) return [anyPlace]
  const prefix = divisionPrefix(division)
  return Array.from({ length: prefix.length + 1 }, (_, length) => prefix.slice(0, length))
}

/**
 * What `findPeople` answers for each of many selectors, in their order, in one statement: joined on equal organisations, and
 * on equal roles and beginnings of codes, so that many selectors cost little more than one.
 */
export async function findHolders(db: Queryable, wanted: readonly Holders[]): Promise<Person[][]> {
  const found: Person[][] = wanted.map(() => [])
  if (wanted.length === 0) return found
  const units = wanted.flatMap((one, n) => ('organisationId' in one ? { n, unit: one.organisationId } : []))
  const duties = wanted.flatMap((one, n) =>
    'role' in one ? beginningsOf(one.division).map((prefix) => ({ n, role: one.role, prefix })) : [],
  )
  const rows = await db.query<PersonRow & { n: number }>(sql`WITH post AS (
      SELECT id AS user_id, organisation_id, roles, divisions FROM identity.app_user WHERE NOT disabled
      UNION ALL SELECT user_id, organisation_id, roles, divisions FROM identity.post),
    meant AS (
      SELECT w.n, post.user_id FROM post JOIN jsonb_to_recordset(${JSON.stringify(units)}::jsonb) AS w(n int, unit uuid)
        ON w.unit = post.organisation_id
      UNION SELECT w.n, held.user_id
      FROM (SELECT post.user_id, r.role, p.prefix FROM post CROSS JOIN unnest(post.roles) AS r(role)
          CROSS JOIN LATERAL (SELECT ${anyPlace} AS prefix UNION ALL
            SELECT CASE WHEN length(d.code) = 6 THEN regexp_replace(d.code, '(00)+$', '') ELSE d.code END
            FROM unnest(post.divisions) AS d(code)) AS p
          WHERE r.role = ANY(${[...new Set(duties.map((one) => one.role))]}::text[])) AS held
        JOIN jsonb_to_recordset(${JSON.stringify(duties)}::jsonb) AS w(n int, role text, prefix text)
        ON w.role = held.role AND w.prefix = held.prefix)
    SELECT meant.n, u.id, u.name, u.organisation_id, u.divisions, u.roles, u.phone, u.email
    FROM meant JOIN identity.app_user u ON u.id = meant.user_id AND NOT u.disabled ORDER BY u.name, u.id`)
  for (const { n, organisation_id, ...row } of rows)
    found[n]?.push({ ...row, organisationId: organisation_id })
  return found
}
