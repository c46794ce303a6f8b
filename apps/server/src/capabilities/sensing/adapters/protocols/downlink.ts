import type { CommandChannel, CommandPacket, Delivery } from '../../commands/deliver.ts'
import type { Link } from './protocol.ts'

/** Sends a command to a device in the words of its protocol; false when it cannot be sent now. */
export type SendCommand = (packet: CommandPacket) => boolean

/** Devices that can be told something over the protocols beside MQTT: the one door commands go through. */
export interface Downlink extends CommandChannel {
  /** A device listens; the newest of its connections is told. Answers how to leave again. */
  join(thingId: string, send: SendCommand): () => void
}

export function createDownlink(): Downlink {
  const joined = new Map<string, SendCommand[]>()
  return {
    join: (thingId, send) => {
      joined.set(thingId, [...(joined.get(thingId) ?? []), send])
      return () => {
        const left = (joined.get(thingId) ?? []).filter((one) => one !== send)
        if (left.length > 0) joined.set(thingId, left)
        else joined.delete(thingId)
      }
    },
    isConnected: (thingId) => joined.has(thingId),
    sendCommand: (thingId, packet) => [...(joined.get(thingId) ?? [])].reverse().some((send) => send(packet)),
  }
}

/** Several channels as one: the first that reaches the thing. */
export function joinChannels(...channels: CommandChannel[]): CommandChannel {
  return {
    isConnected: (thingId) => channels.some((one) => one.isConnected(thingId)),
    sendCommand: (thingId, packet) => channels.some((one) => one.sendCommand(thingId, packet)),
  }
}

/** What a conversation needs to be told commands. */
export interface DownlinkParts {
  downlink: Downlink
  delivery: Delivery
}

/** Things one conversation listens for; they leave with its connection, and are woken when they join. */
export function listenForCommands({ downlink, delivery }: DownlinkParts, link: Link) {
  const known = new Set<string>()
  return async (thingId: string, send: SendCommand): Promise<void> => {
    if (known.has(thingId)) return
    known.add(thingId)
    link.onClose(downlink.join(thingId, send))
    await delivery.wake(thingId)
  }
}

/** Commands on their way over one conversation, by what the protocol answers with; the oldest is forgotten beyond the limit. */
export function createPending<K, V extends { commandId: string }>(most = 64) {
  const open = new Map<K, V>()
  return {
    add: (key: K, value: V) => {
      open.set(key, value)
      if (open.size > most) open.delete(open.keys().next().value as K)
    },
    find: (key: K) => open.get(key),
    take: (key: K) => {
      const value = open.get(key)
      open.delete(key)
      return value
    },
  }
}
