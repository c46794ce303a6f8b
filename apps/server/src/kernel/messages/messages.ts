import type { Message, MessageBody } from '@civitas/contract'
import type { Static, TSchema } from 'typebox'
import { aloneCluster, type Cluster } from '../cluster.ts'
import type { Database, Queryable, Transaction } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { currentTraceId, type Logger } from '../log.ts'
import { startSubscriber } from './subscriber.ts'
import { startTail } from './tail.ts'

export interface DeliveredMessage<T> {
  id: number
  body: T
  traceId: string
  time: Date
}

/** Signals between capabilities (design section 4): published in a transaction, delivered after it, at least once. */
export interface Messages {
  /** Writes the message in the caller’s transaction; it exists if and only if that transaction commits. */
  publish<T extends TSchema>(tx: Transaction, message: Message<T>, body: Static<T>): Promise<void>
  /** The same for many of a kind at once, in their order, in one statement. */
  publishAll<T extends TSchema>(
    tx: Transaction,
    message: Message<T>,
    bodies: ReadonlyArray<Static<T>>,
  ): Promise<void>
  /**
   * Handles every message of a kind, in order of commit, each in a transaction that also moves the subscriber on:
   * the effect in this database happens once. After five failures the message goes to the dead letters.
   * `name` is `<capability>.<what-it-does>` and must stay the same over restarts. A handler that reads what it wrote
   * for an earlier message only through its transaction may take messages that wait `together`, in one transaction.
   * Messages for which `when` says no are passed over without a transaction; it sees the body only. Where many come at once,
   * `all` takes those that wait in one go, `atMost` so many; should it fail, each is handled by itself.
   */
  subscribe<M extends Message>(
    name: string,
    message: M,
    handle: (tx: Transaction, message: DeliveredMessage<MessageBody<M>>) => Promise<void>,
    options?: {
      together?: boolean
      when?: (body: MessageBody<M>) => boolean
      all?: (tx: Transaction, messages: DeliveredMessage<MessageBody<M>>[]) => Promise<void>
      atMost?: number
    },
  ): void
  /** Hears messages from now on without remembering any; for the live channel. */
  tail<M extends Message>(message: M, hear: (body: MessageBody<M>) => void): void
  /** Starts delivery; called once every capability has subscribed. A process that only hears handles nothing. */
  start(options?: { onlyHear?: boolean }): Promise<void>
  stop(): Promise<void>
  /** Resolves when every subscriber has handled all that was published before the call. For tests and benchmarks. */
  settle(): Promise<void>
  readonly subscribers: readonly string[]
}

export interface Subscription {
  name: string
  message: string
  handle: (tx: Transaction, message: DeliveredMessage<never>) => Promise<void>
  /** Messages that wait may share a transaction. */
  together: boolean
  /** Handles all that wait in one go. */
  all?: (tx: Transaction, messages: DeliveredMessage<never>[]) => Promise<void>
  /** How many `all` takes in one transaction. */
  atMost: number
  /** Whether a message is worth handling. */
  when: (body: never) => boolean
}

/** Wakes those in this process who wait for messages of a kind. */
export interface Bell {
  /** Without a name for everyone. */
  ring(name?: string): void
  listen(names: readonly string[]): Listener
}

export interface Listener {
  /** Rings from now on count for the next wait. */
  heed(): void
  /** Resolves at the next ring, at once when there was one, or after `ms`; whether it rang. */
  wait(ms: number): Promise<boolean>
}

/** The message log over PostgreSQL. */
export function createMessages(db: Database, log: Logger, cluster: Cluster = aloneCluster()): Messages {
  const subscriptions: Subscription[] = []
  const tails = new Map<string, Array<(body: never) => void>>()
  const bell = createBell()
  const ring = ringFor(bell, cluster)
  const running: Array<{ stop(): Promise<void> }> = []
  const publishAll: Messages['publishAll'] = async (tx, message, bodies) => {
    if (bodies.length === 0) return
    await tx.query(sql`INSERT INTO kernel.message (name, body, trace_id)
      SELECT ${message.name}, body, ${currentTraceId()}
      FROM unnest(${bodies.map((body) => JSON.stringify(body))}::jsonb[]) WITH ORDINALITY AS b(body, n) ORDER BY n`)
    tx.afterCommit(() => ring(message.name))
  }
  return {
    publish: (tx, message, body) => publishAll(tx, message, [body]),
    publishAll,
    subscribe: (
      name,
      message,
      handle,
      { together = false, when = () => true, all, atMost = Number.POSITIVE_INFINITY } = {},
    ) => {
      subscriptions.push({
        ...{ name, message: message.name, handle: handle as Subscription['handle'], together },
        when: when as Subscription['when'],
        all: all as Subscription['all'],
        atMost,
      })
    },
    tail: (message, hear) => {
      tails.set(message.name, [...(tails.get(message.name) ?? []), hear as (body: never) => void])
    },
    start: async ({ onlyHear = false } = {}) => {
      for (const subscription of onlyHear ? [] : subscriptions)
        running.push(await startSubscriber(db, subscription, bell, log))
      if (tails.size > 0) running.push(await startTail(db, tails, bell, log))
    },
    stop: async () => {
      bell.ring()
      await Promise.all(running.map((part) => part.stop()))
    },
    settle: () => settle(db, bell),
    get subscribers() {
      return subscriptions.map((subscription) => subscription.name)
    },
  }
}

/** Rings here at once and in the other processes soon: many messages in a moment make one ring. */
function ringFor(bell: Bell, cluster: Cluster): (name: string) => void {
  let told = false
  cluster.hear('messages', () => bell.ring())
  return (name) => {
    bell.ring(name)
    if (told) return
    told = true
    setTimeout(() => {
      told = false
      cluster.tell('messages', null)
    }, 10)
  }
}

/** Only those a message is for are woken: the others pass over it at their next look, many messages at a time. */
function createBell(): Bell {
  const listeners: Array<{ names: ReadonlySet<string>; wake(): void }> = []
  return {
    ring: (name) => {
      for (const one of listeners) if (name === undefined || one.names.has(name)) one.wake()
    },
    listen: (names) => {
      let rung = false
      let wakeUp: (() => void) | undefined
      listeners.push({
        names: new Set(names),
        wake: () => {
          rung = true
          wakeUp?.()
        },
      })
      return {
        heed: () => {
          rung = false
        },
        wait: async (ms) => {
          if (!rung)
            await new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, ms)
              wakeUp = () => {
                clearTimeout(timer)
                resolve()
              }
            })
          wakeUp = undefined
          return rung
        },
      }
    },
  }
}

async function settle(db: Queryable, bell: Bell): Promise<void> {
  for (;;) {
    bell.ring()
    const behind = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM kernel.subscriber s
      WHERE EXISTS (SELECT FROM kernel.message m
        WHERE (m.transaction, m.id) > (s.transaction, s.message_id))`)
    if (!behind?.n) return
    await new Promise((next) => setTimeout(next, 20))
  }
}
