import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  changeUser,
  createFirstAdministrator,
  createThing,
  createUser,
  getAdmissionPolicy,
  getMe,
  listConnectionAttempts,
  listCredentials,
  listEvents,
  setAdmissionPolicy,
  signIn,
  signOut,
} from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import mqtt from 'mqtt'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { type Launched, launch, stopProcess } from '../../src/test-kit/launch.ts'
import { cloneDatabase, type TestDatabase } from '../../src/test-kit/test-database.ts'

/** Two server processes on one PostgreSQL. */
const password = 'correct horse battery'
let database: TestDatabase
const folders: string[] = []
const servers: Launched[] = []

async function start(roles: string): Promise<Launched> {
  const data = mkdtempSync(join(tmpdir(), 'civitas-cluster-'))
  folders.push(data)
  const server = await launch({
    CIVITAS_DATA: data,
    CIVITAS_DATABASE_URL: database.url,
    CIVITAS_CLUSTER: 'true',
    CIVITAS_ROLES: roles,
  })
  servers.push(server)
  return server
}

async function clientOf(server: Launched): Promise<Client> {
  const baseUrl = `http://127.0.0.1:${server.port}`
  const { accessToken } = await createClient({ baseUrl }).call(signIn, {
    body: { account: 'chief', password },
  })
  return createClient({ baseUrl, token: () => accessToken })
}

beforeAll(async () => {
  database = await cloneDatabase(inject('databaseServer'))
})
afterAll(async () => {
  await Promise.all(servers.map((server) => stopProcess(server.process)))
  await database.drop()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

async function registerGauges(admin: Client, count: number) {
  const gauges = []
  for (let i = 0; i < count; i++) {
    const { datastreams, credential } = await admin.call(createThing, {
      body: {
        thingType: 'waterlogging.gauge',
        reference: `C${i}`,
        attributes: { point_kind: 'underpass' },
        credential: { name: `cluster-gauge-${i}` },
      },
    })
    const id = datastreams.find((one) => one.property === 'depth')?.datastreamId as number
    gauges.push({ id, name: credential?.name ?? '', key: credential?.key ?? '' })
  }
  return gauges
}

/** A device connects, reports once with QoS 1 and leaves; like any device it comes back when its connection is lost. */
async function report(server: Launched, gauge: { id: number; name: string; key: string }, reading: object) {
  const options = { username: gauge.name, password: gauge.key, reconnectPeriod: 500 }
  const device = await mqtt.connectAsync(`mqtt://127.0.0.1:${server.mqttPort}`, options)
  const topic = `v1.1/Datastreams(${gauge.id})/Observations`
  await device.publishAsync(topic, JSON.stringify(reading), { qos: 1 })
  await device.endAsync()
}

/** Says what was waited for in vain. */
function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  const late = new Promise<never>((_, fail) =>
    setTimeout(() => fail(new Error(`no end of ${what}`)), 40_000).unref(),
  )
  return Promise.race([work, late])
}

it('share the work without doubling rules or events, and hear of each other’s readings', async () => {
  const a = await start('api,ingest,worker')
  await createClient({ baseUrl: `http://127.0.0.1:${a.port}` }).call(createFirstAdministrator, {
    body: { token: a.token, account: 'chief', password },
  })
  const onA = await clientOf(a)
  const gauges = await registerGauges(onA, 6)
  const b = await start('api,ingest,worker')
  const onB = await clientOf(b)
  const heard = await listenForLatest(a, onA)
  const began = Date.now() - 600_000
  for (const gauge of gauges) {
    for (const [step, server] of [a, b, a, b, a, b].entries()) {
      const time = new Date(began + step * 60_000).toISOString()
      const what = `reading ${step} of ${gauge.name}`
      await inTime(report(server, gauge, { result: 20 + step, phenomenonTime: time }), what)
    }
  }
  const events = async () => (await onB.call(listEvents, { query: { limit: 100 } })).items
  await expect.poll(async () => (await events()).length, { timeout: 30_000 }).toBeGreaterThanOrEqual(6)
  await new Promise((next) => setTimeout(next, 2_000))
  expect((await events()).length).toBe(6)
  // The sixth reading of each gauge went to B; A’s live channel showed it.
  await expect
    .poll(() => gauges.every(({ id }) => heard.text().includes(`"datastreamId":${id},`)), { timeout: 10_000 })
    .toBe(true)
  expect(heard.text()).toContain('"value":25')
  heard.stop()
})

it('a thing registered on one is known on the other', async () => {
  const [a, b] = servers as [Launched, Launched]
  const { datastreams } = await (await clientOf(a)).call(createThing, {
    body: { thingType: 'waterlogging.gauge', reference: 'C-late', attributes: { point_kind: 'underpass' } },
  })
  const id = datastreams.find((one) => one.property === 'depth')?.datastreamId
  const onB = await clientOf(b)
  const post = () =>
    fetch(`http://127.0.0.1:${b.port}/sta/v1.1/Datastreams(${id})/Observations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${onB.options.token?.()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ result: 3 }),
    }).then((answer) => answer.status)
  await expect.poll(post, { timeout: 10_000 }).toBe(201)
})

/** Reads the live channel of a server as text. */
async function listenForLatest(server: Launched, client: Client) {
  const stopper = new AbortController()
  const answer = await fetch(`http://127.0.0.1:${server.port}/api/live?topics=latest`, {
    headers: { authorization: `Bearer ${client.options.token?.()}` },
    signal: stopper.signal,
  })
  expect(answer.status).toBe(200)
  let text = ''
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>)
      text += decoder.decode(chunk)
  }
  read().catch(() => undefined)
  return { text: () => text, stop: () => stopper.abort() }
}

/** Whether each request to a server was served, with when it was sent, for a while. */
async function watch(client: Client, call: (client: Client) => Promise<unknown>, forMs: number) {
  const seen: { sent: number; status: number }[] = []
  const end = Date.now() + forMs
  while (Date.now() < end) {
    const sent = Date.now()
    const status = await call(client).then(
      () => 200,
      (error: { problem?: { status: number } }) => error.problem?.status ?? 0,
    )
    seen.push({ sent, status })
    await new Promise((next) => setTimeout(next, 20))
  }
  return seen
}

it('a permission or a session taken away at one is gone at the other within a second (PLT-081)', async () => {
  const [a, b] = servers as [Launched, Launched]
  const chief = await clientOf(a)
  const user = await chief.call(createUser, {
    body: { account: 'deputy', name: '副手', password, roles: ['administrator'], divisions: ['990100'] },
  })
  const baseUrl = `http://127.0.0.1:${b.port}`
  const { accessToken } = await createClient({ baseUrl: `http://127.0.0.1:${a.port}` }).call(signIn, {
    body: { account: 'deputy', password },
  })
  const deputy = createClient({ baseUrl, token: () => accessToken })
  const policy = (client: Client) => client.call(getAdmissionPolicy)
  const afterwards = async (call: (client: Client) => Promise<unknown>, takeAway: () => Promise<unknown>) => {
    const watching = watch(deputy, call, 2_500)
    await new Promise((next) => setTimeout(next, 300))
    await takeAway()
    const from = Date.now()
    const seen = await watching
    const late = seen.filter((one) => one.sent > from + 1_000)
    return { before: seen[0]?.status, calls: late.length, statuses: new Set(late.map((one) => one.status)) }
  }
  const roles = await afterwards(policy, () =>
    chief.call(changeUser, { params: { id: user.id }, body: { roles: ['citizen'] } }),
  )
  expect(roles).toMatchObject({ before: 200, statuses: new Set([403]) })
  expect(roles.calls).toBeGreaterThan(5)
  const own = createClient({ baseUrl: `http://127.0.0.1:${a.port}`, token: () => accessToken })
  const session = await afterwards(
    (client) => client.call(getMe),
    () => own.call(signOut),
  )
  expect(session).toMatchObject({ before: 200, statuses: new Set([401]) })
  expect(session.calls).toBeGreaterThan(5)
})

it('a second session with one identity is refused at the other process, and both are flagged (PLT-014)', async () => {
  const [a, b] = servers as [Launched, Launched]
  const onA = await clientOf(a)
  const onB = await clientOf(b)
  const { credential } = await onA.call(createThing, {
    body: {
      thingType: 'waterlogging.gauge',
      reference: 'C-clone',
      attributes: { point_kind: 'underpass' },
      credential: { name: 'cluster-clone' },
    },
  })
  const options = { username: 'cluster-clone', password: credential?.key ?? '', reconnectPeriod: 0 }
  const first = await mqtt.connectAsync(`mqtt://127.0.0.1:${a.mqttPort}`, { ...options, clientId: 'one' })
  const intrude = () =>
    mqtt.connectAsync(`mqtt://127.0.0.1:${b.mqttPort}`, { ...options, clientId: 'another' })
  await expect.poll(() => intrude().catch(String), { timeout: 20_000 }).toMatch(/Not authorized/)
  expect(first.connected).toBe(true)
  const attempts = async () =>
    (await onB.call(listConnectionAttempts, { query: { credential: 'cluster-clone' } })).items
  await expect.poll(async () => (await attempts()).map((one) => one.reason)).toContain('clone-suspected')
  const { items } = await onA.call(listCredentials, { query: { search: 'cluster-clone' } })
  expect(items[0]?.flaggedReason).toMatch(/疑似克隆/)
  // The same client coming back elsewhere is no clone; its former session ends.
  const back = await mqtt.connectAsync(`mqtt://127.0.0.1:${b.mqttPort}`, { ...options, clientId: 'one' })
  await expect.poll(() => first.connected, { timeout: 10_000 }).toBe(false)
  await back.endAsync()
  // Whoever comes after the session is over is let in, at whichever process.
  const next = await mqtt.connectAsync(`mqtt://127.0.0.1:${a.mqttPort}`, { ...options, clientId: 'third' })
  expect(next.connected).toBe(true)
  await next.endAsync()
}, 60_000)

it('a policy set at one process holds at the other', async () => {
  const [a, b] = servers as [Launched, Launched]
  const policy = { ratePerMinute: 4_321, mismatchesPerHour: 12, newAddress: false }
  await (await clientOf(a)).call(setAdmissionPolicy, { body: policy })
  const onB = await clientOf(b)
  await expect
    .poll(() => onB.call(getAdmissionPolicy), { timeout: 10_000 })
    .toMatchObject({ ratePerMinute: 4_321 })
})
