import type { Fence, Page, TimeWindow, TrackAlarm, WarningLevel } from '@civitas/contract'
import { inScope, type Scope } from '../../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../../kernel/db/database.ts'
import { empty, sql } from '../../../../kernel/db/sql.ts'
import type { Breach, FenceRule } from './judge-fence.ts'

/** A fence in memory. */
export interface HeldFence extends FenceRule {
  readonly id: string
  readonly name: string
  readonly level: WarningLevel
  readonly entityTypes: ReadonlySet<string>
  readonly entityIds: ReadonlySet<string>
}

interface FenceRow {
  id: string
  name: string
  kind: FenceRule['kind']
  geometry: GeoJSON.Geometry
  corridor_m: number | null
  tolerance_seconds: number
  speed_limit_km_h: number | null
  stay_seconds: number | null
  windows: TimeWindow[]
  entity_types: string[]
  entity_ids: string[]
  level: WarningLevel
}

export async function readFences(db: Queryable): Promise<HeldFence[]> {
  const rows = await db.query<FenceRow>(sql`SELECT id, name, kind, geometry, corridor_m, tolerance_seconds,
      speed_limit_km_h, stay_seconds, windows, entity_types, entity_ids, level
    FROM sensing.fence WHERE removed_time IS NULL`)
  return rows.map((row) => ({
    ...{ id: row.id, name: row.name, kind: row.kind, geometry: row.geometry, level: row.level },
    corridorM: row.corridor_m,
    toleranceSeconds: row.tolerance_seconds,
    speedLimitKmH: row.speed_limit_km_h,
    staySeconds: row.stay_seconds,
    windows: row.windows,
    entityTypes: new Set(row.entity_types),
    entityIds: new Set(row.entity_ids),
  }))
}

export type NewFence = Omit<Fence, 'openAlarms' | 'createdTime'> & { divisionCode: string | null }

export async function insertFence(db: Queryable, fence: NewFence, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO sensing.fence (id, name, kind, geometry, division_code, corridor_m, tolerance_seconds,
      speed_limit_km_h, stay_seconds, windows, entity_types, entity_ids, level, created_time, created_by)
    VALUES (${fence.id}, ${fence.name}, ${fence.kind}, ${JSON.stringify(fence.geometry)}, ${fence.divisionCode},
      ${fence.corridorM}, ${fence.toleranceSeconds}, ${fence.speedLimitKmH}, ${fence.staySeconds},
      ${JSON.stringify(fence.windows)}, ${fence.entityTypes}, ${fence.entityIds}::uuid[], ${fence.level}, ${now},
      ${fence.createdBy})`)
}

export async function removeFence(db: Queryable, id: string, scope: Scope, now: Date): Promise<boolean> {
  const gone = await db.query(sql`UPDATE sensing.fence SET removed_time = ${now}
    WHERE id = ${id} AND removed_time IS NULL AND ${inScope('division_code', scope)} RETURNING id`)
  return gone.length > 0
}

export interface FenceFilter {
  id?: string
  kind?: string
  search?: string
  limit?: number
  offset?: number
}

export async function listFences(db: Queryable, filter: FenceFilter, scope: Scope): Promise<Page<Fence>> {
  const from = sql`FROM sensing.fence f WHERE f.removed_time IS NULL AND ${inScope('f.division_code', scope)}
    ${filter.id ? sql`AND f.id = ${filter.id}` : empty} ${filter.kind ? sql`AND f.kind = ${filter.kind}` : empty}
    ${filter.search ? sql`AND f.name ILIKE ${`%${filter.search}%`}` : empty}`
  const rows = await db.query<Fence>(sql`SELECT f.id, f.name, f.kind, f.geometry, f.corridor_m AS "corridorM",
      f.tolerance_seconds AS "toleranceSeconds", f.speed_limit_km_h AS "speedLimitKmH", f.stay_seconds AS "staySeconds",
      f.windows, f.entity_types AS "entityTypes", f.entity_ids AS "entityIds", f.level, f.created_time AS "createdTime",
      f.created_by AS "createdBy",
      (SELECT count(*)::int FROM sensing.track_alarm a WHERE a.fence_id = f.id AND a.end_time IS NULL) AS "openAlarms"
    ${from} ORDER BY f.name, f.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  const items = rows.map((row) => ({
    ...row,
    createdTime: (row.createdTime as unknown as Date).toISOString(),
  }))
  return { items, total: count?.n ?? 0 }
}

export async function readBreaches(
  tx: Transaction,
  entityIds: readonly string[],
): Promise<Map<string, Breach>> {
  const rows = await tx.query<{ fence_id: string; entity_id: string; state: Breach }>(sql`
    SELECT fence_id, entity_id, state FROM sensing.fence_state WHERE entity_id = ANY(${entityIds as string[]}::uuid[])`)
  return new Map(rows.map((row) => [`${row.fence_id}/${row.entity_id}`, row.state]))
}

export interface BreachChange {
  fenceId: string
  entityId: string
  breach: Breach | null
}

export async function writeBreaches(tx: Transaction, changes: readonly BreachChange[]): Promise<void> {
  const kept = changes.filter((one) => one.breach !== null)
  const gone = changes.filter((one) => one.breach === null)
  const ids = (list: readonly BreachChange[]) =>
    sql`unnest(${list.map((one) => one.fenceId)}::uuid[], ${list.map((one) => one.entityId)}::uuid[]`
  if (gone.length > 0)
    await tx.query(sql`DELETE FROM sensing.fence_state s USING ${ids(gone)}) AS n(fence, entity)
      WHERE s.fence_id = n.fence AND s.entity_id = n.entity`)
  if (kept.length > 0)
    await tx.query(sql`INSERT INTO sensing.fence_state (fence_id, entity_id, state)
      SELECT * FROM ${ids(kept)}, ${kept.map((one) => JSON.stringify(one.breach))}::jsonb[])
      ON CONFLICT (fence_id, entity_id) DO UPDATE SET state = excluded.state`)
}

export interface AlarmRow {
  id: string
  fenceId: string
  entityId: string
  entityName: string
  divisionCode: string | null
  breach: Breach
}

export async function insertAlarm(tx: Transaction, row: AlarmRow): Promise<void> {
  const { start, worst } = row.breach
  await tx.query(sql`INSERT INTO sensing.track_alarm (id, fence_id, entity_id, entity_name, division_code, start_time,
      start_lon, start_lat, worst)
    VALUES (${row.id}, ${row.fenceId}, ${row.entityId}, ${row.entityName}, ${row.divisionCode}, ${new Date(start.timeMs)},
      ${start.lon}, ${start.lat}, ${worst}) ON CONFLICT DO NOTHING`)
}

/** Follows an alarm: how bad it is, and where it ended, or that it goes on. */
export async function updateAlarm(
  tx: Transaction,
  id: string,
  worst: number,
  end: { timeMs: number; lon: number; lat: number } | null,
): Promise<void> {
  await tx.query(sql`UPDATE sensing.track_alarm SET worst = ${worst}, end_time = ${end && new Date(end.timeMs)},
    end_lon = ${end?.lon ?? null}, end_lat = ${end?.lat ?? null} WHERE id = ${id}`)
}

export interface AlarmFilter {
  entityId?: string
  fenceId?: string
  open?: boolean
  search?: string
  limit?: number
  offset?: number
}

interface AlarmView extends Omit<TrackAlarm, 'start' | 'end' | 'startTime' | 'endTime'> {
  start_time: Date
  start_lon: number
  start_lat: number
  end_time: Date | null
  end_lon: number | null
  end_lat: number | null
}

export async function listAlarms(
  db: Queryable,
  filter: AlarmFilter,
  scope: Scope,
): Promise<Page<TrackAlarm>> {
  const from = sql`FROM sensing.track_alarm a JOIN sensing.fence f ON f.id = a.fence_id
    WHERE ${inScope('a.division_code', scope)} ${filter.entityId ? sql`AND a.entity_id = ${filter.entityId}` : empty}
      ${filter.fenceId ? sql`AND a.fence_id = ${filter.fenceId}` : empty}
      ${filter.open === undefined ? empty : filter.open ? sql`AND a.end_time IS NULL` : sql`AND a.end_time IS NOT NULL`}
      ${filter.search ? sql`AND (a.entity_name ILIKE ${`%${filter.search}%`} OR f.name ILIKE ${`%${filter.search}%`})` : empty}`
  const rows =
    await db.query<AlarmView>(sql`SELECT a.id, a.fence_id AS "fenceId", f.name AS "fenceName", f.kind,
      a.entity_id AS "entityId", a.entity_name AS "entityName", a.start_time, a.start_lon, a.start_lat, a.end_time,
      a.end_lon, a.end_lat, a.worst
    ${from} ORDER BY a.start_time DESC, a.id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  return { items: rows.map(toAlarm), total: count?.n ?? 0 }
}

function toAlarm({
  start_time,
  start_lon,
  start_lat,
  end_time,
  end_lon,
  end_lat,
  ...row
}: AlarmView): TrackAlarm {
  return {
    ...row,
    startTime: start_time.toISOString(),
    start: { lon: start_lon, lat: start_lat },
    endTime: end_time?.toISOString() ?? null,
    end: end_lon === null || end_lat === null ? null : { lon: end_lon, lat: end_lat },
  }
}
