import type { CreditListEntry, OperationInput, proposeListing } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { ageOn, birthDateOf, maskName, maskNumber } from '../../identity/index.ts'
import { requireActing, requireOrganisation, tellSubject } from '../acting.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as store from './list-store.ts'
import { toEntry } from './read-file.ts'
import { addMonths } from './rules.ts'

/** Working days a subject has to state its case (行政处罚法 45 and the orders on lists). */
const statementDays = 5
/** Months on a list when the decision names none, and how many have to pass before it is left early. */
const terms = {
  serious: { months: 36, least: 12 },
  attention: { months: 12, least: 0 },
  red: { months: 12, least: 0 },
}
const listNames = { serious: '严重失信主体名单', attention: '重点关注名单', red: '守信红名单' }

/** Tells a subject that it is to be listed, with reason, basis and its right to be heard. The red list needs no hearing. */
export async function propose(
  parts: ServicesParts,
  principal: Principal,
  body: OperationInput<typeof proposeListing>['body'],
): Promise<CreditListEntry> {
  const { db, clock } = parts.kernel
  const { id: organisationId } = requireOrganisation(principal)
  const subject = await parts.identity.subjects.findByNumber(db, body.number)
  if (!subject) throw notFound('主体', '所填号码')
  const now = clock.now()
  const birth = birthDateOf(subject.kind, subject.number)
  if (birth && body.list !== 'red' && ageOn(birth, dayOf(now)) < 18)
    throw conflict('minor', '未成年人不列入失信名单。')
  const id = newId()
  await db.transaction(async (tx) => {
    await store.insertEntry(
      tx,
      {
        ...{
          id,
          list: body.list,
          subject_id: subject.id,
          subject_kind: subject.kind,
          subject_name: subject.name,
        },
        ...{ subject_number: maskNumber(subject.kind, subject.number), organisation_id: organisationId },
        ...{
          reason: body.reason,
          basis: body.basis,
          decision_number: body.decisionNumber,
          state: 'notified',
        },
        ...{ statement: null, from_day: null, until_day: null },
        statement_until:
          body.list === 'red'
            ? now
            : parts.territory.calendars.endOf({ days: statementDays, clock: 'working-day' }, now),
      },
      now,
    )
    await tellSubject(parts, tx, subject.id, {
      key: `services.credit-list:${id}`,
      title: `拟列入${listNames[body.list]}告知`,
      text: `${body.reason}（依据：${body.basis}）。您可以在 ${statementDays} 个工作日内陈述申辩。`,
      link: '/portal/credit',
    })
  })
  return toEntry(parts, (await store.findEntry(db, id)) as store.ListRow)
}

export async function state(parts: ServicesParts, principal: Principal, id: string, text: string) {
  const { subject } = await requireActing(parts, principal, 'credit')
  const { db, clock } = parts.kernel
  await db.transaction(async (tx) => {
    const row = await store.findEntry(tx, id, { lock: true })
    if (row?.subject_id !== subject.id) throw notFound('名单告知', id)
    if (row.state !== 'notified')
      throw conflict('already-decided', '已经作出决定，可以依法申请复议或提起诉讼。')
    await store.changeEntry(tx, id, { statement: text }, clock.now())
  })
  return { done: true as const }
}

/** Lists after the hearing, drops the proposal, or takes a subject off a list. */
export async function decide(
  parts: ServicesParts,
  id: string,
  body: { to: 'listed' | 'dropped' | 'removed'; months?: number; reason: string },
): Promise<CreditListEntry> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  const today = dayOf(now)
  await db.transaction(async (tx) => {
    const row = await store.findEntry(tx, id, { lock: true })
    if (!row) throw notFound('名单记录', id)
    requireStep(row, body.to, now)
    const until = addMonths(today, body.months ?? terms[row.list].months)
    const change = {
      listed: { state: 'listed', from: today, until },
      dropped: { state: 'dropped' },
      removed: { state: 'removed', removed: today },
    } as const
    await store.changeEntry(tx, id, change[body.to], now)
    await parts.ledger.append(tx, {
      ...{ kind: 'credit-list', subjectId: id },
      payload: { to: body.to, decisionNumber: row.decision_number, reason: body.reason },
    })
    await tellSubject(parts, tx, row.subject_id, {
      key: `services.credit-list:${id}:${body.to}`,
      title: { listed: `已列入${listNames[row.list]}`, dropped: '不予列入名单', removed: '已移出名单' }[
        body.to
      ],
      ...{ text: body.reason, link: '/portal/credit' },
    })
  })
  return toEntry(parts, (await store.findEntry(db, id)) as store.ListRow)
}

function requireStep(row: store.ListRow, to: 'listed' | 'dropped' | 'removed', now: Date): void {
  const from = to === 'removed' ? 'listed' : 'notified'
  if (row.state !== from) throw conflict('wrong-state', '名单记录的状态不允许这样处理。')
  if (to === 'listed' && !row.statement && now < row.statement_until)
    throw conflict('statement-period', '陈述申辩期未满，且主体尚未陈述，不能作出列入决定。')
  const earliest = addMonths(row.from_day ?? dayOf(now), terms[row.list].least)
  if (to === 'removed' && dayOf(now) < earliest)
    throw conflict('too-early', `列入未满最短期限，${earliest} 后可以移出。`)
}

export async function listPublic(
  parts: ServicesParts,
  query: { list?: string; search?: string; limit?: number; offset?: number },
) {
  const today = dayOf(parts.kernel.clock.now())
  const { items, total } = await store.listEntries(parts.kernel.db, query, today)
  return {
    total,
    items: items.map((row) => ({
      ...{ list: row.list, subjectName: maskName(row.subject_kind, row.subject_name) },
      ...{ subjectNumber: row.subject_number, basis: row.basis, decisionNumber: row.decision_number },
      ...{ fromDay: row.from_day ?? today, untilDay: row.until_day ?? today },
    })),
  }
}

export async function listAll(
  parts: ServicesParts,
  query: { list?: string; search?: string; limit?: number; offset?: number },
) {
  const { items, total } = await store.listEntries(parts.kernel.db, query, null)
  return { items: items.map((row) => toEntry(parts, row)), total }
}
