import { type AnyOperation, operations } from '@civitas/contract'
import compress from '@fastify/compress'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Principal } from '../access.ts'
import { type Config, readTls } from '../config.ts'
import { newId } from '../ids.ts'
import { type Logger, withTrace } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { notFound } from '../problem.ts'
import { makeBind } from './bind.ts'
import { makeErrorHandler, sendProblem } from './errors.ts'
import { lazyCompilers } from './lazy-compilers.ts'
import { toOpenApi } from './openapi.ts'
import type { Authenticate, Guard, Handler, OnDone } from './request.ts'

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
    traceId: string
  }
}

/** The HTTP edge. */
export interface Http {
  /** Binds an operation of the contract to the function that carries it out. */
  bind<O extends AnyOperation>(operation: O, handler: Handler<O>): void
  /** For protocols with paths and errors of their own (SensorThings, static files). */
  readonly fastify: FastifyInstance
  /** Says how callers are known; the identity capability gives it. */
  setAuthenticate(authenticate: Authenticate): void
  /** Finds out who calls a route outside the contract. */
  authenticate(request: FastifyRequest): Promise<Principal | null>
  /** Asks before every request whose caller is known by then; a guard refuses by throwing a Problem. */
  addGuard(guard: Guard): void
  onDone(hear: OnDone): void
  listen(): Promise<number>
  /** Operations of the contract that nothing was bound to. */
  unbound(): string[]
  close(): Promise<void>
}

export interface HttpOptions {
  config: Config
  log: Logger
  metrics: Metrics
  version: string
}

export async function createHttp(options: HttpOptions): Promise<Http> {
  const { config, log, metrics, version } = options
  const tls = readTls(config)
  const fastify = Fastify({
    // With TLS the server is another class of Node, of which Fastify asks the same.
    ...(tls ? ({ https: tls } as object) : {}),
    logger: false,
    trustProxy: config.trustProxy,
    bodyLimit: 12 * 1024 * 1024,
    forceCloseConnections: true,
    genReqId: () => newId(),
    routerOptions: { maxParamLength: 400 },
    schemaController: { compilersFactory: lazyCompilers },
    ajv: {
      customOptions: {
        coerceTypes: true,
        removeAdditional: false,
        useDefaults: true,
        allErrors: true,
        strict: false,
      },
    },
  })
  let authenticate: Authenticate = async () => null
  const hearers: OnDone[] = []
  const guards: Guard[] = []
  const bound = new Set<string>()
  await prepare(fastify, options, (request) => authenticate(request), guards)
  const bind = makeBind({ fastify, metrics, log, hearers })
  fastify.get('/openapi.json', async (_request, reply) => reply.send(toOpenApi(operations, version)))
  fastify.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  return {
    fastify,
    bind: (operation, handler) => {
      bound.add(operation.id)
      bind(operation, handler)
    },
    setAuthenticate: (given) => {
      authenticate = given
    },
    authenticate: (request) => authenticate(request),
    addGuard: (guard) => guards.push(guard),
    onDone: (hear) => hearers.push(hear),
    unbound: () => operations.map((operation) => operation.id).filter((id) => !bound.has(id)),
    listen: async () => {
      await fastify.listen({ host: config.host, port: config.port })
      const address = fastify.server.address()
      return typeof address === 'object' && address ? address.port : config.port
    },
    close: () => fastify.close(),
  }
}

async function prepare(
  fastify: FastifyInstance,
  { config, log }: HttpOptions,
  authenticate: Authenticate,
  guards: readonly Guard[],
): Promise<void> {
  fastify.decorateRequest('principal', null)
  fastify.decorateRequest('traceId', '')
  fastify.addHook('onRequest', (request, reply, next) => {
    const given = request.headers['x-request-id']
    request.traceId = typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : request.id
    reply.header('x-request-id', request.traceId)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'same-origin')
    withTrace(request.traceId, next)
  })
  fastify.setErrorHandler(makeErrorHandler(log))
  fastify.setNotFoundHandler((request, reply) => sendProblem(reply, notFound('此地址', request.url)))
  await fastify.register(compress, { threshold: 2048, encodings: ['gzip', 'deflate', 'identity'] })
  await fastify.register(rateLimit, {
    max: config.requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => request.headers.authorization ?? request.ip,
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
  })
  fastify.addHook('onRequest', async (request) => {
    request.principal = await authenticate(request)
    for (const guard of guards) await guard(request)
  })
}
