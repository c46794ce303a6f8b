import { type Static, Type } from 'typebox'
import { Done, Id, nullable, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const title = Type.String({ minLength: 1, maxLength: 100 })
const hours = Type.Integer({ minimum: 1, maximum: 744, description: 'How far back the chart goes.' })

/** A chart of one series that other sites show in a frame: `/embed/series/{id}#{token}`. */
export const SeriesEmbed = Type.Object({
  id: Id,
  title,
  datastreamId: Type.Integer(),
  thingName: Type.String(),
  hours,
  createdTime: Time,
  createdBy: Type.String(),
  expiresTime: Time,
  lastReadTime: nullable(Time),
})
export type SeriesEmbed = Static<typeof SeriesEmbed>

export const listSeriesEmbeds = defineOperation({
  id: 'sensing.listSeriesEmbeds',
  method: 'GET',
  path: '/api/sensing/series-embeds',
  permission: 'sensing.read',
  summary: { zh: '嵌入图表列表', en: 'Charts for other sites' },
  query: Type.Object(pageQuery),
  response: pageOf(SeriesEmbed),
})

export const createSeriesEmbed = defineOperation({
  id: 'sensing.createSeriesEmbed',
  method: 'POST',
  path: '/api/sensing/series-embeds',
  permission: 'sensing.rules',
  summary: {
    zh: '建立嵌入图表（只读令牌只在此时给出一次）',
    en: 'Make a chart for other sites; its read-only token is told once, here',
  },
  body: Type.Object({
    title,
    datastreamId: Type.Integer({ minimum: 1 }),
    hours,
    validDays: Type.Integer({ minimum: 1, maximum: 366, default: 90 }),
  }),
  response: Type.Object({ embed: SeriesEmbed, token: Type.String() }),
  creates: true,
})

export const deleteSeriesEmbed = defineOperation({
  id: 'sensing.deleteSeriesEmbed',
  method: 'DELETE',
  path: '/api/sensing/series-embeds/{id}',
  permission: 'sensing.rules',
  summary: {
    zh: '收回嵌入图表（令牌立即失效）',
    en: 'Take a chart back; its token is worth nothing at once',
  },
  params: Type.Object({ id: Id }),
  response: Done,
})

export const EmbeddedSeries = Type.Object({
  title,
  thingName: Type.String(),
  unit: Type.String(),
  from: Time,
  to: Time,
  points: Type.Array(Type.Object({ time: Time, value: nullable(Type.Number()) })),
})
export type EmbeddedSeries = Static<typeof EmbeddedSeries>

export const readSeriesEmbed = defineOperation({
  id: 'sensing.readSeriesEmbed',
  method: 'GET',
  path: '/api/sensing/series-embeds/{id}/series',
  permission: 'public',
  summary: {
    zh: '读取嵌入图表的数据（以 X-Embed-Token 出示令牌）',
    en: 'The series of an embedded chart, to whoever shows its token in X-Embed-Token',
  },
  params: Type.Object({ id: Id }),
  response: EmbeddedSeries,
})
