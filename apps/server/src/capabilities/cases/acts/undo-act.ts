import type { Case } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { type CasesParts, note, publishCase } from '../publish-case.ts'
import * as store from '../store.ts'
import * as tasks from '../tasks/store.ts'
import { planTask } from '../timers/plan-timers.ts'
import { type CaseAct, holdCase } from './hold-case.ts'

/** What a task was before an act, so that the act can be taken back while nothing else happened. */
export function undoState(task: tasks.TaskRow): Record<string, unknown> {
  const { state, organisation_id, assigned_time, accepted_time, accepted_by, accepted_name } = task
  const { amber_time, due_time, time_limit, receipt_time, receipt_due, refused_by, unsigned, sent } = task
  return {
    ...{ version: task.version + 1, state, organisation_id, assigned_time, accepted_time, accepted_by },
    ...{ accepted_name, amber_time, due_time, time_limit, receipt_time, receipt_due, refused_by },
    ...{ unsigned, sent },
  }
}

interface Undoable {
  id: string
  user_id: string | null
  act: string
  detail: { taskId?: string; undo?: { version: number } & tasks.TaskChange }
}

/** The last act of a case when it can be taken back: a dispatch or a return nothing has followed. */
export async function findUndoable(db: Queryable, caseId: string): Promise<Undoable | undefined> {
  const last = await db.first<Undoable>(sql`SELECT id, user_id, act, detail FROM cases.entry
    WHERE case_id = ${caseId} ORDER BY time DESC, id DESC LIMIT 1`)
  const { undo, taskId } = last?.detail ?? {}
  if (!last || !undo || !taskId) return undefined
  const task = await db.first<{ version: number }>(sql`SELECT version FROM cases.task WHERE id = ${taskId}`)
  return task?.version === undo.version ? last : undefined
}

const times = [
  'assigned_time',
  'accepted_time',
  'amber_time',
  'due_time',
  'receipt_time',
  'receipt_due',
] as const

/** Takes the last act back: the task is as it was, its clock included; a refusal is no longer counted. */
export async function undoAct(parts: CasesParts, act: CaseAct, entryId: string): Promise<Case> {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await holdCase(parts, tx, act)
    const last = await findUndoable(tx, row.id)
    if (last?.id !== entryId) throw conflict('not-undoable', '此后已有新的办理，不能撤回。')
    const taskId = last.detail.taskId as string
    const [task] = await tasks.findTasks(tx, [taskId])
    if (!task) throw notFound('任务', taskId)
    const { version: _, ...before } = last.detail.undo as { version: number } & tasks.TaskChange
    for (const name of times) {
      const kept = before[name] as unknown as string | null
      before[name] = kept === null ? null : new Date(kept)
    }
    const back = await tasks.updateTask(tx, task, before)
    await planTask(parts, tx, back)
    if (last.act === 'task-returned')
      await tx.query(sql`DELETE FROM cases.mark WHERE id = (SELECT id FROM cases.mark
        WHERE task_id = ${taskId} AND kind = 'refused' ORDER BY time DESC, id DESC LIMIT 1)`)
    const changed = await store.updateCase(tx, row, {
      organisation_id: back.organisation_id ?? row.organisation_id,
    })
    const text = `${tasks.taskTitleOf(parts, back)}：撤回上一步`
    note(parts, tx, row.id, act.actor, { act: 'undone', text, detail: { taskId, entryId } })
    return publishCase(parts, tx, 'task-changed', changed, taskId, { by: act.actor, act: 'undone' })
  })
}
