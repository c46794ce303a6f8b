import { Undecodable } from '../../ingest/decode-readings.ts'
import { cutMarked, unescapeBytes } from '../jt808/codec.ts'
import { crcCcitt } from '../protocols/crc16.ts'
import type { Cut } from '../protocols/protocol.ts'

const headMark = 0x5b
const tailMark = 0x5d
/** Editions differ in their header: 2019 adds the time of sending (8 bytes). */
export type Edition = 2011 | 2019
const headBytes: Record<Edition, number> = { 2011: 22, 2019: 30 }

/** Longest message that is taken in; a batch of 5 positions of 2019 is under 1 kB. */
export const longestJt809 = 65_536

/** A message of JT/T 809 with its header (5.3). */
export interface Jt809Message {
  edition: Edition
  serial: number
  id: number
  /** Access code the upper platform gave the lower one. */
  centreId: number
  version: readonly [number, number, number]
  /** Key the body is encrypted with; null when it is not. */
  key: number | null
  body: Buffer
}

/** Cuts frames between 5B and 5D (5.2); marks are kept away. */
export function cutJt809(buffer: Buffer): Cut {
  return cutMarked(buffer, headMark, tailMark)
}

/** Undoes the escapes of 5.2: 5A 01 and 5A 02 are 5B and 5A, 5E 01 and 5E 02 are 5D and 5E. */
function unescapeJt809(frame: Buffer): Buffer {
  const half = unescapeBytes(frame, 0x5e, { 1: 0x5d, 2: 0x5e })
  return unescapeBytes(half, 0x5a, { 1: 0x5b, 2: 0x5a })
}

/**
 * Decodes what stood between the marks; throws `Undecodable` when length or CRC are wrong. The header does not say its
 * edition; `edition` is that of the link, and null (before the login) reads it off the length of the login message.
 */
export function decodeJt809(frame: Buffer, edition: Edition | null): Jt809Message {
  const raw = unescapeJt809(frame)
  if (raw.length < headBytes[2011] + 2) throw new Undecodable('malformed', '报文过短')
  const length = raw.readUInt32BE(0)
  if (length !== raw.length + 2)
    throw new Undecodable('malformed', `数据长度不符：报文 ${length}，实际 ${raw.length + 2}`)
  const [given, computed] = [raw.readUInt16BE(raw.length - 2), crcCcitt(raw.subarray(0, -2))]
  if (given !== computed) throw new Undecodable('malformed', `CRC 不符：报文 ${given}，计算 ${computed}`)
  const read = edition ?? (raw.length - 2 === headBytes[2019] + loginBytes[2019] ? 2019 : 2011)
  if (raw.length - 2 < headBytes[read]) throw new Undecodable('malformed', '报文头过短')
  return {
    edition: read,
    serial: raw.readUInt32BE(4),
    id: raw.readUInt16BE(8),
    centreId: raw.readUInt32BE(10),
    version: [raw[14] as number, raw[15] as number, raw[16] as number],
    key: raw[17] === 1 ? raw.readUInt32BE(18) : null,
    body: raw.subarray(headBytes[read], -2),
  }
}

/** Bytes of the body of a login (0x1001) by edition. */
const loginBytes: Record<Edition, number> = { 2011: 46, 2019: 50 }

/** Encodes a message with marks, escapes and CRC. `nowMs` is the time of sending that 2019 writes into the header. */
export function encodeJt809(message: Omit<Jt809Message, 'key'>, nowMs: number): Buffer {
  const { edition, serial, id, centreId, version, body } = message
  const head = Buffer.alloc(headBytes[edition])
  head.writeUInt32BE(head.length + body.length + 4, 0)
  head.writeUInt32BE(serial >>> 0, 4)
  head.writeUInt16BE(id, 8)
  head.writeUInt32BE(centreId, 10)
  head.set(version, 14)
  if (edition === 2019) head.writeBigUInt64BE(BigInt(Math.floor(nowMs / 1000)), 22)
  const check = Buffer.alloc(2)
  check.writeUInt16BE(crcCcitt(Buffer.concat([head, body])))
  const escaped = [...head, ...body, ...check].flatMap((byte) => escapes[byte] ?? [byte])
  return Buffer.from([headMark, ...escaped, tailMark])
}

const escapes: Readonly<Record<number, readonly number[]>> = {
  [headMark]: [0x5a, 1],
  90: [0x5a, 2],
  [tailMark]: [0x5e, 1],
  94: [0x5e, 2],
}

/** Numbers of the generator a lower platform encrypts bodies with (5.4); agreed on between the platforms. */
export interface Cipher {
  m1: number
  ia1: number
  ic1: number
}

/** Encrypts or decrypts a body (5.4): each byte with bits 20–27 of a linear congruential sequence. */
export function crypt(body: Buffer, key: number, { m1, ia1, ic1 }: Cipher): Buffer {
  const modulus = BigInt(m1 || 1)
  let state = BigInt(key || 1)
  return Buffer.from(
    body.map((byte) => {
      state = BigInt.asUintN(32, BigInt(ia1) * (state % modulus) + BigInt(ic1))
      return byte ^ Number((state >> 20n) & 0xffn)
    }),
  )
}
