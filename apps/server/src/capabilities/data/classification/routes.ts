import * as contract from '@civitas/contract'
import { datasetChanged, type OperationInput, versionPublished } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { getDatasetRow, writeDataset } from '../catalogue/register-dataset.ts'
import { requireOwn } from '../catalogue/rules.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { onlyOf } from '../govern-tasks/give-task.ts'
import { fileOfExport, makeExport } from './export-file.ts'
import { forgetShown, narrowGrants } from './forget-shown.ts'
import { scanDataset } from './scan.ts'
import * as store from './store.ts'
import { traceLeak } from './trace-sample.ts'

/** Binds what protects data: grades, masking asked away, exports and their traces. */
export function bindClassification(parts: DataParts): void {
  bindScan(parts)
  bindUnmask(parts)
  bindExports(parts)
  bindReport(parts)
}

function bindScan(parts: DataParts): void {
  const { http, db, messages } = parts.kernel
  const scan = (datasetId: string) =>
    db.transaction(async (tx) => {
      const dataset = await findDataset(tx, datasetId)
      if (dataset) await scanDataset(parts, tx, dataset)
    })
  messages.subscribe('data.scan-versions', versionPublished, (_tx, { body }) => scan(body.datasetId))
  messages.subscribe('data.scan-fields', datasetChanged, (_tx, { body }) => scan(body.datasetId), {
    when: (body) => body.act === 'fields',
  })
  http.bind(contract.scanDataset, async ({ params }, { principal }) => {
    requireOwn(principal, (await getDatasetRow(parts, principal, params.id)).organisation_id)
    await scan(params.id)
    return (await store.listProposals(db, { dataset: params.id, limit: 500 }, undefined)).items
  })
  http.bind(contract.listSensitiveProposals, ({ query }, { principal }) =>
    store.listProposals(db, query, onlyOf(principal)),
  )
  http.bind(contract.decideSensitiveProposal, ({ params, body }, { principal }) =>
    decideProposal(parts, principal, params.id, body),
  )
}

async function decideProposal(
  parts: DataParts,
  principal: Principal,
  id: string,
  body: OperationInput<typeof contract.decideSensitiveProposal>['body'],
) {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await store.findProposal(tx, id)
    const dataset = row && (await findDataset(tx, row.dataset_id, { lock: true }))
    if (!row || !dataset) throw notFound('敏感字段', id)
    requireOwn(principal, dataset.organisation_id)
    if (row.state !== 'proposed') throw conflict('decided', '该字段已处理。')
    const grade = body.grade ?? row.grade
    const state = body.isConfirmed ? 'confirmed' : 'rejected'
    const now = parts.kernel.clock.now()
    await store.decideProposal(tx, id, { state, grade, userName: principal.name, now })
    if (body.isConfirmed) {
      const fields = dataset.fields.map((field) =>
        field.name === row.field
          ? {
              ...field,
              sensitive: row.kind,
              grade,
              mask: field.mask === 'none' || !field.mask ? ('partial' as const) : field.mask,
            }
          : field,
      )
      await writeDataset(parts, tx, dataset, { fields }, { act: 'described', userName: principal.name })
      const mask = fields.find((field) => field.name === row.field)?.mask ?? 'partial'
      await narrowGrants(tx, dataset.id, row.field, mask)
    }
    await forgetShown(tx, dataset.id)
    return store.toProposal((await store.findProposal(tx, id)) as NonNullable<typeof row>)
  })
}

function bindUnmask(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.requestUnmask, async ({ params, body }, { principal }) => {
    const dataset = await getDatasetRow(parts, principal, params.id)
    for (const [i, name] of body.fields.entries())
      if (!dataset.fields.some((field) => field.name === name))
        throw invalid(`/body/fields/${i}`, `没有信息项“${name}”`)
    const until = new Date(body.until)
    if (!(until > clock.now())) throw invalid('/body/until', '期限应在今天之后')
    const { userId, name, organisationId } = principal
    const given = { datasetId: params.id, fields: body.fields, purpose: body.purpose, until }
    const row = await store.insertRequest(
      db,
      { ...given, user: { id: userId, name, organisationId } },
      clock.now(),
    )
    return toRequest(parts, row)
  })
  http.bind(contract.listUnmaskRequests, async ({ query }, { principal }) => {
    const userId = hasPermission(principal, 'data.review') ? undefined : principal.userId
    const { items, total } = await store.listRequests(db, query, userId)
    return { items: items.map((row) => toRequest(parts, row)), total }
  })
  http.bind(contract.decideUnmask, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const before = await store.findRequest(tx, params.id)
      if (!before) throw notFound('明文查看申请', params.id)
      if (before.user_id === principal.userId) throw conflict('own-request', '不能审批本人的申请。')
      const state = body.isGranted ? ('granted' as const) : ('refused' as const)
      const given = { state, by: principal.name, reason: body.reason, now: clock.now() }
      if (!(await store.decideRequest(tx, params.id, given))) throw conflict('decided', '该申请已处理。')
      parts.messaging.tell(tx, {
        key: `unmask:${params.id}`,
        title: `明文查看申请${body.isGranted ? '已批准' : '未批准'}：${before.dataset_name}`,
        ...{ text: body.reason, urgency: 'normal', to: [{ userId: before.user_id }] },
      })
      return toRequest(parts, (await store.findRequest(tx, params.id)) as store.RequestRow)
    }),
  )
}

function toRequest({ identity }: DataParts, row: store.RequestRow): contract.UnmaskRequest {
  return {
    ...{ id: row.id, datasetId: row.dataset_id, datasetName: row.dataset_name, fields: row.fields },
    fieldTitles: row.titles,
    ...{ purpose: row.purpose, state: row.state, userName: row.user_name, decidedBy: row.decided_by },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? null,
    ...{
      until: row.until_time.toISOString(),
      createdTime: row.created_time.toISOString(),
      reason: row.reason,
    },
    decidedTime: row.decided_time?.toISOString() ?? null,
  }
}

function bindExports(parts: DataParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.exportDataset, ({ params, body }, { principal }) =>
    makeExport(parts, principal, params.id, body),
  )
  http.bind(contract.listExports, ({ query }, { principal }) =>
    store.listExports(db, query, hasPermission(principal, 'data.secure') ? undefined : principal.userId),
  )
  http.bind(contract.downloadExport, async ({ params }, { principal, reply }) => {
    const row = await store.findExport(db, params.id)
    if (!row || row.user_id !== principal.userId) throw notFound('导出记录', params.id)
    const name = encodeURIComponent(`${row.dataset_name}.${row.format}`)
    reply.header('content-disposition', `attachment; filename*=UTF-8''${name}`)
    return fileOfExport(parts, row)
  })
  http.bind(contract.traceSample, async ({ body }) => ({ matches: await traceLeak(parts, body) }))
}

function bindReport(parts: DataParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.getClassificationReport, async () => {
    const counted = async (what: Parameters<typeof store.countBy>[1]) =>
      Object.fromEntries((await store.countBy(db, what)).map(({ key, n }) => [key ?? 'none', n]))
    const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, n) => all + n, 0)
    return {
      datasets: await counted('datasets'),
      fields: await counted('fields'),
      sensitive: await counted('sensitive'),
      ungraded: (await store.listUngraded(db)).map((row) => ({
        ...{ datasetId: row.id, name: row.name, treatedAs: 'general-4' as const },
        organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
      })),
      proposals: sum(await counted('proposals')),
      unmask: await counted('unmask'),
      exports: sum(await counted('exports')),
    }
  })
}
