import { type Static, Type } from 'typebox'
import { DivisionCode, Id, LocalTextSchema, oneOf, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** What made a task late. */
export const DelayCause = oneOf(
  'passed-on',
  'assistant',
  'rework',
  'late-receipt',
  'late-dispatch',
  'handling',
)
export type DelayCause = Static<typeof DelayCause>

/** A step at a unit: one field of the heat map. */
export const SlowStep = Type.Object({
  type: Type.String(),
  typeTitle: LocalTextSchema,
  task: Type.String(),
  title: LocalTextSchema,
  organisationId: Type.Union([Id, Type.Null()]),
  organisationName: Type.Union([Type.String(), Type.Null()]),
  due: Type.Integer(),
  overdue: Type.Integer(),
  lateRate: Type.Number({ description: 'Overdue among due, per cent.' }),
  medianMinutes: Type.Union([Type.Number(), Type.Null()]),
  overMinutes: Type.Union([Type.Number(), Type.Null()], { description: 'Mean time over the limit.' }),
})
export type SlowStep = Static<typeof SlowStep>

export const DelayCauseCount = Type.Object({
  cause: DelayCause,
  tasks: Type.Integer(),
  share: Type.Number({ description: 'Of all overdue tasks, per cent.' }),
  overMinutes: Type.Number(),
  examples: Type.Array(
    Type.Object({ caseId: Id, reference: Type.String(), title: Type.String(), step: LocalTextSchema }),
    { description: 'The five latest by time over the limit.' },
  ),
})
export type DelayCauseCount = Static<typeof DelayCauseCount>

export const analyseDelays = defineOperation({
  id: 'cases.analyseDelays',
  method: 'GET',
  path: '/api/cases/delays',
  permission: 'cases.read',
  summary: { zh: '慢环节热力与超时根因', en: 'Where tasks are slow, and why they were late' },
  query: Type.Object({
    from: Time,
    to: Time,
    type: Type.Optional(Type.String()),
    division: Type.Optional(DivisionCode),
  }),
  response: Type.Object({
    due: Type.Integer(),
    overdue: Type.Integer(),
    steps: Type.Array(SlowStep),
    causes: Type.Array(DelayCauseCount),
    method: Type.String(),
  }),
})
