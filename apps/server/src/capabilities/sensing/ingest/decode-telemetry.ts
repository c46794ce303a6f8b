import type { DatastreamMeta, ThingMeta } from '../datastreams/datastream-index.ts'
import { decodeObservation, Undecodable } from './decode-readings.ts'
import type { Reading } from './record-observations.ts'

/** What a packet of named properties carries. */
export interface DecodedTelemetry {
  readings: Reading[]
  /** Properties the model does not declare; accepted, not stored, flagged. */
  undeclared: string[]
  /** Properties sent in another unit than the model’s; not stored. */
  wrongUnits: Array<{ property: string; sent: string; declared: string }>
}

const largestBatch = 1_000

/**
 * Readings by the names of the model: `{"time": …, "properties": {"tilt": 12.5}}`, or an array of such; a value may carry its
 * unit, `{"value": 12.5, "unit": "deg"}` (UCUM), which must then be that of the model.
 */
export function decodeTelemetry(
  input: unknown,
  thing: ThingMeta,
  unitOf: (stream: DatastreamMeta) => string,
  nowMs: number,
): DecodedTelemetry {
  const packets = Array.isArray(input) ? input : [input]
  if (packets.length > largestBatch) throw new Undecodable('too-large', `一次最多 ${largestBatch} 组读数`)
  const decoded: DecodedTelemetry = { readings: [], undeclared: [], wrongUnits: [] }
  for (const packet of packets) decodePacket(packet, thing, unitOf, nowMs, decoded)
  return decoded
}

function decodePacket(
  packet: unknown,
  thing: ThingMeta,
  unitOf: (stream: DatastreamMeta) => string,
  nowMs: number,
  into: DecodedTelemetry,
): void {
  const { time, properties } = (packet ?? {}) as { time?: unknown; properties?: unknown }
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties))
    throw new Undecodable('malformed', '缺少 properties 对象')
  for (const [property, given] of Object.entries(properties)) {
    const stream = thing.datastreams.find((one) => one.property === property && !one.derived)
    if (!stream) {
      into.undeclared.push(property)
      continue
    }
    const { value, unit } = toValue(given)
    const declared = unitOf(stream)
    if (unit !== undefined && unit !== declared) into.wrongUnits.push({ property, sent: unit, declared })
    else into.readings.push(decodeObservation({ result: value, phenomenonTime: time }, stream, nowMs))
  }
}

function toValue(given: unknown): { value: unknown; unit?: string } {
  if (typeof given !== 'object' || given === null) return { value: given }
  const { value, unit } = given as { value?: unknown; unit?: unknown }
  return { value: value === undefined ? given : value, ...(typeof unit === 'string' ? { unit } : {}) }
}
