import type { Transaction } from '../../../kernel/db/database.ts'
import { resumeClock } from '../acts/pause-case.ts'
import { moveOn } from '../move-case.ts'
import { type CaseStep, type CasesParts, publishCases, system } from '../publish-case.ts'
import { lockCases } from '../store.ts'
import { findTasks } from '../tasks/store.ts'
import { type Fired, fireOne, flushFired } from './fire-one.ts'
import { fireSupervision } from './fire-supervision.ts'
import { claimTimers, deleteTimers, nextFireTime, postponeTimer, type TimerRow } from './store.ts'

const batch = 200
const longestWaitMs = 1_000
const retryMs = 60_000

/** The loop that does what is due. */
export interface TimerLoop {
  /** Does everything due now; answers how many fired. */
  run(): Promise<number>
  start(): void
  stop(): Promise<void>
}

/**
 * A row for each timer, claimed with SKIP LOCKED and deleted in the transaction of its effect. The loop never waits for a
 * case somebody has under hand: such timers are taken at the next look, so an act and a timer cannot block each other.
 */
export function createTimerLoop(parts: CasesParts): TimerLoop {
  let stopped = false
  let running: Promise<void> | undefined
  let wake: (() => void) | undefined
  const run = async () => {
    let total = 0
    for (let fired = -1; fired !== 0 && !stopped; total += fired) fired = await fireBatch(parts)
    return total
  }
  const loop = async () => {
    while (!stopped) {
      const wait = await run().then(
        () => nextWait(parts),
        (error: Error) => {
          parts.kernel.log.error({ error: error.message }, 'timers of cases')
          return longestWaitMs
        },
      )
      if (stopped) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, wait)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
  return {
    run,
    start: () => {
      running ??= loop()
    },
    stop: async () => {
      stopped = true
      wake?.()
      await running
    },
  }
}

async function nextWait({ kernel }: CasesParts): Promise<number> {
  const next = await nextFireTime(kernel.db).catch(() => null)
  if (!next) return longestWaitMs
  return Math.min(longestWaitMs, Math.max(20, next.getTime() - kernel.clock.now().getTime()))
}

/** One batch. When it fails, each timer of it is tried alone, and one that fails is put off by a minute. */
async function fireBatch(parts: CasesParts): Promise<number> {
  const taken: TimerRow[] = []
  try {
    return await parts.kernel.db.transaction((tx) => fireIn(parts, tx, batch, taken))
  } catch (error) {
    if (taken.length === 0) throw error
    parts.kernel.log.warn({ error: (error as Error).message }, 'a batch of timers is done one by one')
    for (let i = 0; i < taken.length; i++) await fireAlone(parts)
    return taken.length
  }
}

async function fireAlone(parts: CasesParts): Promise<void> {
  const taken: TimerRow[] = []
  try {
    await parts.kernel.db.transaction((tx) => fireIn(parts, tx, 1, taken))
  } catch (error) {
    const [timer] = taken
    if (!timer) throw error
    parts.kernel.log.error({ timer: timer.id, error: (error as Error).message }, 'a timer of a case failed')
    await postponeTimer(parts.kernel.db, timer.id, new Date(parts.kernel.clock.now().getTime() + retryMs))
  }
}

async function fireIn(parts: CasesParts, tx: Transaction, limit: number, taken: TimerRow[]): Promise<number> {
  const now = parts.kernel.clock.now()
  const timers = await claimTimers(tx, now, limit)
  taken.push(...timers)
  if (timers.length === 0) return 0
  const cases = new Map(
    (await lockCases(tx, [...new Set(timers.flatMap((one) => one.caseId ?? []))])).map((row) => [
      row.id,
      row,
    ]),
  )
  const mine = timers.filter((one) => one.caseId === null || cases.has(one.caseId))
  const tasks = new Map(
    (await findTasks(tx, [...new Set(mine.flatMap((one) => one.taskId ?? []))])).map((row) => [row.id, row]),
  )
  const fired: Fired[] = []
  for (const timer of mine) {
    const row = cases.get(timer.caseId ?? '')
    if (!row) {
      fired.push(...(await fireSupervision(parts, tx, { timer, row: null, now })))
      continue
    }
    const task = timer.taskId ? (tasks.get(timer.taskId) ?? null) : null
    if (timer.kind === 'resume') await resumeClock(parts, tx, row, system, '挂起期满，自动恢复计时')
    else if (timer.kind === 'move') await moveOn(parts, tx, row)
    else fired.push(...(await fireOne(parts, tx, { timer, row, task, now })))
  }
  await flushFired(parts, tx, fired, now)
  await publishCases(parts, tx, touched(fired))
  await deleteTimers(
    tx,
    mine.map((one) => one.id),
  )
  return mine.length
}

/** One message for each case and task, however many timers of it fired together. */
function touched(fired: readonly Fired[]): CaseStep[] {
  const seen = new Map<string, CaseStep>()
  for (const { row, taskId } of fired)
    if (row) seen.set(`${row.id} ${taskId}`, { act: taskId ? 'task-changed' : 'moved', row, taskId })
  return [...seen.values()]
}
