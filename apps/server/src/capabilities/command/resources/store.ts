import type { Allocation, AllocationState, Page, Transfer } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { type Actor, iso } from '../parts.ts'

/** States in which a reservation holds what it reserves. */
export const held = sql`('requested', 'approved', 'shipped', 'received')`

export interface AllocationRow {
  id: string
  incident_id: string
  incident_title: string
  division_code: string | null
  commander_name: string | null
  resource_id: string
  resource_name: string
  lot_id: string | null
  what: string
  unit: string
  quantity: number
  state: AllocationState
  travel_minutes: number | null
  cost: number | null
  requested_id: string
  requested_by: string
  requested_time: Date
  approved_by: string | null
  given_by: string | null
  shipped_time: Date | null
  taken_by: string | null
  received_time: Date | null
  closed_time: Date | null
}

const fromAllocation = sql`SELECT a.*, i.title AS incident_title, i.division_code, i.commander_name
  FROM command.allocation a JOIN command.incident i ON i.id = a.incident_id`

export function toAllocation(row: AllocationRow): Allocation {
  return {
    id: row.id,
    incidentId: row.incident_id,
    incidentTitle: row.incident_title,
    resourceId: row.resource_id,
    resourceName: row.resource_name,
    lotId: row.lot_id,
    what: row.what,
    unit: row.unit,
    quantity: row.quantity,
    state: row.state,
    travelMinutes: row.travel_minutes,
    cost: row.cost,
    requestedBy: row.requested_by,
    requestedTime: row.requested_time.toISOString(),
    approvedBy: row.approved_by,
    givenBy: row.given_by,
    shippedTime: iso(row.shipped_time),
    takenBy: row.taken_by,
    receivedTime: iso(row.received_time),
    closedTime: iso(row.closed_time),
  }
}

export interface NewAllocation {
  incidentId: string
  resourceId: string
  resourceName: string
  lotId: string | null
  what: string
  unit: string
  quantity: number
  travelMinutes: number | null
  cost: number | null
  by: Actor
}

/** Reserves; undefined when somebody holds the one there is. */
export async function insertAllocation(
  tx: Queryable,
  one: NewAllocation,
  now: Date,
): Promise<AllocationRow | undefined> {
  const id = newId()
  const rows =
    await tx.query(sql`INSERT INTO command.allocation (id, incident_id, resource_id, resource_name, lot_id, what,
      unit, quantity, state, travel_minutes, cost, requested_id, requested_by, requested_time)
    VALUES (${id}, ${one.incidentId}, ${one.resourceId}, ${one.resourceName}, ${one.lotId}, ${one.what}, ${one.unit},
      ${one.quantity}, 'requested', ${one.travelMinutes}, ${one.cost}, ${one.by.userId}, ${one.by.name}, ${now})
    ON CONFLICT DO NOTHING RETURNING id`)
  return rows.length > 0 ? tx.first<AllocationRow>(sql`${fromAllocation} WHERE a.id = ${id}`) : undefined
}

export async function lockAllocation(tx: Queryable, id: string): Promise<AllocationRow | undefined> {
  await tx.query(sql`SELECT FROM command.allocation WHERE id = ${id} FOR UPDATE`)
  return tx.first<AllocationRow>(sql`${fromAllocation} WHERE a.id = ${id}`)
}

export async function updateAllocation(
  tx: Queryable,
  row: AllocationRow,
  change: Partial<AllocationRow>,
): Promise<AllocationRow> {
  const one = { ...row, ...change }
  await tx.query(sql`UPDATE command.allocation SET state = ${one.state}, incident_id = ${one.incident_id},
      approved_by = ${one.approved_by}, given_by = ${one.given_by}, shipped_time = ${one.shipped_time},
      taken_by = ${one.taken_by}, received_time = ${one.received_time}, closed_time = ${one.closed_time}
    WHERE id = ${row.id}`)
  return (await tx.first<AllocationRow>(sql`${fromAllocation} WHERE a.id = ${row.id}`)) as AllocationRow
}

export async function insertMove(
  tx: Queryable,
  one: { allocationId: string; state: string; signedBy: string; counterpart: string | null },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO command.stock_move (id, allocation_id, state, signed_by, counterpart, time)
    VALUES (${newId()}, ${one.allocationId}, ${one.state}, ${one.signedBy}, ${one.counterpart}, ${now})`)
}

export async function listAllocations(
  db: Queryable,
  filter: { incidentId?: string; open?: boolean; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<AllocationRow>> {
  const where = sql`WHERE ${inScope('i.division_code', scope)} ${filter.incidentId ? sql`AND a.incident_id = ${filter.incidentId}` : empty}
    ${filter.open ? sql`AND a.state IN ${held}` : empty}`
  const [items, count] = await Promise.all([
    db.query<AllocationRow>(sql`${fromAllocation} ${where} ORDER BY a.requested_time DESC, a.id
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM command.allocation a
      JOIN command.incident i ON i.id = a.incident_id ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Who holds each of these resources. */
export function listHolding(db: Queryable, resourceIds: readonly string[]): Promise<AllocationRow[]> {
  return db.query<AllocationRow>(sql`${fromAllocation} WHERE a.lot_id IS NULL AND a.state IN ${held}
    AND a.resource_id = ANY(${resourceIds as string[]}::uuid[])`)
}

/** Units an incident holds, those held longest first. */
export async function listHeldUnits(db: Queryable): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`SELECT resource_id AS id FROM command.allocation
    WHERE lot_id IS NULL AND state IN ${held} ORDER BY requested_time, id`)
  return rows.map((row) => row.id)
}

export function listOccupancy(
  db: Queryable,
  ids: readonly string[],
): Promise<{ resource_id: string; occupied: number }[]> {
  return db.query(
    sql`SELECT resource_id, occupied FROM command.occupancy WHERE resource_id = ANY(${ids as string[]}::uuid[])`,
  )
}

export async function setOccupancy(tx: Queryable, id: string, occupied: number, now: Date): Promise<void> {
  await tx.query(sql`INSERT INTO command.occupancy (resource_id, occupied, changed_time) VALUES (${id}, ${occupied}, ${now})
    ON CONFLICT (resource_id) DO UPDATE SET occupied = excluded.occupied, changed_time = excluded.changed_time`)
}

export interface TransferRow {
  id: string
  allocation_id: string
  resource_name: string
  from_incident: string
  from_title: string
  to_incident: string
  to_title: string
  division_code: string | null
  commander_id: string | null
  state: Transfer['state']
  reason: string
  requested_by: string
  decided_by: string | null
  time: Date
}

const fromTransfer = sql`SELECT t.*, a.resource_name, f.title AS from_title, f.division_code, f.commander_id, n.title AS to_title
  FROM command.transfer t JOIN command.allocation a ON a.id = t.allocation_id
  JOIN command.incident f ON f.id = t.from_incident JOIN command.incident n ON n.id = t.to_incident`

export function toTransfer(row: TransferRow): Transfer {
  return {
    id: row.id,
    allocationId: row.allocation_id,
    resourceName: row.resource_name,
    fromIncidentId: row.from_incident,
    fromIncidentTitle: row.from_title,
    toIncidentId: row.to_incident,
    toIncidentTitle: row.to_title,
    state: row.state,
    reason: row.reason,
    requestedBy: row.requested_by,
    decidedBy: row.decided_by,
    time: row.time.toISOString(),
  }
}

export async function insertTransfer(
  tx: Queryable,
  one: { allocationId: string; from: string; to: string; reason: string; by: Actor },
  now: Date,
): Promise<TransferRow | undefined> {
  const id = newId()
  const rows =
    await tx.query(sql`INSERT INTO command.transfer (id, allocation_id, from_incident, to_incident, state, reason, requested_by, time)
    VALUES (${id}, ${one.allocationId}, ${one.from}, ${one.to}, 'open', ${one.reason}, ${one.by.name}, ${now})
    ON CONFLICT DO NOTHING RETURNING id`)
  return rows.length > 0 ? tx.first<TransferRow>(sql`${fromTransfer} WHERE t.id = ${id}`) : undefined
}

export function lockTransfer(tx: Queryable, id: string): Promise<TransferRow | undefined> {
  return tx.first<TransferRow>(sql`${fromTransfer} WHERE t.id = ${id} FOR UPDATE OF t`)
}

export async function decideTransfer(
  tx: Queryable,
  id: string,
  state: string,
  by: string,
): Promise<TransferRow> {
  await tx.query(sql`UPDATE command.transfer SET state = ${state}, decided_by = ${by} WHERE id = ${id}`)
  return (await tx.first<TransferRow>(sql`${fromTransfer} WHERE t.id = ${id}`)) as TransferRow
}

export function listTransfers(
  db: Queryable,
  incidentId: string | undefined,
  scope: Scope,
): Promise<TransferRow[]> {
  return db.query<TransferRow>(sql`${fromTransfer} WHERE ${inScope('f.division_code', scope)}
    ${incidentId ? sql`AND (t.from_incident = ${incidentId} OR t.to_incident = ${incidentId})` : empty}
    ORDER BY t.state = 'open' DESC, t.time DESC LIMIT 100`)
}
