import { EventState, SituationTold, Time, WarningLevel } from '@civitas/contract'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** An event as one installation tells it another: the whole of it each time, so that any later one makes up for a lost one. */
export const EventTold = Type.Object({
  reference: Type.String({ maxLength: 100 }),
  type: Type.String({ maxLength: 100 }),
  standardClass: nullable(Type.String({ maxLength: 40 })),
  title: Type.String({ maxLength: 400 }),
  description: Type.String({ maxLength: 8000 }),
  level: nullable(WarningLevel),
  state: EventState,
  divisionCode: nullable(Type.String({ maxLength: 20 })),
  position: nullable(Type.Tuple([Type.Number(), Type.Number()])),
  address: nullable(Type.String({ maxLength: 400 })),
  raisedTime: Time,
  changedTime: Time,
  closedTime: nullable(Time),
  answer: nullable(Type.String({ maxLength: 8000 })),
})
export type EventTold = Static<typeof EventTold>

export const AssignmentTold = Type.Object({
  event: EventTold,
  dueTime: nullable(Time),
  comment: Type.String({ maxLength: 4000 }),
})
export type AssignmentTold = Static<typeof AssignmentTold>

/** How far the lower level has come with what it was assigned; `objectId` of the message is the upper level’s event. */
export const ProgressTold = Type.Object({
  step: Type.Union([
    Type.Literal('read'),
    Type.Literal('accepted'),
    Type.Literal('done'),
    Type.Literal('refused'),
  ]),
  time: Time,
  reference: Type.String({ maxLength: 100 }),
  text: Type.String({ maxLength: 8000 }),
})
export type ProgressTold = Static<typeof ProgressTold>

export const UrgeTold = Type.Object({ comment: Type.String({ maxLength: 4000 }) })
export type UrgeTold = Static<typeof UrgeTold>

const compiled = {
  event: Compile(EventTold),
  assignment: Compile(AssignmentTold),
  progress: Compile(ProgressTold),
  urge: Compile(UrgeTold),
  report: Compile(SituationTold),
}

/** What is wrong with the body of a message; null when nothing is. */
export function faultOf(kind: keyof typeof compiled, body: unknown): string | null {
  const check = compiled[kind]
  if (check.Check(body)) return null
  const [first] = check.Errors(body)
  return `/body${first?.instancePath ?? ''}：${first?.message ?? '不符合约定'}`
}
