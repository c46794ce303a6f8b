import { type Static, Type } from 'typebox'
import { Geometry, Id, Json, LocalTextSchema, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { idParams, Maybe, Name, Position, Words } from './shapes.ts'

export const SimulationModel = Type.Object({
  id: Type.String(),
  title: LocalTextSchema,
  formula: Type.String(),
  inputs: Type.String(),
  limits: Type.String(),
  defaults: Json,
})
export type SimulationModel = Static<typeof SimulationModel>

export const SimulationRun = Type.Object({
  id: Id,
  model: Type.String(),
  title: Type.String(),
  parameters: Json,
  seed: Type.Integer(),
  state: Type.Union([
    Type.Literal('queued'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('cancelled'),
    Type.Literal('failed'),
  ]),
  progress: Type.Number(),
  measures: Maybe(Type.Record(Type.String(), Type.Number())),
  result: Maybe(Json),
  limits: Type.String(),
  digest: Maybe(Type.String({ description: 'SM3 of the result; two runs of one seed have the same.' })),
  byName: Type.String(),
  time: Time,
  doneTime: Maybe(Time),
})
export type SimulationRun = Static<typeof SimulationRun>

export const listSimulationModels = defineOperation({
  id: 'command.listSimulationModels',
  method: 'GET',
  path: '/api/command/simulation-models',
  permission: 'command.read',
  summary: { zh: '推演模型', en: 'Models with formula, inputs and limits' },
  response: Type.Array(SimulationModel),
})

export const runSimulation = defineOperation({
  id: 'command.runSimulation',
  method: 'POST',
  path: '/api/command/simulations',
  permission: 'command.simulate',
  summary: { zh: '运行推演', en: 'Run a model' },
  body: Type.Object({
    model: Type.String(),
    title: Name,
    parameters: Json,
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
  }),
  response: SimulationRun,
  creates: true,
})

export const listSimulations = defineOperation({
  id: 'command.listSimulations',
  method: 'GET',
  path: '/api/command/simulations',
  permission: 'command.read',
  summary: { zh: '推演记录', en: 'List runs' },
  query: Type.Object({ model: Type.Optional(Type.String()) }),
  response: Type.Array(SimulationRun),
})

export const getSimulation = defineOperation({
  id: 'command.getSimulation',
  method: 'GET',
  path: '/api/command/simulations/{id}',
  permission: 'command.read',
  summary: { zh: '推演结果', en: 'A run with its result' },
  params: idParams,
  response: SimulationRun,
})

export const cancelSimulation = defineOperation({
  id: 'command.cancelSimulation',
  method: 'POST',
  path: '/api/command/simulations/{id}/cancel',
  permission: 'command.simulate',
  summary: { zh: '取消推演', en: 'Cancel a run' },
  params: idParams,
  response: SimulationRun,
})

export const AroundItem = Type.Object({
  id: Id,
  type: Type.String(),
  name: Type.String(),
  position: Position,
  distanceM: Type.Number(),
})
export type AroundItem = Static<typeof AroundItem>

export const AroundReport = Type.Object({
  population: Type.Object({ value: Type.Integer(), source: Type.String() }),
  groups: Type.Array(
    Type.Object({
      id: Type.String(),
      title: LocalTextSchema,
      count: Type.Integer(),
      items: Type.Array(AroundItem),
    }),
  ),
  time: Time,
})
export type AroundReport = Static<typeof AroundReport>

export const lookAround = defineOperation({
  id: 'command.lookAround',
  method: 'POST',
  path: '/api/command/around',
  permission: 'command.read',
  summary: { zh: '周边查询', en: 'What is around a point or within an area' },
  body: Type.Object({
    centre: Type.Optional(Position),
    radiusM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 50_000 })),
    area: Type.Optional(Geometry),
  }),
  response: AroundReport,
})

/** A value of an assessment with where it is from; the officer’s word stands beside it. */
export const AssessmentValue = Type.Object({
  key: Type.String(),
  title: LocalTextSchema,
  value: Maybe(Type.String()),
  source: Maybe(Type.String()),
  time: Maybe(Time),
  freshMinutes: Type.Number(),
  isStale: Type.Boolean(),
  isMissing: Type.Boolean(),
  isKey: Type.Boolean(),
  override: Maybe(Type.Object({ value: Type.String(), byName: Type.String(), time: Time })),
})
export type AssessmentValue = Static<typeof AssessmentValue>

export const Assessment = Type.Object({
  id: Id,
  incidentId: Id,
  centre: Position,
  radiusM: Type.Number(),
  values: Type.Array(AssessmentValue),
  result: Maybe(Type.Union([Type.Literal('routine'), Type.Literal('escalate')])),
  approvedBy: Maybe(Type.String()),
  time: Time,
})
export type Assessment = Static<typeof Assessment>

export const assessIncident = defineOperation({
  id: 'command.assessIncident',
  method: 'POST',
  path: '/api/command/incidents/{id}/assessments',
  permission: 'command.report',
  summary: { zh: '生成事件评估表', en: 'Fill the assessment form' },
  params: idParams,
  body: Type.Object({ radiusM: Type.Number({ exclusiveMinimum: 0, maximum: 20_000 }) }),
  response: Assessment,
  creates: true,
})

export const listAssessments = defineOperation({
  id: 'command.listAssessments',
  method: 'GET',
  path: '/api/command/incidents/{id}/assessments',
  permission: 'command.read',
  summary: { zh: '事件评估表', en: 'List assessments' },
  params: idParams,
  response: Type.Array(Assessment),
})

export const overrideAssessment = defineOperation({
  id: 'command.overrideAssessment',
  method: 'PUT',
  path: '/api/command/assessments/{id}/values/{key}',
  permission: 'command.report',
  summary: { zh: '人工订正评估值', en: 'Put an officer’s value beside the found one' },
  params: Type.Object({ id: Id, key: Type.String({ maxLength: 40 }) }),
  body: Type.Object({ value: Type.String({ minLength: 1, maxLength: 400 }) }),
  response: Assessment,
})

export const approveAssessment = defineOperation({
  id: 'command.approveAssessment',
  method: 'POST',
  path: '/api/command/assessments/{id}/approval',
  permission: 'command.direct',
  summary: { zh: '审定评估', en: 'Approve an assessment' },
  params: idParams,
  body: Type.Object({
    result: Type.Union([Type.Literal('routine'), Type.Literal('escalate')]),
    acceptMissing: Type.Optional(Type.Boolean()),
    comment: Words,
  }),
  response: Assessment,
})
