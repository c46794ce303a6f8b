import type { CreditRecord, OperationInput, reportCredit } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import { maskName, maskNumber, numberFault } from '../../identity/index.ts'
import { requireOrganisation, tellSubject } from '../acting.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { findItem, itemTitle } from './catalogue.ts'
import { addMonths, isDay, publicityOf } from './rules.ts'
import * as store from './store.ts'

/** A fact as it is shown; the public reads names of persons masked. */
export function toRecord(
  parts: ServicesParts,
  row: store.RecordRow,
  { forPublic = false }: { forPublic?: boolean } = {},
): CreditRecord {
  const today = dayOf(parts.kernel.clock.now())
  const isPublic =
    row.public_until !== null && row.public_until > today && !row.repaired_time && row.state !== 'withdrawn'
  return {
    ...{ id: row.id, itemId: row.item_id, itemTitle: itemTitle(parts, row.item_id), nature: row.nature },
    subjectId: row.subject_id,
    subjectName: forPublic ? maskName(row.subject_kind, row.subject_name) : row.subject_name,
    subjectNumber: row.subject_number,
    organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ documentNumber: row.document_number, content: row.content, basis: row.basis },
    ...{ decidedDay: row.decided_day, deliveredTime: row.delivered_time.toISOString(), dueDay: row.due_day },
    ...{ late: row.late, validUntil: row.valid_until, publicUntil: row.public_until, state: row.state },
    publicity: isPublic ? 'public' : row.public_until === null ? 'not-public' : 'ended',
    ...{ repaired: row.repaired_time !== null, objection: row.objection, note: row.note },
  }
}

type Row = OperationInput<typeof reportCredit>['body']['rows'][number]

/** What is wrong with a reported row, in words for whoever reported it, or null. */
function rowFault(parts: ServicesParts, row: Row, today: string): string | null {
  const item = findItem(parts, row.itemId)
  if (!item) return '目录中没有这个信息项，没有依据的信息不予归集'
  if (!row.subjectKind || (item.subject !== 'both' && item.subject !== row.subjectKind))
    return '该信息项不归集这类主体的信息'
  if (!row.subjectName?.trim()) return '缺少主体名称'
  if (!row.subjectNumber) return '缺少主体号码'
  const fault = numberFault(row.subjectKind, row.subjectNumber)
  if (fault) return `主体号码${fault}`
  if (!row.documentNumber?.trim()) return '缺少文书号'
  if (!row.content?.trim()) return '缺少内容'
  if (!isDay(row.decidedDay)) return '决定日期有误'
  if (row.decidedDay > today) return '决定日期晚于今天'
  return addMonths(row.decidedDay, item.retentionMonths) <= today ? '已超过保存期限' : null
}

/** Last day a fact may be published on in time. */
function dueDayOf(parts: ServicesParts, decidedDay: string, days: number | null): string | null {
  if (days === null) return null
  const start = new Date(`${decidedDay}T10:00:00+08:00`)
  return dayOf(parts.territory.calendars.endOf({ days, clock: 'working-day' }, start))
}

/** Takes facts from a unit: each is judged on its own, what cannot be taken is told with its reason. */
export async function report(parts: ServicesParts, principal: Principal, rows: readonly Row[]) {
  const { id: organisationId } = requireOrganisation(principal)
  return parts.kernel.db.transaction((tx) =>
    takeRows(parts, tx, { organisationId, byName: principal.name }, rows),
  )
}

/** Takes the facts of one unit, delivered now. */
export async function takeRows(
  parts: ServicesParts,
  tx: Transaction,
  from: { organisationId: string; byName: string },
  rows: readonly Row[],
) {
  const now = parts.kernel.clock.now()
  const today = dayOf(now)
  const rejects: Array<{ row: number; reason: string }> = []
  const taken: Array<{ row: Row; at: number }> = []
  rows.forEach((row, i) => {
    const reason = rowFault(parts, row, today)
    if (reason) rejects.push({ row: i + 1, reason })
    else taken.push({ row, at: i + 1 })
  })
  const id = newId()
  const made: Array<{ record: store.NewRecord; at: number }> = []
  await parts.identity.subjects.importMany(
    tx,
    taken.map(({ row }) => ({
      kind: row.subjectKind as 'person',
      name: row.subjectName as string,
      number: row.subjectNumber as string,
    })),
  )
  for (const { row, at } of taken) {
    const subject = await parts.identity.subjects.findByNumber(tx, row.subjectNumber as string)
    if (!subject || subject.name !== row.subjectName)
      rejects.push({ row: at, reason: '号码已登记在另一名称下' })
    else made.push({ record: toNew(parts, row, subject, from.organisationId, now), at })
  }
  const kept = await store.insertRecords(
    tx,
    made.map((one) => one.record),
  )
  for (const { record, at } of made)
    if (!kept.has(record.id)) rejects.push({ row: at, reason: '同一文书已经报送' })
  rejects.sort((a, b) => a.row - b.row)
  const late = made.filter(({ record }) => kept.has(record.id) && record.late).length
  const row = {
    id,
    organisation_id: from.organisationId,
    total: rows.length,
    accepted: kept.size,
    late,
    rejects,
  }
  await store.insertBatch(tx, { ...row, created_time: now, byName: from.byName })

  return toBatch(parts, { ...row, created_time: now })
}

function toNew(
  parts: ServicesParts,
  row: Row,
  subject: { id: string; kind: 'person' | 'organisation'; name: string; number: string },
  organisationId: string,
  now: Date,
): store.NewRecord {
  const item = findItem(parts, row.itemId) as NonNullable<ReturnType<typeof findItem>>
  const decided = row.decidedDay as string
  const due = dueDayOf(parts, decided, item.reportDays)
  const publicity = publicityOf(item, decided)
  return {
    ...{
      id: newId(),
      item_id: item.id,
      nature: item.nature,
      subject_id: subject.id,
      subject_kind: subject.kind,
    },
    ...{ subject_name: subject.name, subject_number: maskNumber(subject.kind, subject.number) },
    ...{ organisation_id: organisationId, document_number: row.documentNumber as string },
    ...{ content: row.content as string, basis: row.basis || item.basis, decided_day: decided },
    ...{ delivered_time: now, due_day: due, late: due !== null && dayOf(now) > due },
    valid_until: addMonths(decided, item.retentionMonths),
    ...{ public_from: publicity?.from ?? null, public_until: publicity?.until ?? null },
  }
}

export function toBatch({ identity }: ServicesParts, row: store.BatchRow) {
  return {
    ...{ id: row.id, organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '' },
    ...{ total: row.total, accepted: row.accepted, late: row.late, rejects: row.rejects },
    createdTime: row.created_time.toISOString(),
  }
}

/** Corrects or withdraws a fact: only the unit it came from may, and the subject is told. */
export async function correct(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: { withdraw: boolean; content?: string; reason: string },
): Promise<CreditRecord> {
  const { db, clock } = parts.kernel
  const { id: organisationId } = requireOrganisation(principal)
  await db.transaction(async (tx) => {
    const row = await store.findRecord(tx, id, { lock: true })
    if (!row) throw notFound('信用信息', id)
    if (row.organisation_id !== organisationId)
      throw forbidden('只有报送单位可以更正或撤销这条信息。', 'not-source')
    if (row.state === 'withdrawn') throw conflict('already-withdrawn', '这条信息已经撤销。')
    const state = body.withdraw ? ('withdrawn' as const) : ('corrected' as const)
    const change = { state, note: body.reason, ...(body.content ? { content: body.content } : {}) }
    await store.changeRecord(tx, id, change, clock.now())
    await tellSubject(parts, tx, row.subject_id, {
      key: `services.credit-corrected:${id}:${clock.now().getTime()}`,
      title: body.withdraw ? '一条信用信息已撤销' : '一条信用信息已更正',
      text: `${itemTitle(parts, row.item_id)}（${row.document_number}）：${body.reason}`,
      link: '/portal/credit',
    })
  })
  return toRecord(parts, (await store.findRecord(db, id)) as store.RecordRow)
}
