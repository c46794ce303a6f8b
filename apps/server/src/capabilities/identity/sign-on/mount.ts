import type { FastifyReply, FastifyRequest } from 'fastify'
import type Provider from 'oidc-provider'
import { createProvider, endSignOn, type SignOnParts } from './provider.ts'
import { listLinkedUids } from './store.ts'

/** The sign-on service as the rest of `identity` sees it. */
export interface SignOn {
  /** The provider for the address a request came to. */
  providerFor(request: FastifyRequest): Promise<Provider>
  /** Ends what was signed on to with these sessions of the platform; call it before they are deleted. */
  endWith(sessionIds: readonly string[]): Promise<void>
  /** After its keys were changed. */
  renew(): void
}

/** Where the sign-on service answers. */
const mount = '/oidc'
/** Addresses of this platform a provider is kept for. */
const mostIssuers = 8

/**
 * Mounts the OpenID Connect provider below /oidc. Its issuer is CIVITAS_PUBLIC_URL; without it the address a request came
 * to, so that it works on a laptop and in a closed network without being told its name.
 */
export function mountSignOn(parts: SignOnParts): SignOn {
  const { kernel } = parts
  const providers = new Map<string, Promise<Provider>>()
  const originOf = (request: FastifyRequest) =>
    kernel.config.publicUrl
      ? new URL(kernel.config.publicUrl).origin
      : `${request.protocol}://${request.host}`
  const provide = (origin: string): Promise<Provider> => {
    const known = providers.get(origin)
    if (known) return known
    if (providers.size >= mostIssuers) providers.clear()
    const made = createProvider(parts, `${origin}${mount}`)
    made.catch(() => providers.delete(origin))
    providers.set(origin, made)
    return made
  }
  let last = ''
  const providerFor = (request: FastifyRequest) => {
    last = originOf(request)
    return provide(last)
  }
  void kernel.http.fastify.register(async (scope) => {
    // The provider reads the body itself.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    const answer = async (request: FastifyRequest, reply: FastifyReply) => {
      const provider = await providerFor(request)
      reply.hijack()
      const raw = request.raw as typeof request.raw & { originalUrl?: string }
      raw.originalUrl = raw.url
      raw.url = (raw.url as string).slice(mount.length) || '/'
      reply.raw.setHeader('x-request-id', request.traceId)
      reply.raw.setHeader('x-content-type-options', 'nosniff')
      reply.raw.setHeader('x-frame-options', 'DENY')
      await provider.callback()(raw, reply.raw)
    }
    scope.route({ method: ['GET', 'POST', 'OPTIONS'], url: `${mount}/*`, handler: answer })
  })
  return {
    providerFor,
    endWith: async (sessionIds) => {
      const uids = sessionIds.length === 0 ? [] : await listLinkedUids(kernel.db, sessionIds)
      if (uids.length === 0) return
      const origin = kernel.config.publicUrl ? new URL(kernel.config.publicUrl).origin : last
      const provider = await provide(origin || `http://127.0.0.1:${kernel.config.port}`)
      await endSignOn(provider, kernel, uids)
    },
    renew: () => providers.clear(),
  }
}
