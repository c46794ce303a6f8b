import { Undecodable } from '../../ingest/decode-readings.ts'
import { fromBeijing, toBeijingDigits } from '../protocols/device-time.ts'
import type { Cut } from '../protocols/protocol.ts'

/** Commands of the control unit (GB/T 26875.3-2011, 6.6, table 2). */
export const commands = { control: 1, send: 2, confirm: 3, request: 4, answer: 5, deny: 6 } as const
/** Longest application data (6.6, table 2): 1024 bytes. */
const longestData = 1_024
/** `@@`, control unit of 25 bytes, data, checksum, `##`. */
const overhead = 30
export const longestFrame = longestData + overhead
const start = Buffer.from('@@')

/** A packet (6.6). Addresses are twelve hexadecimal digits, the most significant first. */
export interface Gbt26875Packet {
  serial: number
  /** Main and user version. */
  version: [number, number]
  timeMs: number
  source: string
  target: string
  command: number
  data: Buffer
}

export function cutGbt26875(buffer: Buffer): Cut {
  const frames: Buffer[] = []
  const noise: Buffer[] = []
  let at = 0
  while (at < buffer.length) {
    const next = buffer.indexOf(start, at)
    if (next < 0) {
      const keep = buffer.at(-1) === 0x40 ? 1 : 0
      noise.push(buffer.subarray(at, buffer.length - keep))
      at = buffer.length - keep
      break
    }
    if (next > at) noise.push(buffer.subarray(at, next))
    at = next
    if (buffer.length < at + 27) break
    const length = overhead + buffer.readUInt16LE(at + 24)
    if (length > longestFrame) {
      noise.push(buffer.subarray(at, at + 2))
      at += 2
      continue
    }
    if (buffer.length < at + length) break
    const isWhole = buffer.toString('latin1', at + length - 2, at + length) === '##'
    if (isWhole) frames.push(buffer.subarray(at, at + length))
    else noise.push(buffer.subarray(at, at + 2))
    at += isWhole ? length : 2
  }
  const odd = Buffer.concat(noise)
  return { frames, rest: buffer.subarray(at), noise: odd.length > 0 ? odd : null }
}

export function decodeGbt26875(frame: Buffer): Gbt26875Packet {
  const sum = frame.subarray(2, -3).reduce((total, byte) => (total + byte) & 0xff, 0)
  if (sum !== frame[frame.length - 3])
    throw new Undecodable('malformed', `校验和不符：报文 ${frame[frame.length - 3]}，计算 ${sum}`)
  return {
    serial: frame.readUInt16LE(2),
    version: [frame[4] as number, frame[5] as number],
    timeMs: readTime(frame, 6),
    source: readAddress(frame, 12),
    target: readAddress(frame, 18),
    command: frame[26] as number,
    data: frame.subarray(27, -3),
  }
}

export function encodeGbt26875({
  serial,
  version,
  timeMs,
  source,
  target,
  command,
  data,
}: Gbt26875Packet): Buffer {
  const frame = Buffer.alloc(overhead + data.length)
  start.copy(frame)
  frame.writeUInt16LE(serial & 0xffff, 2)
  frame.set(version, 4)
  frame.set(writeTime(timeMs), 6)
  frame.set(Buffer.from(source, 'hex').reverse(), 12)
  frame.set(Buffer.from(target, 'hex').reverse(), 18)
  frame.writeUInt16LE(data.length, 24)
  frame[26] = command
  data.copy(frame, 27)
  frame[frame.length - 3] = frame.subarray(2, -3).reduce((total, byte) => (total + byte) & 0xff, 0)
  frame.write('##', frame.length - 2, 'latin1')
  return frame
}

/** 确认 or 否认 of a packet (6.2, 6.3): its serial and version, the addresses changed about. */
export function answerGbt26875(packet: Gbt26875Packet, command: number, nowMs: number): Buffer {
  const { serial, version, source, target } = packet
  return encodeGbt26875({
    serial,
    version,
    timeMs: nowMs,
    source: target,
    target: source,
    command,
    data: Buffer.alloc(0),
  })
}

function readAddress(frame: Buffer, at: number): string {
  return Buffer.from(frame.subarray(at, at + 6))
    .reverse()
    .toString('hex')
}

/** Seconds, minutes, hours, day, month, year − 2000 (8.2.2, table 11), Beijing time. */
export function readTime(bytes: Buffer, at: number): number {
  const [second, minute, hour, day, month, year] = bytes.subarray(at, at + 6)
  if (year === undefined) throw new Undecodable('malformed', '时间标签不完整')
  return fromBeijing(
    2000 + year,
    month as number,
    day as number,
    hour as number,
    minute as number,
    second as number,
  )
}

export function writeTime(ms: number): number[] {
  const digits = toBeijingDigits(ms)
  return [12, 10, 8, 6, 4, 2].map((at) => Number(digits.slice(at, at + 2)))
}
