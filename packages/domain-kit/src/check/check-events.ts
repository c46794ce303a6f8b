import type { RecurrencePolicy } from '../event-types.ts'
import { checkIncidentKinds, checkPlans } from './check-plans.ts'
import type { CheckScope } from './scope.ts'

const placeholders = new Set(['place', 'level', 'value', 'time', 'thing'])

/** Event types open existing case types; messages and plans speak of existing events. */
export function checkEvents(scope: CheckScope): void {
  scope.domain.eventTypes.forEach((type, index) => {
    const path = `eventTypes[${index}]`
    if (type.opensCase) scope.require('caseTypes', type.opensCase.caseType, `${path}.opensCase.caseType`)
    if (type.mergeWithin.metres < 0 || type.mergeWithin.minutes < 0)
      scope.report(`${path}.mergeWithin`, '不能小于 0', 'may not be below 0')
    if (type.parties) scope.require('entityTypes', type.parties, `${path}.parties`)
    if (type.opinion && (type.opinion.least < 2 || type.opinion.factor < 1))
      scope.report(`${path}.opinion`, '至少两条、至少一倍', 'needs at least two texts and a factor of one')
    if (type.recurs) checkRecurrence(scope, type.recurs, `${path}.recurs`)
  })
  scope.domain.messages.forEach((message, index) => {
    const path = `messages[${index}]`
    scope.require('eventTypes', message.eventType, `${path}.eventType`)
    for (const language of ['zh', 'en'] as const)
      for (const [, name] of message.body[language].matchAll(/\{(\w+)\}/g))
        if (!placeholders.has(name!))
          scope.report(
            `${path}.body.${language}`,
            `不认识的占位符“{${name}}”`,
            `unknown placeholder “{${name}}”`,
          )
  })
  checkIncidentKinds(scope)
  checkPlans(scope)
}

function checkRecurrence(scope: CheckScope, recurs: RecurrencePolicy, path: string): void {
  scope.require('eventTypes', recurs.raises, `${path}.raises`)
  if (recurs.by === 'place' && !(recurs.withinMetres && recurs.withinMetres > 0))
    scope.report(`${path}.withinMetres`, '按地点时要写多少米以内', 'is needed when looking by place')
  if (recurs.by === 'growth' && !(recurs.factor && recurs.factor > 1))
    scope.report(`${path}.factor`, '按增长时要写超过以往的倍数', 'is needed when looking for growth')
  if (recurs.days < 1 || recurs.atLeast < 2)
    scope.report(path, '至少一天、至少两次', 'needs at least a day and two events')
}
