import type { rejectionReasons } from '@civitas/contract'
import type { DatastreamIndex, DatastreamMeta } from '../datastreams/datastream-index.ts'
import { clockLimits, earliestTime } from '../rules.ts'
import { parseInstant } from './parse-instant.ts'
import type { Reading } from './record-observations.ts'

export type RejectionReason = (typeof rejectionReasons)[number]

/** Why a payload is set aside. */
export class Undecodable extends Error {
  readonly reason: RejectionReason

  constructor(reason: RejectionReason, message: string) {
    super(message)
    this.reason = reason
  }
}

/** An Observation as SensorThings sends it; `phenomenonTime` absent means now. */
interface ObservationInput {
  result: unknown
  phenomenonTime?: unknown
}

/** Parses JSON; `malformed` when it is none. */
export function parseJson(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    throw new Undecodable('malformed', '不是有效的 JSON')
  }
}

/** One Observation for a datastream (OGC 18-088, 8.2.9). A null result is a missing value. */
export function decodeObservation(input: unknown, datastream: DatastreamMeta, nowMs: number): Reading {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new Undecodable('malformed', '应为一个 JSON 对象')
  if (!('result' in input)) throw new Undecodable('malformed', '缺少 result')
  const { result, phenomenonTime } = input as ObservationInput
  return {
    datastreamId: datastream.id,
    timeMs: decodeTime(phenomenonTime, nowMs),
    result: decodeResult(result),
  }
}

export function decodeResult(result: unknown): number | null {
  if (result === null) return null
  if (typeof result !== 'number' || !Number.isFinite(result))
    throw new Undecodable('wrong-type', `result 应为数值，收到 ${JSON.stringify(result)?.slice(0, 80)}`)
  return result
}

/** An instant, or the beginning of an interval `start/end`, ms since epoch; absent means now. */
export function decodeTime(time: unknown, nowMs: number): number {
  if (time === undefined || time === null) return nowMs
  const ms = typeof time === 'string' ? parseInstant(time) : Number.NaN
  if (Number.isNaN(ms))
    throw new Undecodable(
      'wrong-type',
      `phenomenonTime 应为 ISO 8601 时间，收到 ${JSON.stringify(time)?.slice(0, 80)}`,
    )
  if (ms > nowMs + clockLimits.refuseAheadMs)
    throw new Undecodable('wrong-type', `phenomenonTime 超前平台时间 24 小时以上：${time}`)
  if (ms < earliestTime) throw new Undecodable('wrong-type', `phenomenonTime 过早：${time}`)
  return ms
}

interface DataArrayGroup {
  Datastream?: { '@iot.id'?: unknown }
  components?: unknown
  dataArray?: unknown
}

/** Many Observations of many datastreams at once (OGC 18-088, 13: Data Array extension). */
export function decodeDataArray(input: unknown, index: DatastreamIndex, nowMs: number): Reading[] {
  if (!Array.isArray(input)) throw new Undecodable('malformed', '应为数组（CreateObservations）')
  const readings: Reading[] = []
  for (const group of input) decodeGroup(group as DataArrayGroup, index, nowMs, readings)
  return readings
}

function decodeGroup(
  group: DataArrayGroup,
  index: DatastreamIndex,
  nowMs: number,
  readings: Reading[],
): void {
  const datastreamId = Number(group?.Datastream?.['@iot.id'])
  if (!index.find(datastreamId))
    throw new Undecodable('unknown-thing', `没有数据流 ${JSON.stringify(group?.Datastream?.['@iot.id'])}`)
  if (!Array.isArray(group.components) || !Array.isArray(group.dataArray))
    throw new Undecodable('malformed', '缺少 components 或 dataArray')
  const time = group.components.indexOf('phenomenonTime')
  const result = group.components.indexOf('result')
  if (result < 0) throw new Undecodable('malformed', 'components 中缺少 result')
  for (const row of group.dataArray) {
    if (!Array.isArray(row)) throw new Undecodable('malformed', 'dataArray 的每一行应为数组')
    readings.push({
      datastreamId,
      timeMs: decodeTime(time < 0 ? undefined : row[time], nowMs),
      result: decodeResult(row[result]),
    })
  }
}
