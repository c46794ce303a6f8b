import { newId } from '../../../../../kernel/ids.ts'
import type { Kernel } from '../../../../../kernel/kernel.ts'
import type { TermMap } from '../contexts/term-map.ts'
import { badData, badRequest, noResource } from '../http/errors.ts'
import {
  addPageHeaders,
  bodyTerms,
  chooseAnswer,
  type Exchange,
  linkTerms,
  type NgsiParts,
  readList,
  readPage,
  requireBody,
  sendTerms,
} from '../http/exchange.ts'
import { jsonMedia } from '../http/media.ts'
import { mount, type On } from '../http/routes.ts'
import { matchesGeo, parseGeo } from '../query/geo.ts'
import { matchesQ } from '../query/match-q.ts'
import { parseQ } from '../query/parse-q.ts'
import { matchesScopes, parseScopeQ } from '../query/select-scopes.ts'
import { parseTypes } from '../query/select-types.ts'
import { isUri, requireName, requireUri, toDateTime } from '../representation/checks.ts'
import { keyOf } from '../representation/model.ts'
import { requireObject } from '../representation/parse-entity.ts'
import { contextOf } from '../subscriptions/bind-subscriptions.ts'
import { readPattern } from '../subscriptions/read-subscription.ts'
import { matchInformation } from './match-registration.ts'
import type { Interval, RegistrationRow } from './model.ts'
import { mergeRegistration, readRegistration } from './read-registration.ts'
import { registrationAsEntity, registrationToJson } from './registration-json.ts'
import type { Registrations } from './registrations.ts'

const path = '/csourceRegistrations'

/** /csourceRegistrations (5.9, 5.10; 6.8, 6.9). */
export function bindRegistrations(kernel: Kernel, parts: NgsiParts, registrations: Registrations) {
  return (on: On): void => {
    const write = { permission: 'entities.federate', parameters: ['local', 'via'] } as const
    const one = { permission: 'entities.federate', parameters: ['options', 'local', 'via'] } as const
    on('POST', path, write, (x) => register(kernel, parts, registrations, x))
    on('GET', path, { permission: 'entities.federate', parameters: queryParameters }, (x) =>
      query(parts, registrations, x),
    )
    on('GET', `${path}/:id`, one, (x) => retrieve(parts, registrations, x))
    on('PATCH', `${path}/:id`, write, (x) => update(kernel, parts, registrations, x))
    on('DELETE', `${path}/:id`, write, async (x) => {
      await registrations.remove(x.caller.tenant, requireId(x))
      x.reply.code(204).send()
    })
  }
}

const queryParameters = [
  ...[
    'id',
    'type',
    'idPattern',
    'attrs',
    'q',
    'csf',
    'georel',
    'geometry',
    'coordinates',
    'geoproperty',
    'scopeQ',
  ],
  ...[
    'timeproperty',
    'timerel',
    'timeAt',
    'endTimeAt',
    'limit',
    'offset',
    'count',
    'options',
    'local',
    'via',
  ],
]

function requireId({ params }: Exchange): string {
  if (!isUri(params.id)) throw badData(`id 应为 URI：${params.id}`)
  return params.id
}

async function register(
  kernel: Kernel,
  parts: NgsiParts,
  registrations: Registrations,
  x: Exchange,
): Promise<void> {
  const body = requireBody(x)
  const given = requireObject(body)
  const terms = await bodyTerms(parts, x, body)
  const id =
    given.id === undefined ? `urn:ngsi-ld:ContextSourceRegistration:${newId()}` : requireUri(given.id, 'id')
  const registration = readRegistration(given, id, terms, kernel.clock.now())
  await registrations.create(x.caller, registration, contextOf(x, body))
  x.reply.code(201).header('location', `${mount}${path}/${id}`).send()
}

async function update(
  kernel: Kernel,
  parts: NgsiParts,
  registrations: Registrations,
  x: Exchange,
): Promise<void> {
  const id = requireId(x)
  const body = requireBody(x)
  const fragment = requireObject(body)
  if (fragment.id !== undefined && fragment.id !== id) throw badData('内容中的 id 与地址不同')
  if (Object.keys(fragment).every((name) => name === '@context')) throw badRequest('内容中没有要修改的成员')
  const terms = await bodyTerms(parts, x, body)
  const revise = (held: RegistrationRow['body']) =>
    mergeRegistration(held, fragment, terms, kernel.clock.now())
  await registrations.change(x.caller.tenant, id, revise, contextOf(x, body))
  x.reply.code(204).send()
}

function readSysAttrs({ query: given }: Exchange): boolean {
  const options = readList(given, 'options')
  const unknown = options.find((one) => one !== 'sysAttrs')
  if (unknown) throw badData(`options 不正确：${unknown}`)
  return options.includes('sysAttrs')
}

async function retrieve(parts: NgsiParts, registrations: Registrations, x: Exchange): Promise<void> {
  const media = chooseAnswer(x, jsonMedia)
  const id = requireId(x)
  const sysAttrs = readSysAttrs(x)
  const row = await registrations.find(x.caller.tenant, id)
  if (!row) throw noResource('上下文源注册', id)
  const terms = await linkTerms(parts, x)
  await sendTerms(parts, x, media, registrationToJson(row, terms, sysAttrs), terms)
}

/** Query Context Source Registrations (5.10.2). */
async function query(parts: NgsiParts, registrations: Registrations, x: Exchange): Promise<void> {
  const media = chooseAnswer(x, jsonMedia)
  const page = readPage(x.query)
  const sysAttrs = readSysAttrs(x)
  const terms = await linkTerms(parts, x)
  const found = registrations.of(x.caller.tenant).filter(readFilter(x, terms))
  const shown = found.slice(page.offset, page.offset + page.limit)
  const more = found.length > page.offset + page.limit
  addPageHeaders(x, page, { total: page.count ? found.length : null, more })
  await sendTerms(
    parts,
    x,
    media,
    shown.map((row) => registrationToJson(row, terms, sysAttrs)),
    terms,
  )
}

/** Reads the query; each registration is tested by what it answers. */
function readFilter({ query: given }: Exchange, terms: TermMap): (row: RegistrationRow) => boolean {
  const ids = readList(given, 'id').map((id) => requireUri(id, 'id'))
  if (given.idPattern) readPattern(given.idPattern)
  const attributes = readList(given, 'attrs').map((name) => terms.expand(requireName(name, '属性')))
  const wanted = {
    ...(ids.length > 0 ? { ids } : {}),
    ...(given.idPattern ? { idPattern: given.idPattern } : {}),
    ...(given.type && given.type !== '*' ? { types: parseTypes(given.type, terms) } : {}),
    ...(attributes.length > 0 ? { attributes } : {}),
  }
  const filters = [given.q, given.csf].flatMap((text) => (text ? [parseQ(text)] : []))
  const { georel, geometry, coordinates } = given
  const geo = parseGeo(
    { georel, geometry, coordinates },
    keyOf(terms.expand(given.geoproperty || 'location')),
  )
  const scopeQ = given.scopeQ ? parseScopeQ(given.scopeQ) : null
  const holdsAt = readTime(given)
  if (
    Object.keys(wanted).length === 0 &&
    filters.length === 0 &&
    !geo &&
    !scopeQ &&
    !given.timerel &&
    !given.local
  )
    throw badData('查询至少要有 id、type、attrs、q、csf 或地理查询之一')
  return (row) => {
    const { body } = row
    if (matchInformation(body, wanted).length === 0 && !(ids.includes(body.id) && !given.type)) return false
    if (!filters.every((filter) => matchesQ(registrationAsEntity(row), filter, terms))) return false
    if (geo && !matchesPlace(body, geo)) return false
    if (scopeQ && !matchesScopes(body.scope ?? [], scopeQ)) return false
    return holdsAt(body.observationInterval ?? body.managementInterval)
  }
}

function matchesPlace(body: RegistrationRow['body'], geo: NonNullable<ReturnType<typeof parseGeo>>): boolean {
  const spaces: Record<string, GeoJSON.Geometry | undefined> = {
    location: body.location,
    observationSpace: body.observationSpace,
    operationSpace: body.operationSpace,
  }
  const place = spaces[geo.key] ?? spaces[geo.key.slice(geo.key.lastIndexOf('/') + 1)]
  return place !== undefined && matchesGeo(place, geo)
}

/** Without a temporal query, sources of the past alone are left out; with one, those whose interval meets it are found. */
function readTime(given: Record<string, string>): (interval: Interval | undefined) => boolean {
  const { timerel, timeAt, endTimeAt } = given
  if (timerel === undefined) return (interval) => interval === undefined
  if (!['before', 'after', 'between'].includes(timerel)) throw badData(`timerel 不正确：${timerel}`)
  const from = Date.parse(toDateTime(timeAt, 'timeAt'))
  const to = timerel === 'between' ? Date.parse(toDateTime(endTimeAt, 'endTimeAt')) : from
  return (interval) => {
    if (!interval) return false
    const start = Date.parse(interval.startAt)
    const end = interval.endAt ? Date.parse(interval.endAt) : Number.POSITIVE_INFINITY
    if (timerel === 'before') return start < from
    return timerel === 'after' ? end > from : start < to && end > from
  }
}
