import type { SeriesPoint } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

export interface RawReading {
  timeMs: number
  result: number | null
  quality: number
}

/** Readings of datastreams in `(from, to]`, ascending by time. */
export async function readRawSeries(
  db: Queryable,
  datastreamIds: readonly number[],
  fromMs: number,
  toMs: number,
): Promise<Map<number, RawReading[]>> {
  const rows = await db.query<{ id: number; time: Date; result: number | null; quality: number }>(sql`
    SELECT datastream_id AS id, phenomenon_time AS time, result, quality FROM sensing.observation
    WHERE datastream_id = ANY(${datastreamIds as number[]}::int[])
      AND phenomenon_time > ${new Date(fromMs)} AND phenomenon_time <= ${new Date(toMs)}
    ORDER BY datastream_id, phenomenon_time`)
  const series = new Map<number, RawReading[]>()
  for (const { id, time, result, quality } of rows) {
    const reading = { timeMs: time.getTime(), result, quality }
    const known = series.get(id)
    if (known) known.push(reading)
    else series.set(id, [reading])
  }
  return series
}

/** The newest readings of a datastream in `[from, to]`, oldest first; at most 10,000, for an answer to a temporal query. */
export async function readNewest(
  db: Queryable,
  datastreamId: number,
  from: Date,
  to: Date,
): Promise<RawReading[]> {
  const rows = await db.query<{ time: Date; result: number | null; quality: number }>(sql`
    SELECT phenomenon_time AS time, result, quality FROM sensing.observation WHERE datastream_id = ${datastreamId}
      AND phenomenon_time >= ${from} AND phenomenon_time <= ${to} ORDER BY phenomenon_time DESC LIMIT 10000`)
  return rows.reverse().map(({ time, result, quality }) => ({ timeMs: time.getTime(), result, quality }))
}

/** Widths a bucket may have, seconds; the smallest that keeps within the number of points is taken. */
const widths = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 86_400, 604_800, 2_592_000]

export function bucketSecondsFor(fromMs: number, toMs: number, points: number): number {
  const span = (toMs - fromMs) / 1000
  return widths.find((width) => span / width <= points) ?? Math.ceil(span / points)
}

/** A series in buckets of equal width: mean, least, greatest, count and every quality flag seen. Out-of-range readings stay out of the mean. */
export async function readBuckets(
  db: Queryable,
  datastreamId: number,
  from: Date,
  to: Date,
  bucketSeconds: number,
): Promise<SeriesPoint[]> {
  const rows = await db.query<Omit<SeriesPoint, 'time'> & { time: Date }>(sql`
    SELECT date_bin(make_interval(secs => ${bucketSeconds}), phenomenon_time, timestamptz '2000-01-01 00:00+08') AS time,
      avg(result) FILTER (WHERE quality & 10 = 0) AS value, min(result) FILTER (WHERE quality & 10 = 0) AS min,
      max(result) FILTER (WHERE quality & 10 = 0) AS max, count(*)::int AS count, bit_or(quality)::int AS quality
    FROM sensing.observation
    WHERE datastream_id = ${datastreamId} AND phenomenon_time >= ${from} AND phenomenon_time < ${to}
    GROUP BY 1 ORDER BY 1`)
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }))
}

export interface PerThingQuery {
  datastreamIds: readonly number[]
  from: Date
  to: Date
  aggregate: 'latest' | 'count' | 'sum' | 'avg' | 'min' | 'max' | 'percentile'
  percentile?: number
  atLeast?: number
  /** Readings must satisfy this; `op` is one of < <= > >=. */
  reading?: { op: '<' | '<=' | '>' | '>='; value: number }
}

export interface PerThingValue {
  datastreamId: number
  value: number
  /** Newest reading that took part, ms since epoch. */
  timeMs: number
  count: number
}

const aggregates = {
  latest: sql`(array_agg(result ORDER BY phenomenon_time DESC))[1]`,
  count: sql`count(*)::float8`,
  sum: sql`sum(result)`,
  avg: sql`avg(result)`,
  min: sql`min(result)`,
  max: sql`max(result)`,
}

const operators = { '<': sql`<`, '<=': sql`<=`, '>': sql`>`, '>=': sql`>=` }

/** One value for each datastream over a window, for indicators; readings out of range take no part. */
export async function aggregatePerDatastream(db: Queryable, query: PerThingQuery): Promise<PerThingValue[]> {
  const { aggregate, reading } = query
  const value =
    aggregate === 'percentile'
      ? sql`percentile_cont(${(query.percentile ?? 50) / 100}) WITHIN GROUP (ORDER BY result)`
      : aggregates[aggregate]
  const condition = reading ? sql`AND result ${operators[reading.op]} ${reading.value}` : sql``
  const rows = await db.query<{ id: number; value: number; time: Date; count: number }>(sql`
    SELECT datastream_id AS id, ${value} AS value, max(phenomenon_time) AS time, count(*)::int AS count
    FROM sensing.observation
    WHERE datastream_id = ANY(${query.datastreamIds as number[]}::int[])
      AND phenomenon_time > ${query.from} AND phenomenon_time <= ${query.to}
      AND result IS NOT NULL AND quality & 10 = 0 ${condition}
    GROUP BY 1 HAVING count(*) >= ${query.atLeast ?? 1}`)
  return rows.map((row) => ({
    datastreamId: row.id,
    value: row.value,
    timeMs: row.time.getTime(),
    count: row.count,
  }))
}
