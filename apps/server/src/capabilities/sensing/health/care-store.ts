import type { Calibration, DeviceWorkOrder, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { matches } from '../../../kernel/search.ts'

/** Writes when a calibration is due next; with the day it was done, also that it was. */
export async function saveCalibration(
  tx: Queryable,
  c: {
    id: string
    thingId: string
    dueDate: string
    doneDate: string | null
    result: 'passed' | 'failed' | null
    certificate: string | null
    metrology: boolean
    by: string
    now: Date
  },
): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.calibration (thing_id, due_date, done_date, certificate, metrology, result)
    VALUES (${c.thingId}, ${c.dueDate}, ${c.doneDate}, ${c.certificate}, ${c.metrology}, ${c.result})
    ON CONFLICT (thing_id) DO UPDATE SET due_date = excluded.due_date, metrology = excluded.metrology,
      done_date = coalesce(excluded.done_date, calibration.done_date), result = coalesce(excluded.result, calibration.result),
      certificate = coalesce(excluded.certificate, calibration.certificate)`)
  if (c.doneDate && c.result)
    await tx.query(sql`INSERT INTO sensing.calibration_record (id, thing_id, done_date, due_date, result, certificate,
        recorded_by, recorded_time)
      VALUES (${c.id}, ${c.thingId}, ${c.doneDate}, ${c.dueDate}, ${c.result}, ${c.certificate}, ${c.by}, ${c.now})`)
}

function columnsAt(today: string): Sql {
  return sql`c.thing_id AS "thingId", t.name AS "thingName", t.reference, t.thing_type AS "thingType", c.due_date::text AS "dueDate",
    c.done_date::text AS "doneDate", c.result, c.certificate, c.metrology, c.due_date < ${today}::date AS overdue,
    NOT (c.metrology AND (c.due_date < ${today}::date OR coalesce(c.result = 'failed', false))) AS valid`
}

export async function listCalibrations(
  db: Queryable,
  query: { search?: string; dueBefore?: string; metrology?: boolean; limit?: number; offset?: number },
  today: string,
  readable: Sql,
): Promise<Page<Calibration> & { overdue: number }> {
  const from = sql`FROM sensing.calibration c JOIN sensing.thing t ON t.id = c.thing_id WHERE ${readable}
    ${query.dueBefore ? sql`AND c.due_date < ${query.dueBefore}::date` : empty}
    ${query.metrology === undefined ? empty : sql`AND c.metrology = ${query.metrology}`}
    ${matches('t.grams', query.search, 't.name')}`
  const items =
    await db.query<Calibration>(sql`SELECT ${columnsAt(today)} ${from} ORDER BY c.due_date, c.thing_id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number; overdue: number }>(sql`SELECT count(*)::int AS n,
    (count(*) FILTER (WHERE c.due_date < ${today}::date))::int AS overdue ${from}`)
  return { items, total: count?.n ?? 0, overdue: count?.overdue ?? 0 }
}

export function findCalibration(
  db: Queryable,
  thingId: string,
  today: string,
): Promise<Calibration | undefined> {
  return db.first<Calibration>(sql`SELECT ${columnsAt(today)} FROM sensing.calibration c
    JOIN sensing.thing t ON t.id = c.thing_id WHERE c.thing_id = ${thingId}`)
}

export async function listCalibrationRecords(db: Queryable, thingId: string) {
  const rows = await db.query<{
    id: string
    doneDate: string
    dueDate: string
    result: 'passed' | 'failed'
    certificate: string | null
    recordedBy: string
    recordedTime: Date
  }>(sql`SELECT id, done_date::text AS "doneDate", due_date::text AS "dueDate", result, certificate,
      recorded_by AS "recordedBy", recorded_time AS "recordedTime"
    FROM sensing.calibration_record WHERE thing_id = ${thingId} ORDER BY done_date DESC, id DESC LIMIT 100`)
  return rows.map((row) => ({ ...row, recordedTime: row.recordedTime.toISOString() }))
}

export async function listSwaps(db: Queryable, thingId: string) {
  const rows = await db.query<{
    id: string
    time: Date
    oldSerial: string | null
    newSerial: string
    reason: string
    swappedBy: string
  }>(sql`SELECT id, time, old_serial AS "oldSerial", new_serial AS "newSerial", reason, swapped_by AS "swappedBy"
    FROM sensing.device_swap WHERE thing_id = ${thingId} ORDER BY time DESC LIMIT 100`)
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }))
}

const orderColumns = sql`w.id, w.thing_id AS "thingId", t.name AS "thingName", t.reference, w.kind, w.state, w.reason,
  w.forecast_id AS "forecastId", w.event_id AS "eventId", w.case_id AS "caseId", w.case_reference AS "caseReference", w.finding,
  w.comment, w.created_by AS "createdBy", w.created_time AS "createdTime", w.closed_time AS "closedTime"`
type OrderView = Omit<DeviceWorkOrder, 'createdTime' | 'closedTime'> & {
  createdTime: Date
  closedTime: Date | null
}
const toOrder = (row: OrderView): DeviceWorkOrder => ({
  ...row,
  createdTime: row.createdTime.toISOString(),
  closedTime: row.closedTime?.toISOString() ?? null,
})

/** Opens a work order; false when one of the kind is open for the device. */
export async function insertOrder(
  tx: Queryable,
  w: Pick<DeviceWorkOrder, 'id' | 'thingId' | 'kind' | 'reason' | 'forecastId' | 'createdBy'>,
  now: Date,
): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO sensing.work_order (id, thing_id, kind, state, reason, forecast_id, created_by, created_time)
    VALUES (${w.id}, ${w.thingId}, ${w.kind}, 'open', ${w.reason}, ${w.forecastId}, ${w.createdBy}, ${now})
    ON CONFLICT DO NOTHING RETURNING id`)
  return rows.length > 0
}

export async function findOrder(db: Queryable, id: string): Promise<DeviceWorkOrder | undefined> {
  const row = await db.first<OrderView>(sql`SELECT ${orderColumns} FROM sensing.work_order w
    JOIN sensing.thing t ON t.id = w.thing_id WHERE w.id = ${id}`)
  return row && toOrder(row)
}

export async function listOrders(
  db: Queryable,
  query: {
    search?: string
    kind?: string
    state?: string
    thing?: string
    limit?: number
    offset?: number
  },
  readable: Sql,
): Promise<Page<DeviceWorkOrder>> {
  const from = sql`FROM sensing.work_order w JOIN sensing.thing t ON t.id = w.thing_id WHERE ${readable}
    ${query.kind ? sql`AND w.kind = ${query.kind}` : empty} ${query.state ? sql`AND w.state = ${query.state}` : empty}
    ${query.thing ? sql`AND w.thing_id = ${query.thing}` : empty} ${matches('t.grams', query.search, 't.name')}`
  const rows = await db.query<OrderView>(sql`SELECT ${orderColumns} ${from} ORDER BY w.created_time DESC, w.id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  return { items: rows.map(toOrder), total: count?.n ?? 0 }
}

/** The event that stands for the open order of a kind. */
export async function noteEvent(
  tx: Queryable,
  thingId: string,
  kind: string,
  eventId: string,
): Promise<void> {
  await tx.query(sql`UPDATE sensing.work_order SET event_id = ${eventId}
    WHERE thing_id = ${thingId} AND kind = ${kind} AND state = 'open' AND event_id IS NULL`)
}

/** How the case of an order stands; an order ends with its case. */
export async function noteCase(
  tx: Queryable,
  eventId: string,
  c: { id: string; reference: string; end: 'closed' | 'cancelled' | null; now: Date },
): Promise<void> {
  await tx.query(sql`UPDATE sensing.work_order SET case_id = ${c.id}, case_reference = ${c.reference},
      state = coalesce(${c.end}, state), closed_time = CASE WHEN ${c.end}::text IS NULL THEN closed_time ELSE ${c.now} END
    WHERE event_id = ${eventId} AND state = 'open'`)
}

/** Says what was found and judges the forecasts of the device that were made before the order and wait for their outcome. */
export async function recordResult(
  tx: Queryable,
  order: DeviceWorkOrder,
  r: { finding: 'confirmed' | 'unfounded'; comment: string; day: string },
): Promise<void> {
  await tx.query(
    sql`UPDATE sensing.work_order SET finding = ${r.finding}, comment = ${r.comment} WHERE id = ${order.id}`,
  )
  const own = order.forecastId
    ? sql`f.id = ${order.forecastId}`
    : sql`f.made_day <= ${order.createdTime}::date`
  await tx.query(sql`UPDATE sensing.health_forecast f SET outcome = ${r.finding === 'confirmed' ? 'hit' : 'miss'},
      outcome_date = ${r.day} WHERE f.thing_id = ${order.thingId} AND f.outcome IS NULL AND ${own}`)
}

/** Mean score of each of these devices over the 30 days before a day. */
export async function readMeanScores(
  db: Queryable,
  ids: readonly string[],
  day: string,
): Promise<Map<string, number>> {
  const rows = await db.query<{
    id: string
    mean: number
  }>(sql`SELECT thing_id AS id, avg(score)::float8 AS mean
    FROM sensing.quality_score WHERE thing_id = ANY(${ids as string[]}::uuid[]) AND day > ${day}::date - 30 AND day <= ${day}::date
    GROUP BY 1`)
  return new Map(rows.map((row) => [row.id, row.mean]))
}
