import { rankLevel } from '../levels.ts'
import type { ObservationRule, RuleLevel } from '../rules.ts'
import { hasAttribute } from './check-registers.ts'
import { type CheckScope, requireDatastream } from './scope.ts'

/** Rules: what they watch exists, levels ascend, clearing lies on the safe side of raising. */
export function checkRules(scope: CheckScope): void {
  scope.domain.rules.forEach((rule, index) => {
    const path = `rules[${index}]`
    scope.require('eventTypes', rule.eventType, `${path}.eventType`)
    if (rule.kind === 'observation') checkObservationRule(scope, rule, path)
    else if (rule.entityType) scope.require('entityTypes', rule.entityType, `${path}.entityType`)
  })
}

function checkObservationRule(scope: CheckScope, rule: ObservationRule, path: string): void {
  const thingType = requireDatastream(scope, rule, path)
  const entityType = thingType && scope.find('entityTypes', thingType.entityType)
  for (const attribute of entityType ? Object.keys(rule.where ?? {}) : [])
    if (entityType && !hasAttribute(entityType, attribute))
      scope.report(
        `${path}.where.${attribute}`,
        `“${entityType.id}”没有属性“${attribute}”`,
        `“${entityType.id}” has no attribute “${attribute}”`,
      )
  checkLevels(scope, rule.levels, `${path}.levels`)
  if (rule.filter?.kind === 'median' && (rule.filter.size < 3 || rule.filter.size % 2 === 0))
    scope.report(
      `${path}.filter.size`,
      '中值滤波的个数应为不小于 3 的奇数',
      'must be an odd number of at least 3',
    )
  if (rule.spike) checkSpike(scope, rule, `${path}.spike`)
  if (rule.months?.some((month) => !Number.isInteger(month) || month < 1 || month > 12))
    scope.report(`${path}.months`, '月份应为 1–12', 'months must be 1–12')
  if (rule.examples.length === 0) scope.report(`${path}.examples`, '规则没有示例', 'the rule has no example')
}

function checkSpike(scope: CheckScope, rule: ObservationRule, path: string): void {
  if (rule.spike) scope.require('eventTypes', rule.spike.eventType, `${path}.eventType`)
  if (
    rule.filter?.kind !== 'median' &&
    rule.levels.some((level) => level.holdSeconds === 0 && (level.holdReadings ?? 1) < 2)
  )
    scope.report(
      path,
      '判断尖峰的规则须有中值滤波或持续时间，否则尖峰自己就会触发',
      'a rule with a spike needs a median filter or a hold, or the spike itself would fire it',
    )
}

function checkLevels(scope: CheckScope, levels: readonly RuleLevel[], path: string): void {
  if (levels.length === 0) scope.report(path, '规则没有级别', 'the rule has no level')
  levels.forEach((level, index) => {
    const at = `${path}[${index}]`
    const before = levels[index - 1]
    const falling = level.raise.op.startsWith('<')
    if (before) checkOrder(scope, before, level, falling, at)
    const clearOk = falling
      ? level.clear.op.startsWith('>') && level.clear.value >= level.raise.value
      : level.clear.op.startsWith('<') && level.clear.value <= level.raise.value
    if (!clearOk)
      scope.report(
        `${at}.clear`,
        '解除条件必须在触发条件的安全一侧',
        'the clear condition must lie on the safe side of the raise condition',
      )
    if (level.holdSeconds < 0) scope.report(`${at}.holdSeconds`, '不能小于 0', 'may not be below 0')
  })
}

function checkOrder(
  scope: CheckScope,
  before: RuleLevel,
  level: RuleLevel,
  falling: boolean,
  at: string,
): void {
  if (rankLevel(level.level) <= rankLevel(before.level))
    scope.report(`${at}.level`, '级别应由轻到重排列', 'levels must be listed mildest first')
  if (before.raise.op.startsWith('<') !== falling)
    scope.report(`${at}.raise.op`, '各级触发方向应一致', 'all levels must look in the same direction')
  else if (falling ? level.raise.value >= before.raise.value : level.raise.value <= before.raise.value)
    scope.report(
      `${at}.raise.value`,
      '级别越重，触发值应越严',
      'raise values must grow stricter with the level',
    )
}
