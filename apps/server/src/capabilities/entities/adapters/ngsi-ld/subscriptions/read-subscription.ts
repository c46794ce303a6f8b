import type { TermMap } from '../contexts/term-map.ts'
import { badData } from '../http/errors.ts'
import { readSelectors } from '../http/read-body-query.ts'
import {
  readAddress,
  readBoolean,
  readChoice,
  readFuture,
  readPairs,
  readPositive,
  readText,
  readTexts,
  withoutGaps,
} from '../http/read-members.ts'
import { parseGeo } from '../query/geo.ts'
import { parseQ } from '../query/parse-q.ts'
import { parseScopeQ } from '../query/select-scopes.ts'
import { requireName, requireUri } from '../representation/checks.ts'
import { keyOf, ldNull } from '../representation/model.ts'
import { requireObject } from '../representation/parse-entity.ts'
import {
  type Endpoint,
  type EntitySelector,
  type NotificationParams,
  type SubscriptionBody,
  type SubscriptionKind,
  triggers,
} from './model.ts'

export interface Reading {
  terms: TermMap
  kind: SubscriptionKind
  now: Date
}

/** Type of the JSON of each kind. */
export const subscriptionType = {
  entity: 'Subscription',
  csource: 'ContextSourceRegistrationSubscription',
} as const

/** Reads a whole Subscription (5.2.12); what the broker itself writes is ignored. */
export function readSubscription(
  given: Record<string, unknown>,
  id: string,
  reading: Reading,
): SubscriptionBody {
  const { terms, kind, now } = reading
  requireType(given.type, kind)
  if (given.notification === undefined) throw badData('缺少 notification')
  const expandAll = (names: string[] | undefined) =>
    names?.map((name) => terms.expand(requireName(name, '属性')))
  const body: SubscriptionBody = {
    id,
    type: subscriptionType[kind],
    subscriptionName: readText(given, 'subscriptionName'),
    description: readText(given, 'description'),
    entities: readEntities(given.entities, terms),
    watchedAttributes: expandAll(readTexts(given, 'watchedAttributes')),
    notificationTrigger: readTriggers(given),
    timeInterval: readPositive(given, 'timeInterval'),
    q: readText(given, 'q'),
    geoQ: readGeoQ(given.geoQ, terms),
    scopeQ: readText(given, 'scopeQ'),
    csf: readText(given, 'csf'),
    lang: readText(given, 'lang'),
    datasetId: given.datasetId === undefined ? undefined : [given.datasetId].flat().map(readDatasetId),
    expandValues: readTexts(given, 'expandValues'),
    isActive: readBoolean(given, 'isActive'),
    expiresAt: readFuture(given, 'expiresAt', now),
    throttling: readPositive(given, 'throttling'),
    jsonldContext:
      given.jsonldContext === undefined ? undefined : requireUri(given.jsonldContext, 'jsonldContext'),
    temporalQ: given.temporalQ === undefined ? undefined : requireObject(given.temporalQ),
    notification: readNotification(requireObject(given.notification), terms),
  }
  refuseContradictions(body, kind)
  return withoutGaps(body)
}

function requireType(type: unknown, kind: SubscriptionKind): void {
  const allowed: unknown[] = kind === 'entity' ? ['Subscription'] : ['Subscription', subscriptionType.csource]
  if (!allowed.includes(type)) throw badData(`type 应为 ${allowed[0]}`)
}

function readDatasetId(value: unknown): string {
  return value === '@none' ? '@none' : requireUri(value, 'datasetId')
}

function refuseContradictions(body: SubscriptionBody, kind: SubscriptionKind): void {
  if (body.q) parseQ(body.q)
  if (body.csf) parseQ(body.csf)
  if (body.scopeQ) parseScopeQ(body.scopeQ)
  if (!body.entities && !body.watchedAttributes && kind === 'entity')
    throw badData('entities 与 watchedAttributes 至少要有一项')
  if (body.timeInterval !== undefined && body.watchedAttributes)
    throw badData('timeInterval 与 watchedAttributes 不能同时给出')
  if (body.timeInterval !== undefined && body.throttling !== undefined)
    throw badData('timeInterval 与 throttling 不能同时给出')
}

function readTriggers(given: Record<string, unknown>): SubscriptionBody['notificationTrigger'] {
  const names = readTexts(given, 'notificationTrigger') ?? ['attributeCreated', 'attributeUpdated']
  return names.map((name) =>
    readChoice({ notificationTrigger: name }, 'notificationTrigger', triggers),
  ) as never
}

const longestPattern = 300

/** Expands a type selection, its brackets and operators kept. */
function expandTypes(selection: string, terms: TermMap): string {
  return selection.replace(/[^(),|;]+/g, (name) => terms.expand(requireName(name.trim(), 'type')))
}

function readEntities(given: unknown, terms: TermMap): EntitySelector[] | undefined {
  const selectors = readSelectors(given, terms)
  if (selectors.length === 0) return undefined
  for (const { idPattern } of selectors) if (idPattern) readPattern(idPattern)
  return (given as EntitySelector[]).map(({ id, idPattern, type }) =>
    withoutGaps({ id, idPattern, type: type === '*' ? '*' : expandTypes(type, terms) }),
  )
}

export function readPattern(pattern: string): RegExp {
  if (pattern.length > longestPattern) throw badData(`idPattern 最长 ${longestPattern} 个字符`)
  try {
    return new RegExp(pattern, 'u')
  } catch {
    throw badData(`idPattern 不是正则表达式：${pattern}`)
  }
}

function readGeoQ(given: unknown, terms: TermMap): Record<string, unknown> | undefined {
  if (given === undefined) return undefined
  const geoQ = requireObject(given)
  const iri = terms.expand(String(geoQ.geoproperty ?? 'location'))
  if (!parseGeo(geoQ, keyOf(iri))) throw badData('geoQ 缺少 georel、geometry、coordinates')
  const { georel, geometry, coordinates } = geoQ
  return withoutGaps({
    georel,
    geometry,
    coordinates,
    geoproperty: geoQ.geoproperty === undefined ? undefined : iri,
  })
}

const members = new Set(['id', 'type', 'scope', 'createdAt', 'modifiedAt', 'expiresAt'])

/** NotificationParams (5.2.14). */
function readNotification(given: Record<string, unknown>, terms: TermMap): NotificationParams {
  const expandAll = (name: string) =>
    readTexts(given, name)?.map((one) => (members.has(one) ? one : terms.expand(requireName(one, '属性'))))
  const [attributes, pick, omit] = [expandAll('attributes'), expandAll('pick'), expandAll('omit')]
  if (attributes && (pick || omit)) throw badData('attributes 不能与 pick、omit 同时给出')
  if (pick && omit?.some((one) => pick.includes(one))) throw badData('pick 与 omit 有相同的成员')
  const format = readChoice(given, 'format', ['normalized', 'concise', 'keyValues', 'simplified'])
  const showChanges = readBoolean(given, 'showChanges')
  if (showChanges && (format === 'keyValues' || format === 'simplified'))
    throw badData('showChanges 不能与 format=keyValues 同时使用')
  const joinLevel = readPositive(given, 'joinLevel')
  if (joinLevel !== undefined && !Number.isInteger(joinLevel)) throw badData('joinLevel 应为正整数')
  return withoutGaps({
    ...{ attributes, pick, omit, format, showChanges, joinLevel },
    sysAttrs: readBoolean(given, 'sysAttrs'),
    join: readChoice(given, 'join', ['flat', 'inline', '@none']),
    endpoint: readEndpoint(requireObject(given.endpoint)),
  })
}

/** Endpoint (5.2.15). */
function readEndpoint(given: Record<string, unknown>): Endpoint {
  return withoutGaps({
    uri: readAddress(given, 'uri', ['http', 'https', 'mqtt', 'mqtts']),
    accept: readChoice(given, 'accept', ['application/json', 'application/ld+json', 'application/geo+json']),
    receiverInfo: readPairs(given, 'receiverInfo'),
    notifierInfo: readPairs(given, 'notifierInfo'),
    timeout: readPositive(given, 'timeout'),
    cooldown: readPositive(given, 'cooldown'),
  })
}

/**
 * The Subscription a fragment makes of a held one (5.8.2): members given replace, nulls remove, `notification` is merged.
 * Names that are expanded already stay as they are when they are read again.
 */
export function mergeSubscription(
  held: SubscriptionBody,
  fragment: Record<string, unknown>,
  reading: Reading,
): SubscriptionBody {
  const { expiresAt, ...merged }: Record<string, unknown> = { ...held }
  for (const [name, value] of Object.entries(fragment)) {
    if (name === '@context' || name === 'id') continue
    if (value === ldNull || value === null) {
      if (name === 'notification' || name === 'type') throw badData(`${name} 不能为空`)
      delete merged[name]
    } else if (name === 'notification')
      merged.notification = { ...held.notification, ...requireObject(value) }
    else merged[name] = value
  }
  const body = readSubscription(merged, held.id, reading)
  return 'expiresAt' in fragment || expiresAt === undefined ? body : { ...body, expiresAt: String(expiresAt) }
}
