import type {
  DeliveryState,
  Fallback,
  MessageCategory,
  MessageChannel,
  MessagePreferences,
  QuietHours,
  Reach,
  Urgency,
} from '@civitas/contract'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { empty, sql } from '../../kernel/db/sql.ts'
import { toGrams } from '../../kernel/search.ts'

export interface MessageRow {
  id: string
  title: string
  body: string
  urgency: Urgency
  subject_kind: string | null
  subject_id: string | null
  link: string | null
  sender_id: string | null
  sent_by: string | null
  drill: boolean
  receipt: boolean
  until: 'delivered' | 'read' | 'confirmed'
  channels: MessageChannel[]
  fallback: Fallback[]
  category: MessageCategory
  signature: string | null
  override_reason: string | null
  created_time: Date
}

export interface ReceiverRow {
  id: string
  message_id: string
  user_id: string | null
  name: string
  phone: string | null
  email: string | null
  organisation_id: string | null
  reach: Reach
  reached_by: MessageChannel | null
  step: number
  due_time: Date | null
  shown_time: Date | null
  read_time: Date | null
  confirmed_time: Date | null
  unsubscribed: boolean
}

export interface NewMessage extends Omit<MessageRow, 'created_time'> {
  key: string
  template: { readonly id: string; readonly version: number } | null
}

/** Answers the ids of those written; a key that was used before is left out. */
export async function insertMessages(
  tx: Queryable,
  messages: readonly NewMessage[],
  now: Date,
): Promise<Set<string>> {
  if (messages.length === 0) return new Set()
  const rows = messages.map(({ template, ...one }) => ({
    ...one,
    template_id: template?.id ?? null,
    template_version: template?.version ?? null,
    grams: toGrams(one.title, one.body),
  }))
  // In the order of the keys: two that write the same ones wait for each other only one way round.
  const written = await tx.query<{
    id: string
  }>(sql`INSERT INTO messaging.message (id, key, title, body, urgency,
      subject_kind, subject_id, link, sender_id, sent_by, drill, receipt, until, channels, fallback, override_reason, category,
      signature, template_id, template_version, created_time, grams)
    SELECT id, key, title, body, urgency, subject_kind, subject_id, link, sender_id, sent_by, drill, receipt, until, channels,
      fallback, override_reason, category, signature, template_id, template_version, ${now}, grams
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, key text, title text, body text, urgency text,
      subject_kind text, subject_id text, link text, sender_id uuid, sent_by uuid, drill boolean, receipt boolean, until text,
      channels text[], fallback jsonb, override_reason text, category text, signature text, template_id uuid,
      template_version int, grams text[])
    ORDER BY key ON CONFLICT (key) DO NOTHING RETURNING id`)
  return new Set(written.map((one) => one.id))
}

/** Ids of messages by their keys. */
export async function findMessagesByKey(
  db: Queryable,
  keys: readonly string[],
): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map()
  const rows = await db.query<{ id: string; key: string }>(
    sql`SELECT id, key FROM messaging.message WHERE key = ANY(${keys as string[]})`,
  )
  return new Map(rows.map((one) => [one.key, one.id]))
}

export interface NewReceiver {
  id: string
  userId: string | null
  name: string
  phone: string | null
  email: string | null
  organisationId: string | null
}

/** Writes the receivers of messages; somebody named twice for one is written once. */
export async function insertReceivers(
  tx: Queryable,
  receivers: ReadonlyArray<NewReceiver & { messageId: string }>,
  now: Date,
): Promise<void> {
  if (receivers.length === 0) return
  const column = <K extends keyof NewReceiver | 'messageId'>(name: K) => receivers.map((one) => one[name])
  await tx.query(sql`INSERT INTO messaging.receiver (id, message_id, user_id, name, phone, email, organisation_id,
      reach, created_time)
    SELECT r.id, r.message_id, r.user_id, r.name, r.phone, r.email, r.organisation_id, 'waiting', ${now}
    FROM unnest(${column('id')}::uuid[], ${column('messageId')}::uuid[], ${column('userId')}::uuid[],
      ${column('name')}::text[], ${column('phone')}::text[], ${column('email')}::text[], ${column('organisationId')}::uuid[])
      AS r(id, message_id, user_id, name, phone, email, organisation_id)
    ON CONFLICT DO NOTHING`)
}

/** Queues one channel for receivers, to go out at `due`. */
export async function insertDeliveries(
  tx: Queryable,
  deliveries: ReadonlyArray<{ id: string; receiverId: string; channel: MessageChannel; due: Date }>,
): Promise<void> {
  if (deliveries.length === 0) return
  await tx.query(sql`INSERT INTO messaging.delivery (id, receiver_id, channel, state, due_time)
    SELECT d.id, d.receiver_id, d.channel, 'queued', d.due
    FROM unnest(${deliveries.map((one) => one.id)}::uuid[], ${deliveries.map((one) => one.receiverId)}::uuid[],
      ${deliveries.map((one) => one.channel)}::text[], ${deliveries.map((one) => one.due)}::timestamptz[])
      AS d(id, receiver_id, channel, due)
    WHERE EXISTS (SELECT FROM messaging.receiver r WHERE r.id = d.receiver_id)
    ON CONFLICT (receiver_id, channel) DO NOTHING`)
}

/** Notes who does without messages of this kind. */
export async function markUnsubscribed(tx: Queryable, receiverIds: readonly string[]): Promise<void> {
  if (receiverIds.length === 0) return
  await tx.query(
    sql`UPDATE messaging.receiver SET unsubscribed = true WHERE id = ANY(${receiverIds as string[]}::uuid[])`,
  )
}

export async function setReceiverDue(
  tx: Queryable,
  id: string,
  step: number,
  due: Date | null,
): Promise<void> {
  await tx.query(sql`UPDATE messaging.receiver SET step = ${step}, due_time = ${due} WHERE id = ${id}`)
}

export async function setFirstDue(
  tx: Queryable,
  dues: ReadonlyArray<{ id: string; due: Date }>,
): Promise<void> {
  if (dues.length === 0) return
  await tx.query(sql`UPDATE messaging.receiver r SET due_time = d.due
    FROM unnest(${dues.map((one) => one.id)}::uuid[], ${dues.map((one) => one.due)}::timestamptz[]) AS d(id, due)
    WHERE r.id = d.id`)
}

export interface DueDelivery {
  id: string
  receiver_id: string
  channel: MessageChannel
  attempts: number
}

/** Deliveries to inboxes whose time has come, locked with their receivers; others look past them. */
export function takeDueInbox(
  tx: Transaction,
  now: Date,
  limit: number,
): Promise<Array<ReceiverRow & { delivery_id: string }>> {
  return tx.query(sql`SELECT r.*, d.id AS delivery_id FROM messaging.delivery d
      JOIN messaging.receiver r ON r.id = d.receiver_id
    WHERE d.due_time <= ${now} AND d.channel = 'app' ORDER BY d.due_time LIMIT ${limit} FOR UPDATE SKIP LOCKED`)
}

/** Notes that deliveries to inboxes are made, and how far their messages have come. */
export async function showInInboxes(
  tx: Queryable,
  shown: ReadonlyArray<{ deliveryId: string; receiverId: string; reach: Reach }>,
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE messaging.delivery SET state = 'sent', attempts = attempts + 1, due_time = NULL,
      sent_time = ${now} WHERE id = ANY(${shown.map((one) => one.deliveryId)}::uuid[])`)
  await tx.query(sql`UPDATE messaging.receiver r SET reach = s.reach, shown_time = coalesce(r.shown_time, ${now})
    FROM unnest(${shown.map((one) => one.receiverId)}::uuid[], ${shown.map((one) => one.reach)}::text[]) AS s(id, reach)
    WHERE r.id = s.id`)
}

export function findMessages(db: Queryable, ids: readonly string[]): Promise<MessageRow[]> {
  return db.query<MessageRow>(sql`SELECT * FROM messaging.message WHERE id = ANY(${ids as string[]}::uuid[])`)
}

/** One delivery by another channel whose time has come, locked; others look past it. */
/** Deliveries out of the platform, the longest due first. */
export function listDueDeliveries(db: Queryable, now: Date): Promise<DueDelivery[]> {
  return db.query<DueDelivery>(sql`SELECT id, receiver_id, channel, attempts FROM messaging.delivery
    WHERE due_time <= ${now} AND channel <> 'app' ORDER BY due_time LIMIT 20`)
}

export function takeDueReceiver(tx: Transaction, now: Date): Promise<ReceiverRow | undefined> {
  return tx.first<ReceiverRow>(sql`SELECT * FROM messaging.receiver WHERE due_time <= ${now}
    ORDER BY due_time LIMIT 1 FOR UPDATE SKIP LOCKED`)
}

export function getReceiver(tx: Queryable, id: string, lock = false): Promise<ReceiverRow | undefined> {
  return tx.first<ReceiverRow>(
    sql`SELECT * FROM messaging.receiver WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export function findMessage(db: Queryable, id: string): Promise<MessageRow | undefined> {
  return db.first<MessageRow>(sql`SELECT * FROM messaging.message WHERE id = ${id}`)
}

export async function updateDelivery(
  tx: Queryable,
  id: string,
  change: {
    state: DeliveryState
    attempts: number
    due: Date | null
    sent: Date | null
    code: string | null
  },
): Promise<void> {
  await tx.query(sql`UPDATE messaging.delivery SET state = ${change.state}, attempts = ${change.attempts},
    due_time = ${change.due}, sent_time = coalesce(${change.sent}, sent_time), code = coalesce(${change.code}, code)
    WHERE id = ${id}`)
}

export interface ReachChange {
  reach: Reach
  reachedBy: MessageChannel | null
  shown?: Date
  read?: Date
  confirmed?: Date
}

export async function updateReach(tx: Queryable, id: string, change: ReachChange): Promise<ReceiverRow> {
  const row = await tx.first<ReceiverRow>(sql`UPDATE messaging.receiver SET reach = ${change.reach},
      reached_by = coalesce(reached_by, ${change.reachedBy}), shown_time = coalesce(shown_time, ${change.shown ?? null}),
      read_time = coalesce(read_time, ${change.read ?? null}),
      confirmed_time = coalesce(confirmed_time, ${change.confirmed ?? null})
    WHERE id = ${id} RETURNING *`)
  return row as ReceiverRow
}

export function findDelivery(
  db: Queryable,
  id: string,
): Promise<{ id: string; receiver_id: string; channel: MessageChannel; attempts: number } | undefined> {
  return db.first(sql`SELECT id, receiver_id, channel, attempts FROM messaging.delivery WHERE id = ${id}`)
}

/** Puts the failed deliveries of a message back into the queue; answers how many. */
export async function requeueFailed(tx: Queryable, messageId: string, now: Date): Promise<number> {
  const rows =
    await tx.query(sql`UPDATE messaging.delivery d SET state = 'queued', due_time = ${now}, attempts = 0
    FROM messaging.receiver r WHERE r.id = d.receiver_id AND r.message_id = ${messageId} AND d.state = 'failed'
    RETURNING d.id`)
  return rows.length
}

export async function readQuietHours(db: Queryable): Promise<QuietHours> {
  const row = await db.first<{ value: QuietHours }>(
    sql`SELECT value FROM messaging.setting WHERE name = 'quiet-hours'`,
  )
  return (row as { value: QuietHours }).value
}

export async function writeQuietHours(db: Queryable, value: QuietHours): Promise<void> {
  await db.query(
    sql`UPDATE messaging.setting SET value = ${JSON.stringify(value)} WHERE name = 'quiet-hours'`,
  )
}

export async function readPreferences(
  db: Queryable,
  userIds: readonly string[],
): Promise<Map<string, MessagePreferences>> {
  const rows = await db.query<MessagePreferences & { user_id: string }>(
    sql`SELECT * FROM messaging.preference WHERE user_id = ANY(${userIds as string[]}::uuid[])`,
  )
  return new Map(rows.map(({ user_id, ...wish }) => [user_id, wish]))
}

export async function writePreferences(
  db: Queryable,
  userId: string,
  { quiet, without, unsubscribed }: MessagePreferences,
): Promise<void> {
  await db.query(sql`INSERT INTO messaging.preference (user_id, quiet, without, unsubscribed)
    VALUES (${userId}, ${quiet ? JSON.stringify(quiet) : null}, ${without}, ${unsubscribed})
    ON CONFLICT (user_id) DO UPDATE SET quiet = excluded.quiet, without = excluded.without,
      unsubscribed = excluded.unsubscribed`)
}
