import { inScope, type Scope } from '../../../../../kernel/access.ts'
import { empty, join, raw, type Sql, sql } from '../../../../../kernel/db/sql.ts'
import { type EntitySet, getSet } from '../entity-sets.ts'
import { compare } from './compare.ts'
import { callFunction } from './functions.ts'
import type { Node } from './parse-expression.ts'
import { literalValue, propertyValue, toScalar, toSortKeys, toSpan, type Value, wrong } from './values.ts'

interface Join {
  alias: string
  set: EntitySet
  on: Sql
}

interface Binding {
  set: EntitySet
  scope: Scope
  joins: Map<string, Join>
}

/** The condition on rows `t` of a set that `$filter` states; ways to other sets become one inner query. */
export function compileFilter(node: Node, set: EntitySet, scope: Scope): Sql {
  const binding: Binding = { set, scope, joins: new Map() }
  const condition = toScalar(bind(binding, node), 'boolean')
  const joins = [...binding.joins.values()]
  if (joins.length === 0) return condition
  if (isPlain(node)) {
    const from = join(
      joins.map(({ alias, set: to }) => raw(`${to.view} ${alias}`)),
      ', ',
    )
    const on = join(
      joins.map((one) => one.on),
      ' AND ',
    )
    return sql`EXISTS (SELECT FROM ${from} WHERE ${on} AND ${condition})`
  }
  return sql`EXISTS (SELECT FROM (VALUES (1)) AS once ${leftJoins(joins)} WHERE ${condition})`
}

function leftJoins(joins: Join[]): Sql {
  return join(
    joins.map(
      ({ alias, set, on }) =>
        sql`LEFT JOIN LATERAL (SELECT * FROM ${raw(set.view)} ${raw(alias)} WHERE ${on}) ${raw(alias)} ON TRUE`,
    ),
    ' ',
  )
}

/** Whether every part must be true of rows that are there; then no row need be made up for a missing link. */
function isPlain(node: Node): boolean {
  switch (node.kind) {
    case 'binary':
      return node.op !== 'or' && node.op !== 'ne' && isPlain(node.left) && isPlain(node.right)
    case 'call':
      return node.args.every(isPlain)
    case 'not':
      return false
    case 'literal':
      return node.type !== 'null'
    default:
      return true
  }
}

/** What rows `t` are ordered by. */
export function compileOrder(
  items: ReadonlyArray<{ node: Node; descending: boolean }>,
  set: EntitySet,
  scope: Scope,
): Sql[] {
  return items.flatMap(({ node, descending }) => {
    const binding: Binding = { set, scope, joins: new Map() }
    const keys = toSortKeys(bind(binding, node))
    const joins = [...binding.joins.values()]
    const direction = descending ? sql`DESC` : sql`ASC`
    return keys.map((key) => {
      if (joins.length === 0) return sql`${key} ${direction}`
      return sql`(SELECT ${key} FROM (VALUES (1)) AS once ${leftJoins(joins)} ORDER BY 1 ${direction} LIMIT 1) ${direction}`
    })
  })
}

const sums: Record<string, Sql> = { add: sql`+`, sub: sql`-`, mul: sql`*` }

function bind(binding: Binding, node: Node): Value {
  switch (node.kind) {
    case 'literal':
      return literalValue(node)
    case 'path':
      return bindPath(binding, node.steps)
    case 'not':
      return { type: 'boolean', sql: sql`(NOT ${toScalar(bind(binding, node.of), 'boolean')})` }
    case 'keys': {
      const { alias, set } = walk(binding, node.steps)
      const type = raw(
        { uuid: 'uuid[]', integer: 'int[]', text: 'text[]', observation: 'text[]' }[set.key.kind],
      )
      return {
        type: 'boolean',
        sql: sql`(${raw(`${alias}.${set.key.column}`)} = ANY(${node.keys as string[]}::${type}))`,
      }
    }
    case 'call':
      return callFunction(
        node.name.toLowerCase(),
        node.args.map((arg) => bind(binding, arg)),
      )
    case 'binary':
      return bindBinary(binding, node)
  }
}

function bindBinary(binding: Binding, { op, left, right }: Extract<Node, { kind: 'binary' }>): Value {
  const a = bind(binding, left)
  const b = bind(binding, right)
  if (op === 'and' || op === 'or') {
    const word = op === 'and' ? sql`AND` : sql`OR`
    return { type: 'boolean', sql: sql`(${toScalar(a, 'boolean')} ${word} ${toScalar(b, 'boolean')})` }
  }
  const sum = sums[op]
  if (sum && (a.type === 'duration' || b.type === 'duration')) return addDuration(op, a, b)
  if (op === 'sub' && a.type === 'span' && b.type === 'span')
    return { type: 'duration', sql: sql`(${a.sql} - ${b.sql})` }
  if (sum) return { type: 'number', sql: sql`(${toScalar(a, 'number')} ${sum} ${toScalar(b, 'number')})` }
  // Dividing by nought gives nothing instead of ending the request.
  if (op === 'div')
    return { type: 'number', sql: sql`(${toScalar(a, 'number')} / nullif(${toScalar(b, 'number')}, 0))` }
  if (op === 'mod') {
    const divisor = sql`nullif(${toScalar(b, 'number')}, 0)`
    const quotient = sql`trunc(${toScalar(a, 'number')} / ${divisor})`
    return { type: 'number', sql: sql`(${toScalar(a, 'number')} - ${divisor} * ${quotient})` }
  }
  return { type: 'boolean', sql: compare(op, a, b) }
}

function addDuration(op: string, a: Value, b: Value): Value {
  if (op === 'mul') throw wrong('时长不能相乘')
  const sign = op === 'add' ? sql`+` : sql`-`
  if (a.type === 'duration' && b.type === 'duration')
    return { type: 'duration', sql: sql`(${a.sql} ${sign} ${b.sql})` }
  const [time, duration] = b.type === 'duration' ? [a, b] : [b, a]
  if (duration.type !== 'duration') throw wrong('需要时长')
  const { sql: start, end } = toSpan(time)
  return {
    type: 'span',
    sql: sql`(${start} ${sign} ${duration.sql})`,
    end: end && sql`(${end} ${sign} ${duration.sql})`,
  }
}

function bindPath(binding: Binding, steps: string[]): Value {
  let taken = 0
  let set = binding.set
  while (taken < steps.length && Object.hasOwn(set.links, steps[taken] as string)) {
    set = getSet(set.links[steps[taken] as string]?.to as string)
    taken++
  }
  const { alias } = walk(binding, steps.slice(0, taken))
  const [name = 'id', ...inner] = steps.slice(taken).flatMap((step) => step.split(/[[\]]+/).filter(Boolean))
  const known = name === 'id' ? '@iot.id' : name
  const property = Object.hasOwn(set.properties, known) ? set.properties[known] : undefined
  if (!property) throw wrong(`${set.single} 没有属性 ${name}`)
  return propertyValue(set, property, alias, inner)
}

/** Follows links from the set, joining each row on the way once. */
function walk(binding: Binding, steps: readonly string[]): { alias: string; set: EntitySet } {
  let at = { alias: 't', set: binding.set }
  let path = ''
  for (const step of steps) {
    const link = at.set.links[step]
    if (!link) throw wrong(`${at.set.single} 没有关联 ${step}`)
    path += `/${step}`
    const known = binding.joins.get(path)
    if (known) {
      at = known
      continue
    }
    const set = getSet(link.to)
    const alias = `n${binding.joins.size + 1}`
    const within = set.scoped ? sql`AND ${inScope(`${alias}.division_code`, binding.scope)}` : empty
    const on = sql`(${raw(link.on(alias, `${at.alias}.${link.from}`))} ${within})`
    const joined = { alias, set, on }
    binding.joins.set(path, joined)
    at = joined
  }
  return at
}
