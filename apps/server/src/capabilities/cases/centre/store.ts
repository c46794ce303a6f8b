import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { CentreCounts } from './rules.ts'

/** Which cases a board looks at, and since when. */
export interface CentreQuery {
  types: readonly string[]
  division: string
  from: Date
  now: Date
}

/** Tasks that run on a clock, by the pair of case type and task. */
export interface ClockedTask {
  type: string
  task: string
  clock: string
}

export interface ClockRow {
  clock: string
  due: number
  inTime: number
  running: number
  late: number
  medianMinutes: number | null
}

const pairs = (tasks: readonly ClockedTask[]) => sql`unnest(${tasks.map((one) => one.type)}::text[],
  ${tasks.map((one) => one.task)}::text[], ${tasks.map((one) => one.clock)}::text[]) AS k(type, task, clock)`

/** Each clock with what was kept of it; a whistle of any case is answered by being on site. */
function clocksOf(query: CentreQuery, tasks: readonly ClockedTask[], scope: Scope) {
  const within = sql`t.created_time >= ${query.from} AND t.state <> 'cancelled' AND ${inScope('c.division_code', scope)} ${inDivision('c.division_code', query.division)}`
  return sql`SELECT k.clock, t.organisation_id, c.division_code, t.created_time, t.due_time AS due, t.done_time AS done
    FROM cases.task t JOIN cases.city_case c ON c.id = t.case_id
    JOIN ${pairs(tasks)} ON k.type = c.type AND k.task = t.task
    WHERE t.kind = 'main' AND t.due_time IS NOT NULL AND ${within}
    UNION ALL SELECT 'whistle', t.organisation_id, c.division_code, t.created_time, t.check_in_due, t.check_in_time
    FROM cases.task t JOIN cases.city_case c ON c.id = t.case_id
    WHERE t.kind = 'whistle' AND t.check_in_due IS NOT NULL AND ${within}`
}

export function countClocks(
  db: Queryable,
  query: CentreQuery,
  tasks: readonly ClockedTask[],
  scope: Scope,
): Promise<ClockRow[]> {
  return db.query<ClockRow>(sql`SELECT clock,
      (count(*) FILTER (WHERE done IS NOT NULL OR due <= ${query.now}))::int AS due,
      (count(*) FILTER (WHERE done <= due))::int AS "inTime",
      (count(*) FILTER (WHERE done IS NULL AND due > ${query.now}))::int AS running,
      (count(*) FILTER (WHERE done IS NULL AND due <= ${query.now}))::int AS late,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM done - created_time) / 60)::float8 AS "medianMinutes"
    FROM (${clocksOf(query, tasks, scope)}) AS o GROUP BY 1`)
}

/** What is counted by unit, or by the first digits of the division. */
export async function countBy(
  db: Queryable,
  by: { unit: true } | { digits: number },
  query: CentreQuery,
  tasks: readonly ClockedTask[],
  scope: Scope,
): Promise<Map<string, CentreCounts>> {
  const key = 'unit' in by ? sql`organisation_id::text` : sql`left(division_code, ${by.digits})`
  const { types, division, from, now } = query
  const cases = sql`SELECT ${key} AS key, (closed_time IS NULL)::int AS open,
      (closed_time >= ${from} AND state = 'closed')::int AS closed,
      (closed_time >= ${from} AND state = 'closed' AND in_time)::int AS in_time,
      (closed_time >= ${from} AND state = 'closed' AND returns = 0 AND reopens = 0)::int AS first_pass,
      0 AS on_site_due, 0 AS on_site, 0 AS absent, 0 AS returned
    FROM cases.city_case WHERE type = ANY(${types as string[]}) AND merged_into IS NULL AND state <> 'cancelled'
      AND ${inScope('division_code', scope)} ${inDivision('division_code', division)}
      AND (closed_time IS NULL OR closed_time >= ${from})`
  const onSite = sql`SELECT ${key}, 0, 0, 0, 0, (done IS NOT NULL OR due <= ${now})::int, (done <= due)::int,
      (clock = 'whistle' AND due <= ${now} AND (done IS NULL OR done > due))::int, 0
    FROM (${clocksOf(query, tasks, scope)}) AS o WHERE clock IN ('on-site', 'whistle')`
  const refused = sql`SELECT ${'unit' in by ? sql`m.organisation_id::text` : sql`left(c.division_code, ${by.digits})`},
      0, 0, 0, 0, 0, 0, 0, 1 FROM cases.mark m JOIN cases.city_case c ON c.id = m.case_id
    WHERE m.kind = 'refused' AND m.time >= ${from} AND c.type = ANY(${types as string[]})
      AND ${inScope('c.division_code', scope)} ${inDivision('c.division_code', division)}`
  const rows = await db.query<CentreCounts & { key: string | null }>(sql`SELECT key, sum(open)::int AS open,
      sum(closed)::int AS closed, sum(in_time)::int AS "inTime", sum(first_pass)::int AS "firstPass",
      sum(on_site_due)::int AS "onSiteDue", sum(on_site)::int AS "onSiteInTime", sum(absent)::int AS absent,
      sum(returned)::int AS returned
    FROM (${cases} UNION ALL ${onSite} UNION ALL ${refused}) AS x GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1`)
  return new Map(rows.flatMap(({ key, ...counts }) => (key ? [[key, counts] as const] : [])))
}

export interface DisputeRow {
  case_id: string
  reference: string
  title: string
  refused_by: string[]
  since: Date
}

/** Tasks of any case in sight that wait for a ruling, oldest first. */
export function listDisputes(db: Queryable, division: string, scope: Scope): Promise<DisputeRow[]> {
  return db.query<DisputeRow>(sql`SELECT c.id AS case_id, c.reference, c.title, t.refused_by,
      coalesce((SELECT max(m.time) FROM cases.mark m WHERE m.task_id = t.id AND m.kind = 'refused'), t.created_time) AS since
    FROM cases.task t JOIN cases.city_case c ON c.id = t.case_id
    WHERE t.state = 'disputed' AND ${inScope('c.division_code', scope)} ${inDivision('c.division_code', division)}
    ORDER BY since, c.id LIMIT 20`)
}

export interface OutcomeRow {
  event_id: string
  answer: string | null
}

/** Cases opened by events since a time, with the answer of the task that says whether it was true. */
export function listOutcomes(
  db: Queryable,
  confirming: readonly { type: string; task: string; field: string }[],
  { division, from }: { division: string | undefined; from: Date },
  scope: Scope,
): Promise<OutcomeRow[]> {
  return db.query<OutcomeRow>(sql`SELECT c.event_id,
      (SELECT t.form ->> k.field FROM cases.task t WHERE t.case_id = c.id AND t.task = k.task AND t.state = 'done'
        ORDER BY t.visit DESC LIMIT 1) AS answer
    FROM cases.city_case c JOIN unnest(${confirming.map((one) => one.type)}::text[],
      ${confirming.map((one) => one.task)}::text[], ${confirming.map((one) => one.field)}::text[]) AS k(type, task, field)
      ON k.type = c.type
    WHERE c.event_id IS NOT NULL AND c.opened_time >= ${from} AND c.state <> 'cancelled'
      AND ${inScope('c.division_code', scope)} ${inDivision('c.division_code', division)} ORDER BY c.opened_time LIMIT 20000`)
}
