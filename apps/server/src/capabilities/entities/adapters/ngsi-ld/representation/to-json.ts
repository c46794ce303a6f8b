import type { TermMap } from '../contexts/term-map.ts'
import { type Attributes, type Instance, type LdEntity, nameOf, valueMembers } from './model.ts'
import type { Projection } from './projection.ts'

/** How an entity is to be told (4.5, 6.3.7). */
export interface Representation {
  format: 'normalized' | 'concise' | 'simplified'
  sysAttrs: boolean
  /** Language to choose from language maps (4.15), in order of preference. */
  lang?: string
  pick?: ReadonlySet<string>
  omit?: ReadonlySet<string>
  /** What pick and omit say of entities behind relationships, by key. */
  linked?: { pick?: ReadonlyMap<string, Projection>; omit?: ReadonlyMap<string, Projection> }
  /** Datasets whose instances are told (4.5.5). */
  datasets?: readonly string[]
}

/** The JSON of an entity, without its @context. */
export function toJson(entity: LdEntity, how: Representation, terms: TermMap): Record<string, unknown> {
  const json: Record<string, unknown> = {}
  const wanted = (name: string) => (!how.pick || how.pick.has(name)) && !how.omit?.has(name)
  if (wanted('id')) json.id = entity.id
  if (wanted('type')) json.type = unwrap(entity.types.map((type) => terms.compact(type)))
  if (entity.scopes.length > 0 && wanted('scope')) json.scope = unwrap(entity.scopes)
  if (entity.expiresAt && wanted('expiresAt')) json.expiresAt = entity.expiresAt
  if (how.sysAttrs) {
    if (wanted('createdAt')) json.createdAt = entity.createdAt
    if (wanted('modifiedAt')) json.modifiedAt = entity.modifiedAt
  }
  for (const [key, instances] of Object.entries(entity.attributes)) {
    if (wanted(key)) json[nameOf(key, terms)] = attributeToJson(instances, how, terms)
  }
  return json
}

function unwrap<T>(values: readonly T[]): T | readonly T[] {
  return values.length === 1 ? (values[0] as T) : values
}

/** The JSON of one attribute: an object, or an array when it has several instances. */
export function attributeToJson(
  instances: readonly Instance[],
  how: Representation,
  terms: TermMap,
): unknown {
  if (how.format === 'simplified') {
    const [only] = instances
    if (instances.length === 1 && only && !only.datasetId) return simpleValue(only, how, terms)
    return {
      dataset: Object.fromEntries(
        instances.map((one) => [
          one.datasetId ? terms.compact(one.datasetId) : '@none',
          simpleValue(one, how, terms),
        ]),
      ),
    }
  }
  return unwrap(instances.map((one) => instanceToJson(one, how, terms)))
}

function chooseLanguage(map: Record<string, unknown>, lang: string): [tag: string, text: unknown] {
  for (const wanted of lang.split(',').map((part) => part.split(';')[0]?.trim() ?? '')) {
    const tags = Object.keys(map)
    if (wanted === '*' && tags[0]) return [tags[0], map[tags[0]]]
    const exact = tags.find((tag) => tag.toLowerCase() === wanted.toLowerCase())
    const near =
      exact ?? tags.find((tag) => tag.toLowerCase().split('-')[0] === wanted.toLowerCase().split('-')[0])
    if (near) return [near, map[near]]
  }
  const fallback = '@none' in map ? '@none' : 'en' in map ? 'en' : (Object.keys(map)[0] ?? '@none')
  return [fallback, map[fallback]]
}

/** The value of an instance in simplified form (4.5.4). */
export function simpleValue(one: Instance, how: Representation, terms: TermMap): unknown {
  switch (one.kind) {
    case 'LanguageProperty':
      return how.lang
        ? chooseLanguage(one.value as Record<string, unknown>, how.lang)[1]
        : { languageMap: one.value }
    case 'VocabProperty':
      return { vocab: compactAll(one.value, terms) }
    case 'JsonProperty':
      return { json: one.value }
    default:
      return one.value
  }
}

function compactAll(value: unknown, terms: TermMap): unknown {
  return Array.isArray(value) ? value.map((one) => terms.compact(one)) : terms.compact(String(value))
}

function valueToJson(one: Instance, terms: TermMap): unknown {
  if (one.kind === 'VocabProperty') return compactAll(one.value, terms)
  if (one.kind === 'ListRelationship') return (one.value as string[]).map((object) => ({ object }))
  return one.value
}

/** One instance in normalised or concise form. */
export function instanceToJson(one: Instance, how: Representation, terms: TermMap): Record<string, unknown> {
  const concise = how.format === 'concise'
  const json: Record<string, unknown> = {}
  const translated = one.kind === 'LanguageProperty' && how.lang
  if (!concise) json.type = translated ? 'Property' : one.kind
  if (translated) {
    const [tag, text] = chooseLanguage(one.value as Record<string, unknown>, how.lang as string)
    json.value = text
    if (tag !== '@none') json.lang = tag
  } else if ('value' in one) json[valueMembers[one.kind]] = valueToJson(one, terms)
  if (one.objectType !== undefined)
    json.objectType = Array.isArray(one.objectType)
      ? one.objectType.map(terms.compact)
      : terms.compact(one.objectType)
  if (one.unitCode) json.unitCode = one.unitCode
  if (one.observedAt) json.observedAt = one.observedAt
  if (one.datasetId) json.datasetId = one.datasetId
  if (one.expiresAt) json.expiresAt = one.expiresAt
  if (one.instanceId) json.instanceId = one.instanceId
  if (how.sysAttrs && one.createdAt) json.createdAt = one.createdAt
  if (how.sysAttrs && one.modifiedAt) json.modifiedAt = one.modifiedAt
  if (one.deletedAt) json.deletedAt = one.deletedAt
  addSubAttributes(json, one.sub, how, terms)
  if (concise && isBare(one.kind) && Object.keys(json).length === 1)
    return json.value as Record<string, unknown>
  return json
}

function isBare(kind: Instance['kind']): boolean {
  return kind === 'Property' || kind === 'GeoProperty'
}

function addSubAttributes(
  json: Record<string, unknown>,
  sub: Attributes | undefined,
  how: Representation,
  terms: TermMap,
): void {
  for (const [key, instances] of Object.entries(sub ?? {})) {
    json[nameOf(key, terms)] = attributeToJson(instances, how, terms)
  }
}

/** A GeoJSON Feature (4.5.16) of an entity that was told as `json`; the geometry is the value of one GeoProperty, or null. */
export function toFeature(
  entity: LdEntity,
  json: Record<string, unknown>,
  geometryKey: string,
): Record<string, unknown> {
  const { id, type, ...rest } = json
  const geometry = entity.attributes[geometryKey]?.find((one) => one.kind === 'GeoProperty')?.value ?? null
  return {
    id: id ?? entity.id,
    type: 'Feature',
    geometry,
    properties: { ...(type === undefined ? {} : { type }), ...rest },
  }
}
