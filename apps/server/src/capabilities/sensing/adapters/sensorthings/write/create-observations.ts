import { isInScope } from '../../../../../kernel/access.ts'
import { sql } from '../../../../../kernel/db/sql.ts'
import { forbidden, invalid, Problem } from '../../../../../kernel/problem.ts'
import type { DatastreamMeta } from '../../../datastreams/datastream-index.ts'
import {
  decodeObservation,
  decodeResult,
  decodeTime,
  type RejectionReason,
  Undecodable,
} from '../../../ingest/decode-readings.ts'
import type { Reading } from '../../../ingest/record-observations.ts'
import type { Caller, SensorThingsParts } from '../request.ts'
import { type Body, refuseNul, toBody } from './fields.ts'
import { createObservation } from './observations.ts'
import type { Given, Writing } from './writing.ts'

/** Whether a reading has nothing beyond number and instant: such ones of declared devices take the hot path. */
const plainNames = new Set(['result', 'phenomenonTime', 'Datastream', '@iot.id'])

/** The declared datastream a plain reading is of; undefined when the reading must be written the whole way. */
export function findPlainStream(
  parts: SensorThingsParts,
  body: unknown,
  given: Given,
): DatastreamMeta | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  if (!Object.keys(body).every((name) => plainNames.has(name))) return undefined
  const time = (body as Body).phenomenonTime
  if (typeof time === 'string' && time.includes('/')) return undefined
  const linked = (body as { Datastream?: { '@iot.id'?: unknown } }).Datastream
  const id = given.Datastream ?? linked?.['@iot.id']
  const stream = id === undefined ? undefined : parts.index.find(Number(id))
  return stream && !stream.open ? stream : undefined
}

/** Refuses a datastream the caller may not write to. */
export function requireWritable(parts: SensorThingsParts, caller: Caller, stream: DatastreamMeta): void {
  if (stream.derived) throw new Undecodable('unknown-thing', `数据流 ${stream.id} 由平台计算，不能写入`)
  if (stream.thing.quarantined) throw new Undecodable('quarantined', `设备 ${stream.thing.reference} 已隔离`)
  if (!parts.gate.mayReport(stream.thing))
    throw new Undecodable('no-facility', `设备 ${stream.thing.reference} 的设施尚未登记`)
  const allowed =
    'credential' in caller
      ? parts.credentials.covers(caller.credential, stream.thing)
      : isInScope(stream.thing.divisionCode, caller.principal.scope)
  if (!allowed) throw forbidden(`无权写入数据流 ${stream.id}。`, 'forbidden-thing')
}

interface Group {
  Datastream?: unknown
  MultiDatastream?: unknown
  components?: unknown
  dataArray?: unknown
}

/** A plain reading that was stored, the id of another Observation, or why there is none. */
export type DataArrayResult = Reading | { id: string } | { error: Error }

export interface DataArrayAnswer {
  /** One for each row. */
  results: DataArrayResult[]
}

/** What the groups of data arrays come to, in the order of their rows. */
interface Sorted extends DataArrayAnswer {
  /** Plain readings, for the hot path. */
  readings: Reading[]
  /** Bodies that must be written the whole way, with their places among the results. */
  whole: Array<[place: number, body: Body]>
}

/** Creates the Observations of data arrays, each for itself: one that is wrong does not hold back the others. */
export async function createObservations(
  parts: SensorThingsParts,
  caller: Caller,
  given: unknown,
  write: <T>(work: (writing: Writing) => Promise<T>) => Promise<T>,
): Promise<DataArrayAnswer> {
  const nowMs = parts.kernel.clock.now().getTime()
  const sorted: Sorted = { results: [], readings: [], whole: [] }
  const { results, readings, whole } = sorted
  for (const group of groupsOf(given)) sortGroup(parts, caller, group, nowMs, sorted)
  if (readings.length > 0) await parts.recorder.record(readings)
  if (whole.length > 0)
    await write(async (writing) => {
      for (const [place, body] of whole) results[place] = await createOne(parts, caller, writing, body)
    })
  const things = new Set<string>()
  for (const { datastreamId } of readings) {
    const thing = parts.index.find(datastreamId)?.thing
    if (thing) things.add(thing.id)
  }
  for (const id of things) parts.seen.see(id, nowMs)
  return { results }
}

/** The groups of a `CreateObservations` body (OGC 18-088, 11.2). */
function groupsOf(given: unknown): unknown[] {
  if (Array.isArray(given)) return given
  const value = (given as Body | null)?.value
  if (Array.isArray(value)) return value
  throw new Undecodable('malformed', '应为数组（CreateObservations）')
}

function sortGroup(
  parts: SensorThingsParts,
  caller: Caller,
  given: unknown,
  nowMs: number,
  sorted: Sorted,
): void {
  const group = (given ?? {}) as Group
  const { components, dataArray } = group
  if (!Array.isArray(components) || !Array.isArray(dataArray))
    throw new Undecodable('malformed', '缺少 components 或 dataArray')
  if (!components.includes('result')) throw new Undecodable('malformed', 'components 中缺少 result')
  const plain = findPlainGroup(parts, caller, group, components)
  for (const row of dataArray) {
    try {
      if (!Array.isArray(row) || row.length !== components.length)
        throw new Undecodable('malformed', `dataArray 的每一行应为 ${components.length} 项的数组`)
      if (!plain) sortRow(parts, caller, toObservation(group, components, row), nowMs, sorted)
      else if ('error' in plain) throw plain.error
      else addPlainRow(plain, row, nowMs, sorted)
    } catch (error) {
      sorted.results.push({ error: expected(error) })
    }
  }
}

/** A group that names nothing but instants and numbers of one declared datastream, the bulk of what gateways send. */
interface PlainGroup {
  datastreamId: number
  /** Where in a row the time stands; -1 when there is none. */
  time: number
  result: number
}

/** What is the same for every row is decided once; undefined when rows must be looked at one by one. */
function findPlainGroup(
  parts: SensorThingsParts,
  caller: Caller,
  group: Group,
  components: readonly unknown[],
): PlainGroup | { error: Error } | undefined {
  if (components.some((name) => name !== 'result' && name !== 'phenomenonTime')) return undefined
  const stream = findPlainStream(parts, { Datastream: group.Datastream }, {})
  if (!stream || group.MultiDatastream !== undefined) return undefined
  try {
    requireWritable(parts, caller, stream)
  } catch (error) {
    return { error: expected(error) }
  }
  const time = components.indexOf('phenomenonTime')
  return { datastreamId: stream.id, time, result: components.indexOf('result') }
}

function addPlainRow(group: PlainGroup, row: readonly unknown[], nowMs: number, sorted: Sorted): void {
  const { datastreamId } = group
  const time = group.time < 0 ? undefined : row[group.time]
  if (typeof time === 'string' && time.includes('/')) {
    const body = { Datastream: { '@iot.id': datastreamId }, phenomenonTime: time, result: row[group.result] }
    sorted.whole.push([sorted.results.push({ id: '' }) - 1, body])
    return
  }
  const reading = { datastreamId, timeMs: decodeTime(time, nowMs), result: decodeResult(row[group.result]) }
  sorted.readings.push(reading)
  sorted.results.push(reading)
}

function sortRow(parts: SensorThingsParts, caller: Caller, body: Body, nowMs: number, sorted: Sorted): void {
  const stream = findPlainStream(parts, body, {})
  if (!stream) {
    sorted.whole.push([sorted.results.push({ id: '' }) - 1, body])
    return
  }
  requireWritable(parts, caller, stream)
  const reading = decodeObservation(body, stream, nowMs)
  sorted.readings.push(reading)
  sorted.results.push(reading)
}

/** A row of a data array as the Observation it stands for. */
function toObservation(group: Group, components: readonly unknown[], row: readonly unknown[]): Body {
  const name = group.MultiDatastream === undefined ? 'Datastream' : 'MultiDatastream'
  const body: Body = { [name]: group[name] }
  for (const [i, component] of components.entries()) setComponent(body, String(component), row[i])
  return body
}

function setComponent(body: Body, component: string, value: unknown): void {
  const [name = '', inner] = component.split('/')
  if (component === 'id' || component === '@iot.id' || component.startsWith('__')) return
  if (inner !== undefined) body[name] = { '@iot.id': value }
  else if (value !== null || name === 'result') body[name] = value
}

async function createOne(parts: SensorThingsParts, caller: Caller, writing: Writing, body: Body) {
  const { tx } = writing
  await tx.query(sql`SAVEPOINT one_observation`)
  try {
    refuseNul(body)
    requireOpen(parts, caller, body, {})
    const id = String(await createObservation(writing, toBody(body), {}))
    await tx.query(sql`RELEASE SAVEPOINT one_observation`)
    return { id }
  } catch (error) {
    await tx.query(sql`ROLLBACK TO SAVEPOINT one_observation`)
    return { error: expected(error) }
  }
}

/** A device may write to a datastream of its own things only, and make nothing else. */
export function requireOpen(parts: SensorThingsParts, caller: Caller, body: unknown, given: Given): void {
  if (!('credential' in caller)) return
  const linked = (body as Record<string, { '@iot.id'?: unknown } | undefined> | null) ?? {}
  const id =
    given.Datastream ??
    given.MultiDatastream ??
    linked.Datastream?.['@iot.id'] ??
    linked.MultiDatastream?.['@iot.id']
  const stream = id === undefined ? undefined : parts.index.find(Number(id))
  if (!stream) throw new Undecodable('unknown-thing', String(id))
  requireWritable(parts, caller, stream)
}

/** What a client did wrong; anything else is thrown on as the fault it is. */
function expected(error: unknown): Error {
  if (error instanceof Problem || error instanceof Undecodable) return error
  throw error
}

/** Why a message is kept for inspection. */
export function reasonOf(error: Error): RejectionReason {
  if (error instanceof Undecodable) return error.reason
  if (error instanceof Problem && error.kind === 'forbidden') return 'forbidden-thing'
  return 'malformed'
}

/** The answer of HTTP for what could not be decoded. */
export function toProblem(error: Undecodable): Problem {
  if (error.reason === 'unknown-thing')
    return new Problem('not-found', 'not-found', `没有找到数据流：${error.message}`)
  return invalid('/body', error.message, error.reason)
}
