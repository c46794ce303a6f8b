import { type Static, Type } from 'typebox'
import { Done, Id, nullable, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** A simple model of a series: a straight trend and the usual course of a day or week, learnt from hourly means. */
export const SeriesForecastInput = Type.Object({
  title: Type.String({ minLength: 1, maxLength: 100 }),
  datastreamId: Type.Integer({ minimum: 1 }),
  season: Type.Enum(['none', 'day', 'week'], { default: 'day' }),
  trainDays: Type.Integer({ minimum: 1, maximum: 365, default: 28 }),
  horizonHours: Type.Integer({ minimum: 1, maximum: 168, default: 24 }),
  limit: Type.Optional(
    Type.Object(
      {
        op: Type.Enum(['<', '<=', '>', '>=']),
        value: Type.Number(),
        level: Type.Enum(['blue', 'yellow', 'orange', 'red']),
        eventType: Type.String(),
      },
      { description: 'An event is raised when the forecast crosses it, and cleared when it no longer does.' },
    ),
  ),
})
export type SeriesForecastInput = Static<typeof SeriesForecastInput>

const SeriesForecastPoint = Type.Object({
  time: Time,
  value: Type.Number(),
  low: Type.Number({ description: '5 % of the errors of the past lie below.' }),
  high: Type.Number(),
})
export type SeriesForecastPoint = Static<typeof SeriesForecastPoint>

export const SeriesForecastResult = Type.Object({
  learntTime: Time,
  hours: Type.Integer({ description: 'Hourly means it was learnt from.' }),
  trendPerDay: Type.Number(),
  season: Type.Array(Type.Number(), {
    description: 'Deviation by hour of the day, or of the week from Monday.',
  }),
  backTest: nullable(
    Type.Object(
      {
        hours: Type.Integer(),
        meanAbsoluteError: Type.Number(),
        rootMeanSquareError: Type.Number(),
        bias: Type.Number(),
        naiveError: Type.Number({ description: 'Mean absolute error of “as a day before”.' }),
      },
      {
        description:
          'Learnt without the last hours, told ahead and compared with them; null with too few of them.',
      },
    ),
  ),
  points: Type.Array(SeriesForecastPoint),
  crossing: nullable(SeriesForecastPoint),
  problem: nullable(Type.String({ description: 'Why nothing could be learnt.' })),
})
export type SeriesForecastResult = Static<typeof SeriesForecastResult>

export const SeriesForecast = Type.Object({
  id: Id,
  ...SeriesForecastInput.properties,
  thingId: Id,
  thingName: Type.String(),
  property: Type.String(),
  unit: Type.String(),
  createdTime: Time,
  createdBy: Type.String(),
  nextTime: Time,
  warns: Type.Boolean({ description: 'Whether its event is open.' }),
  result: nullable(SeriesForecastResult),
})
export type SeriesForecast = Static<typeof SeriesForecast>

const params = Type.Object({ id: Id })

export const listSeriesForecasts = defineOperation({
  id: 'sensing.listSeriesForecasts',
  method: 'GET',
  path: '/api/sensing/series-forecasts',
  permission: 'sensing.read',
  summary: { zh: '预测模型列表', en: 'Predictive models of series' },
  query: Type.Object(pageQuery),
  response: pageOf(SeriesForecast),
})

export const getSeriesForecast = defineOperation({
  id: 'sensing.getSeriesForecast',
  method: 'GET',
  path: '/api/sensing/series-forecasts/{id}',
  permission: 'sensing.read',
  summary: { zh: '预测模型及其结果、回测误差', en: 'A model with its forecast and back-test error' },
  params,
  response: SeriesForecast,
})

export const createSeriesForecast = defineOperation({
  id: 'sensing.createSeriesForecast',
  method: 'POST',
  path: '/api/sensing/series-forecasts',
  permission: 'sensing.rules',
  summary: { zh: '建立预测模型（趋势与周期）', en: 'Make a model, trend and season' },
  body: SeriesForecastInput,
  response: SeriesForecast,
  creates: true,
})

export const runSeriesForecast = defineOperation({
  id: 'sensing.runSeriesForecast',
  method: 'POST',
  path: '/api/sensing/series-forecasts/{id}/runs',
  permission: 'sensing.rules',
  summary: { zh: '立即训练并预测', en: 'Learn and tell ahead now' },
  params,
  response: SeriesForecast,
})

export const deleteSeriesForecast = defineOperation({
  id: 'sensing.deleteSeriesForecast',
  method: 'DELETE',
  path: '/api/sensing/series-forecasts/{id}',
  permission: 'sensing.rules',
  summary: { zh: '删除预测模型', en: 'Remove a model' },
  params,
  response: Done,
})
