import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

/** Events citizens reported, counted in squares; nothing that tells of a single report. */
export interface ReportSquare {
  type: string
  state: 'accepted' | 'handling' | 'done'
  x: number
  y: number
  divisionCode: string | null
  reports: number
  lastDay: string
}

/** Degrees of latitude a metre is long, and of longitude in the middle of China’s cities; squares need not be exact. */
const metre = { lat: 1 / 111_320, lon: 1 / 93_000 }

/** What a square is asked for by. */
export interface SquareQuery {
  types: readonly string[]
  side: number
  from: Date
  to: Date
  least: number
  limit: number
}

/** Verified events with a citizen’s report, by kind, state and square; squares with too few are left out. */
export async function countSquares(
  db: Queryable,
  q: SquareQuery,
): Promise<Array<ReportSquare & { lon: number; lat: number }>> {
  const [wide, high] = [q.side * metre.lon, q.side * metre.lat]
  const rows = await db.query<ReportSquare>(sql`SELECT e.type,
      CASE WHEN e.state = 'closed' THEN 'done' WHEN e.case_open THEN 'handling' ELSE 'accepted' END AS state,
      floor(e.lon / ${wide}::float8)::int AS x, floor(e.lat / ${high}::float8)::int AS y, min(left(e.division_code, 6)) AS "divisionCode",
      count(DISTINCT r.id)::int AS reports, max((r.taken_time AT TIME ZONE 'Asia/Shanghai')::date)::text AS "lastDay"
    FROM events.event e JOIN events.report r ON r.event_id = e.id
    WHERE r.channel = 'citizen' AND e.state IN ('verified', 'closed') AND e.type = ANY(${q.types as string[]})
      AND e.lon IS NOT NULL AND r.taken_time >= ${q.from} AND r.taken_time < ${q.to}
    GROUP BY 1, 2, 3, 4 HAVING count(DISTINCT r.id) >= ${q.least} ORDER BY 7 DESC, 1, 2, 3, 4 LIMIT ${q.limit}`)
  return rows.map((row) => ({ ...row, lon: (row.x + 0.5) * wide, lat: (row.y + 0.5) * high }))
}

export interface ReportMonth {
  month: string
  reports: number
  effective: number
  closed: number
  rated: number
  satisfied: number
}

/** Citizens’ reports by month of the city. */
export function countMonths(db: Queryable, from: Date): Promise<ReportMonth[]> {
  return db.query<ReportMonth>(sql`SELECT to_char(r.taken_time AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month,
      count(*)::int AS reports, count(*) FILTER (WHERE e.state IN ('verified', 'closed', 'merged'))::int AS effective,
      count(*) FILTER (WHERE e.state = 'closed')::int AS closed, count(r.rating)::int AS rated,
      count(*) FILTER (WHERE r.rating = 'satisfied')::int AS satisfied
    FROM events.report r JOIN events.event e ON e.id = r.event_id
    WHERE r.channel = 'citizen' AND r.taken_time >= ${from} GROUP BY 1 ORDER BY 1 DESC`)
}

/** Who was the first to report an event, when that was a citizen with an account. */
export async function findFirstReporter(
  db: Queryable,
  eventId: string,
): Promise<{ userId: string; reference: string } | undefined> {
  return db.first(sql`SELECT r.reporter_id AS "userId", e.reference FROM events.report r
    JOIN events.event e ON e.id = r.event_id
    WHERE r.event_id = ${eventId} AND r.channel = 'citizen' AND r.reporter_id IS NOT NULL
      AND e.source = 'citizen' ORDER BY r.taken_time, r.id LIMIT 1`)
}
