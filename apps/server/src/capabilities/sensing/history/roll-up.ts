import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { raw, type Sql, sql } from '../../../kernel/db/sql.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { type HistoryFile, listFiles } from './history-files.ts'
import { fromFiles, instant } from './read-cold.ts'

const hourMs = 3_600_000
/** Marks are renewed this often while readings go on; a mark is taken down only when it is older than both. */
const renewMs = 30_000
const restMs = 60_000
/** A datastream that sends more readings an hour than this also has a series by the minute. */
const denseReadings = 60

/** Readings out of range or missing take no part in sums. */
export const usable = sql`quality & 10 = 0 AND result IS NOT NULL`

/** Hours this process has marked (ms since epoch), and when (ms since its start). */
const marks = new WeakMap<Kernel, Map<number, number>>()

function marksOf(kernel: Kernel): Map<number, number> {
  const known = marks.get(kernel) ?? new Map<number, number>()
  marks.set(kernel, known)
  return known
}

/**
 * Remembers which hours have readings not summed up yet. It is part of the transaction that stores them, and costs a
 * statement only for an hour not marked within the last half minute. Times in ms since epoch.
 */
export function createRollupMarks(kernel: Kernel) {
  const marked = marksOf(kernel)
  return async (tx: Transaction, timesMs: ArrayLike<number>, length = timesMs.length): Promise<void> => {
    // Not the clock of the day, which may be set back.
    const at = performance.now()
    const hours = new Set<number>()
    let last = Number.NaN
    for (let i = 0; i < length; i++) {
      const hour = Math.floor((timesMs[i] as number) / hourMs)
      if (hour !== last) hours.add(hour * hourMs)
      last = hour
    }
    const due = [...hours].filter((hour) => at - (marked.get(hour) ?? Number.NEGATIVE_INFINITY) > renewMs)
    if (due.length === 0) return
    await markHours(tx, due)
    tx.afterCommit(() => {
      if (marked.size > 10_000) marked.clear()
      for (const hour of due) marked.set(hour, at)
    })
  }
}

/** Marks hours whose readings were changed or taken away. */
export async function markHours(tx: Queryable, hoursMs: readonly number[]): Promise<void> {
  // In order, so that two batches never wait for each other.
  const hours = [...new Set(hoursMs)].sort((a, b) => a - b).map((ms) => new Date(ms))
  await tx.query(sql`INSERT INTO sensing.rollup_due (hour) SELECT unnest(${hours}::timestamptz[]) ORDER BY 1
    ON CONFLICT (hour) DO UPDATE SET touched_time = clock_timestamp()`)
}

/** Sums up every hour that has ended and was marked; answers how many. */
export async function rollUp(kernel: Kernel, force = false): Promise<number> {
  const rested = force ? 0 : restMs
  const due = await kernel.db.query<{ hour: Date; touched: string; rested: boolean }>(sql`
    SELECT hour, touched_time::text AS touched, touched_time < clock_timestamp() - make_interval(secs => ${rested / 1000}) AS rested
    FROM sensing.rollup_due WHERE hour <= ${new Date(kernel.clock.now().getTime() - hourMs)} ORDER BY hour LIMIT 2000`)
  const ready = due.filter((one) => one.rested)
  for (const { hour, touched } of ready) await rollUpHour(kernel, hour, touched)
  return ready.length
}

async function rollUpHour(kernel: Kernel, hour: Date, touched: string): Promise<void> {
  const end = new Date(hour.getTime() + hourMs)
  marksOf(kernel).delete(hour.getTime())
  const files = await listFiles(kernel.db, hour, new Date(end.getTime() - 1))
  const cold = files.length > 0 ? await sumColdHour(kernel, files, hour, end) : []
  await kernel.db.transaction(async (tx) => {
    for (const table of ['rollup_hour', 'rollup_minute'])
      await tx.query(sql`DELETE FROM sensing.${raw(table)} WHERE time >= ${hour} AND time < ${end}`)
    if (cold.length > 0) await insertCold(tx, cold, hour)
    else await tx.query(sumHot('rollup_hour', sql`${hour}::timestamptz`, hour, end, sql`TRUE`))
    const dense = sql`datastream_id IN (SELECT datastream_id FROM sensing.rollup_hour
      WHERE time = ${hour} AND count > ${denseReadings})`
    await tx.query(sumHot('rollup_minute', sql`date_trunc('minute', phenomenon_time)`, hour, end, dense))
    await rollUpDay(tx, hour)
    await tx.query(
      sql`DELETE FROM sensing.rollup_due WHERE hour = ${hour} AND touched_time = ${touched}::timestamptz`,
    )
  })
}

function sumHot(table: string, time: Sql, from: Date, to: Date, condition: Sql): Sql {
  return sql`INSERT INTO sensing.${raw(table)} (datastream_id, time, count, usable, sum, min, max, quality)
    SELECT datastream_id, ${time}, count(*), count(*) FILTER (WHERE ${usable}), sum(result) FILTER (WHERE ${usable}),
      min(result) FILTER (WHERE ${usable}), max(result) FILTER (WHERE ${usable}), bit_or(quality)
    FROM sensing.observation WHERE phenomenon_time >= ${from} AND phenomenon_time < ${to} AND ${condition}
    GROUP BY 1, 2`
}

interface ColdSum {
  id: number
  count: number
  usable: number
  sum: number | null
  min: number | null
  max: number | null
  quality: number
}

/** An hour that has a file: its late readings in the database are few, and replace those of the file. */
async function sumColdHour(kernel: Kernel, files: HistoryFile[], from: Date, to: Date): Promise<ColdSum[]> {
  const fine = '(quality & 10) = 0 AND result IS NOT NULL'
  const hot = await kernel.db.query<{ id: number; ms: number; result: number | null; quality: number }>(sql`
    SELECT datastream_id AS id, (extract(epoch FROM phenomenon_time) * 1000)::float8 AS ms, result, quality
    FROM sensing.observation WHERE phenomenon_time >= ${from} AND phenomenon_time < ${to}`)
  const fresh = hot.map((row) => `(${row.id}, ${instant(row.ms)}, ${row.result ?? 'NULL'}, ${row.quality})`)
  const rows = `SELECT datastream_id, phenomenon_time, result, quality
    FROM ${fromFiles(kernel.lake.folder('observations'), files)}
    WHERE phenomenon_time >= ${instant(from.getTime())} AND phenomenon_time < ${instant(to.getTime())}`
  const both =
    fresh.length === 0
      ? rows
      : `SELECT old.* FROM (${rows}) old ANTI JOIN fresh USING (datastream_id, phenomenon_time) UNION ALL FROM fresh`
  const named =
    fresh.length === 0
      ? ''
      : `WITH fresh(datastream_id, phenomenon_time, result, quality) AS (VALUES ${fresh.join(', ')})`
  return kernel.lake.query<ColdSum>(`${named} SELECT datastream_id AS id, count(*)::INTEGER AS count,
      (count(*) FILTER (WHERE ${fine}))::INTEGER AS usable, (sum(result) FILTER (WHERE ${fine}))::DOUBLE AS sum,
      (min(result) FILTER (WHERE ${fine}))::DOUBLE AS min, (max(result) FILTER (WHERE ${fine}))::DOUBLE AS max,
      bit_or(quality)::INTEGER AS quality
    FROM (${both}) GROUP BY 1`)
}

async function insertCold(tx: Transaction, rows: ColdSum[], hour: Date): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.rollup_hour (datastream_id, time, count, usable, sum, min, max, quality)
    SELECT id, ${hour}, count, usable, sum, min, max, quality FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r(id int, count int, usable int, sum float8, min float8, max float8, quality smallint)`)
}

/** The day (Asia/Shanghai) of an hour, from its hours. */
async function rollUpDay(tx: Transaction, hour: Date): Promise<void> {
  const start = sql`date_trunc('day', ${hour}::timestamptz, 'Asia/Shanghai')`
  await tx.query(sql`DELETE FROM sensing.rollup_day WHERE time = ${start}`)
  await tx.query(sql`INSERT INTO sensing.rollup_day (datastream_id, time, count, usable, sum, min, max, quality)
    SELECT datastream_id, ${start}, sum(count), sum(usable), sum(sum), min(min), max(max), bit_or(quality)
    FROM sensing.rollup_hour WHERE time >= ${start} AND time < ${start} + interval '1 day' GROUP BY 1`)
}
