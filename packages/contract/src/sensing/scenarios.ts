import { type Static, Type } from 'typebox'
import { Id, LocalTextSchema, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

export const Scenario = Type.Object({
  id: Type.String(),
  domain: Type.String(),
  title: LocalTextSchema,
  description: LocalTextSchema,
  minutes: Type.Number(),
})
export type Scenario = Static<typeof Scenario>

/** What the simulator is asked to play. `id` is null when the city is at rest. */
export const ScenarioRun = Type.Object({
  id: Type.Union([Type.String(), Type.Null()]),
  runId: Type.Union([Id, Type.Null()]),
  speed: Type.Number({ description: 'City minutes per real minute.' }),
  startedTime: Type.Union([Time, Type.Null()]),
  startedBy: Type.Union([Type.String(), Type.Null()]),
})
export type ScenarioRun = Static<typeof ScenarioRun>

export const listScenarios = defineOperation({
  id: 'sensing.listScenarios',
  method: 'GET',
  path: '/api/sensing/scenarios',
  permission: 'sensing.read',
  summary: { zh: '演练场景', en: 'Scenarios the simulator can play' },
  response: Type.Object({
    items: Type.Array(Scenario),
    run: ScenarioRun,
    simulatorSeenTime: Type.Union([Time, Type.Null()]),
  }),
})

export const startScenario = defineOperation({
  id: 'sensing.startScenario',
  method: 'POST',
  path: '/api/sensing/scenarios/{id}/runs',
  permission: 'sensing.simulate',
  summary: { zh: '启动演练场景', en: 'Start a scenario' },
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({
    speed: Type.Optional(Type.Number({ minimum: 1, maximum: 600, default: 60 })),
  }),
  response: ScenarioRun,
  creates: true,
})

export const stopScenario = defineOperation({
  id: 'sensing.stopScenario',
  method: 'DELETE',
  path: '/api/sensing/scenarios/current',
  permission: 'sensing.simulate',
  summary: { zh: '停止演练场景', en: 'Stop the running scenario' },
  response: ScenarioRun,
})

export const reportSimulatorSeen = defineOperation({
  id: 'sensing.reportSimulatorSeen',
  method: 'POST',
  path: '/api/sensing/simulator-heartbeats',
  permission: 'sensing.simulate',
  summary: { zh: '模拟器心跳，返回应播放的场景', en: 'Simulator heartbeat; answers what to play' },
  response: ScenarioRun,
})
