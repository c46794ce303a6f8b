import { createSocket, type RemoteInfo } from 'node:dgram'
import { createServer, type Socket } from 'node:net'
import { newId } from '../../../../kernel/ids.ts'
import { withTrace } from '../../../../kernel/log.ts'
import { Undecodable } from '../../ingest/decode-readings.ts'
import type { Gateway } from './gateway.ts'
import type { Converse, Link, Protocol } from './protocol.ts'

export interface Listener {
  readonly port: number
  stop(): Promise<void>
}

export const listenLimits = {
  /** Connections of one protocol to one process. */
  connections: 20_000,
  /** UDP peers remembered at once; the one unheard longest goes first. */
  peers: 20_000,
  /** A connection without a byte for so long is closed. */
  idleMs: 15 * 60_000,
  /** Frames of one connection that may wait to be stored before it is asked to pause. */
  waitingFrames: 64,
}

/** Feeds chunks to a conversation: frames one after another, in order; never throws, never holds more than one frame’s worth. */
export function createFeed(protocol: Protocol, gateway: Gateway, link: Link) {
  const converse = protocol.open(gateway, link)
  let rest: Buffer = Buffer.alloc(0)
  let line: Promise<void> = Promise.resolve()
  let waiting = 0
  return {
    get waiting() {
      return waiting
    },
    take: (chunk: Buffer): Promise<void> => {
      const cut = protocol.cut(rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk)
      rest = cut.rest
      if (cut.noise && cut.noise.length > 0)
        gateway.refuse('malformed', '无法识别的字节', cut.noise, link.remote)
      if (rest.length > protocol.largestFrame) {
        gateway.refuse(
          'too-large',
          `报文超过 ${protocol.largestFrame} 字节仍未结束`,
          rest.subarray(0, 2_000),
          link.remote,
        )
        rest = Buffer.alloc(0)
      }
      // What is kept must not hold the whole chunk it was cut from.
      if (rest.length > 0) rest = Buffer.from(rest)
      for (const frame of cut.frames) {
        waiting += 1
        line = line
          .then(() => handle(gateway, converse, link, frame))
          .finally(() => {
            waiting -= 1
          })
      }
      return line
    },
  }
}

async function handle(gateway: Gateway, converse: Converse, link: Link, frame: Buffer): Promise<void> {
  const { counts } = gateway
  counts.framesReceived += 1
  counts.lastFrameMs = gateway.nowMs()
  try {
    await withTrace(newId(), () => converse(frame))
  } catch (error) {
    if (error instanceof Undecodable) return gateway.refuse(error.reason, error.message, frame, link.remote)
    if (error instanceof RangeError)
      return gateway.refuse('malformed', '报文长度与内容不符', frame, link.remote)
    // Not stored: without an acknowledgement the device keeps its data and sends it again.
    gateway.parts.kernel.log.error(
      { error: (error as Error).message, protocol: gateway.protocol },
      'frame not stored',
    )
    link.end()
  }
}

/** A port free on TCP may be taken on UDP; another is tried so often when the system chooses. */
const tries = 5

/** Listens on TCP, UDP or both, on one port number; 0 lets the system choose. */
export async function listen(
  protocol: Protocol,
  gateway: Gateway,
  host: string,
  port: number,
): Promise<Listener> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await listenOnce(protocol, gateway, host, port)
    } catch (error) {
      if (port !== 0 || attempt >= tries || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE')
        throw error
    }
  }
}

async function listenOnce(
  protocol: Protocol,
  gateway: Gateway,
  host: string,
  port: number,
): Promise<Listener> {
  const stops: Array<() => Promise<void>> = []
  let chosen = port
  if (protocol.transports.includes('tcp')) {
    const tcp = await listenTcp(protocol, gateway, host, port)
    chosen = tcp.port
    stops.push(tcp.stop)
  }
  if (protocol.transports.includes('udp')) {
    const udp = await listenUdp(protocol, gateway, host, chosen).catch(async (error: Error) => {
      for (const stop of stops) await stop()
      throw error
    })
    chosen = udp.port
    stops.push(udp.stop)
  }
  return {
    port: chosen,
    stop: async () => {
      for (const stop of stops) await stop()
    },
  }
}

async function listenTcp(
  protocol: Protocol,
  gateway: Gateway,
  host: string,
  port: number,
): Promise<Listener> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const remote = socket.remoteAddress ?? ''
    if (sockets.size >= listenLimits.connections) {
      gateway.refuse('too-large', `连接数已达上限 ${listenLimits.connections}`, '', remote)
      return void socket.destroy()
    }
    sockets.add(socket)
    // One connection may speak for many devices, each of which leaves when it closes.
    socket.setMaxListeners(0)
    gateway.counts.connections = sockets.size
    socket.setKeepAlive(true, 60_000)
    socket.setTimeout(listenLimits.idleMs, () => socket.destroy())
    const feed = createFeed(protocol, gateway, {
      remote,
      send: (frame) => void (socket.writable && socket.write(frame)),
      end: () => socket.destroy(),
      onClose: (act) => void (socket.destroyed ? act() : socket.once('close', act)),
    })
    socket.on('data', (chunk) => {
      const done = feed.take(chunk)
      if (feed.waiting < listenLimits.waitingFrames) return
      socket.pause()
      void done.then(() => socket.resume())
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      gateway.counts.connections = sockets.size
    })
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(port, host, done)
  })
  return {
    port: (server.address() as { port: number }).port,
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** Somebody who sends datagrams, and what is to be done when he is forgotten. */
interface Peer {
  feed: ReturnType<typeof createFeed>
  closing: Array<() => void>
}

async function listenUdp(
  protocol: Protocol,
  gateway: Gateway,
  host: string,
  port: number,
): Promise<Listener> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  const peers = new Map<string, Peer>()
  const forget = (key: string) => {
    const peer = peers.get(key)
    peers.delete(key)
    for (const act of peer?.closing ?? []) act()
  }
  const feedOf = (peer: RemoteInfo) => {
    const key = `${peer.address} ${peer.port}`
    const known = peers.get(key)
    peers.delete(key)
    const closing: Array<() => void> = []
    const held = known ?? {
      closing,
      feed: createFeed(protocol, gateway, {
        remote: peer.address,
        send: (frame) => socket.send(frame, peer.port, peer.address),
        end: () => forget(key),
        onClose: (act) => void closing.push(act),
      }),
    }
    peers.set(key, held)
    if (peers.size > listenLimits.peers) forget(peers.keys().next().value as string)
    return held.feed
  }
  socket.on('message', (datagram, peer) => {
    const feed = feedOf(peer)
    if (feed.waiting < listenLimits.waitingFrames) void feed.take(datagram)
  })
  await new Promise<void>((done, failed) => {
    socket.once('error', failed)
    socket.bind(port, host, done)
  })
  socket.on('error', (error) =>
    gateway.parts.kernel.log.warn({ error: error.message, protocol: protocol.id }, 'datagram socket'),
  )
  return { port: socket.address().port, stop: () => new Promise((done) => socket.close(() => done())) }
}
