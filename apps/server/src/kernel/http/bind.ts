import type { AnyOperation } from '@civitas/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import { hasPermission } from '../access.ts'
import type { Logger } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { forbidden } from '../problem.ts'
import { toProblem } from './errors.ts'
import { closeFields, type FieldPlan, planFields, requireOpenFields } from './fields.ts'
import { type Handler, type OnDone, type RequestContext, requirePrincipal } from './request.ts'
import { requireStorable } from './storable.ts'

interface BindOptions {
  fastify: FastifyInstance
  metrics: Metrics
  log: Logger
  hearers: OnDone[]
}

/** Makes the function that binds operations: permission first, then the input’s schema, then the handler, then the audit. */
export function makeBind({ fastify, metrics, log, hearers }: BindOptions) {
  const seconds = metrics.histogram(
    'civitas_http_request_seconds',
    'Time an operation took.',
    [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    ['operation', 'status'],
  )
  return <O extends AnyOperation>(operation: O, handler: Handler<O>): void => {
    const plan = operation.produces ? null : planFields(operation.response)
    fastify.route({
      method: operation.method,
      url: operation.path.replace(/\{(\w+)\}/g, ':$1'),
      schema: toSchema(operation),
      preValidation: async (request) => {
        requireAccess(operation, request)
        for (const part of ['params', 'query', 'body'] as const) requireStorable(request[part], `/${part}`)
      },
      handler: async (request, reply) => {
        requireOpenFields(operation, request.query as Record<string, unknown>, request.principal)
        const answer = await handler(toInput(request) as never, toContext(request, reply) as never)
        if (reply.sent) return reply
        if (operation.creates) reply.code(201)
        if (operation.produces) {
          // A handler that knows better (a picture) has set the type of its own answer.
          if (!reply.hasHeader('content-type')) reply.type(operation.produces)
          reply.serializer((body: unknown) => body as string)
        }
        return reply.send(plan ? asAllowed(answer, plan, request, reply) : answer)
      },
      onResponse: async (request, reply) => {
        seconds.observe(
          { operation: operation.id, status: String(reply.statusCode) },
          reply.elapsedTime / 1000,
        )
        if (operation.method !== 'GET' || reply.statusCode === 403) tell(operation, request, reply, hearers)
      },
      errorHandler: (error, request) => {
        const problem = toProblem(error, log)
        Object.assign(request, { problemCode: problem.code })
        throw problem
      },
    })
  }
}

/** The answer as the caller may read it; the header says which fields were held back. */
function asAllowed(
  answer: unknown,
  plan: FieldPlan,
  { principal }: FastifyRequest,
  reply: FastifyReply,
): unknown {
  const closed = principal?.closedFields
  if (!closed || closed.size === 0) return answer
  const held = new Set<string>()
  const allowed = closeFields(answer, plan, closed, held)
  if (held.size > 0) reply.header('x-civitas-held-back', [...held].sort().join(', '))
  return allowed
}

function toSchema(operation: AnyOperation): FastifySchema {
  const status = operation.creates ? 201 : 200
  return {
    ...(operation.params ? { params: operation.params } : {}),
    ...(operation.query ? { querystring: { ...operation.query, additionalProperties: false } } : {}),
    ...(operation.body ? { body: { ...operation.body, additionalProperties: false } } : {}),
    ...(operation.produces ? {} : { response: { [status]: operation.response } }),
  }
}

function requireAccess(operation: AnyOperation, request: FastifyRequest): void {
  if (operation.permission === 'public') return
  const principal = requirePrincipal(request.principal)
  if (operation.permission === 'signed-in') return
  if (!hasPermission(principal, operation.permission)) {
    throw forbidden(`您没有“${operation.summary.zh}”的权限（${operation.permission}）。`)
  }
}

function toInput(request: FastifyRequest) {
  return { params: request.params, query: request.query, body: request.body }
}

function toContext(request: FastifyRequest, reply: FastifyReply): RequestContext {
  return {
    principal: request.principal,
    traceId: request.traceId,
    ip: request.ip,
    locale: String(request.headers['accept-language'] ?? '').startsWith('en') ? 'en' : 'zh-CN',
    raw: request,
    reply,
  }
}

function tell(
  operation: AnyOperation,
  request: FastifyRequest,
  reply: FastifyReply,
  hearers: OnDone[],
): void {
  const status = reply.statusCode
  const params = Object.values((request.params ?? {}) as Record<string, string>)
  const code = (request as { problemCode?: string }).problemCode
  for (const hear of hearers) {
    hear({
      operation,
      principal: request.principal,
      target: params[0] ?? null,
      outcome: status < 400 ? 'done' : status < 500 ? 'refused' : 'failed',
      ip: request.ip,
      traceId: request.traceId,
      detail: { status, ...(code ? { code } : {}) },
    })
  }
}
