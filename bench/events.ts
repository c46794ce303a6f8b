import { takeIntake } from '@civitas/contract'
import { type Box, indexDivisions } from '../apps/server/src/capabilities/territory/division-index.ts'
import type { DivisionRow } from '../apps/server/src/capabilities/territory/store.ts'
import { percentile, round } from './lib/percentile.ts'
import { type BenchServer, machine, startBenchServer, untilIdle } from './lib/server.ts'

/**
 * Two hundred events a second for a minute, pushed by another system: joined with what is open nearby, classified, taken as
 * a case and dispatched to the units that answer for the place. Counted until the first task has its unit. The limit is a
 * plain INSERT of the same body, one transaction each, by as many connections.
 */
const perSecond = Number(process.env.BENCH_EVENTS_PER_SECOND ?? 200)
const seconds = Number(process.env.BENCH_SECONDS ?? 60)
const atOnce = 32
/** Share of events told again within the distance and time they are joined in. */
const againShare = 0.4

interface Sent {
  key: string
  sentMs: number
  answeredMs: number
}

type Place = [number, number]

/** Degrees between two places: far enough that what is told at one is not taken for what was told at the other (100 m). */
const apart = 0.0018

/** Places of a lattice inside the grids of the city, in no order. */
async function readPlaces(server: BenchServer): Promise<Place[]> {
  const { rows } = await server.database.query<DivisionRow>(
    'SELECT code, level, parent_code AS "parentCode", geometry FROM territory.division',
  )
  const divisions = indexDivisions(rows)
  const [west, south, east, north] = divisions.bounds() as Box
  const places: Place[] = []
  for (let lon = west; lon < east; lon += apart)
    for (let lat = south; lat < north; lat += apart)
      if (divisions.findAt(lon, lat)?.level === 5) places.push([lon, lat])
  return places.map((_, n) => places[(n * 7919) % places.length] as Place)
}

/** Where each report is from: a fresh place, or again one that was told shortly before. */
function plan(places: readonly Place[], count: number): Place[] {
  const told: Place[] = []
  const fresh: Place[] = []
  for (let number = 0; number < count; number++) {
    const before = fresh.at(-7)
    const isAgain = before && (number * 7919) % 100 < againShare * 100
    const place = isAgain ? ([before[0] + 0.0001, before[1]] as Place) : places[fresh.length]
    if (!place) throw new Error(`the city has only ${places.length} places`)
    if (!isAgain) fresh.push(place)
    told.push(place)
  }
  return told
}

async function push(server: BenchServer, told: readonly Place[]): Promise<Sent[]> {
  const sent: Sent[] = []
  const under = new Set<Promise<void>>()
  const start = performance.now()
  for (const [number, position] of told.entries()) {
    const wait = (number / perSecond) * 1000 - (performance.now() - start)
    if (wait > 1) await new Promise((next) => setTimeout(next, wait))
    const key = `bench-${number}`
    const sentMs = Date.now()
    const one = server.admin
      .call(takeIntake, {
        body: {
          ...{ channel: 'algorithm', sourceSystem: 'bench', externalId: key, type: 'waterlogging.ponding' },
          ...{ title: `路面积水第${number}处`, level: 'orange', confidence: 0.95 },
          position,
        },
      })
      .then(() => {
        sent.push({ key, sentMs, answeredMs: Date.now() })
      })
    const kept: Promise<void> = one.finally(() => under.delete(kept))
    under.add(kept)
    if (under.size >= atOnce) await Promise.race(under)
  }
  await Promise.all(under)
  return sent
}

/** When each report’s event had a task with a unit, ms since epoch; waits until all have. */
async function readDispatched(server: BenchServer, count: number): Promise<Map<string, number>> {
  for (let tries = 0; ; tries++) {
    const { rows } = await server.database.query<{ key: string; ms: number | null }>(
      `SELECT r.external_id AS key, extract(epoch FROM min(t.assigned_time)) * 1000 AS ms
       FROM events.report r JOIN events.event e ON e.id = r.event_id
       LEFT JOIN cases.task t ON t.case_id = e.case_id AND t.organisation_id IS NOT NULL
       WHERE r.source_system = 'bench' GROUP BY r.external_id`,
    )
    const done = rows.filter((row) => row.ms !== null)
    if (done.length === count || tries > 120) return new Map(done.map((row) => [row.key, Number(row.ms)]))
    await new Promise((next) => setTimeout(next, 1_000))
  }
}

/** Plain INSERTs a second of the same body, each its own transaction, by as many at once. */
async function plainInserts(server: BenchServer): Promise<number> {
  await server.database.query(
    'CREATE TABLE public.bench_event (id bigserial PRIMARY KEY, body jsonb NOT NULL)',
  )
  const body = JSON.stringify({
    title: '路面积水',
    position: [118.9, 33.4],
    level: 'orange',
    pad: 'x'.repeat(300),
  })
  let count = 0
  const until = performance.now() + 5_000
  const clients = await Promise.all(Array.from({ length: 8 }, () => server.connect()))
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < until) {
        await client.query('INSERT INTO public.bench_event (body) VALUES ($1)', [body])
        count++
      }
      await client.end()
    }),
  )
  return count / 5
}

const server = await startBenchServer({
  CIVITAS_SAMPLE_CITY: 'true',
  CIVITAS_SAMPLE_DATA: 'false',
  CIVITAS_REQUESTS_PER_MINUTE: '1000000',
})
try {
  // The first day of the sample city is played after the start; it is not what is measured.
  await untilIdle(server)
  const told = plan(await readPlaces(server), perSecond * seconds)
  const limit = await plainInserts(server)
  const startMs = performance.now()
  const sent = await push(server, told)
  const took = (performance.now() - startMs) / 1000
  const dispatched = await readDispatched(server, sent.length)
  // A report that joined a dispatched event is done when it has been answered.
  const waits = sent.map(
    (one) => Math.max(dispatched.get(one.key) ?? Number.POSITIVE_INFINITY, one.answeredMs) - one.sentMs,
  )
  const { rows } = await server.database.query<{ events: number; cases: number }>(
    `SELECT count(DISTINCT e.id)::int AS events, count(DISTINCT e.case_id)::int AS cases
     FROM events.report r JOIN events.event e ON e.id = r.event_id WHERE r.source_system = 'bench'`,
  )
  process.stdout.write(
    `${JSON.stringify({
      bench: 'events',
      ratio: round(sent.length / took / limit, 3),
      events_per_s: Math.round(sent.length / took),
      plain_inserts_per_s: Math.round(limit),
      dispatched_p50_ms: round(percentile(waits, 50)),
      dispatched_p99_ms: round(percentile(waits, 99)),
      not_dispatched: sent.length - dispatched.size,
      reports: sent.length,
      ...rows[0],
      ...machine(),
    })}\n`,
  )
} finally {
  await server.stop()
}
