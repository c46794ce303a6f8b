import type { SeriesPoint, Thing } from '@civitas/contract'
import { type DomainRegistry, walkFormula } from '@civitas/domain-kit'
import { defineCapability } from '../../kernel/capability.ts'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Entities } from '../entities/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Territory } from '../territory/index.ts'
import { startMqtt } from './adapters/mqtt/broker.ts'
import type { NewBinding } from './adapters/protocols/bindings.ts'
import { startProtocols } from './adapters/protocols.ts'
import { bindSensorThings } from './adapters/sensorthings/bind-sensorthings.ts'
import { createDatastreamIndex, type DatastreamIndex } from './datastreams/datastream-index.ts'
import { deriveObservations } from './datastreams/derive-observations.ts'
import { describeFirings, describeObservations } from './datastreams/describe.ts'
import { followThings } from './datastreams/follow-things.ts'
import {
  aggregatePerDatastream,
  type PerThingQuery,
  type PerThingValue,
  readBuckets,
  readNewest,
} from './datastreams/series.ts'
import { writeModels } from './datastreams/write-models.ts'
import { bindDevices, startDevices } from './devices.ts'
import { acknowledgeOpen } from './firings/alarm-store.ts'
import { startAlarms } from './firings/alarms.ts'
import { bindRules } from './firings/bind-rules.ts'
import { makeCarryOut } from './firings/carry-out.ts'
import { startReactions } from './firings/reactions.ts'
import { openRuleSet } from './firings/rule-set.ts'
import { runRules } from './firings/run-rules.ts'
import { createTightenings, type Tightening } from './firings/tightening.ts'
import { startForecasts } from './forecasts/forecasts.ts'
import { bindFusedViews } from './fused-views/fused-views.ts'
import { bindHistory } from './history/bind-history.ts'
import { startIngestCounts } from './ingest/ingest-counts.ts'
import { createRecorder } from './ingest/record-observations.ts'
import { startRejections } from './ingest/rejections.ts'
import { shareLatest } from './ingest/share-latest.ts'
import { repairLatest } from './ingest/write-latest.ts'
import { openModels, type ThingModels } from './models/registry.ts'
import { bindRoutes } from './routes.ts'
import { createScenarios } from './scenarios.ts'
import { startScheduledFiles } from './scheduled-files/scheduled-files.ts'
import { bindSeriesEmbeds } from './series-embeds/series-embeds.ts'
import { type DevicePlan, setUpDevices } from './set-up-devices.ts'
import {
  countThings,
  listThingStates,
  readDatastreams,
  readStates,
  readThings,
  type ThingStateRow,
} from './store.ts'
import { type NewCredential, openCredentials } from './things/credentials.ts'
import { createThingRegister } from './things/register-things.ts'
import { startThingsSeen } from './things/things-seen.ts'
import type { TrackingPlan } from './tracks/set-up-tracking.ts'
import { startTracks } from './tracks/tracks.ts'

export type { DatastreamMeta, ThingMeta } from './datastreams/datastream-index.ts'
export type { PerThingQuery, PerThingValue } from './datastreams/series.ts'
export type { Tightening } from './firings/tightening.ts'
export { openThings } from './open-things.ts'
export { isUsable, observationId } from './rules.ts'
export type { DevicePlan } from './set-up-devices.ts'
export type { ThingStateRow } from './store.ts'
export { everyThingType } from './things/credentials.ts'

/** What other capabilities may ask of `sensing`. */
export interface Sensing {
  /** Things, datastreams, units, from memory. */
  readonly index: DatastreamIndex
  readonly mqttPort: number
  /** MQTT over TLS. */
  readonly mqttsPort: number
  /** Makes Things of entities of the right type. */
  registerThings(
    tx: Transaction,
    things: ReadonlyArray<{ entityId: string; thingType: string }>,
  ): Promise<void>
  /** Binds devices to the addresses they call themselves by in their protocol. */
  bindDevices(tx: Transaction, devices: readonly NewBinding[], by: string): Promise<void>
  /** Duty hours, fences and route plans of an imported city. */
  setUpTracking(tx: Transaction, plan: TrackingPlan): Promise<void>
  /** Facilities, terminals, OIDs, calibrations and panels of an imported city. */
  setUpDevices(tx: Transaction, plan: DevicePlan): Promise<void>
  createCredential(tx: Transaction, input: NewCredential): Promise<{ name: string; key: string }>
  /** One value for each datastream over a window. */
  aggregate(query: PerThingQuery): Promise<PerThingValue[]>
  /** Holds limits of rules tighter at some places, in this process; what is not named again holds as it was. */
  tighten(list: readonly Tightening[]): void
  /** A series in buckets of equal width, of the database and of what has aged into files. */
  readBuckets(datastreamId: number, from: Date, to: Date, bucketSeconds: number): Promise<SeriesPoint[]>
  countThings: typeof countThings
  /** Somebody has looked into what these open alarms told: they are acknowledged and escalate no more. */
  acknowledgeAlarms(
    tx: Transaction,
    causes: ReadonlyArray<{ ruleId: string; thingId: string }>,
    act: { by: string; note: string | null },
  ): Promise<void>
  /** Whether each of these things is heard, by thing id; an entity that is no thing is left out. */
  readStates(thingIds: readonly string[]): Promise<Map<string, Thing['state']>>
  /** Every thing of a type with its health. */
  listThingStates(db: Queryable, thingType: string): Promise<ThingStateRow[]>
  stop(): Promise<void>
}

export interface SensingNeeds {
  territory: Territory
  identity: Identity
  entities: Entities
  domains: DomainRegistry
}

/** 物联感知: Things, Datastreams and Observations; MQTT and SensorThings at the edge, rules and derived values behind. */
export const sensing = defineCapability({
  name: 'sensing',
  needs: ['territory', 'identity', 'entities', 'domains'],
  start: async (kernel, needs: SensingNeeds): Promise<Sensing> => {
    const { entities, domains } = needs
    const models = await openModels(kernel, domains)
    const index = createDatastreamIndex(models, watchedDatastreams(domains))
    await writeModels(kernel.db, models.listThingTypes())
    index.add(await readThings(kernel.db), await readDatastreams(kernel.db))
    entities.setLatestDescriber(index.describe)
    entities.setSeriesReader((id, from, to) => readNewest(kernel, id, from, to))
    const counts = await startIngestCounts(kernel)
    const rejections = startRejections(kernel, counts)
    const credentials = await openCredentials(kernel)
    needs.identity.leaveNames((name) => credentials.find(name) !== undefined)
    const recorder = createRecorder(kernel, entities, index, counts, shareLatest(kernel, index))
    await repairLatest(kernel, entities)
    for (const row of await entities.readAllLatest()) {
      if (row.time) recorder.remember(row.datastream_id, row.time.getTime(), row.value)
    }
    const seen = startThingsSeen(kernel, credentials.saveUse)
    const register = createThingRegister(kernel, entities, index, models)
    const scenarios = createScenarios(kernel, domains)
    followThings(kernel, index)
    const rules = await openRuleSet(kernel, index, domains)
    const tightenings = createTightenings()
    runRules(kernel, entities, index, { rules, tightenings })
    const ofType = (type: string) => propertiesOf(models, type)
    bindRules({ kernel, entities, index, domains, propertiesOf: ofType }, rules, tightenings)
    bindSeriesEmbeds({ kernel, index })
    bindFusedViews({ kernel, index, entities })
    const works = [
      startForecasts({ kernel, index, domains }),
      startScheduledFiles({ kernel, propertiesOf: ofType }),
    ]
    deriveObservations(kernel, entities, index, domains)
    const devices = await startDevices({ kernel, index, models, credentials })
    const parts = { ...needs, kernel, index, models, recorder, credentials, rejections, seen, ...devices }
    const mqtt = await startMqtt(parts)
    const positions = await startTracks(parts)
    const protocols = await startProtocols({ ...parts, positions })
    const alarms = startAlarms(kernel)
    const reactions = startReactions(kernel, makeCarryOut(parts))
    bindRoutes({ ...parts, counts, register, scenarios, mqtt })
    bindDevices({ ...parts, mqtt })
    bindSensorThings(parts)
    bindHistory(kernel, index, models)
    registerMetrics(kernel, recorder, index)
    kernel.trace.describe('observation', (ids) => describeObservations(kernel.db, index, ids))
    kernel.trace.describe('firing', (ids) => describeFirings(kernel.db, domains, ids))
    return {
      index,
      mqttPort: mqtt.port,
      mqttsPort: mqtt.securePort,
      registerThings: async (tx, things) => {
        await register.register(tx, things)
      },
      bindDevices: protocols.bindDevices,
      setUpTracking: positions.setUp,
      setUpDevices: (tx, plan) => setUpDevices(parts, tx, plan),
      createCredential: credentials.create,
      aggregate: (query) => aggregatePerDatastream(kernel, query),
      tighten: tightenings.set,
      readBuckets: (id, from, to, seconds) => readBuckets(kernel, id, from, to, seconds),
      countThings,
      acknowledgeAlarms: (tx, causes, act) =>
        acknowledgeOpen(tx, causes, { ...act, now: kernel.clock.now() }),
      readStates: (ids) => readStates(kernel.db, ids),
      listThingStates,
      stop: async () => {
        await mqtt.stop()
        await protocols.stop()
        await positions.stop()
        await devices.stop()
        await reactions.stop()
        await alarms.stop()
        await Promise.all(works.map((one) => one.stop()))
        await recorder.stop()
        await Promise.all([seen.stop(), rejections.stop(), counts.stop()])
      },
    }
  },
})

function propertiesOf(models: ThingModels, thingType: string): string[] | null {
  const type = models.findThingType(thingType)
  return type ? [...type.datastreams, ...(type.derived ?? [])].map((one) => one.id) : null
}

/** `<thing type>/<datastream>` of everything a rule, a derived datastream or an indicator reads. */
function watchedDatastreams(domains: DomainRegistry): Set<string> {
  const watched = new Set<string>()
  for (const rule of domains.list('rules'))
    if (rule.kind === 'observation') watched.add(`${rule.thingType}/${rule.datastream}`)
  for (const type of domains.list('thingTypes')) {
    for (const derived of type.derived ?? [])
      for (const source of derived.from) watched.add(`${type.id}/${source}`)
  }
  for (const indicator of domains.list('indicators')) {
    walkFormula(indicator.formula, (part) => {
      if (part.kind === 'observations') watched.add(`${part.thingType}/${part.datastream}`)
    })
  }
  return watched
}

function registerMetrics(
  kernel: Kernel,
  recorder: ReturnType<typeof createRecorder>,
  index: DatastreamIndex,
): void {
  kernel.metrics.gauge('civitas_ingest_waiting', 'Readings received and not yet stored.', [], (gauge) =>
    gauge.set(recorder.waiting),
  )
  kernel.metrics.gauge(
    'civitas_ingest_lag_seconds',
    'Age of the oldest reading not yet stored.',
    [],
    (gauge) => gauge.set(recorder.lagSeconds()),
  )
  kernel.metrics.gauge('civitas_things', 'Registered things.', [], (gauge) => gauge.set(index.things))
}
