import { Agent, request } from 'node:http'
import { signIn } from '@civitas/contract'
import { measureNotificationLag } from './lib/notification-lag.ts'
import { percentile, round } from './lib/percentile.ts'
import { type BenchServer, machine, startBenchServer } from './lib/server.ts'

/**
 * NGSI-LD over HTTP: creating one by one and in batches, retrieving, a filter on one attribute and a type, a geoquery, and how
 * soon changes reach their subscribers when there are 1,000 subscriptions.
 * `CIVITAS_BENCH_ENTITIES` sets how many entities there are (default 100,000); each has 10 attributes.
 */
const size = Number(process.env.CIVITAS_BENCH_ENTITIES ?? 100_000)
const perBatch = 500
const singles = 4_000
const retrievals = 10_000
const queries = 1_000
const types = ['Lamp', 'Meter', 'Bin', 'Valve', 'Sign']
const streets = 2_000

const idOf = (n: number) => `urn:ngsi-ld:${types[n % types.length]}:b${n}`

function entity(n: number) {
  return {
    id: idOf(n),
    type: types[n % types.length],
    location: {
      type: 'GeoProperty',
      value: {
        type: 'Point',
        coordinates: [118.8 + ((n * 7919) % 10_000) / 25_000, 33.2 + ((n * 104_729) % 10_000) / 25_000],
      },
    },
    street: { type: 'Property', value: `street-${(n * 31) % streets}` },
    height: { type: 'Property', value: (n * 17) % 1000, unitCode: 'MTR' },
    power: { type: 'Property', value: (n * 13) % 400 },
    status: { type: 'Property', value: n % 3 === 0 ? 'on' : 'off' },
    maker: { type: 'Property', value: `maker-${n % 40}` },
    year: { type: 'Property', value: 1990 + (n % 35) },
    checked: { type: 'Property', value: n % 2 === 0 },
    serial: { type: 'Property', value: `s-${n}` },
    owner: { type: 'Relationship', object: `urn:ngsi-ld:Org:${n % 100}` },
  }
}

type Sender = (method: string, path: string, body?: unknown) => Promise<string>

function createSender(server: BenchServer, token: string): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const { hostname, port } = new URL(server.url)
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const headers = {
        authorization: `Bearer ${token}`,
        ...(text ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } : {}),
      }
      const sent = request(
        { hostname, port, agent, method, path: `/ngsi-ld/v1${path}`, headers },
        (answer) => {
          let received = ''
          answer.setEncoding('utf8')
          answer.on('data', (part) => {
            received += part
          })
          answer.on('end', () =>
            (answer.statusCode ?? 500) < 300
              ? resolve(received)
              : reject(new Error(`${method} ${path}: ${answer.statusCode} ${received}`)),
          )
        },
      )
      sent.on('error', reject)
      sent.end(text)
    })
}

/** Does `count` things with some of them under way at once; answers how many a second and how long each took. */
async function measure(count: number, atOnce: number, work: (n: number) => Promise<unknown>) {
  const waits: number[] = []
  let next = 0
  const began = performance.now()
  const worker = async () => {
    while (next < count) {
      const n = next++
      const start = performance.now()
      await work(n)
      waits.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return {
    per_s: Math.round(count / ((performance.now() - began) / 1000)),
    p50_ms: round(percentile(waits, 50)),
    p95_ms: round(percentile(waits, 95)),
  }
}

const server = await startBenchServer({ CIVITAS_REQUESTS_PER_MINUTE: '100000000' })
try {
  const { accessToken } = await server.admin.call(signIn, {
    body: { account: 'bench-admin', password: 'bench-correct-horse' },
  })
  const send = createSender(server, accessToken)
  const batches = Math.ceil(size / perBatch)
  const filled = await measure(batches, 4, (b) =>
    send(
      'POST',
      '/entityOperations/create',
      Array.from({ length: perBatch }, (_, i) => entity(b * perBatch + i)),
    ),
  )
  const single = await measure(singles, 24, (n) => send('POST', '/entities', entity(size + perBatch + n)))
  await server.database.query('ANALYZE entities.entity')
  const retrieve = await measure(retrievals, 24, (n) => send('GET', `/entities/${idOf((n * 7) % size)}`))
  const query = (path: (n: number) => string, count = queries) =>
    measure(count, 4, (n) => send('GET', `/entities?limit=20&${path(n)}`))
  const equal = await query((n) => `type=${types[n % 5]}&q=street==%22street-${(n * 3) % streets}%22`)
  const common = await query((n) => `type=${types[n % 5]}&q=status==%22on%22`)
  const range = await query((n) => `type=${types[n % 5]}&q=height%3E${500 + (n % 400)}`)
  const rare = await query((n) => `type=Lamp&q=height%3E=998;power==${n % 400}`, 300)
  const geo = await query(
    (n) =>
      `type=${types[n % 5]}&georel=near;maxDistance==800&geometry=Point&coordinates=[${118.85 + (n % 30) / 100},${33.25 + (n % 30) / 100}]`,
  )
  const lag = await measureNotificationLag({
    ...{ send, idOf, types, subscriptions: 1_000, rate: 100, seconds: 10 },
  })
  process.stdout.write(
    `${JSON.stringify({
      bench: 'entities',
      entities: size,
      batch_created_per_s: filled.per_s * perBatch,
      created: single,
      retrieved: retrieve,
      ...{ query_equal: equal, query_common: common, query_range: range, query_rare: rare, geo },
      notified: lag,
      rss_mb: server.rssMb(),
      ...machine(),
    })}\n`,
  )
} finally {
  await server.stop()
}
