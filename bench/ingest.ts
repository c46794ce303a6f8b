import { Agent, request as sendRequest } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import {
  copyStatement,
  encodeBatch,
} from '../apps/server/src/capabilities/sensing/ingest/copy-observations.ts'
import { type ObservationRow, toBatch } from '../apps/server/src/capabilities/sensing/ingest/reading-batch.ts'
import { insertFleet, toSenders } from './lib/fleet.ts'
import { percentile, round } from './lib/percentile.ts'
import { publishApart } from './lib/publish-apart.ts'
import type { PublishPlan } from './lib/publisher.ts'
import { type BenchServer, machine, startBenchServer } from './lib/server.ts'

/**
 * Readings → stored and queryable, against plain COPY of the same rows into the same table. Two ways a city sends: MQTT
 * QoS 1, 5,000 devices with 4 values a message, from a process of its own; and HTTP data arrays of a gateway.
 */
const devices = Number(process.env.BENCH_DEVICES ?? 5_000)
const rounds = 40
const httpRows = 800_000
const rowsPerPost = 2_000
const postsInFlight = 16

async function countRows(server: BenchServer): Promise<number> {
  const { rows } = await server.database.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM sensing.observation',
  )
  return rows[0]?.n ?? 0
}

async function empty(server: BenchServer): Promise<void> {
  await server.database.query('TRUNCATE sensing.observation')
  await server.database.query('CHECKPOINT')
}

/** The limit: the same rows into the same empty table by one plain COPY, already encoded. Rows per second. */
async function plainCopy(server: BenchServer, rows: ObservationRow[]): Promise<number> {
  await empty(server)
  const encoded = encodeBatch(toBatch(rows))
  const chunks: Buffer[] = []
  for (let at = 0; at < encoded.length; at += 65_536) chunks.push(encoded.subarray(at, at + 65_536))
  const began = performance.now()
  const stream = server.database.query(copyFrom(copyStatement('sensing.observation')))
  await pipeline(Readable.from(chunks), stream)
  return rows.length / ((performance.now() - began) / 1000)
}

function rowsOf({ devices: ids, rounds: count, startMs }: PublishPlan): ObservationRow[] {
  return Array.from({ length: count }, (_, round) =>
    ids.flatMap((streams, device) =>
      streams.map((datastreamId, i) => ({
        datastreamId,
        timeMs: startMs + round * 1000,
        result: 20 + ((device + round + i) % 60),
        quality: 0,
        receivedMs: startMs,
      })),
    ),
  ).flat()
}

/** Publish → queryable: one reading at a time is published over HTTP and asked for until it is there. */
async function measureQueryable(server: BenchServer, id: number, startMs: number): Promise<number[]> {
  const waits: number[] = []
  for (let i = 0; i < 100; i++) {
    const time = new Date(startMs + i * 1000).toISOString()
    const began = performance.now()
    await post(
      server,
      `Datastreams(${id})/Observations`,
      JSON.stringify({ result: i % 50, phenomenonTime: time }),
    )
    const found = await server.database.query(
      'SELECT FROM sensing.observation WHERE datastream_id = $1 AND phenomenon_time = $2',
      [id, time],
    )
    if (found.rowCount !== 1) throw new Error('acknowledged and not there')
    waits.push(performance.now() - began)
  }
  return waits
}

const agent = new Agent({ keepAlive: true })

/** Posts a body and waits for the whole answer. */
function post(server: BenchServer, path: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = sendRequest(
      `${server.url}/sta/v1.1/${path}`,
      {
        method: 'POST',
        agent,
        headers: {
          authorization: `Bearer ${server.admin.options.token?.()}`,
          'content-type': 'application/json',
        },
      },
      (answer) => {
        if (answer.statusCode !== 201) reject(new Error(`${path}: ${answer.statusCode}`))
        answer.on('error', reject).on('end', resolve).resume()
      },
    )
    request.on('error', reject).end(body)
  })
}

interface HttpPlan {
  bodies: string[]
  rows: ObservationRow[]
}

function planHttp(ids: number[], startMs: number): HttpPlan {
  const bodies: string[] = []
  const rows: ObservationRow[] = []
  const perStream = 100
  for (let at = 0; at < httpRows; at += rowsPerPost) {
    const groups = []
    for (let g = 0; g < rowsPerPost / perStream; g++) {
      const n = at / perStream + g
      const id = ids[n % ids.length] as number
      const base = startMs + Math.floor(n / ids.length) * perStream * 1000
      const dataArray = Array.from({ length: perStream }, (_, i) => {
        rows.push({ datastreamId: id, timeMs: base + i * 1000, result: i, quality: 0, receivedMs: startMs })
        return [new Date(base + i * 1000).toISOString(), i]
      })
      groups.push({ Datastream: { '@iot.id': id }, components: ['phenomenonTime', 'result'], dataArray })
    }
    bodies.push(JSON.stringify(groups))
  }
  return { bodies, rows }
}

async function postAll(server: BenchServer, bodies: string[]): Promise<number> {
  let next = 0
  const began = performance.now()
  const worker = async () => {
    while (next < bodies.length) await post(server, 'CreateObservations', bodies[next++] as string)
  }
  await Promise.all(Array.from({ length: postsInFlight }, worker))
  return (performance.now() - began) / 1000
}

const server = await startBenchServer()
try {
  const fleet = await insertFleet(server, devices * 4)
  const { credential } = fleet
  const streams = toSenders(fleet)
  const startMs = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 86_400_000
  const plan: PublishPlan = {
    port: server.mqttPort,
    username: credential.name,
    password: credential.key,
    devices: streams,
    rounds: 4,
    startMs: startMs - 3_600_000,
    connections: 20,
    window: 400,
  }
  await publishApart(plan)
  await empty(server)
  const full = { ...plan, rounds, startMs }
  const sent = await publishApart(full)
  const rows = rowsOf(full)
  const lost = rows.length - (await countRows(server))
  const rss = server.rssMb()
  const limit = await plainCopy(server, rows)

  await empty(server)
  const http = planHttp(
    streams.map((ids) => ids[0] as number),
    startMs,
  )
  const httpSeconds = await postAll(server, http.bodies)
  const lostHttp = http.rows.length - (await countRows(server))
  const httpLimit = await plainCopy(server, http.rows)
  await empty(server)
  const queryable = await measureQueryable(server, streams[0]?.[0] as number, startMs)

  const stored = rows.length / sent.seconds
  const storedHttp = http.rows.length / httpSeconds
  process.stdout.write(
    `${JSON.stringify({
      bench: 'ingest',
      ratio: round(stored / limit, 3),
      stored_per_s: Math.round(stored),
      limit_per_s: Math.round(limit),
      messages_per_s: Math.round(sent.messages / sent.seconds),
      lost,
      rows: rows.length,
      acknowledged_p50_ms: round(percentile(sent.waits, 50)),
      acknowledged_p99_ms: round(percentile(sent.waits, 99)),
      http_ratio: round(storedHttp / httpLimit, 3),
      http_stored_per_s: Math.round(storedHttp),
      http_limit_per_s: Math.round(httpLimit),
      http_lost: lostHttp,
      queryable_p50_ms: round(percentile(queryable, 50)),
      queryable_p99_ms: round(percentile(queryable, 99)),
      rss_mb: rss,
      ...machine(),
    })}\n`,
  )
} finally {
  await server.stop()
}
