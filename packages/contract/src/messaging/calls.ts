import { type Static, Type } from 'typebox'
import { Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** A number the city answers: 12345 and the lines merged into it. */
export const HotlineLine = Type.Object({
  number: Type.String({ pattern: '^[0-9]{3,11}$' }),
  title: Type.String({ minLength: 1, maxLength: 60 }),
  skill: Type.String({ minLength: 1, maxLength: 40, description: 'Skill a seat needs for its calls.' }),
  priority: Type.Integer({ minimum: 0, maximum: 9, description: 'Higher is answered first.' }),
  waitLimitSeconds: Type.Integer({
    minimum: 5,
    maximum: 3600,
    description: 'After this a call-back is offered.',
  }),
  menu: Type.Array(
    Type.Object({
      key: Type.String({ pattern: '^[0-9*#]$' }),
      title: Type.String({ maxLength: 60 }),
      skill: Type.String({ maxLength: 40 }),
    }),
    { maxItems: 12, description: 'What the caller may press, and the skill it leads to.' },
  ),
  notice: Type.Union([Type.String({ maxLength: 500 }), Type.Null()], {
    description: 'Emergency notice read out before anything else.',
  }),
  enabled: Type.Boolean(),
})
export type HotlineLine = Static<typeof HotlineLine>

/**
 * `queued` waits for a seat, `call-back` waits in the same place with the receiver down, `ringing` rings at a seat,
 * `talking`, `ended`, `abandoned` (hung up while waiting), `transferred` (an emergency number took it).
 */
export const CallState = Type.Union([
  Type.Literal('queued'),
  Type.Literal('call-back'),
  Type.Literal('ringing'),
  Type.Literal('talking'),
  Type.Literal('ended'),
  Type.Literal('abandoned'),
  Type.Literal('transferred'),
])
export type CallState = Static<typeof CallState>

export const Call = Type.Object({
  id: Id,
  line: Type.String(),
  lineTitle: Type.String(),
  skill: Type.String(),
  priority: Type.Integer(),
  state: CallState,
  number: Type.Union([Type.String(), Type.Null()], {
    description: 'Whole for the seat that has the call and for checkers, middle digits hidden for others.',
  }),
  callerName: Type.Union([Type.String(), Type.Null()]),
  hidden: Type.Boolean({ description: 'The caller asked not to be named.' }),
  seatUserId: Type.Union([Id, Type.Null()]),
  seatName: Type.Union([Type.String(), Type.Null()]),
  notes: Type.String(),
  arrivedTime: Time,
  offeredTime: Type.Union([Time, Type.Null()], { description: 'When a call-back was offered.' }),
  answeredTime: Type.Union([Time, Type.Null()]),
  endedTime: Type.Union([Time, Type.Null()]),
  place: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Place among those who wait for this skill, from 1.',
  }),
  ticketId: Type.Union([Id, Type.Null()]),
  transferredTo: Type.Union([Type.String(), Type.Null()]),
})
export type Call = Static<typeof Call>

/** What the switch is to do with the call. */
export const CallOrder = Type.Object({
  act: Type.Union([
    Type.Literal('queue'),
    Type.Literal('transfer'),
    Type.Literal('connect'),
    Type.Literal('offer-call-back'),
    Type.Literal('hang-up'),
    Type.Literal('none'),
  ]),
  to: Type.Union([Type.String(), Type.Null()], { description: 'Number or extension.' }),
  say: Type.Union([Type.String(), Type.Null()], { description: 'To be read out to the caller.' }),
})
export type CallOrder = Static<typeof CallOrder>

const idParams = Type.Object({ id: Id })

export const listLines = defineOperation({
  id: 'messaging.listLines',
  method: 'GET',
  path: '/api/messaging/hotline/lines',
  permission: 'messaging.answer',
  summary: { zh: '热线号码', en: 'Lines of the hotline' },
  response: Type.Array(HotlineLine),
})

export const saveLine = defineOperation({
  id: 'messaging.saveLine',
  method: 'PUT',
  path: '/api/messaging/hotline/lines',
  permission: 'messaging.supervise',
  summary: { zh: '设置热线号码', en: 'Set up a line' },
  body: HotlineLine,
  response: HotlineLine,
})

export const reportCall = defineOperation({
  id: 'messaging.reportCall',
  method: 'POST',
  path: '/api/messaging/hotline/calls',
  permission: 'messaging.manage',
  summary: { zh: '来电进线（话务交换机推送）', en: 'A call came in (from the switch)' },
  body: Type.Object({
    externalId: Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'Of the switch; the same again is the same call.',
    }),
    line: Type.String({ pattern: '^[0-9]{3,11}$', description: 'Number that was called.' }),
    number: Type.Optional(Type.String({ pattern: '^[0-9+-]{3,20}$', description: 'Absent when withheld.' })),
    key: Type.Optional(
      Type.String({ pattern: '^[0-9*#]$', description: 'What the caller pressed in the menu.' }),
    ),
    skill: Type.Optional(Type.String({ maxLength: 40 })),
  }),
  response: Type.Object({ call: Call, order: CallOrder }),
  creates: true,
})

export const signalCall = defineOperation({
  id: 'messaging.signalCall',
  method: 'POST',
  path: '/api/messaging/hotline/calls/{id}/signals',
  permission: 'messaging.manage',
  summary: { zh: '通话信令（话务交换机推送）', en: 'What happened to a call (from the switch)' },
  params: idParams,
  body: Type.Object({
    signal: Type.Union([
      Type.Literal('answered'),
      Type.Literal('hung-up'),
      Type.Literal('no-answer'),
      Type.Literal('call-back-accepted'),
      Type.Literal('call-back-declined'),
    ]),
    recording: Type.Optional(Type.String({ maxLength: 500, description: 'Where the recording is kept.' })),
  }),
  response: Type.Object({ call: Call, order: CallOrder }),
})

export const listCalls = defineOperation({
  id: 'messaging.listCalls',
  method: 'GET',
  path: '/api/messaging/hotline/calls',
  permission: 'messaging.answer',
  summary: { zh: '通话记录', en: 'Calls' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(CallState),
    line: Type.Optional(Type.String()),
    mine: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(Call),
})

export const answerCall = defineOperation({
  id: 'messaging.answerCall',
  method: 'POST',
  path: '/api/messaging/hotline/calls/{id}/answer',
  permission: 'messaging.answer',
  summary: { zh: '接听', en: 'Answer a call' },
  params: idParams,
  response: Call,
})

export const endCall = defineOperation({
  id: 'messaging.endCall',
  method: 'POST',
  path: '/api/messaging/hotline/calls/{id}/end',
  permission: 'messaging.answer',
  summary: { zh: '挂断', en: 'End a call' },
  params: idParams,
  response: Call,
})

export const noteCall = defineOperation({
  id: 'messaging.noteCall',
  method: 'PATCH',
  path: '/api/messaging/hotline/calls/{id}',
  permission: 'messaging.answer',
  summary: { zh: '记录来电人与要点', en: 'Note who calls and what about' },
  params: idParams,
  body: Type.Object({
    callerName: Type.Optional(Type.String({ maxLength: 60 })),
    hidden: Type.Optional(Type.Boolean()),
    notes: Type.Optional(Type.String({ maxLength: 4000 })),
  }),
  response: Call,
})

export const transferCall = defineOperation({
  id: 'messaging.transferCall',
  method: 'POST',
  path: '/api/messaging/hotline/calls/{id}/transfer',
  permission: 'messaging.answer',
  summary: { zh: '转接（随话转记录）', en: 'Hand a call over with its notes' },
  params: idParams,
  body: Type.Object({
    skill: Type.Optional(Type.String({ maxLength: 40, description: 'To the next free specialist.' })),
    userId: Type.Optional(Id),
    number: Type.Optional(Type.String({ pattern: '^(110|119|120|122)$', description: 'Emergency number.' })),
    notes: Type.String({ minLength: 1, maxLength: 4000 }),
  }),
  response: Call,
})
