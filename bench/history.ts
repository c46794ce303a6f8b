import { ageHistory, getCitySeries, getHistoryStatus, getSeries } from '@civitas/contract'
import { insertFleet } from './lib/fleet.ts'
import { percentile, round } from './lib/percentile.ts'
import { type BenchServer, machine, startBenchServer } from './lib/server.ts'

/**
 * The past: one series by hour and by day, the mean of the city over ten million readings, and what a reading costs on
 * disk. `ratio` is of the bytes of a reading in a file to those in the database, indexes included.
 */
const things = 1_000
const days = 7
/** Every 60.48 s, so that a thousand things make ten million readings in a week. */
const rowsPerThing = 10_000
const dayMs = 86_400_000

async function fill(server: BenchServer, from: Date, ids: number[]): Promise<void> {
  for (let day = 0; day < days; day++)
    await server.database.query('SELECT sensing.ensure_observation_partition($1)', [
      new Date(from.getTime() + day * dayMs),
    ])
  await server.database.query(
    `INSERT INTO sensing.observation (datastream_id, phenomenon_time, result, quality, received_time)
      SELECT id, t, round((50 + 30 * sin(extract(epoch FROM t) / 13751 + id))::numeric, 1), 0, t + interval '1 second'
      FROM (SELECT $1::timestamptz + n * make_interval(secs => $2) AS t FROM generate_series(0, $3 - 1) n) times,
        unnest($4::int[]) AS id`,
    [from, (days * 86_400) / rowsPerThing, rowsPerThing, ids],
  )
}

/** A year of one datastream, as sums by day, which is what a year is read from. */
async function fillYear(server: BenchServer, id: number, until: Date): Promise<void> {
  await server.database.query(
    `INSERT INTO sensing.rollup_day (datastream_id, time, count, usable, sum, min, max, quality)
      SELECT $1, date_trunc('day', $2::timestamptz, 'Asia/Shanghai') - n * interval '1 day', 1440, 1440, 72000, 20, 80, 0
      FROM generate_series(1, 365) n ON CONFLICT DO NOTHING`,
    [id, until],
  )
}

async function sumUp(server: BenchServer, from: Date): Promise<number> {
  await server.database.query(
    `INSERT INTO sensing.rollup_due (hour, touched_time)
      SELECT $1::timestamptz + n * interval '1 hour', now() - interval '1 hour' FROM generate_series(0, $2 - 1) n`,
    [from, days * 24],
  )
  const began = performance.now()
  await server.admin.call(ageHistory, { body: { hotDays: 3650 } })
  return (performance.now() - began) / 1000
}

async function measure(times: number, work: () => Promise<unknown>): Promise<number[]> {
  await work()
  const waits: number[] = []
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    await work()
    waits.push(performance.now() - began)
  }
  return waits
}

const server = await startBenchServer()
try {
  const fleet = await insertFleet(server, things)
  const ids = fleet.streams.map((one) => one.signal as number)
  const from = new Date(Math.floor(Date.now() / dayMs) * dayMs - 30 * dayMs)
  const to = new Date(from.getTime() + days * dayMs)
  await fill(server, from, ids)
  await fillYear(server, ids[0] as number, from)
  const summed = await sumUp(server, from)
  await server.database.query('VACUUM ANALYZE sensing.observation')
  const readings = things * rowsPerThing
  const hot = await server.admin.call(getHistoryStatus)

  const series = (start: Date, end: Date, points: number) => () =>
    server.admin.call(getSeries, {
      params: { id: ids[0] as number },
      query: { from: start.toISOString(), to: end.toISOString(), points },
    })
  const oneDay = await measure(50, series(from, new Date(from.getTime() + dayMs), 24))
  const oneYear = await measure(50, series(new Date(from.getTime() - 364 * dayMs), from, 365))
  const city = await measure(10, () =>
    server.admin.call(getCitySeries, {
      query: {
        thingType: 'waterlogging.gauge',
        property: 'signal',
        from: from.toISOString(),
        to: to.toISOString(),
      },
    }),
  )
  const began = performance.now()
  const { moved } = await server.admin.call(ageHistory, { body: { hotDays: 3 } })
  const moving = (performance.now() - began) / 1000
  const cold = await server.admin.call(getHistoryStatus)
  const coldDay = await measure(20, series(from, new Date(from.getTime() + dayMs), 1_000))
  process.stdout.write(
    `${JSON.stringify({
      bench: 'history',
      ratio: round(cold.fileBytes / cold.fileRows / (hot.hotBytes / readings), 3),
      readings,
      day_hourly_p50_ms: round(percentile(oneDay, 50)),
      day_hourly_p95_ms: round(percentile(oneDay, 95)),
      year_daily_p50_ms: round(percentile(oneYear, 50)),
      year_daily_p95_ms: round(percentile(oneYear, 95)),
      city_hourly_p50_ms: round(percentile(city, 50)),
      city_hourly_p95_ms: round(percentile(city, 95)),
      sum_up_s: round(summed),
      move_s: round(moving),
      moved: moved.length,
      cold_day_p50_ms: round(percentile(coldDay, 50)),
      hot_bytes_per_reading: round(hot.hotBytes / readings),
      cold_bytes_per_reading: round(cold.fileBytes / cold.fileRows, 2),
      ...machine(),
    })}\n`,
  )
} finally {
  await server.stop()
}
