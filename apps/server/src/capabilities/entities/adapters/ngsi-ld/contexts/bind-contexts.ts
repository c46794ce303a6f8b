import { badData, NgsiError, noResource } from '../http/errors.ts'
import { type Exchange, type NgsiParts, readFlag, requireBody } from '../http/exchange.ts'
import type { On } from '../http/routes.ts'
import { requireObject } from '../representation/parse-entity.ts'
import type { ContextKind, HeldContext } from './context-store.ts'

const kinds: readonly string[] = ['Hosted', 'ImplicitlyCreated', 'Cached']

/** /jsonldContexts (5.13, 6.29, 6.30): add, list, serve, delete and reload @contexts. They belong to every tenant. */
export function bindContexts(parts: NgsiParts) {
  return (on: On): void => {
    on('POST', '/jsonldContexts', { permission: 'entities.write', anyTenant: true }, (x) =>
      addContext(parts, x),
    )
    const read = { permission: 'entities.read', anyTenant: true } as const
    on('GET', '/jsonldContexts', { ...read, parameters: ['details', 'kind'] }, (x) => listContexts(parts, x))
    on('GET', '/jsonldContexts/:id', { ...read, parameters: ['details'] }, (x) => serveContext(parts, x))
    const remove = { permission: 'entities.write', anyTenant: true, parameters: ['reload'] } as const
    on('DELETE', '/jsonldContexts/:id', remove, (x) => deleteContext(parts, x))
  }
}

async function addContext({ contexts }: NgsiParts, x: Exchange): Promise<void> {
  const body = requireObject(requireBody(x))
  const context = body['@context']
  if (typeof context !== 'object' || context === null) throw badData('内容应有 @context（对象或数组）')
  await contexts.resolve(context)
  const held = await contexts.add({ '@context': context }, 'Hosted')
  x.reply.code(201).header('location', held.url).send()
}

/** What is told about a kept context (5.13.3, 5.13.4). */
function toDetails(held: HeldContext) {
  return {
    URL: held.url,
    localId: held.id,
    kind: held.kind,
    timestamp: held.created_time.toISOString(),
    lastUsage: held.used_time.toISOString(),
    numberOfHits: held.uses,
  }
}

async function listContexts({ contexts }: NgsiParts, { query, reply }: Exchange): Promise<void> {
  const { kind } = query
  if (kind && !kinds.includes(kind)) throw badData(`kind 应为 ${kinds.join('、')}`)
  const found = (await contexts.list()).filter((one) => !kind || one.kind === (kind as ContextKind))
  const body = readFlag(query, 'details') ? found.map(toDetails) : found.map((one) => one.url)
  reply.type('application/json').send(JSON.stringify(body))
}

async function serveContext({ contexts }: NgsiParts, { params, query, reply }: Exchange): Promise<void> {
  const held = await contexts.find(params.id as string)
  if (!held) throw noResource(' @context', params.id as string)
  if (readFlag(query, 'details')) {
    reply.type('application/json').send(JSON.stringify(toDetails(held)))
    return
  }
  reply.type('application/ld+json').send(JSON.stringify(held.body))
}

async function deleteContext({ contexts }: NgsiParts, { params, query, reply }: Exchange): Promise<void> {
  const id = params.id as string
  const held = await contexts.find(id)
  if (!held) throw noResource(' @context', id)
  if (readFlag(query, 'reload')) {
    if (held.kind !== 'Cached') throw badData('只有 Cached 的 @context 可以重新取得')
    await contexts.reload(held)
  } else if (!(await contexts.remove(id)))
    throw new NgsiError('BadRequestData', '随平台提供的 @context 不能删除')
  reply.code(204).send()
}
