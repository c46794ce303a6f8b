import { type Static, Type } from 'typebox'
import { DivisionCode, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** `2025-06-01`, `2025-06`, `2025-Q2`, `2025-W23` or `2025`. */
export const Period = Type.String({ pattern: '^\\d{4}(-\\d{2}(-\\d{2})?|-Q[1-4]|-W\\d{2})?$' })

/** A value a person reported, with its evidence. */
export const ManualEntry = Type.Object({
  id: Id,
  indicatorId: Type.String(),
  indicatorTitle: Type.String(),
  division: DivisionCode,
  period: Period,
  value: Type.Union([Type.Number(), Type.Null()]),
  numerator: Type.Union([Type.Number(), Type.Null()]),
  denominator: Type.Union([Type.Number(), Type.Null()]),
  source: Type.String({ description: 'The unit whose figure it is.' }),
  comment: Type.String(),
  evidenceName: Type.Union([Type.String(), Type.Null()]),
  state: Type.Union([Type.Literal('submitted'), Type.Literal('approved'), Type.Literal('returned')]),
  reporter: Type.String(),
  reviewer: Type.Union([Type.String(), Type.Null()]),
  reviewComment: Type.Union([Type.String(), Type.Null()]),
  reportedTime: Time,
  reviewedTime: Type.Union([Time, Type.Null()]),
})
export type ManualEntry = Static<typeof ManualEntry>

export const listEntries = defineOperation({
  id: 'indicators.listEntries',
  method: 'GET',
  path: '/api/indicators/entries',
  permission: 'indicators.read',
  summary: { zh: '填报记录', en: 'Manual entries' },
  query: Type.Object({
    ...pageQuery,
    indicator: Type.Optional(Type.String()),
    state: Type.Optional(Type.String()),
  }),
  response: pageOf(ManualEntry),
})

export const reportEntry = defineOperation({
  id: 'indicators.reportEntry',
  method: 'POST',
  path: '/api/indicators/entries',
  permission: 'indicators.report',
  summary: { zh: '填报指标值', en: 'Report a value' },
  body: Type.Object({
    indicator: Type.String(),
    division: Type.Optional(DivisionCode),
    period: Period,
    value: Type.Optional(Type.Number()),
    numerator: Type.Optional(Type.Number()),
    denominator: Type.Optional(Type.Number()),
    source: Type.String({ minLength: 1, maxLength: 200 }),
    comment: Type.Optional(Type.String({ maxLength: 2000 })),
    evidence: Type.Optional(
      Type.Object({
        name: Type.String({ minLength: 1, maxLength: 200 }),
        base64: Type.String({ maxLength: 1_400_000, description: 'At most 1 MB.' }),
      }),
    ),
  }),
  response: ManualEntry,
  creates: true,
})

export const reviewEntry = defineOperation({
  id: 'indicators.reviewEntry',
  method: 'POST',
  path: '/api/indicators/entries/{id}/review',
  permission: 'indicators.review',
  summary: { zh: '审核填报', en: 'Approve or return an entry; not by its reporter' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ approve: Type.Boolean(), comment: Type.Optional(Type.String({ maxLength: 2000 })) }),
  response: ManualEntry,
})

export const getEntryEvidence = defineOperation({
  id: 'indicators.getEntryEvidence',
  method: 'GET',
  path: '/api/indicators/entries/{id}/evidence',
  permission: 'indicators.read',
  summary: { zh: '佐证材料', en: 'The evidence of an entry' },
  params: Type.Object({ id: Id }),
  response: Type.String(),
  produces: 'application/octet-stream',
})

export const listLateEntries = defineOperation({
  id: 'indicators.listLateEntries',
  method: 'GET',
  path: '/api/indicators/late-entries',
  permission: 'indicators.read',
  summary: { zh: '缺报清单', en: 'Indicators whose value is overdue' },
  response: Type.Array(
    Type.Object({
      indicatorId: Type.String(),
      title: Type.String(),
      owner: Type.String(),
      period: Period,
      dueTime: Time,
      lateHours: Type.Number(),
    }),
  ),
})

/** Two sources for one figure side by side, with their difference. */
export const compareSources = defineOperation({
  id: 'indicators.compareSources',
  method: 'GET',
  path: '/api/indicators/indicators/{id}/sources',
  permission: 'indicators.read',
  summary: { zh: '同一指标的多个来源', en: 'Several sources of one figure and their difference' },
  params: Type.Object({ id: Type.String() }),
  query: Type.Object({ division: Type.Optional(DivisionCode), period: Type.Optional(Period) }),
  response: Type.Object({
    division: DivisionCode,
    period: Type.Union([Period, Type.Null()]),
    sources: Type.Array(Type.Object({ source: Type.String(), value: Type.Number(), time: Time })),
    differs: Type.Boolean({ description: 'Shown as 差异.' }),
    difference: Type.Union([Type.Number(), Type.Null()], {
      description: 'Largest minus smallest, per cent of the largest.',
    }),
  }),
})
