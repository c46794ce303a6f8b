import { empty, join, raw, type Sql, sql } from '../../../../../kernel/db/sql.ts'
import type { TermMap } from '../contexts/term-map.ts'
import { keyOf } from '../representation/model.ts'
import type { Literal, Query, Test } from './parse-q.ts'

/** What a filter is compiled against. */
export interface CompileContext {
  terms: TermMap
  /** Types whose name and reference are columns (registers of the domains). */
  registers: readonly string[]
  /** Names of values that datastreams feed. */
  series: ReadonlySet<string>
  /** Attributes whose literals are names of the @context (`expandValues`). */
  expandValues: ReadonlySet<string>
}

const metadata = new Set(['observedAt', 'createdAt', 'modifiedAt', 'unitCode', 'datasetId', 'expiresAt'])
const never = sql`FALSE`

/**
 * A filter as conditions for WHERE. What no index answers is wrapped so that the planner takes it for an even chance: it
 * cannot estimate such tests, and would rather sort all entities of a type than read them in order until a page is full.
 */
export function compileFilter(query: Query, context: CompileContext): Sql[] {
  const parts = query.kind === 'and' ? query.parts : [query]
  return parts.map((part) => {
    const condition = compileQ(part, context)
    return isIndexed(part, context) ? condition : sql`CASE WHEN ${condition} THEN TRUE ELSE FALSE END`
  })
}

function isIndexed(query: Query, context: CompileContext): boolean {
  if (query.kind !== 'term')
    return query.kind === 'or' && query.parts.every((part) => isIndexed(part, context))
  const { path, test } = query
  const key = keyOf(context.terms.expand(path.names[0] as string))
  const elsewhere = key === 'name' || key === 'reference' || context.series.has(key)
  return (
    path.names.length === 1 &&
    path.members.length === 0 &&
    !elsewhere &&
    test !== null &&
    isPlainEquality(test)
  )
}

/** A filter as a condition on `entities.entity AS <alias>`. Equality is containment, which the indexes on values answer. */
export function compileQ(query: Query, context: CompileContext, alias = 'e'): Sql {
  if (query.kind === 'linked') return compileLinked(query, context, alias)
  if (query.kind !== 'term') {
    const parts = query.parts.map((part) => compileQ(part, context, alias))
    return sql`(${join(parts, query.kind === 'and' ? ' AND ' : ' OR ')})`
  }
  const { path, test } = query
  const key = keyOf(context.terms.expand(path.names[0] as string))
  const expand = context.expandValues.has(path.names[0] as string)
  const tested = test && expand ? expandTest(test, context.terms) : test
  if (path.names.length > 1)
    return compileNested(key, path.names.slice(1), path.members, tested, context, alias)
  if (key === 'createdAt' || key === 'modifiedAt') return compileSystemTime(key, tested, alias)
  return path.members.length > 0
    ? compileMembers(key, path.members, tested, alias)
    : compileAttribute(key, tested, context, alias)
}

const column = (alias: string, name: string): Sql => raw(`${alias}.${name}`)

function expandTest(test: Test, terms: TermMap): Test {
  const expand = (one: Literal): Literal =>
    one.kind === 'text' ? { kind: 'text', value: terms.expand(one.value) } : one
  return 'range' in test
    ? { ...test, range: [expand(test.range[0]), expand(test.range[1])] }
    : { ...test, values: test.values.map(expand) }
}

function compileLinked(query: Query & { kind: 'linked' }, context: CompileContext, alias: string): Sql {
  const target = `${alias}x`
  const key = keyOf(context.terms.expand(query.relation))
  const types = query.types.map((type) => context.terms.expand(type))
  const named = `${alias}n`
  // What was merged leads to what it was merged into.
  return sql`EXISTS (SELECT FROM entities.entity ${raw(named)} JOIN entities.entity ${raw(target)}
    ON ${column(target, 'id')} = coalesce(${column(named, 'merged_into')}, ${column(named, 'id')})
    WHERE ${column(named, 'tenant')} = ${column(alias, 'tenant')}
    AND ${column(named, 'uri')} IN (SELECT v #>> '{}' FROM jsonb_path_query(${column(alias, 'attributes')},
      ${`$.${JSON.stringify(key)}[*]`}::jsonpath) v)
    ${types.length > 0 ? sql`AND ${column(target, 'types')} && ${types}::text[]` : empty}
    AND ${compileQ(query.query, context, target)})`
}

function compileSystemTime(key: string, test: Test | null, alias: string): Sql {
  const name = column(alias, key === 'createdAt' ? 'created_time' : 'changed_time')
  if (!test) return sql`TRUE`
  const time = (one: Literal) =>
    Number.isNaN(Date.parse(String(one.value))) ? null : new Date(String(one.value))
  if ('range' in test) {
    const within = sql`${name} BETWEEN ${time(test.range[0])}::timestamptz AND ${time(test.range[1])}::timestamptz`
    return test.op === '==' ? within : sql`NOT (${within})`
  }
  const [value] = test.values
  if (!value || test.op === '~=' || test.op === '!~=') return never
  return sql`${name} ${raw(test.op === '==' ? '=' : test.op === '!=' ? '<>' : test.op)} ${time(value)}::timestamptz`
}

function compileAttribute(key: string, test: Test | null, context: CompileContext, alias: string): Sql {
  const attributes = column(alias, 'attributes')
  const ways: Sql[] = []
  if (!test) {
    ways.push(sql`${attributes} ? ${key}`, sql`${column(alias, 'ld')} ? ${key}`)
    if (key === 'location') ways.push(sql`${column(alias, 'geometry')} IS NOT NULL`)
  } else if (isPlainEquality(test)) {
    ways.push(...containing(key, test.values, alias))
  } else {
    ways.push(
      compare(
        sql`(${attributes} -> ${key})`,
        test,
        sql`${column(alias, 'ld')} #>> ARRAY[${key}, '0', 'kind']`,
      ),
      sql`(${column(alias, 'more')} ? ${key} AND EXISTS (SELECT FROM jsonb_array_elements(${column(alias, 'more')} -> ${key}) v
        WHERE ${compare(sql`v`, test)}))`,
    )
  }
  ways.push(...ofRegisters(key, test, context, alias))
  const matched = sql`(${join(ways, ' OR ')})`
  if (test?.op !== '!=') return matched
  // “Unequal” asks for an attribute that is there and has no matching value in any instance.
  const equal = compileAttribute(key, { ...test, op: '==' } as Test, context, alias)
  return sql`(${compileAttribute(key, null, context, alias)} AND NOT ${equal})`
}

function isPlainEquality(test: Test): test is { op: '=='; values: Literal[] } {
  return test.op === '==' && 'values' in test
}

function containing(key: string, values: readonly Literal[], alias: string): Sql[] {
  const holds = (name: string, document: unknown) =>
    sql`${column(alias, name)} @> ${JSON.stringify({ [key]: document })}::jsonb`
  return values.flatMap((one) => [
    holds('attributes', one.value),
    holds('attributes', [one.value]),
    ...(one.kind === 'time' ? [holds('attributes', { '@value': one.value })] : []),
    holds('more', [one.value]),
  ])
}

/** Name, number and measured values of the registers lie in columns and rows of their own. */
function ofRegisters(key: string, test: Test | null, context: CompileContext, alias: string): Sql[] {
  const ways: Sql[] = []
  if (key === 'name' || key === 'reference') {
    const value = sql`to_jsonb(${column(alias, key)})`
    ways.push(
      sql`(${column(alias, 'type')} = ANY(${context.registers as string[]}) AND ${test ? compare(value, test) : sql`TRUE`})`,
    )
  }
  if (context.series.has(key)) {
    const value = test ? sql`AND ${compare(sql`to_jsonb(l.value)`, test)}` : empty
    ways.push(sql`EXISTS (SELECT FROM entities.latest_value l WHERE l.entity_id = ${column(alias, 'id')}
      AND l.property = ${key} AND l.time IS NOT NULL ${value})`)
  }
  return ways
}

function compileMembers(key: string, members: string[], test: Test | null, alias: string): Sql {
  const attributes = column(alias, 'attributes')
  if (members.length === 1 && members[0] === '*') {
    if (!test) return sql`${attributes} ? ${key}`
    const each = (one: Test) => sql`EXISTS (SELECT FROM jsonb_path_query(${attributes},
      ${`$.${JSON.stringify(key)}.*[*]`}::jsonpath) v WHERE ${compare(sql`v`, one)})`
    return test.op === '!='
      ? sql`(${attributes} ? ${key} AND NOT ${each({ ...test, op: '==' })})`
      : each(test)
  }
  const value = sql`(${attributes} #> ${[key, ...members]}::text[])`
  if (!test) return sql`${value} IS NOT NULL`
  if (test.op === '!=') return sql`(${value} IS NOT NULL AND NOT ${compare(value, { ...test, op: '==' })})`
  return compare(value, test)
}

/** Sub-attributes and the members that describe an attribute lie in `ld`. */
function compileNested(
  key: string,
  names: string[],
  members: string[],
  test: Test | null,
  context: CompileContext,
  alias: string,
): Sql {
  let path = `$.${JSON.stringify(key)}[*]`
  for (const [i, name] of names.entries()) {
    const last = i === names.length - 1
    if (last && metadata.has(name)) path += `.${JSON.stringify(name)}`
    else {
      path += `.sub.${JSON.stringify(keyOf(context.terms.expand(name)))}[*]`
      if (last) path += `.value${members.map((member) => `.${JSON.stringify(member)}`).join('')}`
    }
  }
  const found = (one: Test | null) =>
    sql`EXISTS (SELECT FROM jsonb_path_query(${column(alias, 'ld')}, ${path}::jsonpath) v
      ${one ? sql`WHERE ${compare(sql`v`, one)}` : empty})`
  if (test?.op === '!=') return sql`(${found(null)} AND NOT ${found({ ...test, op: '==' } as Test)})`
  const measured = measuredTime(key, names, test, context, alias)
  return measured ? sql`(${found(test)} OR ${measured})` : found(test)
}

function measuredTime(
  key: string,
  names: string[],
  test: Test | null,
  context: CompileContext,
  alias: string,
): Sql | null {
  if (names.length !== 1 || names[0] !== 'observedAt' || !context.series.has(key)) return null
  const iso = sql`to_jsonb(to_char(l.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`
  return sql`EXISTS (SELECT FROM entities.latest_value l WHERE l.entity_id = ${column(alias, 'id')}
    AND l.property = ${key} AND l.time IS NOT NULL ${test ? sql`AND ${compare(iso, test)}` : empty})`
}

/** One JSON value against a test. Values of different types are not comparable and do not match. */
function compare(value: Sql, test: Test, kind?: Sql): Sql {
  if ('range' in test) {
    const [low, high] = test.range
    const within = sql`(${order(value, '>=', low)} AND ${order(value, '<=', high)})`
    return test.op === '==' ? within : sql`NOT coalesce(${within}, FALSE)`
  }
  if (test.op === '==' || test.op === '!=') {
    const equal = sql`(${join(
      test.values.map((one) => equals(value, one)),
      ' OR ',
    )})`
    return test.op === '==' ? equal : sql`NOT coalesce(${equal}, FALSE)`
  }
  const [first] = test.values as [Literal]
  if (test.op === '~=' || test.op === '!~=') {
    const matched = sql`(jsonb_typeof(${value}) = 'string' AND ${value} #>> '{}' ~ ${String(first.value)})`
    return test.op === '~=' ? matched : sql`(${value} IS NOT NULL AND NOT coalesce(${matched}, FALSE))`
  }
  const ordered = order(value, test.op, first)
  return kind && first.kind !== 'number'
    ? sql`(${ordered} AND ${kind} IS DISTINCT FROM 'Relationship' AND ${kind} IS DISTINCT FROM 'ListRelationship')`
    : ordered
}

function equals(value: Sql, one: Literal): Sql {
  const json = JSON.stringify(one.value)
  const time = one.kind === 'time' ? sql` OR ${value} ->> '@value' = ${String(one.value)}` : empty
  return sql`(${value} = ${json}::jsonb OR (jsonb_typeof(${value}) = 'array' AND ${value} @> ${json}::jsonb)${time})`
}

function order(value: Sql, op: '>' | '<' | '>=' | '<=', one: Literal): Sql {
  if (one.kind === 'boolean') return never
  if (one.kind === 'number')
    return sql`(jsonb_typeof(${value}) = 'number' AND ${value} ${raw(op)} ${JSON.stringify(one.value)}::jsonb)`
  const text = sql`coalesce(${value} ->> '@value', CASE WHEN jsonb_typeof(${value}) = 'string' THEN ${value} #>> '{}' END)`
  return sql`(${text} COLLATE "C" ${raw(op)} ${String(one.value)})`
}
