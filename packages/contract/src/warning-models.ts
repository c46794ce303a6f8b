import { type Static, Type } from 'typebox'
import { DivisionCode, Id, Json, nullable, oneOf, pageOf, pageQuery, Time, WarningLevel } from './common.ts'
import { RelatedSeries } from './indicators/relations.ts'
import { defineOperation } from './operation.ts'
import { Warning, WarningCategory, WarningChannel } from './warnings.ts'

const MaybeNumber = nullable(Type.Number())

/** What a model says happened, to be measured against: the series past a limit, or events of a type. */
const ModelTruth = Type.Object({
  kind: oneOf('limit', 'events'),
  limit: Type.Optional(Type.Number()),
  eventType: Type.Optional(Type.String({ maxLength: 120 })),
})

/** A series that has its share in a combined score. */
export const ModelFactor = Type.Object({
  series: RelatedSeries,
  weight: Type.Number({ exclusiveMinimum: 0, maximum: 100 }),
  from: Type.Number({ description: 'Value that counts nothing.' }),
  to: Type.Number({ description: 'Value that counts in full; lower than `from` where low is dangerous.' }),
  lagSteps: Type.Integer({ minimum: 0, maximum: 48, description: 'Steps it takes to work.' }),
  must: Type.Boolean({ description: 'Without it the score is nothing.' }),
})
export type ModelFactor = Static<typeof ModelFactor>

/** How a series is watched, and the warning that is drafted when it departs. */
export const WarningModelSettings = Type.Object({
  name: Type.String({ minLength: 2, maxLength: 60 }),
  series: RelatedSeries,
  step: oneOf('hour', 'day'),
  kind: oneOf('anomaly', 'trend', 'combination'),
  factors: Type.Optional(
    Type.Array(ModelFactor, {
      maxItems: 8,
      description: 'Of a combination; `series` is what it is to foretell and is measured against.',
    }),
  ),
  side: oneOf('above', 'below'),
  season: oneOf('none', 'day', 'week'),
  historyDays: Type.Integer({ minimum: 3, maximum: 365, description: 'Days looked back on.' }),
  leastSpread: Type.Number({ exclusiveMinimum: 0, description: 'The spread is never taken for less.' }),
  window: Type.Integer({ minimum: 4, maximum: 96, description: 'Steps a trend is read from.' }),
  horizon: Type.Integer({ minimum: 1, maximum: 96, description: 'Steps a trend is drawn on.' }),
  hold: Type.Integer({ minimum: 1, maximum: 24, description: 'Steps in a row before a warning.' }),
  levels: Type.Array(
    Type.Object({
      level: WarningLevel,
      at: Type.Number({
        description: 'Spreads from the baseline, the value a trend reaches, or points of 100.',
      }),
    }),
    { minItems: 1, maxItems: 4 },
  ),
  truth: ModelTruth,
  leadSteps: Type.Integer({ minimum: 0, maximum: 96, description: 'Steps a warning may come before.' }),
  warning: Type.Object({
    category: WarningCategory,
    eventName: Type.String({ minLength: 2, maxLength: 60 }),
    instruction: Type.String({ maxLength: 4000 }),
    channels: Type.Array(WarningChannel, { minItems: 1 }),
    validHours: Type.Integer({ minimum: 1, maximum: 240 }),
    verifyMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
  }),
})
export type WarningModelSettings = Static<typeof WarningModelSettings>

/** A span of steps in a row. */
const Span = Type.Object({ from: Time, to: Time, peak: MaybeNumber })

/** What the model would have done over its history, told from what was known at each step alone. */
export const ModelTest = Type.Object({
  from: nullable(Time),
  to: nullable(Time),
  steps: Type.Integer(),
  judged: Type.Integer({ description: 'Steps with history enough to be judged.' }),
  occurrences: Type.Array(
    Type.Object({ ...Span.properties, isHit: Type.Boolean(), leadMinutes: MaybeNumber }),
  ),
  alarms: Type.Array(Type.Object({ ...Span.properties, level: WarningLevel, isFalse: Type.Boolean() })),
  hits: Type.Integer(),
  misses: Type.Integer(),
  falseAlarms: Type.Integer(),
  hitRate: nullable(Type.Number({ description: 'Hits among occurrences, 0–1.' })),
  falseAlarmRatio: nullable(Type.Number({ description: 'False ones among alarms, 0–1.' })),
  meanLeadMinutes: MaybeNumber,
  testedTime: Time,
  method: Type.String(),
})
export type ModelTest = Static<typeof ModelTest>

/** What a factor was and the points it gave. */
export const FactorFinding = Type.Object({
  title: Type.String(),
  unit: Type.String(),
  value: MaybeNumber,
  points: MaybeNumber,
})
export type FactorFinding = Static<typeof FactorFinding>

/** What the model says of the newest step. */
export const ModelFinding = Type.Object({
  time: nullable(Time),
  value: MaybeNumber,
  baseline: MaybeNumber,
  spread: MaybeNumber,
  measure: nullable(
    Type.Number({ description: 'Spreads from the baseline, the value a trend reaches, or the score.' }),
  ),
  level: nullable(WarningLevel),
  held: Type.Integer({ description: 'Steps in a row at a level.' }),
  note: nullable(Type.String()),
  factors: Type.Optional(Type.Array(FactorFinding)),
})
export type ModelFinding = Static<typeof ModelFinding>

export const WarningModel = Type.Object({
  id: Id,
  settings: WarningModelSettings,
  state: oneOf('draft', 'active', 'paused'),
  seriesTitle: Type.String(),
  unit: Type.String(),
  divisionCode: nullable(DivisionCode),
  method: Type.String(),
  limits: Type.String({ description: 'What the method cannot tell.' }),
  test: nullable(Type.Omit(ModelTest, ['occurrences', 'alarms'])),
  found: nullable(ModelFinding),
  runTime: nullable(Time),
  byName: Type.String(),
  changedTime: Time,
})
export type WarningModel = Static<typeof WarningModel>

const ModelPoint = Type.Object({
  time: Time,
  value: MaybeNumber,
  baseline: MaybeNumber,
  bound: nullable(Type.Number({ description: 'Where the lowest level begins.' })),
})
export type ModelPoint = Static<typeof ModelPoint>

const params = Type.Object({ id: Id })

export const listWarningModels = defineOperation({
  id: 'events.listWarningModels',
  method: 'GET',
  path: '/api/events/warning-models',
  permission: 'events.read',
  summary: { zh: '预警模型', en: 'Models that draft warnings' },
  query: Type.Object(pageQuery),
  response: pageOf(WarningModel),
})

export const getWarningModel = defineOperation({
  id: 'events.getWarningModel',
  method: 'GET',
  path: '/api/events/warning-models/{id}',
  permission: 'events.read',
  summary: { zh: '预警模型与历史检验', en: 'A model with its test on history' },
  params,
  response: Type.Object({
    model: WarningModel,
    test: nullable(ModelTest),
    points: Type.Array(ModelPoint),
    warnings: Type.Array(Warning),
  }),
})

export const writeWarningModel = defineOperation({
  id: 'events.writeWarningModel',
  method: 'POST',
  path: '/api/events/warning-models',
  permission: 'events.warn',
  summary: { zh: '新建预警模型', en: 'Write a model' },
  body: WarningModelSettings,
  response: WarningModel,
  creates: true,
})

export const changeWarningModel = defineOperation({
  id: 'events.changeWarningModel',
  method: 'PUT',
  path: '/api/events/warning-models/{id}',
  permission: 'events.warn',
  summary: { zh: '修改预警模型（须重新检验）', en: 'Change a model; it is to be tested anew' },
  params,
  body: WarningModelSettings,
  response: WarningModel,
})

export const testWarningModel = defineOperation({
  id: 'events.testWarningModel',
  method: 'POST',
  path: '/api/events/warning-models/{id}/tests',
  permission: 'events.warn',
  summary: { zh: '用历史数据检验预警模型', en: 'Test a model on history' },
  params,
  response: ModelTest,
})

export const switchWarningModel = defineOperation({
  id: 'events.switchWarningModel',
  method: 'POST',
  path: '/api/events/warning-models/{id}/state',
  permission: 'events.issue',
  summary: { zh: '启用或停用预警模型', en: 'Set a model to work, or pause it' },
  params,
  body: Type.Object({ active: Type.Boolean() }),
  response: WarningModel,
})

export const runWarningModel = defineOperation({
  id: 'events.runWarningModel',
  method: 'POST',
  path: '/api/events/warning-models/{id}/runs',
  permission: 'events.warn',
  summary: { zh: '立即研判', en: 'Run a model now' },
  params,
  response: Type.Object({ found: ModelFinding, warning: nullable(Warning), evidence: Json }),
})
