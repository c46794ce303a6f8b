import type { LocalText, Stage, TaskType, TimeLimit } from '@civitas/domain-kit'
import type { Transaction } from '../../kernel/db/database.ts'
import { conflict } from '../../kernel/problem.ts'
import { findClassLimit } from './classes.ts'
import { findResponsible } from './duties/duties.ts'
import { evaluate } from './evaluate-case.ts'
import { clockOf, minutesOn } from './limits.ts'
import {
  type Actor,
  type CasesParts,
  caseTypeOf,
  note,
  publishCase,
  stageOf,
  system,
} from './publish-case.ts'
import { chooseExit, dayOf, nextGroup } from './rules.ts'
import * as store from './store.ts'
import { tellUnit } from './tasks/hold-task.ts'
import * as tasks from './tasks/store.ts'
import { planCase, setTaskTimers } from './timers/plan-timers.ts'
import { dropTimers, insertTimers } from './timers/store.ts'

/** Brings a case into a stage and starts its first tasks. */
export async function enterStage(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  stage: Stage,
  by: Actor,
): Promise<store.CaseRow> {
  const now = parts.kernel.clock.now()
  const entered = await store.updateCase(tx, row, { state: 'open', stage: stage.id, visit: row.visit + 1 })
  await store.insertVisit(tx, { caseId: row.id, number: entered.visit, stage: stage.id }, now)
  await note(parts, tx, row.id, by, {
    act: 'stage-entered',
    text: stage.title.zh,
    detail: { stage: stage.id },
  })
  if (entered.visit > 1) await publishCase(parts, tx, 'moved', entered)
  return advance(parts, tx, entered, by)
}

/** Starts what comes next: the next tasks of the stage, or, when all are done, the way out of it. */
export async function advance(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  by: Actor,
): Promise<store.CaseRow> {
  const stage = stageOf(caseTypeOf(parts, row.type), row.stage)
  const started = await tasks.listVisitTasks(tx, row.id, row.visit)
  const next = nextGroup(stage, new Map(started.map((one) => [one.task, { done: one.state === 'done' }])))
  if (next === 'working') return row
  if (next) return startTasks(parts, tx, row, stage, next)
  const exit = chooseExit(stage, new Map(started.map((one) => [one.task, one.form ?? {}])))
  if (exit.after && (await waitsFor(parts, tx, row, exit.after.days))) return row
  await store.leaveVisit(tx, row, exit.id, parts.kernel.clock.now())
  if (exit.to === 'closed') return closeCase(parts, tx, row, by, exit.title.zh)
  if (exit.to === 'check') return startCheck(parts, tx, row, exit.title.zh)
  return enterStage(parts, tx, row, stageOf(caseTypeOf(parts, row.type), exit.to), by)
}

const dayMs = 86_400_000

/** Whether an exit is still closed; then a timer is set for when it opens. */
async function waitsFor(
  { kernel }: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  days: number,
): Promise<boolean> {
  const now = kernel.clock.now()
  const entered = await store.lastVisitTime(tx, row.id)
  const opens = new Date(entered.getTime() + days * dayMs)
  if (opens <= now) return false
  await dropTimers(tx, { caseId: row.id, kinds: ['move'] }, now)
  await insertTimers(tx, [{ caseId: row.id, kind: 'move', fireTime: opens }])
  return true
}

/** Takes the exit that has opened; a case that stands still is looked at again a day later. */
export async function moveOn(parts: CasesParts, tx: Transaction, row: store.CaseRow): Promise<void> {
  if (row.state !== 'open') return
  if (!row.suspended_time) return void (await advance(parts, tx, row, system))
  const fireTime = new Date(parts.kernel.clock.now().getTime() + dayMs)
  await insertTimers(tx, [{ caseId: row.id, kind: 'move', fireTime }])
}

async function startTasks(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  stage: Stage,
  types: readonly TaskType[],
): Promise<store.CaseRow> {
  const made: Array<{ id: string; organisationId: string | null }> = []
  for (const type of types) made.push(await startTask(parts, tx, row, stage, type))
  const organisation_id = made.find((one) => one.organisationId)?.organisationId ?? row.organisation_id
  const changed = await store.updateCase(tx, row, { organisation_id })
  for (const { id } of made) await publishCase(parts, tx, 'task-changed', changed, id)
  return changed
}

/** Starts one task and the sub-tasks of its assistants: those declared, and those the dispatcher named. */
async function startTask(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  stage: Stage,
  type: TaskType,
): Promise<{ id: string; organisationId: string | null }> {
  const now = parts.kernel.clock.now()
  const named = type.unitFrom ? await tasks.findAnswer(tx, row.id, type.unitFrom.task) : undefined
  const organisationId = named
    ? ((named[type.unitFrom?.field ?? ''] as string | undefined) ?? null)
    : await findResponsible(tx, type.item, row.division_code, dayOf(now))
  const limit = await limitFor(parts, tx, row, type)
  const assignee = type.toGridLeader ? await gridLeaderOf(parts, row, now) : null
  const isGiven = organisationId !== null || assignee !== null
  const { division_code: divisionCode, visit } = row
  const id = await tasks.insertTask(
    tx,
    {
      ...{ caseId: row.id, visit, stage: stage.id, task: type.id, organisationId, divisionCode, limit },
      assignee,
      clock: isGiven ? clockOf(parts.territory, limit, now) : null,
      receiptDue: isGiven ? receiptDue(parts, type, now) : null,
    },
    now,
  )
  await noteTask(parts, tx, row, type, { id, organisationId, assignee: assignee?.name ?? null })
  const task = await started(parts, tx, row, id)
  await inviteDeclared(parts, tx, { row, task, type, limit }, named)
  return { id, organisationId }
}

/** The leader of the grid a case lies in, with the account they work with. */
async function gridLeaderOf(
  { territory }: CasesParts,
  { lon, lat }: store.CaseRow,
  now: Date,
): Promise<{ id: string; name: string } | null> {
  if (lon === null || lat === null) return null
  const staff = await territory.findGridStaff(lon, lat, now)
  const leader = staff.find((one) => one.post === 'leader' && one.userId !== null)
  return leader?.userId ? { id: leader.userId, name: leader.name } : null
}

/** Sets the timers of a fresh task and tells its unit and whom it is for. */
async function started(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  id: string,
): Promise<tasks.TaskRow> {
  const [task] = await tasks.findTasks(tx, [id])
  if (!task) throw new Error(`task ${id} was not written`)
  await setTaskTimers(parts, tx, task)
  const text = `${tasks.taskTitleOf(parts, task)}：请在时限内签收办理`
  await tellUnit(parts, tx, { task, row }, { key: `cases.task.${id}.1`, text })
  return task
}

function receiptDue(parts: CasesParts, type: TaskType, now: Date): Date | null {
  return type.receiptLimit ? parts.territory.calendars.endOf(type.receiptLimit, now) : null
}

/** The limit of a task: that of the small class where the task follows it, as the city set it. */
async function limitFor(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  type: TaskType,
): Promise<TimeLimit> {
  if (!type.limitByClass || !row.class_code) return type.limit
  const set = await findClassLimit(tx, row.type, row.class_code)
  const declared = caseTypeOf(parts, row.type).classes?.find((one) => one.code === row.class_code)
  return set ?? declared?.limit ?? type.limit
}

export interface Joint {
  row: store.CaseRow
  task: tasks.TaskRow
  type: TaskType
  limit: TimeLimit
}

async function inviteDeclared(
  parts: CasesParts,
  tx: Transaction,
  joint: Joint,
  named: Record<string, unknown> | undefined,
): Promise<void> {
  const day = dayOf(parts.kernel.clock.now())
  for (const { item, title } of joint.type.assistants ?? []) {
    const organisationId = await findResponsible(tx, item, joint.row.division_code, day)
    await inviteUnit(parts, tx, joint, { organisationId, title }, system)
  }
  const more = Array.isArray(named?.assistants) ? (named.assistants as string[]) : []
  for (const organisationId of more) await inviteUnit(parts, tx, joint, { organisationId }, system)
}

/** Gives an assisting unit a sub-task with a clock and a result of its own. */
export async function inviteUnit(
  parts: CasesParts,
  tx: Transaction,
  { row, task, type, limit }: Joint,
  unit: { organisationId: string | null; title?: LocalText },
  by: Actor,
): Promise<tasks.TaskRow> {
  const now = parts.kernel.clock.now()
  const { organisationId, title = null } = unit
  const id = await tasks.insertTask(
    tx,
    {
      ...{ caseId: row.id, visit: task.visit, stage: task.stage, task: task.task, organisationId, limit },
      ...{ divisionCode: row.division_code, kind: 'assist', parentId: task.id, partTitle: title },
      clock: organisationId ? clockOf(parts.territory, limit, now) : null,
      receiptDue: organisationId ? receiptDue(parts, type, now) : null,
    },
    now,
  )
  const name = parts.identity.findOrganisation(organisationId)?.name ?? '待派遣'
  const text = `${type.title.zh}：${title ? `${title.zh}，` : ''}${name}`
  await note(parts, tx, row.id, by, { act: 'assistant-added', text, detail: { taskId: id, organisationId } })
  return started(parts, tx, row, id)
}

async function noteTask(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  type: TaskType,
  task: { id: string; organisationId: string | null; assignee: string | null },
): Promise<void> {
  await parts.kernel.trace.link(tx, [
    { fromKind: 'case', fromId: row.id, toKind: 'task', toId: task.id, note: 'started' },
  ])
  const organisation = parts.identity.findOrganisation(task.organisationId)
  const item = parts.domains.find('dutyItems', type.item)?.title.zh ?? type.item
  const to = [organisation?.name, task.assignee].filter(Boolean).join('、')
  await note(parts, tx, row.id, system, {
    act: to ? 'task-assigned' : 'task-waiting',
    text: to
      ? `${type.title.zh}：${to}（${item}）`
      : `${type.title.zh}：责任清单中没有“${item}”的责任单位，待派遣`,
    detail: { taskId: task.id, task: type.id, item: type.item, organisationId: task.organisationId },
  })
}

async function startCheck(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  why: string,
): Promise<store.CaseRow> {
  const checking = await store.updateCase(tx, row, { state: 'checking', stage: 'check' })
  await note(parts, tx, row.id, system, { act: 'check-started', text: why })
  await publishCase(parts, tx, 'moved', checking)
  return checking
}

/** Stops the clock of a case; its event ends when no other case of it is open. */
export async function closeCase(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  by: Actor,
  why: string,
): Promise<store.CaseRow> {
  await requireClosable(parts, tx, row)
  const now = parts.kernel.clock.now()
  const { limit } = caseTypeOf(parts, row.type)
  const ended = {
    ...row,
    state: 'closed' as const,
    stage: 'closed',
    closed_time: now,
    in_time: now <= row.due_time,
    handle_minutes: minutesOn(parts.territory, row.time_limit ?? limit, row.opened_time, now),
  }
  const score = await evaluate(parts, tx, ended)
  const closed = await store.updateCase(tx, row, { ...ended, score: score?.points ?? null })
  await planCase(parts, tx, closed)
  await note(parts, tx, row.id, by, { act: 'closed', text: why, detail: { inTime: closed.in_time } })
  if (score)
    await note(parts, tx, row.id, system, { act: 'evaluated', text: score.text, detail: { ...score } })
  await parts.ledger.append(tx, {
    kind: 'case-closed',
    subjectId: row.id,
    payload: { reference: row.reference, inTime: closed.in_time, by: by.userId, time: now.toISOString() },
  })
  await publishCase(parts, tx, 'closed', closed, null, { by, act: 'closed' })
  await endEvent(parts, tx, row)
  return closed
}

/** Its event ends when no other case of it is open. */
export async function endEvent(parts: CasesParts, tx: Transaction, row: store.CaseRow): Promise<void> {
  if (!row.event_id) return
  const siblings = await store.listCasesOfEvent(tx, row.event_id)
  if (siblings.every((one) => one.closed_time))
    await parts.events.noteCaseClosed(tx, row.event_id, row.reference)
}

/** A case stays open while a child is open, or while a unit that was whistled for has not done its part. */
export async function requireClosable(parts: CasesParts, tx: Transaction, row: store.CaseRow): Promise<void> {
  const still = await tasks.listOpenTasks(tx, row.id)
  if (still.some((one) => one.kind === 'manual'))
    throw conflict('manual-open', '机器人转人工的任务尚未办结，不能结案。')
  const open = still.filter((one) => one.kind === 'whistle')
  if (open.length > 0) {
    const names = open.map((one) => parts.identity.findOrganisation(one.organisation_id)?.name ?? '')
    throw conflict('whistle-open', `被吹哨单位尚未提交处置证据：${names.join('、')}，不能结案。`)
  }
  const children = await store.countOpenChildren(tx, row.id)
  if (children > 0) throw conflict('children-open', `还有 ${children} 个子案件未办结，不能结案。`)
}
