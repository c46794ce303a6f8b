import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getCase, listCases, type OperationInput } from '@civitas/contract'
import { newId } from '../apps/server/src/kernel/ids.ts'
import { toGrams } from '../apps/server/src/kernel/search.ts'
import { percentile, round } from './lib/percentile.ts'
import { type BenchServer, machine, startBenchServer } from './lib/server.ts'

/**
 * List, search and open with 100,000 open cases in the sample city. The limit is bare HTTP: a server that answers the
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
  await server.database.query('VACUUM ANALYZE cases.city_case')
  return ids
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

const server = await startBenchServer({ CIVITAS_SAMPLE_CITY: 'true' })
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
  const limit = await bareHttp(body)
  const lists = Object.values(perQuestion).flat()
  const listed = 1000 / percentile(perQuestion.newest ?? [], 50)
  process.stdout.write(
    `${JSON.stringify({
      bench: 'cases',
      ratio: round(listed / limit, 3),
      lists_per_s: round(listed),
      limit_per_s: round(limit),
      open_cases: cases,
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
