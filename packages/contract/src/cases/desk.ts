import { type Static, Type } from 'typebox'
import { DivisionCode, Id, LocalTextSchema, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Task } from './cases.ts'

/** A unit proposed for a task, and why. */
export const UnitSuggestion = Type.Object({
  organisationId: Id,
  organisationName: Type.String(),
  basis: Type.Union([Type.Literal('duty'), Type.Literal('elsewhere')], {
    description:
      '`duty`: the duty list names it for this place. `elsewhere`: it answers for the item in another place.',
  }),
  item: Type.String(),
  divisionCode: DivisionCode,
  why: LocalTextSchema,
})
export type UnitSuggestion = Static<typeof UnitSuggestion>

export const Dispatch = Type.Object({
  task: Task,
  since: Time,
  divisionName: Type.Union([Type.String(), Type.Null()]),
  suggestion: Type.Union([UnitSuggestion, Type.Null()]),
})
export type Dispatch = Static<typeof Dispatch>

export const listDispatches = defineOperation({
  id: 'cases.listDispatches',
  method: 'GET',
  path: '/api/cases/dispatches',
  permission: 'cases.dispatch',
  summary: {
    zh: '待派遣任务与建议单位',
    en: 'Tasks that wait for a unit, oldest first, with the unit suggested',
  },
  query: Type.Object({ ...pageQuery, division: Type.Optional(DivisionCode) }),
  response: pageOf(Dispatch),
})
