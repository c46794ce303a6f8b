import { type Static, Type } from 'typebox'
import { Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Addressee, idParams, Maybe, Name, Position, Words } from './shapes.ts'

/** 已发送, 已阅, 已接受, 到达, 完成; a superseded order is carried out no more. */
export const OrderState = Type.Union([
  Type.Literal('sent'),
  Type.Literal('read'),
  Type.Literal('accepted'),
  Type.Literal('arrived'),
  Type.Literal('done'),
  Type.Literal('superseded'),
])
export type OrderState = Static<typeof OrderState>

/** An order: its words, addressee and due time are signed and never change. */
export const TaskOrder = Type.Object({
  id: Id,
  reference: Type.String(),
  incidentId: Maybe(Id),
  startId: Maybe(Id),
  taskNumber: Maybe(Type.Integer()),
  kind: Type.String({
    description:
      'plan-task, direct, counter, resolution, rotation, restock, inspection, loan-return, safe-report.',
  }),
  phase: Maybe(Type.String()),
  title: Type.String(),
  text: Type.String(),
  output: Maybe(Type.String()),
  addressee: Addressee,
  position: Maybe(Position),
  dueTime: Maybe(Time),
  isVacant: Type.Boolean({ description: 'Nobody held the post; it went to the unit.' }),
  isDrill: Type.Boolean(),
  issuedBy: Type.String(),
  issuedTime: Time,
  digest: Type.String({ description: 'SM3 of the signed words.' }),
  signature: Type.String({ description: 'SM2 signature of the command key over the signed words.' }),
  supersedesId: Maybe(Id),
  supersededById: Maybe(Id),
  state: OrderState,
  channel: Maybe(Type.String({ description: 'Channel over which it was last delivered or acknowledged.' })),
  isUnreadLate: Type.Boolean({ description: 'Not read within the minutes set; a call was made.' }),
  isLate: Type.Boolean(),
  sentTime: Time,
  readTime: Maybe(Time),
  acceptedTime: Maybe(Time),
  arrivedTime: Maybe(Time),
  doneTime: Maybe(Time),
  result: Maybe(Type.String()),
  deviation: Maybe(Type.String()),
  resends: Type.Integer(),
})
export type TaskOrder = Static<typeof TaskOrder>

export const listOrders = defineOperation({
  id: 'command.listOrders',
  method: 'GET',
  path: '/api/command/orders',
  permission: 'command.read',
  summary: { zh: '指令列表', en: 'List orders' },
  query: Type.Object({
    ...pageQuery,
    incidentId: Type.Optional(Id),
    open: Type.Optional(Type.Boolean()),
    stock: Type.Optional(
      Type.Boolean({ description: 'Tasks of stores: rotation, restocking, inspection, return of loans.' }),
    ),
  }),
  response: pageOf(TaskOrder),
})

export const listMyOrders = defineOperation({
  id: 'command.listMyOrders',
  method: 'GET',
  path: '/api/command/my-orders',
  permission: 'command.obey',
  summary: { zh: '我的指令', en: 'Orders to me and my unit' },
  query: Type.Object({ open: Type.Optional(Type.Boolean()) }),
  response: Type.Array(TaskOrder),
})

export const issueOrder = defineOperation({
  id: 'command.issueOrder',
  method: 'POST',
  path: '/api/command/incidents/{id}/orders',
  permission: 'command.direct',
  summary: { zh: '下达指令', en: 'Give an order' },
  params: idParams,
  body: Type.Object({
    title: Name,
    text: Type.Optional(Type.String({ maxLength: 4000 })),
    contactId: Type.Optional(Id),
    organisationId: Type.Optional(Id),
    withinMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    output: Type.Optional(Type.String({ maxLength: 500 })),
    position: Type.Optional(Position),
    supersedesId: Type.Optional(Id),
  }),
  response: TaskOrder,
  creates: true,
})

export const resendOrder = defineOperation({
  id: 'command.resendOrder',
  method: 'POST',
  path: '/api/command/orders/{id}/resend',
  permission: 'command.direct',
  summary: { zh: '重发指令', en: 'Send an order again' },
  params: idParams,
  response: TaskOrder,
})

export const progressOrder = defineOperation({
  id: 'command.progressOrder',
  method: 'POST',
  path: '/api/command/orders/{id}/progress',
  permission: 'command.obey',
  summary: { zh: '签收与反馈指令', en: 'Acknowledge an order and tell how it goes' },
  params: idParams,
  body: Type.Object({
    state: Type.Union([
      Type.Literal('read'),
      Type.Literal('accepted'),
      Type.Literal('arrived'),
      Type.Literal('done'),
    ]),
    result: Type.Optional(Type.String({ maxLength: 2000 })),
  }),
  response: TaskOrder,
})

export const noteDeviation = defineOperation({
  id: 'command.noteDeviation',
  method: 'POST',
  path: '/api/command/orders/{id}/deviation',
  permission: 'command.direct',
  summary: { zh: '记录与预案的偏差', en: 'Record how the work departs from the plan' },
  params: idParams,
  body: Type.Object({ text: Words, done: Type.Optional(Type.Boolean()) }),
  response: TaskOrder,
})

export const verifyOrder = defineOperation({
  id: 'command.verifyOrder',
  method: 'GET',
  path: '/api/command/orders/{id}/proof',
  permission: 'command.read',
  summary: { zh: '验证指令签名', en: 'Check the signature of an order' },
  params: idParams,
  response: Type.Object({
    intact: Type.Boolean(),
    signedText: Type.String(),
    digest: Type.String(),
    signature: Type.String(),
    publicKey: Type.String(),
    ledgerEntryId: Maybe(Type.String()),
  }),
})
