import { inScope, type Scope } from '../../../../kernel/access.ts'
import type { Queryable } from '../../../../kernel/db/database.ts'
import { empty, raw, type Sql, sql } from '../../../../kernel/db/sql.ts'
import { type EntitySet, entitySets, type Link } from './entity-sets.ts'
import type { Options } from './parse-options.ts'

type Row = Record<string, unknown>

export interface Reader {
  db: Queryable
  scope: Scope
  /** Address of the service root, ending in `/v1.1`. */
  root: string
}

export interface Answer {
  count: number | null
  value: Row[]
  /** Whether more rows follow. */
  more: boolean
}

/** Sets of the declared models have no division; everyone who may read sensing sees them. */
function scopeOf(set: EntitySet, scope: Scope): Sql {
  return set.name === 'Sensors' || set.name === 'ObservedProperties'
    ? sql`TRUE`
    : inScope('division_code', scope)
}

/** Reads a page of a set, with what it expands, as SensorThings JSON (OGC 18-088, 9.3). */
export async function readEntities(
  reader: Reader,
  set: EntitySet,
  options: Options,
  within: Sql = sql`TRUE`,
): Promise<Answer> {
  const where = sql`WHERE ${scopeOf(set, reader.scope)} AND ${within} ${options.filter ? sql`AND ${options.filter}` : empty}`
  const from = sql`FROM ${raw(set.view)} ${where}`
  const rows = await reader.db.query<Row>(
    sql`SELECT * ${from} ORDER BY ${options.order} LIMIT ${options.top + 1} OFFSET ${options.skip}`,
  )
  const count = options.count
    ? ((await reader.db.first<{ n: number }>(sql`SELECT count(*) AS n ${from}`))?.n ?? 0)
    : null
  const page = rows.slice(0, options.top)
  const value: Row[] = []
  for (const row of page) value.push(await toJson(reader, set, options, row))
  return { count, value, more: rows.length > options.top }
}

/** Finds the row of one entity by its key. */
export function findRow(reader: Reader, set: EntitySet, key: string): Promise<Row | undefined> {
  return reader.db.first<Row>(sql`SELECT * FROM ${raw(set.view)}
    WHERE ${scopeOf(set, reader.scope)} AND ${raw(set.key.column)}::text = ${key} ${narrow(set, key)}`)
}

/** An Observation’s key names its datastream and time; saying so lets the index find it. */
function narrow(set: EntitySet, key: string): Sql {
  const found = set.name === 'Observations' ? /^(\d+)-(-?\d+)$/.exec(key) : null
  if (!found) return empty
  return sql`AND datastream_id = ${Number(found[1])} AND phenomenon_time = ${new Date(Number(found[2]))}`
}

export async function toJson(reader: Reader, set: EntitySet, options: Options, row: Row): Promise<Row> {
  const self = `${reader.root}/${set.name}(${writeKey(set, row)})`
  const wanted = (name: string) => !options.select || options.select.includes(name)
  const json: Row = {}
  for (const [name, property] of Object.entries(set.properties)) {
    if (wanted(name))
      json[name] = property.kind === 'time' ? toTime(row[property.column]) : row[property.column]
  }
  if (wanted('@iot.id')) json['@iot.selfLink'] = self
  for (const [name, link] of Object.entries(set.links)) {
    const expand = options.expand.find((one) => one.link === name)
    if (expand) Object.assign(json, await expandLink(reader, name, link, row, expand.options))
    else if (wanted(name)) json[`${name}@iot.navigationLink`] = `${self}/${name}`
  }
  return json
}

async function expandLink(
  reader: Reader,
  name: string,
  link: Link,
  row: Row,
  options: Options,
): Promise<Row> {
  const target = entitySets[link.to] as EntitySet
  const { value, count, more } = await readEntities(reader, target, options, linkCondition(link, row))
  if (!link.many) return { [name]: value[0] ?? null }
  return {
    ...(count === null ? {} : { [`${name}@iot.count`]: count }),
    [name]: value,
    ...(more
      ? { [`${name}@iot.nextLink`]: `${reader.root}/${target.name}?$skip=${options.skip + options.top}` }
      : {}),
  }
}

/** The rows a link of one row leads to. */
export function linkCondition(link: Link, row: Row): Sql {
  return sql`${raw(link.column)} = ${row[link.equals] as string}`
}

export function writeKey(set: EntitySet, row: Row): string {
  const key = String(row[set.key.column])
  return set.key.kind === 'integer' ? key : `'${key}'`
}

function toTime(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value
}
