import type { GridPost, GridStaff, Page } from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

/** A person to be assigned. */
export interface NewGridStaff {
  divisionCode: string
  post: GridPost
  name: string
  phone: string
  organisation?: string
  userId?: string | null
  duties?: readonly string[]
  fromDate: string
  toDate?: string | null
}

const columns = (
  day: string,
): Sql => sql`s.id, s.division_code AS "divisionCode", s.post, s.name, s.phone, s.organisation,
  s.user_id AS "userId", s.duties, s.from_date AS "fromDate", s.to_date AS "toDate",
  (SELECT jsonb_build_object('name', b.name, 'phone', b.phone) FROM territory.grid_leave l
     JOIN territory.grid_staff b ON b.id = l.substitute_id
   WHERE l.staff_id = s.id AND l.from_date <= ${day} AND l.to_date >= ${day} LIMIT 1) AS substitute`

const ofDay = (day: string): Sql => sql`s.from_date <= ${day} AND (s.to_date IS NULL OR s.to_date > ${day})`

/** Leaders first, then those who walk, then police and chiefs. */
const order = sql`array_position(ARRAY['leader','full-time','part-time','police','street-chief','river-chief',
  'forest-chief','maintenance'], s.post), length(s.division_code) DESC, s.name`

/** Everybody responsible for a grid on a day: its own people and the chiefs of the divisions above it. */
export function readStaffOfGrid(db: Queryable, code: string, day: string): Promise<GridStaff[]> {
  const above = [code, code.slice(0, 12), code.slice(0, 9), code.slice(0, 6)]
  return db.query<GridStaff>(sql`SELECT ${columns(day)} FROM territory.grid_staff s
    WHERE s.division_code = ANY(${above}) AND ${ofDay(day)} ORDER BY ${order} LIMIT 200`)
}

/** Everybody with a duty in one of these divisions on a day, each line of duty once. */
export function readStaffOfDivisions(
  db: Queryable,
  codes: readonly string[],
  day: string,
  scope: Scope,
): Promise<Pick<GridStaff, 'name' | 'phone' | 'userId'>[]> {
  return db.query(sql`SELECT DISTINCT s.name, s.phone, s.user_id AS "userId" FROM territory.grid_staff s
    WHERE s.division_code = ANY(${codes as string[]}) AND ${ofDay(day)} AND ${inScope('s.division_code', scope)}
    ORDER BY s.name, s.phone`)
}

export async function listStaff(
  db: Queryable,
  query: { search?: string; division?: string; post?: GridPost; limit?: number; offset?: number },
  day: string,
  scope: Scope,
): Promise<Page<GridStaff>> {
  const where = sql`WHERE ${inScope('s.division_code', scope)} ${inDivision('s.division_code', query.division)}
    AND ${ofDay(day)} ${query.post ? sql`AND s.post = ${query.post}` : empty} ${matches('s.grams', query.search, 's.name')}`
  const items = await db.query<GridStaff>(sql`SELECT ${columns(day)} FROM territory.grid_staff s ${where}
    ORDER BY s.division_code, ${order} LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM territory.grid_staff s ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export async function findStaff(db: Queryable, id: string, day: string): Promise<GridStaff | undefined> {
  return db.first<GridStaff>(sql`SELECT ${columns(day)} FROM territory.grid_staff s WHERE s.id = ${id}`)
}

/** Writes many at once; answers their ids in order. */
export async function insertStaff(db: Queryable, rows: readonly NewGridStaff[]): Promise<string[]> {
  const plain = rows.map((row) => ({
    ...row,
    id: newId(),
    grams: toGrams(row.name, row.organisation, row.phone),
  }))
  await db.query(sql`INSERT INTO territory.grid_staff (id, division_code, post, name, phone, organisation, user_id, duties,
      from_date, to_date, grams)
    SELECT id, "divisionCode", post, name, phone, coalesce(organisation, ''), "userId", coalesce(duties, '{}'), "fromDate",
      "toDate", grams
    FROM jsonb_to_recordset(${JSON.stringify(plain)}::jsonb) AS r(id uuid, "divisionCode" text, post text, name text,
      phone text, organisation text, "userId" uuid, duties text[], "fromDate" date, "toDate" date, grams text[])`)
  return plain.map((row) => row.id)
}

export async function endStaff(db: Queryable, id: string, day: string): Promise<void> {
  await db.query(sql`UPDATE territory.grid_staff SET to_date = ${day} WHERE id = ${id}`)
}

export async function insertLeave(
  db: Queryable,
  leave: { staffId: string; fromDate: string; toDate: string; substituteId: string },
): Promise<void> {
  await db.query(sql`INSERT INTO territory.grid_leave (staff_id, from_date, to_date, substitute_id)
    VALUES (${leave.staffId}, ${leave.fromDate}, ${leave.toDate}, ${leave.substituteId})
    ON CONFLICT (staff_id, from_date) DO UPDATE SET to_date = excluded.to_date, substitute_id = excluded.substitute_id`)
}

/** Grids that have a leader of their own on a day, and how many people serve below a division. */
export async function countStaff(
  db: Queryable,
  parent: string | undefined,
  day: string,
  scope: Scope,
): Promise<{ led: Set<string>; staff: number }> {
  const where = sql`${inScope('s.division_code', scope)} ${inDivision('s.division_code', parent)} AND ${ofDay(day)}`
  const led = await db.query<{
    code: string
  }>(sql`SELECT DISTINCT s.division_code AS code FROM territory.grid_staff s
    WHERE ${where} AND s.post = 'leader'`)
  const all = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM territory.grid_staff s WHERE ${where}`,
  )
  return { led: new Set(led.map((row) => row.code)), staff: all?.n ?? 0 }
}
