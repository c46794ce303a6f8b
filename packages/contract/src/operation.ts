import type { Static, TObject, TSchema } from 'typebox'
import type { PermissionName } from './permissions.ts'

/** A sentence in both languages of the product; Chinese is shown first. */
export interface LocalText {
  readonly zh: string
  readonly en: string
}

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * One thing the outside may ask of the platform: an HTTP request with its schemas and the permission it needs.
 * The server binds it to a function, OpenAPI is printed from it, and the SDK is typed by it.
 *
 * `permission` is a permission name, `signed-in` (any user) or `public` (nobody needs to sign in).
 */
export interface Operation<
  P extends TObject = TObject,
  Q extends TObject = TObject,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema,
> {
  readonly id: string
  readonly method: HttpMethod
  /** Path with `{name}` for each parameter. */
  readonly path: string
  readonly permission: PermissionName | 'signed-in' | 'public'
  readonly summary: LocalText
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly response: R
  /** Content type of the answer when it is not JSON. */
  readonly produces?: string
  /** Governed fields that stand in a file it produces; where one is closed to the caller, there is no file. */
  readonly carries?: readonly string[]
  /** Answers with 201 instead of 200. */
  readonly creates?: boolean
}

// biome-ignore lint/suspicious/noExplicitAny: an operation of unknown schemas, for lists of all operations
export type AnyOperation = Operation<any, any, any, any>

/** What an object schema describes, or undefined where the operation declares none (the schema is then the general one). */
type DeclaredObject<T> =
  NonNullable<T> extends infer S
    ? S extends TObject
      ? string extends keyof S['properties']
        ? undefined
        : Static<S>
      : undefined
    : never

type DeclaredBody<T> =
  NonNullable<T> extends infer S
    ? S extends TSchema
      ? TSchema extends S
        ? undefined
        : Static<S>
      : undefined
    : never

/** The parts of a request an operation declares; a part it does not declare is undefined. */
export interface OperationInput<O extends AnyOperation> {
  params: DeclaredObject<O['params']>
  query: DeclaredObject<O['query']>
  body: DeclaredBody<O['body']>
}

export type OperationOutput<O extends AnyOperation> = Static<O['response']>

/** Declares an operation. The capability is the first segment of the id: `cases.listCases`. */
export function defineOperation<
  const P extends TObject,
  const Q extends TObject,
  const B extends TSchema,
  const R extends TSchema,
>(operation: Operation<P, Q, B, R>): Operation<P, Q, B, R> {
  return operation
}
