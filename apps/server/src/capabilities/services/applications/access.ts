import { hasPermission, inScope, isInScope, type Principal } from '../../../kernel/access.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { forbidden, notFound } from '../../../kernel/problem.ts'
import type { Acting } from '../../identity/index.ts'
import type { ServicesParts } from '../services-parts.ts'
import { type AppRow, findApplication, listTasks } from './store.ts'

/** For whom a caller acts; refuses an account without a known person. */
export async function requireActing(parts: ServicesParts, principal: Principal): Promise<Acting> {
  const acting = await parts.identity.subjects.ofCaller(parts.kernel.db, principal)
  if (!acting) throw forbidden('请先完成实名认证，再办理业务。', 'not-verified')
  return acting
}

/** Whether an application is the caller’s own: of the person or firm acted for, or written by this account. */
export async function isOwn(parts: ServicesParts, principal: Principal, row: AppRow): Promise<boolean> {
  if (row.user_id === principal.userId) return true
  const acting = await parts.identity.subjects.ofCaller(parts.kernel.db, principal)
  return acting?.subject.id === row.subject_id || acting?.by.id === row.subject_id
}

/** Refuses everyone but the applicant; others are told there is nothing. */
export async function requireOwn(parts: ServicesParts, principal: Principal, id: string): Promise<AppRow> {
  const row = await findApplication(parts.kernel.db, id)
  if (!row || !(await isOwn(parts, principal, row))) throw notFound('办件', id)
  return row
}

/** Who may see an application: the applicant, the windows of its place, the offices that handle it, supervision. */
export async function requireSeen(parts: ServicesParts, principal: Principal, id: string): Promise<AppRow> {
  const row = await findApplication(parts.kernel.db, id)
  if (!row) throw notFound('办件', id)
  if (hasPermission(principal, 'services.supervise')) return row
  if (row.state !== 'draft' || row.authority === 'desk') {
    if (hasPermission(principal, 'services.accept') && isInScope(row.division_code, principal.scope))
      return row
    const isOffice =
      hasPermission(principal, 'services.examine') || hasPermission(principal, 'services.decide')
    if (isOffice && principal.organisationId) {
      if (row.organisation_id === principal.organisationId) return row
      const tasks = await listTasks(parts.kernel.db, id)
      if (tasks.some((one) => one.organisation_id === principal.organisationId)) return row
    }
  }
  if (await isOwn(parts, principal, row)) return row
  throw notFound('办件', id)
}

/** Rows of `services.application a` staff may list; drafts of citizens are theirs alone. */
export function seenByStaff(principal: Principal): Sql {
  const parts: Sql[] = []
  if (hasPermission(principal, 'services.supervise')) return sql`a.state <> 'draft'`
  if (hasPermission(principal, 'services.accept'))
    parts.push(
      sql`(${inScope('a.division_code', principal.scope)} AND (a.state <> 'draft' OR a.authority = 'desk'))`,
    )
  if (hasPermission(principal, 'services.examine') || hasPermission(principal, 'services.decide'))
    parts.push(sql`(a.state NOT IN ('draft', 'waiting') AND (a.organisation_id = ${principal.organisationId}
      OR EXISTS (SELECT 1 FROM services.application_task t WHERE t.application_id = a.id
        AND t.organisation_id = ${principal.organisationId})))`)
  if (parts.length === 0) throw forbidden('只有办理人员可以查看办件列表。')
  const [first = empty, second] = parts
  return second ? sql`(${first} OR ${second})` : first
}

/** The office in charge of an application decides on it. */
export function requireLead(principal: Principal, row: AppRow): void {
  if (row.organisation_id !== principal.organisationId) throw forbidden('由责任单位办理。', 'not-lead')
}
