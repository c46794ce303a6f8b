import type { TermMap } from '../contexts/term-map.ts'
import { chooseDatasets } from '../representation/choose-datasets.ts'
import { fitVersion, readPreferredVersion } from '../representation/fit-version.ts'
import { type Joining, joinLinked, type LoadEntities } from '../representation/join-linked.ts'
import { keyOf, type LdEntity } from '../representation/model.ts'
import { type Representation, toFeature, toJson } from '../representation/to-json.ts'
import { noResource } from './errors.ts'
import { answerContext, type Exchange, linkContext, type NgsiParts, sendTerms } from './exchange.ts'
import type { Media } from './media.ts'

/** How entities are told in an answer. */
export interface Telling {
  how: Representation
  joining?: Joining | undefined
  /** Gives linked entities, when they are to be joined. */
  load: LoadEntities
}

/** Sends a page of entities as an array or a FeatureCollection. */
export async function sendEntities(
  parts: NgsiParts,
  exchange: Exchange,
  media: Media,
  entities: readonly LdEntity[],
  telling: Telling,
  terms: TermMap,
): Promise<void> {
  const { shown, json } = await tellAll(exchange, entities, telling, terms)
  if (media === 'application/geo+json') await sendFeatures(parts, exchange, shown, json, terms)
  else await sendTerms(parts, exchange, media, json, terms)
}

/** Sends one entity as an object or a Feature; as several when linked ones are told beside it. */
export async function sendEntity(
  parts: NgsiParts,
  exchange: Exchange,
  media: Media,
  entity: LdEntity,
  telling: Telling,
  terms: TermMap,
): Promise<void> {
  const { shown, json } = await tellAll(exchange, [entity], telling, terms)
  const [first = {}] = json
  if (Object.keys(first).length === 0) throw noResource('具有所选成员的实体', entity.id)
  if (json.length > 1) {
    if (media === 'application/geo+json') await sendFeatures(parts, exchange, shown, json, terms)
    else await sendTerms(parts, exchange, media, json, terms)
  } else if (media === 'application/geo+json')
    await sendGeo(parts, exchange, toFeature(entity, first, geometryKey(exchange, terms)), terms)
  else await sendTerms(parts, exchange, media, first, terms)
}

async function tellAll(
  { request, reply }: Exchange,
  entities: readonly LdEntity[],
  { how, joining, load }: Telling,
  terms: TermMap,
): Promise<{ shown: LdEntity[]; json: Record<string, unknown>[] }> {
  const version = readPreferredVersion(request.headers.prefer)
  const fitted = version ? entities.map((one) => fitVersion(one, version, terms)) : entities
  // 203 tells that another version of the payload was made for this client.
  if (fitted.some((one, i) => one !== entities[i])) reply.code(203)
  const shown = fitted.map((one) => chooseDatasets(one, how.datasets))
  const json = shown.map((one) => toJson(one, how, terms))
  return { shown, json: joining ? await joinLinked(shown, json, how, terms, joining, load) : json }
}

async function sendFeatures(
  parts: NgsiParts,
  exchange: Exchange,
  entities: readonly LdEntity[],
  json: readonly Record<string, unknown>[],
  terms: TermMap,
): Promise<void> {
  const key = geometryKey(exchange, terms)
  const nowhere: LdEntity = { id: '', types: [], scopes: [], attributes: {}, createdAt: '', modifiedAt: '' }
  const features = json.map((one, i) => toFeature(entities[i] ?? nowhere, one, key))
  await sendGeo(parts, exchange, { type: 'FeatureCollection', features }, terms)
}

function geometryKey({ query }: Exchange, terms: TermMap): string {
  return keyOf(terms.expand(query.geometryProperty || 'location'))
}

/** GeoJSON carries its @context inside unless the client prefers it in the Link header (6.3.6). */
async function sendGeo(
  parts: NgsiParts,
  { request, reply }: Exchange,
  json: object,
  terms: TermMap,
): Promise<void> {
  reply.type('application/geo+json')
  if (String(request.headers.prefer ?? '').replaceAll(' ', '') === 'body=json') {
    await linkContext(parts, reply, terms)
    reply.send(JSON.stringify(json))
  } else reply.send(JSON.stringify({ ...json, '@context': answerContext(terms) }))
}
