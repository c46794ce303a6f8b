import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { RobotRunStep } from './robot-pages.ts'
import { RobotRowAct } from './robot-rows.ts'

/** A file a robot goes through. */
export const RobotBatch = Type.Object({
  id: Id,
  robotId: Id,
  robotName: Type.String(),
  version: Type.Integer(),
  fileName: Type.String(),
  sm3: Type.String(),
  headings: Type.Array(Type.String()),
  startedTime: Time,
  startedName: nullable(
    Type.String({ description: 'Who gave the file; null when it was found in the folder.' }),
  ),
  endedTime: nullable(Time),
  fault: nullable(Type.String({ description: 'Why the file could not be gone through.' })),
  rows: Type.Integer(),
  counts: Type.Object({
    waiting: Type.Integer(),
    done: Type.Integer(),
    skipped: Type.Integer(),
    known: Type.Integer(),
    left: Type.Integer(),
    byHand: Type.Integer(),
  }),
})
export type RobotBatch = Static<typeof RobotBatch>

/** `known` was done before, from this file or another; `left` waits for a person; `by-hand` was done by one. */
export const RobotRowState = oneOf('waiting', 'done', 'skipped', 'known', 'left', 'by-hand')
export type RobotRowState = Static<typeof RobotRowState>

/** One line of a file and what became of it. */
export const RobotRow = Type.Object({
  number: Type.Integer({ description: 'Line of the file; the headings are line 1.' }),
  cells: Type.Record(Type.String(), Type.String()),
  state: RobotRowState,
  rule: nullable(Type.Integer({ description: 'Which rule held, from 1.' })),
  reason: Type.String(),
  subject: nullable(Type.Object({ kind: oneOf('event', 'case'), id: Id, reference: Type.String() })),
  time: nullable(Time),
  steps: Type.Integer({ description: 'Steps on pages that were kept.' }),
})
export type RobotRow = Static<typeof RobotRow>

/** What would be done with a line. */
export const RobotRowTrial = Type.Object({
  number: Type.Integer(),
  rule: nullable(Type.Integer()),
  act: nullable(RobotRowAct.properties.kind),
  says: Type.String(),
  fault: nullable(Type.String()),
})
export type RobotRowTrial = Static<typeof RobotRowTrial>

/** What a robot did in a month, and the time of people it saved. */
export const RobotSaving = Type.Object({
  month: Type.String({ description: 'YYYY-MM in the city.' }),
  robotId: Id,
  robotName: Type.String(),
  runs: Type.Integer({ description: 'Cases and lines it looked at and did not leave out.' }),
  acted: Type.Integer(),
  handedOver: Type.Integer({ description: 'Left to people: doubtful, stopped, or left lines.' }),
  minutesSaved: Type.Number({ description: 'Acts times the minutes declared by the version that did them.' }),
})
export type RobotSaving = Static<typeof RobotSaving>

const file = {
  fileName: Type.String({ minLength: 3, maxLength: 200, description: 'Ends in .csv or .xlsx.' }),
  content: Type.String({ minLength: 4, maxLength: 11_000_000, description: 'Base64 of the file.' }),
}
const batchParams = Type.Object({ id: Id })
const rowParams = Type.Object({ id: Id, number: Type.Integer({ minimum: 2 }) })
const Month = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' })

export const tryRobotRows = defineOperation({
  id: 'cases.tryRobotRows',
  method: 'POST',
  path: '/api/cases/robots/{id}/versions/{version}/rows-trial',
  permission: 'cases.robots',
  summary: { zh: '用样例文件试运行', en: 'Try a version on a sample file' },
  params: Type.Object({ id: Id, version: Type.Integer({ minimum: 1 }) }),
  body: Type.Object(file),
  response: Type.Object({
    rows: Type.Integer(),
    acts: Type.Integer(),
    left: Type.Integer(),
    items: Type.Array(RobotRowTrial),
  }),
})

export const startRobotBatch = defineOperation({
  id: 'cases.startRobotBatch',
  method: 'POST',
  path: '/api/cases/robots/{id}/batches',
  permission: 'cases.robots',
  summary: { zh: '交给机器人一个文件', en: 'Give a robot a file' },
  params: Type.Object({ id: Id }),
  body: Type.Object(file),
  response: RobotBatch,
  creates: true,
})

export const listRobotBatches = defineOperation({
  id: 'cases.listRobotBatches',
  method: 'GET',
  path: '/api/cases/robot-batches',
  permission: 'cases.read',
  summary: { zh: '机器人处理的文件', en: 'Files robots went through' },
  query: Type.Object({ ...pageQuery, robotId: Type.Optional(Id) }),
  response: pageOf(RobotBatch),
})

export const listRobotRows = defineOperation({
  id: 'cases.listRobotRows',
  method: 'GET',
  path: '/api/cases/robot-batches/{id}/rows',
  permission: 'cases.robots',
  summary: { zh: '文件各行的处理结果', en: 'Lines of a file and what became of them' },
  params: batchParams,
  query: Type.Object({ ...pageQuery, state: Type.Optional(RobotRowState) }),
  response: pageOf(RobotRow),
})

export const settleRobotRow = defineOperation({
  id: 'cases.settleRobotRow',
  method: 'POST',
  path: '/api/cases/robot-batches/{id}/rows/{number}/settlement',
  permission: 'cases.robots',
  summary: { zh: '处理转人工的一行', en: 'Settle a line left to people' },
  params: rowParams,
  body: Type.Object({
    act: oneOf('by-hand', 'again'),
    comment: Type.String({ minLength: 1, maxLength: 500 }),
  }),
  response: RobotRow,
})

export const listRobotRowSteps = defineOperation({
  id: 'cases.listRobotRowSteps',
  method: 'GET',
  path: '/api/cases/robot-batches/{id}/rows/{number}/steps',
  permission: 'cases.robots',
  summary: { zh: '一行的逐步记录', en: 'Each step of a line' },
  params: rowParams,
  response: Type.Object({ items: Type.Array(RobotRunStep) }),
})

export const getRobotRowPicture = defineOperation({
  id: 'cases.getRobotRowPicture',
  method: 'GET',
  path: '/api/cases/robot-batches/{id}/rows/{number}/steps/{step}/pictures/{when}',
  permission: 'cases.robots',
  summary: { zh: '一行某个步骤前后的截图', en: 'The page before or after a step of a line' },
  params: Type.Object({
    ...rowParams.properties,
    step: Type.Integer({ minimum: 1 }),
    when: oneOf('before', 'after'),
  }),
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: 'application/octet-stream',
})

export const exportRobotBatch = defineOperation({
  id: 'cases.exportRobotBatch',
  method: 'GET',
  path: '/api/cases/robot-batches/{id}/export',
  permission: 'cases.robots',
  summary: { zh: '下载处理结果（CSV）', en: 'The file with what became of each line (CSV)' },
  params: batchParams,
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: 'application/octet-stream',
})

export const getRobotSavings = defineOperation({
  id: 'cases.getRobotSavings',
  method: 'GET',
  path: '/api/cases/robot-savings',
  permission: 'cases.read',
  summary: { zh: '机器人节省统计', en: 'Time robots have saved, by robot and month' },
  query: Type.Object({ from: Type.Optional(Month), to: Type.Optional(Month) }),
  response: Type.Object({ items: Type.Array(RobotSaving) }),
})
