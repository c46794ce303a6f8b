import type { CommandPacket } from '../../commands/deliver.ts'
import type { Binding } from '../protocols/bindings.ts'
import { createPending, listenForCommands } from '../protocols/downlink.ts'
import type { Gateway } from '../protocols/gateway.ts'
import type { Link } from '../protocols/protocol.ts'
import { encodeHj212, type Hj212Packet } from './codec.ts'
import { readAnswerPairs, readOutcome, toBeijingDigits, toHj212Request } from './commands.ts'

interface Sent {
  commandId: string
  thingId: string
  cn: string
  result?: Record<string, string>
}

/** Version of the packet (6.3.2, table 3: HJ 212-2017) and the wish for an answer. */
const requestFlag = 5

/**
 * Requests of the platform to the devices of one connection: each gets 9011 when it is taken up and 9012 with its outcome;
 * what it asked for comes in between under the number of the request.
 */
export function createCommandLine(gateway: Gateway, link: Link) {
  const sent = createPending<string, Sent>()
  const listen = listenForCommands(gateway.parts, link)
  let lastQnMs = 0
  /** Request numbers are instants and must differ. */
  const takeQn = () => {
    lastQnMs = Math.max(gateway.nowMs(), lastQnMs + 1)
    return `${toBeijingDigits(lastQnMs)}${String(lastQnMs % 1000).padStart(3, '0')}`
  }
  const send = (binding: Binding, from: Hj212Packet, { commandId, name, input }: CommandPacket): boolean => {
    const { thingId } = binding
    try {
      const request = toHj212Request(name, input, gateway.nowMs())
      if (!request) throw new Error(`HJ 212 没有“${name}”的命令`)
      const qn = takeQn()
      const { st, pw, mn } = from
      sent.add(qn, { commandId, thingId, cn: request.cn })
      link.send(encodeHj212({ qn, st, pw, mn, flag: requestFlag, parts: null, ...request }))
    } catch (error) {
      confirm({ commandId, thingId }, { status: 'failed', error: (error as Error).message })
    }
    return true
  }
  const confirm = (
    { commandId, thingId }: Pick<Sent, 'commandId' | 'thingId'>,
    outcome: Parameters<typeof gateway.parts.delivery.answer>[2],
  ) => {
    const { delivery, kernel } = gateway.parts
    delivery
      .answer(thingId, commandId, outcome)
      .catch((error: Error) => kernel.log.error({ error: error.message }, 'answer to a command not stored'))
  }
  return {
    /** The device of a packet may be told something from now on. */
    hear: (binding: Binding, packet: Hj212Packet) =>
      listen(binding.thingId, (command) => send(binding, packet, command)),
    /** Takes an answer to a request; false when the packet is none. */
    take: (packet: Hj212Packet): boolean => {
      const open = sent.find(packet.qn)
      const outcome = readOutcome(packet.cn, packet.cp)
      if (!outcome) {
        if (!open || open.cn !== packet.cn || packet.cp.includes('DataTime=')) return false
        open.result = readAnswerPairs(packet.cp)
        return true
      }
      if (!open) return true
      if (outcome.status !== 'accepted') sent.take(packet.qn)
      const isDone = outcome.status === 'succeeded' && open.result !== undefined
      confirm(open, isDone ? { ...outcome, result: open.result as Record<string, unknown> } : outcome)
      return true
    },
  }
}
