import type { Stage } from '@civitas/domain-kit'
import type { Transaction } from '../../kernel/db/database.ts'
import { conflict } from '../../kernel/problem.ts'
import { evaluate } from './evaluate-case.ts'
import { minutesOn } from './limits.ts'
import {
  type Actor,
  type CasesParts,
  caseTypeOf,
  note,
  publishCase,
  stageOf,
  system,
} from './publish-case.ts'
import { chooseExit, nextGroup, votedAnswers } from './rules.ts'
import { type Start, startTasks } from './start-tasks.ts'
import * as store from './store.ts'
import * as tasks from './tasks/store.ts'
import { planCase } from './timers/plan-timers.ts'
import { dropTimers, insertTimers } from './timers/store.ts'

/** Brings a case into a stage and starts its first tasks. */
export async function enterStage(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  stage: Stage,
  by: Actor,
): Promise<store.CaseRow> {
  const entered = await store.updateCase(tx, row, { state: 'open', stage: stage.id, visit: row.visit + 1 })
  await publishCase(parts, tx, 'moved', entered)
  return (await beginVisits(parts, tx, [entered], by))[0] as store.CaseRow
}

/** Begins the visits of the stages cases stand in: a line in the timeline and the first tasks of each. */
export async function beginVisits(
  parts: CasesParts,
  tx: Transaction,
  rows: readonly store.CaseRow[],
  by: Actor,
): Promise<store.CaseRow[]> {
  const starts: Start[] = []
  const begun = new Map<string, store.CaseRow>()
  for (const row of rows) {
    const stage = stageOf(caseTypeOf(parts, row), row.stage)
    store.insertVisit(tx, { caseId: row.id, number: row.visit, stage: stage.id }, parts.kernel.clock.now())
    const detail = { stage: stage.id }
    note(parts, tx, row.id, by, { act: 'stage-entered', text: stage.title.zh, detail })
    const types = nextGroup(stage, new Map())
    if (types && types !== 'working') starts.push({ row, stage, types })
    else begun.set(row.id, await advanceFrom(parts, tx, row, by, []))
  }
  for (const row of await startTasks(parts, tx, starts)) begun.set(row.id, row)
  return rows.map((row) => begun.get(row.id) as store.CaseRow)
}

/** Starts what comes next: the next tasks of the stage, or, when all are done, the way out of it. */
export async function advance(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  by: Actor,
): Promise<store.CaseRow> {
  return advanceFrom(parts, tx, row, by, await tasks.listVisitTasks(tx, row.id, row.visit))
}

/** The same, given the tasks of the visit so far. */
async function advanceFrom(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  by: Actor,
  started: readonly tasks.TaskRow[],
): Promise<store.CaseRow> {
  const stage = stageOf(caseTypeOf(parts, row), row.stage)
  const next = nextGroup(stage, new Map(started.map((one) => [one.task, { done: one.state === 'done' }])))
  if (next === 'working') return row
  if (next) return (await startTasks(parts, tx, [{ row, stage, types: next }]))[0] as store.CaseRow
  const answersOf = ({ task, form, outcome }: tasks.TaskRow) => {
    const vote = stage.tasks.find((one) => one.id === task)?.vote
    return [task, votedAnswers(vote, form ?? {}, outcome)] as const
  }
  const exit = chooseExit(stage, new Map(started.map(answersOf)))
  if (exit.after && (await waitsFor(parts, tx, row, exit.after.days))) return row
  await store.leaveVisit(tx, row, exit.id, parts.kernel.clock.now())
  if (exit.to === 'closed') return closeCase(parts, tx, row, by, exit.title.zh)
  if (exit.to === 'check') return startCheck(parts, tx, row, exit.title.zh)
  return enterStage(parts, tx, row, stageOf(caseTypeOf(parts, row), exit.to), by)
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
  insertTimers(tx, [{ caseId: row.id, kind: 'move', fireTime: opens }])
  return true
}

/** Takes the exit that has opened; a case that stands still is looked at again a day later. */
export async function moveOn(parts: CasesParts, tx: Transaction, row: store.CaseRow): Promise<void> {
  if (row.state !== 'open') return
  if (!row.suspended_time) return void (await advance(parts, tx, row, system))
  const fireTime = new Date(parts.kernel.clock.now().getTime() + dayMs)
  insertTimers(tx, [{ caseId: row.id, kind: 'move', fireTime }])
}

async function startCheck(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  why: string,
): Promise<store.CaseRow> {
  const checking = await store.updateCase(tx, row, { state: 'checking', stage: 'check' })
  note(parts, tx, row.id, system, { act: 'check-started', text: why })
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
  const { limit } = caseTypeOf(parts, row)
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
  note(parts, tx, row.id, by, { act: 'closed', text: why, detail: { inTime: closed.in_time } })
  if (score) note(parts, tx, row.id, system, { act: 'evaluated', text: score.text, detail: { ...score } })
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
