import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { inTurn } from '../../../../kernel/in-turn.ts'
import { invalid, Problem, unauthenticated } from '../../../../kernel/problem.ts'
import { Undecodable } from '../../ingest/decode-readings.ts'
import { answerBatch } from './batch/answer-batch.ts'
import { decodePath, toErrorBody } from './errors.ts'
import type { Caller, SensorThingsParts, StaRequest, StaResponse } from './request.ts'
import { noteRejection, type Session, serve } from './serve.ts'
import { toProblem } from './write/create-observations.ts'

export type { SensorThingsParts } from './request.ts'

const mount = '/sta/v1.1'
/** A body longer than this waits for its turn, characters; it takes about a millisecond. */
const longBody = 16 * 1024

/** Serves SensorThings 1.1 (OGC 18-088) over HTTP. */
export function bindSensorThings(parts: SensorThingsParts): void {
  parts.kernel.http.fastify.register(async (scope) => {
    acceptBodies(scope)
    scope.setErrorHandler((error, _request, reply) => sendError(parts, reply, error))
    const handler = (request: FastifyRequest, reply: FastifyReply) => answer(parts, request, reply)
    const method = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']
    scope.route({ method, url: mount, handler })
    scope.route({ method, url: `${mount}/*`, handler })
  })
}

/** JSON of every kind is parsed here, so that a DELETE without a body may still say it is JSON; a batch stays text. */
function acceptBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    const type = request.headers['content-type'] ?? ''
    if (type.startsWith('multipart/') || body === '') return done(null, body === '' ? undefined : body)
    const parse = () => {
      const parsed = tryParse(body as string)
      if ('value' in parsed) done(null, parsed.value)
      else done(invalid('/body', '请求内容不是有效的 JSON', 'malformed'))
    }
    if (body.length < longBody) parse()
    else inTurn(parse)
  })
}

function tryParse(text: string): { value: unknown } | { error: unknown } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { error }
  }
}

async function answer(
  parts: SensorThingsParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const session: Session = {
    parts,
    caller: findCaller(parts, request),
    root: `${request.protocol}://${request.host}${mount}`,
    tx: null,
  }
  const asked = toRequest(request)
  try {
    if (asked.path === '$batch' && asked.method === 'POST') return await answerBatch(session, asked, reply)
    return send(reply, await serve(session, asked))
  } catch (error) {
    const aboutReading =
      error instanceof Undecodable || (error instanceof Problem && error.code === 'forbidden-thing')
    if (aboutReading) noteRejection(session, asked, error as Error)
    throw error instanceof Undecodable ? toProblem(error) : error
  }
}

function send(reply: FastifyReply, response: StaResponse): FastifyReply {
  reply.code(response.status)
  if (response.location) reply.header('location', response.location)
  if (response.text !== undefined) return reply.type('text/plain; charset=utf-8').send(response.text)
  const json = response.json ?? JSON.stringify(response.body)
  return json === undefined ? reply.send() : reply.type('application/json; charset=utf-8').send(json)
}

function toRequest(request: FastifyRequest): StaRequest {
  const [path = ''] = request.url.slice(mount.length).split('?')
  const query: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.query as Record<string, unknown>)) {
    if (typeof value !== 'string') throw invalid(`/query/${name}`, `${name} 只能给一次`)
    query[name] = value
  }
  return {
    method: request.method,
    path: decodePath(path),
    query,
    contentType: request.headers['content-type'] ?? '',
    body: request.body,
  }
}

/** Who asks: a device by its credential (HTTP Basic), else the person or program the platform knows. */
function findCaller(parts: SensorThingsParts, request: FastifyRequest): Caller {
  if (request.principal) return { principal: request.principal }
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'basic') throw unauthenticated()
  const [name = '', key = ''] = Buffer.from(value, 'base64').toString('utf8').split(/:(.*)/s)
  const credential = parts.credentials.verify(name, key, request.ip)
  if (credential) return { credential, ip: request.ip }
  parts.rejections.add({
    ...{ reason: 'wrong-credentials', protocol: 'http', clientId: request.ip, credentialName: name },
    ...{ topic: request.url, detail: '凭据名或密钥不正确', payload: '' },
  })
  throw unauthenticated('凭据名或密钥不正确。', 'wrong-credentials')
}

function sendError(parts: SensorThingsParts, reply: FastifyReply, error: unknown): FastifyReply {
  const { status, body } = toErrorBody(parts, error)
  if (status === 401) reply.header('www-authenticate', 'Basic realm="Civitas"')
  return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body))
}
