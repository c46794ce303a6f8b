import type { TermMap } from '../contexts/term-map.ts'
import { compileContextOf, type EntityQuery, type Selector } from '../entities/query-entities.ts'
import { parseGeo } from '../query/geo.ts'
import { parseQ } from '../query/parse-q.ts'
import { parseScopeQ } from '../query/select-scopes.ts'
import { parseTypes } from '../query/select-types.ts'
import { requireName, requireUri } from '../representation/checks.ts'
import { keyOf } from '../representation/model.ts'
import { requireObject } from '../representation/parse-entity.ts'
import type { Representation } from '../representation/to-json.ts'
import { badData } from './errors.ts'
import { type NgsiParts, readPage } from './exchange.ts'
import { readRepresentation } from './read-query.ts'

/** A Query in a body (5.2.23), with paging and representation from the address. */
export function readBodyQuery(
  parts: NgsiParts,
  body: unknown,
  address: Record<string, string>,
  terms: TermMap,
): { query: EntityQuery; how: Representation } {
  const given = requireObject(body)
  if (given.type !== 'Query') throw badData('type 应为 Query')
  const text = (name: string): string | undefined => {
    const value = given[name]
    if (value !== undefined && typeof value !== 'string') throw badData(`${name} 应为字符串`)
    return value as string | undefined
  }
  const names = (name: string): string => {
    const value = given[name] ?? []
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
      throw badData(`${name} 应为字符串数组`)
    return value.join(',')
  }
  const [q, scopeQ, lang] = [text('q'), text('scopeQ'), text('lang')]
  const attrs = names('attrs')
  const geoQ = given.geoQ === undefined ? {} : requireObject(given.geoQ)
  const geo = parseGeo(geoQ, keyOf(terms.expand(String(geoQ.geoproperty ?? 'location'))))
  const selectors = readSelectors(given.entities, terms)
  if (selectors.length === 0 && !q && !geo && !attrs && address.local !== 'true')
    throw badData('查询至少要有 entities、attrs、q 或 geoQ 之一')
  const shown = { ...address, attrs, pick: names('pick'), omit: names('omit'), ...(lang ? { lang } : {}) }
  return {
    how: readRepresentation(shown, terms),
    query: {
      selectors,
      ...(q ? { q: parseQ(q) } : {}),
      ...(geo ? { geo } : {}),
      ...(scopeQ ? { scopeQ: parseScopeQ(scopeQ) } : {}),
      compile: compileContextOf(parts.registers, terms, names('expandValues').split(',').filter(Boolean)),
      attrs: attrs
        .split(',')
        .filter(Boolean)
        .map((name) => keyOf(terms.expand(requireName(name, '属性')))),
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
