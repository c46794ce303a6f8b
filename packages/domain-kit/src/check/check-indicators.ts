import { parseWindow } from '../durations.ts'
import { qualifyId } from '../identifiers.ts'
import type { CasesFormula, Formula, Indicator, ModelFormula } from '../indicators.ts'
import { asList, listFormulaSources, walkFormula } from '../walk-formula.ts'
import { checkUnit, hasAttribute } from './check-registers.ts'
import { type CheckScope, requireDatastream } from './scope.ts'

/** Indicators: known unit, and a formula over things that exist, without going round in a circle. */
export function checkIndicators(scope: CheckScope): void {
  scope.domain.indicators.forEach((indicator, index) => {
    const path = `indicators[${index}]`
    checkUnit(scope, indicator.unit, `${path}.unit`)
    walkFormula(indicator.formula, (part, at) => checkFormula(scope, part, at), `${path}.formula`)
    if (isCircular(scope, indicator))
      scope.report(
        `${path}.formula`,
        '指标的公式绕回了自己',
        'the formula leads back to the indicator itself',
      )
    if (indicator.drillDown.to === 'dashboard')
      scope.require('dashboards', indicator.drillDown.dashboard, `${path}.drillDown.dashboard`)
  })
}

function checkFormula(scope: CheckScope, part: Formula, path: string): void {
  if ('window' in part && part.window !== undefined && !parseWindow(part.window))
    scope.report(`${path}.window`, `不认识的时间窗“${part.window}”`, `unknown window “${part.window}”`)
  if (needsPercentile(part) && !('percentile' in part && part.percentile !== undefined))
    scope.report(`${path}.percentile`, '缺少百分位', 'the percentile is missing')
  if (part.kind === 'observations') requireDatastream(scope, part, path)
  else if (part.kind === 'things') scope.require('thingTypes', part.thingType, `${path}.thingType`)
  else if (part.kind === 'indicator' || part.kind === 'past')
    scope.require('indicators', part.indicator, `${path}.indicator`)
  else if (part.kind === 'entities') checkEntitiesFormula(scope, part, path)
  else if (part.kind === 'cases') checkCasesFormula(scope, part, path)
  else if (part.kind === 'events')
    for (const id of asList(part.eventType)) scope.require('eventTypes', id, `${path}.eventType`)
  else if (part.kind === 'model') checkModelFormula(scope, part, path)
}

function needsPercentile(part: Formula): boolean {
  if (part.kind === 'observations') return part.perThing === 'percentile' || part.across === 'percentile'
  return 'aggregate' in part && part.aggregate === 'percentile'
}

function checkEntitiesFormula(scope: CheckScope, part: Formula & { kind: 'entities' }, path: string): void {
  const type = scope.require('entityTypes', part.entityType, `${path}.entityType`)
  if (part.aggregate !== 'count' && !part.attribute)
    scope.report(`${path}.attribute`, '缺少要统计的属性', 'the attribute to aggregate is missing')
  const names = [...(part.attribute ? [part.attribute] : []), ...Object.keys(part.where ?? {})]
  for (const name of type ? names : [])
    if (type && !hasAttribute(type, name))
      scope.report(path, `“${type.id}”没有属性“${name}”`, `“${type.id}” has no attribute “${name}”`)
}

function checkCasesFormula(scope: CheckScope, part: CasesFormula, path: string): void {
  const types = asList(part.caseType).map((id) => scope.require('caseTypes', id, `${path}.caseType`))
  if (part.aggregate !== 'count' && !part.field)
    scope.report(`${path}.field`, '缺少要统计的字段', 'the field to aggregate is missing')
  const task = part.field?.startsWith('task:') ? part.field.split(':')[1] : undefined
  for (const type of task ? types : [])
    if (type && !type.stages.some((stage) => stage.tasks.some((one) => one.id === task)))
      scope.report(
        `${path}.field`,
        `案件“${type.id}”没有任务“${task}”`,
        `case type “${type.id}” has no task “${task}”`,
      )
}

function checkModelFormula(scope: CheckScope, part: ModelFormula, path: string): void {
  const model = scope.require('models', part.model, `${path}.model`)
  if (!model) return
  for (const input of Object.keys(part.inputs))
    if (!model.inputs.some((one) => one.id === input))
      scope.report(`${path}.inputs.${input}`, `模型没有输入“${input}”`, `the model has no input “${input}”`)
  if (!model.outputs.some((one) => one.id === part.output))
    scope.report(`${path}.output`, `模型没有输出“${part.output}”`, `the model has no output “${part.output}”`)
}

function isCircular(scope: CheckScope, indicator: Indicator): boolean {
  const seen = new Set<string>()
  const open = [...listFormulaSources(indicator.formula).indicators]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const qualified = qualifyId(scope.domain.id, id)
    if (qualified === qualifyId(scope.domain.id, indicator.id)) return true
    if (seen.has(qualified)) continue
    seen.add(qualified)
    const owner = qualified.split('.')[0]!
    const next = scope.find('indicators', qualified)
    if (next) open.push(...listFormulaSources(next.formula).indicators.map((one) => qualifyId(owner, one)))
  }
  return false
}
