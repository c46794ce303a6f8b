import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Light = Type.Union([
  Type.Literal('green'),
  Type.Literal('yellow'),
  Type.Literal('red'),
  Type.Literal('none'),
])

/** A target of a city plan, tracked: value asked, value reached, gap, forecast, light. */
export const TrackedTarget = Type.Object({
  id: Id,
  code: Type.String(),
  plan: Type.String(),
  title: Type.String(),
  titleEn: Type.String(),
  unit: Type.String(),
  area: Type.String(),
  direction: Type.String(),
  year: Type.Integer(),
  targetText: Type.String({ description: 'The target as the plan words it.' }),
  target: Type.Union([Type.Number(), Type.Null()]),
  owner: Type.String(),
  source: Type.String(),
  binding: Type.Union([Type.Literal('computed'), Type.Literal('manual')]),
  indicatorId: Type.Union([Type.String(), Type.Null()]),
  value: Type.Union([Type.Number(), Type.Null()]),
  valueTime: Type.Union([Time, Type.Null()]),
  gap: Type.Union([Type.Number(), Type.Null()], { description: 'Value minus target.' }),
  forecast: Type.Union([Type.Number(), Type.Null()], { description: 'Expected at the end of the year.' }),
  light: Light,
  reach: oneOf('reached', 'in-time', 'late', 'never', 'unknown'),
  reachTime: nullable(Time, { description: 'When the trend of the last year meets the target.' }),
})
export type TrackedTarget = Static<typeof TrackedTarget>

export const listTargets = defineOperation({
  id: 'indicators.listTargets',
  method: 'GET',
  path: '/api/indicators/targets',
  permission: 'indicators.read',
  summary: { zh: '规划目标清单', en: 'Targets of the city plans' },
  query: Type.Object({
    ...pageQuery,
    plan: Type.Optional(Type.String()),
    area: Type.Optional(Type.String()),
    year: Type.Optional(Type.Integer()),
    binding: Type.Optional(Type.Union([Type.Literal('computed'), Type.Literal('manual')])),
    light: Type.Optional(Light),
  }),
  response: Type.Object({
    ...pageOf(TrackedTarget).properties,
    plans: Type.Array(Type.String()),
    areas: Type.Array(Type.String()),
    lights: Type.Object({
      green: Type.Integer(),
      yellow: Type.Integer(),
      red: Type.Integer(),
      none: Type.Integer(),
    }),
  }),
})

export const importTargets = defineOperation({
  id: 'indicators.importTargets',
  method: 'POST',
  path: '/api/indicators/targets/import',
  permission: 'indicators.manage',
  summary: { zh: '导入目标（TSV）', en: 'Import targets in the format of indicators.tsv' },
  body: Type.Object({ tsv: Type.String({ maxLength: 2_000_000 }) }),
  response: Type.Object({ indicators: Type.Integer(), targets: Type.Integer(), computed: Type.Integer() }),
})

export const exportTargets = defineOperation({
  id: 'indicators.exportTargets',
  method: 'GET',
  path: '/api/indicators/targets/export',
  permission: 'indicators.read',
  summary: { zh: '导出目标（TSV）', en: 'Export targets in the format of indicators.tsv' },
  response: Type.String(),
  produces: 'text/tab-separated-values; charset=utf-8',
})

export const bindTarget = defineOperation({
  id: 'indicators.bindTarget',
  method: 'PUT',
  path: '/api/indicators/targets/{id}/binding',
  permission: 'indicators.manage',
  summary: { zh: '绑定目标与指标', en: 'Bind a target to an indicator' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ indicator: Type.Union([Type.String(), Type.Null()]) }),
  response: TrackedTarget,
})
