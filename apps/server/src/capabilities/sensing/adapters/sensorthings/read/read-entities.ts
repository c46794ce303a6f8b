import { inScope, type Scope } from '../../../../../kernel/access.ts'
import type { Queryable } from '../../../../../kernel/db/database.ts'
import { empty, join, raw, type Sql, sql } from '../../../../../kernel/db/sql.ts'
import { type EntitySet, getSet, type Link } from '../entity-sets.ts'
import { keyCondition } from '../query/compare.ts'
import { type Options, orderOf } from '../query/parse-options.ts'
import { rangeOf } from '../query/values.ts'
import { isOtherStream, type Row, selfLink, toJson } from './to-json.ts'

export interface Reader {
  db: Queryable
  scope: Scope
  /** Address of the service root, ending in `/v1.1`. */
  root: string
  /** Brings the aged readings of a datastream back, so that its whole series can be read; absent within a change. */
  thaw?: (datastreamId: number) => Promise<boolean>
}

export interface Answer {
  count: number | null
  value: Row[]
  /** Whether more rows follow. */
  more: boolean
}

/** Sets of the models of devices lie in no division; everyone who may read sensing sees them. */
function scopeOf(set: EntitySet, scope: Scope): Sql {
  return set.scoped ? inScope('t.division_code', scope) : sql`TRUE`
}

/** Columns beside those of the view: first and last times, where they will be shown. */
function columnsOf(set: EntitySet, options: Pick<Options, 'select'>): Sql {
  const ranges = Object.entries(set.properties).filter(
    ([name, property]) => property.kind === 'range' && (!options.select || options.select.includes(name)),
  )
  const more = ranges.map(([, { column }]) => {
    const [first, last] = rangeOf(column, 't')
    return raw(`, ${first} AS ${column}_first, ${last} AS ${column}_last`)
  })
  return more.length === 0 ? sql`t.*` : sql`t.* ${join(more, '')}`
}

/**
 * Reads a page of a set, with what it expands, as SensorThings JSON (OGC 18-088, 9.3). Every read of Observations goes
 * through the view of its set, so that a series kept elsewhere is one view away.
 */
export async function readEntities(
  reader: Reader,
  set: EntitySet,
  options: Options,
  within: Sql = sql`TRUE`,
  firstOrder: Sql | null = null,
): Promise<Answer> {
  const where = sql`WHERE ${scopeOf(set, reader.scope)} AND ${within} ${options.filter ? sql`AND ${options.filter}` : empty}`
  const order = firstOrder && !options.order ? firstOrder : orderOf(options, set)
  const rows =
    options.top === 0 && !options.count ? [] : await reader.db.query<Row>(pageOf(set, options, where, order))
  const count = options.count
    ? ((await reader.db.first<{ n: number }>(sql`SELECT count(*) AS n FROM ${raw(set.view)} t ${where}`))
        ?.n ?? 0)
    : null
  const value = await toEntities(reader, set, options, rows.slice(0, options.top))
  return { count, value, more: rows.length > options.top }
}

/** Rows as JSON with everything they expand; each expanded link of all rows is one query. */
export async function toEntities(
  reader: Reader,
  set: EntitySet,
  options: Options,
  rows: readonly Row[],
): Promise<Row[]> {
  const entities = rows.map((row) => toJson(reader.root, set, options, row))
  for (const { link: name, options: inner } of options.expand) {
    const link = set.links[name] as Link
    const groups = await readLinked(reader, link, inner, rows)
    for (const [i, row] of rows.entries()) {
      if (isOtherStream(set, name, row)) continue
      Object.assign(entities[i] as Row, await expanded(reader, set, name, link, inner, row, groups[i] ?? []))
    }
    const counts = inner.count && link.many ? await countLinked(reader, link, inner, rows) : []
    for (const [i, count] of counts.entries()) (entities[i] as Row)[`${name}@iot.count`] = count
  }
  return entities
}

async function expanded(
  reader: Reader,
  set: EntitySet,
  name: string,
  link: Link,
  options: Options,
  row: Row,
  found: Row[],
): Promise<Row> {
  if (!link.many) return { [name]: found[0] ?? null, [`${name}@iot.navigationLink`]: undefined }
  const page = found.slice(0, options.top)
  const next = `${selfLink(reader.root, set, row)}/${name}?$skip=${options.skip + options.top}&$top=${options.top}`
  return {
    [name]: page,
    [`${name}@iot.navigationLink`]: undefined,
    ...(found.length > options.top && options.top > 0 ? { [`${name}@iot.nextLink`]: next } : {}),
  }
}

/** One row more than a page. Keys are found first, so that only rows of the page are joined and computed. */
function pageOf(set: EntitySet, options: Options, where: Sql, order: Sql): Sql {
  const limit = sql`ORDER BY ${order} LIMIT ${options.top + 1} OFFSET ${options.skip}`
  if (set.key.kind === 'observation')
    return sql`SELECT ${columnsOf(set, options)} FROM ${raw(set.view)} t ${where} ${limit}`
  return sql`WITH keys AS MATERIALIZED (SELECT t.id FROM ${raw(set.view)} t ${where} ${limit}),
      page AS MATERIALIZED (SELECT id, row_number() OVER () AS at_row FROM keys)
    SELECT t.* FROM page CROSS JOIN LATERAL (SELECT ${columnsOf(set, options)} FROM ${raw(set.view)} t WHERE t.id = page.id) t
    ORDER BY page.at_row`
}

/** The rows a link leads to, for each row of a page, as JSON; one more than asked for tells of a next page. */
async function readLinked(
  reader: Reader,
  link: Link,
  options: Options,
  rows: readonly Row[],
): Promise<Row[][]> {
  const target = getSet(link.to)
  if (rows.length === 0) return []
  const order = link.order && !options.order ? raw(link.order('t', 's.k')) : orderOf(options, target)
  const found = await reader.db.query<Row & { at_row: number }>(sql`SELECT s.at_row::int AS at_row, r.*
    FROM unnest(${rows.map((row) => row[link.from])}::${raw(link.type)}[]) WITH ORDINALITY AS s(k, at_row)
    CROSS JOIN LATERAL (SELECT ${columnsOf(target, options)} FROM ${raw(target.view)} t
      WHERE ${raw(link.on('t', 's.k'))} AND ${scopeOf(target, reader.scope)} ${options.filter ? sql`AND ${options.filter}` : empty}
      ORDER BY ${order} LIMIT ${link.many ? options.top + 1 : 1} OFFSET ${link.many ? options.skip : 0}) r
    ORDER BY s.at_row`)
  const json = await toEntities(reader, target, options, found)
  const groups: Row[][] = rows.map(() => [])
  for (const [i, row] of found.entries()) groups[row.at_row - 1]?.push(json[i] as Row)
  return groups
}

async function countLinked(
  reader: Reader,
  link: Link,
  options: Options,
  rows: readonly Row[],
): Promise<number[]> {
  const target = getSet(link.to)
  const counts = await reader.db.query<{ n: number }>(sql`SELECT (SELECT count(*) FROM ${raw(target.view)} t
      WHERE ${raw(link.on('t', 's.k'))} AND ${scopeOf(target, reader.scope)} ${options.filter ? sql`AND ${options.filter}` : empty}) AS n
    FROM unnest(${rows.map((row) => row[link.from])}::${raw(link.type)}[]) WITH ORDINALITY AS s(k, at_row) ORDER BY s.at_row`)
  return counts.map((row) => row.n)
}

/** The row of one entity by its key, within the caller’s scope and a condition. */
export function findRow(
  reader: Pick<Reader, 'db' | 'scope'>,
  set: EntitySet,
  key: string | number | null,
  within: Sql = sql`TRUE`,
): Promise<Row | undefined> {
  const condition = key === null ? sql`TRUE` : keyOf(set, String(key))
  return reader.db.first<Row>(sql`SELECT ${columnsOf(set, { select: null })} FROM ${raw(set.view)} t
    WHERE ${scopeOf(set, reader.scope)} AND ${condition} AND ${within} LIMIT 1`)
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function keyOf(set: EntitySet, key: string): Sql {
  switch (set.key.kind) {
    case 'observation':
      return keyCondition('t', key)
    case 'integer':
      return /^\d{1,9}$/.test(key) ? sql`t.id = ${Number(key)}` : sql`FALSE`
    case 'uuid':
      return uuid.test(key) ? sql`t.id = ${key}::uuid` : sql`FALSE`
    default:
      return sql`t.id = ${key}`
  }
}

/** The rows a link of one row leads to. */
export function linkCondition(link: Link, row: Row): { within: Sql; order: Sql | null } {
  // The piece of SQL is cut at a mark, in whose place the value goes as a parameter.
  const value = sql`${row[link.from]}::${raw(link.type)}`
  const fill = (text: string) => {
    const pieces = text.split('§').map((piece) => raw(piece))
    return join(
      pieces.flatMap((piece, i) => (i === 0 ? [piece] : [value, piece])),
      '',
    )
  }
  return { within: fill(link.on('t', '§')), order: link.order ? fill(link.order('t', '§')) : null }
}
