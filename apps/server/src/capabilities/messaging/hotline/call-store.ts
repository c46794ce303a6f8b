import type { CallState, HotlineLine, SeatState } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, join, raw, sql } from '../../../kernel/db/sql.ts'

export interface CallRow {
  id: string
  external_id: string
  line: string
  skill: string
  priority: number
  state: CallState
  number: string | null
  caller_name: string | null
  hidden: boolean
  wanted_seat: string | null
  only_wanted: boolean
  seat_user_id: string | null
  seat_name: string | null
  notes: string
  arrived_time: Date
  offered_time: Date | null
  accepted: boolean | null
  ringing_time: Date | null
  answered_time: Date | null
  ended_time: Date | null
  ticket_id: string | null
  transferred_to: string | null
  recording: string | null
}

export interface SeatRow {
  user_id: string
  name: string
  extension: string
  skills: string[]
  state: SeatState
  since: Date
  call_id: string | null
}

const lineColumns = sql`number, title, skill, priority, wait_limit_s AS "waitLimitSeconds", menu, notice, enabled`

export function listLines(db: Queryable): Promise<HotlineLine[]> {
  return db.query<HotlineLine>(sql`SELECT ${lineColumns} FROM messaging.line ORDER BY priority DESC, number`)
}

export function findLine(db: Queryable, number: string): Promise<HotlineLine | undefined> {
  return db.first<HotlineLine>(sql`SELECT ${lineColumns} FROM messaging.line WHERE number = ${number}`)
}

export async function saveLine(db: Queryable, line: HotlineLine): Promise<void> {
  await db.query(sql`INSERT INTO messaging.line (number, title, skill, priority, wait_limit_s, menu, notice, enabled)
    VALUES (${line.number}, ${line.title}, ${line.skill}, ${line.priority}, ${line.waitLimitSeconds},
      ${JSON.stringify(line.menu)}, ${line.notice}, ${line.enabled})
    ON CONFLICT (number) DO UPDATE SET title = excluded.title, skill = excluded.skill, priority = excluded.priority,
      wait_limit_s = excluded.wait_limit_s, menu = excluded.menu, notice = excluded.notice, enabled = excluded.enabled`)
}

export async function insertCall(
  tx: Queryable,
  call: Pick<CallRow, 'id' | 'external_id' | 'line' | 'skill' | 'priority' | 'number' | 'arrived_time'> &
    Partial<CallRow>,
): Promise<boolean> {
  const row =
    await tx.first(sql`INSERT INTO messaging.call (id, external_id, line, skill, priority, state, number,
      hidden, wanted_seat, arrived_time, ended_time, transferred_to)
    VALUES (${call.id}, ${call.external_id}, ${call.line}, ${call.skill}, ${call.priority},
      ${call.state ?? 'queued'}, ${call.number}, ${call.hidden ?? false}, ${call.wanted_seat ?? null},
      ${call.arrived_time}, ${call.ended_time ?? null}, ${call.transferred_to ?? null})
    ON CONFLICT (external_id) DO NOTHING RETURNING id`)
  return row !== undefined
}

export function findCall(db: Queryable, id: string, lock = false): Promise<CallRow | undefined> {
  return db.first<CallRow>(
    sql`SELECT * FROM messaging.call WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export function findCallBy(db: Queryable, externalId: string): Promise<CallRow | undefined> {
  return db.first<CallRow>(sql`SELECT * FROM messaging.call WHERE external_id = ${externalId}`)
}

/** Changes columns of a call; the names are ours. */
export async function updateCall(
  tx: Queryable,
  id: string,
  change: Partial<Omit<CallRow, 'id' | 'external_id'>>,
): Promise<CallRow> {
  const sets = Object.entries(change).map(([name, value]) => sql`${raw(name)} = ${value}`)
  return (await tx.first<CallRow>(
    sql`UPDATE messaging.call SET ${join(sets)} WHERE id = ${id} RETURNING *`,
  )) as CallRow
}

/** Those who wait, in the order they are answered; locked, so that one process routes at a time. */
export function listWaiting(db: Queryable, lock = false): Promise<CallRow[]> {
  return db.query<CallRow>(sql`SELECT * FROM messaging.call WHERE state IN ('queued', 'call-back')
    ORDER BY priority DESC, arrived_time, id LIMIT 500 ${lock ? sql`FOR UPDATE SKIP LOCKED` : empty}`)
}

/** Calls that have waited beyond the limit of their line and were not offered a call-back yet. */
export function takeToOffer(tx: Queryable, now: Date): Promise<CallRow | undefined> {
  return tx.first<CallRow>(sql`SELECT c.* FROM messaging.call c JOIN messaging.line l ON l.number = c.line
    WHERE c.state = 'queued' AND c.offered_time IS NULL
      AND c.arrived_time + l.wait_limit_s * interval '1 second' < ${now}
    ORDER BY c.arrived_time LIMIT 1 FOR UPDATE OF c SKIP LOCKED`)
}

/** A call that has rung at a seat too long. */
export function takeUnanswered(tx: Queryable, before: Date): Promise<CallRow | undefined> {
  return tx.first<CallRow>(sql`SELECT * FROM messaging.call WHERE state = 'ringing' AND ringing_time < ${before}
    ORDER BY ringing_time LIMIT 1 FOR UPDATE SKIP LOCKED`)
}

/** Place of a waiting call among those of its skill, from 1. */
export async function placeOf(db: Queryable, call: CallRow): Promise<number | null> {
  if (call.state !== 'queued' && call.state !== 'call-back') return null
  const row = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM messaging.call
    WHERE state IN ('queued', 'call-back') AND skill = ${call.skill}
      AND (priority > ${call.priority} OR (priority = ${call.priority}
        AND (arrived_time, id) <= (${call.arrived_time}, ${call.id})))`)
  return row?.n ?? null
}

/** Who answered this number last, within 30 days. */
export async function findLastSeat(db: Queryable, number: string, since: Date): Promise<string | null> {
  const row = await db.first<{ seat_user_id: string }>(sql`SELECT seat_user_id FROM messaging.call
    WHERE number = ${number} AND arrived_time > ${since} AND seat_user_id IS NOT NULL
    ORDER BY arrived_time DESC LIMIT 1`)
  return row?.seat_user_id ?? null
}

export async function countCalls(db: Queryable, number: string, before: Date): Promise<number> {
  const row = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM messaging.call
    WHERE number = ${number} AND arrived_time < ${before}`)
  return row?.n ?? 0
}

export interface CallQuery {
  limit?: number
  offset?: number
  search?: string
  state?: CallState
  line?: string
  seat?: string
}

export async function listCalls(
  db: Queryable,
  query: CallQuery,
): Promise<{ rows: CallRow[]; total: number }> {
  const { limit = 50, offset = 0, search, state, line, seat } = query
  const where = sql`WHERE TRUE ${state ? sql`AND state = ${state}` : empty} ${line ? sql`AND line = ${line}` : empty}
    ${seat ? sql`AND seat_user_id = ${seat}` : empty}
    ${search ? sql`AND (caller_name LIKE ${`%${search}%`} OR seat_name LIKE ${`%${search}%`})` : empty}`
  const rows = await db.query<CallRow>(sql`SELECT * FROM messaging.call ${where}
    ORDER BY arrived_time DESC, id DESC LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM messaging.call ${where}`)
  return { rows, total: count?.n ?? 0 }
}

export function listSeats(db: Queryable): Promise<SeatRow[]> {
  return db.query<SeatRow>(
    sql`SELECT * FROM messaging.seat ORDER BY (state = 'off'), name, user_id LIMIT 500`,
  )
}

export function listFreeSeats(tx: Queryable): Promise<SeatRow[]> {
  return tx.query<SeatRow>(
    sql`SELECT * FROM messaging.seat WHERE state = 'ready' ORDER BY since FOR UPDATE SKIP LOCKED`,
  )
}

export function findSeat(db: Queryable, userId: string, lock = false): Promise<SeatRow | undefined> {
  return db.first<SeatRow>(
    sql`SELECT * FROM messaging.seat WHERE user_id = ${userId} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

/** Makes a seat or changes what is given of it. */
export async function saveSeat(
  tx: Queryable,
  seat: Pick<SeatRow, 'user_id' | 'name'> & Partial<Pick<SeatRow, 'extension' | 'skills'>>,
  now: Date,
): Promise<SeatRow> {
  const { extension = null, skills = null } = seat
  return (await tx.first<SeatRow>(sql`INSERT INTO messaging.seat (user_id, name, extension, skills, state, since)
    VALUES (${seat.user_id}, ${seat.name}, ${extension ?? ''}, ${skills ?? ['综合']}, 'off', ${now})
    ON CONFLICT (user_id) DO UPDATE SET name = excluded.name,
      extension = coalesce(${extension}, messaging.seat.extension),
      skills = coalesce(${skills}::text[], messaging.seat.skills)
    RETURNING *`)) as SeatRow
}

export async function setSeatState(
  tx: Queryable,
  userId: string,
  state: SeatState,
  callId: string | null,
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE messaging.seat SET state = ${state}, call_id = ${callId}, since = ${now}
    WHERE user_id = ${userId}`)
}
