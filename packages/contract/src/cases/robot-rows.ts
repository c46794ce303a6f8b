import { type Static, Type } from 'typebox'
import { DivisionCode, Json, oneOf } from '../common.ts'
import { RobotStep } from './robot-steps.ts'

const words = (maxLength: number) => Type.Optional(Type.String({ minLength: 1, maxLength }))
const column = Type.String({ minLength: 1, maxLength: 60 })

/** A condition on a cell. `above` and `below` compare numbers; `filled` and `empty` take no value. */
export const RobotCondition = Type.Object({
  column,
  op: oneOf('equals', 'not-equals', 'contains', 'prefix', 'above', 'below', 'filled', 'empty'),
  value: Type.Optional(Type.String({ maxLength: 200 })),
})
export type RobotCondition = Static<typeof RobotCondition>

/**
 * What is done with a line: `event` registers an event, `case` opens a case, `task` completes the waiting task of the case the
 * line names, `web` goes through pages of another system, `skip` leaves the line out, `people` leaves it to people. Texts may
 * hold `{column}`.
 */
export const RobotRowAct = Type.Object({
  kind: oneOf('event', 'case', 'task', 'web', 'skip', 'people'),
  eventType: words(100),
  caseType: words(100),
  task: words(60),
  reference: words(200),
  classCode: words(60),
  title: words(200),
  description: words(2000),
  lon: words(60),
  lat: words(60),
  address: words(200),
  form: Type.Optional(Json),
  steps: Type.Optional(Type.Array(RobotStep, { minItems: 1, maxItems: 60 })),
  note: words(200),
})
export type RobotRowAct = Static<typeof RobotRowAct>

/** How a robot goes through a file: the first rule all of whose conditions hold says what is done with a line. */
export const RobotRows = Type.Object({
  /** The robot acts within this division; a line from elsewhere is left to people. */
  divisionCode: DivisionCode,
  folder: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9][a-z0-9_-]{0,39}$',
      description: 'Folder below `robot-files` of the data folder whose files it takes.',
    }),
  ),
  columns: Type.Array(column, { minItems: 1, maxItems: 60, description: 'Columns a file must have.' }),
  key: Type.Optional(
    Type.Array(column, {
      minItems: 1,
      maxItems: 10,
      description:
        'Columns that tell lines apart; all of them unless given. A line done before is not done again.',
    }),
  ),
  rules: Type.Array(Type.Object({ when: Type.Array(RobotCondition, { maxItems: 10 }), act: RobotRowAct }), {
    minItems: 1,
    maxItems: 20,
  }),
})
export type RobotRows = Static<typeof RobotRows>
