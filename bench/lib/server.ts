import { type ChildProcess, execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFirstAdministrator, signIn } from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import pg from 'pg'
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../apps/server/src/kernel/db/embedded-postgres.ts'
import { createLog } from '../../apps/server/src/kernel/log.ts'
import { launch, stopProcess } from '../../apps/server/src/test-kit/launch.ts'

/** A server under measurement: its own processes, its own database, which the benchmark can also reach directly. */
export interface BenchServer {
  url: string
  mqttPort: number
  admin: Client
  /** A connection past the server, for limits and counts. */
  database: pg.Client
  /** One more such connection; whoever opens it ends it. */
  connect(): Promise<pg.Client>
  startMs: number
  process: ChildProcess
  /** Stops the process and starts it again on the same database; answers milliseconds until it listened. */
  restart(signal?: NodeJS.Signals): Promise<number>
  /** Resident memory of the server and the database together, megabytes. */
  rssMb(): number
  stop(): Promise<void>
}

const password = 'bench-correct-horse'

/** Starts PostgreSQL and a server on it, with an administrator signed in. */
export async function startBenchServer(env: Record<string, string> = {}): Promise<BenchServer> {
  const data = mkdtempSync(join(tmpdir(), 'civitas-bench-'))
  chmodSync(data, 0o711)
  const postgres = await startEmbeddedPostgres(data, createLog('silent'))
  const url = toUrl(postgres)
  const database = new pg.Client({ ...postgres.owner, database: 'civitas' })
  await query(postgres, 'CREATE DATABASE civitas')
  const began = performance.now()
  const start = () => launch({ ...env, CIVITAS_DATABASE_URL: url, CIVITAS_DATA: join(data, 'server') })
  let server = await start()
  await database.connect()
  const base = `http://127.0.0.1:${server.port}`
  const admin = env.CIVITAS_SAMPLE_CITY
    ? await signedIn(base, 'admin', 'civitas-demo')
    : await firstAdministrator(base, server.token)
  const bench: BenchServer = {
    url: base,
    mqttPort: server.mqttPort,
    admin,
    database,
    connect: async () => {
      const client = new pg.Client({ ...postgres.owner, database: 'civitas' })
      await client.connect()
      return client
    },
    startMs: performance.now() - began,
    process: server.process,
    restart: async (signal) => {
      const stopped = performance.now()
      await stopProcess(server.process, signal)
      server = await start()
      Object.assign(bench, { process: server.process, mqttPort: server.mqttPort })
      Object.assign(bench, { url: `http://127.0.0.1:${server.port}` })
      Object.assign(bench.admin.options, { baseUrl: bench.url })
      return performance.now() - stopped
    },
    rssMb: () => rssOf([server.process.pid as number, process.pid], process.pid),
    stop: async () => {
      await database.end()
      await stopProcess(server.process)
      await postgres.stop()
      rmSync(data, { recursive: true, force: true })
    },
  }
  return bench
}

/** Waits until nobody has done anything through the API for ten seconds, such as those who play the first day. */
export async function untilIdle({ database }: BenchServer): Promise<void> {
  const acts = async () => {
    const { rows } = await database.query<{ count: string }>(
      'SELECT count(*) AS count FROM identity.audit_entry',
    )
    return rows[0]?.count
  }
  for (let quiet = 0, before = await acts(); quiet < 10; ) {
    await new Promise((next) => setTimeout(next, 1_000))
    const now = await acts()
    quiet = now === before ? quiet + 1 : 0
    before = now
  }
}

function toUrl({ owner }: EmbeddedPostgres): string {
  return `postgres://${owner.user}:${owner.password}@localhost/civitas?host=${encodeURIComponent(owner.host as string)}`
}

async function query({ owner }: EmbeddedPostgres, text: string): Promise<void> {
  const client = new pg.Client(owner)
  await client.connect()
  await client.query(text)
  await client.end()
}

async function firstAdministrator(base: string, token: string): Promise<Client> {
  await createClient({ baseUrl: base }).call(createFirstAdministrator, {
    body: { token, account: 'bench-admin', password },
  })
  return signedIn(base, 'bench-admin', password)
}

async function signedIn(base: string, account: string, secret: string): Promise<Client> {
  const { accessToken } = await createClient({ baseUrl: base }).call(signIn, {
    body: { account, password: secret },
  })
  return createClient({ baseUrl: base, token: () => accessToken })
}

/** Proportional memory (PSS, so that shared pages count once) of processes and all below them, without `except`, megabytes. */
export function rssOf(roots: number[], except: number): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      // The browser of a benchmark is not part of the platform.
      if (stat.includes('(chrom')) continue
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {}
  }
  const isBelow = (pid: number): boolean =>
    roots.includes(pid) || (parents.has(pid) && isBelow(parents.get(pid) as number))
  const kilobytes = [...parents.keys()]
    .filter((pid) => pid !== except && isBelow(pid))
    .reduce((sum, pid) => sum + pssOf(pid), 0)
  return Math.round(kilobytes / 1024)
}

function pssOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

/** What stands before a figure that depends on the machine. */
export function machine(): Record<string, unknown> {
  const cores = execFileSync('nproc', { encoding: 'utf8' }).trim()
  return { cores: Number(cores), node: process.version }
}
