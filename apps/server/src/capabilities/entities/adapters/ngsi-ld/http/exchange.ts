import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Contexts } from '../contexts/context-store.ts'
import type { TermMap } from '../contexts/term-map.ts'
import type { Broker, Caller } from '../entities/broker.ts'
import type { Registers } from '../entities/registers.ts'
import type { LoadEntities } from '../representation/join-linked.ts'
import type { LdEntity } from '../representation/model.ts'
import type { GatheredPasts, PastQuery } from '../temporal/put-pasts-together.ts'
import { badData, badRequest, NgsiError } from './errors.ts'
import { chooseMedia, type Media } from './media.ts'

/** What the bindings of this adapter share. */
export interface NgsiParts {
  broker: Broker
  contexts: Contexts
  registers: Registers
  /** Answers a request together with other brokers (4.3.6); false when none of them is concerned. */
  distribute?: (method: string, path: string, exchange: Exchange) => Promise<boolean>
  /** Entities by id, from here and from other brokers; from here alone when there is no such way. */
  loadTogether?: (exchange: Exchange, uris: readonly string[], terms: TermMap) => Promise<LoadedEntities>
  /** What other brokers know of the past of entities. */
  gatherPasts?: (exchange: Exchange, query: PastQuery, terms: TermMap) => Promise<GatheredPasts>
}

export type LoadedEntities = ReadonlyMap<string, LdEntity>

/** One request, understood as far as every operation needs it. */
export interface Exchange {
  request: FastifyRequest
  reply: FastifyReply
  caller: Caller
  params: Record<string, string>
  query: Record<string, string>
  body: unknown
  /** Media type of the body. */
  contentType: string
}

const contextRelation = 'http://www.w3.org/ns/json-ld#context'

/** Address in a Link header that names a JSON-LD context (6.3.5). */
export function readLinkContext(header: string | string[] | undefined): string | undefined {
  for (const link of [header ?? []]
    .flat()
    .join(',')
    .split(/,(?=\s*<)/)) {
    const found = /^\s*<([^>]*)>(.*)$/.exec(link)
    if (found?.[2]?.includes(contextRelation)) return found[1]
  }
  return undefined
}

/** The terms a request without JSON-LD in its body speaks in. */
export function linkTerms({ contexts }: NgsiParts, exchange: Exchange): Promise<TermMap> {
  return contexts.resolve(readLinkContext(exchange.request.headers.link))
}

/** The terms of a body (6.3.5): inside it for application/ld+json, in the Link header otherwise. */
export async function bodyTerms(parts: NgsiParts, exchange: Exchange, body: unknown): Promise<TermMap> {
  const link = readLinkContext(exchange.request.headers.link)
  const inside = (body as { '@context'?: unknown } | null)?.['@context']
  if (exchange.contentType === 'application/ld+json') {
    if (link !== undefined) throw badData('application/ld+json 的 @context 应在内容中，不应有 Link 头')
    if (inside === undefined) throw badData('application/ld+json 的内容缺少 @context')
    return parts.contexts.resolve(inside)
  }
  if (inside !== undefined) throw badData('application/json 的内容不应有 @context，请用 Link 头')
  return parts.contexts.resolve(link)
}

/** Chooses the media type of the answer or refuses with 406. */
export function chooseAnswer(exchange: Exchange, offered: readonly Media[]): Media {
  const media = chooseMedia(exchange.request.headers.accept, offered)
  if (!media) throw new NgsiError('InvalidRequest', `只能以 ${offered.join('、')} 回答`, 406)
  return media
}

/** Adds a link to those already there. */
export function addLink(reply: FastifyReply, link: string): void {
  const held = reply.getHeader('link')
  reply.header('link', held ? `${String(held)}, ${link}` : link)
}

/** Names the @context of an answer in a Link header. */
export async function linkContext(
  { contexts }: NgsiParts,
  reply: FastifyReply,
  terms: TermMap,
): Promise<void> {
  addLink(reply, contextLink(await contextUrl(contexts, terms)))
}

/** Value of a Link header that names an @context (6.3.5). */
export function contextLink(url: string): string {
  return `<${url}>; rel="${contextRelation}"; type="application/ld+json"`
}

/** Address of the @context of some terms; one without an address of its own is kept here, and its address has no host. */
export async function contextUrl(contexts: Contexts, terms: TermMap): Promise<string> {
  const [only] = terms.answer
  const single = typeof only === 'string' && (terms.answer.length === 1 || isPlainLink(terms.answer))
  return single ? only : await hostedUrl(contexts, terms)
}

/** A user’s context and the core one, which every broker adds by itself. */
function isPlainLink(answer: readonly unknown[]): boolean {
  return answer.length === 2 && String(answer[1]).includes('ngsi-ld-core-context')
}

const hosted = new WeakMap<TermMap, Promise<string>>()

async function hostedUrl(contexts: Contexts, terms: TermMap): Promise<string> {
  const known =
    hosted.get(terms) ??
    contexts.add({ '@context': terms.answer }, 'ImplicitlyCreated').then((one) => one.url)
  hosted.set(terms, known)
  return known
}

/** What an answer in JSON-LD puts into its body. */
export function answerContext(terms: TermMap): unknown {
  return terms.answer.length === 1 ? terms.answer[0] : terms.answer
}

/** Sends a JSON value that carries terms: with its @context inside (ld+json) or in the Link header (json). */
export async function sendTerms(
  parts: NgsiParts,
  { reply }: Exchange,
  media: Media,
  json: unknown,
  terms: TermMap,
): Promise<void> {
  reply.type(media)
  if (media !== 'application/ld+json') {
    await linkContext(parts, reply, terms)
    reply.send(JSON.stringify(json))
    return
  }
  const context = answerContext(terms)
  const put = (one: unknown) => ({ ...(one as object), '@context': context })
  reply.send(JSON.stringify(Array.isArray(json) ? json.map(put) : put(json)))
}

const booleans: Record<string, boolean> = { true: true, false: false }

export function readFlag(query: Record<string, string>, name: string): boolean {
  const text = query[name]
  if (text === undefined || text === '') return false
  const value = booleans[text]
  if (value === undefined) throw badData(`${name} 应为 true 或 false`)
  return value
}

/** Comma-separated values of a parameter; empty when it is not there. */
export function readList(query: Record<string, string>, name: string): string[] {
  return (query[name] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
}

const defaultLimit = 20
const greatestLimit = 1000

/** limit, offset and count (6.3.10, 6.3.13). */
export function readPage(query: Record<string, string>): { limit: number; offset: number; count: boolean } {
  const number = (name: string, fallback: number) => {
    const text = query[name]
    if (text === undefined || text === '') return fallback
    if (!/^\d{1,9}$/.test(text)) throw badData(`${name} 应为非负整数`)
    return Number(text)
  }
  const count = readFlag(query, 'count')
  const limit = number('limit', defaultLimit)
  if (limit === 0 && !count) throw badData('limit 为 0 时须有 count=true')
  if (limit > greatestLimit) throw new NgsiError('TooManyResults', `limit 最多 ${greatestLimit}`)
  return { limit, offset: number('offset', 0), count }
}

/** Links to the neighbouring pages and, when asked, the total number. */
export function addPageHeaders(
  exchange: Exchange,
  page: { limit: number; offset: number },
  found: { total: number | null; more: boolean },
): void {
  const { request, reply } = exchange
  if (found.total !== null) reply.header('NGSILD-Results-Count', String(found.total))
  if (page.limit === 0) return
  const linkTo = (offset: number, relation: string) => {
    const url = new URL(request.url, 'http://x')
    url.searchParams.set('limit', String(page.limit))
    url.searchParams.set('offset', String(offset))
    addLink(reply, `<${url.pathname}${url.search}>; rel="${relation}"; type="application/ld+json"`)
  }
  if (page.offset > 0) linkTo(Math.max(0, page.offset - page.limit), 'prev')
  if (found.more) linkTo(page.offset + page.limit, 'next')
}

/** Refuses a body that no operation can work with. */
export function requireBody(exchange: Exchange): unknown {
  if (exchange.body === undefined) throw badRequest('请求内容为空。')
  return exchange.body
}

/** How a request comes by linked entities: everywhere, or here alone when it says so. */
export function linkedLoader(parts: NgsiParts, x: Exchange, terms: TermMap): LoadEntities {
  const { loadTogether, broker } = parts
  if (!loadTogether || x.query.local === 'true') return (uris) => broker.retrieveMany(x.caller, uris)
  return (uris) => loadTogether(x, uris, terms)
}
