import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Another server of the machine as a source of data. */
export interface ForeignServer {
  readonly port: number
  start(): Promise<void>
  stop(): Promise<void>
  remove(): Promise<void>
}

const debian = '/usr/lib/postgresql'

/** Folder of the PostgreSQL of the distribution; null where it is not installed. */
export function postgresBinaries(): string | null {
  if (!existsSync(debian)) return null
  const found = readdirSync(debian)
    .map((version) => join(debian, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')))
  return found ?? null
}

export function hasMariaDb(): boolean {
  return ['/usr/sbin/mariadbd', '/usr/bin/mariadb-install-db', '/usr/bin/my_print_defaults'].every((one) =>
    existsSync(one),
  )
}

/** A user of the system that is not root: neither server runs as root. */
function systemUser(name: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** A PostgreSQL of the distribution that keeps what logical replication needs. */
export async function aPostgres(bin: string): Promise<ForeignServer> {
  const user = systemUser('postgres')
  const data = ownFolder('civitas-pg-', user)
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'owner', '--auth=trust', '--encoding=UTF8', '--locale=C'],
    {
      ...{ ...user, cwd: data, stdio: 'ignore' },
    },
  )
  const port = await freePort()
  const settings = ['wal_level=logical', 'listen_addresses=127.0.0.1', 'fsync=off', 'shared_buffers=16MB']
  const command = ['-D', data, '-p', String(port), '-k', data, ...settings.flatMap((one) => ['-c', one])]
  return serverOf({ file: join(bin, 'postgres'), command, port, data, user, stopBy: 'SIGINT' })
}

/** A MariaDB of the distribution whose binary log tells every row. */
export async function aMariaDb(): Promise<ForeignServer> {
  const user = systemUser('nobody')
  const data = ownFolder('civitas-maria-', user)
  const install = [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ]
  execFileSync('/usr/bin/mariadb-install-db', install, { ...user, cwd: data, stdio: 'ignore' })
  const port = await freePort()
  const command = [
    ...['--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1'],
    ...[
      `--socket=${join(data, 's.sock')}`,
      `--pid-file=${join(data, 's.pid')}`,
      '--innodb-buffer-pool-size=16M',
      ...['--log-bin=log', '--binlog-format=ROW', '--binlog-row-image=FULL', '--server-id=1'],
    ],
  ]
  return serverOf({ file: '/usr/sbin/mariadbd', command, port, data, user, stopBy: 'SIGTERM' })
}

function ownFolder(prefix: string, user: { uid: number; gid: number } | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  if (user) chownSync(folder, user.uid, user.gid)
  return folder
}

function serverOf(given: {
  file: string
  command: string[]
  port: number
  data: string
  user: { uid: number; gid: number } | undefined
  stopBy: NodeJS.Signals
}): ForeignServer {
  const { file, command, port, data, user, stopBy } = given
  let child: ChildProcess | undefined
  const stop = () =>
    new Promise<void>((done) => {
      if (!child || child.exitCode !== null) return done()
      child.once('exit', () => done())
      child.kill(stopBy)
    })
  return {
    port,
    start: async () => {
      child = spawn(file, command, { ...user, cwd: data, stdio: 'ignore' })
    },
    stop,
    remove: async () => {
      await stop()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
