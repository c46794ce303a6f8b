import { Type } from 'typebox'
import { DivisionCode, Id } from '../common.ts'
import { defineMessage } from '../message.ts'
import { Maybe } from './shapes.ts'

/** Something of the command changed; pages that show it read it anew. `kind` is incident, order, plan, resource, room, group, drill or mode. */
export const commandChanged = defineMessage(
  'command.changed',
  Type.Object({
    kind: Type.String(),
    id: Maybe(Type.String()),
    incidentId: Maybe(Id),
    divisionCode: Maybe(DivisionCode),
  }),
)

/** A notice to the public about an incident was approved by a second person; the portal publishes it under its id. */
export const publicNoticeApproved = defineMessage(
  'command.public-notice-approved',
  Type.Object({
    id: Id,
    title: Type.String(),
    body: Type.String(),
    author: Type.Object({ userId: Id, name: Type.String() }),
    reviewer: Type.Object({ userId: Id, name: Type.String() }),
  }),
)
