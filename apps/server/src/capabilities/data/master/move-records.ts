import { masterMerged, masterSplit } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { keysConflict } from './golden.ts'
import { markOfSource } from './mark-of-source.ts'
import * as store from './store.ts'

export interface Hand {
  readonly userName: string
  readonly reason: string
}

/** Makes one root of two. Refused when both carry a valid strong key and these differ. */
export async function mergeRoots(
  parts: DataParts,
  tx: Transaction,
  { intoId, mergedId }: { intoId: string; mergedId: string },
  hand: Hand,
): Promise<void> {
  if (intoId === mergedId) throw invalid('/body/mergedId', '不能与自身合并')
  await store.lockRoots(tx, [intoId, mergedId])
  const rows = await store.recordsOfRoots(tx, [intoId, mergedId])
  const [into, merged] = [intoId, mergedId].map((id) => rows.filter((row) => row.root_id === id)) as [
    store.RecordRow[],
    store.RecordRow[],
  ]
  const first = into[0]
  if (!first) throw notFound('主数据', intoId)
  if (merged.length === 0) throw invalid('/body/mergedId', '没有这条主数据')
  if (merged[0]?.model_id !== first.model_id) throw invalid('/body/mergedId', '不属于同一主数据模型')
  if (keysConflict(into, merged))
    throw conflict('strong-key-conflict', '两者的强标识均有效且不同，不是同一对象，不能合并。')
  const records = merged.map((row) => ({ datasetId: row.dataset_id, sourceId: row.source_id }))
  await store.moveRecords(tx, first.model_id, records, intoId)
  await store.leadKeys(
    tx,
    first.model_id,
    merged.flatMap((row) => row.strong_key ?? []),
    intoId,
  )
  const move = {
    model_id: first.model_id,
    act: 'merged' as const,
    from_root: mergedId,
    to_root: intoId,
    records,
  }
  await store.insertMove(tx, {
    ...{ ...move, reason: hand.reason, user_name: hand.userName },
    time: parts.kernel.clock.now(),
  })
  await store.dropSettledPairs(tx, intoId)
  const told = { modelId: first.model_id, fromRoot: mergedId, toRoot: intoId, records }
  await parts.kernel.messages.publish(tx, masterMerged, told)
}

/**
 * Takes a record out of a root. When it came with a merge, the merge is taken back and all that came with it has its old root again;
 * otherwise it gets a new one. Answers the root it has then; whoever keeps root ids is told.
 */
export async function splitRoot(
  parts: DataParts,
  tx: Transaction,
  given: { rootId: string; datasetId: string; sourceId: string },
  hand: Hand,
): Promise<string> {
  const { rootId, datasetId } = given
  await store.lockRoots(tx, [rootId])
  const rows = await store.recordsOfRoots(tx, [rootId])
  const isMeant = (one: store.RecordRow) =>
    one.source_id === given.sourceId || markOfSource(parts.tokenKey, one) === given.sourceId
  const row = rows.find((one) => one.dataset_id === datasetId && isMeant(one))
  if (!row) throw invalid('/body/sourceId', '该主数据没有这条来源记录')
  if (rows.length === 1) throw conflict('single-record', '该主数据只有一条来源记录，不能拆分。')
  const sourceId = row.source_id
  const now = parts.kernel.clock.now()
  const came = (await store.listMoves(tx, rootId)).find(
    (move) =>
      move.act === 'merged' &&
      move.to_root === rootId &&
      !move.undone_time &&
      move.records.some((one) => one.datasetId === datasetId && one.sourceId === sourceId),
  )
  const here = new Set(rows.map((one) => `${one.dataset_id} ${one.source_id}`))
  const records = (came?.records ?? [{ datasetId, sourceId }]).filter((one) =>
    here.has(`${one.datasetId} ${one.sourceId}`),
  )
  const toRoot = came?.from_root ?? newId()
  if (came) await store.undoMove(tx, came.id, now)
  await store.moveRecords(tx, row.model_id, records, toRoot)
  const moved = new Set(records.map((one) => `${one.datasetId} ${one.sourceId}`))
  const left = new Set(
    rows.filter((one) => !moved.has(`${one.dataset_id} ${one.source_id}`)).map((one) => one.strong_key),
  )
  // A key both sides carry stays where it is: the next record with it belongs to what remains.
  const keys = rows.flatMap((one) =>
    moved.has(`${one.dataset_id} ${one.source_id}`) && one.strong_key && !left.has(one.strong_key)
      ? [one.strong_key]
      : [],
  )
  await store.leadKeys(tx, row.model_id, keys, toRoot)
  const move = { model_id: row.model_id, act: 'split' as const, from_root: rootId, to_root: toRoot, records }
  await store.insertMove(tx, { ...move, reason: hand.reason, user_name: hand.userName, time: now })
  const told = { modelId: row.model_id, fromRoot: rootId, toRoot, records }
  await parts.kernel.messages.publish(tx, masterSplit, told)
  return toRoot
}
