import type { Fix } from './receiver.ts'

/** Message ids of JT/T 808-2019 a terminal and its platform exchange here. */
export const ids = {
  register: 0x0100,
  authenticate: 0x0102,
  location: 0x0200,
  locationBatch: 0x0704,
  terminalAnswer: 0x0001,
  answer: 0x8001,
  registerAnswer: 0x8100,
} as const

const mark = 0x7e
const escapeSign = 0x7d
/** Positions in one batch: 1023 bytes of body hold so many. */
export const mostInBatch = 30

/** A frame of the 2019 edition: marks, escaping, check byte (4.4). */
export function encodeFrame(id: number, terminal: string, serial: number, body: Buffer): Buffer {
  const head = Buffer.alloc(17)
  head.writeUInt16BE(id, 0)
  head.writeUInt16BE(0x4000 | body.length, 2)
  head[4] = 1
  Buffer.from(terminal.padStart(20, '0'), 'hex').copy(head, 5)
  head.writeUInt16BE(serial, 15)
  const raw = Buffer.concat([head, body])
  const check = raw.reduce((sum, byte) => sum ^ byte, 0)
  const escaped = [...raw, check].flatMap((byte) =>
    byte === mark ? [escapeSign, 2] : byte === escapeSign ? [escapeSign, 1] : [byte],
  )
  return Buffer.from([mark, ...escaped, mark])
}

export interface Answer {
  id: number
  serial: number
  body: Buffer
}

/** Whole frames of a stream and what is left of it. */
export function decodeFrames(bytes: Buffer): { answers: Answer[]; rest: Buffer } {
  const answers: Answer[] = []
  let at = bytes.indexOf(mark)
  for (;;) {
    const end = at < 0 ? -1 : bytes.indexOf(mark, at + 1)
    if (end < 0) return { answers, rest: at < 0 ? Buffer.alloc(0) : bytes.subarray(at) }
    if (end > at + 1) answers.push(decodeFrame(bytes.subarray(at + 1, end)))
    at = end > at + 1 ? bytes.indexOf(mark, end + 1) : end
  }
}

function decodeFrame(frame: Buffer): Answer {
  const raw: number[] = []
  for (let i = 0; i < frame.length; i++) {
    const byte = frame[i] as number
    raw.push(byte === escapeSign ? (frame[++i] === 2 ? mark : escapeSign) : byte)
  }
  const bytes = Buffer.from(raw)
  const headBytes = (bytes.readUInt16BE(2) & 0x4000) !== 0 ? 17 : 12
  return {
    id: bytes.readUInt16BE(0),
    serial: bytes.readUInt16BE(headBytes - 2),
    body: bytes.subarray(headBytes, -1),
  }
}

/** Registration (8.5) with fixed fields: province, city, maker, model, terminal, colour, plate in GBK-safe letters. */
export function registerBody(terminal: string): Buffer {
  const body = Buffer.alloc(4 + 11 + 30 + 30 + 1)
  body.write('CIVITAS', 4, 'latin1')
  body.write('SIM-1', 15, 'latin1')
  body.write(terminal, 45, 'latin1')
  body[75] = 2
  return body
}

/** Authentication (8.8): the code, the IMEI and the version of the software. */
export function authenticateBody(code: string): Buffer {
  const own = Buffer.from(code, 'latin1')
  return Buffer.concat([Buffer.from([own.length]), own, Buffer.alloc(15 + 20)])
}

/** A location (8.12) with mileage and satellites. */
export function locationBody({ place, speedKmH, headingDeg, timeMs }: Fix): Buffer {
  const body = Buffer.alloc(28 + 3)
  body.writeUInt32BE(3, 4)
  body.writeUInt32BE(Math.round(place[1] * 1e6), 8)
  body.writeUInt32BE(Math.round(place[0] * 1e6), 12)
  body.writeInt16BE(15, 16)
  body.writeUInt16BE(Math.round(speedKmH * 10), 18)
  body.writeUInt16BE(headingDeg, 20)
  const beijing = new Date(timeMs + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(2, 14)
  Buffer.from(beijing, 'hex').copy(body, 22)
  body.set([0x31, 1, 14], 28)
  return body
}

/** Positions kept while there was no network (8.49, kind 1). */
export function batchBody(fixes: readonly Fix[]): Buffer {
  const head = Buffer.alloc(3)
  head.writeUInt16BE(fixes.length, 0)
  head[2] = 1
  const parts = fixes.map((fix) => {
    const body = locationBody(fix).subarray(0, 28)
    return Buffer.concat([Buffer.from([0, body.length]), body])
  })
  return Buffer.concat([head, ...parts])
}
