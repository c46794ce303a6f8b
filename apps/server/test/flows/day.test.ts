import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  computeAppraisal,
  createAppraisalRule,
  getIndicator,
  listCases,
  listEvents,
  listTasks,
  signIn,
} from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/kernel/db/embedded-postgres.ts'
import { createLog } from '../../src/kernel/log.ts'
import { repositoryRoot } from '../../src/kernel/root.ts'
import { type Launched, launch, stopProcess } from '../../src/test-kit/launch.ts'
import { toUrl } from '../../src/test-kit/test-database.ts'

/** A day in the sample city, played by the CLI through the public API, and counted apart by SQL. */
const folder = mkdtempSync(join(tmpdir(), 'civitas-day-'))
const reports = 150
const password = 'civitas-demo'
const stop: Array<() => Promise<unknown>> = []
let postgres: EmbeddedPostgres
let server: Launched
let database: pg.Client
let admin: Client
let outcome: Record<string, number> & { told: Record<string, number>; since: string }

beforeAll(async () => {
  chmodSync(folder, 0o711)
  postgres = await startEmbeddedPostgres(folder, createLog('silent'))
  stop.push(() => postgres.stop())
  const owner = new pg.Client(postgres.owner)
  await owner.connect()
  await owner.query('CREATE DATABASE civitas')
  await owner.end()
  server = await launch({
    ...{ CIVITAS_SAMPLE_CITY: 'true', CIVITAS_SAMPLE_DATA: 'false', CIVITAS_LOG_LEVEL: 'error' },
    CIVITAS_SIGN_INS_PER_MINUTE: '10000',
    CIVITAS_DATA: join(folder, 'server'),
    CIVITAS_DATABASE_URL: toUrl({ ...postgres.owner, database: 'civitas' }),
  })
  stop.push(() => stopProcess(server.process))
  database = new pg.Client({ ...postgres.owner, database: 'civitas' })
  await database.connect()
  stop.push(() => database.end())
  const baseUrl = `http://127.0.0.1:${server.port}`
  const { accessToken } = await createClient({ baseUrl }).call(signIn, {
    body: { account: 'admin', password },
  })
  admin = createClient({ baseUrl, token: () => accessToken })
  outcome = await playDay(baseUrl)
}, 600_000)
afterAll(async () => {
  for (const end of stop.reverse()) await end()
  rmSync(folder, { recursive: true, force: true })
})

async function playDay(url: string): Promise<typeof outcome> {
  const args = ['--import', 'tsx', 'apps/cli/src/main.ts', 'simulate', 'day', '--json', '--account', 'admin']
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...args, '--url', url, '--events', String(reports), '--minutes', '1'],
    { cwd: repositoryRoot(), env: { ...process.env, CIVITAS_PASSWORD: password }, maxBuffer: 10_000_000 },
  )
  return JSON.parse(stdout)
}

async function numberOf(query: string, values: unknown[] = []): Promise<number | null> {
  const { rows } = await database.query<{ n: string | null }>(query, values)
  return rows[0]?.n == null ? null : Number(rows[0].n)
}

/** What a screen says and what SQL counts, until they are the same; the city goes on in between. */
async function same(shown: () => Promise<number | null>, query: string): Promise<void> {
  await expect
    .poll(async () => [await shown(), await numberOf(query)], { timeout: 60_000, interval: 500 })
    .toSatisfy(([a, b]: [number | null, number | null]) => a !== null && b !== null && Math.abs(a - b) < 0.06)
}

const count = (from: string) => `SELECT count(*) AS n FROM ${from}`

describe('a day in the sample city', () => {
  it('takes every report of every channel, and leaves nothing of it undone', async () => {
    const { told } = outcome
    expect(Object.values(told).reduce((sum, n) => sum + n, 0)).toBe(reports)
    expect(Object.values(told).every((n) => n > 0)).toBe(true)
    // The first day of the sample city is played beside, and means to leave some of its own open.
    const ofOthers = 20
    expect(outcome.eventsWaiting).toBeLessThanOrEqual(ofOthers)
    expect(outcome.casesOpen).toBeLessThanOrEqual(ofOthers)
    expect(outcome.casesClosed).toBeGreaterThan(reports / 4)
    const since = `raised_time >= '${outcome.since}'`
    expect(outcome.events).toBe(await numberOf(count(`events.event WHERE ${since}`)))
    const kept = `events.report r JOIN events.event e ON e.id = r.event_id WHERE r.taken_time >= '${outcome.since}'`
    expect(await numberOf(count(kept))).toBeGreaterThanOrEqual(reports)
  })

  it.for(['raised', 'verified', 'merged', 'dismissed', 'closed'] as const)(
    'counts %s events as SQL does',
    async (state) => {
      const list = async () => (await admin.call(listEvents, { query: { state, limit: 1 } })).total
      await same(list, count(`events.event WHERE state = '${state}'`))
    },
  )

  it.for(['open', 'checking', 'closed'] as const)('counts %s cases as SQL does', async (state) => {
    const list = async () => (await admin.call(listCases, { query: { state, limit: 1 } })).total
    await same(list, count(`cases.city_case WHERE state = '${state}'`))
  })

  it('counts open tasks as SQL does', async () => {
    const list = async () => (await admin.call(listTasks, { query: { open: true, limit: 1 } })).total
    await same(list, count("cases.task WHERE state IN ('waiting', 'assigned', 'accepted')"))
  })

  it('has done what is due each minute', async () => {
    const done = "pgboss.job WHERE name = 'indicators-overdue-instructions' AND state = 'completed'"
    await expect.poll(() => numberOf(count(done)), { timeout: 90_000 }).toBeGreaterThan(0)
  })

  const today = "date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai'"
  it.for([
    ['city-base.events-today', count(`events.event WHERE raised_time >= ${today} AND state <> 'merged'`)],
    ['city-base.cases-open', count("cases.city_case WHERE state IN ('open', 'checking')")],
    [
      'city-base.cases-closed-today',
      count(`cases.city_case WHERE state = 'closed' AND closed_time >= ${today}`),
    ],
  ] as const)('shows on the cockpits %s as SQL counts it', async ([id, query]) => {
    const shown = async () => (await admin.call(getIndicator, { params: { id } })).indicator.current.value
    await same(shown, query)
  })

  it('appraises what was done with the counts SQL gives', async () => {
    const period = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7)
    const { id: ruleId } = await admin.call(createAppraisalRule, {
      body: {
        ...{ name: '一日考核', object: 'district', caseTypes: [], fromPeriod: period },
        indicators: [
          {
            ...{ id: 'on-time', title: '按时结案率', weight: 100 },
            formula: { kind: 'share', part: 'on-time', whole: 'due' },
          },
        ],
      },
    })
    const { scores } = await admin.call(computeAppraisal, { body: { ruleId, period } })
    const month = `date_trunc('month', due_time AT TIME ZONE 'Asia/Shanghai') = '${period}-01'`
    const due = `cases.city_case WHERE ${month} AND state <> 'cancelled' AND division_code IS NOT NULL
      AND (closed_time IS NOT NULL OR due_time <= now())`
    for (const [fact, also] of [
      ['due', ''],
      ['on-time', 'AND in_time'],
    ] as const) {
      const shown = scores.reduce((sum, one) => sum + (one.facts[fact] ?? 0), 0)
      expect([fact, shown]).toEqual([fact, await numberOf(count(`${due} ${also}`))])
    }
  })
})
