import type { CrossCase, CrossTicket, Page } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface CrossRow {
  id: string
  system_id: string
  system_name: string
  role: CrossCase['role']
  application_id: string | null
  division_code: string
  item_code: string
  item_title: string
  subject_name: string
  source: string
  content: Record<string, unknown> | null
  state: string
  faults: CrossCase['faults']
  progress: NonNullable<CrossCase['progress']> | null
  sent_time: Date
  received_time: Date | null
  ended_time: Date | null
}

export async function insertCross(tx: Queryable, c: Omit<CrossRow, 'system_name'>): Promise<void> {
  await tx.query(sql`INSERT INTO services.cross_case (id, system_id, role, application_id, division_code, item_code, item_title,
      subject_name, source, content, state, faults, progress, sent_time, received_time)
    VALUES (${c.id}, ${c.system_id}, ${c.role}, ${c.application_id}, ${c.division_code}, ${c.item_code}, ${c.item_title},
      ${c.subject_name}, ${c.source}, ${c.content ? JSON.stringify(c.content) : null}, ${c.state},
      ${JSON.stringify(c.faults)}, ${c.progress ? JSON.stringify(c.progress) : null}, ${c.sent_time}, ${c.received_time})`)
}

export async function updateCross(tx: Queryable, c: CrossRow): Promise<void> {
  await tx.query(sql`UPDATE services.cross_case SET state = ${c.state}, faults = ${JSON.stringify(c.faults)},
    progress = ${c.progress ? JSON.stringify(c.progress) : null}, received_time = ${c.received_time},
    ended_time = ${c.ended_time} WHERE id = ${c.id}`)
}

const columns = sql`SELECT c.*, s.name AS system_name FROM services.cross_case c JOIN services.system s ON s.id = c.system_id`

export function findCross(
  db: Queryable,
  by: { id: string } | { applicationId: string },
  { lock = false } = {},
): Promise<CrossRow | undefined> {
  const where = 'id' in by ? sql`c.id = ${by.id}` : sql`c.application_id = ${by.applicationId}`
  return db.first<CrossRow>(sql`${columns} WHERE ${where} ${lock ? sql`FOR UPDATE OF c` : empty}`)
}

/** Those of applications that came from or went to another city, held until the transaction ends. */
export function lockCrossOf(tx: Queryable, applicationIds: readonly string[]): Promise<CrossRow[]> {
  return tx.query<CrossRow>(
    sql`${columns} WHERE c.application_id = ANY(${applicationIds as string[]}) ORDER BY c.id FOR UPDATE OF c`,
  )
}

export async function listCross(
  db: Queryable,
  query: { role?: string; search?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<CrossRow>> {
  const where = sql`WHERE ${inScope('c.division_code', scope)} ${query.role ? sql`AND c.role = ${query.role}` : empty}
    ${
      query.search
        ? sql`AND (c.subject_name ILIKE ${`%${query.search}%`} OR c.item_title ILIKE ${`%${query.search}%`}
      OR c.progress->>'number' = ${query.search})`
        : empty
    }`
  const items = await db.query<CrossRow>(sql`${columns} ${where} ORDER BY c.sent_time DESC, c.id DESC
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.cross_case c ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

/** Forgets what was collected for another city’s office: content, name; the fact that it was filed stays. */
export async function forgetSent(db: Queryable, before: Date, now: Date): Promise<void> {
  await db.query(sql`WITH gone AS (UPDATE services.cross_case SET content = NULL, subject_name = '已删除',
      forgotten_time = ${now}, progress = progress - 'result' - 'corrections' || '{"result": null, "corrections": []}'
    WHERE role = 'sent' AND forgotten_time IS NULL AND ended_time < ${before} RETURNING id)
    UPDATE services.system_message SET content = '{}' WHERE direction = 'out' AND kind IN ('transfer', 'supplement')
      AND object_id IN (SELECT id::text FROM gone)`)
}

export interface TicketRow {
  id: string
  system_id: string
  system_name: string
  role: CrossTicket['role']
  event_id: string
  reference: string
  remote_reference: string | null
  title: string
  consent: string
  state: CrossTicket['state']
  answer: string | null
  sent_time: Date
  received_time: Date | null
  closed_time: Date | null
}

export async function insertTicket(
  tx: Queryable,
  t: Omit<TicketRow, 'system_name' | 'answer' | 'closed_time'>,
): Promise<boolean> {
  const row =
    await tx.first(sql`INSERT INTO services.cross_ticket (id, system_id, role, event_id, reference, remote_reference, title,
      consent, state, sent_time, received_time)
    VALUES (${t.id}, ${t.system_id}, ${t.role}, ${t.event_id}, ${t.reference}, ${t.remote_reference}, ${t.title},
      ${t.consent}, ${t.state}, ${t.sent_time}, ${t.received_time}) ON CONFLICT (event_id) DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function updateTicket(tx: Queryable, t: TicketRow): Promise<void> {
  await tx.query(sql`UPDATE services.cross_ticket SET state = ${t.state}, remote_reference = ${t.remote_reference},
    answer = ${t.answer}, received_time = ${t.received_time}, closed_time = ${t.closed_time} WHERE id = ${t.id}`)
}

const ticketColumns = sql`SELECT t.*, s.name AS system_name FROM services.cross_ticket t
  JOIN services.system s ON s.id = t.system_id`

export function findTicket(
  db: Queryable,
  by: { id: string } | { eventId: string },
): Promise<TicketRow | undefined> {
  const where = 'id' in by ? sql`t.id = ${by.id}` : sql`t.event_id = ${by.eventId}`
  return db.first<TicketRow>(sql`${ticketColumns} WHERE ${where}`)
}

export async function listTickets(
  db: Queryable,
  query: { role?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<TicketRow>> {
  const where = sql`WHERE TRUE ${query.role ? sql`AND t.role = ${query.role}` : empty}
    ${query.search ? sql`AND (t.title ILIKE ${`%${query.search}%`} OR t.reference = ${query.search})` : empty}`
  const items = await db.query<TicketRow>(sql`${ticketColumns} ${where} ORDER BY t.sent_time DESC, t.id DESC
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.cross_ticket t ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}
