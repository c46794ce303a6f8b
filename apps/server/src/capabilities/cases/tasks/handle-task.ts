import type { Attachment, Task } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, forbidden, invalid, Problem } from '../../../kernel/problem.ts'
import { insertMarks } from '../marks.ts'
import { advance } from '../move-case.ts'
import { type Actor, type CasesParts, publishCase } from '../publish-case.ts'
import { countVote, metresBetween, type Outcome, uncovered } from '../rules.ts'
import * as caseStore from '../store.ts'
import { planTask } from '../timers/plan-timers.ts'
import { countAttachments, insertAttachment } from './attachments.ts'
import { checkForm } from './check-form.ts'
import {
  finish,
  type Held,
  hold,
  noteTask,
  requireOwn,
  requireUnit,
  type TaskAct,
  toOne,
} from './hold-task.ts'
import { type Evidence, readEvidence } from './read-evidence.ts'
import * as store from './store.ts'

/** Signs for a task (签收). Doing it twice changes nothing. */
export async function signTask(parts: CasesParts, act: TaskAct): Promise<Task> {
  return parts.kernel.db.transaction(async (tx) => {
    const held = await hold(parts, tx, act)
    if (held.task.state === 'waiting') throw conflict('not-assigned', '任务尚未派遣到单位。')
    requireUnit(parts, held, act.by)
    if (held.task.receipt_time) return toOne(parts, tx, held.task)
    const signed = await store.updateTask(tx, held.task, {
      receipt_time: parts.kernel.clock.now(),
      unsigned: false,
    })
    await planTask(parts, tx, signed)
    noteTask(parts, tx, held, act.actor, { act: 'task-signed', text: '' })
    return finish(parts, tx, held.row, signed, { by: act.actor, act: 'task-signed' })
  })
}

/** Takes a task on, which signs for it too. Doing it twice changes nothing. */
export async function acceptTask(parts: CasesParts, id: string, by: Principal, actor: Actor): Promise<Task> {
  return parts.kernel.db.transaction(async (tx) => {
    const held = await hold(parts, tx, { id, by, actor })
    const { task, row } = held
    if (task.state === 'waiting') throw conflict('not-assigned', '任务尚未派遣到单位。')
    if (task.state === 'disputed') throw conflict('disputed', '任务正在等待裁定。')
    requireUnit(parts, held, by)
    if (task.state === 'accepted' && task.accepted_by === by.userId) return toOne(parts, tx, task)
    if (task.state !== 'assigned') {
      throw conflict('already-accepted', `任务已由 ${task.accepted_name ?? '他人'} 接收。`)
    }
    const now = parts.kernel.clock.now()
    const accepted = await store.updateTask(tx, task, {
      state: 'accepted',
      accepted_time: now,
      accepted_by: by.userId,
      accepted_name: by.name,
      receipt_time: task.receipt_time ?? now,
      unsigned: false,
    })
    await planTask(parts, tx, accepted)
    noteTask(parts, tx, held, actor, { act: 'task-accepted', text: '' })
    return finish(parts, tx, row, accepted, { by: actor, act: 'task-accepted' })
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
    const held = await hold(parts, tx, { id, by, actor })
    requireOwn(held, by)
    const { fileName, contentType, takenTime = null, position = null } = evidence
    const attachment = await insertAttachment(
      tx,
      { taskId: id, fileName, contentType, sm3, content, takenTime, position, uploadedBy: by.userId },
      parts.kernel.clock.now(),
    )
    const detail = { attachmentId: attachment.id, sm3, takenTime, position }
    noteTask(parts, tx, held, actor, { act: 'evidence-attached', text: fileName, detail })
    await parts.ledger.append(tx, {
      kind: 'case-photo',
      subjectId: held.row.id,
      payload: { ...detail, taskId: id, by: by.userId },
    })
    await publishCase(parts, tx, 'task-changed', held.row, id)
    return attachment
  })
}

export interface Completion {
  form: Record<string, unknown>
  comment?: string
  position?: [number, number]
  force?: { reason: string }
  version?: number
}

/** Finishes a task with its form; the case moves on when it was the last one of its step. */
export async function completeTask(
  parts: CasesParts,
  id: string,
  given: Completion,
  by: Principal,
  actor: Actor,
): Promise<Task> {
  return parts.kernel.db.transaction((tx) => completeIn(parts, tx, id, given, { by, actor }))
}

/** The unit a dispatcher named, by id or by its name, as an id: the task of the case goes to it. */
function nameUnit(parts: CasesParts, form: Record<string, unknown>): Record<string, unknown> {
  const named = String(form.unit ?? '')
  const id = parts.identity.findOrganisation(named)?.id ?? parts.identity.organisationsByName().get(named)
  if (!id) throw invalid('/body/form/unit', '没有这个单位')
  return { ...form, unit: id }
}

export async function completeIn(
  parts: CasesParts,
  tx: Transaction,
  id: string,
  given: Completion,
  { by, actor }: { by: Principal; actor: Actor },
): Promise<Task> {
  const held = await hold(parts, tx, { id, by, actor, version: given.version })
  requireOwn(held, by)
  if (held.row.suspended_time) throw conflict('suspended', '案件已挂起，恢复计时后才能办结。')
  const told = held.type.dispatches ? { ...given, form: nameUnit(parts, given.form) } : given
  checkForm(held.type.form, told.form)
  await requireCovered(tx, held, told.form)
  const photos = await countAttachments(tx, id)
  if (photos < held.type.photosRequired) {
    throw conflict('photos-missing', `至少需要 ${held.type.photosRequired} 张现场照片，目前 ${photos} 张。`)
  }
  await requireCheckedIn(held)
  const answers = await gatherAnswers(parts, tx, held, given.force, actor)
  const { vote } = held.type
  const isVoted = vote && held.task.kind === 'main'
  const outcome = isVoted ? countVote(vote, [told.form, ...answers.map((one) => one.form)]) : null
  const done = await finishTask(parts, tx, held, { given: told, answers, photos, outcome }, actor)
  const minutes = ((done.done_time as Date).getTime() - held.row.opened_time.getTime()) / 60_000
  const row = await caseStore.updateCase(tx, held.row, {
    task_minutes: { [done.task]: minutes, ...held.row.task_minutes },
  })
  const answer = await finish(parts, tx, row, done, { by: actor, act: 'task-done' })
  if (done.kind === 'main') await advance(parts, tx, row, actor)
  return answer
}

async function finishTask(
  parts: CasesParts,
  tx: Transaction,
  held: Held,
  {
    given,
    answers,
    photos,
    outcome,
  }: { given: Completion; answers: Answer[]; photos: number; outcome: Outcome | null },
  actor: Actor,
): Promise<store.TaskRow> {
  const now = parts.kernel.clock.now()
  const { comment = null, position = null, force } = given
  const done = await store.updateTask(tx, held.task, {
    state: 'done',
    done_time: now,
    form: given.form,
    outcome,
    forced_reason: force?.reason ?? null,
  })
  await store.writeCompletion(tx, done.id, { comment, position })
  await planTask(parts, tx, done)
  const metres =
    position && held.row.lon !== null && held.row.lat !== null
      ? Math.round(metresBetween(position, [held.row.lon, held.row.lat]))
      : null
  const detail = {
    ...{ form: given.form, position, metres, photos },
    ...(answers.length > 0 ? { answers } : {}),
    ...(outcome ? { outcome } : {}),
  }
  noteTask(parts, tx, held, actor, { act: 'task-done', text: comment ?? '', detail })
  if (outcome)
    noteTask(parts, tx, held, actor, { act: 'task-voted', text: inWords(outcome), detail: outcome })
  await parts.ledger.append(tx, {
    kind: 'case-form',
    subjectId: held.row.id,
    payload: { taskId: done.id, by: actor.userId, ...detail },
  })
  return done
}

function inWords({ asked, answered, yes, passed }: Outcome): string {
  const missing = asked - answered > 0 ? `，${asked - answered} 家未表决` : ''
  return `${passed ? '表决通过' : '表决未通过'}：应表决 ${asked} 家，同意 ${yes} 家${missing}`
}

/** Names what an earlier task listed and this one does not answer. */
async function requireCovered(tx: Transaction, { type, row }: Held, form: Record<string, unknown>) {
  const { covers } = type
  if (!covers) return
  const listed = await store.findAnswer(tx, row.id, covers.task)
  const missing = uncovered(String(listed?.[covers.items] ?? ''), String(form[covers.field] ?? ''))
  if (missing.length === 0) return
  const message = `${covers.title.zh}：${missing.join('；')}`
  throw new Problem('conflict', 'items-missing', message, [{ path: `/body/form/${covers.field}`, message }])
}

async function requireCheckedIn({ task }: Held): Promise<void> {
  if (task.kind === 'whistle' && !task.check_in_time)
    throw conflict('not-checked-in', '请先到现场报到，再办结任务。')
}

/** What an assisting unit answered; merged into the answer of the lead. */
interface Answer {
  unit: string
  state: string
  overdue: boolean
  form: Record<string, unknown> | null
}

/**
 * The answers of the assistants. While one is missing the lead cannot finish without a reason; those left are then
 * counted as unanswered.
 */
async function gatherAnswers(
  parts: CasesParts,
  tx: Transaction,
  { task, row, type }: Held,
  force: Completion['force'],
  actor: Actor,
): Promise<Answer[]> {
  const assistants = (await store.listSubTasks(tx, task.id)).filter((one) => one.state !== 'cancelled')
  const now = parts.kernel.clock.now()
  const nameOf = (one: store.TaskRow) =>
    parts.identity.findOrganisation(one.organisation_id)?.name ?? '待派遣'
  const missing = assistants.filter((one) => one.state !== 'done')
  if (missing.length > 0 && !force) {
    const names = missing.map(nameOf).join('、')
    throw conflict('assistants-missing', `协办单位尚未答复：${names}。须说明理由强制办结。`)
  }
  for (const one of missing) {
    const cancelled = await store.updateTask(tx, one, { state: 'cancelled', done_time: now })
    await planTask(parts, tx, cancelled)
    await insertMarks(
      tx,
      [{ kind: 'unanswered', row, taskId: one.id, organisationId: one.organisation_id, note: force?.reason }],
      now,
    )
    noteTask(parts, tx, { task: one, type }, actor, {
      act: 'task-forced',
      text: `${nameOf(one)}未答复，强制办结：${force?.reason}`,
      detail: { organisationId: one.organisation_id },
    })
  }
  return assistants.map((one) => ({
    unit: nameOf(one),
    state: one.state === 'done' ? 'done' : 'unanswered',
    overdue: one.due_time !== null && (one.done_time ?? now) > one.due_time,
    form: one.form,
  }))
}

/** Somebody of a whistled unit is on site: within the radius of the case. */
export async function checkInOnSite(
  parts: CasesParts,
  act: TaskAct,
  position: [number, number],
): Promise<Task> {
  return parts.kernel.db.transaction(async (tx) => {
    const held = await hold(parts, tx, act)
    const { task, row } = held
    if (task.kind !== 'whistle') throw conflict('no-whistle', '此任务不需要到场报到。')
    requireUnit(parts, held, act.by)
    if (task.check_in_time) return toOne(parts, tx, task)
    if (row.lon === null || row.lat === null) throw conflict('no-place', '案件没有位置，不能报到。')
    const metres = Math.round(metresBetween(position, [row.lon, row.lat]))
    if (metres > checkInRadius_m)
      throw forbidden(`您距现场 ${metres} 米，须在 ${checkInRadius_m} 米内报到。`, 'too-far')
    const now = parts.kernel.clock.now()
    const changed = await store.updateTask(tx, task, {
      check_in_time: now,
      check_in_metres: metres,
      receipt_time: task.receipt_time ?? now,
    })
    await planTask(parts, tx, changed)
    const unit = parts.identity.findOrganisation(task.organisation_id)?.name ?? ''
    const late = task.absent ? '（迟到）' : ''
    const text = `${unit} ${act.by.name} 到场${late}，距现场 ${metres} 米`
    noteTask(parts, tx, held, act.actor, { act: 'checked-in', text, detail: { position, metres } })
    return finish(parts, tx, row, changed, { by: act.actor, act: 'checked-in' })
  })
}

/** The geofence of a check-in. */
const checkInRadius_m = 100
