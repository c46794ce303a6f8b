import { createServer, type Server } from 'node:net'
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import { newId } from '../../../../kernel/ids.ts'
import { withTrace } from '../../../../kernel/log.ts'
import {
  decodeDataArray,
  decodeObservation,
  parseJson,
  type RejectionReason,
  Undecodable,
} from '../../ingest/decode-readings.ts'
import type { Reading } from '../../ingest/record-observations.ts'
import type { SensorThingsParts } from '../sensorthings/request.ts'
import { isWholeWay, publishEntity } from './publish-entities.ts'
import { type SignedIn, startUpdates } from './subscribe.ts'

export interface MqttAdapter {
  readonly port: number
  readonly clients: number
  stop(): Promise<void>
}

type Parts = SensorThingsParts

type DeviceClient = SignedIn

const observationTopic = /^v1\.1\/Datastreams\(['"]?(\d+)['"]?\)\/Observations$/
const dataArrayTopic = 'v1.1/CreateObservations'
const largestPayload = 1024 * 1024

/**
 * MQTT 3.1.1 in the process. A device signs in with the name and key of its credential and publishes Observations on the
 * topics of SensorThings (OGC 18-088, 14.2). The broker answers PUBACK only after the readings are committed.
 * A payload that cannot be read is acknowledged and set aside, for sending it again would not help; a topic that is not
 * the device’s own ends the connection, as MQTT 3.1.1 (3.3.5) provides.
 */
export async function startMqtt(parts: Parts): Promise<MqttAdapter> {
  const { kernel, credentials, rejections } = parts
  const broker = await Aedes.createBroker({
    id: `civitas-${newId()}`,
    heartbeatInterval: 60_000,
    queueLimit: 2_000,
  })
  const updates = startUpdates(parts, broker)
  broker.authenticate = async (client, name, key, done) => {
    const credential = credentials.verify(name ?? '', key?.toString() ?? '')
    if (credential) {
      ;(client as DeviceClient).credential = credential
      return done(null, true)
    }
    const principal = await updates.signIn(name ?? '', key?.toString() ?? '', 'mqtt')
    if (principal) {
      ;(client as DeviceClient).principal = principal
      return done(null, true)
    }
    rejections.add({
      ...origin(client, null),
      credentialName: name ?? null,
      reason: 'wrong-credentials',
      detail: '凭据名或密钥不正确',
      payload: '',
    })
    const refusal: AuthenticateError = Object.assign(new Error('bad user name or password'), {
      returnCode: 4,
    })
    done(refusal, false)
  }
  broker.authorizePublish = (client, packet, done) => {
    if (!client) return done(null)
    withTrace(newId(), () => void receive(parts, client as DeviceClient, packet).then(() => done(null), done))
  }
  broker.authorizeSubscribe = async (client, subscription, done) => {
    if (await updates.subscribe(client as DeviceClient, subscription)) return done(null, subscription)
    rejections.add({
      ...origin(client as DeviceClient, subscription.topic),
      reason: 'wrong-topic',
      detail: '不能订阅此主题',
      payload: '',
    })
    done(null, null)
  }
  credentials.onRevoked((name) => {
    for (const client of Object.values(connected(broker)))
      if (client.credential?.name === name) client.close()
  })
  const server = createServer(broker.handle)
  const port = await listen(server, kernel.config.host, kernel.config.mqttPort)
  return {
    port,
    get clients() {
      return broker.connectedClients
    },
    stop: async () => {
      await new Promise<void>((done) => broker.close(() => done()))
      await updates.stop()
      await new Promise<void>((done) => server.close(() => done()))
    },
  }
}

function connected(broker: Aedes): Record<string, DeviceClient> {
  return (broker as unknown as { clients: Record<string, DeviceClient> }).clients
}

function origin(client: Client | DeviceClient, topic: string | null) {
  return {
    protocol: 'mqtt',
    clientId: client.id ?? null,
    credentialName: (client as DeviceClient).credential?.name ?? null,
    topic,
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** Stores what a packet carries; throws (which ends the connection) only for a topic the device may not use. */
async function receive(parts: Parts, client: DeviceClient, packet: PublishPacket): Promise<void> {
  const payload = packet.payload as Buffer
  if (payload.length <= largestPayload && isWholeWay(parts, client, packet.topic))
    return publishEntity(parts, client, packet.topic, payload)
  const refuse = (reason: RejectionReason, detail: string) =>
    parts.rejections.add({ ...origin(client, packet.topic), reason, detail, payload })
  try {
    const readings = decode(parts, client, packet.topic, payload)
    const foreign = readings.find((one) => !mayReport(parts, client, one))
    if (foreign) throw new Undecodable('forbidden-thing', `凭据不覆盖数据流 ${foreign.datastreamId}`)
    await parts.recorder.record(readings)
    noteSeen(parts, readings)
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error
    refuse(error.reason, error.message)
    if (error.reason === 'wrong-topic' || error.reason === 'forbidden-thing') throw error
  }
}

function decode(parts: Parts, client: DeviceClient, topic: string, payload: Buffer): Reading[] {
  if (payload.length > largestPayload)
    throw new Undecodable('too-large', `报文 ${payload.length} 字节，超过 1 MiB`)
  const nowMs = parts.kernel.clock.now().getTime()
  if (topic === dataArrayTopic)
    return decodeDataArray(parseJson(payload.toString('utf8')), parts.index, nowMs)
  const id = observationTopic.exec(topic)?.[1]
  if (id === undefined) throw new Undecodable('wrong-topic', `没有主题 ${topic}`)
  const datastream = parts.index.find(Number(id))
  if (!datastream || datastream.derived) throw new Undecodable('unknown-thing', `没有可上报的数据流 ${id}`)
  if (datastream.thing.quarantined)
    throw new Undecodable('quarantined', `设备 ${datastream.thing.reference} 已隔离`)
  if (!mayReport(parts, client, { datastreamId: datastream.id })) {
    throw new Undecodable('forbidden-thing', `凭据不覆盖设备 ${datastream.thing.reference}`)
  }
  return [decodeObservation(parseJson(payload.toString('utf8')), datastream, nowMs)]
}

function mayReport(parts: Parts, client: DeviceClient, { datastreamId }: { datastreamId: number }): boolean {
  const datastream = parts.index.find(datastreamId)
  return Boolean(
    client.credential &&
      datastream &&
      !datastream.derived &&
      parts.credentials.covers(client.credential, datastream.thing),
  )
}

function noteSeen({ index, seen, kernel }: Parts, readings: readonly Reading[]): void {
  const nowMs = kernel.clock.now().getTime()
  for (const { datastreamId } of readings) {
    const thing = index.find(datastreamId)?.thing
    if (thing) seen.see(thing.id, nowMs)
  }
}
