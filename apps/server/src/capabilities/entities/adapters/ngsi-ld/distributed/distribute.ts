import type { Kernel } from '../../../../../kernel/kernel.ts'
import { tellDiscovery } from '../discovery/bind-discovery.ts'
import type { Outside } from '../http/call-outside.ts'
import { NgsiError } from '../http/errors.ts'
import type { Exchange, NgsiParts } from '../http/exchange.ts'
import type { Registrations } from '../registrations/registrations.ts'
import type { Distribution } from './ask-source.ts'
import { batches, batchTogether } from './batch-together.ts'
import { createSourceCaller } from './call-source.ts'
import { discoveries, discoverTogether } from './discover-together.ts'
import { purgeTogether } from './purge-together.ts'
import { gatherPasts } from './read-pasts.ts'
import { loadTogether, queryBatchTogether, queryTogether, retrieveTogether } from './read-together.ts'
import { selectSources } from './select-sources.ts'
import { type Write, writeTogether } from './write-together.ts'

/** Operations of 4.20 behind each route that changes one entity. */
const writes: Record<string, Write> = {
  'POST /entities': { operations: ['createEntity'] },
  'PATCH /entities/:id': { operations: ['mergeEntity'] },
  'PUT /entities/:id': { operations: ['replaceEntity'] },
  'DELETE /entities/:id': { operations: ['deleteEntity'] },
  'POST /entities/:id/attrs': { operations: ['appendAttrs'], ofAttributes: true },
  'PATCH /entities/:id/attrs': { operations: ['updateEntity', 'updateAttrs'], ofAttributes: true },
  'PATCH /entities/:id/attrs/:name': { operations: ['updateAttrs'] },
  'PUT /entities/:id/attrs/:name': { operations: ['replaceAttrs'] },
  'DELETE /entities/:id/attrs/:name': { operations: ['deleteAttrs'] },
}

/** Operations that are divided in their own way. */
const others: Record<string, (distribution: Distribution, x: Exchange) => Promise<boolean>> = {
  'GET /entities': queryTogether,
  'GET /entities/:id': retrieveTogether,
  'POST /entityOperations/query': queryBatchTogether,
  'DELETE /entities': purgeTogether,
}

/** Lets requests be answered together with registered sources (4.3.6), unless they are for this broker alone. */
export function distributeRequests(
  kernel: Kernel,
  parts: NgsiParts,
  registrations: Registrations,
  outside: Outside,
  findDivision: Distribution['findDivision'],
): void {
  const caller = createSourceCaller(kernel, outside)
  const distribution: Distribution = {
    ...{ db: kernel.db, parts, caller, findDivision },
    hasSources: (tenant) => registrations.of(tenant).length > 0,
    select: (tenant, wanted, operations) => selectSources(registrations.of(tenant), wanted, operations),
    runLocally: (x, body) => runLocally(kernel, x, body),
  }
  const discoveryOf = discoveries(tellDiscovery(kernel.db, parts))
  parts.gatherPasts = (x, query, terms) => gatherPasts(distribution, x, query, terms)
  parts.loadTogether = (x, uris, terms) => loadTogether(distribution, x, uris, terms)
  parts.distribute = async (method, path, x) => {
    if (x.query.local === 'true') return false
    const via = String(x.request.headers.via ?? '')
    if (via !== '' && via.includes(await caller.pseudonym()))
      throw new NgsiError('LoopDetected', '请求已经过本平台，不再转发。')
    if (registrations.of(x.caller.tenant).length === 0) return false
    const key = `${method} ${path}`
    const other = others[key]
    if (other) return other(distribution, x)
    const discovery = discoveryOf[key]
    if (discovery) return discoverTogether(distribution, x, discovery)
    const batch = batches[key]
    if (batch) return batchTogether(distribution, x, batch)
    const write = writes[key]
    if (!write) return false
    return writeTogether(distribution, x, x.params.name ? { ...write, attribute: x.params.name } : write)
  }
}

const leftOut = new Set(['content-length', 'accept-encoding', 'connection', 'transfer-encoding', 'via'])

/** The request once more, for this broker alone, with another body. */
async function runLocally(
  kernel: Kernel,
  { request }: Exchange,
  body: unknown,
): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  const url = new URL(request.url, 'http://x')
  url.searchParams.set('local', 'true')
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !leftOut.has(name)))
  const response = await kernel.http.fastify.inject({
    method: request.method as 'POST',
    url: url.pathname + url.search,
    headers,
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  return { status: response.statusCode, text: response.body, headers: response.headers }
}
