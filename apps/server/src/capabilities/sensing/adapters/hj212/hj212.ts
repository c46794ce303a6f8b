import { Undecodable } from '../../ingest/decode-readings.ts'
import type { Gateway } from '../protocols/gateway.ts'
import type { Converse, DeviceValue, Link, Protocol } from '../protocols/protocol.ts'
import {
  answerHj212,
  cutHj212,
  decodeHj212,
  encodeHj212,
  type Hj212Packet,
  type Hj212Value,
  longestSegment,
  readHj212Values,
  wantsAnswer,
} from './codec.ts'
import { createCommandLine } from './command-line.ts'
import { hj212Elements } from './elements.ts'

/** Commands that upload values (HJ 212-2017, 6.6.6, table 9), and the period of a datastream each suits. */
const uploads: Record<string, { kind: string; suits: (seconds: number) => boolean } | undefined> = {
  '2011': { kind: 'Rtd', suits: (seconds) => seconds < 3_600 },
  '2051': { kind: 'Avg', suits: (seconds) => seconds >= 300 && seconds < 3_600 },
  '2061': { kind: 'Avg', suits: (seconds) => seconds >= 3_600 && seconds < 86_400 },
  '2031': { kind: 'Avg', suits: (seconds) => seconds >= 86_400 },
}
/** Split uploads of one connection under way at once. */
const mostUploads = 8

/** 污染物在线监控（监测）系统数据传输标准 HJ 212-2017, the 2005 edition’s packets included. */
export const hj212: Protocol = {
  id: 'hj212',
  title: '环保 HJ 212 数采仪',
  standard: 'HJ 212-2017',
  transports: ['tcp'],
  setting: 'hj212Port',
  addressName: '设备唯一标识 MN',
  secretName: '访问密码 PW',
  elements: hj212Elements,
  largestFrame: longestSegment + 12,
  cut: cutHj212,
  open: (gateway, link) => converseHj212(gateway, link),
}

function converseHj212(gateway: Gateway, link: Link): Converse {
  const date = createDating()
  const commands = createCommandLine(gateway, link)
  return async (frame) => {
    const packet = decodeHj212(frame)
    const binding = gateway.authenticate(packet.mn, packet.pw, link.remote)
    await commands.hear(binding, packet)
    if (commands.take(packet)) return
    const upload = uploads[packet.cn]
    if (upload)
      await gateway.accept(
        binding,
        readHj212Values(date(packet)).map((one) => toValue(packet.cn, one)),
      )
    if (wantsAnswer(packet)) link.send(encodeHj212(answerHj212(packet)))
  }
}

/**
 * Each part of a split upload (6.3.2, PNUM and PNO) is stored before it is answered; one that does not repeat DataTime
 * has that of the part before it.
 */
function createDating() {
  const known = new Map<string, string>()
  return ({ parts, mn, qn, cn, cp }: Hj212Packet): string => {
    if (!parts) return cp
    const key = `${mn}/${qn}/${cn}`
    const own = /(?:^|;)(DataTime=\d+)/.exec(cp)?.[1]
    const time = own ?? known.get(key)
    if (time === undefined)
      throw new Undecodable('malformed', `分包 ${parts.number} 之前没有带 DataTime 的分包`)
    known.delete(key)
    if (parts.number < parts.total) known.set(key, time)
    if (known.size > mostUploads) known.delete(known.keys().next().value as string)
    return own ? cp : `${time};${cp}`
  }
}

function toValue(cn: string, { factor, kind, value, timeMs }: Hj212Value): DeviceValue {
  const usual = uploads[cn]
  const isUsual = usual?.kind === kind
  return {
    names: [`${factor}-${kind}@${cn}`, `${factor}-${kind}`, ...(isUsual ? [factor] : [])],
    standard: isUsual ? factor : null,
    timeMs,
    value,
    suits: usual?.suits,
  }
}
