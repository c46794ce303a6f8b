import { sensorThingsChanged } from '@civitas/contract'
import { hasPermission, type Principal, wholeScope } from '../../../../kernel/access.ts'
import type { Transaction } from '../../../../kernel/db/database.ts'
import { forbidden, invalid, notFound, unauthenticated } from '../../../../kernel/problem.ts'
import { thaw } from '../../history/thaw.ts'
import { decodeObservation, Undecodable } from '../../ingest/decode-readings.ts'
import { observationId } from '../../rules.ts'
import { getSet } from './entity-sets.ts'
import { answerGet } from './read/answer-get.ts'
import { findRow, type Reader } from './read/read-entities.ts'
import { parsePath, resolvePath, type Target } from './read/resolve-path.ts'
import { readProperty, toJson, writeKey } from './read/to-json.ts'
import type { Caller, SensorThingsParts, StaRequest, StaResponse } from './request.ts'
import { changeEntity, creates } from './write/change-entity.ts'
import {
  createObservations,
  type DataArrayResult,
  findPlainStream,
  reasonOf,
  requireOpen,
  requireWritable,
  toProblem,
} from './write/create-observations.ts'
import { deleteEntity } from './write/delete.ts'
import { type Body, refuseNul, toBody } from './write/fields.ts'
import { applyPatch } from './write/json-patch.ts'
import { addLink, givenBy, removeLink } from './write/links.ts'
import type { Writing } from './write/writing.ts'

/** Where a request runs: by itself, or in the transaction of a change set. */
export interface Session {
  parts: SensorThingsParts
  caller: Caller
  root: string
  tx: Transaction | null
}

/** Carries out one request of SensorThings; throws a Problem, `Undecodable` or `NotImplemented` when it cannot. */
export async function serve(session: Session, request: StaRequest): Promise<StaResponse> {
  refuseNul(request.path)
  refuseNul(request.query)
  if (request.method === 'GET' || request.method === 'HEAD') return answerGet(readerFor(session), request)
  // Data arrays are nearly all numbers; what of them is written as text is looked at there.
  if (request.path !== 'CreateObservations') refuseNul(request.body)
  switch (request.method) {
    case 'POST':
      return answerPost(session, request)
    case 'PATCH':
    case 'PUT':
      return answerChange(session, request)
    case 'DELETE':
      return answerDelete(session, request)
    default:
      throw invalid('/method', `不支持 ${request.method}`)
  }
}

function readerFor({ caller, parts, root, tx }: Session): Reader {
  if (!('principal' in caller)) throw forbidden('设备凭据不能读取。')
  if (!hasPermission(caller.principal, 'sensing.read'))
    throw forbidden('您没有查看设备与观测的权限（sensing.read）。')
  return {
    ...{ db: tx ?? parts.kernel.db, scope: caller.principal.scope, root },
    thaw: (id) => thaw(parts.kernel, id),
  }
}

function writerOf(caller: Caller): Principal {
  if (!('principal' in caller)) return asPrincipal(caller)
  if (!hasPermission(caller.principal, 'sensing.write'))
    throw forbidden('您没有写入设备与观测的权限（sensing.write）。')
  return caller.principal
}

/** A device writes for its own things wherever they are; which those are is checked by its credential. */
function asPrincipal({ credential }: Extract<Caller, { credential: unknown }>): Principal {
  return {
    userId: '00000000-0000-0000-0000-000000000000',
    account: credential.name,
    name: credential.name,
    organisationId: null,
    organisationName: null,
    permissions: new Set(),
    scope: wholeScope,
    sessionId: '',
  }
}

const deadlock = '40P01'

/** Runs a change whole or not at all, and tells of it in the same transaction. */
export async function writeIn<T>(session: Session, work: (writing: Writing) => Promise<T>): Promise<T> {
  const { parts, caller, root } = session
  const by = writerOf(caller)
  const run = async (tx: Transaction) => {
    const changes: Array<{ set: string; id: string | number; names: string[] | null }> = []
    const result = await work({
      ...{ parts, tx, by, now: parts.kernel.clock.now(), depth: 0, creates },
      reader: { db: tx, scope: by.scope, root },
      touched: (set, id, names) => changes.push({ set, id, names: names && [...names] }),
    })
    if (changes.length > 0) await parts.kernel.messages.publish(tx, sensorThingsChanged, { changes })
    return result
  }
  if (session.tx) return run(session.tx)
  for (let attempt = 0; ; attempt++) {
    try {
      return await parts.kernel.db.transaction(run)
    } catch (error) {
      if ((error as { code?: string }).code !== deadlock || attempt >= 3) throw error
    }
  }
}

async function answerPost(session: Session, request: StaRequest): Promise<StaResponse> {
  const { parts, caller } = session
  writerOf(caller)
  if (request.path === 'CreateObservations') return answerDataArrays(session, request)
  const plain = session.tx ? null : await recordPlain(session, request)
  if (plain) return plain
  return writeIn(session, async (writing) => {
    const target = await resolvePath(writing.reader, request.path)
    if (target.kind === 'set' && target.ref && target.parent) {
      await addLink(writing, target.parent, request.body)
      return { status: 201 }
    }
    if (target.kind !== 'set' || target.ref) throw invalid('/path', `不能在此新建：${request.path}`)
    const { set } = target
    const given = givenBy(target.parent)
    if ('credential' in caller) {
      if (set.name !== 'Observations') throw forbidden('设备凭据只能写入观测。')
      requireOpen(parts, caller, request.body, given)
    }
    const create = creates[set.name] as (typeof creates)[string]
    const id = await create(writing, toBody(request.body), given)
    const row = await findRow({ db: writing.tx, scope: wholeScope }, set, id)
    const location = `${session.root}/${set.name}(${writeKey(set, id)})`
    return { status: 201, location, body: row ? toJson(session.root, set, { select: null }, row) : undefined }
  })
}

/** A plain reading of a declared device goes with the others of its moment in one batch. */
async function recordPlain(session: Session, request: StaRequest): Promise<StaResponse | null> {
  const { parts, caller, root } = session
  const segments = parsePath(request.path)
  const [first, second] = segments
  const below = segments.length === 2 && first?.name === 'Datastreams' && second?.name === 'Observations'
  const direct = segments.length === 1 && first?.name === 'Observations'
  if (!below && !direct) return null
  const given: Record<string, string> = below && first?.key ? { Datastream: first.key } : {}
  if (
    'credential' in caller &&
    direct &&
    !('Datastream' in toBody(request.body)) &&
    !('MultiDatastream' in toBody(request.body))
  )
    throw new Undecodable('malformed', '缺少 Datastream')
  if ('credential' in caller) requireOpen(parts, caller, request.body, given)
  const stream = findPlainStream(parts, request.body, given)
  if (!stream) return null
  requireWritable(parts, caller, stream)
  const nowMs = parts.kernel.clock.now().getTime()
  const reading = decodeObservation(request.body, stream, nowMs)
  await parts.recorder.record([reading])
  parts.seen.see(stream.thing.id, nowMs)
  const id = observationId(reading.datastreamId, reading.timeMs)
  const location = `${root}/Observations('${id}')`
  const body = {
    '@iot.id': id,
    '@iot.selfLink': location,
    phenomenonTime: new Date(reading.timeMs).toISOString(),
    result: reading.result,
  }
  return { status: 201, location, body }
}

async function answerDataArrays(session: Session, request: StaRequest): Promise<StaResponse> {
  const { parts, caller, root } = session
  const { results } = await createObservations(parts, caller, request.body, (work) => writeIn(session, work))
  const refused = results.flatMap((one) => ('error' in one ? [one.error] : []))
  for (const error of refused) noteRejection(session, request, error)
  // A device whose every reading was refused is told why, as for a single one.
  const [only] = refused
  if (only && refused.length === results.length && 'credential' in caller)
    throw only instanceof Undecodable ? toProblem(only) : only
  return { status: 201, json: writeLinks(root, results) }
}

/** The answer to data arrays: a link to each Observation, or `error` (OGC 18-088, 11.2). Written in one go: it is long. */
function writeLinks(root: string, results: readonly DataArrayResult[]): string {
  const address = JSON.stringify(`${root}/Observations('`).slice(0, -1)
  const links = results.map((one) => {
    if ('timeMs' in one) return `${address}${observationId(one.datastreamId, one.timeMs)}')"`
    return 'id' in one ? `${address}${one.id}')"` : '"error"'
  })
  return `[${links.join()}]`
}

/** Keeps a reading that was refused for inspection. */
export function noteRejection({ parts, caller }: Session, request: StaRequest, error: Error): void {
  parts.rejections.add({
    reason: reasonOf(error),
    protocol: 'http',
    clientId: 'credential' in caller ? caller.ip : null,
    credentialName: 'credential' in caller ? caller.credential.name : caller.principal.account,
    topic: request.path,
    detail: error.message,
    payload: JSON.stringify(request.body ?? null),
  })
}

function requirePerson(caller: Caller): void {
  if (!('principal' in caller)) throw unauthenticated('设备凭据只能写入观测。', 'device-credential')
}

async function answerChange(session: Session, request: StaRequest): Promise<StaResponse> {
  requirePerson(session.caller)
  return writeIn(session, async (writing) => {
    const target = await resolvePath(writing.reader, request.path)
    if (target.kind !== 'set' && target.kind !== 'entity') throw invalid('/path', `不能修改：${request.path}`)
    if (target.ref && target.parent && request.method === 'PUT') {
      await addLink(writing, target.parent, request.body)
      return { status: 200 }
    }
    if (target.kind !== 'entity' || target.ref) throw invalid('/path', `不能修改：${request.path}`)
    const body = readChange(target, request)
    await changeEntity(writing, target.set, target.row, body, request.method === 'PUT')
    const key = target.row[target.set.key.column] as string | number
    const row = await findRow({ db: writing.tx, scope: wholeScope }, target.set, key)
    return { status: 200, body: row && toJson(session.root, target.set, { select: null }, row) }
  })
}

/** The properties to change: the body, or what a JSON Patch makes of the entity as it is. */
function readChange({ set, row }: Extract<Target, { kind: 'entity' }>, request: StaRequest): Body {
  if (!request.contentType.startsWith('application/json-patch+json')) return toBody(request.body)
  const before: Body = {}
  for (const [name, property] of Object.entries(set.properties)) {
    const value = readProperty(property, row)
    if (value !== undefined && name !== '@iot.id' && property.kind !== 'range') before[name] = value
  }
  const after = applyPatch(before, request.body)
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const changed = [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return Object.fromEntries(changed.map((name) => [name, after[name] ?? null]))
}

async function answerDelete(session: Session, request: StaRequest): Promise<StaResponse> {
  requirePerson(session.caller)
  return writeIn(session, async (writing) => {
    const target = await resolvePath(writing.reader, request.path)
    if (target.kind === 'set' && target.ref && target.parent) {
      const id = parsePath((request.query.$id ?? '').split('/').at(-1) ?? '')[0]?.key
      const row = id ? await findRow(writing.reader, getSet(target.parent.link.to), id) : undefined
      if (!row) throw notFound('关联', request.query.$id ?? '')
      await removeLink(writing, target.parent, row)
      return { status: 200 }
    }
    if (target.kind !== 'entity') throw invalid('/path', `不能删除：${request.path}`)
    if (target.ref) {
      if (!target.parent) throw invalid('/path', `不能删除：${request.path}`)
      await removeLink(writing, target.parent, target.row)
      return { status: 200 }
    }
    await deleteEntity(writing, target.set, target.row)
    return { status: 200 }
  })
}
