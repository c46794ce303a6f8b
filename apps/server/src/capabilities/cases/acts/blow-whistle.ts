import type { Task } from '@civitas/contract'
import { conflict, invalid } from '../../../kernel/problem.ts'
import { clockOf } from '../limits.ts'
import { type CasesParts, note, publishCase } from '../publish-case.ts'
import * as store from '../store.ts'
import { tellUnit } from '../tasks/hold-task.ts'
import * as tasks from '../tasks/store.ts'
import { planTask } from '../timers/plan-timers.ts'
import { type CaseAct, holdCase } from './hold-case.ts'

export interface Whistle {
  organisationIds: string[]
  /** Time to be on site. */
  minutes: number
  reason: string
}

/** 吹哨报到: each named unit gets a task of its own, must be on site in time, and must prove what it did. */
export async function blowWhistle(parts: CasesParts, act: CaseAct, given: Whistle): Promise<Task[]> {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await holdCase(parts, tx, act)
    if (row.closed_time) throw conflict('case-closed', '案件已结案。')
    if (row.lon === null) throw conflict('no-place', '案件没有位置，不能吹哨报到。')
    const now = parts.kernel.clock.now()
    const limit = { minutes: given.minutes, clock: 'natural' as const }
    const clock = clockOf(parts.territory, limit, now)
    const names: string[] = []
    const made: tasks.TaskRow[] = []
    for (const [index, organisationId] of given.organisationIds.entries()) {
      const unit = parts.identity.findOrganisation(organisationId)
      if (!unit) throw invalid(`/body/organisationIds/${index}`, '没有这个组织')
      names.push(unit.name)
      const task = await tasks.insertTask(
        tx,
        {
          ...{ caseId: row.id, visit: row.visit, stage: row.stage, task: 'whistle', organisationId },
          ...{ divisionCode: row.division_code, clock, limit, kind: 'whistle', checkInDue: clock.due },
        },
        now,
      )
      await planTask(parts, tx, task)
      const text = `吹哨：请于 ${given.minutes} 分钟内到现场报到。${given.reason}`
      tellUnit(parts, tx, { task, row }, { key: `cases.whistle.${task.id}`, text, urgency: 'emergency' })
      made.push(task)
    }
    note(parts, tx, row.id, act.actor, {
      act: 'whistled',
      text: `${names.join('、')} ${given.minutes} 分钟内到场：${given.reason}`,
      detail: { organisationIds: given.organisationIds, dueTime: clock.due },
    })
    const changed = await store.updateCase(tx, row, {})
    for (const task of made)
      await publishCase(parts, tx, 'task-changed', changed, task.id, { by: act.actor, act: 'whistled' })
    return tasks.toTasks(parts, tx, made)
  })
}
