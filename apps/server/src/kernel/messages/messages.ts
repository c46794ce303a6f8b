import type { Message, MessageBody } from '@civitas/contract'
import type { Static, TSchema } from 'typebox'
import { aloneCluster, type Cluster } from '../cluster.ts'
import type { Database, Queryable, Transaction } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { currentTraceId, type Logger } from '../log.ts'
import { createBell, ringFor } from './bell.ts'
import { ensureMarks, insertMessages, type MessageRow, moveIdle, type Position } from './log.ts'
import { createLogReader } from './log-reader.ts'
import { type Subscriber, startSubscriber } from './subscriber.ts'

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
  /** The same for many of a kind at once, in their order. */
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

/** The message log over PostgreSQL. */
export function createMessages(db: Database, log: Logger, cluster: Cluster = aloneCluster()): Messages {
  const subscriptions: Subscription[] = []
  const tails = new Map<string, Array<(body: never) => void>>()
  const running: Subscriber[] = []
  const awaited = new Set<string>()
  const bell = createBell((name) => awaited.has(name))
  const ring = ringFor(bell, cluster)
  const reader = createLogReader(
    db,
    () => [...awaited],
    bell,
    log,
    (rows) => {
      for (const one of running) one.take(rows)
      tellTails(tails, rows, log)
      marks.move()
    },
  )
  const marks = createMarks(db, log, () => ({
    position: reader.position,
    ...{ idle: running.filter((one) => one.isIdle()).map((one) => one.name), of: running.length },
  }))
  const publishAll: Messages['publishAll'] = async (tx, message, bodies) => {
    if (bodies.length === 0) return
    const said = { name: message.name, traceId: currentTraceId() }
    for (const body of bodies)
      tx.add('kernel.message', { ...said, body: JSON.stringify(body) }, (rows) => insertMessages(tx, rows))
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
      const mine = onlyHear ? [] : subscriptions
      for (const name of [...mine.map((one) => one.message), ...tails.keys()]) awaited.add(name)
      if (awaited.size === 0) return
      await reader.start()
      await ensureMarks(
        db,
        mine.map((one) => one.name),
      )
      for (const subscription of mine) running.push(startSubscriber(db, subscription, log))
    },
    stop: async () => {
      await reader.stop()
      marks.stop()
      // Otherwise each of them reads the end of the log again at the next start.
      await marks.moveNow().catch(() => undefined)
      await Promise.all(running.map((one) => one.stop()))
    },
    settle: async () => {
      while (await isAnyBehind(db)) {
        bell.ring()
        await new Promise((next) => setTimeout(next, 20))
        await marks.moveNow()
      }
    },
    get subscribers() {
      return subscriptions.map((subscription) => subscription.name)
    },
  }
}

function tellTails(
  tails: ReadonlyMap<string, ReadonlyArray<(body: never) => void>>,
  rows: readonly MessageRow[],
  log: Logger,
): void {
  for (const row of rows) {
    if (row.only_for !== null) continue
    for (const hear of tails.get(row.name) ?? [])
      try {
        hear(row.body)
      } catch (error) {
        log.error({ message: row.id, error: (error as Error).stack }, 'the live channel failed')
      }
  }
}

const marksMs = 1000

/** Marks of those a message is not for are moved on together, about once a second. */
function createMarks(
  db: Database,
  log: Logger,
  read: () => { position: Position; idle: readonly string[]; of: number },
): { move(): void; moveNow(): Promise<void>; stop(): void } {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const moveNow = async () => {
    const { position, idle, of } = read()
    if (idle.length < of) move()
    if (idle.length > 0) await moveIdle(db, idle, position)
  }
  function move(): void {
    if (timer || stopped) return
    timer = setTimeout(() => {
      timer = undefined
      moveNow().catch((error: Error) => {
        if (!stopped) log.error({ error: error.message }, 'cannot move marks on')
      })
    }, marksMs)
  }
  return {
    move,
    moveNow,
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/** Whether anything is in the log that somebody has not passed. */
async function isAnyBehind(db: Queryable): Promise<boolean> {
  const row = await db.first<{ behind: boolean }>(sql`SELECT EXISTS (SELECT FROM kernel.subscriber s
    WHERE (s.transaction, s.message_id) <
      (SELECT m.transaction, m.id FROM kernel.message m ORDER BY m.transaction DESC, m.id DESC LIMIT 1)) AS behind`)
  return row?.behind ?? false
}
