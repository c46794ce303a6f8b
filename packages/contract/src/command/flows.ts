import { type Static, Type } from 'typebox'
import { Id, oneOf, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Maybe, Position } from './shapes.ts'

/** A place goods or forces leave or come to. */
export const FlowPlace = Type.Object({
  id: Id,
  kind: oneOf('store', 'unit', 'incident'),
  name: Type.String(),
  position: Position,
})
export type FlowPlace = Static<typeof FlowPlace>

/** What went, or is to go, from one place to another, all moves of a kind together. */
export const ResourceFlow = Type.Object({
  from: Id,
  to: Id,
  kind: oneOf('allocation', 'transfer', 'loan', 'return'),
  stage: oneOf('planned', 'underway', 'done'),
  what: Type.String(),
  unit: Type.String(),
  quantity: Type.Number(),
  moves: Type.Integer(),
  lastTime: Time,
})
export type ResourceFlow = Static<typeof ResourceFlow>

export const listResourceFlows = defineOperation({
  id: 'command.listResourceFlows',
  method: 'GET',
  path: '/api/command/resource-flows',
  permission: 'command.read',
  summary: { zh: '物资力量流向', en: 'Where goods and forces went' },
  query: Type.Object({
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
    incidentId: Type.Optional(Id),
    what: Type.Optional(Type.String({ maxLength: 100 })),
  }),
  response: Type.Object({
    from: Time,
    places: Type.Array(FlowPlace),
    flows: Type.Array(ResourceFlow, { description: 'The three hundred latest.' }),
    unplaced: Type.Integer({ description: 'Flows one end of which has no position; not among the others.' }),
    cost: Maybe(Type.Number({ description: 'Of what was allocated and not given up, in yuan.' })),
    method: Type.String(),
  }),
})
