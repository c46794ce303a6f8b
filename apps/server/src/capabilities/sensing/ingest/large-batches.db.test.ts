import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '../../../kernel/db/sql.ts'
import { threadName } from '../../../kernel/db/write-thread.ts'
import { type ATestThing, startTestPlatform, type TestPlatform } from '../../../test-kit/index.ts'

const dayMs = 86_400_000
const day = Math.floor(Date.now() / dayMs) * dayMs - 3 * dayMs
const perPost = 3_000

let city: TestPlatform
let gauge: ATestThing
let id: number
beforeAll(async () => {
  city = await startTestPlatform()
  gauge = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
  id = gauge.datastream('depth')
})
afterAll(() => city.stop())

async function post(fromSecond: number): Promise<void> {
  const dataArray = Array.from({ length: perPost }, (_, i) => [
    new Date(day + (fromSecond + i) * 1000).toISOString(),
    (fromSecond + i) % 40,
  ])
  const answer = await fetch(`${city.url}/sta/v1.1/CreateObservations`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${gauge.credential.name}:${gauge.credential.key}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify([
      { Datastream: { '@iot.id': id }, components: ['phenomenonTime', 'result'], dataArray },
    ]),
  })
  expect(answer.status).toBe(201)
  expect(await answer.json()).toHaveLength(perPost)
}

const stored = async () =>
  city.kernel.db.first<{ n: number; sum: number }>(
    sql`SELECT count(*)::int AS n, sum(result) AS sum FROM sensing.observation WHERE datastream_id = ${id}`,
  )
const threads = () =>
  city.kernel.db.query<{ pid: number }>(sql`SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = ${threadName}`)

it('are stored once, whoever writes them, and their messages with them', async () => {
  // The first is written by the process itself, while the thread starts.
  await post(0)
  await expect.poll(threads, { timeout: 20_000 }).toHaveLength(1)
  for (let i = 1; i < 8; i++) await post(i * perPost)
  // All of it again, and half of it new: repeated readings are stored once.
  await post(7.5 * perPost)
  const expected = Array.from({ length: 8.5 * perPost }, (_, i) => i % 40).reduce((a, b) => a + b, 0)
  expect(await stored()).toEqual({ n: 8.5 * perPost, sum: expected })
  const watched = await city.kernel.db.first<{
    n: number
  }>(sql`SELECT sum(jsonb_array_length(body->'rows'))::int AS n
    FROM kernel.message WHERE name = 'sensing.observations-recorded'`)
  expect(watched?.n).toBe(9 * perPost)
  const latest = async () =>
    (
      await city.kernel.db.first<{ value: number }>(
        sql`SELECT value FROM entities.latest_value WHERE datastream_id = ${id}`,
      )
    )?.value
  await expect.poll(latest, { timeout: 5_000 }).toBe((8.5 * perPost - 1) % 40)
})

it('outlive the loss of their connection', async () => {
  const before = (await stored())?.n ?? 0
  const [thread] = await threads()
  // The runtime role may end no connection; the owner may.
  const owner = new pg.Client({ ...city.kernel.db.config, options: undefined })
  await owner.connect()
  await owner.query('SELECT pg_terminate_backend($1)', [thread?.pid])
  await owner.end()
  for (let i = 10; i < 14; i++) await post(i * perPost)
  expect((await stored())?.n).toBe(before + 4 * perPost)
})
