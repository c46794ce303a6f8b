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
