import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { type Clock, systemClock } from './clock.ts'
import { aloneCluster, type Cluster, joinCluster } from './cluster.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase } from './db/database.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './db/embedded-postgres.ts'
import { type MigrationSet, migrate, runtimeRole } from './db/migrate.ts'
import { createHttp, type Http } from './http/server.ts'
import { createJobs, type Jobs } from './jobs.ts'
import { createLake, type Lake } from './lake.ts'
import { createLog, type Logger } from './log.ts'
import { createMessages, type Messages } from './messages/messages.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createRealtime, type Realtime } from './realtime.ts'
import { repositoryRoot } from './root.ts'
import { createTrace, type Trace } from './trace.ts'

/** What every capability stands on. There is no city word in it. */
export interface Kernel {
  readonly config: Config
  readonly version: string
  readonly log: Logger
  readonly clock: Clock
  readonly db: Database
  readonly http: Http
  readonly cluster: Cluster
  readonly messages: Messages
  readonly jobs: Jobs
  readonly realtime: Realtime
  readonly lake: Lake
  readonly trace: Trace
  readonly metrics: Metrics
  stop(): Promise<void>
}

export interface KernelOptions {
  config: Config
  clock?: Clock
  /** Schemas to bring up to date before anything runs. */
  schemas: readonly string[]
  /** Told what start is doing, for people who wait. */
  onProgress?: (step: 'database' | 'schema') => void
}

/** Starts the parts below the capabilities: database first, since everything that is accepted must be durable. */
export async function startKernel(options: KernelOptions): Promise<Kernel> {
  const { config, clock = systemClock } = options
  const log = createLog(config.logLevel)
  const version = readVersion()
  mkdirSync(config.data, { recursive: true })
  options.onProgress?.('database')
  const { owner, runtime, embedded } = await openServer(config, log)
  options.onProgress?.('schema')
  await migrate(owner, migrationSets(options.schemas))
  const db = openDatabase(runtime, log)
  const metrics = createMetrics()
  const http = await createHttp({ config, log, metrics, version })
  const cluster = config.cluster ? joinCluster(runtime, log) : aloneCluster()
  const messages = createMessages(db, log, cluster)
  const jobs = createJobs(owner, db.pool, log)
  const lake = createLake(config.lake ?? join(config.data, 'lake'))
  return {
    config,
    version,
    log,
    clock,
    db,
    http,
    cluster,
    messages,
    jobs,
    realtime: createRealtime(),
    lake,
    trace: createTrace(db),
    metrics,
    stop: async () => {
      await http.close()
      await jobs.stop()
      await messages.stop()
      await cluster.stop()
      lake.close()
      await db.close()
      await embedded?.stop()
    },
  }
}

interface Server {
  owner: pg.ClientConfig
  runtime: pg.PoolConfig
  embedded?: EmbeddedPostgres
}

const poolSize = { max: 12, idleTimeoutMillis: 30_000 }

async function openServer(config: Config, log: Logger): Promise<Server> {
  // Every statement of the running platform goes as the runtime role, which can change rows but no table.
  const asRuntime = { ...poolSize, options: `-c role=${runtimeRole}` }
  if (config.databaseUrl) {
    const owner = { connectionString: config.databaseUrl }
    return { owner, runtime: { ...owner, ...asRuntime } }
  }
  const embedded = await startEmbeddedPostgres(config.data, log)
  const owner = { ...embedded.owner, database: config.databaseName }
  await createDatabase(embedded.owner, config.databaseName)
  return { owner, runtime: { ...owner, ...asRuntime }, embedded }
}

async function createDatabase(server: pg.ClientConfig, name: string): Promise<void> {
  const client = new pg.Client(server)
  await client.connect()
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
  if (!rowCount) await client.query(`CREATE DATABASE ${name}`)
  await client.end()
}

/** Where the schema files of the kernel and of each capability are. */
export function migrationSets(schemas: readonly string[]): MigrationSet[] {
  const source = join(repositoryRoot(), 'apps/server/src')
  return [
    { schema: 'kernel', folder: join(source, 'kernel/migrations') },
    ...schemas.map((schema) => ({ schema, folder: join(source, 'capabilities', schema, 'migrations') })),
  ]
}

function readVersion(): string {
  return JSON.parse(readFileSync(join(repositoryRoot(), 'package.json'), 'utf8')).version
}
