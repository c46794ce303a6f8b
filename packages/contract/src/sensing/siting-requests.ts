import { type Static, Type } from 'typebox'
import { DivisionCode, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { oneOf, orNull, Position, Sentence } from './shapes.ts'
import { Facility, FacilityType, SitingRule } from './siting.ts'

/** A facility near enough to do the work of a new one. */
export const DuplicateFacility = Type.Object({
  facilityId: Id,
  name: Type.String(),
  ownerId: orNull(Id),
  ownerName: orNull(Type.String()),
  metres: Type.Number(),
  sameArea: Type.Boolean(),
  offer: Type.String({ description: 'What is offered instead: 共享.' }),
})
export type DuplicateFacility = Static<typeof DuplicateFacility>

export const SitingRequest = Type.Object({
  id: Id,
  purpose: Type.String(),
  facilityType: Type.String(),
  organisationId: orNull(Id),
  organisationName: orNull(Type.String()),
  position: Position,
  divisionCode: orNull(DivisionCode),
  duplicates: Type.Array(DuplicateFacility),
  reason: orNull(Type.String()),
  state: oneOf('submitted', 'approved', 'rejected', 'shared', 'built'),
  requestedName: Type.String(),
  createdTime: Time,
  decidedName: orNull(Type.String()),
  decidedTime: orNull(Time),
  comment: orNull(Type.String()),
  sharedFacilityId: orNull(Id),
  facilityId: orNull(Id),
  deviationMetres: orNull(Type.Number()),
})
export type SitingRequest = Static<typeof SitingRequest>

const idParams = Type.Object({ id: Id })

export const checkSiting = defineOperation({
  id: 'sensing.checkSiting',
  method: 'POST',
  path: '/api/sensing/siting-checks',
  permission: 'sensing.facilities',
  summary: { zh: '布点查重与可共享资源', en: 'What stands near a place already and could be shared' },
  body: Type.Object({ facilityType: FacilityType, position: Position }),
  response: Type.Object({
    rule: SitingRule,
    duplicates: Type.Array(DuplicateFacility),
    carriers: Type.Array(Facility, { description: 'Poles with free slots nearby.' }),
    reasonNeeded: Type.Boolean(),
  }),
})

export const requestSiting = defineOperation({
  id: 'sensing.requestSiting',
  method: 'POST',
  path: '/api/sensing/siting-requests',
  permission: 'sensing.facilities',
  summary: { zh: '提出布点申请', en: 'Ask for a new facility; duplicates need a written reason' },
  body: Type.Object({
    purpose: Sentence,
    facilityType: FacilityType,
    position: Position,
    reason: Type.Optional(Type.String({ maxLength: 2000 })),
    shareFacilityId: Type.Optional(
      Type.String({ format: 'uuid', description: 'Asks to share this one nearby instead of building.' }),
    ),
  }),
  response: SitingRequest,
  creates: true,
})

export const listSitingRequests = defineOperation({
  id: 'sensing.listSitingRequests',
  method: 'GET',
  path: '/api/sensing/siting-requests',
  permission: 'sensing.facilities',
  summary: { zh: '布点申请列表', en: 'Siting requests' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(oneOf('submitted', 'approved', 'rejected', 'shared', 'built')),
  }),
  response: pageOf(SitingRequest),
})

export const decideSitingRequest = defineOperation({
  id: 'sensing.decideSitingRequest',
  method: 'POST',
  path: '/api/sensing/siting-requests/{id}/decision',
  permission: 'sensing.facilities',
  summary: { zh: '批准、驳回或转为共享', en: 'Approve, reject, or turn to sharing; not by who asked' },
  params: idParams,
  body: Type.Object({
    decision: oneOf('approve', 'reject', 'share'),
    comment: Sentence,
    facilityId: Type.Optional(Type.String({ format: 'uuid', description: 'For share: what is shared.' })),
  }),
  response: SitingRequest,
})
