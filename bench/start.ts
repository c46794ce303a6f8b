import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '../apps/server/src/kernel/root.ts'
import { launch, stopProcess } from '../apps/server/src/test-kit/launch.ts'
import { round } from './lib/percentile.ts'
import { machine, rssOf } from './lib/server.ts'

/**
 * How long a start takes until `GET /healthz` answers 200: cold (no data, the sample city is made), warm (the data is
 * there), and after kill -9. And the memory of all processes together, simulator included, once they are at rest.
 */
const restSeconds = 45

async function timedLaunch(env: Record<string, string>) {
  const began = performance.now()
  const server = await launch(env)
  const answer = await fetch(`http://127.0.0.1:${server.port}/healthz`)
  if (answer.status !== 200) throw new Error(`healthz answered ${answer.status}`)
  return { server, seconds: (performance.now() - began) / 1000 }
}

const data = mkdtempSync(join(tmpdir(), 'civitas-bench-'))
chmodSync(data, 0o711)
const env = { CIVITAS_DATA: data, CIVITAS_SAMPLE_CITY: 'true' }
try {
  const cold = await timedLaunch(env)
  await stopProcess(cold.server.process)
  const warm = await timedLaunch(env)
  await stopProcess(warm.server.process, 'SIGKILL')
  const killed = await timedLaunch(env)
  const address = `http://127.0.0.1:${killed.server.port}`
  const simulator = spawn(
    process.execPath,
    [
      join(repositoryRoot(), 'dist/simulator/main.js'),
      ...['--url', address, '--mqtt', `mqtt://127.0.0.1:${killed.server.mqttPort}`],
      ...['--access', join(data, 'simulator.secret.json')],
    ],
    { stdio: 'ignore' },
  )
  await new Promise((next) => setTimeout(next, restSeconds * 1000))
  const rss = rssOf([process.pid], process.pid)
  await stopProcess(simulator)
  await stopProcess(killed.server.process)
  process.stdout.write(
    `${JSON.stringify({
      bench: 'start',
      ratio: null,
      cold_s: round(cold.seconds, 2),
      warm_s: round(warm.seconds, 2),
      after_kill_s: round(killed.seconds, 2),
      idle_rss_mb: rss,
      rss_mb: rss,
      rested_s: restSeconds,
      ...machine(),
    })}\n`,
  )
} finally {
  rmSync(data, { recursive: true, force: true })
}
