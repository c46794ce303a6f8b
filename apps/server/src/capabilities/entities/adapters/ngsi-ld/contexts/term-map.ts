import { badData } from '../http/errors.ts'
import { coreContext, coreContextUrl, defaultVocabulary, isCoreContextUrl } from './core-context.ts'

/** Terms of an @context in both directions. */
export interface TermMap {
  /** Short name or compact IRI → IRI. */
  expand(term: string): string
  /** IRI → the shortest name this @context has for it. */
  compact(iri: string): string
  /** What an answer names as its @context: the user’s, and the core one where the user’s does not bring it. */
  readonly answer: readonly unknown[]
}

/** Gives the document behind an address. */
export type LoadContext = (url: string) => Promise<unknown>

interface Gathered {
  terms: Map<string, string>
  vocabulary: string | null
  core: boolean
}

const deepest = 8

/** Reads an @context of any JSON-LD form into one map; the core @context comes last and wins (5.5.7). */
export async function buildTermMap(context: unknown, load: LoadContext): Promise<TermMap> {
  const gathered: Gathered = { terms: new Map(), vocabulary: null, core: false }
  await gather(context, load, gathered, 0)
  const brought = gathered.core
  readDefinitions(coreContext['@context'], gathered)
  const given = Array.isArray(context) ? context : context === undefined || context === null ? [] : [context]
  return makeMap(gathered, brought ? given : [...given, coreContextUrl])
}

async function gather(context: unknown, load: LoadContext, into: Gathered, depth: number): Promise<void> {
  if (depth > deepest) throw badData('@context 嵌套过深')
  if (context === undefined || context === null) return
  if (Array.isArray(context)) {
    for (const part of context) await gather(part, load, into, depth + 1)
    return
  }
  if (typeof context === 'string') {
    if (isCoreContextUrl(context)) {
      into.core = true
      return
    }
    if (!/^(https?:\/\/|urn:)/.test(context)) throw badData(`@context 不是地址：${context}`)
    const document = await load(context)
    await gather((document as Record<string, unknown>)['@context'], load, into, depth + 1)
    return
  }
  if (typeof context !== 'object') throw badData('@context 应为地址、对象或数组')
  readDefinitions(context as Record<string, unknown>, into)
}

function readDefinitions(context: Record<string, unknown>, into: Gathered): void {
  const raw = new Map<string, string>()
  for (const [term, definition] of Object.entries(context)) {
    if (term === '@vocab') {
      if (definition !== null && typeof definition !== 'string') throw badData('@vocab 应为字符串')
      into.vocabulary = definition
    }
    if (term.startsWith('@')) continue
    const id =
      typeof definition === 'string' ? definition : (definition as { '@id'?: unknown } | null)?.['@id']
    if (definition === null) into.terms.delete(term)
    else if (typeof id === 'string') raw.set(term, id)
    else if (typeof definition !== 'object') throw badData(`@context 中“${term}”的定义不正确`)
    else if (into.vocabulary) raw.set(term, `${into.vocabulary}${term}`)
  }
  for (const term of raw.keys()) into.terms.set(term, resolve(term, raw, into, 0))
}

function resolve(term: string, raw: Map<string, string>, into: Gathered, depth: number): string {
  const id = raw.get(term) ?? into.terms.get(term) ?? term
  if (id.startsWith('@') || depth > deepest) return id
  const colon = id.indexOf(':')
  if (colon < 0) {
    if (id !== term && (raw.has(id) || into.terms.has(id))) return resolve(id, raw, into, depth + 1)
    return `${into.vocabulary ?? defaultVocabulary}${id}`
  }
  const prefix = id.slice(0, colon)
  const rest = id.slice(colon + 1)
  if (rest.startsWith('//') || prefix === term || !(raw.has(prefix) || into.terms.has(prefix))) return id
  return resolve(prefix, raw, into, depth + 1) + rest
}

function makeMap({ terms }: Gathered, answer: readonly unknown[]): TermMap {
  const names = new Map<string, string>()
  const prefixes: Array<[iri: string, name: string]> = []
  for (const [name, iri] of terms) {
    const known = names.get(iri)
    if (known === undefined || name.length < known.length) names.set(iri, name)
    if (/[#/:?]$/.test(iri)) prefixes.push([iri, name])
  }
  prefixes.sort((a, b) => b[0].length - a[0].length)
  return {
    answer,
    expand: (term) => {
      const known = terms.get(term)
      if (known) return known
      const colon = term.indexOf(':')
      if (colon < 0) return term.startsWith('@') ? term : defaultVocabulary + term
      const prefix = terms.get(term.slice(0, colon))
      return prefix && !term.startsWith('//', colon + 1) ? prefix + term.slice(colon + 1) : term
    },
    compact: (iri) => {
      const name = names.get(iri)
      if (name) return name
      if (iri.startsWith(defaultVocabulary)) {
        const rest = iri.slice(defaultVocabulary.length)
        return terms.has(rest) ? iri : rest
      }
      const found = prefixes.find(([start]) => iri.startsWith(start) && iri.length > start.length)
      return found ? `${found[1]}:${iri.slice(found[0].length)}` : iri
    },
  }
}
