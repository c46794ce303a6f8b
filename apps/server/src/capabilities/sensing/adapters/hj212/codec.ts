import { Undecodable } from '../../ingest/decode-readings.ts'
import { crc16OfHj212 } from '../protocols/crc16.ts'
import { fromBeijingDigits } from '../protocols/device-time.ts'
import type { Cut } from '../protocols/protocol.ts'

/** Longest data segment (HJ 212-2017, 6.3.1, table 2: 0–9999; 4.2 recommends 1024). */
export const longestSegment = 9_999
const start = Buffer.from('##')

/** A packet of HJ 212-2017 (6.3.2): the fields of its data segment. */
export interface Hj212Packet {
  /** Request number YYYYMMDDhhmmsszzz; empty where an old device gives none. */
  qn: string
  st: string
  cn: string
  pw: string
  mn: string
  flag: number
  /** Packets in all and number of this one, when the flag says it is split. */
  parts: { total: number; number: number } | null
  /** What stands between `CP=&&` and `&&`. */
  cp: string
}

/** Bits of Flag (6.3.2, table 3). */
const flagAnswer = 1
const flagSplit = 2

export function wantsAnswer(packet: Hj212Packet): boolean {
  return (packet.flag & flagAnswer) !== 0
}

/** Cuts packets out of a stream: `##`, four digits of length, segment, CRC, CR LF (6.3.1). */
export function cutHj212(buffer: Buffer): Cut {
  const frames: Buffer[] = []
  const noise: Buffer[] = []
  let at = 0
  while (at < buffer.length) {
    const next = buffer.indexOf(start, at)
    if (next < 0) {
      // A single # at the end may be half a beginning.
      const keep = buffer.at(-1) === 0x23 ? 1 : 0
      noise.push(buffer.subarray(at, buffer.length - keep))
      at = buffer.length - keep
      break
    }
    if (next > at) noise.push(buffer.subarray(at, next))
    at = next
    if (buffer.length < at + 6) break
    const digits = buffer.toString('latin1', at + 2, at + 6)
    if (!/^\d{4}$/.test(digits)) {
      noise.push(buffer.subarray(at, at + 2))
      at += 2
      continue
    }
    const end = at + 6 + Number(digits) + 4
    if (buffer.length < end) break
    frames.push(buffer.subarray(at, end))
    at = end
    if (buffer[at] === 0x0d) at += 1
    if (buffer[at] === 0x0a) at += 1
  }
  const odd = Buffer.concat(noise.map(withoutLineEnds))
  return { frames, rest: buffer.subarray(at), noise: odd.length > 0 ? odd : null }
}

function withoutLineEnds(bytes: Buffer): Buffer {
  return bytes.every((byte) => byte === 0x0d || byte === 0x0a) ? Buffer.alloc(0) : bytes
}

/** Decodes one frame without its CR LF; throws `Undecodable` when CRC or fields are wrong. */
export function decodeHj212(frame: Buffer): Hj212Packet {
  const segment = frame.subarray(6, frame.length - 4)
  const given = frame.toString('latin1', frame.length - 4)
  const computed = crc16OfHj212(segment)
  if (!/^[0-9a-fA-F]{4}$/.test(given) || Number.parseInt(given, 16) !== computed)
    throw new Undecodable('malformed', `CRC 不符：报文 ${given.slice(0, 4)}，计算 ${toHex(computed)}`)
  const text = segment.toString('latin1')
  const at = text.indexOf('CP=&&')
  if (at < 0) throw new Undecodable('malformed', '缺少 CP=&&')
  const end = text.indexOf('&&', at + 5)
  const fields = new Map(text.slice(0, at).split(';').map(splitPair))
  const need = (name: string) => {
    const value = fields.get(name)
    if (!value) throw new Undecodable('malformed', `缺少 ${name}`)
    return value
  }
  const flag = Number(fields.get('Flag') ?? 0)
  if (!Number.isInteger(flag)) throw new Undecodable('malformed', 'Flag 不是整数')
  return {
    qn: fields.get('QN') ?? '',
    st: fields.get('ST') ?? '',
    cn: need('CN'),
    pw: fields.get('PW') ?? '',
    mn: need('MN'),
    flag,
    parts: (flag & flagSplit) !== 0 ? readParts(fields) : null,
    cp: text.slice(at + 5, end < 0 ? undefined : end),
  }
}

function readParts(fields: Map<string, string>): { total: number; number: number } {
  const [total, number] = [Number(fields.get('PNUM')), Number(fields.get('PNO'))]
  if (!Number.isInteger(total) || !Number.isInteger(number) || total < 1 || number < 1 || number > total)
    throw new Undecodable('malformed', '分包的 PNUM、PNO 无效')
  return { total, number }
}

/** Encodes a packet with length and CRC, CR LF included. */
export function encodeHj212(packet: Hj212Packet): Buffer {
  const { qn, st, cn, pw, mn, flag, parts, cp } = packet
  const split = parts ? `PNUM=${parts.total};PNO=${parts.number};` : ''
  const text = `${qn ? `QN=${qn};` : ''}ST=${st};CN=${cn};PW=${pw};MN=${mn};Flag=${flag};${split}CP=&&${cp}&&`
  const segment = Buffer.from(text, 'latin1')
  const length = String(segment.length).padStart(4, '0')
  return Buffer.concat([
    Buffer.from(`##${length}`),
    segment,
    Buffer.from(`${toHex(crc16OfHj212(segment))}\r\n`),
  ])
}

/** 数据应答 (6.6.5, CN 9014): the packet with this QN has been taken in. */
export function answerHj212(packet: Hj212Packet): Hj212Packet {
  return {
    ...packet,
    st: '91',
    cn: '9014',
    flag: packet.flag & ~(flagAnswer | flagSplit),
    parts: null,
    cp: '',
  }
}

function toHex(crc: number): string {
  return crc.toString(16).toUpperCase().padStart(4, '0')
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=')
  return at < 0 ? [pair, ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
}

/** One statistic of one factor: `w01018-Avg=12.1` of 2061 is factor w01018, kind Avg. */
export interface Hj212Value {
  factor: string
  kind: string
  value: number | null
  timeMs: number
}

/** Marks of data (6.6.4, table 7) under which the number says nothing of the city: stopped, maintained, broken, calibrated, no link. */
const uselessMarks = new Set(['F', 'M', 'D', 'C', 'B'])
const mostValues = 2_000

/** Values of an uploaded CP (6.6.3): groups by `;`, pairs by `,`; the time of all of them is DataTime. */
export function readHj212Values(cp: string): Hj212Value[] {
  const groups = cp.split(';').filter((one) => one !== '')
  const dataTime = new Map(groups.map(splitPair)).get('DataTime')
  if (dataTime === undefined) throw new Undecodable('malformed', '缺少 DataTime')
  const values: Hj212Value[] = []
  for (const group of groups) {
    const pairs = group.split(',').map(splitPair)
    const mark = pairs.find(([name]) => name.endsWith('-Flag'))?.[1] ?? 'N'
    const sample = pairs.find(([name]) => name.endsWith('-SampleTime'))?.[1]
    const timeMs = fromBeijingDigits(sample ?? dataTime)
    for (const [name, text] of pairs) {
      const [, factor, kind] =
        /^([A-Za-z0-9]+)-(Rtd|Avg|Min|Max|Cou|ZsRtd|ZsAvg|ZsMin|ZsMax|RS|RT|Data)$/.exec(name) ?? []
      if (!factor || !kind) continue
      const number = text === '' ? Number.NaN : Number(text)
      values.push({
        factor,
        kind,
        value: Number.isFinite(number) && !uselessMarks.has(mark) ? number : null,
        timeMs,
      })
      if (values.length > mostValues) throw new Undecodable('too-large', `一包超过 ${mostValues} 个值`)
    }
  }
  return values
}
