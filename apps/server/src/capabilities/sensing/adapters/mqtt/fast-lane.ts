import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { inTurn } from '../../../../kernel/in-turn.ts'
import type { Waiter } from '../../ingest/record-observations.ts'

/** What the lane asks of the broker beside it. */
export interface LaneUser {
  /** Whether a packet on this topic goes down the lane; once it does it always will. */
  takes(topic: string): boolean
  /** Tells the waiter once that the packet may be acknowledged, or that the connection must end. */
  accept(topic: string, payload: Buffer, waiter: Waiter): void
  /** A packet went down the lane: the client is alive. */
  alive(): void
}

const publishQos0 = 0x30
const publishQos1 = 0x32
/** The DUP flag; a repeated packet is stored once anyway. */
const dup = 0x08
/** Packets taken and not yet acknowledged, for each connection; more are not read from the network. */
const mostInFlight = 2_000
const largestPacket = 8 * 1024 * 1024
/** More than this at once waits for its turn, bytes; it takes about a millisecond. */
const longChunk = 16 * 1024

/**
 * A connection between the network and the broker. PUBLISH packets of readings (QoS 0 or 1, not retained) are taken out
 * on the way: they are for the platform alone, and the broker’s own machinery costs several times what storing a
 * reading does. Everything else passes unchanged. PUBACKs go out in the order of the packets (MQTT 3.1.1, 4.6).
 */
export class FastLane extends Duplex {
  readonly #socket: Socket
  #user: LaneUser | undefined
  #rest: Buffer | null = null
  #topics = new Set<string>()
  #inFlight: InFlight[] = []
  #flushing = false
  /** Chunks that wait for their turn. */
  #turns = 0

  constructor(socket: Socket) {
    super({ allowHalfOpen: false })
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => {
      if (chunk.length < longChunk && this.#turns === 0) this.#split(chunk)
      else this.#splitInTurn(chunk)
    })
    socket.on('end', () => inTurn(() => this.push(null)))
    socket.on('error', (error) => this.destroy(error))
    socket.on('close', () => this.destroy())
  }

  /** Opens the lane, once the broker knows its client. */
  open(user: LaneUser): void {
    this.#user = user
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress
  }

  get remotePort(): number | undefined {
    return this.#socket.remotePort
  }

  override _read(): void {
    if (this.#inFlight.length < mostInFlight) this.#socket.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done)
  }

  /** A packet the broker writes in parts goes out whole. */
  override _writev(parts: Array<{ chunk: Buffer }>, done: (error?: Error | null) => void): void {
    this.#socket.write(Buffer.concat(parts.map((part) => part.chunk)), done)
  }

  override _final(done: () => void): void {
    this.#socket.end(done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }

  /** Little more is read before it had its turn; what is has its turn after it. */
  #splitInTurn(chunk: Buffer): void {
    this.#turns++
    this.#socket.pause()
    inTurn(() => {
      this.#turns--
      if (this.destroyed) return
      this.#socket.resume()
      this.#split(chunk)
    })
  }

  /** Cuts what arrived into packets (MQTT 3.1.1, 2.2) and sorts them. */
  #split(chunk: Buffer): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk
    let at = 0
    let passed = 0
    while (at < bytes.length) {
      const packet = measure(bytes, at)
      if (!packet) break
      if (this.#user && this.#take(bytes, at, packet)) {
        this.#pass(bytes, passed, at)
        passed = packet.end
      }
      at = packet.end
    }
    this.#pass(bytes, passed, at)
    this.#rest = at < bytes.length ? bytes.subarray(at) : null
    if (this.#rest && isTooLong(this.#rest)) {
      this.destroy()
      return
    }
    if (this.#inFlight.length >= mostInFlight) this.#socket.pause()
  }

  #pass(bytes: Buffer, from: number, to: number): void {
    if (to > from && !this.push(bytes.subarray(from, to))) this.#socket.pause()
  }

  #take(bytes: Buffer, at: number, { body, end }: Packet): boolean {
    const kind = (bytes[at] as number) & ~dup
    if (kind !== publishQos1 && kind !== publishQos0) return false
    const topicEnd = body + 2 + bytes.readUInt16BE(body)
    const payloadAt = kind === publishQos1 ? topicEnd + 2 : topicEnd
    if (payloadAt > end) return false
    const topic = bytes.toString('utf8', body + 2, topicEnd)
    if (!this.#takesTopic(topic)) return false
    this.#accept(
      topic,
      bytes.subarray(payloadAt, end),
      kind === publishQos1 ? bytes.readUInt16BE(topicEnd) : 0,
    )
    return true
  }

  #takesTopic(topic: string): boolean {
    if (this.#topics.has(topic)) return true
    // Not remembered when it does not: a client that publishes before it is admitted is asked about again.
    if (!this.#user?.takes(topic)) return false
    if (this.#topics.size > 1_000) this.#topics.clear()
    this.#topics.add(topic)
    return true
  }

  #accept(topic: string, payload: Buffer, id: number): void {
    const user = this.#user as LaneUser
    const waiting = new InFlight(this, id)
    this.#inFlight.push(waiting)
    user.alive()
    user.accept(topic, payload, waiting)
  }

  /** Many packets are stored together: their acknowledgements go out in one write. */
  flushSoon(): void {
    if (this.#flushing) return
    this.#flushing = true
    setImmediate(() => {
      this.#flushing = false
      this.#flush()
    })
  }

  #flush(): void {
    let done = 0
    while (this.#inFlight[done]?.done) done++
    if (done === 0 || this.destroyed) return
    const ready = this.#inFlight.splice(0, done).filter((one) => one.id > 0)
    const acks = Buffer.allocUnsafe(ready.length * 4)
    ready.forEach((one, i) => {
      acks.writeUInt16BE(0x4002, i * 4)
      acks.writeUInt16BE(one.id, i * 4 + 2)
    })
    if (ready.length > 0) this.#socket.write(acks)
    if (this.#inFlight.length < mostInFlight) this.#socket.resume()
  }
}

/** A packet taken and not yet acknowledged; one of QoS 0 has the id 0. */
class InFlight implements Waiter {
  readonly #lane: FastLane
  readonly id: number
  done = false

  constructor(lane: FastLane, id: number) {
    this.#lane = lane
    this.id = id
  }

  stored(): void {
    this.done = true
    this.#lane.flushSoon()
  }

  failed(): void {
    this.#lane.destroy()
  }
}

/** A length no packet may have, or more than this platform holds in memory for one. */
function isTooLong(rest: Buffer): boolean {
  const length = measureLength(rest, 1)
  return length === 'malformed' || (length !== null && length.value > largestPacket)
}

interface Packet {
  /** Where the variable header begins. */
  body: number
  end: number
}

function measure(bytes: Buffer, at: number): Packet | null {
  const length = measureLength(bytes, at + 1)
  if (length === null || length === 'malformed') return null
  const end = length.next + length.value
  return end <= bytes.length ? { body: length.next, end } : null
}

/** The remaining length (MQTT 3.1.1, 2.2.3): up to four bytes of seven bits; null while bytes are missing. */
function measureLength(bytes: Buffer, at: number): { value: number; next: number } | 'malformed' | null {
  let value = 0
  for (let i = 0; i < 4; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) return null
    value += (byte & 0x7f) * 128 ** i
    if (byte < 0x80) return { value, next: at + i + 1 }
  }
  return 'malformed'
}
