import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { MaskKind } from './datasets.ts'
import { RowFilter } from './tables.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Calendar day.' })

/** 交付方式 of granted data. */
export const DeliveryKind = oneOf('api', 'file', 'message', 'database')
export type DeliveryKind = Static<typeof DeliveryKind>

/** 申请状态: with the provider, back for completion, refused, before the bureau, granted, finally refused, withdrawn. */
export const ApplicationState = oneOf(
  ...(['waiting', 'completing', 'refused', 'arbitration', 'granted', 'dismissed', 'withdrawn'] as const),
)
export type ApplicationState = Static<typeof ApplicationState>

const asked = {
  purpose: Type.String({ minLength: 2, maxLength: 200 }),
  scene: Type.String({ minLength: 2, maxLength: 200, description: 'Item or business the data is used in.' }),
  from: Day,
  to: Day,
  delivery: DeliveryKind,
  legalBasis: Type.String({ minLength: 2, maxLength: 500 }),
  rowFilter: Type.Array(RowFilter, { maxItems: 20 }),
}

const ByConsent = Type.Boolean({
  description:
    'Rests on the consent of each person: a call is for one of them, by number, while it is given.',
})

export const ApplicationStep = Type.Object({
  time: Time,
  userName: Type.String(),
  act: Type.String(),
  note: Type.Union([Type.String(), Type.Null()]),
  citation: Type.Union([Type.String(), Type.Null()]),
})

export const DataApplication = Type.Object({
  id: Id,
  number: Type.String(),
  kind: oneOf('new', 'renew'),
  datasetId: Id,
  datasetCode: Type.String(),
  datasetName: Type.String(),
  providerId: Id,
  providerName: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  userName: Type.String(),
  fields: Type.Array(Type.String()),
  fieldTitles: Type.Record(Type.String(), Type.String(), {
    description: 'What the fields are called, by name.',
  }),
  plain: Type.Array(Type.String(), { description: 'Fields asked for unmasked.' }),
  ...asked,
  byConsent: ByConsent,
  state: ApplicationState,
  submittedTime: Time,
  dueTime: Type.Union([Time, Type.Null()], { description: 'End of the last working day to answer.' }),
  dueDay: Type.Union([Day, Type.Null()]),
  isOverdue: Type.Boolean(),
  answeredTime: Type.Union([Time, Type.Null()]),
  grantId: Type.Union([Id, Type.Null()]),
  steps: Type.Array(ApplicationStep),
})
export type DataApplication = Static<typeof DataApplication>

export const DataGrant = Type.Object({
  id: Id,
  number: Type.String(),
  applicationId: Id,
  datasetId: Id,
  datasetCode: Type.String(),
  datasetName: Type.String(),
  providerId: Id,
  providerName: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  fields: Type.Array(Type.Object({ name: Type.String(), title: Type.String(), shown: MaskKind })),
  rowFilter: asked.rowFilter,
  purpose: Type.String(),
  scene: Type.String(),
  from: Day,
  to: Day,
  delivery: DeliveryKind,
  byConsent: ByConsent,
  state: oneOf('active', 'pending', 'expired', 'withdrawn'),
  createdTime: Time,
  withdrawnReason: Type.Union([Type.String(), Type.Null()]),
  lastUsedTime: Type.Union([Time, Type.Null()]),
})
export type DataGrant = Static<typeof DataGrant>

const params = Type.Object({ id: Id })
const optional = <T extends keyof typeof asked>(...names: T[]) =>
  Object.fromEntries(names.map((name) => [name, Type.Optional(asked[name])])) as {
    [K in T]: ReturnType<typeof Type.Optional<(typeof asked)[K]>>
  }

export const applyForData = defineOperation({
  id: 'data.apply',
  method: 'POST',
  path: '/api/data/applications',
  permission: 'data.apply',
  summary: { zh: '申请使用数据', en: 'Ask for data' },
  body: Type.Object({
    items: Type.Array(
      Type.Object({
        datasetId: Id,
        fields: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 400 }),
        plain: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 400 })),
      }),
      { minItems: 1, maxItems: 20 },
    ),
    ...asked,
    rowFilter: Type.Optional(asked.rowFilter),
    byConsent: Type.Optional(ByConsent),
  }),
  response: Type.Object({ items: Type.Array(DataApplication) }),
  creates: true,
})

export const listDataApplications = defineOperation({
  id: 'data.listApplications',
  method: 'GET',
  path: '/api/data/applications',
  permission: 'data.read',
  summary: { zh: '查询数据申请', en: 'List requests for data' },
  query: Type.Object({
    limit: pageQuery.limit,
    offset: pageQuery.offset,
    side: Type.Optional(oneOf('applicant', 'provider')),
    state: Type.Optional(ApplicationState),
    datasetId: Type.Optional(Id),
    isOverdue: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(DataApplication),
})

export const getDataApplication = defineOperation({
  id: 'data.getApplication',
  method: 'GET',
  path: '/api/data/applications/{id}',
  permission: 'data.read',
  summary: { zh: '查看数据申请', en: 'See a request' },
  params,
  response: DataApplication,
})

export const askForCompletion = defineOperation({
  id: 'data.askForCompletion',
  method: 'POST',
  path: '/api/data/applications/{id}/ask-completion',
  permission: 'data.own',
  summary: { zh: '要求补正申请', en: 'Ask for a request to be completed' },
  params,
  body: Type.Object({ note: Type.String({ minLength: 2, maxLength: 500 }) }),
  response: DataApplication,
})

export const completeApplication = defineOperation({
  id: 'data.completeApplication',
  method: 'POST',
  path: '/api/data/applications/{id}/complete',
  permission: 'data.apply',
  summary: { zh: '补正申请', en: 'Complete a request' },
  params,
  body: Type.Object({
    ...optional('purpose', 'scene', 'legalBasis', 'to'),
    note: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  response: DataApplication,
})

export const decideApplication = defineOperation({
  id: 'data.decideApplication',
  method: 'POST',
  path: '/api/data/applications/{id}/decide',
  permission: 'data.own',
  summary: { zh: '答复数据申请', en: 'Answer a request' },
  params,
  body: Type.Object({
    agree: Type.Boolean(),
    fields: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 400 })),
    plain: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 400 })),
    ...optional('rowFilter', 'to'),
    note: Type.Optional(Type.String({ maxLength: 500 })),
    citation: Type.Optional(Type.String({ maxLength: 300, description: 'Law a refusal rests on.' })),
  }),
  response: DataApplication,
})

export const askArbitration = defineOperation({
  id: 'data.askArbitration',
  method: 'POST',
  path: '/api/data/applications/{id}/arbitration',
  permission: 'data.apply',
  summary: { zh: '申请数据主管部门协调', en: 'Ask the bureau to decide' },
  params,
  body: Type.Object({ note: Type.String({ minLength: 2, maxLength: 500 }) }),
  response: DataApplication,
})

export const withdrawApplication = defineOperation({
  id: 'data.withdrawApplication',
  method: 'POST',
  path: '/api/data/applications/{id}/withdraw',
  permission: 'data.apply',
  summary: { zh: '撤回申请', en: 'Withdraw a request' },
  params,
  response: DataApplication,
})

export const getApplicationStatistics = defineOperation({
  id: 'data.getApplicationStatistics',
  method: 'GET',
  path: '/api/data/application-statistics',
  permission: 'data.read',
  summary: { zh: '数据申请答复统计', en: 'How providers answer requests' },
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        providerId: Id,
        providerName: Type.String(),
        received: Type.Integer(),
        granted: Type.Integer(),
        refused: Type.Integer(),
        waiting: Type.Integer(),
        overdue: Type.Integer(),
        inTimeRate: Type.Union([Type.Number(), Type.Null()], {
          description: 'Answered in time ÷ answered, percent.',
        }),
      }),
    ),
  }),
})

export const listDataGrants = defineOperation({
  id: 'data.listGrants',
  method: 'GET',
  path: '/api/data/grants',
  permission: 'data.read',
  summary: { zh: '查询数据授权', en: 'List grants' },
  query: Type.Object({
    limit: pageQuery.limit,
    offset: pageQuery.offset,
    side: Type.Optional(oneOf('applicant', 'provider')),
    datasetId: Type.Optional(Id),
    isActive: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(DataGrant),
})

export const withdrawDataGrant = defineOperation({
  id: 'data.withdrawGrant',
  method: 'POST',
  path: '/api/data/grants/{id}/withdraw',
  permission: 'data.own',
  summary: { zh: '收回数据授权', en: 'Withdraw a grant' },
  params,
  body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 500 }) }),
  response: DataGrant,
})

export const renewDataGrant = defineOperation({
  id: 'data.renewGrant',
  method: 'POST',
  path: '/api/data/grants/{id}/renew',
  permission: 'data.apply',
  summary: { zh: '申请续期', en: 'Ask for a grant to be renewed' },
  params,
  body: Type.Object({ to: Day }),
  response: DataApplication,
})

export const DataDemand = Type.Object({
  id: Id,
  title: Type.String(),
  description: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  userName: Type.String(),
  ownerId: Type.Union([Id, Type.Null()]),
  ownerName: Type.Union([Type.String(), Type.Null()]),
  createdTime: Time,
  dueTime: Time,
  isOverdue: Type.Boolean(),
  answer: Type.Union([oneOf('can', 'cannot', 'later'), Type.Null()], { description: '能提供、不能、何时.' }),
  answerDay: Type.Union([Day, Type.Null()]),
  note: Type.Union([Type.String(), Type.Null()]),
  datasetId: Type.Union([Id, Type.Null()]),
  answeredTime: Type.Union([Time, Type.Null()]),
  answeredBy: Type.Union([Type.String(), Type.Null()]),
})
export type DataDemand = Static<typeof DataDemand>

export const createDataDemand = defineOperation({
  id: 'data.createDemand',
  method: 'POST',
  path: '/api/data/demands',
  permission: 'data.apply',
  summary: { zh: '提出数据需求', en: 'Ask for data the catalogue lacks' },
  body: Type.Object({
    title: Type.String({ minLength: 2, maxLength: 120 }),
    description: Type.String({ maxLength: 2000 }),
    ownerId: Type.Optional(Id),
  }),
  response: DataDemand,
  creates: true,
})

export const listDataDemands = defineOperation({
  id: 'data.listDemands',
  method: 'GET',
  path: '/api/data/demands',
  permission: 'data.read',
  summary: { zh: '查询数据需求', en: 'List demands for data' },
  query: Type.Object({
    limit: pageQuery.limit,
    offset: pageQuery.offset,
    isOpen: Type.Optional(Type.Boolean()),
    ownerId: Type.Optional(Id),
  }),
  response: pageOf(DataDemand),
})

export const assignDataDemand = defineOperation({
  id: 'data.assignDemand',
  method: 'POST',
  path: '/api/data/demands/{id}/assign',
  permission: 'data.review',
  summary: { zh: '转交数据需求', en: 'Assign a demand' },
  params,
  body: Type.Object({ ownerId: Id }),
  response: DataDemand,
})

export const answerDataDemand = defineOperation({
  id: 'data.answerDemand',
  method: 'POST',
  path: '/api/data/demands/{id}/answer',
  permission: 'data.own',
  summary: { zh: '答复数据需求', en: 'Answer a demand' },
  params,
  body: Type.Object({
    answer: oneOf('can', 'cannot', 'later'),
    day: Type.Optional(Day),
    datasetId: Type.Optional(Id),
    note: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  response: DataDemand,
})

export const DatasetRating = Type.Object({
  organisationName: Type.String(),
  userName: Type.String(),
  stars: Type.Integer({ minimum: 1, maximum: 5 }),
  comment: Type.String(),
  isErrorReport: Type.Boolean(),
  time: Time,
})

export const rateDataset = defineOperation({
  id: 'data.rateDataset',
  method: 'POST',
  path: '/api/data/datasets/{id}/ratings',
  permission: 'data.apply',
  summary: { zh: '评价数据资源', en: 'Rate a dataset' },
  params,
  body: Type.Object({
    stars: Type.Integer({ minimum: 1, maximum: 5 }),
    comment: Type.String({ maxLength: 500 }),
    isErrorReport: Type.Optional(Type.Boolean()),
  }),
  response: Type.Object({ average: Type.Number(), count: Type.Integer() }),
})

export const listDatasetRatings = defineOperation({
  id: 'data.listDatasetRatings',
  method: 'GET',
  path: '/api/data/datasets/{id}/ratings',
  permission: 'data.read',
  summary: { zh: '数据资源的评价', en: 'Ratings of a dataset' },
  params,
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: Type.Object({
    items: Type.Array(DatasetRating),
    total: Type.Integer(),
    average: Type.Union([Type.Number(), Type.Null()]),
  }),
})
