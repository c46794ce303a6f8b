import type { Queryable } from '../../../../../kernel/db/database.ts'
import type { TermMap } from '../contexts/term-map.ts'
import { badData, noResource } from '../http/errors.ts'
import {
  addPageHeaders,
  bodyTerms,
  chooseAnswer,
  type Exchange,
  linkedLoader,
  linkTerms,
  type NgsiParts,
  requireBody,
} from '../http/exchange.ts'
import { geoMedia } from '../http/media.ts'
import {
  queryParameters,
  readEntityQuery,
  readJoining,
  readRepresentation,
  readShownQuery,
  representationParameters,
} from '../http/read-query.ts'
import { mount, type On } from '../http/routes.ts'
import { sendEntities, sendEntity, type Telling } from '../http/send-entities.ts'
import { isUri, toDateTime } from '../representation/checks.ts'
import type { LdEntity } from '../representation/model.ts'
import { parseEntity } from '../representation/parse-entity.ts'
import type { Representation } from '../representation/to-json.ts'
import type { Outcome } from './broker.ts'
import { addTypes, mergeAttributes, toNewEntity } from './change-attributes.ts'
import { queryEntities } from './query-entities.ts'

/** /entities and /entities/{id} (6.4, 6.5). */
export function bindEntities(db: Queryable, parts: NgsiParts) {
  return (on: On): void => {
    on(
      'POST',
      '/entities',
      { permission: 'entities.write', createsTenant: true, parameters: ['local', 'via'] },
      (x) => createEntity(parts, x),
    )
    on('GET', '/entities', { permission: 'entities.read', parameters: queryParameters }, async (x) => {
      const media = chooseAnswer(x, geoMedia)
      const terms = await linkTerms(parts, x)
      const telling = readTelling(parts, x, terms)
      const query = readShownQuery(parts, x.query, terms, telling.how)
      const page = await queryEntities(db, parts.broker, x.caller, query)
      addPageHeaders(x, query, page)
      await sendEntities(parts, x, media, page.entities, telling, terms)
    })
    on('DELETE', '/entities', { permission: 'entities.write', parameters: queryParameters }, (x) =>
      purge(db, parts, x),
    )
    const retrieving = ['type', ...representationParameters]
    on('GET', '/entities/:id', { permission: 'entities.read', parameters: retrieving }, (x) =>
      retrieveEntity(parts, x),
    )
    const changing = ['options', 'format', 'observedAt', 'lang', 'local', 'via', 'type']
    on('PATCH', '/entities/:id', { permission: 'entities.write', parameters: changing }, (x) =>
      mergeEntity(parts, x),
    )
    on('PUT', '/entities/:id', { permission: 'entities.write', parameters: changing }, (x) =>
      replaceEntity(parts, x),
    )
    for (const method of ['PUT', 'PATCH'] as const)
      on(method, '/entities', { permission: 'entities.write', parameters: changing }, async () => {
        throw badData('地址中缺少实体 id')
      })
    on(
      'DELETE',
      '/entities/:id',
      { permission: 'entities.write', parameters: ['type', 'local', 'via'] },
      async (x) => {
        finish(x, await parts.broker.remove(x.caller, [requireId(x)]))
      },
    )
  }
}

/** The id in the address, refused when it is no URI. */
export function requireId({ params }: Exchange): string {
  if (!isUri(params.id)) throw badData(`id 应为 URI：${params.id}`)
  return params.id
}

/** Answers 204, or with the error of the one entity. */
export function finish({ reply }: Exchange, outcomes: ReadonlyArray<Outcome<unknown>>): void {
  const error = outcomes[0]?.error
  if (error) throw error
  reply.code(204).send()
}

async function createEntity(parts: NgsiParts, x: Exchange): Promise<void> {
  const body = requireBody(x)
  const terms = await bodyTerms(parts, x, body)
  const given = parseEntity(body, terms, 'whole')
  const [outcome] = await parts.broker.create(x.caller, [given])
  if (outcome?.error) throw outcome.error
  x.reply.code(201).header('location', `${mount}/entities/${given.id}`).send()
}

async function retrieveEntity(parts: NgsiParts, x: Exchange): Promise<void> {
  const media = chooseAnswer(x, geoMedia)
  const id = requireId(x)
  const terms = await linkTerms(parts, x)
  const telling = readTelling(parts, x, terms)
  const entity = await parts.broker.retrieve(x.caller, id)
  if (!entity) throw noResource('实体', id)
  requireAttributes(x, entity, telling.how)
  await sendEntity(parts, x, media, entity, telling, terms)
}

/** How a request wants entities told. */
export function readTelling(parts: NgsiParts, x: Exchange, terms: TermMap): Telling {
  return {
    how: readRepresentation(x.query, terms),
    joining: readJoining(x.query),
    load: linkedLoader(parts, x, terms),
  }
}

/** Entities without any of the attributes that were asked for are not found (5.7.1.4). */
export function requireAttributes({ query }: Exchange, entity: LdEntity, { pick }: Representation): void {
  if (query.attrs && pick && !Object.keys(entity.attributes).some((key) => pick.has(key)))
    throw noResource('具有这些属性的实体', entity.id)
}

async function mergeEntity(parts: NgsiParts, x: Exchange): Promise<void> {
  const id = requireId(x)
  const body = requireBody(x)
  const given = parseEntity(body, await bodyTerms(parts, x, body), 'fragment')
  if (given.id !== undefined && given.id !== id) throw badData('内容中的 id 与地址不同')
  const observedAt = x.query.observedAt ? toDateTime(x.query.observedAt, 'observedAt') : undefined
  const options = { ...(observedAt ? { observedAt } : {}), ...(x.query.lang ? { lang: x.query.lang } : {}) }
  finish(
    x,
    await parts.broker.change(x.caller, [
      {
        uri: id,
        change: (entity, now) => {
          addTypes(entity, given)
          mergeAttributes(entity, given.attributes, now, options)
        },
      },
    ]),
  )
}

async function replaceEntity(parts: NgsiParts, x: Exchange): Promise<void> {
  const id = requireId(x)
  const body = requireBody(x)
  const given = parseEntity(body, await bodyTerms(parts, x, body), 'fragment')
  if (given.id !== undefined && given.id !== id) throw badData('内容中的 id 与地址不同')
  const change = (entity: Parameters<typeof addTypes>[0], now: string) => {
    const next = toNewEntity({ ...given, id, types: given.types ?? entity.types }, now)
    entity.types = next.types
    entity.scopes = next.scopes
    entity.attributes = next.attributes
    entity.expiresAt = next.expiresAt
  }
  finish(x, await parts.broker.change(x.caller, [{ uri: id, change }]))
}

/** Purge (5.6.21): what a query selects is deleted, page by page until nothing is left. */
async function purge(db: Queryable, parts: NgsiParts, x: Exchange): Promise<void> {
  const terms = await linkTerms(parts, x)
  const query = { ...readEntityQuery(parts, x.query, terms), limit: 1000, offset: 0, count: false }
  for (;;) {
    const page = await queryEntities(db, parts.broker, x.caller, query)
    if (page.entities.length === 0) break
    await parts.broker.remove(
      x.caller,
      page.entities.map((one) => one.id),
    )
  }
  x.reply.code(204).send()
}
