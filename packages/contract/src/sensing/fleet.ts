import { type Static, Type } from 'typebox'
import { DivisionCode, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { oneOf, orNull } from './shapes.ts'
import { Thing } from './things.ts'

/** A device as the control centre lists it. */
export const FleetThing = Type.Object({
  ...Thing.properties,
  modelTitle: Type.String(),
  modelVersion: orNull(Type.Integer()),
  ownerId: orNull(Id),
  ownerName: orNull(Type.String()),
  sector: orNull(Type.String()),
  serial: orNull(Type.String()),
  facilityId: orNull(Id),
  profileId: orNull(Type.String()),
  profileVersion: orNull(Type.Integer()),
  position: orNull(Type.Tuple([Type.Number(), Type.Number()])),
  connected: Type.Boolean({ description: 'Listens for commands at this process now.' }),
})
export type FleetThing = Static<typeof FleetThing>

const fleetFilter = {
  model: Type.Optional(Type.String()),
  division: Type.Optional(DivisionCode),
  owner: Type.Optional(Id),
  sector: Type.Optional(Type.String()),
  state: Type.Optional(oneOf('online', 'offline', 'never-seen', 'quarantined')),
}

export const listFleet = defineOperation({
  id: 'sensing.listFleet',
  method: 'GET',
  path: '/api/sensing/fleet',
  permission: 'sensing.read',
  summary: { zh: '设备总览', en: 'Devices by owner, area, model, state and sector' },
  query: Type.Object({ ...pageQuery, ...fleetFilter }),
  response: pageOf(FleetThing),
})

const Group = Type.Object({
  key: orNull(Type.String()),
  title: Type.String(),
  things: Type.Integer(),
  online: Type.Integer(),
})

export const getFleetStatistics = defineOperation({
  id: 'sensing.getFleetStatistics',
  method: 'GET',
  path: '/api/sensing/fleet/statistics',
  permission: 'sensing.read',
  summary: { zh: '设备统计', en: 'Devices counted by owner, area, model, state and sector' },
  query: Type.Object(fleetFilter),
  response: Type.Object({
    things: Type.Integer(),
    online: Type.Integer(),
    byState: Type.Array(Group),
    byModel: Type.Array(Group),
    byDivision: Type.Array(Group),
    byOwner: Type.Array(Group),
    bySector: Type.Array(Group),
  }),
})

export const changeFleetThing = defineOperation({
  id: 'sensing.changeFleetThing',
  method: 'PATCH',
  path: '/api/sensing/things/{id}',
  permission: 'sensing.write',
  summary: { zh: '修改设备的权属、行业、序列号', en: 'Change owner, sector and serial of a device' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    ownerId: Type.Optional(orNull(Id)),
    sector: Type.Optional(orNull(Type.String({ maxLength: 60 }))),
    serial: Type.Optional(orNull(Type.String({ maxLength: 100 }))),
  }),
  response: FleetThing,
})

/** One thing that happened to a device. */
const TimelineEntry = Type.Object({
  time: Time,
  kind: oneOf(
    'registered',
    'command',
    'connection',
    'quarantine',
    'swap',
    'quality',
    'nonconformance',
    'conformance',
  ),
  title: Type.String(),
  detail: Type.String(),
  id: orNull(Type.String()),
})

export const getThingTimeline = defineOperation({
  id: 'sensing.getThingTimeline',
  method: 'GET',
  path: '/api/sensing/things/{id}/timeline',
  permission: 'sensing.read',
  summary: { zh: '设备履历', en: 'What happened to a device, newest first' },
  params: Type.Object({ id: Id }),
  query: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })) }),
  response: Type.Object({ thing: FleetThing, entries: Type.Array(TimelineEntry) }),
})
