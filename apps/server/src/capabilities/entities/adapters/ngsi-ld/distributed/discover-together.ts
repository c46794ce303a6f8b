import type { TermMap } from '../contexts/term-map.ts'
import type { Tell } from '../discovery/bind-discovery.ts'
import { NgsiError, noResource } from '../http/errors.ts'
import { chooseAnswer, type Exchange, linkTerms, readFlag, sendTerms } from '../http/exchange.ts'
import { jsonMedia } from '../http/media.ts'
import { parseTypes } from '../query/select-types.ts'
import type { Wanted } from '../registrations/match-registration.ts'
import { keyOf, nameOf } from '../representation/model.ts'
import { askSource, type Distribution } from './ask-source.ts'
import { termsOfAnswer } from './read-answer.ts'
import { readersOf } from './select-sources.ts'

type Json = Record<string, unknown>

/** One way of discovery (5.7.5–5.7.10): how it is answered here, and the operation of sources behind it. */
export interface Discovery {
  tell: Tell
  /** Names in the path are asked for under these operations; lists have one for names and one for details. */
  operation: string
  detailed?: string
  wanted?(x: Exchange, terms: TermMap): Wanted
}

/** Discovery by path, as the distribution looks it up. */
export function discoveries(tells: Record<string, Tell>): Record<string, Discovery> {
  const of = (path: string) => tells[path] as Tell
  return {
    'GET /types': {
      ...{ tell: of('/types'), operation: 'retrieveEntityTypes', detailed: 'retrieveEntityTypeDetails' },
    },
    'GET /types/:type': {
      ...{ tell: of('/types/:type'), operation: 'retrieveEntityTypeInfo' },
      wanted: ({ params }, terms) => ({ types: parseTypes(params.type as string, terms) }),
    },
    'GET /attributes': {
      ...{ tell: of('/attributes'), operation: 'retrieveAttrTypes', detailed: 'retrieveAttrTypeDetails' },
    },
    'GET /attributes/:name': {
      ...{ tell: of('/attributes/:name'), operation: 'retrieveAttrTypeInfo' },
      wanted: ({ params }, terms) => ({ attributes: [terms.expand(params.name as string)] }),
    },
  }
}

/** Types and attributes of this broker and of sources, put together. */
export async function discoverTogether(
  distribution: Distribution,
  x: Exchange,
  { tell, operation, detailed, wanted }: Discovery,
): Promise<boolean> {
  const { parts } = distribution
  const terms = await linkTerms(parts, x)
  const asked = detailed && readFlag(x.query, 'details') ? detailed : operation
  const sources = readersOf(distribution.select(x.caller.tenant, wanted ? wanted(x, terms) : {}, [asked]))
  if (sources.length === 0) return false
  const media = chooseAnswer(x, jsonMedia)
  const path = x.request.url.replace(/^.*?\/ngsi-ld\/v1/, '').replace(/\?.*$/, '')
  const query: Record<string, string> = x.query.details ? { details: x.query.details } : {}
  const [own, ...answers] = await Promise.all([
    tell(x, terms).catch(nothingHere),
    ...sources.map((source) =>
      askSource(distribution, x, source, { method: 'GET', path, query }, async ({ text, headers }) => {
        const told = JSON.parse(text) as unknown
        const named = await termsOfAnswer(parts, told, headers, terms)
        return inOurNames(told, named, terms)
      }),
    ),
  ])
  const all: unknown[] = [own, ...answers].filter((one) => one !== undefined)
  if (all.length === 0) throw noResource('类型或属性', Object.values(x.params)[0] ?? '')
  await sendTerms(parts, x, media, all.reduce(putTogether), terms)
  return true
}

function nothingHere(error: unknown): undefined {
  if (error instanceof NgsiError && error.status === 404) return undefined
  throw error
}

const typeNames = new Set(['typeName', 'typeNames', 'typeList'])
const attributeNames = new Set(['attributeName', 'attributeNames', 'attributeList'])

/** An answer in the names of the request; ids of types and attributes are their IRIs. */
function inOurNames(told: unknown, from: TermMap, to: TermMap): unknown {
  if (Array.isArray(told)) return told.map((one) => inOurNames(one, from, to))
  if (typeof told !== 'object' || told === null) return told
  const { '@context': _context, ...json } = told as Json
  const each = (value: unknown, name: (one: string) => string) =>
    Array.isArray(value) ? value.map(name) : name(value as string)
  const named: Json = {}
  for (const [member, value] of Object.entries(json)) {
    if (typeNames.has(member)) named[member] = each(value, (one) => to.compact(from.expand(one)))
    else if (attributeNames.has(member))
      named[member] = each(value, (one) => nameOf(keyOf(from.expand(one)), to))
    else named[member] = member === 'attributeDetails' ? inOurNames(value, from, to) : value
  }
  const name = json.typeName ?? json.attributeName
  return typeof name === 'string' ? { ...named, id: from.expand(name) } : named
}

/** Counts are added, lists united, and things of the same id put together. */
function putTogether(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (Array.isArray(a) && Array.isArray(b)) return unite(a, b)
  if (!isObject(a) || !isObject(b)) return a ?? b
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...keys].map((key) => [key, putTogether(a[key], b[key])]))
}

function unite(a: readonly unknown[], b: readonly unknown[]): unknown[] {
  if (![...a, ...b].every(isObject)) return [...new Set([...a, ...b])].sort()
  const byId = new Map<unknown, unknown>()
  for (const one of [...a, ...b] as Json[])
    byId.set(one.id, byId.has(one.id) ? putTogether(byId.get(one.id), one) : one)
  return [...byId.values()]
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
