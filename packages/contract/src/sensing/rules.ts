import { Type } from 'typebox'
import { Id, Time } from '../common.ts'
import { defineMessage } from '../message.ts'

/** A rule opened, changed its level, or cleared at a thing. */
export const ruleFired = defineMessage(
  'sensing.rule-fired',
  Type.Object({
    firingId: Id,
    ruleId: Type.String(),
    ruleVersion: Type.String(),
    act: Type.Union([
      Type.Literal('opened'),
      Type.Literal('raised'),
      Type.Literal('lowered'),
      Type.Literal('cleared'),
    ]),
    eventType: Type.String(),
    level: Type.Union([Type.String(), Type.Null()]),
    thingId: Id,
    thingName: Type.String(),
    divisionCode: Type.Union([Type.String(), Type.Null()]),
    position: Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
    datastreamId: Type.Integer(),
    observationId: Type.String(),
    value: Type.Number(),
    unit: Type.String(),
    time: Time,
    values: Type.Array(Type.Tuple([Type.Number(), Type.Number()]), {
      description: 'The readings the decision used: [time ms, value].',
    }),
  }),
)
