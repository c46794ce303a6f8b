import type { SupervisionRule, SupervisionRuleContent } from '@civitas/contract'
import { inDivision } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { notFound } from '../../../kernel/problem.ts'

export interface RuleRow extends Omit<SupervisionRule, 'divisionName' | 'writtenTime' | 'decidedTime'> {
  writtenBy: string
  writtenTime: Date
  decidedBy: string | null
  decidedTime: Date | null
}

const columns = sql`r.id, r.version, r.content, r.state, r.written_by AS "writtenBy", r.written_name AS "writtenName",
  r.written_time AS "writtenTime", r.decided_by AS "decidedBy", r.decided_name AS "decidedName",
  r.decided_time AS "decidedTime", r.decision,
  (SELECT count(*)::int FROM cases.supervision s WHERE s.rule_id = r.id) AS issued`

export function listRules(db: Queryable, state?: RuleRow['state']): Promise<RuleRow[]> {
  return db.query<RuleRow>(sql`SELECT ${columns} FROM cases.supervision_rule r
    ${state ? sql`WHERE r.state = ${state}` : empty} ORDER BY r.written_time DESC, r.id`)
}

export async function getRule(db: Queryable, id: string): Promise<RuleRow> {
  const row = await db.first<RuleRow>(sql`SELECT ${columns} FROM cases.supervision_rule r WHERE r.id = ${id}`)
  if (!row) throw notFound('自动督办规则', id)
  return row
}

export async function insertRule(
  db: Queryable,
  one: { id: string; content: SupervisionRuleContent },
  by: { userId: string; name: string },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO cases.supervision_rule (id, version, content, state, written_by, written_name, written_time)
    VALUES (${one.id}, 1, ${JSON.stringify(one.content)}, 'draft', ${by.userId}, ${by.name}, ${now})`)
}

/** Writes the next version, which waits for approval; false when it is no longer at the version seen. */
export async function changeRule(
  db: Queryable,
  one: { id: string; content: SupervisionRuleContent; version: number },
  by: { userId: string; name: string },
  now: Date,
): Promise<boolean> {
  const row = await db.first(sql`UPDATE cases.supervision_rule SET version = version + 1, state = 'draft',
      content = ${JSON.stringify(one.content)}, written_by = ${by.userId}, written_name = ${by.name}, written_time = ${now},
      decided_by = NULL, decided_name = NULL, decided_time = NULL, decision = NULL
    WHERE id = ${one.id} AND version = ${one.version} RETURNING id`)
  return row !== undefined
}

export async function decideRule(
  db: Queryable,
  one: { id: string; version: number; approve: boolean; comment: string },
  by: { userId: string; name: string },
  now: Date,
): Promise<boolean> {
  const row =
    await db.first(sql`UPDATE cases.supervision_rule SET state = ${one.approve ? 'active' : 'refused'},
      decided_by = ${by.userId}, decided_name = ${by.name}, decided_time = ${now}, decision = ${one.comment}
    WHERE id = ${one.id} AND version = ${one.version} AND state = 'draft' RETURNING id`)
  return row !== undefined
}

export async function pauseRule(db: Queryable, id: string, paused: boolean): Promise<boolean> {
  const row = await db.first(sql`UPDATE cases.supervision_rule SET state = ${paused ? 'paused' : 'active'}
    WHERE id = ${id} AND state = ${paused ? 'active' : 'paused'} RETURNING id`)
  return row !== undefined
}

/** An open case a rule is about, and the unit it concerns. */
export interface FoundCase {
  caseId: string
  reference: string
  title: string
  organisationId: string
  times: number
  hours: number
}

/**
 * Open cases that meet the trigger and were not supervised for it: neither by this rule before, nor by an order of the case
 * to the same unit that is still open.
 */
export function findDue(
  db: Queryable,
  { id, content }: Pick<RuleRow, 'id' | 'content'>,
  now: Date,
  of: { limit: number; caseId?: string },
): Promise<FoundCase[]> {
  const { trigger, caseTypes, divisionCode } = content
  const facts =
    trigger.kind === 'mark'
      ? sql`SELECT c.id, coalesce(m.organisation_id, c.organisation_id) AS organisation_id, count(*)::int AS times
          FROM cases.mark m JOIN cases.city_case c ON c.id = m.case_id
          WHERE m.kind = ${trigger.mark} AND c.closed_time IS NULL GROUP BY 1, 2 HAVING count(*) >= ${trigger.times}`
      : sql`SELECT c.id, c.organisation_id, 1 AS times FROM cases.city_case c WHERE c.closed_time IS NULL
          AND c.suspended_time IS NULL AND c.due_time <= ${new Date(now.getTime() - trigger.hours * 3_600_000)}`
  return db.query<FoundCase>(sql`SELECT c.id AS "caseId", c.reference, c.title, f.organisation_id AS "organisationId",
      f.times, greatest(0, extract(epoch FROM ${now}::timestamptz - c.due_time) / 3600)::float8 AS hours
    FROM (${facts}) f JOIN cases.city_case c ON c.id = f.id
    WHERE f.organisation_id IS NOT NULL AND c.state IN ('open', 'checking') ${inDivision('c.division_code', divisionCode)}
      ${caseTypes.length > 0 ? sql`AND c.type = ANY(${caseTypes})` : empty}
      AND NOT EXISTS (SELECT FROM cases.supervision s WHERE s.case_id = c.id AND s.organisation_id = f.organisation_id
        AND (s.rule_id = ${id} OR s.state <> 'verified'))
      ${of.caseId ? sql`AND c.id = ${of.caseId}` : empty}
    ORDER BY c.due_time, c.id LIMIT ${of.limit}`)
}
