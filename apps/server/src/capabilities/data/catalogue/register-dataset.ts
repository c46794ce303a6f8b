import { type Dataset, type DatasetInput, datasetChanged } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { reviewedParts } from './review-rules.ts'
import { insertReview } from './review-store.ts'
import { entryFaults, isVisible, requireFaultless, requireOwn } from './rules.ts'
import * as store from './store.ts'

/** Puts a dataset into the catalogue as a draft of the caller’s organisation. */
export function createDataset(parts: DataParts, principal: Principal, input: DatasetInput): Promise<Dataset> {
  const organisationId = input.organisationId ?? principal.organisationId
  if (!organisationId) throw invalid('/body/organisationId', '请注明提供单位')
  requireOwn(principal, organisationId)
  return parts.kernel.db.transaction((tx) =>
    addDataset(parts, tx, { ...input, organisationId }, { userName: principal.name }),
  )
}

/** The same without asking who wants it; for pipelines and the sample city. */
export async function addDataset(
  parts: DataParts,
  tx: Transaction,
  input: DatasetInput & { organisationId: string },
  { userName, state = 'draft' }: { userName: string | null; state?: Dataset['state'] },
): Promise<Dataset> {
  requireFaultless(entryFaults(input))
  const organisation = parts.identity.findOrganisation(input.organisationId)
  if (!organisation) throw invalid('/body/organisationId', '没有这个单位')
  const now = parts.kernel.clock.now()
  const given = {
    ...input,
    state,
    divisionCode: organisation.divisionCode,
    organisationName: organisation.name,
  }
  const dataset = store.toDataset(parts, await store.insertDataset(tx, given, now))
  await tell(parts, tx, dataset, 'created', userName)
  return dataset
}

/** Changes an entry. Once published, a change of what it promises is looked at by the bureau where the caller may not review. */
export function changeDataset(
  parts: DataParts,
  principal: Principal,
  id: string,
  change: Partial<DatasetInput>,
): Promise<Dataset> {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await store.findDataset(tx, id, { lock: true })
    if (!row || !isVisible(principal, store.toDataset(parts, row))) throw notFound('数据资源', id)
    requireOwn(principal, row.organisation_id)
    const next = {
      ...row,
      ...toRow(change),
      fields: change.fields ?? row.fields,
    }
    requireFaultless(
      entryFaults({ sharing: next.sharing, sharingBasis: next.sharing_basis, fields: next.fields }),
    )
    const dataset = await writeDataset(
      parts,
      tx,
      row,
      { ...toRow(change), ...(change.fields ? { fields: change.fields } : {}) },
      { act: change.fields ? 'fields' : 'described', userName: principal.name },
    )
    await askReviewOfChange(parts, tx, principal, dataset, change)
    return dataset
  })
}

/** A change of what a published entry promises holds at once and is undone where the bureau does not agree. */
async function askReviewOfChange(
  { kernel }: DataParts,
  tx: Transaction,
  principal: Principal,
  dataset: Dataset,
  change: Partial<DatasetInput>,
): Promise<void> {
  const changed = reviewedParts.filter((part) => change[part] !== undefined)
  if (dataset.state !== 'published' || changed.length === 0 || hasPermission(principal, 'data.review')) return
  await insertReview(
    tx,
    {
      ...{ kind: 'change', dataset_id: dataset.id, revision: dataset.revision, step: 'bureau' },
      ...{ reason: '已发布资源的变更', user_id: principal.userId, user_name: principal.name },
    },
    kernel.clock.now(),
  )
}

function toRow(change: Partial<DatasetInput>): Partial<store.DatasetRow> {
  const { sharingBasis, openingBasis, fields: _, organisationId: __, ...same } = change
  return {
    ...same,
    ...(sharingBasis === undefined ? {} : { sharing_basis: sharingBasis }),
    ...(openingBasis === undefined ? {} : { opening_basis: openingBasis }),
  }
}

type Act = 'created' | 'described' | 'fields' | 'submitted' | 'published' | 'withdrawn'

/** Writes a change, keeps the revision and tells the others. */
export async function writeDataset(
  parts: DataParts,
  tx: Transaction,
  row: store.DatasetRow,
  change: Partial<store.DatasetRow>,
  did: { act: Act; userName: string | null },
): Promise<Dataset> {
  const name = parts.identity.findOrganisation(change.organisation_id ?? row.organisation_id)?.name ?? ''
  const dataset = store.toDataset(parts, await store.updateDataset(tx, row, change, name))
  await tell(parts, tx, dataset, did.act, did.userName)
  return dataset
}

async function tell(
  { kernel }: DataParts,
  tx: Transaction,
  dataset: Dataset,
  act: Act,
  userName: string | null,
): Promise<void> {
  await store.insertRevision(tx, dataset, userName, kernel.clock.now())
  await kernel.messages.publish(tx, datasetChanged, {
    datasetId: dataset.id,
    revision: dataset.revision,
    act,
  })
}

/** A dataset the caller may see. */
export async function getDatasetRow(
  parts: DataParts,
  principal: Principal,
  id: string,
): Promise<store.DatasetRow> {
  const row = await store.findDataset(parts.kernel.db, id)
  if (!row || !isVisible(principal, store.toDataset(parts, row))) throw notFound('数据资源', id)
  return row
}

/** Whose drafts a caller sees. */
export function eyesOf(principal: Principal): store.Eyes {
  const all = hasPermission(principal, 'data.review') || hasPermission(principal, 'data.govern')
  return all ? { all } : { all, organisationId: principal.organisationId }
}
