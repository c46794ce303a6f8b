import type { QualityIssue } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export interface IssueRow {
  id: string
  dataset_id: string
  dataset_name: string
  rule_id: string
  rule_name: string
  dimension: QualityIssue['dimension']
  is_critical: boolean
  organisation_id: string
  state: QualityIssue['state']
  failing: number
  keys: string[]
  check_id: string
  opened_time: Date
  resolved_time: Date | null
  reopened: number
}

const columns = sql`i.id, i.dataset_id, d.name AS dataset_name, i.rule_id, r.name AS rule_name, r.dimension, r.is_critical,
  i.organisation_id, i.state, i.failing, i.check_id, i.opened_time, i.resolved_time, i.reopened`
const tables = sql`data.quality_issue i JOIN data.dataset d ON d.id = i.dataset_id JOIN data.quality_rule r ON r.id = i.rule_id`

export function findIssue(db: Queryable, id: string): Promise<IssueRow | undefined> {
  return db.first<IssueRow>(sql`SELECT ${columns}, i.keys FROM ${tables} WHERE i.id = ${id}`)
}

export function findIssueOfRule(
  tx: Queryable,
  ruleId: string,
): Promise<Pick<IssueRow, 'id' | 'state' | 'failing'> | undefined> {
  return tx.first(sql`SELECT id, state, failing FROM data.quality_issue WHERE rule_id = ${ruleId} FOR UPDATE`)
}

export interface Finding {
  datasetId: string
  ruleId: string
  organisationId: string
  failing: number
  keys: readonly string[]
  checkId: string
  now: Date
}

/** Opens the issue of a rule, or opens it again with what fails now. */
export async function openIssue(tx: Queryable, found: Finding): Promise<string> {
  const row = await tx.first<{
    id: string
  }>(sql`INSERT INTO data.quality_issue AS i (id, dataset_id, rule_id, organisation_id,
      state, failing, keys, check_id, opened_time)
    VALUES (${newId()}, ${found.datasetId}, ${found.ruleId}, ${found.organisationId}, 'open', ${found.failing},
      ${found.keys as string[]}, ${found.checkId}, ${found.now})
    ON CONFLICT (rule_id) DO UPDATE SET failing = excluded.failing, keys = excluded.keys, check_id = excluded.check_id,
      organisation_id = excluded.organisation_id, state = 'open', resolved_time = NULL,
      reopened = i.reopened + (i.state <> 'open')::int
    RETURNING id`)
  return (row as { id: string }).id
}

export async function setIssueState(
  tx: Queryable,
  id: string,
  state: IssueRow['state'],
  now: Date | null,
): Promise<void> {
  await tx.query(sql`UPDATE data.quality_issue SET state = ${state}, resolved_time = ${now} WHERE id = ${id}`)
}

export interface IssueStep {
  time: Date
  act: 'opened' | 'closed' | 'reopened' | 'still-failing' | 'resolved'
  user_name: string | null
  note: string | null
  failing: number | null
}

export async function insertStep(tx: Queryable, issueId: string, step: IssueStep): Promise<void> {
  await tx.query(sql`INSERT INTO data.quality_issue_step (issue_id, time, act, user_name, note, failing)
    VALUES (${issueId}, ${step.time}, ${step.act}, ${step.user_name}, ${step.note}, ${step.failing})`)
}

export function listSteps(db: Queryable, issueId: string): Promise<IssueStep[]> {
  return db.query<IssueStep>(sql`SELECT time, act, user_name, note, failing FROM data.quality_issue_step
    WHERE issue_id = ${issueId} ORDER BY time, ctid`)
}

export interface IssueFilter {
  state?: string
  dataset?: string
  organisation?: string
  dimension?: string
  limit?: number
  offset?: number
}

export async function listIssues(
  db: Queryable,
  filter: IssueFilter,
  only: string | null | undefined,
): Promise<{ items: IssueRow[]; total: number }> {
  const equal = (column: Sql, value: string | undefined) => (value ? sql`AND ${column} = ${value}` : empty)
  const where = sql`WHERE ${only === undefined ? sql`TRUE` : sql`i.organisation_id = ${only}`}
    ${equal(sql`i.state`, filter.state)} ${equal(sql`i.dataset_id`, filter.dataset)}
    ${equal(sql`i.organisation_id`, filter.organisation)} ${equal(sql`r.dimension`, filter.dimension)}`
  const [items, count] = await Promise.all([
    db.query<IssueRow>(sql`SELECT ${columns} FROM ${tables} ${where}
      ORDER BY i.opened_time DESC, i.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${tables} ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}
