import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { DataGrade } from './datasets.ts'

const params = Type.Object({ id: Id })
const Day = Type.String({ format: 'date' })
const Note = Type.String({ minLength: 1, maxLength: 1000 })
const DatasetIds = Type.Array(Id, { maxItems: 100 })

/** Steps of the life of data, each with who answers for it. */
export const LifeStep = oneOf('collect', 'store', 'use', 'share', 'publish', 'destroy')
export type LifeStep = Static<typeof LifeStep>

const activityInput = {
  title: Type.String({ minLength: 2, maxLength: 200 }),
  purpose: Type.String({ minLength: 2, maxLength: 500 }),
  basis: Type.String({
    minLength: 2,
    maxLength: 300,
    description: 'Law, regulation or consent it rests on.',
  }),
  isPersonal: Type.Boolean(),
  isSensitive: Type.Boolean({ description: 'Sensitive personal information, of those under 14 too.' }),
  datasetIds: DatasetIds,
  steps: Type.Array(Type.Object({ step: LifeStep, owner: Type.String({ minLength: 1, maxLength: 100 }) }), {
    minItems: 1,
    maxItems: 6,
  }),
}

/** 数据处理活动: what is done with which data, for what, on what basis, and who answers for each step. */
export const ProcessingActivity = Type.Object({
  id: Id,
  ...activityInput,
  organisationId: Id,
  organisationName: Type.String(),
  grade: DataGrade,
  state: oneOf('planned', 'live', 'ended'),
  openRisks: Type.Integer(),
  openHighRisks: Type.Integer(),
  assessedTime: nullable(Time),
  registeredTime: Time,
})
export type ProcessingActivity = Static<typeof ProcessingActivity>

export const listProcessingActivities = defineOperation({
  id: 'data.listActivities',
  method: 'GET',
  path: '/api/data/activities',
  permission: 'data.own',
  summary: { zh: '数据处理活动登记', en: 'Register of processing activities' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(ProcessingActivity.properties.state) }),
  response: pageOf(ProcessingActivity),
})

export const saveProcessingActivity = defineOperation({
  id: 'data.saveActivity',
  method: 'POST',
  path: '/api/data/activities',
  permission: 'data.own',
  summary: { zh: '登记数据处理活动', en: 'Register a processing activity' },
  body: Type.Object({ id: Type.Optional(Id), ...activityInput }),
  response: ProcessingActivity,
})

export const moveProcessingActivity = defineOperation({
  id: 'data.moveActivity',
  method: 'POST',
  path: '/api/data/activities/{id}/state',
  permission: 'data.own',
  summary: { zh: '上线或终止数据处理活动', en: 'Let an activity go live, or end it' },
  params,
  body: Type.Object({ state: oneOf('live', 'ended') }),
  response: ProcessingActivity,
})

/** Risk of the data, impact on persons (kept three years), or how able the organisation is. */
export const AssessmentKind = oneOf('security', 'impact', 'maturity')
export type AssessmentKind = Static<typeof AssessmentKind>
export const RiskLevel = oneOf('none', 'low', 'middle', 'high')
export type RiskLevel = Static<typeof RiskLevel>

export const DataRisk = Type.Object({
  id: Id,
  assessmentId: Id,
  activityId: Id,
  question: Type.String(),
  level: RiskLevel,
  finding: Type.String(),
  dueDay: Day,
  state: oneOf('open', 'remedied', 'closed'),
  remedy: nullable(Type.String()),
  review: nullable(Type.String()),
})
export type DataRisk = Static<typeof DataRisk>

export const DataAssessment = Type.Object({
  id: Id,
  activityId: Id,
  activityTitle: Type.String(),
  kind: AssessmentKind,
  byName: Type.String(),
  assessedTime: Time,
  keepUntil: Day,
  answered: Type.Integer({ description: 'Questions answered of the template.' }),
  risks: Type.Array(DataRisk),
})
export type DataAssessment = Static<typeof DataAssessment>

export const listAssessmentTemplates = defineOperation({
  id: 'data.listAssessmentTemplates',
  method: 'GET',
  path: '/api/data/assessment-templates',
  permission: 'data.own',
  summary: { zh: '评估模板', en: 'Templates of assessments' },
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        kind: AssessmentKind,
        title: Type.String(),
        questions: Type.Array(Type.Object({ id: Type.String(), text: Type.String() })),
      }),
    ),
  }),
})

export const assessActivity = defineOperation({
  id: 'data.assessActivity',
  method: 'POST',
  path: '/api/data/activities/{id}/assessments',
  permission: 'data.own',
  summary: { zh: '评估数据处理活动', en: 'Assess an activity by a template' },
  params,
  body: Type.Object({
    kind: AssessmentKind,
    answers: Type.Array(
      Type.Object({
        question: Type.String({ maxLength: 40 }),
        level: RiskLevel,
        finding: Type.Optional(Type.String({ maxLength: 1000 })),
        dueDay: Type.Optional(Day),
      }),
      { minItems: 1, maxItems: 60 },
    ),
  }),
  response: DataAssessment,
})

export const listDataAssessments = defineOperation({
  id: 'data.listAssessments',
  method: 'GET',
  path: '/api/data/assessments',
  permission: 'data.own',
  summary: { zh: '评估与风险', en: 'Assessments with their risks' },
  query: Type.Object({
    ...{ limit: pageQuery.limit, offset: pageQuery.offset },
    activityId: Type.Optional(Id),
  }),
  response: pageOf(DataAssessment),
})

export const remedyRisk = defineOperation({
  id: 'data.remedyRisk',
  method: 'POST',
  path: '/api/data/risks/{id}/remedy',
  permission: 'data.own',
  summary: { zh: '填报风险整改', en: 'Say how a risk was remedied' },
  params,
  body: Type.Object({ note: Note }),
  response: DataRisk,
})

export const reviewRisk = defineOperation({
  id: 'data.reviewRisk',
  method: 'POST',
  path: '/api/data/risks/{id}/review',
  permission: 'data.secure',
  summary: { zh: '风险复评', en: 'Assess a remedied risk again' },
  params,
  body: Type.Object({ isGone: Type.Boolean(), note: Note }),
  response: DataRisk,
})

const transferInput = {
  title: Type.String({ minLength: 2, maxLength: 200 }),
  receiver: Type.String({ minLength: 2, maxLength: 200 }),
  reach: oneOf('out-of-city', 'cross-border'),
  place: Type.String({ minLength: 2, maxLength: 100, description: 'City, or country and region.' }),
  path: oneOf('agreement', 'security-assessment', 'standard-contract', 'certification', 'exempt'),
  purpose: Type.String({ minLength: 2, maxLength: 500 }),
  datasetIds: Type.Array(Id, { minItems: 1, maxItems: 100 }),
  persons: Type.Integer({ minimum: 0, description: 'Persons it is about.' }),
  fromDay: Day,
  toDay: Day,
}

/** 数据出域: data that leaves the city or the country, who agreed, and on which legal path. */
export const DataTransfer = Type.Object({
  id: Id,
  ...transferInput,
  organisationName: Type.String(),
  grade: DataGrade,
  state: oneOf('waiting', 'approved', 'refused'),
  askedBy: Type.String(),
  askedTime: Time,
  decidedBy: nullable(Type.String()),
  note: nullable(Type.String()),
})
export type DataTransfer = Static<typeof DataTransfer>

export const listDataTransfers = defineOperation({
  id: 'data.listTransfers',
  method: 'GET',
  path: '/api/data/transfers',
  permission: 'data.own',
  summary: { zh: '数据出域登记', en: 'Data that leaves the city' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(DataTransfer.properties.state) }),
  response: pageOf(DataTransfer),
})

export const askDataTransfer = defineOperation({
  id: 'data.askTransfer',
  method: 'POST',
  path: '/api/data/transfers',
  permission: 'data.own',
  summary: { zh: '申请数据出域', en: 'Ask to let data leave the city' },
  body: Type.Object(transferInput),
  response: DataTransfer,
})

export const decideDataTransfer = defineOperation({
  id: 'data.decideTransfer',
  method: 'POST',
  path: '/api/data/transfers/{id}/decision',
  permission: 'data.secure',
  summary: { zh: '审批数据出域', en: 'Decide on a transfer' },
  params,
  body: Type.Object({ agree: Type.Boolean(), note: Type.Optional(Note) }),
  response: DataTransfer,
})

const supplierInput = {
  supplier: Type.String({ minLength: 2, maxLength: 200 }),
  contract: Type.String({ minLength: 2, maxLength: 200 }),
  account: Type.String({ minLength: 1, maxLength: 100 }),
  purpose: Type.String({ minLength: 2, maxLength: 500 }),
  datasetIds: Type.Array(Id, { minItems: 1, maxItems: 100 }),
  fromDay: Day,
  toDay: Day,
}

/** What a supplier may touch under which contract and account, until when, and the proof that it was destroyed there. */
export const SupplierAccess = Type.Object({
  id: Id,
  ...supplierInput,
  organisationName: Type.String(),
  endedTime: nullable(Time),
  proof: nullable(Type.String()),
  isLate: Type.Boolean({
    description: 'The period is over and nothing proves that the data were destroyed.',
  }),
})
export type SupplierAccess = Static<typeof SupplierAccess>

export const listSupplierAccess = defineOperation({
  id: 'data.listSupplierAccess',
  method: 'GET',
  path: '/api/data/supplier-access',
  permission: 'data.own',
  summary: { zh: '供应商数据访问登记', en: 'Access of suppliers to data' },
  query: Type.Object({ ...pageQuery, isLate: Type.Optional(Type.Boolean()) }),
  response: pageOf(SupplierAccess),
})

export const registerSupplierAccess = defineOperation({
  id: 'data.registerSupplierAccess',
  method: 'POST',
  path: '/api/data/supplier-access',
  permission: 'data.own',
  summary: { zh: '登记供应商数据访问', en: 'Register access of a supplier' },
  body: Type.Object(supplierInput),
  response: SupplierAccess,
})

export const endSupplierAccess = defineOperation({
  id: 'data.endSupplierAccess',
  method: 'POST',
  path: '/api/data/supplier-access/{id}/end',
  permission: 'data.own',
  summary: { zh: '终止供应商访问并附销毁证明', en: 'End access with the proof of destruction' },
  params,
  body: Type.Object({
    proof: Type.String({
      minLength: 4,
      maxLength: 500,
      description: 'Number of the certificate and by whom.',
    }),
  }),
  response: SupplierAccess,
})
