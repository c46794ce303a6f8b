import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { SeriesCode, SeriesPeriod } from './series.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Calendar day.' })

/** What became of a table: how many values were written, and each line that was refused with its reason. */
export const SeriesImport = Type.Object({
  lines: Type.Integer({ description: 'Values found in the table.' }),
  series: Type.Integer(),
  written: Type.Integer({ description: 'Values that are new or other than before.' }),
  isKept: Type.Boolean({ description: 'False when it was only looked at, or a line was refused.' }),
  faults: Type.Array(
    Type.Object({
      line: Type.Integer({ description: 'As the table program counts.' }),
      column: Type.String(),
      text: Type.String(),
    }),
  ),
  warnings: Type.Array(Type.String()),
})
export type SeriesImport = Static<typeof SeriesImport>

export const importSeries = defineOperation({
  id: 'data.importSeries',
  method: 'POST',
  path: '/api/data/series-imports',
  permission: 'data.own',
  summary: { zh: '整表导入指标序列数值', en: 'Import a table of values of series' },
  body: Type.Object({
    fileName: Type.String({ minLength: 5, maxLength: 200 }),
    base64: Type.String({
      minLength: 4,
      maxLength: 900_000,
      description:
        'CSV or XLSX. Either a line a value (代码, 期别, 数值, 口径, 说明) or a line a period, with a column for each series, named by code or title.',
    }),
    isTrial: Type.Optional(Type.Boolean({ description: 'Only look at it.' })),
  }),
  response: SeriesImport,
})

/** 发布日历: the day a period of a series is due to be published, and whether it was. */
export const SeriesRelease = Type.Object({
  code: SeriesCode,
  title: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  period: SeriesPeriod,
  day: Day,
  state: oneOf('published', 'due', 'late'),
})
export type SeriesRelease = Static<typeof SeriesRelease>

export const listSeriesReleases = defineOperation({
  id: 'data.listSeriesReleases',
  method: 'GET',
  path: '/api/data/series-releases',
  permission: 'data.read',
  summary: { zh: '指标发布日历', en: 'Calendar of releases' },
  query: Type.Object({
    ...pageQuery,
    from: Type.Optional(Day),
    to: Type.Optional(Day),
    code: Type.Optional(SeriesCode),
  }),
  response: pageOf(SeriesRelease),
})

export const putSeriesReleases = defineOperation({
  id: 'data.putSeriesReleases',
  method: 'PUT',
  path: '/api/data/series/{code}/releases',
  permission: 'data.own',
  summary: { zh: '设定指标的发布日期', en: 'Set the days a series is to be published' },
  params: Type.Object({ code: SeriesCode }),
  body: Type.Object({
    releases: Type.Array(Type.Object({ period: SeriesPeriod, day: Day }), { maxItems: 120 }),
  }),
  response: Type.Object({ count: Type.Integer() }),
})
