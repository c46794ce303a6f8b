import { createServer, type Server } from 'node:net'
import { createServer as createSecureServer, type Server as TlsServer } from 'node:tls'
import { Aedes, type AuthenticateError } from 'aedes'
import { newId } from '../../../../kernel/ids.ts'
import { withTrace } from '../../../../kernel/log.ts'
import { createGate, type Gate, type Newcomer } from '../../admission/admit.ts'
import type { Attempts } from '../../admission/attempts.ts'
import type { DeviceAuthority } from '../../admission/authority.ts'
import { reportIncident } from '../../admission/quarantine.ts'
import type { LiveSession } from '../../admission/rules.ts'
import { openSharedSessions } from '../../admission/shared-sessions.ts'
import type { Rejections } from '../../ingest/rejections.ts'
import type { HeldCredential } from '../../things/credentials.ts'
import type { SensorThingsParts } from '../sensorthings/request.ts'
import { createDeviceTopics, type DeviceTopicParts } from './device-topics.ts'
import { FastLane } from './fast-lane.ts'
import { createOpenTopics } from './open-topics.ts'
import { joinOutsideBroker } from './outside-broker.ts'
import { isReadingTopic, originOf, receive, receiveReadings, touch } from './receive.ts'
import { addressOf, createSessions, type DeviceClient, fingerprintOf, type Sessions } from './sessions.ts'
import { startUpdates, type Updates } from './subscribe.ts'

export interface MqttAdapter {
  readonly port: number
  /** MQTT over TLS. */
  readonly securePort: number
  readonly clients: number
  stop(): Promise<void>
}

export interface MqttParts extends DeviceTopicParts, SensorThingsParts {
  rejections: Rejections
  attempts: Attempts
  authority: DeviceAuthority
}

/**
 * MQTT 3.1.1 in the process, plain and over TLS. A device signs in with its credential and publishes Observations on the
 * topics of SensorThings (OGC 18-088, 14.2), or by property names on its own topics (`device-topics.ts`). The broker answers PUBACK
 * only after the readings are committed. A payload that cannot be read is acknowledged and set aside, for sending it again
 * would not help; a topic that is not the device’s own ends the connection, as MQTT 3.1.1 (3.3.5) provides.
 */
export async function startMqtt(parts: MqttParts): Promise<MqttAdapter> {
  const { kernel, credentials, authority, channels } = parts
  const broker = await Aedes.createBroker({
    id: `civitas-${newId()}`,
    heartbeatInterval: 60_000,
    queueLimit: 2_000,
  })
  const shared = await openSharedSessions(kernel)
  const sessions = createSessions(shared.release)
  const gate = createGate(kernel, credentials, sessions, shared, (credential, newcomer, live) =>
    reportClone(parts, credential, newcomer, live),
  )
  const topics = createDeviceTopics(parts)
  const updates = startUpdates(parts, broker)
  const open = createOpenTopics(kernel)
  const isUpdate = broker.authorizeForward
  broker.authorizeForward = (client, packet) => {
    if (open.isOpen(client as DeviceClient)) return open.forward(client as DeviceClient, packet)
    return channels.isOwn(packet.payload) ? packet : isUpdate(client, packet)
  }
  broker.preConnect = (client, packet, done) => {
    ;(client as DeviceClient).keepaliveSeconds = packet.keepalive ?? 0
    done(null, true)
  }
  broker.authenticate = (client, name, key, done) => {
    if (open.admit(client as DeviceClient, name ?? '')) return done(null, true)
    void authenticate(parts, gate, sessions, updates, client, name ?? '', key?.toString() ?? '').then(
      (refusal) => done(refusal, refusal === null),
      () => done(refusalOf(3, 'server unavailable'), false),
    )
  }
  broker.authorizePublish = (client, packet, done) => {
    if (!client) return done(null)
    if (open.isOpen(client as DeviceClient) && open.may(packet.topic)) return done(null)
    withTrace(
      newId(),
      () => void receive(parts, topics, client as DeviceClient, packet).then(() => done(null), done),
    )
  }
  broker.authorizeSubscribe = async (client, subscription, done) => {
    const { credential } = client as DeviceClient
    if (open.isOpen(client as DeviceClient) && open.may(subscription.topic)) return done(null, subscription)
    const device = credential && topics.parse(credential, subscription.topic)
    if (typeof device === 'object' && topics.maySubscribe(device)) return done(null, subscription)
    if (await updates.subscribe(client as DeviceClient, subscription)) return done(null, subscription)
    parts.rejections.add({
      ...originOf(client as DeviceClient, subscription.topic),
      reason: 'wrong-topic',
      detail: '不能订阅此主题',
      payload: '',
    })
    done(null, null)
  }
  broker.on('subscribe', (subscriptions, client) => {
    const { credential } = client as DeviceClient
    for (const { topic } of credential ? subscriptions : []) {
      const device = topics.parse(credential as HeldCredential, topic)
      if (typeof device === 'object' && topics.maySubscribe(device)) topics.subscribed(client, device)
    }
  })
  broker.on('unsubscribe', (names, client) => {
    const { credential } = client as DeviceClient
    for (const name of credential ? names : []) {
      const device = topics.parse(credential as HeldCredential, name)
      if (typeof device === 'object') topics.unsubscribed(client, device)
    }
  })
  broker.on('ping', (_packet, client) => touch(parts, client))
  broker.on('clientDisconnect', (client) => {
    channels.forget(client)
    notePackets(parts, client, 'disconnect')
  })
  credentials.onRevoked((name) => sessions.closeOf(name))
  shared.onMoved(sessions.closeOf)
  const { host, mqttPort, mqttsPort, roles, mqttEmbedded, mqttUrl } = kernel.config
  const listens = roles.includes('ingest')
  const outside = listens && mqttUrl ? joinOutsideBroker(parts, mqttUrl) : undefined
  const embedded = listens && mqttEmbedded
  const plain = createServer((socket) => {
    const lane = new FastLane(socket)
    openLane(parts, lane, broker.handle(lane) as DeviceClient)
  })
  const port = embedded ? await listen(plain, host, mqttPort) : 0
  const secure = createSecureServer(
    { ...authority.server, ca: authority.certificate, requestCert: true, rejectUnauthorized: false },
    broker.handle,
  )
  const securePort = embedded
    ? await listen(secure, host, mqttsPort ?? (mqttPort === 0 ? 0 : mqttPort + 7000))
    : 0
  return {
    port,
    securePort,
    get clients() {
      return broker.connectedClients
    },
    stop: async () => {
      await outside?.stop()
      await new Promise<void>((done) => broker.close(() => done()))
      await updates.stop()
      await shared.stop()
      for (const server of [plain, secure]) await new Promise<void>((done) => server.close(() => done()))
    },
  }
}

/** Readings of an admitted device pass by the broker; it goes on guarding the connection and its keep-alive. */
function openLane(parts: MqttParts, lane: FastLane, client: DeviceClient): void {
  const timer = client as unknown as { _keepaliveInterval: number; _keepaliveTimer?: NodeJS.Timeout }
  lane.open({
    takes: (topic) => Boolean(client.credential) && isReadingTopic(topic),
    alive: () => {
      if (timer._keepaliveInterval > 0) timer._keepaliveTimer?.refresh()
    },
    accept: (topic, payload, waiter) => receiveReadings(parts, client, topic, payload, waiter),
  })
}

function refusalOf(returnCode: 2 | 3 | 4 | 5, message: string): AuthenticateError {
  return Object.assign(new Error(message), { returnCode })
}

/** Admits a client or answers why not; every attempt is written down. */
async function authenticate(
  parts: MqttParts,
  gate: Gate,
  sessions: Sessions,
  updates: Updates,
  client: DeviceClient,
  name: string,
  secret: string,
): Promise<AuthenticateError | null> {
  const { kernel, attempts, rejections, quarantines } = parts
  const address = addressOf(client)
  const attempt = { credentialName: name || null, clientId: client.id, address }
  if (!parts.credentials.find(name)) {
    const principal = await updates.signIn(name, secret, address)
    if (principal) {
      client.principal = principal
      return null
    }
  }
  const newcomer = { name, secret, clientId: client.id, address, fingerprint: fingerprintOf(client) }
  const decided = await gate.admit(newcomer, (credential, sessionId) =>
    sessions.open(client, credential, sessionId, kernel.clock.now().getTime()),
  )
  if (!('reason' in decided)) {
    await quarantines.noteAddress(decided, address)
    attempts.add({ ...attempt, decision: 'admitted', reason: 'admitted', detail: '' })
    notePackets(parts, client, 'connect')
    return null
  }
  attempts.add({ ...attempt, decision: 'refused', reason: decided.reason, detail: decided.detail })
  rejections.add({
    ...originOf(client, null),
    credentialName: name || null,
    reason: 'wrong-credentials',
    detail: decided.detail,
    payload: '',
  })
  if (decided.reason === 'client-id-taken') return refusalOf(2, 'identifier rejected')
  const unknown = decided.reason === 'wrong-credentials'
  return unknown ? refusalOf(4, 'bad user name or password') : refusalOf(5, 'not authorized')
}

/** Flags both sessions of an identity and tells `events`; the older one stays up (PLT-014). */
async function reportClone(
  { kernel, credentials, index }: MqttParts,
  credential: HeldCredential,
  newcomer: Newcomer,
  live: Pick<LiveSession, 'clientId' | 'address'>,
): Promise<void> {
  const text = `同一身份 ${credential.name} 在 ${live.address}（${live.clientId}）在线时，又从 ${newcomer.address}（${newcomer.clientId}）连接，已拒绝后者`
  await kernel.db.transaction(async (tx) => {
    await credentials.flag(tx, credential.name, `疑似克隆：${live.address} 与 ${newcomer.address}`)
    for (const id of credential.things) {
      const thing = index.findThing(id)
      if (thing) await reportIncident(kernel, tx, thing, 'devices.clone-suspected', text)
    }
  })
}

/** Connections and their ends, for tests that run. */
function notePackets({ watch }: MqttParts, client: DeviceClient, kind: string): void {
  for (const id of client.credential?.things ?? [])
    if (watch.isTested(id))
      watch.packet(id, { kind, topic: '', payload: `${client.id} ${client.credential?.method}` })
}

function listen(server: Server | TlsServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
