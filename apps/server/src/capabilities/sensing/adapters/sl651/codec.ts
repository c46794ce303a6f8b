import { Undecodable } from '../../ingest/decode-readings.ts'
import { crc16 } from '../protocols/crc16.ts'
import { toBeijingDigits } from '../protocols/device-time.ts'
import type { Cut } from '../protocols/protocol.ts'

/** Signs of SL 651-2014, table 2. */
export const signs = {
  soh: 0x01,
  stx: 0x02,
  etx: 0x03,
  eot: 0x04,
  ack: 0x06,
  nak: 0x15,
  syn: 0x16,
  etb: 0x17,
  esc: 0x1b,
} as const

const hexStart = Buffer.from([0x7e, 0x7e])
/** Longest frame: head, 4095 bytes of body, packet counts, end and CRC; twice as long in ASCII. */
export const longestFrame = 2 * (14 + 4_095 + 3 + 3)

/** A frame from a station (6.2): HEX/BCD or ASCII encoded. */
export interface Sl651Frame {
  encoding: 'hex' | 'ascii'
  centre: number
  /** Station address, ten digits. */
  station: string
  /** Password, four hexadecimal digits. */
  password: string
  /** Function code (table B.1). */
  code: number
  /** Packets in all and number of this one, in mode M3. */
  parts: { total: number; number: number } | null
  body: Buffer
  /** ETX: nothing follows; ETB: more does. */
  end: number
}

/** Bytes a frame has for a length field, both ways of counting the packet numbers of M3 (6.2.2 leaves it open in the field). */
function lengthsOf(length: number, isPart: boolean, isHex: boolean): number[] {
  const [head, counts, tail] = isHex ? [14, 3, 3] : [24, 6, 5]
  return isPart ? [head + length + tail, head + counts + length + tail] : [head + length + tail]
}

/** Cuts frames that begin with 7E 7E (HEX) or SOH (ASCII). */
export function cutSl651(buffer: Buffer): Cut {
  const frames: Buffer[] = []
  const noise: Buffer[] = []
  let at = 0
  while (at < buffer.length) {
    const begin = findStart(buffer, at)
    if (begin > at) noise.push(buffer.subarray(at, begin))
    at = begin
    const found = at < buffer.length ? measure(buffer.subarray(at)) : 'more'
    if (found === 'more') break
    if (found === 'none') {
      noise.push(buffer.subarray(at, at + 1))
      at += 1
      continue
    }
    frames.push(buffer.subarray(at, at + found))
    at += found
  }
  const odd = Buffer.concat(noise)
  return { frames, rest: buffer.subarray(at), noise: odd.length > 0 ? odd : null }
}

function findStart(buffer: Buffer, from: number): number {
  for (let at = from; at < buffer.length; at++) {
    if (buffer[at] === signs.soh) return at
    if (buffer[at] === 0x7e && (at + 1 === buffer.length || buffer[at + 1] === 0x7e)) return at
  }
  return buffer.length
}

/** Length of the frame a buffer begins with, in bytes. */
function measure(buffer: Buffer): number | 'more' | 'none' {
  const isHex = buffer[0] === 0x7e
  const headBytes = isHex ? 14 : 24
  if (buffer.length < headBytes) return 'more'
  const lengthText = buffer.toString('latin1', 19, 23)
  const field = isHex ? buffer.readUInt16BE(11) : Number.parseInt(lengthText, 16)
  const sign = buffer[headBytes - 1]
  const isSound = (isHex || /^[0-9A-Fa-f]{4}$/.test(lengthText)) && field >> 12 === 0
  if (!isSound || (sign !== signs.stx && sign !== signs.syn)) return 'none'
  const lengths = lengthsOf(field & 0xfff, sign === signs.syn, isHex)
  for (const length of lengths) {
    if (buffer.length < length) return 'more'
    if (hasRightCrc(buffer.subarray(0, length), isHex)) return length
  }
  return lengths[0] as number
}

function hasRightCrc(frame: Buffer, isHex: boolean): boolean {
  if (isHex) return crc16(frame.subarray(0, -2)) === frame.readUInt16BE(frame.length - 2)
  return Number.parseInt(frame.toString('latin1', frame.length - 4), 16) === crc16(frame.subarray(0, -4))
}

/** Decodes a frame from a station; throws `Undecodable` when CRC or end are wrong. */
export function decodeSl651(frame: Buffer): Sl651Frame {
  const isHex = frame[0] === 0x7e
  if (!hasRightCrc(frame, isHex)) throw new Undecodable('malformed', 'CRC 不符')
  const tail = isHex ? 3 : 5
  const end = frame[frame.length - tail] as number
  if (end !== signs.etx && end !== signs.etb) throw new Undecodable('malformed', '结束符不是 ETX 或 ETB')
  const head = isHex ? frame.subarray(2, 13) : Buffer.from(frame.toString('latin1', 1, 23), 'hex')
  if (head.length !== 11) throw new Undecodable('malformed', '报文头不是十六进制')
  const bodyAt = isHex ? 14 : 24
  const isPart = frame[bodyAt - 1] === signs.syn
  const countBytes = isPart ? (isHex ? 3 : 6) : 0
  return {
    encoding: isHex ? 'hex' : 'ascii',
    centre: head[0] as number,
    station: head.toString('hex', 1, 6),
    password: head.toString('hex', 6, 8).toUpperCase(),
    code: head[8] as number,
    parts: isPart ? readParts(frame.subarray(bodyAt, bodyAt + countBytes), isHex) : null,
    body: frame.subarray(bodyAt + countBytes, -tail),
    end,
  }
}

function readParts(bytes: Buffer, isHex: boolean): { total: number; number: number } {
  const value = isHex ? bytes.readUIntBE(0, 3) : Number.parseInt(bytes.toString('latin1'), 16)
  const parts = { total: value >> 12, number: value & 0xfff }
  if (!(parts.number >= 1 && parts.number <= parts.total)) throw new Undecodable('malformed', '包序号无效')
  return parts
}

/** Encodes a frame of a station. */
export function encodeSl651(frame: Sl651Frame): Buffer {
  const counts = frame.parts ? (frame.parts.total << 12) | frame.parts.number : null
  const head = headOf([frame.centre], frame.station, frame, 0, frame.body.length + (counts === null ? 0 : 3))
  const part = Buffer.alloc(3)
  part.writeUIntBE(counts ?? 0, 0, 3)
  const sign = counts === null ? [signs.stx] : [signs.syn, ...part]
  return seal(Buffer.concat([head, Buffer.from(sign), frame.body, Buffer.from([frame.end])]))
}

function headOf(
  centre: number[],
  station: string,
  frame: Sl651Frame,
  direction: number,
  length: number,
): Buffer {
  const first = Buffer.concat([Buffer.from(centre), Buffer.from(station, 'hex')])
  return Buffer.concat([hexStart, first, tailOfHead(frame, direction, length)])
}

function tailOfHead(frame: Sl651Frame, direction: number, length: number): Buffer {
  const tail = Buffer.alloc(5)
  tail.write(frame.password, 0, 'hex')
  tail[2] = frame.code
  tail.writeUInt16BE((direction << 12) | length, 3)
  return tail
}

function seal(frame: Buffer): Buffer {
  const crc = Buffer.alloc(2)
  crc.writeUInt16BE(crc16(frame), 0)
  return Buffer.concat([frame, crc])
}

/** 确认 (6.6): the serial that is confirmed, the time of the centre, and how it goes on. */
export function confirmSl651(frame: Sl651Frame, serial: string, nowMs: number, end: number): Buffer {
  const station = Buffer.concat([Buffer.from(frame.station, 'hex'), Buffer.from([frame.centre])])
  const digits = serial + toBeijingDigits(nowMs).slice(2)
  if (frame.encoding === 'hex') {
    const body = Buffer.from(digits, 'hex')
    const head = Buffer.concat([
      hexStart,
      station,
      tailOfHead(frame, 8, body.length),
      Buffer.from([signs.stx]),
    ])
    return seal(Buffer.concat([head, body, Buffer.from([end])]))
  }
  const head = Buffer.concat([station, tailOfHead(frame, 8, digits.length)])
    .toString('hex')
    .toUpperCase()
  const text = Buffer.from(`\x01${head}\x02${digits}${String.fromCharCode(end)}`, 'latin1')
  return Buffer.concat([text, Buffer.from(crc16(text).toString(16).toUpperCase().padStart(4, '0'))])
}
