import type { ResourceFlow } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export type FlowRow = Omit<ResourceFlow, 'lastTime'> & { last: Date }

interface FlowFilter {
  from: Date
  incidentId?: string
  what?: string
}

/** What incidents reserved, from where it lies to where it is needed; that of a drill only when it is asked for. */
export function listAllocated(
  db: Queryable,
  { from, incidentId, what }: FlowFilter,
  scope: Scope,
): Promise<(FlowRow & { title: string; lon: number | null; lat: number | null; cost: number | null })[]> {
  return db.query(sql`SELECT a.resource_id AS "from", a.incident_id AS "to", 'allocation' AS kind,
      CASE WHEN a.state IN ('requested', 'approved') THEN 'planned' WHEN a.state = 'shipped' THEN 'underway'
        ELSE 'done' END AS stage,
      a.what, min(a.unit) AS unit, sum(a.quantity)::float8 AS quantity, count(*)::int AS moves,
      max(coalesce(a.closed_time, a.received_time, a.shipped_time, a.requested_time)) AS last,
      i.title, i.lon, i.lat, sum(a.cost)::float8 AS cost
    FROM command.allocation a JOIN command.incident i ON i.id = a.incident_id
    WHERE a.state <> 'cancelled' AND a.requested_time >= ${from} AND ${inScope('i.division_code', scope)}
      ${incidentId ? sql`AND a.incident_id = ${incidentId}` : sql`AND NOT i.is_drill`} ${what ? sql`AND a.what ILIKE ${`%${what}%`}` : empty}
    GROUP BY 1, 2, 4, a.what, i.title, i.lon, i.lat ORDER BY last DESC LIMIT 1000`)
}

/** What went from store to store. */
export function listMoved(db: Queryable, { from, what }: FlowFilter): Promise<FlowRow[]> {
  return db.query(sql`SELECT a.store_id AS "from", b.store_id AS "to", m.kind, 'done' AS stage, a.material AS what,
      min(a.unit) AS unit, sum(m.quantity)::float8 AS quantity, count(*)::int AS moves, max(m.moved_time) AS last
    FROM command.lot_move m JOIN command.lot a ON a.id = m.lot_id JOIN command.lot b ON b.id = m.to_lot_id
    WHERE m.moved_time >= ${from} ${what ? sql`AND a.material ILIKE ${`%${what}%`}` : empty}
    GROUP BY 1, 2, 3, a.material ORDER BY last DESC LIMIT 1000`)
}
