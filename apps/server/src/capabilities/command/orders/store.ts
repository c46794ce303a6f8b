import type { Addressee, Page, TaskOrder } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { iso, pointOf } from '../parts.ts'

export interface OrderRow {
  id: string
  reference: string
  incident_id: string | null
  start_id: string | null
  task_number: number | null
  kind: string
  phase: string | null
  title: string
  text: string
  output: string | null
  addressee: Addressee
  to_user: string | null
  to_organisation: string | null
  lon: number | null
  lat: number | null
  due_time: Date | null
  is_vacant: boolean
  is_drill: boolean
  issued_by: string | null
  issued_name: string
  issued_time: Date
  supersedes_id: string | null
  signed_text: string
  digest: string
  signature: string
  public_key: string
  ledger_entry: string | null
}

export interface ProgressRow {
  state: TaskOrder['state']
  channel: string | null
  message_id: string | null
  unread_late: boolean
  sent_time: Date
  read_time: Date | null
  accepted_time: Date | null
  arrived_time: Date | null
  done_time: Date | null
  result: string | null
  deviation: string | null
  resends: number
}

export type FullOrderRow = OrderRow &
  ProgressRow & { superseded_by: string | null; division_code: string | null }

const full = sql`SELECT o.*, p.state, p.channel, p.message_id, p.unread_late, p.sent_time, p.read_time, p.accepted_time,
    p.arrived_time, p.done_time, p.result, p.deviation, p.resends, n.id AS superseded_by, i.division_code
  FROM command.task_order o JOIN command.order_progress p ON p.order_id = o.id
  LEFT JOIN command.task_order n ON n.supersedes_id = o.id LEFT JOIN command.incident i ON i.id = o.incident_id`

export function toOrder(row: FullOrderRow, now: Date): TaskOrder {
  const isOpen = row.state !== 'done' && row.state !== 'superseded'
  const end = isOpen ? now : (row.done_time ?? now)
  return {
    id: row.id,
    reference: row.reference,
    incidentId: row.incident_id,
    startId: row.start_id,
    taskNumber: row.task_number,
    kind: row.kind,
    phase: row.phase,
    title: row.title,
    text: row.text,
    output: row.output,
    addressee: row.addressee,
    position: pointOf(row),
    dueTime: iso(row.due_time),
    isVacant: row.is_vacant,
    isDrill: row.is_drill,
    issuedBy: row.issued_name,
    issuedTime: row.issued_time.toISOString(),
    digest: row.digest,
    signature: row.signature,
    supersedesId: row.supersedes_id,
    supersededById: row.superseded_by,
    state: row.state,
    channel: row.channel,
    isUnreadLate: row.unread_late,
    isLate: row.state !== 'superseded' && row.due_time !== null && end > row.due_time,
    sentTime: row.sent_time.toISOString(),
    readTime: iso(row.read_time),
    acceptedTime: iso(row.accepted_time),
    arrivedTime: iso(row.arrived_time),
    doneTime: iso(row.done_time),
    result: row.result,
    deviation: row.deviation,
    resends: row.resends,
  }
}

export async function insertOrder(tx: Queryable, one: OrderRow): Promise<void> {
  await tx.query(sql`INSERT INTO command.task_order (id, reference, incident_id, start_id, task_number, kind, phase, title,
      text, output, addressee, to_user, to_organisation, lon, lat, due_time, is_vacant, is_drill, issued_by, issued_name,
      issued_time, supersedes_id, signed_text, digest, signature, public_key, ledger_entry)
    VALUES (${one.id}, ${one.reference}, ${one.incident_id}, ${one.start_id}, ${one.task_number}, ${one.kind}, ${one.phase},
      ${one.title}, ${one.text}, ${one.output}, ${JSON.stringify(one.addressee)}, ${one.to_user}, ${one.to_organisation},
      ${one.lon}, ${one.lat}, ${one.due_time}, ${one.is_vacant}, ${one.is_drill}, ${one.issued_by}, ${one.issued_name},
      ${one.issued_time}, ${one.supersedes_id}, ${one.signed_text}, ${one.digest}, ${one.signature}, ${one.public_key},
      ${one.ledger_entry})`)
  await tx.query(sql`INSERT INTO command.order_progress (order_id, state, sent_time)
    VALUES (${one.id}, 'sent', ${one.issued_time})`)
}

export async function updateProgress(
  tx: Queryable,
  row: FullOrderRow,
  change: Partial<ProgressRow>,
): Promise<FullOrderRow> {
  const one = { ...row, ...change }
  await tx.query(sql`UPDATE command.order_progress SET state = ${one.state}, channel = ${one.channel},
      message_id = ${one.message_id}, unread_late = ${one.unread_late}, sent_time = ${one.sent_time},
      read_time = ${one.read_time}, accepted_time = ${one.accepted_time}, arrived_time = ${one.arrived_time},
      done_time = ${one.done_time}, result = ${one.result}, deviation = ${one.deviation}, resends = ${one.resends}
    WHERE order_id = ${row.id}`)
  return one
}

/** An order with its progress locked, for a step. */
export async function lockOrder(tx: Queryable, id: string): Promise<FullOrderRow | undefined> {
  await tx.query(sql`SELECT FROM command.order_progress WHERE order_id = ${id} FOR UPDATE`)
  return tx.first<FullOrderRow>(sql`${full} WHERE o.id = ${id}`)
}

export function findOrder(db: Queryable, id: string, scope: Scope): Promise<FullOrderRow | undefined> {
  return db.first<FullOrderRow>(sql`${full} WHERE o.id = ${id} AND ${inScope('i.division_code', scope)}`)
}

export async function listOrders(
  db: Queryable,
  filter: {
    incidentId?: string
    open?: boolean
    stock?: boolean
    search?: string
    limit?: number
    offset?: number
  },
  scope: Scope,
): Promise<Page<FullOrderRow>> {
  const where = sql`WHERE ${inScope('i.division_code', scope)}
    ${filter.incidentId ? sql`AND o.incident_id = ${filter.incidentId}` : empty}
    ${filter.open ? sql`AND p.state NOT IN ('done', 'superseded')` : empty}
    ${filter.stock ? sql`AND o.kind IN ('rotation', 'restock', 'inspection', 'loan-return')` : empty}
    ${filter.search ? sql`AND o.title ILIKE ${`%${filter.search}%`}` : empty}`
  const [items, count] = await Promise.all([
    db.query<FullOrderRow>(sql`${full} ${where} ORDER BY o.issued_time DESC, o.task_number, o.id
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM command.task_order o
      JOIN command.order_progress p ON p.order_id = o.id LEFT JOIN command.incident i ON i.id = o.incident_id ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Orders to a person or to a unit of theirs. */
export function listOrdersTo(
  db: Queryable,
  to: { userId: string; organisationId: string | null },
  open: boolean | undefined,
): Promise<FullOrderRow[]> {
  return db.query<FullOrderRow>(sql`${full} WHERE (o.to_user = ${to.userId} OR o.to_organisation = ${to.organisationId})
    ${open ? sql`AND p.state NOT IN ('done', 'superseded')` : empty} ORDER BY o.issued_time DESC LIMIT 200`)
}
