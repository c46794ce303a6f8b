import type { RobotSaving } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

/** What robots did by month, cases and lines together; the minutes are those the version that acted declares. */
export function listSavings(
  db: Queryable,
  { from, to }: { from?: string; to?: string },
  scope: Scope,
): Promise<RobotSaving[]> {
  const month = sql`to_char(d.time AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')`
  return db.query<RobotSaving>(sql`WITH d AS (
      SELECT u.robot_id, u.version, u.time, u.outcome = 'acted' AS acted, u.outcome <> 'acted' AS handed
      FROM cases.robot_run u JOIN cases.city_case c ON c.id = u.case_id
      WHERE u.outcome <> 'running' AND ${inScope('c.division_code', scope)}
      UNION ALL SELECT b.robot_id, b.version, w.time, w.state = 'done', w.state IN ('left', 'by-hand')
      FROM cases.robot_row w JOIN cases.robot_batch b ON b.id = w.batch_id
      WHERE w.state IN ('done', 'left', 'by-hand') AND ${inScope('b.division_code', scope)})
    SELECT ${month} AS month, r.id AS "robotId", r.name AS "robotName", count(*)::int AS runs,
      count(*) FILTER (WHERE d.acted)::int AS acted, count(*) FILTER (WHERE d.handed)::int AS "handedOver",
      coalesce(sum((v.definition->>'minutesSaved')::numeric) FILTER (WHERE d.acted), 0)::float8 AS "minutesSaved"
    FROM d JOIN cases.robot r ON r.id = d.robot_id
      JOIN cases.robot_version v ON v.robot_id = d.robot_id AND v.version = d.version
    WHERE TRUE ${from ? sql`AND ${month} >= ${from}` : empty} ${to ? sql`AND ${month} <= ${to}` : empty}
    GROUP BY 1, 2, 3 ORDER BY 1 DESC, 7 DESC, 3`)
}
