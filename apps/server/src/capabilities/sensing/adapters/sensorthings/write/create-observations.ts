import { isInScope } from '../../../../../kernel/access.ts'
import { forbidden, invalid, Problem } from '../../../../../kernel/problem.ts'
import type { DatastreamMeta } from '../../../datastreams/datastream-index.ts'
import { decodeObservation, type RejectionReason, Undecodable } from '../../../ingest/decode-readings.ts'
import type { Reading } from '../../../ingest/record-observations.ts'
import { observationId } from '../../../rules.ts'
import type { Caller, SensorThingsParts } from '../request.ts'
import { type Body, toBody } from './fields.ts'
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

/** One Observation of a data array, or why it is none. */
type Item = { body: Body } | { error: Error }

/** The Observations of a `CreateObservations` body, each with its datastream (OGC 18-088, 11.2). */
export function readDataArrays(given: unknown): Item[] {
  const groups = Array.isArray(given)
    ? given
    : Array.isArray((given as Body | null)?.value)
      ? (given as { value: unknown[] }).value
      : null
  if (!groups) throw new Undecodable('malformed', '应为数组（CreateObservations）')
  return groups.flatMap((group) => readGroup(group as Group))
}

function readGroup(group: Group | null): Item[] {
  const name = group?.MultiDatastream === undefined ? 'Datastream' : 'MultiDatastream'
  const { components, dataArray } = group ?? {}
  if (!Array.isArray(components) || !Array.isArray(dataArray))
    throw new Undecodable('malformed', '缺少 components 或 dataArray')
  if (!components.includes('result')) throw new Undecodable('malformed', 'components 中缺少 result')
  return dataArray.map((row): Item => {
    if (!Array.isArray(row) || row.length !== components.length)
      return { error: new Undecodable('malformed', `dataArray 的每一行应为 ${components.length} 项的数组`) }
    const body: Body = { [name]: group?.[name] }
    for (const [i, component] of components.entries()) setComponent(body, String(component), row[i])
    return { body }
  })
}

function setComponent(body: Body, component: string, value: unknown): void {
  const [name = '', inner] = component.split('/')
  if (component === 'id' || component === '@iot.id' || component.startsWith('__')) return
  if (inner !== undefined) body[name] = { '@iot.id': value }
  else if (value !== null || name === 'result') body[name] = value
}

export interface DataArrayAnswer {
  /** Id of each Observation, or why it was not created. */
  results: Array<{ id: string } | { error: Error }>
}

/** Creates the Observations of data arrays, each for itself: one that is wrong does not hold back the others. */
export async function createObservations(
  parts: SensorThingsParts,
  caller: Caller,
  given: unknown,
  write: <T>(work: (writing: Writing) => Promise<T>) => Promise<T>,
): Promise<DataArrayAnswer> {
  const items = readDataArrays(given)
  const nowMs = parts.kernel.clock.now().getTime()
  const results: DataArrayAnswer['results'] = new Array(items.length)
  const readings: Reading[] = []
  const whole: Array<[number, Body]> = []
  for (const [i, item] of items.entries()) {
    try {
      if ('error' in item) throw item.error
      const stream = findPlainStream(parts, item.body, {})
      if (!stream) {
        whole.push([i, item.body])
        continue
      }
      requireWritable(parts, caller, stream)
      const reading = decodeObservation(item.body, stream, nowMs)
      readings.push(reading)
      results[i] = { id: observationId(reading.datastreamId, reading.timeMs) }
    } catch (error) {
      results[i] = { error: expected(error) }
    }
  }
  if (readings.length > 0) await parts.recorder.record(readings)
  if (whole.length > 0)
    await write(async (writing) => {
      for (const [i, body] of whole) results[i] = await createOne(parts, caller, writing, body)
    })
  for (const { datastreamId } of readings) {
    const thing = parts.index.find(datastreamId)?.thing
    if (thing) parts.seen.see(thing.id, nowMs)
  }
  return { results }
}

async function createOne(parts: SensorThingsParts, caller: Caller, writing: Writing, body: Body) {
  const { client } = writing.tx
  await client.query('SAVEPOINT one_observation')
  try {
    requireOpen(parts, caller, body, {})
    const id = String(await createObservation(writing, toBody(body), {}))
    await client.query('RELEASE SAVEPOINT one_observation')
    return { id }
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT one_observation')
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
