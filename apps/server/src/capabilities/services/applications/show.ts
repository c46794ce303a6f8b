import type { ApplicationDetail, ApplicationRow, ApplicationTask, Page } from '@civitas/contract'
import { maskNumber, type Subject } from '../../identity/index.ts'
import { guide } from '../forms/rules.ts'
import type { VersionRow } from '../items/store.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { toQuote } from '../utilities/quotes-store.ts'
import { usedDays } from './clock.ts'
import { readBeside } from './read-beside.ts'
import { materialStates } from './rules.ts'
import * as store from './store.ts'
import type { SuspensionRow } from './suspensions-store.ts'

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
        // A person has no licence to do business until a firm of theirs is registered.
        ...(subject.kind === 'organisation' ? { 'organisation.number': subject.number } : {}),
      }
    : {}
  // A subject nobody has checked proves nothing.
  return (path) => (subject && subject.assurance >= 2 ? (values[path] ?? null) : null)
}

/** An application as its applicant and the offices see it. */
export async function toDetail(parts: ServicesParts, row: AppRow): Promise<ApplicationDetail> {
  const { db, clock } = parts.kernel
  const { content } = (await parts.frozenVersion(db, row.item_id, row.item_version)) as VersionRow
  const [subject, beside] = await Promise.all([
    parts.identity.subjects.find(db, row.subject_id),
    readBeside(
      db,
      row.id,
      content.materials.map((one) => one.material),
    ),
  ])
  const { materials, tasks, nodes, suspensions, quotes } = beside
  const guidance = guide(content, row.answers)
  const facts = { ...row.form, ...guidance.facts }
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
    suspensions: suspensions.map((one) => toSuspension(parts, one)),
    ...{ suspension: row.suspension, corrections: row.corrections, commitment: row.commitment },
    ...{ tolerance: row.tolerance, decision: row.decision, result: row.result, feeFen: content.fee.fen },
    ...{ quotes: quotes.map(toQuote), assessment: row.assessment },
    ...{ orderId: beside.order?.id ?? null, isPaid: beside.order?.isPaid ?? false },
    ratingId: beside.ratingId,
    tasks: tasks.map((task) => toTask(parts, task, row)),
    timeline: nodes.map(({ act, actor, note, organisation_id, time }) => ({
      ...{ act, actor, note, time: time.toISOString() },
      organisation: parts.identity.findOrganisation(organisation_id)?.name ?? null,
    })),
  }
}

function toSuspension({ territory, kernel }: ServicesParts, one: SuspensionRow) {
  return {
    ...{ kind: one.kind, notice: one.notice, fileId: one.file_id, step: one.step },
    ...{ since: one.since.toISOString(), until: one.until.toISOString() },
    endTime: one.end_time?.toISOString() ?? null,
    workingDays: territory.calendars.workingDaysBetween(one.since, one.end_time ?? kernel.clock.now()),
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
    suspends: task.suspends,
    isLate: task.due_time !== null && task.due_time < end && (isOpen || task.state === 'done'),
  }
}
