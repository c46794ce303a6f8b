import { findUnit, type ThingType } from '@civitas/domain-kit'
import type { QualityLimits } from '../rules.ts'

/** What the hot path must know of a datastream, without asking the database. */
export interface DatastreamMeta extends QualityLimits {
  readonly id: number
  thing: ThingMeta
  readonly property: string
  readonly derived: boolean
  /** Something in the city depends on it: a rule, a derived value, an indicator. */
  watched: boolean
  /** Name and unit of one made over SensorThings, which no device model describes. */
  open: OpenStream | null
}

export interface OpenStream {
  name: string
  unit: string
}

export interface ThingMeta {
  readonly id: string
  readonly thingType: string
  /** Version of a model made here; null for a model a domain declares. */
  modelVersion: number | null
  readonly entityType: string
  readonly reference: string
  name: string
  divisionCode: string | null
  position: readonly [number, number] | null
  readonly heartbeatMs: number
  quarantined: boolean
  datastreams: DatastreamMeta[]
}

export interface ThingRow {
  id: string
  thing_type: string
  reference: string
  name: string
  division_code: string | null
  lon: number | null
  lat: number | null
  heartbeat_seconds: number
  quarantined: boolean
  model_version?: number | null
}

/** Where the index finds device models. */
export interface ThingTypeSource {
  findThingType(id: string, version?: number | null): ThingType | undefined
}

export interface DatastreamRow {
  id: number
  thing_id: string
  property: string
  derived: boolean
  open?: OpenStream | null
}

/** Things and datastreams in memory; about 400 bytes a datastream. */
export interface DatastreamIndex {
  find(id: number): DatastreamMeta | undefined
  findThing(id: string): ThingMeta | undefined
  /** A thing by its own number; the first of several of the same number. */
  findThingByReference(reference: string): ThingMeta | undefined
  findDatastream(thingId: string, property: string): DatastreamMeta | undefined
  /** Title and unit in words. */
  describe(id: number): { title: { zh: string; en: string }; unit: string; unitLabel: string }
  /** Sign of a UCUM unit, as shown beside numbers. */
  unitLabel(unit: string): string
  thingsOf(thingType: string): readonly ThingMeta[]
  /** Something depends on the datastreams `<thing type>/<property>` from now on. */
  watch(key: string): void
  /** Thing types that have things. */
  thingTypes(): string[]
  add(things: readonly ThingRow[], datastreams: readonly DatastreamRow[]): void
  /** A thing follows another version of its model: limits anew, and the datastreams it gained. */
  rebind(thingId: string, version: number, added: readonly DatastreamRow[]): void
  /** Takes in what changed of a thing, of a datastream, or that they are gone. */
  change(thingId: string, changes: Partial<Pick<ThingMeta, 'name' | 'divisionCode' | 'position'>>): void
  changeDatastream(id: number, changes: Partial<OpenStream> & { thingId?: string }): void
  remove(thingIds: readonly string[], datastreamIds: readonly number[]): void
  readonly things: number
}

export function createDatastreamIndex(
  models: ThingTypeSource,
  watchedAtStart: ReadonlySet<string>,
): DatastreamIndex {
  const watched = new Set(watchedAtStart)
  const byId: Array<DatastreamMeta | undefined> = []
  const things = new Map<string, ThingMeta>()
  const byType = new Map<string, ThingMeta[]>()
  const byReference = new Map<string, ThingMeta>()
  const findStream = (thing: ThingMeta, property: string) => {
    const type = models.findThingType(thing.thingType, thing.modelVersion)
    return (
      type?.datastreams.find((one) => one.id === property) ??
      type?.derived?.find((one) => one.id === property)
    )
  }
  const addThing = (row: ThingRow) => {
    const thing = toThingMeta(row, models)
    things.set(thing.id, thing)
    if (!byReference.has(thing.reference)) byReference.set(thing.reference, thing)
    const siblings = byType.get(thing.thingType)
    if (siblings) siblings.push(thing)
    else byType.set(thing.thingType, [thing])
  }
  const addDatastream = (row: DatastreamRow) => {
    const thing = things.get(row.thing_id) as ThingMeta
    const stream = findStream(thing, row.property)
    const jump = stream && 'jump' in stream ? stream.jump : undefined
    const meta: DatastreamMeta = {
      id: row.id,
      thing,
      property: row.property,
      derived: row.derived,
      watched: watched.has(`${thing.thingType}/${row.property}`),
      open: row.open ?? null,
      min: stream?.range?.min ?? Number.NEGATIVE_INFINITY,
      max: stream?.range?.max ?? Number.POSITIVE_INFINITY,
      jumpAmount: jump?.amount ?? Number.POSITIVE_INFINITY,
      jumpMs: (jump?.withinSeconds ?? 0) * 1000,
    }
    byId[row.id] = meta
    thing.datastreams.push(meta)
  }
  return {
    find: (id) => byId[id],
    findThing: (id) => things.get(id),
    findThingByReference: (reference) => byReference.get(reference),
    findDatastream: (thingId, property) =>
      things.get(thingId)?.datastreams.find((one) => one.property === property),
    describe: (id) => {
      const meta = byId[id]
      const stream = meta && findStream(meta.thing, meta.property)
      if (meta?.open)
        return {
          title: { zh: meta.open.name, en: meta.open.name },
          unit: meta.open.unit,
          unitLabel: meta.open.unit,
        }
      const unit = stream?.unit ?? '1'
      return {
        title: stream?.title ?? { zh: meta?.property ?? '', en: meta?.property ?? '' },
        unit,
        unitLabel: unitLabel(unit),
      }
    },
    unitLabel,
    thingsOf: (type) => byType.get(type) ?? [],
    thingTypes: () => [...byType.keys()],
    watch: (key) => {
      if (watched.has(key)) return
      watched.add(key)
      const [type = '', property] = key.split('/')
      for (const thing of byType.get(type) ?? [])
        for (const one of thing.datastreams) if (one.property === property) one.watched = true
    },
    add: (newThings, datastreams) => {
      for (const row of newThings) if (!things.has(row.id)) addThing(row)
      for (const row of datastreams) if (!byId[row.id]) addDatastream(row)
    },
    rebind: (thingId, version, added) => {
      const thing = things.get(thingId)
      if (!thing) return
      thing.modelVersion = version
      const rows = thing.datastreams.map((one) => ({
        ...{ id: one.id, thing_id: thingId, property: one.property, derived: one.derived },
      }))
      thing.datastreams = []
      for (const row of [...rows, ...added]) addDatastream(row)
    },
    change: (thingId, changes) => {
      const thing = things.get(thingId)
      if (thing) Object.assign(thing, changes)
    },
    changeDatastream: (id, { thingId, ...open }) => {
      const meta = byId[id]
      if (!meta) return
      if (meta.open) Object.assign(meta.open, open)
      const thing = thingId === undefined ? undefined : things.get(thingId)
      if (!thing || thing === meta.thing) return
      meta.thing.datastreams = meta.thing.datastreams.filter((one) => one !== meta)
      meta.thing = thing
      thing.datastreams.push(meta)
    },
    remove: (thingIds, datastreamIds) => {
      for (const id of datastreamIds) {
        const meta = byId[id]
        if (meta) meta.thing.datastreams = meta.thing.datastreams.filter((one) => one !== meta)
        delete byId[id]
      }
      for (const id of thingIds) {
        const thing = things.get(id)
        if (thing)
          byType.set(
            thing.thingType,
            (byType.get(thing.thingType) ?? []).filter((one) => one !== thing),
          )
        things.delete(id)
      }
    },
    get things() {
      return things.size
    },
  }
}

function toThingMeta(row: ThingRow, models: ThingTypeSource): ThingMeta {
  return {
    id: row.id,
    thingType: row.thing_type,
    modelVersion: row.model_version ?? null,
    entityType: models.findThingType(row.thing_type)?.entityType ?? row.thing_type,
    reference: row.reference,
    name: row.name,
    divisionCode: row.division_code,
    position: row.lon === null || row.lat === null ? null : [row.lon, row.lat],
    heartbeatMs: row.heartbeat_seconds * 1000,
    quarantined: row.quarantined,
    datastreams: [],
  }
}

function unitLabel(unit: string): string {
  return findUnit(unit)?.symbol.zh ?? unit
}
