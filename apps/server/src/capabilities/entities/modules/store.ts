import { divisionPrefix, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { inSight } from '../in-sight.ts'

/** A module the city put together. */
export interface OwnModule {
  id: string
  title: string
  description: string
  registers: string[]
}

export function listOwnModules(db: Queryable): Promise<OwnModule[]> {
  return db.query<OwnModule>(
    sql`SELECT id, title, description, registers FROM entities.module ORDER BY created_time, id`,
  )
}

/** Writes a module; its id, or null when one of that title is there. */
export async function insertModule(
  db: Queryable,
  given: Omit<OwnModule, 'id'>,
  userId: string,
  now: Date,
): Promise<string | null> {
  const row = await db.first<{
    id: string
  }>(sql`INSERT INTO entities.module (id, title, description, registers,
      created_by, created_time)
    VALUES (${newId()}, ${given.title}, ${given.description}, ${given.registers}, ${userId}, ${now})
    ON CONFLICT (title) DO NOTHING RETURNING id`)
  return row?.id ?? null
}

/** Whether there was one to take away. */
export async function deleteModule(db: Queryable, id: string): Promise<boolean> {
  return (await db.query(sql`DELETE FROM entities.module WHERE id = ${id} RETURNING id`)).length > 0
}

export interface PlaceCount {
  code: string
  count: number
  changed: number
}

/** Rows of a register by the first digits of their division, within a division and the scope of the reader. */
export function countByPlace(
  db: Queryable,
  type: string,
  within: { division: string | null; digits: number; since: Date },
  scope: Scope,
): Promise<PlaceCount[]> {
  return db.query<PlaceCount>(sql`SELECT coalesce(left(division_code, ${within.digits}), '') AS code,
      count(*)::int AS count, (count(*) FILTER (WHERE changed_time >= ${within.since}))::int AS changed
    FROM entities.entity WHERE ${ofRegister(type, within.division, scope)} GROUP BY 1`)
}

/** Rows of a register by each value of some attributes; a null value is one that was not filled in. */
export function countByChoice(
  db: Queryable,
  type: string,
  attributes: readonly string[],
  division: string | null,
  scope: Scope,
): Promise<{ attribute: string; value: string | null; count: number }[]> {
  return db.query(sql`SELECT a.attribute, attributes ->> a.attribute AS value, count(*)::int AS count
    FROM entities.entity CROSS JOIN unnest(${attributes as string[]}::text[]) AS a(attribute)
    WHERE ${ofRegister(type, division, scope)} GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2`)
}

/** Rows below the city itself; a division of the whole city takes in what has no division. */
function ofRegister(type: string, division: string | null, scope: Scope) {
  const prefix = division ? divisionPrefix(division) : ''
  const isWhole = division === null || (division.length === 6 && division.endsWith('00'))
  return sql`tenant = '' AND merged_into IS NULL AND type = ${type} AND ${inSight(scope)}
    AND (starts_with(division_code, ${prefix}) OR (${isWhole} AND division_code IS NULL))`
}
