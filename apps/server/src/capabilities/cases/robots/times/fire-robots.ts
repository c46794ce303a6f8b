import type { Robot } from '@civitas/contract'
import type { Transaction } from '../../../../kernel/db/database.ts'
import { startWorkQueue } from '../../../../kernel/work-queue.ts'
import type { CasesParts } from '../../publish-case.ts'
import { lookAtTask } from '../run-robots.ts'
import { type IsWorkingDay, lastPlanned, nextPlanned } from './rules.ts'
import * as store from './store.ts'

/** Lets robots look for work at their times: once a planned time, also when several processes look at the clock. */
export function runTimes(parts: CasesParts): Array<{ stop(): Promise<void> }> {
  return [
    startWorkQueue(parts.kernel, 'cases.robot-times', (tx) => fireOne(parts, tx), { everyMs: 2_000 }),
    startWorkQueue(parts.kernel, 'cases.robot-due', (tx) => takeOne(parts, tx), { everyMs: 2_000 }),
  ]
}

export function isWorkingIn({ territory }: Pick<CasesParts, 'territory'>): IsWorkingDay {
  return (noon) => territory.calendars.workingDaysBetween(new Date(noon.getTime() - 86_400_000), noon) > 0
}

async function fireOne(parts: CasesParts, tx: Transaction): Promise<boolean> {
  const now = parts.kernel.clock.now()
  for (const robot of await store.listTimed(tx)) {
    const { times } = robot.definition
    const planned = times && lastPlanned(times, now, isWorkingIn(parts))
    if (!planned || planned < robot.decidedTime || (await store.hasFired(tx, robot.id, planned))) continue
    if (!(await store.noteFire(tx, robot, planned, now))) continue
    // A robot of files looks into its folder by itself once it has fired.
    if (!robot.paused && robot.definition.kind !== 'rows') await store.addDue(tx, robot, planned)
    return true
  }
  return false
}

async function takeOne(parts: CasesParts, tx: Transaction): Promise<boolean> {
  const due = await store.takeDue(tx)
  if (!due) return false
  const robot = await store.findActive(tx, due.robotId)
  if (robot) await lookAtTask(parts, tx, robot, due.taskId)
  return true
}

/** Robots with when they look for work next and did last. */
export async function withTimes(
  parts: CasesParts,
  robots: readonly Omit<Robot, 'nextTime' | 'lastFired'>[],
): Promise<Robot[]> {
  const fires = await store.lastFires(parts.kernel.db)
  const now = parts.kernel.clock.now()
  return robots.map((robot) => {
    const active = robot.versions.find((one) => one.version === robot.activeVersion)
    const times = active?.definition.times
    const next = times && !robot.paused ? nextPlanned(times, now, isWorkingIn(parts)) : null
    return {
      ...robot,
      nextTime: next?.toISOString() ?? null,
      lastFired: fires.get(robot.id)?.toISOString() ?? null,
    }
  })
}
