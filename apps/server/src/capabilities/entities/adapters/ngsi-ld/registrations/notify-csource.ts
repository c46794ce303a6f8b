import type { Transaction } from '../../../../../kernel/db/database.ts'
import type { Kernel } from '../../../../../kernel/kernel.ts'
import type { Contexts } from '../contexts/context-store.ts'
import { iriOf } from '../representation/model.ts'
import { buildNotification } from '../subscriptions/build-notification.ts'
import { keyOfSubscription, type Subscription, type SubscriptionRow } from '../subscriptions/model.ts'
import { isAwake } from '../subscriptions/subscription-index.ts'
import type { Subscriptions } from '../subscriptions/subscriptions.ts'
import { matchInformation } from './match-registration.ts'
import { isExpired, type RegistrationRow } from './model.ts'
import { registrationToJson } from './registration-json.ts'

type Reason = 'newlyMatching' | 'updated' | 'noLongerMatching'

/** A registration narrowed to what a subscription asks for; null when nothing of it does. */
function narrow(
  { row, selectors, watched }: Subscription,
  registration: RegistrationRow,
): RegistrationRow | null {
  if (registration.tenant !== row.tenant || isExpired(registration.body, Date.now())) return null
  const attributes = watched ? [...watched].map(iriOf) : undefined
  const wishes = selectors.length > 0 ? selectors : [{ ids: null, pattern: null, types: null }]
  const information = new Set(
    wishes.flatMap(({ ids, pattern, types }) =>
      matchInformation(registration.body, {
        ...(ids ? { ids: [...ids] } : {}),
        ...(pattern ? { idPattern: pattern.source } : {}),
        ...(types ? { types } : {}),
        ...(attributes ? { attributes } : {}),
      }),
    ),
  )
  if (information.size === 0) return null
  return { ...registration, body: { ...registration.body, information: [...information] } }
}

/** Tells subscribers of context sources (5.11.7). */
export function makeCsourceNotifier(kernel: Kernel, contexts: Contexts, subscriptions: () => Subscriptions) {
  const tell = async (
    tx: Transaction,
    subscription: Subscription,
    reason: Reason,
    rows: readonly RegistrationRow[],
  ) => {
    const sysAttrs = subscription.body.notification.sysAttrs ?? false
    const data = rows.map((row) => registrationToJson(row, subscription.terms, sysAttrs))
    const now = kernel.clock.now()
    const outgoing = await buildNotification(contexts, subscription, data, now, { triggerReason: reason })
    await subscriptions().notifier.enqueue(tx, [{ subscription, outgoing }])
  }
  const tellMatching = async (subscription: Subscription, registrations: readonly RegistrationRow[]) => {
    const rows = registrations.flatMap((one) => narrow(subscription, one) ?? [])
    if (rows.length > 0) await kernel.db.transaction((tx) => tell(tx, subscription, 'newlyMatching', rows))
  }
  const awake = (one: Subscription) => one.row.kind === 'csource' && isAwake(one, Date.now(), Date.now())
  return {
    onRegistration: async (
      tx: Transaction,
      before: RegistrationRow | null,
      after: RegistrationRow | null,
    ) => {
      for (const subscription of subscriptions().index.all()) {
        if (!awake(subscription) || subscription.body.timeInterval) continue
        const [old, next] = [before && narrow(subscription, before), after && narrow(subscription, after)]
        const shown = next ?? old
        if (!shown) continue
        const reason = next ? (old ? 'updated' : 'newlyMatching') : 'noLongerMatching'
        await tell(tx, subscription, reason, [shown])
      }
    },
    /** The first notification tells of what matches already. */
    onSubscribed: async (row: SubscriptionRow, registrations: readonly RegistrationRow[]) => {
      const subscription = subscriptions().index.get(keyOfSubscription(row))
      if (subscription && awake(subscription)) await tellMatching(subscription, registrations)
    },
    /** At intervals all that matches is told, changed or not. */
    tellMatching,
  }
}
