import { type Static, Type } from 'typebox'
import { Id, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Call, HotlineLine } from './calls.ts'
import { KnowledgeItem } from './knowledge.ts'
import { Ticket } from './tickets.ts'

/** `ready` takes calls, `busy` has one, `wrap-up` writes it down, `away` is on a break, `off` is not at the desk. */
export const SeatState = Type.Union([
  Type.Literal('ready'),
  Type.Literal('busy'),
  Type.Literal('wrap-up'),
  Type.Literal('away'),
  Type.Literal('off'),
])
export type SeatState = Static<typeof SeatState>

export const Seat = Type.Object({
  userId: Id,
  name: Type.String(),
  extension: Type.String({ maxLength: 20 }),
  skills: Type.Array(Type.String()),
  state: SeatState,
  since: Time,
  callId: Type.Union([Id, Type.Null()]),
})
export type Seat = Static<typeof Seat>

/** All a seat looks at: itself, who waits, and the call it has. */
export const Desk = Type.Object({
  seat: Type.Union([Seat, Type.Null()]),
  call: Type.Union([Call, Type.Null()]),
  waiting: Type.Array(Call),
  seats: Type.Array(Seat),
  lines: Type.Array(HotlineLine),
})
export type Desk = Static<typeof Desk>

/** What is known when a call is opened. */
export const CallCard = Type.Object({
  call: Call,
  history: Type.Array(Ticket, { description: 'Former tickets of the caller, newest first.' }),
  openTickets: Type.Array(Ticket, { description: 'Those of them still open.' }),
  calls: Type.Integer({ description: 'Calls from this number before.' }),
  addresses: Type.Array(Type.String(), { description: 'Places of former tickets of the caller.' }),
})
export type CallCard = Static<typeof CallCard>

export const getDesk = defineOperation({
  id: 'messaging.getDesk',
  method: 'GET',
  path: '/api/messaging/hotline/desk',
  permission: 'messaging.answer',
  summary: { zh: '坐席工作台', en: 'The desk of the caller of this operation' },
  response: Desk,
})

export const saveOwnSeat = defineOperation({
  id: 'messaging.saveOwnSeat',
  method: 'PUT',
  path: '/api/messaging/hotline/seat',
  permission: 'messaging.answer',
  summary: { zh: '示忙、示闲与签退', en: 'Be ready, away or off' },
  body: Type.Object({
    state: Type.Union([
      Type.Literal('ready'),
      Type.Literal('wrap-up'),
      Type.Literal('away'),
      Type.Literal('off'),
    ]),
  }),
  response: Seat,
})

export const saveSeat = defineOperation({
  id: 'messaging.saveSeat',
  method: 'PUT',
  path: '/api/messaging/hotline/seats/{userId}',
  permission: 'messaging.supervise',
  summary: { zh: '设置坐席分机与技能', en: 'Set the extension and skills of a seat' },
  params: Type.Object({ userId: Id }),
  body: Type.Object({
    extension: Type.String({ minLength: 1, maxLength: 20 }),
    skills: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 40 }),
  }),
  response: Seat,
})

export const getCallCard = defineOperation({
  id: 'messaging.getCallCard',
  method: 'GET',
  path: '/api/messaging/hotline/calls/{id}',
  permission: 'messaging.answer',
  summary: { zh: '来电弹屏', en: 'What is known of a call and its caller' },
  params: Type.Object({ id: Id }),
  response: CallCard,
})

export const suggestForTicket = defineOperation({
  id: 'messaging.suggestForTicket',
  method: 'GET',
  path: '/api/messaging/hotline/suggestions',
  permission: 'messaging.answer',
  summary: { zh: '相似工单与知识推荐', en: 'Similar open tickets and knowledge for these words' },
  query: Type.Object({
    text: Type.String({ minLength: 2, maxLength: 500 }),
    address: Type.Optional(Type.String({ maxLength: 200 })),
    category: Type.Optional(Type.String()),
  }),
  response: Type.Object({ tickets: Type.Array(Ticket), knowledge: Type.Array(KnowledgeItem) }),
})

/** How the hotline worked over a time (GB/T 33357-2016). */
export const HotlineStatistics = Type.Object({
  calls: Type.Integer(),
  answered: Type.Integer(),
  abandoned: Type.Integer(),
  transferred: Type.Integer(),
  callBacks: Type.Integer(),
  answerRate: Type.Union([Type.Number(), Type.Null()], {
    description: 'Answered ÷ calls that wanted a seat.',
  }),
  waitSeconds: Type.Union([Type.Number(), Type.Null()], { description: 'Mean wait of those answered.' }),
  handlingSeconds: Type.Union([Type.Number(), Type.Null()], { description: 'Mean time of talk.' }),
  tickets: Type.Integer(),
  urges: Type.Integer(),
  firstContact: Type.Union([Type.Number(), Type.Null()], {
    description: 'Tickets answered in the call ÷ tickets.',
  }),
  satisfaction: Type.Union([Type.Number(), Type.Null()], { description: 'Satisfied ÷ rated.' }),
  solved: Type.Union([Type.Number(), Type.Null()], { description: 'Solved ÷ rated.' }),
  byLine: Type.Array(Type.Object({ line: Type.String(), title: Type.String(), calls: Type.Integer() })),
  byCategory: Type.Array(Type.Object({ category: Type.String(), tickets: Type.Integer() })),
  halfHours: Type.Array(
    Type.Object({
      from: Type.String({ description: 'HH:mm, Asia/Shanghai.' }),
      calls: Type.Number({ description: 'Mean calls of this half-hour a day.' }),
      expected: Type.Number({ description: 'Forecast for today: the mean of the same weekday, four weeks.' }),
      seats: Type.Integer({ description: 'Seats for 80 % answered within 20 s (Erlang C).' }),
    }),
  ),
})
export type HotlineStatistics = Static<typeof HotlineStatistics>

export const getHotlineStatistics = defineOperation({
  id: 'messaging.getHotlineStatistics',
  method: 'GET',
  path: '/api/messaging/hotline/statistics',
  permission: 'messaging.answer',
  summary: { zh: '热线运行统计', en: 'Statistics of the hotline' },
  query: Type.Object({
    from: Type.Optional(Time),
    to: Type.Optional(Time),
    line: Type.Optional(Type.String()),
  }),
  response: HotlineStatistics,
})

/** One call looked at for its quality. */
export const QualityCheck = Type.Object({
  id: Id,
  callId: Id,
  seatUserId: Id,
  seatName: Type.String(),
  callTime: Time,
  score: Type.Union([Type.Number({ minimum: 0, maximum: 100 }), Type.Null()]),
  remark: Type.String(),
  state: Type.Union([
    Type.Literal('sampled'),
    Type.Literal('scored'),
    Type.Literal('appealed'),
    Type.Literal('ruled'),
  ]),
  appeal: Type.Union([Type.String(), Type.Null()]),
  ruling: Type.Union([Type.String(), Type.Null()]),
})
export type QualityCheck = Static<typeof QualityCheck>

export const sampleCalls = defineOperation({
  id: 'messaging.sampleCalls',
  method: 'POST',
  path: '/api/messaging/hotline/checks',
  permission: 'messaging.supervise',
  summary: { zh: '抽取质检录音', en: 'Draw calls to be checked' },
  body: Type.Object({ count: Type.Integer({ minimum: 1, maximum: 200 }) }),
  response: Type.Object({ sampled: Type.Integer() }),
  creates: true,
})

export const listChecks = defineOperation({
  id: 'messaging.listChecks',
  method: 'GET',
  path: '/api/messaging/hotline/checks',
  permission: 'messaging.answer',
  summary: { zh: '质检记录（坐席只见本人）', en: 'Checks of calls; a seat sees its own' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: Type.Object({ items: Type.Array(QualityCheck), total: Type.Integer() }),
})

export const scoreCheck = defineOperation({
  id: 'messaging.scoreCheck',
  method: 'POST',
  path: '/api/messaging/hotline/checks/{id}/score',
  permission: 'messaging.supervise',
  summary: { zh: '质检评分与申诉裁定', en: 'Score a call, or rule on an appeal' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    score: Type.Number({ minimum: 0, maximum: 100 }),
    remark: Type.String({ maxLength: 1000 }),
  }),
  response: QualityCheck,
})

export const appealCheck = defineOperation({
  id: 'messaging.appealCheck',
  method: 'POST',
  path: '/api/messaging/hotline/checks/{id}/appeal',
  permission: 'messaging.answer',
  summary: { zh: '对质检评分申诉', en: 'Appeal against a score' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 1000 }) }),
  response: QualityCheck,
})
