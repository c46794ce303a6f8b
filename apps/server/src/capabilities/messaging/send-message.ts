import type { MessageCategory, MessageRequest, Recipient } from '@civitas/contract'
import { type Scope, wholeScope } from '../../kernel/access.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { newId } from '../../kernel/ids.ts'
import { invalid } from '../../kernel/problem.ts'
import { type Found, gather, gatherKey } from './find-recipients.ts'
import type { MessagingParts } from './messaging-parts.ts'
import { categoryOf, usableChannels, whenAllowed } from './rules.ts'
import * as store from './store.ts'

/** Who sends, for the report; nobody when the platform itself does. */
export interface Sender {
  readonly userId: string | null
  readonly overrideReason?: string
  readonly template?: TemplateUsed
  /** Areas and tags reach nobody outside of it; everybody when the platform itself sends. */
  readonly scope?: Scope
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
  const [id] = await sendMessages(parts, tx, [request], sender)
  if (!id) throw invalid('/body/to', '收件人为空：没有找到可送达的人员。', 'no-recipient')
  return id
}

/** A message about to be written, with the people it is for. */
interface Outgoing {
  readonly id: string
  readonly request: MessageRequest
  readonly receivers: readonly store.NewReceiver[]
}

/**
 * Queues many messages with as many statements as one takes. Answers the id of each in the order given: of the earlier message
 * where the key was used before, also within the batch; null where there is nobody to send it to.
 */
export async function sendMessages(
  parts: MessagingParts,
  tx: Transaction,
  requests: readonly MessageRequest[],
  sender: Sender = { userId: null },
): Promise<Array<string | null>> {
  const now = parts.kernel.clock.now()
  const ids = await store.findMessagesByKey(
    tx,
    requests.map((one) => one.key),
  )
  const fresh = new Map<string, MessageRequest>()
  for (const one of requests) if (!ids.has(one.key) && !fresh.has(one.key)) fresh.set(one.key, one)
  const outgoing = await address(parts, tx, [...fresh.values()], sender.scope)
  const written = await store.insertMessages(
    tx,
    outgoing.map((one) => toRow(one, sender)),
    now,
  )
  const mine = outgoing.filter((one) => written.has(one.id))
  await store.insertReceivers(
    tx,
    mine.flatMap(({ id, receivers }) => receivers.map((one) => ({ ...one, messageId: id }))),
    now,
  )
  await queue(tx, mine, now)
  for (const { id, request } of mine) ids.set(request.key, id)
  // Somebody else used a key in this very moment; theirs has committed by now, or the insert would have waited.
  const theirs = outgoing.filter((one) => !written.has(one.id)).map((one) => one.request.key)
  for (const [key, id] of await store.findMessagesByKey(tx, theirs)) ids.set(key, id)
  return requests.map((one) => ids.get(one.key) ?? null)
}

function toRow({ id, request }: Outgoing, sender: Sender): store.NewMessage {
  const { channels = ['app'], fallback = [], until = 'delivered', drill = false, subject } = request
  return {
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
    category: categoryIn(request),
    signature: sender.template?.signature ?? null,
    template: sender.template ?? null,
  }
}

function categoryIn({ category, subject }: MessageRequest): MessageCategory {
  return category ?? categoryOf(subject?.kind)
}

/** Puts the first channels of each receiver into the queue, after their quiet hours, and sets the first fallback’s time. */
async function queue(tx: Transaction, outgoing: readonly Outgoing[], now: Date): Promise<void> {
  if (outgoing.length === 0) return
  const userIds = outgoing.flatMap(({ receivers }) => receivers.flatMap((one) => one.userId ?? []))
  const city = await store.readQuietHours(tx)
  const wishes = await store.readPreferences(tx, [...new Set(userIds)])
  const deliveries: Parameters<typeof store.insertDeliveries>[1][number][] = []
  const firstDue: Array<{ id: string; due: Date }> = []
  const left: string[] = []
  for (const { request, receivers } of outgoing) {
    const { urgency, channels = ['app'], fallback = [] } = request
    const category = categoryIn(request)
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
      if (next)
        firstDue.push({ id: receiver.id, due: wanted.length > 0 ? later(due, next.afterSeconds) : due })
    }
  }
  await store.markUnsubscribed(tx, left)
  await store.insertDeliveries(tx, deliveries)
  await store.setFirstDue(tx, firstDue)
}

export function later(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000)
}

/** Finds the people of each request, each once; leaves out those with nobody. */
async function address(
  parts: MessagingParts,
  tx: Transaction,
  requests: readonly MessageRequest[],
  scope: Scope = wholeScope,
): Promise<Outgoing[]> {
  const { identity } = parts
  const recipients = requests.flatMap((one) => one.to)
  const userIds = [...new Set(recipients.flatMap((one) => ('userId' in one ? one.userId : [])))]
  const people = userIds.length > 0 ? await identity.findPeople(tx, { userIds }) : []
  const byId = new Map(people.map((one) => [one.id, one]))
  const groups = new Map(recipients.flatMap((one) => (isGroup(one) ? [[groupKey(one), one]] : [])))
  const holders = await identity.findHolders(tx, [...groups.values()])
  const byGroup = new Map([...groups.keys()].map((key, at) => [key, holders[at] ?? []]))
  const gathered = await gather(parts, tx, recipients, scope)
  const meant = (one: Recipient): Found => {
    const met = gathered.get(gatherKey(one))
    if (met) return met
    if ('userId' in one) return { people: [byId.get(one.userId) ?? []].flat(), numbers: [] }
    return { people: isGroup(one) ? (byGroup.get(groupKey(one)) ?? []) : [], numbers: [] }
  }
  return requests
    .map((request) => ({ id: newId(), request, receivers: receiversOf(request.to, meant) }))
    .filter((one) => one.receivers.length > 0)
}

/** How many people would be told, each once. */
export async function countReceivers(
  parts: MessagingParts,
  tx: Transaction,
  to: Recipient[],
  scope: Scope,
): Promise<{ people: number; withPhone: number }> {
  const request = { key: 'count', title: 'count', text: 'count', urgency: 'normal' as const, to }
  const [outgoing] = await address(parts, tx, [request], scope)
  const receivers = outgoing?.receivers ?? []
  return { people: receivers.length, withPhone: receivers.filter((one) => one.phone !== null).length }
}

type Group = Extract<Recipient, { organisationId: string } | { role: string; division: string }>

function isGroup(one: Recipient): one is Group {
  return 'organisationId' in one || 'division' in one
}

function groupKey(one: Group): string {
  return 'division' in one ? `${one.role} ${one.division}` : one.organisationId
}

/** The people meant, each once: an account by itself, others by their number. */
function receiversOf(to: readonly Recipient[], meant: (one: Recipient) => Found): store.NewReceiver[] {
  const found = new Map<string, store.NewReceiver>()
  for (const one of to) {
    const { people, numbers } = meant(one)
    const named = 'name' in one ? [{ name: one.name, phone: one.phone }, ...numbers] : numbers
    for (const { name, phone } of named)
      found.set(phone, { id: newId(), userId: null, name, phone, email: null, organisationId: null })
    const spare = 'userId' in one ? (one.phone ?? null) : null
    for (const person of people)
      found.set(person.id, { ...person, phone: person.phone ?? spare, id: newId(), userId: person.id })
  }
  return [...found.values()]
}
