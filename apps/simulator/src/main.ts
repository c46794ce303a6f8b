import { setMaxListeners } from 'node:events'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadDomains } from '@civitas/domain-kit'
import { domains } from '@civitas/domains'
import { type Adoption, adoptDevices } from './adopt-devices.ts'
import { followCityClock } from './city-clock.ts'
import { followRun } from './follow-run.ts'
import { connectGateway } from './gateway.ts'
import { beatKiosks } from './kiosks.ts'
import { playMoving } from './moving/play-moving.ts'
import { play } from './play.ts'
import { type Access, openSession, sleep } from './session.ts'

const usage =
  'usage: main.ts --url http://host:port --mqtt mqtt://host:port --access <data>/simulator.secret.json'

/** How often things that are new, or have got a device of their own, are looked for. */
const lookEveryMs = 60_000

interface Settings {
  url: string
  mqtt: string
  access: Access
  accessFile: string
}

function readSettings(): Settings {
  const { values } = parseArgs({
    options: { url: { type: 'string' }, mqtt: { type: 'string' }, access: { type: 'string' } },
  })
  if (!values.url || !values.mqtt || !values.access) throw new Error(usage)
  const access = JSON.parse(readFileSync(values.access, 'utf8')) as Access
  if (!access.account || !access.password || !access.credential || !access.key)
    throw new Error(`${values.access} does not hold account, password, credential and key`)
  return { url: values.url.replace(/\/$/, ''), mqtt: values.mqtt, access, accessFile: values.access }
}

/** Ends with SIGTERM, SIGINT, and when the process that started this one is gone. */
function stopSignal(): AbortSignal {
  const stop = new AbortController()
  // Everything that moves waits for the end on its own.
  setMaxListeners(0, stop.signal)
  process.once('SIGTERM', () => stop.abort())
  process.once('SIGINT', () => stop.abort())
  process.once('disconnect', () => stop.abort())
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid !== parent) stop.abort()
  }, 1_000)
  timer.unref()
  return stop.signal
}

async function main(): Promise<void> {
  const { url, mqtt, access, accessFile } = readSettings()
  const signal = stopSignal()
  const registry = loadDomains(domains)
  const session = openSession(url, access)
  await followCityClock(session, signal)
  const follower = followRun(session, signal)
  const adoption: Adoption = { url, access, session, registry, devices: new Map(), signal }
  const refused = new Set<string>()
  await adoptDevices(adoption, refused)
  const { devices } = adoption
  tell({ step: 'simulating', things: devices.size })
  const gateway = connectGateway(mqtt, access)
  const look = async () => {
    while (!signal.aborted) {
      await sleep(lookEveryMs, signal)
      if (!signal.aborted) await adoptDevices(adoption, refused)
    }
  }
  const movingStage = { url, session, signal }
  await Promise.all([
    play({ registry, devices, follower, gateway, signal }),
    look(),
    playMoving(movingStage),
    beatKiosks(url, accessFile, signal),
  ])
  gateway.stop()
}

/** Tells whoever started this process how far it is, one JSON line each, when it asked to be told. */
function tell(message: Record<string, unknown>): void {
  if (process.env.CIVITAS_PROGRESS) process.stdout.write(`${JSON.stringify(message)}\n`)
  else console.error(`simulator: ${message.things} devices`)
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(`simulator: ${error.message}`)
    process.exit(1)
  },
)
