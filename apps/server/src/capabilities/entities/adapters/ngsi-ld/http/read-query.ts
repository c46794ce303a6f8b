import type { TermMap } from '../contexts/term-map.ts'
import { compileContextOf, type EntityQuery, type Selector } from '../entities/query-entities.ts'
import { parseGeo } from '../query/geo.ts'
import { parseQ } from '../query/parse-q.ts'
import { parseScopeQ } from '../query/select-scopes.ts'
import { parseTypes } from '../query/select-types.ts'
import { requireName, requireUri } from '../representation/checks.ts'
import { keyOf } from '../representation/model.ts'
import type { Representation } from '../representation/to-json.ts'
import { badData } from './errors.ts'
import { type NgsiParts, readList, readPage } from './exchange.ts'

/** Parameters of every way to look at entities. */
export const representationParameters = [
  'options',
  'format',
  'attrs',
  'pick',
  'omit',
  'lang',
  'geometryProperty',
  'datasetId',
  'join',
  'joinLevel',
  'containedBy',
  'local',
  'via',
]

/** Parameters of a query for entities. */
export const queryParameters = [
  ...representationParameters,
  ...[
    'id',
    'idPattern',
    'type',
    'q',
    'csf',
    'georel',
    'geometry',
    'coordinates',
    'geoproperty',
    'scopeQ',
    'limit',
    'offset',
  ],
  ...['count', 'expandValues', 'entityMap', 'jsonKeys'],
]

const formats: Record<string, Representation['format']> = {
  normalized: 'normalized',
  concise: 'concise',
  simplified: 'simplified',
  keyValues: 'simplified',
}

/** How a client wants entities told: `format` wins over `options` (6.3.7, 6.3.11). */
export function readRepresentation(query: Record<string, string>, terms: TermMap): Representation {
  const options = readList(query, 'options')
  const names = [...options.filter((one) => one in formats), ...(query.format ? [query.format] : [])]
  const unknown = options.find((one) => !(one in formats) && one !== 'sysAttrs')
  if (unknown) throw badData(`options 不正确：${unknown}`)
  if (query.format && !(query.format in formats)) throw badData(`format 不正确：${query.format}`)
  const toKeys = (name: string) => {
    const list = readList(query, name)
    return list.length > 0 ? new Set(list.map((one) => toKey(one, terms))) : undefined
  }
  const attrs = toKeys('attrs')
  const pick =
    toKeys('pick') ??
    (attrs ? new Set(['id', 'type', 'scope', 'createdAt', 'modifiedAt', ...attrs]) : undefined)
  return {
    format: formats[names.at(-1) ?? 'normalized'] as Representation['format'],
    sysAttrs: options.includes('sysAttrs'),
    ...(query.lang ? { lang: query.lang } : {}),
    ...(pick ? { pick } : {}),
    ...(query.omit ? { omit: toKeys('omit') } : {}),
  }
}

const members = new Set(['id', 'type', 'scope', 'createdAt', 'modifiedAt', 'expiresAt'])

function toKey(name: string, terms: TermMap): string {
  return members.has(name) ? name : keyOf(terms.expand(requireName(name, '属性')))
}

/** The query of an address (6.4.3.2). */
export function readEntityQuery(
  parts: NgsiParts,
  query: Record<string, string>,
  terms: TermMap,
): EntityQuery {
  const geoKey = keyOf(terms.expand(query.geoproperty || 'location'))
  const geo = parseGeo(given(query), geoKey)
  if (query.geoproperty && !geo) throw badData('有 geoproperty 而没有地理查询')
  const attrs = readList(query, 'attrs').map((name) => toKey(name, terms))
  const narrow = query.type || query.q || geo || attrs.length > 0 || query.local === 'true'
  if (!narrow) throw badData('查询至少要有 type、attrs、q、地理查询或 local=true 之一')
  return {
    selectors: readSelectors(query, terms),
    ...(query.q ? { q: parseQ(query.q) } : {}),
    compile: compileContextOf(parts.registers, terms, readList(query, 'expandValues')),
    ...(geo ? { geo } : {}),
    ...(query.scopeQ ? { scopeQ: parseScopeQ(query.scopeQ) } : {}),
    attrs,
    ...readPage(query),
  }
}

function given(query: Record<string, string>) {
  return {
    georel: query.georel || undefined,
    geometry: query.geometry || undefined,
    coordinates: query.coordinates || undefined,
  }
}

function readSelectors(query: Record<string, string>, terms: TermMap): Selector[] {
  const ids = readList(query, 'id').map((id) => requireUri(id, 'id'))
  const selector: Selector = {
    ...(ids.length > 0 ? { ids } : {}),
    ...(query.idPattern ? { idPattern: query.idPattern } : {}),
    ...(query.type && query.type !== '*' ? { types: parseTypes(query.type, terms) } : {}),
  }
  return Object.keys(selector).length > 0 ? [selector] : []
}
