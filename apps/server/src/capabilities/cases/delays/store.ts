import type { DelayCause } from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface DelayQuery {
  from: Date
  to: Date
  now: Date
  type?: string
  division?: string
}

/** A step of a case type at a unit. */
export interface StepRow {
  type: string
  stage: string
  task: string
  organisation_id: string | null
  due: number
  overdue: number
  median_minutes: number | null
  over_minutes: number | null
}

export interface CauseRow {
  cause: DelayCause
  tasks: number
  over_minutes: number
  examples: { caseId: string; reference: string; title: string; stage: string; task: string; type: string }[]
}

/**
 * Tasks with a limit that were opened in the time, each with when it ended or now, and the one thing that made it late. The
 * first that holds counts: what was passed on twice also waited, and the passing on is what there is to mend.
 */
function tasksOf({ from, to, now, type, division }: DelayQuery, scope: Scope): Sql {
  return sql`SELECT t.id, t.case_id, c.type, c.reference, c.title, t.stage, t.task, t.organisation_id, t.created_time,
      coalesce(t.done_time, ${now}) > t.due_time AS late,
      extract(epoch FROM coalesce(t.done_time, ${now}) - t.created_time) / 60 AS took,
      extract(epoch FROM coalesce(t.done_time, ${now}) - t.due_time) / 60 AS over,
      CASE
        WHEN cardinality(t.refused_by) > 0 THEN 'passed-on'
        WHEN EXISTS (SELECT FROM cases.task a WHERE a.parent_id = t.id AND a.kind = 'assist'
          AND coalesce(a.done_time, ${now}) > a.due_time) THEN 'assistant'
        WHEN t.visit > 1 THEN 'rework'
        WHEN t.unsigned OR t.receipt_time > t.receipt_due THEN 'late-receipt'
        WHEN t.assigned_time - t.created_time > (t.due_time - t.assigned_time) * 0.25 THEN 'late-dispatch'
        ELSE 'handling'
      END AS cause
    FROM cases.task t JOIN cases.city_case c ON c.id = t.case_id
    WHERE t.created_time >= ${from} AND t.created_time < ${to} AND t.due_time IS NOT NULL
      AND t.state <> 'cancelled' AND t.kind IN ('main', 'assist') AND ${inScope('t.division_code', scope)}
      ${type ? sql`AND c.type = ${type}` : empty}
      ${inDivision('t.division_code', division)}`
}

export function countSteps(db: Queryable, query: DelayQuery, scope: Scope): Promise<StepRow[]> {
  return db.query<StepRow>(sql`SELECT type, stage, task, organisation_id, count(*)::int AS due,
      (count(*) FILTER (WHERE late))::int AS overdue,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY took)::float8 AS median_minutes,
      (avg(over) FILTER (WHERE late))::float8 AS over_minutes
    FROM (${tasksOf(query, scope)}) AS o GROUP BY 1, 2, 3, 4 ORDER BY overdue DESC, due DESC LIMIT 600`)
}

export function countCauses(db: Queryable, query: DelayQuery, scope: Scope): Promise<CauseRow[]> {
  return db.query<CauseRow>(sql`SELECT cause, count(*)::int AS tasks, avg(over)::float8 AS over_minutes,
      to_jsonb((array_agg(jsonb_build_object('caseId', case_id, 'reference', reference, 'title', title, 'stage', stage,
        'task', task, 'type', type) ORDER BY over DESC))[1:5]) AS examples
    FROM (${tasksOf(query, scope)}) AS o WHERE late GROUP BY cause ORDER BY tasks DESC`)
}
