import type { DataReview, Dataset, decideDataReview, OperationInput } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { requireReleasable } from '../tables/publish-version.ts'
import { getDatasetRow, writeDataset } from './register-dataset.ts'
import { submissionFaults } from './review-rules.ts'
import * as reviews from './review-store.ts'
import { ownsData, requireFaultless, requireOwn } from './rules.ts'
import { type DatasetRow, findDataset, toDataset } from './store.ts'

/** Hands a draft in: its department confirms, then the bureau. Items others register too become 待定源. */
export async function submitDataset(parts: DataParts, principal: Principal, id: string): Promise<Dataset> {
  await getDatasetRow(parts, principal, id)
  return parts.kernel.db.transaction(async (tx) => {
    const row = (await findDataset(tx, id, { lock: true })) as DatasetRow
    requireOwn(principal, row.organisation_id)
    if (row.state !== 'draft' && row.state !== 'withdrawn')
      throw conflict('not-a-draft', '该资源已提交或已发布，不能再次提交。')
    requireFaultless(submissionFaults(toDataset(parts, row)))
    // A design is mended before anything is built on it; what holds data already is scored instead.
    if (row.version_id === null) await requireReleasable(parts, row)
    const now = parts.kernel.clock.now()
    const dataset = await writeDataset(
      parts,
      tx,
      row,
      { state: 'in-review', withdrawn_reason: null },
      { act: 'submitted', userName: principal.name },
    )
    await reviews.insertReview(
      tx,
      {
        ...{ kind: 'publish', dataset_id: id, step: 'department', reason: '' },
        ...{ user_id: principal.userId, user_name: principal.name },
      },
      now,
    )
    await askForSources(parts, tx, dataset, principal)
    return dataset
  })
}

/** Opens a review for each item another organisation registers and whose source nobody has decided. */
async function askForSources(
  parts: DataParts,
  tx: Transaction,
  dataset: Dataset,
  principal: Principal,
): Promise<void> {
  const now = parts.kernel.clock.now()
  for (const { item, item_name, others, state } of await reviews.readClaims(tx, dataset.id)) {
    if (!others || state !== null || !(await reviews.openQuestion(tx, item, now))) continue
    const claimants = await reviews.listClaimants(tx, item)
    const reason = `信息项“${item_name}”由多个单位登记，请确定数源部门（一数一源）`
    const review = await reviews.insertReview(
      tx,
      {
        ...{ kind: 'source', dataset_id: dataset.id, item, step: 'bureau', reason },
        ...{ user_id: principal.userId, user_name: principal.name },
      },
      now,
    )
    parts.messaging.tell(tx, {
      ...{ key: `data.source:${review}`, title: `“${item_name}”待定源`, text: reason, urgency: 'normal' },
      to: claimants.map((organisationId) => ({ organisationId })),
      link: '/console/data-reviews',
    })
  }
}

/** Decides one review; a publication is first confirmed in its department by somebody else, then by the bureau. */
export async function decideReview(
  parts: DataParts,
  principal: Principal,
  id: string,
  verdict: OperationInput<typeof decideDataReview>['body'],
): Promise<DataReview> {
  await parts.kernel.db.transaction(async (tx) => {
    const review = await reviews.findReview(tx, id, true)
    if (!review) throw notFound('审核事项', id)
    requireReviewer(principal, review)
    if (review.state !== 'open') throw conflict('already-decided', '该事项已办结。')
    if (!verdict.agree && !verdict.note?.trim()) throw invalid('/body/note', '不同意须说明理由')
    const done = {
      state: verdict.agree ? ('agreed' as const) : ('refused' as const),
      ...{ note: verdict.note ?? null, by: principal.name, now: parts.kernel.clock.now() },
    }
    if (review.kind === 'source') await decideItem(tx, review, verdict, done)
    if (verdict.agree && review.kind === 'publish' && review.step === 'department')
      return reviews.moveReview(tx, id, 'bureau')
    await reviews.closeReview(tx, id, done)
    await applyVerdict(parts, tx, review, { agree: verdict.agree, userName: principal.name })
  })
  return toReview(parts, (await reviews.findReview(parts.kernel.db, id)) as reviews.ReviewRow)
}

function requireReviewer(principal: Principal, review: reviews.ReviewRow): void {
  if (review.step === 'bureau') {
    if (!hasPermission(principal, 'data.review'))
      throw forbidden('该事项由数据主管部门审核。', 'not-reviewer')
    return
  }
  if (!ownsData(principal, review.organisation_id)) throw forbidden('该事项由提供单位审核。', 'not-reviewer')
  if (review.kind === 'publish' && review.user_id === principal.userId)
    throw forbidden('提交人不能审核自己提交的资源，请由本单位另一人审核。', 'own-submission')
}

async function decideItem(
  tx: Transaction,
  review: reviews.ReviewRow,
  verdict: { agree: boolean; sourceOrganisationId?: string },
  done: { by: string; note: string | null; now: Date },
): Promise<void> {
  if (!verdict.agree) throw invalid('/body/agree', '请确定数源部门，不能不同意')
  const claimants = await reviews.listClaimants(tx, review.item as string)
  const chosen = verdict.sourceOrganisationId
  if (!chosen || !claimants.includes(chosen))
    throw invalid('/body/sourceOrganisationId', '请在登记该信息项的单位中确定数源部门')
  await reviews.decideSource(tx, review.item as string, { organisationId: chosen, ...done })
}

async function applyVerdict(
  parts: DataParts,
  tx: Transaction,
  review: reviews.ReviewRow,
  { agree, userName }: { agree: boolean; userName: string },
): Promise<void> {
  const row = (await findDataset(tx, review.dataset_id, { lock: true })) as DatasetRow
  if (review.kind === 'publish') {
    const change = agree
      ? { state: 'published' as const, published_time: parts.kernel.clock.now() }
      : { state: 'draft' as const }
    await writeDataset(parts, tx, row, change, { act: agree ? 'published' : 'described', userName })
  }
  if (review.kind === 'change' && !agree) await restoreRevision(parts, tx, row, review, userName)
}

/** Puts back what an entry said before a change the bureau refuses. */
async function restoreRevision(
  parts: DataParts,
  tx: Transaction,
  row: DatasetRow,
  review: reviews.ReviewRow,
  userName: string,
): Promise<void> {
  const body = await reviews.readRevision(tx, row.id, (review.revision ?? 2) - 1)
  if (!body) return
  const before = body as unknown as Dataset
  await writeDataset(
    parts,
    tx,
    row,
    {
      ...{ sharing: before.sharing, sharing_basis: before.sharingBasis, opening: before.opening },
      ...{ opening_basis: before.openingBasis, cycle: before.cycle, fields: before.fields },
    },
    { act: 'fields', userName },
  )
}

/** Takes a published entry out of the catalogue; its page stays with the reason. */
export function withdrawDataset(
  parts: DataParts,
  principal: Principal,
  id: string,
  reason: string,
): Promise<Dataset> {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await findDataset(tx, id, { lock: true })
    if (!row) throw notFound('数据资源', id)
    requireOwn(principal, row.organisation_id)
    if (row.state !== 'published') throw conflict('not-published', '只能撤回已发布的资源。')
    return writeDataset(
      parts,
      tx,
      row,
      { state: 'withdrawn', withdrawn_reason: reason },
      { act: 'withdrawn', userName: principal.name },
    )
  })
}

export async function toReview(parts: DataParts, row: reviews.ReviewRow): Promise<DataReview> {
  const { identity, kernel } = parts
  const name = (id: string) => identity.findOrganisation(id)?.name ?? ''
  const claimants = row.kind === 'source' ? await reviews.listClaimants(kernel.db, row.item ?? '') : []
  return {
    ...{
      id: row.id,
      kind: row.kind,
      datasetId: row.dataset_id,
      datasetCode: row.code,
      datasetName: row.name,
    },
    ...{
      organisationId: row.organisation_id,
      organisationName: name(row.organisation_id),
      item: row.item_name,
    },
    ...{ step: row.step, state: row.state, reason: row.reason, userName: row.user_name, note: row.note },
    createdTime: row.created_time.toISOString(),
    decidedTime: row.decided_time?.toISOString() ?? null,
    decidedBy: row.decided_by,
    claimants: claimants.map((organisationId) => ({ organisationId, name: name(organisationId) })),
  }
}
