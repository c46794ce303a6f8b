import type { answerRight, askForRight, OperationInput, RightRequest } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { requireOwn } from '../catalogue/rules.ts'
import type { DataParts } from '../data-parts.ts'
import { dayOf } from '../grants/rules.ts'
import { newBindings, tableOf } from '../tables/duck.ts'
import { maskedColumn } from '../tables/masking.ts'
import { rewriteVersion } from '../tables/origins.ts'
import { findVersion } from '../tables/store.ts'
import { answerDays, answerText, kindNames, outcomesOf } from './rules.ts'
import * as store from './store.ts'

const dayMs = 86_400_000

export function toRequest({ identity, kernel }: DataParts, row: store.RequestRow): RightRequest {
  const end = row.answered_time ?? kernel.clock.now()
  return {
    ...{ id: row.id, number: row.number, kind: row.kind, note: row.note, answer: row.answer },
    askedTime: row.asked_time.toISOString(),
    dueTime: row.due_time.toISOString(),
    isLate: end > row.due_time,
    answeredTime: row.answered_time?.toISOString() ?? null,
    holders: row.holders.map(({ organisationId, field: _, answeredTime, ...one }) => ({
      ...one,
      answeredTime: answeredTime ? new Date(answeredTime).toISOString() : null,
      organisationName: identity.findOrganisation(organisationId)?.name ?? '',
    })),
  }
}

/** Takes what a person asks, finds every table that holds him by the token of his citizen id, and tells who answers. */
export async function ask(
  parts: DataParts,
  principal: Principal,
  body: OperationInput<typeof askForRight>['body'],
): Promise<RightRequest> {
  const { db, clock } = parts.kernel
  const token = await store.findToken(db, principal.userId)
  if (!token) throw forbidden('请先到政务服务窗口核验本人身份，再提出申请。', 'not-verified')
  const holders = await findHolders(parts, token)
  const now = clock.now()
  const id = newId()
  await db.transaction(async (tx) => {
    const number = await store.nextNumber(tx, dayOf(now))
    await store.insertRequest(tx, {
      ...{ id, number, kind: body.kind, userId: principal.userId, userName: principal.name, token },
      ...{ note: body.note, now, due: new Date(now.getTime() + answerDays * dayMs), holders },
    })
    if (holders.length === 0) await store.closeRequest(tx, id, answerText(body.kind, []), now)
    for (const organisationId of new Set(holders.map((one) => one.organisationId)))
      parts.messaging.tell(tx, {
        key: `data.right:${id}:${organisationId}`,
        title: `个人信息${kindNames[body.kind]}申请 ${number}`,
        text: `请在 ${answerDays} 天内答复，涉及 ${holders.filter((one) => one.organisationId === organisationId).length} 个数据资源。`,
        ...{ urgency: 'normal', link: '/console/data-guard?tab=rights' },
        to: [{ organisationId }],
      })
  })
  return toRequest(parts, (await store.findRequest(db, id)) as store.RequestRow)
}

/** The token of a column, as it stands for the value everywhere. */
function tokenColumn(parts: DataParts, field: string): string {
  return maskedColumn({ name: field, title: field, type: 'text' }, 'token', parts.tokenKey)
}

async function findHolders(parts: DataParts, token: string) {
  const { db, lake } = parts.kernel
  const found = new Map<string, { datasetId: string; organisationId: string; field: string; rows: number }>()
  for (const table of await store.listTablesOfPersons(db)) {
    const version = await findVersion(db, table.version_id)
    if (!version || found.has(table.id) || !version.fields.some((field) => field.name === table.field))
      continue
    const { bind, values } = newBindings()
    const [count] = await lake.query<{ n: number }>(
      `SELECT CAST(count(*) AS DOUBLE) AS n FROM ${tableOf(parts.kernel, version)}
       WHERE ${tokenColumn(parts, table.field)} = ${bind(token)}`,
      values,
    )
    if (!count?.n) continue
    const { id: datasetId, organisation_id: organisationId, field } = table
    found.set(datasetId, { datasetId, organisationId, field, rows: count.n })
  }
  return [...found.values()]
}

/** Answers for one table. To delete writes the table anew without the person and tells who may hold copies. */
export async function answer(
  parts: DataParts,
  principal: Principal,
  { id, datasetId }: { id: string; datasetId: string },
  body: OperationInput<typeof answerRight>['body'],
): Promise<RightRequest> {
  const { db, clock } = parts.kernel
  const request = await store.findRequest(db, id)
  const holder = request?.holders.find((one) => one.datasetId === datasetId)
  if (!request || !holder) throw notFound('个人信息权利申请', id)
  requireOwn(principal, holder.organisationId)
  requireOutcome(request, holder, body)
  if (body.outcome === 'deleted') await deleteRows(parts, request, holder)
  await db.transaction(async (tx) => {
    const fresh = (await store.findRequest(tx, id, { lock: true })) as store.RequestRow
    const still = fresh.holders.find((one) => one.datasetId === datasetId) as store.HolderRow
    if (still.outcome) throw conflict('already-answered', '该数据资源已经答复。')
    const copies = body.outcome === 'deleted' ? await tellCopies(parts, tx, fresh, holder) : 0
    const now = clock.now()
    const given = { outcome: body.outcome, basis: body.basis ?? null, copies, by: principal.name, now }
    await store.answerHolder(tx, id, datasetId, given)
    const row = (await store.findRequest(tx, id)) as store.RequestRow
    if (row.holders.every((one) => one.outcome)) await finish(parts, tx, row, now)
  })
  return toRequest(parts, (await store.findRequest(db, id)) as store.RequestRow)
}

function requireOutcome(
  request: store.RequestRow,
  holder: store.HolderRow,
  body: OperationInput<typeof answerRight>['body'],
): void {
  if (holder.outcome) throw conflict('already-answered', '该数据资源已经答复。')
  if (!outcomesOf[request.kind].includes(body.outcome))
    throw invalid('/body/outcome', `${kindNames[request.kind]}申请不能这样答复`)
  if (body.outcome === 'kept' && !body.basis)
    throw invalid('/body/basis', '保留须写明法律、行政法规的依据', 'no-basis')
}

async function deleteRows(
  parts: DataParts,
  request: store.RequestRow,
  holder: store.HolderRow,
): Promise<void> {
  const { db } = parts.kernel
  const table = (await store.listTablesOfPersons(db)).find((one) => one.id === holder.datasetId)
  const version = table && (await findVersion(db, table.version_id))
  if (!version) throw conflict('no-version', '该资源没有已发布的数据。')
  // The token is made of hexadecimal digits by ourselves: it can stand in the text of a query.
  const select = `SELECT * FROM ${tableOf(parts.kernel, version)}
    WHERE ${tokenColumn(parts, holder.field)} IS DISTINCT FROM '${request.token.replace(/[^0-9a-f]/g, '')}'`
  await rewriteVersion(parts, version, { select, note: `按个人信息删除申请 ${request.number} 删除` })
}

async function tellCopies(
  parts: DataParts,
  tx: Transaction,
  request: store.RequestRow,
  holder: store.HolderRow,
): Promise<number> {
  const receivers = await store.listReceivers(tx, holder.datasetId)
  for (const { id } of receivers)
    parts.messaging.tell(tx, {
      key: `data.right-copy:${request.id}:${holder.datasetId}:${id}`,
      title: `请同步删除“${holder.datasetName}”的副本`,
      text: `提供单位已按个人信息删除申请 ${request.number} 删除相关记录，请用新版本替换副本。`,
      ...{ urgency: 'normal', link: `/console/datasets/${holder.datasetId}` },
      to: [{ organisationId: id }],
    })
  return receivers.length
}

async function finish(parts: DataParts, tx: Transaction, row: store.RequestRow, now: Date): Promise<void> {
  const text = answerText(row.kind, toRequest(parts, row).holders)
  await store.closeRequest(tx, row.id, text, now)
  await parts.ledger.append(tx, {
    kind: 'data-right',
    subjectId: row.id,
    payload: { number: row.number, answer: text },
  })
  parts.messaging.tell(tx, {
    key: `data.right-answer:${row.id}`,
    title: `您的申请 ${row.number} 已办结`,
    ...{ text, urgency: 'normal', link: '/portal/my-data' },
    to: [{ userId: row.user_id }],
  })
}

/** Tells once of every request that has passed its time. */
export async function tellLate(parts: DataParts): Promise<void> {
  const { db, clock } = parts.kernel
  await db.transaction(async (tx) => {
    for (const late of await store.takeLate(tx, clock.now()))
      parts.messaging.tell(tx, {
        key: `data.right-late:${late.id}`,
        title: `个人信息权利申请 ${late.number} 已逾期`,
        ...{ text: '请立即答复。', urgency: 'urgent', link: '/console/data-guard?tab=rights' },
        to: (late.organisations ?? []).map((organisationId) => ({ organisationId })),
      })
  })
}

export async function listRequests(
  parts: DataParts,
  principal: Principal,
  query: { state?: 'open' | 'answered'; limit?: number; offset?: number },
) {
  const whose = hasPermission(principal, 'data.secure') ? 'all' : principal.organisationId
  const { items, total } = await store.listFor(parts.kernel.db, whose, query)
  return { items: items.map((row) => toRequest(parts, row)), total }
}
