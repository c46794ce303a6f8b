import type { TermMap } from '../contexts/term-map.ts'
import { readTelling, requireAttributes } from '../entities/bind-entities.ts'
import { type EntityQuery, queryEntities } from '../entities/query-entities.ts'
import { noResource } from '../http/errors.ts'
import {
  addPageHeaders,
  bodyTerms,
  chooseAnswer,
  type Exchange,
  linkedLoader,
  linkTerms,
  requireBody,
} from '../http/exchange.ts'
import { geoMedia } from '../http/media.ts'
import { readBodyQuery } from '../http/read-body-query.ts'
import { readShownQuery } from '../http/read-query.ts'
import { sendEntities, sendEntity } from '../http/send-entities.ts'
import { compareBy } from '../query/order.ts'
import { parseTypes } from '../query/select-types.ts'
import type { Wanted } from '../registrations/match-registration.ts'
import { isUri } from '../representation/checks.ts'
import type { LdEntity } from '../representation/model.ts'
import { iriOf } from '../representation/model.ts'
import { coreMembers } from '../representation/projection.ts'
import type { Representation } from '../representation/to-json.ts'
import {
  askForEntities,
  type Distribution,
  filterSources,
  maySee,
  narrowTo,
  withoutTaken,
} from './ask-source.ts'
import { type Contribution, mergeEntities } from './merge-entities.ts'
import { readersOf, type Source } from './select-sources.ts'

/** Attributes a request names by attrs or pick, as IRIs; empty when it wants all. */
function attributesOf({ query }: Exchange, { pick }: Representation): string[] {
  if (!pick || (query.attrs ?? query.pick ?? '') === '') return []
  return [...pick].filter((key) => !coreMembers.has(key)).map(iriOf)
}

/** Retrieve Entity (5.7.1) over several brokers. */
export async function retrieveTogether(distribution: Distribution, x: Exchange): Promise<boolean> {
  const { parts } = distribution
  const { id } = x.params
  if (!isUri(id)) return false
  const terms = await linkTerms(parts, x)
  const telling = readTelling(parts, x, terms)
  const wanted = attributesOf(x, telling.how)
  const local = await parts.broker.retrieve(x.caller, id)
  const types = x.query.type ? parseTypes(x.query.type, terms) : toSelection(local)
  const attributes = wanted.length > 0 ? { attributes: wanted } : {}
  const found = distribution.select(
    x.caller.tenant,
    { ids: [id], ...(types ? { types } : {}), ...attributes },
    ['retrieveEntity'],
  )
  const sources = readersOf(found)
  if (sources.length === 0) return false
  const media = chooseAnswer(x, geoMedia)
  const path = pathOf(id)
  const type: Record<string, string> = x.query.type ? { type: x.query.type } : {}
  const answers = await Promise.all(
    sources.map((source) => {
      const query = { ...type, ...narrowTo(source, wanted, terms) }
      return askForEntities(distribution, x, source, { method: 'GET', path, query }, terms)
    }),
  )
  const told = answers.flat().filter(({ entity }) => entity.id === id && maySee(distribution, x, entity))
  const entity = mergeEntities(withoutTaken(local, sources), told)
  if (!entity) throw noResource('实体', id)
  requireAttributes(x, entity, telling.how)
  await sendEntity(parts, x, media, entity, telling, terms)
  return true
}

function toSelection(entity: LdEntity | undefined): Wanted['types'] {
  return entity && { kind: 'or', parts: entity.types.map((type) => ({ type })) }
}

/** Parameters that select, of which every source is asked the same. */
export const forwardedFilters = new Set([
  ...['id', 'type', 'idPattern', 'attrs', 'q', 'georel', 'geometry', 'coordinates', 'geoproperty', 'scopeQ'],
  ...['expandValues', 'datasetId'],
])

/** Entities by id, from here and from sources that hold them. */
export async function loadTogether(
  distribution: Distribution,
  x: Exchange,
  uris: readonly string[],
  terms: TermMap,
): Promise<Map<string, LdEntity>> {
  const held = await distribution.parts.broker.retrieveMany(x.caller, uris)
  if (!distribution.hasSources(x.caller.tenant)) return held
  const asked = uris.flatMap((id) => {
    const types = toSelection(held.get(id))
    const wanted = { ids: [id], ...(types ? { types } : {}) }
    const sources = readersOf(distribution.select(x.caller.tenant, wanted, ['retrieveEntity']))
    return sources.map((source) => ({ source, path: pathOf(id) }))
  })
  const answers = await Promise.all(
    asked.map(({ source, path }) =>
      askForEntities(
        distribution,
        x,
        source,
        { method: 'GET', path, query: narrowTo(source, [], terms) },
        terms,
      ),
    ),
  )
  const told = answers.flat().filter(({ entity }) => uris.includes(entity.id))
  const sources = asked.map((one) => one.source)
  const all = putTogether(distribution, x, [...held.values()], told, sources)
  // Ids of merged entities lead to others and stay in the answer.
  return new Map([...held, ...all.map((one) => [one.id, one] as const)])
}

const pathOf = (id: string) => `/entities/${encodeURIComponent(id).replaceAll('%3A', ':')}`

/** Query Entities (5.7.2) over several brokers: each answers for itself, entities of the same id are put together. */
export async function queryTogether(distribution: Distribution, x: Exchange): Promise<boolean> {
  const { parts, db } = distribution
  const terms = await linkTerms(parts, x)
  const telling = readTelling(parts, x, terms)
  const query = readShownQuery(parts, x.query, terms, telling.how)
  const [selector] = query.selectors
  const wanted = attributesOf(x, telling.how)
  const found = distribution.select(
    x.caller.tenant,
    { ...selector, ...(wanted.length > 0 ? { attributes: wanted } : {}) },
    ['queryEntity'],
  )
  const sources = filterSources(readersOf(found), x.query.csf, terms)
  if (sources.length === 0) return false
  const media = chooseAnswer(x, geoMedia)
  const own = Object.fromEntries(
    Object.entries(x.query).filter(([name, value]) => forwardedFilters.has(name) && value !== ''),
  )
  const page = pageOf(x, query)
  const [local, ...answers] = await Promise.all([
    queryEntities(db, parts.broker, x.caller, { ...query, limit: query.offset + query.limit, offset: 0 }),
    ...sources.map((source) => {
      const asked = { ...own, ...page, ...narrowTo(source, wanted, terms) }
      return askForEntities(
        distribution,
        x,
        source,
        { method: 'GET', path: '/entities', query: asked },
        terms,
      )
    }),
  ])
  const all = inOrder(putTogether(distribution, x, local.entities, answers.flat(), sources), query)
  const known = new Set(local.entities.map((one) => one.id))
  const more = all.filter((one) => !known.has(one.id)).length
  const shown = all.slice(query.offset, query.offset + query.limit)
  const total = local.total === null ? null : local.total + more
  addPageHeaders(x, query, { total, more: local.more || all.length > query.offset + query.limit })
  await sendEntities(parts, x, media, shown, telling, terms)
  return true
}

function inOrder(entities: LdEntity[], { order }: EntityQuery): LdEntity[] {
  return order ? entities.sort(compareBy(order)) : entities
}

/** Every source gives the page and those before it, for entities of others may come between. */
function pageOf(x: Exchange, { limit, offset }: { limit: number; offset: number }): Record<string, string> {
  return x.query.limit || x.query.offset ? { limit: String(Math.min(limit + offset, 1000)) } : {}
}

function putTogether(
  distribution: Distribution,
  x: Exchange,
  local: readonly LdEntity[],
  told: readonly Contribution[],
  sources: readonly Source[],
): LdEntity[] {
  const held = new Map(local.map((one) => [one.id, one]))
  const byId = new Map<string, Contribution[]>(local.map((one) => [one.id, []]))
  for (const one of told) {
    if (!maySee(distribution, x, one.entity)) continue
    byId.set(one.entity.id, [...(byId.get(one.entity.id) ?? []), one])
  }
  return [...byId].flatMap(([id, contributions]) => {
    const mine = contributions.length > 0 ? withoutTaken(held.get(id), sources) : held.get(id)
    return mergeEntities(mine, contributions) ?? []
  })
}

/** Query by POST (5.7.2, 6.23) over several brokers. */
export async function queryBatchTogether(distribution: Distribution, x: Exchange): Promise<boolean> {
  const { parts, db } = distribution
  const body = requireBody(x)
  const terms = await bodyTerms(parts, x, body)
  const { query, how, joining } = readBodyQuery(parts, body, x.query, terms)
  const wishes = query.selectors.length > 0 ? query.selectors : [{}]
  const concerned = new Set(
    wishes
      .flatMap((selector) => readersOf(distribution.select(x.caller.tenant, selector, ['queryBatch'])))
      .map((one) => one.row.id),
  )
  const { csf } = body as { csf?: unknown }
  const sources = filterSources(
    distribution.select(x.caller.tenant, {}, ['queryBatch']).filter((one) => concerned.has(one.row.id)),
    typeof csf === 'string' ? csf : undefined,
    terms,
  )
  if (sources.length === 0) return false
  const media = chooseAnswer(x, geoMedia)
  const [local, ...answers] = await Promise.all([
    queryEntities(db, parts.broker, x.caller, { ...query, limit: query.offset + query.limit, offset: 0 }),
    ...sources.map((source) => {
      const request = { method: 'POST', path: '/entityOperations/query', query: pageOf(x, query), body }
      return askForEntities(distribution, x, source, request, terms)
    }),
  ])
  const all = inOrder(putTogether(distribution, x, local.entities, answers.flat(), sources), query)
  const shown = all.slice(query.offset, query.offset + query.limit)
  const more = local.more || all.length > query.offset + query.limit
  addPageHeaders(x, query, { total: query.count ? all.length : null, more })
  const load = linkedLoader(parts, x, terms)
  await sendEntities(parts, x, media, shown, { how, joining, load }, terms)
  return true
}
