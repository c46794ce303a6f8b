import { Type } from 'typebox'
import { DivisionCode, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const MaybeNumber = Type.Union([Type.Number(), Type.Null()])
const idParams = Type.Object({ id: Type.String() })
const divisionQuery = { division: Type.Optional(DivisionCode) }

export const compareIndicator = defineOperation({
  id: 'indicators.compareIndicator',
  method: 'GET',
  path: '/api/indicators/indicators/{id}/comparison',
  permission: 'indicators.read',
  summary: { zh: '同比、环比与区划排名', en: 'Against former periods and among divisions' },
  params: idParams,
  query: Type.Object(divisionQuery),
  response: Type.Object({
    now: MaybeNumber,
    comparisons: Type.Array(
      Type.Object({
        against: Type.Union([
          Type.Literal('day'),
          Type.Literal('week'),
          Type.Literal('month'),
          Type.Literal('year'),
        ]),
        before: MaybeNumber,
        change: MaybeNumber,
        percent: MaybeNumber,
      }),
    ),
    ranking: Type.Array(
      Type.Object({
        rank: Type.Union([Type.Integer(), Type.Null()]),
        division: DivisionCode,
        name: Type.String(),
        value: MaybeNumber,
        share: MaybeNumber,
      }),
    ),
    unassigned: Type.Union([Type.Number(), Type.Null()], {
      description: '未归属: what the parts do not add up to, for figures that are sums.',
    }),
  }),
})

export const explainChange = defineOperation({
  id: 'indicators.explainChange',
  method: 'GET',
  path: '/api/indicators/indicators/{id}/change',
  permission: 'indicators.read',
  summary: { zh: '为什么变化', en: 'What each division contributed to a change' },
  params: idParams,
  query: Type.Object({ ...divisionQuery, from: Time, to: Time }),
  response: Type.Object({
    before: MaybeNumber,
    after: MaybeNumber,
    change: MaybeNumber,
    contributions: Type.Array(
      Type.Object({
        division: DivisionCode,
        name: Type.String(),
        before: MaybeNumber,
        after: MaybeNumber,
        change: MaybeNumber,
        share: MaybeNumber,
      }),
    ),
    unassigned: MaybeNumber,
    method: Type.String(),
  }),
})

export const forecastIndicator = defineOperation({
  id: 'indicators.forecastIndicator',
  method: 'GET',
  path: '/api/indicators/indicators/{id}/forecast',
  permission: 'indicators.read',
  summary: { zh: '指标预测与异常', en: 'A forecast with its interval, back-test error and anomalies' },
  params: idParams,
  query: Type.Object({
    ...divisionQuery,
    step: Type.Optional(Type.Union([Type.Literal('hour'), Type.Literal('day')], { default: 'hour' })),
    horizon: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 24 })),
  }),
  response: Type.Object({
    method: Type.String({ description: 'The formula in words.' }),
    points: Type.Array(Type.Object({ time: Time, value: Type.Number() })),
    forecast: Type.Array(
      Type.Object({ time: Time, value: Type.Number(), low: Type.Number(), high: Type.Number() }),
    ),
    anomalies: Type.Array(Type.Object({ time: Time, value: Type.Number(), deviation: Type.Number() })),
    mape: Type.Union([Type.Number(), Type.Null()], { description: 'Back-test error, per cent.' }),
    note: Type.Union([Type.String(), Type.Null()]),
  }),
})
