import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../../../kernel/problem.ts'
import type { DataParts } from '../../data-parts.ts'
import { siteOf } from '../dcat/catalogue.ts'
import { type Action, type CkanCall, CkanError } from './action.ts'
import { catalogueActions } from './catalogue-actions.ts'
import { datastoreActions } from './datastore-actions.ts'

const actions: Record<string, Action> = { ...catalogueActions, ...datastoreActions }

/**
 * The action API of CKAN 2.11 for reading, at the addresses its clients use: `/api/3/action/…`, `/api/action/…`. Parameters
 * come in the query of a GET or as the JSON of a POST; answers and errors have CKAN’s envelope.
 */
export function bindCkan(parts: DataParts): void {
  parts.kernel.http.fastify.register(async (scope) => {
    // CKAN reads JSON whatever the type of the body says.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    for (const prefix of ['/api/3/action', '/api/action'])
      scope.route({
        method: ['GET', 'POST'],
        url: `${prefix}/:action`,
        handler: (request, reply) => answer(parts, request, reply),
      })
    scope.get('/api/3', async () => ({ version: 3 }))
  })
}

async function answer(parts: DataParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { action: name } = request.params as { action: string }
  const base = siteOf(parts, request)
  const help = `${base}/api/3/action/help_show?name=${encodeURIComponent(name)}`
  try {
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined
    if (!action) return reply.code(400).send(`Bad request - Action name not known: ${name}`)
    const call: CkanCall = { given: givenOf(request), base, principal: request.principal }
    return { help, success: true, result: await action(parts, call) }
  } catch (error) {
    const known = toCkanError(error)
    if (!known) throw error
    return reply.code(known.status).send({ help, success: false, error: known.body })
  }
}

function givenOf(request: FastifyRequest): Record<string, unknown> {
  const query = { ...(request.query as Record<string, unknown>) }
  if (request.method === 'GET' || !request.body) return query
  let body: unknown
  try {
    body = JSON.parse(String(request.body))
  } catch {
    throw new CkanError(400, { __type: 'Validation Error', message: 'Bad request - JSON Error' })
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new CkanError(400, {
      __type: 'Validation Error',
      message: 'Bad request - JSON Error: Request data JSON decoded to something that is not an object',
    })
  return { ...query, ...body }
}

/** What the platform refuses, in the words of CKAN. */
function toCkanError(error: unknown): CkanError | undefined {
  if (error instanceof CkanError) return error
  if (!(error instanceof Problem)) return undefined
  if (error.kind === 'not-found')
    return new CkanError(404, { __type: 'Not Found Error', message: `Not found: ${error.message}` })
  if (error.kind === 'forbidden' || error.kind === 'unauthenticated')
    return new CkanError(403, { __type: 'Authorization Error', message: `Access denied: ${error.message}` })
  if (error.kind === 'unavailable') return undefined
  const fields = Object.fromEntries(
    (error.errors ?? []).map(({ path, message }) => [path.split('/').at(-1) ?? 'query', [message]]),
  )
  return new CkanError(409, { __type: 'Validation Error', message: error.message, ...fields })
}
