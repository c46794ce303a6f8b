import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Domain, type DomainRegistry, loadDomains } from '@civitas/domain-kit'
import { domains as switchboard } from '@civitas/domains'
import { cases } from './capabilities/cases/index.ts'
import { command } from './capabilities/command/index.ts'
import { data } from './capabilities/data/index.ts'
import { entities } from './capabilities/entities/index.ts'
import { events } from './capabilities/events/index.ts'
import { identity } from './capabilities/identity/index.ts'
import { indicators } from './capabilities/indicators/index.ts'
import { ledger } from './capabilities/ledger/index.ts'
import { maps } from './capabilities/maps/index.ts'
import { messaging } from './capabilities/messaging/index.ts'
import { openThings, sensing } from './capabilities/sensing/index.ts'
import { services } from './capabilities/services/index.ts'
import { territory } from './capabilities/territory/index.ts'
import { type Clock, type MovableClock, openMovableClock, systemClock } from './kernel/clock.ts'
import type { Config } from './kernel/config.ts'
import { bindLive } from './kernel/http/live.ts'
import { type Kernel, startKernel } from './kernel/kernel.ts'
import { bindPlatform } from './operate/bind-platform.ts'
import { checkRealName } from './operate/check-real-name.ts'
import { sendCode } from './operate/send-code.ts'
import { sendNotices } from './operate/send-notices.ts'
import { bindWeb } from './operate/serve-web.ts'
import { type Cast, gatherCast } from './sample-city/cast.ts'
import { ensureSampleCity } from './sample-city/ensure-sample-city.ts'
import { fillData } from './sample-city/fill-data.ts'
import { fillHistory } from './sample-city/fill-history.ts'
import { playData } from './sample-city/play-data.ts'
import { playFirstDay } from './sample-city/play-first-day.ts'
import { playServices } from './sample-city/play-services.ts'
import { playSite } from './sample-city/play-site.ts'

/** Names of the capabilities in starting order; each owns the schema of its name. */
export const capabilities = [
  'territory',
  'identity',
  'ledger',
  'entities',
  'sensing',
  'maps',
  'indicators',
  'messaging',
  'data',
  'events',
  'cases',
  'command',
  'services',
] as const

/** Steps of a start, for people who wait. */
export type StartStep = 'database' | 'schema' | 'capabilities' | 'sample-city' | 'ready'

export interface PlatformOptions {
  config: Config
  clock?: Clock | MovableClock
  /** The domains of this installation; those of `domains/index.ts` unless a test brings its own. */
  domains?: readonly Domain[]
  onProgress?: (step: StartStep) => void
  /** Whether what is due by the time of day is done by itself; so it is unless a test says what is due. */
  schedule?: boolean
}

export type Doors = Awaited<ReturnType<typeof startCapabilities>>

export interface Platform extends Doors {
  readonly kernel: Kernel
  readonly domains: DomainRegistry
  readonly port: number
  readonly mqttPort: number
  readonly mqttsPort: number
  stop(): Promise<void>
}

/** The map: every capability in starting order, each given the doors it needs. */
async function startCapabilities(kernel: Kernel, domains: DomainRegistry) {
  const territoryDoor = await territory.start(kernel, {})
  const identityDoor = await identity.start(kernel, {})
  const ledgerDoor = await ledger.start(kernel, { identity: identityDoor })
  const entitiesDoor = await entities.start(kernel, {
    territory: territoryDoor,
    identity: identityDoor,
    domains,
  })
  const sensingDoor = await sensing.start(kernel, {
    territory: territoryDoor,
    identity: identityDoor,
    entities: entitiesDoor,
    domains,
  })
  await maps.start(kernel, {
    territory: territoryDoor,
    entities: entitiesDoor,
    sensing: sensingDoor,
    domains,
  })
  const base = { territory: territoryDoor, identity: identityDoor, domains }
  const sensed = { ...base, entities: entitiesDoor, sensing: sensingDoor }
  const indicatorsDoor = await indicators.start(kernel, sensed)
  const messagingDoor = await messaging.start(kernel, { territory: territoryDoor, identity: identityDoor })
  identityDoor.sendCodesBy((tx, { code, key, ...to }) => sendCode(messagingDoor, tx, { code, key, to }))
  const told = { messaging: messagingDoor, ledger: ledgerDoor }
  const dataDoor = await data.start(kernel, {
    ...{ ...base, ...told, entities: entitiesDoor, indicators: indicatorsDoor },
  })
  identityDoor.checkNamesBy((given) => checkRealName(dataDoor, given))
  const eventsDoor = await events.start(kernel, { ...sensed, ...told, indicators: indicatorsDoor })
  const casesDoor = await cases.start(kernel, { ...base, ...told, events: eventsDoor })
  const commandDoor = await command.start(kernel, { ...sensed, ...told, events: eventsDoor })
  const servicesDoor = await services.start(kernel, {
    ...{ ...base, ...told, entities: entitiesDoor },
    ...{ data: dataDoor, events: eventsDoor, cases: casesDoor },
  })
  sendNotices(kernel, messagingDoor)
  return {
    territory: territoryDoor,
    identity: identityDoor,
    ledger: ledgerDoor,
    entities: entitiesDoor,
    sensing: sensingDoor,
    indicators: indicatorsDoor,
    messaging: messagingDoor,
    data: dataDoor,
    events: eventsDoor,
    cases: casesDoor,
    command: commandDoor,
    services: servicesDoor,
  }
}

const isMovable = (clock: Clock | MovableClock): clock is MovableClock => 'putForward' in clock

/** A sample city that runs alone has a clock one can put forward; several processes would not agree on the time. */
function openSampleClock({ sampleCity, cluster, data }: Config): Clock | MovableClock {
  if (!sampleCity || cluster) return systemClock
  mkdirSync(data, { recursive: true })
  return openMovableClock(join(data, 'sample-clock.json'))
}

/** Starts everything and answers once requests are served. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { config, onProgress = () => undefined } = options
  const domains = loadDomains([...(options.domains ?? switchboard), openThings])
  const clock: Clock | MovableClock = options.clock ?? openSampleClock(config)
  const kernel = await startKernel({ config, clock, schemas: capabilities, onProgress })
  try {
    onProgress('capabilities')
    const doors = await startCapabilities(kernel, domains)
    const isNewCity =
      config.sampleCity && (await ensureSampleCity(kernel, doors, () => onProgress('sample-city')))
    await doors.services.syncItems()
    await bindPlatform(kernel, doors, domains, isMovable(clock) ? clock : null)
    bindLive(kernel.http, kernel.realtime)
    bindWeb(kernel)
    const works = config.roles.includes('worker')
    await kernel.messages.start({ onlyHear: !works })
    const port = await kernel.http.listen()
    if (works && (options.schedule ?? true)) await kernel.jobs.start()
    onProgress('ready')
    const cast = gatherCast(`http://127.0.0.1:${port}`)
    if (config.sampleCity && config.sampleData && works) void fillCatalogue(kernel, doors, cast)
    if (isNewCity && works && !config.tlsCert) {
      void playFirstDay(cast, kernel.log)
      void playSite(cast, kernel.log)
      void playServices(kernel, doors, cast)
    }
    return {
      ...doors,
      kernel,
      domains,
      port,
      mqttPort: doors.sensing.mqttPort,
      mqttsPort: doors.sensing.mqttsPort,
      stop: () => stopPlatform(kernel, doors),
    }
  } catch (error) {
    await kernel.stop().catch(() => undefined)
    throw error
  }
}

/** What takes too long to wait for: tables of the departments, then what is made of them. */
async function fillCatalogue(kernel: Kernel, doors: Doors, cast: Cast): Promise<void> {
  const isOpen = !kernel.config.tlsCert
  await fillHistory(kernel, doors, isOpen ? cast : null).catch((error) =>
    kernel.log.warn({ error }, 'the past of the sample city was not filled'),
  )
  await fillData(kernel, doors)
  if (isOpen) await playData(cast, join(kernel.config.data, 'inbox'), kernel.log)
}

/** Stops the edge first, so that nothing is accepted that could not be finished. */
async function stopPlatform(kernel: Kernel, doors: Doors): Promise<void> {
  await doors.services.stop()
  await doors.command.stop()
  await doors.sensing.stop()
  await doors.cases.stop()
  await doors.events.stop()
  await doors.data.stop()
  await doors.indicators.stop()
  await doors.messaging.stop()
  await doors.identity.stop()
  await doors.entities.stop()
  await kernel.stop()
}
