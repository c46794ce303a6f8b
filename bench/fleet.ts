import { connect, type Socket } from 'node:net'
import { listThings } from '@civitas/contract'
import mqttPacket from 'mqtt-packet'
import { insertFleet } from './lib/fleet.ts'
import { percentile, round } from './lib/percentile.ts'
import { type BenchServer, machine, startBenchServer } from './lib/server.ts'

/**
 * Ten thousand devices connected over MQTT: what each costs, and how long the storm after a restart lasts until every
 * one of them is back and its first reading acknowledged. Beside it, lists over a register of 250,000.
 */
const devices = Number(process.env.BENCH_DEVICES ?? 10_000)
const registered = Number(process.env.BENCH_REGISTERED ?? 250_000)
/** Devices that try to connect at once; the others wait, as their back-off would have them. */
const atOnce = 200

interface Device {
  socket: Socket
}

function signIn(server: BenchServer, n: number, credential: { name: string; key: string }): Promise<Device> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.mqttPort, '127.0.0.1')
    let answer = Buffer.alloc(0)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed')))
    socket.once('connect', () =>
      socket.write(
        mqttPacket.generate({
          ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 600 },
          ...{ clientId: `device-${n}`, username: credential.name, password: Buffer.from(credential.key) },
        }),
      ),
    )
    socket.on('data', function listen(chunk: Buffer) {
      answer = Buffer.concat([answer, chunk])
      if (answer.length < 4) return
      socket.off('data', listen)
      socket.removeAllListeners('close')
      socket.on('error', () => undefined)
      if (answer[0] === 0x20 && answer[3] === 0) resolve({ socket })
      else reject(new Error(`refused: ${answer.toString('hex')}`))
    })
  })
}

/** One reading, acknowledged. */
function report({ socket }: Device, datastream: number, timeMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('close', () => reject(new Error('closed')))
    socket.once('data', () => resolve())
    socket.write(
      mqttPacket.generate({
        ...{ cmd: 'publish', qos: 1, dup: false, retain: false, messageId: 1 },
        topic: `v1.1/Datastreams(${datastream})/Observations`,
        payload: JSON.stringify({ result: 1, phenomenonTime: new Date(timeMs).toISOString() }),
      }),
    )
  })
}

async function connectAll(
  server: BenchServer,
  credential: { name: string; key: string },
  streams: number[],
  timeMs: number,
): Promise<{ connected: Device[]; seconds: number; tries: number }> {
  const connected: Device[] = []
  let next = 0
  let tries = 0
  const began = performance.now()
  const worker = async () => {
    while (next < devices) {
      const n = next++
      for (;;) {
        tries++
        try {
          const device = await signIn(server, n, credential)
          await report(device, streams[n] as number, timeMs)
          connected.push(device)
          break
        } catch {
          await new Promise((again) => setTimeout(again, 200))
        }
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return { connected, seconds: (performance.now() - began) / 1000, tries }
}

async function measureLists(server: BenchServer): Promise<Record<string, number>> {
  const ask = async (query: object) => {
    const waits: number[] = []
    for (let i = 0; i < 10; i++) {
      const began = performance.now()
      await server.admin.call(listThings, { query })
      waits.push(performance.now() - began)
    }
    return round(percentile(waits, 95))
  }
  return {
    list_p95_ms: await ask({ limit: 50 }),
    deep_page_p95_ms: await ask({ limit: 50, offset: registered / 2 }),
    search_p95_ms: await ask({ search: '设备 24999', limit: 20 }),
    state_p95_ms: await ask({ state: 'never-seen', limit: 50 }),
    box_p95_ms: await ask({ bbox: '118.8,33.35,118.82,33.37', limit: 50 }),
  }
}

const server = await startBenchServer()
try {
  const fleet = await insertFleet(server, registered)
  const streams = fleet.streams.map((one) => one.signal as number)
  const lists = await measureLists(server)
  const before = server.rssMb()
  const startMs = Date.now() - 3_600_000
  const first = await connectAll(server, fleet.credential, streams, startMs)
  const after = server.rssMb()
  const restart = await server.restart()
  const second = await connectAll(server, fleet.credential, streams, startMs + 60_000)
  const { rows } = await server.database.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM sensing.observation',
  )
  for (const { socket } of [...first.connected, ...second.connected]) socket.destroy()
  process.stdout.write(
    `${JSON.stringify({
      bench: 'fleet',
      ratio: round(second.seconds / 60, 3),
      devices,
      registered,
      kilobytes_per_device: round(((after - before) * 1024) / devices),
      connect_s: round(first.seconds),
      restart_s: round(restart / 1000),
      storm_s: round(second.seconds),
      lost: devices * 2 - (rows[0]?.n ?? 0),
      ...lists,
      ...machine(),
    })}\n`,
  )
} finally {
  await server.stop()
}
