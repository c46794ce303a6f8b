import { type Static, Type } from 'typebox'
import { Done, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** A month, `2026-06`. */
const Month = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' })

/** What is counted of the cases due in a period. */
export const CaseFact = Type.Union([
  Type.Literal('due'),
  Type.Literal('closed'),
  Type.Literal('on-time'),
  Type.Literal('overdue'),
  Type.Literal('reopened'),
  Type.Literal('rework'),
  Type.Literal('refused'),
  Type.Literal('unsigned'),
  Type.Literal('supervised'),
])
export type CaseFact = Static<typeof CaseFact>

/**
 * How an indicator is worth its weight: a share of cases (`inverted`: the fewer the better), points off for each case, or
 * a value people enter.
 */
export const AppraisalFormula = Type.Union([
  Type.Object({
    kind: Type.Literal('share'),
    part: CaseFact,
    whole: CaseFact,
    inverted: Type.Optional(Type.Boolean()),
  }),
  Type.Object({
    kind: Type.Literal('deduction'),
    fact: CaseFact,
    each: Type.Number({ exclusiveMinimum: 0, maximum: 100, description: 'Points off for each case.' }),
  }),
  Type.Object({ kind: Type.Literal('given') }),
])
export type AppraisalFormula = Static<typeof AppraisalFormula>

export const AppraisalIndicator = Type.Object({
  id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
  group: Type.Optional(Type.String({ maxLength: 60, description: 'Branch of the indicator tree.' })),
  title: Type.String({ minLength: 1, maxLength: 100 }),
  weight: Type.Number({ exclusiveMinimum: 0, maximum: 100 }),
  formula: AppraisalFormula,
})
export type AppraisalIndicator = Static<typeof AppraisalIndicator>

/** 一票否决: while somebody has entered it for an object, its score is no more than the cap. */
export const AppraisalVeto = Type.Object({
  id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
  title: Type.String({ minLength: 1, maxLength: 100 }),
  cap: Type.Number({ minimum: 0, maximum: 100 }),
})
export type AppraisalVeto = Static<typeof AppraisalVeto>

const ruleFields = {
  name: Type.String({ minLength: 2, maxLength: 100 }),
  object: Type.Union([Type.Literal('district'), Type.Literal('street'), Type.Literal('organisation')]),
  caseTypes: Type.Array(Type.String(), { maxItems: 50, description: 'None: every case type.' }),
  indicators: Type.Array(AppraisalIndicator, { minItems: 1, maxItems: 60 }),
  fromPeriod: Month,
  appealDays: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 60,
      description: 'Working days to appeal in, from the first score after the month; else until the freeze.',
    }),
  ),
  vetoes: Type.Optional(Type.Array(AppraisalVeto, { maxItems: 20 })),
}

export const AppraisalRule = Type.Object({
  id: Id,
  version: Type.Integer(),
  ...ruleFields,
  changedBy: Type.String(),
  changedTime: Time,
})
export type AppraisalRule = Static<typeof AppraisalRule>

export const AppraisalScore = Type.Object({
  object: Type.String(),
  name: Type.String(),
  facts: Type.Record(Type.String(), Type.Integer()),
  values: Type.Record(Type.String(), Type.Number(), { description: 'Points by indicator.' }),
  score: Type.Number(),
  place: Type.Integer(),
  vetoed: Type.Array(Type.String(), { description: 'Titles of the vetoes that cap the score.' }),
})
export type AppraisalScore = Static<typeof AppraisalScore>

export const Appraisal = Type.Object({
  id: Id,
  ruleId: Id,
  ruleName: Type.String(),
  period: Type.String(),
  version: Type.Integer(),
  reason: Type.String(),
  computedTime: Time,
  frozenTime: Type.Union([Time, Type.Null()]),
  frozenBy: Type.Union([Type.String(), Type.Null()]),
  indicators: Type.Array(AppraisalIndicator),
  scores: Type.Array(AppraisalScore),
  appealUntil: Type.Union([Time, Type.Null()], {
    description: 'Last moment of an appeal, once it is known.',
  }),
  excluded: Type.Integer({ description: 'Cases left out: accepted or still open appeals.' }),
})
export type Appraisal = Static<typeof Appraisal>

export const AppraisalLoss = Type.Object({
  object: Type.String(),
  name: Type.String(),
  indicator: Type.String(),
  indicatorTitle: Type.String(),
  points: Type.Number(),
  caseId: Id,
  caseReference: Type.String(),
  caseTitle: Type.String(),
})
export type AppraisalLoss = Static<typeof AppraisalLoss>

export const Appeal = Type.Object({
  id: Id,
  ruleId: Id,
  period: Type.String(),
  object: Type.String(),
  caseIds: Type.Array(Id),
  ground: Type.Union([Type.Literal('force-majeure'), Type.Literal('objection')]),
  reason: Type.String(),
  state: Type.Union([Type.Literal('open'), Type.Literal('accepted'), Type.Literal('refused')]),
  askedName: Type.String(),
  askedTime: Time,
  ruledName: Type.Union([Type.String(), Type.Null()]),
  ruledTime: Type.Union([Time, Type.Null()]),
  ruling: Type.Union([Type.String(), Type.Null()]),
  oldScore: Type.Union([Type.Number(), Type.Null()]),
  newScore: Type.Union([Type.Number(), Type.Null()]),
})
export type Appeal = Static<typeof Appeal>

const idParams = Type.Object({ id: Id })
const which = Type.Object({ ruleId: Id, period: Month })

export const listAppraisalRules = defineOperation({
  id: 'cases.listAppraisalRules',
  method: 'GET',
  path: '/api/cases/appraisal-rules',
  permission: 'cases.read',
  summary: { zh: '考核规则', en: 'Rules of appraisal' },
  response: Type.Object({ items: Type.Array(AppraisalRule) }),
})

export const createAppraisalRule = defineOperation({
  id: 'cases.createAppraisalRule',
  method: 'POST',
  path: '/api/cases/appraisal-rules',
  permission: 'cases.appraise',
  summary: { zh: '新建考核规则', en: 'Write a rule of appraisal' },
  body: Type.Object(ruleFields),
  response: AppraisalRule,
  creates: true,
})

export const changeAppraisalRule = defineOperation({
  id: 'cases.changeAppraisalRule',
  method: 'PUT',
  path: '/api/cases/appraisal-rules/{id}',
  permission: 'cases.appraise',
  summary: { zh: '修改考核规则（新版本）', en: 'Change a rule; its version grows' },
  params: idParams,
  body: Type.Object({ ...ruleFields, version: Type.Integer({ minimum: 1 }) }),
  response: AppraisalRule,
})

export const computeAppraisal = defineOperation({
  id: 'cases.computeAppraisal',
  method: 'POST',
  path: '/api/cases/appraisals',
  permission: 'cases.appraise',
  summary: { zh: '计算考核得分', en: 'Compute the scores of a month' },
  body: which,
  response: Appraisal,
  creates: true,
})

export const listAppraisals = defineOperation({
  id: 'cases.listAppraisals',
  method: 'GET',
  path: '/api/cases/appraisals',
  permission: 'cases.read',
  summary: { zh: '考核得分各版本', en: 'Appraisals, newest first' },
  query: Type.Object({ ...pageQuery, ruleId: Type.Optional(Id), period: Type.Optional(Month) }),
  response: pageOf(Appraisal),
})

export const getAppraisal = defineOperation({
  id: 'cases.getAppraisal',
  method: 'GET',
  path: '/api/cases/appraisals/{id}',
  permission: 'cases.read',
  summary: { zh: '考核得分', en: 'An appraisal' },
  params: idParams,
  response: Appraisal,
})

export const listAppraisalLosses = defineOperation({
  id: 'cases.listAppraisalLosses',
  method: 'GET',
  path: '/api/cases/appraisals/{id}/losses',
  permission: 'cases.read',
  summary: { zh: '失分明细（到案件）', en: 'Each point lost, with its case' },
  params: idParams,
  query: Type.Object({ ...pageQuery, object: Type.Optional(Type.String()) }),
  response: pageOf(AppraisalLoss),
})

/** Objects ranked over a quarter or year: the mean of their newest monthly scores. */
export const AppraisalRanking = Type.Object({
  period: Type.String(),
  months: Type.Array(
    Type.Object({
      period: Month,
      frozen: Type.Boolean({ description: 'Whether its scores may still change.' }),
    }),
  ),
  rows: Type.Array(
    Type.Object({
      object: Type.String(),
      name: Type.String(),
      months: Type.Integer({ description: 'Months it has a score in.' }),
      score: Type.Number(),
      place: Type.Integer(),
    }),
  ),
})
export type AppraisalRanking = Static<typeof AppraisalRanking>

export const rankAppraisals = defineOperation({
  id: 'cases.rankAppraisals',
  method: 'GET',
  path: '/api/cases/appraisal-rankings',
  permission: 'cases.read',
  summary: { zh: '季度、年度考核排名', en: 'Ranking of a quarter or year' },
  query: Type.Object({
    ruleId: Id,
    period: Type.String({ pattern: '^[0-9]{4}(-Q[1-4])?$', description: '`2026-Q4` or `2026`.' }),
  }),
  response: AppraisalRanking,
})

export const freezeAppraisal = defineOperation({
  id: 'cases.freezeAppraisal',
  method: 'POST',
  path: '/api/cases/appraisals/{id}/freeze',
  permission: 'cases.appraise',
  summary: { zh: '冻结月度得分', en: 'Freeze the scores of a month' },
  params: idParams,
  response: Appraisal,
})

export const getAppraisalReport = defineOperation({
  id: 'cases.getAppraisalReport',
  method: 'GET',
  path: '/api/cases/appraisals/{id}/report',
  permission: 'cases.read',
  summary: { zh: '考核月报（PDF、XLSX）', en: 'Monthly report' },
  params: idParams,
  query: Type.Object({ format: Type.Union([Type.Literal('pdf'), Type.Literal('xlsx')]) }),
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: 'application/octet-stream',
})

export const giveAppraisalValue = defineOperation({
  id: 'cases.giveAppraisalValue',
  method: 'POST',
  path: '/api/cases/appraisal-values',
  permission: 'cases.appraise',
  summary: { zh: '录入实地抽查、满意度等分值', en: 'Enter the value of a field check or survey' },
  body: Type.Object({
    ruleId: Id,
    period: Month,
    object: Type.String({ maxLength: 60 }),
    indicator: Type.String(),
    value: Type.Number({ minimum: 0, maximum: 1 }),
    note: Type.String({ minLength: 1, maxLength: 500 }),
  }),
  response: Done,
})

export const makeAppeal = defineOperation({
  id: 'cases.makeAppeal',
  method: 'POST',
  path: '/api/cases/appeals',
  permission: 'cases.work',
  summary: { zh: '考核申诉与不可抗力剔除申请', en: 'Appeal, or ask to leave cases out' },
  body: Type.Object({
    ruleId: Id,
    period: Month,
    object: Type.String({ maxLength: 60 }),
    caseIds: Type.Array(Id, { minItems: 1, maxItems: 500, uniqueItems: true }),
    ground: Type.Union([Type.Literal('force-majeure'), Type.Literal('objection')]),
    reason: Type.String({ minLength: 2, maxLength: 2000 }),
  }),
  response: Appeal,
  creates: true,
})

export const listAppeals = defineOperation({
  id: 'cases.listAppeals',
  method: 'GET',
  path: '/api/cases/appeals',
  permission: 'cases.read',
  summary: { zh: '考核申诉', en: 'Appeals' },
  query: Type.Object({ ...pageQuery, ruleId: Type.Optional(Id), period: Type.Optional(Month) }),
  response: pageOf(Appeal),
})

export const ruleAppeal = defineOperation({
  id: 'cases.ruleAppeal',
  method: 'POST',
  path: '/api/cases/appeals/{id}/ruling',
  permission: 'cases.appraise',
  summary: { zh: '申诉裁定', en: 'Rule on an appeal' },
  params: idParams,
  body: Type.Object({ accept: Type.Boolean(), ruling: Type.String({ minLength: 1, maxLength: 1000 }) }),
  response: Appeal,
})
