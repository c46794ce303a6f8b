import type { countCases, OperationOutput } from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

type Counts = OperationOutput<typeof countCases>

/** What waits in the caller’s divisions: by state and lamp, and what the desks have to decide. */
export async function countOpen(
  db: Queryable,
  query: { division?: string; type?: string },
  scope: Scope,
  now: Date,
): Promise<Counts> {
  const where = sql`${inScope('c.division_code', scope)} ${inDivision('c.division_code', query.division)}
    ${query.type ? sql`AND c.type = ${query.type}` : empty}`
  const place = 'coalesce(c.division_code, s.division_code)'
  const ordered = sql`${inScope(place, scope)} ${inDivision(place, query.division)}
    ${query.type ? sql`AND c.type = ${query.type}` : empty}`
  const then = sql`coalesce(c.suspended_time, ${now})`
  const cases = db.first<Counts>(sql`SELECT count(*) FILTER (WHERE c.state = 'open')::int AS open,
      count(*) FILTER (WHERE c.state = 'checking')::int AS checking,
      count(*) FILTER (WHERE c.amber_time > ${then})::int AS green,
      count(*) FILTER (WHERE c.amber_time <= ${then} AND c.due_time > ${then})::int AS amber,
      count(*) FILTER (WHERE c.due_time <= ${then})::int AS red,
      count(*) FILTER (WHERE c.suspended_time IS NOT NULL)::int AS suspended
    FROM cases.city_case c WHERE c.closed_time IS NULL AND ${where}`)
  const tasks = db.first<Counts>(sql`SELECT count(*) FILTER (WHERE t.state = 'waiting')::int AS waiting,
      count(*) FILTER (WHERE t.state = 'disputed')::int AS disputed,
      count(*) FILTER (WHERE t.unsigned AND t.receipt_time IS NULL)::int AS unsigned
    FROM cases.task t JOIN cases.city_case c ON c.id = t.case_id
    WHERE t.done_time IS NULL AND (t.state IN ('waiting', 'disputed') OR t.unsigned) AND ${where}`)
  const decisions = db.first<Counts>(sql`SELECT
    (SELECT count(*)::int FROM cases.request r JOIN cases.city_case c ON c.id = r.case_id
      WHERE r.state = 'open' AND ${where}) AS requests,
    (SELECT count(*)::int FROM cases.supervision s LEFT JOIN cases.city_case c ON c.id = s.case_id
      WHERE s.state <> 'verified' AND ${ordered}) AS supervisions`)
  return Object.assign({}, ...(await Promise.all([cases, tasks, decisions])))
}
