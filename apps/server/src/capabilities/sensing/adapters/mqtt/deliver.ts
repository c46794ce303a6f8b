import { isInScope, wholeScope } from '../../../../kernel/access.ts'
import { join, raw, type Sql, sql } from '../../../../kernel/db/sql.ts'
import type { Kernel } from '../../../../kernel/kernel.ts'
import { type ReadingBatch, rowAt } from '../../ingest/reading-batch.ts'
import { type EntitySet, entitySets, getSet } from '../sensorthings/entity-sets.ts'
import { toObservationId } from '../sensorthings/observation-key.ts'
import { findRow, readEntities } from '../sensorthings/read/read-entities.ts'
import { type Row, readProperty, toJson } from '../sensorthings/read/to-json.ts'
import { isSimple, type Subscriber, type Topic, type TopicIndex } from './topics.ts'

/** Sends a message to one client. */
export type Send<C> = (client: C, topic: string, payload: Buffer, qos: 0 | 1) => void

interface Stored {
  datastreamId: number
  timeMs: number
}

interface Change {
  set: string
  id: string | number
  names: string[] | null
}

/** Links in a message lead to the service; its address is a path, as the broker does not know under which name it is reached. */
const root = '/sta/v1.1'
const batch = 500

/**
 * Delivers what was committed to those who subscribed (OGC 18-088, 14.1). A row is read once for all topics that want it
 * plain; each hearer gets only what lies in its scope. What cannot be read in time waits in line.
 */
export function createDelivery<C>(kernel: Kernel, topics: TopicIndex<C>, send: Send<C>) {
  let line: Promise<unknown> = Promise.resolve()
  const queue = (work: () => Promise<void>) => {
    line = line
      .then(work)
      .catch((error: Error) => kernel.log.warn({ error: error.message }, 'updates not delivered'))
  }
  return {
    stored: (stored: ReadingBatch) => {
      if (topics.size === 0) return
      const wanted = Array.from({ length: stored.length }, (_, i) => rowAt(stored, i)).filter((row) =>
        wantsObservation(topics, row),
      )
      for (let i = 0; i < wanted.length; i += batch)
        queue(() => deliverObservations(kernel, topics, send, wanted.slice(i, i + batch)))
    },
    changed: (changes: readonly Change[]) => {
      if (topics.size === 0) return
      for (const change of changes)
        if (Object.hasOwn(entitySets, change.set)) queue(() => deliverChange(kernel, topics, send, change))
    },
    settle: () => line,
  }
}

function keysOfObservation({ datastreamId, timeMs }: Stored): string[] {
  const id = toObservationId(datastreamId, Math.round(timeMs * 1000))
  return ['set:Observations', `stream:${datastreamId}`, `entity:Observations:${id}`]
}

function wantsObservation<C>(topics: TopicIndex<C>, row: Stored): boolean {
  return keysOfObservation(row).some((key) => [...topics.find(key)].length > 0)
}

async function deliverObservations<C>(
  kernel: Kernel,
  topics: TopicIndex<C>,
  send: Send<C>,
  stored: readonly Stored[],
): Promise<void> {
  const set = getSet('Observations')
  const at = stored.map(
    ({ datastreamId, timeMs }) =>
      sql`(${datastreamId}::int, to_timestamp(0) + ${`${Math.round(timeMs * 1000)} microseconds`}::interval)`,
  )
  const rows = await kernel.db.query<Row>(sql`SELECT t.* FROM ${raw(set.view)} t
    WHERE (t.datastream_id, t.phenomenon_time) IN (${join(at, ', ')}) ORDER BY t.phenomenon_time`)
  for (const row of rows) {
    const keys = ['set:Observations', `stream:${row.datastream_id}`, `entity:Observations:${row.iot_id}`]
    await deliverRow(kernel, topics, send, set, row, keys, null)
  }
}

async function deliverChange<C>(
  kernel: Kernel,
  topics: TopicIndex<C>,
  send: Send<C>,
  change: Change,
): Promise<void> {
  const set = getSet(change.set)
  const keys = [`set:${set.name}`, `entity:${set.name}:${change.id}`]
  if (!keys.some((key) => [...topics.find(key)].length > 0)) return
  const row = await findRow({ db: kernel.db, scope: wholeScope }, set, change.id)
  if (row) await deliverRow(kernel, topics, send, set, row, keys, change.names)
}

async function deliverRow<C>(
  kernel: Kernel,
  topics: TopicIndex<C>,
  send: Send<C>,
  set: EntitySet,
  row: Row,
  keys: readonly string[],
  names: readonly string[] | null,
): Promise<void> {
  for (const key of keys) {
    for (const { topic, hearers } of topics.find(key)) {
      if (topic.property && names && !names.includes(topic.property)) continue
      const plain = isSimple(topic) ? encode(plainMessage(topic, set, row)) : null
      for (const [client, hearer] of hearers) {
        if (set.scoped && !isInScope(row.division_code as string | null, hearer.principal.scope)) continue
        const payload = plain ?? (await readMessage(kernel, topic, set, row, hearer))
        if (payload) send(client, topic.text, payload, hearer.qos)
      }
    }
  }
}

function encode(message: unknown): Buffer {
  return Buffer.from(JSON.stringify(message))
}

function plainMessage(topic: Topic, set: EntitySet, row: Row): unknown {
  if (!topic.property) return toJson(root, set, topic.options, row)
  const property = set.properties[topic.property]
  return { [topic.property]: property ? (readProperty(property, row) ?? null) : null }
}

/** A message of a topic with conditions or expansions: what that hearer would read; null when the row is not in it. */
async function readMessage(
  kernel: Kernel,
  topic: Topic,
  set: EntitySet,
  row: Row,
  hearer: Subscriber,
): Promise<Buffer | null> {
  const reader = { db: kernel.db, scope: hearer.principal.scope, root }
  const within: Sql = sql`${sameRow(set, row)} AND ${topic.within ?? sql`TRUE`}`
  const { value } = await readEntities(
    reader,
    set,
    { ...topic.options, top: 1, skip: 0, count: false },
    within,
  )
  return value[0] ? encode(value[0]) : null
}

function sameRow(set: EntitySet, row: Row): Sql {
  const columns = set.order.map((column) => sql`${raw(`t.${column}`)} = ${row[column]}`)
  return join(columns, ' AND ')
}
