import { Undecodable } from '../../ingest/decode-readings.ts'
import { fromBeijingBcd, readBcd } from '../protocols/device-time.ts'

/** Message ids this side knows (JT/T 808-2019, table of annex A). */
export const messageIds = {
  terminalAnswer: 0x0001,
  heartbeat: 0x0002,
  logout: 0x0003,
  register: 0x0100,
  authenticate: 0x0102,
  location: 0x0200,
  positionAnswer: 0x0201,
  parametersAnswer: 0x0104,
  locationBatch: 0x0704,
  answer: 0x8001,
  registerAnswer: 0x8100,
} as const

/** Results of the platform’s general answer 0x8001 (8.2). */
export const results = { done: 0, failed: 1, wrong: 2, unsupported: 3 } as const
/** Results of the registration answer 0x8100 (8.6). */
export const registerResults = { done: 0, unknownVehicle: 2, unknownTerminal: 4 } as const

const gbk = new TextDecoder('gbk')
const readText = (bytes: Buffer) => gbk.decode(bytes).replace(/\0+$/g, '').replace(/^\0+/, '').trim()

/** Registration 0x0100 (8.5). */
export interface Registration {
  province: number
  city: number
  maker: string
  model: string
  terminalId: string
  plateColour: number
  plate: string
}

/** Field lengths by edition: 2019; 2013; 2011 (whose model has 8 bytes). */
const registrationFields = [
  { maker: 11, model: 30, terminal: 30 },
  { maker: 5, model: 20, terminal: 7 },
  { maker: 5, model: 8, terminal: 7 },
] as const

export function readRegistration(body: Buffer, version: number | null): Registration {
  const fits = registrationFields.filter(
    (one, i) => (version !== null) === (i === 0) && body.length >= lengthOf(one),
  )
  const fields = fits[0]
  if (!fields) throw new Undecodable('malformed', '注册消息过短')
  let at = 4
  const take = (bytes: number) => {
    at += bytes
    return body.subarray(at - bytes, at)
  }
  return {
    province: body.readUInt16BE(0),
    city: body.readUInt16BE(2),
    maker: readText(take(fields.maker)),
    model: readText(take(fields.model)),
    terminalId: readText(take(fields.terminal)),
    plateColour: take(1)[0] as number,
    plate: readText(body.subarray(at)),
  }
}

function lengthOf({ maker, model, terminal }: (typeof registrationFields)[number]): number {
  return 4 + maker + model + terminal + 1
}

/** The code of 0x0102 (8.8): all of the body in 2013, with its length before it in 2019. */
export function readAuthentication(body: Buffer, version: number | null): string {
  if (version === null) return readText(body)
  const length = body[0] ?? 0
  if (body.length < 1 + length) throw new Undecodable('malformed', '鉴权码长度与消息体不符')
  return readText(body.subarray(1, 1 + length))
}

/** Location 0x0200 (8.12). */
export interface Location {
  alarm: number
  status: number
  lon: number
  lat: number
  altitudeM: number
  speedKmH: number
  headingDeg: number
  timeMs: number
  /** Whether the terminal has a position (status bit 1). */
  fixed: boolean
  /** Additional items (8.12.3) by id. */
  items: Map<number, Buffer>
}

export function readLocation(body: Buffer): Location {
  if (body.length < 28) throw new Undecodable('malformed', '位置消息过短')
  const status = body.readUInt32BE(4)
  const south = (status & 4) !== 0
  const west = (status & 8) !== 0
  return {
    alarm: body.readUInt32BE(0),
    status,
    lat: (body.readUInt32BE(8) / 1e6) * (south ? -1 : 1),
    lon: (body.readUInt32BE(12) / 1e6) * (west ? -1 : 1),
    altitudeM: body.readInt16BE(16),
    speedKmH: body.readUInt16BE(18) / 10,
    headingDeg: body.readUInt16BE(20) % 360,
    timeMs: fromBeijingBcd(readBcd(body, 22, 6)),
    fixed: (status & 2) !== 0,
    items: readItems(body.subarray(28)),
  }
}

function readItems(bytes: Buffer): Map<number, Buffer> {
  const items = new Map<number, Buffer>()
  for (let at = 0; at + 2 <= bytes.length; ) {
    const length = bytes[at + 1] as number
    if (at + 2 + length > bytes.length) break
    items.set(bytes[at] as number, bytes.subarray(at + 2, at + 2 + length))
    at += 2 + length
  }
  return items
}

/** Batch 0x0704 (8.49): count, kind, then length and location each. */
export function readLocationBatch(body: Buffer): Location[] {
  if (body.length < 3) throw new Undecodable('malformed', '批量位置消息过短')
  const count = body.readUInt16BE(0)
  const locations: Location[] = []
  let at = 3
  for (let i = 0; i < count; i++) {
    if (at + 2 > body.length) throw new Undecodable('malformed', `批量位置应有 ${count} 条，只有 ${i} 条`)
    const length = body.readUInt16BE(at)
    if (at + 2 + length > body.length) throw new Undecodable('malformed', '批量位置数据不完整')
    locations.push(readLocation(body.subarray(at + 2, at + 2 + length)))
    at += 2 + length
  }
  return locations
}

/** Body of 0x8001: serial and id of what is answered, result. */
export function answerBody(serial: number, id: number, result: number): Buffer {
  const body = Buffer.alloc(5)
  body.writeUInt16BE(serial, 0)
  body.writeUInt16BE(id, 2)
  body[4] = result
  return body
}

/** Body of 0x8100: serial of the registration, result, and the code when it went well. */
export function registerAnswerBody(serial: number, result: number, code: string): Buffer {
  const head = Buffer.alloc(3)
  head.writeUInt16BE(serial, 0)
  head[2] = result
  return Buffer.concat([head, Buffer.from(result === registerResults.done ? code : '', 'latin1')])
}
