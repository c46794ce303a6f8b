import type { Attachment, Task } from '@civitas/contract'
import type { TaskType } from '@civitas/domain-kit'
import { type Principal, wholeScope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { clockOf } from '../limits.ts'
import { advance } from '../move-case.ts'
import { type Actor, type CasesParts, caseTypeOf, note, publishCase, stageOf } from '../publish-case.ts'
import { type Act, mayWork } from '../rules.ts'
import * as caseStore from '../store.ts'
import { checkForm } from './check-form.ts'
import { type Evidence, readEvidence } from './read-evidence.ts'
import * as store from './store.ts'

/** A task under hand: its case is locked, so that two people cannot move the case at once. */
interface Held {
  task: store.TaskRow
  row: caseStore.CaseRow
  type: TaskType
}

async function hold(parts: CasesParts, tx: Transaction, id: string, by: Principal): Promise<Held> {
  const seen = await store.findTask(tx, id, by.scope)
  const row = seen && (await caseStore.findCase(tx, seen.case_id, { scope: wholeScope, lock: true }))
  const task = row && (await store.findTask(tx, id, by.scope))
  if (!task || !row) throw notFound('任务', id)
  const type = stageOf(caseTypeOf(parts, row.type), task.stage).tasks.find((one) => one.id === task.task)
  if (!type) throw new Error(`case type ${row.type} has no task ${task.task}`)
  return { task, row, type }
}

async function finish(
  parts: CasesParts,
  tx: Transaction,
  row: caseStore.CaseRow,
  task: store.TaskRow,
): Promise<Task> {
  await publishCase(parts, tx, 'task-changed', row, task.id)
  return ((await store.toTasks(parts, tx, [task])) as [Task])[0]
}

function noteTask(
  parts: CasesParts,
  tx: Transaction,
  { task, type }: Held,
  by: Actor,
  act: Act,
  text: string,
  detail: object = {},
) {
  const line = text ? `${type.title.zh}：${text}` : type.title.zh
  return note(parts, tx, task.case_id, by, { act, text: line, detail: { taskId: task.id, ...detail } })
}

function requireOwn({ task }: Held, by: Principal): void {
  if (task.state === 'done') throw conflict('already-done', '任务已办结。')
  if (task.state !== 'accepted') throw conflict('not-accepted', '请先接收任务。')
  if (task.accepted_by !== by.userId) {
    throw forbidden(`任务由 ${task.accepted_name} 接收，您不能代为办理。`, 'not-own-task')
  }
}

/** Takes a task on. Doing it twice changes nothing. */
export async function acceptTask(parts: CasesParts, id: string, by: Principal, actor: Actor): Promise<Task> {
  return parts.kernel.db.transaction(async (tx) => {
    const held = await hold(parts, tx, id, by)
    const { task, row } = held
    if (task.state === 'waiting') throw conflict('not-assigned', '任务尚未派遣到单位。')
    if (!mayWork(by, { organisationId: task.organisation_id })) {
      const unit = parts.identity.findOrganisation(task.organisation_id)?.name ?? '其他单位'
      throw forbidden(`任务由${unit}负责，您不能接收。`, 'other-organisation')
    }
    if (task.state === 'accepted' && task.accepted_by === by.userId) {
      return ((await store.toTasks(parts, tx, [task])) as [Task])[0]
    }
    if (task.state !== 'assigned') {
      throw conflict('already-accepted', `任务已由 ${task.accepted_name ?? '他人'} 接收。`)
    }
    const accepted = await store.updateTask(tx, task, {
      state: 'accepted',
      accepted_time: parts.kernel.clock.now(),
      accepted_by: by.userId,
      accepted_name: by.name,
    })
    await noteTask(parts, tx, held, actor, 'task-accepted', '')
    return finish(parts, tx, row, accepted)
  })
}

/** Adds a photo as evidence. The same photo sent twice is kept once. */
export async function attachEvidence(
  parts: CasesParts,
  id: string,
  evidence: Evidence,
  by: Principal,
  actor: Actor,
): Promise<Attachment> {
  const { content, sm3 } = readEvidence(evidence)
  return parts.kernel.db.transaction(async (tx) => {
    const held = await hold(parts, tx, id, by)
    requireOwn(held, by)
    const { fileName, contentType, takenTime = null, position = null } = evidence
    const attachment = await store.insertAttachment(
      tx,
      { taskId: id, fileName, contentType, sm3, content, takenTime, position, uploadedBy: by.userId },
      parts.kernel.clock.now(),
    )
    const detail = { attachmentId: attachment.id, sm3, takenTime, position }
    await noteTask(parts, tx, held, actor, 'evidence-attached', fileName, detail)
    await publishCase(parts, tx, 'task-changed', held.row, id)
    return attachment
  })
}

export interface Completion {
  form: Record<string, unknown>
  comment?: string
  position?: [number, number]
}

/** Finishes a task with its form; the case moves on when it was the last one of its step. */
export async function completeTask(
  parts: CasesParts,
  id: string,
  given: Completion,
  by: Principal,
  actor: Actor,
): Promise<Task> {
  return parts.kernel.db.transaction(async (tx) => {
    const held = await hold(parts, tx, id, by)
    const { task, type } = held
    requireOwn(held, by)
    checkForm(type.form, given.form)
    const photos = await store.countAttachments(tx, id)
    if (photos < type.photosRequired) {
      throw conflict('photos-missing', `至少需要 ${type.photosRequired} 张现场照片，目前 ${photos} 张。`)
    }
    const now = parts.kernel.clock.now()
    const done = await store.updateTask(tx, task, { state: 'done', done_time: now, form: given.form })
    const { comment = null, position = null } = given
    await store.writeCompletion(tx, id, { comment, position })
    await noteTask(parts, tx, held, actor, 'task-done', comment ?? '', { form: given.form, position, photos })
    const minutes = (now.getTime() - held.row.opened_time.getTime()) / 60_000
    const row = await caseStore.updateCase(tx, held.row, {
      task_minutes: { [task.task]: minutes, ...held.row.task_minutes },
    })
    const answer = await finish(parts, tx, row, done)
    await advance(parts, tx, row, actor)
    return answer
  })
}

/** Gives a task back as not one’s own; it waits for a dispatcher. */
export async function returnTask(
  parts: CasesParts,
  id: string,
  reason: string,
  by: Principal,
  actor: Actor,
): Promise<Task> {
  return parts.kernel.db.transaction(async (tx) => {
    const held = await hold(parts, tx, id, by)
    const { task, row } = held
    if (task.state !== 'assigned' && task.state !== 'accepted') {
      throw conflict('not-returnable', '任务不在待接收或办理中，不能退回。')
    }
    const isOwn =
      task.state === 'accepted'
        ? task.accepted_by === by.userId
        : mayWork(by, { organisationId: task.organisation_id })
    if (!isOwn) throw forbidden('任务不在您名下，不能退回。', 'not-own-task')
    const waiting = await store.updateTask(tx, task, {
      state: 'waiting',
      organisation_id: null,
      assigned_time: null,
      accepted_time: null,
      accepted_by: null,
      accepted_name: null,
      amber_time: null,
      due_time: null,
    })
    await noteTask(parts, tx, held, actor, 'task-returned', reason, { organisationId: task.organisation_id })
    return finish(parts, tx, row, waiting)
  })
}

/** Gives a task to an organisation; its clock starts anew. */
export async function assignTask(
  parts: CasesParts,
  id: string,
  given: { organisationId: string; comment?: string },
  by: Principal,
  actor: Actor,
): Promise<Task> {
  return parts.kernel.db.transaction(async (tx) => {
    const held = await hold(parts, tx, id, by)
    const { task, type } = held
    const organisation = parts.identity.findOrganisation(given.organisationId)
    if (!organisation) throw invalid('/body/organisationId', '没有这个组织')
    if (task.state !== 'waiting' && task.state !== 'assigned') {
      throw conflict(
        'not-assignable',
        task.state === 'accepted' ? '任务已被接收，退回后才能改派。' : '任务已结束。',
      )
    }
    const now = parts.kernel.clock.now()
    const { amber, due } = clockOf(parts.territory, type.limit, now)
    const assigned = await store.updateTask(tx, task, {
      state: 'assigned',
      organisation_id: organisation.id,
      assigned_time: now,
      amber_time: amber,
      due_time: due,
    })
    const text = given.comment ? `${organisation.name}（${given.comment}）` : organisation.name
    await noteTask(parts, tx, held, actor, 'task-assigned', text, { organisationId: organisation.id })
    const row = await caseStore.updateCase(tx, held.row, { organisation_id: organisation.id })
    return finish(parts, tx, row, assigned)
  })
}
