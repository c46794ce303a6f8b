import type { Kernel } from '../../../../../kernel/kernel.ts'
import type { TermMap } from '../contexts/term-map.ts'
import { badData, noResource } from '../http/errors.ts'
import {
  bodyTerms,
  type Exchange,
  linkTerms,
  type NgsiParts,
  readFlag,
  requireBody,
} from '../http/exchange.ts'
import type { On } from '../http/routes.ts'
import { requireName, requireUri } from '../representation/checks.ts'
import { type Instance, iriOf, keyOf, type LdEntity } from '../representation/model.ts'
import { parseAttribute } from '../representation/parse-attribute.ts'
import { parseEntity, requireObject } from '../representation/parse-entity.ts'
import { deleteGoneAttribute } from '../temporal/delete-gone-attribute.ts'
import { finish, requireId } from './bind-entities.ts'
import {
  type AttributeResult,
  addTypes,
  appendAttributes,
  mergeInstance,
  toInstance,
  updateAttributes,
} from './change-attributes.ts'

/** /entities/{id}/attrs and /entities/{id}/attrs/{name} (6.6, 6.7). */
export function bindAttributes(kernel: Kernel, parts: NgsiParts) {
  return (on: On): void => {
    const write = { permission: 'entities.write', parameters: ['options', 'local', 'via', 'type'] } as const
    on('POST', '/entities/:id/attrs', write, (x) => changeAll(parts, x, 'append'))
    on('PATCH', '/entities/:id/attrs', write, (x) => changeAll(parts, x, 'update'))
    on('PATCH', '/entities/:id/attrs/:name', write, (x) => changeOne(parts, x, 'merge'))
    on('PUT', '/entities/:id/attrs/:name', write, (x) => changeOne(parts, x, 'replace'))
    const remove = { ...write, parameters: ['datasetId', 'deleteAll', 'local', 'via', 'type'] }
    on('DELETE', '/entities/:id/attrs/:name', remove, (x) => deleteAttribute(kernel, parts, x))
  }
}

async function changeAll(parts: NgsiParts, x: Exchange, way: 'append' | 'update'): Promise<void> {
  const uri = requireId(x)
  const body = requireBody(x)
  const noOverwrite = readOptions(x).includes('noOverwrite')
  const given = parseEntity(body, await bodyTerms(parts, x, body), 'fragment')
  const empty = Object.keys(given.attributes).length === 0 && !given.types && given.scopes === undefined
  if (empty && given.expiresAt === undefined) throw badData('内容中没有属性')
  const change = (entity: LdEntity, now: string): AttributeResult => {
    addTypes(entity, given)
    return way === 'append'
      ? appendAttributes(entity, given.attributes, now, noOverwrite)
      : updateAttributes(entity, given.attributes, now)
  }
  const [outcome] = await parts.broker.change(x.caller, [{ uri, change }])
  if (outcome?.error) throw outcome.error
  sendUpdateResult(x, outcome?.result)
}

function readOptions({ query }: Exchange): string[] {
  const options = (query.options ?? '').split(',').filter(Boolean)
  const unknown = options.find((one) => one !== 'noOverwrite')
  if (unknown) throw badData(`options 不正确：${unknown}`)
  return options
}

/** 204 when all was done, 207 with an UpdateResult otherwise (6.6.3). Names are told as IRIs. */
function sendUpdateResult(
  { reply }: Exchange,
  result: AttributeResult = { updated: [], notUpdated: [] },
): void {
  if (result.notUpdated.length === 0) {
    reply.code(204).send()
    return
  }
  const body = {
    updated: result.updated.map(iriOf),
    notUpdated: result.notUpdated.map(({ key, reason }) => ({ attributeName: iriOf(key), reason })),
  }
  reply.code(207).type('application/json').send(JSON.stringify(body))
}

function attributeKey(x: Exchange, terms: TermMap): string {
  return keyOf(terms.expand(requireName(x.params.name, '属性')))
}

async function changeOne(parts: NgsiParts, x: Exchange, way: 'merge' | 'replace'): Promise<void> {
  const uri = requireId(x)
  const body = requireBody(x)
  const terms = await bodyTerms(parts, x, body)
  const { '@context': _context, ...fragment } = requireObject(body)
  const key = attributeKey(x, terms)
  const given = parseAttribute(x.params.name as string, fragment, terms, 'fragment')
  const change = (entity: LdEntity, now: string) => {
    for (const one of given) {
      const held = entity.attributes[key] ?? []
      const old = held.find((other) => (other.datasetId ?? '') === (one.datasetId ?? ''))
      if (!old) throw noResource('属性', x.params.name as string)
      const rest = held.filter((other) => other !== old)
      if (one.removed && rest.length === 0) delete entity.attributes[key]
      else if (one.removed) entity.attributes[key] = rest
      else {
        const next = way === 'merge' ? mergeInstance(key, old, one, now) : toInstance(key, one, now, old)
        entity.attributes[key] = held.map((other) => (other === old ? next : other))
      }
    }
  }
  finish(x, await parts.broker.change(x.caller, [{ uri, change }]))
}

async function deleteAttribute(kernel: Kernel, parts: NgsiParts, x: Exchange): Promise<void> {
  const uri = requireId(x)
  const key = attributeKey(x, await linkTerms(parts, x))
  const all = readFlag(x.query, 'deleteAll')
  const datasetId = x.query.datasetId ? requireUri(x.query.datasetId, 'datasetId') : ''
  const isMeant = (one: Instance) => all || (one.datasetId ?? '') === datasetId
  const change = (entity: LdEntity) => {
    if (key === 'scope' && entity.scopes.length > 0) {
      entity.scopes = []
      return
    }
    const held = entity.attributes[key] ?? []
    const rest = held.filter((one) => !isMeant(one))
    if (rest.length === held.length) throw noResource('属性', x.params.name as string)
    if (rest.length > 0) entity.attributes[key] = rest
    else delete entity.attributes[key]
  }
  const outcomes = await parts.broker.change(x.caller, [{ uri, change }])
  const isUnknown = outcomes[0]?.error?.kind === 'ResourceNotFound'
  if (isUnknown && (await deleteGoneAttribute(kernel, parts, x, uri, key, isMeant))) x.reply.code(204).send()
  else finish(x, outcomes)
}
