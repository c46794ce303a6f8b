import { generate, type ParsedPacket } from 'coap-packet'
import type { CommandPacket } from '../../commands/deliver.ts'
import { parseJson, Undecodable } from '../../ingest/decode-readings.ts'
import type { Gateway } from '../protocols/gateway.ts'
import type { Link } from '../protocols/protocol.ts'
import type { Reply } from './exchange.ts'

const json = 50
export const commandsPath = /^commands(?:\/([0-9a-f-]{36}))?$/

/**
 * Commands over CoAP. `GET /commands` answers what waits, and with Observe 0 (RFC 7641) what comes as well; the same rides on
 * the answer to `POST /telemetry?commands`, for devices that sleep in between. `POST /commands/{id}` says what became of one.
 */
export function createCommandResource(gateway: Gateway, link: Link) {
  const { downlink, delivery } = gateway.parts
  const observed = new Map<string, () => void>()
  link.onClose(() => {
    for (const leave of observed.values()) leave()
  })
  /** Takes what waits for a thing now. */
  const collect = async (thingId: string): Promise<CommandPacket[]> => {
    const packets: CommandPacket[] = []
    const leave = downlink.join(thingId, (packet) => packets.push(packet) > 0)
    try {
      await delivery.wake(thingId)
    } finally {
      leave()
    }
    return packets
  }
  const observe = (thingId: string, token: Buffer) => {
    let sequence = 1
    observed.get(thingId)?.()
    observed.set(
      thingId,
      downlink.join(thingId, (packet) => {
        sequence = (sequence + 1) & 0xffffff
        const options = [
          { name: 'Observe', value: toUint(sequence) },
          { name: 'Content-Format', value: Buffer.from([json]) },
        ]
        const messageId = Math.floor(Math.random() * 0xffff)
        const payload = Buffer.from(JSON.stringify([packet]))
        link.send(generate({ code: '2.05', token, messageId, confirmable: false, options, payload }))
        return true
      }),
    )
  }
  return {
    collect,
    /** GET /commands. */
    read: async (thingId: string, packet: ParsedPacket): Promise<Reply> => {
      const wish = packet.options.find((one) => String(one.name) === 'Observe')?.value
      const packets = await collect(thingId)
      const register = wish !== undefined && (wish.length === 0 || wish[0] === 0)
      if (register) observe(thingId, packet.token)
      else if (wish !== undefined) {
        observed.get(thingId)?.()
        observed.delete(thingId)
      }
      const reply: Reply = { code: '2.05', payload: JSON.stringify(packets), format: json }
      return register ? { ...reply, observe: toUint(1) } : reply
    },
    /** POST /commands/{id}. */
    answer: async (thingId: string, commandId: string, payload: Buffer): Promise<Reply> => {
      const { status, result, error } = parseJson(payload.toString('utf8')) as Record<string, unknown>
      if (status !== 'accepted' && status !== 'succeeded' && status !== 'failed')
        throw new Undecodable('malformed', 'status 应为 accepted、succeeded 或 failed')
      const isKnown = await delivery.answer(thingId, commandId, {
        status,
        ...(typeof result === 'object' && result !== null
          ? { result: result as Record<string, unknown> }
          : {}),
        ...(typeof error === 'string' ? { error } : {}),
      })
      return isKnown ? { code: '2.04', payload: '' } : { code: '4.04', payload: '没有这条命令，或已结束' }
    },
  }
}

/** An unsigned number in as few bytes as it needs (RFC 7252, 3.2). */
function toUint(value: number): Buffer {
  const bytes = [value >> 16, value >> 8, value].map((one) => one & 0xff)
  return Buffer.from(bytes.slice(bytes.findIndex((one) => one !== 0)))
}
