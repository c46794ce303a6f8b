import type { ProtocolElement } from '@civitas/contract'
import { Undecodable } from '../../ingest/decode-readings.ts'
import type { Gateway } from '../protocols/gateway.ts'
import type { Converse, DeviceValue, Link, Protocol } from '../protocols/protocol.ts'
import { type AisSentence, cutLines, longestSentence, openBits, readSentence } from './codec.ts'
import { type AisPosition, type AisStatic, readAisMessage } from './messages.ts'

const kmHPerKnot = 1.852
/** Messages of several sentences under way at once; on one channel there are ten sequences. */
const mostOpen = 40

const row = (
  clause: string,
  code: string,
  title: string,
  unit: string,
  ...properties: string[]
): ProtocolElement => ({
  ...{ code, title, unit, clause: `ITU-R M.1371-5 附件 8 ${clause}`, properties },
})

const elements: readonly ProtocolElement[] = [
  row('3.1', 'speed', '对地航速', 'km/h', 'speed'),
  row('3.1', 'course', '对地航向', '°', 'course', 'heading'),
  row('3.1', 'status', '航行状态', '', 'navigational_status'),
  row('3.3', 'draught', '当前最大静态吃水', 'm', 'draught'),
  row('3.3', 'ship-type', '船舶和货物类型', '', 'ship_type'),
]

/** Ships by AIS: NMEA 0183 lines of a base station or receiver. */
export const ais: Protocol = {
  id: 'ais',
  title: '船舶 AIS（NMEA 0183 AIVDM）',
  standard: 'ITU-R M.1371-5，IEC 61162-1',
  transports: ['tcp', 'udp'],
  setting: 'aisPort',
  addressName: 'MMSI',
  secretName: null,
  elements,
  largestFrame: longestSentence,
  cut: cutLines,
  open: converseAis,
}

function converseAis(gateway: Gateway, link: Link): Converse {
  const join = createJoiner()
  return async (frame) => {
    const sentence = readSentence(frame.toString('latin1'))
    const whole = sentence && join(sentence)
    if (!whole) return
    for (const message of readAisMessage(openBits(whole.payload, whole.fillBits))) {
      const binding = gateway.admit(message.mmsi, link.remote)
      const timeMs = timeOf(message, gateway.nowMs())
      const values = message.kind === 'position' ? ofPosition(message, timeMs) : ofStatic(message, timeMs)
      await gateway.accept(binding, values, message.kind === 'position' ? toPositions(message, timeMs) : [])
    }
  }
}

/** A report gives the second only: it is of this minute, or of the one before. */
function timeOf(message: AisPosition | AisStatic, nowMs: number): number {
  const whole = Math.floor(nowMs / 1000) * 1000
  if (message.kind === 'static' || message.second === null) return whole
  const at = Math.floor(nowMs / 60_000) * 60_000 + message.second * 1000
  return at > nowMs + 5_000 ? at - 60_000 : Math.min(at, whole)
}

function value(code: string, timeMs: number, number: number | null): DeviceValue[] {
  return number === null ? [] : [{ names: [code], standard: code, timeMs, value: number }]
}

function ofPosition({ speedKn, courseDeg, status }: AisPosition, timeMs: number): DeviceValue[] {
  return [
    ...value('speed', timeMs, speedKn === null ? null : Math.round(speedKn * kmHPerKnot * 100) / 100),
    ...value('course', timeMs, courseDeg),
    ...value('status', timeMs, status),
  ]
}

function ofStatic({ draughtM, shipType }: AisStatic, timeMs: number): DeviceValue[] {
  return [...value('draught', timeMs, draughtM || null), ...value('ship-type', timeMs, shipType || null)]
}

function toPositions({ lon, lat, speedKn, courseDeg, headingDeg, status }: AisPosition, timeMs: number) {
  if (lon === null || lat === null) return []
  const speedKmH = speedKn === null ? null : speedKn * kmHPerKnot
  return [
    { timeMs, lon, lat, speedKmH, headingDeg: headingDeg ?? courseDeg, altitudeM: null, status: status ?? 0 },
  ]
}

/** Puts the sentences of a message together; null until the last one, which must follow in order. */
function createJoiner() {
  const open = new Map<string, { next: number; payload: string }>()
  return (sentence: AisSentence): { payload: string; fillBits: number } | null => {
    const { total, number, sequence, channel, payload, fillBits } = sentence
    if (total === 1) return { payload, fillBits }
    const key = `${total}/${sequence}/${channel}`
    const held = number === 1 ? { next: 1, payload: '' } : open.get(key)
    open.delete(key)
    if (!held || held.next !== number)
      throw new Undecodable('malformed', `AIS 多语句消息缺少第 ${held?.next ?? 1} 句`)
    const joined = { next: number + 1, payload: held.payload + payload }
    if (number === total) return { payload: joined.payload, fillBits }
    open.set(key, joined)
    if (open.size > mostOpen) open.delete(open.keys().next().value as string)
    return null
  }
}
