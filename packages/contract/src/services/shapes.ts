import { Type } from 'typebox'

/** A text people write, not empty. */
export const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })

/** A day, `2025-06-01`. */
export const Day = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })
