import { sensorThingsChanged } from '@civitas/contract'
import type { Aedes, Client, Subscription } from 'aedes'
import { hasPermission, type Principal, wholeScope } from '../../../../kernel/access.ts'
import { Problem } from '../../../../kernel/problem.ts'
import type { HeldCredential } from '../../things/credentials.ts'
import type { SensorThingsParts } from '../sensorthings/request.ts'
import { createDelivery } from './deliver.ts'
import { createTopicIndex, readTopic } from './topics.ts'

/** A connection with who signed in on it. */
export interface SignedIn extends Client {
  principal?: Principal
  credential?: HeldCredential
}

export interface Updates {
  /** Who signs in with account and password; null when that is nobody. */
  signIn(account: string, password: string, ip: string): Promise<Principal | null>
  /** Takes a subscription in when the caller may have it. */
  subscribe(client: SignedIn, subscription: Subscription): Promise<boolean>
  stop(): Promise<void>
}

const mostTopics = 20_000

/** Lets people and services hear of what changes (OGC 18-088, 14.1), and devices of their own datastreams. */
export function startUpdates(parts: SensorThingsParts, broker: Aedes): Updates {
  const { kernel } = parts
  const topics = createTopicIndex<SignedIn>()
  // Only what was delivered on purpose goes out: a packet a device published is no message to others.
  const own = new WeakSet<object>()
  const delivery = createDelivery<SignedIn>(kernel, topics, (client, topic, payload, qos) => {
    own.add(payload)
    client.publish({ cmd: 'publish', topic, payload, qos, retain: false, dup: false }, () => undefined)
  })
  broker.authorizeForward = (_client, packet) => (own.has(packet.payload as object) ? packet : null)
  broker.on('unsubscribe', (texts, client) => {
    for (const text of texts) topics.remove(text, client as SignedIn)
  })
  broker.on('clientDisconnect', (client) => topics.removeClient(client as SignedIn))
  parts.recorder.onStored(delivery.stored)
  kernel.messages.tail(sensorThingsChanged, ({ changes }) => delivery.changed(changes))
  return {
    signIn: (account, password, ip) => parts.identity.signInOver(account, password, ip),
    subscribe: async (client, { topic: text, qos }) => {
      const principal = client.principal ?? deviceReader(parts, client, text)
      if (!principal || !hasPermission(principal, 'sensing.read') || topics.size >= mostTopics) return false
      try {
        const topic = await readTopic({ db: kernel.db, scope: principal.scope, root: '/sta/v1.1' }, text)
        topics.add(topic, client, { principal, qos: qos > 0 ? 1 : 0 })
        return true
      } catch (error) {
        if (error instanceof Problem) return false
        throw error
      }
    },
    stop: async () => {
      await delivery.settle()
    },
  }
}

/** A device hears its own datastreams, by their topics. */
function deviceReader(
  { index, credentials }: SensorThingsParts,
  client: SignedIn,
  topic: string,
): Principal | null {
  const id = /^v1\.1\/(?:Multi)?Datastreams\((\d+)\)\/Observations(?:\?|$)/.exec(topic)?.[1]
  const stream = id === undefined ? undefined : index.find(Number(id))
  if (!client.credential || !stream || !credentials.covers(client.credential, stream.thing)) return null
  return {
    userId: '00000000-0000-0000-0000-000000000000',
    account: client.credential.name,
    name: client.credential.name,
    organisationId: null,
    organisationName: null,
    permissions: new Set(['sensing.read']),
    scope: wholeScope,
    sessionId: '',
  }
}
