import type { TermMap } from '../contexts/term-map.ts'
import { compileContextOf, type EntityQuery, type Selector } from '../entities/query-entities.ts'
import { parseGeo } from '../query/geo.ts'
import { parseOrder } from '../query/order.ts'
import { parseQ } from '../query/parse-q.ts'
import { parseScopeQ } from '../query/select-scopes.ts'
import { parseTypes } from '../query/select-types.ts'
import { requireUri } from '../representation/checks.ts'
import { type Joining, projected } from '../representation/join-linked.ts'
import { keyOf } from '../representation/model.ts'
import {
  coreMembers,
  depthOf,
  omittedNames,
  parseProjection,
  toMemberKey,
} from '../representation/projection.ts'
import type { Representation } from '../representation/to-json.ts'
import { badData, badRequest } from './errors.ts'
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
  ...['count', 'expandValues', 'entityMap', 'jsonKeys', 'orderBy', 'collation'],
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
  if (unknown) throw badRequest(`options 不正确：${unknown}`)
  if (query.format && !(query.format in formats)) throw badRequest(`format 不正确：${query.format}`)
  return {
    format: formats[names.at(-1) ?? 'normalized'] as Representation['format'],
    sysAttrs: options.includes('sysAttrs'),
    ...(query.lang ? { lang: query.lang } : {}),
    ...readProjection(query, terms),
    ...(query.datasetId ? { datasets: readDatasets(query) } : {}),
  }
}

/** attrs, or pick and omit (4.21), which exclude each other. */
function readProjection(query: Record<string, string>, terms: TermMap): Partial<Representation> {
  const attrs = readList(query, 'attrs').map((name) => toMemberKey(name, terms))
  const pick = query.pick ? parseProjection(query.pick, terms, 'pick') : undefined
  const omit = query.omit ? parseProjection(query.omit, terms, 'omit') : undefined
  if (attrs.length > 0 && (pick || omit)) throw badData('attrs 不能与 pick、omit 同时给出')
  if (pick && omit && [...omittedNames(omit)].some((name) => pick.names.has(name)))
    throw badData('pick 与 omit 有相同的成员')
  const joining = readJoining(query)
  const depth = Math.max(pick ? depthOf(pick) : 0, omit ? depthOf(omit) : 0)
  if (depth > (joining?.level ?? 0)) throw badData('pick 或 omit 深于 joinLevel，或缺少 join')
  if (attrs.length > 0) return { pick: new Set([...always, ...attrs]) }
  return projected({ ...(pick ? { pick } : {}), ...(omit ? { omit } : {}) })
}

const always = ['id', 'type', 'scope', 'createdAt', 'modifiedAt', 'expiresAt']

function readDatasets(query: Record<string, string>): string[] {
  return readList(query, 'datasetId').map((one) => (one === '@none' ? one : requireUri(one, 'datasetId')))
}

const deepestJoin = 10

/** Linked entity retrieval (4.5.23) an address asks for. */
export function readJoining({ join, joinLevel, containedBy }: Record<string, string>): Joining | undefined {
  if (joinLevel && !/^[1-9]\d{0,3}$/.test(joinLevel)) throw badData('joinLevel 应为正整数')
  if (!join || join === '@none') return undefined
  if (join !== 'flat' && join !== 'inline') throw badData(`join 应为 flat、inline 或 @none：${join}`)
  const level = Number(joinLevel || 1)
  if (level > deepestJoin) throw badData(`joinLevel 最多 ${deepestJoin}`)
  return { join, level, ...(containedBy ? { containedBy: new Set(containedBy.split(',')) } : {}) }
}

/** Keys of which an entity must have one to be told with a projection; undefined when every entity has. */
export function pickedKeys({ pick }: Representation): string[] | undefined {
  if (!pick || pick.has('id') || pick.has('type')) return undefined
  return [...pick].filter((key) => !coreMembers.has(key))
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
  const attrs = readList(query, 'attrs').map((name) => toMemberKey(name, terms))
  if (query.csf) parseQ(query.csf)
  const narrow = query.type || query.q || geo || attrs.length > 0 || query.local === 'true'
  if (!narrow) throw badData('查询至少要有 type、attrs、q、地理查询或 local=true 之一')
  return {
    selectors: readSelectors(query, terms),
    ...(query.q ? { q: parseQ(query.q) } : {}),
    compile: compileContextOf(parts.registers, terms, readList(query, 'expandValues')),
    ...(geo ? { geo } : {}),
    ...(query.scopeQ ? { scopeQ: parseScopeQ(query.scopeQ) } : {}),
    attrs,
    ...(query.orderBy ? { order: parseOrder(query.orderBy.split(','), terms) } : {}),
    ...readPage(query),
  }
}

/** The same, leaving out entities of which nothing would be told. */
export function readShownQuery(
  parts: NgsiParts,
  query: Record<string, string>,
  terms: TermMap,
  how: Representation,
): EntityQuery {
  const picked = query.pick ? pickedKeys(how) : undefined
  return { ...readEntityQuery(parts, query, terms), ...(picked ? { picked } : {}) }
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
