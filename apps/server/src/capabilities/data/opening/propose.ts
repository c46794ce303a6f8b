import type { Opening, OperationInput, proposeOpening, reviewOpening } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { getDatasetRow, writeDataset } from '../catalogue/register-dataset.ts'
import { ownsData, requireOwn } from '../catalogue/rules.ts'
import { type DatasetRow, findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { checkColumns } from './check-columns.ts'
import { addressOf, defaultLicence, nextState, stepNames } from './rules.ts'
import * as store from './store.ts'

export function toOpening({ identity }: DataParts, row: store.OpeningRow): Opening {
  return {
    ...{ id: row.id, datasetId: row.dataset_id, datasetName: row.dataset_name },
    ...{ organisationId: row.organisation_id, opening: row.opening, conditions: row.conditions },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ licence: row.licence, columns: row.columns, state: row.state, findings: row.findings },
    reviews: row.reviews.map(({ userId: _, ...one }) => ({ ...one, time: new Date(one.time).toISOString() })),
    userName: row.user_name,
    createdTime: row.created_time.toISOString(),
  }
}

/** Proposes to open a dataset; the automatic check sends it to review or refuses it with the columns named. */
export async function propose(
  parts: DataParts,
  principal: Principal,
  body: OperationInput<typeof proposeOpening>['body'],
): Promise<Opening> {
  const dataset = await getDatasetRow(parts, principal, body.datasetId)
  requireOwn(principal, dataset.organisation_id)
  return proposeFor(parts, dataset, body, { userId: principal.userId, userName: principal.name })
}

/** The same for the platform’s own work. */
export async function proposeFor(
  parts: DataParts,
  dataset: DatasetRow,
  body: OperationInput<typeof proposeOpening>['body'],
  by: { userId: string | null; userName: string },
): Promise<Opening> {
  const known = new Set(dataset.fields.map((field) => field.name))
  const wrong = body.columns.findIndex(({ name }) => !known.has(name))
  if (wrong >= 0) throw invalid(`/body/columns/${wrong}/name`, `没有信息项“${body.columns[wrong]?.name}”`)
  if (body.opening === 'conditional' && !body.conditions?.trim())
    throw invalid('/body/conditions', '有条件开放须注明开放条件')
  const findings = await checkColumns(parts, dataset, body.columns)
  const isRefused = findings.some((one) => one.weight === 'refuse')
  return parts.kernel.db.transaction(async (tx) => {
    const row = await store.insertOpening(tx, {
      ...{ id: newId(), dataset_id: dataset.id, opening: body.opening, columns: body.columns, findings },
      conditions: body.conditions?.trim() || null,
      licence: body.licence ?? dataset.licence ?? defaultLicence,
      state: isRefused ? 'rejected' : 'owner',
      ...{ user_id: by.userId, user_name: by.userName, created_time: parts.kernel.clock.now() },
    })
    return toOpening(parts, row)
  })
}

type Review = OperationInput<typeof reviewOpening>['body']

/** One step of the 三审. The city’s two steps are not done by one person. */
export function review(parts: DataParts, principal: Principal, id: string, body: Review): Promise<Opening> {
  if (body.decision === 'refuse' && !body.reason) throw invalid('/body/reason', '请写明不同意的理由')
  return parts.kernel.db.transaction(async (tx) => {
    const row = await store.findOpening(tx, id, { lock: true })
    if (!row || !(ownsData(principal, row.organisation_id) || hasPermission(principal, 'data.review')))
      throw notFound('开放申请', id)
    requireReviewer(principal, row, body)
    return decide(parts, tx, row, body, { userId: principal.userId, userName: principal.name })
  })
}

function requireReviewer(principal: Principal, row: store.OpeningRow, { step }: Review): void {
  if (row.state !== step) throw conflict('not-this-step', `该申请不在“${stepNames[step]}”环节。`)
  if (step === 'owner') {
    requireOwn(principal, row.organisation_id)
    return
  }
  const needed = step === 'bureau' ? 'data.review' : 'data.secure'
  if (!hasPermission(principal, needed)) throw forbidden(`没有“${stepNames[step]}”的权限（${needed}）。`)
  const bureau = row.reviews.find((one) => one.step === 'bureau')
  if (step === 'security' && bureau?.userId === principal.userId)
    throw forbidden('安全审核与数据主管部门审核不能由同一人完成。', 'same-reviewer')
}

/** Notes a decision and, after the last, opens the dataset. */
export async function decide(
  parts: DataParts,
  tx: Transaction,
  row: store.OpeningRow,
  { step, decision, reason }: Review,
  by: { userId: string | null; userName: string },
): Promise<Opening> {
  const now = parts.kernel.clock.now()
  await store.insertReview(tx, row.id, { step, decision, reason: reason ?? null, ...by }, now)
  const state = decision === 'refuse' ? 'rejected' : nextState[step]
  await store.setOpeningState(tx, row.id, state)
  if (state === 'published') await open(parts, tx, row, by.userName)
  return toOpening(parts, (await store.findOpening(tx, row.id)) as store.OpeningRow)
}

async function open(
  parts: DataParts,
  tx: Transaction,
  row: store.OpeningRow,
  userName: string,
): Promise<void> {
  const dataset = (await findDataset(tx, row.dataset_id, { lock: true })) as DatasetRow
  if (dataset.state !== 'published') throw conflict('not-published', '该资源未在目录中发布，不能开放。')
  const opened = new Set(row.columns.filter((one) => one.mask !== 'hide').map((one) => one.name))
  const fields = dataset.fields.map((field) => ({ ...field, isOpen: opened.has(field.name) }))
  const change = { opening: row.opening, opening_basis: row.conditions, licence: row.licence, fields }
  await writeDataset(parts, tx, dataset, change, { act: 'described', userName })
  const now = parts.kernel.clock.now()
  await store.putOpen(tx, { datasetId: dataset.id, name: addressOf(dataset.code), openingId: row.id }, now)
  await parts.ledger.append(tx, {
    kind: 'data.opened',
    subjectId: dataset.id,
    payload: { openingId: row.id, columns: row.columns, licence: row.licence, version: dataset.version_id },
  })
}

/** Takes a dataset off the site; its page stays with the reason, and subscribers are told. */
export function withdraw(parts: DataParts, datasetId: string, reason: string): Promise<{ done: true }> {
  return parts.kernel.db.transaction(async (tx) => {
    const dataset = await findDataset(tx, datasetId)
    if (!dataset || !(await store.withdrawOpen(tx, datasetId, reason, parts.kernel.clock.now())))
      throw notFound('开放数据', datasetId)
    await parts.ledger.append(tx, { kind: 'data.open-withdrawn', subjectId: datasetId, payload: { reason } })
    return { done: true as const }
  })
}
