import type { Queryable } from '../../../../../kernel/db/database.ts'
import type { Broker, Caller } from '../entities/broker.ts'
import type { LdRow } from '../entities/ld-row.ts'
import { type Attributes, deletedValue, type Instance, type LdEntity } from '../representation/model.ts'
import {
  type ChangeRow,
  type InstanceRow,
  readChanges,
  readInstances,
  type TemporalRow,
} from './temporal-store.ts'

/** Values of a datastream, oldest first; `sensing` reads its own series. */
export type SeriesReader = (
  datastreamId: number,
  from: Date,
  to: Date,
) => Promise<ReadonlyArray<{ timeMs: number; result: number | null }>>

/** Which part of the past is asked for (4.11). */
export interface TimeWindow {
  property: 'observedAt' | 'createdAt' | 'modifiedAt' | 'deletedAt'
  from: number
  to: number
}

/** Everything known of the past of an entity: instances by attribute, oldest first, each with its instanceId. */
export type Past = LdEntity

interface Sources {
  changes: ChangeRow[]
  kept: InstanceRow[]
  forgotten: Date | null
}

/** Reads the past of entities: from the history of changes, corrected and completed by what was written as temporal. */
export async function readPast(
  db: Queryable,
  broker: Broker,
  caller: Caller,
  living: readonly LdRow[],
  gone: readonly TemporalRow[],
  forgotten: ReadonlyMap<string, Date>,
): Promise<Past[]> {
  const uris = [...living.map((row) => row.uri), ...gone.map((row) => row.uri)]
  const changes = groupByUri(await readChanges(db, caller.tenant, uris))
  const kept = groupByUri(await readInstances(db, caller.tenant, uris))
  const present = new Map((await broker.toEntities(living)).map((one) => [one.id, one]))
  const sourcesOf = (uri: string): Sources => ({
    changes: changes.get(uri) ?? [],
    kept: kept.get(uri) ?? [],
    forgotten: forgotten.get(uri) ?? null,
  })
  const alive = living.map((row) => {
    const entity = present.get(row.uri) as LdEntity
    return { ...entity, attributes: assemble(sourcesOf(row.uri), entity, row) }
  })
  const past = gone.map((row) => ({
    ...{ id: row.uri, types: row.types, scopes: row.scopes, attributes: assemble(sourcesOf(row.uri)) },
    createdAt: row.created_time.toISOString(),
    modifiedAt: row.changed_time.toISOString(),
  }))
  return [...alive, ...past]
}

function groupByUri<T extends { uri: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const known = groups.get(row.uri)
    if (known) known.push(row)
    else groups.set(row.uri, [row])
  }
  return groups
}

function assemble({ changes, kept, forgotten }: Sources, present?: LdEntity, row?: LdRow): Attributes {
  const found = new Map<string, [key: string, instance: Instance]>()
  const told = new Set<string>()
  const kinds = new Map<string, Instance['kind']>()
  for (const change of changes) {
    if (change.act === 'removed') continue
    const stamp = change.time.toISOString()
    const idOf = (key: string, i: number | string) =>
      `urn:ngsi-ld:instance:${change.entity_id}:${change.version}:${encodeURIComponent(key)}:${i}`
    for (const key of deletedIn(change)) {
      if (forgotten && change.time <= forgotten) continue
      const kind = kinds.get(key) ?? 'Property'
      const instanceId = idOf(key, 'deleted')
      found.set(instanceId, [key, { kind, value: deletedValue(kind), instanceId, deletedAt: stamp }])
    }
    for (const [key, instances] of Object.entries(valuesAfter(change))) {
      told.add(key)
      kinds.set(key, instances[0]?.kind ?? 'Property')
      if (forgotten && change.time <= forgotten) continue
      for (const [i, one] of instances.entries()) {
        const instanceId = idOf(key, i)
        found.set(instanceId, [
          key,
          { ...one, instanceId, createdAt: one.createdAt ?? stamp, modifiedAt: stamp },
        ])
      }
    }
  }
  // Registers are imported without a line of history: what stands there now stood there from the beginning.
  for (const [key, instances] of Object.entries(forgotten ? {} : (present?.attributes ?? {}))) {
    if (told.has(key)) continue
    for (const [i, one] of instances.entries()) {
      const instanceId = `urn:ngsi-ld:instance:${row?.id}:0:${encodeURIComponent(key)}:${i}`
      found.set(instanceId, [key, { ...one, instanceId }])
    }
  }
  for (const { instance_id, attribute, body, created_time, changed_time } of kept) {
    if (!body) found.delete(instance_id)
    else {
      const times = { createdAt: created_time.toISOString(), modifiedAt: changed_time.toISOString() }
      found.set(instance_id, [attribute, { ...body, ...times, instanceId: instance_id }])
    }
  }
  const attributes: Attributes = {}
  for (const [key, instance] of found.values()) attributes[key] = [...(attributes[key] ?? []), instance]
  return attributes
}

function deletedIn({ ld, act }: ChangeRow): string[] {
  return act === 'created' ? [] : Object.keys(ld ?? {}).filter((key) => ld?.[key] === null)
}

/** Attributes a change left behind, in our own form. */
function valuesAfter({ after, ld, act }: ChangeRow): Attributes {
  const values: Attributes = {}
  const { attributes, geometry, ...rest } = after as {
    attributes?: Record<string, unknown>
    geometry?: unknown
  }
  const flat =
    ld === null && act === 'created'
      ? { ...rest, ...attributes }
      : ld === null
        ? { ...rest, attributes }
        : after
  for (const [key, value] of Object.entries(flat)) {
    if (value !== null && value !== undefined) values[key] = [{ kind: 'Property', value }]
  }
  if (ld === null && geometry) values.location = [{ kind: 'GeoProperty', value: geometry }]
  for (const [key, instances] of Object.entries(ld ?? {})) {
    if (instances) values[key] = instances
    else delete values[key]
  }
  return values
}

/** Keeps the instances of a window, oldest first, at most the last `lastN` of each attribute. */
export function cutPast(past: Past, window: TimeWindow, lastN: number | undefined): Past {
  const attributes: Attributes = {}
  for (const [key, instances] of Object.entries(past.attributes)) {
    const inside = instances.filter((one) => {
      if (one.deletedAt && window.property !== 'deletedAt') return false
      const time = Date.parse(one[window.property] ?? '')
      return time >= window.from && time <= window.to
    })
    inside.sort((a, b) => Date.parse(a[window.property] ?? '') - Date.parse(b[window.property] ?? ''))
    const kept = lastN === undefined ? inside : inside.slice(-lastN)
    if (kept.length > 0) attributes[key] = kept
  }
  return { ...past, attributes }
}
