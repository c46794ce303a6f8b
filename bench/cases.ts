import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  computeAppraisal,
  createAppraisalRule,
  getCase,
  listCases,
  type OperationInput,
} from '@civitas/contract'
import { newId } from '../apps/server/src/kernel/ids.ts'
import { toGrams } from '../apps/server/src/kernel/search.ts'
import { percentile, round } from './lib/percentile.ts'
import { type BenchServer, machine, startBenchServer } from './lib/server.ts'

/**
 * List, search and open among a million cases, 100,000 of them open, in the sample city; a month of 300,000 cases appraised;
 * 100,000 pending limits of which some end while we watch, each fired once and on time. The limit is bare HTTP: a server that answers the
 * very bytes of the list from memory, asked the same way in the same run.
 */
const cases = 100_000
const rounds = 40

type Query = NonNullable<OperationInput<typeof listCases>['query']>

/** What staff ask all day; each is one shape of list. */
const questions: Record<string, Query> = {
  newest: { limit: 50 },
  open: { state: 'open', limit: 50 },
  overdue: { lamp: 'red', limit: 50 },
  amber: { lamp: 'amber', limit: 50 },
  district: { division: '990102', state: 'open', limit: 50 },
  deep_page: { limit: 50, offset: 60_000 },
  search_two: { search: '望湖', limit: 50 },
  search_many: { search: '下穿通道', limit: 50 },
  search_rare: { search: '第77777号', limit: 50 },
  search_number: { search: 'BENCH-00012345', limit: 50 },
}

async function fill(server: BenchServer): Promise<string[]> {
  const { rows } = await server.database.query<{ code: string; full_name: string }>(
    'SELECT code, full_name FROM territory.division WHERE level = 5 ORDER BY code',
  )
  const ids: string[] = []
  for (let at = 0; at < cases; at += 5_000) {
    const batch = Array.from({ length: 5_000 }, (_, i) => {
      const n = at + i
      const grid = rows[n % rows.length] as { code: string; full_name: string }
      const title = `${grid.full_name}第${n}号${n % 3 ? '下穿通道' : '道路'} · 需封闭`
      const reference = `BENCH-${String(n).padStart(8, '0')}`
      const opened = Date.now() - n * 2_000
      const id = newId()
      ids.push(id)
      return {
        ...{
          id,
          reference,
          title,
          division_code: grid.code,
          level: ['blue', 'yellow', 'orange', 'red'][n % 4],
        },
        ...{
          opened_time: new Date(opened),
          amber_time: new Date(opened + 40 * 3_600_000),
          due_time: new Date(opened + 50 * 3_600_000),
        },
        grams: toGrams(title, reference, grid.full_name),
      }
    })
    await server.database.query(
      `INSERT INTO cases.city_case (id, reference, type, title, level, state, stage, division_code, opened_time, amber_time, due_time, grams)
       SELECT id, reference, 'waterlogging.road-closure', title, level, 'open', 'respond', division_code, opened_time, amber_time, due_time, grams
       FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, reference text, title text, level text, division_code text,
         opened_time timestamptz, amber_time timestamptz, due_time timestamptz, grams text[])`,
      [JSON.stringify(batch)],
    )
  }
  await fillClosed(server)
  await server.database.query('VACUUM ANALYZE cases.city_case')
  return ids
}

const period = '2026-10'

/** Open cases of the benchmark; the sample city has some of its own. */
const ours = "state = 'open' AND reference LIKE 'BENCH-%'"

/** Nine closed cases for each open one; three of them due in the month that is appraised. */
async function fillClosed(server: BenchServer): Promise<void> {
  await server.database.query('DROP INDEX cases.case_grams')
  for (let k = 1; k <= 9; k++)
    await server.database.query(
      `INSERT INTO cases.city_case (id, reference, type, title, level, state, stage, division_code, opened_time, amber_time,
         due_time, closed_time, in_time, reopens, grams)
       SELECT gen_random_uuid(), reference || '-' || $1, type, title, level, 'closed', 'closed', division_code, due - interval '1 day',
         due, due, due - interval '1 hour', random() < 0.93, (random() < 0.05)::int, grams
       FROM (SELECT c.*, $2::timestamptz + random() * interval '30 days' AS due FROM cases.city_case c WHERE ${ours}) AS given`,
      [k, k <= 3 ? `${period}-01T00:00:00+08:00` : `2026-0${k}-01T00:00:00+08:00`],
    )
  await server.database.query(
    'CREATE INDEX case_grams ON cases.city_case USING gin (grams) WITH (fastupdate = off)',
  )
}

/** Seconds to appraise the month: facts, scores, and each point lost with its case. */
async function appraise(server: BenchServer): Promise<number> {
  const share = { kind: 'share' as const, whole: 'due' as const }
  const rule = await server.admin.call(createAppraisalRule, {
    body: {
      ...{ name: '月度考核', object: 'street', caseTypes: [], fromPeriod: period },
      indicators: [
        { id: 'on-time', title: '按期结案率', weight: 60, formula: { ...share, part: 'on-time' } },
        {
          id: 'reopen',
          title: '返工率',
          weight: 40,
          formula: { ...share, part: 'reopened', inverted: true },
        },
      ],
    },
  })
  const ms = await time(async () => {
    const done = await server.admin.call(computeAppraisal, { body: { ruleId: rule.id, period } })
    const due = done.scores.reduce((sum, one) => sum + (one.facts.due ?? 0), 0)
    if (due !== cases * 3) throw new Error(`the month has ${due} cases`)
  })
  return ms / 1000
}

/**
 * Arms a limit for every open case, then lets a fiftieth of them end within twenty seconds, from two seconds after these have
 * been written. Answers how late they fired.
 */
async function watchTimers(server: BenchServer): Promise<number[]> {
  const soon = cases / 50
  await server.database.query(
    `INSERT INTO cases.timer (id, case_id, kind, percent, fire_time)
     SELECT gen_random_uuid(), id, 'case', 100, now() + interval '1 day' FROM cases.city_case WHERE ${ours}`,
  )
  await server.database.query(
    `WITH given AS (SELECT t.id, t.case_id, row_number() OVER (ORDER BY t.case_id) AS n FROM cases.timer t
       JOIN cases.city_case c ON c.id = t.case_id WHERE c.reference LIKE 'BENCH-%' ORDER BY t.case_id LIMIT $1),
     timed AS (SELECT *, clock_timestamp() + interval '2 seconds' + n * interval '20 seconds' / $1 AS due FROM given),
     changed AS (UPDATE cases.city_case c SET due_time = timed.due FROM timed WHERE timed.case_id = c.id)
     UPDATE cases.timer t SET fire_time = timed.due FROM timed WHERE timed.id = t.id`,
    [soon],
  )
  const fired = `SELECT extract(epoch FROM e.time - c.due_time)::float8 * 1000 AS late FROM cases.entry e
    JOIN cases.city_case c ON c.id = e.case_id WHERE e.act = 'red-card' AND c.reference LIKE 'BENCH-%'`
  for (let i = 0; i < 120; i++) {
    await new Promise((next) => setTimeout(next, 500))
    const { rows } = await server.database.query<{ late: number }>(fired)
    if (rows.length > soon) throw new Error('a limit fired twice')
    if (rows.length === soon) return rows.map((row) => row.late)
  }
  throw new Error('not every limit fired')
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** Requests a second a bare server answers with this body. */
async function bareHttp(body: string): Promise<number> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const waits: number[] = []
  for (let i = 0; i < 300; i++) waits.push(await time(async () => (await fetch(url)).json()))
  server.close()
  return 1000 / percentile(waits, 50)
}

const server = await startBenchServer({ CIVITAS_SAMPLE_CITY: 'true', CIVITAS_SAMPLE_DATA: 'false' })
try {
  const ids = await fill(server)
  const perQuestion: Record<string, number[]> = {}
  let body = ''
  for (let i = 0; i < rounds; i++) {
    for (const [name, query] of Object.entries(questions)) {
      perQuestion[name] ??= []
      perQuestion[name].push(
        await time(async () => {
          const page = await server.admin.call(listCases, { query })
          if (page.items.length === 0) throw new Error(`${name} found nothing`)
          if (name === 'newest') body = JSON.stringify(page)
        }),
      )
    }
  }
  const opens: number[] = []
  for (let i = 0; i < 200; i++) {
    const id = ids[(i * 499) % ids.length] as string
    opens.push(await time(() => server.admin.call(getCase, { params: { id } })))
  }
  const appraisal = await appraise(server)
  const late = await watchTimers(server)
  const limit = await bareHttp(body)
  const lists = Object.values(perQuestion).flat()
  const listed = 1000 / percentile(perQuestion.newest ?? [], 50)
  process.stdout.write(
    `${JSON.stringify({
      bench: 'cases',
      ratio: round(listed / limit, 3),
      lists_per_s: round(listed),
      limit_per_s: round(limit),
      cases: cases * 10,
      open_cases: cases,
      appraisal_s: round(appraisal, 2),
      appraised_cases: cases * 3,
      timers: cases,
      timers_fired: late.length,
      timer_late_p50_ms: round(percentile(late, 50)),
      timer_late_p99_ms: round(percentile(late, 99)),
      list_p50_ms: round(percentile(lists, 50)),
      list_p95_ms: round(percentile(lists, 95)),
      open_p95_ms: round(percentile(opens, 95)),
      p95_ms: Object.fromEntries(
        Object.entries(perQuestion).map(([name, values]) => [name, round(percentile(values, 95))]),
      ),
      rss_mb: server.rssMb(),
      ...machine(),
    })}\n`,
  )
} finally {
  await server.stop()
}
