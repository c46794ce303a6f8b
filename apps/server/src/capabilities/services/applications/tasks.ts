import type { ApplicationTask } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'
import { actOn, platformActor, requireAct, type Work } from './act-on.ts'
import { endOfWorkingDays, resumeClock, stopClock } from './clock.ts'
import { stepsToOpen } from './rules.ts'
import { toTask } from './show.ts'
import * as store from './store.ts'
import { endSuspension, insertSuspension } from './suspensions-store.ts'

/** Begins the steps whose forerunners are done; with all of them done the decision is due. */
export async function openSteps(parts: ServicesParts, work: Work): Promise<void> {
  const { row, tx, now, note } = work
  const tasks = await store.listTasks(tx, row.id)
  const next = new Set(stepsToOpen(tasks))
  for (const task of tasks.filter((one) => next.has(one.step))) {
    const due = endOfWorkingDays(parts.territory, task.days, now)
    await store.updateTask(tx, { ...task, state: 'open', arrive_time: now, due_time: due })
    await store.setTimer(tx, row.id, 'task', due, task.step)
    await tellOffice(parts, tx, work, task)
  }
  const isOver = tasks.every((one) => one.state === 'done' || one.state === 'silent')
  if (!isOver || row.state !== 'examining') return
  row.state = 'deciding'
  await note('审查完成，待决定', null, platformActor)
}

async function tellOffice(
  { messaging }: ServicesParts,
  tx: Transaction,
  { row }: Work,
  task: store.TaskRow,
): Promise<void> {
  if (!task.organisation_id) return
  messaging.tell(tx, {
    ...{ key: `services.task:${task.id}`, title: `待办：${task.title}`, urgency: 'normal', category: 'task' },
    ...{ text: `办件 ${row.number} “${row.item_title}”，${task.days} 个工作日内完成${task.title}。` },
    ...{ to: [{ organisationId: task.organisation_id }], link: `/console/service-tasks` },
  })
}

/** Does something with a task of the caller’s office and answers how it is then. */
async function actOnTask(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  act: (work: Work, task: store.TaskRow) => Promise<void>,
): Promise<ApplicationTask> {
  const { db } = parts.kernel
  const known = await store.findTask(db, id)
  if (!known || known.organisation_id !== principal.organisationId) throw notFound('审批任务', id)
  const row = await actOn(parts, known.application_id, principal, async (work) => {
    const task = await store.findTask(work.tx, id, { lock: true })
    if (task) await act(work, task)
  })
  const task = await store.findTask(db, id)
  if (!task) throw notFound('审批任务', id)
  return toTask(parts, task, row)
}

/** Takes a task on. A special procedure begins with it, and the main clock stands still where the item says so. */
export function claimTask(parts: ServicesParts, principal: Principal, id: string): Promise<ApplicationTask> {
  return actOnTask(parts, principal, id, async (work, task) => {
    const { row, tx, now, note } = work
    if (task.state !== 'open') throw conflict('wrong-state', '该任务已被领取或办结。')
    if (task.suspends && row.state === 'suspended') throw conflict('wrong-state', '另一特别程序尚未结束。')
    const claimed = { ...task, state: 'claimed' as const, claim_time: now, actor: principal.name }
    const due = task.suspends ? endOfWorkingDays(parts.territory, task.days, now) : task.due_time
    await store.updateTask(tx, { ...claimed, actor_id: principal.userId, due_time: due })
    await note(`领取：${task.title}`)
    if (!task.suspends || !due) return
    await store.setTimer(tx, row.id, 'task', due, task.step)
    await suspend(parts, work, {
      kind: task.kind,
      notice: `${task.title}（${task.days} 个工作日）`,
      ...{ until: due, step: task.step },
    })
  })
}

/** Gives the opinion of a step. */
export function finishTask(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  { passes, opinion }: { passes: boolean; opinion: string },
): Promise<ApplicationTask> {
  return actOnTask(parts, principal, id, async (work, task) => {
    if (task.state !== 'open' && task.state !== 'claimed') throw conflict('wrong-state', '该任务已办结。')
    if (task.state === 'claimed' && task.actor_id !== principal.userId)
      throw forbidden('该任务已由他人领取。', 'claimed-by-other')
    if (task.suspends && task.state === 'open') throw conflict('not-begun', '特别程序须先领取启动。')
    await endTask(parts, work, task, { passes, opinion, actor: principal.name, actorId: principal.userId })
  })
}

/** Ends a step with an opinion; what waited for it begins. */
export async function endTask(
  parts: ServicesParts,
  work: Work,
  task: store.TaskRow,
  given: { passes: boolean; opinion: string; actor: string; actorId: string | null },
): Promise<void> {
  const { tx, now, note } = work
  const { passes, opinion, actor, actorId } = given
  await store.updateTask(tx, {
    ...{ ...task, state: 'done', finish_time: now, actor, actor_id: actorId },
    ...{ passes, opinion, claim_time: task.claim_time ?? now },
  })
  await store.dropTaskTimer(tx, work.row.id, task.step)
  await note(`${task.title}：${passes ? '通过' : '不通过'}`, opinion)
  if (task.suspends && work.row.state === 'suspended') await resume(parts, work, task.title)
  await openSteps(parts, work)
}

/** Lets the main clock stand still until a time. */
export async function suspend(
  parts: ServicesParts,
  work: Work,
  given: { kind: string; notice: string; until: Date; fileId?: string; step?: string },
): Promise<void> {
  const { row, tx, now, note, tell } = work
  requireAct(row, 'suspend')
  stopClock(parts.territory, row, now)
  row.state = 'suspended'
  row.suspension = {
    ...{ kind: given.kind, notice: given.notice, since: now.toISOString(), until: given.until.toISOString() },
  }
  await insertSuspension(tx, row.id, { ...given, since: now })
  await store.dropTimers(tx, row.id, 'due')
  await store.setTimer(tx, row.id, 'suspension', given.until)
  await note('暂停计时', given.notice)
  await tell(
    `办理期限暂停计算：${row.item_title}`,
    `办件 ${row.number}：${given.notice}，期间不计入办理期限。`,
  )
}

/** Ends a special procedure: the clock runs on with what was left. */
export async function resume(parts: ServicesParts, work: Work, why: string): Promise<void> {
  const { row, tx, now, note } = work
  requireAct(row, 'resume')
  resumeClock(parts.territory, row, now)
  Object.assign(row, { state: 'examining', suspension: null })
  await endSuspension(tx, row.id, now)
  await store.dropTimers(tx, row.id, 'suspension')
  if (row.due_time) await store.setTimer(tx, row.id, 'due', row.due_time)
  await note('恢复计时', why)
}
