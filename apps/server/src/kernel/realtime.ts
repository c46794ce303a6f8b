import type { LiveLatest, LiveTopic } from '@civitas/contract'
import { isInScope, type Principal, type Scope } from './access.ts'

/** What a listener asked for; the hub sends it nothing else. */
export interface LiveFilter {
  topics: ReadonlySet<LiveTopic>
  scope: Scope
  /** For `latest`. */
  types: ReadonlySet<string> | null
  entities: ReadonlySet<string> | null
  bbox: readonly [number, number, number, number] | null
}

export interface LiveListener {
  readonly principal: Principal
  readonly filter: LiveFilter
  /** Sends a numbered message; called in order. */
  send(id: number, topic: LiveTopic, body: unknown): void
  /** Newest values; a slow listener gets the newest only. */
  sendLatest(rows: LiveLatest[]): void
}

/** A latest value with what filters need; `division` and `position` are not sent. */
export interface LatestUpdate extends LiveLatest {
  division: string | null
  position: readonly [number, number] | null
}

/** The hub of the live channel: filters on the server, remembers the last messages for those who come back. */
export interface Realtime {
  /** To those in whose scope the division lies; to one user only when `userId` is given. */
  publish(topic: LiveTopic, division: string | null, body: unknown, userId?: string): void
  publishLatest(rows: LatestUpdate[]): void
  /** Joins; messages after `lastId` are sent again. Answers false when some of them are already forgotten. */
  join(listener: LiveListener, lastId: number | null): boolean
  leave(listener: LiveListener): void
  readonly listeners: number
}

interface Remembered {
  id: number
  topic: LiveTopic
  division: string | null
  userId: string | null
  body: unknown
}

const memory = 2_000

export function createRealtime(): Realtime {
  const listeners = new Set<LiveListener>()
  const remembered: Remembered[] = []
  // Ids go on growing over restarts, so that a client from before one is told of its gap.
  let nextId = Date.now() * 1_000
  return {
    publish: (topic, division, body, userId) => {
      const message = { id: nextId++, topic, division, userId: userId ?? null, body }
      remembered.push(message)
      if (remembered.length > memory) remembered.splice(0, remembered.length - memory)
      for (const listener of listeners) deliver(listener, message)
    },
    publishLatest: (rows) => {
      if (rows.length === 0) return
      for (const listener of listeners) {
        if (!listener.filter.topics.has('latest')) continue
        const wanted = rows.filter((row) => isWanted(row, listener.filter))
        if (wanted.length > 0) listener.sendLatest(wanted.map(toLiveLatest))
      }
    },
    join: (listener, lastId) => {
      listeners.add(listener)
      if (lastId === null) return true
      const known = remembered.length > 0 ? (remembered[0] as Remembered).id - 1 : nextId - 1
      for (const message of remembered) if (message.id > lastId) deliver(listener, message)
      return lastId >= known && lastId < nextId
    },
    leave: (listener) => {
      listeners.delete(listener)
    },
    get listeners() {
      return listeners.size
    },
  }
}

function deliver(listener: LiveListener, message: Remembered): void {
  const { topics, scope } = listener.filter
  if (!topics.has(message.topic)) return
  const wanted =
    message.userId === null
      ? message.division === '' || isInScope(message.division, scope)
      : message.userId === listener.principal.userId
  if (wanted) listener.send(message.id, message.topic, message.body)
}

function isWanted(row: LatestUpdate, filter: LiveFilter): boolean {
  if (filter.types && !filter.types.has(row.entityType)) return false
  if (filter.entities && !filter.entities.has(row.entityId)) return false
  if (filter.bbox && !isInside(row.position, filter.bbox)) return false
  return isInScope(row.division, filter.scope)
}

function isInside(
  position: readonly [number, number] | null,
  [west, south, east, north]: readonly [number, number, number, number],
): boolean {
  if (!position) return false
  const [lon, lat] = position
  return lon >= west && lon <= east && lat >= south && lat <= north
}

function toLiveLatest({ division: _, position: __, ...row }: LatestUpdate): LiveLatest {
  return row
}
