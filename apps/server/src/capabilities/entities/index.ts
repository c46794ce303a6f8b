import type { Entity } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import type { Scope } from '../../kernel/access.ts'
import { defineCapability } from '../../kernel/capability.ts'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import type { Identity } from '../identity/index.ts'
import type { Territory } from '../territory/index.ts'
import { createRegisters } from './adapters/ngsi-ld/entities/registers.ts'
import { startNgsiLd } from './adapters/ngsi-ld/start-ngsi-ld.ts'
import type { SeriesReader } from './adapters/ngsi-ld/temporal/history.ts'
import {
  type AggregatedEntities,
  aggregateEntities,
  type EntityAggregate,
  listAggregated,
} from './aggregate-entities.ts'
import { type Amendment, amendEntity, removeEntity, removeLatestSlots } from './amend-entity.ts'
import { bindBrokerRoutes } from './bind-broker-routes.ts'
import { bindGrassroots } from './grassroots/bind-grassroots.ts'
import { insertVisits, type NewVisit } from './grassroots/store.ts'
import { bindResolution } from './identity-resolution/bind-resolution.ts'
import { isProtected, protectRegisters } from './in-sight.ts'
import {
  addLatestSlots,
  type LatestColumns,
  type LatestRow,
  readAllLatest,
  readLatest,
  recordLatest,
} from './latest-values.ts'
import { bindModules } from './modules/bind-modules.ts'
import { type Movement, moveEntities } from './move-entities.ts'
import { bindParts } from './parts/bind-parts.ts'
import { type PointRow, readPoints, readShapes, readShapesVersion, type ShapeRow } from './read-shapes.ts'
import { createEntityForm, type EntityInput, importEntities } from './register-entity.ts'
import { bindRoutes } from './routes.ts'
import * as store from './store.ts'

export type { SeriesReader } from './adapters/ngsi-ld/temporal/history.ts'
export type { AggregatedEntities, EntityAggregate } from './aggregate-entities.ts'
export type { LatestColumns, LatestRow } from './latest-values.ts'
export type { PointRow, ShapeRow } from './read-shapes.ts'
export type { EntityInput } from './register-entity.ts'
export type { EntityFilter, EntityRow } from './store.ts'

/** What other capabilities may ask of `entities`. */
export interface Entities {
  find(db: Queryable, id: string): Promise<store.EntityRow | undefined>
  findMany(db: Queryable, ids: readonly string[]): Promise<store.EntityRow[]>
  findByReference(db: Queryable, type: string, reference: string): Promise<store.EntityRow | undefined>
  list(filter: store.EntityFilter, scope: Scope): Promise<{ items: Entity[]; total: number }>
  /** One figure over a register for each of some divisions. */
  aggregate(query: EntityAggregate, divisions: readonly string[]): Promise<Map<string, AggregatedEntities>>
  /** The entities such a figure counts in one division. */
  listAggregated(
    query: EntityAggregate,
    division: string,
    page: { limit: number; offset: number },
  ): Promise<store.EntityRow[]>
  /**
   * Registers many at once in the caller’s transaction and tells of them in one message; existing references are left alone.
   * Answers how many were added.
   */
  importMany(tx: Transaction, inputs: EntityInput[]): Promise<number>
  /** Writes visits to households; those known by their id stay. Answers the ids that were new. */
  importVisits(tx: Transaction, visits: readonly NewVisit[], now: Date): Promise<string[]>
  /** Registers one and answers its id; when type and reference exist already, the id of that one. */
  ensure(tx: Transaction, input: EntityInput): Promise<string>
  /** Changes name, place or division of an entity another capability keeps; the change is in its history. */
  amend(tx: Transaction, id: string, amendment: Amendment, userId: string | null): Promise<void>
  /** Moves what moves, without a version in its history. */
  move(tx: Transaction, movements: readonly Movement[]): Promise<void>
  /** Takes an entity out of its register, with its relations and latest values; the history stays. */
  remove(tx: Transaction, id: string, userId: string | null): Promise<void>
  removeLatestSlots(tx: Transaction, datastreamIds: readonly number[]): Promise<void>
  addLatestSlots(
    tx: Transaction,
    slots: Array<{ datastreamId: number; entityId: string; property: string }>,
  ): Promise<void>
  recordLatest(tx: Transaction, columns: LatestColumns): Promise<void>
  readLatest(entityIds: readonly string[]): Promise<LatestRow[]>
  readAllLatest(): Promise<LatestRow[]>
  /** Entities of these types with their geometry in a box (west, south, east, north), of every division. */
  readShapes(types: readonly string[], box: readonly [number, number, number, number]): Promise<ShapeRow[]>
  /** Changes whenever an entity of these types is added or changed. */
  readShapesVersion(types: readonly string[]): Promise<{ count: number; changedTime: Date | null }>
  /** Entities of these types as points, within a scope and a box when one is given. */
  readPoints(
    types: readonly string[],
    box: readonly [number, number, number, number] | undefined,
    scope: Scope,
    limit: number,
  ): Promise<PointRow[]>
  /** Tells how the values of an entity’s datastreams are called; `sensing` knows. */
  setLatestDescriber(describe: LatestDescriber): void
  /** Gives the past of datastreams, for temporal queries; `sensing` keeps it. */
  setSeriesReader(read: SeriesReader): void
  /** Ends what runs beside requests: notifications on their way are finished, the others wait for the next start. */
  stop(): Promise<void>
}

/** Title and unit of a datastream. */
export type LatestDescriber = (datastreamId: number) => {
  title: { zh: string; en: string }
  unit: string
  unitLabel: string
}

export interface EntitiesNeeds {
  territory: Territory
  identity: Identity
  domains: DomainRegistry
}

/** 城市实体: typed registers with relations and history; identity, attributes and latest values of everything. */
export const entities = defineCapability({
  name: 'entities',
  needs: ['territory', 'identity', 'domains'],
  start: async (kernel, needs: EntitiesNeeds): Promise<Entities> => {
    protectRegisters(needs.domains.list('entityTypes'))
    const form = createEntityForm(needs.domains, needs.territory)
    const memory: { describe: LatestDescriber; readSeries: SeriesReader } = {
      readSeries: async () => [],
      describe: (id) => ({ title: { zh: String(id), en: String(id) }, unit: '1', unitLabel: '' }),
    }
    bindRoutes(kernel, { ...needs, form, describeLatest: (id) => memory.describe(id) })
    bindResolution(kernel, form)
    const types = needs.domains.list('entityTypes')
    const partTypes = types.filter((one) => one.partClass)
    bindParts(kernel, { form, territory: needs.territory, types: partTypes })
    bindGrassroots(kernel, { form, territory: needs.territory, identity: needs.identity, types })
    bindModules(kernel, { form, ...needs })
    const ngsi = startNgsiLd(kernel, {
      registers: createRegisters(needs.domains),
      prepare: form.toRow,
      findDivision: (lon, lat) => needs.territory.findDivisionAt(lon, lat),
      describeUnit: (id) => memory.describe(id).unit,
      readSeries: (id, from, to) => memory.readSeries(id, from, to),
    })
    bindBrokerRoutes(kernel, needs.identity, ngsi)
    kernel.trace.describe('entity', async (ids) => describeEntities(kernel.db, ids))
    const importMany = (tx: Transaction, inputs: EntityInput[]) =>
      importEntities(tx, { form, messages: kernel.messages }, inputs, kernel.clock.now())
    return {
      find: store.findEntity,
      findMany: store.findEntities,
      findByReference: store.findByReference,
      list: (filter, scope) => store.listEntities(kernel.db, filter, scope),
      aggregate: (query, divisions) => aggregateEntities(kernel.db, query, divisions),
      listAggregated: (query, division, page) => listAggregated(kernel.db, query, division, page),
      importMany,
      importVisits: insertVisits,
      ensure: async (tx, input) => {
        await importMany(tx, [input])
        return ((await store.findByReference(tx, input.type, input.reference)) as store.EntityRow).id
      },
      amend: (tx, id, amendment, userId) =>
        amendEntity(tx, { form, messages: kernel.messages }, id, amendment, userId, kernel.clock.now()),
      move: moveEntities,
      remove: (tx, id, userId) => removeEntity(tx, kernel.messages, id, userId, kernel.clock.now()),
      removeLatestSlots,
      addLatestSlots,
      recordLatest: async (tx, columns) => {
        await recordLatest(tx, columns)
        tx.afterCommit(() => ngsi.hearLatest(columns.datastreamIds))
      },
      stop: ngsi.stop,
      readLatest: (ids) => readLatest(kernel.db, ids),
      readAllLatest: () => readAllLatest(kernel.db),
      readShapes: (types, box) => readShapes(kernel.db, types, box),
      readShapesVersion: (types) => readShapesVersion(kernel.db, types),
      readPoints: (types, box, scope, limit) => readPoints(kernel.db, types, box, scope, limit),
      setLatestDescriber: (describe) => {
        memory.describe = describe
      },
      setSeriesReader: (read) => {
        memory.readSeries = read
      },
    }
  },
})

async function describeEntities(db: Queryable, ids: string[]) {
  const uuids = ids.filter((id) => /^[0-9a-f-]{36}$/.test(id))
  const rows = await store.findEntities(db, uuids)
  return new Map(
    // Who may trace a chain may not read every register.
    rows
      .filter((row) => !isProtected(row.type))
      .map((row) => [
        row.id,
        { title: row.name, time: row.created_time, detail: { type: row.type, reference: row.reference } },
      ]),
  )
}
