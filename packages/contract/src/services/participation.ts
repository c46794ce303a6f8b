import { type Static, Type } from 'typebox'
import { Done, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ format: 'date' })
const byId = Type.Object({ id: Id })

/** 点子: 收到、评估、采纳、不采纳、实施. */
export const Idea = Type.Object({
  id: Id,
  number: Type.String(),
  name: Type.String({ description: 'Shortened.' }),
  title: Type.String(),
  text: Type.String(),
  itemId: nullable(Id),
  itemTitle: nullable(Type.String({ description: 'The service it changed, or is about.' })),
  state: oneOf('received', 'assessing', 'adopted', 'rejected', 'implemented'),
  reply: nullable(Type.String()),
  organisationName: nullable(Type.String()),
  votes: Type.Integer(),
  hiddenReason: nullable(Type.String()),
  appeal: nullable(Type.String()),
  createdTime: Time,
})
export type Idea = Static<typeof Idea>

const ideaQuery = Type.Object({ ...pageQuery, state: Type.Optional(Idea.properties.state) })

export const listIdeas = defineOperation({
  id: 'services.listIdeas',
  method: 'GET',
  path: '/api/services/ideas',
  permission: 'public',
  summary: { zh: '金点子', en: 'Ideas of the public, the most supported first' },
  query: ideaQuery,
  response: pageOf(Idea),
})

export const listAllIdeas = defineOperation({
  id: 'services.listAllIdeas',
  method: 'GET',
  path: '/api/services/ideas/all',
  permission: 'services.publish',
  summary: { zh: '全部点子（含屏蔽）', en: 'All ideas, hidden ones too' },
  query: ideaQuery,
  response: pageOf(Idea),
})

export const listMyIdeas = defineOperation({
  id: 'services.listMyIdeas',
  method: 'GET',
  path: '/api/services/me/ideas',
  permission: 'signed-in',
  summary: { zh: '我的点子', en: 'Ideas of one’s own' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(Idea),
})

export const proposeIdea = defineOperation({
  id: 'services.proposeIdea',
  method: 'POST',
  path: '/api/services/ideas',
  permission: 'signed-in',
  summary: { zh: '提点子', en: 'Propose something' },
  body: Type.Object({
    title: Type.String({ minLength: 2, maxLength: 80 }),
    text: Type.String({ minLength: 5, maxLength: 2000 }),
    itemId: Type.Optional(Id),
  }),
  response: Idea,
  creates: true,
})

export const voteForIdea = defineOperation({
  id: 'services.voteForIdea',
  method: 'POST',
  path: '/api/services/ideas/{id}/votes',
  permission: 'signed-in',
  summary: { zh: '支持点子', en: 'Support an idea, once' },
  params: byId,
  response: Idea,
})

export const handleIdea = defineOperation({
  id: 'services.handleIdea',
  method: 'POST',
  path: '/api/services/ideas/{id}/acts',
  permission: 'services.publish',
  summary: { zh: '办理点子', en: 'Assess, adopt, reject, implement, hide or show an idea' },
  params: byId,
  body: Type.Object({
    act: oneOf('assess', 'adopt', 'reject', 'implement', 'hide', 'show'),
    text: Type.String({ minLength: 2, maxLength: 1000 }),
    itemId: Type.Optional(Id),
  }),
  response: Idea,
})

export const appealHidden = defineOperation({
  id: 'services.appealHidden',
  method: 'POST',
  path: '/api/services/me/ideas/{id}/appeal',
  permission: 'signed-in',
  summary: { zh: '对屏蔽提出申诉', en: 'Appeal against an idea being hidden' },
  params: byId,
  body: Type.Object({ text: Type.String({ minLength: 2, maxLength: 500 }) }),
  response: Idea,
})

export const SatisfactionGrade = oneOf('satisfied', 'neutral', 'unsatisfied')
export type SatisfactionGrade = Static<typeof SatisfactionGrade>

/** How satisfied people are with a service or in an area of the plan: the rate with its base, days and method. */
export const SatisfactionRound = Type.Object({
  id: Id,
  kind: oneOf('service', 'area'),
  title: Type.String(),
  question: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  fromDay: Day,
  toDay: Day,
  floorPercent: Type.Number({ description: 'Below it the unit has to say what it does about it.' }),
  state: oneOf('coming', 'open', 'closed', 'published'),
  answers: Type.Integer(),
  result: nullable(
    Type.Object({
      satisfied: Type.Integer(),
      neutral: Type.Integer(),
      unsatisfied: Type.Integer(),
      base: Type.Integer(),
      percent: Type.Number(),
      text: Type.String({ description: '62.0 % (620/1,000)' }),
      method: Type.String(),
    }),
  ),
  task: nullable(
    Type.Object({
      state: oneOf('open', 'answered', 'closed'),
      dueTime: Time,
      isOverdue: Type.Boolean(),
      measures: nullable(Type.String()),
      note: nullable(Type.String()),
    }),
  ),
})
export type SatisfactionRound = Static<typeof SatisfactionRound>

export const listSatisfaction = defineOperation({
  id: 'services.listSatisfaction',
  method: 'GET',
  path: '/api/services/satisfaction',
  permission: 'public',
  summary: { zh: '满意度调查与结果', en: 'Rounds that are open or published' },
  query: Type.Object(pageQuery),
  response: pageOf(SatisfactionRound),
})

export const listSatisfactionRounds = defineOperation({
  id: 'services.listSatisfactionRounds',
  method: 'GET',
  path: '/api/services/satisfaction-rounds',
  permission: 'services.edit',
  summary: { zh: '满意度跟踪', en: 'Rounds of one’s own unit, or all for who publishes' },
  query: Type.Object({ ...pageQuery, kind: Type.Optional(SatisfactionRound.properties.kind) }),
  response: pageOf(SatisfactionRound),
})

export const openSatisfactionRound = defineOperation({
  id: 'services.openSatisfactionRound',
  method: 'POST',
  path: '/api/services/satisfaction-rounds',
  permission: 'services.publish',
  summary: { zh: '发起满意度调查', en: 'Begin a round' },
  body: Type.Object({
    kind: SatisfactionRound.properties.kind,
    title: Type.String({ minLength: 2, maxLength: 80 }),
    question: Type.String({ minLength: 2, maxLength: 200 }),
    organisationId: Id,
    fromDay: Day,
    toDay: Day,
    floorPercent: Type.Number({ minimum: 0, maximum: 100 }),
  }),
  response: SatisfactionRound,
  creates: true,
})

export const answerSatisfaction = defineOperation({
  id: 'services.answerSatisfaction',
  method: 'POST',
  path: '/api/services/satisfaction/{id}/answers',
  permission: 'signed-in',
  summary: { zh: '评价满意度', en: 'Answer a round, once' },
  params: byId,
  body: Type.Object({ grade: SatisfactionGrade }),
  response: Done,
})

export const addSatisfactionAnswers = defineOperation({
  id: 'services.addSatisfactionAnswers',
  method: 'POST',
  path: '/api/services/satisfaction-rounds/{id}/answers',
  permission: 'services.edit',
  summary: { zh: '录入电话、走访与纸质问卷', en: 'Enter answers asked by phone, at visits or on paper' },
  params: byId,
  body: Type.Object({
    channel: oneOf('phone', 'visit', 'paper'),
    grades: Type.Array(SatisfactionGrade, { minItems: 1, maxItems: 5000 }),
  }),
  response: Type.Object({ taken: Type.Integer() }),
})

export const publishSatisfaction = defineOperation({
  id: 'services.publishSatisfaction',
  method: 'POST',
  path: '/api/services/satisfaction-rounds/{id}/publication',
  permission: 'services.publish',
  summary: { zh: '公布满意率', en: 'Publish the rate of a round that is over' },
  params: byId,
  response: SatisfactionRound,
})

export const handleSatisfactionTask = defineOperation({
  id: 'services.handleSatisfactionTask',
  method: 'POST',
  path: '/api/services/satisfaction-rounds/{id}/task',
  permission: 'services.edit',
  summary: { zh: '低分整改：答复或办结', en: 'Say what is done about a low rate; who publishes closes it' },
  params: byId,
  body: Type.Object({ act: oneOf('answer', 'close'), text: Type.String({ minLength: 2, maxLength: 1000 }) }),
  response: SatisfactionRound,
})
