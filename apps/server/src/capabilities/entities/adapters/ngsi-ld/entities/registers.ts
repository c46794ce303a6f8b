import type { DomainRegistry, EntityType } from '@civitas/domain-kit'
import { defaultVocabulary } from '../contexts/core-context.ts'

/** The registers the domains declare, as NGSI-LD sees them. */
export interface Registers {
  /** Ids of their types, as in the column `type`. */
  readonly ids: readonly string[]
  /** Names of values that datastreams feed. */
  readonly series: ReadonlySet<string>
  find(id: string): EntityType | undefined
  /** The register an expanded type means. */
  findByIri(iri: string): EntityType | undefined
}

/** city-base.hydrant → CityBaseHydrant; the same as `entities.type_term` in the database. */
export function toTypeTerm(id: string): string {
  return id
    .split(/[.\-_ ]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase())
    .join('')
}

export function createRegisters(domains: DomainRegistry): Registers {
  const types = domains.list('entityTypes')
  const byIri = new Map(types.map((type) => [defaultVocabulary + toTypeTerm(type.id), type]))
  const series = domains
    .list('thingTypes')
    .flatMap((type) => [...type.datastreams, ...(type.derived ?? [])].map((one) => one.id))
  return {
    ids: types.map((type) => type.id),
    series: new Set(series),
    find: (id) => domains.findEntityType(id),
    findByIri: (iri) => byIri.get(iri),
  }
}
