import type { InboxItem, MessageReceiver, Page, Reach, SentMessage, Urgency } from '@civitas/contract'
import type { Queryable } from '../../kernel/db/database.ts'
import { empty, sql } from '../../kernel/db/sql.ts'
import { matches } from '../../kernel/search.ts'
import { maskPhone } from '../identity/index.ts'
import type { MessageRow, ReceiverRow } from './store.ts'

type NameOf = (organisationId: string | null) => string | null
type Counted = MessageRow & { reached: Record<string, number>; by_channel: Record<string, number>; n: number }

/** Columns of a message with its counts; `m` is the message. */
const counted = sql`m.*, c.n, c.reached, c.by_channel FROM messaging.message m CROSS JOIN LATERAL (
  SELECT coalesce(sum(k.n), 0)::int AS n,
    coalesce(jsonb_object_agg(k.name, k.n) FILTER (WHERE k.what = 'reach'), '{}') AS reached,
    coalesce(jsonb_object_agg(k.name, k.n) FILTER (WHERE k.what = 'channel'), '{}') AS by_channel
  FROM (SELECT 'reach' AS what, reach AS name, count(*)::int AS n FROM messaging.receiver
      WHERE message_id = m.id GROUP BY reach
    UNION ALL SELECT 'channel', reached_by, count(*)::int FROM messaging.receiver
      WHERE message_id = m.id AND reached_by IS NOT NULL GROUP BY reached_by) k) c`

function toSent(row: Counted, nameOf: NameOf): SentMessage {
  return {
    id: row.id,
    title: row.title,
    text: row.body,
    urgency: row.urgency,
    category: row.category,
    overrideReason: row.override_reason,
    subject: row.subject_kind && row.subject_id ? { kind: row.subject_kind, id: row.subject_id } : null,
    senderName: nameOf(row.sender_id),
    drill: row.drill,
    receipt: row.receipt,
    createdTime: row.created_time.toISOString(),
    recipients: Object.values(row.reached).reduce((sum, n) => sum + n, 0),
    reached: row.reached,
    channels: row.by_channel,
  }
}

export interface MessageQuery {
  limit?: number
  offset?: number
  search?: string
  subjectKind?: string
  subjectId?: string
  urgency?: Urgency
  /** Only those of this organisation, or sent by this person. */
  of: { organisationId: string | null; userId: string } | null
}

export async function listSent(
  db: Queryable,
  query: MessageQuery,
  nameOf: NameOf,
): Promise<Page<SentMessage>> {
  const { limit = 50, offset = 0, search, subjectKind, subjectId, urgency, of } = query
  const where = sql`WHERE TRUE ${matches('m.grams', search, 'm.title || m.body')}
    ${subjectKind ? sql`AND m.subject_kind = ${subjectKind}` : empty}
    ${subjectId ? sql`AND m.subject_id = ${subjectId}` : empty} ${urgency ? sql`AND m.urgency = ${urgency}` : empty}
    ${of ? sql`AND (m.sent_by = ${of.userId} OR m.sender_id = ${of.organisationId})` : empty}`
  const rows = await db.query<Counted>(sql`SELECT ${counted} ${where}
    ORDER BY m.created_time DESC, m.id DESC LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM messaging.message m ${where}`,
  )
  return { items: rows.map((row) => toSent(row, nameOf)), total: count?.n ?? 0 }
}

export async function getSent(db: Queryable, id: string, nameOf: NameOf): Promise<SentMessage | undefined> {
  const row = await db.first<Counted>(sql`SELECT ${counted} WHERE m.id = ${id}`)
  return row && toSent(row, nameOf)
}

interface DeliveryRow {
  id: string
  channel: MessageReceiver['deliveries'][number]['channel']
  state: MessageReceiver['deliveries'][number]['state']
  attempts: number
  dueTime: string | null
  sentTime: string | null
  code: string | null
}

export async function listReceivers(
  db: Queryable,
  messageId: string,
  query: { limit?: number; offset?: number; reach?: Reach },
  nameOf: NameOf,
): Promise<Page<MessageReceiver>> {
  const { limit = 50, offset = 0, reach } = query
  const where = sql`WHERE r.message_id = ${messageId} ${reach ? sql`AND r.reach = ${reach}` : empty}`
  const rows = await db.query<ReceiverRow & { deliveries: DeliveryRow[] }>(sql`SELECT r.*,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'channel', d.channel, 'state', d.state,
        'attempts', d.attempts, 'dueTime', d.due_time, 'sentTime', d.sent_time, 'code', d.code) ORDER BY d.id), '[]')
        FROM messaging.delivery d WHERE d.receiver_id = r.id) AS deliveries
    FROM messaging.receiver r ${where} ORDER BY r.name, r.id LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM messaging.receiver r ${where}`,
  )
  return { items: rows.map((row) => toReceiver(row, nameOf)), total: count?.n ?? 0 }
}

function toReceiver(row: ReceiverRow & { deliveries: DeliveryRow[] }, nameOf: NameOf): MessageReceiver {
  return {
    id: row.id,
    name: row.name,
    phone: maskPhone(row.phone),
    organisationName: nameOf(row.organisation_id),
    reach: row.reach,
    reachedBy: row.reached_by,
    unsubscribed: row.unsubscribed,
    readTime: row.read_time?.toISOString() ?? null,
    confirmedTime: row.confirmed_time?.toISOString() ?? null,
    deliveries: row.deliveries.map((one) => ({
      ...one,
      dueTime: one.dueTime && new Date(one.dueTime).toISOString(),
      sentTime: one.sentTime && new Date(one.sentTime).toISOString(),
    })),
  }
}

type InboxRow = MessageRow & {
  receiver_id: string
  shown: Date
  read_time: Date | null
  confirmed_time: Date | null
}

function toItem(row: InboxRow, nameOf: NameOf): InboxItem {
  return {
    id: row.receiver_id,
    title: row.title,
    text: row.body,
    urgency: row.urgency,
    link: row.link,
    senderName: nameOf(row.sender_id),
    drill: row.drill,
    receipt: row.receipt,
    time: row.shown.toISOString(),
    readTime: row.read_time?.toISOString() ?? null,
    confirmedTime: row.confirmed_time?.toISOString() ?? null,
  }
}

const inbox = sql`SELECT m.*, r.id AS receiver_id, r.shown_time AS shown, r.read_time, r.confirmed_time
  FROM messaging.receiver r JOIN messaging.message m ON m.id = r.message_id`

export async function listInboxOf(
  db: Queryable,
  userId: string,
  query: { limit?: number; offset?: number; search?: string; unread?: boolean },
  nameOf: NameOf,
): Promise<Page<InboxItem> & { unread: number }> {
  const { limit = 50, offset = 0, search, unread } = query
  const where = sql`WHERE r.user_id = ${userId} AND r.shown_time IS NOT NULL
    ${unread ? sql`AND r.read_time IS NULL` : empty} ${matches('m.grams', search, 'm.title || m.body')}`
  const rows = await db.query<InboxRow>(
    sql`${inbox} ${where} ORDER BY r.shown_time DESC, r.id DESC LIMIT ${limit} OFFSET ${offset}`,
  )
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM messaging.receiver r
    JOIN messaging.message m ON m.id = r.message_id ${where}`)
  const left = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM messaging.receiver
    WHERE user_id = ${userId} AND shown_time IS NOT NULL AND read_time IS NULL`)
  return { items: rows.map((row) => toItem(row, nameOf)), total: count?.n ?? 0, unread: left?.n ?? 0 }
}

export async function getInboxItem(
  db: Queryable,
  userId: string,
  id: string,
  nameOf: NameOf,
): Promise<InboxItem | undefined> {
  const row = await db.first<InboxRow>(
    sql`${inbox} WHERE r.user_id = ${userId} AND r.id = ${id} AND r.shown_time IS NOT NULL`,
  )
  return row && toItem(row, nameOf)
}

/** Unread messages of a person that want no receipt. */
export async function listUnreadIds(db: Queryable, userId: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`SELECT r.id FROM messaging.receiver r
    JOIN messaging.message m ON m.id = r.message_id
    WHERE r.user_id = ${userId} AND r.shown_time IS NOT NULL AND r.read_time IS NULL AND NOT m.receipt
    ORDER BY r.id LIMIT 10000`)
  return rows.map((row) => row.id)
}

/** What the person has been shown for the first time just now: it has been delivered. */
export async function listFreshIds(db: Queryable, userId: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`SELECT id FROM messaging.receiver
    WHERE user_id = ${userId} AND shown_time IS NOT NULL AND reach IN ('waiting', 'sent', 'failed')
    ORDER BY id LIMIT 500`)
  return rows.map((row) => row.id)
}
