import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface DayRow {
  day: string
  area: string | null
  events: number
}

/** Events that were not found untrue, by day of the city and by the first digits of the division. */
export function countByDay(
  db: Queryable,
  query: { division: string; type?: string; digits: number; from: Date; to: Date },
  scope: Scope,
): Promise<DayRow[]> {
  return db.query<DayRow>(sql`SELECT (raised_time AT TIME ZONE 'Asia/Shanghai')::date::text AS day,
      left(division_code, ${query.digits}) AS area, count(*)::int AS events
    FROM events.event WHERE raised_time >= ${query.from} AND raised_time < ${query.to}
      AND state NOT IN ('dismissed', 'merged') ${query.type ? sql`AND type = ${query.type}` : empty}
      AND ${inScope('division_code', scope)} ${inDivision('division_code', query.division)} GROUP BY 1, 2`)
}
