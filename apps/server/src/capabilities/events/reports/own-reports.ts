import { type OwnReport, type Page, reportRated } from '@civitas/contract'
import { type Principal, wholeScope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { reopenEvent } from '../close-event.ts'
import { listEntries } from '../entries-store.ts'
import { type EventsParts, note } from '../publish-event.ts'
import * as store from '../store.ts'
import * as reports from './store.ts'

/** How long after the end a reporter may ask for more, days (GOV-050). */
const reopenDays = 7

/** The event a report has ended up in, through every merging. */
async function findHead(db: Queryable, eventId: string): Promise<store.EventRow | undefined> {
  const row = await store.findEvent(db, eventId, { scope: wholeScope })
  return row?.state === 'merged' && row.merged_into_id ? findHead(db, row.merged_into_id) : row
}

/** The event and the case a report of this person has ended up in; undefined when it is not theirs. */
export async function findOwnReport(
  db: Queryable,
  reportId: string,
  userId: string,
): Promise<{ eventId: string; caseId: string | null } | undefined> {
  const row = await reports.findReport(db, reportId)
  if (row?.reporter_id !== userId) return undefined
  const event = await findHead(db, row.event_id)
  return event && { eventId: event.id, caseId: event.case_id }
}

function stateOf(event: store.EventRow): OwnReport['state'] {
  if (event.state === 'dismissed') return 'refused'
  if (event.state === 'closed') return 'done'
  if (event.case_open) return 'handling'
  return event.state === 'verified' ? 'accepted' : 'received'
}

async function toOwn(parts: EventsParts, db: Queryable, row: reports.ReportRow): Promise<OwnReport> {
  const event = (await findHead(db, row.event_id)) as store.EventRow
  const state = stateOf(event)
  const ended = state === 'done' || state === 'refused'
  const last = ended ? (await listEntries(db, event.id)).findLast((one) => isAnswer(one.act)) : undefined
  return {
    report: { ...reports.toReport(row), reporterName: row.reporter_name },
    reference: event.reference,
    typeTitle: parts.domains.findEventType(event.type)?.title ?? { zh: event.type, en: event.type },
    state,
    answer: last?.text ?? null,
    closedTime: event.closed_time?.toISOString() ?? null,
    mayRate: ended && row.rating === null,
  }
}

function isAnswer(act: string): boolean {
  return act === 'closed' || act === 'dismissed'
}

export async function listOwnReports(
  parts: EventsParts,
  query: { limit?: number; offset?: number },
  by: Principal,
): Promise<Page<OwnReport>> {
  const { db } = parts.kernel
  const page = await reports.listReportsOf(db, by.userId, query)
  const items: OwnReport[] = []
  for (const row of page.items) items.push(await toOwn(parts, db, row))
  return { items, total: page.total }
}

/** Whoever reported says whether it was put right, once; not put right, the work may be asked for again within seven days. */
export async function rateReport(
  parts: EventsParts,
  id: string,
  given: { satisfied: boolean; comment?: string; reopen?: boolean },
  by: Principal,
): Promise<OwnReport> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const now = kernel.clock.now()
    const row = await reports.findReport(tx, id, true)
    if (row?.reporter_id !== by.userId) throw notFound('上报', id)
    const event = (await findHead(tx, row.event_id)) as store.EventRow
    if (row.rating) throw conflict('already-rated', '您已评价过。')
    if (!event.closed_time) throw conflict('not-ended', '事项尚未办结，办结后可以评价。')
    const reopen = given.reopen ?? false
    if (reopen && given.satisfied) throw conflict('satisfied', '评价满意的事项无需重新办理。')
    if (reopen && now.getTime() - event.closed_time.getTime() > reopenDays * 86_400_000)
      throw conflict('too-late', `办结已超过 ${reopenDays} 天，请重新上报。`)
    const { satisfied, comment = '' } = given
    const rating = satisfied ? 'satisfied' : 'unsatisfied'
    await reports.rateReport(tx, id, { rating, comment, reopened: reopen }, now)
    note(parts, tx, {
      eventId: event.id,
      act: 'rated',
      text: [satisfied ? '满意' : '不满意', comment, reopen && '要求重新办理'].filter(Boolean).join('，'),
      detail: { reportId: id },
    })
    if (reopen && event.case_id === null) await reopenEvent(parts, tx, event)
    await kernel.messages.publish(tx, reportRated, {
      ...{ reportId: id, eventId: event.id, caseId: event.case_id, satisfied, comment, reopen },
    })
    return toOwn(parts, tx, (await reports.findReport(tx, id)) as reports.ReportRow)
  })
}
