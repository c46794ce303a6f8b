import type { HandOver, Shift } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { iso } from '../parts.ts'
import type { PlannedShift } from './rules.ts'

export interface RosterRow {
  id: string
  title: string
  organisation_id: string | null
  posts: { post: string; title: string }[]
}

export async function insertRoster(
  tx: Queryable,
  one: { title: string; organisationId: string | null; posts: RosterRow['posts'] },
): Promise<RosterRow> {
  return (await tx.first<RosterRow>(sql`INSERT INTO command.roster (id, title, organisation_id, posts)
    VALUES (${newId()}, ${one.title}, ${one.organisationId}, ${JSON.stringify(one.posts)}) RETURNING *`)) as RosterRow
}

export function listRosters(db: Queryable): Promise<RosterRow[]> {
  return db.query<RosterRow>(sql`SELECT * FROM command.roster ORDER BY title, id LIMIT 500`)
}

export function findRoster(db: Queryable, id: string): Promise<RosterRow | undefined> {
  return db.first<RosterRow>(sql`SELECT * FROM command.roster WHERE id = ${id}`)
}

export interface ShiftRow {
  id: string
  roster_id: string
  post: string
  start_time: Date
  end_time: Date
  contact_id: string
  substitute_for: string | null
  sequence: number
  changed_time: Date
  name: string
  phone: string | null
  user_id: string | null
  organisation_id: string | null
}

const fromShift = sql`SELECT s.*, c.name, c.phone, c.user_id, c.organisation_id FROM command.shift s
  JOIN command.contact c ON c.id = s.contact_id`

export function toShift(row: ShiftRow): Shift {
  return {
    id: row.id,
    rosterId: row.roster_id,
    post: row.post,
    start: row.start_time.toISOString(),
    end: row.end_time.toISOString(),
    person: {
      ...{ contactId: row.contact_id, userId: row.user_id, organisationId: row.organisation_id },
      ...{ name: row.name, phone: row.phone },
    },
    substituteFor: row.substitute_for,
  }
}

/** Writes shifts; those of the same post and start are replaced, with a new sequence number for calendar programs. */
export async function writeShifts(
  tx: Queryable,
  rosterId: string,
  shifts: readonly PlannedShift[],
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO command.shift AS s (id, roster_id, post, start_time, end_time, contact_id, changed_time)
    SELECT id, ${rosterId}, post, start_time, end_time, contact_id, ${now} FROM unnest(${shifts.map(newId)}::uuid[],
      ${shifts.map((one) => one.post)}::text[], ${shifts.map((one) => one.start)}::timestamptz[],
      ${shifts.map((one) => one.end)}::timestamptz[], ${shifts.map((one) => one.contactId)}::uuid[])
      AS t(id, post, start_time, end_time, contact_id)
    ON CONFLICT (roster_id, post, start_time) DO UPDATE SET end_time = excluded.end_time,
      contact_id = excluded.contact_id, substitute_for = NULL, sequence = s.sequence + 1, changed_time = excluded.changed_time`)
}

export function listShifts(
  db: Queryable,
  filter: { from: Date; to: Date; rosterId?: string | null; contactId?: string | null },
): Promise<ShiftRow[]> {
  return db.query<ShiftRow>(sql`${fromShift} WHERE s.start_time < ${filter.to} AND s.end_time > ${filter.from}
    ${filter.rosterId ? sql`AND s.roster_id = ${filter.rosterId}` : empty}
    ${filter.contactId ? sql`AND s.contact_id = ${filter.contactId}` : empty} ORDER BY s.start_time, s.post LIMIT 5000`)
}

export async function lockShift(tx: Queryable, id: string): Promise<ShiftRow | undefined> {
  await tx.query(sql`SELECT FROM command.shift WHERE id = ${id} FOR UPDATE`)
  return tx.first<ShiftRow>(sql`${fromShift} WHERE s.id = ${id}`)
}

export async function giveShift(
  tx: Queryable,
  id: string,
  contactId: string,
  insteadOf: string,
  now: Date,
): Promise<ShiftRow> {
  await tx.query(sql`UPDATE command.shift SET contact_id = ${contactId}, substitute_for = ${insteadOf},
    sequence = sequence + 1, changed_time = ${now} WHERE id = ${id}`)
  return (await tx.first<ShiftRow>(sql`${fromShift} WHERE s.id = ${id}`)) as ShiftRow
}

/** Whether somebody has another shift at that time. */
export async function isOnDuty(
  tx: Queryable,
  contactId: string,
  shift: ShiftRow,
  exceptIds: string[],
): Promise<boolean> {
  const row = await tx.first(sql`SELECT 1 AS one FROM command.shift WHERE contact_id = ${contactId}
    AND start_time < ${shift.end_time} AND end_time > ${shift.start_time} AND NOT id = ANY(${exceptIds}::uuid[]) LIMIT 1`)
  return row !== undefined
}

export interface HandOverRow {
  id: string
  roster_id: string
  outgoing_id: string
  outgoing: string
  incoming: string | null
  matters: string[]
  remarks: string
  state: HandOver['state']
  offered_time: Date
  signed_time: Date | null
}

export function toHandOver(row: HandOverRow): HandOver {
  return {
    id: row.id,
    rosterId: row.roster_id,
    outgoing: row.outgoing,
    incoming: row.incoming,
    matters: row.matters,
    remarks: row.remarks,
    state: row.state,
    offeredTime: row.offered_time.toISOString(),
    signedTime: iso(row.signed_time),
  }
}

export async function insertHandOver(
  tx: Queryable,
  one: { rosterId: string; userId: string; name: string; matters: string[]; remarks: string },
  now: Date,
): Promise<HandOverRow> {
  return (await tx.first<HandOverRow>(sql`INSERT INTO command.hand_over (id, roster_id, outgoing_id, outgoing, matters,
      remarks, state, offered_time)
    VALUES (${newId()}, ${one.rosterId}, ${one.userId}, ${one.name}, ${JSON.stringify(one.matters)}, ${one.remarks},
      'offered', ${now}) RETURNING *`)) as HandOverRow
}

export function lockHandOver(tx: Queryable, id: string): Promise<HandOverRow | undefined> {
  return tx.first<HandOverRow>(sql`SELECT * FROM command.hand_over WHERE id = ${id} FOR UPDATE`)
}

export async function signHandOver(
  tx: Queryable,
  id: string,
  userId: string,
  name: string,
  now: Date,
): Promise<HandOverRow> {
  return (await tx.first<HandOverRow>(sql`UPDATE command.hand_over SET state = 'signed', incoming_id = ${userId},
    incoming = ${name}, signed_time = ${now} WHERE id = ${id} RETURNING *`)) as HandOverRow
}

export function listHandOvers(db: Queryable, rosterId: string): Promise<HandOverRow[]> {
  return db.query<HandOverRow>(sql`SELECT * FROM command.hand_over WHERE roster_id = ${rosterId}
    ORDER BY offered_time DESC LIMIT 100`)
}

export async function insertFeed(
  tx: Queryable,
  one: { digest: string; rosterId: string | null; contactId: string | null; userId: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO command.calendar_feed (token_digest, roster_id, contact_id, created_by, created_time)
    VALUES (${one.digest}, ${one.rosterId}, ${one.contactId}, ${one.userId}, ${now})`)
}

export function findFeed(
  db: Queryable,
  digest: string,
): Promise<{ roster_id: string | null; contact_id: string | null } | undefined> {
  return db.first(sql`SELECT roster_id, contact_id FROM command.calendar_feed WHERE token_digest = ${digest}`)
}

/** What an outgoing shift leaves open: proposals nobody answered, incidents, orders nobody read. */
export async function listOpenMatters(db: Queryable): Promise<{ proposals: string[]; matters: string[] }> {
  const [proposals, incidents, orders] = await Promise.all([
    db.query<{ text: string }>(
      sql`SELECT reason AS text FROM command.plan_proposal WHERE state = 'open' ORDER BY time LIMIT 50`,
    ),
    db.query<{ text: string }>(sql`SELECT reference || ' ' || title AS text FROM command.incident
      WHERE state = 'open' AND NOT is_drill ORDER BY opened_time LIMIT 50`),
    db.query<{
      text: string
    }>(sql`SELECT '未阅指令 ' || o.reference || ' ' || o.title AS text FROM command.task_order o
      JOIN command.order_progress p ON p.order_id = o.id WHERE p.state = 'sent' AND NOT o.is_drill ORDER BY o.issued_time LIMIT 50`),
  ])
  return {
    proposals: proposals.map((one) => one.text),
    matters: [...incidents, ...orders].map((one) => one.text),
  }
}
