import { generate, type NamedOption, type ParsedPacket } from 'coap-packet'

/** What is answered to a request. */
export interface Reply {
  code: string
  payload: string
  /** Content-Format of the payload; plain text when absent. */
  format?: number
  /** Sequence of the Observe option (RFC 7641, 2); absent: nobody observes. */
  observe?: Buffer
  /** Block1 option that repeats the last block (RFC 7959, 2.9). */
  block?: Buffer
}

/** A message id is not used again for so long (RFC 7252, 4.8.2: EXCHANGE_LIFETIME). */
const lifetimeMs = 247_000
/** Exchanges of one peer remembered at once. */
const mostRemembered = 64

/**
 * Requests and answers of one peer (RFC 7252, 4.2–4.5): a request that comes again with its message id is answered with
 * the same answer and carried out once. The answer rides on the acknowledgement, which therefore waits for the commit; a
 * client repeats its request after two seconds and more (4.8) until then.
 */
export function createExchange(nowMs: () => number, send: (frame: Buffer) => void) {
  const known = new Map<number, { atMs: number; answer: Buffer | null }>()
  let ownId = Math.floor(Math.random() * 0xffff)
  return {
    answer: async (packet: ParsedPacket, carryOut: () => Promise<Reply>): Promise<void> => {
      if (packet.ack || packet.reset) return
      // A ping: an empty confirmable message is answered with a reset (4.3).
      if (packet.code === '0.00')
        return packet.confirmable
          ? send(generate({ messageId: packet.messageId, code: '0.00', reset: true }))
          : undefined
      const before = known.get(packet.messageId)
      if (before && nowMs() - before.atMs < lifetimeMs) {
        if (before.answer) send(before.answer)
        return
      }
      const exchange = { atMs: nowMs(), answer: null as Buffer | null }
      known.delete(packet.messageId)
      known.set(packet.messageId, exchange)
      if (known.size > mostRemembered) known.delete(known.keys().next().value as number)
      try {
        const reply = await carryOut()
        ownId = (ownId + 1) & 0xffff
        exchange.answer = encode(packet, reply, ownId)
        send(exchange.answer)
      } catch (error) {
        // Nothing was stored: the request may come again and is then tried again.
        known.delete(packet.messageId)
        send(encode(packet, { code: '5.03', payload: '' }, ownId))
        throw error
      }
    },
  }
}

function encode(
  packet: ParsedPacket,
  { code, payload, format, block, observe }: Reply,
  ownId: number,
): Buffer {
  const options: NamedOption[] = observe ? [{ name: 'Observe', value: observe }] : []
  if (payload !== '')
    options.push({ name: 'Content-Format', value: format ? Buffer.from([format]) : Buffer.alloc(0) })
  if (block) options.push({ name: 'Block1', value: block })
  return generate({
    ...{ code, token: packet.token, options, payload: Buffer.from(payload) },
    ...(packet.confirmable ? { ack: true, messageId: packet.messageId } : { messageId: ownId }),
  })
}
