import type { TermMap } from '../contexts/term-map.ts'
import { keyOf, type LdEntity } from '../representation/model.ts'
import { type Representation, toFeature, toJson } from '../representation/to-json.ts'
import { answerContext, type Exchange, linkContext, type NgsiParts, sendTerms } from './exchange.ts'
import type { Media } from './media.ts'

/** Sends a page of entities as an array or a FeatureCollection. */
export async function sendEntities(
  parts: NgsiParts,
  exchange: Exchange,
  media: Media,
  entities: readonly LdEntity[],
  how: Representation,
  terms: TermMap,
): Promise<void> {
  if (media !== 'application/geo+json') {
    await sendTerms(
      parts,
      exchange,
      media,
      entities.map((one) => toJson(one, how, terms)),
      terms,
    )
    return
  }
  const key = geometryKey(exchange, terms)
  const features = entities.map((one) => toFeature(one, how, terms, key))
  await sendGeo(parts, exchange, { type: 'FeatureCollection', features }, terms)
}

/** Sends one entity as an object or a Feature. */
export async function sendEntity(
  parts: NgsiParts,
  exchange: Exchange,
  media: Media,
  entity: LdEntity,
  how: Representation,
  terms: TermMap,
): Promise<void> {
  if (media === 'application/geo+json')
    await sendGeo(parts, exchange, toFeature(entity, how, terms, geometryKey(exchange, terms)), terms)
  else await sendTerms(parts, exchange, media, toJson(entity, how, terms), terms)
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
