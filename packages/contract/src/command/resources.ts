import { type Static, Type } from 'typebox'
import { Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { idParams, Maybe, Position, Words } from './shapes.ts'

/** A team, vehicle, piece of equipment, shelter, expert or hospital. */
export const ResourceUnit = Type.Object({
  id: Id,
  type: Type.String(),
  reference: Type.String(),
  name: Type.String(),
  ability: Maybe(Type.String()),
  owner: Maybe(Type.String()),
  phone: Maybe(Type.String()),
  position: Maybe(Position),
  capacity: Maybe(Type.Integer()),
  occupied: Maybe(Type.Integer()),
  heldBy: Maybe(
    Type.Object({
      allocationId: Id,
      incidentId: Id,
      incidentTitle: Type.String(),
      commanderName: Maybe(Type.String()),
    }),
  ),
})
export type ResourceUnit = Static<typeof ResourceUnit>

export const AllocationState = Type.Union([
  Type.Literal('requested'),
  Type.Literal('approved'),
  Type.Literal('shipped'),
  Type.Literal('received'),
  Type.Literal('returned'),
  Type.Literal('consumed'),
  Type.Literal('cancelled'),
])
export type AllocationState = Static<typeof AllocationState>

/** A reservation on its way from request to return; each move carries the names of giver and taker. */
export const Allocation = Type.Object({
  id: Id,
  incidentId: Id,
  incidentTitle: Type.String(),
  resourceId: Id,
  resourceName: Type.String(),
  lotId: Maybe(Id),
  what: Type.String(),
  unit: Type.String(),
  quantity: Type.Number(),
  state: AllocationState,
  travelMinutes: Maybe(Type.Number()),
  cost: Maybe(Type.Number()),
  requestedBy: Type.String(),
  requestedTime: Time,
  approvedBy: Maybe(Type.String()),
  givenBy: Maybe(Type.String()),
  shippedTime: Maybe(Time),
  takenBy: Maybe(Type.String()),
  receivedTime: Maybe(Time),
  closedTime: Maybe(Time),
})
export type Allocation = Static<typeof Allocation>

export const ReachLine = Type.Object({
  resourceId: Id,
  lotId: Maybe(Id),
  name: Type.String(),
  what: Type.String(),
  unit: Type.String(),
  quantity: Type.Number(),
  available: Type.Number(),
  distanceM: Type.Number(),
  minutes: Maybe(Type.Number({ description: 'Travel time by road; none when no road leads there.' })),
  position: Position,
})
export type ReachLine = Static<typeof ReachLine>

export const Transfer = Type.Object({
  id: Id,
  allocationId: Id,
  resourceName: Type.String(),
  fromIncidentId: Id,
  fromIncidentTitle: Type.String(),
  toIncidentId: Id,
  toIncidentTitle: Type.String(),
  state: Type.Union([Type.Literal('open'), Type.Literal('granted'), Type.Literal('refused')]),
  reason: Type.String(),
  requestedBy: Type.String(),
  decidedBy: Maybe(Type.String()),
  time: Time,
})
export type Transfer = Static<typeof Transfer>

export const listResourceUnits = defineOperation({
  id: 'command.listResourceUnits',
  method: 'GET',
  path: '/api/command/resource-units',
  permission: 'command.read',
  summary: { zh: '队伍、车辆、装备、场所与专家', en: 'List teams, vehicles, shelters and experts' },
  query: Type.Object({
    ...pageQuery,
    type: Type.Optional(Type.String()),
    held: Type.Optional(
      Type.Boolean({ description: 'Those of every type an incident holds; `type` is not looked at.' }),
    ),
  }),
  response: pageOf(ResourceUnit),
})

export const findReach = defineOperation({
  id: 'command.findReach',
  method: 'POST',
  path: '/api/command/reach',
  permission: 'command.read',
  summary: { zh: '按路程时间查找可到达资源', en: 'What can reach a point within so many minutes' },
  body: Type.Object({
    position: Position,
    what: Type.String({ minLength: 1, maxLength: 40, description: 'A material or an ability.' }),
    quantity: Type.Number({ exclusiveMinimum: 0 }),
    withinMinutes: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  }),
  response: Type.Object({
    lines: Type.Array(ReachLine),
    proposal: Type.Array(
      Type.Object({ resourceId: Id, lotId: Maybe(Id), name: Type.String(), quantity: Type.Number() }),
    ),
    shortage: Type.Number(),
  }),
})

export const listAllocations = defineOperation({
  id: 'command.listAllocations',
  method: 'GET',
  path: '/api/command/allocations',
  permission: 'command.read',
  summary: { zh: '资源调拨单', en: 'List reservations' },
  query: Type.Object({ ...pageQuery, incidentId: Type.Optional(Id), open: Type.Optional(Type.Boolean()) }),
  response: pageOf(Allocation),
})

export const requestResource = defineOperation({
  id: 'command.requestResource',
  method: 'POST',
  path: '/api/command/incidents/{id}/allocations',
  permission: 'command.direct',
  summary: { zh: '申请并预留资源', en: 'Ask for a resource; it is reserved at once' },
  params: idParams,
  body: Type.Object({
    resourceId: Id,
    lotId: Type.Optional(Id),
    quantity: Type.Number({ exclusiveMinimum: 0 }),
    travelMinutes: Type.Optional(Type.Number({ minimum: 0 })),
  }),
  response: Allocation,
  creates: true,
})

export const moveAllocation = defineOperation({
  id: 'command.moveAllocation',
  method: 'POST',
  path: '/api/command/allocations/{id}/moves',
  permission: 'command.resources',
  summary: { zh: '批准、发运、签收、归还资源', en: 'Approve, ship, sign for or return a resource' },
  params: idParams,
  body: Type.Object({
    to: Type.Union([
      Type.Literal('approved'),
      Type.Literal('shipped'),
      Type.Literal('received'),
      Type.Literal('returned'),
      Type.Literal('consumed'),
      Type.Literal('cancelled'),
    ]),
    counterpart: Type.Optional(Type.String({ maxLength: 40, description: 'Who signs on the other side.' })),
  }),
  response: Allocation,
})

export const requestTransfer = defineOperation({
  id: 'command.requestTransfer',
  method: 'POST',
  path: '/api/command/allocations/{id}/transfers',
  permission: 'command.direct',
  summary: { zh: '向占用方指挥员申请转调', en: 'Ask the commander who holds it to give it over' },
  params: idParams,
  body: Type.Object({ toIncidentId: Id, reason: Words }),
  response: Transfer,
  creates: true,
})

export const decideTransfer = defineOperation({
  id: 'command.decideTransfer',
  method: 'POST',
  path: '/api/command/transfers/{id}/decision',
  permission: 'command.direct',
  summary: { zh: '答复转调申请', en: 'Answer a request for transfer' },
  params: idParams,
  body: Type.Object({ grant: Type.Boolean() }),
  response: Transfer,
})

export const listTransfers = defineOperation({
  id: 'command.listTransfers',
  method: 'GET',
  path: '/api/command/transfers',
  permission: 'command.read',
  summary: { zh: '转调申请', en: 'List requests for transfer' },
  query: Type.Object({ incidentId: Type.Optional(Id) }),
  response: Type.Array(Transfer),
})

export const setOccupancy = defineOperation({
  id: 'command.setOccupancy',
  method: 'PUT',
  path: '/api/command/resource-units/{id}/occupancy',
  permission: 'command.resources',
  summary: { zh: '更新避难场所收容人数', en: 'Tell how many are in a shelter' },
  params: idParams,
  body: Type.Object({ occupied: Type.Integer({ minimum: 0, maximum: 1_000_000 }) }),
  response: ResourceUnit,
})
