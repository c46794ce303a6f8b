import type { Queryable } from '../../../../../kernel/db/database.ts'
import { type Sql, sql } from '../../../../../kernel/db/sql.ts'
import type { TermMap } from '../contexts/term-map.ts'
import { badData } from '../http/errors.ts'
import { type CompileContext, compileFilter } from '../query/compile-q.ts'
import { boxAround } from '../query/distance.ts'
import { type GeoQuery, matchesGeo } from '../query/geo.ts'
import { compileOrder, type OrderKey } from '../query/order.ts'
import type { Query } from '../query/parse-q.ts'
import { compileScopeQ, type ScopeQuery } from '../query/select-scopes.ts'
import { compileTypes, type TypeSelection } from '../query/select-types.ts'
import type { LdEntity } from '../representation/model.ts'
import type { Broker, Caller } from './broker.ts'
import type { LdRow } from './ld-row.ts'
import { countRows, type RowQuery, selectRows } from './ld-store.ts'
import type { Registers } from './registers.ts'

/** What of an entity a query asks for: id or ids, a pattern, a type selection (5.2.33 EntitySelector). */
export interface Selector {
  ids?: readonly string[]
  idPattern?: string
  types?: TypeSelection
}

/** A query for entities (5.7.2). Several selectors mean any of them. */
export interface EntityQuery {
  selectors: readonly Selector[]
  q?: Query
  compile: CompileContext
  geo?: GeoQuery
  scopeQ?: ScopeQuery
  /** Keys of which an entity must have at least one. */
  attrs?: readonly string[]
  /** Keys of which one is to be told; an entity without any is left out. */
  picked?: readonly string[]
  order?: readonly OrderKey[]
  limit: number
  offset: number
  count: boolean
}

export interface EntityPage {
  entities: LdEntity[]
  /** All that match; null unless it was asked for. */
  total: number | null
  more: boolean
}

/** Finds entities; total numbers are counted only when asked for. */
export async function queryEntities(
  db: Queryable,
  broker: Broker,
  caller: Caller,
  query: EntityQuery,
): Promise<EntityPage> {
  const page = await findPage(db, caller, query)
  return { entities: await broker.toEntities(page.rows), total: page.total, more: page.more }
}

/** The same as rows. */
export function findPage(db: Queryable, caller: Caller, query: EntityQuery): Promise<RowPage> {
  const { order, compile } = query
  const base = {
    ...{ tenant: caller.tenant, scope: caller.scope, conditions: toConditions(query) },
    ...(order ? { order: compileOrder(order, compile.registers) } : {}),
  }
  return refusingPatterns(() =>
    query.geo ? searchPlaces(db, base, query, query.geo) : readPage(db, base, query),
  )
}

interface RowPage {
  rows: LdRow[]
  total: number | null
  more: boolean
}

async function readPage(
  db: Queryable,
  base: Omit<RowQuery, 'limit' | 'offset'>,
  { limit, offset, count }: EntityQuery,
): Promise<RowPage> {
  const [rows, total] = await Promise.all([
    limit === 0 ? [] : selectRows(db, { ...base, limit: limit + 1, offset }),
    count ? countRows(db, { ...base, limit, offset }) : null,
  ])
  return { rows: rows.slice(0, limit), total, more: rows.length > limit }
}

function toConditions(query: EntityQuery): Sql[] {
  const conditions: Sql[] = []
  if (query.selectors.length > 0) {
    const any = query.selectors.map(toSelectorCondition)
    conditions.push(any.length === 1 ? (any[0] as Sql) : sql`(${any.reduce((a, b) => sql`${a} OR ${b}`)})`)
  }
  if (query.attrs && query.attrs.length > 0) conditions.push(hasOne(query.attrs, query.compile))
  if (query.picked)
    conditions.push(query.picked.length > 0 ? hasOne(query.picked, query.compile) : sql`FALSE`)
  if (query.q) conditions.push(...compileFilter(query.q, query.compile))
  if (query.scopeQ) conditions.push(compileScopeQ(query.scopeQ))
  if (query.geo) conditions.push(...toPlaceConditions(query.geo))
  return conditions
}

/** Whether an entity has one of some attributes, wherever it is kept. */
function hasOne(given: readonly string[], { series, registers }: CompileContext): Sql {
  const keys = given as string[]
  const ways = [sql`e.attributes ?| ${keys}::text[]`, sql`e.ld ?| ${keys}::text[]`]
  if (keys.includes('location')) ways.push(sql`e.geometry IS NOT NULL`)
  const fed = keys.filter((key) => series.has(key))
  if (keys.includes('name') || keys.includes('reference'))
    ways.push(sql`e.type = ANY(${registers as string[]})`)
  if (fed.length > 0)
    ways.push(
      sql`EXISTS (SELECT FROM entities.latest_value l WHERE l.entity_id = e.id AND l.property = ANY(${fed}))`,
    )
  return sql`(${ways.reduce((a, b) => sql`${a} OR ${b}`)})`
}

function toSelectorCondition({ ids, idPattern, types }: Selector): Sql {
  const all: Sql[] = []
  if (ids && ids.length > 0) all.push(sql`e.uri = ANY(${ids as string[]}::text[])`)
  if (idPattern) all.push(sql`e.uri ~ ${idPattern}`)
  if (types) all.push(compileTypes(types))
  return all.length === 0 ? sql`TRUE` : sql`(${all.reduce((a, b) => sql`${a} AND ${b}`)})`
}

/** What the index on boxes can answer of a geoquery on `location`; the exact test is made in code. */
function toPlaceConditions({ key, relation, geometry, maxDistance }: GeoQuery): Sql[] {
  if (key !== 'location') return [sql`(e.attributes ? ${key} OR e.more ? ${key})`]
  const held = sql`e.geometry IS NOT NULL`
  if (relation === 'disjoint' || (relation === 'near' && maxDistance === undefined)) return [held]
  const [west, south, east, north] = boxAround(geometry, relation === 'near' ? (maxDistance as number) : 0)
  const box = sql`box(point(${west}, ${south}), point(${east}, ${north}))`
  return [held, sql`e.bounds && ${box}`]
}

/** Candidates read at once: at first about what a page needs, then more each time. */
const fewest = 32
const most = 500

/** Reads candidates in order and tests each, until the page is full; to count, all of them. */
async function searchPlaces(
  db: Queryable,
  base: Omit<RowQuery, 'limit' | 'offset'>,
  { limit, offset, count }: EntityQuery,
  geo: GeoQuery,
): Promise<RowPage> {
  const rows: LdRow[] = []
  let matched = 0
  let after: string | undefined
  let chunk = count ? most : Math.min(most, Math.max(fewest, (offset + limit + 1) * 2))
  for (let skipped = 0; ; ) {
    const from = base.order ? { offset: skipped } : { after, offset: 0, scattered: true }
    const candidates = await selectRows(db, { ...base, ...from, limit: chunk })
    skipped += candidates.length
    for (const row of candidates) {
      if (!geometriesOf(row, geo.key).some((one) => matchesGeo(one, geo))) continue
      if (matched >= offset && rows.length < limit) rows.push(row)
      matched++
    }
    after = candidates.at(-1)?.id
    const full = !count && matched > offset + limit
    if (candidates.length < chunk || full) break
    chunk = Math.min(most, chunk * 4)
  }
  return { rows, total: count ? matched : null, more: matched > offset + limit }
}

function geometriesOf(row: LdRow, key: string): GeoJSON.Geometry[] {
  if (key === 'location' && row.geometry) return [row.geometry]
  const values = [row.attributes[key], ...(row.more[key] ?? [])]
  return values.filter(
    (one): one is GeoJSON.Geometry => typeof one === 'object' && one !== null && 'type' in one,
  )
}

/** A regular expression PostgreSQL cannot read is the client’s mistake. */
async function refusingPatterns<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if ((error as { code?: string }).code === '2201B') throw badData('正则表达式不正确')
    throw error
  }
}

/** What filters of this installation are compiled against. */
export function compileContextOf(
  registers: Registers,
  terms: TermMap,
  expandValues: readonly string[] = [],
): CompileContext {
  return { terms, registers: registers.ids, series: registers.series, expandValues: new Set(expandValues) }
}
