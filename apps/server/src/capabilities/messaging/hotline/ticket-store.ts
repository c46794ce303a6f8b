import type {
  Ticket,
  TicketCaller,
  TicketCategory,
  TicketChannel,
  TicketEntry,
  TicketState,
} from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, join, raw, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

export interface TicketRow {
  id: string
  reference: string
  channel: TicketChannel
  line: string | null
  category: string
  title: string
  body: string
  address: string | null
  lon: number | null
  lat: number | null
  urgency: 'normal' | 'urgent'
  secret: boolean
  sensitive: boolean
  state: TicketState
  answer: string | null
  callers: number
  urges: number
  event_id: string | null
  event_reference: string | null
  round: number
  created_by: string | null
  created_time: Date
  changed_time: Date
  closed_time: Date | null
  grams: string[]
}

export interface CallerRow {
  id: string
  ticket_id: string
  call_id: string | null
  name: string | null
  phone: string | null
  hidden: boolean
  time: Date
  told_time: Date | null
  solved: boolean | null
  attitude: TicketCaller['attitude']
  seat_user_id: string | null
}

export function toTicket(row: TicketRow): Ticket {
  const { lon, lat } = row
  return {
    ...{ id: row.id, reference: row.reference, channel: row.channel, line: row.line, category: row.category },
    ...{ title: row.title, text: row.body, address: row.address, urgency: row.urgency, secret: row.secret },
    ...{ sensitive: row.sensitive, state: row.state, answer: row.answer, callers: row.callers },
    ...{ urges: row.urges, eventId: row.event_id, eventReference: row.event_reference, round: row.round },
    position: lon !== null && lat !== null ? [lon, lat] : null,
    createdTime: row.created_time.toISOString(),
    changedTime: row.changed_time.toISOString(),
    closedTime: row.closed_time?.toISOString() ?? null,
  }
}

export function listCategories(db: Queryable): Promise<TicketCategory[]> {
  return db.query<TicketCategory>(
    sql`SELECT id, title, event_type AS "eventType", words FROM messaging.category ORDER BY sort`,
  )
}

/** One at a time for a category, so that forty who register one matter at once find the first of them. */
export async function lockCategory(tx: Queryable, category: string): Promise<void> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext(${`messaging.ticket ${category}`}))`)
}

export async function takeReference(tx: Queryable, day: string): Promise<string> {
  const row = await tx.first<{ n: number }>(sql`SELECT nextval('messaging.ticket_number')::int AS n`)
  return `RX${day.replaceAll('-', '')}-${String(row?.n ?? 0).padStart(6, '0')}`
}

export type NewTicket = Omit<
  TicketRow,
  'callers' | 'urges' | 'event_id' | 'event_reference' | 'round' | 'changed_time' | 'grams'
>

export async function insertTicket(tx: Queryable, row: NewTicket): Promise<TicketRow> {
  return (await tx.first<TicketRow>(sql`INSERT INTO messaging.ticket (id, reference, channel, line, category, title,
      body, address, lon, lat, urgency, secret, sensitive, state, answer, callers, created_by, created_time,
      changed_time, closed_time, grams)
    VALUES (${row.id}, ${row.reference}, ${row.channel}, ${row.line}, ${row.category}, ${row.title}, ${row.body},
      ${row.address}, ${row.lon}, ${row.lat}, ${row.urgency}, ${row.secret}, ${row.sensitive}, ${row.state},
      ${row.answer}, 0, ${row.created_by}, ${row.created_time}, ${row.created_time}, ${row.closed_time},
      ${toGrams(row.title, row.body, row.address)}) RETURNING *`)) as TicketRow
}

export function findTicket(db: Queryable, id: string, lock = false): Promise<TicketRow | undefined> {
  return db.first<TicketRow>(
    sql`SELECT * FROM messaging.ticket WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

/** Changes columns of a ticket; the names are ours. */
export async function updateTicket(
  tx: Queryable,
  id: string,
  change: Partial<TicketRow>,
): Promise<TicketRow> {
  const sets = Object.entries(change).map(([name, value]) => sql`${raw(name)} = ${value}`)
  return (await tx.first<TicketRow>(
    sql`UPDATE messaging.ticket SET ${join(sets)} WHERE id = ${id} RETURNING *`,
  )) as TicketRow
}

export function listTicketsOfEvent(tx: Queryable, eventId: string): Promise<TicketRow[]> {
  return tx.query<TicketRow>(
    sql`SELECT * FROM messaging.ticket WHERE event_id = ${eventId} AND state = 'handling' ORDER BY id FOR UPDATE`,
  )
}

/** Open tickets of a category since a time, for comparing; a bounded number, the newest first. */
export function listOpen(db: Queryable, category: string | null, since: Date): Promise<TicketRow[]> {
  return db.query<TicketRow>(sql`SELECT * FROM messaging.ticket WHERE state = 'handling'
    ${category ? sql`AND category = ${category}` : empty} AND created_time > ${since}
    ORDER BY created_time DESC LIMIT 500`)
}

/** Open tickets that share letter pairs with a text. */
export function listAlike(db: Queryable, grams: readonly string[], since: Date): Promise<TicketRow[]> {
  return db.query<TicketRow>(sql`SELECT * FROM messaging.ticket WHERE state = 'handling'
    AND grams && ${grams as string[]}::text[] AND created_time > ${since} ORDER BY created_time DESC LIMIT 200`)
}

export interface TicketQuery {
  limit?: number
  offset?: number
  search?: string
  state?: TicketState
  category?: string
  sensitive?: boolean
  /** Sees secret tickets only of their own; null sees all. */
  reader: string | null
}

export async function listTickets(
  db: Queryable,
  query: TicketQuery,
): Promise<{ items: Ticket[]; total: number }> {
  const { limit = 50, offset = 0, search, state, category, sensitive, reader } = query
  const where = sql`WHERE TRUE ${reader ? sql`AND (NOT secret OR created_by = ${reader})` : empty} ${matches('grams', search, 'title || body')} ${state ? sql`AND state = ${state}` : empty}
    ${category ? sql`AND category = ${category}` : empty}
    ${sensitive === undefined ? empty : sql`AND sensitive = ${sensitive}`}`
  const rows = await db.query<TicketRow>(sql`SELECT * FROM messaging.ticket ${where}
    ORDER BY created_time DESC, id DESC LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM messaging.ticket ${where}`)
  return { items: rows.map(toTicket), total: count?.n ?? 0 }
}

/** Tickets somebody asked about before, newest first. */
export function listTicketsOf(db: Queryable, phone: string): Promise<TicketRow[]> {
  return db.query<TicketRow>(sql`SELECT t.* FROM messaging.ticket t WHERE t.id IN
    (SELECT ticket_id FROM messaging.ticket_caller WHERE phone = ${phone}) ORDER BY t.created_time DESC LIMIT 20`)
}

export interface NewCaller {
  ticketId: string
  callId: string | null
  name: string | null
  phone: string | null
  hidden: boolean
}

/** False when this number stands on the ticket already. */
export async function insertCaller(tx: Queryable, caller: NewCaller, now: Date): Promise<boolean> {
  const row =
    await tx.first(sql`INSERT INTO messaging.ticket_caller (id, ticket_id, call_id, name, phone, hidden, time)
    VALUES (${newId()}, ${caller.ticketId}, ${caller.callId}, ${caller.name}, ${caller.phone}, ${caller.hidden}, ${now})
    ON CONFLICT DO NOTHING RETURNING id`)
  return row !== undefined
}

export function listCallers(db: Queryable, ticketId: string): Promise<CallerRow[]> {
  return db.query<CallerRow>(sql`SELECT tc.*, c.seat_user_id FROM messaging.ticket_caller tc
    LEFT JOIN messaging.call c ON c.id = tc.call_id WHERE tc.ticket_id = ${ticketId} ORDER BY tc.time, tc.id`)
}

export async function markTold(tx: Queryable, ids: readonly string[], now: Date | null): Promise<void> {
  await tx.query(
    sql`UPDATE messaging.ticket_caller SET told_time = ${now} WHERE id = ANY(${ids as string[]}::uuid[])`,
  )
}

export async function rateCaller(
  tx: Queryable,
  callerId: string,
  rating: { solved: boolean; attitude: string },
): Promise<void> {
  await tx.query(sql`UPDATE messaging.ticket_caller SET solved = ${rating.solved}, attitude = ${rating.attitude}
    WHERE id = ${callerId}`)
}

export async function addEntry(
  tx: Queryable,
  ticketId: string,
  entry: { act: string; userName: string | null; text: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO messaging.ticket_entry (id, ticket_id, time, act, user_name, text)
    VALUES (${newId()}, ${ticketId}, ${now}, ${entry.act}, ${entry.userName}, ${entry.text})`)
}

export async function listEntries(db: Queryable, ticketId: string): Promise<TicketEntry[]> {
  const rows = await db.query<Omit<TicketEntry, 'time'> & { time: Date }>(
    sql`SELECT time, act, user_name AS "userName", text FROM messaging.ticket_entry WHERE ticket_id = ${ticketId}
      ORDER BY time, id`,
  )
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }))
}
