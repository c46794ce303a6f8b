import { type Static, Type } from 'typebox'
import { Bbox, DivisionCode, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'
import { oneOf, orNull, Position } from './shapes.ts'

/** Sectors whose coverage is followed: 道路桥梁、园林、管线、环卫、工地、水利、环保. */
export const sectors = {
  'roads-bridges': { zh: '道路桥梁', en: 'Roads and bridges' },
  parks: { zh: '园林', en: 'Parks' },
  pipelines: { zh: '管线', en: 'Pipelines' },
  sanitation: { zh: '环卫', en: 'Sanitation' },
  construction: { zh: '工地', en: 'Building sites' },
  water: { zh: '水利', en: 'Water works' },
  environment: { zh: '环保', en: 'Environment' },
} as const

const Sector = oneOf(
  'roads-bridges',
  'parks',
  'pipelines',
  'sanitation',
  'construction',
  'water',
  'environment',
)
const HeightClass = oneOf('high', 'middle', 'low')
const Carrier = oneOf('ground', 'pole', 'tunnel', 'bridge', 'lamp', 'building', 'water')
export const FacilityType = Type.String({ pattern: '^[a-z][a-z0-9-]{0,59}$' })

/** A sensing facility, or what carries them: pole, tunnel segment. */
export const Facility = Type.Object({
  id: Id,
  reference: Type.String(),
  name: Type.String(),
  facilityType: Type.String(),
  ownerId: orNull(Id),
  ownerName: orNull(Type.String()),
  divisionCode: orNull(DivisionCode),
  position: Position,
  heightClass: HeightClass,
  carrier: Carrier,
  network: orNull(Type.String()),
  power: orNull(Type.String()),
  maintenanceUnit: orNull(Type.String()),
  sector: orNull(Sector),
  state: oneOf('planned', 'in-use', 'missing', 'retired'),
  slots: orNull(Type.Integer()),
  usedSlots: Type.Integer(),
  loadKg: orNull(Type.Number()),
  usedLoadKg: Type.Number(),
  powerW: orNull(Type.Number()),
  usedPowerW: Type.Number(),
  segment: orNull(Type.String()),
  cabin: orNull(Type.String()),
  things: Type.Integer(),
  registeredTime: Time,
  checkedTime: orNull(Time),
})
export type Facility = Static<typeof Facility>

export const FacilityMount = Type.Object({
  id: Id,
  thingId: orNull(Id),
  title: Type.String(),
  tenantId: orNull(Id),
  tenantName: orNull(Type.String()),
  slots: Type.Integer(),
  loadKg: Type.Number(),
  powerW: Type.Number(),
  mountedTime: Time,
  removedTime: orNull(Time),
})
export type FacilityMount = Static<typeof FacilityMount>

/** Distances of a facility type: duplicate check, as-built tolerance, coverage. */
export const SitingRule = Type.Object({
  facilityType: FacilityType,
  duplicateMetres: Type.Number({ minimum: 0, maximum: 100_000 }),
  toleranceMetres: Type.Number({ exclusiveMinimum: 0, maximum: 10_000 }),
  coverageMetres: Type.Number({ exclusiveMinimum: 0, maximum: 100_000 }),
})
export type SitingRule = Static<typeof SitingRule>

const idParams = Type.Object({ id: Id })

const facilityBody = Type.Object({
  reference: Type.String({ minLength: 1, maxLength: 100 }),
  name: Type.String({ minLength: 1, maxLength: 200 }),
  facilityType: FacilityType,
  ownerId: Type.Optional(orNull(Id)),
  position: Position,
  heightClass: HeightClass,
  carrier: Carrier,
  network: Type.Optional(Type.String({ maxLength: 60 })),
  power: Type.Optional(Type.String({ maxLength: 60 })),
  maintenanceUnit: Type.Optional(Type.String({ maxLength: 100 })),
  sector: Type.Optional(Sector),
  slots: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
  loadKg: Type.Optional(Type.Number({ minimum: 0 })),
  powerW: Type.Optional(Type.Number({ minimum: 0 })),
  segment: Type.Optional(Type.String({ maxLength: 60, description: 'Segment of a tunnel.' })),
  cabin: Type.Optional(Type.String({ maxLength: 60, description: 'Cabin of a utility tunnel.' })),
  requestId: Type.Optional(
    Type.String({ format: 'uuid', description: 'The approved siting request this is built for.' }),
  ),
})
export type FacilityInput = Static<typeof facilityBody>

export const listFacilities = defineOperation({
  id: 'sensing.listFacilities',
  method: 'GET',
  path: '/api/sensing/facilities',
  permission: 'sensing.read',
  summary: { zh: '感知设施台账', en: 'List sensing facilities' },
  query: Type.Object({
    ...pageQuery,
    type: Type.Optional(Type.String()),
    sector: Type.Optional(Sector),
    owner: Type.Optional(Id),
    carrier: Type.Optional(Carrier),
    state: Type.Optional(oneOf('planned', 'in-use', 'missing', 'retired')),
    division: Type.Optional(DivisionCode),
    bbox: Type.Optional(Bbox),
    uncheckedDays: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3650, description: 'Not checked for so many days, or never.' }),
    ),
  }),
  response: pageOf(Facility),
})

export const getFacility = defineOperation({
  id: 'sensing.getFacility',
  method: 'GET',
  path: '/api/sensing/facilities/{id}',
  permission: 'sensing.read',
  summary: { zh: '设施详情', en: 'A facility with what is mounted on it and its checks' },
  params: idParams,
  response: Type.Object({
    facility: Facility,
    mounts: Type.Array(FacilityMount),
    checks: Type.Array(
      Type.Object({
        id: Id,
        result: oneOf('confirmed', 'missing', 'moved'),
        distanceMetres: orNull(Type.Number()),
        checkedBy: Type.String(),
        time: Time,
        comment: orNull(Type.String()),
      }),
    ),
  }),
})

export const registerFacility = defineOperation({
  id: 'sensing.registerFacility',
  method: 'POST',
  path: '/api/sensing/facilities',
  permission: 'sensing.facilities',
  summary: { zh: '登记感知设施', en: 'Register a facility; as built when it follows a request' },
  body: facilityBody,
  response: Facility,
  creates: true,
})

export const mountOnFacility = defineOperation({
  id: 'sensing.mountOnFacility',
  method: 'POST',
  path: '/api/sensing/facilities/{id}/mounts',
  permission: 'sensing.facilities',
  summary: { zh: '在设施上挂载设备', en: 'Mount a device; refused when slots, load or power are used up' },
  params: idParams,
  body: Type.Object({
    thingId: Type.Optional(Type.String({ format: 'uuid' })),
    title: Type.String({ minLength: 1, maxLength: 200 }),
    tenantId: Type.Optional(Type.String({ format: 'uuid' })),
    slots: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 1 })),
    loadKg: Type.Optional(Type.Number({ minimum: 0, default: 0 })),
    powerW: Type.Optional(Type.Number({ minimum: 0, default: 0 })),
  }),
  response: FacilityMount,
  creates: true,
})

export const unmountFromFacility = defineOperation({
  id: 'sensing.unmountFromFacility',
  method: 'DELETE',
  path: '/api/sensing/facility-mounts/{id}',
  permission: 'sensing.facilities',
  summary: { zh: '拆除挂载的设备', en: 'Take a device off' },
  params: idParams,
  response: FacilityMount,
})

export const listSitingRules = defineOperation({
  id: 'sensing.listSitingRules',
  method: 'GET',
  path: '/api/sensing/siting-rules',
  permission: 'sensing.read',
  summary: { zh: '布点规则', en: 'Distances by facility type' },
  response: Type.Array(SitingRule),
})

export const setSitingRule = defineOperation({
  id: 'sensing.setSitingRule',
  method: 'PUT',
  path: '/api/sensing/siting-rules',
  permission: 'sensing.models',
  summary: { zh: '设置布点规则', en: 'Set the distances of a facility type' },
  body: SitingRule,
  response: SitingRule,
})

export const getCoverage = defineOperation({
  id: 'sensing.getCoverage',
  method: 'GET',
  path: '/api/sensing/coverage',
  permission: 'sensing.read',
  summary: { zh: '行业感知覆盖与盲区', en: 'Coverage of a sector and grids without any' },
  query: Type.Object({ sector: Sector, division: Type.Optional(DivisionCode) }),
  response: Type.Object({
    sector: Type.String(),
    grids: Type.Integer(),
    covered: Type.Integer(),
    percent: Type.Number(),
    facilities: Type.Integer(),
    blind: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), position: Position }), {
      description: 'The first 2,000 grids whose middle no facility of the sector reaches.',
    }),
    reaches: Type.Array(Type.Object({ position: Position, metres: Type.Number() }), {
      description: 'Where the facilities of the sector stand and how far each reaches; the first 2,000.',
    }),
  }),
})

/** A device was mounted on a registered facility or taken off: whether it may send may have changed. */
export const thingFacilityChanged = defineMessage(
  'sensing.thing-facility-changed',
  Type.Object({ thingId: Id, facilityId: orNull(Id) }),
)
