import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { Cleaning } from './clean.ts'

export interface PositionRow {
  entityId: string
  timeMs: number
  lon: number
  lat: number
  speedKmH: number | null
  headingDeg: number | null
  altitudeM: number | null
  status: number
  source: string
  drift: boolean
}

/** Stores the positions that are not there yet; answers how many. */
export async function insertPositions(
  tx: Transaction,
  rows: readonly PositionRow[],
  now: Date,
): Promise<number> {
  const stored =
    await tx.query(sql`INSERT INTO sensing.position (entity_id, time, lon, lat, speed_km_h, heading_deg, altitude_m,
      status, source, drift, received_time)
    SELECT *, ${now}::timestamptz FROM unnest(${rows.map((one) => one.entityId)}::uuid[],
      ${rows.map((one) => new Date(one.timeMs))}::timestamptz[], ${rows.map((one) => one.lon)}::float8[],
      ${rows.map((one) => one.lat)}::float8[], ${rows.map((one) => one.speedKmH)}::real[],
      ${rows.map((one) => one.headingDeg)}::real[], ${rows.map((one) => one.altitudeM)}::real[],
      ${rows.map((one) => one.status)}::bigint[], ${rows.map((one) => one.source)}::text[],
      ${rows.map((one) => one.drift)}::boolean[]) ON CONFLICT DO NOTHING RETURNING 1`)
  return stored.length
}

/** Locks what is known of entities, so that their positions are judged in order over all processes. */
export async function lockCleaning(
  tx: Transaction,
  entityIds: readonly string[],
): Promise<Map<string, { cleaning: Cleaning; timeMs: number }>> {
  const ids = [...entityIds].sort()
  await tx.query(
    sql`SELECT pg_advisory_xact_lock(hashtextextended(id::text, 808)) FROM unnest(${ids}::uuid[]) AS n(id)`,
  )
  const rows = await tx.query<{ entity_id: string; cleaning: Cleaning; time: Date }>(
    sql`SELECT entity_id, cleaning, time FROM sensing.latest_position WHERE entity_id = ANY(${ids}::uuid[])`,
  )
  return new Map(rows.map((row) => [row.entity_id, { cleaning: row.cleaning, timeMs: row.time.getTime() }]))
}

export interface LatestPosition {
  entityId: string
  entityType: string
  name: string
  divisionCode: string | null
  position: PositionRow
  cleaning: Cleaning
}

export async function upsertLatest(tx: Transaction, rows: readonly LatestPosition[]): Promise<void> {
  const of = (read: (row: PositionRow) => unknown) => rows.map((one) => read(one.position))
  await tx.query(sql`INSERT INTO sensing.latest_position (entity_id, entity_type, name, division_code, time, lon, lat, speed_km_h,
      heading_deg, status, source, cleaning)
    SELECT * FROM unnest(${rows.map((one) => one.entityId)}::uuid[], ${rows.map((one) => one.entityType)}::text[],
      ${rows.map((one) => one.name)}::text[], ${rows.map((one) => one.divisionCode)}::text[],
      ${of((one) => new Date(one.timeMs))}::timestamptz[], ${of((one) => one.lon)}::float8[], ${of((one) => one.lat)}::float8[],
      ${of((one) => one.speedKmH)}::real[], ${of((one) => one.headingDeg)}::real[], ${of((one) => one.status)}::bigint[],
      ${of((one) => one.source)}::text[], ${rows.map((one) => JSON.stringify(one.cleaning))}::jsonb[])
    ON CONFLICT (entity_id) DO UPDATE SET entity_type = excluded.entity_type, name = excluded.name,
      division_code = excluded.division_code, time = excluded.time, lon = excluded.lon, lat = excluded.lat,
      speed_km_h = excluded.speed_km_h, heading_deg = excluded.heading_deg, status = excluded.status,
      source = excluded.source, cleaning = excluded.cleaning`)
}

/** Remembers strays of an entity whose newest position has not changed. */
export async function saveCleaning(tx: Transaction, entityId: string, cleaning: Cleaning): Promise<void> {
  await tx.query(
    sql`UPDATE sensing.latest_position SET cleaning = ${JSON.stringify(cleaning)} WHERE entity_id = ${entityId}`,
  )
}

export async function readRetention(db: Queryable): Promise<Array<{ entityType: string; days: number }>> {
  return db.query(
    sql`SELECT entity_type AS "entityType", days FROM sensing.track_retention ORDER BY entity_type`,
  )
}

export async function saveRetention(db: Queryable, entityType: string, days: number): Promise<void> {
  await db.query(sql`INSERT INTO sensing.track_retention (entity_type, days) VALUES (${entityType}, ${days})
    ON CONFLICT (entity_type) DO UPDATE SET days = excluded.days`)
}

/** Removes positions older than their type is kept; answers how many. */
export async function deleteOldPositions(db: Queryable, now: Date): Promise<number> {
  const answer = await db.first<{ n: number }>(sql`WITH gone AS (
      DELETE FROM sensing.position p USING sensing.latest_position l
      WHERE l.entity_id = p.entity_id AND p.time < ${now}::timestamptz - make_interval(days => (
        SELECT days FROM sensing.track_retention r WHERE r.entity_type IN (l.entity_type, '*')
        ORDER BY r.entity_type = '*' LIMIT 1)) RETURNING 1)
    SELECT count(*)::int AS n FROM gone`)
  return answer?.n ?? 0
}
