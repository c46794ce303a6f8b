import { type DeviceModel, type ModelDefinition, modelsChanged, type Page } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { Entities } from '../../entities/index.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import { writeModels } from '../datastreams/write-models.ts'
import type { ThingModels } from './registry.ts'
import { requireUsable, toDefinition } from './rules.ts'
import * as store from './store.ts'

export interface ModelParts {
  kernel: Kernel
  domains: DomainRegistry
  models: ThingModels
  index: DatastreamIndex
  entities: Entities
}

/** Every model in its newest version: those of the domains, then those made here. */
export async function listModels(
  { kernel, domains }: ModelParts,
  query: { search?: string; source?: DeviceModel['source']; limit?: number; offset?: number },
): Promise<Page<DeviceModel>> {
  const [rows, counts] = await Promise.all([store.readModels(kernel.db), store.countByModel(kernel.db)])
  const newest = new Map(rows.map((row) => [row.id, row]))
  const words = query.search?.trim().toLowerCase()
  const all = [
    ...domains.list('thingTypes').map((type) => ofDomain(type.id, toDefinition(type), counts)),
    ...[...newest.values()].map((row) => toModel(row, rows, counts)),
  ].filter(
    (one) =>
      (!query.source || one.source === query.source) &&
      (!words ||
        `${one.id} ${one.definition.title.zh} ${one.definition.title.en}`.toLowerCase().includes(words)),
  )
  const offset = query.offset ?? 0
  return { items: all.slice(offset, offset + (query.limit ?? 50)), total: all.length }
}

export async function getModel(
  { kernel, domains }: ModelParts,
  id: string,
): Promise<{ model: DeviceModel; versions: DeviceModel[] }> {
  const counts = await store.countByModel(kernel.db)
  const type = domains.findThingType(id)
  if (type) {
    const model = ofDomain(id, toDefinition(type), counts)
    return { model, versions: [model] }
  }
  const rows = await store.readModels(kernel.db, id)
  const versions = rows.map((row) => toModel(row, rows, counts)).reverse()
  const model = versions.find((one) => one.current) ?? versions[0]
  if (!model) throw notFound('设备模型', id)
  return { model, versions }
}

function ofDomain(id: string, definition: ModelDefinition, counts: ReadonlyMap<string, number>): DeviceModel {
  return {
    ...{ id, version: 1, state: 'published', source: 'domain', current: true, things: counts.get(id) ?? 0 },
    ...{ changedBy: null, changedTime: null, publishedTime: null, definition },
  }
}

function toModel(
  row: store.ModelRow,
  rows: readonly store.ModelRow[],
  counts: ReadonlyMap<string, number>,
): DeviceModel {
  const published = rows.filter((one) => one.id === row.id && one.state === 'published')
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    source: row.pack_id ? 'pack' : 'user',
    current: published.at(-1)?.version === row.version,
    things: counts.get(row.id) ?? 0,
    changedBy: row.changed_by,
    changedTime: row.changed_time.toISOString(),
    publishedTime: row.published_time?.toISOString() ?? null,
    definition: row.definition,
  }
}

/** Writes the draft of a model; the models of the domains are read-only. */
export async function saveDraft(
  parts: ModelParts,
  id: string,
  definition: ModelDefinition,
  by: string,
): Promise<DeviceModel> {
  requireOwnId(parts, id)
  requireUsable(definition, (type) => parts.domains.findEntityType(type) !== undefined)
  await store.upsertDraft(parts.kernel.db, id, definition, { name: by, now: parts.kernel.clock.now() })
  const { versions } = await getModel(parts, id)
  return versions.find((one) => one.state === 'draft') as DeviceModel
}

export function requireOwnId({ domains }: ModelParts, id: string): void {
  if (domains.findThingType(id))
    throw conflict('model-read-only', `设备模型“${id}”由业务领域声明，不能修改。`)
  if (!/^[a-z][a-z0-9_-]{0,59}$/.test(id)) throw invalid('/params/id', '应为小写字母开头的字母、数字、- 或 _')
}

export async function publishModel(parts: ModelParts, id: string): Promise<DeviceModel> {
  const { kernel } = parts
  requireOwnId(parts, id)
  await kernel.db.transaction(async (tx) => {
    const known = await store.readModels(tx, id)
    if (known.length === 0) throw notFound('设备模型', id)
    const row = await store.publishDraft(tx, id, kernel.clock.now())
    if (!row) throw conflict('no-draft', `设备模型“${id}”没有待发布的草稿。`)
    await tellModels(kernel, tx, [id])
  })
  await applyModels(parts)
  return (await getModel(parts, id)).model
}

export function tellModels(kernel: Kernel, tx: Transaction, ids: string[]): Promise<void> {
  return kernel.messages.publish(tx, modelsChanged, { ids })
}

/** The models as the hot path and SensorThings know them. */
export async function applyModels({ kernel, models }: ModelParts): Promise<void> {
  await models.reload()
  await writeModels(kernel.db, models.listThingTypes())
}

/** Binds a thing to another version of its model; datastreams it lacks are added, none is taken away. */
export async function rebindThing(
  { kernel, models, index, entities }: ModelParts,
  thingId: string,
  version: number,
): Promise<{ version: number; addedProperties: string[] }> {
  const thing = index.findThing(thingId)
  if (!thing) throw notFound('设备', thingId)
  const current = models.currentVersion(thing.thingType)
  const type = models.findThingType(thing.thingType, version)
  if (current === null || !type || version > current)
    throw invalid('/body/version', `设备模型“${thing.thingType}”没有版本 ${version}`)
  const added = await kernel.db.transaction(async (tx) => {
    await store.setModelVersion(tx, thingId, version, type.heartbeatSeconds)
    const names = type.datastreams.map((one) => one.id)
    const streams = await store.insertDatastreams(tx, thingId, names)
    const slots = streams.map((row) => ({ datastreamId: row.id, entityId: thingId, property: row.property }))
    await entities.addLatestSlots(tx, slots)
    tx.afterCommit(() => index.rebind(thingId, version, streams))
    return streams
  })
  return { version, addedProperties: added.map((row) => row.property) }
}
