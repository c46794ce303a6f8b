import * as contract from '@civitas/contract'
import type { Connector as DeclaredConnector } from '@civitas/domain-kit'
import type { Scope } from '../../kernel/access.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { invalid, notFound } from '../../kernel/problem.ts'
import type { MqttAdapter } from './adapters/mqtt/broker.ts'
import type { DeviceRights } from './admission/rights.ts'
import type { DatastreamIndex } from './datastreams/datastream-index.ts'
import { bucketSecondsFor, readBuckets } from './datastreams/series.ts'
import type { SensingNeeds } from './index.ts'
import type { IngestCounts } from './ingest/ingest-counts.ts'
import type { Recorder } from './ingest/record-observations.ts'
import type { ThingModels } from './models/registry.ts'
import type { Scenarios } from './scenarios.ts'
import * as store from './store.ts'
import { createThing } from './things/create-thing.ts'
import type { Credentials } from './things/credentials.ts'
import { getThing } from './things/get-thing.ts'
import type { ThingRegister } from './things/register-things.ts'

export interface RouteParts extends SensingNeeds {
  kernel: Kernel
  index: DatastreamIndex
  counts: IngestCounts
  recorder: Recorder
  credentials: Credentials
  models: ThingModels
  register: ThingRegister
  scenarios: Scenarios
  mqtt: MqttAdapter
  rights: DeviceRights
}

export function bindRoutes(parts: RouteParts): void {
  bindThings(parts)
  bindScenarios(parts)
}

function bindThings(parts: RouteParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listThingTypes, (_input, { principal }) => listThingTypes(parts, principal.scope))
  http.bind(contract.listThings, ({ query }, { principal }) =>
    store.listThings(db, { ...query, bbox: query.bbox?.split(',').map(Number) }, principal.scope),
  )
  http.bind(contract.createThing, ({ body }, { principal }) => createThing(parts, body, principal))
  http.bind(contract.getThing, ({ params }, { principal }) => getThing(parts, params.id, principal))
  http.bind(contract.getSeries, async ({ params, query }, { principal }) => {
    const meta = parts.index.find(params.id)
    if (!meta) throw notFound('数据流', String(params.id))
    const { datastreams } = await getThing(parts, meta.thing.id, principal)
    const [from, to] = [new Date(query.from), new Date(query.to)]
    if (from >= to) throw invalid('/query/to', '应晚于 from')
    const bucketSeconds = bucketSecondsFor(from.getTime(), to.getTime(), query.points ?? 500)
    return {
      datastream: datastreams.find((one) => one.datastreamId === meta.id) as contract.LatestValue,
      thingId: meta.thing.id,
      bucketSeconds,
      points: await readBuckets(parts.kernel, meta.id, from, to, bucketSeconds),
    }
  })
  http.bind(contract.listRejections, ({ query }) => store.listRejections(db, query))
  http.bind(contract.listConnectors, () => parts.domains.list('connectors').map(toConnector))
  http.bind(contract.getSensingStatus, (_input, { principal }) => getStatus(parts, principal.scope))
}

function toConnector({ id, title, source, time, into }: DeclaredConnector): contract.Connector {
  return {
    id,
    title,
    format: source.format,
    attribution: source.attribution ?? null,
    missing: [...source.missing],
    time: 'column' in time ? time : { columns: [...time.columns], utcOffset: time.utcOffset },
    thingType: into.thingType,
    thingColumn: into.thingColumn,
    columns: into.columns.map((column) => ({ ...column })),
  }
}

async function listThingTypes(
  { kernel, domains, models, index }: RouteParts,
  scope: Scope,
): Promise<contract.ThingTypeInfo[]> {
  const counts = await store.countThings(kernel.db, scope)
  return models.listThingTypes().map((type) => ({
    id: type.id,
    domain: domains.findThingType(type.id) ? (type.id.split('.')[0] as string) : '',
    title: type.title,
    entityType: type.entityType,
    datastreams: [...type.datastreams, ...(type.derived ?? [])].map((one) => ({
      id: one.id,
      title: one.title,
      unit: one.unit,
      unitLabel: index.unitLabel(one.unit),
      derived: !('periodSeconds' in one),
      periodSeconds: 'periodSeconds' in one ? one.periodSeconds : null,
    })),
    things: counts.get(type.id)?.things ?? 0,
    online: counts.get(type.id)?.online ?? 0,
  }))
}

async function getStatus(
  { kernel, counts, recorder, mqtt }: RouteParts,
  scope: Scope,
): Promise<contract.SensingStatus> {
  const { rejectedByReason, ...rest } = counts.snapshot()
  const perType = [...(await store.countThings(kernel.db, scope)).values()]
  return {
    ...rest,
    rejectedByReason,
    rejected: Object.values(rejectedByReason).reduce((a, b) => a + b, 0),
    waiting: recorder.waiting,
    lagSeconds: recorder.lagSeconds(),
    things: perType.reduce((sum, one) => sum + one.things, 0),
    online: perType.reduce((sum, one) => sum + one.online, 0),
    mqttClients: mqtt.clients,
  }
}

function bindScenarios({ kernel, scenarios }: RouteParts): void {
  const { http } = kernel
  http.bind(contract.listScenarios, async () => ({ items: scenarios.list(), ...(await scenarios.current()) }))
  http.bind(contract.startScenario, ({ params, body }, { principal }) =>
    scenarios.start(params.id, body.speed ?? 60, principal.name),
  )
  http.bind(contract.stopScenario, () => scenarios.stop())
  http.bind(contract.reportSimulatorSeen, () => scenarios.heartbeat())
}
