import type { MessageRequest, Recipient } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Act, MarkKind } from '../act-texts.ts'
import { insertMarks } from '../marks.ts'
import { type CasesParts, caseTypeOf } from '../publish-case.ts'
import { centreAbove, upperDivision } from '../rules.ts'
import type { CaseRow } from '../store.ts'
import { type TaskRow, taskTitleOf, updateTask } from '../tasks/store.ts'
import { fireSupervision } from './fire-supervision.ts'
import { insertTimers, type TimerRow } from './store.ts'

/** What a timer leaves behind: a line of the timeline, a fact that counts, messages. */
export interface Fired {
  key: string
  /** Null for a letter about no case. */
  row: CaseRow | null
  letter?: { id: string; title: string }
  taskId: string | null
  act: Act
  text: string
  percent: number | null
  mark?: { kind: MarkKind; organisationId: string | null }
  to: Recipient[]
}

interface Firing {
  timer: TimerRow
  row: CaseRow
  task: TaskRow | null
  now: Date
}

/** Judges a timer against the rows as they are now; one that no longer holds leaves nothing. */
export async function fireOne(parts: CasesParts, tx: Transaction, firing: Firing): Promise<Fired[]> {
  const { timer, row } = firing
  if (row.closed_time) return []
  if (timer.kind === 'supervision' || timer.kind === 'climb') return fireSupervision(parts, tx, firing)
  if (row.suspended_time) return []
  if (timer.kind === 'case') return fireCase(parts, firing)
  if (timer.kind === 'task') return fireTask(parts, firing)
  if (timer.kind === 'receipt') return fireReceipt(parts, tx, firing)
  return fireCheckIn(parts, tx, firing)
}

function cardOf(percent: number): Act {
  if (percent >= 100) return 'red-card'
  return percent >= 80 ? 'yellow-card' : 'reminded'
}

function fireCase(parts: CasesParts, { timer, row, now }: Firing): Fired[] {
  const percent = timer.percent ?? 100
  if (percent === 100 && row.due_time > now) return []
  const declared = caseTypeOf(parts, row).escalation.filter((one) => one.atPercent === percent)
  const to = declared.map((one): Recipient => ({ role: one.notify, division: row.division_code ?? '' }))
  const text = declared.map((one) => one.message.zh).join('；') || `案件时限已用 ${percent}%`
  return [{ key: timer.id, row, taskId: null, act: cardOf(percent), text, percent, to }]
}

function fireTask(parts: CasesParts, { timer, row, task, now }: Firing): Fired[] {
  const percent = timer.percent ?? 100
  const runs = task && task.done_time === null && ['assigned', 'accepted', 'waiting'].includes(task.state)
  if (!task || !runs || (percent === 100 && (!task.due_time || task.due_time > now))) return []
  const organisationId = task.organisation_id
  const unit = parts.identity.findOrganisation(organisationId)?.name ?? '待派遣'
  const to: Recipient[] = organisationId ? [{ organisationId }] : []
  if (percent >= 100) to.push({ role: 'leader', division: upperDivision(row.division_code) })
  return [
    {
      key: timer.id,
      row,
      taskId: task.id,
      act: cardOf(percent),
      text: `${taskTitleOf(parts, task)}（${unit}）：时限已用 ${percent}%`,
      percent,
      to,
      ...(percent >= 100 ? { mark: { kind: 'overdue' as const, organisationId } } : {}),
    },
  ]
}

/** Not signed for: the first time it is sent again, the second time it is shown as 未签收 and counted. */
async function fireReceipt(
  parts: CasesParts,
  tx: Transaction,
  { timer, row, task, now }: Firing,
): Promise<Fired[]> {
  if (!task || task.receipt_time || task.state !== 'assigned') return []
  const organisationId = task.organisation_id
  const unit = parts.identity.findOrganisation(organisationId)?.name ?? ''
  const same = { key: timer.id, row, taskId: task.id, percent: null }
  const to: Recipient[] = organisationId ? [{ organisationId }] : []
  const title = taskTitleOf(parts, task)
  if (task.sent === 1) {
    const wait =
      (task.receipt_due?.getTime() ?? now.getTime()) - (task.assigned_time?.getTime() ?? now.getTime())
    const again = new Date(now.getTime() + Math.max(wait, 60_000))
    await updateTask(tx, task, { sent: 2, receipt_due: again })
    insertTimers(tx, [{ caseId: row.id, taskId: task.id, kind: 'receipt', fireTime: again }])
    return [{ ...same, act: 'task-resent', text: `${title}：${unit}未在时限内签收，已重发`, to }]
  }
  await updateTask(tx, task, { unsigned: true })
  to.push({ role: 'dispatcher', division: row.division_code ?? '' })
  const mark = { kind: 'unsigned' as const, organisationId }
  return [{ ...same, act: 'task-unsigned', text: `${title}：${unit}未签收`, to, mark }]
}

/** A unit that was whistled for and is not on site: marked, and the level above is told. */
async function fireCheckIn(
  parts: CasesParts,
  tx: Transaction,
  { timer, row, task }: Firing,
): Promise<Fired[]> {
  if (!task || task.check_in_time) return []
  await updateTask(tx, task, { absent: true })
  const organisationId = task.organisation_id
  const unit = parts.identity.findOrganisation(organisationId)?.name ?? ''
  const upper = centreAbove(row.division_code)
  const to: Recipient[] = [
    { role: 'dispatcher', division: upper },
    { role: 'duty-officer', division: upper },
    { role: 'district-officer', division: upper },
    ...(organisationId ? [{ organisationId }] : []),
  ]
  const where = parts.territory.findDivisionName(upper) ?? '上级'
  const text = `${unit}未在规定时间到场报到，已告知${where}治理中心`
  const mark = { kind: 'absent' as const, organisationId }
  return [{ key: timer.id, row, taskId: task.id, act: 'absent', text, percent: null, to, mark }]
}

/** Writes what a batch of timers leaves behind, each kind in one statement. */
export async function flushFired(
  parts: CasesParts,
  tx: Transaction,
  fired: readonly Fired[],
  now: Date,
): Promise<void> {
  if (fired.length === 0) return
  const entries = fired.flatMap((one) =>
    one.row
      ? [
          {
            ...{ id: newId(), case_id: one.row.id, act: one.act, text: one.text },
            detail: { taskId: one.taskId, percent: one.percent },
          },
        ]
      : [],
  )
  await tx.query(sql`INSERT INTO cases.entry (id, case_id, time, act, channel, text, detail)
    SELECT id, case_id, ${now}, act, 'system', text, detail
    FROM jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS r(id uuid, case_id uuid, act text, text text, detail jsonb)`)
  await insertMarks(
    tx,
    fired.flatMap(({ mark, row, taskId, text }) =>
      mark && row ? [{ ...mark, row, taskId, note: text }] : [],
    ),
    now,
  )
  const noticed = fired.filter((one) => one.to.length > 0)
  await parts.messaging.sendMany(tx, noticed.map(noticeOf))
}

function noticeOf(one: Fired): MessageRequest {
  return {
    key: `cases.timer.${one.key}`,
    title: one.row ? `${one.row.reference} ${one.row.title}` : (one.letter?.title ?? ''),
    text: one.text,
    urgency: one.act === 'reminded' || one.act === 'yellow-card' ? 'normal' : 'urgent',
    to: one.to,
    ...pageOf(one),
  }
}

function pageOf({ row, letter }: Fired): { subject?: { kind: string; id: string }; link: string } {
  if (row) return { subject: { kind: 'case', id: row.id }, link: `/console/cases/${row.id}` }
  return {
    ...(letter ? { subject: { kind: 'supervision', id: letter.id } } : {}),
    link: '/console/supervision',
  }
}
