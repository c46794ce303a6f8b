import type { DataApplication, decideApplication, OperationInput } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { ownsData } from '../catalogue/rules.ts'
import { type DatasetRow, findDataset, takeNumber } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { requireConditions } from '../tables/read-rows.ts'
import { dayOf, grantedMasks, replyLimitDays } from './rules.ts'
import { toApplication } from './show.ts'
import * as store from './store.ts'

type Verdict = OperationInput<typeof decideApplication>['body']
type Row = store.ApplicationRow

/** Does something with a request that is held until the transaction ends, and answers how it is then. */
async function actOn(
  parts: DataParts,
  id: string,
  act: (tx: Transaction, row: Row, now: Date) => Promise<void>,
): Promise<DataApplication> {
  const { db, clock } = parts.kernel
  await db.transaction(async (tx) => {
    const row = await store.findApplication(tx, id, { lock: true })
    if (!row) throw notFound('数据申请', id)
    await act(tx, row, clock.now())
  })
  return toApplication(parts, (await store.findApplication(db, id)) as Row)
}

function requireState(row: Row, ...states: Row['state'][]): void {
  if (!states.includes(row.state)) throw conflict('wrong-state', '该申请当前状态不能这样办理。')
}

function requireApplicant(principal: Principal, row: Row): void {
  if (row.organisation_id !== principal.organisationId) throw notFound('数据申请', row.id)
}

const limit = { days: replyLimitDays, clock: 'working-day' } as const

/** Sends a request back once; the limit stands still until it is complete. */
export function askForCompletion(parts: DataParts, principal: Principal, id: string, note: string) {
  return actOn(parts, id, async (tx, row, now) => {
    if (!ownsData(principal, row.provider_id)) throw forbidden('由提供单位办理。', 'not-provider')
    requireState(row, 'waiting')
    if (row.completions > 0) throw conflict('asked-before', '补正只能要求一次，请直接答复。')
    const left = row.due_time ? parts.territory.calendars.minutesOn(limit, now, row.due_time) : 0
    await store.updateApplication(tx, {
      ...row,
      ...{ state: 'completing', due_time: null, left_minutes: left, completions: 1 },
    })
    await store.insertStep(tx, id, { time: now, userName: principal.name, act: '要求补正', note })
    await tell(parts, tx, row, 'completion', `申请 ${row.number} 需补正：${note}`)
  })
}

export function completeApplication(
  parts: DataParts,
  principal: Principal,
  id: string,
  given: { purpose?: string; scene?: string; legalBasis?: string; to?: string; note?: string },
) {
  return actOn(parts, id, async (tx, row, now) => {
    requireApplicant(principal, row)
    requireState(row, 'completing')
    const { purpose = row.purpose, scene = row.scene, legalBasis = row.legal_basis, to = row.to_day } = given
    const due = parts.territory.calendars.addOn(limit, now, row.left_minutes ?? 0)
    await store.updateApplication(tx, {
      ...row,
      ...{
        state: 'waiting',
        due_time: due,
        left_minutes: null,
        purpose,
        scene,
        legal_basis: legalBasis,
        to_day: to,
      },
    })
    await store.insertStep(tx, id, { time: now, userName: principal.name, act: '补正申请', note: given.note })
  })
}

/** Answers a request: grants it, whole or narrowed, or refuses it with the law that says so. */
export function answerApplication(parts: DataParts, principal: Principal, id: string, verdict: Verdict) {
  return actOn(parts, id, async (tx, row, now) => {
    requireState(row, 'waiting', 'arbitration')
    if (row.state === 'arbitration' && !hasPermission(principal, 'data.review'))
      throw forbidden('该申请由数据主管部门协调。', 'not-reviewer')
    if (!ownsData(principal, row.provider_id)) throw forbidden('由提供单位答复。', 'not-provider')
    if (!verdict.agree) return refuse(parts, tx, row, { principal, verdict, now })
    const dataset = (await findDataset(tx, row.dataset_id)) as DatasetRow
    const narrowed = narrow(row, verdict, dataset)
    const isNarrowed = narrowed.fields.length < row.fields.length || narrowed.plain.length < row.plain.length
    await giveGrant(parts, tx, narrowed, dataset, {
      userName: principal.name,
      act: isNarrowed || verdict.rowFilter ? '缩小范围后授权' : '同意授权',
      note: verdict.note,
    })
  })
}

async function refuse(
  parts: DataParts,
  tx: Transaction,
  row: Row,
  { principal, verdict, now }: { principal: Principal; verdict: Verdict; now: Date },
): Promise<void> {
  if (!verdict.citation?.trim()) throw invalid('/body/citation', '不同意须引用法律依据', 'citation-needed')
  const state = row.state === 'arbitration' ? 'dismissed' : 'refused'
  const act = state === 'dismissed' ? '协调后不同意' : '不同意'
  await store.updateApplication(tx, { ...row, state, answered_time: now })
  await store.insertStep(tx, row.id, {
    ...{ time: now, userName: principal.name, act, note: verdict.note, citation: verdict.citation },
  })
  await tell(parts, tx, row, state, `申请 ${row.number} 未获同意，依据：${verdict.citation}`)
}

/** A provider may give less than was asked for, never more. */
function narrow(row: Row, verdict: Verdict, dataset: DatasetRow): Row {
  const fields = verdict.fields ?? row.fields
  const beyond = fields.findIndex((name) => !row.fields.includes(name))
  if (beyond >= 0) throw invalid(`/body/fields/${beyond}`, `申请中没有信息项“${fields[beyond]}”`)
  const plain = (verdict.plain ?? row.plain).filter((name) => fields.includes(name))
  const shown = plain.findIndex((name) => !row.plain.includes(name))
  if (shown >= 0) throw invalid(`/body/plain/${shown}`, `申请中没有请求“${plain[shown]}”的明文`)
  requireConditions(verdict.rowFilter ?? [], dataset.fields)
  const to = verdict.to ?? row.to_day
  if (to > row.to_day) throw invalid('/body/to', '授权期限不能长于申请期限')
  return { ...row, fields, plain, to_day: to, row_filter: [...row.row_filter, ...(verdict.rowFilter ?? [])] }
}

/** Makes the grant of a request. */
export async function giveGrant(
  parts: DataParts,
  tx: Transaction,
  row: Row,
  dataset: DatasetRow,
  by: { userName: string; act: string; note?: string },
): Promise<void> {
  const now = parts.kernel.clock.now()
  const id = newId()
  const prefix = `SY${dayOf(now).slice(0, 4)}-`
  const number = `${prefix}${String(await takeNumber(tx, prefix)).padStart(6, '0')}`
  const fields = grantedMasks(dataset, row.fields, row.plain)
  await store.insertGrant(tx, {
    ...{ id, number, application_id: row.id, dataset_id: row.dataset_id, provider_id: row.provider_id },
    ...{ organisation_id: row.organisation_id, fields, row_filter: row.row_filter, purpose: row.purpose },
    ...{
      scene: row.scene,
      from_day: row.from_day,
      to_day: row.to_day,
      delivery: row.delivery,
      by_consent: row.by_consent,
      created_time: now,
    },
  })
  await store.updateApplication(tx, { ...row, state: 'granted', answered_time: now, grant_id: id })
  await store.insertStep(tx, row.id, { time: now, userName: by.userName, act: by.act, note: by.note })
  await parts.ledger.append(tx, {
    ...{ kind: 'data.grant', subjectId: id },
    payload: {
      number,
      applicationNumber: row.number,
      dataset: dataset.code,
      fields,
      purpose: row.purpose,
      to: row.to_day,
    },
  })
  await tell(parts, tx, row, 'granted', `申请 ${row.number} 已授权，授权编号 ${number}`)
}

/** Puts a refusal before the bureau. */
export function askArbitration(parts: DataParts, principal: Principal, id: string, note: string) {
  return actOn(parts, id, async (tx, row, now) => {
    requireApplicant(principal, row)
    requireState(row, 'refused')
    await store.updateApplication(tx, { ...row, state: 'arbitration' })
    await store.insertStep(tx, id, { time: now, userName: principal.name, act: '申请协调', note })
    parts.messaging.tell(tx, {
      ...{
        key: `data.application:${id}:arbitration`,
        title: `数据申请 ${row.number} 请求协调`,
        urgency: 'normal',
      },
      ...{ text: note, to: [{ role: 'data-bureau', division: cityOf(row.organisation_id, parts) }] },
      link: `/console/data-requests?application=${id}`,
    })
  })
}

function cityOf(organisationId: string, { identity }: DataParts): string {
  return identity.findOrganisation(organisationId)?.divisionCode ?? ''
}

export function withdrawApplication(parts: DataParts, principal: Principal, id: string) {
  return actOn(parts, id, async (tx, row, now) => {
    requireApplicant(principal, row)
    requireState(row, 'waiting', 'completing', 'refused', 'arbitration')
    await store.updateApplication(tx, { ...row, state: 'withdrawn', due_time: null })
    await store.insertStep(tx, id, { time: now, userName: principal.name, act: '撤回申请' })
  })
}

async function tell(parts: DataParts, tx: Transaction, row: Row, what: string, text: string): Promise<void> {
  parts.messaging.tell(tx, {
    ...{ key: `data.application:${row.id}:${what}`, title: text.slice(0, 100), text, urgency: 'normal' },
    to: [row.user_id ? { userId: row.user_id } : { organisationId: row.organisation_id }],
    link: `/console/data-requests?application=${row.id}`,
  })
}
