import { type Static, Type } from 'typebox'
import { DivisionCode, Id, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** How an index turns component values into scores and what it does with a missing one. */
export const IndexRules = Type.Object({
  normalisation: Type.Union([
    Type.Literal('none'),
    Type.Literal('min-max'),
    Type.Literal('z-score'),
    Type.Literal('target-distance'),
  ]),
  missing: Type.Union([Type.Literal('refuse'), Type.Literal('reweight'), Type.Literal('zero')]),
  smoothBelow: Type.Optional(
    Type.Integer({ minimum: 1, description: 'Areas with fewer rows are drawn towards the parent.' }),
  ),
  components: Type.Array(
    Type.Object({
      indicator: Type.String(),
      weight: Type.Number({ exclusiveMinimum: 0, maximum: 100, description: 'All weights sum to 100.' }),
      low: Type.Optional(
        Type.Number({ description: 'Value of score 0, or the reach of a target distance.' }),
      ),
      high: Type.Optional(Type.Number({ description: 'Value of score 100, or the target.' })),
    }),
    { minItems: 1, maxItems: 60 },
  ),
})
export type IndexRules = Static<typeof IndexRules>

export const CityIndex = Type.Object({
  id: Type.String(),
  title: Type.String(),
  field: Type.Union([Type.String(), Type.Null()]),
  version: Type.Integer(),
  validFrom: Type.String({ description: 'First period these weights hold for, YYYY-MM.' }),
  rules: IndexRules,
  formula: Type.String({ description: 'The score formula in words.' }),
})
export type CityIndex = Static<typeof CityIndex>

const Contribution = Type.Object({
  indicator: Type.String(),
  title: Type.String(),
  value: Type.Union([Type.Number(), Type.Null()]),
  score: Type.Union([Type.Number(), Type.Null()]),
  weight: Type.Number(),
  contribution: Type.Union([Type.Number(), Type.Null()]),
  note: Type.Union([Type.String(), Type.Null()]),
})

export const IndexValue = Type.Object({
  id: Type.String(),
  title: Type.String(),
  division: DivisionCode,
  period: Type.String(),
  version: Type.Integer(),
  value: Type.Union([Type.Number(), Type.Null()]),
  coverage: Type.Number({ description: 'Share of the weight that had values, per cent.' }),
  smoothed: Type.Boolean(),
  note: Type.Union([Type.String(), Type.Null()]),
  formula: Type.String(),
  contributions: Type.Array(Contribution),
  time: Time,
})
export type IndexValue = Static<typeof IndexValue>

const idParams = Type.Object({ id: Type.String() })

export const listIndices = defineOperation({
  id: 'indicators.listIndices',
  method: 'GET',
  path: '/api/indicators/indices',
  permission: 'indicators.read',
  summary: { zh: '综合指数', en: 'Composite indices' },
  response: Type.Array(CityIndex),
})

export const saveIndex = defineOperation({
  id: 'indicators.saveIndex',
  method: 'PUT',
  path: '/api/indicators/indices/{id}',
  permission: 'indicators.manage',
  summary: { zh: '新建指数或其新版本', en: 'Make an index, or a new version of its weights' },
  params: Type.Object({ id: Type.String({ pattern: '^[a-z][a-z0-9.-]*$', maxLength: 80 }) }),
  body: Type.Object({
    title: Type.String({ minLength: 1, maxLength: 100 }),
    field: Type.Optional(Type.String({ maxLength: 100 })),
    validFrom: Type.String({ pattern: '^\\d{4}-\\d{2}$' }),
    rules: IndexRules,
  }),
  response: CityIndex,
})

export const getIndexValue = defineOperation({
  id: 'indicators.getIndexValue',
  method: 'GET',
  path: '/api/indicators/indices/{id}/value',
  permission: 'indicators.read',
  summary: { zh: '指数值与各项贡献', en: 'The value of an index with its contributions' },
  params: idParams,
  query: Type.Object({
    division: Type.Optional(DivisionCode),
    period: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}$' })),
    version: Type.Optional(Type.Integer({ minimum: 1 })),
  }),
  response: IndexValue,
})

export const listIndexVersions = defineOperation({
  id: 'indicators.listIndexVersions',
  method: 'GET',
  path: '/api/indicators/indices/{id}/versions',
  permission: 'indicators.read',
  summary: { zh: '指数权重的各版本', en: 'Versions of the weights of an index' },
  params: idParams,
  response: Type.Array(CityIndex),
})

/** City vital signs: fields with score, figures, and what is abnormal, worsening or missing. */
export const getVitalSigns = defineOperation({
  id: 'indicators.getVitalSigns',
  method: 'GET',
  path: '/api/indicators/vital-signs',
  permission: 'indicators.read',
  summary: { zh: '城市体征', en: 'City vital signs' },
  query: Type.Object({ division: Type.Optional(DivisionCode) }),
  response: Type.Object({
    city: Type.Union([IndexValue, Type.Null()]),
    fields: Type.Array(IndexValue),
    abnormal: Type.Array(
      Type.Object({
        indicatorId: Type.String(),
        title: Type.String(),
        division: DivisionCode,
        divisionName: Type.String(),
        state: Type.String(),
        value: Type.Union([Type.Number(), Type.Null()]),
        unitLabel: Type.String(),
        time: Time,
        owner: Type.String(),
      }),
    ),
    worsening: Type.Array(
      Type.Object({
        indicatorId: Type.String(),
        title: Type.String(),
        change: Type.Number(),
        unitLabel: Type.String(),
      }),
    ),
    missing: Type.Array(
      Type.Object({
        indicatorId: Type.String(),
        title: Type.String(),
        why: Type.String(),
        owner: Type.String(),
      }),
    ),
  }),
})

/** Identity of a computing of an index. */
export const IndexRunId = Id
