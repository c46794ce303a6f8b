import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const byId = Type.Object({ id: Id })

/** An officer moves to another unit from a moment on: rights follow the post, what is open goes to a successor. */
export const OfficerMove = Type.Object({
  id: Id,
  userId: Id,
  userName: Type.String(),
  fromOrganisation: nullable(Type.String()),
  toOrganisation: Type.String(),
  roles: Type.Array(Type.String()),
  divisions: Type.Array(DivisionCode),
  effectiveTime: Time,
  successorName: Type.String(),
  reason: Type.String(),
  state: oneOf('planned', 'done', 'cancelled'),
  plannedBy: Type.String(),
  doneTime: nullable(Time),
})
export type OfficerMove = Static<typeof OfficerMove>

export const listOfficerMoves = defineOperation({
  id: 'identity.listOfficerMoves',
  method: 'GET',
  path: '/api/identity/transfers',
  permission: 'identity.manage',
  summary: { zh: '人员调动', en: 'Moves of officers' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(OfficerMove.properties.state) }),
  response: pageOf(OfficerMove),
})

export const planOfficerMove = defineOperation({
  id: 'identity.planOfficerMove',
  method: 'POST',
  path: '/api/identity/users/{id}/transfers',
  permission: 'identity.manage',
  summary: { zh: '办理调动', en: 'Move an officer to another unit from a moment on' },
  params: byId,
  body: Type.Object({
    organisationId: Id,
    roles: Type.Array(Type.String(), { minItems: 1 }),
    divisions: Type.Array(DivisionCode, { minItems: 1 }),
    effectiveTime: Time,
    successorId: Id,
    reason: Type.String({ minLength: 2, maxLength: 200 }),
  }),
  response: OfficerMove,
  creates: true,
})

export const cancelOfficerMove = defineOperation({
  id: 'identity.cancelOfficerMove',
  method: 'DELETE',
  path: '/api/identity/transfers/{id}',
  permission: 'identity.manage',
  summary: { zh: '撤销尚未生效的调动', en: 'Cancel a move that has not taken effect' },
  params: byId,
  response: Done,
})

/** Leave to hold two duties that must be apart, given by somebody else and for a time. */
export const DutyWaiver = Type.Object({
  id: Id,
  account: Type.String(),
  duties: Type.String({ description: 'The two duties, as a refusal names them.' }),
  reason: Type.String(),
  untilTime: Time,
  state: oneOf('asked', 'approved', 'refused', 'ended'),
  askedBy: Type.String(),
  askedTime: Time,
  decidedBy: nullable(Type.String()),
  note: nullable(Type.String()),
})
export type DutyWaiver = Static<typeof DutyWaiver>

export const listDutyWaivers = defineOperation({
  id: 'identity.listDutyWaivers',
  method: 'GET',
  path: '/api/identity/duty-waivers',
  permission: 'identity.manage',
  summary: { zh: '职责冲突豁免', en: 'Waivers of duties kept apart' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(DutyWaiver.properties.state) }),
  response: pageOf(DutyWaiver),
})

export const askDutyWaiver = defineOperation({
  id: 'identity.askDutyWaiver',
  method: 'POST',
  path: '/api/identity/duty-waivers',
  permission: 'identity.manage',
  summary: { zh: '申请职责冲突豁免', en: 'Ask for a waiver' },
  body: Type.Object({
    account: Type.String({ minLength: 2, maxLength: 64 }),
    roles: Type.Array(Type.String(), { minItems: 2, maxItems: 20 }),
    reason: Type.String({ minLength: 2, maxLength: 500 }),
    untilTime: Time,
  }),
  response: DutyWaiver,
  creates: true,
})

export const decideDutyWaiver = defineOperation({
  id: 'identity.decideDutyWaiver',
  method: 'POST',
  path: '/api/identity/duty-waivers/{id}/decision',
  permission: 'identity.manage',
  summary: { zh: '审批职责冲突豁免', en: 'Decide on a waiver somebody else asked for' },
  params: byId,
  body: Type.Object({ agree: Type.Boolean(), note: Type.String({ maxLength: 500 }) }),
  response: DutyWaiver,
})
