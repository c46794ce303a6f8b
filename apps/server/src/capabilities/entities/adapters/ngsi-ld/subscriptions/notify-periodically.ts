import type { Kernel } from '../../../../../kernel/kernel.ts'
import { compileContextOf, findPage } from '../entities/query-entities.ts'
import type { LdEntity } from '../representation/model.ts'
import { makeNotifications, type NotificationParts } from './make-notifications.ts'
import type { Subscription, SubscriptionKind } from './model.ts'
import type { Notifier } from './notifier.ts'
import { isAwake, type SubscriptionIndex } from './subscription-index.ts'

const lookEveryMs = 250
const mostEntities = 1000

/** Looks again and again for subscriptions with a timeInterval that are due (5.8.6, 5.11.7). One process of a cluster does. */
export function notifyPeriodically(
  kernel: Kernel,
  kind: SubscriptionKind,
  index: SubscriptionIndex,
  notify: (subscription: Subscription) => Promise<void>,
): { stop(): Promise<void> } {
  let working: Promise<void> | null = null
  const look = async () => {
    for (const subscription of index.all()) {
      const nowMs = Date.now()
      if (subscription.row.kind !== kind || !isDue(subscription, nowMs)) continue
      subscription.lastMadeMs = nowMs
      await notify(subscription)
    }
  }
  const timer = setInterval(() => {
    if (!kernel.config.roles.includes('worker') || !kernel.cluster.leads('ngsi-ld-intervals')) return
    working ??= look()
      .catch((error: Error) => kernel.log.warn({ error: error.message }, 'cannot notify periodically'))
      .finally(() => {
        working = null
      })
  }, lookEveryMs)
  return {
    stop: async () => {
      clearInterval(timer)
      await working
    },
  }
}

function isDue(subscription: Subscription, nowMs: number): boolean {
  const { body, row, lastMadeMs } = subscription
  if (!body.timeInterval || !isAwake(subscription, nowMs, nowMs)) return false
  return nowMs - Math.max(lastMadeMs, row.active_since.getTime()) >= body.timeInterval * 1000
}

/** Tells a subscription of what it selects, whether it changed or not. */
export async function notifyOfSelected(
  kernel: Kernel,
  parts: NotificationParts,
  notifier: Notifier,
  subscription: Subscription,
): Promise<void> {
  const { row, selectors, q, geo, scopeQ, queryTerms, body } = subscription
  const page = await findPage(
    kernel.db,
    { userId: row.user_id, scope: row.scope, tenant: row.tenant },
    {
      selectors: selectors.map(({ ids, pattern, types }) => ({
        ...(ids ? { ids: [...ids] } : {}),
        ...(pattern ? { idPattern: pattern.source } : {}),
        ...(types ? { types } : {}),
      })),
      ...(q ? { q } : {}),
      ...(geo ? { geo } : {}),
      ...(scopeQ ? { scopeQ } : {}),
      compile: compileContextOf(parts.registers, queryTerms, body.expandValues),
      ...{ limit: mostEntities, offset: 0, count: false },
    },
  )
  const entities = await parts.broker.toEntities(page.rows)
  const now = kernel.clock.now()
  const candidates = page.rows.map((found, i) => ({
    entity: entities[i] as LdEntity,
    divisionCode: found.division_code,
    act: 'changed' as const,
    before: {},
    time: now.toISOString(),
  }))
  await kernel.db.transaction(async (tx) => {
    await notifier.enqueue(tx, await makeNotifications(tx, parts, subscription, candidates, now))
  })
}
