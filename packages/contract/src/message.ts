import type { Static, TSchema } from 'typebox'

/**
 * A signal between capabilities: published in the transaction that caused it, delivered after commit,
 * at least once, to each subscriber on its own. `name` is `<capability>.<what-happened>`.
 */
export interface Message<T extends TSchema = TSchema> {
  readonly name: string
  readonly schema: T
}

export type MessageBody<M extends Message> = Static<M['schema']>

/** Declares a message. */
export function defineMessage<const T extends TSchema>(name: string, schema: T): Message<T> {
  return { name, schema }
}
