import { type Static, Type } from 'typebox'
import { Id, Time, WarningLevel } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Incident } from './incidents.ts'
import { idParams, Maybe, Name, Words } from './shapes.ts'

/** One step against its plan. */
export const ReviewStep = Type.Object({
  title: Type.String(),
  owner: Type.String(),
  plannedMinutes: Maybe(Type.Number()),
  actualMinutes: Maybe(Type.Number()),
  readMinutes: Maybe(Type.Number()),
  gap: Maybe(Type.String({ description: 'What was missing or late, in words.' })),
})

export const Improvement = Type.Object({
  id: Id,
  text: Type.String(),
  planId: Maybe(Type.String()),
  owner: Type.String(),
  dueDate: Type.String(),
  state: Type.Union([Type.Literal('open'), Type.Literal('done')]),
})
export type Improvement = Static<typeof Improvement>

export const Review = Type.Object({
  incident: Incident,
  minutesToLevel: Maybe(Type.Number()),
  minutesToPlan: Maybe(Type.Number()),
  minutesToEnd: Maybe(Type.Number()),
  steps: Type.Array(ReviewStep),
  onTime: Type.Integer(),
  late: Type.Integer(),
  unanswered: Type.Integer(),
  resourceCost: Type.Number(),
  lessons: Type.String(),
  improvements: Type.Array(Improvement),
  confirmedBy: Maybe(Type.String()),
  confirmedTime: Maybe(Time),
})
export type Review = Static<typeof Review>

export const getReview = defineOperation({
  id: 'command.getReview',
  method: 'GET',
  path: '/api/command/incidents/{id}/review',
  permission: 'command.read',
  summary: { zh: '处置评估', en: 'The after-action review' },
  params: idParams,
  response: Review,
})

export const saveReview = defineOperation({
  id: 'command.saveReview',
  method: 'PUT',
  path: '/api/command/incidents/{id}/review',
  permission: 'command.direct',
  summary: { zh: '填写处置评估', en: 'Write the lessons' },
  params: idParams,
  body: Type.Object({ lessons: Words, confirm: Type.Boolean() }),
  response: Review,
})

export const addImprovement = defineOperation({
  id: 'command.addImprovement',
  method: 'POST',
  path: '/api/command/incidents/{id}/improvements',
  permission: 'command.direct',
  summary: { zh: '登记预案改进事项', en: 'Add what the plan must learn' },
  params: idParams,
  body: Type.Object({
    text: Words,
    planId: Type.Optional(Type.String()),
    owner: Name,
    dueDate: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  }),
  response: Improvement,
  creates: true,
})

export const closeImprovement = defineOperation({
  id: 'command.closeImprovement',
  method: 'POST',
  path: '/api/command/improvements/{id}/closure',
  permission: 'command.direct',
  summary: { zh: '改进事项销号', en: 'Close an improvement' },
  params: idParams,
  response: Improvement,
})

/** A scripted happening of a drill, with what is expected to be done about it. */
export const Inject = Type.Object({
  number: Type.Integer(),
  minute: Type.Number(),
  title: Type.String(),
  text: Type.String(),
  expects: Type.String({ description: 'Act of the log that answers it, such as `plan-started`.' }),
  expectsText: Type.String(),
  withinMinutes: Type.Number(),
  points: Type.Integer(),
  firedTime: Maybe(Time),
  answeredTime: Maybe(Time),
  score: Maybe(Type.Number()),
})
export type Inject = Static<typeof Inject>

export const Drill = Type.Object({
  id: Id,
  title: Type.String(),
  script: Type.String(),
  planId: Type.String(),
  incidentId: Maybe(Id),
  state: Type.Union([Type.Literal('running'), Type.Literal('ended')]),
  speed: Type.Number({ description: 'Minutes of the script in one real minute.' }),
  startedTime: Time,
  endedTime: Maybe(Time),
  startedBy: Type.String(),
  injects: Type.Array(Inject),
  score: Maybe(Type.Number()),
  maximum: Type.Integer(),
})
export type Drill = Static<typeof Drill>

export const DrillScript = Type.Object({
  id: Type.String(),
  title: Type.String(),
  summary: Type.String(),
  planId: Type.String(),
  level: WarningLevel,
  minutes: Type.Number(),
  injects: Type.Integer(),
})

export const listDrillScripts = defineOperation({
  id: 'command.listDrillScripts',
  method: 'GET',
  path: '/api/command/drill-scripts',
  permission: 'command.read',
  summary: { zh: '演练脚本', en: 'Scripts of drills' },
  response: Type.Array(DrillScript),
})

export const listDrills = defineOperation({
  id: 'command.listDrills',
  method: 'GET',
  path: '/api/command/drills',
  permission: 'command.read',
  summary: { zh: '演练记录', en: 'List drills' },
  response: Type.Array(Drill),
})

export const getDrill = defineOperation({
  id: 'command.getDrill',
  method: 'GET',
  path: '/api/command/drills/{id}',
  permission: 'command.read',
  summary: { zh: '演练详情', en: 'A drill with its happenings and scores' },
  params: idParams,
  response: Drill,
})

export const startDrill = defineOperation({
  id: 'command.startDrill',
  method: 'POST',
  path: '/api/command/drills',
  permission: 'command.direct',
  summary: { zh: '开始演练', en: 'Start a drill' },
  body: Type.Object({
    script: Type.String(),
    speed: Type.Optional(Type.Number({ minimum: 1, maximum: 120 })),
    participants: Type.Optional(Type.Array(Id, { maxItems: 100, description: 'Contacts who take part.' })),
  }),
  response: Drill,
  creates: true,
})

export const nextInject = defineOperation({
  id: 'command.nextInject',
  method: 'POST',
  path: '/api/command/drills/{id}/next',
  permission: 'command.direct',
  summary: { zh: '立即触发下一情况', en: 'Let the next happening happen now' },
  params: idParams,
  response: Drill,
})

export const endDrill = defineOperation({
  id: 'command.endDrill',
  method: 'POST',
  path: '/api/command/drills/{id}/end',
  permission: 'command.direct',
  summary: { zh: '结束演练', en: 'End a drill' },
  params: idParams,
  response: Drill,
})
