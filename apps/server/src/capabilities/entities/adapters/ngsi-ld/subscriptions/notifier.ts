import type { Transaction } from '../../../../../kernel/db/database.ts'
import type { Kernel } from '../../../../../kernel/kernel.ts'
import type { Outside } from '../http/call-outside.ts'
import type { Outgoing } from './build-notification.ts'
import type { Endpoint, Subscription } from './model.ts'
import {
  insertNotifications,
  readWaiting,
  settleNotifications,
  type Tally,
  type WaitingNotification,
} from './outbox-store.ts'
import { createMqttSender } from './send-mqtt.ts'
import type { SubscriptionIndex } from './subscription-index.ts'

/**
 * Sends notifications. They are written in the transaction that makes them and deleted after they were sent, so that a
 * notification outlives the process; at worst it is sent twice. Those of one subscription go one after the other: one that
 * fails is sent again a few times, later each time, and those behind it wait. Once one was given up, each of those behind it
 * has a single try, until the subscriber answers again.
 */
export interface Notifier {
  enqueue(
    tx: Transaction,
    items: ReadonlyArray<{ subscription: Subscription; outgoing: Outgoing }>,
  ): Promise<void>
  /** Waits a moment for notifications of a subscription that are just being counted. */
  catchUp(key: string): Promise<void>
  stop(): Promise<void>
}

const mostAtOnce = 48
const mostOfOne = 20
const page = 300
const pollMs = 500
const defaultTimeoutMs = 5_000
/** How long to wait before each further try. */
const backOffMs = [2_000, 10_000, 30_000]
/** Headers that belong to the connection, not to the subscriber. */
const ownHeaders = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'content-type'])

interface Result {
  id: number
  key: string
  time: Date
  /** Undefined when it was not tried. */
  error?: string | null
  /** Whether it will be sent again. */
  again: boolean
}

/** What came of one try: null when it was taken. */
type Failure = { message: string; isPassing: boolean } | null

export function startNotifier(kernel: Kernel, index: SubscriptionIndex, outside: Outside): Notifier {
  const { db, log, cluster, clock } = kernel
  const mqttSender = createMqttSender(outside)
  const queues = new Map<string, WaitingNotification[]>()
  const running = new Set<string>()
  const ready: string[] = []
  const onTheirWay = new Set<number>()
  const resting = new Map<string, number>()
  const waitingTimers = new Map<string, NodeJS.Timeout>()
  const unreachable = new Set<string>()
  const results: Result[] = []
  let stopped = false
  let fetching: Promise<void> | null = null
  let again = false
  let settling: Promise<void> = Promise.resolve()
  let settleTimer: NodeJS.Timeout | undefined

  const fetchMore = () => {
    again = true
    if (!stopped && kernel.config.roles.includes('worker') && cluster.leads('ngsi-ld-notifications'))
      fetching ??= fetchAll().finally(() => {
        fetching = null
      })
  }
  const fetchAll = async () => {
    while (again && !stopped) {
      again = false
      const busy = [...queues].filter(([, queue]) => queue.length >= mostOfOne).map(([key]) => key)
      const rows = await readWaiting(db, [...onTheirWay], busy, page).catch((error: Error) => {
        if (!stopped) log.warn({ error: error.message }, 'cannot read notifications')
        return []
      })
      for (const row of rows) take(row)
      if (rows.length === page && onTheirWay.size < page * 4) again = true
      pump()
    }
  }
  const take = (row: WaitingNotification) => {
    onTheirWay.add(row.id)
    const queue = queues.get(row.key)
    if (queue) queue.push(row)
    else {
      queues.set(row.key, [row])
      ready.push(row.key)
    }
  }
  const pump = () => {
    while (running.size < mostAtOnce && ready.length > 0) {
      const key = ready.shift() as string
      running.add(key)
      void sendNext(key).finally(() => {
        running.delete(key)
        const queue = queues.get(key)
        if (!queue?.length) queues.delete(key)
        else if (!waitingTimers.has(key)) ready.push(key)
        if (queue?.length === mostOfOne - 1) fetchMore()
        pump()
      })
    }
  }
  const sendNext = async (key: string) => {
    const next = queues.get(key)?.shift()
    if (!next || stopped) return
    const subscription = index.get(key)
    const skip = !subscription || (resting.get(key) ?? 0) > Date.now()
    const failure = skip ? undefined : await deliver(subscription, next.body)
    const again = failure?.isPassing ? waitToSendAgain(key, next) : false
    if (failure === null) unreachable.delete(key)
    else if (failure && !again) unreachable.add(key)
    const error = failure === undefined ? undefined : (failure?.message ?? null)
    results.push({ id: next.id, key, time: clock.now(), error, again })
    settleTimer ??= setTimeout(settleSoon, 5)
  }
  const waitToSendAgain = (key: string, notification: WaitingNotification): boolean => {
    const waitMs = backOffMs[notification.attempts]
    if (waitMs === undefined || unreachable.has(key) || resting.has(key)) return false
    queues.get(key)?.unshift({ ...notification, attempts: notification.attempts + 1 })
    const timer = setTimeout(() => {
      waitingTimers.delete(key)
      ready.push(key)
      pump()
    }, waitMs)
    waitingTimers.set(key, timer)
    return true
  }
  const deliver = async ({ key, body }: Subscription, outgoing: Outgoing): Promise<Failure> => {
    const { endpoint } = body.notification
    const timeoutMs = endpoint.timeout ?? defaultTimeoutMs
    resting.delete(key)
    try {
      if (endpoint.uri.startsWith('mqtt')) await mqttSender.send(endpoint, outgoing, timeoutMs)
      else await sendHttp(outside, endpoint, outgoing, timeoutMs)
      return null
    } catch (error) {
      // During a cooldown nothing is sent at all (5.2.15).
      if (endpoint.cooldown) resting.set(key, Date.now() + endpoint.cooldown)
      const isPassing = !(error instanceof Refusal)
      return { message: (error as Error).message.slice(0, 500), isPassing }
    }
  }
  const settleSoon = () => {
    settleTimer = undefined
    settling = settling.then(settleAll)
  }
  const settleAll = async () => {
    const done = results.splice(0)
    if (done.length === 0) return
    try {
      await settleNotifications(
        db,
        done.flatMap((one) => (one.again ? [] : one.id)),
        done.flatMap((one) => (one.again ? one.id : [])),
        tallyUp(done, index),
      )
      for (const { id, again } of done) if (!again) onTheirWay.delete(id)
      if (again || onTheirWay.size < page) fetchMore()
    } catch (error) {
      results.unshift(...done)
      if (stopped) return
      log.warn({ error: (error as Error).message }, 'cannot count notifications')
      settleTimer ??= setTimeout(settleSoon, 1_000)
    }
  }
  const timer = setInterval(fetchMore, pollMs)
  cluster.hear('ngsi-ld-notifications', fetchMore)
  return {
    enqueue: async (tx, items) => {
      if (items.length === 0) return
      await insertNotifications(tx, items)
      tx.afterCommit(() => {
        fetchMore()
        cluster.tell('ngsi-ld-notifications', null)
      })
    },
    catchUp: async (key) => {
      for (
        let waited = 0;
        waited < 30 && (running.has(key) || results.some((one) => one.key === key));
        waited++
      )
        await new Promise((next) => setTimeout(next, 5))
      await settling
    },
    stop: async () => {
      stopped = true
      clearInterval(timer)
      clearTimeout(settleTimer)
      for (const one of waitingTimers.values()) clearTimeout(one)
      await fetching
      await settling
      await settleAll()
      await mqttSender.close()
    },
  }
}

/** The receiver does not want it, now or later. */
class Refusal extends Error {}

const passingStatus = new Set([408, 425, 429])

async function sendHttp(
  outside: Outside,
  endpoint: Endpoint,
  outgoing: Outgoing,
  timeoutMs: number,
): Promise<void> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  for (const { key, value } of endpoint.receiverInfo ?? [])
    if (!ownHeaders.has(key.toLowerCase())) headers[key] = value
  headers['Content-Type'] = outgoing.contentType
  if (outgoing.link) headers.Link = outgoing.link
  if (outgoing.tenant) headers['NGSILD-Tenant'] = outgoing.tenant
  const body = JSON.stringify(outgoing.body)
  const { status } = await outside.call({ method: 'POST', url: endpoint.uri, headers, body, timeoutMs })
  if (status >= 200 && status <= 299) return
  const message = `接收方回答 ${status}`
  throw status >= 500 || passingStatus.has(status) ? new Error(message) : new Refusal(message)
}

function tallyUp(results: readonly Result[], index: SubscriptionIndex): Tally[] {
  const tallies = new Map<string, Tally>()
  for (const { key, time, error } of results) {
    const row = index.get(key)?.row
    if (!row || error === undefined) continue
    const none = { sent: 0, failed: 0, lastSuccess: null, lastFailure: null, error: null }
    const tally = tallies.get(key) ?? { tenant: row.tenant, kind: row.kind, id: row.id, ...none }
    tallies.set(key, tally)
    tally.sent++
    if (error === null) tally.lastSuccess = time.toISOString()
    else Object.assign(tally, { failed: tally.failed + 1, lastFailure: time.toISOString(), error })
  }
  return [...tallies.values()]
}
