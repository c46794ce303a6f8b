import { isInScope } from '../../../../../kernel/access.ts'
import type { Queryable } from '../../../../../kernel/db/database.ts'
import { newId } from '../../../../../kernel/ids.ts'
import type { Kernel } from '../../../../../kernel/kernel.ts'
import { isInSight } from '../../../in-sight.ts'
import type { TermMap } from '../contexts/term-map.ts'
import { requireId } from '../entities/bind-entities.ts'
import type { BrokerParts } from '../entities/broker.ts'
import { mergeInstance, toInstance } from '../entities/change-attributes.ts'
import { findRows } from '../entities/ld-store.ts'
import { badData, NgsiError, noResource } from '../http/errors.ts'
import {
  bodyTerms,
  type Exchange,
  linkTerms,
  type NgsiParts,
  readFlag,
  requireBody,
} from '../http/exchange.ts'
import { mount, type On } from '../http/routes.ts'
import { requireName } from '../representation/checks.ts'
import { type GivenInstance, type Instance, keyOf } from '../representation/model.ts'
import { parseAttribute } from '../representation/parse-attribute.ts'
import { parseEntity, requireObject } from '../representation/parse-entity.ts'
import { readPast } from './history.ts'
import {
  findTemporal,
  forgetTemporal,
  keepTemporal,
  putInstances,
  rememberTemporal,
} from './temporal-store.ts'

/** Writing /temporal/entities (5.6.11–5.6.16, 6.18–6.22). */
export function bindTemporalWriting(
  kernel: Kernel,
  parts: NgsiParts,
  findDivision: BrokerParts['findDivision'],
) {
  return (on: On): void => {
    const write = { permission: 'entities.write', parameters: ['local', 'via'] } as const
    on('POST', '/temporal/entities', { ...write, createsTenant: true }, (x) =>
      createPast(kernel, parts, findDivision, x),
    )
    on('DELETE', '/temporal/entities/:id', write, (x) => deletePast(kernel, x))
    on('POST', '/temporal/entities/:id/attrs', write, (x) => appendPast(kernel, parts, x))
    const remove = { ...write, parameters: ['datasetId', 'deleteAll', 'local', 'via'] }
    on('DELETE', '/temporal/entities/:id/attrs/:name', remove, (x) => deleteAttribute(kernel, parts, x))
    const one = '/temporal/entities/:id/attrs/:name/:instance'
    on('PATCH', one, write, (x) => changeInstance(kernel, parts, x, false))
    on('DELETE', one, write, (x) => changeInstance(kernel, parts, x, true))
  }
}

/** Attributes of a temporal representation: arrays of instances in which a dataset may occur many times. */
function parseInstances(
  body: Record<string, unknown>,
  terms: TermMap,
): Array<[key: string, given: GivenInstance]> {
  const reserved = new Set(['id', 'type', 'scope', '@context', 'createdAt', 'modifiedAt', 'expiresAt'])
  return Object.entries(body)
    .filter(([name]) => !reserved.has(name))
    .flatMap(([name, value]) => {
      const key = keyOf(terms.expand(requireName(name, '属性')))
      return [value]
        .flat()
        .flatMap((one) =>
          parseAttribute(name, one, terms, 'whole').map((given): [string, GivenInstance] => [key, given]),
        )
    })
}

function toRows(instances: ReadonlyArray<[key: string, given: GivenInstance]>, now: Date) {
  return instances.map(([attribute, given]) => ({
    instanceId: `urn:ngsi-ld:instance:${newId()}`,
    attribute,
    body: withoutTimes(toInstance(attribute, given, now.toISOString())),
  }))
}

function withoutTimes({
  createdAt: _made,
  modifiedAt: _changed,
  instanceId: _id,
  ...rest
}: Instance): Instance {
  return rest
}

async function createPast(
  kernel: Kernel,
  parts: NgsiParts,
  findDivision: BrokerParts['findDivision'],
  x: Exchange,
): Promise<void> {
  const body = requireObject(requireBody(x))
  const terms = await bodyTerms(parts, x, body)
  const { id, type, scope } = body
  const head = parseEntity({ id, type, ...(scope === undefined ? {} : { scope }) }, terms, 'whole')
  const uri = head.id as string
  const instances = parseInstances(body, terms)
  const place = instances.find(([key, one]) => key === 'location' && one.kind === 'GeoProperty')?.[1].value
  const [lon, lat] =
    (place as GeoJSON.Point | undefined)?.type === 'Point' ? (place as GeoJSON.Point).coordinates : []
  const divisionCode = lon === undefined || lat === undefined ? null : findDivision(lon, lat)
  if (!isInScope(divisionCode, x.caller.scope))
    throw new NgsiError('OperationNotSupported', '该数据不在您的管辖范围内。', 403)
  const now = kernel.clock.now()
  const made = await kernel.db.transaction(async (tx) => {
    await parts.broker.addTenant(tx, x.caller.tenant)
    const [living] = await findRows(tx, x.caller.tenant, [uri])
    if (living && !isInSight(living, x.caller.scope)) throw noResource('时态实体', uri)
    await rememberTemporal(tx, x.caller.tenant, uri)
    const one = { uri, types: head.types as string[], scopes: head.scopes ?? [], divisionCode }
    const isNew = await keepTemporal(tx, x.caller.tenant, one, now)
    if (instances.length > 0) await putInstances(tx, x.caller.tenant, uri, toRows(instances, now), now)
    return isNew && !living
  })
  if (made) x.reply.code(201).header('location', `${mount}/temporal/entities/${uri}`).send()
  else x.reply.code(204).send()
}

/** What is known under an id; refused when nothing is, or nothing the caller may see. */
async function requirePast(db: Queryable, x: Exchange, uri: string) {
  const living = (await findRows(db, x.caller.tenant, [uri])).filter((row) => isInSight(row, x.caller.scope))
  const marks = await findTemporal(db, x.caller, [uri])
  const gone = living.length > 0 ? [] : marks.filter((row) => !row.forgotten_time)
  if (living.length + gone.length === 0) throw noResource('时态实体', uri)
  const forgotten = new Map(
    marks.flatMap((row) => (row.forgotten_time ? [[row.uri, row.forgotten_time]] : [])),
  )
  return { living, gone, forgotten }
}

async function deletePast({ db, clock }: Kernel, x: Exchange): Promise<void> {
  const uri = requireId(x)
  const { living } = await requirePast(db, x, uri)
  await db.transaction((tx) => forgetTemporal(tx, x.caller.tenant, uri, living.length > 0, clock.now()))
  x.reply.code(204).send()
}

async function appendPast({ db, clock }: Kernel, parts: NgsiParts, x: Exchange): Promise<void> {
  const uri = requireId(x)
  const body = requireObject(requireBody(x))
  const instances = parseInstances(body, await bodyTerms(parts, x, body))
  if (instances.length === 0) throw badData('内容中没有属性')
  await requirePast(db, x, uri)
  const now = clock.now()
  await putInstances(db, x.caller.tenant, uri, toRows(instances, now), now)
  x.reply.code(204).send()
}

async function readInstancesOf(
  kernel: Kernel,
  parts: NgsiParts,
  x: Exchange,
  key: string,
): Promise<Instance[]> {
  const { living, gone, forgotten } = await requirePast(kernel.db, x, requireId(x))
  const [past] = await readPast(kernel.db, parts.broker, x.caller, living, gone, forgotten)
  return past?.attributes[key] ?? []
}

async function deleteAttribute(kernel: Kernel, parts: NgsiParts, x: Exchange): Promise<void> {
  const key = keyOf((await linkTerms(parts, x)).expand(requireName(x.params.name, '属性')))
  const all = readFlag(x.query, 'deleteAll')
  const held = (await readInstancesOf(kernel, parts, x, key)).filter(
    (one) => all || (one.datasetId ?? '') === (x.query.datasetId ?? ''),
  )
  if (held.length === 0) throw noResource('属性', x.params.name as string)
  const hidden = held.map((one) => ({ instanceId: one.instanceId as string, attribute: key, body: null }))
  await putInstances(kernel.db, x.caller.tenant, requireId(x), hidden, kernel.clock.now())
  x.reply.code(204).send()
}

async function changeInstance(kernel: Kernel, parts: NgsiParts, x: Exchange, remove: boolean): Promise<void> {
  const body = remove ? undefined : requireObject(requireBody(x))
  const terms = body ? await bodyTerms(parts, x, body) : await linkTerms(parts, x)
  const key = keyOf(terms.expand(requireName(x.params.name, '属性')))
  const instanceId = x.params.instance as string
  const old = (await readInstancesOf(kernel, parts, x, key)).find((one) => one.instanceId === instanceId)
  if (!old) throw noResource('实例', instanceId)
  const now = kernel.clock.now()
  let next: Instance | null = null
  if (body) {
    const { '@context': _context, ...rest } = body
    const [name] = [x.params.name as string]
    const [given] = [rest[name] ?? rest].flat()
    const [read] = parseAttribute(name, given, terms, 'fragment') as [GivenInstance]
    next = withoutTimes(mergeInstance(key, old, read, now.toISOString()))
  }
  await putInstances(
    kernel.db,
    x.caller.tenant,
    requireId(x),
    [{ instanceId, attribute: key, body: next }],
    now,
  )
  x.reply.code(204).send()
}
