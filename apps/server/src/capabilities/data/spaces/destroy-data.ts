import { rm } from 'node:fs/promises'
import type { askDestruction, Destruction, OperationInput } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { requireOwn } from '../catalogue/rules.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { lakeFile } from '../tables/duck.ts'
import * as store from './store.ts'

export function toDestruction(parts: DataParts, row: store.DestructionRow): Destruction {
  return {
    ...{ id: row.id, datasetId: row.dataset_id, datasetName: row.dataset_name, versionIds: row.version_ids },
    organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ basis: row.basis, state: row.state, askedBy: row.asked_by_name, decidedBy: row.decided_by_name },
    askedTime: row.asked_time.toISOString(),
    decidedTime: row.decided_time?.toISOString() ?? null,
    ...{ certificate: row.certificate, rows: row.rows, bytes: row.bytes },
  }
}

/** Asks for versions to be destroyed; the one that is read now is not among them. */
export async function askToDestroy(
  parts: DataParts,
  principal: Principal,
  body: OperationInput<typeof askDestruction>['body'],
): Promise<Destruction> {
  const { db, clock } = parts.kernel
  const dataset = await findDataset(db, body.datasetId)
  if (!dataset) throw notFound('数据资源', body.datasetId)
  requireOwn(principal, dataset.organisation_id)
  return db.transaction(async (tx) => {
    const versions = await store.lockVersions(tx, dataset.id, body.versionIds)
    if (versions.length < new Set(body.versionIds).size)
      throw invalid('/body/versionIds', '有的版本不属于该资源')
    requireGoable(versions)
    const id = newId()
    await store.insertDestruction(tx, {
      ...{ id, dataset_id: dataset.id, organisation_id: dataset.organisation_id, basis: body.basis },
      version_ids: body.versionIds,
      ...{ asked_by: principal.userId, asked_by_name: principal.name, asked_time: clock.now() },
      rows: versions.reduce((sum, one) => sum + one.rows, 0),
      bytes: versions.reduce((sum, one) => sum + one.bytes, 0),
    })
    return toDestruction(parts, (await store.findDestruction(tx, id)) as store.DestructionRow)
  })
}

function requireGoable(versions: readonly store.VersionToDestroy[]): void {
  for (const one of versions) {
    if (one.state === 'published')
      throw invalid('/body/versionIds', `第 ${one.number} 版正在使用，不能销毁`, 'version-in-use')
    if (one.state === 'destroyed')
      throw invalid('/body/versionIds', `第 ${one.number} 版已销毁`, 'already-destroyed')
  }
}

/** Destroys what another person asked for: the files go, the rows about them stay, and a certificate proves it. */
export async function decideToDestroy(
  parts: DataParts,
  principal: Principal,
  id: string,
  agree: boolean,
): Promise<Destruction> {
  const { kernel, ledger } = parts
  const now = kernel.clock.now()
  return kernel.db.transaction(async (tx) => {
    const row = await store.findDestruction(tx, id)
    if (!row) throw notFound('销毁申请', id)
    if (row.state !== 'asked') throw conflict('already-decided', '该申请已办结。')
    if (row.asked_by === principal.userId) throw forbidden('申请人不能审批自己的申请。', 'own-request')
    if (!agree) {
      await store.decideDestruction(tx, id, { state: 'refused', by: principal.name, now, certificate: null })
      return toDestruction(parts, (await store.findDestruction(tx, id)) as store.DestructionRow)
    }
    const versions = await store.lockVersions(tx, row.dataset_id, row.version_ids)
    requireGoable(versions)
    for (const one of versions) await rm(lakeFile(kernel, one.file), { force: true })
    const certificate = await ledger.append(tx, {
      ...{ kind: 'data-destruction', subjectId: id },
      payload: {
        ...{
          dataset: row.dataset_name,
          datasetId: row.dataset_id,
          basis: row.basis,
          time: now.toISOString(),
        },
        ...{ askedBy: row.asked_by_name, decidedBy: principal.name },
        versions: versions.map(({ id: versionId, number, rows, bytes, sm3 }) => ({
          ...{ versionId, number, rows, bytes, sm3 },
        })),
      },
    })
    await store.markDestroyed(tx, row.version_ids, `已销毁，凭证 ${certificate}`)
    await store.decideDestruction(tx, id, { state: 'done', by: principal.name, now, certificate })
    return toDestruction(parts, (await store.findDestruction(tx, id)) as store.DestructionRow)
  })
}
