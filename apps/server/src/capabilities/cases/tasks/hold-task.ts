import type { MessageRequest, Task } from '@civitas/contract'
import type { TaskType, TimeLimit } from '@civitas/domain-kit'
import { type Principal, wholeScope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import type { Act } from '../act-texts.ts'
import { type Actor, type CasesParts, caseTypeOf, note, publishCase } from '../publish-case.ts'
import { mayWork } from '../rules.ts'
import * as caseStore from '../store.ts'
import { requireVersion } from '../versions.ts'
import * as store from './store.ts'
import { findTaskType } from './task-types.ts'

/** A task under hand: its case is locked, so that two people cannot move the case at once. */
export interface Held {
  task: store.TaskRow
  row: caseStore.CaseRow
  type: TaskType
}

/** Who acts on which task, and the version they have seen. */
export interface TaskAct {
  id: string
  by: Principal
  actor: Actor
  version?: number
}

export async function hold(parts: CasesParts, tx: Transaction, act: TaskAct): Promise<Held> {
  const { id, by } = act
  const seen = await store.findTask(tx, id, by.scope)
  const row = seen && (await caseStore.findCase(tx, seen.case_id, { scope: wholeScope, lock: true }))
  const task = row && (await store.findTask(tx, id, by.scope))
  if (!task || !row) throw notFound('任务', id)
  await requireVersion(parts, tx, row, { seen: act.version, now: task.version, taskId: id }, act.actor)
  const type = findTaskType(caseTypeOf(parts, row), task)
  if (!type) throw new Error(`case type ${row.type} has no task ${task.task}`)
  return { task, row, type }
}

/** Tells the change and answers the task as it is now. */
export async function finish(
  parts: CasesParts,
  tx: Transaction,
  row: caseStore.CaseRow,
  task: store.TaskRow,
  did?: { by: Actor; act: Act },
): Promise<Task> {
  await publishCase(parts, tx, 'task-changed', row, task.id, did)
  return toOne(parts, tx, task)
}

export async function toOne(parts: CasesParts, tx: Transaction, task: store.TaskRow): Promise<Task> {
  return ((await store.toTasks(parts, tx, [task])) as [Task])[0]
}

export function noteTask(
  parts: CasesParts,
  tx: Transaction,
  { task, type }: Pick<Held, 'task' | 'type'>,
  by: Actor,
  entry: { act: Act; text: string; detail?: object },
): string {
  const title = task.part_title?.zh ?? type.title.zh
  const line = entry.text ? `${title}：${entry.text}` : title
  const detail = { taskId: task.id, ...entry.detail }
  return note(parts, tx, task.case_id, by, { act: entry.act, text: line, detail })
}

export function requireOwn({ task }: Held, by: Principal): void {
  if (task.state === 'done') throw conflict('already-done', '任务已办结。')
  if (task.state !== 'accepted') throw conflict('not-accepted', '请先接收任务。')
  if (![by.userId, by.onBehalfOf?.userId].includes(task.accepted_by ?? '')) {
    throw forbidden(`任务由 ${task.accepted_name} 接收，您不能代为办理。`, 'not-own-task')
  }
}

/** Refuses people of another unit. */
export function requireUnit(parts: CasesParts, { task }: Held, by: Principal): void {
  if (task.assignee_id === by.userId || mayWork(by, { organisationId: task.organisation_id })) return
  const unit = parts.identity.findOrganisation(task.organisation_id)?.name ?? '其他单位'
  throw forbidden(`任务由${unit}负责，您不能接收。`, 'other-organisation')
}

/** The limit a task runs on. */
export function limitOf({ task, type }: Pick<Held, 'task' | 'type'>): TimeLimit {
  return task.time_limit ?? type.limit
}

/** Tells a unit about a task of its own, and the person it is for. */
export function tellUnit(
  parts: CasesParts,
  tx: Transaction,
  { task, row }: Pick<Held, 'task' | 'row'>,
  notice: Pick<MessageRequest, 'key' | 'text'> & { urgency?: MessageRequest['urgency'] },
): void {
  const { organisation_id: organisationId, assignee_id: userId } = task
  const to = [...(organisationId ? [{ organisationId }] : []), ...(userId ? [{ userId }] : [])]
  if (to.length === 0) return
  parts.messaging.tell(tx, {
    urgency: 'normal',
    ...notice,
    title: `${row.reference} ${row.title}`,
    to,
    subject: { kind: 'task', id: task.id },
    link: `/field/tasks/${task.id}`,
  })
}
