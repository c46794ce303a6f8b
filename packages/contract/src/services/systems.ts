import { type Static, Type } from 'typebox'
import { Id, Json, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

export const SystemCode = Type.String({ pattern: '^[A-Za-z0-9-]{2,40}$' })
const Short = Type.String({ minLength: 2, maxLength: 100 })

/**
 * A system of others that services exchange messages with: the approval system of a bureau, the platform of a level above
 * or below, another city, a receiver of card events.
 */
export const LinkedSystem = Type.Object({
  id: Id,
  kind: oneOf('bureau', 'upper', 'lower', 'city', 'cards'),
  code: SystemCode,
  ownCode: Type.String({ description: 'The code under which the other side knows this platform.' }),
  name: Type.String(),
  address: Type.String({ description: 'Where it takes messages.' }),
  organisationId: nullable(Id),
  organisationName: nullable(Type.String()),
  items: Type.Array(Type.String(), { description: 'Codes of items it handles; of a bureau’s system.' }),
  state: oneOf('active', 'suspended'),
  waiting: Type.Integer(),
  refused: Type.Integer(),
  failureShare: nullable(Type.Number({ description: 'Refused of all it was sent, 0 to 1.' })),
  failures: Type.Integer({ description: 'Tries in a row that did not reach it.' }),
  lastContactTime: nullable(Time),
  lastError: nullable(Type.String()),
})
export type LinkedSystem = Static<typeof LinkedSystem>

const params = Type.Object({ id: Id })
const fields = {
  name: Short,
  address: Type.String({ format: 'uri', maxLength: 300 }),
  organisationId: Type.Optional(Id),
  items: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 500 })),
}

export const listSystems = defineOperation({
  id: 'services.listSystems',
  method: 'GET',
  path: '/api/services/systems',
  permission: 'services.systems',
  summary: { zh: '查询对接系统', en: 'List linked systems' },
  query: Type.Object({ ...pageQuery, kind: Type.Optional(LinkedSystem.properties.kind) }),
  response: pageOf(LinkedSystem),
})

export const registerSystem = defineOperation({
  id: 'services.registerSystem',
  method: 'POST',
  path: '/api/services/systems',
  permission: 'services.systems',
  summary: { zh: '登记对接系统', en: 'Register a linked system; the shared secret is shown once' },
  body: Type.Object({
    ...fields,
    kind: LinkedSystem.properties.kind,
    code: SystemCode,
    ownCode: SystemCode,
    secret: Type.Optional(
      Type.String({ minLength: 20, maxLength: 200, description: 'The one the other side has made.' }),
    ),
  }),
  response: Type.Object({ system: LinkedSystem, secret: Type.String() }),
  creates: true,
})

export const changeSystem = defineOperation({
  id: 'services.changeSystem',
  method: 'PUT',
  path: '/api/services/systems/{id}',
  permission: 'services.systems',
  summary: { zh: '修改对接系统', en: 'Change or suspend a linked system' },
  params,
  body: Type.Object({ ...fields, state: LinkedSystem.properties.state }),
  response: LinkedSystem,
})

const Fault = Type.Object({ path: Type.String(), message: Type.String() })

export const SystemMessage = Type.Object({
  id: Id,
  systemId: Id,
  systemName: Type.String(),
  direction: oneOf('out', 'in'),
  messageId: Type.String(),
  kind: Type.String(),
  objectId: Type.String(),
  reference: Type.String({ description: 'Number of the application or ticket it is about.' }),
  state: oneOf('waiting', 'accepted', 'refused'),
  faults: Type.Array(Fault),
  tries: Type.Integer(),
  repeats: Type.Integer({ description: 'How often the same message came again and changed nothing.' }),
  createdTime: Time,
  doneTime: nullable(Time),
})
export type SystemMessage = Static<typeof SystemMessage>

export const listSystemMessages = defineOperation({
  id: 'services.listSystemMessages',
  method: 'GET',
  path: '/api/services/system-messages',
  permission: 'services.systems',
  summary: { zh: '对接消息', en: 'Messages exchanged with linked systems' },
  query: Type.Object({
    ...pageQuery,
    system: Type.Optional(Id),
    direction: Type.Optional(SystemMessage.properties.direction),
    state: Type.Optional(SystemMessage.properties.state),
  }),
  response: pageOf(SystemMessage),
})

export const replaySystemMessage = defineOperation({
  id: 'services.replaySystemMessage',
  method: 'POST',
  path: '/api/services/system-messages/{id}/replay',
  permission: 'services.systems',
  summary: { zh: '重发被退回的消息', en: 'Send a refused message again, with what is right now' },
  params,
  response: SystemMessage,
})

/** What every linked system takes and gives; signed as `systemMessageText` says. */
export const SignedSystemMessage = Type.Object({
  system: Type.String({ minLength: 2, maxLength: 40, description: 'Code of the sender.' }),
  id: Type.String({ minLength: 8, maxLength: 80, description: 'Of the message; the same when sent again.' }),
  kind: Type.String({ minLength: 2, maxLength: 40 }),
  objectId: Type.String({ minLength: 1, maxLength: 100 }),
  time: Time,
  content: Type.String({ maxLength: 9_000_000, description: 'JSON text.' }),
  signature: Type.String({
    pattern: '^[0-9a-f]{64}$',
    description:
      'HMAC-SM3 with the shared secret over system, id, kind, objectId, time, content, a line each.',
  }),
})
export type SignedSystemMessage = Static<typeof SignedSystemMessage>

export const SystemReceipt = Type.Object({
  outcome: oneOf('accepted', 'duplicate', 'refused'),
  faults: Type.Array(Fault),
  result: nullable(Json),
})
export type SystemReceipt = Static<typeof SystemReceipt>

export const takeSystemMessage = defineOperation({
  id: 'services.takeSystemMessage',
  method: 'POST',
  path: '/api/services/system-messages',
  permission: 'public',
  summary: { zh: '接收对接系统消息', en: 'Take a signed message of a linked system, once' },
  body: SignedSystemMessage,
  response: SystemReceipt,
})

export const SystemCheckCase = Type.Object({
  id: Type.String(),
  title: Type.String(),
  state: oneOf('passed', 'failed', 'waiting'),
  detail: Type.String(),
})
export type SystemCheckCase = Static<typeof SystemCheckCase>

export const SystemCheck = Type.Object({
  id: Id,
  systemId: Id,
  state: oneOf('passed', 'failed', 'waiting'),
  objectId: Type.String({ description: 'The test application the system has to answer for.' }),
  cases: Type.Array(SystemCheckCase),
  startedTime: Time,
  byName: Type.String(),
})
export type SystemCheck = Static<typeof SystemCheck>

export const startSystemCheck = defineOperation({
  id: 'services.startSystemCheck',
  method: 'POST',
  path: '/api/services/systems/{id}/checks',
  permission: 'services.systems',
  summary: { zh: '开始一致性测试', en: 'Drive a linked system through the cases of the interface' },
  params,
  response: SystemCheck,
  creates: true,
})

export const listSystemChecks = defineOperation({
  id: 'services.listSystemChecks',
  method: 'GET',
  path: '/api/services/systems/{id}/checks',
  permission: 'services.systems',
  summary: { zh: '一致性测试结果', en: 'Runs of the conformance test' },
  params,
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(SystemCheck),
})
