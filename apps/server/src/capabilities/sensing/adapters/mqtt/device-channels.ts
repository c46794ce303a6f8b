import type { Shadow } from '@civitas/contract'
import type { Client } from 'aedes'
import type { CommandChannel, CommandPacket } from '../../commands/deliver.ts'

/** What a client listens to for a thing; `base` is the topic it knows the thing by. */
export interface Listening {
  client: Client
  base: string
  commands: boolean
  shadow: boolean
}

/** Which connection of this process listens for which thing. */
export interface DeviceChannels extends CommandChannel {
  listen(thingId: string, client: Client, base: string, what: 'commands' | 'shadow'): void
  unlisten(thingId: string, client: Client, what: 'commands' | 'shadow'): void
  forget(client: Client): void
  sendShadow(thingId: string, shadow: Shadow): void
  /** Whether a payload is one this sends, and no packet a device published. */
  isOwn(payload: string | Buffer): boolean
}

export function createChannels(): DeviceChannels {
  const byThing = new Map<string, Listening[]>()
  const byClient = new Map<Client, Set<string>>()
  const find = (thingId: string, client: Client) => byThing.get(thingId)?.find((one) => one.client === client)
  const own = new WeakSet<object>()
  const send = ({ client }: Listening, topic: string, body: object) => {
    const payload = Buffer.from(JSON.stringify(body))
    own.add(payload)
    client.publish(
      {
        ...{ cmd: 'publish', topic, payload },
        ...{ qos: 0, retain: false, dup: false },
      },
      () => undefined,
    )
  }
  const drop = (thingId: string, client: Client) => {
    const left = (byThing.get(thingId) ?? []).filter((one) => one.client !== client)
    if (left.length > 0) byThing.set(thingId, left)
    else byThing.delete(thingId)
  }
  return {
    listen: (thingId, client, base, what) => {
      const held = find(thingId, client)
      if (held) held[what] = true
      else {
        const one = { client, base, commands: what === 'commands', shadow: what === 'shadow' }
        byThing.set(thingId, [...(byThing.get(thingId) ?? []), one])
      }
      byClient.set(client, (byClient.get(client) ?? new Set()).add(thingId))
    },
    unlisten: (thingId, client, what) => {
      const held = find(thingId, client)
      if (!held) return
      held[what] = false
      if (!held.commands && !held.shadow) drop(thingId, client)
    },
    forget: (client) => {
      for (const thingId of byClient.get(client) ?? []) drop(thingId, client)
      byClient.delete(client)
    },
    isOwn: (payload) => typeof payload === 'object' && own.has(payload),
    isConnected: (thingId) => byThing.get(thingId)?.some((one) => one.commands) ?? false,
    sendCommand: (thingId, packet: CommandPacket) => {
      const listener = byThing.get(thingId)?.find((one) => one.commands)
      if (!listener) return false
      send(listener, `${listener.base}/commands`, packet)
      return true
    },
    sendShadow: (thingId, shadow) => {
      const { desired, reported, delta, desiredVersion, reportedVersion } = shadow
      for (const one of byThing.get(thingId) ?? []) {
        if (!one.shadow) continue
        const body = { desired, reported, delta, desiredVersion, reportedVersion }
        send(one, `${one.base}/shadow/document`, body)
      }
    },
  }
}
