import type { Queryable } from '../../../../../kernel/db/database.ts'
import type { TermMap } from '../contexts/term-map.ts'
import type { Broker, Caller } from '../entities/broker.ts'
import { type EntityQuery, findPage } from '../entities/query-entities.ts'
import { matchesGeo } from '../query/geo.ts'
import { matchesQ } from '../query/match-q.ts'
import { compareBy } from '../query/order.ts'
import { cutPast, type Past, readPast } from './history.ts'
import type { TemporalQuery } from './read-temporal-query.ts'
import { listTemporal, type TemporalRow } from './temporal-store.ts'

const chunk = 200

/** Which pasts were removed by their owner, and when. */
export function forgottenOf(marks: readonly TemporalRow[]): Map<string, Date> {
  return new Map(marks.flatMap((row) => (row.forgotten_time ? [[row.uri, row.forgotten_time]] : [])))
}

interface Gone {
  pasts: Past[]
  total: number
  more: boolean
}

/**
 * Entities that live only in their past and meet a query (5.7.4): filters are tested against every instance of the window.
 * They come after those that live, `page` being what was found of them.
 */
export async function findGone(
  db: Queryable,
  broker: Broker,
  caller: Caller,
  query: EntityQuery,
  temporal: TemporalQuery,
  terms: TermMap,
  page: { rows: readonly unknown[]; total: number | null; more: boolean },
): Promise<Gone> {
  if (query.selectors.length > 1 || (page.more && !query.count)) return { pasts: [], total: 0, more: false }
  const [selector] = query.selectors
  const before = await livingBefore(db, caller, query, page)
  const skip = Math.max(0, query.offset - before)
  const room = query.limit - page.rows.length
  const only = { ...selector, ...(query.scopeQ ? { scopeQ: query.scopeQ } : {}) }
  const met: Past[] = []
  let seen = 0
  for (let offset = 0; ; offset += chunk) {
    const rows = await listTemporal(db, caller, only, { limit: chunk, offset })
    const pasts = await readPast(db, broker, caller, [], rows, new Map())
    for (const past of pasts) {
      if (!meets(cutPast(past, temporal.window, undefined), query, terms)) continue
      seen++
      if (query.order || (seen > skip && met.length < room)) met.push(past)
    }
    const enough = !query.count && !query.order && seen > skip + room
    if (rows.length < chunk || enough) break
  }
  const { order } = query
  const shown = order ? met.sort(compareBy(order)).slice(skip, skip + room) : met
  return { pasts: shown, total: seen, more: seen > skip + room }
}

/** How many living entities there are, when some of them lie before this page. */
async function livingBefore(
  db: Queryable,
  caller: Caller,
  query: EntityQuery,
  { rows, total }: { rows: readonly unknown[]; total: number | null },
): Promise<number> {
  if (total !== null) return total
  if (query.offset === 0) return rows.length
  const counted = await findPage(db, caller, { ...query, limit: 0, offset: 0, count: true })
  return counted.total ?? 0
}

function meets(past: Past, { q, geo, compile, attrs = [] }: EntityQuery, terms: TermMap): boolean {
  const keys = Object.keys(past.attributes)
  if (keys.length === 0 || (attrs.length > 0 && !keys.some((key) => attrs.includes(key)))) return false
  if (q && !matchesQ(past, q, terms, compile.expandValues)) return false
  if (!geo) return true
  return (past.attributes[geo.key] ?? []).some(
    (one) => one.kind === 'GeoProperty' && matchesGeo(one.value as GeoJSON.Geometry, geo),
  )
}
