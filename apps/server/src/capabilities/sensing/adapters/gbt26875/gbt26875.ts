import { Undecodable } from '../../ingest/decode-readings.ts'
import type { Binding } from '../protocols/bindings.ts'
import type { Gateway } from '../protocols/gateway.ts'
import type { Converse, DeviceValue, Link, Protocol } from '../protocols/protocol.ts'
import { answerGbt26875, commands, cutGbt26875, decodeGbt26875, longestFrame } from './codec.ts'
import { gbt26875Elements, stateBits } from './elements.ts'
import { dataTypes, type FireObject, readFireObjects } from './objects.ts'

/** 城市消防远程监控系统 报警传输网络通信协议 GB/T 26875.3-2011. */
export const gbt26875: Protocol = {
  id: 'gbt26875',
  title: '消防用户信息传输装置 GB/T 26875.3',
  standard: 'GB/T 26875.3-2011',
  transports: ['tcp', 'udp'],
  setting: 'gbt26875Port',
  addressName: '源地址（12 位十六进制），部件为 源地址/系统.系统地址.部件类型.部件地址',
  secretName: null,
  elements: gbt26875Elements,
  largestFrame: longestFrame,
  cut: cutGbt26875,
  open: converseGbt26875,
}

function converseGbt26875(gateway: Gateway, link: Link): Converse {
  return async (frame) => {
    const packet = decodeGbt26875(frame)
    const answer = (command: number) => link.send(answerGbt26875(packet, command, gateway.nowMs()))
    try {
      const unit = gateway.admit(packet.source, link.remote)
      // Confirmations and denials of what this side sent want no answer (6.2).
      if (packet.command === commands.confirm || packet.command === commands.deny) return
      if (packet.command !== commands.send && packet.command !== commands.answer)
        throw new Undecodable('wrong-type', `不接受命令 ${packet.command}`)
      for (const object of packet.data.length > 0 ? readFireObjects(packet.data) : []) {
        const own =
          object.of === null
            ? undefined
            : gateway.parts.bindings.find('gbt26875', `${packet.source}/${object.of}`)
        await take(gateway, own ?? unit, object, own !== undefined)
      }
      if (packet.command === commands.send) answer(commands.confirm)
    } catch (error) {
      if (error instanceof Undecodable || error instanceof RangeError) answer(commands.deny)
      throw error
    }
  }
}

/**
 * A component without a thing of its own speaks through the transmitter, and can only raise a state there: that one detector
 * is quiet does not end the fire another one reports. States end with those of the system or the transmitter.
 */
async function take(gateway: Gateway, binding: Binding, object: FireObject, own: boolean): Promise<void> {
  const { of, timeMs, state, measured, type } = object
  const names = (code: string) => (of === null ? [code] : [`${code}@${of}`, code])
  const values: DeviceValue[] = []
  if (measured) {
    const code = `value-${measured.kind}`
    values.push({ names: names(code), standard: code, timeMs, value: measured.value })
  }
  const mayEnd = own || type !== dataTypes.componentState
  for (const [bit, code] of state === null ? [] : (stateBits[type] ?? [])) {
    const value = ((state as number) >> bit) & 1
    if (value === 1 || mayEnd) values.push({ names: names(code), standard: code, timeMs, value })
  }
  if (values.length > 0) await gateway.accept(binding, values)
}
