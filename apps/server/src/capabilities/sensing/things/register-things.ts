import { thingsChanged } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { invalid } from '../../../kernel/problem.ts'
import { toGrams } from '../../../kernel/search.ts'
import type { Entities } from '../../entities/index.ts'
import type { DatastreamIndex, DatastreamRow } from '../datastreams/datastream-index.ts'
import type { ThingModels } from '../models/registry.ts'
import { insertThings, type NewThing } from '../store.ts'

/** Makes Things of entities: a row, its datastreams by the declared device model, and room for their latest values. */
export interface ThingRegister {
  register(
    tx: Transaction,
    things: ReadonlyArray<{ entityId: string; thingType: string }>,
  ): Promise<DatastreamRow[]>
}

const idsPerMessage = 1_000

export function createThingRegister(
  kernel: Kernel,
  entities: Entities,
  index: DatastreamIndex,
  models: ThingModels,
): ThingRegister {
  return {
    register: async (tx, things) => {
      const rows = await toRows(tx, entities, models, things)
      const streams = await insertThings(tx, rows, kernel.clock.now())
      const slots = streams.map((row) => ({
        datastreamId: row.id,
        entityId: row.thing_id,
        property: row.property,
      }))
      await entities.addLatestSlots(tx, slots)
      for (let at = 0; at < rows.length; at += idsPerMessage) {
        const thingIds = rows.slice(at, at + idsPerMessage).map((row) => row.id)
        await kernel.messages.publish(tx, thingsChanged, { thingIds })
      }
      tx.afterCommit(() => index.add(rows, streams))
      return streams
    },
  }
}

async function toRows(
  tx: Transaction,
  entities: Entities,
  models: ThingModels,
  things: ReadonlyArray<{ entityId: string; thingType: string }>,
): Promise<NewThing[]> {
  const found = await entities.findMany(
    tx,
    things.map((thing) => thing.entityId),
  )
  const byId = new Map(found.map((entity) => [entity.id, entity]))
  return things.map(({ entityId, thingType }) => {
    const type = models.findThingType(thingType)
    if (!type) throw invalid('/body/thingType', `没有“${thingType}”这种设备模型`)
    const entity = byId.get(entityId)
    if (!entity || entity.type !== type.entityType)
      throw invalid('/body/entityId', `应为类型 ${type.entityType} 的实体`)
    return {
      id: entity.id,
      thing_type: thingType,
      reference: entity.reference,
      name: entity.name,
      division_code: entity.division_code,
      lon: entity.lon,
      lat: entity.lat,
      heartbeat_seconds: type.heartbeatSeconds,
      quarantined: false,
      model_version: models.currentVersion(thingType),
      sector: models.findDefinition(thingType)?.sector ?? null,
      grams: toGrams(entity.name, entity.reference),
      streams: [
        ...type.datastreams.map((one) => ({ property: one.id, derived: false })),
        ...(type.derived ?? []).map((one) => ({ property: one.id, derived: true })),
      ],
    }
  })
}
