import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import { suspectTrade } from '../registry/permits.ts'
import type { ServicesParts } from '../services-parts.ts'
import { actIn, platformActor, tellChanged, type Work } from './act-on.ts'
import { announceBreach, recordBreach } from './breach.ts'
import { acceptApplication } from './intake.ts'
import { dropTimers, listTasks, takeTimer, updateTask } from './store.ts'
import { openSteps } from './tasks.ts'

/** Lets the clocks of applications run out. */
export function startTimers(parts: ServicesParts): { stop(): Promise<void> } {
  return startWorkQueue(parts.kernel, 'services.timers', (tx) => fireNext(parts, tx), { everyMs: 1_000 })
}

/** Fires one clock that has run out; false when there is none. */
export async function fireNext(parts: ServicesParts, tx: Transaction): Promise<boolean> {
  const timer = await takeTimer(tx, parts.kernel.clock.now())
  if (!timer) return false
  await actIn(parts, tx, timer.application_id, platformActor, (work) =>
    fire(parts, work, timer.kind, timer.key),
  )
  return true
}

async function fire(parts: ServicesParts, work: Work, kind: string, key: string): Promise<void> {
  const { row } = work
  if (kind === 'accept' && row.state === 'waiting' && row.submitted_time)
    // 行政许可法第三十二条: nothing said in five days is accepted from the day of receipt.
    return acceptApplication(parts, work, { deemedFrom: row.submitted_time })
  if (kind === 'task') return letTaskRunOut(parts, work, key)
  if (kind === 'due') {
    await work.note('超过承诺时限')
    return tellChanged(parts, work)
  }
  if (kind === 'suspension' && row.state === 'suspended') return work.note('特别程序超过期限')
  if (kind === 'correction' && row.state === 'correcting') return giveUp(work)
  if (kind === 'commitment') return work.note('承诺核查超过期限')
  if (kind === 'deliver') return work.note('送达超过期限')
  if (kind === 'rectify') return noteLateRectification(parts, work)
  if (kind === 'breach') return recordBreach(parts, work)
  if (kind === 'permit') return suspectTrade(parts, work, key)
  if (kind.startsWith('tolerance') && row.tolerance) return remindOrReturn(parts, work, kind)
}

/** A bad rating nobody has closed in time is a matter of supervision. */
async function noteLateRectification(parts: ServicesParts, work: Work): Promise<void> {
  const open = await work.tx.first(sql`SELECT id FROM services.rating WHERE application_id = ${work.row.id}
    AND rect_state IN ('open', 'replied')`)
  if (!open) return
  await work.note('差评整改超过期限')
  await tellChanged(parts, work)
}

async function letTaskRunOut(parts: ServicesParts, work: Work, step: string): Promise<void> {
  const task = (await listTasks(work.tx, work.row.id)).find((one) => one.step === step)
  if (!task || (task.state !== 'open' && task.state !== 'claimed')) return
  if (!task.silence_consents) return work.note(`${task.title}：超过环节时限`)
  await updateTask(work.tx, { ...task, state: 'silent', passes: true, finish_time: work.now })
  await work.note(`${task.title}：逾期未反馈，视为同意`)
  await openSteps(parts, work)
}

/** Nobody answered the correction in time: the application is taken as withdrawn. */
async function giveUp({ row, note, tell }: Work): Promise<void> {
  row.state = 'withdrawn'
  await note('逾期未补正，视为撤回')
  await tell(
    `视为撤回：${row.item_title}`,
    `办件 ${row.number} 未在期限内补正，视为撤回申请，您可以重新申请。`,
  )
}

/** Reminds at half of the time and on the last day; then the application is 逾期未补正 and nothing is delivered. */
async function remindOrReturn(parts: ServicesParts, work: Work, kind: string): Promise<void> {
  const { row, tx, note, tell } = work
  const { tolerance } = row
  if (!tolerance) return
  if (kind !== 'tolerance') {
    await note('提醒补交容缺材料', `截止 ${tolerance.dueDay}`)
    await tell(
      `请补交材料：${row.item_title}`,
      `办件 ${row.number} 还有 ${tolerance.missing.length} 份材料，请于 ${tolerance.dueDay} 前补交。`,
    )
    return
  }
  Object.assign(row, { state: 'late', clock_start: null, due_time: null })
  await dropTimers(tx, row.id, 'due', 'amber', 'deliver', 'task', 'tolerance-half', 'tolerance-day')
  await note('逾期未补正', `${tolerance.dueDay} 前未补齐容缺材料`)
  await tell(
    `逾期未补正：${row.item_title}`,
    `办件 ${row.number} 未在 ${tolerance.dueDay} 前补齐材料，不予送达，同一事项不再适用容缺受理。`,
  )
  await announceBreach(parts, work)
}
