import type { ApplicationDetail, ApplicationRow, ApplicationTask, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { maskNumber, type Subject } from '../../identity/index.ts'
import { guide } from '../forms/rules.ts'
import { readMaterials, type VersionRow } from '../items/store.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { usedDays } from './clock.ts'
import { materialStates } from './rules.ts'
import * as store from './store.ts'

type AppRow = store.AppRow

/** The last day of a limit that ends with a day. */
function lastDay(end: Date | null): string | null {
  return end ? dayOf(new Date(end.getTime() - 1)) : null
}

export function toListRow({ identity, kernel }: ServicesParts, row: AppRow): ApplicationRow {
  const name = identity.findOrganisation(row.organisation_id)?.name ?? ''
  return store.toRow(row, name, lastDay(row.due_time), kernel.clock.now())
}

export async function toPage(
  parts: ServicesParts,
  page: Promise<Page<AppRow>>,
): Promise<Page<ApplicationRow>> {
  const { items, total } = await page
  return { items: items.map((row) => toListRow(parts, row)), total }
}

/** A value of the subject the city has checked, by path, masked as it may be shown. */
export function knownOf(subject: Subject | null): (path: string) => string | null {
  const values: Record<string, string> = subject
    ? {
        'subject.name': subject.name,
        'subject.number': maskNumber(subject.kind, subject.number),
      }
    : {}
  // A subject nobody has checked proves nothing.
  return (path) => (subject && subject.assurance >= 2 ? (values[path] ?? null) : null)
}

/** An application as its applicant and the offices see it. */
export async function toDetail(parts: ServicesParts, row: AppRow): Promise<ApplicationDetail> {
  const { db, clock } = parts.kernel
  const [version, subject, tasks, nodes, besides] = await Promise.all([
    parts.frozenVersion(db, row.item_id, row.item_version) as Promise<VersionRow>,
    parts.identity.subjects.find(db, row.subject_id),
    store.listTasks(db, row.id),
    store.listNodes(db, row.id),
    besidesOf(db, row.id),
  ])
  const { content } = version
  const guidance = guide(content, row.answers)
  const facts = { ...row.form, ...guidance.facts }
  const materials = await readMaterials(
    db,
    content.materials.map((one) => one.material),
  )
  return {
    ...toListRow(parts, row),
    ...{ subjectKind: subject?.kind ?? 'person', byName: row.by_name, authority: row.authority },
    subjectNumber: subject ? maskNumber(subject.kind, subject.number) : '',
    ...{ answers: row.answers, facts: guidance.facts, advice: guidance.advice, form: row.form },
    sources: row.sources,
    materials: materialStates(content, {
      ...{ materials, facts, held: row.held, known: knownOf(subject), later: row.tolerance?.missing },
    }),
    ...{ acceptDueDay: lastDay(row.accept_due), isDeemed: row.is_deemed },
    limitDays: row.limit_days || content.promisedDays,
    usedDays: usedDays(parts.territory, row, clock.now()),
    ...{ suspension: row.suspension, corrections: row.corrections, commitment: row.commitment },
    ...{ tolerance: row.tolerance, decision: row.decision, result: row.result, feeFen: content.fee.fen },
    ...{ orderId: besides?.order_id ?? null, isPaid: besides?.is_paid ?? false },
    ratingId: besides?.rating_id ?? null,
    tasks: tasks.map((task) => toTask(parts, task, row)),
    timeline: nodes.map(({ organisation_id, time, ...node }) => ({
      ...{ ...node, time: time.toISOString() },
      organisation: parts.identity.findOrganisation(organisation_id)?.name ?? null,
    })),
  }
}

type OfApplication = Pick<AppRow, 'number' | 'item_title' | 'subject_name'>

export function toTask(
  { identity, kernel }: ServicesParts,
  task: store.TaskRow,
  of: OfApplication,
): ApplicationTask {
  const isOpen = task.state === 'open' || task.state === 'claimed'
  const end = task.finish_time ?? kernel.clock.now()
  return {
    ...{ id: task.id, applicationId: task.application_id, number: of.number ?? '', itemTitle: of.item_title },
    ...{
      subjectName: of.subject_name,
      step: task.step,
      title: task.title,
      kind: task.kind,
      state: task.state,
    },
    ...{
      organisationId: task.organisation_id,
      actor: task.actor,
      passes: task.passes,
      opinion: task.opinion,
    },
    organisationName: identity.findOrganisation(task.organisation_id)?.name ?? '',
    arriveTime: task.arrive_time?.toISOString() ?? null,
    claimTime: task.claim_time?.toISOString() ?? null,
    finishTime: task.finish_time?.toISOString() ?? null,
    dueTime: task.due_time?.toISOString() ?? null,
    isLate: task.due_time !== null && task.due_time < end && (isOpen || task.state === 'done'),
  }
}

/** The newest pay order of an application and its rating. */
function besidesOf(db: Queryable, applicationId: string) {
  return db.first<{ order_id: string | null; is_paid: boolean | null; rating_id: string | null }>(sql`
    SELECT p.id AS order_id, p.state IN ('paid', 'refunded') AS is_paid, r.id AS rating_id
    FROM (SELECT 1) AS one
    LEFT JOIN LATERAL (SELECT id, state FROM services.pay_order WHERE business_kind = 'application'
      AND business_id = ${applicationId} ORDER BY created_time DESC LIMIT 1) AS p ON true
    LEFT JOIN services.rating r ON r.application_id = ${applicationId} AND r.grade IS NOT NULL`)
}
