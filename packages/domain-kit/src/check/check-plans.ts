import type { Plan, PlanTask } from '../plans.ts'
import type { CheckScope } from './scope.ts'

/** Incident kinds judge by facts they have, in bands that are not upside down. */
export function checkIncidentKinds(scope: CheckScope): void {
  scope.domain.incidentKinds.forEach((kind, index) => {
    const facts = new Set(kind.facts.map((one) => one.id))
    kind.levels.forEach((reason, at) => {
      const path = `incidentKinds[${index}].levels[${at}]`
      if (!facts.has(reason.fact))
        scope.report(`${path}.fact`, `没有名为“${reason.fact}”的事实`, `there is no fact “${reason.fact}”`)
      if (reason.atMost !== undefined && reason.atMost < reason.atLeast)
        scope.report(`${path}.atMost`, '不能小于下限', 'may not be below the lower end')
    })
    kind.eventTypes.forEach((type, at) => {
      scope.require('eventTypes', type, `incidentKinds[${index}].eventTypes[${at}]`)
    })
  })
}

/** Plans speak of existing events, duty items, messages, posts and phases; every task has an owner. */
export function checkPlans(scope: CheckScope): void {
  scope.domain.plans.forEach((plan, index) => {
    if (plan.incidentKind) scope.require('incidentKinds', plan.incidentKind, `plans[${index}].incidentKind`)
    checkCards(scope, plan, `plans[${index}].cards`)
    plan.levels.forEach((level, position) => {
      const path = `plans[${index}].levels[${position}]`
      level.triggers.forEach((trigger, at) => {
        const below = `${path}.triggers[${at}]`
        if (trigger.kind === 'event') scope.require('eventTypes', trigger.eventType, `${below}.eventType`)
        else scope.require('indicators', trigger.indicator, `${below}.indicator`)
      })
      level.tasks.forEach((task, at) => {
        checkTask(scope, plan, task, `${path}.tasks[${at}]`)
      })
      level.messages.forEach((message, at) => {
        scope.require('messages', message, `${path}.messages[${at}]`)
      })
    })
  })
}

/** Steps of a card name posts of the card, within a time. */
function checkCards(scope: CheckScope, plan: Plan, path: string): void {
  plan.cards?.forEach((card, at) => {
    const below = `${path}[${at}]`
    card.steps.forEach((step, index) => {
      if (!card.posts.some((one) => one.id === step.post))
        scope.report(
          `${below}.steps[${index}].post`,
          `卡上没有岗位“${step.post}”`,
          `the card has no post “${step.post}”`,
        )
      if (step.withinMinutes <= 0)
        scope.report(`${below}.steps[${index}].withinMinutes`, '应大于 0', 'must be above 0')
    })
    if (card.reviewMonths <= 0) scope.report(`${below}.reviewMonths`, '应大于 0', 'must be above 0')
  })
}

function checkTask(scope: CheckScope, plan: Plan, task: PlanTask, path: string): void {
  if (task.item) scope.require('dutyItems', task.item, `${path}.item`)
  if (task.post && !plan.posts?.some((one) => one.id === task.post))
    scope.report(`${path}.post`, `预案没有岗位“${task.post}”`, `the plan has no post “${task.post}”`)
  if (!task.item && !task.post)
    scope.report(path, '任务没有责任岗位或职责事项', 'the task has neither a post nor a duty item')
  if (task.phase && !plan.phases?.some((one) => one.id === task.phase))
    scope.report(`${path}.phase`, `预案没有阶段“${task.phase}”`, `the plan has no phase “${task.phase}”`)
  if (task.withinMinutes <= 0) scope.report(`${path}.withinMinutes`, '应大于 0', 'must be above 0')
}
