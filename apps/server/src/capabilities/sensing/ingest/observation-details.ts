import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

/** What an Observation has beyond a number at an instant (OGC 18-088, 8.2.7); undefined JSON is absent. */
export interface ObservationDetail {
  resultJson: unknown
  phenomenonEnd: Date | null
  resultTime: Date | null
  validStart: Date | null
  validEnd: Date | null
  resultQuality: unknown
  parameters: unknown
  featureId: string | null
  /** Time its id names, microseconds since 1970, where that is not the time it has. */
  namedMicroseconds: number | null
}

/** A place in the series with its detail; `timeMs` may carry microseconds as decimals. */
export interface DetailedRow {
  datastreamId: number
  timeMs: number
  result: number | null
  quality: number
  receivedMs: number
  detail?: ObservationDetail | undefined
}

const microseconds = (ms: number) => Math.round(ms * 1000)

/** Makes the partitions rows need, in this transaction, when they are not there. */
async function ensurePartitionsIn(tx: Transaction, rows: readonly DetailedRow[]): Promise<void> {
  const days = [...new Set(rows.map((row) => Math.floor(row.timeMs / 86_400_000)))]
  for (const day of days) {
    const at = new Date(day * 86_400_000)
    const name = at.toISOString().slice(0, 10).replaceAll('-', '')
    await tx.query(sql`SELECT sensing.ensure_observation_partition(${at})
      WHERE to_regclass(${`sensing.observation_${name}`}) IS NULL AND to_regclass(${`sensing.observation_${name.slice(0, 6)}`}) IS NULL`)
  }
}

/** Stores rows with their details in the caller’s transaction; one that is there already stays as it is. Answers how many are new. */
export async function insertDetailed(tx: Transaction, rows: readonly DetailedRow[]): Promise<number> {
  await ensurePartitionsIn(tx, rows)
  const plain = rows.map((row) => ({ ...row, us: microseconds(row.timeMs) }))
  const added = await tx.query(sql`INSERT INTO sensing.observation
      (datastream_id, phenomenon_time, result, quality, received_time)
    SELECT "datastreamId", to_timestamp(0) + us * interval '1 microsecond', result, quality,
      to_timestamp("receivedMs" / 1000.0)
    FROM jsonb_to_recordset(${JSON.stringify(plain)}::jsonb) AS r("datastreamId" int, us bigint, result float8,
      quality smallint, "receivedMs" bigint) ON CONFLICT DO NOTHING RETURNING 1`)
  const detailed = plain
    .filter((row) => row.detail)
    .map(({ datastreamId, us, detail }) => ({ datastreamId, us, ...detail }))
  if (detailed.length > 0)
    await tx.query(sql`INSERT INTO sensing.observation_detail (datastream_id, phenomenon_time, phenomenon_end, result_json,
        result_time, valid_start, valid_end, result_quality, parameters, feature_id, named_time)
      SELECT "datastreamId", to_timestamp(0) + us * interval '1 microsecond', "phenomenonEnd", "resultJson", "resultTime",
        "validStart", "validEnd", "resultQuality", parameters, "featureId",
        to_timestamp(0) + "namedMicroseconds" * interval '1 microsecond'
      FROM jsonb_to_recordset(${JSON.stringify(detailed)}::jsonb) AS r("datastreamId" int, us bigint,
        "phenomenonEnd" timestamptz, "resultJson" jsonb, "resultTime" timestamptz, "validStart" timestamptz,
        "validEnd" timestamptz, "resultQuality" jsonb, parameters jsonb, "featureId" uuid, "namedMicroseconds" bigint)
      ON CONFLICT DO NOTHING`)
  return added.length
}
