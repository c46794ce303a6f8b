import { type Static, Type } from 'typebox'
import { oneOf } from '../common.ts'

/**
 * A step on a page. `open` takes an address as its value, `see` words that must be on the page; `fill`, `choose` and `tick`
 * name a field by its label (or `css=…`), `read` keeps a field or table under the name `as`, `submit` names a button or link,
 * `wait` takes seconds.
 * A value may hold `{title}`, `{reference}`, `{class}`, `{division}`, `{level}` and `{read.name}`; on a line of a file,
 * its columns.
 */
export const RobotStep = Type.Object({
  act: oneOf('open', 'fill', 'choose', 'tick', 'read', 'see', 'wait', 'submit'),
  target: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  value: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
  as: Type.Optional(Type.String({ pattern: '^[a-z][a-zA-Z0-9]{0,30}$' })),
})
export type RobotStep = Static<typeof RobotStep>
