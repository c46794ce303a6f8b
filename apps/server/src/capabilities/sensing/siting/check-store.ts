import type { InventoryCheck, Page } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { matches } from '../../../kernel/search.ts'

export async function insertCheck(
  tx: Queryable,
  c: {
    id: string
    facilityId: string
    result: 'confirmed' | 'missing' | 'moved'
    distance: number | null
    position: readonly [number, number] | null
    by: string
    comment: string | null
    now: Date
  },
): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.inventory_check (id, facility_id, result, distance_m, lon, lat, checked_by, time, comment)
    VALUES (${c.id}, ${c.facilityId}, ${c.result}, ${c.distance}, ${c.position?.[0] ?? null}, ${c.position?.[1] ?? null}, ${c.by},
      ${c.now}, ${c.comment})`)
  await tx.query(sql`UPDATE sensing.facility SET checked_time = ${c.now},
      state = CASE WHEN ${c.result} = 'missing' THEN 'missing' WHEN state = 'missing' THEN 'in-use' ELSE state END
    WHERE id = ${c.facilityId}`)
}

export async function listChecks(db: Queryable, facilityId: string) {
  const rows = await db.query<{
    id: string
    result: 'confirmed' | 'missing' | 'moved'
    distanceMetres: number | null
    checkedBy: string
    time: Date
    comment: string | null
  }>(sql`SELECT id, result, distance_m AS "distanceMetres", checked_by AS "checkedBy", time, comment
    FROM sensing.inventory_check WHERE facility_id = ${facilityId} ORDER BY time DESC LIMIT 200`)
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }))
}

/** Checks of all facilities, newest first, and how many ended how. */
export async function listAllChecks(
  db: Queryable,
  query: { search?: string; result?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<InventoryCheck> & { byResult: Record<string, number> }> {
  const all = sql`FROM sensing.inventory_check c JOIN sensing.facility f ON f.id = c.facility_id
    WHERE ${inScope('f.division_code', scope)} ${matches('f.grams', query.search, 'f.name')}`
  const some = query.result ? sql`AND c.result = ${query.result}` : empty
  const rows = await db.query<
    Omit<InventoryCheck, 'time' | 'position'> & { time: Date; lon: number; lat: number }
  >(
    sql`SELECT c.id, c.facility_id AS "facilityId", f.name AS "facilityName", f.reference, c.result,
      c.distance_m AS "distanceMetres", c.lon, c.lat, c.checked_by AS "checkedBy", c.time, c.comment ${all} ${some}
    ORDER BY c.time DESC, c.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`,
  )
  const counts = await db.query<{ result: string; n: number }>(
    sql`SELECT c.result, count(*)::int AS n ${all} GROUP BY 1`,
  )
  const byResult = Object.fromEntries(counts.map((row) => [row.result, row.n]))
  const total = query.result ? (byResult[query.result] ?? 0) : counts.reduce((sum, row) => sum + row.n, 0)
  const items = rows.map(({ lon, lat, ...row }) => ({
    ...row,
    position: lon === null ? null : ([lon, lat] as [number, number]),
    time: row.time.toISOString(),
  }))
  return { items, total, byResult }
}
