import { type EntityChange, entityChanged } from '@civitas/contract'
import type { Transaction } from '../../../../../kernel/db/database.ts'
import type { Kernel } from '../../../../../kernel/kernel.ts'
import type { Attributes, LdEntity } from '../representation/model.ts'
import {
  type Candidate,
  loadCandidates,
  makeNotifications,
  type NotificationParts,
} from './make-notifications.ts'
import { isTriggered } from './match-change.ts'
import type { Subscription } from './model.ts'
import type { Notifier } from './notifier.ts'
import { isAwake, type SubscriptionIndex } from './subscription-index.ts'

/** Follows the changes of entities and writes the notifications they cause, in the transaction that marks them as followed. */
export function hearChanges(
  kernel: Kernel,
  parts: NotificationParts,
  index: SubscriptionIndex,
  notifier: Notifier,
  ready: () => Promise<void>,
): void {
  kernel.messages.subscribe(
    'entities.notify-subscribers',
    entityChanged,
    async (tx, message) => {
      await ready()
      if (index.hasEntitySubscriptions)
        await notifyOf(tx, kernel, parts, index, notifier, message.body.changes, message.time)
    },
    { together: true },
  )
}

/** When notifications were made in a transaction that is still open, ms since epoch: throttling counts them too. */
const madeInOpen = new WeakMap<Transaction, Map<Subscription, number>>()

function isThrottledIn(tx: Transaction, subscription: Subscription, nowMs: number): boolean {
  const madeMs = madeInOpen.get(tx)?.get(subscription)
  return madeMs !== undefined && nowMs - madeMs < (subscription.body.throttling ?? 0) * 1000
}

function noteMade(tx: Transaction, subscription: Subscription, nowMs: number): void {
  const made = madeInOpen.get(tx) ?? new Map<Subscription, number>()
  madeInOpen.set(tx, made.set(subscription, nowMs))
  tx.afterCommit(() => {
    subscription.lastMadeMs = nowMs
  })
}

/** Which subscriptions hear of which changes, by what memory knows alone. */
export function matchChanges(
  index: SubscriptionIndex,
  changes: readonly EntityChange[],
  nowMs: number,
  changedMs: number,
): Map<Subscription, EntityChange[]> {
  const matched = new Map<Subscription, EntityChange[]>()
  for (const change of changes) {
    for (const one of index.find(change)) {
      if (one.body.timeInterval || !isAwake(one, nowMs, changedMs) || !isTriggered(one, change)) continue
      const held = matched.get(one)
      if (held) held.push(change)
      else matched.set(one, [change])
    }
  }
  return matched
}

async function notifyOf(
  tx: Transaction,
  kernel: Kernel,
  parts: NotificationParts,
  index: SubscriptionIndex,
  notifier: Notifier,
  changes: readonly EntityChange[],
  changed: Date,
): Promise<void> {
  const now = kernel.clock.now()
  const matched = matchChanges(index, changes, now.getTime(), changed.getTime())
  if (matched.size === 0) return
  const candidates = await toCandidates(
    tx,
    parts,
    [...new Set([...matched.values()].flat())],
    changed.toISOString(),
  )
  for (const [subscription, of] of matched) {
    if (isThrottledIn(tx, subscription, now.getTime())) continue
    const mine = of.flatMap((change) => candidates.get(change) ?? [])
    const made = await makeNotifications(tx, parts, subscription, mine, now)
    await notifier.enqueue(tx, made)
    if (made.length > 0) noteMade(tx, subscription, now.getTime())
  }
}

async function toCandidates(
  tx: Transaction,
  parts: NotificationParts,
  changes: readonly EntityChange[],
  time: string,
): Promise<Map<EntityChange, Candidate>> {
  const candidates = new Map<EntityChange, Candidate>()
  for (const tenant of new Set(changes.map((one) => one.tenant))) {
    const mine = changes.filter((one) => one.tenant === tenant)
    const alive = mine.filter((one) => one.act !== 'removed').map((one) => one.uri)
    const loaded = await loadCandidates(tx, parts, tenant, alive)
    for (const change of mine) {
      const before = change.before as Attributes
      const held = change.act === 'removed' ? asItWas(change, time) : loaded.get(change.uri)
      if (held) candidates.set(change, { ...held, act: change.act, before, time })
    }
  }
  return candidates
}

function asItWas(change: EntityChange, time: string): { entity: LdEntity; divisionCode: string | null } {
  const entity = {
    id: change.uri,
    types: change.types,
    scopes: change.scopes ?? [],
    attributes: change.before as Attributes,
    createdAt: change.createdAt ?? time,
    modifiedAt: change.modifiedAt ?? time,
  }
  return { entity, divisionCode: change.divisionCode ?? null }
}
