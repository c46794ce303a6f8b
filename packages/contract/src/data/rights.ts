import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** What a person may ask: to know and copy, to have corrected, to have deleted (articles 45 to 47). */
export const RightKind = oneOf('access', 'correct', 'delete')
export type RightKind = Static<typeof RightKind>

export const RightOutcome = oneOf('provided', 'corrected', 'deleted', 'kept')
export type RightOutcome = Static<typeof RightOutcome>

/** One table that holds the person. */
export const RightHolder = Type.Object({
  datasetId: Id,
  datasetName: Type.String(),
  organisationName: Type.String(),
  rows: Type.Integer({ description: 'Rows about the person when it was asked.' }),
  outcome: Type.Union([RightOutcome, Type.Null()]),
  basis: Type.Union([Type.String(), Type.Null()], { description: 'Why it is kept.' }),
  copies: Type.Integer({ description: 'Receivers of copies who were told to follow.' }),
  answeredTime: Type.Union([Time, Type.Null()]),
})
export type RightHolder = Static<typeof RightHolder>

export const RightRequest = Type.Object({
  id: Id,
  number: Type.String(),
  kind: RightKind,
  note: Type.String(),
  askedTime: Time,
  dueTime: Time,
  isLate: Type.Boolean(),
  answeredTime: Type.Union([Time, Type.Null()]),
  answer: Type.Union([Type.String(), Type.Null()]),
  holders: Type.Array(RightHolder),
})
export type RightRequest = Static<typeof RightRequest>

export const askForRight = defineOperation({
  id: 'data.askForRight',
  method: 'POST',
  path: '/api/data/rights',
  permission: 'signed-in',
  summary: { zh: '行使个人信息权利', en: 'Ask about one’s own data' },
  body: Type.Object({ kind: RightKind, note: Type.String({ maxLength: 1000 }) }),
  response: RightRequest,
})

export const listMyRights = defineOperation({
  id: 'data.listMyRights',
  method: 'GET',
  path: '/api/data/rights/mine',
  permission: 'signed-in',
  summary: { zh: '我的个人信息权利申请', en: 'What I asked about my data' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(RightRequest),
})

export const listRightRequests = defineOperation({
  id: 'data.listRightRequests',
  method: 'GET',
  path: '/api/data/rights',
  permission: 'data.own',
  summary: { zh: '待办的个人信息权利申请', en: 'Requests of persons to answer' },
  query: Type.Object({
    limit: pageQuery.limit,
    offset: pageQuery.offset,
    state: Type.Optional(oneOf('open', 'answered')),
  }),
  response: pageOf(RightRequest),
})

export const answerRight = defineOperation({
  id: 'data.answerRight',
  method: 'POST',
  path: '/api/data/rights/{id}/holders/{datasetId}',
  permission: 'data.own',
  summary: { zh: '答复个人信息权利申请', en: 'Answer for one table' },
  params: Type.Object({ id: Id, datasetId: Id }),
  body: Type.Object({
    outcome: RightOutcome,
    basis: Type.Optional(Type.String({ minLength: 4, maxLength: 500 })),
  }),
  response: RightRequest,
})
