import { type Static, Type } from 'typebox'
import { DivisionCode, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** One side of a relation: a datastream, or an indicator for a division. */
export const RelatedSeries = Type.Object({
  datastreamId: Type.Optional(Type.Integer()),
  indicator: Type.Optional(Type.String({ maxLength: 120 })),
  division: Type.Optional(DivisionCode),
})
export type RelatedSeries = Static<typeof RelatedSeries>

const MaybeNumber = nullable(Type.Number())
const Lag = Type.Object({
  lag: Type.Integer({ description: 'Steps the effect comes after the cause; negative when before.' }),
  correlation: MaybeNumber,
  low: nullable(Type.Number({ description: 'Lower end of the 95 % interval.' })),
  high: MaybeNumber,
  pairs: Type.Integer(),
  effectivePairs: nullable(Type.Number({ description: 'Pairs left when what repeats itself is taken off.' })),
})
export type RelationLag = Static<typeof Lag>

const Side = Type.Object({
  ...RelatedSeries.properties,
  title: Type.String(),
  unit: Type.String(),
  firstTime: nullable(Time),
  lastTime: nullable(Time),
  count: Type.Integer(),
})
export type RelationSide = Static<typeof Side>

/** How one series follows another; kept with its inputs as it was computed. */
export const Relation = Type.Object({
  id: Id,
  cause: Side,
  effect: Side,
  step: oneOf('hour', 'day'),
  from: Time,
  to: Time,
  maxLag: Type.Integer(),
  lags: Type.Array(Lag),
  best: nullable(Lag),
  chance: nullable(
    Type.Number({ description: 'What chance alone reaches at one of the lags, 1 time in 20.' }),
  ),
  conclusion: Type.String(),
  method: Type.String(),
  byName: Type.String(),
  computedTime: Time,
})
export type Relation = Static<typeof Relation>

const RelationPoint = Type.Object({ time: Time, cause: MaybeNumber, effect: MaybeNumber })

export const relateSeries = defineOperation({
  id: 'indicators.relateSeries',
  method: 'POST',
  path: '/api/indicators/relations',
  permission: 'indicators.read',
  summary: { zh: '滞后相关分析', en: 'Analyse how one series follows another' },
  body: Type.Object({
    cause: RelatedSeries,
    effect: RelatedSeries,
    from: Time,
    to: Time,
    step: oneOf('hour', 'day'),
    maxLag: Type.Integer({ minimum: 1, maximum: 168 }),
  }),
  response: Relation,
  creates: true,
})

export const listRelations = defineOperation({
  id: 'indicators.listRelations',
  method: 'GET',
  path: '/api/indicators/relations',
  permission: 'indicators.read',
  summary: { zh: '相关分析记录', en: 'Analyses of relations' },
  query: Type.Object(pageQuery),
  response: pageOf(Type.Omit(Relation, ['lags'])),
})

export const getRelation = defineOperation({
  id: 'indicators.getRelation',
  method: 'GET',
  path: '/api/indicators/relations/{id}',
  permission: 'indicators.read',
  summary: { zh: '相关分析与两条曲线', en: 'An analysis with the two series' },
  params: Type.Object({ id: Id }),
  response: Type.Object({ relation: Relation, points: Type.Array(RelationPoint) }),
})
