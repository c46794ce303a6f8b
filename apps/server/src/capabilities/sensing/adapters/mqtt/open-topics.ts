import type { Kernel } from '../../../../kernel/kernel.ts'
import type { DeviceClient } from './sessions.ts'

/** A client that gave no name, where the operator lets such clients in. */
export type OpenClient = DeviceClient & { open?: true }

/** Message exchange for anybody on topics that are not the platform’s, as a plain MQTT 3.1.1 broker gives it. */
export interface OpenTopics {
  /** Lets a client without a name in; false where the operator has not opened the broker. */
  admit(client: OpenClient, name: string): boolean
  /** Whether this is such a client. */
  isOpen(client: OpenClient): boolean
  /** Whether it may publish on a topic or subscribe to a filter. */
  may(topic: string): boolean
  /** A packet as this client is to get it, at the quality it was granted at most (MQTT 3.1.1, 3.8.4); null for none. */
  forward<P extends Delivered>(client: OpenClient, packet: P): P | null
}

interface Delivered {
  topic: string
  qos: number
}

/** First levels that are the platform’s, and MQTT’s own. */
const reserved = new Set(['v1.1', 'civitas', 'devices', '$SYS', '$share'])

/** For laboratories and interoperability tests (`CIVITAS_MQTT_OPEN`); never for a city. */
export function createOpenTopics({ config }: Kernel): OpenTopics {
  const may = (topic: string) => !reserved.has(topic.split('/')[0] ?? '')
  return {
    admit: (client, name) => {
      if (!config.mqttOpen || name !== '') return false
      client.open = true
      return true
    },
    isOpen: (client) => client?.open === true,
    may,
    forward: (client, packet) => {
      if (!may(packet.topic)) return null
      const granted = grantedFor(client, packet.topic)
      return packet.qos > granted ? { ...packet, qos: granted } : packet
    },
  }
}

/** The highest quality granted to a filter of this client that the topic matches. */
function grantedFor(client: OpenClient, topic: string): number {
  const held = (client as unknown as { subscriptions: Record<string, { qos: number }> }).subscriptions
  const matching = Object.entries(held).flatMap(([filter, { qos }]) => (isMatch(filter, topic) ? [qos] : []))
  return matching.length === 0 ? 2 : Math.max(...matching)
}

/** MQTT 3.1.1, 4.7: `+` is one level, `#` all that follow, the level above included. */
function isMatch(filter: string, topic: string): boolean {
  const [wanted, given] = [filter.split('/'), topic.split('/')]
  for (const [i, level] of wanted.entries()) {
    if (level === '#') return true
    if (i >= given.length || (level !== '+' && level !== given[i])) return false
  }
  return wanted.length === given.length
}
