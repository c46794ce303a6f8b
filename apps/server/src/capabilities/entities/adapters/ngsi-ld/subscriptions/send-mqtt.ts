import mqtt, { type MqttClient } from 'mqtt'
import type { Outside } from '../http/call-outside.ts'
import type { Outgoing } from './build-notification.ts'
import type { Endpoint } from './model.ts'

/** Publishes notifications (7.2): the topic is the path of the endpoint, the message holds metadata and body. */
export interface MqttSender {
  send(endpoint: Endpoint, outgoing: Outgoing, timeoutMs: number): Promise<void>
  close(): Promise<void>
}

const idleMs = 60_000

interface Held {
  client: MqttClient
  timer: NodeJS.Timeout
}

export function createMqttSender(outside: Outside): MqttSender {
  const held = new Map<string, Promise<Held>>()
  const drop = (key: string) => {
    const gone = held.get(key)
    held.delete(key)
    gone?.then(
      ({ client, timer }) => {
        clearTimeout(timer)
        client.end(true)
      },
      () => undefined,
    )
  }
  const connect = async (key: string, url: URL, version: 4 | 5, timeoutMs: number): Promise<Held> => {
    await outside.requireAllowed(url.hostname)
    const address = `${url.protocol}//${url.host}`
    const client = await mqtt.connectAsync(
      address,
      {
        protocolVersion: version,
        reconnectPeriod: 0,
        connectTimeout: timeoutMs,
        ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
        ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
      },
      false,
    )
    client.on('close', () => held.delete(key))
    client.on('error', () => undefined)
    return { client, timer: setTimeout(() => drop(key), idleMs).unref() }
  }
  const connectAny = async (key: string, url: URL, versions: ReadonlyArray<4 | 5>, timeoutMs: number) => {
    const [first = 5, ...rest] = versions
    try {
      return await connect(key, url, first, timeoutMs)
    } catch (error) {
      if (rest.length === 0) throw error
      return connect(key, url, rest[0] as 4 | 5, timeoutMs)
    }
  }
  return {
    send: async (endpoint, outgoing, timeoutMs) => {
      const url = new URL(endpoint.uri)
      const info = new Map((endpoint.notifierInfo ?? []).map(({ key, value }) => [key.toLowerCase(), value]))
      const versions = versionsOf(info.get('mqtt-version'))
      const qos = ({ '1': 1, '2': 2 } as const)[info.get('mqtt-qos') ?? ''] ?? 0
      const key = `${versions.join()} ${url.protocol} ${url.username} ${url.password} ${url.host}`
      const opening = held.get(key) ?? connectAny(key, url, versions, timeoutMs)
      held.set(key, opening)
      opening.catch(() => held.delete(key))
      const { client, timer } = await opening
      timer.refresh()
      const topic = decodeURIComponent(url.pathname.slice(1))
      const publishing = client.publishAsync(topic, JSON.stringify(toMessage(endpoint, outgoing)), { qos })
      await withinTime(publishing, timeoutMs)
    },
    close: async () => {
      for (const key of [...held.keys()]) drop(key)
    },
  }
}

/** The version asked for; without one 5.0, and 3.1.1 for brokers that do not know it. */
function versionsOf(name: string | undefined): ReadonlyArray<4 | 5> {
  if (name === undefined) return [5, 4]
  return name === 'mqtt3.1.1' ? [4] : [5]
}

function toMessage({ receiverInfo = [] }: Endpoint, { contentType, link, tenant, body }: Outgoing) {
  const metadata = {
    'Content-Type': contentType,
    ...(link ? { Link: link } : {}),
    ...(tenant ? { 'NGSILD-Tenant': tenant } : {}),
    ...Object.fromEntries(receiverInfo.map(({ key, value }) => [key, value])),
  }
  return { metadata, body }
}

async function withinTime(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${ms} 毫秒内没有送达`)), ms)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
