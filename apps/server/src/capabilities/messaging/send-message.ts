import type { Fallback, MessageCategory, MessageChannel, MessageRequest, Recipient } from '@civitas/contract'
import type { Transaction } from '../../kernel/db/database.ts'
import { newId } from '../../kernel/ids.ts'
import { invalid } from '../../kernel/problem.ts'
import type { Person } from '../identity/index.ts'
import type { MessagingParts } from './messaging-parts.ts'
import { categoryOf, usableChannels, whenAllowed } from './rules.ts'
import * as store from './store.ts'

/** Who sends, for the report; nobody when the platform itself does. */
export interface Sender {
  readonly userId: string | null
  readonly overrideReason?: string
  readonly template?: TemplateUsed
}

/** The approved version of a template a message was made from, with the signature its SMS bears. */
export interface TemplateUsed {
  readonly id: string
  readonly version: number
  readonly signature: string | null
}

/**
 * Queues a message in the caller’s transaction: it goes out once that has committed, and never when it does not. The
 * same key again answers the message of the first time. Nobody to send it to is refused.
 */
export async function sendMessage(
  parts: MessagingParts,
  tx: Transaction,
  request: MessageRequest,
  sender: Sender = { userId: null },
): Promise<string> {
  const { kernel } = parts
  const now = kernel.clock.now()
  const known = await store.findMessageByKey(tx, request.key)
  if (known) return known
  const receivers = await findReceivers(parts, tx, request.to)
  if (receivers.length === 0) throw invalid('/body/to', '收件人为空：没有找到可送达的人员。', 'no-recipient')
  const id = newId()
  const { channels = ['app'], fallback = [], until = 'delivered', drill = false, subject } = request
  const written = await store.insertMessage(
    tx,
    {
      ...{ id, key: request.key, urgency: request.urgency, channels, fallback, until, drill },
      title: drill && !request.title.startsWith('【演练】') ? `【演练】${request.title}` : request.title,
      body: request.text,
      subject_kind: subject?.kind ?? null,
      subject_id: subject?.id ?? null,
      link: request.link ?? null,
      sender_id: request.senderId ?? null,
      sent_by: sender.userId,
      receipt: request.receipt ?? false,
      override_reason: sender.overrideReason ?? null,
      category: request.category ?? categoryOf(subject?.kind),
      signature: sender.template?.signature ?? null,
      template: sender.template ?? null,
    },
    now,
  )
  // Somebody else used the key in this very moment; theirs has committed by now, or the insert would have waited.
  if (!written) return (await store.findMessageByKey(tx, request.key)) as string
  await store.insertReceivers(tx, id, receivers, now)
  const category = request.category ?? categoryOf(subject?.kind)
  await queue(tx, { receivers, channels, fallback, urgency: request.urgency, category, now })
  return id
}

interface Queueing {
  receivers: readonly store.NewReceiver[]
  channels: readonly MessageChannel[]
  fallback: readonly Fallback[]
  urgency: MessageRequest['urgency']
  category: MessageCategory
  now: Date
}

/** Puts the first channels of each receiver into the queue, after their quiet hours, and sets the first fallback’s time. */
async function queue(tx: Transaction, given: Queueing): Promise<void> {
  const { receivers, channels, fallback, urgency, category, now } = given
  const userIds = receivers.flatMap((one) => one.userId ?? [])
  const [city, wishes] = [await store.readQuietHours(tx), await store.readPreferences(tx, userIds)]
  const deliveries: Parameters<typeof store.insertDeliveries>[1][number][] = []
  const firstDue: Array<{ id: string; due: Date }> = []
  const left: string[] = []
  for (const receiver of receivers) {
    const wish = receiver.userId ? wishes.get(receiver.userId) : undefined
    if (urgency !== 'emergency' && wish?.unsubscribed.includes(category)) {
      left.push(receiver.id)
      continue
    }
    const unwanted = urgency === 'emergency' ? [] : (wish?.without ?? [])
    const due = whenAllowed(now, urgency, wish?.quiet ?? city)
    const wanted = usableChannels(receiver, channels).filter((one) => !unwanted.includes(one))
    for (const channel of wanted) deliveries.push({ id: newId(), receiverId: receiver.id, channel, due })
    const [next] = fallback
    // Whoever has no way by the first channels gets the next one at once.
    if (next) firstDue.push({ id: receiver.id, due: wanted.length > 0 ? later(due, next.afterSeconds) : due })
  }
  await store.markUnsubscribed(tx, left)
  await store.insertDeliveries(tx, deliveries)
  await store.setFirstDue(
    tx,
    firstDue.map((one) => one.id),
    firstDue.map((one) => one.due),
  )
}

export function later(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000)
}

/** The people meant, each once. */
async function findReceivers(
  { identity }: MessagingParts,
  tx: Transaction,
  to: readonly Recipient[],
): Promise<store.NewReceiver[]> {
  const found = new Map<string, store.NewReceiver>()
  const add = (person: Person) => found.set(person.id, { ...person, id: newId(), userId: person.id })
  const userIds = to.flatMap((one) => ('userId' in one ? one.userId : []))
  if (userIds.length > 0) for (const person of await identity.findPeople(tx, { userIds })) add(person)
  for (const one of to) {
    if ('phone' in one) {
      const { name, phone } = one
      found.set(phone, { id: newId(), userId: null, name, phone, email: null, organisationId: null })
    } else if (!('userId' in one)) for (const person of await identity.findPeople(tx, one)) add(person)
  }
  return [...found.values()]
}
