import { checkDomain } from '../check/check-domain.ts'
import { DomainError, type DomainProblem } from '../check/problem.ts'
import type { Domain, DomainParts } from '../define-domain.ts'
import type { ObservationRule } from '../rules.ts'
import type { Scenario } from '../scenarios.ts'
import type { Json } from '../text.ts'
import type { ThingType } from '../thing-types.ts'
import { qualifyDomain } from './qualify-domain.ts'

type PartName = Exclude<keyof DomainParts, 'scenarios'>
type Part<P extends keyof DomainParts> = DomainParts[P][number]

/** All loaded domains, ids and references qualified, indexed; with what the city wrote itself in their place. */
export type DomainRegistry = {
  readonly domains: readonly Domain[]
  readonly findDomain: (id: string) => Domain | undefined
  /** Every part of a kind over all domains, in the order of the switchboard. */
  readonly list: <P extends keyof DomainParts>(part: P) => readonly Part<P>[]
  /** A part by qualified id. */
  readonly find: <P extends PartName>(part: P, id: string) => Part<P> | undefined
  /** Like `find`; throws when there is none. */
  readonly get: <P extends PartName>(part: P, id: string) => Part<P>
  /** Puts a part the city wrote itself in the place of the one of its id, or beside the declared ones. */
  readonly adopt: <P extends PartName>(part: P, one: Part<P>) => void
  readonly findEntityType: (id: string) => Part<'entityTypes'> | undefined
  readonly findThingType: (id: string) => ThingType | undefined
  readonly findEventType: (id: string) => Part<'eventTypes'> | undefined
  readonly findCaseType: (id: string) => Part<'caseTypes'> | undefined
  readonly findIndicator: (id: string) => Part<'indicators'> | undefined
  readonly findModel: (id: string) => Part<'models'> | undefined
  /** Observation rules over a thing type, over one of its datastreams when named. */
  readonly listRules: (thingType: string, datastream?: string) => readonly ObservationRule[]
  /** Device models whose devices stand in this register. */
  readonly listThingTypesOf: (entityType: string) => readonly ThingType[]
  /** The scenario of this id in every domain that has it. */
  readonly listScenarios: (id: string) => readonly { readonly domain: string; readonly scenario: Scenario }[]
}

/**
 * Checks all domains against each other, qualifies their ids and indexes them.
 * Throws one {@link DomainError} with every problem of every domain.
 */
export function loadDomains(list: readonly Domain[]): DomainRegistry {
  const problems: DomainProblem[] = list.flatMap((domain) =>
    checkDomain(domain, { others: list.filter((other) => other !== domain) }),
  )
  const seen = new Set<string>()
  for (const { id } of list) {
    if (seen.has(id))
      problems.push({ path: `${id}.id`, zh: `领域“${id}”重复`, en: `domain “${id}” is loaded twice` })
    seen.add(id)
  }
  if (problems.length > 0) throw new DomainError(problems)
  return indexDomains(list.map(qualifyDomain))
}

function indexDomains(domains: readonly Domain[]): DomainRegistry {
  const lists = new Map<string, readonly unknown[]>()
  const indexes = new Map<string, ReadonlyMap<string, unknown>>()
  const adopted = new Map<string, Map<string, unknown>>()

  function list<P extends keyof DomainParts>(part: P): readonly Part<P>[] {
    if (!lists.has(part)) {
      const own = new Map(adopted.get(part))
      const declared = domains.flatMap((domain) => domain[part] as readonly { id: string }[])
      const kept = declared.map((one) => {
        const instead = own.get(one.id) ?? one
        own.delete(one.id)
        return instead
      })
      lists.set(part, [...kept, ...own.values()])
    }
    return lists.get(part) as readonly Part<P>[]
  }
  function find<P extends PartName>(part: P, id: string): Part<P> | undefined {
    if (!indexes.has(part)) indexes.set(part, new Map(list(part).map((one) => [one.id, one])))
    return indexes.get(part)?.get(id) as Part<P> | undefined
  }
  function adopt<P extends PartName>(part: P, one: Part<P>): void {
    adopted.set(part, new Map(adopted.get(part)).set(one.id, one))
    lists.delete(part)
    indexes.delete(part)
  }
  function get<P extends PartName>(part: P, id: string): Part<P> {
    const found = find(part, id)
    if (!found) throw new Error(`no ${part} “${id}” in the loaded domains`)
    return found
  }

  return {
    domains,
    findDomain: (id) => domains.find((domain) => domain.id === id),
    list,
    find,
    get,
    adopt,
    findEntityType: (id) => find('entityTypes', id),
    findThingType: (id) => find('thingTypes', id),
    findEventType: (id) => find('eventTypes', id),
    findCaseType: (id) => find('caseTypes', id),
    findIndicator: (id) => find('indicators', id),
    findModel: (id) => find('models', id),
    listRules: indexRules(domains),
    listThingTypesOf: (entityType) => list('thingTypes').filter((one) => one.entityType === entityType),
    listScenarios: (id) =>
      domains.flatMap((domain) =>
        domain.scenarios.filter((one) => one.id === id).map((scenario) => ({ domain: domain.id, scenario })),
      ),
  }
}

/** Looked up for every batch of readings, so both keys are prepared. */
function indexRules(domains: readonly Domain[]): DomainRegistry['listRules'] {
  const byKey = new Map<string, ObservationRule[]>()
  const rules = domains.flatMap((domain) => domain.rules).filter((rule) => rule.kind === 'observation')
  for (const rule of rules)
    for (const key of [rule.thingType, `${rule.thingType}/${rule.datastream}`])
      byKey.set(key, [...(byKey.get(key) ?? []), rule])
  return (thingType, datastream) =>
    byKey.get(datastream === undefined ? thingType : `${thingType}/${datastream}`) ?? []
}

/** What goes to the web over HTTP: the definition without its functions. */
export function describeDomain(domain: Domain): Json {
  return JSON.parse(JSON.stringify(domain)) as Json
}
