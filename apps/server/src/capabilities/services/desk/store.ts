import type { Appointment, Page, QueueTicket } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

/** A window and the classes (一窗) it serves. */
export interface ServiceWindow {
  name: string
  hall: string
  kinds: string[]
}

export async function saveWindow(db: Queryable, window: ServiceWindow): Promise<void> {
  await db.query(sql`INSERT INTO services.service_window (name, hall, kinds)
    VALUES (${window.name}, ${window.hall}, ${window.kinds})
    ON CONFLICT (name) DO UPDATE SET hall = excluded.hall, kinds = excluded.kinds`)
}

export async function listWindows(
  db: Queryable,
  { search, limit = 50, offset = 0 }: { search?: string; limit?: number; offset?: number },
): Promise<Page<ServiceWindow>> {
  const where = sql`FROM services.service_window
    ${search ? sql`WHERE name = ${search} OR hall ILIKE ${`%${search}%`} OR ${search} = ANY(kinds)` : empty}`
  const [items, count] = await Promise.all([
    db.query<ServiceWindow>(
      sql`SELECT name, hall, kinds ${where} ORDER BY length(name), name LIMIT ${limit} OFFSET ${offset}`,
    ),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findWindow(db: Queryable, name: string): Promise<ServiceWindow | undefined> {
  return db.first<ServiceWindow>(
    sql`SELECT name, hall, kinds FROM services.service_window WHERE name = ${name}`,
  )
}

export async function countWindows(db: Queryable, kind: string): Promise<number> {
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.service_window WHERE kinds @> ${[kind]}::text[]`,
  )
  return row?.n ?? 0
}

interface TicketRow {
  id: string
  number: string
  kind: string
  rank: number
  state: QueueTicket['state']
  window_name: string | null
  ahead: number
  taken_time: Date
  called_time: Date | null
  done_time: Date | null
}

const ticketColumns = sql`t.id, t.number, t.kind, t.rank, t.state, t.window_name, t.taken_time, t.called_time, t.done_time,
  CASE WHEN t.state = 'waiting' THEN (SELECT count(*)::int FROM services.queue_ticket o WHERE o.day = t.day
    AND o.kind = t.kind AND o.state = 'waiting' AND (o.rank, o.taken_time) < (t.rank, t.taken_time)) ELSE 0 END AS ahead`

const toTicket = (row: TicketRow): QueueTicket => ({
  ...{ id: row.id, number: row.number, kind: row.kind, priority: row.rank === 0, state: row.state },
  ...{ window: row.window_name, ahead: row.ahead, takenTime: row.taken_time.toISOString() },
  calledTime: row.called_time?.toISOString() ?? null,
  doneTime: row.done_time?.toISOString() ?? null,
})

/** Gives the next number of the day and class: a letter for each class in the order it was first asked for. */
export async function insertTicket(
  tx: Queryable,
  t: { id: string; day: string; kind: string; rank: number; now: Date },
): Promise<QueueTicket> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext('services.queue'))`)
  const row = await tx.first<{ place: number; last: number }>(sql`SELECT
      (SELECT count(DISTINCT kind)::int FROM services.queue_ticket WHERE day = ${t.day} AND kind < ${t.kind}) AS place,
      (SELECT count(*)::int FROM services.queue_ticket WHERE day = ${t.day}) AS last`)
  const letter = String.fromCharCode(65 + ((row?.place ?? 0) % 26))
  const number = `${letter}${String((row?.last ?? 0) + 1).padStart(3, '0')}`
  await tx.query(sql`INSERT INTO services.queue_ticket (id, day, number, kind, rank, state, taken_time)
    VALUES (${t.id}, ${t.day}, ${number}, ${t.kind}, ${t.rank}, 'waiting', ${t.now})`)
  const made = await tx.first<TicketRow>(
    sql`SELECT ${ticketColumns} FROM services.queue_ticket t WHERE t.id = ${t.id}`,
  )
  return toTicket(made as TicketRow)
}

/** Calls the next of the classes a window serves; what is of another class is not offered to it. */
export async function callNext(
  tx: Queryable,
  window: ServiceWindow,
  day: string,
  now: Date,
): Promise<QueueTicket | undefined> {
  const row =
    await tx.first<TicketRow>(sql`UPDATE services.queue_ticket t SET state = 'called', called_time = ${now},
      window_name = ${window.name} WHERE t.id = (SELECT id FROM services.queue_ticket WHERE day = ${day}
        AND state = 'waiting' AND kind = ANY(${window.kinds}) ORDER BY rank, taken_time LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING ${ticketColumns}`)
  return row && toTicket(row)
}

export async function endTicket(
  db: Queryable,
  id: string,
  state: 'done' | 'abandoned',
  now: Date,
): Promise<QueueTicket | undefined> {
  const row =
    await db.first<TicketRow>(sql`UPDATE services.queue_ticket t SET state = ${state}, done_time = ${now}
    WHERE t.id = ${id} AND t.state = 'called' RETURNING ${ticketColumns}`)
  return row && toTicket(row)
}

export async function listTickets(
  db: Queryable,
  day: string,
  {
    state,
    search,
    limit = 50,
    offset = 0,
  }: { state?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<QueueTicket>> {
  const where = sql`FROM services.queue_ticket t WHERE t.day = ${day} ${state ? sql`AND t.state = ${state}` : empty}
    ${search ? sql`AND t.number = ${search}` : empty}`
  const [rows, count] = await Promise.all([
    db.query<TicketRow>(
      sql`SELECT ${ticketColumns} ${where} ORDER BY t.taken_time LIMIT ${limit} OFFSET ${offset}`,
    ),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items: rows.map(toTicket), total: count?.n ?? 0 }
}

interface AppointmentRow {
  id: string
  item_id: string | null
  kind: string
  day: string
  slot: string
  state: Appointment['state']
  ticket_number: string | null
}

const appointmentColumns = sql`id, item_id, kind, day, slot, state, ticket_number`
const toAppointment = ({ item_id, ticket_number, ...row }: AppointmentRow): Appointment => ({
  ...row,
  ...{ itemId: item_id, ticketNumber: ticket_number },
})

export async function insertAppointment(
  db: Queryable,
  a: {
    id: string
    subjectId: string
    itemId: string | null
    kind: string
    day: string
    slot: string
    now: Date
  },
): Promise<Appointment> {
  const row =
    await db.first<AppointmentRow>(sql`INSERT INTO services.appointment (id, subject_id, item_id, kind, day, slot,
      state, time) VALUES (${a.id}, ${a.subjectId}, ${a.itemId}, ${a.kind}, ${a.day}, ${a.slot}, 'booked', ${a.now})
    RETURNING ${appointmentColumns}`)
  return toAppointment(row as AppointmentRow)
}

export async function findAppointment(db: Queryable, id: string): Promise<AppointmentRow | undefined> {
  return db.first<AppointmentRow>(
    sql`SELECT ${appointmentColumns} FROM services.appointment WHERE id = ${id}`,
  )
}

export async function updateAppointment(
  db: Queryable,
  id: string,
  state: string,
  ticketNumber: string,
): Promise<void> {
  await db.query(
    sql`UPDATE services.appointment SET state = ${state}, ticket_number = ${ticketNumber} WHERE id = ${id}`,
  )
}

export async function cancelAppointment(
  db: Queryable,
  id: string,
  subjectId: string,
): Promise<Appointment | undefined> {
  const row = await db.first<AppointmentRow>(sql`UPDATE services.appointment SET state = 'cancelled'
    WHERE id = ${id} AND subject_id = ${subjectId} AND state = 'booked' RETURNING ${appointmentColumns}`)
  return row && toAppointment(row)
}

export async function listAppointments(
  db: Queryable,
  subjectId: string,
  { limit = 50, offset = 0 }: { limit?: number; offset?: number },
): Promise<Page<Appointment>> {
  const where = sql`FROM services.appointment WHERE subject_id = ${subjectId}`
  const [rows, count] = await Promise.all([
    db.query<AppointmentRow>(
      sql`SELECT ${appointmentColumns} ${where} ORDER BY day DESC, slot LIMIT ${limit} OFFSET ${offset}`,
    ),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items: rows.map(toAppointment), total: count?.n ?? 0 }
}

/** Appointments at the halls; one nobody came to is missed once its day is over. */
export async function listForHalls(
  db: Queryable,
  asked: { day?: string; state?: string; limit?: number; offset?: number },
  today: string,
): Promise<Page<Appointment & { subjectId: string }>> {
  const { day, state, limit = 50, offset = 0 } = asked
  const all = sql`SELECT id, subject_id, item_id, kind, day, slot, ticket_number,
    CASE WHEN state = 'booked' AND day < ${today} THEN 'missed' ELSE state END AS state FROM services.appointment`
  const where = sql`FROM (${all}) a WHERE TRUE ${day ? sql`AND day = ${day}` : empty}
    ${state ? sql`AND state = ${state}` : empty}`
  const [rows, count] = await Promise.all([
    db.query<AppointmentRow & { subject_id: string }>(
      sql`SELECT * ${where} ORDER BY day DESC, slot, id LIMIT ${limit} OFFSET ${offset}`,
    ),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  const items = rows.map(({ subject_id, ...row }) => ({ ...toAppointment(row), subjectId: subject_id }))
  return { items, total: count?.n ?? 0 }
}

export async function countTaken(db: Queryable, kind: string, day: string): Promise<Map<string, number>> {
  const rows = await db.query<{
    slot: string
    n: number
  }>(sql`SELECT slot, count(*)::int AS n FROM services.appointment
    WHERE kind = ${kind} AND day = ${day} AND state IN ('booked', 'came') GROUP BY slot`)
  return new Map(rows.map((row) => [row.slot, row.n]))
}

/** Waiting and handling at the halls on a day; items by class at a window by items entered. */
export async function readHall(db: Queryable, day: string, today: string) {
  const row = await db.first<{
    windows: number
    tickets: number
    abandoned: number
    wait: number | null
    handle: number | null
    share: number | null
  }>(sql`SELECT (SELECT count(*)::int FROM services.service_window) AS windows, count(*)::int AS tickets,
      count(*) FILTER (WHERE state = 'abandoned')::int AS abandoned,
      avg(extract(epoch FROM called_time - taken_time) / 60)::float8 AS wait,
      avg(extract(epoch FROM done_time - called_time) / 60) FILTER (WHERE state = 'done')::float8 AS handle,
      (SELECT (count(*) FILTER (WHERE EXISTS (SELECT 1 FROM services.service_window w
          WHERE w.kinds @> ARRAY[v.content->>'window'])))::float8 / nullif(count(*), 0)
        FROM services.item_version v WHERE v.state = 'published' AND v.effective_from <= ${today}) AS share
    FROM services.queue_ticket WHERE day = ${day}`)
  return {
    ...{ windows: row?.windows ?? 0, tickets: row?.tickets ?? 0, abandoned: row?.abandoned ?? 0 },
    ...{
      waitMinutes: row?.wait ?? null,
      handleMinutes: row?.handle ?? null,
      oneWindowShare: row?.share ?? 0,
    },
  }
}
