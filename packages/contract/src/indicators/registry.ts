import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Id, Json, LocalTextSchema, pageOf, pageQuery, Time } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'

/** Code of an indicator made in the city: `city.` and lower-case words. */
export const IndicatorCode = Type.String({ pattern: '^[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+$', maxLength: 80 })

export const IndicatorCycle = Type.Union([
  Type.Literal('minute'),
  Type.Literal('hour'),
  Type.Literal('day'),
  Type.Literal('week'),
  Type.Literal('month'),
  Type.Literal('quarter'),
  Type.Literal('year'),
])
export type IndicatorCycle = Static<typeof IndicatorCycle>

/** How the figure of a division follows from those below it, where it is not computed from rows. */
export const RollUp = Type.Union([
  Type.Literal('rows'),
  Type.Literal('sum'),
  Type.Literal('weighted-mean'),
  Type.Literal('last'),
  Type.Literal('ratio-of-sums'),
])
export type RollUp = Static<typeof RollUp>

/** A limit of a state; it may hold only in some months, hours or divisions. */
export const IndicatorBand = Type.Object({
  state: Type.Union([Type.Literal('attention'), Type.Literal('warning')]),
  op: Type.Union([Type.Literal('<'), Type.Literal('<='), Type.Literal('>'), Type.Literal('>=')]),
  value: Type.Number(),
  months: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 12 }))),
  hours: Type.Optional(
    Type.Object({
      from: Type.Integer({ minimum: 0, maximum: 23 }),
      to: Type.Integer({ minimum: 0, maximum: 24 }),
    }),
  ),
  division: Type.Optional(DivisionCode),
})
export type IndicatorBand = Static<typeof IndicatorBand>

/** What an indicator means; the parts a draft may still lack are empty. */
export const IndicatorDefinition = Type.Object({
  title: LocalTextSchema,
  description: Type.Optional(Type.String({ maxLength: 2000 })),
  unit: Type.String({ maxLength: 40 }),
  direction: Type.Union([
    Type.Literal('up'),
    Type.Literal('down'),
    Type.Literal('range'),
    Type.Literal('milestone'),
    Type.Literal(''),
  ]),
  expression: Type.String({ maxLength: 4000, description: 'Textual formula; empty in a draft.' }),
  cycle: Type.Union([IndicatorCycle, Type.Literal('')]),
  graceHours: Type.Number({ minimum: 0, maximum: 10_000 }),
  freshMinutes: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 100_000,
      description: 'A source silent for longer is shown as delayed, for six times as long as interrupted.',
    }),
  ),
  owner: Type.String({ maxLength: 200 }),
  source: Type.String({ maxLength: 400 }),
  rollUp: RollUp,
  decimals: Type.Optional(Type.Integer({ minimum: 0, maximum: 6 })),
  range: Type.Optional(Type.Object({ low: Type.Number(), high: Type.Number() })),
  bands: Type.Array(IndicatorBand, { maxItems: 50 }),
  downTo: Type.Union([
    Type.Literal('city'),
    Type.Literal('district'),
    Type.Literal('street'),
    Type.Literal('community'),
  ]),
  audience: Type.Union([Type.Literal('public'), Type.Literal('department'), Type.Literal('leader')]),
})
export type IndicatorDefinition = Static<typeof IndicatorDefinition>

const VersionState = Type.Union([Type.Literal('draft'), Type.Literal('active'), Type.Literal('retired')])

export const IndicatorVersion = Type.Object({
  code: Type.String(),
  version: Type.Integer(),
  state: VersionState,
  definition: IndicatorDefinition,
  unitLabel: Type.String({ description: 'The unit as people write it.' }),
  author: Type.String(),
  reason: Type.String(),
  createdTime: Time,
  activatedTime: Type.Union([Time, Type.Null()]),
})
export type IndicatorVersion = Static<typeof IndicatorVersion>

/** A fault of an expression: where in the text, what, and what was expected. */
export const ExpressionFault = Type.Object({
  position: Type.Integer(),
  length: Type.Integer(),
  message: Type.String(),
})

const codeParams = Type.Object({ code: IndicatorCode })

export const listDefinitions = defineOperation({
  id: 'indicators.listDefinitions',
  method: 'GET',
  path: '/api/indicators/definitions',
  permission: 'indicators.read',
  summary: { zh: '指标登记', en: 'The registry of city-made indicators' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(VersionState) }),
  response: pageOf(IndicatorVersion),
})

export const getDefinition = defineOperation({
  id: 'indicators.getDefinition',
  method: 'GET',
  path: '/api/indicators/definitions/{code}',
  permission: 'indicators.read',
  summary: { zh: '指标定义的各版本', en: 'The versions of a definition' },
  params: codeParams,
  response: Type.Object({ versions: Type.Array(IndicatorVersion) }),
})

export const saveDefinition = defineOperation({
  id: 'indicators.saveDefinition',
  method: 'PUT',
  path: '/api/indicators/definitions/{code}',
  permission: 'indicators.manage',
  summary: { zh: '保存指标草稿', en: 'Save a draft of a definition' },
  params: codeParams,
  body: Type.Object({
    definition: IndicatorDefinition,
    reason: Type.Optional(Type.String({ maxLength: 400 })),
  }),
  response: IndicatorVersion,
})

export const activateDefinition = defineOperation({
  id: 'indicators.activateDefinition',
  method: 'POST',
  path: '/api/indicators/definitions/{code}/activate',
  permission: 'indicators.manage',
  summary: { zh: '启用指标', en: 'Activate the draft of an indicator' },
  params: codeParams,
  response: IndicatorVersion,
})

export const retireDefinition = defineOperation({
  id: 'indicators.retireDefinition',
  method: 'POST',
  path: '/api/indicators/definitions/{code}/retire',
  permission: 'indicators.manage',
  summary: { zh: '停用指标', en: 'Retire an indicator' },
  params: codeParams,
  body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 400 }) }),
  response: IndicatorVersion,
})

export const previewExpression = defineOperation({
  id: 'indicators.previewExpression',
  method: 'POST',
  path: '/api/indicators/expressions/preview',
  permission: 'indicators.read',
  summary: { zh: '试算公式', en: 'Parse and compute an expression' },
  body: Type.Object({
    expression: Type.String({ maxLength: 4000 }),
    unit: Type.Optional(Type.String({ maxLength: 40 })),
    division: Type.Optional(DivisionCode),
  }),
  response: Type.Object({
    formula: Type.Union([Json, Type.Null()]),
    canonical: Type.Union([Type.String(), Type.Null()], { description: 'The same formula, written anew.' }),
    formulaText: Type.Union([LocalTextSchema, Type.Null()]),
    value: Type.Union([Type.Number(), Type.Null()]),
    rows: Type.Integer(),
    note: Type.Union([Type.String(), Type.Null()]),
    faults: Type.Array(ExpressionFault),
  }),
})

/** One computing of a period, with what went in. */
export const PeriodRun = Type.Object({
  id: Id,
  indicatorId: Type.String(),
  division: DivisionCode,
  period: Type.String(),
  value: Type.Union([Type.Number(), Type.Null()]),
  rows: Type.Integer(),
  formula: Json,
  inputs: Type.Array(Json),
  frozen: Type.Boolean(),
  revision: Type.Integer(),
  reason: Type.Union([Type.String(), Type.Null()]),
  byName: Type.String(),
  computedTime: Time,
})
export type PeriodRun = Static<typeof PeriodRun>

export const freezePeriod = defineOperation({
  id: 'indicators.freezePeriod',
  method: 'POST',
  path: '/api/indicators/indicators/{id}/periods',
  permission: 'indicators.review',
  summary: { zh: '冻结一期数值', en: 'Compute and freeze a period, or revise it with a reason' },
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({
    period: Type.String({ pattern: '^\\d{4}(-\\d{2}(-\\d{2})?|-Q[1-4]|-W\\d{2})?$' }),
    division: Type.Optional(DivisionCode),
    value: Type.Optional(Type.Number({ description: 'A corrected value, with its reason.' })),
    reason: Type.Optional(Type.String({ maxLength: 400 })),
  }),
  response: PeriodRun,
  creates: true,
})

export const listPeriods = defineOperation({
  id: 'indicators.listPeriods',
  method: 'GET',
  path: '/api/indicators/indicators/{id}/periods',
  permission: 'indicators.read',
  summary: { zh: '各期数值与修订', en: 'Frozen periods and their revisions' },
  params: Type.Object({ id: Type.String() }),
  query: Type.Object({ division: Type.Optional(DivisionCode) }),
  response: Type.Array(PeriodRun),
})

export const forgetDefinitionDraft = defineOperation({
  id: 'indicators.forgetDefinitionDraft',
  method: 'DELETE',
  path: '/api/indicators/definitions/{code}/draft',
  permission: 'indicators.manage',
  summary: { zh: '放弃指标草稿', en: 'Throw a draft away' },
  params: codeParams,
  response: Done,
})

/** The registry changed: processes of a cluster read it anew. */
export const definitionsChanged = defineMessage(
  'indicators.definitions-changed',
  Type.Object({ code: Type.String() }),
)
