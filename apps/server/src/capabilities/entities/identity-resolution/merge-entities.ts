import { type Entity, type EntityMerge, entityMerged, entitySplit } from '@civitas/contract'
import { listStrongKeys } from '@civitas/domain-kit'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { isInSight } from '../in-sight.ts'
import { createEntity, getEntity, type Writing } from '../register-entity.ts'
import { type EntityRow, findEntity } from '../store.ts'
import { referenceOf, toEntityInput } from './link-source.ts'
import * as merges from './merge-store.ts'
import { compareKeys } from './rules.ts'
import * as sources from './source-store.ts'

/** Merges a root into another. Needs a reason unless both carry the same strong key; different strong keys forbid it. */
export async function mergeEntities(
  tx: Transaction,
  { form, messages }: Writing,
  intoId: string,
  { mergedId, reason = '' }: { mergedId: string; reason?: string },
  by: Principal,
  now: Date,
): Promise<EntityMerge> {
  await merges.lockBoth(tx, [intoId, mergedId])
  const into = await findEntity(tx, intoId)
  if (!into || !isInSight(into, by.scope)) throw notFound('实体', intoId)
  const merged = await findEntity(tx, mergedId)
  if (!merged || !isInSight(merged, by.scope)) throw invalid('/body/mergedId', '没有这个实体')
  requirePair(into, merged)
  const names = listStrongKeys(form.type(into.type).schema)
  const verdict = compareKeys(
    await sources.readKeys(tx, intoId, names),
    await sources.readKeys(tx, mergedId, names),
  )
  if (verdict === 'conflict')
    throw conflict('strong-key-conflict', '国家统一编码不同，不是同一实体，不能合并。')
  if (verdict === 'unknown' && !reason.trim())
    throw invalid('/body/reason', '没有相同的国家统一编码，合并须写明理由')
  const moved = await merges.leadTo(tx, mergedId, intoId)
  const rule = verdict === 'same' ? 'strong-key' : 'decided'
  const told = { intoId, mergedId, rule } as const
  await messages.publish(tx, entityMerged, { ...told, type: into.type, movedIds: moved })
  return merges.insertMerge(tx, { ...told, id: newId(), moved, reason, userId: by.userId }, now)
}

function requirePair(into: EntityRow, merged: EntityRow): void {
  if (into.id === merged.id) throw invalid('/body/mergedId', '不能与自身合并')
  if (into.type !== merged.type) throw invalid('/body/mergedId', '类型不同，不能合并')
  if (into.merged_into || merged.merged_into)
    throw conflict('merged-already', '其中一个实体已并入其他实体，请对合并后的实体操作。')
}

/**
 * Takes a source record out of a root. When it came with a merge, the merge is undone and its root has its old id again; when it
 * was linked to the root directly, it gets a root of its own.
 */
export async function splitEntity(
  tx: Transaction,
  writing: Writing,
  rootId: string,
  wanted: { system: string; sourceId: string; reason: string },
  by: Principal,
  now: Date,
): Promise<{ root: Entity; split: Entity }> {
  const root = await findEntity(tx, rootId, true)
  if (!root || !isInSight(root, by.scope)) throw notFound('实体', rootId)
  const source = await sources.findSource(tx, { ...wanted, type: root.type })
  if (source?.root_id !== rootId) throw invalid('/body/sourceId', '此来源记录不属于该实体')
  const closing = { userId: by.userId, reason: wanted.reason }
  const newRootId =
    source.entity_id === rootId
      ? await giveOwnRoot(tx, writing, root, source, closing, by, now)
      : await undoMerge(tx, source.entity_id, closing, now)
  const { items } = await sources.listSources(tx, newRootId, 10_000, 0)
  await writing.messages.publish(tx, entitySplit, {
    ...{ type: root.type, fromId: rootId, newRootId },
    sources: items.map(({ system, sourceId }) => ({ system, sourceId })),
  })
  return {
    root: await getEntity(tx, rootId, by.scope),
    split: await getEntity(tx, newRootId, by.scope),
  }
}

interface Closing {
  userId: string
  reason: string
}

async function undoMerge(tx: Transaction, entityId: string, closing: Closing, now: Date): Promise<string> {
  const merge = await merges.findOpenMerge(tx, entityId)
  if (!merge) throw conflict('no-merge', '没有可撤销的合并记录。')
  await merges.leadBack(tx, entityId, merge.movedIds)
  await merges.closeMerge(tx, merge.id, closing, now)
  return entityId
}

async function giveOwnRoot(
  tx: Transaction,
  writing: Writing,
  root: EntityRow,
  source: sources.SourceRow,
  closing: Closing,
  by: Principal,
  now: Date,
): Promise<string> {
  const name = { system: source.system, sourceId: source.source_id, type: source.type }
  if (root.reference === referenceOf(name)) throw conflict('own-source', '实体由此来源建立，请拆出另一来源。')
  const { name: title, strong_keys: strongKeys, attributes } = source
  const values = { name: title, strongKeys, attributes }
  const made = await createEntity(tx, writing, toEntityInput(name, values, root.division_code), by, now)
  await sources.moveSource(tx, source.id, made.id)
  // Kept as a merge that is undone, so that the pair is not proposed again and the history shows it.
  const held = { id: newId(), intoId: root.id, mergedId: made.id, moved: [made.id] }
  await merges.insertMerge(
    tx,
    { ...held, rule: 'decided', reason: '来源记录归入', userId: by.userId },
    source.linked_time,
  )
  await merges.closeMerge(tx, held.id, closing, now)
  return made.id
}
