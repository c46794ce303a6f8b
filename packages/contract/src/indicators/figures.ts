import { type Static, Type } from 'typebox'
import { DivisionCode, Json, LocalTextSchema, Time } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'

export const IndicatorValue = Type.Object({
  value: Type.Union([Type.Number(), Type.Null()]),
  time: Time,
  division: DivisionCode,
  rows: Type.Integer({ description: 'Rows the figure was computed from.' }),
  status: Type.Union([
    Type.Literal('normal'),
    Type.Literal('attention'),
    Type.Literal('alarm'),
    Type.Literal('unknown'),
  ]),
  note: Type.Union([Type.String(), Type.Null()], {
    description: 'Why there is no value, when there is none.',
  }),
  dataTime: Type.Optional(
    Type.Union([Time, Type.Null()], { description: 'Time of the newest row the figure comes from.' }),
  ),
  freshness: Type.Optional(
    Type.Union([Type.Literal('live'), Type.Literal('delayed'), Type.Literal('missing')], {
      description: 'Whether the source keeps to its limit.',
    }),
  ),
  freshnessText: Type.Optional(
    Type.Union([Type.String(), Type.Null()], { description: '延迟 2 小时、数据中断 or 缺报 in words.' }),
  ),
  lastValue: Type.Optional(
    Type.Union([Type.Number(), Type.Null()], { description: 'The last value known, to be shown greyed.' }),
  ),
})
export type IndicatorValue = Static<typeof IndicatorValue>

export const Indicator = Type.Object({
  id: Type.String(),
  domain: Type.String(),
  title: LocalTextSchema,
  description: LocalTextSchema,
  unit: Type.String(),
  unitLabel: Type.String(),
  precision: Type.Integer(),
  direction: Type.Union([
    Type.Literal('up'),
    Type.Literal('down'),
    Type.Literal('range'),
    Type.Literal('milestone'),
    Type.Literal('none'),
  ]),
  origin: Type.Optional(
    Type.Union([Type.Literal('declared'), Type.Literal('city')], {
      description: 'Declared by a domain, or made in the running city.',
    }),
  ),
  owner: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  formula: Json,
  formulaText: LocalTextSchema,
  target: Type.Union([Type.Number(), Type.Null()]),
  current: IndicatorValue,
})
export type Indicator = Static<typeof Indicator>

/** One row a figure was computed from, with where to open it. */
export const IndicatorRow = Type.Object({
  kind: Type.Union([
    Type.Literal('observation'),
    Type.Literal('entity'),
    Type.Literal('case'),
    Type.Literal('event'),
    Type.Literal('indicator'),
    Type.Literal('dataset'),
  ]),
  id: Type.String(),
  title: Type.String(),
  value: Type.Union([Type.Number(), Type.Null()]),
  unitLabel: Type.String(),
  time: Type.Union([Time, Type.Null()]),
  part: Type.String({ description: 'Which part of the formula took this row.' }),
})
export type IndicatorRow = Static<typeof IndicatorRow>

export const Dashboard = Type.Object({
  id: Type.String(),
  domain: Type.String(),
  title: LocalTextSchema,
  cards: Type.Array(Json),
})
export type Dashboard = Static<typeof Dashboard>

const idParams = Type.Object({ id: Type.String() })
const divisionQuery = { division: Type.Optional(DivisionCode) }

export const listIndicators = defineOperation({
  id: 'indicators.listIndicators',
  method: 'GET',
  path: '/api/indicators/indicators',
  permission: 'indicators.read',
  summary: { zh: '指标与当前值', en: 'Indicators with their current values' },
  query: Type.Object({
    ...divisionQuery,
    domain: Type.Optional(Type.String()),
    search: Type.Optional(Type.String()),
  }),
  response: Type.Array(Indicator),
})

export const getIndicator = defineOperation({
  id: 'indicators.getIndicator',
  method: 'GET',
  path: '/api/indicators/indicators/{id}',
  permission: 'indicators.read',
  summary: { zh: '指标详情', en: 'An indicator' },
  params: idParams,
  query: Type.Object(divisionQuery),
  response: Type.Object({
    indicator: Indicator,
    byDivision: Type.Array(Type.Object({ name: Type.String(), value: IndicatorValue })),
  }),
})

export const getIndicatorHistory = defineOperation({
  id: 'indicators.getIndicatorHistory',
  method: 'GET',
  path: '/api/indicators/indicators/{id}/history',
  permission: 'indicators.read',
  summary: { zh: '指标历史', en: 'The history of an indicator' },
  params: idParams,
  query: Type.Object({ ...divisionQuery, from: Time, to: Time }),
  response: Type.Object({
    points: Type.Array(Type.Object({ time: Time, value: Type.Union([Type.Number(), Type.Null()]) })),
  }),
})

export const listIndicatorRows = defineOperation({
  id: 'indicators.listIndicatorRows',
  method: 'GET',
  path: '/api/indicators/indicators/{id}/rows',
  permission: 'indicators.read',
  summary: { zh: '指标下钻到数据行', en: 'The rows behind a figure' },
  params: idParams,
  query: Type.Object({
    ...divisionQuery,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
  }),
  response: Type.Object({ items: Type.Array(IndicatorRow), total: Type.Integer(), value: IndicatorValue }),
})

export const listDashboards = defineOperation({
  id: 'indicators.listDashboards',
  method: 'GET',
  path: '/api/indicators/dashboards',
  permission: 'indicators.read',
  summary: { zh: '看板', en: 'Dashboards' },
  response: Type.Array(Dashboard),
})

/** An indicator took another value in a division. */
export const indicatorChanged = defineMessage(
  'indicators.indicator-changed',
  Type.Object({ id: Type.String(), value: IndicatorValue }),
)
