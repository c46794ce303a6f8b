import type { TermMap } from '../contexts/term-map.ts'
import { type Instance, keyOf, type LdEntity } from '../representation/model.ts'
import type { AttributePath, Literal, Query, Test } from './parse-q.ts'

const metadata = new Set(['observedAt', 'createdAt', 'modifiedAt', 'unitCode', 'datasetId', 'expiresAt'])

/** Whether a filter looks into other entities, which cannot be answered from one entity alone. */
export function looksElsewhere(query: Query): boolean {
  if (query.kind === 'linked') return true
  return query.kind !== 'term' && query.parts.some(looksElsewhere)
}

/** Whether an entity fulfils a filter (4.9); the same answers as the filter compiled to SQL. Never true for linked entities. */
export function matchesQ(
  entity: LdEntity,
  query: Query,
  terms: TermMap,
  expandValues: ReadonlySet<string> = new Set(),
): boolean {
  if (query.kind === 'linked') return false
  if (query.kind === 'and') return query.parts.every((part) => matchesQ(entity, part, terms, expandValues))
  if (query.kind !== 'term') return query.parts.some((part) => matchesQ(entity, part, terms, expandValues))
  const { path, test } = query
  const values = valuesAt(entity, path, terms)
  if (values.length === 0) return false
  if (!test) return true
  const expanded = expandValues.has(path.names[0] as string) ? expandTest(test, terms) : test
  if (expanded.op === '!=') return !values.some((value) => passes(value, { ...expanded, op: '==' } as Test))
  return values.some((value) => passes(value, expanded))
}

function expandTest(test: Test, terms: TermMap): Test {
  if ('range' in test) return test
  const values = test.values.map(
    (one): Literal => (one.kind === 'text' ? { kind: 'text', value: terms.expand(one.value) } : one),
  )
  return { ...test, values }
}

/** Values a path leads to: of every instance of the attribute, then of sub-attributes, then of members of the value. */
function valuesAt(entity: LdEntity, { names, members }: AttributePath, terms: TermMap): unknown[] {
  const [first = '', ...rest] = names
  const key = keyOf(terms.expand(first))
  if (key === 'createdAt' || key === 'modifiedAt') return [entity[key]]
  let instances: Instance[] = entity.attributes[key] ?? []
  for (const [i, name] of rest.entries()) {
    if (i === rest.length - 1 && metadata.has(name))
      return instances.flatMap((one) => {
        const value = one[name as 'observedAt']
        return value === undefined ? [] : [value]
      })
    instances = instances.flatMap((one) => one.sub?.[keyOf(terms.expand(name))] ?? [])
  }
  let values: unknown[] = instances.map((one) => one.value)
  for (const member of members) {
    values = values.flatMap((value) => {
      if (typeof value !== 'object' || value === null) return []
      if (member === '*') return Object.values(value).flat()
      const held = (value as Record<string, unknown>)[member]
      return held === undefined ? [] : [held]
    })
  }
  return values
}

function plain(value: unknown): unknown {
  const inner = (value as { '@value'?: unknown } | null)?.['@value']
  return inner === undefined ? value : inner
}

function passes(value: unknown, test: Test): boolean {
  if ('range' in test) {
    const within = ordered(value, '>=', test.range[0]) && ordered(value, '<=', test.range[1])
    return test.op === '==' ? within : !within
  }
  const [first] = test.values as [Literal]
  switch (test.op) {
    case '==':
    case '!=':
      return test.values.some((one) => equals(value, one)) === (test.op === '==')
    case '~=':
    case '!~=': {
      const matched = typeof value === 'string' && matchesPattern(value, String(first.value))
      return matched === (test.op === '~=')
    }
    default:
      return ordered(value, test.op, first)
  }
}

function matchesPattern(value: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    return false
  }
}

function equals(value: unknown, one: Literal): boolean {
  if (Array.isArray(value)) return value.some((part) => equals(part, one))
  const held = plain(value)
  if (one.kind === 'time' && typeof held === 'string')
    return held === one.value || Date.parse(held) === Date.parse(one.value)
  return held === one.value
}

function ordered(value: unknown, op: '>' | '<' | '>=' | '<=', one: Literal): boolean {
  const held = plain(value)
  if (one.kind === 'boolean' || typeof held !== typeof one.value) return false
  const [a, b] = [held as string | number, one.value as string | number]
  if (op === '>') return a > b
  if (op === '<') return a < b
  return op === '>=' ? a >= b : a <= b
}
