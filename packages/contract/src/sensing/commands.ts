import { type Static, Type } from 'typebox'
import { Done, Id, Json, pageOf, pageQuery, Time } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'
import { oneOf, orNull, Sentence } from './shapes.ts'

export const commandStates = [
  'awaiting-approval',
  'queued',
  'sent',
  'accepted',
  'succeeded',
  'failed',
  'expired',
  'cancelled',
] as const

export const DeviceCommand = Type.Object({
  id: Id,
  batchId: Id,
  thingId: Id,
  thingName: Type.String(),
  reference: Type.String(),
  name: Type.String(),
  title: Type.String(),
  input: Json,
  state: Type.Enum([...commandStates]),
  createdTime: Time,
  expiresTime: Time,
  sentTime: orNull(Time),
  finishedTime: orNull(Time),
  attempts: Type.Integer(),
  result: orNull(Json),
  error: orNull(Type.String()),
})
export type DeviceCommand = Static<typeof DeviceCommand>

export const CommandBatch = Type.Object({
  id: Id,
  title: Type.String(),
  command: Type.String(),
  state: oneOf('awaiting-approval', 'running', 'finished', 'rejected'),
  dangerous: Type.Boolean(),
  reason: Type.String(),
  requestedName: Type.String(),
  createdTime: Time,
  decidedName: orNull(Type.String()),
  decidedTime: orNull(Time),
  comment: orNull(Type.String()),
  rollsBackId: orNull(Id),
  /** How many commands are in each state. */
  progress: Type.Record(Type.String(), Type.Integer()),
  total: Type.Integer(),
})
export type CommandBatch = Static<typeof CommandBatch>

/** Not all members may be in (or be put into) a state together. */
export const Interlock = Type.Object({
  id: Id,
  title: Type.String(),
  thingIds: Type.Array(Id),
  /** In the order of their ids. */
  thingNames: Type.Array(Type.String()),
  /** Commands that put a member into the state. */
  commands: Type.Array(Type.String()),
  /** How the shadow tells that a member is in the state already. */
  stateProperty: orNull(Type.String()),
  stateValue: Type.Unknown(),
  mostAtOnce: Type.Integer(),
  enabled: Type.Boolean(),
  createdBy: Type.String(),
  createdTime: Time,
})
export type Interlock = Static<typeof Interlock>

/** What is to be done to whom. */
const Order = Type.Object({
  thingIds: Type.Array(Id, { minItems: 1, maxItems: 5000 }),
  command: Type.String({
    minLength: 1,
    maxLength: 60,
    description: 'A command of the model, or set-properties.',
  }),
  input: Type.Optional(Json),
  validitySeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_592_000, default: 600 })),
  retries: Type.Optional(Type.Integer({ minimum: 0, maximum: 10, default: 2 })),
  reason: Type.Optional(Type.String({ maxLength: 500 })),
})
export type Order = Static<typeof Order>

const idParams = Type.Object({ id: Id })

export const previewCommands = defineOperation({
  id: 'sensing.previewCommands',
  method: 'POST',
  path: '/api/sensing/command-previews',
  permission: 'sensing.control',
  summary: { zh: '预览一批命令的后果', en: 'What a batch would do, and what forbids it' },
  body: Order,
  response: Type.Object({
    allowed: Type.Boolean(),
    dangerous: Type.Boolean(),
    needsApproval: Type.Boolean(),
    problems: Type.Array(Type.Object({ thingId: orNull(Id), code: Type.String(), message: Type.String() })),
    things: Type.Array(
      Type.Object({
        id: Id,
        name: Type.String(),
        state: Type.String(),
        connected: Type.Boolean(),
        sleeping: Type.Boolean(),
        changes: Json,
      }),
    ),
  }),
})

export const sendCommands = defineOperation({
  id: 'sensing.sendCommands',
  method: 'POST',
  path: '/api/sensing/command-batches',
  permission: 'sensing.control',
  summary: { zh: '下发命令（单台或批量）', en: 'Send a command to one or many devices' },
  body: Order,
  response: CommandBatch,
  creates: true,
})

export const listCommandBatches = defineOperation({
  id: 'sensing.listCommandBatches',
  method: 'GET',
  path: '/api/sensing/command-batches',
  permission: 'sensing.read',
  summary: { zh: '命令批次', en: 'Batches of commands' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(oneOf('awaiting-approval', 'running', 'finished', 'rejected')),
  }),
  response: pageOf(CommandBatch),
})

export const getCommandBatch = defineOperation({
  id: 'sensing.getCommandBatch',
  method: 'GET',
  path: '/api/sensing/command-batches/{id}',
  permission: 'sensing.read',
  summary: { zh: '批次进度', en: 'A batch with the progress of its commands' },
  params: idParams,
  query: Type.Object({ ...pageQuery, state: Type.Optional(Type.Enum([...commandStates])) }),
  response: Type.Object({ batch: CommandBatch, commands: pageOf(DeviceCommand) }),
})

export const decideCommandBatch = defineOperation({
  id: 'sensing.decideCommandBatch',
  method: 'POST',
  path: '/api/sensing/command-batches/{id}/decision',
  permission: 'sensing.control',
  summary: {
    zh: '复核危险命令（须另一人）',
    en: 'Approve or reject a dangerous batch; not by who asked for it',
  },
  params: idParams,
  body: Type.Object({ approve: Type.Boolean(), comment: Sentence }),
  response: CommandBatch,
})

export const rollBackCommandBatch = defineOperation({
  id: 'sensing.rollBackCommandBatch',
  method: 'POST',
  path: '/api/sensing/command-batches/{id}/rollback',
  permission: 'sensing.control',
  summary: { zh: '回退一批命令', en: 'Send every device the state it was to have before the batch' },
  params: idParams,
  body: Type.Object({ reason: Sentence }),
  response: CommandBatch,
  creates: true,
})

export const cancelCommand = defineOperation({
  id: 'sensing.cancelCommand',
  method: 'DELETE',
  path: '/api/sensing/commands/{id}',
  permission: 'sensing.control',
  summary: { zh: '撤销尚未下发的命令', en: 'Cancel a command that has not been sent' },
  params: idParams,
  response: Done,
})

export const getCommand = defineOperation({
  id: 'sensing.getCommand',
  method: 'GET',
  path: '/api/sensing/commands/{id}',
  permission: 'sensing.read',
  summary: { zh: '命令及其日志', en: 'A command with its log' },
  params: idParams,
  response: Type.Object({
    command: DeviceCommand,
    log: Type.Array(Type.Object({ time: Time, act: Type.String(), detail: Type.String() })),
  }),
})

export const listThingCommands = defineOperation({
  id: 'sensing.listThingCommands',
  method: 'GET',
  path: '/api/sensing/things/{id}/commands',
  permission: 'sensing.read',
  summary: { zh: '设备的命令记录', en: 'Commands of one device' },
  params: idParams,
  query: Type.Object(pageQuery),
  response: pageOf(DeviceCommand),
})

export const listInterlocks = defineOperation({
  id: 'sensing.listInterlocks',
  method: 'GET',
  path: '/api/sensing/interlocks',
  permission: 'sensing.read',
  summary: { zh: '联锁规则', en: 'Interlocks' },
  query: Type.Object({ ...pageQuery, thing: Type.Optional(Id) }),
  response: pageOf(Interlock),
})

export const createInterlock = defineOperation({
  id: 'sensing.createInterlock',
  method: 'POST',
  path: '/api/sensing/interlocks',
  permission: 'sensing.admit',
  summary: { zh: '设置联锁规则', en: 'Make an interlock' },
  body: Type.Object({
    title: Type.String({ minLength: 1, maxLength: 200 }),
    thingIds: Type.Array(Id, { minItems: 2, maxItems: 100 }),
    commands: Type.Array(Type.String(), { minItems: 1, maxItems: 20 }),
    stateProperty: Type.Optional(Type.String()),
    stateValue: Type.Optional(Type.Unknown()),
    mostAtOnce: Type.Integer({ minimum: 0, maximum: 99 }),
  }),
  response: Interlock,
  creates: true,
})

export const deleteInterlock = defineOperation({
  id: 'sensing.deleteInterlock',
  method: 'DELETE',
  path: '/api/sensing/interlocks/{id}',
  permission: 'sensing.admit',
  summary: { zh: '删除联锁规则', en: 'Remove an interlock' },
  params: idParams,
  response: Done,
})

/** Commands wait for a thing; whoever holds its connection sends them. */
export const commandsQueued = defineMessage(
  'sensing.commands-queued',
  Type.Object({ thingIds: Type.Array(Id) }),
)
