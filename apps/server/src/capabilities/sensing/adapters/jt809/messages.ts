import { Undecodable } from '../../ingest/decode-readings.ts'
import { type Location, readLocation } from '../jt808/messages.ts'
import { fromBeijing } from '../protocols/device-time.ts'
import type { Edition } from './codec.ts'

/** Message ids this side knows (JT/T 809-2019, 6.2; the main link). */
export const messageIds = {
  login: 0x1001,
  loginAnswer: 0x1002,
  logout: 0x1003,
  logoutAnswer: 0x1004,
  linkTest: 0x1005,
  linkTestAnswer: 0x1006,
  disconnectInform: 0x1007,
  closeInform: 0x1008,
  exchange: 0x1200,
} as const

/** Sub-messages of the dynamic exchange 0x1200 (8.3). */
export const exchangeIds = { register: 0x1201, location: 0x1202, history: 0x1203 } as const

/** Results of the login answer 0x1002 (7.2.1.2). */
export const loginResults = {
  done: 0,
  wrongAddress: 1,
  wrongAccessCode: 2,
  unknownUser: 3,
  wrongPassword: 4,
  busy: 5,
  other: 6,
} as const

const gbk = new TextDecoder('gbk')
const readText = (bytes: Buffer) => (gbk.decode(bytes).split('\0')[0] as string).trim()

export interface Login {
  userId: number
  password: string
}

/** Login 0x1001 and logout 0x1003 begin alike. */
export function readLogin(body: Buffer): Login {
  if (body.length < 12) throw new Undecodable('malformed', '登录消息过短')
  return { userId: body.readUInt32BE(0), password: readText(body.subarray(4, 12)) }
}

/** Body of 0x1002: result and the verify code of the subordinate link. */
export function loginAnswerBody(result: number, verifyCode: number): Buffer {
  const body = Buffer.alloc(5)
  body[0] = result
  body.writeUInt32BE(verifyCode, 1)
  return body
}

/** A dynamic exchange 0x1200 (8.3.1): which vehicle, and what about it. */
export interface Exchange {
  plate: string
  colour: number
  dataType: number
  data: Buffer
}

export function readExchange(body: Buffer): Exchange {
  if (body.length < 28) throw new Undecodable('malformed', '动态信息交换消息过短')
  const length = body.readUInt32BE(24)
  if (28 + length !== body.length)
    throw new Undecodable('malformed', `后续数据长度不符：报文 ${length}，实际 ${body.length - 28}`)
  return {
    plate: readText(body.subarray(0, 21)),
    colour: body[21] as number,
    dataType: body.readUInt16BE(22),
    data: body.subarray(28),
  }
}

/** Bytes of one position of 2011 (table 17). */
const oldBytes = 36
/** What stands around the position of 2019 (8.3.2.2): encryption, length; three platforms with their alarms. */
const newHead = 5
const newTail = 45

/** Positions of 0x1202 and 0x1203, in the words of JT/T 808. */
export function readPositions({ dataType, data }: Exchange, edition: Edition): Location[] {
  const isBatch = dataType === exchangeIds.history
  const count = isBatch ? (data[0] ?? 0) : 1
  const locations: Location[] = []
  let at = isBatch ? 1 : 0
  for (let i = 0; i < count; i++) {
    const bytes = edition === 2011 ? oldBytes : newLength(data, at)
    const part = data.subarray(at, at + bytes)
    if (part.length < bytes) throw new Undecodable('malformed', `应有 ${count} 个位置，只有 ${i} 个`)
    if (part[0] === 1) throw new Undecodable('wrong-type', '不支持国家密码局加密的坐标')
    locations.push(edition === 2011 ? readOld(part) : readLocation(part.subarray(newHead, -newTail)))
    at += bytes
  }
  if (at !== data.length) throw new Undecodable('malformed', `位置之后多出 ${data.length - at} 字节`)
  return locations
}

function newLength(data: Buffer, at: number): number {
  return newHead + data.readUInt32BE(at + 1) + newTail
}

/** A position of 2011 (table 17): day, month, year; speed and mileage in whole numbers. */
function readOld(part: Buffer): Location {
  const [day, month, hour, minute, second] = [1, 2, 5, 6, 7].map((at) => part[at] as number)
  const [speed, recorded, mileage] = [part.readUInt16BE(16), part.readUInt16BE(18), part.readUInt32BE(20)]
  const state = part.readUInt32BE(28)
  const items = new Map([
    [0x01, toBytes(mileage * 10, 4)],
    [0x03, toBytes(recorded * 10, 2)],
  ])
  return {
    alarm: part.readUInt32BE(32),
    status: state,
    lon: part.readUInt32BE(8) / 1e6,
    lat: part.readUInt32BE(12) / 1e6,
    altitudeM: part.readUInt16BE(26),
    speedKmH: speed,
    headingDeg: part.readUInt16BE(24) % 360,
    timeMs: fromBeijing(
      part.readUInt16BE(3),
      month as number,
      day as number,
      hour as number,
      minute as number,
      second as number,
    ),
    fixed: (state & 2) !== 0,
    items,
  }
}

function toBytes(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntBE(Math.min(value, 2 ** (8 * bytes) - 1), 0, bytes)
  return buffer
}
