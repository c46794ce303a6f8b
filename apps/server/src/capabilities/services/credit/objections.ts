import type { CreditObjection } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { requireActing, requireOrganisation, tellSubject } from '../acting.ts'
import { takeDailyNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { itemTitle } from './catalogue.ts'
import * as procedures from './procedure-store.ts'
import { toRecord } from './records.ts'
import * as store from './store.ts'

/** Working days within which the source verifies an objection. */
const answerDays = 7

export async function toObjections(
  parts: ServicesParts,
  rows: readonly procedures.ObjectionRow[],
): Promise<CreditObjection[]> {
  const now = parts.kernel.clock.now()
  const records = await store.findRecords(
    parts.kernel.db,
    rows.map((row) => row.record_id),
  )
  const byId = new Map(records.map((record) => [record.id, record]))
  return rows.map((row) => ({
    ...{ id: row.id, number: row.number, text: row.text, state: row.state, answer: row.answer },
    record: toRecord(parts, byId.get(row.record_id) as store.RecordRow),
    ...{ askedTime: row.asked_time.toISOString(), dueTime: row.due_time.toISOString() },
    overdue: (row.answered_time ?? now) > row.due_time,
    answeredTime: row.answered_time?.toISOString() ?? null,
  }))
}

/** Takes an objection: the fact is marked at once, its source has seven working days. */
export async function object(
  parts: ServicesParts,
  principal: Principal,
  body: { recordId: string; text: string },
): Promise<CreditObjection> {
  const { db, clock } = parts.kernel
  const { subject } = await requireActing(parts, principal, 'credit')
  const now = clock.now()
  const id = newId()
  await db.transaction(async (tx) => {
    const record = await store.findRecord(tx, body.recordId, { lock: true })
    if (record?.subject_id !== subject.id) throw notFound('您的信用信息', body.recordId)
    const number = await takeDailyNumber(tx, 'YY', now)
    const due = parts.territory.calendars.endOf({ days: answerDays, clock: 'working-day' }, now)
    const kept = await procedures.insertObjection(tx, {
      ...{
        id,
        number,
        record_id: record.id,
        subject_id: subject.id,
        user_id: principal.userId,
        text: body.text,
      },
      ...{ state: 'open', answer: null, asked_time: now, due_time: due, answered_time: null },
    })
    if (!kept) throw conflict('objection-open', '这条信息已有异议正在处理。')
    await store.changeRecord(tx, record.id, { objection: true }, now)
    parts.messaging.tell(tx, {
      key: `services.credit-objection:${id}`,
      title: `信用异议 ${number} 待核实`,
      text: `${itemTitle(parts, record.item_id)}（${record.document_number}）：请在 ${answerDays} 个工作日内答复。`,
      ...{ urgency: 'normal', link: '/console/credit?tab=objections' },
      to: [{ organisationId: record.organisation_id }],
    })
  })
  const [made] = await toObjections(parts, [
    (await procedures.findObjection(db, id)) as procedures.ObjectionRow,
  ])
  return made as CreditObjection
}

export async function listForUnit(
  parts: ServicesParts,
  principal: Principal,
  query: { state?: string; limit?: number; offset?: number },
) {
  const all = hasPermission(principal, 'services.credit-decide')
  const unit = all ? null : requireOrganisation(principal).id
  const { items, total } = await procedures.listObjections(parts.kernel.db, unit, query)
  return { items: await toObjections(parts, items), total }
}

/** Answers as the source of the fact, or as the credit office. Upheld: the fact is corrected or withdrawn. */
export async function answer(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: { upheld: boolean; answer: string; content?: string; withdraw?: boolean },
): Promise<CreditObjection> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  if (body.upheld && !body.withdraw && !body.content)
    throw invalid('/body/content', '请写明更正后的内容，或选择撤销')
  await db.transaction(async (tx) => {
    const row = await procedures.findObjection(tx, id, { lock: true })
    if (!row) throw notFound('信用异议', id)
    const record = (await store.findRecord(tx, row.record_id, { lock: true })) as store.RecordRow
    const isSource = record.organisation_id === principal.organisationId
    if (!isSource && !hasPermission(principal, 'services.credit-decide'))
      throw forbidden('只有报送单位或信用主管部门可以答复。', 'not-source')
    if (row.state !== 'open') throw conflict('already-answered', '该异议已经答复。')
    await procedures.closeObjection(tx, id, {
      state: body.upheld ? 'upheld' : 'rejected',
      answer: body.answer,
      now,
    })
    const state = body.withdraw ? ('withdrawn' as const) : ('corrected' as const)
    const changed = body.upheld ? { state, ...(body.content ? { content: body.content } : {}) } : {}
    await store.changeRecord(tx, record.id, { objection: false, note: body.answer, ...changed }, now)
    await parts.ledger.append(tx, {
      ...{ kind: 'credit-objection', subjectId: id },
      payload: { number: row.number, upheld: body.upheld, answer: body.answer },
    })
    await tellSubject(parts, tx, row.subject_id, {
      key: `services.credit-objection-answer:${id}`,
      title: `信用异议 ${row.number} 已答复`,
      ...{ text: body.answer, link: '/portal/credit' },
    })
  })
  const [made] = await toObjections(parts, [
    (await procedures.findObjection(db, id)) as procedures.ObjectionRow,
  ])
  return made as CreditObjection
}

/** Tells once of every objection that has passed its time. */
export async function tellLate(parts: ServicesParts): Promise<void> {
  await parts.kernel.db.transaction(async (tx) => {
    for (const late of await procedures.takeLate(tx, parts.kernel.clock.now()))
      parts.messaging.tell(tx, {
        key: `services.credit-objection-late:${late.id}`,
        title: `信用异议 ${late.number} 已逾期`,
        ...{ text: '请立即答复。', urgency: 'urgent', link: '/console/credit?tab=objections' },
        to: [{ organisationId: late.organisation_id }],
      })
  })
}
