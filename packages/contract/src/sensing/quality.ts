import { type Static, Type } from 'typebox'
import { DivisionCode, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Day, oneOf, orNull, Sentence } from './shapes.ts'

/** Weights and limits of the daily score. */
export const QualityPolicy = Type.Object({
  weights: Type.Object({
    completeness: Type.Number({ minimum: 0 }),
    stuck: Type.Number({ minimum: 0 }),
    jump: Type.Number({ minimum: 0 }),
    neighbour: Type.Number({ minimum: 0 }),
  }),
  /** Completeness below this fails. */
  completenessAtLeast: Type.Number({ minimum: 0, maximum: 1 }),
  /** So many identical values in a row of a variable quantity are a stuck sensor. */
  stuckCount: Type.Integer({ minimum: 2 }),
  neighbourMetres: Type.Number({ exclusiveMinimum: 0 }),
  neighbourSigmas: Type.Number({ exclusiveMinimum: 0 }),
  /** Fewer peers judge nothing. */
  neighboursAtLeast: Type.Integer({ minimum: 2 }),
})
export type QualityPolicy = Static<typeof QualityPolicy>

/** The tests behind a score, by the names they are reported under. */
export const qualityTests = ['完整率', '卡值', '跳变', '邻域'] as const

export const QualityTest = Type.Object({
  test: oneOf(...qualityTests),
  property: orNull(Type.String()),
  passed: Type.Boolean(),
  value: orNull(Type.Number()),
  limit: orNull(Type.Number()),
  evidence: Type.String(),
})
export type QualityTest = Static<typeof QualityTest>

export const QualityScore = Type.Object({
  thingId: Id,
  thingName: Type.String(),
  reference: Type.String(),
  thingType: Type.String(),
  divisionCode: orNull(DivisionCode),
  day: Day,
  score: Type.Number({ description: '0–100' }),
  completeness: Type.Number({ description: 'Per cent: received ÷ expected.' }),
  received: Type.Integer(),
  expected: Type.Integer(),
  failed: Type.Array(Type.String()),
  tests: Type.Array(QualityTest),
  valid: Type.Boolean({
    description: 'False once the calibration of a metrology-controlled device is overdue.',
  }),
})
export type QualityScore = Static<typeof QualityScore>

export const HealthForecast = Type.Object({
  id: Id,
  thingId: Id,
  thingName: Type.String(),
  reference: Type.String(),
  kind: oneOf('battery', 'failure'),
  madeDay: Day,
  predictedDate: orNull(Day),
  risk: Type.Number(),
  impact: Type.Number(),
  rank: Type.Number(),
  evidence: Type.String(),
  outcome: orNull(oneOf('hit', 'miss')),
})
export type HealthForecast = Static<typeof HealthForecast>

const idParams = Type.Object({ id: Id })

export const listQualityScores = defineOperation({
  id: 'sensing.listQualityScores',
  method: 'GET',
  path: '/api/sensing/quality/scores',
  permission: 'sensing.read',
  summary: { zh: '数据质量评分，差的在前', en: 'Daily quality scores, the worst first' },
  query: Type.Object({
    ...pageQuery,
    day: Day,
    type: Type.Optional(Type.String()),
    failed: Type.Optional(Type.String({ description: 'A test that failed: 完整率, 卡值, 跳变, 邻域.' })),
  }),
  response: Type.Intersect([
    pageOf(QualityScore),
    Type.Object({ meanScore: orNull(Type.Number()), byTest: Type.Record(Type.String(), Type.Integer()) }),
  ]),
})

export const listThingQuality = defineOperation({
  id: 'sensing.listThingQuality',
  method: 'GET',
  path: '/api/sensing/things/{id}/quality',
  permission: 'sensing.read',
  summary: { zh: '设备的质量评分历史', en: 'Scores of one device, newest first' },
  params: idParams,
  query: Type.Object(pageQuery),
  response: pageOf(QualityScore),
})

export const computeQuality = defineOperation({
  id: 'sensing.computeQuality',
  method: 'POST',
  path: '/api/sensing/quality/computations',
  permission: 'sensing.models',
  summary: {
    zh: '立即计算某日评分与健康预警',
    en: 'Compute the scores and forecasts of a day now; done every night',
  },
  body: Type.Object({ day: Day }),
  response: Type.Object({ scored: Type.Integer(), forecasts: Type.Integer() }),
})

export const getQualityPolicy = defineOperation({
  id: 'sensing.getQualityPolicy',
  method: 'GET',
  path: '/api/sensing/quality/policy',
  permission: 'sensing.read',
  summary: { zh: '质量评分规则', en: 'Weights and limits of the score' },
  response: QualityPolicy,
})

export const setQualityPolicy = defineOperation({
  id: 'sensing.setQualityPolicy',
  method: 'PUT',
  path: '/api/sensing/quality/policy',
  permission: 'sensing.models',
  summary: { zh: '修改质量评分规则', en: 'Change weights and limits of the score' },
  body: QualityPolicy,
  response: QualityPolicy,
})

export const listForecasts = defineOperation({
  id: 'sensing.listForecasts',
  method: 'GET',
  path: '/api/sensing/health/forecasts',
  permission: 'sensing.read',
  summary: {
    zh: '健康预警，按影响排序，附命中率',
    en: 'Forecasts of battery end and failure by impact, with the hit rate',
  },
  query: Type.Object({
    ...pageQuery,
    kind: Type.Optional(oneOf('battery', 'failure')),
    thing: Type.Optional(Id),
  }),
  response: Type.Intersect([
    pageOf(HealthForecast),
    Type.Object({ judged: Type.Integer(), hits: Type.Integer(), hitRate: orNull(Type.Number()) }),
  ]),
})

export const setCalibration = defineOperation({
  id: 'sensing.setCalibration',
  method: 'PUT',
  path: '/api/sensing/things/{id}/calibration',
  permission: 'sensing.write',
  summary: { zh: '登记校准', en: 'Note a calibration and when the next is due' },
  params: idParams,
  body: Type.Object({
    dueDate: Day,
    doneDate: Type.Optional(Day),
    certificate: Type.Optional(Type.String({ maxLength: 200 })),
    /** With the day it was done: what came of it; passed when not said. */
    result: Type.Optional(oneOf('passed', 'failed')),
    metrology: Type.Boolean({ description: 'Under metrology control: overdue blocks the flag valid.' }),
  }),
  response: Type.Object({ thingId: Id, dueDate: Day, valid: Type.Boolean() }),
})

export const swapThing = defineOperation({
  id: 'sensing.swapThing',
  method: 'POST',
  path: '/api/sensing/things/{id}/swaps',
  permission: 'sensing.write',
  summary: {
    zh: '更换设备，数据序列保持连续',
    en: 'Replace the hardware; the thing and its series stay, its keys change',
  },
  params: idParams,
  body: Type.Object({ newSerial: Type.String({ minLength: 1, maxLength: 100 }), reason: Sentence }),
  response: Type.Object({
    thingId: Id,
    oldSerial: orNull(Type.String()),
    newSerial: Type.String(),
    time: Time,
    credential: orNull(Type.Object({ name: Type.String(), key: Type.String() })),
  }),
  creates: true,
})
