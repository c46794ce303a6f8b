import type { SeriesPoint } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, raw, type Sql, sql } from '../../../kernel/db/sql.ts'
import type { Lake } from '../../../kernel/lake.ts'
import { type ColdRow, readCold } from '../history/read-cold.ts'
import { usable } from '../history/roll-up.ts'

export interface RawReading {
  timeMs: number
  result: number | null
  quality: number
}

/** Where series are read: the database for what is recent and summed up, files of the lake for what has aged. */
export interface SeriesSource {
  db: Queryable
  lake: Lake
}

/**
 * Readings of datastreams in `(from, to]`, ascending by time. What has aged into files comes too; the database is read
 * first, since a day moves from there to a file and never back, and a row of the database replaces the file’s.
 */
export async function readRawSeries(
  { db, lake }: SeriesSource,
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
  for (const { id, time, result, quality } of rows)
    append(series, id, { timeMs: time.getTime(), result, quality })
  const cold = await readCold(db, lake, { datastreamIds, afterMs: fromMs, untilMs: toMs })
  if (cold.length > 0) mergeCold(series, cold)
  return series
}

function append(series: Map<number, RawReading[]>, id: number, reading: RawReading): void {
  const known = series.get(id)
  if (known) known.push(reading)
  else series.set(id, [reading])
}

function mergeCold(series: Map<number, RawReading[]>, cold: readonly ColdRow[]): void {
  const hot = new Map([...series].map(([id, rows]) => [id, new Set(rows.map((row) => row.timeMs))]))
  for (const { id, timeMs, result, quality } of cold)
    if (!hot.get(id)?.has(timeMs)) append(series, id, { timeMs, result, quality })
  for (const rows of series.values()) rows.sort((a, b) => a.timeMs - b.timeMs)
}

/** Widths a bucket may have, seconds; the smallest that keeps within the number of points is taken. */
const widths = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 86_400, 604_800, 2_592_000]

export function bucketSecondsFor(fromMs: number, toMs: number, points: number): number {
  const span = (toMs - fromMs) / 1000
  return widths.find((width) => span / width <= points) ?? Math.ceil(span / points)
}

/** Buckets are counted from this midnight of the city. */
const origin = sql`timestamptz '2000-01-01 00:00+08'`
const originMs = Date.UTC(1999, 11, 31, 16)
const hourMs = 3_600_000
const dayMs = 24 * hourMs

type PartRow = Omit<SeriesPoint, 'time' | 'value'> & { time: Date; sum: number | null; usable: number }

/**
 * A series in buckets of equal width: mean, least, greatest, count and every quality flag seen. Out-of-range readings
 * stay out of the mean. Buckets of an hour or more are made of sums kept by the hour or day, and of the readings
 * themselves where an hour is not summed up yet.
 */
export async function readBuckets(
  source: SeriesSource,
  datastreamId: number,
  from: Date,
  to: Date,
  bucketSeconds: number,
): Promise<SeriesPoint[]> {
  if (bucketSeconds % 3600 === 0) return readSummed(source, datastreamId, from, to, bucketSeconds)
  const buckets = new Map<number, PartRow>()
  const hot =
    await source.db.query<PartRow>(sql`SELECT ${toBucket('phenomenon_time', bucketSeconds)} AS time, ${sums}
    FROM sensing.observation
    WHERE datastream_id = ${datastreamId} AND phenomenon_time >= ${from} AND phenomenon_time < ${to} GROUP BY 1`)
  for (const row of hot) add(buckets, row)
  const cold = await readCold(source.db, source.lake, {
    datastreamIds: [datastreamId],
    afterMs: from.getTime() - 1,
    untilMs: to.getTime() - 1,
  })
  for (const row of cold) add(buckets, toPart(row, bucketSeconds))
  return toPoints(buckets)
}

const sums = sql`(sum(result) FILTER (WHERE ${usable})) AS sum, (count(*) FILTER (WHERE ${usable}))::int AS usable,
  min(result) FILTER (WHERE ${usable}) AS min, max(result) FILTER (WHERE ${usable}) AS max, count(*)::int AS count,
  bit_or(quality)::int AS quality`

function toBucket(column: string, bucketSeconds: number): Sql {
  return sql`date_bin(make_interval(secs => ${bucketSeconds}), ${raw(column)}, ${origin})`
}

async function readSummed(
  { db }: SeriesSource,
  id: number,
  from: Date,
  to: Date,
  bucketSeconds: number,
): Promise<SeriesPoint[]> {
  const byDay = bucketSeconds % 86_400 === 0
  const unit = byDay ? dayMs : hourMs
  // Whole units only may come from the sums; what sticks out at both ends, and hours not summed up, from the readings.
  const first = new Date(Math.ceil((from.getTime() - originMs) / unit) * unit + originMs)
  const end = new Date(Math.floor((to.getTime() - originMs) / unit) * unit + originMs)
  const table = raw(byDay ? 'sensing.rollup_day' : 'sensing.rollup_hour')
  const due = byDay ? sql`date_trunc('day', hour, 'Asia/Shanghai')` : sql`hour`
  const rows = await db.query<PartRow>(sql`
    WITH open AS (SELECT DISTINCT ${due} AS time FROM sensing.rollup_due WHERE hour >= ${first} AND hour < ${end}),
    parts AS (
      SELECT time, sum, usable, min, max, count, quality FROM ${table}
      WHERE datastream_id = ${id} AND time >= ${first} AND time < ${end} AND time NOT IN (SELECT time FROM open)
      UNION ALL
      SELECT phenomenon_time, ${ownSums} FROM sensing.observation
      WHERE datastream_id = ${id} AND phenomenon_time >= ${from} AND phenomenon_time < least(${first}::timestamptz, ${to}::timestamptz)
      UNION ALL
      SELECT phenomenon_time, ${ownSums} FROM sensing.observation
      WHERE datastream_id = ${id} AND phenomenon_time >= greatest(${end}::timestamptz, ${first}::timestamptz, ${from}::timestamptz) AND phenomenon_time < ${to}
      UNION ALL
      SELECT phenomenon_time, ${ownSums} FROM open JOIN sensing.observation
        ON phenomenon_time >= time AND phenomenon_time < time + make_interval(secs => ${unit / 1000})
      WHERE datastream_id = ${id})
    SELECT ${toBucket('time', bucketSeconds)} AS time, sum(sum) AS sum, sum(usable)::int AS usable, min(min) AS min,
      max(max) AS max, sum(count)::int AS count, bit_or(quality)::int AS quality FROM parts GROUP BY 1`)
  const buckets = new Map<number, PartRow>()
  for (const row of rows) add(buckets, row)
  return toPoints(buckets)
}

const ownSums = sql`CASE WHEN ${usable} THEN result END, CASE WHEN ${usable} THEN 1 ELSE 0 END,
  CASE WHEN ${usable} THEN result END, CASE WHEN ${usable} THEN result END, 1, quality`

function toPart({ timeMs, result, quality }: ColdRow, bucketSeconds: number): PartRow {
  const width = bucketSeconds * 1000
  const value = (quality & 10) === 0 ? result : null
  return {
    time: new Date(Math.floor((timeMs - originMs) / width) * width + originMs),
    ...{ sum: value, usable: value === null ? 0 : 1, min: value, max: value, count: 1, quality },
  }
}

function add(buckets: Map<number, PartRow>, row: PartRow): void {
  const key = row.time.getTime()
  const held = buckets.get(key)
  if (!held) {
    buckets.set(key, { ...row })
    return
  }
  held.sum = row.sum === null ? held.sum : (held.sum ?? 0) + row.sum
  held.min = least(held.min, row.min)
  held.max = least(held.max, row.max, -1)
  held.usable += row.usable
  held.count += row.count
  held.quality |= row.quality
}

function least(a: number | null, b: number | null, sign = 1): number | null {
  if (a === null || b === null) return a ?? b
  return sign * Math.min(sign * a, sign * b)
}

function toPoints(buckets: Map<number, PartRow>): SeriesPoint[] {
  return [...buckets.values()]
    .sort((a, b) => a.time.getTime() - b.time.getTime())
    .map(({ time, sum, usable: n, min, max, count, quality }) => ({
      time: time.toISOString(),
      value: sum === null || n === 0 ? null : sum / n,
      ...{ min, max, count, quality },
    }))
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
export async function aggregatePerDatastream(
  { db, lake }: SeriesSource,
  query: PerThingQuery,
): Promise<PerThingValue[]> {
  const { aggregate, reading, datastreamIds } = query
  const value =
    aggregate === 'percentile'
      ? sql`percentile_cont(${(query.percentile ?? 50) / 100}) WITHIN GROUP (ORDER BY result)`
      : aggregates[aggregate]
  const condition = reading ? sql`AND result ${operators[reading.op]} ${reading.value}` : empty
  // What has aged takes part as rows of the same shape, so that one statement judges both.
  const cold = await readCold(db, lake, {
    datastreamIds,
    afterMs: query.from.getTime(),
    untilMs: query.to.getTime(),
  })
  const aged =
    cold.length === 0
      ? empty
      : sql`UNION ALL SELECT id, time, result, quality FROM unnest(${cold.map((row) => row.id)}::int[],
          ${cold.map((row) => new Date(row.timeMs))}::timestamptz[], ${cold.map((row) => row.result)}::float8[],
          ${cold.map((row) => row.quality)}::smallint[]) AS aged(id, time, result, quality)
          WHERE NOT EXISTS (SELECT FROM sensing.observation WHERE datastream_id = id AND phenomenon_time = time)`
  const rows = await db.query<{ id: number; value: number; time: Date; count: number }>(sql`
    WITH reading AS (
      SELECT datastream_id, phenomenon_time, result, quality FROM sensing.observation
      WHERE datastream_id = ANY(${datastreamIds as number[]}::int[])
        AND phenomenon_time > ${query.from} AND phenomenon_time <= ${query.to} ${aged})
    SELECT datastream_id AS id, ${value} AS value, max(phenomenon_time) AS time, count(*)::int AS count
    FROM reading WHERE ${usable} ${condition}
    GROUP BY 1 HAVING count(*) >= ${query.atLeast ?? 1}`)
  return rows.map((row) => ({
    datastreamId: row.id,
    value: row.value,
    timeMs: row.time.getTime(),
    count: row.count,
  }))
}
