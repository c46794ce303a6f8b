import { isInScope } from '../../../../../kernel/access.ts'
import type { TermMap } from '../contexts/term-map.ts'
import { NgsiError, type NgsiProblem, toNgsiProblem } from '../http/errors.ts'
import { bodyTerms, type Exchange, linkTerms } from '../http/exchange.ts'
import { mount } from '../http/routes.ts'
import { isUri } from '../representation/checks.ts'
import { iriOf } from '../representation/model.ts'
import type { Distribution } from './ask-source.ts'
import { infoOf, type SourceAnswer } from './call-source.ts'
import { kindOf } from './read-outcome.ts'
import type { Source } from './select-sources.ts'
import {
  attributesIn,
  isConcerned,
  type Json,
  keepAttributes,
  refuses,
  renamed,
  takenBy,
} from './split-body.ts'

/** What becomes of a write at one place. */
interface Part {
  registrationId?: string
  status: number
  error?: NgsiProblem
  /** Names of attributes it was about. */
  names: string[]
  /** UpdateResult of the place, when it sent one. */
  notUpdated?: Array<Record<string, unknown>>
}

export interface Write {
  operations: readonly string[]
  /** The answer carries an UpdateResult instead of a BatchOperationResult. */
  ofAttributes?: boolean
  /** The attribute in the address. */
  attribute?: string
}

/** Divides a write among this broker and context sources by mode (4.3.6), and puts the outcomes together. */
export async function writeTogether(distribution: Distribution, x: Exchange, write: Write): Promise<boolean> {
  const { parts } = distribution
  const body = x.body as Json | undefined
  const uri = x.params.id ?? body?.id
  if (
    !isUri(uri) ||
    (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body)))
  )
    return false
  const terms = body ? await bodyTerms(parts, x, body) : await linkTerms(parts, x)
  const iris = write.attribute
    ? new Map([[terms.expand(write.attribute), write.attribute]])
    : attributesIn(body ?? {}, terms)
  const types = await typesOf(distribution, x, uri, body, terms)
  const wanted = {
    ids: [uri],
    ...(types.length > 0 ? { types: { kind: 'or' as const, parts: types.map((type) => ({ type })) } } : {}),
  }
  const sources = distribution
    .select(x.caller.tenant, wanted, write.operations)
    .filter((one) => isConcerned(one, iris, body !== undefined || write.attribute !== undefined))
  if (sources.length === 0) return false
  refuseStrangers(x, sources)
  const taken = takenBy(sources, iris)
  const work = sources.map((source) => writeAt(distribution, x, source, body, terms, iris))
  const local = writeHere(distribution, x, body, iris, taken)
  const done = (await Promise.all([local, ...work])).filter((one) => one !== null)
  answer(x, String(uri), forgiveAbsence(done, sources, body), write)
  return true
}

/** Types the request names, or those the entity has here. */
async function typesOf(
  { parts }: Distribution,
  x: Exchange,
  uri: string,
  body: Json | undefined,
  terms: TermMap,
) {
  if (body?.type && !x.params.id) return [body.type].flat().map((one) => terms.expand(String(one)))
  const held = await parts.broker.retrieve(x.caller, uri)
  return held?.types ?? (x.query.type ? x.query.type.split(',').map((one) => terms.expand(one)) : [])
}

/** Who may act in some divisions only cannot act where divisions are not known. */
export function refuseStrangers({ caller }: Exchange, sources: readonly Source[]): void {
  if (!isInScope(null, caller.scope) && sources.length > 0)
    throw new NgsiError('OperationNotSupported', '此实体由外部来源管理，只有全市权限可以修改。', 403)
}

async function writeHere(
  { runLocally }: Distribution,
  x: Exchange,
  body: Json | undefined,
  iris: ReadonlyMap<string, string>,
  taken: ReadonlySet<string> | null,
): Promise<Part | null> {
  if (taken === null) return null
  const left = [...iris.keys()].filter((iri) => !taken.has(iri))
  if (taken.size > 0 && left.length === 0) return null
  const here = body && (taken.size > 0 ? keepAttributes(body, iris, (iri) => !taken.has(iri)) : body)
  const { status, text } = await runLocally(x, here)
  return toPart(
    undefined,
    status,
    text,
    left.map((iri) => iris.get(iri) as string),
  )
}

async function writeAt(
  { caller, parts }: Distribution,
  x: Exchange,
  source: Source,
  body: Json | undefined,
  terms: TermMap,
  iris: ReadonlyMap<string, string>,
): Promise<Part> {
  const { id } = source.row
  const names = [...iris].filter(([iri]) => !source.names || source.names.has(iri)).map(([, name]) => name)
  if (refuses(source)) {
    const error = toNgsiProblem('Conflict', `注册 ${id} 不提供此操作`)
    return { registrationId: id, status: 409, error, names }
  }
  const context = infoOf(source, 'jsonldContext')
  const target = context ? await parts.contexts.resolve(context) : terms
  const kept = body && keepAttributes(body, iris, (iri) => !source.names || source.names.has(iri))
  const sent = kept && context ? renamed(kept, terms, target) : kept
  const { query } = x
  const asked = Object.fromEntries(
    Object.entries(query).filter(([name]) => name !== 'local' && name !== 'via'),
  )
  const path = new URL(x.request.url, 'http://x').pathname.slice(mount.length)
  const method = x.request.method
  const answered: SourceAnswer = await caller.call(source, x, {
    method,
    path,
    query: asked,
    ...(sent ? { body: sent } : {}),
  })
  if (!('error' in answered)) return toPart(id, answered.status, answered.text, names)
  const status = answered.error === 'timeout' ? 504 : 502
  return { registrationId: id, status, error: toNgsiProblem('InternalError', answered.text, status), names }
}

function toPart(registrationId: string | undefined, status: number, text: string, names: string[]): Part {
  const part: Part = { ...(registrationId ? { registrationId } : {}), status, names }
  const json = parseJson(text)
  if (status === 207)
    part.notUpdated =
      (json?.notUpdated as Part['notUpdated']) ??
      names.map((attributeName) => ({ attributeName, reason: '来源未更新' }))
  if (status < 200 || status > 299)
    part.error = json?.type
      ? ({ ...json, status } as unknown as NgsiProblem)
      : toNgsiProblem(kindOf(status), `回答 ${status}`, status)
  return part
}

function parseJson(text: string): Json | null {
  try {
    return text ? (JSON.parse(text) as Json) : null
  } catch {
    return null
  }
}

/** An entity whose attributes live elsewhere need not be known here. */
function forgiveAbsence(done: readonly Part[], sources: readonly Source[], body: Json | undefined): Part[] {
  const isElsewhere = body === undefined && sources.some((one) => one.mode === 'exclusive')
  if (!isElsewhere || !done.some((one) => one.registrationId && !one.error)) return [...done]
  return done.filter((one) => one.registrationId || one.status !== 404)
}

function answer(x: Exchange, uri: string, done: readonly Part[], write: Write): void {
  const failed = done.filter((one) => one.error)
  const [first] = failed
  const isCreate = x.request.method === 'POST' && !write.ofAttributes
  const partial = done.some((one) => one.notUpdated)
  if (!first && !partial) {
    if (isCreate) x.reply.code(201).header('location', `${mount}/entities/${uri}`).send()
    else x.reply.code(204).send()
    return
  }
  if (first && failed.length === done.length && failed.every((one) => one.status === first.status)) {
    x.reply.code(first.status).type('application/json').send(JSON.stringify(first.error))
    return
  }
  const body = write.ofAttributes ? toUpdateResult(done) : toBatchResult(uri, done, failed)
  x.reply.code(207).type('application/json').send(JSON.stringify(body))
}

function toBatchResult(uri: string, done: readonly Part[], failed: readonly Part[]) {
  const errors = failed.map(({ error, registrationId }) => ({
    entityId: uri,
    error,
    ...(registrationId ? { registrationId } : {}),
  }))
  return { success: failed.length < done.length ? [uri] : [], errors }
}

function toUpdateResult(done: readonly Part[]) {
  const notUpdated = done.flatMap(({ error, names, registrationId, notUpdated: told = [] }) => [
    ...told.map((one) => ({ ...one, ...(registrationId ? { registrationId } : {}) })),
    ...(error
      ? names.map((name) => ({
          attributeName: iriOf(name),
          reason: error.detail,
          ...(registrationId ? { registrationId } : {}),
        }))
      : []),
  ])
  const refused = new Set(notUpdated.map((one) => (one as { attributeName?: unknown }).attributeName))
  const updated = done.filter((one) => !one.error).flatMap((one) => one.names.map(iriOf))
  return { updated: [...new Set(updated)].filter((name) => !refused.has(name)), notUpdated }
}
