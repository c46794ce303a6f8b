import type { TermMap } from '../contexts/term-map.ts'
import { badData } from '../http/errors.ts'
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
import { geometryProblem, requireName, requireUri, toDateTime } from '../representation/checks.ts'
import { ldNull } from '../representation/model.ts'
import { requireObject } from '../representation/parse-entity.ts'
import { readPattern } from '../subscriptions/read-subscription.ts'
import { type EntityInfo, type Interval, modes, type Registration, type RegistrationInfo } from './model.ts'
import { expandOperations, isOperationName } from './operations.ts'

type Given = Record<string, unknown>

const members = new Set([
  ...[
    'id',
    'type',
    '@context',
    'registrationName',
    'description',
    'information',
    'tenant',
    'observationInterval',
  ],
  ...[
    'managementInterval',
    'location',
    'observationSpace',
    'operationSpace',
    'expiresAt',
    'endpoint',
    'properties',
  ],
  ...[
    'contextSourceInfo',
    'contextSourceAlias',
    'scope',
    'datasetId',
    'mode',
    'operations',
    'refreshRate',
    'management',
  ],
  ...['status', 'timesSent', 'timesFailed', 'lastSuccess', 'lastFailure', 'createdAt', 'modifiedAt'],
])

/** Reads a whole CsourceRegistration (5.2.9). */
export function readRegistration(given: Given, id: string, terms: TermMap, now: Date): Registration {
  if (given.type !== 'ContextSourceRegistration') throw badData('type 应为 ContextSourceRegistration')
  if (!Array.isArray(given.information) || given.information.length === 0)
    throw badData('information 应为非空数组')
  const registration: Registration = {
    id,
    type: 'ContextSourceRegistration',
    registrationName: readText(given, 'registrationName'),
    description: readText(given, 'description'),
    information: given.information.map((one) => readInformation(requireObject(one), terms)),
    tenant: readText(given, 'tenant'),
    observationInterval: readInterval(given, 'observationInterval'),
    managementInterval: readInterval(given, 'managementInterval'),
    location: readGeometry(given, 'location'),
    observationSpace: readGeometry(given, 'observationSpace'),
    operationSpace: readGeometry(given, 'operationSpace'),
    expiresAt: readFuture(given, 'expiresAt', now),
    endpoint: readAddress(given, 'endpoint', ['http', 'https']),
    contextSourceInfo: readPairs(given, 'contextSourceInfo'),
    contextSourceAlias: readText(given, 'contextSourceAlias'),
    scope: given.scope === undefined ? undefined : readTexts({ scope: [given.scope].flat() }, 'scope'),
    datasetId:
      given.datasetId === undefined
        ? undefined
        : readTexts({ datasetId: [given.datasetId].flat() }, 'datasetId'),
    mode: readChoice(given, 'mode', modes),
    operations: readOperations(given),
    refreshRate: readDuration(given, 'refreshRate'),
    management: readManagement(given.management),
    properties: readProperties(given, terms),
  }
  refuseWrongModes(registration)
  return withoutGaps(registration)
}

function readProperties(given: Given, terms: TermMap): Record<string, unknown> | undefined {
  const own = Object.entries(given).filter(([name]) => !members.has(name))
  const held = given.properties === undefined ? {} : requireObject(given.properties)
  const all = {
    ...held,
    ...Object.fromEntries(own.map(([name, value]) => [terms.expand(requireName(name, '属性')), value])),
  }
  return Object.keys(all).length > 0 ? all : undefined
}

function readInformation(given: Given, terms: TermMap): RegistrationInfo {
  const names = (name: string) => readTexts(given, name)?.map((one) => terms.expand(requireName(one, '属性')))
  if (given.entities !== undefined && (!Array.isArray(given.entities) || given.entities.length === 0))
    throw badData('information.entities 应为非空数组')
  const info = withoutGaps({
    entities: (given.entities as unknown[] | undefined)?.map((one) =>
      readEntityInfo(requireObject(one), terms),
    ),
    propertyNames: names('propertyNames'),
    relationshipNames: names('relationshipNames'),
  })
  if (Object.keys(info).length === 0)
    throw badData('information 的每一项应有 entities、propertyNames 或 relationshipNames')
  return info
}

function readEntityInfo(given: Given, terms: TermMap): EntityInfo {
  const { id, idPattern, type } = given
  const types = [type].flat()
  if (types.length === 0) throw badData('information.entities 的每一项应有 type')
  const expanded = types.map((one) => terms.expand(requireName(one, 'type')))
  if (idPattern !== undefined) {
    if (typeof idPattern !== 'string') throw badData('idPattern 应为字符串')
    readPattern(idPattern)
  }
  return withoutGaps({
    id: id === undefined ? undefined : requireUri(id, 'id'),
    idPattern: idPattern as string | undefined,
    type: Array.isArray(type) ? expanded : (expanded[0] as string),
  })
}

function readInterval(given: Given, name: string): Interval | undefined {
  if (given[name] === undefined) return undefined
  const { startAt, endAt } = requireObject(given[name])
  return withoutGaps({
    startAt: toDateTime(startAt, `${name}.startAt`),
    endAt: endAt === undefined ? undefined : toDateTime(endAt, `${name}.endAt`),
  })
}

function readGeometry(given: Given, name: string): GeoJSON.Geometry | undefined {
  if (given[name] === undefined) return undefined
  const object = requireObject(given[name])
  const geometry = object.type === 'GeoProperty' ? object.value : object
  const problem = geometryProblem(geometry)
  if (problem) throw badData(`${name}：${problem}`)
  return geometry as GeoJSON.Geometry
}

function readOperations(given: Given): string[] | undefined {
  const names = readTexts(given, 'operations')
  const unknown = names?.find((name) => !isOperationName(name))
  if (unknown) throw badData(`没有操作 ${unknown}`)
  return names
}

const duration = /^P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/

function readDuration(given: Given, name: string): string | undefined {
  const text = readText(given, name)
  if (text !== undefined && !duration.test(text)) throw badData(`${name} 应为 ISO 8601 时长（如 PT5M）`)
  return text
}

/** RegistrationManagementInfo (5.2.34). */
function readManagement(given: unknown): Registration['management'] {
  if (given === undefined) return undefined
  const object = requireObject(given)
  return withoutGaps({
    localOnly: readBoolean(object, 'localOnly'),
    cacheDuration: readDuration(object, 'cacheDuration'),
    timeout: readPositive(object, 'timeout'),
    cooldown: readPositive(object, 'cooldown'),
  })
}

const readOnly = new Set(['retrieveOps', 'retrieveEntity', 'queryEntity'])

/** What a mode does not allow (5.9.2.4). */
function refuseWrongModes({ mode, operations }: Registration): void {
  if (mode === 'auxiliary' && operations?.some((name) => !readOnly.has(name)))
    throw badData('mode 为 auxiliary 时只能有 retrieveOps、retrieveEntity、queryEntity')
}

/** The registration a fragment makes of a held one (5.9.3): members given replace, nulls remove. */
export function mergeRegistration(
  held: Registration,
  fragment: Given,
  terms: TermMap,
  now: Date,
): Registration {
  const properties = { ...held.properties }
  const { expiresAt, ...merged }: Given = { ...held, properties }
  for (const [name, value] of Object.entries(fragment)) {
    if (name === '@context' || name === 'id') continue
    if (value !== ldNull && value !== null) merged[name] = value
    else if (['type', 'information', 'endpoint'].includes(name)) throw badData(`${name} 不能为空`)
    else {
      delete merged[name]
      delete properties[terms.expand(name)]
    }
  }
  const body = readRegistration(merged, held.id, terms, now)
  return 'expiresAt' in fragment || expiresAt === undefined ? body : { ...body, expiresAt: String(expiresAt) }
}

/** Single operations a source offers. */
export function operationsOf({ operations, mode }: Registration): ReadonlySet<string> {
  return expandOperations(operations ?? [mode === 'auxiliary' ? 'retrieveOps' : 'federationOps'])
}
