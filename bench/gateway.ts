import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { hashSecret } from '../apps/server/src/kernel/crypto.ts'
import { percentile, round } from './lib/percentile.ts'
import { type BenchServer, machine, startBenchServer } from './lib/server.ts'

/**
 * A granted API with masking, called by key of one row at a time: key of the application, grant, purpose and quota are
 * checked, the use is recorded durably with the person it was of, then the masked row is handed over. Measured as calls a
 * second against the same query on bare fastify, and as p99 at a steady 500 calls a second.
 */
const rows = Number(process.env.BENCH_ROWS ?? 100_000)
const perSecond = 500
const seconds = Number(process.env.BENCH_SECONDS ?? 20)
const atOnce = 16
const purpose = '参保核验'
const secret = 'bench-secret'

/** Makes an organisation with a key and a grant of a dataset whose rows are ready to be served. */
async function arrange({ database }: BenchServer): Promise<void> {
  const id = (n: number) => `00000000-0000-7000-8000-00000000a00${n}`
  await database.query(`INSERT INTO data.dataset (id, code, name, abstract, kind, theme, layer, organisation_id, sharing,
      opening, cycle, keywords, state, created_time, version_id, grams)
    VALUES ('${id(1)}', 'bench/1', '居民', '', 'department', '政府', 'standard', '${id(2)}', 'conditional', 'none', 'day',
      '{}', 'published', now(), '${id(3)}', '{}')`)
  await database.query(`INSERT INTO data.application (id, number, kind, dataset_id, provider_id, organisation_id, user_name,
      fields, plain, row_filter, purpose, scene, from_day, to_day, delivery, legal_basis, state, submitted_time)
    VALUES ('${id(4)}', 'bench', 'new', '${id(1)}', '${id(2)}', '${id(5)}', '', '{}', '{}', '[]', '', '', '2020-01-01',
      '2099-01-01', 'api', '', 'granted', now())`)
  await database.query(
    `INSERT INTO data.grant_of_use (id, number, application_id, dataset_id, provider_id, organisation_id, fields, row_filter,
       purpose, scene, from_day, to_day, delivery, created_time)
     VALUES ('${id(6)}', 'bench', '${id(4)}', '${id(1)}', '${id(2)}', '${id(5)}',
       '{"code":"none","name":"partial","id_number":"partial"}', '[]', $1, '', '2020-01-01', '2099-01-01', 'api', now())`,
    [purpose],
  )
  await database.query(`INSERT INTO data.ability (id, code, title, summary, version, organisation_id, kind, dataset_id,
      timeout_ms, quota_per_day, sla, data_class, price, contract, example, sandbox, state, created_time)
    VALUES ('${id(7)}', 'bench', '居民', '', 'v1', '${id(2)}', 'dataset', '${id(1)}', 1000, 100000000, '', '', '', '{}',
      '{}', '{}', 'published', now())`)
  await database.query(
    `WITH a AS (INSERT INTO data.app VALUES ('${id(8)}', '${id(5)}', 'bench', '', false, now()) RETURNING id)
     INSERT INTO data.app_key SELECT 'ckbench', id, $1, '{}', now(), '2099-01-01' FROM a`,
    [hashSecret(secret)],
  )
  await database.query(`INSERT INTO data.served VALUES ('${id(6)}', '${id(3)}', ${rows}, now())`)
  const body = (name: string, number: string) =>
    `json_build_object('code', 'K' || n, 'name', ${name}, 'id_number', ${number})::text`
  await database.query(`INSERT INTO data.served_row SELECT '${id(6)}', '${id(3)}', n, 'K' || n, md5(n::text),
    ${body("'张*'", "'110105********' || lpad((n % 10000)::text, 4, '0')")} FROM generate_series(0, ${rows - 1}) AS n`)
  await database.query(`CREATE TABLE public.bench_row AS SELECT 'K' || n AS key,
    ${body("'张三'", "'11010519491231' || lpad((n % 10000)::text, 4, '0')")} AS body FROM generate_series(0, ${rows - 1}) AS n`)
  await database.query('CREATE UNIQUE INDEX ON public.bench_row (key)')
  await database.query('ANALYZE')
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const headers = { 'x-civitas-key': `ckbench.${secret}`, 'x-civitas-purpose': encodeURIComponent(purpose) }

function call(url: string): Promise<number> {
  const began = performance.now()
  return new Promise((done, failed) => {
    get(url, { agent, headers }, (response) => {
      response.resume()
      response.on('end', () =>
        response.statusCode === 200
          ? done(performance.now() - began)
          : failed(new Error(`${url}: ${response.statusCode}`)),
      )
    }).on('error', failed)
  })
}

let next = 0
const keyOf = () => `K${(next++ * 7919) % rows}`

/** Calls a second, as many at once as there is room for. */
async function throughput(urlOf: () => string, forMs: number): Promise<number> {
  let count = 0
  const until = performance.now() + forMs
  const worker = async () => {
    while (performance.now() < until) {
      await call(urlOf())
      count++
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return count / (forMs / 1000)
}

/** How long calls take at a steady rate. */
async function steady(urlOf: () => string): Promise<number[]> {
  const calls: Promise<number>[] = []
  const began = performance.now()
  for (let n = 0; n < perSecond * seconds; n++) {
    const wait = (n / perSecond) * 1000 - (performance.now() - began)
    if (wait > 1) await new Promise((then) => setTimeout(then, wait))
    calls.push(call(urlOf()))
  }
  return Promise.all(calls)
}

async function startBare(server: BenchServer): Promise<{ process: ChildProcess; url: string }> {
  const { user, host, port, password } = server.database
  const url = `postgres://${user}:${password ?? ''}@localhost:${port}/civitas?host=${encodeURIComponent(host)}`
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/lib/bare-server.ts'], {
    env: { ...process.env, BENCH_DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  return { process: child, url: `http://127.0.0.1:${String(line).trim()}` }
}

const server = await startBenchServer({ CIVITAS_REQUESTS_PER_MINUTE: '100000000' })
let bare: Awaited<ReturnType<typeof startBare>> | undefined
try {
  await arrange(server)
  bare = await startBare(server)
  const bareUrl = () => `${bare?.url}/row?key=${keyOf()}`
  const ours = () => `${server.url}/api/data/services/bench?key=${keyOf()}`
  await throughput(bareUrl, 2_000)
  await throughput(ours, 2_000)
  const limit = await throughput(bareUrl, 5_000)
  const reached = await throughput(ours, 5_000)
  const waits = await steady(ours)
  const { rows: recorded } = await server.database.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM data.use_record',
  )
  process.stdout.write(
    `${JSON.stringify({
      ...{ bench: 'gateway', ratio: round(reached / limit, 3), calls_per_s: Math.round(reached) },
      ...{ bare_fastify_per_s: Math.round(limit), steady_per_s: perSecond },
      ...{
        p50_ms: round(percentile(waits, 50)),
        p99_ms: round(percentile(waits, 99)),
        uses_recorded: recorded[0]?.n,
        rows,
      },
      ...machine(),
    })}\n`,
  )
} finally {
  bare?.process.kill()
  agent.destroy()
  await server.stop()
}
