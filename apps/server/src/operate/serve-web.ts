import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Kernel } from '../kernel/kernel.ts'
import { repositoryRoot } from '../kernel/root.ts'

/** Pages of the web application; each is answered with its one HTML file, which finds its way by the address. */
const pages = ['/', '/screen', '/map', '/console', '/portal', '/open', '/field', '/sign-in', '/embed']

/** Only what is made for it may stand in a frame of another site. */
const framing = (page: string) => `frame-ancestors ${page === '/embed' ? '*' : "'self'"}`

/** Serves the built web application, when it has been built. */
export function bindWeb(kernel: Kernel): void {
  const root = join(repositoryRoot(), 'apps/web/dist')
  if (!existsSync(join(root, 'index.html'))) {
    kernel.log.warn('the web application is not built (npm run build); pages are not served')
    return
  }
  const { fastify } = kernel.http
  fastify.register(fastifyStatic, {
    root,
    wildcard: false,
    index: false,
    setHeaders: (reply, path) => {
      const lasting = path.includes('/assets/')
      reply.setHeader('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  for (const page of pages) {
    const send = (_request: FastifyRequest, reply: FastifyReply) =>
      reply.header('content-security-policy', framing(page)).sendFile('index.html')
    fastify.get(page, send)
    if (page !== '/') fastify.get(`${page}/*`, send)
  }
}
