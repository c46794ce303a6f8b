import { raw, type Sql, sql } from '../../../../../kernel/db/sql.ts'
import type { TermMap } from '../contexts/term-map.ts'
import { badData } from '../http/errors.ts'
import type { Instance, LdEntity } from '../representation/model.ts'
import { toMemberKey } from '../representation/projection.ts'
import { readPath } from './parse-q.ts'

/** One key to sort entities by (4.23): a member, then sub-attributes or times, then members of the value. */
export interface OrderKey {
  name: string
  nested: readonly string[]
  members: readonly string[]
  descending: boolean
}

const most = 10

/** Parses `name;desc`, `name.observedAt`, `address[city]`. */
export function parseOrder(given: readonly string[], terms: TermMap): OrderKey[] {
  if (given.length > most) throw badData(`orderBy 最多 ${most} 项`)
  return given.map((one) => {
    const [path = '', direction = 'asc', ...more] = one.trim().split(';')
    if ((direction !== 'asc' && direction !== 'desc') || more.length > 0)
      throw badData(`orderBy 不正确：${one}`)
    const { names, members } = readPath(path)
    const [first = '', ...nested] = names
    return {
      name: toMemberKey(first, terms),
      nested: nested.map((name) => toMemberKey(name, terms)),
      members,
      descending: direction === 'desc',
    }
  })
}

const columns: Record<string, string> = {
  id: 'e.uri COLLATE "C"',
  type: 'e.types[1] COLLATE "C"',
  scope: 'e.scopes[1] COLLATE "C"',
  createdAt: 'e.created_time',
  modifiedAt: 'e.changed_time',
  expiresAt: 'e.expires_time',
}

const systemTimes = new Set(['createdAt', 'modifiedAt'])
const metadata = new Set(['observedAt', 'unitCode', 'datasetId', 'expiresAt'])

/** The keys as ORDER BY of `entities.entity AS e`; entities without the member come last. `registers` have columns of their own. */
export function compileOrder(keys: readonly OrderKey[], registers: readonly string[]): Sql[] {
  return keys.map((key) => {
    const value = orderValue(key, registers)
    return key.descending ? sql`${value} DESC NULLS LAST` : sql`${value} ASC NULLS LAST`
  })
}

function orderValue({ name, nested, members }: OrderKey, registers: readonly string[]): Sql {
  const column = columns[name]
  if (column && nested.length === 0) return raw(column)
  const [first] = nested
  if (nested.length === 1 && first && systemTimes.has(first))
    return sql`coalesce((e.ld #>> ARRAY[${name}, '0', ${first}])::timestamptz, e.created_time)`
  if (nested.length > 0) return sql`jsonb_path_query_first(e.ld, ${pathTo(name, nested, members)}::jsonpath)`
  const own =
    name === 'name' || name === 'reference'
      ? sql`CASE WHEN e.type = ANY(${registers as string[]}) THEN to_jsonb(e.${raw(name)}) END,`
      : sql``
  return members.length > 0
    ? sql`(e.attributes #> ${[name, ...members]}::text[])`
    : sql`coalesce(${own} e.attributes -> ${name}, e.more -> ${name} -> 0)`
}

function pathTo(name: string, nested: readonly string[], members: readonly string[]): string {
  const quoted = (text: string) => JSON.stringify(text)
  let path = `$.${quoted(name)}[*]`
  for (const [i, one] of nested.entries()) {
    const last = i === nested.length - 1
    if (last && metadata.has(one)) return `${path}.${quoted(one)}`
    path += `.sub.${quoted(one)}[*]`
  }
  return `${path}.value${members.map((member) => `.${quoted(member)}`).join('')}`
}

/** Compares entities by the same keys, for those that several brokers told. */
export function compareBy(keys: readonly OrderKey[]): (a: LdEntity, b: LdEntity) => number {
  return (a, b) => {
    for (const key of keys) {
      const [x, y] = [memberOf(a, key), memberOf(b, key)]
      if (x === undefined || y === undefined) {
        if (x === y) continue
        return x === undefined ? 1 : -1
      }
      const order = compareValues(x, y)
      if (order !== 0) return key.descending ? -order : order
    }
    return 0
  }
}

function memberOf(entity: LdEntity, { name, nested, members }: OrderKey): unknown {
  const own: Record<string, unknown> = {
    ...{ id: entity.id, type: entity.types[0], scope: entity.scopes[0] },
    ...{ createdAt: entity.createdAt, modifiedAt: entity.modifiedAt, expiresAt: entity.expiresAt },
  }
  if (nested.length === 0 && name in own) return own[name]
  let instance: Instance | undefined = entity.attributes[name]?.[0]
  for (const [i, one] of nested.entries()) {
    const last = i === nested.length - 1
    if (last && (metadata.has(one) || systemTimes.has(one))) return instance?.[one as 'observedAt']
    instance = instance?.sub?.[one]?.[0]
  }
  let value = instance?.value
  for (const member of members) value = (value as Record<string, unknown> | null | undefined)?.[member]
  return value ?? undefined
}

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'number') return 1
  if (typeof b === 'number') return -1
  const [x, y] = [String(a), String(b)]
  return x < y ? -1 : x > y ? 1 : 0
}
