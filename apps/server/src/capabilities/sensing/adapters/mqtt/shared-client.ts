import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectSecure } from 'node:tls'
import mqttPacket, { type IConnackPacket, type IPublishPacket, type Packet } from 'mqtt-packet'

export interface SharedClientOptions {
  /** `mqtt://` or `mqtts://`, with user name and password when the broker asks for them. */
  url: string
  clientId: string
  topics: readonly string[]
  /** Packets delivered and not yet acknowledged. */
  receiveMaximum: number
  /** Resolves when the packet may be acknowledged; when it rejects, the connection is made anew and brings it again. */
  accept(packet: IPublishPacket): Promise<void>
  onState(state: 'joined' | 'lost', detail: string): void
}

export interface SharedClient {
  readonly connected: boolean
  stop(): Promise<void>
}

const keepaliveSeconds = 30
const reconnectMs = 1_000
const sessionSeconds = 86_400

/**
 * A subscriber of MQTT 5 that acknowledges when told, many packets at a time. The client library of this project hands
 * packets over one after another and waits for each, which would make every reading wait for a transaction of its own.
 */
export function openSharedClient(options: SharedClientOptions): SharedClient {
  let stopped = false
  let current: Socket | undefined
  let connected = false
  let again: NodeJS.Timeout | undefined
  const open = () => {
    const socket = dial(options.url)
    current = socket
    const session = runSession(socket, options, () => {
      connected = true
    })
    socket.once('close', () => {
      session.stop()
      if (connected) options.onState('lost', session.reason())
      connected = false
      if (!stopped) again = setTimeout(open, reconnectMs)
    })
  }
  open()
  return {
    get connected() {
      return connected
    },
    stop: async () => {
      stopped = true
      clearTimeout(again)
      const socket = current
      if (!socket || socket.destroyed) return
      await new Promise<void>((done) => {
        socket.once('close', () => done())
        if (connected) socket.end(mqttPacket.generate({ cmd: 'disconnect', reasonCode: 0 }, version))
        setTimeout(() => socket.destroy(), connected ? 500 : 0)
      })
    },
  }
}

const version = { protocolVersion: 5 }

function dial(url: string): Socket {
  const { protocol, hostname: host, port } = new URL(url)
  const secure = protocol === 'mqtts:'
  const at = { host, port: Number(port || (secure ? 8883 : 1883)) }
  const socket = secure ? connectSecure({ ...at, servername: host }) : connectPlain(at)
  socket.once(secure ? 'secureConnect' : 'connect', () => socket.emit('dialled'))
  return socket
}

function runSession(socket: Socket, options: SharedClientOptions, onJoined: () => void) {
  const parser = mqttPacket.parser(version)
  let reason = ''
  let lastHeard = Date.now()
  const send = (packet: Packet) => {
    if (!socket.destroyed) socket.write(mqttPacket.generate(packet, version))
  }
  const ping = setInterval(
    () => {
      if (Date.now() - lastHeard > keepaliveSeconds * 1_500) socket.destroy(new Error('no answer to a ping'))
      else send({ cmd: 'pingreq' })
    },
    (keepaliveSeconds * 1_000) / 2,
  )
  const handle = (packet: Packet) => {
    if (packet.cmd === 'connack') return joined(packet)
    if (packet.cmd === 'suback') {
      const refused = (packet.granted as number[]).find((code) => code >= 0x80)
      if (refused !== undefined) socket.destroy(new Error(`subscription refused: ${refused}`))
    }
    if (packet.cmd === 'disconnect') reason = `the broker disconnected: ${packet.reasonCode}`
    if (packet.cmd === 'publish') take(packet)
  }
  const joined = ({ reasonCode }: IConnackPacket) => {
    if (reasonCode !== 0) return socket.destroy(new Error(`sign-in refused: ${reasonCode}`))
    onJoined()
    options.onState('joined', '')
    const subscriptions = options.topics.map((topic) => ({ topic, qos: 1 as const }))
    send({ cmd: 'subscribe', messageId: 1, subscriptions })
  }
  const take = (packet: IPublishPacket) => {
    options.accept(packet).then(
      () => {
        if (packet.qos === 1) send({ cmd: 'puback', messageId: packet.messageId, reasonCode: 0 })
      },
      (error: Error) => socket.destroy(error),
    )
  }
  socket.once('dialled', () => send(connectPacket(options)))
  socket.on('error', (error) => {
    reason = error.message
  })
  socket.on('data', (chunk: Buffer) => {
    lastHeard = Date.now()
    parser.parse(chunk)
  })
  parser.on('packet', handle)
  parser.on('error', (error) => socket.destroy(error))
  return { stop: () => clearInterval(ping), reason: () => reason }
}

function connectPacket({ url, clientId, receiveMaximum }: SharedClientOptions): Packet {
  const { username, password } = new URL(url)
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 5,
    clientId,
    clean: false,
    keepalive: keepaliveSeconds,
    properties: { sessionExpiryInterval: sessionSeconds, receiveMaximum },
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: Buffer.from(decodeURIComponent(password)) } : {}),
  }
}
