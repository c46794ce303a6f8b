import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

export interface CitySeriesQuery {
  thingType: string
  property: string
  /** RFC 3339, inclusive. */
  from: string
  /** RFC 3339, exclusive. */
  to: string
  bucket?: string
  division?: string
}

export interface CityPoint {
  time: string
  mean: number | null
  min: number | null
  max: number | null
  readings: number
  things: number
}

/** The mean of all readings of one property over the things of a type, from the sums kept by hour or day. */
export async function readCitySeries(
  db: Queryable,
  query: CitySeriesQuery,
  scope: Scope,
): Promise<CityPoint[]> {
  const table = query.bucket === 'day' ? sql`sensing.rollup_day` : sql`sensing.rollup_hour`
  const rows = await db.query<Omit<CityPoint, 'time'> & { time: Date }>(sql`
    SELECT r.time, sum(r.sum) / nullif(sum(r.usable), 0) AS mean, min(r.min) AS min, max(r.max) AS max,
      sum(r.usable)::int AS readings, count(*)::int AS things
    FROM ${table} r JOIN sensing.datastream d ON d.id = r.datastream_id JOIN sensing.thing t ON t.id = d.thing_id
    WHERE t.thing_type = ${query.thingType} AND d.property = ${query.property}
      AND r.time >= ${query.from}::timestamptz AND r.time < ${query.to}::timestamptz
      AND ${inScope('t.division_code', scope)} ${inDivision('t.division_code', query.division)}
    GROUP BY r.time ORDER BY r.time`)
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }))
}
