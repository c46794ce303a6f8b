import { type Case, reportRated } from '@civitas/contract'
import { wholeScope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { requireClass } from '../classes.ts'
import { findLastEntry } from '../entries-store.ts'
import { clockOf } from '../limits.ts'
import { insertMarks } from '../marks.ts'
import { endEvent, enterStage } from '../move-case.ts'
import {
  type Actor,
  type CasesParts,
  caseTypeOf,
  note,
  publishCase,
  stageOf,
  system,
} from '../publish-case.ts'
import * as store from '../store.ts'
import * as tasks from '../tasks/store.ts'
import { planCase, planTask } from '../timers/plan-timers.ts'
import { type CaseAct, holdCase } from './hold-case.ts'

/** Days after closing in which a case can be taken up again; it then counts as not closed. */
export const reopenDays = 7

function change(
  parts: CasesParts,
  act: CaseAct,
  work: (tx: Transaction, row: store.CaseRow) => Promise<Case>,
) {
  return parts.kernel.db.transaction(async (tx) => work(tx, await holdCase(parts, tx, act)))
}

function requireOpen(row: store.CaseRow): void {
  if (row.state === 'closed' || row.state === 'cancelled') throw conflict('case-closed', '案件已结束。')
}

/** Ends what is still to be done in a case, without counting it against anybody. */
async function cancelTasks(parts: CasesParts, tx: Transaction, row: store.CaseRow): Promise<void> {
  const now = parts.kernel.clock.now()
  for (const task of await tasks.listOpenTasks(tx, row.id))
    await planTask(parts, tx, await tasks.updateTask(tx, task, { state: 'cancelled', done_time: now }))
}

/** Cancels a case that should not have been opened; its event goes back to whoever handles events. */
export function cancelCase(parts: CasesParts, act: CaseAct, reason: string): Promise<Case> {
  return change(parts, act, async (tx, row) => {
    requireOpen(row)
    const cancelled = await endCase(parts, tx, row, {})
    note(parts, tx, row.id, act.actor, { act: 'cancelled', text: reason })
    await endEvent(parts, tx, cancelled)
    return publishCase(parts, tx, 'cancelled', cancelled, null, { by: act.actor, act: 'cancelled' })
  })
}

async function endCase(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  more: Partial<store.CaseRow>,
): Promise<store.CaseRow> {
  await cancelTasks(parts, tx, row)
  const now = parts.kernel.clock.now()
  const ended = await store.updateCase(tx, row, { state: 'cancelled', closed_time: now, ...more })
  await planCase(parts, tx, ended)
  return ended
}

/** Takes a closed case up again within seven days: in the stage a failed check leads to, counted as not closed. */
export function reopenCase(parts: CasesParts, act: CaseAct, reason: string): Promise<Case> {
  return change(parts, act, (tx, row) => reopenIn(parts, tx, row, act.actor, reason))
}

async function reopenIn(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  by: Actor,
  reason: string,
): Promise<Case> {
  if (row.state !== 'closed' || !row.closed_time) throw conflict('not-closed', '案件没有结案。')
  const now = parts.kernel.clock.now()
  if (now.getTime() - row.closed_time.getTime() > reopenDays * 86_400_000)
    throw conflict('too-late', `结案已超过 ${reopenDays} 日，请另行立案。`)
  const type = caseTypeOf(parts, row)
  const { amber, due } = clockOf(parts.territory, row.time_limit ?? type.limit, now)
  const open = await store.updateCase(tx, row, {
    ...{ state: 'open', closed_time: null, in_time: null, handle_minutes: null, score: null },
    ...{ reopens: row.reopens + 1, amber_time: amber, due_time: due },
  })
  await planCase(parts, tx, open)
  const organisationId = row.organisation_id
  await insertMarks(tx, [{ kind: 'reopened', row, organisationId, note: reason }], now)
  note(parts, tx, row.id, by, { act: 'reopened', text: reason })
  if (row.event_id) await parts.events.noteCaseReopened(tx, row.event_id, row.reference)
  const stage = stageOf(type, type.check?.onFail ?? (type.stages.at(-1)?.id as string))
  return store.toCase(parts, await enterStage(parts, tx, open, stage, by))
}

/** Takes a case up again when somebody who reported it says it was not put right (GOV-050). */
export function reopenForReporters(parts: CasesParts): void {
  parts.kernel.messages.subscribe(
    'cases.reopen-for-reporters',
    reportRated,
    async (tx, { body }) => {
      const row = body.caseId && (await store.findCase(tx, body.caseId, { scope: wholeScope, lock: true }))
      // Another reporter of the same case may have been quicker.
      if (row && row.state === 'closed')
        await reopenIn(parts, tx, row, system, `上报人不满意，要求重新办理：${body.comment}`)
    },
    { when: ({ reopen, caseId }) => reopen && caseId !== null },
  )
}

/** Sets the small class of a case, and its part. */
export function classifyCase(
  parts: CasesParts,
  act: CaseAct,
  given: { classCode: string; partCode?: string },
): Promise<Case> {
  return parts.kernel.db.transaction((tx) => classifyIn(parts, tx, act, given))
}

export async function classifyIn(
  parts: CasesParts,
  tx: Transaction,
  act: CaseAct,
  given: { classCode: string; partCode?: string },
): Promise<Case> {
  const row = await holdCase(parts, tx, act)
  requireOpen(row)
  const type = caseTypeOf(parts, row)
  requireClass(type, given, row.division_code)
  const changed = await store.updateCase(tx, row, {
    class_code: given.classCode,
    part_code: given.partCode ?? null,
  })
  const title = type.classes?.find((one) => one.code === given.classCode)?.title.zh ?? given.classCode
  const detail = { from: row.class_code, to: given.classCode, partCode: given.partCode ?? null }
  note(parts, tx, row.id, act.actor, { act: 'classified', text: title, detail })
  return publishCase(parts, tx, 'moved', changed, null, { by: act.actor, act: 'classified' })
}

/** Writes the word of a leader into the timeline. */
export function instructCase(parts: CasesParts, act: CaseAct, text: string): Promise<Case> {
  return change(parts, act, async (tx, row) => {
    const entry = note(parts, tx, row.id, act.actor, { act: 'instructed', text })
    if (row.organisation_id)
      parts.messaging.tell(tx, {
        key: `cases.instruction.${entry}`,
        title: `${row.reference} ${row.title}`,
        text: `批示：${text}`,
        urgency: 'urgent',
        to: [{ organisationId: row.organisation_id }],
        subject: { kind: 'case', id: row.id },
        link: `/console/cases/${row.id}`,
      })
    return publishCase(parts, tx, 'moved', row, null, { by: act.actor, act: 'instructed' })
  })
}

/** Puts a duplicate into this case: its own work ends, everything of it stays readable, and it can be taken out again. */
export function mergeCases(
  parts: CasesParts,
  act: CaseAct,
  given: { duplicateId: string; reason: string },
): Promise<Case> {
  return parts.kernel.db.transaction(async (tx) => {
    if (given.duplicateId === act.id) throw invalid('/body/duplicateId', '不能并入自己')
    // Always in the order of the ids, so that two people merging the same pair do not wait for each other.
    const [first, second] = [act.id, given.duplicateId].sort() as [string, string]
    for (const id of [first, second]) await store.findCase(tx, id, { scope: wholeScope, lock: true })
    const row = await holdCase(parts, tx, act)
    const duplicate = await store.findCase(tx, given.duplicateId, { scope: act.by.scope })
    if (!duplicate) throw invalid('/body/duplicateId', '没有这个案件')
    requireOpen(row)
    requireOpen(duplicate)
    const { state, suspended_time } = duplicate
    const open = await tasks.listOpenTasks(tx, duplicate.id)
    const detail = {
      into: row.id,
      before: { state, suspended_time, tasks: open.map(({ id, state }) => ({ id, state })) },
    }
    const ended = await endCase(parts, tx, duplicate, { merged_into: row.id })
    const changed = await store.updateCase(tx, row, {})
    note(parts, tx, duplicate.id, act.actor, {
      act: 'merged',
      text: `并入 ${row.reference}：${given.reason}`,
      detail,
    })
    note(parts, tx, row.id, act.actor, {
      act: 'merged',
      text: `并入 ${duplicate.reference} ${duplicate.title}`,
      detail: { from: duplicate.id },
    })
    await publishCase(parts, tx, 'cancelled', ended, null, { by: act.actor, act: 'merged' })
    return publishCase(parts, tx, 'moved', changed, null, { by: act.actor, act: 'merged' })
  })
}

interface MergedEntry {
  detail: {
    before: { state: store.CaseRow['state']; tasks: Array<{ id: string; state: tasks.TaskRow['state'] }> }
  }
}

/** Takes a merged case out again: its state and its open tasks are as they were, their clocks never stopped. */
export function unmergeCase(parts: CasesParts, act: CaseAct, reason: string): Promise<Case> {
  return change(parts, act, async (tx, row) => {
    const into = row.merged_into
    if (!into) throw conflict('not-merged', '案件没有并入其他案件。')
    const entry = (await findLastEntry(tx, row.id, 'merged')) as MergedEntry | undefined
    if (!entry) throw new Error(`case ${row.id} was merged without an entry`)
    const { before } = entry.detail
    const back = await store.updateCase(tx, row, {
      state: before.state,
      closed_time: null,
      merged_into: null,
    })
    const states = new Map(before.tasks.map((one) => [one.id, one.state]))
    for (const task of await tasks.findTasks(tx, [...states.keys()])) {
      const state = states.get(task.id) as tasks.TaskRow['state']
      await planTask(parts, tx, await tasks.updateTask(tx, task, { state, done_time: null }))
    }
    await planCase(parts, tx, back)
    await tellBothUnmerged(parts, tx, { row: back, into, reason, by: act.actor })
    return publishCase(parts, tx, 'moved', back, null, { by: act.actor, act: 'unmerged' })
  })
}

async function tellBothUnmerged(
  parts: CasesParts,
  tx: Transaction,
  { row, into, reason, by }: { row: store.CaseRow; into: string; reason: string; by: Actor },
): Promise<void> {
  const [other] = await store.findCases(tx, [into])
  if (!other) throw notFound('案件', into)
  note(parts, tx, row.id, by, { act: 'unmerged', text: `自 ${other.reference} 取出：${reason}` })
  note(parts, tx, other.id, by, { act: 'unmerged', text: `取出 ${row.reference}：${reason}` })
}
