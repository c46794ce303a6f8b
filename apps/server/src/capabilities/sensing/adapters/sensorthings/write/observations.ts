import { isInScope } from '../../../../../kernel/access.ts'
import { raw, sql } from '../../../../../kernel/db/sql.ts'
import { conflict, forbidden, invalid } from '../../../../../kernel/problem.ts'
import { markHours } from '../../../history/roll-up.ts'
import { decodeObservation } from '../../../ingest/decode-readings.ts'
import type { ObservationDetail } from '../../../ingest/observation-details.ts'
import { getSet } from '../entity-sets.ts'
import { parseObservationKey, toObservationId } from '../observation-key.ts'
import { readTime } from '../query/values.ts'
import { findRow } from '../read/read-entities.ts'
import type { Row } from '../read/to-json.ts'
import { featureOfThing } from './features.ts'
import { type Body, checkNames } from './fields.ts'
import { type Create, type Given, linkOrCreate, needRow, type Writing } from './writing.ts'

/** An Observation as the tables keep it: a place in the series and what does not fit there. */
export interface Draft {
  microseconds: number
  result: number | null
  detail: ObservationDetail
}

/** A time in microseconds since 1970, or an interval. */
function readSpan(body: Body, name: string): { start: Date; end: Date | null } | null {
  const given = body[name]
  if (given === undefined || given === null) return null
  const parts = typeof given === 'string' ? given.split('/') : []
  const [start, end] = parts.map(readTime)
  if (!start || parts.length > 2 || (parts.length === 2 && !end))
    throw invalid(`/body/${name}`, `${name} 应为 ISO 8601 时间或时段`)
  if (end && end < start) throw invalid(`/body/${name}`, `${name} 的结束早于开始`)
  return { start, end: end ?? null }
}

function readInstant(body: Body, name: string): Date | null {
  const given = body[name]
  if (given === undefined || given === null) return null
  const time = typeof given === 'string' ? readTime(given) : null
  if (!time) throw invalid(`/body/${name}`, `${name} 应为 ISO 8601 时间`)
  return time
}

/** A number goes into the series; everything else stands beside it as JSON. */
function readResult(result: unknown): { result: number | null; json: unknown } {
  if (typeof result === 'number' && Number.isFinite(result)) return { result, json: undefined }
  return { result: null, json: result === null ? undefined : result }
}

/** Reads a body; `old` fills what a PATCH leaves out. */
export function readDraft(body: Body, now: Date, old: Draft | null): Draft {
  checkNames(getSet('Observations'), body)
  if (!('result' in body) && !old) throw invalid('/body/result', '缺少 result')
  if (
    body.parameters !== undefined &&
    (typeof body.parameters !== 'object' || Array.isArray(body.parameters))
  )
    throw invalid('/body/parameters', 'parameters 应为 JSON 对象')
  const keep = <T>(name: string, value: T, before: T | undefined): T =>
    name in body || before === undefined ? value : before
  const { result, json } = readResult(body.result)
  const phenomenon = readSpan(body, 'phenomenonTime')
  const valid = readSpan(body, 'validTime')
  const held = old?.detail
  const microseconds = (phenomenon?.start ?? now).getTime() * 1000
  return {
    microseconds: phenomenon || !old ? microseconds : old.microseconds,
    result: keep('result', result, old?.result),
    detail: {
      resultJson: 'result' in body ? json : held?.resultJson,
      phenomenonEnd: phenomenon ? phenomenon.end : (held?.phenomenonEnd ?? null),
      resultTime: keep('resultTime', readInstant(body, 'resultTime'), held?.resultTime),
      validStart: keep('validTime', valid?.start ?? null, held?.validStart),
      validEnd: keep('validTime', valid?.end ?? null, held?.validEnd),
      resultQuality: 'resultQuality' in body ? body.resultQuality : held?.resultQuality,
      parameters: 'parameters' in body ? body.parameters : held?.parameters,
      featureId: held?.featureId ?? null,
      namedMicroseconds: held?.namedMicroseconds ?? null,
    },
  }
}

/** A result of a MultiDatastream is an array as long as its types (OGC 18-088, 8.3.1). */
function checkMulti(stream: Row, draft: Draft): void {
  if (stream.multi !== true) return
  const count = (stream.multi_types as unknown[]).length
  if (!Array.isArray(draft.detail.resultJson) || draft.detail.resultJson.length !== count)
    throw invalid('/body/result', `result 应为 ${count} 项的数组`)
}

async function findStream(writing: Writing, body: Body, given: Given): Promise<Row> {
  for (const [name, set] of [
    ['Datastream', 'Datastreams'],
    ['MultiDatastream', 'MultiDatastreams'],
  ] as const) {
    if (given[name] === undefined && (body[name] === undefined || body[name] === null)) continue
    const id = given[name] ?? (await linkOrCreate(writing, set, body[name], `/body/${name}`))
    return needRow(writing, getSet(set), id, `/body/${name}`)
  }
  throw invalid('/body/Datastream', '缺少 Datastream')
}

export const createObservation: Create = async (writing, body, given) => {
  const { by, now } = writing
  const stream = await findStream(writing, body, given)
  if (!isInScope(stream.division_code as string | null, by.scope))
    throw forbidden('该数据流不在您的管辖范围内。')
  const draft = readDraft(body, now, null)
  if (stream.declared === true) checkDeclared(writing, stream, body, now)
  else checkMulti(stream, draft)
  const feature = given.FeatureOfInterest ?? (await linkFeature(writing, body))
  const featureId = feature === null ? null : String(feature)
  draft.detail.featureId =
    featureId ?? (stream.declared === true ? null : await featureOfThing(writing, String(stream.thing_id)))
  return store(writing, stream, draft)
}

/** What a declared device model measures is a number, checked as from the device itself. */
function checkDeclared({ parts }: Writing, stream: Row, body: Body, now: Date): void {
  const meta = parts.index.find(Number(stream.id))
  if (!meta) throw invalid('/body/Datastream', `没有数据流 ${stream.id}`)
  if (meta.derived) throw conflict('derived', `数据流 ${meta.id} 由平台计算，不能写入`)
  if (meta.thing.quarantined) throw conflict('quarantined', `设备 ${meta.thing.reference} 已隔离`)
  decodeObservation(body, meta, now.getTime())
}

async function linkFeature(writing: Writing, body: Body): Promise<string | number | null> {
  if (body.FeatureOfInterest === undefined || body.FeatureOfInterest === null) return null
  return linkOrCreate(writing, 'FeaturesOfInterest', body.FeatureOfInterest, '/body/FeatureOfInterest')
}

/**
 * Writes a draft. The very same Observation sent again is stored once. Another one of the same millisecond is kept beside
 * it, a microsecond later, except where a declared device speaks: there one time has one reading (PLT-011).
 */
async function store(writing: Writing, stream: Row, draft: Draft): Promise<string> {
  const id = Number(stream.id)
  const { tx, parts } = writing
  await tx.query(sql`SELECT pg_advisory_xact_lock(74, ${id})`)
  const taken = await readTaken(writing, id, draft.microseconds)
  const same = taken.find((one) => stream.declared === true || isSame(one, draft))
  if (same) return toObservationId(id, same.named)
  let { microseconds } = draft
  const used = new Set(taken.flatMap((one) => [one.microseconds, one.named]))
  while (used.has(microseconds)) microseconds++
  if (microseconds - draft.microseconds > 999) throw conflict('too-many', '同一毫秒的观测过多')
  await parts.recorder.recordIn(tx, [
    { datastreamId: id, timeMs: microseconds / 1000, result: draft.result, detail: draft.detail },
  ])
  if (stream.declared !== true) await growArea(writing, id, draft.detail.featureId)
  return toObservationId(id, microseconds)
}

interface Taken {
  microseconds: number
  named: number
  result: number | null
  detail: string
}

/** Observations whose place in the series, or whose id, lies in the millisecond of a time. */
function readTaken({ tx }: Writing, id: number, microseconds: number): Promise<Taken[]> {
  const from = sql`to_timestamp(0) + ${`${microseconds} microseconds`}::interval`
  const until = sql`to_timestamp(0) + ${`${microseconds + 999} microseconds`}::interval`
  const us = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint`
  return tx.query<Taken>(sql`SELECT ${raw(us('o.phenomenon_time'))} AS microseconds,
      ${raw(us('coalesce(x.named_time, o.phenomenon_time)'))} AS named, o.result,
      jsonb_build_array(x.result_json, ${raw(us('x.phenomenon_end'))}, ${raw(us('x.result_time'))},
        ${raw(us('x.valid_start'))}, ${raw(us('x.valid_end'))}, x.feature_id)::text AS detail
    FROM sensing.observation o
    LEFT JOIN sensing.observation_detail x ON x.datastream_id = o.datastream_id AND x.phenomenon_time = o.phenomenon_time
    WHERE o.datastream_id = ${id} AND (o.phenomenon_time BETWEEN ${from} AND ${until}
      OR o.phenomenon_time IN (SELECT m.phenomenon_time FROM sensing.observation_detail m
        WHERE m.datastream_id = ${id} AND m.named_time BETWEEN ${from} AND ${until}))`)
}

function isSame(taken: Taken, { result, detail }: Draft): boolean {
  const us = (time: Date | null) => (time ? time.getTime() * 1000 : null)
  const held = JSON.parse(taken.detail) as unknown[]
  const mine = [
    detail.resultJson ?? null,
    us(detail.phenomenonEnd),
    us(detail.resultTime),
    us(detail.validStart),
    us(detail.validEnd),
    detail.featureId,
  ]
  return taken.result === result && mine.every((one, i) => JSON.stringify(one) === JSON.stringify(held[i]))
}

/** The observed area of a datastream grows with the features it observes. */
export async function growArea({ tx }: Writing, id: number, featureId: string | null): Promise<void> {
  if (!featureId) return
  await tx.query(sql`UPDATE sensing.datastream d SET seen_area =
      CASE WHEN d.seen_area IS NULL THEN f.bounds ELSE bound_box(d.seen_area, f.bounds) END
    FROM sensing.feature f WHERE d.id = ${id} AND f.id = ${featureId}::uuid AND f.bounds IS NOT NULL
      AND (d.seen_area IS NULL OR NOT d.seen_area @> f.bounds)`)
}

/** The stored form of an Observation, to be changed. */
export function toDraft(row: Row): Draft {
  const time = (name: string) => (row[name] instanceof Date ? (row[name] as Date) : null)
  const key = parseObservationKey(String(row.iot_id))
  return {
    microseconds: (row.phenomenon_time as Date).getTime() * 1000,
    result: row.result as number | null,
    detail: {
      resultJson: row.result_json ?? undefined,
      phenomenonEnd: time('phenomenon_end'),
      resultTime: time('result_time'),
      validStart: time('valid_start'),
      validEnd: time('valid_end'),
      resultQuality: row.result_quality ?? undefined,
      parameters: row.parameters ?? undefined,
      featureId: (row.feature_id as string | null) ?? null,
      namedMicroseconds: key?.microseconds ?? null,
    },
  }
}

/** Changes an Observation; its id stays, also when its time changes. */
export async function changeObservation(
  writing: Writing,
  row: Row,
  body: Body,
  whole: boolean,
): Promise<void> {
  const { tx, parts } = writing
  const old = toDraft(row)
  if (whole && !('result' in body)) throw invalid('/body/result', '缺少 result')
  const draft = readDraft(body, writing.now, old)
  const feature = await linkFeature(writing, body)
  if (feature !== null) draft.detail.featureId = String(feature)
  const moved = 'Datastream' in body || 'MultiDatastream' in body
  const stream = moved ? await findStream(writing, body, {}) : await streamOf(writing, row)
  if (Number(stream.id) !== row.datastream_id)
    throw invalid('/body/Datastream', '观测不能改属别的数据流；请删除后重新登记')
  if (stream.declared === true && parts.index.find(Number(stream.id))?.derived)
    throw conflict('derived', `数据流 ${stream.id} 由平台计算，不能修改`)
  if (stream.declared === true) checkDeclared(writing, stream, { result: draft.result }, writing.now)
  else checkMulti(stream, draft)
  await tx.query(sql`SELECT pg_advisory_xact_lock(74, ${row.datastream_id})`)
  const timeMoved = draft.microseconds !== old.microseconds
  await deleteObservation(writing, row)
  const named = draft.detail.namedMicroseconds as number
  const taken = await readTaken(writing, Number(stream.id), draft.microseconds)
  const used = new Set(taken.flatMap((one) => [one.microseconds, one.named]))
  let microseconds = timeMoved ? draft.microseconds : keptMicroseconds(row, named)
  while (used.has(microseconds)) microseconds++
  if (microseconds === named) draft.detail.namedMicroseconds = null
  await parts.recorder.recordIn(tx, [
    {
      datastreamId: Number(stream.id),
      timeMs: microseconds / 1000,
      result: draft.result,
      detail: draft.detail,
    },
  ])
}

/** Where an Observation whose time stays was in the series. */
function keptMicroseconds(row: Row, named: number): number {
  return row.named_time === null ? named : (row.phenomenon_time as Date).getTime() * 1000
}

async function streamOf(writing: Writing, row: Row): Promise<Row> {
  const set = getSet(row.multi === true ? 'MultiDatastreams' : 'Datastreams')
  const stream = await findRow(writing.reader, set, Number(row.datastream_id))
  if (!stream) throw invalid('/body/Datastream', '数据流已不存在')
  return stream
}

export async function deleteObservation({ tx }: Writing, row: Row): Promise<void> {
  const key = parseObservationKey(String(row.iot_id))
  if (!key) return
  const named = sql`to_timestamp(0) + ${`${key.microseconds} microseconds`}::interval`
  const gone = await tx.query<{ at: Date }>(sql`DELETE FROM sensing.observation o
    WHERE o.datastream_id = ${key.datastreamId} AND o.phenomenon_time = coalesce(
      (SELECT x.phenomenon_time FROM sensing.observation_detail x WHERE x.datastream_id = ${key.datastreamId}
        AND x.named_time = ${named}), ${named}) RETURNING o.phenomenon_time AS at`)
  if (gone.length === 0) return
  await markHours(
    tx,
    gone.map((one) => Math.floor(one.at.getTime() / 3_600_000) * 3_600_000),
  )
  await tx.query(sql`DELETE FROM sensing.observation_detail x WHERE x.datastream_id = ${key.datastreamId}
    AND NOT EXISTS (SELECT FROM sensing.observation o WHERE o.datastream_id = x.datastream_id AND o.phenomenon_time = x.phenomenon_time)
    AND (x.named_time = ${named} OR x.phenomenon_time = ${named})`)
}
