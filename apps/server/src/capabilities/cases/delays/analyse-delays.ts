import type { OperationInput, OperationOutput, analyseDelays as operation } from '@civitas/contract'
import type { Scope } from '../../../kernel/access.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { CasesParts } from '../publish-case.ts'
import { findTaskType } from '../tasks/task-types.ts'
import { countCauses, countSteps } from './store.ts'

type Named = { type: string; stage: string; task: string }

const longestDays = 400
const method =
  '统计期内开出且有时限的任务；办结晚于时限，或至今未办结且已过时限，计为超时。每件超时只归一个原因，依次为：被退回改派、协办未答复、返工、签收逾期、派遣占去处置时限四分之一以上、处置本身超时。'

/** Where tasks are slow, by step and unit, and what made the late ones late. */
export async function analyseDelays(
  parts: CasesParts,
  given: OperationInput<typeof operation>['query'],
  scope: Scope,
): Promise<OperationOutput<typeof operation>> {
  const { db, clock } = parts.kernel
  const [from, to] = [new Date(given.from), new Date(given.to)]
  if (to <= from) throw invalid('/query/to', '结束时间应晚于开始时间')
  if (to.getTime() - from.getTime() > longestDays * 86_400_000)
    throw invalid('/query/to', `统计期最长 ${longestDays} 天`)
  const query = { ...given, from, to, now: clock.now() }
  const [steps, causes] = await Promise.all([countSteps(db, query, scope), countCauses(db, query, scope)])
  const sum = (key: 'due' | 'overdue') => steps.reduce((total, one) => total + one[key], 0)
  const overdue = causes.reduce((total, one) => total + one.tasks, 0)
  return {
    due: sum('due'),
    overdue,
    steps: steps.map((one) => ({
      ...{ type: one.type, task: one.task, due: one.due, overdue: one.overdue },
      ...titlesOf(parts, one),
      organisationId: one.organisation_id,
      organisationName: parts.identity.findOrganisation(one.organisation_id)?.name ?? null,
      lateRate: percent(one.overdue, one.due),
      medianMinutes: one.median_minutes,
      overMinutes: one.over_minutes,
    })),
    causes: causes.map((one) => ({
      ...{ cause: one.cause, tasks: one.tasks, share: percent(one.tasks, overdue) },
      overMinutes: one.over_minutes,
      examples: one.examples.map(({ caseId, reference, title, ...named }) => ({
        ...{ caseId, reference, title, step: titlesOf(parts, named).title },
      })),
    })),
    method,
  }
}

function titlesOf({ domains }: CasesParts, { type, stage, task }: Named) {
  const found = domains.findCaseType(type)
  const step = findTaskType(found, { kind: 'main', stage, task })
  return {
    typeTitle: found?.title ?? { zh: type, en: type },
    title: step?.title ?? { zh: task, en: task },
  }
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100
}
