import { type Static, Type } from 'typebox'
import { Done, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ format: 'date' })

/** What became of a group of opinions. */
export const OpinionOutcome = oneOf('adopted', 'partly', 'rejected')
export type OpinionOutcome = Static<typeof OpinionOutcome>

export const ConsultationState = oneOf('announced', 'open', 'closed', 'summarised')
export type ConsultationState = Static<typeof ConsultationState>

/** A draft put before the public (重大行政决策程序暂行条例, 国令第713号, 第十五条: at least 30 days, shorter only with a reason). */
export const Consultation = Type.Object({
  id: Id,
  title: Type.String(),
  background: Type.String(),
  clauses: Type.Array(Type.Object({ id: Type.String(), text: Type.String() })),
  isMajor: Type.Boolean(),
  shortReason: nullable(Type.String()),
  audience: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  openDay: Day,
  closeDay: Day,
  state: ConsultationState,
  opinions: Type.Integer(),
  ungrouped: Type.Integer({ description: 'Opinions that belong to no group.' }),
  summaryDue: Time,
  summary: nullable(Type.String()),
  decision: nullable(Type.String()),
  summarisedTime: nullable(Time),
  groups: Type.Array(
    Type.Object({
      id: Id,
      title: Type.String(),
      opinions: Type.Integer(),
      outcome: nullable(OpinionOutcome),
      reason: nullable(Type.String()),
    }),
  ),
})
export type Consultation = Static<typeof Consultation>

export const Opinion = Type.Object({
  id: Id,
  clause: nullable(Type.String()),
  text: Type.String(),
  name: nullable(Type.String({ description: 'Who said it, shortened; null when it is anonymous.' })),
  groupId: nullable(Id),
  isHidden: Type.Boolean(),
  time: Time,
})
export type Opinion = Static<typeof Opinion>

const params = Type.Object({ id: Id })

export const listConsultations = defineOperation({
  id: 'services.listConsultations',
  method: 'GET',
  path: '/api/services/consultations',
  permission: 'public',
  summary: { zh: '查询意见征集', en: 'List consultations' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(ConsultationState) }),
  response: pageOf(Consultation),
})

export const getConsultation = defineOperation({
  id: 'services.getConsultation',
  method: 'GET',
  path: '/api/services/consultations/{id}',
  permission: 'public',
  summary: { zh: '意见征集详情', en: 'Read a consultation' },
  params,
  response: Consultation,
})

export const openConsultation = defineOperation({
  id: 'services.openConsultation',
  method: 'POST',
  path: '/api/services/consultations',
  permission: 'services.edit',
  summary: { zh: '发起意见征集', en: 'Put a draft before the public' },
  body: Type.Object({
    title: Type.String({ minLength: 4, maxLength: 200 }),
    background: Type.String({ minLength: 4, maxLength: 20_000 }),
    clauses: Type.Array(
      Type.Object({
        id: Type.String({ minLength: 1, maxLength: 20 }),
        text: Type.String({ minLength: 1, maxLength: 4000 }),
      }),
      { maxItems: 200 },
    ),
    isMajor: Type.Boolean(),
    shortReason: Type.Optional(Type.String({ minLength: 4, maxLength: 1000 })),
    audience: Type.Optional(Type.String({ maxLength: 200 })),
    organisationId: Type.Optional(Id),
    openDay: Day,
    closeDay: Day,
  }),
  response: Consultation,
  creates: true,
})

export const endConsultation = defineOperation({
  id: 'services.endConsultation',
  method: 'POST',
  path: '/api/services/consultations/{id}/end',
  permission: 'services.edit',
  summary: { zh: '结束意见征集', en: 'End a consultation; never before its last day' },
  params,
  response: Consultation,
})

export const giveOpinion = defineOperation({
  id: 'services.giveOpinion',
  method: 'POST',
  path: '/api/services/consultations/{id}/opinions',
  permission: 'signed-in',
  summary: { zh: '提交意见', en: 'Say something to a draft or one clause of it' },
  params,
  body: Type.Object({
    clause: Type.Optional(Type.String({ maxLength: 20 })),
    text: Type.String({ minLength: 4, maxLength: 4000 }),
    anonymous: Type.Optional(Type.Boolean()),
  }),
  response: Opinion,
  creates: true,
})

export const listOpinions = defineOperation({
  id: 'services.listOpinions',
  method: 'GET',
  path: '/api/services/consultations/{id}/opinions',
  permission: 'services.edit',
  summary: { zh: '查询意见', en: 'List the opinions of a consultation' },
  params,
  query: Type.Object({
    ...pageQuery,
    clause: Type.Optional(Type.String({ maxLength: 20 })),
    group: Type.Optional(Id),
    ungrouped: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(Opinion),
})

export const suggestOpinionGroups = defineOperation({
  id: 'services.suggestOpinionGroups',
  method: 'POST',
  path: '/api/services/consultations/{id}/grouping',
  permission: 'services.edit',
  summary: {
    zh: '归并相近意见',
    en: 'Group opinions that say nearly the same; a person may move them afterwards',
  },
  params,
  response: Type.Object({ grouped: Type.Integer(), groups: Type.Integer() }),
})

export const moveOpinion = defineOperation({
  id: 'services.moveOpinion',
  method: 'PUT',
  path: '/api/services/opinions/{id}/group',
  permission: 'services.edit',
  summary: { zh: '调整意见分组', en: 'Move an opinion to a group, or hide it with a reason' },
  params,
  body: Type.Object({
    groupId: Type.Optional(Id),
    newGroup: Type.Optional(Type.String({ minLength: 2, maxLength: 200 })),
    hide: Type.Optional(Type.String({ minLength: 2, maxLength: 300 })),
  }),
  response: Opinion,
})

export const answerOpinionGroup = defineOperation({
  id: 'services.answerOpinionGroup',
  method: 'PUT',
  path: '/api/services/opinion-groups/{id}',
  permission: 'services.edit',
  summary: { zh: '答复一类意见', en: 'Say what became of a group of opinions, and why' },
  params,
  body: Type.Object({ outcome: OpinionOutcome, reason: Type.String({ minLength: 4, maxLength: 2000 }) }),
  response: Done,
})

export const summariseConsultation = defineOperation({
  id: 'services.summariseConsultation',
  method: 'POST',
  path: '/api/services/consultations/{id}/summary',
  permission: 'services.edit',
  summary: { zh: '公布征集结果', en: 'Publish the summary, once each group is answered' },
  params,
  body: Type.Object({
    summary: Type.String({ minLength: 4, maxLength: 20_000 }),
    decision: Type.Optional(
      Type.String({ maxLength: 1000, description: 'The decision it led to, or its address.' }),
    ),
  }),
  response: Consultation,
})

/** A question to a unit and its answer (网络问政). */
export const Question = Type.Object({
  id: Id,
  number: Type.String(),
  name: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  title: Type.String(),
  text: Type.String(),
  isPublic: Type.Boolean(),
  state: oneOf('waiting', 'replied', 'published', 'declined'),
  dueTime: Time,
  isOverdue: Type.Boolean(),
  reply: nullable(Type.String()),
  repliedTime: nullable(Time),
  createdTime: Time,
})
export type Question = Static<typeof Question>

export const askQuestion = defineOperation({
  id: 'services.askQuestion',
  method: 'POST',
  path: '/api/services/questions',
  permission: 'signed-in',
  summary: { zh: '提问', en: 'Ask a unit of the city' },
  body: Type.Object({
    organisationId: Id,
    title: Type.String({ minLength: 4, maxLength: 120 }),
    text: Type.String({ minLength: 4, maxLength: 4000 }),
    isPublic: Type.Boolean(),
  }),
  response: Question,
  creates: true,
})

export const listQuestions = defineOperation({
  id: 'services.listQuestions',
  method: 'GET',
  path: '/api/services/questions',
  permission: 'services.edit',
  summary: { zh: '查询网络问政', en: 'List questions to one’s unit, or all with the right to publish' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(Question.properties.state),
    overdue: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(Question),
})

export const listMyQuestions = defineOperation({
  id: 'services.listMyQuestions',
  method: 'GET',
  path: '/api/services/my-questions',
  permission: 'signed-in',
  summary: { zh: '我的提问', en: 'List one’s own questions' },
  query: Type.Object(pageQuery),
  response: pageOf(Question),
})

export const listAnswers = defineOperation({
  id: 'services.listAnswers',
  method: 'GET',
  path: '/api/services/answers',
  permission: 'public',
  summary: { zh: '公开答复', en: 'List published questions with their answers' },
  query: Type.Object(pageQuery),
  response: pageOf(Question),
})

export const handleQuestion = defineOperation({
  id: 'services.handleQuestion',
  method: 'POST',
  path: '/api/services/questions/{id}/acts',
  permission: 'services.edit',
  summary: { zh: '办理提问', en: 'Pass a question on, reply to it, publish the reply, or decline it' },
  params,
  body: Type.Object({
    act: oneOf('assign', 'reply', 'publish', 'decline'),
    organisationId: Type.Optional(Id),
    text: Type.Optional(Type.String({ minLength: 2, maxLength: 8000 })),
  }),
  response: Question,
})
