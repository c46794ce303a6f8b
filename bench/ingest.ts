import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import mqtt, { type MqttClient } from 'mqtt'
import { from as copyFrom } from 'pg-copy-streams'
import {
  encodeRows,
  type ObservationRow,
  observationColumns,
} from '../apps/server/src/capabilities/sensing/ingest/copy-observations.ts'
import { percentile, round } from './lib/percentile.ts'
import { type BenchServer, machine, startBenchServer } from './lib/server.ts'
import { registerGauges } from './lib/things.ts'

/**
 * MQTT QoS 1 from this process → stored and queryable, against plain COPY of the same rows into the same table.
 * Two ways a city sends: gateways that put many readings into one message (SensorThings data array), and single readings.
 */
const things = 500
const gatewayRows = 600_000
const rowsPerMessage = 100
const singleRows = 60_000
const connections = 8
const inFlight = 40

interface Plan {
  messages: Array<{ topic: string; payload: string }>
  rows: ObservationRow[]
}

function planGateway(ids: number[], startMs: number): Plan {
  const rows: ObservationRow[] = []
  const messages: Plan['messages'] = []
  for (let at = 0; at < gatewayRows; at += rowsPerMessage) {
    const id = ids[(at / rowsPerMessage) % ids.length] as number
    const round = Math.floor(at / rowsPerMessage / ids.length)
    const dataArray: unknown[] = []
    for (let i = 0; i < rowsPerMessage; i++) {
      const timeMs = startMs + (round * rowsPerMessage + i) * 1000
      const result = 60 + ((id + i) % 40)
      dataArray.push([new Date(timeMs).toISOString(), result])
      rows.push({ datastreamId: id, timeMs, result, quality: 0, receivedMs: startMs })
    }
    const group = { Datastream: { '@iot.id': id }, components: ['phenomenonTime', 'result'], dataArray }
    messages.push({ topic: 'v1.1/CreateObservations', payload: JSON.stringify([group]) })
  }
  return { messages, rows }
}

function planSingles(ids: number[], startMs: number): Plan {
  const rows: ObservationRow[] = []
  const messages: Plan['messages'] = []
  for (let at = 0; at < singleRows; at++) {
    const id = ids[at % ids.length] as number
    const timeMs = startMs + Math.floor(at / ids.length) * 1000
    const result = 60 + (at % 40)
    rows.push({ datastreamId: id, timeMs, result, quality: 0, receivedMs: startMs })
    const payload = JSON.stringify({ phenomenonTime: new Date(timeMs).toISOString(), result })
    messages.push({ topic: `v1.1/Datastreams(${id})/Observations`, payload })
  }
  return { messages, rows }
}

/** Publishes every message, each answered, and tells how long each answer took. */
async function publishAll(
  clients: MqttClient[],
  messages: Plan['messages'],
): Promise<{ seconds: number; waits: number[] }> {
  const waits: number[] = []
  let next = 0
  const began = performance.now()
  const worker = async (client: MqttClient) => {
    while (next < messages.length) {
      const message = messages[next++] as Plan['messages'][number]
      const sent = performance.now()
      await client.publishAsync(message.topic, message.payload, { qos: 1 })
      waits.push(performance.now() - sent)
    }
  }
  await Promise.all(clients.flatMap((client) => Array.from({ length: inFlight }, () => worker(client))))
  return { seconds: (performance.now() - began) / 1000, waits }
}

async function countRows(server: BenchServer): Promise<number> {
  const { rows } = await server.database.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM sensing.observation',
  )
  return rows[0]?.n ?? 0
}

/** The limit: the same rows into the same empty table by one plain COPY, already encoded. */
async function plainCopy(server: BenchServer, rows: ObservationRow[]): Promise<number> {
  await server.database.query('TRUNCATE sensing.observation')
  await server.database.query('CHECKPOINT')
  const encoded = encodeRows(rows)
  const chunks: Buffer[] = []
  for (let at = 0; at < encoded.length; at += 65_536) chunks.push(encoded.subarray(at, at + 65_536))
  const began = performance.now()
  const stream = server.database.query(
    copyFrom(`COPY sensing.observation (${observationColumns}) FROM STDIN (FORMAT binary)`),
  )
  await pipeline(Readable.from(chunks), stream)
  return rows.length / ((performance.now() - began) / 1000)
}

const server = await startBenchServer()
try {
  const { datastreams, credential } = await registerGauges(server, things, 'signal')
  const options = { username: credential.name, password: credential.key, reconnectPeriod: 0 }
  const clients = await Promise.all(
    Array.from({ length: connections }, () =>
      mqtt.connectAsync(`mqtt://127.0.0.1:${server.mqttPort}`, options),
    ),
  )
  const startMs = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 86_400_000
  const warm = planSingles(datastreams, startMs - 3_600_000)
  await publishAll(clients, warm.messages.slice(0, 5_000))
  await server.database.query('TRUNCATE sensing.observation')

  const gateway = planGateway(datastreams, startMs)
  const sent = await publishAll(clients, gateway.messages)
  const lost = gateway.rows.length - (await countRows(server))
  const rss = server.rssMb()
  const limit = await plainCopy(server, gateway.rows)

  await server.database.query('TRUNCATE sensing.observation')
  const singles = planSingles(datastreams, startMs)
  const one = await publishAll(clients, singles.messages)
  const lostSingles = singles.rows.length - (await countRows(server))
  await Promise.all(clients.map((client) => client.endAsync()))

  const stored = gateway.rows.length / sent.seconds
  process.stdout.write(
    `${JSON.stringify({
      bench: 'ingest',
      ratio: round(stored / limit, 3),
      stored_per_s: Math.round(stored),
      limit_per_s: Math.round(limit),
      lost,
      p50_ms: round(percentile(sent.waits, 50)),
      p99_ms: round(percentile(sent.waits, 99)),
      rows: gateway.rows.length,
      rows_per_message: rowsPerMessage,
      single_stored_per_s: Math.round(singles.rows.length / one.seconds),
      single_lost: lostSingles,
      single_p99_ms: round(percentile(one.waits, 99)),
      rss_mb: rss,
      ...machine(),
    })}\n`,
  )
} finally {
  await server.stop()
}
