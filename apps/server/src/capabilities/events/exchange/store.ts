import type {
  ExchangeLink,
  ExchangeMessage,
  ExchangePeer,
  ExchangeReceipt,
  WarningLevel,
} from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export interface PeerRow {
  id: string
  kind: ExchangePeer['kind']
  name: string
  base_url: string
  division_code: string | null
  min_level: WarningLevel | null
  sealed_key: string | null
  key_hash: string
  active: boolean
  next_try_time: Date
  failures: number
  last_contact_time: Date | null
  last_error: string | null
}

export async function listPeers(db: Queryable, id?: string): Promise<ExchangePeer[]> {
  const rows = await db.query<PeerRow & { waiting: number }>(sql`SELECT p.*,
      (SELECT count(*)::int FROM events.outbox o WHERE o.peer_id = p.id AND o.sent_time IS NULL) AS waiting
    FROM events.peer p ${id ? sql`WHERE p.id = ${id}` : empty} ORDER BY p.kind, p.name`)
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    baseUrl: row.base_url,
    division: row.division_code,
    minLevel: row.min_level,
    active: row.active,
    hasKey: row.sealed_key !== null,
    waiting: row.waiting,
    lastContactTime: row.last_contact_time?.toISOString() ?? null,
    lastError: row.last_error,
  }))
}

export function readActivePeers(db: Queryable): Promise<PeerRow[]> {
  return db.query<PeerRow>(sql`SELECT * FROM events.peer WHERE active ORDER BY id`)
}

export function findPeer(db: Queryable, id: string): Promise<PeerRow | undefined> {
  return db.first<PeerRow>(sql`SELECT * FROM events.peer WHERE id = ${id}`)
}

export function findPeerByKey(db: Queryable, keyHash: string): Promise<PeerRow | undefined> {
  return db.first<PeerRow>(sql`SELECT * FROM events.peer WHERE key_hash = ${keyHash} AND active`)
}

export type NewPeer = Pick<
  PeerRow,
  'id' | 'kind' | 'name' | 'base_url' | 'division_code' | 'min_level' | 'sealed_key' | 'key_hash'
>

/** False when the name is taken. */
export async function insertPeer(db: Queryable, peer: NewPeer, now: Date): Promise<boolean> {
  const row = await db.first(sql`INSERT INTO events.peer (id, kind, name, base_url, division_code, min_level,
      sealed_key, key_hash, created_time, next_try_time)
    VALUES (${peer.id}, ${peer.kind}, ${peer.name}, ${peer.base_url}, ${peer.division_code}, ${peer.min_level},
      ${peer.sealed_key}, ${peer.key_hash}, ${now}, ${now}) ON CONFLICT (name) DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function updatePeer(
  db: Queryable,
  peer: Pick<PeerRow, 'id' | 'active' | 'base_url' | 'sealed_key' | 'min_level'>,
  now: Date,
): Promise<void> {
  await db.query(sql`UPDATE events.peer SET active = ${peer.active}, base_url = ${peer.base_url},
    sealed_key = ${peer.sealed_key}, min_level = ${peer.min_level}, next_try_time = ${now}, failures = 0
    WHERE id = ${peer.id}`)
}

/** A peer with something to send whose time has come, held so that one process at a time speaks to it. */
/** Installations something waits for, the longest due first. */
export function listDuePeers(db: Queryable, now: Date): Promise<PeerRow[]> {
  return db.query<PeerRow>(sql`SELECT * FROM events.peer p WHERE p.active AND p.sealed_key IS NOT NULL
      AND p.kind <> 'open311' AND p.next_try_time <= ${now}
      AND EXISTS (SELECT FROM events.outbox o WHERE o.peer_id = p.id AND o.sent_time IS NULL)
    ORDER BY p.next_try_time LIMIT 20`)
}

export async function noteContact(
  tx: Queryable,
  id: string,
  outcome: { nextTry: Date; failures: number; contact: Date | null; error: string | null },
): Promise<void> {
  await tx.query(sql`UPDATE events.peer SET next_try_time = ${outcome.nextTry}, failures = ${outcome.failures},
    last_contact_time = coalesce(${outcome.contact}, last_contact_time), last_error = ${outcome.error} WHERE id = ${id}`)
}

export async function enqueue(
  tx: Queryable,
  message: { peerId: string; kind: ExchangeMessage['kind']; objectId: string; body: object },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO events.outbox (id, peer_id, kind, object_id, body, created_time)
    VALUES (${newId()}, ${message.peerId}, ${message.kind}, ${message.objectId}, ${JSON.stringify(message.body)}, ${now})`)
}

interface OutboxRow {
  id: string
  kind: ExchangeMessage['kind']
  object_id: string
  body: Record<string, unknown>
  created_time: Date
}

export function listWaiting(tx: Queryable, peerId: string, limit: number): Promise<OutboxRow[]> {
  return tx.query<OutboxRow>(sql`SELECT id, kind, object_id, body, created_time FROM events.outbox
    WHERE peer_id = ${peerId} AND sent_time IS NULL ORDER BY seq LIMIT ${limit}`)
}

export async function markSent(tx: Queryable, receipt: ExchangeReceipt, now: Date): Promise<void> {
  await tx.query(sql`UPDATE events.outbox SET sent_time = ${now}, receipt = ${JSON.stringify(receipt)}
    WHERE id = ${receipt.id}`)
}

export async function findReceipt(
  tx: Queryable,
  peerId: string,
  messageId: string,
): Promise<ExchangeReceipt | undefined> {
  const row = await tx.first<{ receipt: ExchangeReceipt }>(sql`SELECT receipt FROM events.inbox
    WHERE peer_id = ${peerId} AND message_id = ${messageId}`)
  return row?.receipt
}

export async function keepReceipt(
  tx: Queryable,
  peerId: string,
  receipt: ExchangeReceipt,
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO events.inbox (peer_id, message_id, taken_time, receipt)
    VALUES (${peerId}, ${receipt.id}, ${now}, ${JSON.stringify(receipt)})`)
}

export type LinkRole = ExchangeLink['role']

export interface LinkRow {
  event_id: string
  peer_id: string
  peer_name: string
  role: LinkRole
  remote_id: string | null
  remote_reference: string | null
  remote_state: string | null
  due_time: Date | null
  delivered_time: Date | null
  read_time: Date | null
  accepted_time: Date | null
  done_time: Date | null
  note: string | null
}

export function toLink(row: LinkRow): ExchangeLink {
  const time = (at: Date | null) => at?.toISOString() ?? null
  return {
    peerId: row.peer_id,
    peerName: row.peer_name,
    role: row.role,
    remoteReference: row.remote_reference,
    remoteState: row.remote_state,
    dueTime: time(row.due_time),
    deliveredTime: time(row.delivered_time),
    readTime: time(row.read_time),
    acceptedTime: time(row.accepted_time),
    doneTime: time(row.done_time),
    note: row.note,
  }
}

const linkColumns = sql`l.*, p.name AS peer_name FROM events.link l JOIN events.peer p ON p.id = l.peer_id`

export function listLinks(db: Queryable, eventId: string): Promise<LinkRow[]> {
  return db.query<LinkRow>(
    sql`SELECT ${linkColumns} WHERE l.event_id = ${eventId} ORDER BY l.created_time, l.role`,
  )
}

export function findLink(
  db: Queryable,
  peerId: string,
  role: LinkRole,
  by: { eventId: string } | { remoteId: string },
): Promise<LinkRow | undefined> {
  const own = 'eventId' in by ? sql`l.event_id = ${by.eventId}` : sql`l.remote_id = ${by.remoteId}`
  return db.first<LinkRow>(
    sql`SELECT ${linkColumns} WHERE l.peer_id = ${peerId} AND l.role = ${role} AND ${own}`,
  )
}

export async function insertLink(
  tx: Queryable,
  link: {
    eventId: string
    peerId: string
    role: LinkRole
    remoteId?: string
    remoteReference?: string
    due?: Date | null
    note?: string | null
    askTime?: Date
  },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO events.link (event_id, peer_id, role, remote_id, remote_reference, due_time, note,
      ask_time, created_time)
    VALUES (${link.eventId}, ${link.peerId}, ${link.role}, ${link.remoteId ?? null}, ${link.remoteReference ?? null},
      ${link.due ?? null}, ${link.note ?? null}, ${link.askTime ?? null}, ${now}) ON CONFLICT DO NOTHING`)
}

export interface LinkChange {
  remoteId?: string | null
  remoteReference?: string | null
  remoteState?: string
  delivered?: Date
  read?: Date
  accepted?: Date
  done?: Date
  note?: string
  askTime?: Date | null
}

export async function updateLink(
  tx: Queryable,
  link: Pick<LinkRow, 'event_id' | 'peer_id' | 'role'>,
  change: LinkChange,
): Promise<void> {
  await tx.query(sql`UPDATE events.link SET remote_id = coalesce(${change.remoteId ?? null}, remote_id),
      remote_reference = coalesce(${change.remoteReference ?? null}, remote_reference),
      remote_state = coalesce(${change.remoteState ?? null}, remote_state),
      delivered_time = coalesce(delivered_time, ${change.delivered ?? null}),
      read_time = coalesce(read_time, ${change.read ?? null}),
      accepted_time = coalesce(accepted_time, ${change.accepted ?? null}),
      done_time = coalesce(done_time, ${change.done ?? null}), note = coalesce(${change.note ?? null}, note)
      ${change.askTime === undefined ? empty : sql`, ask_time = ${change.askTime}`}
    WHERE event_id = ${link.event_id} AND peer_id = ${link.peer_id} AND role = ${link.role}`)
}

export async function listOrders(
  db: Queryable,
  query: { limit?: number; offset?: number; peerId?: string },
  scope: Scope,
): Promise<{ rows: LinkRow[]; total: number }> {
  const { limit = 50, offset = 0, peerId } = query
  const where = sql`JOIN events.event e ON e.id = l.event_id WHERE l.role IN ('to-lower', 'to-open311')
    AND ${inScope('e.division_code', scope)} ${peerId ? sql`AND l.peer_id = ${peerId}` : empty}`
  const rows = await db.query<LinkRow>(sql`SELECT ${linkColumns} ${where}
    ORDER BY l.created_time DESC, l.event_id LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM events.link l ${where}`)
  return { rows, total: count?.n ?? 0 }
}

/** A forwarded event whose state at its Open311 server is to be asked for, or which is still to be sent there. */
/** Forwarded events to be sent or asked about, the longest due first. */
export function listDueLinks(db: Queryable, now: Date): Promise<Array<LinkRow & { id: string }>> {
  return db.query<
    LinkRow & { id: string }
  >(sql`SELECT l.*, '' AS peer_name, l.peer_id || ' ' || l.role || ' ' || l.event_id AS id
    FROM events.link l WHERE l.ask_time <= ${now} ORDER BY l.ask_time LIMIT 20`)
}
