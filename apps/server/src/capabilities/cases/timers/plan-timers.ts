import type { CaseType } from '@civitas/domain-kit'
import type { Transaction } from '../../../kernel/db/database.ts'
import { type CasesParts, caseTypeOf } from '../publish-case.ts'
import type { CaseRow } from '../store.ts'
import type { TaskRow } from '../tasks/store.ts'
import { dropTimers, insertTimers, type NewTimer } from './store.ts'

/** Shares of a limit at which something happens: the yellow and the red card, and what the type adds. */
export function percentsOf(type: Pick<CaseType, 'escalation'>): number[] {
  return [...new Set([80, 100, ...type.escalation.map((one) => one.atPercent)])].sort((a, b) => a - b)
}

/** Sets the timers of the clock of a case anew. */
export async function planCase(parts: CasesParts, tx: Transaction, row: CaseRow): Promise<void> {
  await dropTimers(tx, { caseId: row.id, kinds: ['case'] }, parts.kernel.clock.now())
  if (!row.closed_time && !row.suspended_time) setCaseTimers(parts, tx, row)
}

/** Sets the timers of the clock of a case that has none. */
export function setCaseTimers(parts: CasesParts, tx: Transaction, row: CaseRow): void {
  const now = parts.kernel.clock.now()
  const type = caseTypeOf(parts, row)
  const limit = row.time_limit ?? type.limit
  const { calendars } = parts.territory
  const whole = calendars.minutesOn(limit, row.opened_time, row.due_time)
  const at = (percent: number) => {
    if (percent === 100) return row.due_time
    if (percent === 80) return row.amber_time
    return calendars.addOn(limit, row.opened_time, (whole * percent) / 100)
  }
  const timers = percentsOf(type).map(
    (percent): NewTimer => ({ caseId: row.id, kind: 'case', percent, fireTime: at(percent) }),
  )
  insertTimers(
    tx,
    timers.filter((one) => one.fireTime > now),
  )
}

/** Sets the timers of a task anew: its two cards, its receipt, its check-in. */
export async function planTask(
  parts: CasesParts,
  tx: Transaction,
  task: TaskRow,
  suspended = task.suspended_time !== null,
): Promise<void> {
  await dropTimers(tx, { caseId: task.case_id, taskId: task.id }, parts.kernel.clock.now())
  const runs = task.state === 'assigned' || task.state === 'accepted' || task.state === 'waiting'
  if (runs && !suspended) setTaskTimers(parts, tx, task)
}

/** Sets the timers of a task that has none. */
export function setTaskTimers(parts: CasesParts, tx: Transaction, task: TaskRow): void {
  const now = parts.kernel.clock.now()
  const same = { caseId: task.case_id, taskId: task.id }
  const timers: NewTimer[] = []
  if (task.amber_time) timers.push({ ...same, kind: 'task', percent: 80, fireTime: task.amber_time })
  if (task.due_time) timers.push({ ...same, kind: 'task', percent: 100, fireTime: task.due_time })
  if (task.receipt_due && !task.receipt_time)
    timers.push({ ...same, kind: 'receipt', fireTime: task.receipt_due })
  if (task.check_in_due && !task.check_in_time && !task.absent)
    timers.push({ ...same, kind: 'check-in', fireTime: task.check_in_due })
  insertTimers(
    tx,
    timers.filter((one) => one.fireTime > now),
  )
}
