import type { Queryable } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'

/** Columns of equal length: the newest reading of each datastream in a batch. */
export interface LatestColumns {
  datastreamIds: number[]
  /** Phenomenon times, ms since epoch. */
  times: number[]
  values: Array<number | null>
  qualities: number[]
}

export interface LatestRow {
  datastream_id: number
  entity_id: string
  property: string
  time: Date | null
  value: number | null
  quality: number
}

/** Makes room for the values of new datastreams. */
export async function addLatestSlots(
  db: Queryable,
  slots: Array<{ datastreamId: number; entityId: string; property: string }>,
): Promise<void> {
  await db.query(sql`INSERT INTO entities.latest_value (datastream_id, entity_id, property)
    SELECT "datastreamId", "entityId", property FROM jsonb_to_recordset(${JSON.stringify(slots)}::jsonb)
      AS r("datastreamId" int, "entityId" uuid, property text) ON CONFLICT DO NOTHING`)
}

/** Takes in newer values; a value older than the one held changes nothing. */
export async function recordLatest(db: Queryable, columns: LatestColumns): Promise<void> {
  await db.query(sql`UPDATE entities.latest_value AS l SET time = n.time, value = n.value, quality = n.quality
    FROM (SELECT id, to_timestamp(ms / 1000) AS time, value, quality FROM unnest(${toArray(columns.datastreamIds)}::int[],
      ${toArray(columns.times)}::float8[], ${toArray(columns.values)}::float8[], ${toArray(columns.qualities)}::smallint[])
      AS r(id, ms, value, quality)) n
    WHERE l.datastream_id = n.id AND (l.time IS NULL OR l.time <= n.time)`)
}

/** An array literal of numbers; the driver’s own way, made for any type, takes longer than the statement. */
function toArray(numbers: ReadonlyArray<number | null>): string {
  return `{${numbers.map((n) => n ?? 'NULL').join()}}`
}

export function readLatest(db: Queryable, entityIds: readonly string[]): Promise<LatestRow[]> {
  return db.query<LatestRow>(sql`SELECT datastream_id, entity_id, property, time, value, quality
    FROM entities.latest_value WHERE entity_id = ANY(${entityIds as string[]}::uuid[]) ORDER BY datastream_id`)
}

/** Every latest value that is known; read once at start. */
export function readAllLatest(db: Queryable): Promise<LatestRow[]> {
  return db.query<LatestRow>(
    sql`SELECT datastream_id, entity_id, property, time, value, quality FROM entities.latest_value`,
  )
}
