import type { Kernel } from '../../../../../kernel/kernel.ts'
import type { Outside } from '../http/call-outside.ts'
import { NgsiError } from '../http/errors.ts'
import { compileSubscription } from './compile-subscription.ts'
import { hearChanges } from './hear-changes.ts'
import { hearLatest } from './hear-latest.ts'
import type { NotificationParts } from './make-notifications.ts'
import {
  keyOfSubscription,
  type SubscriptionBody,
  type SubscriptionKind,
  type SubscriptionRow,
} from './model.ts'
import { type Notifier, startNotifier } from './notifier.ts'
import { notifyOfSelected, notifyPeriodically } from './notify-periodically.ts'
import { createSubscriptionIndex, type SubscriptionIndex } from './subscription-index.ts'
import * as store from './subscription-store.ts'

type NewSubscription = Parameters<typeof store.insertSubscription>[1]

/** Subscriptions: kept in the database, matched in memory. */
export interface Subscriptions {
  readonly index: SubscriptionIndex
  readonly notifier: Notifier
  create(row: NewSubscription): Promise<SubscriptionRow>
  /** Changes one; undefined when there is none. `revise` answers the new body, and the new @context if it changes. */
  change(
    tenant: string,
    kind: SubscriptionKind,
    id: string,
    viewer: store.Viewer,
    revise: (held: SubscriptionRow) => { body: SubscriptionBody; context?: unknown },
  ): Promise<SubscriptionRow | undefined>
  remove(tenant: string, kind: SubscriptionKind, id: string): Promise<boolean>
  find(
    tenant: string,
    kind: SubscriptionKind,
    id: string,
    viewer: store.Viewer,
  ): Promise<SubscriptionRow | undefined>
  hearLatest(datastreamIds: readonly number[]): void
  stop(): Promise<void>
}

const refreshMs = 3_000

export function startSubscriptions(
  kernel: Kernel,
  parts: NotificationParts,
  outside: Outside,
): Subscriptions {
  const { db, cluster, log } = kernel
  const index = createSubscriptionIndex()
  const notifier = startNotifier(kernel, index, outside)
  const put = async (row: SubscriptionRow) => index.put(await compileSubscription(row, parts.contexts))
  let version = ''
  const loadAll = async () => {
    version = await store.readSubscriptionsVersion(db)
    const rows = await store.readAllSubscriptions(db)
    const present = new Set(rows.map(keyOfSubscription))
    for (const { key } of [...index.all()]) if (!present.has(key)) index.remove(key)
    for (const row of rows) {
      const held = index.get(keyOfSubscription(row))
      if (held?.row.changed_time.getTime() === row.changed_time.getTime()) continue
      await put(row).catch((error: Error) =>
        log.warn({ id: row.id, error: error.message }, 'a subscription cannot be read'),
      )
    }
  }
  const loaded = loadAll()
  loaded.catch((error: Error) => log.error({ error: error.message }, 'cannot load subscriptions'))
  const refresh = async () => {
    if ((await store.readSubscriptionsVersion(db)) !== version) await loadAll()
  }
  cluster.hear('ngsi-ld-subscriptions', () => void refresh().catch(() => undefined))
  const timer = kernel.config.cluster
    ? setInterval(() => void refresh().catch(() => undefined), refreshMs)
    : undefined
  const told = () => cluster.tell('ngsi-ld-subscriptions', null)
  hearChanges(kernel, parts, index, notifier, () => loaded)
  const latest = hearLatest(kernel, parts, index, notifier)
  const periodic = notifyPeriodically(kernel, 'entity', index, (one) =>
    notifyOfSelected(kernel, parts, notifier, one),
  )
  return {
    index,
    notifier,
    hearLatest: latest.hear,
    find: (tenant, kind, id, viewer) => store.findSubscription(db, tenant, kind, id, viewer),
    create: async (given) => {
      const row = await store.insertSubscription(db, given)
      if (!row) throw new NgsiError('AlreadyExists', `订阅已存在：${given.id}`)
      await put(row)
      told()
      return row
    },
    change: async (tenant, kind, id, viewer, revise) => {
      const row = await db.transaction(async (tx) => {
        const held = await store.findSubscription(tx, tenant, kind, id, viewer, true)
        if (!held) return undefined
        const { body, context } = revise(held)
        const resumed = held.body.isActive === false && body.isActive !== false
        return store.updateSubscription(tx, held, body, context ?? held.context, resumed)
      })
      if (row) await put(row)
      told()
      return row
    },
    remove: async (tenant, kind, id) => {
      const gone = await store.deleteSubscription(db, tenant, kind, id)
      index.remove(keyOfSubscription({ tenant, kind, id }))
      told()
      return gone
    },
    stop: async () => {
      clearInterval(timer)
      await latest.stop()
      await periodic.stop()
      await notifier.stop()
    },
  }
}
