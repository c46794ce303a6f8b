import type { PublishPacket } from 'aedes'
import type { ThingMeta } from '../../datastreams/datastream-index.ts'
import {
  decodeDataArray,
  decodeObservation,
  parseJson,
  type RejectionReason,
  Undecodable,
} from '../../ingest/decode-readings.ts'
import type { Reading } from '../../ingest/record-observations.ts'
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
  await setAside(parts, client, packet.topic, payload, async () => {
    if (await receiveOnOwnTopic(parts, topics, client, packet.topic, payload)) return
    await record(parts, client, packet.topic, payload)
  })
}

/** Stores the readings a packet carries, as `receive` does, for topics that carry nothing else. */
export function receiveReadings(
  parts: MqttParts,
  sender: Sender,
  topic: string,
  payload: Buffer,
): Promise<void> {
  touch(parts, sender)
  return setAside(parts, sender, topic, payload, () => record(parts, sender, topic, payload))
}

/** Keeps what cannot be read for inspection; throws only where the connection must end. */
async function setAside(
  parts: MqttParts,
  sender: Sender,
  topic: string,
  payload: Buffer,
  work: () => Promise<void>,
): Promise<void> {
  const refuse = (reason: RejectionReason, detail: string) =>
    parts.rejections.add({ ...originOf(sender, topic), reason, detail, payload })
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error
    refuse(error.reason, error.message)
    if (error.reason === 'wrong-topic' || error.reason === 'forbidden-thing') throw error
  }
}

async function record(parts: MqttParts, sender: Sender, topic: string, payload: Buffer): Promise<void> {
  const readings = decode(parts, sender, topic, payload)
  const foreign = readings.find((one) => !mayReport(parts, sender, one))
  if (foreign) throw new Undecodable('forbidden-thing', `凭据不覆盖数据流 ${foreign.datastreamId}`)
  for (const thing of thingsOf(parts, readings)) guard(parts, sender, thing)
  await parts.recorder.record(readings)
  noteSeen(parts, readings)
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

function thingsOf({ index }: MqttParts, readings: readonly Reading[]): Set<ThingMeta> {
  return new Set(readings.flatMap(({ datastreamId }) => index.find(datastreamId)?.thing ?? []))
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
  if (!mayReport(parts, client, { datastreamId: datastream.id })) {
    throw new Undecodable('forbidden-thing', `凭据不覆盖设备 ${datastream.thing.reference}`)
  }
  return [decodeObservation(parseJson(payload.toString('utf8')), datastream, nowMs)]
}

function mayReport(parts: MqttParts, client: Sender, { datastreamId }: { datastreamId: number }): boolean {
  const datastream = parts.index.find(datastreamId)
  if (!datastream || datastream.derived) return false
  if (client.credential) return parts.credentials.covers(client.credential, datastream.thing)
  return client.trusted === true
}

function noteSeen({ index, seen, kernel }: MqttParts, readings: readonly Reading[]): void {
  const nowMs = kernel.clock.now().getTime()
  for (const { datastreamId } of readings) {
    const thing = index.find(datastreamId)?.thing
    if (thing) seen.see(thing.id, nowMs)
  }
}
