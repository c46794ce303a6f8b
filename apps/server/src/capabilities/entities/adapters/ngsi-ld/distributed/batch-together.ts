import type { TermMap } from '../contexts/term-map.ts'
import { findRows } from '../entities/ld-store.ts'
import { type NgsiProblem, toNgsiProblem } from '../http/errors.ts'
import { bodyTerms, type Exchange, linkTerms } from '../http/exchange.ts'
import { isUri } from '../representation/checks.ts'
import type { Distribution } from './ask-source.ts'
import { infoOf } from './call-source.ts'
import { readOutcome, type SourceOutcome } from './read-outcome.ts'
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
import { refuseStrangers } from './write-together.ts'

/** A batch operation, and the operation on one entity a source may offer instead. */
export interface Batch {
  operation: string
  single?: { operation: string; method: string; path: (uri: string) => string }
  /** Answered with 201 and the ids that were made. */
  creates: boolean
}

const entityPath = (uri: string) => `/entities/${encodeURIComponent(uri).replaceAll('%3A', ':')}`

/** Batches by route (5.6.7–5.6.10, 5.6.20). */
export const batches: Record<string, Batch> = {
  'POST /entityOperations/create': {
    operation: 'createBatch',
    single: { operation: 'createEntity', method: 'POST', path: () => '/entities' },
    creates: true,
  },
  'POST /entityOperations/upsert': { operation: 'upsertBatch', creates: true },
  'POST /entityOperations/update': {
    operation: 'updateBatch',
    single: { operation: 'appendAttrs', method: 'POST', path: (uri) => `${entityPath(uri)}/attrs` },
    creates: false,
  },
  'POST /entityOperations/merge': {
    operation: 'mergeBatch',
    single: { operation: 'mergeEntity', method: 'PATCH', path: entityPath },
    creates: false,
  },
  'POST /entityOperations/delete': {
    operation: 'deleteBatch',
    single: { operation: 'deleteEntity', method: 'DELETE', path: entityPath },
    creates: false,
  },
}

/** One entity of a batch, or the id of one that is to be deleted. */
interface Item {
  uri: string
  given: unknown
}

interface Share {
  source: Source
  /** Its entities are sent one by one. */
  singly: boolean
  items: Item[]
}

/** What goes where; `refused` is what a source alone could do and does not offer. */
interface Division {
  local: Item[]
  shares: Map<string, Share>
  refused: SourceOutcome[]
}

/** Divides a batch among this broker and context sources by mode (4.3.6): each source gets one batch. */
export async function batchTogether(distribution: Distribution, x: Exchange, batch: Batch): Promise<boolean> {
  if (!Array.isArray(x.body) || x.body.length === 0) return false
  const division = await divide(distribution, x, batch, x.body)
  const { local, shares, refused } = division
  if (shares.size === 0 && refused.length === 0) return false
  refuseStrangers(
    x,
    [...shares.values()].map((one) => one.source),
  )
  const done = await Promise.all([
    writeHere(distribution, x, local),
    ...[...shares.values()].map((share) => writeThere(distribution, x, batch, share)),
  ])
  const uris = [...new Set(x.body.map(uriOf))]
  answer(x, batch, uris, forgiveAbsence(batch, [...done, ...refused], shares))
  return true
}

function uriOf(given: unknown): string {
  return String(typeof given === 'string' ? given : ((given as Json | null)?.id ?? ''))
}

async function divide(
  distribution: Distribution,
  x: Exchange,
  batch: Batch,
  body: readonly unknown[],
): Promise<Division> {
  const division: Division = { local: [], shares: new Map(), refused: [] }
  const held = await typesHere(distribution, x, body.map(uriOf).filter(isUri))
  for (const given of body) {
    const uri = uriOf(given)
    const terms = await termsOf(distribution, x, given)
    if (!terms || !isUri(uri)) division.local.push({ uri, given })
    else divideOne(distribution, x, batch, { uri, given }, terms, held.get(uri) ?? [], division)
  }
  return division
}

/** Null when it has no @context that can be had: this broker then says so. */
async function termsOf({ parts }: Distribution, x: Exchange, given: unknown): Promise<TermMap | null> {
  const isEntity = typeof given === 'object' && given !== null
  return (isEntity ? bodyTerms(parts, x, given) : linkTerms(parts, x)).catch(() => null)
}

async function typesHere({ db }: Distribution, x: Exchange, uris: string[]): Promise<Map<string, string[]>> {
  const rows = await findRows(db, x.caller.tenant, uris)
  return new Map(rows.map((row) => [row.uri, row.types]))
}

function divideOne(
  distribution: Distribution,
  x: Exchange,
  batch: Batch,
  { uri, given }: Item,
  terms: TermMap,
  held: string[],
  { local, shares, refused }: Division,
): void {
  const body = typeof given === 'object' ? (given as Json) : undefined
  const types = body?.type ? [body.type].flat().map((one) => terms.expand(String(one))) : held
  const wanted = {
    ids: [uri],
    ...(types.length > 0 ? { types: { kind: 'or' as const, parts: types.map((type) => ({ type })) } } : {}),
  }
  const iris = body ? attributesIn(body, terms) : new Map<string, string>()
  const select = (operation: string) =>
    distribution
      .select(x.caller.tenant, wanted, [operation])
      .filter((one) => isConcerned(one, iris, body !== undefined && iris.size > 0))
  const inBatch = select(batch.operation)
  const singly = batch.single ? select(batch.single.operation) : []
  const concerned = new Map([...inBatch, ...singly].map((one) => [one.row.id, one]))
  for (const id of concerned.keys()) {
    const whole = inBatch.find((one) => one.row.id === id && one.offers)
    const source = whole ?? singly.find((one) => one.row.id === id && one.offers) ?? concerned.get(id)
    if (!source) continue
    if (refuses(source)) {
      const error = toNgsiProblem('Conflict', `注册 ${id} 不提供此操作`)
      refused.push({ registrationId: id, failed: new Map([[uri, error]]), made: [], uris: [uri] })
      continue
    }
    const share = shares.get(`${id} ${whole ? 'batch' : 'single'}`) ?? { source, singly: !whole, items: [] }
    shares.set(`${id} ${whole ? 'batch' : 'single'}`, share)
    const { names } = source
    share.items.push({
      uri,
      given: body && names ? keepAttributes(body, iris, (one) => names.has(one)) : given,
    })
  }
  const taken = takenBy([...concerned.values()], iris)
  if (taken === null || (taken.size > 0 && taken.size === iris.size)) return
  local.push({
    uri,
    given: body && taken.size > 0 ? keepAttributes(body, iris, (one) => !taken.has(one)) : given,
  })
}

async function writeHere(
  { runLocally }: Distribution,
  x: Exchange,
  items: readonly Item[],
): Promise<SourceOutcome> {
  const uris = items.map((one) => one.uri)
  if (items.length === 0) return { failed: new Map(), made: [], uris }
  const { status, text } = await runLocally(
    x,
    items.map((one) => one.given),
  )
  return readOutcome(undefined, uris, status, text)
}

async function writeThere(
  distribution: Distribution,
  x: Exchange,
  batch: Batch,
  { source, singly, items }: Share,
): Promise<SourceOutcome> {
  const { caller } = distribution
  const { id } = source.row
  const sent = await Promise.all(items.map((one) => inTheirNames(distribution, x, source, one.given)))
  const { local: _local, via: _via, ...query } = x.query
  const send = async (method: string, path: string, uris: string[], body: unknown) => {
    const answered = await caller.call(source, x, { method, path, query, ...(body ? { body } : {}) })
    const failed = 'error' in answered ? (answered.error === 'timeout' ? 504 : 502) : answered.status
    return readOutcome(id, uris, failed, answered.text)
  }
  const uris = items.map((one) => one.uri)
  const { single } = batch
  if (!singly || !single) {
    const path = `/entityOperations/${batch.operation.replace('Batch', '')}`
    return send('POST', path, uris, sent)
  }
  const outcomes = await Promise.all(
    items.map(({ uri }, i) =>
      send(single.method, single.path(uri), [uri], typeof sent[i] === 'string' ? undefined : sent[i]),
    ),
  )
  return {
    registrationId: id,
    uris,
    failed: new Map(outcomes.flatMap((one) => [...one.failed])),
    made: outcomes.flatMap((one) => one.made),
  }
}

/** An entity in the names of the @context a source wants. */
async function inTheirNames(
  { parts }: Distribution,
  x: Exchange,
  source: Source,
  given: unknown,
): Promise<unknown> {
  const context = infoOf(source, 'jsonldContext')
  if (!context || typeof given !== 'object') return given
  const target = await parts.contexts.resolve(context)
  return renamed(given as Json, await bodyTerms(parts, x, given), target)
}

/** An entity whose attributes live elsewhere alone need not be known here to be deleted. */
function forgiveAbsence(
  { operation }: Batch,
  done: readonly SourceOutcome[],
  shares: ReadonlyMap<string, Share>,
): SourceOutcome[] {
  if (operation !== 'deleteBatch') return [...done]
  const exclusive = new Set(
    [...shares.values()]
      .filter(({ source }) => source.mode === 'exclusive')
      .map(({ source }) => source.row.id),
  )
  const gone = new Set(
    done.flatMap(({ registrationId, uris, failed }) =>
      registrationId && exclusive.has(registrationId) ? uris.filter((uri) => !failed.has(uri)) : [],
    ),
  )
  const isForgiven = (uri: string, { status }: NgsiProblem) => status === 404 && gone.has(uri)
  return done.map((one) =>
    one.registrationId
      ? one
      : { ...one, failed: new Map([...one.failed].filter(([uri, error]) => !isForgiven(uri, error))) },
  )
}

/** 201 or 204 when all was done everywhere, 207 with a BatchOperationResult otherwise (5.2.16). */
function answer(
  x: Exchange,
  { creates }: Batch,
  uris: readonly string[],
  done: readonly SourceOutcome[],
): void {
  const errors = done.flatMap(({ registrationId, failed }) =>
    [...failed].map(([entityId, error]) => ({
      entityId,
      error,
      ...(registrationId ? { registrationId } : {}),
    })),
  )
  const made = new Set(done.flatMap((one) => one.made))
  if (errors.length === 0) {
    const ids = uris.filter((uri) => made.has(uri))
    if (creates && ids.length > 0) x.reply.code(201).type('application/json').send(JSON.stringify(ids))
    else x.reply.code(204).send()
    return
  }
  const succeeded = new Set(done.flatMap((one) => one.uris.filter((uri) => !one.failed.has(uri))))
  const success = uris.filter((uri) => succeeded.has(uri))
  x.reply.code(207).type('application/json').send(JSON.stringify({ success, errors }))
}
