import { type Static, Type } from 'typebox'
import { Id } from '../common.ts'

/** A value that may be missing. */
export const Maybe = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

export const Position = Type.Tuple([
  Type.Number({ minimum: -180, maximum: 180 }),
  Type.Number({ minimum: -90, maximum: 90 }),
])

/** A person or a unit that can be told something. */
export const Addressee = Type.Object({
  contactId: Maybe(Id),
  userId: Maybe(Id),
  organisationId: Maybe(Id),
  name: Type.String(),
  phone: Maybe(Type.String()),
})
export type Addressee = Static<typeof Addressee>

export const idParams = Type.Object({ id: Id })
export const Words = Type.String({ minLength: 1, maxLength: 4000 })
export const Name = Type.String({ minLength: 2, maxLength: 200 })
