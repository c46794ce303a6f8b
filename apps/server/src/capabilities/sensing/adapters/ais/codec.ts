import { Undecodable } from '../../ingest/decode-readings.ts'
import type { Cut } from '../protocols/protocol.ts'

/** Longest sentence: 82 characters (IEC 61162-1, 7.2.1), with a TAG block before it. */
export const longestSentence = 1_024

/** One AIVDM or AIVDO sentence (ITU-R M.1371-5 by IEC 61162-1, 8.3.x VDM). */
export interface AisSentence {
  total: number
  number: number
  /** Sequence of a message of several sentences. */
  sequence: string
  channel: string
  payload: string
  fillBits: number
}

/** Cuts lines. */
export function cutLines(buffer: Buffer): Cut {
  const frames: Buffer[] = []
  let at = 0
  for (let end = buffer.indexOf(0x0a); end >= 0; end = buffer.indexOf(0x0a, at)) {
    const last = end > at && buffer[end - 1] === 0x0d ? end - 1 : end
    if (last > at) frames.push(buffer.subarray(at, last))
    at = end + 1
  }
  return { frames, rest: buffer.subarray(at), noise: null }
}

/** Reads one sentence with its checksum; null for sentences of other kinds (GPS of the base station, remarks). */
export function readSentence(line: string): AisSentence | null {
  const text = line.replace(/^\\[^\\]*\\/, '')
  const [, sentence, sum] = /^[!$]([\x20-\x7e]*)\*([0-9A-Fa-f]{2})\s*$/.exec(text) ?? []
  if (sentence === undefined || sum === undefined) throw new Undecodable('malformed', '不是 NMEA 0183 语句')
  const computed = [...Buffer.from(sentence, 'latin1')].reduce((check, byte) => check ^ byte, 0)
  if (Number.parseInt(sum, 16) !== computed)
    throw new Undecodable('malformed', `校验和不符：语句 ${sum}，计算 ${computed.toString(16)}`)
  const fields = sentence.split(',')
  if (!/^..VD[MO]$/.test(fields[0] ?? '')) return null
  const [total, number, fillBits] = [fields[1], fields[2], fields[6]].map(Number) as [number, number, number]
  const payload = fields[5] ?? ''
  const isSound =
    fields.length === 7 &&
    total >= 1 &&
    total <= 9 &&
    number >= 1 &&
    number <= total &&
    fillBits >= 0 &&
    fillBits <= 5
  if (!isSound || !/^[0-W`-w]*$/.test(payload)) throw new Undecodable('malformed', 'VDM 语句字段无效')
  return { total, number, sequence: fields[3] ?? '', channel: fields[4] ?? '', payload, fillBits }
}

/** Writes sentences of a message whose payload is armoured already. */
export function writeSentence({ total, number, sequence, channel, payload, fillBits }: AisSentence): string {
  const sentence = `AIVDM,${total},${number},${sequence},${channel},${payload},${fillBits}`
  const sum = [...Buffer.from(sentence, 'latin1')].reduce((check, byte) => check ^ byte, 0)
  return `!${sentence}*${sum.toString(16).toUpperCase().padStart(2, '0')}`
}

/** The bits of a payload, six for each character. */
export interface Bits {
  readonly length: number
  unsigned(from: number, bits: number): number
  signed(from: number, bits: number): number
  /** Six-bit characters (M.1371-5, table 47); `@` ends the text. */
  text(from: number, bits: number): string
}

export function openBits(payload: string, fillBits: number): Bits {
  const sextets = Uint8Array.from(payload, (char) => {
    const code = char.charCodeAt(0) - 48
    return code > 40 ? code - 8 : code
  })
  const length = sextets.length * 6 - fillBits
  const unsigned = (from: number, bits: number) => {
    if (from + bits > length) throw new Undecodable('malformed', `AIS 消息过短：${length} 位`)
    let value = 0
    for (let i = from; i < from + bits; i++)
      value = value * 2 + (((sextets[Math.floor(i / 6)] as number) >> (5 - (i % 6))) & 1)
    return value
  }
  return {
    length,
    unsigned,
    signed: (from, bits) => {
      const value = unsigned(from, bits)
      return value >= 2 ** (bits - 1) ? value - 2 ** bits : value
    },
    text: (from, bits) => {
      let text = ''
      for (let at = from; at + 6 <= from + bits; at += 6) {
        const code = unsigned(at, 6)
        text += String.fromCharCode(code < 32 ? code + 64 : code)
      }
      return (text.split('@')[0] as string).trimEnd()
    },
  }
}
