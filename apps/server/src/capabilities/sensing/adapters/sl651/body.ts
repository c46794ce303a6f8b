import { Undecodable } from '../../ingest/decode-readings.ts'
import { fromBeijingBcd, readBcd } from '../protocols/device-time.ts'
import type { Sl651Frame } from './codec.ts'
import { codeOfSymbol } from './elements.ts'

/** One element of a report. */
export interface Sl651Value {
  /** Two hexadecimal digits, four for user-defined ones after FF. */
  code: string
  timeMs: number
  /** Null: the station has no value (all nibbles A, annex C note). */
  value: number | null
}

export interface Sl651Report {
  /** Serial, four hexadecimal digits. */
  serial: string
  sentMs: number
  values: Sl651Value[]
}

const fiveMinutesMs = 300_000

/** Reads serial, times and elements of a report’s body (6.6.4); a body that is no report has no values. */
export function readSl651Body(frame: Pick<Sl651Frame, 'encoding' | 'body'>): Sl651Report {
  return frame.encoding === 'hex' ? readHexBody(frame.body) : readAsciiBody(frame.body.toString('latin1'))
}

function readHexBody(body: Buffer): Sl651Report {
  if (body.length < 8) throw new Undecodable('malformed', '正文过短')
  const report: Sl651Report = {
    serial: body.toString('hex', 0, 2),
    sentMs: fromBeijingBcd(readBcd(body, 2, 6)),
    values: [],
  }
  let observedMs = report.sentMs
  let at = 8
  while (at < body.length) {
    const mark = body[at] as number
    if (mark === 0xf1 && body[at + 1] === 0xf1) {
      // Address, then the class of station.
      at += 8
    } else if (mark === 0xf0 && body[at + 1] === 0xf0) {
      observedMs = fromBeijingBcd(readBcd(body, at + 2, 5))
      at += 7
    } else if (mark === 0xf2 || mark === 0xf3) {
      // Free text or a picture up to the end.
      break
    } else {
      at = readElement(body, at, observedMs, report.values)
    }
  }
  return report
}

function readElement(body: Buffer, from: number, observedMs: number, into: Sl651Value[]): number {
  const isOwn = body[from] === 0xff
  const code = body.toString('hex', from, from + (isOwn ? 2 : 1)).toUpperCase()
  const at = from + (isOwn ? 2 : 1)
  const descriptor = body[at]
  if (descriptor === undefined) throw new Undecodable('malformed', `要素 ${code} 没有数据定义`)
  const bytes = descriptor >> 3
  const data = body.subarray(at + 1, at + 1 + bytes)
  if (data.length < bytes) throw new Undecodable('malformed', `要素 ${code} 数据不完整`)
  if (code === 'F4')
    pushSeries(
      into,
      code,
      observedMs,
      [...data].map((one) => (one === 0xff ? null : one / 10)),
    )
  else if (/^F[5-C]$/.test(code)) pushSeries(into, code, observedMs, readPairs(data))
  // 45 is bits of state and alarm, no number.
  else if (code !== '45') into.push({ code, timeMs: observedMs, value: readNumber(data, descriptor & 7) })
  return at + 1 + bytes
}

function readPairs(data: Buffer): Array<number | null> {
  return Array.from({ length: data.length >> 1 }, (_, i) => {
    const value = data.readUInt16BE(i * 2)
    return value === 0xffff ? null : value / 100
  })
}

/** Twelve values of an hour, the last one at the time of observation. */
function pushSeries(
  into: Sl651Value[],
  code: string,
  observedMs: number,
  values: ReadonlyArray<number | null>,
): void {
  values.forEach((value, i) => {
    into.push({ code, timeMs: observedMs - (values.length - 1 - i) * fiveMinutesMs, value })
  })
}

/** BCD with so many decimals; a first byte FF makes it negative, nibbles A mean no value. */
function readNumber(data: Buffer, decimals: number): number | null {
  const digits = data.toString('hex')
  if (/^a+$/.test(digits) || digits === '') return null
  const negative = digits.startsWith('ff')
  const unsigned = negative ? digits.slice(2) : digits
  if (!/^\d+$/.test(unsigned)) throw new Undecodable('malformed', `不是 BCD 码：${digits}`)
  return ((negative ? -1 : 1) * Number(unsigned)) / 10 ** decimals
}

function readAsciiBody(text: string): Sl651Report {
  const [, serial, sent, rest] = /^([0-9A-Fa-f]{4})(\d{12})(.*)$/s.exec(text) ?? []
  if (serial === undefined || sent === undefined)
    throw new Undecodable('malformed', '正文缺少流水号或发报时间')
  const report: Sl651Report = { serial, sentMs: fromBeijingBcd(sent), values: [] }
  let observedMs = report.sentMs
  const words = (rest ?? '').trim().split(/\s+/)
  for (let i = 0; i + 1 < words.length; ) {
    const [name, value] = [words[i] as string, words[i + 1] as string]
    if (name === 'ST') {
      // Address, then the class of station as one letter.
      i += 2
      if (/^[A-Z]$/.test(words[i] ?? '') && !isElementAt(words, i)) i += 1
    } else {
      if (name === 'TT') observedMs = fromBeijingBcd(value)
      const code = codeOfSymbol(name)
      if (code === 'F4') pushSeries(report.values, code, observedMs, readRainText(value))
      else if (code) report.values.push({ code, timeMs: observedMs, value: toNumber(value) })
      i += 2
    }
  }
  return report
}

/** A letter that is followed by a number is an element (Z 12.3), else it is the class of the station. */
function isElementAt(words: readonly string[], i: number): boolean {
  return codeOfSymbol(words[i] as string) !== undefined && /^-?\d/.test(words[i + 1] ?? '')
}

function toNumber(text: string): number | null {
  const number = Number(text)
  return Number.isFinite(number) ? number : null
}

/** DRP: two hexadecimal digits for each five minutes, tenths of a millimetre. */
function readRainText(text: string): Array<number | null> {
  return (text.match(/../g) ?? []).map((pair) => {
    const value = Number.parseInt(pair, 16)
    return Number.isNaN(value) || value === 0xff ? null : value / 10
  })
}
