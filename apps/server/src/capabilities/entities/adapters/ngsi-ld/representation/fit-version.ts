import type { TermMap } from '../contexts/term-map.ts'
import type { AttributeKind, Attributes, Instance, LdEntity } from './model.ts'

/** Kinds of attribute by the version of the standard that brought them; what came before 1.4 is not listed. */
const since: Partial<Record<AttributeKind, number>> = {
  LanguageProperty: 4,
  VocabProperty: 8,
  JsonProperty: 8,
  ListProperty: 8,
  ListRelationship: 8,
}

/** The version of the standard a client prefers (RFC 7240, `ngsi-ld=1.5`), as it is named in the answer; null when it names none. */
export function readPreferredVersion(header: string | string[] | undefined): string | null {
  for (const preference of [header ?? []].flat().join(',').split(',')) {
    const found = /^\s*ngsi-ld\s*=\s*"?(1\.\d{1,2})(?:\.\d+)?"?\s*(?:;.*)?$/i.exec(preference)
    if (found) return found[1] as string
  }
  return null
}

/** An entity in attributes an earlier version knows (4.3.6.8); the same entity when it needs no change. */
export function fitVersion(entity: LdEntity, version: string, terms: TermMap): LdEntity {
  const minor = Number(version.slice(2))
  const attributes = fitAttributes(entity.attributes, minor, terms)
  return attributes === entity.attributes ? entity : { ...entity, attributes }
}

function fitAttributes(attributes: Attributes, minor: number, terms: TermMap): Attributes {
  let altered = false
  const fitted = Object.fromEntries(
    Object.entries(attributes).map(([key, instances]) => {
      const next = instances.map((one) => fitInstance(one, minor, terms))
      if (next.some((one, i) => one !== instances[i])) altered = true
      return [key, next]
    }),
  )
  return altered ? fitted : attributes
}

function fitInstance(one: Instance, minor: number, terms: TermMap): Instance {
  const sub = one.sub && fitAttributes(one.sub, minor, terms)
  const isNew = (since[one.kind] ?? 0) > minor
  if (!isNew) return sub === one.sub ? one : { ...one, ...(sub ? { sub } : {}) }
  const kind = one.kind === 'ListRelationship' ? 'Relationship' : 'Property'
  const value =
    one.kind === 'VocabProperty' ? [one.value].flat().map((iri) => terms.compact(String(iri))) : one.value
  const plain = Array.isArray(value) && one.kind === 'VocabProperty' && value.length === 1 ? value[0] : value
  return { ...one, kind, value: plain, ...(sub ? { sub } : {}) }
}
