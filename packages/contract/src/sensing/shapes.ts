import { type TSchema, Type } from 'typebox'

/** A value that may be absent, said with null. */
export function orNull<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()])
}

/** A choice of fixed words. */
export function oneOf<const T extends readonly string[]>(...words: T) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...words] })
}

/** Longitude and latitude, CGCS2000 degrees. */
export const Position = Type.Tuple([
  Type.Number({ minimum: -180, maximum: 180 }),
  Type.Number({ minimum: -90, maximum: 90 }),
])

/** A day of the calendar in Asia/Shanghai, `2025-06-01`. */
export const Day = Type.String({ format: 'date', description: 'Calendar day, Asia/Shanghai.' })

/** A short text a person must write. */
export const Sentence = Type.String({ minLength: 1, maxLength: 2000 })
