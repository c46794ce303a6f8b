import { Undecodable } from '../../ingest/decode-readings.ts'
import type { Gateway } from '../protocols/gateway.ts'
import type { Converse, Link, Protocol } from '../protocols/protocol.ts'
import { readSl651Body } from './body.ts'
import { confirmSl651, cutSl651, decodeSl651, longestFrame, type Sl651Frame, signs } from './codec.ts'
import { sl651Elements } from './elements.ts'

/** Function codes (table B.1): 2F keeps the line (M1, no answer); 30–36 are reports that want a confirmation (M2, M3). */
const keepAlive = 0x2f
const isReport = (code: number) => code >= 0x30 && code <= 0x36
/** Packets of one M3 message, its bytes, and messages of one connection under way at once. */
const limits = { parts: 1_024, bytes: 1024 * 1024, open: 2 }

/** 水文监测数据通信规约 SL 651-2014, stations report by themselves (M1–M3) or answer what was asked (M4). */
export const sl651: Protocol = {
  id: 'sl651',
  title: '水文遥测站 SL 651',
  standard: 'SL 651-2014',
  transports: ['tcp', 'udp'],
  setting: 'sl651Port',
  addressName: '遥测站地址',
  secretName: '密码（4 位十六进制）',
  elements: sl651Elements,
  largestFrame: longestFrame,
  cut: cutSl651,
  open: converseSl651,
}

function converseSl651(gateway: Gateway, link: Link): Converse {
  const join = createJoiner()
  return async (bytes) => {
    const frame = decodeSl651(bytes)
    const binding = gateway.authenticate(frame.station, frame.password, link.remote)
    if (frame.code === keepAlive) return
    const joined = join(frame)
    if (joined === 'more') return
    if (joined === 'missing') {
      // M3: the station sends again what is missing (6.5.4).
      link.send(confirmSl651(frame, '0000', gateway.nowMs(), signs.nak))
      return
    }
    const report = readSl651Body({ ...frame, body: joined })
    await gateway.accept(
      binding,
      report.values.map(({ code, timeMs, value }) => ({ names: [code], standard: code, timeMs, value })),
    )
    if (!isReport(frame.code)) return
    const end = frame.end === signs.etb ? signs.ack : signs.esc
    link.send(confirmSl651(frame, report.serial, gateway.nowMs(), end))
  }
}

/** Puts the packets of an M3 message together: the first one carries serial and time. */
function createJoiner() {
  const open = new Map<string, { parts: Map<number, Buffer>; bytes: number }>()
  return ({ station, code, parts, body, end }: Sl651Frame): Buffer | 'more' | 'missing' => {
    if (!parts) return body
    if (parts.total > limits.parts)
      throw new Undecodable('too-large', `分包数 ${parts.total} 超过 ${limits.parts}`)
    const key = `${station}/${code}/${parts.total}`
    const held = open.get(key) ?? { parts: new Map<number, Buffer>(), bytes: 0 }
    open.delete(key)
    held.bytes += body.length - (held.parts.get(parts.number)?.length ?? 0)
    held.parts.set(parts.number, Buffer.from(body))
    if (held.bytes > limits.bytes) throw new Undecodable('too-large', `报文超过 ${limits.bytes} 字节`)
    if (held.parts.size === parts.total)
      return Buffer.concat(Array.from({ length: parts.total }, (_, i) => held.parts.get(i + 1) as Buffer))
    open.set(key, held)
    if (open.size > limits.open) open.delete(open.keys().next().value as string)
    return end === signs.etx ? 'missing' : 'more'
  }
}
