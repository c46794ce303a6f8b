import { Undecodable } from '../../ingest/decode-readings.ts'
import { readBcd } from '../protocols/device-time.ts'
import type { Cut } from '../protocols/protocol.ts'

const mark = 0x7e
const escapeSign = 0x7d

/** A message of JT/T 808-2019 (or 2013, 2011) with its header (4.4.3). */
export interface Jt808Message {
  id: number
  /** Header of the 2019 edition: bit 14 of the attributes, protocol version, ten bytes of terminal number. */
  version: number | null
  /** Terminal number without leading zeros. */
  phone: string
  serial: number
  /** How the body is encrypted (attributes bits 10–12); 0 is not at all. */
  encryption: number
  parts: { total: number; number: number } | null
  body: Buffer
}

/** Longest frame: header, 1023 bytes of body, all escaped. */
export const longestFrame = 2 * (21 + 1_023 + 1) + 2

/** Cuts frames between marks 7E (4.4.1); marks are kept away. */
export function cutJt808(buffer: Buffer): Cut {
  return cutMarked(buffer, mark, mark)
}

/** Cuts what stands between two marks. What is before the first mark is noise; an empty frame is none. */
export function cutMarked(buffer: Buffer, open: number, close: number): Cut {
  const frames: Buffer[] = []
  const first = buffer.indexOf(open)
  if (first < 0) return { frames, rest: Buffer.alloc(0), noise: buffer }
  let at = first
  for (;;) {
    const begin = buffer.indexOf(open, at)
    if (begin < 0) {
      at = buffer.length
      break
    }
    const end = buffer.indexOf(close, begin + 1)
    if (end < 0) {
      at = begin
      break
    }
    if (end === begin + 1) {
      // Two marks side by side: the end of one frame whose beginning was lost, and the beginning of the next.
      at = end
      continue
    }
    frames.push(buffer.subarray(begin + 1, end))
    at = end + 1
  }
  return { frames, rest: buffer.subarray(at), noise: first > 0 ? buffer.subarray(0, first) : null }
}

/** Decodes what stood between the marks; throws `Undecodable` when checksum or lengths are wrong. */
export function decodeJt808(frame: Buffer): Jt808Message {
  const raw = unescapeBytes(frame, escapeSign, { 1: escapeSign, 2: mark })
  if (raw.length < 13) throw new Undecodable('malformed', '报文过短')
  const sum = raw.subarray(0, -1).reduce((check, byte) => check ^ byte, 0)
  if (sum !== raw.at(-1)) throw new Undecodable('malformed', `校验码不符：报文 ${raw.at(-1)}，计算 ${sum}`)
  const id = raw.readUInt16BE(0)
  const attributes = raw.readUInt16BE(2)
  const is2019 = (attributes & 0x4000) !== 0
  const numberBytes = is2019 ? 10 : 6
  const numberAt = is2019 ? 5 : 4
  const phone = readBcd(raw, numberAt, numberBytes).replace(/^0+(?=\d)/, '')
  let at = numberAt + numberBytes
  const serial = raw.readUInt16BE(at)
  at += 2
  let parts: Jt808Message['parts'] = null
  if ((attributes & 0x2000) !== 0) {
    parts = { total: raw.readUInt16BE(at), number: raw.readUInt16BE(at + 2) }
    at += 4
    if (parts.number < 1 || parts.number > parts.total) throw new Undecodable('malformed', '分包序号无效')
  }
  const body = raw.subarray(at, -1)
  if (body.length !== (attributes & 0x3ff))
    throw new Undecodable('malformed', `消息体长度 ${body.length}，属性中为 ${attributes & 0x3ff}`)
  return {
    ...{ id, phone, serial, parts, body },
    version: is2019 ? (raw[4] as number) : null,
    encryption: (attributes >> 10) & 7,
  }
}

/** Encodes a message with marks, escapes and checksum. */
export function encodeJt808({
  id,
  version,
  phone,
  serial,
  parts,
  body,
}: Omit<Jt808Message, 'encryption'>): Buffer {
  const is2019 = version !== null
  const split = parts ? Buffer.alloc(4) : Buffer.alloc(0)
  if (parts) {
    split.writeUInt16BE(parts.total, 0)
    split.writeUInt16BE(parts.number, 2)
  }
  const head = Buffer.alloc(4)
  head.writeUInt16BE(id, 0)
  head.writeUInt16BE(body.length | (parts ? 0x2000 : 0) | (is2019 ? 0x4000 : 0), 2)
  const number = Buffer.from(phone.padStart(is2019 ? 20 : 12, '0'), 'hex')
  const count = Buffer.alloc(2)
  count.writeUInt16BE(serial & 0xffff, 0)
  const raw = Buffer.concat([head, ...(is2019 ? [Buffer.from([version])] : []), number, count, split, body])
  const sum = raw.reduce((check, byte) => check ^ byte, 0)
  const escaped = escapeBytes(Buffer.concat([raw, Buffer.from([sum])]), escapeSign, {
    [escapeSign]: 1,
    [mark]: 2,
  })
  return Buffer.concat([Buffer.from([mark]), escaped, Buffer.from([mark])])
}

/** Undoes escapes: the sign and a code stand for one byte. */
export function unescapeBytes(frame: Buffer, sign: number, codes: Readonly<Record<number, number>>): Buffer {
  if (!frame.includes(sign)) return frame
  const out = Buffer.alloc(frame.length)
  let length = 0
  for (let at = 0; at < frame.length; at++) {
    const byte = frame[at] as number
    if (byte !== sign) {
      out[length++] = byte
      continue
    }
    const meant = codes[frame[++at] ?? -1]
    if (meant === undefined) throw new Undecodable('malformed', '转义字节无效')
    out[length++] = meant
  }
  return out.subarray(0, length)
}

export function escapeBytes(raw: Buffer, sign: number, codes: Readonly<Record<number, number>>): Buffer {
  const out: number[] = []
  for (const byte of raw) {
    const code = codes[byte]
    if (code === undefined) out.push(byte)
    else out.push(sign, code)
  }
  return Buffer.from(out)
}
