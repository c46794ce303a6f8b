import { buildTermMap, type TermMap } from '../contexts/term-map.ts'

/** Kinds of attribute (ETSI GS CIM 009, 4.5) and the member that carries the value of each. */
export const valueMembers = {
  Property: 'value',
  GeoProperty: 'value',
  Relationship: 'object',
  LanguageProperty: 'languageMap',
  VocabProperty: 'vocab',
  JsonProperty: 'json',
  ListProperty: 'valueList',
  ListRelationship: 'objectList',
} as const

export type AttributeKind = keyof typeof valueMembers

/** Marks what shall be deleted (4.5.0). */
export const ldNull = 'urn:ngsi-ld:null'

/**
 * One instance of an attribute. `value` is what its kind carries: a value, a geometry, the URI or URIs of a Relationship, a
 * language map, expanded terms of a vocabulary, JSON. Sub-attributes by key, see `keyOf`.
 */
export interface Instance {
  kind: AttributeKind
  value?: unknown
  datasetId?: string
  observedAt?: string
  unitCode?: string
  /** Expanded types a Relationship leads to. */
  objectType?: string | string[]
  createdAt?: string
  modifiedAt?: string
  /** When it was deleted; only in the past of an entity. */
  deletedAt?: string
  expiresAt?: string
  instanceId?: string
  sub?: Record<string, Instance[]>
}

/** The value of what was deleted (4.5.0). */
export function deletedValue(kind: AttributeKind): unknown {
  if (kind === 'LanguageProperty') return { '@none': ldNull }
  return kind === 'ListProperty' || kind === 'ListRelationship' ? [ldNull] : ldNull
}

/** What a client sent for an instance: the kind may be left out of a fragment, and the instance may be a deletion. */
export interface GivenInstance extends Omit<Instance, 'kind' | 'sub'> {
  kind?: AttributeKind
  removed?: boolean
  sub?: Record<string, GivenInstance[]>
}

export type Attributes = Record<string, Instance[]>
export type GivenAttributes = Record<string, GivenInstance[]>

/** An entity as the store gives it. */
export interface LdEntity {
  id: string
  types: string[]
  scopes: string[]
  attributes: Attributes
  createdAt: string
  modifiedAt: string
  expiresAt?: string
}

/** What a client sent as an entity or a fragment of one; types and scopes undefined when not given. */
export interface GivenEntity {
  id?: string
  types?: string[]
  scopes?: string[] | null
  expiresAt?: string | null
  attributes: GivenAttributes
}

/** The core @context alone. */
export const coreTerms: TermMap = await buildTermMap(undefined, async () => ({}))

/**
 * Name an attribute is stored under: its short name in the core @context when it has one, so that registers and NGSI-LD
 * mean the same by `install_date`; otherwise its IRI.
 */
export function keyOf(iri: string): string {
  const name = coreTerms.compact(iri)
  return name.includes(':') ? iri : name
}

export function iriOf(key: string): string {
  return key.includes(':') ? key : coreTerms.expand(key)
}

/** Renames the keys of something read from the store for an answer. */
export function nameOf(key: string, terms: TermMap): string {
  return terms.compact(iriOf(key))
}
