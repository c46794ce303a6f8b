import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import type { Logger } from '../log.ts'
import { type PostgresFiles, placePostgresFiles, withPasswordFile } from './postgres-files.ts'

const run = promisify(execFile)

export interface EmbeddedPostgres {
  /** How to connect as the owner of every schema. */
  owner: pg.ClientConfig
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL whose binaries come from npm, as a child process that listens on a socket in a private
 * folder only. Should this process die in any way, a small watcher sees the pipe between them close and shuts the
 * database down in order: nothing is left behind, and the next start needs no recovery. `more` are settings beside its own.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  log: Logger,
  more: Readonly<Record<string, string>> = {},
): Promise<EmbeddedPostgres> {
  const files = placePostgresFiles(dataDir)
  await waitUntilFree(files.data)
  if (!existsSync(join(files.data, 'PG_VERSION'))) await initialise(files)
  const server = keepRunning(files, log, more)
  await waitUntilReady(files.socket, server.current())
  server.answers()
  const owner = {
    host: files.socket,
    port: 5432,
    user: 'civitas',
    password: files.secret,
    database: 'postgres',
  }
  return { owner, stop: server.stop }
}

async function initialise(files: PostgresFiles): Promise<void> {
  await withPasswordFile(files, (passwordFile) =>
    run(
      join(files.bin, 'initdb'),
      [
        ...['-D', files.data, '-U', 'civitas', '--auth=scram-sha-256'],
        ...[`--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C'],
      ],
      { ...files.user, cwd: files.bin },
    ),
  )
}

/** Durable always (fsync and synchronous commit stay on); sized for a machine of two cores that runs everything. */
const settings = {
  listen_addresses: '',
  max_connections: '120',
  shared_buffers: '160MB',
  work_mem: '8MB',
  maintenance_work_mem: '96MB',
  max_wal_size: '2GB',
  wal_compression: 'on',
  wal_buffers: '16MB',
  checkpoint_timeout: '15min',
  effective_cache_size: '2GB',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_min_messages: 'warning',
}

/** Runs PostgreSQL; when descriptor 3 closes (the platform ended) or a signal comes, stops it in order. */
const watcher = `
"$@" 3<&- &
pg=$!
trap 'kill -INT $pg 2>/dev/null' TERM INT
( read -r line <&3; kill -INT $pg 2>/dev/null ) &
reader=$!
wait $pg
status=$?
while kill -0 $pg 2>/dev/null; do wait $pg; status=$?; done
kill $reader 2>/dev/null
exit $status`

/** What PostgreSQL says while it is asked whether it is ready yet. */
const expected = /password authentication|is starting up/

function launch(files: PostgresFiles, log: Logger, more: Readonly<Record<string, string>>): ChildProcess {
  const options = ['-D', files.data]
  for (const [name, value] of Object.entries({ ...settings, ...more })) options.push('-c', `${name}=${value}`)
  const postgres = join(files.bin, 'postgres')
  const child =
    process.platform === 'win32'
      ? spawn(postgres, [...options, '-c', 'listen_addresses=127.0.0.1'], {
          stdio: ['ignore', 'ignore', 'pipe'],
        })
      : spawn('/bin/sh', ['-c', watcher, 'civitas-postgres', postgres, ...options, '-k', files.socket], {
          ...files.user,
          cwd: files.data,
          detached: true,
          stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
          env: { PATH: process.env.PATH, LC_ALL: 'C' },
        })
  child.stderr?.on('data', (data: Buffer) => {
    const lines = data.toString().split('\n')
    const grave = lines.filter((line) => /PANIC|FATAL/.test(line) && !expected.test(line))
    if (grave.length > 0) log.warn({ text: grave.join('\n') }, 'database')
  })
  return child
}

/** After a sudden end the former database may still be shutting down; it must be gone before its files are opened. */
async function waitUntilFree(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid')
  for (let waited = 0; waited < 30_000 && existsSync(lock); waited += 100) {
    const pid = Number(readFileSync(lock, 'utf8').split('\n')[0])
    if (!isPostgres(pid)) return
    await pause(100)
  }
  if (existsSync(lock)) throw new Error(`another Civitas is using the data directory ${data}`)
}

function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const name = `/proc/${pid}/comm`
  return !existsSync('/proc/self') || (existsSync(name) && readFileSync(name, 'utf8').startsWith('postgres'))
}

async function waitUntilReady(socket: string, child: ChildProcess): Promise<void> {
  let last = ''
  child.stderr?.on('data', (data: Buffer) => {
    last = data.toString().trim()
  })
  for (let waited = 0; waited < 120_000; waited += 40) {
    if (child.exitCode !== null) throw new Error(`the database did not start: ${last}`)
    if (existsSync(join(socket, '.s.PGSQL.5432')) && (await isAnswering(socket))) return
    await pause(40)
  }
  throw new Error(`the database did not answer within two minutes: ${last}`)
}

/** A server that asks for another password is ready; one that is starting up says so with another code. */
async function isAnswering(socket: string): Promise<boolean> {
  const client = new pg.Client({
    host: socket,
    port: 5432,
    user: 'civitas',
    password: '-',
    database: 'postgres',
  })
  try {
    await client.connect()
    return true
  } catch (error) {
    return (error as { code?: string }).code === '28P01'
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** A database that ended (a full disk ends it) is started again this long after, until it is stopped, ms. */
const againMs = 3_000

/** Runs the database for as long as this process wants it. */
function keepRunning(files: PostgresFiles, log: Logger, more: Readonly<Record<string, string>>) {
  let child = launch(files, log, more)
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let answered = false
  const watch = () => {
    child.once('exit', (code) => {
      // One that never answered is reported by who waits for it.
      if (stopped || !answered) return
      log.error({ code }, 'the database ended and is started again')
      timer = setTimeout(() => {
        child = launch(files, log, more)
        watch()
      }, againMs)
    })
  }
  watch()
  return {
    current: () => child,
    answers: () => {
      answered = true
    },
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await stopChild(child)
      rmSync(files.socket, { recursive: true, force: true })
    },
  }
}

function stopChild(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done()
    child.once('exit', () => done())
    child.kill('SIGTERM')
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((next) => setTimeout(next, ms))
}
