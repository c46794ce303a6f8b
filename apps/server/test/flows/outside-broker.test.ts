import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFirstAdministrator, createThing, listRejections, signIn } from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Launched, launch, stopProcess } from '../../src/test-kit/launch.ts'
import { cloneDatabase, type TestDatabase } from '../../src/test-kit/test-database.ts'

/** Debian’s Mosquitto in front, two platform processes behind it on one PostgreSQL. */
const mosquitto = '/usr/sbin/mosquitto'
const password = 'correct horse battery'
const folder = mkdtempSync(join(tmpdir(), 'civitas-broker-'))
let database: TestDatabase
let brokerPort = 0
let broker: ChildProcess
const servers: Launched[] = []

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })
}

async function startBroker(): Promise<void> {
  broker = spawn(mosquitto, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' })
  const reachable = () =>
    mqtt
      .connectAsync(`mqtt://127.0.0.1:${brokerPort}`, { reconnectPeriod: 0, connectTimeout: 1000 })
      .then((client) => client.endAsync())
      .then(() => true)
      .catch(() => false)
  for (let i = 0; i < 50 && !(await reachable()); i++) await new Promise((next) => setTimeout(next, 200))
}

async function startServer(name: string): Promise<Launched> {
  const data = join(folder, name)
  mkdirSync(data)
  const server = await launch({
    CIVITAS_DATA: data,
    CIVITAS_DATABASE_URL: database.url,
    CIVITAS_CLUSTER: 'true',
    CIVITAS_INSTANCE: name,
    CIVITAS_MQTT_EMBEDDED: 'false',
    CIVITAS_MQTT_URL: `mqtt://127.0.0.1:${brokerPort}`,
  })
  servers.push(server)
  return server
}

beforeAll(async () => {
  if (!existsSync(mosquitto)) return
  brokerPort = await freePort()
  chmodSync(folder, 0o777)
  const settings = [
    `listener ${brokerPort} 127.0.0.1`,
    'allow_anonymous true',
    'persistence true',
    `persistence_location ${folder}/`,
    'max_inflight_messages 2000',
    'max_queued_messages 100000',
  ]
  writeFileSync(join(folder, 'mosquitto.conf'), `${settings.join('\n')}\n`)
  database = await cloneDatabase(inject('databaseServer'))
  await startBroker()
})
afterAll(async () => {
  await Promise.all(servers.map((server) => stopProcess(server.process)))
  broker?.kill('SIGKILL')
  await database?.drop()
  rmSync(folder, { recursive: true, force: true })
})

let admin: Client
let device: MqttClient
let depth = 0
let name = ''

async function countStored(datastream: number): Promise<number> {
  const answer = await fetch(
    `${admin.options.baseUrl}/sta/v1.1/Datastreams(${datastream})/Observations?$count=true&$top=1`,
    { headers: { authorization: `Bearer ${admin.options.token?.()}` } },
  )
  return (await answer.json())['@iot.count']
}

async function publishMany(prefix: string, from: number, count: number, startMs: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, i) =>
      device.publishAsync(
        `${prefix}v1.1/Datastreams(${depth})/Observations`,
        JSON.stringify({
          result: i % 10,
          phenomenonTime: new Date(startMs + (from + i) * 1000).toISOString(),
        }),
        { qos: 1 },
      ),
    ),
  )
}

describe.skipIf(!existsSync(mosquitto))('an outside broker', () => {
  const startMs = Date.now() - 7_200_000

  it('brings readings to two processes, each message to one of them', async () => {
    const a = await startServer('a')
    const baseUrl = `http://127.0.0.1:${a.port}`
    await createClient({ baseUrl }).call(createFirstAdministrator, {
      body: { token: a.token, account: 'chief', password },
    })
    const { accessToken } = await createClient({ baseUrl }).call(signIn, {
      body: { account: 'chief', password },
    })
    admin = createClient({ baseUrl, token: () => accessToken })
    const made = await admin.call(createThing, {
      body: {
        thingType: 'waterlogging.gauge',
        reference: 'OB1',
        attributes: { point_kind: 'underpass' },
        credential: { name: 'outside-gauge' },
      },
    })
    name = made.credential?.name ?? ''
    depth = made.datastreams.find((one) => one.property === 'depth')?.datastreamId as number
    await startServer('b')
    device = await mqtt.connectAsync(`mqtt://127.0.0.1:${brokerPort}`, { clientId: 'many', clean: false })
    await publishMany('', 0, 500, startMs)
    await publishMany(`devices/${name}/`, 500, 500, startMs)
    await expect.poll(() => countStored(depth), { timeout: 30_000 }).toBe(1_000)
    const metrics = await Promise.all(
      servers.map(({ port }) => fetch(`http://127.0.0.1:${port}/metrics`).then((answer) => answer.text())),
    )
    const received = metrics.map((text) =>
      Number(/civitas_observations_total\{outcome="received"\} (\d+)/.exec(text)?.[1] ?? 0),
    )
    expect(received.reduce((a, b) => a + b)).toBe(1_000)
    for (const one of received) expect(one).toBeGreaterThan(0)
  })

  it('checks the name in the topic, and sets the rest aside', async () => {
    await device.publishAsync(`devices/nobody/v1.1/Datastreams(${depth})/Observations`, '{"result": 1}', {
      qos: 1,
    })
    await device.publishAsync(`devices/${name}/v1.1/Datastreams(${depth})/Observations`, '{"result": ', {
      qos: 1,
    })
    await expect
      .poll(
        async () => (await admin.call(listRejections, { query: {} })).items.map((one) => one.reason).sort(),
        {
          timeout: 10_000,
        },
      )
      .toEqual(['forbidden-thing', 'malformed'])
  })

  // Mosquitto 2.0 forgets shared subscriptions at its own restart until the subscribers are back (docs/guide/outside-broker.md),
  // so the second half is published once they are.
  it('loses nothing it was given when the broker goes away and comes back', async () => {
    await publishMany('', 2_000, 1_000, startMs)
    await stopProcess(broker, 'SIGTERM')
    await startBroker()
    await new Promise((next) => setTimeout(next, 3_000))
    await publishMany('', 3_000, 1_000, startMs)
    await expect.poll(() => countStored(depth), { timeout: 30_000 }).toBe(3_000)
    await device.endAsync()
  })

  it('loses nothing when a process dies with messages in flight', async () => {
    const again = await mqtt.connectAsync(`mqtt://127.0.0.1:${brokerPort}`, { clientId: 'again' })
    device = again
    const published = publishMany('', 5_000, 2_000, startMs)
    await new Promise((next) => setTimeout(next, 50))
    await stopProcess((servers[1] as Launched).process, 'SIGKILL')
    await published
    // What the dead process had taken and not stored comes again once it is back under its name.
    servers.pop()
    rmSync(join(folder, 'b'), { recursive: true, force: true })
    await startServer('b')
    await expect.poll(() => countStored(depth), { timeout: 60_000 }).toBe(5_000)
    await again.endAsync()
  })
})
