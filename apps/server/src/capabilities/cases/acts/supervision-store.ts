import type { Page, Supervision } from '@civitas/contract'
import { inScope, type Principal } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import type { CasesParts } from '../publish-case.ts'

type Times = 'issuedTime' | 'dueTime' | 'rectifiedTime' | 'verifiedTime' | 'climbedTime'

/** An order as it is stored. */
export interface SupervisionRow
  extends Omit<Supervision, Times | 'organisationName' | 'divisionName' | 'climbedName'> {
  issuedTime: Date
  dueTime: Date
  rectifiedTime: Date | null
  verifiedTime: Date | null
  climbedTime: Date | null
  issuedBy: string
}

const columns = sql`s.id, s.case_id AS "caseId", c.reference AS "caseReference", c.title AS "caseTitle", s.reference,
  coalesce(s.title, c.title, '') AS title, s.division_code AS "divisionCode", s.climbed_to AS "climbedTo",
  s.climbed_time AS "climbedTime", s.organisation_id AS "organisationId", s.reason, s.state, s.rule_id AS "ruleId", s.issued_by AS "issuedBy",
  s.issued_name AS "issuedName", s.issued_time AS "issuedTime", s.due_time AS "dueTime", s.overdue, s.rectification,
  s.rectified_name AS "rectifiedName", s.rectified_time AS "rectifiedTime", s.verdict,
  s.verified_name AS "verifiedName", s.verified_time AS "verifiedTime"`
const tables = sql`cases.supervision s LEFT JOIN cases.city_case c ON c.id = s.case_id`

export function toSupervision(
  { identity, territory }: CasesParts,
  { issuedBy: _, ...row }: SupervisionRow,
): Supervision {
  return {
    ...row,
    organisationName: identity.findOrganisation(row.organisationId)?.name ?? null,
    divisionName: territory.findDivisionName(row.divisionCode),
    climbedName: territory.findDivisionName(row.climbedTo),
    issuedTime: row.issuedTime.toISOString(),
    dueTime: row.dueTime.toISOString(),
    rectifiedTime: row.rectifiedTime?.toISOString() ?? null,
    verifiedTime: row.verifiedTime?.toISOString() ?? null,
    climbedTime: row.climbedTime?.toISOString() ?? null,
  }
}

/** Who may know of an order: the level of its case, the level that issued it, the one it climbed to, its unit. */
function seenBy({ scope, organisationId }: Pick<Principal, 'scope' | 'organisationId'>): Sql {
  return sql`((c.id IS NOT NULL AND ${inScope('c.division_code', scope)}) OR ${inScope('s.division_code', scope)}
    OR (s.climbed_to IS NOT NULL AND ${inScope('s.climbed_to', scope)})
    ${organisationId ? sql`OR s.organisation_id = ${organisationId}` : empty})`
}

/** Orders the caller may know of, those still open first, among them the overdue ones. */
export async function listSupervisions(
  parts: CasesParts,
  query: {
    caseId?: string
    open?: boolean
    overdue?: boolean
    climbed?: boolean
    limit?: number
    offset?: number
  },
  viewer: Principal,
): Promise<Page<Supervision>> {
  const { db } = parts.kernel
  const where = sql`WHERE ${seenBy(viewer)}
    ${query.caseId ? sql`AND s.case_id = ${query.caseId}` : empty} ${query.overdue ? sql`AND s.overdue` : empty}
    ${query.climbed ? sql`AND s.climbed_time IS NOT NULL` : empty}
    ${query.open === undefined ? empty : query.open ? sql`AND s.state <> 'verified'` : sql`AND s.state = 'verified'`}`
  const rows = await db.query<SupervisionRow>(sql`SELECT ${columns} FROM ${tables} ${where}
    ORDER BY s.state = 'verified', s.overdue DESC, s.issued_time DESC, s.id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${tables} ${where}`)
  return { items: rows.map((row) => toSupervision(parts, row)), total: count?.n ?? 0 }
}

/** One order the caller may know of. */
export function findSupervision(
  db: Queryable,
  id: string,
  viewer: Pick<Principal, 'scope' | 'organisationId'>,
): Promise<SupervisionRow | undefined> {
  return db.first<SupervisionRow>(
    sql`SELECT ${columns} FROM ${tables} WHERE s.id = ${id} AND ${seenBy(viewer)}`,
  )
}

/** Keeps others from changing an order until the transaction ends. */
export async function lockSupervision(tx: Queryable, id: string): Promise<void> {
  await tx.query(sql`SELECT 1 FROM cases.supervision WHERE id = ${id} FOR UPDATE`)
}

/** What an order is when it is issued. */
export interface NewSupervision {
  id: string
  reference: string
  caseId: string | null
  title: string | null
  divisionCode: string | null
  organisationId: string | null
  reason: string
  issuedTime: Date
  dueTime: Date
  by: Pick<Principal, 'userId' | 'name'>
  ruleId?: string
}

export async function insertSupervision(tx: Queryable, one: NewSupervision): Promise<void> {
  await tx.query(sql`INSERT INTO cases.supervision (id, case_id, reference, title, division_code, organisation_id, reason,
      state, issued_by, issued_name, issued_time, due_time, rule_id)
    VALUES (${one.id}, ${one.caseId}, ${one.reference}, ${one.title}, ${one.divisionCode}, ${one.organisationId},
      ${one.reason}, 'issued', ${one.by.userId}, ${one.by.name}, ${one.issuedTime}, ${one.dueTime}, ${one.ruleId ?? null})`)
}

/** An order that was unanswered when its timer fired. */
export interface LateSupervision {
  id: string
  reference: string
  title: string
  divisionCode: string | null
  organisationId: string | null
  issuedBy: string
}

const late = sql`id, reference, coalesce(title, '') AS title, division_code AS "divisionCode",
  organisation_id AS "organisationId", issued_by AS "issuedBy"`
const unanswered = sql`state IN ('issued', 'sent-back')`

/** Turns an unanswered order red; undefined when it was answered. */
export function markOverdue(tx: Queryable, id: string | null): Promise<LateSupervision | undefined> {
  return tx.first<LateSupervision>(sql`UPDATE cases.supervision SET overdue = true
    WHERE id = ${id} AND ${unanswered} AND NOT overdue RETURNING ${late}`)
}

/** An unanswered order that has not climbed. */
export function findUnclimbed(tx: Queryable, id: string | null): Promise<LateSupervision | undefined> {
  return tx.first<LateSupervision>(sql`SELECT ${late} FROM cases.supervision
    WHERE id = ${id} AND ${unanswered} AND climbed_time IS NULL FOR UPDATE`)
}

export async function markClimbed(tx: Queryable, id: string, to: string, now: Date): Promise<void> {
  await tx.query(sql`UPDATE cases.supervision SET overdue = true, climbed_to = ${to}, climbed_time = ${now}
    WHERE id = ${id}`)
}
