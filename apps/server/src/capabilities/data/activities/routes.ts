import type { DataTransfer, OperationInput, ProcessingActivity, SupplierAccess } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { ownsData, requireOwn } from '../catalogue/rules.ts'
import type { DataParts } from '../data-parts.ts'
import { dayOf } from '../grants/rules.ts'
import { bindAssessments } from './assess.ts'
import * as outside from './outside-store.ts'
import { highestGrade, liveFault, transferFault } from './rules.ts'
import * as store from './store.ts'
import { getActivity, whose } from './who-sees.ts'

/** Binds the registers of data security (PLT-115): activities with their assessments, transfers, suppliers. */
export function bindActivities(parts: DataParts): void {
  bindProcessing(parts)
  bindAssessments(parts)
  bindTransfers(parts)
  bindSuppliers(parts)
}

function toActivity({ identity }: DataParts, row: store.ActivityRow): ProcessingActivity {
  return {
    ...{ id: row.id, title: row.title, purpose: row.purpose, basis: row.basis, state: row.state },
    ...{ isPersonal: row.is_personal, isSensitive: row.is_sensitive, datasetIds: row.dataset_ids },
    ...{ steps: row.steps, organisationId: row.organisation_id, grade: highestGrade(row.grades) },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ openRisks: row.open_risks, openHighRisks: row.open_high_risks },
    assessedTime: row.assessed_time?.toISOString() ?? null,
    registeredTime: row.registered_time.toISOString(),
  }
}

function requireOrganisation(principal: Principal): string {
  if (!principal.organisationId) throw forbidden('请以单位账号登记。', 'no-organisation')
  return principal.organisationId
}

/** Refuses datasets that are not there. */
async function requireDatasets({ kernel }: DataParts, ids: readonly string[]) {
  const found = await store.gradesOfDatasets(kernel.db, ids)
  const known = new Set(found.map((one) => one.id))
  const missing = ids.findIndex((id) => !known.has(id))
  if (missing >= 0) throw invalid(`/body/datasetIds/${missing}`, '没有这个数据资源')
  return found
}

function bindProcessing(parts: DataParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listProcessingActivities, async ({ query }, { principal }) => {
    const { items, total } = await store.listActivities(db, whose(principal), query)
    return { items: items.map((row) => toActivity(parts, row)), total }
  })
  http.bind(contract.saveProcessingActivity, ({ body }, { principal }) => save(parts, principal, body))
  http.bind(contract.moveProcessingActivity, async ({ params, body }, { principal }) => {
    const row = await getActivity(parts, principal, params.id)
    requireOwn(principal, row.organisation_id)
    const { is_personal: isPersonal, is_sensitive: isSensitive, kinds, open_high_risks: openHighRisks } = row
    const fault = body.state === 'live' && liveFault({ isPersonal, isSensitive, kinds, openHighRisks })
    if (fault) throw conflict('not-assessed', `${fault}。`)
    await store.setActivityState(db, row.id, body.state)
    return toActivity(parts, await getActivity(parts, principal, row.id))
  })
}

async function save(
  parts: DataParts,
  principal: Principal,
  body: OperationInput<typeof contract.saveProcessingActivity>['body'],
): Promise<ProcessingActivity> {
  const { id, isPersonal, isSensitive, datasetIds, steps, ...rest } = body
  const before = id ? await getActivity(parts, principal, id) : undefined
  if (before) requireOwn(principal, before.organisation_id)
  await requireDatasets(parts, datasetIds)
  if (new Set(steps.map((one) => one.step)).size < steps.length)
    throw invalid('/body/steps', '每个环节只登记一次')
  const one = {
    ...{ id: before?.id ?? newId(), ...rest, is_personal: isPersonal, is_sensitive: isSensitive, steps },
    dataset_ids: datasetIds,
    organisation_id: before?.organisation_id ?? requireOrganisation(principal),
  }
  await store.saveActivity(parts.kernel.db, one, parts.kernel.clock.now())
  return toActivity(parts, await getActivity(parts, principal, one.id))
}

function toTransfer({ identity }: DataParts, row: outside.TransferRow): DataTransfer {
  return {
    ...{ id: row.id, title: row.title, receiver: row.receiver, reach: row.reach, place: row.place },
    ...{ path: row.path, purpose: row.purpose, datasetIds: row.dataset_ids, persons: row.persons },
    ...{ fromDay: row.from_day, toDay: row.to_day, grade: highestGrade(row.grades), state: row.state },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ askedBy: row.asked_by, decidedBy: row.decided_by, note: row.note },
    askedTime: row.asked_time.toISOString(),
  }
}

function bindTransfers(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listDataTransfers, async ({ query }, { principal }) => {
    const { items, total } = await outside.listTransfers(db, whose(principal), query)
    return { items: items.map((row) => toTransfer(parts, row)), total }
  })
  http.bind(contract.askDataTransfer, async ({ body }, { principal }) => {
    const datasets = await requireDatasets(parts, body.datasetIds)
    for (const one of datasets) requireOwn(principal, one.organisation_id)
    const fault = transferFault(body, highestGrade(datasets.flatMap((one) => one.grades)))
    if (fault) throw invalid(fault.path, fault.message, 'no-path')
    const { datasetIds, fromDay, toDay, ...rest } = body
    const id = newId()
    await outside.insertTransfer(db, {
      ...{ id, ...rest, dataset_ids: datasetIds, from_day: fromDay, to_day: toDay },
      ...{ organisation_id: requireOrganisation(principal), asked_by: principal.name },
      ...{ user_id: principal.userId, asked_time: clock.now() },
    })
    return toTransfer(parts, (await outside.findTransfer(db, id)) as outside.TransferRow)
  })
  http.bind(contract.decideDataTransfer, ({ params, body }, { principal }) =>
    decide(parts, principal, params.id, body),
  )
}

async function decide(
  parts: DataParts,
  principal: Principal,
  id: string,
  { agree, note }: { agree: boolean; note?: string | undefined },
): Promise<DataTransfer> {
  const { db } = parts.kernel
  if (!agree && !note) throw invalid('/body/note', '不同意须说明理由')
  await db.transaction(async (tx) => {
    const row = await outside.findTransfer(tx, id, true)
    if (!row) throw notFound('数据出域申请', id)
    if (row.state !== 'waiting') throw conflict('decided', '该申请已经审批。')
    if (row.user_id === principal.userId) throw conflict('own-request', '申请人不能审批自己的申请。')
    const state = agree ? ('approved' as const) : ('refused' as const)
    await outside.decideTransfer(tx, id, { state, by: principal.name, note: note ?? null })
    await parts.ledger.append(tx, {
      ...{ kind: 'data-transfer', subjectId: id },
      payload: { receiver: row.receiver, place: row.place, path: row.path, state },
    })
    parts.messaging.tell(tx, {
      key: `data.transfer:${id}`,
      title: `数据出域申请${agree ? '已批准' : '未批准'}：${row.title}`,
      ...{ text: note ?? '', urgency: 'normal', link: '/console/data-guard?tab=transfers' },
      to: [{ organisationId: row.organisation_id }],
    })
  })
  return toTransfer(parts, (await outside.findTransfer(db, id)) as outside.TransferRow)
}

function toSupplier({ identity, kernel }: DataParts, row: outside.SupplierRow): SupplierAccess {
  return {
    ...{ id: row.id, supplier: row.supplier, contract: row.contract, account: row.account },
    ...{ purpose: row.purpose, datasetIds: row.dataset_ids, fromDay: row.from_day, toDay: row.to_day },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    endedTime: row.ended_time?.toISOString() ?? null,
    proof: row.proof,
    isLate: row.ended_time === null && row.to_day < dayOf(kernel.clock.now()),
  }
}

function bindSuppliers(parts: DataParts): void {
  const { http, db, clock, jobs } = parts.kernel
  http.bind(contract.listSupplierAccess, async ({ query }, { principal }) => {
    const filter = { ...query, day: dayOf(clock.now()) }
    const { items, total } = await outside.listSuppliers(db, whose(principal), filter)
    return { items: items.map((row) => toSupplier(parts, row)), total }
  })
  http.bind(contract.registerSupplierAccess, async ({ body }, { principal }) => {
    if (body.toDay < body.fromDay) throw invalid('/body/toDay', '应不早于开始日期')
    for (const one of await requireDatasets(parts, body.datasetIds))
      requireOwn(principal, one.organisation_id)
    const { datasetIds, fromDay, toDay, ...rest } = body
    const id = newId()
    await outside.insertSupplier(db, {
      ...{ id, ...rest, dataset_ids: datasetIds, from_day: fromDay, to_day: toDay },
      ...{ organisation_id: requireOrganisation(principal), registered_time: clock.now() },
    })
    return toSupplier(parts, (await outside.findSupplier(db, id)) as outside.SupplierRow)
  })
  http.bind(contract.endSupplierAccess, async ({ params, body }, { principal }) => {
    const row = await outside.findSupplier(db, params.id)
    if (!row || !(whose(principal) === 'all' || ownsData(principal, row.organisation_id)))
      throw notFound('供应商数据访问', params.id)
    requireOwn(principal, row.organisation_id)
    const done = await outside.endSupplier(db, row.id, body.proof, clock.now())
    if (!done) throw new Problem('conflict', 'ended', '该访问已经终止。')
    return toSupplier(parts, (await outside.findSupplier(db, row.id)) as outside.SupplierRow)
  })
  jobs.every('data-suppliers-late', '29 8 * * *', () => tellLateSuppliers(parts))
}

async function tellLateSuppliers(parts: DataParts): Promise<void> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  await db.transaction(async (tx) => {
    for (const late of await outside.takeLateSuppliers(tx, now, dayOf(now)))
      parts.messaging.tell(tx, {
        ...{ key: `data.supplier-late:${late.id}`, title: `供应商访问已到期：${late.supplier}` },
        ...{ text: '请停用账号，并取得数据销毁证明后登记终止。', urgency: 'normal' },
        ...{ link: '/console/data-guard?tab=suppliers', to: [{ organisationId: late.organisation_id }] },
      })
  })
}
