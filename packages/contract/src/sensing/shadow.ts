import { type Static, Type } from 'typebox'
import { Id, Json, Time } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'
import { orNull } from './shapes.ts'

/** What a device should be, what it says it is, and what differs. */
export const Shadow = Type.Object({
  thingId: Id,
  desired: Json,
  reported: Json,
  delta: Json,
  desiredVersion: Type.Integer(),
  reportedVersion: Type.Integer(),
  desiredTime: orNull(Time),
  reportedTime: orNull(Time),
})
export type Shadow = Static<typeof Shadow>

const idParams = Type.Object({ id: Id })

export const getShadow = defineOperation({
  id: 'sensing.getShadow',
  method: 'GET',
  path: '/api/sensing/things/{id}/shadow',
  permission: 'sensing.read',
  summary: { zh: '设备影子', en: 'The shadow of a device' },
  params: idParams,
  response: Shadow,
})

export const setDesired = defineOperation({
  id: 'sensing.setDesired',
  method: 'PATCH',
  path: '/api/sensing/things/{id}/shadow/desired',
  permission: 'sensing.control',
  summary: { zh: '修改期望状态', en: 'Change the desired state; null removes a key' },
  params: idParams,
  body: Type.Object({
    desired: Json,
    version: Type.Optional(Type.Integer({ description: 'Refused with 409 when the shadow has moved on.' })),
  }),
  response: Shadow,
})

/** The shadow of a thing changed; whoever holds its connection tells it. */
export const shadowChanged = defineMessage('sensing.shadow-changed', Type.Object({ thingId: Id }))
