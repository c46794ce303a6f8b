import { createServer, type Server } from 'node:net'
import { createServer as createSecureServer, type Server as TlsServer } from 'node:tls'
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import { newId } from '../../../../kernel/ids.ts'
import { withTrace } from '../../../../kernel/log.ts'
import { createGate, type Gate, type Newcomer } from '../../admission/admit.ts'
import type { Attempts } from '../../admission/attempts.ts'
import type { DeviceAuthority } from '../../admission/authority.ts'
import { reportIncident } from '../../admission/quarantine.ts'
import type { LiveSession } from '../../admission/rules.ts'
import type { ThingMeta } from '../../datastreams/datastream-index.ts'
import {
  decodeDataArray,
  decodeObservation,
  parseJson,
  type RejectionReason,
  Undecodable,
} from '../../ingest/decode-readings.ts'
import type { Reading } from '../../ingest/record-observations.ts'
import type { Rejections } from '../../ingest/rejections.ts'
import type { HeldCredential } from '../../things/credentials.ts'
import type { SensorThingsParts } from '../sensorthings/request.ts'
import { createDeviceTopics, type DeviceTopicParts, type DeviceTopics } from './device-topics.ts'
import { isWholeWay, publishEntity } from './publish-entities.ts'
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

const observationTopic = /^v1\.1\/Datastreams\(['"]?(\d+)['"]?\)\/Observations$/
const dataArrayTopic = 'v1.1/CreateObservations'
const largestPayload = 1024 * 1024

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
  const sessions = createSessions()
  const gate = createGate(kernel, credentials, sessions, (credential, newcomer, live) =>
    reportClone(parts, credential, newcomer, live),
  )
  const topics = createDeviceTopics(parts)
  const updates = startUpdates(parts, broker)
  const isUpdate = broker.authorizeForward
  broker.authorizeForward = (client, packet) =>
    channels.isOwn(packet.payload) ? packet : isUpdate(client, packet)
  broker.preConnect = (client, packet, done) => {
    ;(client as DeviceClient).keepaliveSeconds = packet.keepalive ?? 0
    done(null, true)
  }
  broker.authenticate = (client, name, key, done) =>
    void authenticate(parts, gate, sessions, updates, client, name ?? '', key?.toString() ?? '').then(
      (refusal) => done(refusal, refusal === null),
      () => done(refusalOf(3, 'server unavailable'), false),
    )
  broker.authorizePublish = (client, packet, done) => {
    if (!client) return done(null)
    withTrace(
      newId(),
      () => void receive(parts, topics, client as DeviceClient, packet).then(() => done(null), done),
    )
  }
  broker.authorizeSubscribe = async (client, subscription, done) => {
    const { credential } = client as DeviceClient
    const device = credential && topics.parse(credential, subscription.topic)
    if (typeof device === 'object' && topics.maySubscribe(device)) return done(null, subscription)
    if (await updates.subscribe(client as DeviceClient, subscription)) return done(null, subscription)
    parts.rejections.add({
      ...origin(client as DeviceClient, subscription.topic),
      reason: 'wrong-topic',
      detail: '不能订阅此主题',
      payload: '',
    })
    done(null, null)
  }
  broker.on('subscribe', (subscriptions, client) => {
    for (const { topic } of subscriptions) {
      const device = topics.parse((client as DeviceClient).credential as HeldCredential, topic)
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
  credentials.onRevoked(sessions.closeOf)
  const { host, mqttPort, mqttsPort } = kernel.config
  const plain = createServer(broker.handle)
  const port = await listen(plain, host, mqttPort)
  const secure = createSecureServer(
    { ...authority.server, ca: authority.certificate, requestCert: true, rejectUnauthorized: false },
    broker.handle,
  )
  const securePort = await listen(secure, host, mqttsPort ?? (mqttPort === 0 ? 0 : mqttPort + 7000))
  return {
    port,
    securePort,
    get clients() {
      return broker.connectedClients
    },
    stop: async () => {
      await new Promise<void>((done) => broker.close(() => done()))
      await updates.stop()
      for (const server of [plain, secure]) await new Promise<void>((done) => server.close(() => done()))
    },
  }
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
  const decided = await gate.admit(newcomer, (credential) =>
    sessions.open(client, credential, kernel.clock.now().getTime()),
  )
  if (!('reason' in decided)) {
    quarantines.noteAddress(decided, address)
    attempts.add({ ...attempt, decision: 'admitted', reason: 'admitted', detail: '' })
    notePackets(parts, client, 'connect')
    return null
  }
  attempts.add({ ...attempt, decision: 'refused', reason: decided.reason, detail: decided.detail })
  rejections.add({
    ...origin(client, null),
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
  live: LiveSession,
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

function touch({ kernel }: MqttParts, client: DeviceClient): void {
  if (client.session) client.session.lastPacketMs = kernel.clock.now().getTime()
}

function origin(client: Client | DeviceClient, topic: string | null) {
  return {
    protocol: 'mqtt',
    clientId: client.id ?? null,
    credentialName: (client as DeviceClient).credential?.name ?? null,
    topic,
  }
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

/** Stores what a packet carries; throws (which ends the connection) only for a topic the device may not use. */
async function receive(
  parts: MqttParts,
  topics: DeviceTopics,
  client: DeviceClient,
  packet: PublishPacket,
): Promise<void> {
  const payload = packet.payload as Buffer
  touch(parts, client)
  if (payload.length <= largestPayload && isWholeWay(parts, client, packet.topic))
    return publishEntity(parts, client, packet.topic, payload)
  const refuse = (reason: RejectionReason, detail: string) =>
    parts.rejections.add({ ...origin(client, packet.topic), reason, detail, payload })
  try {
    if (await receiveOnOwnTopic(parts, topics, client, packet.topic, payload)) return
    const readings = decode(parts, client, packet.topic, payload)
    const foreign = readings.find((one) => !mayReport(parts, client, one))
    if (foreign) throw new Undecodable('forbidden-thing', `凭据不覆盖数据流 ${foreign.datastreamId}`)
    for (const thing of thingsOf(parts, readings)) guard(parts, client, thing)
    await parts.recorder.record(readings)
    noteSeen(parts, readings)
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error
    refuse(error.reason, error.message)
    if (error.reason === 'wrong-topic' || error.reason === 'forbidden-thing') throw error
  }
}

/** Telemetry by names, shadow and answers to commands; false when the topic is another. */
async function receiveOnOwnTopic(
  parts: MqttParts,
  topics: DeviceTopics,
  client: DeviceClient,
  topic: string,
  payload: Buffer,
): Promise<boolean> {
  if (!client.credential) return false
  const device = topics.parse(client.credential, topic)
  if (!device) return false
  if (device === 'foreign') throw new Undecodable('forbidden-thing', `凭据不覆盖 ${topic}`)
  if (payload.length > largestPayload)
    throw new Undecodable('too-large', `报文 ${payload.length} 字节，超过 1 MiB`)
  guard(parts, client, device.thing)
  await topics.receive(client.credential, device, payload)
  return true
}

function thingsOf({ index }: MqttParts, readings: readonly Reading[]): Set<ThingMeta> {
  return new Set(readings.flatMap(({ datastreamId }) => index.find(datastreamId)?.thing ?? []))
}

/** Sets aside what a held device sends, and what comes before its facility is registered; counts the rest. */
function guard({ quarantines, gate }: MqttParts, client: DeviceClient, thing: ThingMeta): void {
  if (client.credential && !thing.quarantined) quarantines.noteMessage(client.credential, thing)
  if (thing.quarantined) {
    quarantines.noteSetAside(thing.id)
    throw new Undecodable('quarantined', `设备 ${thing.reference} 已隔离`)
  }
  if (!gate.mayReport(thing)) throw new Undecodable('no-facility', `设备 ${thing.reference} 的设施尚未登记`)
}

function decode(parts: MqttParts, client: DeviceClient, topic: string, payload: Buffer): Reading[] {
  if (payload.length > largestPayload)
    throw new Undecodable('too-large', `报文 ${payload.length} 字节，超过 1 MiB`)
  const nowMs = parts.kernel.clock.now().getTime()
  if (topic === dataArrayTopic)
    return decodeDataArray(parseJson(payload.toString('utf8')), parts.index, nowMs)
  const id = observationTopic.exec(topic)?.[1]
  if (id === undefined) throw new Undecodable('wrong-topic', `没有主题 ${topic}`)
  const datastream = parts.index.find(Number(id))
  if (!datastream || datastream.derived) throw new Undecodable('unknown-thing', `没有可上报的数据流 ${id}`)
  if (!mayReport(parts, client, { datastreamId: datastream.id })) {
    throw new Undecodable('forbidden-thing', `凭据不覆盖设备 ${datastream.thing.reference}`)
  }
  return [decodeObservation(parseJson(payload.toString('utf8')), datastream, nowMs)]
}

function mayReport(
  parts: MqttParts,
  client: DeviceClient,
  { datastreamId }: { datastreamId: number },
): boolean {
  const datastream = parts.index.find(datastreamId)
  return Boolean(
    client.credential &&
      datastream &&
      !datastream.derived &&
      parts.credentials.covers(client.credential, datastream.thing),
  )
}

function noteSeen({ index, seen, kernel }: MqttParts, readings: readonly Reading[]): void {
  const nowMs = kernel.clock.now().getTime()
  for (const { datastreamId } of readings) {
    const thing = index.find(datastreamId)?.thing
    if (thing) seen.see(thing.id, nowMs)
  }
}
