import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCredential, createFirstAdministrator, createThing, signIn } from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import mqtt from 'mqtt'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/kernel/db/embedded-postgres.ts'
import { createLog } from '../../src/kernel/log.ts'
import { type Launched, launch, stopProcess } from '../../src/test-kit/launch.ts'
import { toUrl } from '../../src/test-kit/test-database.ts'

/** A PostgreSQL beside the platform is restarted while readings come in. */
const folder = mkdtempSync(join(tmpdir(), 'civitas-db-restart-'))
let postgres: EmbeddedPostgres
let server: Launched

beforeAll(async () => {
  chmodSync(folder, 0o711)
  postgres = await startEmbeddedPostgres(folder, createLog('silent'))
  const client = new pg.Client(postgres.owner)
  await client.connect()
  await client.query('CREATE DATABASE civitas')
  await client.end()
  server = await launch({
    CIVITAS_DATA: join(folder, 'server'),
    CIVITAS_DATABASE_URL: toUrl({ ...postgres.owner, database: 'civitas' }),
    CIVITAS_LOG_LEVEL: 'silent',
  })
})
afterAll(async () => {
  await stopProcess(server.process)
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
})

it('keeps every acknowledged reading, and goes on by itself once the database is back', async () => {
  const baseUrl = `http://127.0.0.1:${server.port}`
  const secret = { account: 'chief', password: 'correct horse battery' }
  await createClient({ baseUrl }).call(createFirstAdministrator, { body: { token: server.token, ...secret } })
  const { accessToken } = await createClient({ baseUrl }).call(signIn, { body: secret })
  const admin = createClient({ baseUrl, token: () => accessToken })
  const { datastreams } = await admin.call(createThing, {
    body: {
      thingType: 'waterlogging.gauge',
      reference: 'D1',
      attributes: { point_kind: 'estate' },
    },
  })
  // A gateway, for a single device that sends so much is held.
  const credential = await admin.call(createCredential, {
    body: { name: 'restart-gateway', kind: 'gateway', thingType: 'waterlogging.gauge' },
  })
  const id = datastreams.find((one) => one.property === 'signal')?.datastreamId as number
  const device = await mqtt.connectAsync(`mqtt://127.0.0.1:${server.mqttPort}`, {
    username: credential.name,
    password: credential.key,
    reconnectPeriod: 200,
    clean: false,
    clientId: 'restart-gauge',
  })
  device.on('error', () => undefined)
  const acknowledged: number[] = []
  const startMs = Date.now() - 3_600_000
  let sent = 0
  let stop = false
  const publishing = (async () => {
    while (!stop) {
      const timeMs = startMs + sent++ * 100
      const payload = JSON.stringify({ result: sent % 90, phenomenonTime: new Date(timeMs).toISOString() })
      void device
        .publishAsync(`v1.1/Datastreams(${id})/Observations`, payload, { qos: 1 })
        .then(() => acknowledged.push(timeMs))
        .catch(() => undefined)
      // A gateway keeps no more under way than a slow line lets it send.
      do await new Promise((next) => setTimeout(next, sent % 5 === 0 ? 2 : 0))
      while (!stop && sent - acknowledged.length > 1_000)
    }
  })()
  await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(500)
  await postgres.stop()
  await new Promise((next) => setTimeout(next, 1_000))
  postgres = await startEmbeddedPostgres(folder, createLog('silent'))
  const atRestart = acknowledged.length
  await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(atRestart + 500)
  stop = true
  await publishing
  await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBe(sent)
  await device.endAsync()
  const database = new pg.Client({ ...postgres.owner, database: 'civitas' })
  await database.connect()
  const { rows } = await database.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM sensing.observation WHERE datastream_id = $1',
    [id],
  )
  await database.end()
  expect(rows[0]?.n).toBe(sent)
})
