import type { PublishPacket } from 'aedes'
import type { DatastreamMeta, ThingMeta } from '../../datastreams/datastream-index.ts'
import { decodeDataArray, decodeObservation, parseJson, Undecodable } from '../../ingest/decode-readings.ts'
import type { Reading, Waiter } from '../../ingest/record-observations.ts'
import type { MqttParts } from './broker.ts'
import type { DeviceTopics } from './device-topics.ts'
import { isWholeWay, publishEntity } from './publish-entities.ts'
import type { DeviceClient } from './sessions.ts'

const observationTopic = /^v1\.1\/Datastreams\(['"]?(\d+)['"]?\)\/Observations$/
const dataArrayTopic = 'v1.1/CreateObservations'
const largestPayload = 1024 * 1024

/** Who sends: a client of the embedded broker, or a device behind an outside one. */
export type Sender = Pick<DeviceClient, 'id' | 'credential' | 'principal' | 'session'> & {
  /** The outside broker has decided who may publish what. */
  trusted?: boolean
}

/** Where a message comes from, for the list of what was set aside. */
export function originOf(sender: Sender, topic: string | null) {
  return {
    protocol: 'mqtt',
    clientId: sender.id ?? null,
    credentialName: sender.credential?.name ?? null,
    topic,
  }
}

/** Whether a topic carries readings as SensorThings has them, the bulk of what a city sends. */
export function isReadingTopic(topic: string): boolean {
  return topic === dataArrayTopic || observationTopic.test(topic)
}

/** Stores what a packet carries; throws (which ends the connection) only for a topic the device may not use. */
export async function receive(
  parts: MqttParts,
  topics: DeviceTopics,
  client: DeviceClient,
  packet: PublishPacket,
): Promise<void> {
  const payload = packet.payload as Buffer
  touch(parts, client)
  if (payload.length <= largestPayload && isWholeWay(parts, client, packet.topic))
    return publishEntity(parts, client, packet.topic, payload)
  try {
    if (await receiveOnOwnTopic(parts, topics, client, packet.topic, payload)) return
    await new Promise<void>((stored, failed) =>
      take(parts, client, packet.topic, payload, { stored, failed }),
    )
  } catch (error) {
    if (endsConnection(parts, client, packet.topic, payload, error)) throw error
  }
}

/** Stores the readings a packet carries, as `receive` does, for topics that carry nothing else. */
export function receiveReadings(
  parts: MqttParts,
  sender: Sender,
  topic: string,
  payload: Buffer,
  waiter: Waiter,
): void {
  touch(parts, sender)
  try {
    take(parts, sender, topic, payload, waiter)
  } catch (error) {
    if (endsConnection(parts, sender, topic, payload, error)) waiter.failed(error as Error)
    else waiter.stored()
  }
}

/** Keeps what cannot be read for inspection; answers whether the connection must end. */
function endsConnection(
  parts: MqttParts,
  sender: Sender,
  topic: string,
  payload: Buffer,
  error: unknown,
): boolean {
  if (!(error instanceof Undecodable)) return true
  parts.rejections.add({
    ...originOf(sender, topic),
    reason: error.reason,
    detail: error.message,
    payload,
  })
  return error.reason === 'wrong-topic' || error.reason === 'forbidden-thing'
}

/** Hands the readings of a packet to the recorder; throws when there are none to hand over. */
function take(parts: MqttParts, sender: Sender, topic: string, payload: Buffer, waiter: Waiter): void {
  const readings = decode(parts, sender, topic, payload)
  const things: ThingMeta[] = []
  for (const { datastreamId } of readings) {
    const datastream = parts.index.find(datastreamId)
    // The readings of a packet are mostly of one thing.
    if (datastream && !datastream.derived && things.at(-1) === datastream.thing) continue
    if (!datastream || !mayReport(parts, sender, datastream))
      throw new Undecodable('forbidden-thing', `凭据不覆盖数据流 ${datastreamId}`)
    things.push(datastream.thing)
  }
  for (const thing of things) guard(parts, sender, thing)
  parts.recorder.take(readings, waiter)
  const nowMs = parts.kernel.clock.now().getTime()
  for (const thing of things) parts.seen.see(thing.id, nowMs)
}

/** A sign of life of a session. */
export function touch({ kernel }: MqttParts, sender: Sender): void {
  if (sender.session) sender.session.lastPacketMs = kernel.clock.now().getTime()
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

/** Sets aside what a held device sends, and what comes before its facility is registered; counts the rest. */
function guard({ quarantines, gate }: MqttParts, client: Sender, thing: ThingMeta): void {
  if (client.credential && !thing.quarantined) quarantines.noteMessage(client.credential, thing)
  if (thing.quarantined) {
    quarantines.noteSetAside(thing.id)
    throw new Undecodable('quarantined', `设备 ${thing.reference} 已隔离`)
  }
  if (!gate.mayReport(thing)) throw new Undecodable('no-facility', `设备 ${thing.reference} 的设施尚未登记`)
}

function decode(parts: MqttParts, client: Sender, topic: string, payload: Buffer): Reading[] {
  if (payload.length > largestPayload)
    throw new Undecodable('too-large', `报文 ${payload.length} 字节，超过 1 MiB`)
  const nowMs = parts.kernel.clock.now().getTime()
  if (topic === dataArrayTopic)
    return decodeDataArray(parseJson(payload.toString('utf8')), parts.index, nowMs)
  const id = observationTopic.exec(topic)?.[1]
  if (id === undefined) throw new Undecodable('wrong-topic', `没有主题 ${topic}`)
  const datastream = parts.index.find(Number(id))
  if (!datastream || datastream.derived) throw new Undecodable('unknown-thing', `没有可上报的数据流 ${id}`)
  if (!mayReport(parts, client, datastream)) {
    throw new Undecodable('forbidden-thing', `凭据不覆盖设备 ${datastream.thing.reference}`)
  }
  return [decodeObservation(parseJson(payload.toString('utf8')), datastream, nowMs)]
}

function mayReport(parts: MqttParts, client: Sender, datastream: DatastreamMeta): boolean {
  if (datastream.derived) return false
  if (client.credential) return parts.credentials.covers(client.credential, datastream.thing)
  return client.trusted === true
}
