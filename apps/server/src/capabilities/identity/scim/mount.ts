import type { FastifyReply, FastifyRequest } from 'fastify'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { AuditTrail } from '../audit.ts'
import type { SignOn } from '../sign-on/mount.ts'
import { findClientByName } from '../sign-on/store.ts'
import { noResource, ScimError, wrongSyntax } from './errors.ts'
import { parseFilter } from './filter.ts'
import { toSql } from './filter-sql.ts'
import { removeGroup, saveGroup, toScimGroup } from './groups.ts'
import { applyPatch } from './patch.ts'
import { listOf, mostResults, readDiscovery } from './schemas.ts'
import { project } from './select.ts'
import * as store from './store.ts'
import { removeUser, saveUser, toScimUser } from './users.ts'

const mount = '/scim/v2'
const type = 'application/scim+json; charset=utf-8'

interface ScimParts {
  kernel: Kernel
  signOn: SignOn
  audit: AuditTrail
  /** After accounts or organisations have changed. */
  onChange: () => Promise<void>
}

type Resource = Record<string, unknown>
interface Call {
  parts: ScimParts
  clientId: string
  root: string
  request: FastifyRequest
  reply: FastifyReply
  query: Record<string, string | undefined>
}

/** One kind of resource: how it is listed, found, shown, written and taken away. */
interface Handlers<Row> {
  noun: string
  page(
    call: Call,
    filter: string | undefined,
    at: { limit: number; offset: number },
  ): Promise<{ rows: Row[]; total: number }>
  kind: store.ResourceKind
  find(call: Call, db: Queryable, id: string): Promise<Row | undefined>
  show(row: Row, root: string): Resource
  save(call: Call, tx: Transaction, body: unknown, before?: Row): Promise<string>
  remove(call: Call, tx: Transaction, row: Row): Promise<void>
}

const users: Handlers<store.ScimUserRow> = {
  noun: '用户',
  page: ({ parts, clientId }, filter, at) =>
    store.pageOfUsers(parts.kernel.db, clientId, {
      ...at,
      where: filter ? toSql(parseFilter(filter), store.userFilters) : null,
    }),
  kind: 'User',
  find: ({ clientId }, db, id) => store.findScimUser(db, clientId, id),
  show: toScimUser,
  save: ({ parts, clientId }, tx, body, before) => saveUser(parts.kernel, tx, clientId, body, before),
  remove: ({ parts }, tx, row) => removeUser(parts.kernel, tx, row),
}
const groups: Handlers<store.ScimGroupRow> = {
  noun: '单位',
  page: ({ parts, clientId }, filter, at) =>
    store.pageOfGroups(parts.kernel.db, clientId, {
      ...at,
      where: filter ? toSql(parseFilter(filter), store.groupFilters) : null,
    }),
  kind: 'Group',
  find: ({ clientId }, db, id) => store.findGroup(db, clientId, id),
  show: toScimGroup,
  save: ({ parts, clientId }, tx, body, before) => saveGroup(parts.kernel, tx, clientId, body, before),
  remove: (_, tx, row) => removeGroup(tx, row),
}

/** Serves SCIM 2.0 (RFC 7643, 7644) to systems that provision accounts of staff and their organisations. */
export function mountScim(parts: ScimParts): void {
  void parts.kernel.http.fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    scope.setErrorHandler((error, _request, reply) => refuse(parts, reply, error))
    const handler = (request: FastifyRequest, reply: FastifyReply) => answer(parts, request, reply)
    const method = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
    scope.route({ method, url: `${mount}/*`, handler })
  })
}

async function answer(parts: ScimParts, request: FastifyRequest, reply: FastifyReply) {
  const path = decodeURIComponent(request.url.slice(mount.length).split('?')[0] ?? '').replace(/\/$/, '')
  const root = `${request.protocol}://${request.host}${mount}`
  reply.type(type)
  const clientId = await requireClient(parts, request)
  const query = request.query as Call['query']
  const call: Call = { parts, clientId, root, request, reply, query }
  const discovered = readDiscovery(root, path)
  if (discovered) {
    if (request.method !== 'GET') throw new ScimError(405, '只能读取')
    if (query.filter) throw new ScimError(403, '发现接口不支持筛选')
    return discovered
  }
  const [, kind = '', id] = path.split('/')
  if (kind === 'Me') throw new ScimError(501, '同步应用不是个人，没有 /Me')
  if (kind === 'Users') return serve(call, users, id)
  if (kind === 'Groups') return serve(call, groups, id)
  throw new ScimError(404, `没有这个地址：${path}`)
}

/** The application behind the token: one of kind `service` that was given the scope `scim` and is not disabled. */
async function requireClient({ kernel, signOn }: ScimParts, request: FastifyRequest): Promise<string> {
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ')
  const isBearer = scheme.toLowerCase() === 'bearer' && token !== ''
  const provider = isBearer ? await signOn.providerFor(request) : null
  const known = await provider?.ClientCredentials.find(token)
  if (!known?.clientId || known.isExpired) throw new ScimError(401, '须以同步应用的令牌调用')
  const client = await findClientByName(kernel.db, known.clientId)
  if (!client || client.disabled) throw new ScimError(401, '应用已停用')
  if (!known.scopes.has('scim') || !client.scopes.includes('scim'))
    throw new ScimError(403, '该应用没有同步账号的权限（scim）')
  return known.clientId
}

async function serve<Row>(call: Call, handlers: Handlers<Row>, id: string | undefined) {
  const { request, reply } = call
  if (!id || id === '.search') return serveAll(call, handlers, id)
  if (request.method !== 'GET') return write(call, handlers, id)
  const row = await handlers.find(call, call.parts.kernel.db, id)
  if (!row) throw noResource(handlers.noun, id)
  const shown = handlers.show(row, call.root)
  const etag = tagOf(shown)
  reply.header('etag', etag)
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return project(withVersion(shown, etag), call.query)
}

const acts = { DELETE: 'removed', PATCH: 'patched', PUT: 'replaced' } as const

/** Changes one resource: read, compared with If-Match (RFC 7644 3.14) and written while nobody else may. */
async function write<Row>(call: Call, handlers: Handlers<Row>, id: string) {
  const { request, reply, parts } = call
  const method = request.method as keyof typeof acts
  if (!acts[method]) throw new ScimError(405, '不支持的方法')
  const body = method === 'DELETE' ? undefined : readBody(request)
  await parts.kernel.db.transaction(async (tx) => {
    await store.lockForWrite(tx, handlers.kind, id)
    const row = await handlers.find(call, tx, id)
    if (!row) throw noResource(handlers.noun, id)
    const shown = handlers.show(row, call.root)
    const wanted = request.headers['if-match']
    if (wanted && wanted !== '*' && wanted !== tagOf(shown))
      throw new ScimError(412, '资源已被修改，请重新读取')
    if (method === 'DELETE') await handlers.remove(call, tx, row)
    else await handlers.save(call, tx, method === 'PATCH' ? applyPatch(shown, body) : body, row)
  })
  await changed(call, handlers.noun, acts[method], id)
  return method === 'DELETE' ? reply.code(204).send() : sendOne(call, handlers, id, 200)
}

async function serveAll<Row>(call: Call, handlers: Handlers<Row>, id: string | undefined) {
  const { request } = call
  if (request.method === 'POST' && !id) {
    const body = readBody(request)
    const made = await call.parts.kernel.db.transaction((tx) => handlers.save(call, tx, body))
    await changed(call, handlers.noun, 'created', made)
    return sendOne(call, handlers, made, 201)
  }
  const isSearch = id === '.search' && request.method === 'POST'
  if (!isSearch && request.method !== 'GET') throw new ScimError(405, '不支持的方法')
  const asked = isSearch ? searched(readBody(request)) : call.query
  const startIndex = Math.max(1, toNumber(asked.startIndex, 1))
  const limit = Math.min(mostResults, Math.max(0, toNumber(asked.count, 100)))
  const { rows, total } = await handlers.page(call, asked.filter, { limit, offset: startIndex - 1 })
  const shown = rows.map((row) => {
    const one = handlers.show(row, call.root)
    return project(withVersion(one, tagOf(one)), asked)
  })
  return listOf(shown, total, startIndex)
}

async function sendOne<Row>(call: Call, handlers: Handlers<Row>, id: string, status: number) {
  const row = await handlers.find(call, call.parts.kernel.db, id)
  if (!row) throw noResource(handlers.noun, id)
  const shown = handlers.show(row, call.root)
  const etag = tagOf(shown)
  call.reply.code(status).header('etag', etag)
  if (status === 201) call.reply.header('location', (shown.meta as { location: string }).location)
  return project(withVersion(shown, etag), call.query)
}

async function changed({ parts, request, clientId }: Call, noun: string, act: string, id: string) {
  parts.audit.record({
    ...{ userId: null, account: clientId, action: `identity.scim.${act}`, target: id, outcome: 'done' },
    ...{ ip: request.ip, traceId: request.traceId, detail: { resource: noun } },
  })
  await parts.onChange()
}

/** A weak tag over what is shown, without when it was written. */
function tagOf({ meta: _meta, ...rest }: Resource): string {
  return `W/"${sm3(JSON.stringify(rest)).slice(0, 24)}"`
}

function withVersion(shown: Resource, version: string): Resource {
  return { ...shown, meta: { ...(shown.meta as object), version } }
}

function readBody(request: FastifyRequest): unknown {
  try {
    return JSON.parse(String(request.body ?? ''))
  } catch {
    throw wrongSyntax('请求内容不是有效的 JSON')
  }
}

function searched(body: unknown): Call['query'] {
  const { attributes, excludedAttributes, ...rest } = (body ?? {}) as Record<string, unknown>
  const list = (value: unknown) => (value === undefined ? undefined : [value].flat().join(','))
  return {
    ...(rest as Call['query']),
    ...{ attributes: list(attributes), excludedAttributes: list(excludedAttributes) },
  }
}

function toNumber(value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise
  const number = Number(value)
  if (!Number.isInteger(number)) throw new ScimError(400, 'startIndex 与 count 须为整数', 'invalidValue')
  return number
}

function refuse({ kernel }: ScimParts, reply: FastifyReply, error: unknown): FastifyReply {
  const known = error as { code?: string; statusCode?: number; message?: string }
  const shown =
    error instanceof ScimError
      ? error
      : known.code === '23505'
        ? new ScimError(409, 'externalId 或名称已被使用', 'uniqueness')
        : known.statusCode && known.statusCode < 500
          ? new ScimError(known.statusCode, known.message ?? '')
          : new ScimError(500, '平台内部错误')
  if (shown.status >= 500 && shown.status !== 501)
    kernel.log.error(
      { error: (error as Error).stack ?? String(error) },
      'scim: something unexpected was thrown',
    )
  if (shown.status === 401) reply.header('www-authenticate', 'Bearer realm="Civitas"')
  return reply.code(shown.status).type(type).send(JSON.stringify(shown.toBody()))
}
