import type { CaseType, DutyItem } from './case-types.ts'
import type { Connector } from './connectors.ts'
import type { Dataset } from './datasets.ts'
import type { EntityType } from './entity-types.ts'
import type { EventType } from './event-types.ts'
import type { Indicator } from './indicators.ts'
import type { Model } from './models.ts'
import type { Module } from './modules.ts'
import type { IncidentKind, MessageTemplate, Plan } from './plans.ts'
import type { Dashboard, Layer, Report } from './presentation.ts'
import type { ProjectType } from './project-types.ts'
import type { BusinessScope, RateTable, ServiceBundle, ServiceItem } from './public-services.ts'
import type { CreditItem, CreditMeasure, CreditModel, LicenceType } from './public-trust.ts'
import type { Rule } from './rules.ts'
import type { Scenario } from './scenarios.ts'
import type { LocalText } from './text.ts'
import type { ThingType } from './thing-types.ts'

/** The parts of a domain that are lists, by name. */
export type DomainParts = {
  readonly entityTypes: readonly EntityType[]
  readonly thingTypes: readonly ThingType[]
  readonly rules: readonly Rule[]
  readonly eventTypes: readonly EventType[]
  readonly dutyItems: readonly DutyItem[]
  readonly caseTypes: readonly CaseType[]
  readonly serviceItems: readonly ServiceItem[]
  readonly serviceBundles: readonly ServiceBundle[]
  readonly projectTypes: readonly ProjectType[]
  readonly rateTables: readonly RateTable[]
  readonly businessScopes: readonly BusinessScope[]
  readonly indicators: readonly Indicator[]
  readonly incidentKinds: readonly IncidentKind[]
  readonly plans: readonly Plan[]
  readonly models: readonly Model[]
  readonly modules: readonly Module[]
  readonly connectors: readonly Connector[]
  /** Carried out later. */
  readonly datasets: readonly Dataset[]
  readonly layers: readonly Layer[]
  readonly dashboards: readonly Dashboard[]
  /** Carried out later. */
  readonly reports: readonly Report[]
  readonly scenarios: readonly Scenario[]
  readonly messages: readonly MessageTemplate[]
  readonly licenceTypes: readonly LicenceType[]
  readonly creditItems: readonly CreditItem[]
  readonly creditMeasures: readonly CreditMeasure[]
  readonly creditModels: readonly CreditModel[]
}

/** What a domain writes down; parts it does not have are left out. */
export type DomainDefinition = Partial<DomainParts> & {
  /** Short id: `waterlogging`. */
  readonly id: string
  readonly title: LocalText
  readonly description: LocalText
  readonly icon: string
  /** Ids of the required systems it carries (`GOV-093`). */
  readonly systems: readonly string[]
  /** The network of city operation its events and cases belong to (PLT-089); social governance unless said. */
  readonly network?: 'governance' | 'urban' | 'emergency'
  /** Further texts by key, for pages of this domain. */
  readonly texts?: Readonly<Record<string, LocalText>>
}

/** A definition with every part present. */
export type Domain = DomainParts &
  Omit<DomainDefinition, keyof DomainParts | 'texts'> & {
    readonly texts: Readonly<Record<string, LocalText>>
  }

/**
 * Declares a domain: plain data, with pure functions only where data is not enough (`derived.compute`, `model.compute`,
 * `simulate`, `decode`). Nothing is checked here; `checkDomain` and `loadDomains` do.
 *
 * @example
 * export const noise = defineDomain({ id: 'noise', title: text('噪声', 'Noise'), … })
 */
export function defineDomain(definition: DomainDefinition): Domain {
  return {
    entityTypes: [],
    thingTypes: [],
    rules: [],
    eventTypes: [],
    dutyItems: [],
    caseTypes: [],
    serviceItems: [],
    serviceBundles: [],
    projectTypes: [],
    rateTables: [],
    businessScopes: [],
    indicators: [],
    incidentKinds: [],
    plans: [],
    models: [],
    modules: [],
    connectors: [],
    datasets: [],
    layers: [],
    dashboards: [],
    reports: [],
    scenarios: [],
    messages: [],
    licenceTypes: [],
    creditItems: [],
    creditMeasures: [],
    creditModels: [],
    texts: {},
    ...definition,
  }
}
