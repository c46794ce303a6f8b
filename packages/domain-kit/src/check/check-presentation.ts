import { parseWindow } from '../durations.ts'
import type { Card, Layer } from '../presentation.ts'
import { checkColor, hasAttribute } from './check-registers.ts'
import { type CheckScope, requireDatastream } from './scope.ts'

/** Layers, dashboards, reports, datasets, connectors and scenarios: what they show or fill exists. */
export function checkPresentation(scope: CheckScope): void {
  const { domain } = scope
  domain.layers.forEach((layer, index) => {
    checkLayer(scope, layer, `layers[${index}]`)
  })
  domain.dashboards.forEach((dashboard, index) => {
    dashboard.cards.forEach((card, at) => {
      checkCard(scope, card, `dashboards[${index}].cards[${at}]`)
    })
  })
  domain.reports.forEach((report, index) => {
    report.sections.forEach((section, at) => {
      section.indicators.forEach((id, position) => {
        scope.require('indicators', id, `reports[${index}].sections[${at}].indicators[${position}]`)
      })
    })
  })
  checkDatasets(scope)
  checkConnectors(scope)
  domain.scenarios.forEach((scenario, index) => {
    const path = `scenarios[${index}].phases`
    if (scenario.phases.length === 0) scope.report(path, '场景没有阶段', 'the scenario has no phase')
    scenario.phases.forEach((phase, at) => {
      if (!(phase.minutes > 0)) scope.report(`${path}[${at}].minutes`, '必须大于 0', 'must be above 0')
    })
  })
}

function checkLayer(scope: CheckScope, layer: Layer, path: string): void {
  const type = scope.require('entityTypes', layer.entityType, `${path}.entityType`)
  checkColor(scope, layer.style.color, `${path}.style.color`)
  const { colorBy } = layer.style
  if (colorBy?.by === 'datastream') {
    requireDatastream(scope, colorBy, `${path}.style.colorBy`)
    colorBy.steps.forEach((step, index) => {
      checkColor(scope, step.color, `${path}.style.colorBy.steps[${index}].color`)
      const before = colorBy.steps[index - 1]
      if (before && step.from <= before.from)
        scope.report(`${path}.style.colorBy.steps[${index}].from`, '分段值应递增', 'steps must ascend')
    })
  }
  const used = [
    colorBy?.by === 'attribute' ? colorBy.attribute : undefined,
    layer.style.heightAttribute,
    layer.style.labelAttribute,
  ]
  for (const name of used)
    if (name !== undefined && type && !hasAttribute(type, name))
      scope.report(
        `${path}.style`,
        `“${type.id}”没有属性“${name}”`,
        `“${type.id}” has no attribute “${name}”`,
      )
}

function checkCard(scope: CheckScope, card: Card, path: string): void {
  if (card.kind === 'indicator') scope.require('indicators', card.indicator, `${path}.indicator`)
  else if (card.kind === 'entities') scope.require('entityTypes', card.entityType, `${path}.entityType`)
  else if (card.kind === 'series') {
    requireDatastream(scope, card, path)
    if (!parseWindow(card.window))
      scope.report(`${path}.window`, `不认识的时间窗“${card.window}”`, `unknown window “${card.window}”`)
  } else if (card.kind === 'events')
    card.eventTypes.forEach((id, index) => {
      scope.require('eventTypes', id, `${path}.eventTypes[${index}]`)
    })
  else if (card.kind === 'cases')
    card.caseTypes.forEach((id, index) => {
      scope.require('caseTypes', id, `${path}.caseTypes[${index}]`)
    })
  else
    card.layers.forEach((id, index) => {
      scope.require('layers', id, `${path}.layers[${index}]`)
    })
}

function checkDatasets(scope: CheckScope): void {
  scope.domain.datasets.forEach(({ of }, index) => {
    const path = `datasets[${index}].of`
    if (of.kind === 'entities') scope.require('entityTypes', of.entityType, `${path}.entityType`)
    else if (of.kind === 'indicator') scope.require('indicators', of.indicator, `${path}.indicator`)
    else
      for (const datastream of of.datastreams)
        requireDatastream(scope, { thingType: of.thingType, datastream }, path)
  })
}

function checkConnectors(scope: CheckScope): void {
  scope.domain.connectors.forEach(({ into }, index) => {
    into.columns.forEach((column, at) => {
      const path = `connectors[${index}].into.columns[${at}]`
      requireDatastream(scope, { thingType: into.thingType, datastream: column.to }, path)
    })
  })
}
