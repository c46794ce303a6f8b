import { hostname } from 'node:os'
import type { IPublishPacket } from 'mqtt-packet'
import type { MqttParts } from './broker.ts'
import { receiveReadings, type Sender } from './receive.ts'
import { openSharedClient, type SharedClient } from './shared-client.ts'

/** Readings come over a broker of the city’s own. */
export type OutsideBroker = SharedClient

/** Behind a broker a device publishes under its own prefix, which the broker’s access list binds to its name. */
const devicePrefix = /^devices\/([^/]+)\/(v1\.1\/.+)$/
const topics = ['v1.1/+/Observations', 'v1.1/CreateObservations'].flatMap((topic) => [
  topic,
  `devices/+/${topic}`,
])

/**
 * Takes readings from an MQTT 5 broker beside the platform (Mosquitto, EMQX, NanoMQ). The processes of a cluster share
 * the subscription (MQTT 5, 4.8.2), so each message reaches one of them. It is acknowledged to the broker only after its
 * readings are committed, and the session lives on over an outage: what was not acknowledged is delivered again, and a
 * repeated reading is stored once. Topics `devices/<credential>/v1.1/…` are checked against the credential; for plain
 * `v1.1/…` the broker’s access list is trusted.
 */
export function joinOutsideBroker(parts: MqttParts, url: string): OutsideBroker {
  const { config, log } = parts.kernel
  return openSharedClient({
    url,
    clientId: `civitas-${config.instance ?? hostname()}`,
    // One process alone subscribes plainly: some brokers forget shared subscriptions at their own restart.
    topics: config.cluster ? topics.map((topic) => `$share/civitas/${topic}`) : topics,
    receiveMaximum: 2_000,
    accept: (packet) => accept(parts, packet),
    onState: (state, detail) =>
      state === 'joined'
        ? log.info({ broker: redact(url) }, 'joined the outside broker')
        : log.warn({ broker: redact(url), detail }, 'the outside broker is out of reach'),
  })
}

async function accept(parts: MqttParts, packet: IPublishPacket): Promise<void> {
  const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload)
  const own = devicePrefix.exec(packet.topic)
  const name = own?.[1]
  const sender: Sender = name
    ? ({ id: name, credential: parts.credentials.find(name) } as Sender)
    : ({ id: 'outside', trusted: true } as Sender)
  try {
    await new Promise<void>((stored, failed) =>
      receiveReadings(parts, sender, own?.[2] ?? packet.topic, payload, { stored, failed }),
    )
  } catch (error) {
    // What may not be published is listed; the broker need not bring it again. What could not be stored must come again.
    if ((error as { reason?: string }).reason === undefined) throw error
  }
}

/** The address without its password. */
function redact(url: string): string {
  const shown = new URL(url)
  shown.password = shown.password ? '***' : ''
  return shown.toString()
}
