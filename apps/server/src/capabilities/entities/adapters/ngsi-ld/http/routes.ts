import type { PermissionName } from '@civitas/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasPermission } from '../../../../../kernel/access.ts'
import type { Kernel } from '../../../../../kernel/kernel.ts'
import { Problem } from '../../../../../kernel/problem.ts'
import { readPreferredVersion } from '../representation/fit-version.ts'
import { badData, badRequest, NgsiError, type NgsiProblem, toNgsiProblem } from './errors.ts'
import type { Exchange, NgsiParts } from './exchange.ts'

export const mount = '/ngsi-ld/v1'

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** Binds one operation: what it needs, which parameters its address may have, and the function that answers. */
export type On = (
  method: Method,
  path: string,
  options: {
    permission: PermissionName
    parameters?: readonly string[]
    createsTenant?: boolean
    anyTenant?: boolean
  },
  answer: (exchange: Exchange) => Promise<unknown>,
) => void

/** Registers the routes of NGSI-LD with its own way of errors and bodies. */
export function bindRoutes(
  kernel: Kernel,
  parts: NgsiParts,
  bindings: ReadonlyArray<(on: On) => void>,
): void {
  kernel.http.fastify.register(
    async (scoped) => {
      prepareBodies(scoped)
      // 6.3.4: a body whose length is not told is refused before anything else is looked at, without a body of our own.
      scoped.addHook('onRequest', async (request, reply) => {
        const carries = request.method === 'POST' || request.method === 'PATCH' || request.method === 'PUT'
        if (carries && request.headers['content-length'] === undefined) return reply.code(411).send()
      })
      // The standard’s media types are compared letter by letter by some clients: no charset.
      scoped.addHook('onSend', async (_request, reply) => {
        const type = String(reply.getHeader('content-type') ?? '')
        if (type.startsWith('application/')) reply.header('content-type', type.split(';')[0])
      })
      scoped.setErrorHandler((error, request, reply) => sendError(kernel, error, request, reply))
      const bound = new Map<string, Set<Method>>()
      const on: On = (method, path, options, answer) => {
        bound.set(path, (bound.get(path) ?? new Set()).add(method))
        for (const url of [path, `${path}/`]) {
          scoped.route({
            method,
            url,
            handler: async (request, reply) => {
              const exchange = await understand(parts, request, reply, options)
              if (!(await parts.distribute?.(method, path, exchange))) await answer(exchange)
              return reply
            },
          })
        }
      }
      for (const bind of bindings) bind(on)
      refuseOtherMethods(scoped, bound)
    },
    { prefix: mount },
  )
}

const methods: readonly Method[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']

/** An instance of an attribute without a name is no resource at all. */
const nameless = '/temporal/entities/:id/attrs//:instance'

/** A resource that does not know a method says which it knows, without a body (RFC 9110, 15.5.6). */
function refuseOtherMethods(scoped: FastifyInstance, bound: ReadonlyMap<string, ReadonlySet<Method>>): void {
  for (const [path, known] of [...bound, [nameless, new Set<Method>()] as const]) {
    const others = methods.filter((one) => !known.has(one))
    if (others.length === 0) continue
    const allow = [...known].join(', ')
    for (const url of [path, `${path}/`])
      scoped.route({
        method: others,
        url,
        handler: (_request, reply) => reply.code(405).header('allow', allow).send(),
      })
  }
}

function prepareBodies(scoped: FastifyInstance): void {
  scoped.removeAllContentTypeParsers()
  const types = ['application/json', 'application/ld+json', 'application/merge-patch+json']
  scoped.addContentTypeParser(types, { parseAs: 'string' }, (_request, body, done) => {
    const text = String(body)
    if (text.trim() === '') return done(null, undefined)
    try {
      done(null, JSON.parse(text))
    } catch {
      done(badRequest('请求内容不是有效的 JSON。'))
    }
  })
}

const tenantName = /^[\p{L}\p{N}_.-]{1,100}$/u

async function understand(
  parts: NgsiParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { permission, parameters = [], createsTenant, anyTenant }: Parameters<On>[2],
): Promise<Exchange> {
  const tenant = String(request.headers['ngsild-tenant'] ?? '')
  if (tenant) reply.header('NGSILD-Tenant', tenant)
  const version = readPreferredVersion(request.headers.prefer)
  if (version) reply.header('Preference-Applied', `ngsi-ld=${version}`)
  const { principal } = request
  if (!principal) throw new Problem('unauthenticated', 'not-signed-in', '请先登录。')
  if (!hasPermission(principal, permission))
    throw new Problem('forbidden', 'not-permitted', `您没有所需的权限（${permission}）。`)
  if (tenant && !tenantName.test(tenant)) throw badData('NGSILD-Tenant 不正确')
  const query = readQuery(request, parameters)
  if (!createsTenant && !anyTenant) await parts.broker.requireTenant(tenant)
  return {
    request,
    reply,
    caller: { userId: principal.userId, scope: principal.scope, tenant },
    params: request.params as Record<string, string>,
    query,
    body: request.body,
    contentType: (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
  }
}

/** Parameters the operation does not know are refused (6.3.20). */
function readQuery(request: FastifyRequest, allowed: readonly string[]): Record<string, string> {
  const query: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.query as Record<string, string | string[]>)) {
    if (!allowed.includes(name)) throw badRequest(`没有参数 ${name}`)
    query[name] = Array.isArray(value) ? value.join(',') : value
  }
  return query
}

function sendError(kernel: Kernel, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const tenant = request.headers['ngsild-tenant']
  if (tenant) reply.header('NGSILD-Tenant', String(tenant))
  const body = toErrorBody(kernel, error)
  reply.code(body.status).type('application/json').send(JSON.stringify(body))
}

function toErrorBody(kernel: Kernel, error: unknown): NgsiProblem {
  if (error instanceof NgsiError) return error.toBody()
  if (error instanceof Problem) {
    const type = `urn:civitas:problem:${error.kind}`
    const titles: Record<string, string> = { unauthenticated: 'Unauthenticated', forbidden: 'Forbidden' }
    if (titles[error.kind])
      return { type, title: titles[error.kind] as string, detail: error.message, status: error.status }
    return toNgsiProblem(
      error.kind === 'not-found' ? 'ResourceNotFound' : 'BadRequestData',
      error.message,
      error.status,
    )
  }
  const status = (error as { statusCode?: number }).statusCode
  if (status === 415)
    return toNgsiProblem('InvalidRequest', '内容类型应为 application/json 或 application/ld+json', 415)
  if (status && status >= 400 && status < 500)
    return toNgsiProblem('InvalidRequest', (error as Error).message, status)
  kernel.log.error(
    { error: (error as Error).stack ?? String(error) },
    'a bug: something unexpected was thrown',
  )
  return toNgsiProblem('InternalError', '平台内部错误，已记录。')
}
