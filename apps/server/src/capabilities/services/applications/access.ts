import { hasPermission, inScope, isInScope, type Principal } from '../../../kernel/access.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { forbidden, notFound } from '../../../kernel/problem.ts'
import type { Acting } from '../../identity/index.ts'
import { reaches } from '../acting.ts'
import type { VersionRow } from '../items/store.ts'
import type { ServicesParts } from '../services-parts.ts'
import { type AppRow, findApplication, listTasks } from './store.ts'

/** What a bounded power may call an item by: its code, title or class of window; `services` stands for all of them. */
export function namesOf({ code, content }: Pick<VersionRow, 'code' | 'content'>): string[] {
  return ['services', code, content.title, content.window]
}

/** Whether an application is the caller’s own: of the caller, of whom the caller acts for, or entered at this desk. */
export async function isOwn(parts: ServicesParts, principal: Principal, row: AppRow): Promise<boolean> {
  if (row.authority === 'desk' && row.user_id === principal.userId) return true
  const { db } = parts.kernel
  const acting = await parts.identity.subjects.ofCaller(db, principal)
  if (acting?.by.id === row.subject_id) return true
  if (acting?.subject.id !== row.subject_id) return false
  if (acting.scenes === null) return true
  const item = await parts.frozenVersion(db, row.item_id, row.item_version)
  return item !== undefined && reaches(acting.scenes, namesOf(item))
}

/** Rows of `services.application a` of whom the caller acts for, as far as the power reaches. */
export function ownedBy({ subject, scenes }: Acting): Sql {
  const own = sql`a.subject_id = ${subject.id}`
  if (scenes === null || scenes.includes('services')) return own
  return sql`${own} AND EXISTS (SELECT FROM services.item i JOIN services.item_version v ON v.item_id = i.id
    WHERE i.id = a.item_id AND v.version = a.item_version
      AND (i.code = ANY(${scenes}) OR v.title = ANY(${scenes}) OR v.content->>'window' = ANY(${scenes})))`
}

/** Refuses everyone but the applicant; others are told there is nothing. */
export async function requireOwn(parts: ServicesParts, principal: Principal, id: string): Promise<AppRow> {
  const row = await findApplication(parts.kernel.db, id)
  if (!row || !(await isOwn(parts, principal, row))) throw notFound('办件', id)
  return row
}

/** The same for an application that is held for a change. */
export async function requireOwner(parts: ServicesParts, principal: Principal, row: AppRow): Promise<void> {
  if (!(await isOwn(parts, principal, row))) throw notFound('办件', row.id)
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
