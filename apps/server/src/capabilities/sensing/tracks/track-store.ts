import type { Page, TimeWindow, TrackQuery } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, join, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface LatestRow {
  entityId: string
  entityType: string
  name: string
  time: Date
  lon: number
  lat: number
  speedKmH: number | null
  headingDeg: number | null
  status: number
  source: string
  /** Null: nobody has set any. */
  windows: TimeWindow[] | null
}

const latestColumns = sql`l.entity_id AS "entityId", l.entity_type AS "entityType", l.name, l.time, l.lon, l.lat,
  l.speed_km_h AS "speedKmH", l.heading_deg AS "headingDeg", l.status::float8 AS status, l.source, d.windows`
const latestFrom = sql`FROM sensing.latest_position l LEFT JOIN sensing.duty_hours d ON d.entity_id = l.entity_id`

type Box = readonly number[]
const toBox = ([west, south, east, north]: Box): Sql =>
  sql`AND point(l.lon, l.lat) <@ box(point(${west}, ${south}), point(${east}, ${north}))`

export async function listLatest(
  db: Queryable,
  filter: { entityType?: string; bbox?: Box; search?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<{ rows: LatestRow[]; total: number }> {
  const where = sql`WHERE ${inScope('l.division_code', scope)}
    ${filter.entityType ? sql`AND l.entity_type = ${filter.entityType}` : empty} ${filter.bbox ? toBox(filter.bbox) : empty}
    ${filter.search ? sql`AND l.name ILIKE ${`%${filter.search}%`}` : empty}`
  const rows = await db.query<LatestRow>(sql`SELECT ${latestColumns} ${latestFrom} ${where}
    ORDER BY l.entity_type, l.name, l.entity_id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.latest_position l ${where}`,
  )
  return { rows, total: count?.n ?? 0 }
}

export function findLatest(db: Queryable, entityId: string): Promise<LatestRow | undefined> {
  return db.first<LatestRow>(sql`SELECT ${latestColumns} ${latestFrom} WHERE l.entity_id = ${entityId}`)
}

/** Entities of a type seen since an instant near a place, nearest first as the crow flies. */
export function listAround(
  db: Queryable,
  entityType: string,
  [lon, lat]: readonly [number, number],
  box: Box,
  since: Date,
  scope: Scope,
  limit: number,
): Promise<LatestRow[]> {
  return db.query<LatestRow>(sql`SELECT ${latestColumns} ${latestFrom}
    WHERE l.entity_type = ${entityType} AND l.time >= ${since} AND ${inScope('l.division_code', scope)} ${toBox(box)}
    ORDER BY (l.lon - ${lon}) ^ 2 * cos(radians(${lat})) ^ 2 + (l.lat - ${lat}) ^ 2 LIMIT ${limit}`)
}

export interface TrackRow {
  timeMs: number
  lon: number
  lat: number
  speedKmH: number | null
  headingDeg: number | null
  drift: boolean
}

export function readTrack(
  db: Queryable,
  entityId: string,
  from: Date,
  to: Date,
  limit: number,
): Promise<TrackRow[]> {
  return db.query<TrackRow>(sql`SELECT extract(epoch FROM time)::float8 * 1000 AS "timeMs", lon, lat,
      speed_km_h AS "speedKmH", heading_deg AS "headingDeg", drift
    FROM sensing.position WHERE entity_id = ${entityId} AND time >= ${from} AND time < ${to} ORDER BY time LIMIT ${limit}`)
}

export interface PresentRow {
  entityId: string
  entityType: string
  name: string
  timeMs: number
  lon: number
  lat: number
  windows: TimeWindow[] | null
}

/** Good positions in a box and window that every one of the scopes holds; what lies in the corners of the box is for the caller to leave out. */
export function readPresent(
  db: Queryable,
  box: Box,
  [from, to]: readonly [Date, Date],
  entityType: string | undefined,
  scopes: readonly Scope[],
  limit: number,
): Promise<PresentRow[]> {
  const isSeen = join(
    scopes.map((scope) => inScope('l.division_code', scope)),
    ' AND ',
  )
  const [west, south, east, north] = box
  return db.query<PresentRow>(sql`SELECT p.entity_id AS "entityId", l.entity_type AS "entityType", l.name,
      extract(epoch FROM p.time)::float8 * 1000 AS "timeMs", p.lon, p.lat, d.windows
    FROM sensing.position p JOIN sensing.latest_position l ON l.entity_id = p.entity_id
      LEFT JOIN sensing.duty_hours d ON d.entity_id = p.entity_id
    WHERE p.time >= ${from} AND p.time < ${to} AND NOT p.drift AND p.lon BETWEEN ${west} AND ${east}
      AND p.lat BETWEEN ${south} AND ${north} AND ${isSeen}
      ${entityType ? sql`AND l.entity_type = ${entityType}` : empty}
    ORDER BY p.time LIMIT ${limit}`)
}

export async function readDutyHours(db: Queryable, entityId: string): Promise<TimeWindow[] | null> {
  const row = await db.first<{ windows: TimeWindow[] }>(
    sql`SELECT windows FROM sensing.duty_hours WHERE entity_id = ${entityId}`,
  )
  return row?.windows ?? null
}

export async function saveDutyHours(
  db: Queryable,
  entityId: string,
  windows: readonly TimeWindow[],
  by: string,
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO sensing.duty_hours (entity_id, windows, changed_time, changed_by)
    VALUES (${entityId}, ${JSON.stringify(windows)}, ${now}, ${by})
    ON CONFLICT (entity_id) DO UPDATE SET windows = excluded.windows, changed_time = excluded.changed_time,
      changed_by = excluded.changed_by`)
}

export interface NewTrackQuery {
  id: string
  userId: string
  userName: string
  kind: TrackQuery['kind']
  entityId: string | null
  entityName: string | null
  divisionCode: string | null
  purpose: string | null
  approver: string | null
  detail: Record<string, unknown>
  outcome: TrackQuery['outcome']
  found: number
  /** The approved request it was answered to. */
  requestId?: string
}

export async function insertTrackQuery(db: Queryable, row: NewTrackQuery, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO sensing.track_query (id, time, user_id, user_name, kind, entity_id, entity_name, division_code,
      purpose, approver, detail, outcome, found, request_id)
    VALUES (${row.id}, ${now}, ${row.userId}, ${row.userName}, ${row.kind}, ${row.entityId}, ${row.entityName},
      ${row.divisionCode}, ${row.purpose}, ${row.approver}, ${JSON.stringify(row.detail)}, ${row.outcome}, ${row.found}, ${row.requestId ?? null})`)
}

export async function listTrackQueries(
  db: Queryable,
  filter: { entityId?: string; search?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<TrackQuery>> {
  const like = `%${filter.search ?? ''}%`
  const from = sql`FROM sensing.track_query q WHERE ${inScope('q.division_code', scope)}
    ${filter.entityId ? sql`AND q.entity_id = ${filter.entityId}` : empty}
    ${filter.search ? sql`AND (q.user_name ILIKE ${like} OR q.entity_name ILIKE ${like} OR q.purpose ILIKE ${like})` : empty}`
  const rows =
    await db.query<TrackQuery>(sql`SELECT q.id, q.time, q.user_name AS "userName", q.kind, q.entity_id AS "entityId",
      q.entity_name AS "entityName", q.purpose, q.approver, q.outcome, q.found, q.request_id AS "requestId"
    ${from} ORDER BY q.time DESC, q.id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  return {
    items: rows.map((row) => ({ ...row, time: (row.time as unknown as Date).toISOString() })),
    total: count?.n ?? 0,
  }
}
