import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer, connect as open, type Server } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { freePort } from './foreign-servers.ts'

const sshd = '/usr/sbin/sshd'

export function hasSshd(): boolean {
  return existsSync(sshd) && existsSync('/usr/bin/ssh-keygen')
}

/** The OpenSSH server of the distribution, with a key of its own that lets the user of the test in. */
export async function anSftpServer() {
  const home = mkdtempSync(join(tmpdir(), 'civitas-sshd-'))
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  for (const name of ['host', 'login'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, name)])
  const files = join(home, 'files')
  mkdirSync(files)
  const port = await freePort()
  const settings = [
    ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${join(home, 'host')}`, 'PidFile none'],
    ...[`AuthorizedKeysFile ${join(home, 'login.pub')}`, 'StrictModes no', 'UsePAM no'],
    ...['PermitRootLogin yes', 'PasswordAuthentication no', 'Subsystem sftp internal-sftp'],
  ]
  writeFileSync(join(home, 'sshd_config'), `${settings.join('\n')}\n`)
  chmodSync(home, 0o755)
  const child = spawn(sshd, ['-D', '-e', '-f', join(home, 'sshd_config')], { stdio: 'ignore' })
  await reachable(port)
  const [, key = ''] = readFileSync(join(home, 'host.pub'), 'utf8').split(' ')
  const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64')
  return {
    ...{ port, files, user: userInfo().username, key: readFileSync(join(home, 'login'), 'utf8') },
    hostKey: `SHA256:${digest.replace(/=+$/, '')}`,
    stop: async () => {
      child.kill()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function reachable(port: number): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const isOpen = await new Promise<boolean>((done) => {
      const socket = open(port, '127.0.0.1', () => {
        socket.destroy()
        done(true)
      })
      socket.once('error', () => done(false))
    })
    if (isOpen) return
    await new Promise((next) => setTimeout(next, 100))
  }
  throw new Error('the server does not listen')
}

const mosquitto = '/usr/sbin/mosquitto'

export function hasMosquitto(): boolean {
  return existsSync(mosquitto)
}

/** The Mosquitto of the distribution. */
export async function aBroker() {
  const home = mkdtempSync(join(tmpdir(), 'civitas-topic-'))
  const port = await freePort()
  writeFileSync(join(home, 'mosquitto.conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`)
  const child = spawn(mosquitto, ['-c', join(home, 'mosquitto.conf')], { stdio: 'ignore' })
  await reachable(port)
  return {
    url: `mqtt://127.0.0.1:${port}`,
    stop: () => {
      child.kill()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

const kcat = '/usr/bin/kcat'

export function hasKcat(): boolean {
  return existsSync(kcat)
}

/**
 * A Kafka broker by librdkafka, held by one kcat of the distribution: four partitions a topic, in memory. Others of it send
 * messages there.
 */
export async function aKafka() {
  const holder = spawn(kcat, [
    '-C',
    '-b',
    'none:1',
    '-X',
    'test.mock.num.brokers=1',
    '-t',
    'none',
    '-d',
    'mock',
  ])
  const port = await new Promise<string>((found) => {
    let said = ''
    holder.stderr.on('data', (piece: Buffer) => {
      said += piece.toString()
      const told = /replaced with 127\.0\.0\.1:(\d+)/.exec(said)?.[1]
      if (told) found(told)
    })
  })
  const brokers = `127.0.0.1:${port}`
  return {
    brokers,
    /** Sends lines as messages of a partition, compressed as named. */
    say: (topic: string, partition: number, lines: readonly string[], codec = 'none') =>
      execFileSync(
        kcat,
        ['-P', '-b', brokers, '-t', topic, '-p', String(partition), '-X', `compression.codec=${codec}`],
        {
          input: lines.map((line) => `${line}\n`).join(''),
        },
      ),
    stop: () => holder.kill(),
  }
}

interface S3Server {
  run(): Promise<AddressInfo>
  close(): Promise<void>
}
type S3Class = new (options: object) => S3Server

/** An S3 server of npm. It knows its key by its id; a signature it does not compute again. */
export async function anS3Server(bucket: string) {
  const S3rver = createRequire(import.meta.url)('s3rver') as S3Class
  const directory = mkdtempSync(join(tmpdir(), 'civitas-s3-'))
  const server = new S3rver({
    ...{ port: 0, address: '127.0.0.1', silent: true, directory },
    ...{ configureBuckets: [{ name: bucket }], vhostBuckets: false },
  })
  const { port } = await server.run()
  return {
    ...{ port, user: 'S3RVER', secret: 'S3RVER' },
    stop: async () => {
      await server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** A way to a server that breaks off once, after so many bytes have come from it. */
export async function aCutWay(
  port: number,
  afterBytes: number,
): Promise<{ port: number; cuts(): number; stop(): void }> {
  let [cuts, passed] = [0, 0]
  const way: Server = createServer((near) => {
    const far = open(port, '127.0.0.1')
    far.on('data', (piece: Buffer) => {
      passed += piece.length
      if (cuts > 0 || passed < afterBytes) return
      cuts++
      near.destroy()
      far.destroy()
    })
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((done) => way.listen(0, '127.0.0.1', done))
  return { port: (way.address() as AddressInfo).port, cuts: () => cuts, stop: () => way.close() }
}
