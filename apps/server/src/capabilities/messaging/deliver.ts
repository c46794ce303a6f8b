import type { DeliveryState, MessageChannel } from '@civitas/contract'
import { claimOne } from '../../kernel/db/claim.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { newId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/problem.ts'
import type { ChannelAdapter } from './adapters/channel.ts'
import { type MessagingParts, nameOf, tellDeliveries, tellDelivery } from './messaging-parts.ts'
import { charge, noteStop, type Stop, weigh } from './quotas/weigh.ts'
import { furthest, isDone, redialSeconds, retrySeconds, usableChannels } from './rules.ts'
import { later } from './send-message.ts'
import * as store from './store.ts'
import { sayBy } from './templates/rules.ts'

/** Sends one delivery out of the platform that is due; false when there is none. Another process takes another. */
export async function deliverNext(parts: MessagingParts, tx: Transaction): Promise<boolean> {
  const now = parts.kernel.clock.now()
  const due = await claimOne(tx, 'messaging.deliver', () => store.listDueDeliveries(tx, now))
  if (!due) return false
  const to = (await store.getReceiver(tx, due.receiver_id)) as store.ReceiverRow
  const message = (await store.findMessage(tx, to.message_id)) as store.MessageRow
  const attempts = due.attempts + 1
  const cost = await weigh(parts, tx, message, due, now)
  if (cost.stop) {
    await stopForQuota(parts, tx, { message, due, cost: cost.stop })
    return true
  }
  let handed: Awaited<ReturnType<typeof hand>> | Error
  try {
    handed = await hand(parts, message, to, due)
  } catch (error) {
    handed = error as Error
  }
  // What came in meanwhile of the same person is kept: the row is read again and held.
  const receiver = (await store.getReceiver(tx, due.receiver_id, true)) as store.ReceiverRow
  if (handed instanceof Error) {
    await retryLater(parts, tx, message, receiver, { ...due, attempts }, handed)
  } else {
    const { state, code } = handed
    if (state !== 'failed') await charge(parts, tx, { message, deliveryId: due.id, cost }, now)
    await store.updateDelivery(tx, due.id, { state, attempts, due: null, sent: now, code })
    await reach(parts, tx, message, receiver, { deliveryId: due.id, channel: due.channel, state })
  }
  return true
}

/** A delivery the month's quota has no room for: it waits, goes another way, or fails. */
async function stopForQuota(
  parts: MessagingParts,
  tx: Transaction,
  { message, due, cost }: { message: store.MessageRow; due: store.DueDelivery; cost: Stop },
): Promise<void> {
  const receiver = (await store.getReceiver(tx, due.receiver_id, true)) as store.ReceiverRow
  const { attempts, id: deliveryId, channel } = due
  await noteStop(tx, { message, deliveryId, channel, ...cost }, parts.kernel.clock.now())
  if (cost.how === 'hold') {
    const held = { state: 'queued' as const, attempts, due: cost.until, sent: null, code: 'quota-held' }
    return store.updateDelivery(tx, deliveryId, held)
  }
  const code = cost.how === 'switch' ? `quota-to-${cost.to}` : 'quota-used-up'
  await store.updateDelivery(tx, deliveryId, { state: 'failed', attempts, due: null, sent: null, code })
  const { user_id: userId, phone, email } = receiver
  const [other] = cost.how === 'switch' ? usableChannels({ userId, phone, email }, [cost.to]) : []
  if (other)
    await store.insertDeliveries(tx, [
      { id: newId(), receiverId: receiver.id, channel: other, due: parts.kernel.clock.now() },
    ])
  else await reach(parts, tx, message, receiver, { deliveryId, channel, state: 'failed' })
}

/** Inboxes filled in one transaction. */
const inboxBatch = 200

/** Shows messages that are due in the inboxes of their receivers, many at once; false when there are none. */
export async function showDue(parts: MessagingParts, tx: Transaction): Promise<boolean> {
  const now = parts.kernel.clock.now()
  const due = await store.takeDueInbox(tx, now, inboxBatch)
  if (due.length === 0) return false
  const found = await store.findMessages(tx, [...new Set(due.map((one) => one.message_id))])
  const messages = new Map(found.map((one) => [one.id, one]))
  await store.showInInboxes(
    tx,
    due.map(({ delivery_id: deliveryId, ...one }) => ({
      ...{ deliveryId, receiverId: one.id, reach: furthest(one.reach, 'sent') },
    })),
    now,
  )
  await tellDeliveries(
    parts,
    tx,
    due.map(({ delivery_id: deliveryId, ...receiver }) => ({
      ...{ message: messages.get(receiver.message_id) as store.MessageRow, receiver },
      ...{ deliveryId, channel: 'app', state: 'sent' },
    })),
  )
  return true
}

/** Hands the message to the adapter of its channel; a drill goes nowhere outside. */
function hand(
  parts: MessagingParts,
  message: store.MessageRow,
  receiver: store.ReceiverRow,
  due: store.DueDelivery,
): ReturnType<ChannelAdapter['send']> {
  if (message.drill) return Promise.resolve({ state: 'sent', code: 'drill' })
  const adapter = parts.adapters.get(due.channel)
  if (!adapter) return Promise.resolve({ state: 'failed', code: 'not-set-up' })
  const { user_id: userId, name, phone, email } = receiver
  return adapter.send({
    deliveryId: due.id,
    channel: due.channel,
    to: { userId, name, phone, email },
    title: message.title,
    text: sayBy(due.channel, { title: message.title, text: message.body, signature: message.signature }),
    link: message.link,
    urgency: message.urgency,
    senderName: nameOf(parts)(message.sender_id),
    receipt: message.receipt,
  })
}

async function retryLater(
  parts: MessagingParts,
  tx: Transaction,
  message: store.MessageRow,
  receiver: store.ReceiverRow,
  due: store.DueDelivery,
  error: Error,
): Promise<void> {
  const pause = retrySeconds[due.attempts - 1]
  const { id, channel, attempts } = due
  parts.kernel.log.warn(
    { delivery: id, channel, attempts, error: error.message },
    'a message was not delivered',
  )
  const next = pause === undefined ? null : later(parts.kernel.clock.now(), pause)
  const state: DeliveryState = next ? 'queued' : 'failed'
  await store.updateDelivery(tx, id, {
    state,
    attempts,
    due: next,
    sent: null,
    code: error.message.slice(0, 200),
  })
  if (!next) await reach(parts, tx, message, receiver, { deliveryId: id, channel, state: 'failed' })
}

/** Notes how far the message has come with a person, and tells the city. */
export async function reach(
  parts: MessagingParts,
  tx: Transaction,
  message: store.MessageRow,
  receiver: store.ReceiverRow,
  step: { deliveryId: string | null; channel: MessageChannel; state: DeliveryState },
): Promise<store.ReceiverRow> {
  const now = parts.kernel.clock.now()
  const next =
    step.state === 'failed' && receiver.reach === 'waiting' ? 'failed' : furthest(receiver.reach, step.state)
  const changed = await store.updateReach(tx, receiver.id, {
    reach: next,
    reachedBy: step.state === 'queued' || step.state === 'failed' ? null : step.channel,
    ...(step.state === 'read' || step.state === 'confirmed' ? { read: now } : {}),
    ...(step.state === 'confirmed' ? { confirmed: now } : {}),
  })
  await tellDelivery(parts, tx, message, changed, step)
  return changed
}

/** Takes the next fallback of one receiver the message has not reached in time; false when none is due. */
export async function fallBackNext(parts: MessagingParts, tx: Transaction): Promise<boolean> {
  const now = parts.kernel.clock.now()
  const receiver = await store.takeDueReceiver(tx, now)
  if (!receiver) return false
  const message = (await store.findMessage(tx, receiver.message_id)) as store.MessageRow
  const step = message.fallback[receiver.step]
  if (!step || isDone(receiver.reach, message.until)) {
    await store.setReceiverDue(tx, receiver.id, receiver.step, null)
    return true
  }
  const { user_id: userId, phone, email } = receiver
  const isUsable = usableChannels({ userId, phone, email }, [step.channel]).length > 0
  if (isUsable)
    await store.insertDeliveries(tx, [
      { id: newId(), receiverId: receiver.id, channel: step.channel, due: now },
    ])
  const after = message.fallback[receiver.step + 1]
  const due = after ? later(now, isUsable ? after.afterSeconds : 0) : null
  await store.setReceiverDue(tx, receiver.id, receiver.step + 1, due)
  return true
}

/** What a provider tells of a delivery it took over. */
export async function takeReceipt(
  parts: MessagingParts,
  given: { deliveryId: string; state: 'delivered' | 'read' | 'confirmed' | 'failed'; code?: string },
): Promise<void> {
  await parts.kernel.db.transaction(async (tx) => {
    const delivery = await store.findDelivery(tx, given.deliveryId)
    const receiver = delivery && (await store.getReceiver(tx, delivery.receiver_id, true))
    if (!delivery || !receiver) throw notFound('投递记录', given.deliveryId)
    const message = (await store.findMessage(tx, receiver.message_id)) as store.MessageRow
    const { state, code = null } = given
    const { id, attempts, channel } = delivery
    const again = state === 'failed' ? redialSeconds(channel, code, attempts) : undefined
    if (again !== undefined) {
      const due = later(parts.kernel.clock.now(), again)
      await store.updateDelivery(tx, id, { state: 'queued', attempts, due, sent: null, code })
      return
    }
    await store.updateDelivery(tx, id, { state, attempts, due: null, sent: null, code })
    await reach(parts, tx, message, receiver, { deliveryId: id, channel, state })
  })
}
