import type { EventType } from '@civitas/domain-kit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toProblem } from '../../../../kernel/http/errors.ts'
import { isId } from '../../../../kernel/ids.ts'
import { Problem } from '../../../../kernel/problem.ts'
import type { EventsParts } from '../../publish-event.ts'
import { findIntakeClient } from '../../reports/intake-clients.ts'
import { takeReport } from '../../reports/take-report.ts'
import { listServices, toDefinition, toErrors, toRequest, toRequests, toServices } from './answer.ts'
import { readQuery, readSubmission } from './read.ts'
import { findClosingWords, listRequests, type RequestFilter } from './store.ts'
import { type Answer, contentTypes, type Format, type Row, writeAnswer } from './write.ts'

type Request = FastifyRequest<{ Params: Record<string, string>; Querystring: Record<string, string> }>
type Answering = (request: Request) => Promise<Answer> | Answer

/** Open311 GeoReport v2: other programs report to the city and follow what becomes of it. */
export function bindOpen311(parts: EventsParts): void {
  parts.kernel.http.fastify.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
    )
    scope.setErrorHandler((error, request, reply) => refuse(parts, error, request as Request, reply))
    const get = (path: string, answering: Answering) => bind(scope, 'GET', path, answering)
    get('/open311/discovery', (request) => discover(request))
    get('/open311/v2/services', (request) => {
      checkJurisdiction(parts, request.query)
      return toServices(parts, isEnglish(request))
    })
    get('/open311/v2/services/:code', (request) => {
      checkJurisdiction(parts, request.query)
      return toDefinition(getService(parts, request.params.code ?? ''))
    })
    get('/open311/v2/requests', (request) => answerRequests(parts, request, {}))
    get('/open311/v2/requests/:code', (request) => answerRequest(parts, request))
    get('/open311/v2/tokens/:code', (request) => answerToken(parts, request))
    bind(scope, 'POST', '/open311/v2/requests', (request) => submit(parts, request))
  })
}

/** Binds a path under both extensions; the format is in the address, as GeoReport wants it. */
function bind(scope: FastifyInstance, method: 'GET' | 'POST', path: string, answering: Answering): void {
  const endsInCode = path.endsWith('/:code')
  const handler = async (request: Request, reply: FastifyReply) => {
    const format = formatOf(request)
    if (endsInCode) request.params.code = withoutExtension(request.params.code ?? '')
    return reply.type(contentTypes[format]).send(writeAnswer(await answering(request), format))
  }
  const urls = endsInCode ? [path] : [`${path}.json`, `${path}.xml`]
  for (const url of urls)
    scope.route({ method, url, handler: (request, reply) => handler(request as Request, reply) })
}

function withoutExtension(code: string): string {
  if (!/\.(json|xml)$/.test(code)) throw new Problem('not-found', 'format', '地址须以 .json 或 .xml 结尾')
  return code.replace(/\.(json|xml)$/, '')
}

function formatOf(request: FastifyRequest): Format {
  return new URL(request.url, 'http://x').pathname.endsWith('.json') ? 'json' : 'xml'
}

function isEnglish(request: FastifyRequest): boolean {
  return String(request.headers['accept-language'] ?? '').startsWith('en')
}

/** Errors in the form of GeoReport; what is no Problem is a bug and shows no detail. */
function refuse(parts: EventsParts, error: unknown, request: Request, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error, parts.kernel.log)
  const format = formatOf(request)
  // GeoReport v2 knows 400 (what is missing), 403 (a wrong key) and 404 (no such thing).
  const status = problem.status === 401 ? 403 : problem.status
  const words = problem.errors?.map((one) => `${one.path}：${one.message}`).join('；') ?? problem.message
  return reply
    .code(status)
    .type(contentTypes[format])
    .send(writeAnswer(toErrors(status, words), format))
}

function discover(request: Request): Answer {
  const base = `${request.protocol}://${request.host}/open311/v2`
  const endpoint: Row = {
    specification: 'http://wiki.open311.org/GeoReport_v2',
    url: base,
    changeset: '2025-06-01 00:00',
    type: 'production',
    formats: ['text/xml', 'application/json'],
  }
  const described: Row = {
    changeset: '2025-06-01 00:00',
    contact: '城市数据管理部门',
    key_service: '由平台管理员在“接入客户端”中发放',
    endpoints: [endpoint],
  }
  return { root: 'discovery', item: 'discovery', single: true, rows: [described] }
}

function checkJurisdiction({ territory }: EventsParts, given: Record<string, string | undefined>): void {
  const { jurisdiction_id: id } = given
  if (id && territory.findDivisionName(id) === null)
    throw new Problem('not-found', 'jurisdiction', `没有“${id}”这个 jurisdiction_id，请使用行政区划代码`)
}

function getService(parts: EventsParts, code: string): EventType {
  const type = listServices(parts).find((one) => one.id === code)
  if (!type) throw new Problem('not-found', 'service-code', `没有“${code}”这个 service_code`)
  return type
}

async function findClient({ kernel }: EventsParts, apiKey: string | undefined) {
  if (!apiKey) return undefined
  const client = await findIntakeClient(kernel, apiKey)
  if (!client) throw new Problem('forbidden', 'api-key', 'api_key 无效或已停用')
  return client
}

async function submit(parts: EventsParts, request: Request): Promise<Answer> {
  // Which city is meant, and who asks, some programs tell in the address and some in the form.
  const given = { ...request.query, ...(request.body as Record<string, string> | null) }
  checkJurisdiction(parts, given)
  const client = await findClient(parts, given.api_key)
  if (!client) throw new Problem('forbidden', 'api-key', '缺少 api_key')
  if (!given.service_code) throw new Problem('invalid', 'service-code', '缺少 service_code')
  const type = getService(parts, given.service_code)
  const told = readSubmission(given, type)
  const taken = await parts.kernel.db.transaction((tx) =>
    takeReport(parts, tx, { ...told, channel: client.channel, sourceSystem: client.name }),
  )
  const notice = taken.joined ? '同一问题已有人反映，已并案办理' : '已受理'
  return toRequests([
    { service_request_id: taken.report.id, service_notice: notice, account_id: given.account_id ?? null },
  ])
}

async function answerRequests(
  parts: EventsParts,
  request: Request,
  only: Partial<RequestFilter>,
): Promise<Answer> {
  checkJurisdiction(parts, request.query)
  const { db, clock } = parts.kernel
  const client = await findClient(parts, request.query.api_key)
  const rows = await listRequests(db, { ...readQuery(request.query, clock.now()), ...only })
  const answers = []
  for (const row of rows) {
    const notes = row.head.closed_time ? await findClosingWords(db, row.event_id) : null
    answers.push(toRequest(parts, row, client?.name === row.source_system, notes))
  }
  return toRequests(answers)
}

async function answerRequest(parts: EventsParts, request: Request): Promise<Answer> {
  const id = request.params.code ?? ''
  const only = { ids: isId(id) ? [id] : [], from: undefined, to: undefined }
  const answer = await answerRequests(parts, request, only)
  if (answer.rows.length === 0)
    throw new Problem('not-found', 'request', `没有“${id}”这个 service_request_id`)
  return answer
}

/** Requests get their ids at once, so a token is the id itself. */
async function answerToken(parts: EventsParts, request: Request): Promise<Answer> {
  await answerRequest(parts, request)
  const id = request.params.code ?? ''
  return toRequests([{ service_request_id: id, token: id }])
}
