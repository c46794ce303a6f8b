import { type CaseType, STAFF_ROLES, type Stage, type TaskType, type TimeLimit } from '../case-types.ts'
import { checkSchema } from './check-registers.ts'
import type { CheckScope } from './scope.ts'

/** Case types: every stage can be reached and left, tasks have a duty item, a role, a limit. */
export function checkCases(scope: CheckScope): void {
  scope.domain.caseTypes.forEach((type, index) => {
    checkCaseType(scope, type, `caseTypes[${index}]`)
  })
}

/** One case type, with its place in the declaration. */
export function checkCaseType(scope: CheckScope, type: CaseType, path: string): void {
  if (type.stages.length === 0) scope.report(`${path}.stages`, '案件没有环节', 'the case type has no stage')
  type.stages.forEach((stage, index) => {
    const at = `${path}.stages[${index}]`
    checkStage(scope, type, stage, at)
    stage.tasks.forEach((task, position) => {
      checkTask(scope, task, `${at}.tasks[${position}]`)
      checkJoint(scope, type, task, `${at}.tasks[${position}]`)
    })
  })
  checkReachable(scope, type, path)
  checkClasses(scope, type, path)
  checkLimit(scope, type.limit, `${path}.limit`)
  if (type.check) {
    checkTask(scope, type.check, `${path}.check`)
    requireStage(scope, type, type.check.onFail, `${path}.check.onFail`)
  }
  type.escalation.forEach((one, index) => {
    checkRole(scope, one.notify, `${path}.escalation[${index}].notify`)
  })
}

function checkStage(scope: CheckScope, type: CaseType, stage: Stage, path: string): void {
  const last = stage.exits.at(-1)
  if (!last) scope.report(`${path}.exits`, `环节“${stage.id}”没有出口`, `stage “${stage.id}” has no exit`)
  else if (last.when)
    scope.report(
      `${path}.exits[${stage.exits.length - 1}].when`,
      '最后一个出口不能带条件，否则案件可能卡住',
      'the last exit may not have a condition, or a case could get stuck',
    )
  stage.exits.forEach((exit, index) => {
    const at = `${path}.exits[${index}]`
    if (exit.after && !(exit.after.days > 0))
      scope.report(`${at}.after.days`, '天数必须大于 0', 'must be above 0')
    if (exit.to === 'check' && !type.check)
      scope.report(`${at}.to`, '案件没有核查环节', 'the case type has no check')
    if (exit.to !== 'check' && exit.to !== 'closed') requireStage(scope, type, exit.to, `${at}.to`)
    const { when } = exit
    const task = when && stage.tasks.find((one) => one.id === when.task)
    if (when && !task)
      scope.report(`${at}.when.task`, `本环节没有任务“${when.task}”`, `this stage has no task “${when.task}”`)
    else if (when && task && !Object.hasOwn(task.form.properties, when.field))
      scope.report(`${at}.when.field`, `表单没有字段“${when.field}”`, `the form has no field “${when.field}”`)
  })
}

function checkReachable(scope: CheckScope, type: CaseType, path: string): void {
  const reached = new Set<string>()
  const open = type.stages[0] ? [type.stages[0].id] : []
  if (type.check) open.push(type.check.onFail)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue
    reached.add(id)
    const stage = type.stages.find((one) => one.id === id)
    for (const exit of stage?.exits ?? []) open.push(exit.to)
  }
  type.stages.forEach((stage, index) => {
    if (!reached.has(stage.id))
      scope.report(
        `${path}.stages[${index}]`,
        `没有路通到环节“${stage.id}”`,
        `no way leads to stage “${stage.id}”`,
      )
  })
  if (type.stages.length > 0 && !reached.has('closed') && !reached.has('check'))
    scope.report(`${path}.stages`, '案件没有办法结案', 'the case can never be closed')
}

function checkTask(
  scope: CheckScope,
  task: Pick<TaskType, 'item' | 'role' | 'form' | 'limit' | 'photosRequired'>,
  path: string,
): void {
  scope.require('dutyItems', task.item, `${path}.item`)
  checkRole(scope, task.role, `${path}.role`)
  checkSchema(scope, task.form, `${path}.form`)
  checkLimit(scope, task.limit, `${path}.limit`)
  if (!Number.isInteger(task.photosRequired) || task.photosRequired < 0)
    scope.report(`${path}.photosRequired`, '照片张数应为非负整数', 'must be a whole number, 0 or more')
}

function checkLimit(scope: CheckScope, limit: TimeLimit, path: string): void {
  const [amount, field] = 'days' in limit ? [limit.days, 'days'] : [limit.minutes, 'minutes']
  if (!(amount > 0)) scope.report(`${path}.${field}`, '时限必须大于 0', 'the limit must be above 0')
  if ('days' in limit && !Number.isInteger(limit.days))
    scope.report(`${path}.days`, '天数应为整数', 'days must be whole')
}

/** Small classes: told apart by kind and code, each with a limit. */
function checkClasses(scope: CheckScope, type: CaseType, path: string): void {
  const seen = new Set<string>()
  type.classes?.forEach((one, index) => {
    const at = `${path}.classes[${index}]`
    const key = `${one.kind} ${one.code}`
    if (seen.has(key)) scope.report(`${at}.code`, `小类“${one.code}”重复`, `class “${one.code}” twice`)
    seen.add(key)
    checkLimit(scope, one.limit, `${at}.limit`)
    if (one.item) scope.require('dutyItems', one.item, `${at}.item`)
  })
  checkBoards(scope, type, path)
}

/** Boards name small classes of the type, each class once. */
function checkBoards(scope: CheckScope, type: CaseType, path: string): void {
  const placed = new Set<string>()
  type.boards?.forEach((board, index) => {
    board.classes.forEach((code, at) => {
      const below = `${path}.boards[${index}].classes[${at}]`
      if (!type.classes?.some((one) => one.code === code))
        scope.report(below, `没有小类“${code}”`, `there is no class “${code}”`)
      if (placed.has(code))
        scope.report(below, `小类“${code}”已在另一看板`, `class “${code}” is on two boards`)
      placed.add(code)
    })
  })
}

/** A vote is on a field of the form with an answer the form knows. */
function checkVote(scope: CheckScope, { vote, form }: TaskType, path: string): void {
  if (!vote) return
  const field = form.properties[vote.field]
  const answers = field && 'enum' in field ? (field.enum as readonly unknown[]) : [true, false]
  if (!field) scope.report(`${path}.vote.field`, `表单没有字段“${vote.field}”`, 'the form has no such field')
  else if (!answers.includes(vote.yes))
    scope.report(`${path}.vote.yes`, '不是这个字段的可选值', 'is no answer of this field')
  if (!(vote.morePercent >= 0 && vote.morePercent < 100))
    scope.report(`${path}.vote.morePercent`, '应不小于 0 且小于 100', 'must be at least 0 and below 100')
}

/** What a task takes from elsewhere: assistants’ duty items, the unit named in an earlier form. */
function checkJoint(scope: CheckScope, type: CaseType, task: TaskType, path: string): void {
  task.assistants?.forEach((one, index) => {
    scope.require('dutyItems', one.item, `${path}.assistants[${index}].item`)
  })
  if (task.receiptLimit) checkLimit(scope, task.receiptLimit, `${path}.receiptLimit`)
  const { unitFrom, covers } = task
  checkVote(scope, task, path)
  const lists = type.stages.flatMap((stage) => stage.tasks).find((one) => one.id === covers?.task)
  const isListed = lists && covers && Object.hasOwn(lists.form.properties, covers.items)
  if (covers && !(isListed && Object.hasOwn(task.form.properties, covers.field)))
    scope.report(`${path}.covers`, '没有这个任务或字段', 'no such task or field')
  const source = type.stages.flatMap((stage) => stage.tasks).find((one) => one.id === unitFrom?.task)
  if (unitFrom && !(source && Object.hasOwn(source.form.properties, unitFrom.field)))
    scope.report(
      `${path}.unitFrom`,
      `没有任务“${unitFrom.task}”的字段“${unitFrom.field}”`,
      `there is no field “${unitFrom.field}” of task “${unitFrom.task}”`,
    )
}

function checkRole(scope: CheckScope, role: string, path: string): void {
  if (!Object.hasOwn(STAFF_ROLES, role)) scope.report(path, `没有角色“${role}”`, `there is no role “${role}”`)
}

function requireStage(scope: CheckScope, type: CaseType, id: string, path: string): void {
  if (!type.stages.some((stage) => stage.id === id))
    scope.report(path, `没有环节“${id}”`, `there is no stage “${id}”`)
}
