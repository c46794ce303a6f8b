import type { CaseRequest, Page } from '@civitas/contract'
import { inScope, type Principal, type Scope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { afterPause, minutesOn } from '../limits.ts'
import { type Actor, type CasesParts, caseTypeOf, note, publishCase } from '../publish-case.ts'
import { clockTime } from '../rules.ts'
import * as store from '../store.ts'
import { hold, limitOf, noteTask, requireOwn, type TaskAct } from '../tasks/hold-task.ts'
import * as tasks from '../tasks/store.ts'
import { findTaskType } from '../tasks/task-types.ts'
import { planCase, planTask } from '../timers/plan-timers.ts'
import { dropTimers, insertTimers } from '../timers/store.ts'
import { type CaseAct, holdCase } from './hold-case.ts'

interface RequestRow {
  id: string
  case_id: string
  case_reference: string
  case_title: string
  task_id: string | null
  kind: CaseRequest['kind']
  minutes: number | null
  until_time: Date | null
  reason: string
  state: CaseRequest['state']
  asked_by: string
  asked_name: string
  asked_time: Date
  decided_name: string | null
  decided_time: Date | null
  decision: string | null
}

const columns = sql`r.id, r.case_id, c.reference AS case_reference, c.title AS case_title, r.task_id, r.kind, r.minutes,
  r.until_time, r.reason, r.state, r.asked_by, r.asked_name, r.asked_time, r.decided_name, r.decided_time, r.decision`
const tables = sql`cases.request r JOIN cases.city_case c ON c.id = r.case_id`

function toRequest(row: RequestRow): CaseRequest {
  return {
    id: row.id,
    caseId: row.case_id,
    caseReference: row.case_reference,
    caseTitle: row.case_title,
    taskId: row.task_id,
    kind: row.kind,
    minutes: row.minutes,
    untilTime: row.until_time?.toISOString() ?? null,
    reason: row.reason,
    state: row.state,
    askedName: row.asked_name,
    askedTime: row.asked_time.toISOString(),
    decidedName: row.decided_name,
    decidedTime: row.decided_time?.toISOString() ?? null,
    decision: row.decision,
  }
}

export async function listRequests(
  db: Queryable,
  query: { caseId?: string; open?: boolean; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<CaseRequest>> {
  const where = sql`WHERE ${inScope('c.division_code', scope)}
    ${query.caseId ? sql`AND r.case_id = ${query.caseId}` : empty}
    ${query.open === undefined ? empty : query.open ? sql`AND r.state = 'open'` : sql`AND r.state <> 'open'`}`
  const rows = await db.query<RequestRow>(sql`SELECT ${columns} FROM ${tables} ${where}
    ORDER BY r.asked_time DESC, r.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${tables} ${where}`)
  return { items: rows.map(toRequest), total: count?.n ?? 0 }
}

async function findRequest(db: Queryable, id: string): Promise<RequestRow | undefined> {
  return db.first<RequestRow>(sql`SELECT ${columns} FROM ${tables} WHERE r.id = ${id}`)
}

export interface Asking {
  kind: CaseRequest['kind']
  minutes?: number
  untilTime?: string
  reason: string
}

/** Whoever works on a task asks for more time, or for the clock to stand still. One open request at a time. */
export async function askFor(parts: CasesParts, act: TaskAct, given: Asking): Promise<CaseRequest> {
  return parts.kernel.db.transaction(async (tx) => {
    const held = await hold(parts, tx, act)
    requireOwn(held, act.by)
    const now = parts.kernel.clock.now()
    const until = given.untilTime ? new Date(given.untilTime) : null
    if (until && until <= now) throw invalid('/body/untilTime', '恢复时间应晚于现在')
    if (held.row.suspended_time) throw conflict('suspended', '案件已挂起。')
    const open = await tx.first(
      sql`SELECT 1 FROM cases.request WHERE case_id = ${held.row.id} AND state = 'open' AND kind = ${given.kind}`,
    )
    if (open) throw conflict('request-open', '已有同类申请等待审批。')
    const id = newId()
    await tx.query(sql`INSERT INTO cases.request (id, case_id, task_id, kind, minutes, until_time, reason, asked_by, asked_name, asked_time)
      VALUES (${id}, ${held.row.id}, ${held.task.id}, ${given.kind}, ${given.minutes ?? null}, ${until}, ${given.reason},
        ${act.by.userId}, ${act.by.name}, ${now})`)
    noteTask(parts, tx, held, act.actor, {
      act: given.kind === 'delay' ? 'delay-requested' : 'suspension-requested',
      text: given.minutes ? `${given.minutes} 分钟：${given.reason}` : given.reason,
      detail: { requestId: id },
    })
    parts.messaging.tell(tx, {
      key: `cases.request.${id}`,
      title: `${held.row.reference} ${held.row.title}`,
      text: given.kind === 'delay' ? `申请延期：${given.reason}` : `申请挂起：${given.reason}`,
      urgency: 'normal',
      to: [{ role: 'leader', division: held.row.division_code ?? '' }],
      subject: { kind: 'case', id: held.row.id },
      link: `/console/cases/${held.row.id}`,
    })
    await publishCase(parts, tx, 'task-changed', held.row, held.task.id)
    return toRequest((await findRequest(tx, id)) as RequestRow)
  })
}

/** Somebody other than who asked decides. */
export async function decideRequest(
  parts: CasesParts,
  id: string,
  answer: { approve: boolean; comment: string },
  by: Principal,
  actor: Actor,
): Promise<CaseRequest> {
  return parts.kernel.db.transaction(async (tx) => {
    const seen = await findRequest(tx, id)
    if (!seen) throw notFound('申请', id)
    const row = await holdCase(parts, tx, { id: seen.case_id, by, actor })
    const request = (await findRequest(tx, id)) as RequestRow
    if (request.state !== 'open') throw conflict('decided', `申请已由 ${request.decided_name} 审批。`)
    if (request.asked_by === by.userId) throw forbidden('不能审批自己的申请。', 'same-person')
    if (row.closed_time) throw conflict('case-closed', '案件已结案。')
    const state = answer.approve ? 'approved' : 'refused'
    await tx.query(sql`UPDATE cases.request SET state = ${state}, decided_by = ${by.userId}, decided_name = ${by.name},
      decided_time = ${parts.kernel.clock.now()}, decision = ${answer.comment} WHERE id = ${id}`)
    note(parts, tx, row.id, actor, {
      act: `${request.kind}-${state}`,
      text: answer.comment,
      detail: { requestId: id, taskId: request.task_id, minutes: request.minutes },
    })
    if (answer.approve && request.kind === 'delay') await grantDelay(parts, tx, row, request)
    else if (answer.approve) await stopClock(parts, tx, row, request.until_time)
    else await publishCase(parts, tx, 'moved', row)
    return toRequest((await findRequest(tx, id)) as RequestRow)
  })
}

/** Moves the end of the task and of its case out by the minutes granted, counted on their clocks. */
async function grantDelay(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  { task_id: taskId, minutes }: RequestRow,
): Promise<void> {
  const { calendars } = parts.territory
  const more = minutes ?? 0
  const [task] = await tasks.findTasks(tx, taskId ? [taskId] : [])
  const type = task && findTaskType(caseTypeOf(parts, row), task)
  if (task?.due_time && type) {
    const limit = limitOf({ task, type })
    const due = calendars.addOn(limit, task.due_time, more)
    const used = minutesOn(parts.territory, limit, task.assigned_time ?? row.opened_time, due)
    const amber = calendars.addOn(limit, task.assigned_time ?? row.opened_time, used * 0.8)
    await planTask(parts, tx, await tasks.updateTask(tx, task, { due_time: due, amber_time: amber }))
  }
  const limit = row.time_limit ?? caseTypeOf(parts, row).limit
  const due = calendars.addOn(limit, row.due_time, more)
  const used = minutesOn(parts.territory, limit, row.opened_time, due)
  const amber = calendars.addOn(limit, row.opened_time, used * 0.8)
  const changed = await store.updateCase(tx, row, { due_time: due, amber_time: amber })
  await planCase(parts, tx, changed)
  await publishCase(parts, tx, 'moved', changed, taskId)
}

/** Stops every clock of a case; with an end given it runs again by itself. */
async function stopClock(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  until: Date | null,
): Promise<void> {
  if (row.suspended_time) throw conflict('suspended', '案件已挂起。')
  const now = parts.kernel.clock.now()
  const stopped = await store.updateCase(tx, row, { suspended_time: now })
  await dropTimers(tx, { caseId: row.id, kinds: ['case', 'task', 'receipt', 'check-in'] }, now)
  if (until) insertTimers(tx, [{ caseId: row.id, kind: 'resume', fireTime: until }])
  await publishCase(parts, tx, 'moved', stopped)
}

/** A supervisor lets the clock run again before its time. */
export async function resumeCase(parts: CasesParts, act: CaseAct, reason: string) {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await holdCase(parts, tx, act)
    if (!row.suspended_time) throw conflict('not-suspended', '案件没有挂起。')
    return store.toCase(parts, await resumeClock(parts, tx, row, act.actor, reason))
  })
}

/** Lets every clock of a case run on from where it stood: what was left when it stopped is left now. */
export async function resumeClock(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  by: Actor,
  reason: string,
): Promise<store.CaseRow> {
  const stopped = row.suspended_time
  if (!stopped) return row
  const now = parts.kernel.clock.now()
  const pause = { stopped, now }
  const type = caseTypeOf(parts, row)
  const limit = row.time_limit ?? type.limit
  const resumed = await store.updateCase(tx, row, {
    suspended_time: null,
    amber_time: afterPause(parts.territory, limit, row.amber_time, pause),
    due_time: afterPause(parts.territory, limit, row.due_time, pause),
  })
  await dropTimers(tx, { caseId: row.id, kinds: ['resume'] }, now)
  for (const task of await tasks.listOpenTasks(tx, row.id)) {
    const taskType = findTaskType(type, task)
    if (!taskType || !task.due_time || !task.amber_time) continue
    const own = limitOf({ task, type: taskType })
    const changed = await tasks.updateTask(tx, task, {
      amber_time: afterPause(parts.territory, own, task.amber_time, pause),
      due_time: afterPause(parts.territory, own, task.due_time, pause),
    })
    await planTask(parts, tx, changed, false)
  }
  await planCase(parts, tx, resumed)
  const text = `${reason}，应办结时间 ${clockTime(resumed.due_time)}`
  note(parts, tx, row.id, by, { act: 'resumed', text, detail: { stoppedTime: stopped } })
  await publishCase(parts, tx, 'moved', resumed, null, { by, act: 'resumed' })
  return resumed
}
