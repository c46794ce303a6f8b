import { createHash } from 'node:crypto'
import { sql } from '../../../../../kernel/db/sql.ts'
import type { Kernel } from '../../../../../kernel/kernel.ts'
import type { Outside, OutsideAnswer, OutsideError } from '../http/call-outside.ts'
import { contextLink, type Exchange } from '../http/exchange.ts'
import { mount } from '../http/routes.ts'
import { countRequest } from '../registrations/registration-store.ts'
import { parseDuration } from '../temporal/aggregate.ts'
import { createAnswerCache } from './answer-cache.ts'
import type { Source } from './select-sources.ts'

export interface SourceRequest {
  method: string
  /** After /ngsi-ld/v1. */
  path: string
  query: Record<string, string>
  body?: unknown
}

/** What a source answered, or why it did not. */
export type SourceAnswer = OutsideAnswer | { status: 0; error: OutsideError['kind']; text: string }

/** Asks context sources, as many at once as allowed. */
export interface SourceCaller {
  call(source: Source, x: Exchange, request: SourceRequest): Promise<SourceAnswer>
  /** How this broker calls itself in Via. */
  pseudonym(): Promise<string>
}

const defaultTimeoutMs = 5_000
const mostAtOnce = 64
/** Keys the broker itself acts on (4.3.6.6); the others become headers. */
const processed = new Set(['jsonldcontext', 'contenttype', 'accept'])

function isReading({ method, path }: SourceRequest): boolean {
  return method === 'GET' || (method === 'POST' && path.endsWith('/entityOperations/query'))
}

export function createSourceCaller(kernel: Kernel, outside: Outside): SourceCaller {
  const resting = new Map<string, number>()
  const cache = createAnswerCache()
  const waiting: Array<() => void> = []
  let running = 0
  let name: Promise<string> | undefined
  const pseudonym = () => (name ??= readPseudonym(kernel))
  const take = async () => {
    if (running >= mostAtOnce) await new Promise<void>((go) => waiting.push(go))
    running++
  }
  const release = () => {
    running--
    waiting.shift()?.()
  }
  return {
    pseudonym,
    call: async (source, x, request) => {
      const { body, tenant, id } = source.row
      const key = `${tenant} ${id}`
      if ((resting.get(key) ?? 0) > Date.now()) return { status: 0, error: 'timeout', text: '正在等待恢复' }
      const message = {
        method: request.method,
        url: toUrl(source, request),
        ...toMessage(source, x, request, await pseudonym()),
      }
      const cacheMs = body.management?.cacheDuration ? parseDuration(body.management.cacheDuration) : 0
      const same = cacheMs > 0 && isReading(request) ? JSON.stringify([key, message]) : null
      const kept = same && cache.find(same)
      if (kept) return kept
      await take()
      try {
        const answer = await outside.call({
          ...message,
          timeoutMs: body.management?.timeout ?? defaultTimeoutMs,
        })
        const failed = answer.status >= 500 ? `回答 ${answer.status}` : null
        void countRequest(kernel.db, source.row, failed).catch(() => undefined)
        if (same && !failed) cache.keep(same, answer, cacheMs)
        return answer
      } catch (error) {
        const { kind = 'unreachable', message } = error as OutsideError
        resting.set(key, Date.now() + (body.management?.cooldown ?? 0))
        void countRequest(kernel.db, source.row, message).catch(() => undefined)
        return { status: 0, error: kind, text: message }
      } finally {
        release()
      }
    },
  }
}

/** The same for every process on one database, different for every database. */
async function readPseudonym({ db }: Kernel): Promise<string> {
  const row = await db.first<{
    mark: string
  }>(sql`SELECT (SELECT oid FROM pg_database WHERE datname = current_database())
    || ' ' || current_database() || ' ' || (SELECT created_time FROM entities.tenant WHERE name = '') AS mark`)
  return `civitas-${createHash('sha256').update(String(row?.mark)).digest('hex').slice(0, 12)}`
}

function toUrl({ row }: Source, { path, query }: SourceRequest): string {
  const base = row.body.endpoint.replace(/\/+$/, '')
  const root = base.endsWith(mount) ? base : base + mount
  const all = { ...query, ...(row.body.management?.localOnly ? { local: 'true' } : {}) }
  const text = Object.entries(all)
    .map(([name, value]) => `${name}=${encodeValue(value)}`)
    .join('&')
  return `${root}${path}${text ? `?${text}` : ''}`
}

/** Commas, colons and slashes may stand as they are, and readers of logs are glad of it. */
function encodeValue(value: string): string {
  return encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/')
}

/** A header a source wants, by its key in contextSourceInfo. */
export function infoOf({ row }: Source, key: string): string | undefined {
  return row.body.contextSourceInfo?.find((one) => one.key.toLowerCase() === key.toLowerCase())?.value
}

function toMessage(
  source: Source,
  { request: given, caller, contentType }: Exchange,
  { body }: SourceRequest,
  pseudonym: string,
): { headers: Record<string, string>; body?: string } {
  const headers: Record<string, string> = { Accept: infoOf(source, 'accept') ?? 'application/json' }
  for (const { key, value } of source.row.body.contextSourceInfo ?? [])
    if (!processed.has(key.toLowerCase())) headers[key] = value
  const via = String(given.headers.via ?? '')
  headers.Via = `${via ? `${via}, ` : ''}1.1 ${pseudonym}`
  const tenant = source.row.body.tenant ?? caller.tenant
  if (tenant) headers['NGSILD-Tenant'] = tenant
  const context = infoOf(source, 'jsonldContext')
  const inside = contextIn(body)
  if (context) headers.Link = contextLink(context)
  else if (given.headers.link) headers.Link = String(given.headers.link)
  if (body === undefined) return { headers }
  const isLd = !context && (infoOf(source, 'contentType') ?? contentType) === 'application/ld+json'
  headers['Content-Type'] = isLd ? 'application/ld+json' : 'application/json'
  if (isLd) delete headers.Link
  else if (!context && typeof inside === 'string') headers.Link = contextLink(inside)
  const sent = isLd ? body : withoutContext(body)
  return { headers, body: JSON.stringify(sent) }
}

function contextIn(body: unknown): unknown {
  const [first] = [body].flat()
  const context = (first as { '@context'?: unknown } | undefined)?.['@context']
  return Array.isArray(context) && context.length === 1 ? context[0] : context
}

function withoutContext(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(withoutContext)
  if (typeof body !== 'object' || body === null) return body
  const { '@context': _context, ...rest } = body as Record<string, unknown>
  return rest
}
