import { type Static, Type } from 'typebox'
import { Done, Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Calendar day.' })
const page = { limit: pageQuery.limit, offset: pageQuery.offset }
const params = Type.Object({ id: Id })
const byYear = Type.Object({ year: Type.Integer({ minimum: 2000, maximum: 2200 }) })
const Text = Type.Union([Type.String(), Type.Null()])

const dutyInput = {
  organisationId: Id,
  resource: Type.String({ minLength: 2, maxLength: 120 }),
  item: Type.String({ maxLength: 500, description: 'What is to be delivered.' }),
  dueDay: Day,
  quality: Type.Optional(
    Type.Union([Type.Number({ minimum: 0, maximum: 100 }), Type.Null()], {
      description: 'Least quality score.',
    }),
  ),
  person: Type.String({ maxLength: 60 }),
  datasetId: Type.Optional(Type.Union([Id, Type.Null()])),
}

export const DutyState = oneOf('open', 'delivered', 'overdue', 'exempted')
export type DutyState = Static<typeof DutyState>

/** 责任清单 entry. */
export const DataDuty = Type.Object({
  id: Id,
  documentNumber: Type.String(),
  kind: oneOf('list', 'inventory'),
  organisationId: Id,
  organisationName: Type.String(),
  resource: Type.String(),
  item: Type.String(),
  dueDay: Day,
  quality: Type.Union([Type.Number(), Type.Null()]),
  person: Type.String(),
  datasetId: Type.Union([Id, Type.Null()]),
  state: DutyState,
  stateName: Type.String(),
  deliveredTime: Type.Union([Time, Type.Null()]),
  exemptReason: Text,
  remindedTime: Type.Union([Time, Type.Null()]),
  noticedTime: Type.Union([Time, Type.Null()]),
})
export type DataDuty = Static<typeof DataDuty>

export const issueDataDuties = defineOperation({
  id: 'data.issueDuties',
  method: 'POST',
  path: '/api/data/duty-batches',
  permission: 'data.appraise',
  summary: { zh: '下达责任清单', en: 'Issue a responsibility list' },
  body: Type.Object({
    documentNumber: Type.String({ minLength: 2, maxLength: 100 }),
    title: Type.String({ minLength: 2, maxLength: 200 }),
    noticeDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365, default: 10 })),
    duties: Type.Array(Type.Object(dutyInput), { minItems: 1, maxItems: 2000 }),
  }),
  response: Type.Object({ items: Type.Array(DataDuty) }),
  creates: true,
})

export const issueInventoryDuty = defineOperation({
  id: 'data.issueInventory',
  method: 'POST',
  path: '/api/data/duty-batches/inventory',
  permission: 'data.appraise',
  summary: { zh: '下达区县年度数据清单任务', en: 'Ask counties for their yearly inventory' },
  body: Type.Object({
    documentNumber: Type.String({ minLength: 2, maxLength: 100 }),
    year: Type.Integer({ minimum: 2000, maximum: 2200 }),
    dueDay: Day,
    organisationIds: Type.Array(Id, { minItems: 1, maxItems: 500 }),
  }),
  response: Type.Object({ items: Type.Array(DataDuty) }),
  creates: true,
})

export const listDataDuties = defineOperation({
  id: 'data.listDuties',
  method: 'GET',
  path: '/api/data/duties',
  permission: 'data.read',
  summary: { zh: '查询责任清单', en: 'List duties' },
  query: Type.Object({
    ...page,
    state: Type.Optional(DutyState),
    organisationId: Type.Optional(Id),
    isNoticed: Type.Optional(Type.Boolean({ description: 'Those a notice was given of, for leaders.' })),
  }),
  response: pageOf(DataDuty),
})

export const deliverDataDuty = defineOperation({
  id: 'data.deliverDuty',
  method: 'POST',
  path: '/api/data/duties/{id}/deliver',
  permission: 'data.own',
  summary: { zh: '报送责任事项', en: 'Report a duty as delivered' },
  params,
  body: Type.Object({ datasetId: Id }),
  response: DataDuty,
})

export const exemptDataDuty = defineOperation({
  id: 'data.exemptDuty',
  method: 'POST',
  path: '/api/data/duties/{id}/exempt',
  permission: 'data.appraise',
  summary: { zh: '豁免责任事项', en: 'Exempt from a duty' },
  params,
  body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 500 }) }),
  response: DataDuty,
})

/** 考核指标: 完整、及时、质量、使用、响应、开放. */
export const AppraisalMeasure = oneOf(
  'completeness',
  'timeliness',
  'quality',
  'usage',
  'response',
  'openness',
)
export type AppraisalMeasure = Static<typeof AppraisalMeasure>

export const AppraisalPart = Type.Object({
  measure: AppraisalMeasure,
  name: Type.String(),
  weight: Type.Number(),
  value: Type.Union([Type.Number(), Type.Null()], {
    description: '0 to 100; null where there is nothing to measure.',
  }),
  numerator: Type.Number(),
  denominator: Type.Number(),
  points: Type.Number({ description: 'weight × value ÷ 100.' }),
})
export type AppraisalPart = Static<typeof AppraisalPart>

export const DataAppraisalScore = Type.Object({
  organisationId: Id,
  organisationName: Type.String(),
  parts: Type.Array(AppraisalPart),
  adjustment: Type.Number(),
  repeated: Type.Integer({ description: 'Values corrected this year that had been corrected before.' }),
  score: Type.Number(),
  rank: Type.Integer(),
})
export type DataAppraisalScore = Static<typeof DataAppraisalScore>

export const DataAppraisal = Type.Object({
  year: Type.Integer(),
  version: Type.Integer({ description: 'Counts changes of the weights.' }),
  weights: Type.Array(
    Type.Object({ measure: AppraisalMeasure, weight: Type.Number({ exclusiveMinimum: 0, maximum: 100 }) }),
  ),
  repeatPenalty: Type.Number({ description: 'Points off for each error made again.' }),
  formula: Type.String(),
  state: oneOf('draft', 'public', 'frozen'),
  publicUntil: Type.Union([Day, Type.Null()]),
  computedTime: Type.Union([Time, Type.Null()]),
  frozenTime: Type.Union([Time, Type.Null()]),
  scores: Type.Array(DataAppraisalScore),
  objections: Type.Array(
    Type.Object({
      id: Id,
      organisationName: Type.String(),
      text: Type.String(),
      userName: Type.String(),
      time: Time,
      answer: Text,
    }),
  ),
  adjustments: Type.Array(
    Type.Object({
      organisationName: Type.String(),
      kind: oneOf('scene', 'other'),
      points: Type.Number(),
      reason: Type.String(),
      byName: Type.String(),
    }),
  ),
})
export type DataAppraisal = Static<typeof DataAppraisal>

export const getDataAppraisal = defineOperation({
  id: 'data.getAppraisal',
  method: 'GET',
  path: '/api/data/appraisals/{year}',
  permission: 'data.read',
  summary: { zh: '查看数据工作考核', en: 'See the appraisal of a year' },
  params: byYear,
  response: DataAppraisal,
})

export const setAppraisalWeights = defineOperation({
  id: 'data.setAppraisalWeights',
  method: 'PUT',
  path: '/api/data/appraisals/{year}/weights',
  permission: 'data.appraise',
  summary: { zh: '设定考核权重', en: 'Set the weights of a year' },
  params: byYear,
  body: Type.Object({
    weights: Type.Array(DataAppraisal.properties.weights.items, { minItems: 1, maxItems: 6 }),
    repeatPenalty: Type.Optional(Type.Number({ minimum: 0, maximum: 20 })),
  }),
  response: DataAppraisal,
})

export const computeDataAppraisal = defineOperation({
  id: 'data.computeAppraisal',
  method: 'POST',
  path: '/api/data/appraisals/{year}/compute',
  permission: 'data.appraise',
  summary: { zh: '计算考核得分', en: 'Compute the scores of a year' },
  params: byYear,
  response: DataAppraisal,
})

export const adjustDataAppraisal = defineOperation({
  id: 'data.adjustAppraisal',
  method: 'POST',
  path: '/api/data/appraisals/{year}/adjustments',
  permission: 'data.appraise',
  summary: { zh: '考核加减分', en: 'Reward or penalise' },
  params: byYear,
  body: Type.Object({
    organisationId: Id,
    kind: Type.Optional(oneOf('scene', 'other')),
    points: Type.Number({ minimum: -100, maximum: 100 }),
    reason: Type.String({ minLength: 2, maxLength: 300 }),
  }),
  response: DataAppraisal,
})

export const publishDataAppraisal = defineOperation({
  id: 'data.publishAppraisal',
  method: 'POST',
  path: '/api/data/appraisals/{year}/publish',
  permission: 'data.appraise',
  summary: { zh: '公示考核结果', en: 'Publish results for objections' },
  params: byYear,
  body: Type.Object({ until: Day }),
  response: DataAppraisal,
})

export const objectToDataAppraisal = defineOperation({
  id: 'data.objectToAppraisal',
  method: 'POST',
  path: '/api/data/appraisals/{year}/objections',
  permission: 'data.own',
  summary: { zh: '提出考核异议', en: 'Object to results' },
  params: byYear,
  body: Type.Object({ text: Type.String({ minLength: 2, maxLength: 1000 }) }),
  response: DataAppraisal,
})

export const answerAppraisalObjection = defineOperation({
  id: 'data.answerAppraisalObjection',
  method: 'POST',
  path: '/api/data/appraisal-objections/{id}/answer',
  permission: 'data.appraise',
  summary: { zh: '答复考核异议', en: 'Answer an objection to results' },
  params,
  body: Type.Object({ answer: Type.String({ minLength: 2, maxLength: 1000 }) }),
  response: Done,
})

export const freezeDataAppraisal = defineOperation({
  id: 'data.freezeAppraisal',
  method: 'POST',
  path: '/api/data/appraisals/{year}/freeze',
  permission: 'data.appraise',
  summary: { zh: '锁定考核结果', en: 'Freeze results' },
  params: byYear,
  response: DataAppraisal,
})

export const exportDataAppraisal = defineOperation({
  id: 'data.exportAppraisal',
  method: 'GET',
  path: '/api/data/appraisals/{year}/export',
  permission: 'data.read',
  summary: { zh: '导出考核结果', en: 'Export results as XLSX' },
  params: byYear,
  response: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }),
  produces: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
})
