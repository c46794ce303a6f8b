import { type Static, Type } from 'typebox'
import { Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'

/** `answered` in the contact (咨询), `handling` by a unit, `closed`, `dismissed`. */
export const TicketState = Type.Union([
  Type.Literal('answered'),
  Type.Literal('handling'),
  Type.Literal('closed'),
  Type.Literal('dismissed'),
])
export type TicketState = Static<typeof TicketState>

export const TicketChannel = Type.Union([
  Type.Literal('phone'),
  Type.Literal('web'),
  Type.Literal('app'),
  Type.Literal('wechat'),
  Type.Literal('mail'),
  Type.Literal('letter'),
  Type.Literal('walk-in'),
  Type.Literal('partner'),
])
export type TicketChannel = Static<typeof TicketChannel>

/** Somebody who asked; the number is whole only for those who may see it. */
export const TicketCaller = Type.Object({
  id: Id,
  name: Type.Union([Type.String(), Type.Null()]),
  phone: Type.Union([Type.String(), Type.Null()]),
  hidden: Type.Boolean(),
  time: Time,
  told: Type.Union([Time, Type.Null()], { description: 'When told of the end.' }),
  solved: Type.Union([Type.Boolean(), Type.Null()]),
  attitude: Type.Union([
    Type.Literal('satisfied'),
    Type.Literal('fair'),
    Type.Literal('unsatisfied'),
    Type.Null(),
  ]),
})
export type TicketCaller = Static<typeof TicketCaller>

export const Ticket = Type.Object({
  id: Id,
  reference: Type.String({ description: 'The city’s own number, e.g. RX20250601-000123.' }),
  channel: TicketChannel,
  line: Type.Union([Type.String(), Type.Null()]),
  category: Type.String(),
  title: Type.String(),
  text: Type.String(),
  address: Type.Union([Type.String(), Type.Null()]),
  position: Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
  urgency: Type.Union([Type.Literal('normal'), Type.Literal('urgent')]),
  secret: Type.Boolean({ description: 'Whistle-blowing: nobody but the seat and checkers sees who.' }),
  sensitive: Type.Boolean({ description: 'A group or a grave subject; supervisors are told.' }),
  state: TicketState,
  answer: Type.Union([Type.String(), Type.Null()]),
  callers: Type.Integer(),
  urges: Type.Integer(),
  eventId: Type.Union([Id, Type.Null()]),
  eventReference: Type.Union([Type.String(), Type.Null()]),
  round: Type.Integer({ description: '2 once it has been reopened.' }),
  createdTime: Time,
  changedTime: Time,
  closedTime: Type.Union([Time, Type.Null()]),
})
export type Ticket = Static<typeof Ticket>

export const TicketCategory = Type.Object({
  id: Type.String(),
  title: Type.String(),
  eventType: Type.String({ description: 'What it becomes when a unit has to act.' }),
  words: Type.Array(Type.String(), { description: 'Words it is guessed from.' }),
})
export type TicketCategory = Static<typeof TicketCategory>

const idParams = Type.Object({ id: Id })

export const listTicketCategories = defineOperation({
  id: 'messaging.listTicketCategories',
  method: 'GET',
  path: '/api/messaging/hotline/categories',
  permission: 'messaging.answer',
  summary: { zh: '诉求分类', en: 'Categories of tickets' },
  response: Type.Array(TicketCategory),
})

export const createTicket = defineOperation({
  id: 'messaging.createTicket',
  method: 'POST',
  path: '/api/messaging/hotline/tickets',
  permission: 'messaging.answer',
  summary: { zh: '登记诉求（直接答复即办结为咨询）', en: 'Register a ticket; an answer closes it at once' },
  body: Type.Object({
    callId: Type.Optional(Id),
    channel: Type.Optional(TicketChannel),
    category: Type.String({ maxLength: 40 }),
    title: Type.String({ minLength: 2, maxLength: 120 }),
    text: Type.String({ maxLength: 4000 }),
    address: Type.Optional(Type.String({ maxLength: 200 })),
    position: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
    urgency: Type.Optional(Type.Union([Type.Literal('normal'), Type.Literal('urgent')])),
    secret: Type.Optional(Type.Boolean()),
    callerName: Type.Optional(Type.String({ maxLength: 60 })),
    callerPhone: Type.Optional(Type.String({ pattern: '^[0-9+-]{3,20}$' })),
    hidden: Type.Optional(Type.Boolean()),
    answer: Type.Optional(Type.String({ minLength: 2, maxLength: 4000 })),
    knowledgeId: Type.Optional(Id),
    separate: Type.Optional(
      Type.Boolean({ description: 'A ticket of its own, though one about the same is open.' }),
    ),
  }),
  response: Type.Object({
    ticket: Ticket,
    linked: Type.Boolean({ description: 'It joined an open ticket about the same.' }),
  }),
  creates: true,
})

export const linkTicket = defineOperation({
  id: 'messaging.linkTicket',
  method: 'POST',
  path: '/api/messaging/hotline/tickets/{id}/callers',
  permission: 'messaging.answer',
  summary: {
    zh: '并入已有工单（同一来电人计催办）',
    en: 'Link a call to an open ticket; the same caller again is an urge',
  },
  params: idParams,
  body: Type.Object({
    callId: Type.Optional(Id),
    callerName: Type.Optional(Type.String({ maxLength: 60 })),
    callerPhone: Type.Optional(Type.String({ pattern: '^[0-9+-]{3,20}$' })),
    hidden: Type.Optional(Type.Boolean()),
    note: Type.Optional(Type.String({ maxLength: 1000 })),
  }),
  response: Ticket,
})

export const listTickets = defineOperation({
  id: 'messaging.listTickets',
  method: 'GET',
  path: '/api/messaging/hotline/tickets',
  permission: 'messaging.answer',
  summary: { zh: '热线工单', en: 'Tickets of the hotline' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(TicketState),
    category: Type.Optional(Type.String()),
    sensitive: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(Ticket),
})

export const TicketEntry = Type.Object({
  time: Time,
  act: Type.String(),
  userName: Type.Union([Type.String(), Type.Null()]),
  text: Type.String(),
})
export type TicketEntry = Static<typeof TicketEntry>

export const getTicket = defineOperation({
  id: 'messaging.getTicket',
  method: 'GET',
  path: '/api/messaging/hotline/tickets/{id}',
  permission: 'messaging.answer',
  summary: { zh: '工单详情', en: 'A ticket, its callers and its history' },
  params: idParams,
  response: Type.Object({
    ticket: Ticket,
    callers: Type.Array(TicketCaller),
    entries: Type.Array(TicketEntry),
  }),
})

export const rateTicket = defineOperation({
  id: 'messaging.rateTicket',
  method: 'POST',
  path: '/api/messaging/hotline/tickets/{id}/ratings',
  permission: 'messaging.answer',
  summary: { zh: '回访评价（不满意重办一次）', en: 'Rating of a call-back; unsatisfied reopens once' },
  params: idParams,
  body: Type.Object({
    callerId: Id,
    solved: Type.Boolean(),
    attitude: Type.Union([Type.Literal('satisfied'), Type.Literal('fair'), Type.Literal('unsatisfied')]),
    remark: Type.Optional(Type.String({ maxLength: 1000 })),
  }),
  response: Ticket,
})

/** A ticket that a unit has to act on; `round` 2 is its reopening. The number of the caller stays at the hotline. */
export const ticketRaised = defineMessage(
  'messaging.ticket-raised',
  Type.Object({
    ticketId: Id,
    reference: Type.String(),
    round: Type.Integer(),
    eventType: Type.String(),
    title: Type.String(),
    text: Type.String(),
    address: Type.Union([Type.String(), Type.Null()]),
    position: Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
    callerName: Type.Union([Type.String(), Type.Null()]),
    hidden: Type.Boolean(),
    time: Time,
  }),
)

/** The event a ticket has become part of. */
export const ticketTaken = defineMessage(
  'events.ticket-taken',
  Type.Object({ ticketId: Id, round: Type.Integer(), eventId: Id, eventReference: Type.String() }),
)
