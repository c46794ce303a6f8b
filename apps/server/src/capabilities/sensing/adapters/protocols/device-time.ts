import { Undecodable } from '../../ingest/decode-readings.ts'

const offsetMs = 8 * 3_600_000

/** Milliseconds since 1970 of a time a device gives in Beijing time; refuses dates that are none. */
export function fromBeijing(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  milli = 0,
): number {
  const ms = Date.UTC(year, month - 1, day, hour, minute, second, milli)
  const date = new Date(ms)
  const same =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    second <= 60
  if (!same)
    throw new Undecodable('malformed', `时间无效：${year}-${month}-${day} ${hour}:${minute}:${second}`)
  return ms - offsetMs
}

/** `YYYYMMDDhhmmss`, with or without milliseconds, in Beijing time. */
export function fromBeijingDigits(text: string): number {
  if (!/^\d{14}(\d{3})?$/.test(text)) throw new Undecodable('malformed', `时间无效：${text.slice(0, 40)}`)
  const at = (from: number, to: number) => Number(text.slice(from, to))
  return fromBeijing(
    at(0, 4),
    at(4, 6),
    at(6, 8),
    at(8, 10),
    at(10, 12),
    at(12, 14),
    Number(text.slice(14) || 0),
  )
}

/** `YYMMDDhhmmss` as BCD digits; two-digit years are of this century. */
export function fromBeijingBcd(digits: string): number {
  return fromBeijingDigits(`20${digits.padEnd(12, '0')}`)
}

/** `YYYYMMDDhhmmss` in Beijing time. */
export function toBeijingDigits(ms: number): string {
  return new Date(ms + offsetMs).toISOString().replace(/\D/g, '').slice(0, 14)
}

/** Reads BCD digits; refuses nibbles above nine. */
export function readBcd(buffer: Buffer, from: number, bytes: number): string {
  if (from + bytes > buffer.length) throw new Undecodable('malformed', '报文过短')
  const digits = buffer.toString('hex', from, from + bytes)
  if (!/^\d*$/.test(digits)) throw new Undecodable('malformed', `不是 BCD 码：${digits}`)
  return digits
}
