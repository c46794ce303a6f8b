import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

export const SeriesCode = Type.String({ pattern: '^[a-z][a-z0-9.-]{1,59}$' })

/** A period: `2024`, `2024-Q3`, `2024-07`. */
export const SeriesPeriod = Type.String({ pattern: '^[0-9]{4}(-(Q[1-4]|0[1-9]|1[0-2]))?$' })

const seriesFields = {
  title: Type.String({ minLength: 1, maxLength: 100 }),
  unit: Type.String({ maxLength: 30 }),
  frequency: oneOf('month', 'quarter', 'year'),
  isCumulative: Type.Boolean({ description: 'Values count from the beginning of the year (累计值).' }),
  areaCode: Type.String({ pattern: '^[0-9]{6}$', description: 'GB/T 2260.' }),
  partOf: Type.Optional(
    Type.Union([SeriesCode, Type.Null()], {
      description: 'Series of the whole this is a part of; parts sum up to it.',
    }),
  ),
  caliber: Type.String({ maxLength: 500, description: '统计口径.' }),
  least: Type.Optional(
    Type.Union([Type.Number(), Type.Null()], { description: 'Smallest value that is believed.' }),
  ),
  most: Type.Optional(
    Type.Union([Type.Number(), Type.Null()], { description: 'Greatest value that is believed.' }),
  ),
  deflator: Type.Optional(
    Type.Union([SeriesCode, Type.Null()], {
      description: 'Price index of the same frequency that turns values into constant prices.',
    }),
  ),
  deflatorBase: Type.Optional(
    Type.Union([oneOf('year-before', 'fixed'), Type.Null()], {
      description: 'What 100 is in the price index: the same period a year before, or a fixed period.',
    }),
  ),
}

/** 宏观经济指标序列. */
export const EconomicSeries = Type.Object({
  code: SeriesCode,
  ...seriesFields,
  organisationId: Id,
  organisationName: Type.String(),
  lastPeriod: Type.Union([SeriesPeriod, Type.Null()]),
})
export type EconomicSeries = Static<typeof EconomicSeries>

/** One value as it was published at one time. Later values never erase earlier ones. */
export const SeriesVintage = Type.Object({
  period: SeriesPeriod,
  value: Type.Number(),
  vintage: Type.Integer({ description: '1 is the first that was published.' }),
  publishedTime: Time,
  releaseTime: Type.Union([Time, Type.Null()], { description: 'Nobody but the owner sees it before.' }),
  caliber: Type.String(),
  note: Type.Union([Type.String(), Type.Null()]),
})
export type SeriesVintage = Static<typeof SeriesVintage>

export const SeriesMeasure = oneOf(
  'value',
  'single',
  'year-on-year',
  'period-on-period',
  'moving-average',
  'constant-price',
  'real-growth',
  'share',
  'rank',
)
export type SeriesMeasure = Static<typeof SeriesMeasure>

export const EconomicPoint = Type.Object({
  period: SeriesPeriod,
  value: Type.Union([Type.Number(), Type.Null()]),
  unit: Type.String(),
  note: Type.Union([Type.String(), Type.Null()], {
    description: '口径调整, 1–2月合并, 缺上年同期, 缺价格指数.',
  }),
})
export type EconomicPoint = Static<typeof EconomicPoint>

export const listSeries = defineOperation({
  id: 'data.listSeries',
  method: 'GET',
  path: '/api/data/series',
  permission: 'data.read',
  summary: { zh: '宏观经济指标序列', en: 'Economic series' },
  query: Type.Object(pageQuery),
  response: pageOf(EconomicSeries),
})

export const saveSeries = defineOperation({
  id: 'data.saveSeries',
  method: 'PUT',
  path: '/api/data/series/{code}',
  permission: 'data.own',
  summary: { zh: '登记指标序列', en: 'Register a series' },
  params: Type.Object({ code: SeriesCode }),
  body: Type.Object(seriesFields),
  response: EconomicSeries,
})

export const putSeriesValues = defineOperation({
  id: 'data.putSeriesValues',
  method: 'POST',
  path: '/api/data/series/{code}/values',
  permission: 'data.own',
  summary: { zh: '填报指标序列数值', en: 'Enter values of a series' },
  params: Type.Object({ code: SeriesCode }),
  body: Type.Object({
    values: Type.Array(
      Type.Object({
        period: SeriesPeriod,
        value: Type.Number(),
        releaseTime: Type.Optional(Time),
        caliber: Type.Optional(Type.String({ maxLength: 500 })),
        note: Type.Optional(Type.String({ maxLength: 300 })),
      }),
      { minItems: 1, maxItems: 500 },
    ),
  }),
  response: Type.Object({
    written: Type.Integer(),
    warnings: Type.Array(Type.String(), { description: 'Sums that do not agree (区县之和与全市).' }),
  }),
})

export const readSeries = defineOperation({
  id: 'data.readSeries',
  method: 'GET',
  path: '/api/data/series/{code}',
  permission: 'data.read',
  summary: { zh: '查询指标序列', en: 'Read a series' },
  params: Type.Object({ code: SeriesCode }),
  query: Type.Object({
    measure: Type.Optional(SeriesMeasure),
    as: Type.Optional(oneOf('latest', 'first')),
    from: Type.Optional(SeriesPeriod),
    to: Type.Optional(SeriesPeriod),
  }),
  response: Type.Object({
    series: EconomicSeries,
    measure: SeriesMeasure,
    points: Type.Array(EconomicPoint),
  }),
})

export const listSeriesVintages = defineOperation({
  id: 'data.listSeriesVintages',
  method: 'GET',
  path: '/api/data/series/{code}/vintages',
  permission: 'data.read',
  summary: { zh: '数值的历次发布', en: 'Vintages of the values' },
  params: Type.Object({ code: SeriesCode }),
  query: Type.Object({ period: Type.Optional(SeriesPeriod) }),
  response: Type.Object({ items: Type.Array(SeriesVintage) }),
})
