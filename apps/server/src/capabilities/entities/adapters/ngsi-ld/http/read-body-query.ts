import type { TermMap } from '../contexts/term-map.ts'
import { compileContextOf, type EntityQuery, type Selector } from '../entities/query-entities.ts'
import { parseGeo } from '../query/geo.ts'
import { parseOrder } from '../query/order.ts'
import { parseQ } from '../query/parse-q.ts'
import { parseScopeQ } from '../query/select-scopes.ts'
import { parseTypes } from '../query/select-types.ts'
import { requireUri } from '../representation/checks.ts'
import type { Joining } from '../representation/join-linked.ts'
import { keyOf } from '../representation/model.ts'
import { requireObject } from '../representation/parse-entity.ts'
import { toMemberKey } from '../representation/projection.ts'
import type { Representation } from '../representation/to-json.ts'
import { badData } from './errors.ts'
import { type NgsiParts, readPage } from './exchange.ts'
import { readPositive, readText, readTexts } from './read-members.ts'
import { pickedKeys, readJoining, readRepresentation } from './read-query.ts'

/** A Query in a body (5.2.23), with paging and representation from the address. */
export function readBodyQuery(
  parts: NgsiParts,
  body: unknown,
  address: Record<string, string>,
  terms: TermMap,
  allowsTemporal = false,
): { query: EntityQuery; how: Representation; joining: Joining | undefined } {
  const given = requireObject(body)
  if (given.type !== 'Query') throw badData('type 应为 Query')
  if (given.temporalQ !== undefined && !allowsTemporal) throw badData('temporalQ 只用于时态查询')
  const text = (name: string) => readText(given, name)
  const names = (name: string): string => readTexts(given, name)?.join(',') ?? ''
  const [q, scopeQ, lang] = [text('q'), text('scopeQ'), text('lang')]
  const attrs = names('attrs')
  const geoQ = given.geoQ === undefined ? {} : requireObject(given.geoQ)
  const geo = parseGeo(geoQ, keyOf(terms.expand(String(geoQ.geoproperty ?? 'location'))))
  const selectors = readSelectors(given.entities, terms)
  if (selectors.length === 0 && !q && !geo && !attrs && address.local !== 'true')
    throw badData('查询至少要有 entities、attrs、q 或 geoQ 之一')
  const joinLevel = readPositive(given, 'joinLevel')
  const shown = {
    ...address,
    ...{ attrs, pick: names('pick'), omit: names('omit'), containedBy: names('containedBy') },
    datasetId: [given.datasetId ?? []].flat().join(','),
    join: text('join') ?? address.join ?? '',
    joinLevel: joinLevel === undefined ? (address.joinLevel ?? '') : String(joinLevel),
    ...(lang ? { lang } : {}),
  }
  const ordering = given.ordering === undefined ? {} : requireObject(given.ordering)
  const orderBy = readTexts(ordering, 'orderBy') ?? address.orderBy?.split(',')
  const how = readRepresentation(shown, terms)
  const picked = shown.pick ? pickedKeys(how) : undefined
  return {
    how,
    joining: readJoining(shown),
    query: {
      selectors,
      ...(picked ? { picked } : {}),
      ...(q ? { q: parseQ(q) } : {}),
      ...(geo ? { geo } : {}),
      ...(scopeQ ? { scopeQ: parseScopeQ(scopeQ) } : {}),
      ...(orderBy ? { order: parseOrder(orderBy, terms) } : {}),
      compile: compileContextOf(parts.registers, terms, readTexts(given, 'expandValues') ?? []),
      attrs: attrs
        .split(',')
        .filter(Boolean)
        .map((name) => toMemberKey(name, terms)),
      ...readPage(address),
    },
  }
}

/** EntitySelectors (5.2.33): each needs a type. */
export function readSelectors(given: unknown, terms: TermMap): Selector[] {
  if (given === undefined) return []
  if (!Array.isArray(given) || given.length === 0) throw badData('entities 应为非空数组')
  return given.map((one) => {
    const { id, idPattern, type } = requireObject(one)
    if (typeof type !== 'string') throw badData('entities 的每一项应有 type')
    if (idPattern !== undefined && typeof idPattern !== 'string') throw badData('idPattern 应为字符串')
    const ids = id === undefined ? [] : [id].flat().map((uri) => requireUri(uri, 'id'))
    return {
      ...(ids.length > 0 ? { ids } : {}),
      ...(idPattern ? { idPattern } : {}),
      ...(type === '*' ? {} : { types: parseTypes(type, terms) }),
    }
  })
}
