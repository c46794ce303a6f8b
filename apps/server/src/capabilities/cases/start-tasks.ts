import type { LocalText, Stage, TaskType, TimeLimit } from '@civitas/domain-kit'
import type { Transaction } from '../../kernel/db/database.ts'
import { classItem, findClassLimit } from './classes.ts'
import { findResponsibles } from './duties/duties.ts'
import { clockOf } from './limits.ts'
import { type Actor, type CasesParts, caseTypeOf, note, publishCase, system } from './publish-case.ts'
import { dayOf } from './rules.ts'
import * as store from './store.ts'
import { tellUnit } from './tasks/hold-task.ts'
import * as tasks from './tasks/store.ts'
import { setTaskTimers } from './timers/plan-timers.ts'

/** A case in a stage, and the tasks of it that are next. */
export interface Start {
  readonly row: store.CaseRow
  readonly stage: Stage
  readonly types: readonly TaskType[]
}

/** Where the work of a stage was handed up to: the level, and the unit that took it there. */
type HandedUp = Pick<tasks.TaskRow, 'organisation_id' | 'division_code'> | undefined

type FindUnit = (item: string, divisionCode: string | null) => string | null

/** A task to be started. */
interface Plan {
  readonly row: store.CaseRow
  readonly type: TaskType
  readonly limit: TimeLimit
  readonly task: tasks.NewTask
  /** The duty item its unit was looked for by. */
  readonly item: string
  /** What was filled in where the dispatcher names the units. */
  readonly named: Record<string, unknown> | undefined
}

/**
 * Starts the next tasks of cases, with as many statements as for one; each case is with the first unit that has one of its
 * tasks. Answers the cases in the order given.
 */
export async function startTasks(
  parts: CasesParts,
  tx: Transaction,
  starts: readonly Start[],
): Promise<store.CaseRow[]> {
  const now = parts.kernel.clock.now()
  const items = starts.flatMap(({ row, types }) =>
    types.flatMap((type) => [
      ...itemsOf(parts, row, type),
      ...(type.assistants ?? []).map((one) => one.item),
    ]),
  )
  const handedUp = await tasks.findHandedUp(
    tx,
    starts.map(({ row }) => row.id),
  )
  const levels = starts.flatMap(({ row, stage }) => [
    row.division_code,
    handedUp(row.id, stage.id)?.division_code ?? null,
  ])
  const unitOf = await findResponsibles(tx, items, levels, dayOf(now))
  const plans: Plan[] = []
  for (const start of starts)
    for (const type of start.types) {
      const above = type.toGridLeader ? undefined : handedUp(start.row.id, start.stage.id)
      plans.push(await planTask(parts, tx, start, type, { unitOf, above }))
    }
  const made = await tasks.insertTasks(
    tx,
    plans.map((one) => one.task),
    now,
  )
  const joints = plans.map((one, n) => ({ ...one, task: made[n] as tasks.TaskRow }))
  for (const { row, type, task, item } of joints) {
    noteTask(parts, tx, { row, type, task, item })
    announce(parts, tx, row, task)
  }
  await inviteUnits(
    parts,
    tx,
    plans.flatMap((plan, n) => invitationsOf(joints[n] as Joint, plan.named, unitOf)),
    system,
  )
  return giveToUnits(parts, tx, starts, made)
}

/** Puts each case with the first unit that has one of its tasks, and tells of the tasks. */
async function giveToUnits(
  parts: CasesParts,
  tx: Transaction,
  starts: readonly Start[],
  made: readonly tasks.TaskRow[],
): Promise<store.CaseRow[]> {
  const unitOf = (row: store.CaseRow) =>
    made.find((one) => one.case_id === row.id && one.organisation_id)?.organisation_id ?? row.organisation_id
  const changed = await store.setUnits(
    tx,
    starts.map(({ row }) => ({ id: row.id, organisationId: unitOf(row) })),
  )
  for (const row of changed)
    for (const { id, case_id } of made)
      if (case_id === row.id) await publishCase(parts, tx, 'task-changed', row, id)
  return changed
}

async function planTask(
  parts: CasesParts,
  tx: Transaction,
  { row, stage }: Start,
  type: TaskType,
  { unitOf, above }: { unitOf: FindUnit; above: HandedUp },
): Promise<Plan> {
  const now = parts.kernel.clock.now()
  const divisionCode = above?.division_code ?? row.division_code
  const item = itemFor(itemsOf(parts, row, type), (one) => unitOf(one, divisionCode))
  const named = type.unitFrom ? await tasks.findAnswer(tx, row.id, type.unitFrom.task) : undefined
  // What was handed up stays up: the unit that was named answers no longer, the level that was asked does.
  const unitNamed = above?.organisation_id ?? (named?.[type.unitFrom?.field ?? ''] as string | undefined)
  const organisationId = named ? (unitNamed ?? null) : unitOf(item, divisionCode)
  const limit = await limitFor(parts, tx, row, type)
  const assignee = type.toGridLeader ? await gridLeaderOf(parts, row, now) : null
  const isGiven = organisationId !== null || assignee !== null
  const { visit } = row
  const task = {
    ...{ caseId: row.id, visit, stage: stage.id, task: type.id, organisationId, divisionCode, limit },
    assignee,
    clock: isGiven ? clockOf(parts.territory, limit, now) : null,
    receiptDue: isGiven ? receiptDue(parts, type, now) : null,
  }
  return { row, type, item, limit, task, named }
}

/** Duty items a task’s unit is looked for by: that of the small class of the case first. */
function itemsOf(parts: CasesParts, row: store.CaseRow, type: TaskType): string[] {
  const own = type.itemByClass ? classItem(caseTypeOf(parts, row), row.class_code) : undefined
  return own ? [own, type.item] : [type.item]
}

/** The first item somebody answers for, the last where nobody does. */
function itemFor(items: readonly string[], unitOf: (item: string) => string | null): string {
  return items.find((one) => unitOf(one) !== null) ?? (items.at(-1) as string)
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
function announce(parts: CasesParts, tx: Transaction, row: store.CaseRow, task: tasks.TaskRow): void {
  setTaskTimers(parts, tx, task)
  const text = `${tasks.taskTitleOf(parts, task)}：请在时限内签收办理`
  tellUnit(parts, tx, { task, row }, { key: `cases.task.${task.id}.1`, text })
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
  const declared = caseTypeOf(parts, row).classes?.find((one) => one.code === row.class_code)
  return set ?? declared?.limit ?? type.limit
}

export interface Joint {
  row: store.CaseRow
  task: tasks.TaskRow
  type: TaskType
  limit: TimeLimit
}

/** An assisting unit of a task; nobody when it is still to be found. */
interface Invitation extends Joint {
  readonly organisationId: string | null
  readonly title?: LocalText
}

/** The assistants of a task: those declared, and those the dispatcher named. */
function invitationsOf(
  joint: Joint,
  named: Record<string, unknown> | undefined,
  unitOf: FindUnit,
): Invitation[] {
  const declared = (joint.type.assistants ?? []).map(({ item, title }) => ({
    ...{ ...joint, title },
    organisationId: unitOf(item, joint.row.division_code),
  }))
  const more = Array.isArray(named?.assistants) ? (named.assistants as string[]) : []
  return [...declared, ...more.map((organisationId) => ({ ...joint, organisationId }))]
}

/** Gives an assisting unit a sub-task with a clock and a result of its own. */
export async function inviteUnit(
  parts: CasesParts,
  tx: Transaction,
  joint: Joint,
  unit: { organisationId: string | null; title?: LocalText },
  by: Actor,
): Promise<tasks.TaskRow> {
  return (await inviteUnits(parts, tx, [{ ...joint, ...unit }], by))[0] as tasks.TaskRow
}

async function inviteUnits(
  parts: CasesParts,
  tx: Transaction,
  invitations: readonly Invitation[],
  by: Actor,
): Promise<tasks.TaskRow[]> {
  const made = await tasks.insertTasks(
    tx,
    invitations.map((one) => partOf(parts, one)),
    parts.kernel.clock.now(),
  )
  for (const [n, { row, type, title, organisationId }] of invitations.entries()) {
    const part = made[n] as tasks.TaskRow
    const name = parts.identity.findOrganisation(organisationId)?.name ?? '待派遣'
    const text = `${type.title.zh}：${title ? `${title.zh}，` : ''}${name}`
    note(parts, tx, row.id, by, {
      ...{ act: 'assistant-added', text },
      detail: { taskId: part.id, organisationId },
    })
    announce(parts, tx, row, part)
  }
  return made
}

function partOf(parts: CasesParts, invitation: Invitation): tasks.NewTask {
  const { row, task, type, limit, organisationId, title = null } = invitation
  const now = parts.kernel.clock.now()
  return {
    ...{ caseId: row.id, visit: task.visit, stage: task.stage, task: task.task, organisationId, limit },
    ...{ divisionCode: row.division_code, kind: 'assist', parentId: task.id, partTitle: title },
    clock: organisationId ? clockOf(parts.territory, limit, now) : null,
    receiptDue: organisationId ? receiptDue(parts, type, now) : null,
  }
}

function noteTask(
  parts: CasesParts,
  tx: Transaction,
  { row, type, task, item: itemId }: Pick<Plan, 'row' | 'type' | 'item'> & { task: tasks.TaskRow },
): void {
  parts.kernel.trace.link(tx, [
    { fromKind: 'case', fromId: row.id, toKind: 'task', toId: task.id, note: 'started' },
  ])
  const organisation = parts.identity.findOrganisation(task.organisation_id)
  const item = parts.domains.find('dutyItems', itemId)?.title.zh ?? itemId
  const to = [organisation?.name, task.assignee_name].filter(Boolean).join('、')
  note(parts, tx, row.id, system, {
    act: to ? 'task-assigned' : 'task-waiting',
    text: to
      ? `${type.title.zh}：${to}（${item}）`
      : `${type.title.zh}：责任清单中没有“${item}”的责任单位，待派遣`,
    detail: { taskId: task.id, task: type.id, item: itemId, organisationId: task.organisation_id },
  })
}
