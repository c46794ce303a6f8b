import type { MessageChannel, PaidChannel } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { MessagingParts } from '../messaging-parts.ts'
import { sendMessage } from '../send-message.ts'
import type { DueDelivery, MessageRow } from '../store.ts'
import { sayBy } from '../templates/rules.ts'
import { isPaid, judge, monthOf, nextMonth, passedShare, unitsOf } from './rules.ts'
import * as store from './store.ts'

/** What a delivery will cost, or that the month has no room for it. */
export interface Cost {
  channel: PaidChannel | null
  units: number
  beyond: boolean
  used: number
  quota?: store.QuotaRow
  stop?: Stop
}

export type Stop = { how: 'refuse' } | { how: 'hold'; until: Date } | { how: 'switch'; to: MessageChannel }

/**
 * What is about to go out, weighed against the month's quota of its sender. Where there is a quota, nobody else weighs
 * against it until this transaction ends, so that it is not passed by many at once.
 */
export async function weigh(
  { kernel }: MessagingParts,
  tx: Transaction,
  message: MessageRow,
  { channel }: DueDelivery,
  now: Date,
): Promise<Cost> {
  const free = { channel: null, units: 0, beyond: false, used: 0 }
  if (message.drill || !isPaid(channel)) return free
  const said = sayBy(channel, { title: message.title, text: message.body, signature: message.signature })
  const units = unitsOf(channel, said)
  const quota = await store.findQuota(tx, message.sender_id, channel)
  if (!quota) return { channel, units, beyond: false, used: 0 }
  await store.holdQuota(tx, message.sender_id, channel)
  const used = await store.countUsed(tx, { organisationId: message.sender_id, channel, month: monthOf(now) })
  const verdict = judge(quota, used, units, message.urgency)
  if (verdict.goes) return { channel, units, beyond: verdict.beyond, used, quota }
  kernel.log.info({ message: message.id, channel, used }, 'a quota of messages is used up')
  const to = verdict.how === 'switch' ? quota.switchTo : null
  const stop: Stop = to
    ? { how: 'switch', to }
    : verdict.how === 'hold'
      ? { how: 'hold', until: nextMonth(now) }
      : { how: 'refuse' }
  return { channel, units, beyond: false, used, quota, stop }
}

/** Writes down what went out; who set the quota is told when 80 per cent or all of it is used. */
export async function charge(
  parts: MessagingParts,
  tx: Transaction,
  { message, deliveryId, cost }: { message: MessageRow; deliveryId: string; cost: Cost },
  now: Date,
): Promise<void> {
  const { channel, units, beyond, quota, used } = cost
  if (!channel) return
  const month = monthOf(now)
  const organisationId = message.sender_id
  await store.insertExpense(tx, { deliveryId, organisationId, channel, month, units, beyond }, now)
  const share = quota && passedShare(quota.monthly, used, used + units)
  if (!quota || !share) return
  const whose = parts.identity.findOrganisation(organisationId)?.name ?? '平台'
  const title =
    share === 100 ? `${whose}${names[channel]}配额已用完` : `${whose}${names[channel]}配额已用 80%`
  const text = `${month} 已用 ${used + units}，配额 ${quota.monthly}。`
  await sendMessage(parts, tx, {
    key: `messaging.quota.${organisationId ?? 'platform'}.${channel}.${month}.${share}.${quota.monthly}`,
    ...{ title, text, urgency: 'normal', to: [{ userId: quota.setBy }], link: '/console/message-costs' },
  })
}

const names: Readonly<Record<PaidChannel, string>> = {
  sms: '短信',
  voice: '语音',
  mail: '邮件',
  push: '网页推送',
}

export async function noteStop(
  tx: Transaction,
  {
    message,
    deliveryId,
    channel,
    how,
  }: { message: MessageRow; deliveryId: string; channel: MessageChannel; how: string },
  now: Date,
): Promise<void> {
  const organisationId = message.sender_id
  await store.insertStop(tx, { deliveryId, organisationId, channel, month: monthOf(now), how }, now)
}
