import type { CaseType } from '../case-types.ts'
import type { Domain } from '../define-domain.ts'
import { qualifyId } from '../identifiers.ts'
import type { Plan } from '../plans.ts'
import type { Card, Layer } from '../presentation.ts'
import type { Rule } from '../rules.ts'
import { qualifyFormula } from './qualify-formula.ts'

/** Turns a short id of the domain into a qualified one. */
export type Qualify = (id: string) => string

/**
 * The same domain with qualified ids and references. Ids inside a part (datastreams, stages, tasks, relations) and the
 * ids of scenarios, which several domains share, stay short.
 */
export function qualifyDomain(domain: Domain): Domain {
  const q: Qualify = (id) => qualifyId(domain.id, id)
  return {
    ...domain,
    entityTypes: domain.entityTypes.map((one) => ({
      ...one,
      id: q(one.id),
      relations: (one.relations ?? []).map((relation) => ({ ...relation, to: q(relation.to) })),
    })),
    thingTypes: domain.thingTypes.map((one) => ({ ...one, id: q(one.id), entityType: q(one.entityType) })),
    rules: domain.rules.map((one) => qualifyRule(one, q)),
    eventTypes: domain.eventTypes.map((one) => ({
      ...one,
      id: q(one.id),
      opensCase: one.opensCase && { ...one.opensCase, caseType: q(one.opensCase.caseType) },
      parties: one.parties && q(one.parties),
      recurs: one.recurs && { ...one.recurs, raises: q(one.recurs.raises) },
    })),
    dutyItems: domain.dutyItems.map((one) => ({ ...one, id: q(one.id) })),
    caseTypes: domain.caseTypes.map((one) => qualifyCaseType(one, q)),
    serviceItems: domain.serviceItems.map((one) => ({ ...one, id: q(one.id) })),
    serviceBundles: domain.serviceBundles.map((one) => ({
      ...one,
      id: q(one.id),
      members: one.members.map((member) => ({
        ...member,
        item: q(member.item),
        after: member.after?.map(q),
      })),
    })),
    rateTables: domain.rateTables.map((one) => ({ ...one, id: q(one.id) })),
    businessScopes: domain.businessScopes.map((one) => ({
      ...one,
      id: q(one.id),
      permits: one.permits.map(q),
    })),
    projectTypes: domain.projectTypes.map((one) => ({
      ...one,
      id: q(one.id),
      stages: one.stages.map((stage) => ({
        ...stage,
        bundle: q(stage.bundle),
        mandatory: stage.mandatory.map(q),
        promisable: stage.promisable?.map(q),
      })),
    })),
    models: domain.models.map((one) => ({ ...one, id: q(one.id) })),
    modules: domain.modules.map((one) => ({
      ...one,
      id: q(one.id),
      registers: one.registers.map(q),
      eventTypes: one.eventTypes?.map(q),
    })),
    licenceTypes: domain.licenceTypes.map((one) => ({ ...one, id: q(one.id) })),
    creditItems: domain.creditItems.map((one) => ({ ...one, id: q(one.id) })),
    creditMeasures: domain.creditMeasures.map((one) => ({ ...one, id: q(one.id) })),
    creditModels: domain.creditModels.map((one) => ({
      ...one,
      id: q(one.id),
      weights: one.weights.map((weight) => ({ ...weight, item: q(weight.item) })),
    })),
    messages: domain.messages.map((one) => ({ ...one, id: q(one.id), eventType: q(one.eventType) })),
    incidentKinds: domain.incidentKinds.map((one) => ({
      ...one,
      id: q(one.id),
      eventTypes: one.eventTypes.map(q),
    })),
    plans: domain.plans.map((one) => qualifyPlan(one, q)),
    connectors: domain.connectors.map((one) => ({
      ...one,
      id: q(one.id),
      into: { ...one.into, thingType: q(one.into.thingType) },
    })),
    ...qualifyFigures(domain, q),
  }
}

function qualifyFigures(domain: Domain, q: Qualify) {
  return {
    indicators: domain.indicators.map((one) => ({
      ...one,
      id: q(one.id),
      formula: qualifyFormula(one.formula, q),
      drillDown:
        one.drillDown.to === 'dashboard'
          ? { ...one.drillDown, dashboard: q(one.drillDown.dashboard) }
          : one.drillDown,
    })),
    layers: domain.layers.map((one) => qualifyLayer(one, q)),
    dashboards: domain.dashboards.map((one) => ({
      ...one,
      id: q(one.id),
      cards: one.cards.map((card) => qualifyCard(card, q)),
    })),
    reports: domain.reports.map((one) => ({
      ...one,
      id: q(one.id),
      sections: one.sections.map((section) => ({ ...section, indicators: section.indicators.map(q) })),
    })),
    datasets: domain.datasets.map((one) => {
      const { of } = one
      if (of.kind === 'entities')
        return { ...one, id: q(one.id), of: { ...of, entityType: q(of.entityType) } }
      if (of.kind === 'indicator') return { ...one, id: q(one.id), of: { ...of, indicator: q(of.indicator) } }
      return { ...one, id: q(one.id), of: { ...of, thingType: q(of.thingType) } }
    }),
  }
}

function qualifyRule(rule: Rule, q: Qualify): Rule {
  const same = { id: q(rule.id), eventType: q(rule.eventType) }
  if (rule.kind === 'entity') return { ...rule, ...same, entityType: q(rule.entityType) }
  if (rule.kind === 'schedule') return { ...rule, ...same, entityType: rule.entityType && q(rule.entityType) }
  const spike = rule.spike && { ...rule.spike, eventType: q(rule.spike.eventType) }
  return { ...rule, ...same, thingType: q(rule.thingType), spike }
}

function qualifyCaseType(type: CaseType, q: Qualify): CaseType {
  return {
    ...type,
    id: q(type.id),
    stages: type.stages.map((stage) => ({
      ...stage,
      tasks: stage.tasks.map((task) => ({
        ...task,
        item: q(task.item),
        assistants: task.assistants?.map((one) => ({ ...one, item: q(one.item) })),
      })),
    })),
    ...(type.classes
      ? { classes: type.classes.map((one) => (one.item ? { ...one, item: q(one.item) } : one)) }
      : {}),
    check: type.check && { ...type.check, item: q(type.check.item) },
  }
}

function qualifyPlan(plan: Plan, q: Qualify): Plan {
  return {
    ...plan,
    id: q(plan.id),
    incidentKind: plan.incidentKind && q(plan.incidentKind),
    levels: plan.levels.map((level) => ({
      ...level,
      triggers: level.triggers.map((one) =>
        one.kind === 'event'
          ? { ...one, eventType: q(one.eventType) }
          : { ...one, indicator: q(one.indicator) },
      ),
      tasks: level.tasks.map((task) => ({ ...task, item: task.item && q(task.item) })),
      messages: level.messages.map(q),
    })),
  }
}

function qualifyLayer(layer: Layer, q: Qualify): Layer {
  const { colorBy } = layer.style
  const style =
    colorBy?.by === 'datastream'
      ? { ...layer.style, colorBy: { ...colorBy, thingType: q(colorBy.thingType) } }
      : layer.style
  return { ...layer, id: q(layer.id), entityType: q(layer.entityType), style }
}

function qualifyCard(card: Card, q: Qualify): Card {
  if (card.kind === 'indicator') return { ...card, indicator: q(card.indicator) }
  if (card.kind === 'events') return { ...card, eventTypes: card.eventTypes.map(q) }
  if (card.kind === 'cases') return { ...card, caseTypes: card.caseTypes.map(q) }
  if (card.kind === 'entities') return { ...card, entityType: q(card.entityType) }
  if (card.kind === 'series') return { ...card, thingType: q(card.thingType) }
  return { ...card, layers: card.layers.map(q) }
}
