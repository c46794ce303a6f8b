import { type Static, Type } from 'typebox'
import { Id, Json, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { RobotRows } from './robot-rows.ts'
import { RobotStep } from './robot-steps.ts'

/** Something a robot looks at in a case, and how much it adds to its confidence. */
export const RobotSignal = Type.Object({
  field: Type.Union([
    Type.Literal('title'),
    Type.Literal('class'),
    Type.Literal('division'),
    Type.Literal('level'),
  ]),
  op: Type.Union([Type.Literal('contains'), Type.Literal('equals'), Type.Literal('prefix')]),
  value: Type.String({ minLength: 1, maxLength: 100 }),
  weight: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
})
export type RobotSignal = Static<typeof RobotSignal>

/**
 * When a robot looks for work. Without it, a robot of a task looks at each task as it comes and one of files at each file; with
 * it, at these times of these days only. A time missed by less than a day is made good once.
 */
export const RobotTimes = Type.Object({
  at: Type.Array(Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }), { minItems: 1, maxItems: 24 }),
  days: oneOf('every', 'working', 'weekdays', 'month-days'),
  numbers: Type.Optional(
    Type.Array(Type.Integer({ minimum: 1, maximum: 31 }), {
      minItems: 1,
      maxItems: 31,
      description: 'Weekdays (1 Monday to 7 Sunday) or days of the month.',
    }),
  ),
})
export type RobotTimes = Static<typeof RobotTimes>

/**
 * What a robot does: `dispatch` names the unit, `fill` and `archive` complete a task with a form, `classify` sets the small
 * class, `web` goes through pages of another system and then completes the task with the form; these act on one task of one
 * case type when their confidence reaches `threshold`. `rows` goes through files line by line and needs no case; what it
 * leaves to people goes to the unit `organisationId`.
 */
export const RobotDefinition = Type.Object({
  kind: oneOf('fill', 'classify', 'dispatch', 'archive', 'web', 'rows'),
  caseType: Type.Optional(Type.String()),
  task: Type.Optional(Type.String({ description: 'Task of the case type it waits for.' })),
  signals: Type.Optional(Type.Array(RobotSignal, { minItems: 1, maxItems: 30 })),
  threshold: Type.Number({ minimum: 0, maximum: 1 }),
  organisationId: Type.Optional(Id),
  classCode: Type.Optional(Type.String({ maxLength: 60 })),
  form: Type.Optional(Json),
  steps: Type.Optional(Type.Array(RobotStep, { minItems: 1, maxItems: 60 })),
  rows: Type.Optional(RobotRows),
  times: Type.Optional(RobotTimes),
  minutesSaved: Type.Optional(
    Type.Number({ minimum: 0, maximum: 480, description: 'Minutes a person needs for one of its acts.' }),
  ),
})
export type RobotDefinition = Static<typeof RobotDefinition>

export const RobotVersion = Type.Object({
  version: Type.Integer(),
  definition: RobotDefinition,
  state: Type.Union([Type.Literal('draft'), Type.Literal('approved'), Type.Literal('refused')]),
  writtenName: Type.String(),
  writtenTime: Time,
  tried: Type.Integer({ description: 'Cases it was tried on.' }),
  decidedName: Type.Union([Type.String(), Type.Null()]),
  decidedTime: Type.Union([Time, Type.Null()]),
  decision: Type.Union([Type.String(), Type.Null()]),
})

export const Robot = Type.Object({
  id: Id,
  name: Type.String(),
  activeVersion: Type.Union([Type.Integer(), Type.Null()]),
  paused: Type.Boolean(),
  versions: Type.Array(RobotVersion),
  runs: Type.Object({ acted: Type.Integer(), suggested: Type.Integer(), stopped: Type.Integer() }),
  rows: Type.Object({ done: Type.Integer(), left: Type.Integer() }),
  nextTime: Type.Union([Time, Type.Null()], { description: 'When it looks for work next, if by time.' }),
  lastFired: Type.Union([Time, Type.Null()]),
})
export type Robot = Static<typeof Robot>

export const RobotRun = Type.Object({
  id: Id,
  robotId: Id,
  robotName: Type.String(),
  version: Type.Integer(),
  caseId: Id,
  caseReference: Type.String(),
  caseTitle: Type.String(),
  taskId: Id,
  time: Time,
  outcome: oneOf('running', 'acted', 'suggested', 'stopped'),
  confidence: Type.Number(),
  reason: Type.String(),
  inputs: Json,
  outputs: Json,
})
export type RobotRun = Static<typeof RobotRun>

const RobotTrial = Type.Object({
  caseId: Id,
  caseReference: Type.String(),
  caseTitle: Type.String(),
  confidence: Type.Number(),
  acts: Type.Boolean(),
  reason: Type.String(),
})

const idParams = Type.Object({ id: Id })
const body = Type.Object({
  name: Type.String({ minLength: 2, maxLength: 60 }),
  definition: RobotDefinition,
})

export const listRobots = defineOperation({
  id: 'cases.listRobots',
  method: 'GET',
  path: '/api/cases/robots',
  permission: 'cases.read',
  summary: { zh: '流程机器人', en: 'Process robots' },
  response: Type.Object({ items: Type.Array(Robot) }),
})

export const createRobot = defineOperation({
  id: 'cases.createRobot',
  method: 'POST',
  path: '/api/cases/robots',
  permission: 'cases.robots',
  summary: { zh: '新建机器人（草稿）', en: 'Write a robot' },
  body,
  response: Robot,
  creates: true,
})

export const reviseRobot = defineOperation({
  id: 'cases.reviseRobot',
  method: 'POST',
  path: '/api/cases/robots/{id}/versions',
  permission: 'cases.robots',
  summary: { zh: '修订机器人（新版本待批准）', en: 'Write a new version of a robot' },
  params: idParams,
  body,
  response: Robot,
  creates: true,
})

export const tryRobot = defineOperation({
  id: 'cases.tryRobot',
  method: 'POST',
  path: '/api/cases/robots/{id}/versions/{version}/trial',
  permission: 'cases.robots',
  summary: { zh: '用历史案件试运行', en: 'Try a version on past cases' },
  params: Type.Object({ id: Id, version: Type.Integer({ minimum: 1 }) }),
  response: Type.Object({
    cases: Type.Integer(),
    acts: Type.Integer(),
    items: Type.Array(RobotTrial),
    rehearsal: Type.Optional(
      Type.Object({ sound: Type.Boolean(), message: Type.String(), steps: Type.Integer() }),
    ),
  }),
})

export const decideRobot = defineOperation({
  id: 'cases.decideRobot',
  method: 'POST',
  path: '/api/cases/robots/{id}/versions/{version}/decision',
  permission: 'cases.supervise',
  summary: { zh: '批准机器人版本', en: 'Approve a version of a robot' },
  params: Type.Object({ id: Id, version: Type.Integer({ minimum: 1 }) }),
  body: Type.Object({ approve: Type.Boolean(), comment: Type.String({ minLength: 1, maxLength: 500 }) }),
  response: Robot,
})

export const pauseRobot = defineOperation({
  id: 'cases.pauseRobot',
  method: 'POST',
  path: '/api/cases/robots/{id}/pause',
  permission: 'cases.robots',
  summary: { zh: '停用或启用机器人', en: 'Pause or resume a robot' },
  params: idParams,
  body: Type.Object({ paused: Type.Boolean() }),
  response: Robot,
})

export const listRobotRuns = defineOperation({
  id: 'cases.listRobotRuns',
  method: 'GET',
  path: '/api/cases/robot-runs',
  permission: 'cases.read',
  summary: { zh: '机器人运行日志', en: 'Runs of robots' },
  query: Type.Object({ ...pageQuery, robotId: Type.Optional(Id), caseId: Type.Optional(Id) }),
  response: pageOf(RobotRun),
})
