import type { CheckScope } from './scope.ts'

const placeholders = new Set(['place', 'level', 'value', 'time', 'thing'])

/** Event types open existing case types; messages and plans speak of existing events. */
export function checkEvents(scope: CheckScope): void {
  scope.domain.eventTypes.forEach((type, index) => {
    const path = `eventTypes[${index}]`
    if (type.opensCase) scope.require('caseTypes', type.opensCase.caseType, `${path}.opensCase.caseType`)
    if (type.mergeWithin.metres < 0 || type.mergeWithin.minutes < 0)
      scope.report(`${path}.mergeWithin`, '不能小于 0', 'may not be below 0')
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
  checkPlans(scope)
}

function checkPlans(scope: CheckScope): void {
  scope.domain.plans.forEach((plan, index) => {
    plan.levels.forEach((level, position) => {
      const path = `plans[${index}].levels[${position}]`
      level.triggers.forEach((trigger, at) => {
        const below = `${path}.triggers[${at}]`
        if (trigger.kind === 'event') scope.require('eventTypes', trigger.eventType, `${below}.eventType`)
        else scope.require('indicators', trigger.indicator, `${below}.indicator`)
      })
      level.tasks.forEach((task, at) => {
        scope.require('dutyItems', task.item, `${path}.tasks[${at}].item`)
      })
      level.messages.forEach((message, at) => {
        scope.require('messages', message, `${path}.messages[${at}]`)
      })
    })
  })
}
