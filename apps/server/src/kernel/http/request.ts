import type { AnyOperation, OperationInput, OperationOutput } from '@civitas/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Principal } from '../access.ts'
import { unauthenticated } from '../problem.ts'

/** What a handler knows of its request beside the declared input. */
export interface RequestContext {
  /** Null only for operations whose permission is `public`. */
  readonly principal: Principal | null
  readonly traceId: string
  readonly ip: string
  readonly locale: 'zh-CN' | 'en'
  readonly raw: FastifyRequest
  readonly reply: FastifyReply
}

/** The context of an operation that needs a signed-in caller. */
export interface CallerContext extends RequestContext {
  readonly principal: Principal
}

/** Carries out an operation. The caller is known whenever the operation is not public. */
export type Handler<O extends AnyOperation> = (
  input: OperationInput<O>,
  context: CallerContext,
) => Promise<OperationOutput<O>> | OperationOutput<O>

/** Finds out who calls; null when the request carries no credentials. Throws a Problem when they are wrong. */
export type Authenticate = (request: FastifyRequest) => Promise<Principal | null>

/** Lets a request pass or throws a Problem; runs after `Authenticate`. */
export type Guard = (request: FastifyRequest) => Promise<void>

/** Told of every operation that changes something and of every refusal, for the audit trail. */
export type OnDone = (done: DoneRequest) => void

export interface DoneRequest {
  readonly operation: AnyOperation
  readonly principal: Principal | null
  readonly target: string | null
  readonly outcome: 'done' | 'refused' | 'failed'
  readonly ip: string
  readonly traceId: string
  readonly detail: Record<string, unknown>
}

export function requirePrincipal(principal: Principal | null): Principal {
  if (!principal) throw unauthenticated()
  return principal
}
