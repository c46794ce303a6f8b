import type { DesignTrialStep } from '@civitas/contract'
import type { CaseType, Stage, TaskType, TimeLimit } from '@civitas/domain-kit'
import { chooseExit, nextGroup } from '../rules.ts'

/** What a walk needs of the city: who answers for an item, when a limit ends, and whether a form is filled in rightly. */
export interface Sample {
  start: Date
  answers: Readonly<Record<string, Record<string, unknown>>>
  checks: readonly boolean[]
  unitOf(item: string): string | null
  endOf(limit: TimeLimit, from: Date): Date
  requireForm(task: Pick<TaskType, 'form' | 'title'>, answer: Record<string, unknown>): void
}

export interface Walk {
  complete: boolean
  waitsFor: string[]
  steps: DesignTrialStep[]
}

const mostStages = 60
const dayMs = 86_400_000

/**
 * Goes through a case type with the answers of a sample case, by the same decisions as the engine. It stops where an
 * answer is missing, and where the case would go round and round.
 */
export function walkThrough(type: CaseType, sample: Sample): Walk {
  const walk: Walk = { complete: false, waitsFor: [], steps: [] }
  let now = sample.start
  let checked = 0
  let stage: Stage | undefined = type.stages[0]
  const say = (kind: DesignTrialStep['kind'], text: string, more: Partial<DesignTrialStep> = {}) =>
    walk.steps.push({
      ...{ kind, text, stage: stage?.id ?? kind, task: null },
      ...{ time: now.toISOString(), dueTime: null, organisationName: null, ...more },
    })
  for (let n = 0; stage && n < mostStages; n++) {
    say('stage', stage.title.zh)
    if (!doTasks(stage, sample, { walk, say, at: () => now })) return walk
    const exit = chooseExit(stage, new Map(Object.entries(sample.answers)))
    if (exit.after) {
      now = new Date(now.getTime() + exit.after.days * dayMs)
      say('wait', `满 ${exit.after.days} 日后离开本环节`)
    }
    say('exit', exit.title.zh)
    if (exit.to === 'closed') return close(walk, say)
    if (exit.to !== 'check') {
      stage = type.stages.find((one) => one.id === exit.to)
      continue
    }
    const passed = sample.checks[checked] ?? true
    checked += 1
    say('check', `${type.check?.title.zh ?? '核查'}：${passed ? '通过' : '不通过，退回'}`)
    if (passed) return close(walk, say)
    stage = type.stages.find((one) => one.id === type.check?.onFail)
  }
  say('stopped', `走过 ${mostStages} 个环节仍未结案，请检查出口条件是否循环`)
  return walk
}

type Say = (kind: DesignTrialStep['kind'], text: string, more?: Partial<DesignTrialStep>) => void

function close(walk: Walk, say: Say): Walk {
  say('closed', '结案')
  walk.complete = true
  return walk
}

/** Starts and answers the tasks of a stage, group by group; false where answers are missing. */
function doTasks(stage: Stage, sample: Sample, to: { walk: Walk; say: Say; at: () => Date }): boolean {
  const done = new Map<string, { done: boolean }>()
  for (let group = nextGroup(stage, done); group && group !== 'working'; group = nextGroup(stage, done)) {
    for (const task of group) startTask(task, sample, to)
    for (const task of group) {
      const answer = sample.answers[task.id]
      if (!answer && Object.keys(task.form.properties).length > 0) to.walk.waitsFor.push(task.id)
      else sample.requireForm(task, answer ?? {})
      done.set(task.id, { done: true })
    }
    if (to.walk.waitsFor.length === 0) continue
    const names = group.filter((one) => to.walk.waitsFor.includes(one.id)).map((one) => one.title.zh)
    to.say('stopped', `等待填写：${names.join('、')}`)
    return false
  }
  return true
}

function startTask(task: TaskType, sample: Sample, { say, at }: { say: Say; at: () => Date }): void {
  const dueTime = sample.endOf(task.limit, at()).toISOString()
  const named = task.unitFrom ? '由前序任务指定单位' : task.toGridLeader ? '网格长' : null
  const organisationName = named ?? sample.unitOf(task.item)
  say('task', `${task.title.zh}${task.parallel ? '（并行）' : ''}`, {
    task: task.id,
    dueTime,
    organisationName,
  })
  for (const one of task.assistants ?? [])
    say('assist', `协办：${one.title.zh}`, {
      ...{ task: task.id, dueTime, organisationName: sample.unitOf(one.item) },
    })
}
