import type { Task } from '@civitas/contract'
import type { TimeLimit } from '@civitas/domain-kit'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, forbidden, invalid } from '../../../kernel/problem.ts'
import type { Act } from '../act-texts.ts'
import { findResponsible } from '../duties/duties.ts'
import { clockOf } from '../limits.ts'
import { insertMarks } from '../marks.ts'
import { advance } from '../move-case.ts'
import type { Actor, CasesParts } from '../publish-case.ts'
import { dayOf, mayWork, upperDivision } from '../rules.ts'
import { inviteUnit } from '../start-tasks.ts'
import * as caseStore from '../store.ts'
import { finish, type Held, hold, limitOf, noteTask, type TaskAct, tellUnit } from '../tasks/hold-task.ts'
import * as store from '../tasks/store.ts'
import { planTask } from '../timers/plan-timers.ts'
import { undoState } from './undo-act.ts'

export interface Assignment {
  organisationId: string
  comment?: string
  assistants?: string[]
  limit?: TimeLimit
}

function requireOrganisation({ identity }: CasesParts, id: string, path = '/body/organisationId') {
  const organisation = identity.findOrganisation(id)
  if (!organisation) throw invalid(path, '没有这个组织')
  return organisation
}

/** Fields of a task nobody has taken on: given to a unit whose clock starts now. */
export function freshFor(
  parts: CasesParts,
  { task, type }: Pick<Held, 'task' | 'type'>,
  organisationId: string,
  limit: TimeLimit = limitOf({ task, type }),
): store.TaskChange {
  const now = parts.kernel.clock.now()
  const { amber, due } = clockOf(parts.territory, limit, now)
  return {
    state: 'assigned',
    organisation_id: organisationId,
    assigned_time: now,
    accepted_time: null,
    accepted_by: null,
    accepted_name: null,
    amber_time: amber,
    due_time: due,
    time_limit: limit,
    receipt_time: null,
    receipt_due: type.receiptLimit ? parts.territory.calendars.endOf(type.receiptLimit, now) : null,
    unsigned: false,
    sent: 1,
  }
}

const waitingFields: store.TaskChange = {
  state: 'waiting',
  organisation_id: null,
  assigned_time: null,
  accepted_time: null,
  accepted_by: null,
  accepted_name: null,
  amber_time: null,
  due_time: null,
  receipt_time: null,
  receipt_due: null,
  unsigned: false,
}

/** Gives a task to an organisation; its clock starts anew. A dispatch task is thereby done. */
export async function assignTask(parts: CasesParts, act: TaskAct, given: Assignment): Promise<Task> {
  return parts.kernel.db.transaction((tx) => assignIn(parts, tx, act, given))
}

export async function assignIn(
  parts: CasesParts,
  tx: Transaction,
  act: TaskAct,
  given: Assignment,
): Promise<Task> {
  const held = await hold(parts, tx, act)
  const { task } = held
  const organisation = requireOrganisation(parts, given.organisationId)
  for (const [index, id] of (given.assistants ?? []).entries())
    requireOrganisation(parts, id, `/body/assistants/${index}`)
  if (task.state !== 'waiting' && task.state !== 'assigned') {
    throw conflict(
      'not-assignable',
      task.state === 'accepted' ? '任务已被接收，退回后才能改派。' : '任务已结束或在裁定中。',
    )
  }
  if (task.ruled && !act.by.permissions.has('events.arbitrate'))
    throw forbidden('任务经裁定确定承办单位，只有裁定人可以改派。', 'ruled')
  if (held.type.dispatches) return dispatchOn(parts, tx, held, act, given)
  const assigned = await store.updateTask(
    tx,
    task,
    freshFor(parts, held, organisation.id, given.limit ?? limitOf(held)),
  )
  await planTask(parts, tx, assigned)
  const text = given.comment ? `${organisation.name}（${given.comment}）` : organisation.name
  const entry = noteTask(parts, tx, held, act.actor, {
    act: 'task-assigned',
    text,
    detail: { organisationId: organisation.id, undo: undoState(task) },
  })
  tellUnit(
    parts,
    tx,
    { task: assigned, row: held.row },
    { key: `cases.assign.${entry}`, text: '新任务，请签收办理' },
  )
  const row = await caseStore.updateCase(tx, held.row, { organisation_id: organisation.id })
  const joint = { row, task: assigned, type: held.type, limit: limitOf({ task: assigned, type: held.type }) }
  for (const organisationId of given.assistants ?? [])
    await inviteUnit(parts, tx, joint, { organisationId }, act.actor)
  return finish(parts, tx, row, assigned, { by: act.actor, act: 'task-assigned' })
}

/** The dispatch stage: naming the unit finishes it, and the unit’s task starts. */
async function dispatchOn(
  parts: CasesParts,
  tx: Transaction,
  held: Held,
  { by, actor }: TaskAct,
  given: Assignment,
): Promise<Task> {
  const now = parts.kernel.clock.now()
  const done = await store.updateTask(tx, held.task, {
    state: 'done',
    accepted_time: now,
    accepted_by: by.userId,
    accepted_name: by.name,
    done_time: now,
    form: {
      unit: given.organisationId,
      comment: given.comment ?? '',
      ...(given.assistants?.length ? { assistants: given.assistants } : {}),
    },
  })
  await planTask(parts, tx, done)
  const unit = parts.identity.findOrganisation(given.organisationId)?.name ?? ''
  const text = given.comment ? `派遣至${unit}（${given.comment}）` : `派遣至${unit}`
  noteTask(parts, tx, held, actor, { act: 'task-done', text, detail: { form: done.form } })
  const answer = await finish(parts, tx, held.row, done, { by: actor, act: 'task-done' })
  await advance(parts, tx, held.row, actor)
  return answer
}

/**
 * Gives a task back as not one’s own. Each unit may do so once, with a reason; the second return of a task goes to a
 * ruling, and what was ruled cannot be returned.
 */
export async function returnTask(parts: CasesParts, act: TaskAct, reason: string): Promise<Task> {
  return parts.kernel.db.transaction(async (tx) => {
    const held = await hold(parts, tx, act)
    const { task, row } = held
    if (task.state !== 'assigned' && task.state !== 'accepted') {
      throw conflict('not-returnable', '任务不在待接收或办理中，不能退回。')
    }
    const isOwn =
      task.state === 'accepted'
        ? task.accepted_by === act.by.userId
        : mayWork(act.by, { organisationId: task.organisation_id })
    if (!isOwn) throw forbidden('任务不在您名下，不能退回。', 'not-own-task')
    if (task.ruled) throw conflict('ruled', '任务经裁定确定由本单位办理，不能退回。')
    if (task.kind === 'whistle') throw conflict('whistled', '吹哨任务不能退回。')
    const unit = task.organisation_id as string
    const refused_by = [...task.refused_by, unit]
    const disputed = refused_by.length >= 2
    const changed = await store.updateTask(tx, task, {
      ...waitingFields,
      refused_by,
      state: disputed ? 'disputed' : 'waiting',
    })
    await planTask(parts, tx, changed)
    const now = parts.kernel.clock.now()
    await insertMarks(
      tx,
      [{ kind: 'refused', row, taskId: task.id, organisationId: unit, note: reason }],
      now,
    )
    const detail = { organisationId: unit, undo: undoState(task) }
    noteTask(parts, tx, held, act.actor, { act: 'task-returned', text: reason, detail })
    if (disputed) await putToRuling(parts, tx, held, act.actor)
    return finish(parts, tx, row, changed, { by: act.actor, act: 'task-returned' })
  })
}

async function putToRuling(parts: CasesParts, tx: Transaction, held: Held, by: Actor): Promise<void> {
  noteTask(parts, tx, held, by, { act: 'task-disputed', text: '第二次退回，提请裁定责任单位' })
  parts.messaging.tell(tx, {
    key: `cases.dispute.${held.task.id}.${held.task.version}`,
    title: `${held.row.reference} ${held.row.title}`,
    text: '责任有争议，请裁定承办单位',
    urgency: 'urgent',
    to: [{ role: 'dispatcher', division: held.row.division_code ?? '' }],
    subject: { kind: 'case', id: held.row.id },
    link: `/console/cases/${held.row.id}`,
  })
}

/** The centre rules which unit must act; its clock starts now and it cannot return the task. */
export async function ruleTask(
  parts: CasesParts,
  act: TaskAct,
  given: { organisationId: string; reason: string },
): Promise<Task> {
  return parts.kernel.db.transaction(async (tx) => {
    const held = await hold(parts, tx, act)
    const organisation = requireOrganisation(parts, given.organisationId)
    if (held.task.state !== 'disputed') throw conflict('not-disputed', '任务没有提请裁定。')
    const ruled = await store.updateTask(tx, held.task, {
      ...freshFor(parts, held, organisation.id),
      ruled: true,
    })
    await planTask(parts, tx, ruled)
    const text = `由${organisation.name}办理：${given.reason}`
    const entry = noteTask(parts, tx, held, act.actor, {
      act: 'task-ruled',
      text,
      detail: { organisationId: organisation.id },
    })
    tellUnit(
      parts,
      tx,
      { task: ruled, row: held.row },
      { key: `cases.rule.${entry}`, text, urgency: 'urgent' },
    )
    const row = await caseStore.updateCase(tx, held.row, { organisation_id: organisation.id })
    return finish(parts, tx, row, ruled, { by: act.actor, act: 'task-ruled' })
  })
}

/** Asks another unit to work along with the lead. */
export async function inviteAssistant(
  parts: CasesParts,
  act: TaskAct,
  given: { organisationId: string; title?: string; limit?: TimeLimit },
): Promise<Task> {
  return parts.kernel.db.transaction(async (tx) => {
    const held = await hold(parts, tx, act)
    const { id: organisationId } = requireOrganisation(parts, given.organisationId)
    if (held.task.kind !== 'main') throw conflict('not-lead', '只有牵头任务可以增加协办单位。')
    if (held.task.done_time) throw conflict('already-done', '任务已办结。')
    const title = given.title ? { zh: given.title, en: given.title } : undefined
    const joint = { ...held, limit: given.limit ?? limitOf(held) }
    const made = await inviteUnit(parts, tx, joint, { organisationId, title }, act.actor)
    return finish(parts, tx, held.row, made, { by: act.actor, act: 'assistant-added' })
  })
}

/** Urges a unit (催办); each time is counted. */
export async function urgeTask(parts: CasesParts, act: TaskAct, reason: string): Promise<Task> {
  return parts.kernel.db.transaction((tx) => urgeIn(parts, tx, act, reason))
}

export async function urgeIn(
  parts: CasesParts,
  tx: Transaction,
  act: TaskAct,
  reason: string,
): Promise<Task> {
  const held = await hold(parts, tx, act)
  const { task, row } = held
  if (task.state !== 'assigned' && task.state !== 'accepted')
    throw conflict('not-urgeable', '任务不在待接收或办理中，无须催办。')
  const urged = await store.updateTask(tx, task, { urges: task.urges + 1 })
  const changed = await caseStore.updateCase(tx, row, { urges: row.urges + 1 })
  const organisationId = task.organisation_id
  await insertMarks(
    tx,
    [{ kind: 'urged', row, taskId: task.id, organisationId, note: reason }],
    parts.kernel.clock.now(),
  )
  const entry = noteTask(parts, tx, held, act.actor, { act: 'task-urged', text: reason })
  tellUnit(parts, tx, held, { key: `cases.urge.${entry}`, text: `催办：${reason}`, urgency: 'urgent' })
  return finish(parts, tx, changed, urged, { by: act.actor, act: 'task-urged' })
}

/** Hands a task up to the division above; the case stays where it is, so the lower level goes on reading and checking. */
export async function escalateTask(parts: CasesParts, act: TaskAct, reason: string): Promise<Task> {
  return parts.kernel.db.transaction(async (tx) => {
    const held = await hold(parts, tx, act)
    const { task, row, type } = held
    if (task.kind !== 'main' || task.done_time || task.state === 'disputed')
      throw conflict('not-escalatable', '此任务不能上报。')
    if (task.state === 'accepted' && task.accepted_by !== act.by.userId)
      throw forbidden('任务不在您名下，不能上报。', 'not-own-task')
    const upper = upperDivision(task.division_code)
    if (upper === task.division_code) throw conflict('top-level', '已是最高一级，不能再上报。')
    const unit = await findResponsible(tx, type.item, upper, dayOf(parts.kernel.clock.now()))
    const fields = unit ? freshFor(parts, held, unit) : waitingFields
    const moved = await store.updateTask(tx, task, { ...fields, division_code: upper })
    await planTask(parts, tx, moved)
    const name = parts.territory.findDivisionName(upper) ?? upper
    const did: Act = 'task-escalated'
    const detail = { from: task.division_code, to: upper, organisationId: unit }
    noteTask(parts, tx, held, act.actor, { act: did, text: `上报至${name}：${reason}`, detail })
    const changed = await caseStore.updateCase(tx, row, { organisation_id: unit ?? row.organisation_id })
    return finish(parts, tx, changed, moved, { by: act.actor, act: did })
  })
}
