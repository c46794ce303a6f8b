import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { idParams, Maybe } from './shapes.ts'

/** A person of the call tree; who calls them is above them, at most four levels deep. */
export const CallTreePerson = Type.Object({
  contactId: Id,
  name: Type.String(),
  duty: Type.String(),
  organisationName: Maybe(Type.String()),
  level: Type.Integer({ minimum: 1, maximum: 4 }),
  callerId: Maybe(Id),
  callerName: Maybe(Type.String()),
})
export type CallTreePerson = Static<typeof CallTreePerson>

/** `waiting`: whoever calls them has not been reached yet. `bypassed` calls were made by the centre in the place of one who did not answer. */
export const TestCall = Type.Object({
  contactId: Id,
  name: Type.String(),
  duty: Type.String(),
  level: Type.Integer({ minimum: 1, maximum: 4 }),
  callerName: Maybe(Type.String()),
  state: oneOf('waiting', 'calling', 'answered', 'unanswered'),
  isBypassed: Type.Boolean({
    description: 'Called by the centre, for the one who should have called did not answer.',
  }),
  calledTime: Maybe(Time),
  endedTime: Maybe(Time),
  seconds: Maybe(Type.Integer({ description: 'From call to answer.' })),
})
export type TestCall = Static<typeof TestCall>

/** 四级呼叫树测试 with its result by level. */
export const CallTest = Type.Object({
  id: Id,
  state: oneOf('running', 'ended'),
  startedByName: Type.String(),
  startedTime: Time,
  endedTime: Maybe(Time),
  waitMinutes: Type.Integer(),
  levels: Type.Array(
    Type.Object({
      level: Type.Integer(),
      people: Type.Integer(),
      answered: Type.Integer(),
      unanswered: Type.Integer(),
      slowestSeconds: Maybe(Type.Integer()),
    }),
  ),
})
export type CallTest = Static<typeof CallTest>

export const getCallTree = defineOperation({
  id: 'command.getCallTree',
  method: 'GET',
  path: '/api/command/call-tree',
  permission: 'command.read',
  summary: { zh: '呼叫树', en: 'The call tree' },
  response: Type.Object({
    people: Type.Array(CallTreePerson),
    nextDue: Maybe(Time),
    isOverdue: Type.Boolean(),
  }),
})

export const placeInCallTree = defineOperation({
  id: 'command.placeInCallTree',
  method: 'PUT',
  path: '/api/command/call-tree/{id}',
  permission: 'command.duty',
  summary: { zh: '设定呼叫人', en: 'Say who calls a person' },
  params: idParams,
  body: Type.Object({
    place: oneOf('under', 'top', 'none'),
    callerId: Type.Optional(Id),
  }),
  response: Type.Object({ done: Type.Literal(true) }),
})

export const listCallTests = defineOperation({
  id: 'command.listCallTests',
  method: 'GET',
  path: '/api/command/call-tests',
  permission: 'command.read',
  summary: { zh: '呼叫树测试', en: 'Tests of the call tree' },
  query: Type.Object(pageQuery),
  response: pageOf(CallTest),
})

export const startCallTest = defineOperation({
  id: 'command.startCallTest',
  method: 'POST',
  path: '/api/command/call-tests',
  permission: 'command.duty',
  summary: { zh: '开始呼叫树测试', en: 'Test the call tree' },
  body: Type.Object({ waitMinutes: Type.Integer({ minimum: 1, maximum: 60 }) }),
  response: CallTest,
  creates: true,
})

export const getCallTest = defineOperation({
  id: 'command.getCallTest',
  method: 'GET',
  path: '/api/command/call-tests/{id}',
  permission: 'command.read',
  summary: { zh: '呼叫树测试结果', en: 'A test of the call tree, call by call' },
  params: idParams,
  response: Type.Object({ test: CallTest, calls: Type.Array(TestCall) }),
})

export const answerTestCall = defineOperation({
  id: 'command.answerTestCall',
  method: 'POST',
  path: '/api/command/call-tests/{id}/answers',
  permission: 'command.obey',
  summary: { zh: '接听测试呼叫', en: 'Answer a call of the test, or note that somebody did' },
  params: idParams,
  body: Type.Object({
    contactId: Type.Optional(
      Type.String({ format: 'uuid', description: 'Noted by the duty desk; absent: the caller’s own call.' }),
    ),
  }),
  response: Type.Object({ done: Type.Literal(true) }),
})

export const listMyTestCalls = defineOperation({
  id: 'command.listMyTestCalls',
  method: 'GET',
  path: '/api/command/my-test-calls',
  permission: 'command.obey',
  summary: { zh: '我的测试呼叫', en: 'Calls of running tests that wait for the caller’s answer' },
  response: Type.Array(
    Type.Object({
      testId: Id,
      callerName: Maybe(Type.String()),
      calledTime: Time,
      callees: Type.Array(Type.Object({ name: Type.String(), phone: Maybe(Type.String()) })),
    }),
  ),
})
