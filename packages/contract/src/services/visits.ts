import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Day, Text } from './shapes.ts'

export const VisitSlot = oneOf('morning', 'afternoon')

/** 联合踏勘、联合审图、联合验收: one booking, all parties, one conclusion. */
export const JointVisit = Type.Object({
  id: Id,
  kind: oneOf('survey', 'drawing-review', 'acceptance'),
  title: Type.String(),
  place: Type.String(),
  day: Day,
  slot: VisitSlot,
  scope: nullable(
    Type.String({ description: 'What part of the project it is about; the whole when empty.' }),
  ),
  state: oneOf('booked', 'passed', 'failed', 'cancelled'),
  conclusion: nullable(Type.String()),
  parties: Type.Array(
    Type.Object({
      organisationId: Id,
      organisationName: Type.String(),
      passes: nullable(Type.Boolean()),
      opinion: nullable(Type.String()),
      actor: nullable(Type.String()),
    }),
  ),
})
export type JointVisit = Static<typeof JointVisit>

const params = Type.Object({ id: Id })

export const moveJointVisit = defineOperation({
  id: 'services.moveJointVisit',
  method: 'PUT',
  path: '/api/services/visits/{id}',
  permission: 'signed-in',
  summary: { zh: '改约联合踏勘', en: 'Move a joint visit to another day' },
  params,
  body: Type.Object({ day: Day, slot: VisitSlot }),
  response: JointVisit,
})

export const judgeJointVisit = defineOperation({
  id: 'services.judgeJointVisit',
  method: 'POST',
  path: '/api/services/visits/{id}/opinion',
  permission: 'services.examine',
  summary: { zh: '填写联合踏勘意见', en: 'Give one’s part of the one conclusion' },
  params,
  body: Type.Object({ passes: Type.Boolean(), opinion: Text(1000) }),
  response: JointVisit,
})

export const listJointVisits = defineOperation({
  id: 'services.listJointVisits',
  method: 'GET',
  path: '/api/services/visits',
  permission: 'services.examine',
  summary: { zh: '本单位的联合踏勘', en: 'Joint visits of one’s office' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(JointVisit.properties.state) }),
  response: pageOf(JointVisit),
})
