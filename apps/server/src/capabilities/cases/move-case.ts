import type { Stage, TaskType } from '@civitas/domain-kit'
import type { Transaction } from '../../kernel/db/database.ts'
import { findResponsible } from './duties.ts'
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
import * as tasks from './tasks/store.ts'

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
  await store.leaveVisit(tx, row, exit.id, parts.kernel.clock.now())
  if (exit.to === 'closed') return closeCase(parts, tx, row, by, exit.title.zh)
  if (exit.to === 'check') return startCheck(parts, tx, row, exit.title.zh)
  return enterStage(parts, tx, row, stageOf(caseTypeOf(parts, row.type), exit.to), by)
}

async function startTasks(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  stage: Stage,
  types: readonly TaskType[],
): Promise<store.CaseRow> {
  const now = parts.kernel.clock.now()
  const made: Array<{ id: string; organisationId: string | null }> = []
  for (const type of types) {
    const organisationId = await findResponsible(tx, type.item, row.division_code, dayOf(now))
    const clock = organisationId ? clockOf(parts.territory, type.limit, now) : null
    const { division_code: divisionCode, visit } = row
    const id = await tasks.insertTask(
      tx,
      { caseId: row.id, visit, stage: stage.id, task: type.id, organisationId, divisionCode, clock },
      now,
    )
    await noteTask(parts, tx, row, type, { id, organisationId })
    made.push({ id, organisationId })
  }
  const organisation_id = made.find((one) => one.organisationId)?.organisationId ?? row.organisation_id
  const changed = await store.updateCase(tx, row, { organisation_id })
  for (const { id } of made) await publishCase(parts, tx, 'task-changed', changed, id)
  return changed
}

async function noteTask(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  type: TaskType,
  task: { id: string; organisationId: string | null },
): Promise<void> {
  await parts.kernel.trace.link(tx, [
    { fromKind: 'case', fromId: row.id, toKind: 'task', toId: task.id, note: 'started' },
  ])
  const organisation = parts.identity.findOrganisation(task.organisationId)
  const item = parts.domains.find('dutyItems', type.item)?.title.zh ?? type.item
  await note(parts, tx, row.id, system, {
    act: task.organisationId ? 'task-assigned' : 'task-waiting',
    text: organisation
      ? `${type.title.zh}：${organisation.name}（${item}）`
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
  const now = parts.kernel.clock.now()
  const { limit } = caseTypeOf(parts, row.type)
  const closed = await store.updateCase(tx, row, {
    state: 'closed',
    stage: 'closed',
    closed_time: now,
    in_time: now <= row.due_time,
    handle_minutes: minutesOn(parts.territory, limit, row.opened_time, now),
  })
  await note(parts, tx, row.id, by, { act: 'closed', text: why, detail: { inTime: closed.in_time } })
  await publishCase(parts, tx, 'closed', closed)
  if (row.event_id) {
    const siblings = await store.listCasesOfEvent(tx, row.event_id)
    if (siblings.every((one) => one.closed_time)) {
      await parts.events.noteCaseClosed(tx, row.event_id, row.reference)
    }
  }
  return closed
}
