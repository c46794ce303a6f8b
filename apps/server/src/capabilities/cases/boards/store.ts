import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { type Sql, sql } from '../../../kernel/db/sql.ts'

/** Which cases a board looks at. */
export interface BoardQuery {
  types: readonly string[]
  classes: readonly string[]
  division: string
  from: Date
  now: Date
}

export interface CountRow {
  key: string | null
  open: number
  overdue: number
  filed: number
  closed: number
  inTime: number
  reopened: number
  medianHours: number | null
}

function fromCases({ types, classes, division, from }: BoardQuery, scope: Scope): Sql {
  return sql`FROM cases.city_case WHERE type = ANY(${types as string[]}) AND class_code = ANY(${classes as string[]})
    AND state <> 'cancelled' AND merged_into IS NULL AND ${inScope('division_code', scope)}
    ${inDivision('division_code', division)} AND (closed_time IS NULL OR closed_time >= ${from} OR opened_time >= ${from})`
}

/** Counts by the first digits of the division, by small class, or altogether. */
export function countBoard(
  db: Queryable,
  by: { digits: number } | { class: true } | { all: true },
  query: BoardQuery,
  scope: Scope,
): Promise<CountRow[]> {
  const key =
    'digits' in by
      ? sql`left(division_code, ${by.digits})`
      : 'class' in by
        ? sql`class_code`
        : sql`NULL::text`
  const { from, now } = query
  return db.query<CountRow>(sql`SELECT ${key} AS key, count(*) FILTER (WHERE closed_time IS NULL)::int AS open,
      count(*) FILTER (WHERE closed_time IS NULL AND due_time <= ${now})::int AS overdue,
      count(*) FILTER (WHERE opened_time >= ${from})::int AS filed,
      count(*) FILTER (WHERE closed_time >= ${from})::int AS closed,
      count(*) FILTER (WHERE closed_time >= ${from} AND in_time AND reopens = 0)::int AS "inTime",
      count(*) FILTER (WHERE reopens > 0)::int AS reopened,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM closed_time - opened_time) / 3600)
        FILTER (WHERE closed_time >= ${from})::float8 AS "medianHours"
    ${fromCases(query, scope)} GROUP BY 1 ORDER BY filed DESC, open DESC, 1`)
}

/** Filed and closed on each day of the city, also on those without any. */
export function countDays(
  db: Queryable,
  query: BoardQuery,
  scope: Scope,
): Promise<{ day: string; filed: number; closed: number }[]> {
  const day = (column: Sql) => sql`(${column} AT TIME ZONE 'Asia/Shanghai')::date`
  return db.query(sql`WITH c AS (SELECT opened_time, closed_time ${fromCases(query, scope)})
    SELECT d::date::text AS day, (SELECT count(*)::int FROM c WHERE ${day(sql`opened_time`)} = d::date) AS filed,
      (SELECT count(*)::int FROM c WHERE ${day(sql`closed_time`)} = d::date) AS closed
    FROM generate_series(${day(sql`${query.from}::timestamptz`)}::timestamp, ${day(sql`${query.now}::timestamptz`)}::timestamp, '1 day') AS d
    ORDER BY d`)
}

export interface LateRow {
  id: string
  reference: string
  title: string
  division_code: string | null
  due_time: Date
}

export function listLate(db: Queryable, query: BoardQuery, scope: Scope): Promise<LateRow[]> {
  return db.query<LateRow>(sql`SELECT id, reference, title, division_code, due_time ${fromCases(query, scope)}
    AND closed_time IS NULL AND due_time <= ${query.now} ORDER BY due_time, id LIMIT 10`)
}

/** How many are open, by small class. */
export async function countOpen(
  db: Queryable,
  types: readonly string[],
  scope: Scope,
): Promise<Map<string, number>> {
  const rows = await db.query<{ code: string; n: number }>(sql`SELECT class_code AS code, count(*)::int AS n
    FROM cases.city_case WHERE closed_time IS NULL AND class_code IS NOT NULL AND merged_into IS NULL
      AND state <> 'cancelled' AND type = ANY(${types as string[]}) AND ${inScope('division_code', scope)} GROUP BY 1`)
  return new Map(rows.map((one) => [one.code, one.n]))
}
