import type { Batch, ColumnMapping, DatasetForLoad, loadUpload, OperationInput } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { type BatchRow, findBatch, insertBatch, toBatch } from '../batches/store.ts'
import { addDataset } from '../catalogue/register-dataset.ts'
import { requireOwn } from '../catalogue/rules.ts'
import { type DatasetRow, findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { getSourceRow } from '../sources/register-source.ts'
import { findLoadOf } from './store.ts'
import { getOwnUpload } from './take-upload.ts'

type Body = OperationInput<typeof loadUpload>['body']

/** Puts the loading of a file into the queue, into a dataset there is or one made for it. */
export async function loadUploadAs(
  parts: DataParts,
  principal: Principal,
  id: string,
  body: Body,
): Promise<Batch> {
  const { db, clock } = parts.kernel
  const upload = await getOwnUpload(parts, principal, id)
  if (upload.state !== 'ready') throw conflict('incomplete', '文件还没有传完。')
  const source = body.sourceId ? await getSourceRow(parts, principal, body.sourceId) : null
  const dataset = await datasetFor(parts, principal, {
    ...body,
    datasetId: body.datasetId ?? source?.dataset_id,
  })
  requireColumns(body.columns, dataset)
  if (body.mode === 'upsert' && !dataset.fields.some((one) => one.isKey))
    throw invalid('/body/mode', '按主键更新要求数据资源有主键信息项', 'no-key')
  const before = await findLoadOf(db, upload.sm3 as string, { datasetId: dataset.id })
  if (before && !body.again)
    throw conflict(
      'duplicate-file',
      `重复文件：同样的内容已于 ${shanghai(before.received_time)} 装载到该资源，未再次装载。`,
    )
  const batchId = newId()
  await insertBatch(db, {
    ...{ id: batchId, dataset_id: dataset.id, organisation_id: dataset.organisation_id, mode: body.mode },
    ...{ source_id: source?.id ?? null, upload_id: id, file_name: upload.name },
    settings: {
      kind: 'upload',
      ...(body.read ? { read: body.read } : {}),
      ...(body.columns ? { columns: body.columns } : {}),
    },
    ...{ bytes: upload.bytes, sm3: upload.sm3, announced_rows: body.announcedRows ?? null },
    ...{ user_id: principal.userId, user_name: principal.name, received_time: clock.now() },
  })
  const row = (await findBatch(db, batchId)) as BatchRow
  return toBatch(row, parts.identity.findOrganisation(row.organisation_id)?.name ?? '')
}

function shanghai(time: Date): string {
  return new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}

async function datasetFor(parts: DataParts, principal: Principal, body: Body): Promise<DatasetRow> {
  const { db } = parts.kernel
  if (body.datasetId) {
    const dataset = await findDataset(db, body.datasetId)
    if (!dataset) throw notFound('数据资源', body.datasetId)
    requireOwn(principal, dataset.organisation_id)
    return dataset
  }
  if (!body.newDataset) throw invalid('/body/datasetId', '请选择数据资源，或新建一个')
  const made = await db.transaction((tx) =>
    addDataset(parts, tx, forLoad(principal, body.newDataset as DatasetForLoad), {
      userName: principal.name,
    }),
  )
  return (await findDataset(db, made.id)) as DatasetRow
}

function forLoad(principal: Principal, given: DatasetForLoad) {
  const organisationId = given.organisationId ?? principal.organisationId
  if (!organisationId) throw invalid('/body/newDataset/organisationId', '请注明提供单位')
  requireOwn(principal, organisationId)
  return {
    ...{ name: given.name, abstract: given.abstract ?? '', kind: given.kind ?? ('department' as const) },
    ...{ theme: given.theme ?? '政府', layer: given.layer ?? ('raw' as const), cycle: 'irregular' as const },
    ...{ sharing: 'conditional' as const, sharingBasis: '按需申请', opening: 'none' as const },
    ...{ organisationId, fields: given.fields },
  }
}

function requireColumns(columns: readonly ColumnMapping[] | undefined, dataset: DatasetRow): void {
  const known = new Set(dataset.fields.map((one) => one.name))
  const seen = new Set<string>()
  for (const [at, { field }] of (columns ?? []).entries()) {
    if (!known.has(field))
      throw invalid(`/body/columns/${at}/field`, `该资源没有信息项“${field}”`, 'unknown-field')
    if (seen.has(field)) throw invalid(`/body/columns/${at}/field`, `信息项“${field}”被两列填写`)
    seen.add(field)
  }
}
