import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { repositoryRoot } from '../kernel/root.ts'

/** How the server is run: the build when there is one, else from source. */
function serverCommand(): string[] {
  const built = join(repositoryRoot(), 'dist/server/main.js')
  return existsSync(built) ? [built] : ['--import', 'tsx', join(repositoryRoot(), 'apps/server/src/main.ts')]
}

/** With `BENCH_PROFILE=<folder>` a launched server leaves a CPU profile there when it ends. */
function profileFlags(): string[] {
  const folder = process.env.BENCH_PROFILE
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : []
}

export interface Launched {
  process: ChildProcess
  port: number
  mqttPort: number
  token: string
}

/** Starts a server process and waits until it listens. */
export function launch(env: Record<string, string>): Promise<Launched> {
  const ports = {
    CIVITAS_PORT: '0',
    CIVITAS_MQTT_PORT: '0',
    CIVITAS_HOST: '127.0.0.1',
    CIVITAS_REQUESTS_PER_MINUTE: '1000000',
  }
  const child = spawn(process.execPath, [...profileFlags(), ...serverCommand()], {
    env: { ...process.env, ...ports, CIVITAS_PROGRESS: '1', CIVITAS_LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: repositoryRoot(),
  })
  return new Promise((resolve, reject) => {
    let token = ''
    child.once('exit', (code, signal) =>
      reject(new Error(`the server ended with ${signal ?? `code ${code}`}`)),
    )
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      token = /administrator: (\S+)/.exec(line)?.[1] ?? token
      const message = line.startsWith('{') ? JSON.parse(line) : {}
      if (message.step === 'listening')
        resolve({ process: child, port: message.port, mqttPort: message.mqttPort, token })
    })
  })
}

export function stopProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done()
    child.once('exit', () => done())
    child.kill(signal)
  })
}
