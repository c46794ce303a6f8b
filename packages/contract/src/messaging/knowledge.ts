import { type Static, Type } from 'typebox'
import { Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'Day, Asia/Shanghai.' })

/** An answer with the one who vouches for it. */
export const KnowledgeItem = Type.Object({
  id: Id,
  question: Type.String(),
  answer: Type.String(),
  category: Type.String(),
  source: Type.String({ description: 'Document or page it stands on.' }),
  ownerId: Type.Union([Id, Type.Null()]),
  ownerName: Type.Union([Type.String(), Type.Null()]),
  validUntil: Type.Union([Day, Type.Null()]),
  reviewDue: Day,
  state: Type.Union([Type.Literal('valid'), Type.Literal('review-due'), Type.Literal('expired')]),
  version: Type.Integer(),
  used: Type.Integer(),
  changedTime: Time,
})
export type KnowledgeItem = Static<typeof KnowledgeItem>

export const listKnowledge = defineOperation({
  id: 'messaging.listKnowledge',
  method: 'GET',
  path: '/api/messaging/hotline/knowledge',
  permission: 'messaging.answer',
  summary: { zh: '知识库', en: 'Knowledge base' },
  query: Type.Object({
    ...pageQuery,
    category: Type.Optional(Type.String()),
    due: Type.Optional(Type.Boolean({ description: 'Only what is to be reviewed or has expired.' })),
  }),
  response: pageOf(KnowledgeItem),
})

const body = Type.Object({
  question: Type.String({ minLength: 2, maxLength: 200 }),
  answer: Type.String({ minLength: 2, maxLength: 8000 }),
  category: Type.String({ minLength: 1, maxLength: 40 }),
  source: Type.String({ minLength: 2, maxLength: 300 }),
  ownerId: Type.Optional(Id),
  validUntil: Type.Optional(Day),
  reviewDue: Day,
})

export const addKnowledge = defineOperation({
  id: 'messaging.addKnowledge',
  method: 'POST',
  path: '/api/messaging/hotline/knowledge',
  permission: 'messaging.supervise',
  summary: { zh: '新增知识', en: 'Add knowledge' },
  body,
  response: KnowledgeItem,
  creates: true,
})

export const changeKnowledge = defineOperation({
  id: 'messaging.changeKnowledge',
  method: 'PUT',
  path: '/api/messaging/hotline/knowledge/{id}',
  permission: 'messaging.supervise',
  summary: { zh: '修订知识', en: 'Revise knowledge' },
  params: Type.Object({ id: Id }),
  body,
  response: KnowledgeItem,
})

/** A question nobody had an answer to. */
export const KnowledgeGap = Type.Object({
  id: Id,
  question: Type.String(),
  times: Type.Integer(),
  lastTime: Time,
})
export type KnowledgeGap = Static<typeof KnowledgeGap>

export const reportGap = defineOperation({
  id: 'messaging.reportGap',
  method: 'POST',
  path: '/api/messaging/hotline/gaps',
  permission: 'messaging.answer',
  summary: { zh: '上报知识缺口', en: 'Report a question without an answer' },
  body: Type.Object({ question: Type.String({ minLength: 2, maxLength: 200 }) }),
  response: KnowledgeGap,
  creates: true,
})

export const listGaps = defineOperation({
  id: 'messaging.listGaps',
  method: 'GET',
  path: '/api/messaging/hotline/gaps',
  permission: 'messaging.answer',
  summary: { zh: '知识缺口', en: 'Questions without an answer' },
  response: Type.Array(KnowledgeGap),
})
