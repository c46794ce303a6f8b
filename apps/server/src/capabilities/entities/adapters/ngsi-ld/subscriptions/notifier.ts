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
 * notification outlives the process; at worst it is sent twice. Those of one subscription go one after the other.
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
const restAfterTimeoutMs = 1_000
/** Headers that belong to the connection, not to the subscriber. */
const ownHeaders = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'content-type'])

interface Result {
  id: number
  key: string
  time: Date
  /** Undefined when it was not tried. */
  error?: string | null
}

export function startNotifier(kernel: Kernel, index: SubscriptionIndex, outside: Outside): Notifier {
  const { db, log, cluster, clock } = kernel
  const mqttSender = createMqttSender(outside)
  const queues = new Map<string, WaitingNotification[]>()
  const running = new Set<string>()
  const ready: string[] = []
  const onTheirWay = new Set<number>()
  const resting = new Map<string, number>()
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
        if (queue?.length) ready.push(key)
        else queues.delete(key)
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
    const error = skip ? undefined : await deliver(subscription, next.body)
    results.push({ id: next.id, key, time: clock.now(), error })
    settleTimer ??= setTimeout(settleSoon, 5)
  }
  const deliver = async ({ key, body }: Subscription, outgoing: Outgoing): Promise<string | null> => {
    const { endpoint } = body.notification
    const timeoutMs = endpoint.timeout ?? defaultTimeoutMs
    try {
      if (endpoint.uri.startsWith('mqtt')) await mqttSender.send(endpoint, outgoing, timeoutMs)
      else await sendHttp(outside, endpoint, outgoing, timeoutMs)
      return null
    } catch (error) {
      const late = (error as { kind?: string }).kind === 'timeout'
      const rest = endpoint.cooldown ?? (late ? restAfterTimeoutMs : 0)
      if (rest > 0) resting.set(key, Date.now() + rest)
      return (error as Error).message.slice(0, 500)
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
        done.map((one) => one.id),
        tallyUp(done, index),
      )
      for (const { id } of done) onTheirWay.delete(id)
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
      await fetching
      await settling
      await settleAll()
      await mqttSender.close()
    },
  }
}

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
  if (status < 200 || status > 299) throw new Error(`接收方回答 ${status}`)
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
