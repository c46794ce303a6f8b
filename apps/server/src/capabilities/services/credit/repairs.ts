import type { CreditRepair } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { requireActing, tellSubject } from '../acting.ts'
import { dayOf, takeDailyNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { findItem } from './catalogue.ts'
import * as procedures from './procedure-store.ts'
import { toRecord } from './records.ts'
import { repairFault } from './rules.ts'
import * as store from './store.ts'

/** Working days within which a repair is decided. */
const decisionDays = 10

async function toRepairs(
  parts: ServicesParts,
  rows: readonly procedures.RepairRow[],
): Promise<CreditRepair[]> {
  const records = await store.findRecords(
    parts.kernel.db,
    rows.map((row) => row.record_id),
  )
  const byId = new Map(records.map((record) => [record.id, record]))
  return rows.map((row) => ({
    ...{ id: row.id, number: row.number, proof: row.proof, commitment: row.commitment, state: row.state },
    record: toRecord(parts, byId.get(row.record_id) as store.RecordRow),
    ...{
      decision: row.decision,
      askedTime: row.asked_time.toISOString(),
      dueTime: row.due_time.toISOString(),
    },
  }))
}

async function getOne(parts: ServicesParts, id: string): Promise<CreditRepair> {
  const row = (await procedures.findRepair(parts.kernel.db, id)) as procedures.RepairRow
  return (await toRepairs(parts, [row]))[0] as CreditRepair
}

/** Takes a request for repair once the shortest publicity is over. */
export async function ask(
  parts: ServicesParts,
  principal: Principal,
  body: { recordId: string; proof: string; commitment: string },
): Promise<CreditRepair> {
  const { db, clock } = parts.kernel
  const { subject } = await requireActing(parts, principal, 'credit')
  const now = clock.now()
  const id = newId()
  await db.transaction(async (tx) => {
    const record = await store.findRecord(tx, body.recordId, { lock: true })
    const item = record && findItem(parts, record.item_id)
    if (!record || !item || record.subject_id !== subject.id) throw notFound('您的信用信息', body.recordId)
    const fault = repairFault(item, record.decided_day, dayOf(now))
    if (fault) throw conflict('repair-too-early', `${fault}。`)
    if (record.repaired_time) throw conflict('already-repaired', '这条信息已经修复。')
    const due = parts.territory.calendars.endOf({ days: decisionDays, clock: 'working-day' }, now)
    const kept = await procedures.insertRepair(tx, {
      ...{ id, number: await takeDailyNumber(tx, 'XF', now), record_id: record.id, subject_id: subject.id },
      ...{ user_id: principal.userId, proof: body.proof, commitment: body.commitment },
      ...{ state: 'review', decision: null, asked_time: now, due_time: due },
    })
    if (!kept) throw conflict('repair-open', '这条信息已有修复申请正在审核。')
  })
  return getOne(parts, id)
}

export async function listAll(parts: ServicesParts, page: { limit?: number; offset?: number }) {
  const { items, total } = await procedures.listRepairs(parts.kernel.db, page)
  return { items: await toRepairs(parts, items), total }
}

/** Decides: granted ends publicity and weight everywhere, the record stays. */
export async function decide(
  parts: ServicesParts,
  id: string,
  body: { granted: boolean; decision: string },
): Promise<CreditRepair> {
  const { db, clock } = parts.kernel
  await db.transaction(async (tx) => {
    const row = await procedures.findRepair(tx, id, { lock: true })
    if (!row) throw notFound('信用修复申请', id)
    if (row.state !== 'review') throw conflict('already-decided', '该申请已经作出决定。')
    const state = body.granted ? ('granted' as const) : ('refused' as const)
    await procedures.closeRepair(tx, id, { state, decision: body.decision })
    if (body.granted) await store.changeRecord(tx, row.record_id, { repaired: clock.now() }, clock.now())
    await parts.ledger.append(tx, {
      ...{ kind: 'credit-repair', subjectId: row.record_id },
      payload: { number: row.number, granted: body.granted, decision: body.decision },
    })
    await tellSubject(parts, tx, row.subject_id, {
      key: `services.credit-repair:${id}`,
      title: `信用修复 ${row.number} ${body.granted ? '已同意' : '不予修复'}`,
      ...{ text: body.decision, link: '/portal/credit' },
    })
  })
  return getOne(parts, id)
}
