import type { FastifyReply, FastifyRequest } from 'fastify'
import { hasPermission, isInScope, type Principal } from '../../../../kernel/access.ts'
import { forbidden, invalid, notFound, unauthenticated } from '../../../../kernel/problem.ts'
import type { DatastreamMeta } from '../../datastreams/datastream-index.ts'
import { decodeDataArray, decodeObservation, Undecodable } from '../../ingest/decode-readings.ts'
import type { Reading } from '../../ingest/record-observations.ts'
import { observationId } from '../../rules.ts'
import type { HeldCredential } from '../../things/credentials.ts'
import type { SensorThingsParts } from './bind-sensorthings.ts'

/** Who writes: a device with its credential (HTTP Basic) or a signed-in person or program (bearer token). */
type Writer = { credential: HeldCredential } | { principal: Principal }

/**
 * `POST Datastreams(id)/Observations`, `POST Observations`, `POST CreateObservations`. Answers after the readings are
 * durable: 201 with the address of the Observation, or of each of a data array.
 */
export async function postObservations(
  parts: SensorThingsParts,
  request: FastifyRequest,
  reply: FastifyReply,
  root: string,
): Promise<unknown> {
  const path = decodeURIComponent((request.params as { '*': string })['*'])
  const writer = findWriter(parts, request)
  try {
    const readings = decode(parts, path, request.body)
    for (const reading of readings) requireWritable(parts, writer, reading)
    await parts.recorder.record(readings)
    for (const { datastreamId } of readings) {
      const thing = parts.index.find(datastreamId)?.thing
      if (thing) parts.seen.see(thing.id, parts.kernel.clock.now().getTime())
    }
    const links = readings.map(
      (one) => `${root}/Observations('${observationId(one.datastreamId, one.timeMs)}')`,
    )
    reply.code(201)
    if (path === 'CreateObservations') return links
    reply.header('location', links[0])
    const [reading] = readings as [Reading]
    return {
      '@iot.id': observationId(reading.datastreamId, reading.timeMs),
      '@iot.selfLink': links[0],
      phenomenonTime: new Date(reading.timeMs).toISOString(),
      result: reading.result,
    }
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error
    setAside(parts, request, writer, path, error)
    if (error.reason === 'unknown-thing') throw notFound('数据流', error.message)
    throw invalid('/body', error.message, error.reason)
  }
}

function setAside(
  parts: SensorThingsParts,
  request: FastifyRequest,
  writer: Writer,
  path: string,
  error: Undecodable,
): void {
  parts.rejections.add({
    reason: error.reason,
    protocol: 'http',
    clientId: request.ip,
    credentialName: 'credential' in writer ? writer.credential.name : writer.principal.account,
    topic: path,
    detail: error.message,
    payload: JSON.stringify(request.body ?? null),
  })
}

function findWriter(parts: SensorThingsParts, request: FastifyRequest): Writer {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() === 'basic') {
    const [name = '', key = ''] = Buffer.from(value, 'base64').toString('utf8').split(/:(.*)/s)
    const credential = parts.credentials.verify(name, key, request.ip)
    if (credential) return { credential }
    const wrong = {
      reason: 'wrong-credentials' as const,
      protocol: 'http',
      clientId: request.ip,
      credentialName: name,
      topic: request.url,
    }
    parts.rejections.add({ ...wrong, detail: '凭据名或密钥不正确', payload: '' })
    throw unauthenticated('凭据名或密钥不正确。', 'wrong-credentials')
  }
  if (!request.principal) throw unauthenticated()
  if (!hasPermission(request.principal, 'sensing.write'))
    throw forbidden('您没有写入观测的权限（sensing.write）。')
  return { principal: request.principal }
}

function decode(parts: SensorThingsParts, path: string, body: unknown): Reading[] {
  const nowMs = parts.kernel.clock.now().getTime()
  if (path === 'CreateObservations') return decodeDataArray(body, parts.index, nowMs)
  const named = /^Datastreams\('?(\d+)'?\)\/Observations$/.exec(path)?.[1]
  const linked = (body as { Datastream?: { '@iot.id'?: unknown } } | null)?.Datastream?.['@iot.id']
  if (!named && path !== 'Observations') throw notFound('可新建的地址', path)
  if (!named && linked === undefined) throw new Undecodable('malformed', '缺少 Datastream')
  const datastream = parts.index.find(Number(named ?? linked))
  if (!datastream) throw new Undecodable('unknown-thing', String(named ?? linked))
  return [decodeObservation(body, datastream, nowMs)]
}

function requireWritable(parts: SensorThingsParts, writer: Writer, { datastreamId }: Reading): void {
  const datastream = parts.index.find(datastreamId) as DatastreamMeta
  if (datastream.derived)
    throw new Undecodable('unknown-thing', `数据流 ${datastreamId} 由平台计算，不能写入`)
  if (datastream.thing.quarantined)
    throw new Undecodable('quarantined', `设备 ${datastream.thing.reference} 已隔离`)
  if (!parts.gate.mayReport(datastream.thing))
    throw new Undecodable('no-facility', `设备 ${datastream.thing.reference} 的设施尚未登记`)
  const allowed =
    'credential' in writer
      ? parts.credentials.covers(writer.credential, datastream.thing)
      : isInScope(datastream.thing.divisionCode, writer.principal.scope)
  if (!allowed) throw forbidden(`无权写入数据流 ${datastreamId}。`, 'forbidden-thing')
}
