import webpush from 'web-push'
import type { Queryable } from '../../../kernel/db/database.ts'
import * as store from '../push/store.ts'
import type { VapidKeys } from '../push/vapid.ts'
import type { ChannelAdapter, Outgoing } from './channel.ts'

/** How long a push service keeps a message for a browser that is away, seconds (RFC 8030, section 5.2). */
const keepSeconds = 24 * 3600

/**
 * Tells every browser the person has let be told: encrypted for that browser alone (RFC 8291), signed by the platform’s
 * own key (VAPID, RFC 8292). A subscription the push service no longer knows is forgotten.
 */
export function webPush(db: Queryable, keys: () => Promise<VapidKeys>): ChannelAdapter {
  return {
    send: async (outgoing) => {
      const subscriptions = outgoing.to.userId ? await store.listOfUser(db, outgoing.to.userId) : []
      if (subscriptions.length === 0) return { state: 'failed', code: 'no-browser' }
      const vapid = await keys()
      const answers = await Promise.all(subscriptions.map((one) => tell(db, one, outgoing, vapid)))
      const taken = answers.find((one) => one >= 200 && one < 300)
      if (taken) return { state: 'sent', code: `push ${taken}` }
      if (answers.every(isGone)) return { state: 'failed', code: 'no-browser' }
      throw new Error(`push service answered ${answers.join(', ')}`)
    },
  }
}

function isGone(status: number): boolean {
  return status === 404 || status === 410
}

async function tell(
  db: Queryable,
  subscription: store.Subscription,
  outgoing: Outgoing,
  vapid: VapidKeys,
): Promise<number> {
  const { title, text, link, deliveryId, urgency } = outgoing
  const payload = JSON.stringify({ title, body: text, link: link ?? '/console/inbox', tag: deliveryId })
  const request = webpush.generateRequestDetails(subscription, payload, {
    ...{ vapidDetails: vapid, TTL: keepSeconds, contentEncoding: 'aes128gcm' },
    urgency: urgency === 'normal' ? 'normal' : 'high',
  })
  const answer = await fetch(request.endpoint, {
    ...{ method: 'POST', headers: request.headers as unknown as Record<string, string> },
    ...{ body: new Uint8Array(request.body), redirect: 'error', signal: AbortSignal.timeout(15_000) },
  })
  await answer.body?.cancel()
  if (isGone(answer.status)) await store.forget(db, subscription.endpoint)
  return answer.status
}
