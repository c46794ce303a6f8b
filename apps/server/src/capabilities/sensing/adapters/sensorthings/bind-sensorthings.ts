import type { FastifyReply, FastifyRequest } from 'fastify'
import { hasPermission, type Principal } from '../../../../kernel/access.ts'
import { empty, raw, type Sql, sql } from '../../../../kernel/db/sql.ts'
import type { Kernel } from '../../../../kernel/kernel.ts'
import { forbidden, invalid, notFound, unauthenticated } from '../../../../kernel/problem.ts'
import type { DatastreamIndex } from '../../datastreams/datastream-index.ts'
import type { Recorder } from '../../ingest/record-observations.ts'
import type { Rejections } from '../../ingest/rejections.ts'
import type { FacilityGate } from '../../siting/facility-gate.ts'
import type { Credentials } from '../../things/credentials.ts'
import type { ThingsSeen } from '../../things/things-seen.ts'
import { type EntitySet, entitySets } from './entity-sets.ts'
import { parseOptions } from './parse-options.ts'
import { postObservations } from './post-observations.ts'
import { type Answer, findRow, linkCondition, type Reader, readEntities, toJson } from './read-entities.ts'

export interface SensorThingsParts {
  kernel: Kernel
  index: DatastreamIndex
  recorder: Recorder
  credentials: Credentials
  rejections: Rejections
  seen: ThingsSeen
  gate: FacilityGate
}

const mount = '/sta/v1.1'

/** What of the standard this slice answers (OGC 18-088, 7.1, conformance). */
const conformance = [
  'http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/resource-path',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/request-data',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/data-array/data-array',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/create-observations-via-mqtt/observations-creation',
]

/** Serves SensorThings 1.1 (OGC 18-088): reading every set, creating Observations one by one or as a data array. */
export function bindSensorThings(parts: SensorThingsParts): void {
  const { fastify } = parts.kernel.http
  fastify.get(mount, (request) => listSets(rootOf(request)))
  fastify.get(`${mount}/`, (request) => listSets(rootOf(request)))
  fastify.get(`${mount}/*`, async (request, reply) => answerGet(parts, request, reply))
  fastify.post(`${mount}/*`, async (request, reply) =>
    postObservations(parts, request, reply, rootOf(request)),
  )
}

function rootOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}${mount}`
}

function listSets(root: string) {
  return {
    value: Object.keys(entitySets).map((name) => ({ name, url: `${root}/${name}` })),
    serverSettings: { conformance },
  }
}

function requireReader(principal: Principal | null): Principal {
  if (!principal) throw unauthenticated()
  if (!hasPermission(principal, 'sensing.read'))
    throw forbidden('您没有查看设备与观测的权限（sensing.read）。')
  return principal
}

interface Segment {
  name: string
  key: string | null
}

/** `Datastreams(1)/Observations` → its segments. */
function parsePath(path: string): Segment[] {
  return path
    .split('/')
    .filter(Boolean)
    .map((part) => {
      const found = /^([A-Za-z]+|\$\w+)(?:\((?:'((?:[^']|'')*)'|([\w-]+))\))?$/.exec(decodeURIComponent(part))
      if (!found) throw notFound('此地址', part)
      return { name: found[1] as string, key: found[2] ?? found[3] ?? null }
    })
}

async function answerGet(
  parts: SensorThingsParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { scope } = requireReader(request.principal)
  const reader: Reader = { db: parts.kernel.db, scope, root: rootOf(request) }
  const segments = parsePath((request.params as { '*': string })['*'])
  const first = segments[0]
  let set = first && entitySets[first.name]
  if (!first || !set) throw notFound('实体集', first?.name ?? '')
  if (first.key === null) {
    if (segments.length > 1) throw notFound('此地址', request.url)
    return answerSet(reader, request, set, await readSet(reader, request, set))
  }
  let row = await findRow(reader, set, first.key)
  if (!row) throw notFound(set.single, first.key)
  for (const [i, segment] of segments.slice(1).entries()) {
    const last = i === segments.length - 2
    if (last && (segment.name in set.properties || segment.name === '$value'))
      return answerProperty(set, segment, row)
    const link = set.links[segment.name]
    if (!link) throw notFound(`${set.single} 的关联`, segment.name)
    const target = entitySets[link.to] as EntitySet
    const within = linkCondition(link, row)
    if (link.many && segment.key === null) {
      return answerSet(
        reader,
        request,
        target,
        await readEntities(reader, target, optionsOf(request, target), within),
      )
    }
    const [found] = (await reader.db.query<Record<string, unknown>>(oneOf(target, within, segment.key))) as [
      Record<string, unknown>?,
    ]
    if (!found) throw notFound(target.single, segment.key ?? '')
    set = target
    row = found
  }
  reply.type('application/json')
  return toJson(reader, set, optionsOf(request, set), row)
}

function oneOf(target: EntitySet, within: Sql, key: string | null): Sql {
  return sql`SELECT * FROM ${raw(target.view)} WHERE ${within}
    ${key === null ? empty : sql`AND ${raw(target.key.column)}::text = ${key}`} LIMIT 1`
}

function answerProperty(set: EntitySet, segment: Segment, row: Record<string, unknown>): unknown {
  const property = set.properties[segment.name]
  if (!property) throw invalid('/path', '$value 只能跟在属性之后')
  return { [segment.name]: row[property.column] }
}

function optionsOf(request: FastifyRequest, set: EntitySet) {
  return parseOptions(request.query as Record<string, string>, set)
}

function readSet(reader: Reader, request: FastifyRequest, set: EntitySet): Promise<Answer> {
  return readEntities(reader, set, optionsOf(request, set))
}

function answerSet(reader: Reader, request: FastifyRequest, set: EntitySet, answer: Answer) {
  const options = optionsOf(request, set)
  const next = new URL(request.url, 'http://x')
  next.searchParams.set('$skip', String(options.skip + options.top))
  next.searchParams.set('$top', String(options.top))
  const nextLink = `${reader.root.slice(0, -mount.length)}${next.pathname}?${next.searchParams}`
  return {
    ...(answer.count === null ? {} : { '@iot.count': answer.count }),
    ...(answer.more ? { '@iot.nextLink': nextLink } : {}),
    value: answer.value,
  }
}
