import { type DatasetVersion, versionPublished } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, notFound, Problem } from '../../../kernel/problem.ts'
import { requireOwn } from '../catalogue/rules.ts'
import { type DatasetRow, findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import * as store from './store.ts'

/** Publishes a candidate on somebody’s word. */
export async function publishVersionAs(
  parts: DataParts,
  principal: Principal,
  id: string,
): Promise<DatasetVersion> {
  const version = await store.findVersion(parts.kernel.db, id)
  const dataset = version && (await findDataset(parts.kernel.db, version.dataset_id))
  if (!version || !dataset) throw notFound('数据版本', id)
  requireOwn(principal, dataset.organisation_id)
  await requireReleasable(parts, dataset)
  return publishVersion(parts, id)
}

/** Refuses what a release gate has something against, with all of it. */
export async function requireReleasable(parts: DataParts, dataset: DatasetRow): Promise<void> {
  const refused: string[] = []
  for (const gate of parts.releaseGates) refused.push(...(await gate(dataset)))
  if (refused.length > 0) throw new Problem('conflict', 'release-refused', `不能发布：${refused.join('；')}`)
}

/**
 * Makes a candidate the version that is read, once every gate has let it pass. One that is refused is kept with the
 * reasons, and what was published stays. `also` runs in the transaction that moves the pointer: both are done or neither.
 */
export async function publishVersion(
  parts: DataParts,
  id: string,
  also?: (tx: Transaction) => Promise<void>,
): Promise<DatasetVersion> {
  const { db } = parts.kernel
  const version = await store.findVersion(db, id)
  const dataset = version && (await findDataset(db, version.dataset_id))
  if (!version || !dataset) throw notFound('数据版本', id)
  requireCandidate(version)
  let score: number | null = null
  const refused: string[] = []
  for (const gate of parts.gates) {
    const verdict = await gate(version, dataset)
    refused.push(...verdict.refused)
    score = verdict.score ?? score
  }
  if (refused.length > 0) {
    await store.refuseVersion(db, id, refused.join('；'), score)
    throw new Problem('conflict', 'publication-refused', `未发布，原版本保持不变：${refused.join('；')}`)
  }
  return movePointer(parts, id, { score, also })
}

function movePointer(
  parts: DataParts,
  id: string,
  { score, also }: { score: number | null; also?: (tx: Transaction) => Promise<void> },
): Promise<DatasetVersion> {
  return parts.kernel.db.transaction(async (tx) => {
    const version = (await store.findVersion(tx, id, { lock: true })) as store.VersionRow
    const dataset = await findDataset(tx, version.dataset_id, { lock: true })
    if (!dataset) throw notFound('数据资源', version.dataset_id)
    requireCandidate(version)
    const done = await store.publishVersion(tx, dataset, version, { now: parts.kernel.clock.now(), score })
    await parts.kernel.messages.publish(tx, versionPublished, {
      ...{ datasetId: dataset.id, versionId: id, number: done.number, rows: done.rows },
      previousVersionId: dataset.version_id,
      runId: done.run_id,
    })
    await also?.(tx)
    return store.toVersion(done)
  })
}

function requireCandidate(version: store.VersionRow): void {
  if (version.state !== 'candidate')
    throw conflict('not-a-candidate', '该版本已发布或已被拒绝，不能再次发布。')
}
