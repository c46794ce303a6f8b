import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { newId } from '../../../src/kernel/ids.ts'
import { type Launched, launch, stopProcess } from '../../../src/test-kit/launch.ts'
import { cloneDatabase, type TestDatabase } from '../../../src/test-kit/test-database.ts'

let database: TestDatabase
let client: pg.Client
const folders: string[] = []
const running: Launched[] = []

beforeAll(async () => {
  database = await cloneDatabase(inject('databaseServer'))
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  for (const one of running) await stopProcess(one.process)
  await client.end()
  await database.drop()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

async function startOne(): Promise<Launched> {
  const data = mkdtempSync(join(tmpdir(), 'civitas-timers-'))
  folders.push(data)
  const one = await launch({
    CIVITAS_DATABASE_URL: database.url,
    CIVITAS_DATA: data,
    CIVITAS_CLUSTER: 'true',
    CIVITAS_SAMPLE_CITY: 'false',
  })
  running.push(one)
  return one
}

/** Open cases whose limits end one after another within some seconds, with their timers. */
async function fill(count: number, seconds: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, n) => ({ id: newId(), timer: newId(), n }))
  await client.query(
    `WITH given AS (SELECT id, timer, now() + make_interval(secs => n * $2 / $3::float8) AS due
       FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, timer uuid, n int)),
     opened AS (INSERT INTO cases.city_case (id, reference, type, title, state, stage, opened_time, amber_time, due_time, grams)
       SELECT id, id::text, 'urban-management.urban-case', '限时案件', 'open', 'handle', now() - interval '1 day', due, due, '{}'
       FROM given RETURNING id)
     INSERT INTO cases.timer (id, case_id, kind, percent, fire_time)
       SELECT given.timer, given.id, 'case', 100, given.due FROM given JOIN opened ON opened.id = given.id`,
    [JSON.stringify(rows), seconds, count],
  )
}

const count = async (sql: string): Promise<number> => (await client.query(sql)).rows[0].n

it('each limit fires exactly once over two processes, one of which is killed and started again', async () => {
  const [first] = [await startOne(), await startOne()]
  const total = 2_000
  await fill(total, 6)
  await expect
    .poll(() => count('SELECT count(*)::int AS n FROM cases.entry'), { timeout: 20_000 })
    .toBeGreaterThan(300)
  await stopProcess((first as Launched).process, 'SIGKILL')
  await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`)
  await startOne()
  await expect
    .poll(() => count('SELECT count(*)::int AS n FROM cases.timer'), { timeout: 40_000, interval: 200 })
    .toBe(0)
  const cards = await count(`SELECT count(*)::int AS n FROM cases.entry WHERE act = 'red-card'`)
  const twice = await count(`SELECT count(*)::int AS n FROM (SELECT FROM cases.entry
    GROUP BY case_id, act HAVING count(*) > 1) AS doubled`)
  expect({ cards, twice }).toEqual({ cards: total, twice: 0 })
}, 120_000)
