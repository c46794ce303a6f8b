import { type Static, Type } from 'typebox'
import { Bbox, DivisionCode, Done, Id, Json, LocalTextSchema, pageOf, pageQuery, Time } from './common.ts'
import { LatestValue } from './entities.ts'
import { defineMessage } from './message.ts'
import { defineOperation } from './operation.ts'

/**
 * Quality flags of an observation, a bit field; 0 is normal (PLT-011: 正常 / 超量程 / 跳变 / 补传 / 缺测).
 */
export const observationQuality = {
  normal: 0,
  outOfRange: 1,
  jump: 2,
  late: 4,
  missing: 8,
  repeated: 16,
  clockDrift: 32,
} as const

export const Thing = Type.Object({
  id: Id,
  thingType: Type.String(),
  reference: Type.String(),
  name: Type.String(),
  divisionCode: Type.Union([DivisionCode, Type.Null()]),
  state: Type.Union([
    Type.Literal('online'),
    Type.Literal('offline'),
    Type.Literal('never-seen'),
    Type.Literal('quarantined'),
  ]),
  lastSeenTime: Type.Union([Time, Type.Null()]),
  credentialName: Type.Union([Type.String(), Type.Null()]),
})
export type Thing = Static<typeof Thing>

export const ThingTypeInfo = Type.Object({
  id: Type.String(),
  domain: Type.String(),
  title: LocalTextSchema,
  entityType: Type.String(),
  datastreams: Type.Array(
    Type.Object({
      id: Type.String(),
      title: LocalTextSchema,
      unit: Type.String(),
      unitLabel: Type.String(),
      derived: Type.Boolean(),
      periodSeconds: Type.Union([Type.Number(), Type.Null()]),
    }),
  ),
  things: Type.Integer(),
  online: Type.Integer(),
})
export type ThingTypeInfo = Static<typeof ThingTypeInfo>

/** One bucket of a series: `value` is the mean, with the extremes and how many readings went in. */
export const SeriesPoint = Type.Object({
  time: Time,
  value: Type.Union([Type.Number(), Type.Null()]),
  min: Type.Union([Type.Number(), Type.Null()]),
  max: Type.Union([Type.Number(), Type.Null()]),
  count: Type.Integer(),
  quality: Type.Integer(),
})
export type SeriesPoint = Static<typeof SeriesPoint>

export const rejectionReasons = [
  'wrong-credentials',
  'wrong-topic',
  'malformed',
  'wrong-type',
  'unknown-thing',
  'forbidden-thing',
  'too-large',
  'quarantined',
] as const

/** A message from a device that was refused or set aside. */
export const Rejection = Type.Object({
  id: Type.Integer(),
  time: Time,
  reason: Type.Enum([...rejectionReasons]),
  protocol: Type.String(),
  clientId: Type.Union([Type.String(), Type.Null()]),
  credentialName: Type.Union([Type.String(), Type.Null()]),
  topic: Type.Union([Type.String(), Type.Null()]),
  detail: Type.String(),
  payload: Type.String({ description: 'The first 2,000 characters of what was sent.' }),
})
export type Rejection = Static<typeof Rejection>

/** A credential a device or gateway signs in with. The key is shown once, when it is made. */
export const Credential = Type.Object({
  name: Type.String(),
  kind: Type.Union([Type.Literal('device'), Type.Literal('gateway')]),
  things: Type.Integer(),
  createdTime: Time,
  revokedTime: Type.Union([Time, Type.Null()]),
  lastUsedTime: Type.Union([Time, Type.Null()]),
})
export type Credential = Static<typeof Credential>

export const SensingStatus = Type.Object({
  received: Type.Integer(),
  stored: Type.Integer(),
  repeated: Type.Integer(),
  rejected: Type.Integer(),
  rejectedByReason: Type.Record(Type.String(), Type.Integer()),
  waiting: Type.Integer(),
  lagSeconds: Type.Number(),
  storedPerSecond: Type.Number(),
  things: Type.Integer(),
  online: Type.Integer(),
  mqttClients: Type.Integer(),
})
export type SensingStatus = Static<typeof SensingStatus>

export const Scenario = Type.Object({
  id: Type.String(),
  domain: Type.String(),
  title: LocalTextSchema,
  description: LocalTextSchema,
  minutes: Type.Number(),
})
export type Scenario = Static<typeof Scenario>

/** What the simulator is asked to play. `id` is null when the city is at rest. */
export const ScenarioRun = Type.Object({
  id: Type.Union([Type.String(), Type.Null()]),
  runId: Type.Union([Id, Type.Null()]),
  speed: Type.Number({ description: 'City minutes per real minute.' }),
  startedTime: Type.Union([Time, Type.Null()]),
  startedBy: Type.Union([Type.String(), Type.Null()]),
})
export type ScenarioRun = Static<typeof ScenarioRun>

/** How readings of an existing system come in, as its domain declares it. */
export const Connector = Type.Object({
  id: Type.String(),
  title: LocalTextSchema,
  format: Type.Union([Type.Literal('csv'), Type.Literal('table'), Type.Literal('http')]),
  /** Where the numbers are from and on what terms. */
  attribution: Type.Union([LocalTextSchema, Type.Null()]),
  missing: Type.Array(Type.String(), { description: 'Texts that mean: no value. Never zero.' }),
  time: Type.Union([
    Type.Object({
      columns: Type.Array(Type.String(), { description: 'Year, month, day, hour.' }),
      utcOffset: Type.String({ description: '+08:00' }),
    }),
    Type.Object({ column: Type.String({ description: 'A column of RFC 3339 times.' }) }),
  ]),
  thingType: Type.String(),
  thingColumn: Type.String(),
  columns: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String({ description: 'Datastream of the thing type.' }),
      multiply: Type.Optional(Type.Number()),
      add: Type.Optional(Type.Number()),
      codes: Type.Optional(Type.Record(Type.String(), Type.Number())),
    }),
  ),
})
export type Connector = Static<typeof Connector>

const idParams = Type.Object({ id: Id })

export const listThingTypes = defineOperation({
  id: 'sensing.listThingTypes',
  method: 'GET',
  path: '/api/sensing/thing-types',
  permission: 'sensing.read',
  summary: { zh: '设备模型', en: 'List thing types' },
  response: Type.Array(ThingTypeInfo),
})

export const listThings = defineOperation({
  id: 'sensing.listThings',
  method: 'GET',
  path: '/api/sensing/things',
  permission: 'sensing.read',
  summary: { zh: '设备列表', en: 'List things' },
  query: Type.Object({
    ...pageQuery,
    type: Type.Optional(Type.String()),
    division: Type.Optional(DivisionCode),
    state: Type.Optional(Type.String()),
    bbox: Type.Optional(Bbox),
  }),
  response: pageOf(Thing),
})

export const createThing = defineOperation({
  id: 'sensing.createThing',
  method: 'POST',
  path: '/api/sensing/things',
  permission: 'sensing.write',
  summary: {
    zh: '登记设备（可同时登记其实体）',
    en: 'Register a thing, with its entity when there is none yet',
  },
  body: Type.Object({
    thingType: Type.String(),
    entityId: Type.Optional(Id),
    reference: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    position: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
    attributes: Type.Optional(Json),
    credential: Type.Optional(
      Type.Object({ name: Type.String({ minLength: 3, maxLength: 100, pattern: '^[A-Za-z0-9._:-]+$' }) }),
    ),
  }),
  response: Type.Object({
    thing: Thing,
    datastreams: Type.Array(LatestValue),
    credential: Type.Union([Type.Object({ name: Type.String(), key: Type.String() }), Type.Null()]),
  }),
  creates: true,
})

export const getThing = defineOperation({
  id: 'sensing.getThing',
  method: 'GET',
  path: '/api/sensing/things/{id}',
  permission: 'sensing.read',
  summary: { zh: '设备详情', en: 'A thing with its datastreams and latest values' },
  params: idParams,
  response: Type.Object({ thing: Thing, datastreams: Type.Array(LatestValue) }),
})

export const getSeries = defineOperation({
  id: 'sensing.getSeries',
  method: 'GET',
  path: '/api/sensing/datastreams/{id}/series',
  permission: 'sensing.read',
  summary: { zh: '观测历史曲线', en: 'The history of a datastream, in buckets' },
  params: Type.Object({ id: Type.Integer() }),
  query: Type.Object({
    from: Time,
    to: Time,
    points: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000, default: 500 })),
  }),
  response: Type.Object({
    datastream: LatestValue,
    thingId: Id,
    bucketSeconds: Type.Number(),
    points: Type.Array(SeriesPoint),
  }),
})

export const listCredentials = defineOperation({
  id: 'sensing.listCredentials',
  method: 'GET',
  path: '/api/sensing/credentials',
  permission: 'sensing.credentials',
  summary: { zh: '设备凭据列表', en: 'List device credentials' },
  query: Type.Object(pageQuery),
  response: pageOf(Credential),
})

export const createCredential = defineOperation({
  id: 'sensing.createCredential',
  method: 'POST',
  path: '/api/sensing/credentials',
  permission: 'sensing.credentials',
  summary: { zh: '签发设备或网关凭据（密钥只显示一次）', en: 'Issue a credential; its key is shown once' },
  body: Type.Object({
    name: Type.String({ minLength: 3, maxLength: 100, pattern: '^[A-Za-z0-9._:-]+$' }),
    kind: Type.Union([Type.Literal('device'), Type.Literal('gateway')]),
    thingIds: Type.Optional(Type.Array(Id, { maxItems: 10_000 })),
    thingType: Type.Optional(Type.String({ description: 'Covers every thing of this type, for a gateway.' })),
  }),
  response: Type.Object({ name: Type.String(), key: Type.String() }),
  creates: true,
})

export const revokeCredential = defineOperation({
  id: 'sensing.revokeCredential',
  method: 'DELETE',
  path: '/api/sensing/credentials/{name}',
  permission: 'sensing.credentials',
  summary: { zh: '吊销设备凭据', en: 'Revoke a credential' },
  params: Type.Object({ name: Type.String() }),
  response: Done,
})

export const listRejections = defineOperation({
  id: 'sensing.listRejections',
  method: 'GET',
  path: '/api/sensing/rejections',
  permission: 'sensing.read',
  summary: { zh: '拒收与搁置的上报', en: 'Messages refused or set aside' },
  query: Type.Object({ ...pageQuery, reason: Type.Optional(Type.String()) }),
  response: pageOf(Rejection),
})

export const getSensingStatus = defineOperation({
  id: 'sensing.getStatus',
  method: 'GET',
  path: '/api/sensing/status',
  permission: 'sensing.read',
  summary: { zh: '接入运行状态', en: 'How ingest runs: counts, lag, loss' },
  response: SensingStatus,
})

export const listConnectors = defineOperation({
  id: 'sensing.listConnectors',
  method: 'GET',
  path: '/api/sensing/connectors',
  permission: 'sensing.read',
  summary: { zh: '数据接入映射', en: 'Mappings of data files and systems onto things' },
  response: Type.Array(Connector),
})

export const listScenarios = defineOperation({
  id: 'sensing.listScenarios',
  method: 'GET',
  path: '/api/sensing/scenarios',
  permission: 'sensing.read',
  summary: { zh: '演练场景', en: 'Scenarios the simulator can play' },
  response: Type.Object({
    items: Type.Array(Scenario),
    run: ScenarioRun,
    simulatorSeenTime: Type.Union([Time, Type.Null()]),
  }),
})

export const startScenario = defineOperation({
  id: 'sensing.startScenario',
  method: 'POST',
  path: '/api/sensing/scenarios/{id}/runs',
  permission: 'sensing.simulate',
  summary: { zh: '启动演练场景', en: 'Start a scenario' },
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({
    speed: Type.Optional(Type.Number({ minimum: 1, maximum: 600, default: 60 })),
  }),
  response: ScenarioRun,
  creates: true,
})

export const stopScenario = defineOperation({
  id: 'sensing.stopScenario',
  method: 'DELETE',
  path: '/api/sensing/scenarios/current',
  permission: 'sensing.simulate',
  summary: { zh: '停止演练场景', en: 'Stop the running scenario' },
  response: ScenarioRun,
})

export const reportSimulatorSeen = defineOperation({
  id: 'sensing.reportSimulatorSeen',
  method: 'POST',
  path: '/api/sensing/simulator-heartbeats',
  permission: 'sensing.simulate',
  summary: { zh: '模拟器心跳，返回应播放的场景', en: 'Simulator heartbeat; answers what to play' },
  response: ScenarioRun,
})

export type ObservationRow = [datastreamId: number, timeMs: number, result: number | null, quality: number]

/** Committed readings of datastreams that something in the city depends on (rules, derived values, indicators). */
export const observationsRecorded = defineMessage(
  'sensing.observations-recorded',
  Type.Object({
    rows: Type.Array(
      Type.Tuple([Type.Integer(), Type.Number(), Type.Union([Type.Number(), Type.Null()]), Type.Integer()]),
      { description: '[datastreamId, phenomenonTime ms, result, quality]' },
    ),
  }),
)

/** A rule opened, changed its level, or cleared at a thing. */
export const ruleFired = defineMessage(
  'sensing.rule-fired',
  Type.Object({
    firingId: Id,
    ruleId: Type.String(),
    ruleVersion: Type.String(),
    act: Type.Union([
      Type.Literal('opened'),
      Type.Literal('raised'),
      Type.Literal('lowered'),
      Type.Literal('cleared'),
    ]),
    eventType: Type.String(),
    level: Type.Union([Type.String(), Type.Null()]),
    thingId: Id,
    thingName: Type.String(),
    divisionCode: Type.Union([Type.String(), Type.Null()]),
    position: Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
    datastreamId: Type.Integer(),
    observationId: Type.String(),
    value: Type.Number(),
    unit: Type.String(),
    time: Time,
    values: Type.Array(Type.Tuple([Type.Number(), Type.Number()]), {
      description: 'The readings the decision used: [time ms, value].',
    }),
  }),
)
