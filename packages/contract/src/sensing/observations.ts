import { type Static, Type } from 'typebox'
import { Id, pageOf, pageQuery, Time } from '../common.ts'
import { LatestValue } from '../entities.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'

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
  'no-facility',
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

/** Entities created or changed over SensorThings; `names` are the properties written, null for a new entity. */
export const sensorThingsChanged = defineMessage(
  'sensing.sensorthings-changed',
  Type.Object({
    changes: Type.Array(
      Type.Object({
        set: Type.String(),
        id: Type.Union([Type.String(), Type.Number()]),
        names: Type.Union([Type.Array(Type.String()), Type.Null()]),
      }),
    ),
  }),
)
