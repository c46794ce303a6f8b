import type { LocalText, Stage, TaskType, TimeLimit } from '@civitas/domain-kit'
import type { Transaction } from '../../kernel/db/database.ts'
import { findClassLimit } from './classes.ts'
import { findResponsibles } from './duties/duties.ts'
import { clockOf } from './limits.ts'
import { type Actor, type CasesParts, caseTypeOf, note, publishCase, system } from './publish-case.ts'
import { dayOf } from './rules.ts'
import * as store from './store.ts'
import { tellUnit } from './tasks/hold-task.ts'
import * as tasks from './tasks/store.ts'
import { setTaskTimers } from './timers/plan-timers.ts'

/** Starts the next tasks of a stage; the case is with the first unit that has one of them. */
export async function startTasks(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  stage: Stage,
  types: readonly TaskType[],
): Promise<store.CaseRow> {
  const items = types.flatMap((type) => [type, ...(type.assistants ?? [])]).map((one) => one.item)
  const day = dayOf(parts.kernel.clock.now())
  const duties = await findResponsibles(tx, items, row.division_code, day)
  const made: tasks.TaskRow[] = []
  for (const type of types) made.push(await startTask(parts, tx, { row, stage, duties }, type))
  const organisation_id = made.find((one) => one.organisation_id)?.organisation_id ?? row.organisation_id
  const changed = await store.updateCase(tx, row, { organisation_id })
  for (const { id } of made) await publishCase(parts, tx, 'task-changed', changed, id)
  return changed
}

/** A case in the stage whose tasks are started, and who answers for their duty items there. */
interface Visited {
  row: store.CaseRow
  stage: Stage
  duties: ReadonlyMap<string, string>
}

/** Starts one task and the sub-tasks of its assistants: those declared, and those the dispatcher named. */
async function startTask(
  parts: CasesParts,
  tx: Transaction,
  { row, stage, duties }: Visited,
  type: TaskType,
): Promise<tasks.TaskRow> {
  const now = parts.kernel.clock.now()
  const named = type.unitFrom ? await tasks.findAnswer(tx, row.id, type.unitFrom.task) : undefined
  const organisationId = named
    ? ((named[type.unitFrom?.field ?? ''] as string | undefined) ?? null)
    : (duties.get(type.item) ?? null)
  const limit = await limitFor(parts, tx, row, type)
  const assignee = type.toGridLeader ? await gridLeaderOf(parts, row, now) : null
  const isGiven = organisationId !== null || assignee !== null
  const { division_code: divisionCode, visit } = row
  const task = await tasks.insertTask(
    tx,
    {
      ...{ caseId: row.id, visit, stage: stage.id, task: type.id, organisationId, divisionCode, limit },
      assignee,
      clock: isGiven ? clockOf(parts.territory, limit, now) : null,
      receiptDue: isGiven ? receiptDue(parts, type, now) : null,
    },
    now,
  )
  noteTask(parts, tx, row, type, task)
  announce(parts, tx, row, task)
  await inviteDeclared(parts, tx, { row, task, type, limit }, { duties, named })
  return task
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

async function inviteDeclared(
  parts: CasesParts,
  tx: Transaction,
  joint: Joint,
  { duties, named }: Pick<Visited, 'duties'> & { named: Record<string, unknown> | undefined },
): Promise<void> {
  for (const { item, title } of joint.type.assistants ?? [])
    await inviteUnit(parts, tx, joint, { organisationId: duties.get(item) ?? null, title }, system)
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
  const part = await tasks.insertTask(
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
  note(parts, tx, row.id, by, {
    ...{ act: 'assistant-added', text },
    detail: { taskId: part.id, organisationId },
  })
  announce(parts, tx, row, part)
  return part
}

function noteTask(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  type: TaskType,
  task: tasks.TaskRow,
): void {
  parts.kernel.trace.link(tx, [
    { fromKind: 'case', fromId: row.id, toKind: 'task', toId: task.id, note: 'started' },
  ])
  const organisation = parts.identity.findOrganisation(task.organisation_id)
  const item = parts.domains.find('dutyItems', type.item)?.title.zh ?? type.item
  const to = [organisation?.name, task.assignee_name].filter(Boolean).join('、')
  note(parts, tx, row.id, system, {
    act: to ? 'task-assigned' : 'task-waiting',
    text: to
      ? `${type.title.zh}：${to}（${item}）`
      : `${type.title.zh}：责任清单中没有“${item}”的责任单位，待派遣`,
    detail: { taskId: task.id, task: type.id, item: type.item, organisationId: task.organisation_id },
  })
}
