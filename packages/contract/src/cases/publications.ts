import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** 分级公开: within the units appraised, to the level above, or to everybody. */
export const PublicationGrade = oneOf('internal', 'upper', 'public')
export type PublicationGrade = Static<typeof PublicationGrade>

/** A band of scores and the share of its base an object gets there. */
const FundBand = Type.Object({
  from: Type.Number({ minimum: 0, maximum: 100, description: 'Least score of the band.' }),
  percent: Type.Number({ minimum: 0, maximum: 200 }),
})

/** What a frozen score is worth in money: base × the percentage of its band. Computed once, never changed. */
export const FundTable = Type.Object({
  id: Id,
  appraisalId: Id,
  title: Type.String(),
  bands: Type.Array(FundBand),
  rows: Type.Array(
    Type.Object({
      object: Type.String(),
      name: Type.String(),
      score: Type.Number(),
      baseFen: Type.Integer(),
      percent: Type.Number(),
      fen: Type.Integer(),
    }),
  ),
  sumFen: Type.Integer(),
  computedBy: Type.String(),
  computedTime: Time,
})
export type FundTable = Static<typeof FundTable>

/** Results as they are published: what is not meant for the grade is not in them. */
export const AppraisalPublication = Type.Object({
  id: Id,
  appraisalId: Id,
  ruleName: Type.String(),
  period: Type.String(),
  version: Type.Integer(),
  grade: PublicationGrade,
  note: Type.String(),
  scores: Type.Array(
    Type.Object({
      place: Type.Integer(),
      name: Type.String(),
      score: Type.Number(),
      values: nullable(Type.Record(Type.String(), Type.Number()), {
        description: 'Points by indicator; not shown to the public.',
      }),
    }),
  ),
  indicators: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), weight: Type.Number() })),
  funds: nullable(FundTable),
  publishedBy: Type.String(),
  publishedTime: Time,
  withdrawnTime: nullable(Time),
  withdrawnReason: nullable(Type.String()),
})
export type AppraisalPublication = Static<typeof AppraisalPublication>

/** The same for everybody: without who published it. */
export const PublicAppraisal = Type.Omit(AppraisalPublication, [
  'appraisalId',
  'publishedBy',
  'withdrawnTime',
  'withdrawnReason',
])
export type PublicAppraisal = Static<typeof PublicAppraisal>

const idParams = Type.Object({ id: Id })

export const computeFunds = defineOperation({
  id: 'cases.computeFunds',
  method: 'POST',
  path: '/api/cases/appraisals/{id}/funds',
  permission: 'cases.appraise',
  summary: { zh: '按冻结得分核算挂钩资金', en: 'Compute what frozen scores are worth' },
  params: idParams,
  body: Type.Object({
    title: Type.String({ minLength: 2, maxLength: 100 }),
    bands: Type.Array(FundBand, { minItems: 1, maxItems: 20 }),
    bases: Type.Array(
      Type.Object({ object: Type.String(), fen: Type.Integer({ minimum: 0, maximum: 1_000_000_000_000 }) }),
      { minItems: 1, maxItems: 500 },
    ),
  }),
  response: FundTable,
  creates: true,
})

export const listFunds = defineOperation({
  id: 'cases.listFunds',
  method: 'GET',
  path: '/api/cases/appraisals/{id}/funds',
  permission: 'cases.appraise',
  summary: { zh: '挂钩资金核算表', en: 'Fund tables of an appraisal' },
  params: idParams,
  response: Type.Object({ items: Type.Array(FundTable) }),
})

export const publishAppraisal = defineOperation({
  id: 'cases.publishAppraisal',
  method: 'POST',
  path: '/api/cases/appraisals/{id}/publications',
  permission: 'cases.supervise',
  summary: { zh: '分级公开考核结果', en: 'Publish frozen results to a grade of readers' },
  params: idParams,
  body: Type.Object({
    grade: PublicationGrade,
    note: Type.String({ minLength: 1, maxLength: 1000 }),
    fundsId: Type.Optional(Id),
  }),
  response: AppraisalPublication,
  creates: true,
})

export const withdrawPublication = defineOperation({
  id: 'cases.withdrawPublication',
  method: 'POST',
  path: '/api/cases/appraisal-publications/{id}/withdrawal',
  permission: 'cases.supervise',
  summary: { zh: '撤回公开的考核结果', en: 'Withdraw a publication' },
  params: idParams,
  body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 500 }) }),
  response: AppraisalPublication,
})

export const listPublications = defineOperation({
  id: 'cases.listPublications',
  method: 'GET',
  path: '/api/cases/appraisal-publications',
  permission: 'cases.read',
  summary: { zh: '考核结果公开记录', en: 'Published results the caller may see' },
  query: Type.Object({ ...pageQuery, ruleId: Type.Optional(Id), grade: Type.Optional(PublicationGrade) }),
  response: pageOf(AppraisalPublication),
})

export const listPublicAppraisals = defineOperation({
  id: 'cases.listPublicAppraisals',
  method: 'GET',
  path: '/api/cases/public-appraisals',
  permission: 'public',
  summary: { zh: '向社会公开的考核结果', en: 'Results published to everybody' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(PublicAppraisal),
})
