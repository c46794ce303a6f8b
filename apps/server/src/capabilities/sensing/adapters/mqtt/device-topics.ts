import { shadowChanged } from '@civitas/contract'
import type { Client } from 'aedes'
import { isId } from '../../../../kernel/ids.ts'
import type { Kernel } from '../../../../kernel/kernel.ts'
import { Problem } from '../../../../kernel/problem.ts'
import type { Quarantines } from '../../admission/quarantine.ts'
import type { Delivery } from '../../commands/deliver.ts'
import type { ConformanceWatch } from '../../conformance/watch.ts'
import type { DatastreamIndex, ThingMeta } from '../../datastreams/datastream-index.ts'
import { parseJson, Undecodable } from '../../ingest/decode-readings.ts'
import { decodeTelemetry } from '../../ingest/decode-telemetry.ts'
import type { Recorder } from '../../ingest/record-observations.ts'
import { isState } from '../../shadow/rules.ts'
import type { Shadows } from '../../shadow/shadow.ts'
import type { Credentials, HeldCredential } from '../../things/credentials.ts'
import type { ThingsSeen } from '../../things/things-seen.ts'
import type { DeviceChannels } from './device-channels.ts'

/** Everything below a thing: `civitas/v1/things/<id or number>/…`, documented in docs/guide/devices.md. */
const topic = /^civitas\/v1\/things\/([^/+#]+)\/(.+)$/
const answerTopic = /^commands\/([0-9a-f-]{36})\/result$/

export interface DeviceTopicParts {
  kernel: Kernel
  index: DatastreamIndex
  credentials: Credentials
  recorder: Recorder
  seen: ThingsSeen
  channels: DeviceChannels
  delivery: Delivery
  shadows: Shadows
  quarantines: Quarantines
  watch: ConformanceWatch
}

export interface DeviceTopic {
  thing: ThingMeta
  base: string
  rest: string
}

/** A device’s own topics: telemetry by property names, shadow, commands. */
export interface DeviceTopics {
  /** What a topic is about when the credential covers the thing; `undefined` when it is no device topic. */
  parse(credential: HeldCredential, topicName: string): DeviceTopic | 'foreign' | undefined
  receive(credential: HeldCredential, device: DeviceTopic, payload: Buffer): Promise<void>
  /** Whether a client may listen here. */
  maySubscribe(device: DeviceTopic): boolean
  subscribed(client: Client, device: DeviceTopic): void
  unsubscribed(client: Client, device: DeviceTopic): void
}

export function createDeviceTopics(parts: DeviceTopicParts): DeviceTopics {
  const { index, credentials, channels, delivery, shadows, kernel, watch } = parts
  kernel.messages.tail(shadowChanged, ({ thingId }) => {
    void shadows.find(kernel.db, thingId).then((shadow) => channels.sendShadow(thingId, shadow))
  })
  const wake = (thingId: string) =>
    void delivery
      .wake(thingId)
      .catch((error: Error) => kernel.log.error({ error: error.message }, 'commands could not be delivered'))
  return {
    parse: (credential, topicName) => {
      const [, name = '', rest = ''] = topic.exec(topicName) ?? []
      if (!rest) return undefined
      const thing = isId(name) ? index.findThing(name) : index.findThingByReference(name)
      if (!thing || !credentials.covers(credential, thing)) return 'foreign'
      return { thing, rest, base: `civitas/v1/things/${name}` }
    },
    maySubscribe: ({ rest }) => rest === 'commands' || rest === 'shadow/document' || rest === 'shadow/#',
    subscribed: (client, { thing, base, rest }) => {
      watch.packet(thing.id, { kind: 'subscribe', topic: `${base}/${rest}`, payload: '' })
      channels.listen(thing.id, client, base, rest === 'commands' ? 'commands' : 'shadow')
      if (rest === 'commands') wake(thing.id)
    },
    unsubscribed: (client, { thing, rest }) =>
      channels.unlisten(thing.id, client, rest === 'commands' ? 'commands' : 'shadow'),
    receive: async (credential, device, payload) => {
      const { thing, rest } = device
      parts.seen.see(thing.id, kernel.clock.now().getTime())
      const answer = answerTopic.exec(rest)?.[1]
      if (answer) return takeAnswer(parts, device, answer, payload)
      if (rest === 'telemetry') return takeTelemetry(parts, credential, device, payload)
      if (rest === 'shadow/reported') return takeReported(parts, device, payload)
      if (rest === 'shadow/get') return channels.sendShadow(thing.id, await shadows.find(kernel.db, thing.id))
      if (rest === 'wake') return wake(thing.id)
      throw new Undecodable('wrong-topic', `没有主题 ${device.base}/${rest}`)
    },
  }
}

async function takeTelemetry(
  parts: DeviceTopicParts,
  credential: HeldCredential,
  { thing, base }: DeviceTopic,
  payload: Buffer,
): Promise<void> {
  const text = payload.toString('utf8')
  parts.watch.packet(thing.id, { kind: 'telemetry', topic: `${base}/telemetry`, payload: text })
  const unitOf = (stream: { id: number }) => parts.index.describe(stream.id).unit
  const nowMs = parts.kernel.clock.now().getTime()
  const decoded = decodeTelemetry(parseJson(text), thing, unitOf, nowMs)
  for (const property of new Set(decoded.undeclared))
    parts.watch.nonconformance(thing, 'undeclared', property, text)
  for (const one of decoded.wrongUnits) parts.watch.nonconformance(thing, 'unit', one.property, text)
  if (decoded.readings.length > 0) await parts.recorder.record(decoded.readings)
  const [wrong] = decoded.wrongUnits
  if (!wrong) return
  const detail = `属性 ${wrong.property} 的单位应为 ${wrong.declared}，收到 ${wrong.sent}`
  parts.quarantines.noteMismatch(credential, thing, detail)
  throw new Undecodable('wrong-type', detail)
}

async function takeReported(
  parts: DeviceTopicParts,
  { thing, base }: DeviceTopic,
  payload: Buffer,
): Promise<void> {
  const text = payload.toString('utf8')
  parts.watch.packet(thing.id, { kind: 'reported', topic: `${base}/shadow/reported`, payload: text })
  const state = parseJson(text)
  if (!isState(state)) throw new Undecodable('malformed', '应为一个 JSON 对象')
  try {
    parts.channels.sendShadow(thing.id, await parts.shadows.report(thing.id, state))
  } catch (error) {
    if (error instanceof Problem) throw new Undecodable('too-large', error.message)
    throw error
  }
}

async function takeAnswer(
  parts: DeviceTopicParts,
  { thing, base }: DeviceTopic,
  commandId: string,
  payload: Buffer,
): Promise<void> {
  const text = payload.toString('utf8')
  parts.watch.packet(thing.id, {
    kind: 'answer',
    topic: `${base}/commands/${commandId}/result`,
    payload: text,
  })
  const { status, result, error } = parseJson(text) as Record<string, unknown>
  if (status !== 'accepted' && status !== 'succeeded' && status !== 'failed')
    throw new Undecodable('wrong-type', 'status 应为 accepted、succeeded 或 failed')
  const taken = await parts.delivery.answer(thing.id, commandId, {
    status,
    ...(isState(result) ? { result } : {}),
    ...(typeof error === 'string' ? { error } : {}),
  })
  if (!taken) throw new Undecodable('unknown-thing', `命令 ${commandId} 不在等待设备回应`)
}
