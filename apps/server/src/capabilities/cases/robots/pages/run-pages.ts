import { wholeScope } from '../../../../kernel/access.ts'
import { claimOne } from '../../../../kernel/db/claim.ts'
import type { Transaction } from '../../../../kernel/db/database.ts'
import { sql } from '../../../../kernel/db/sql.ts'
import { conflict, Problem } from '../../../../kernel/problem.ts'
import { startWorkQueue } from '../../../../kernel/work-queue.ts'
import type { CasesParts } from '../../publish-case.ts'
import { type CaseRow, findCase } from '../../store.ts'
import { findTask, type TaskRow } from '../../tasks/store.ts'
import { actAs, askPeople, seenOf } from '../run-robots.ts'
import type { ActiveRobot } from '../store.ts'
import { openManualTask } from './open-manual-task.ts'
import { filled, type Words } from './rules.ts'
import * as store from './store.ts'
import { type Walk, walkPages } from './walk-pages.ts'

/** Goes through pages for the runs that wait, one at a time in each process. */
export function runPages(parts: CasesParts): { stop(): Promise<void> } {
  return startWorkQueue(parts.kernel, 'cases.robot-pages', (tx) => takeOne(parts, tx), { everyMs: 2_000 })
}

export function wordsOf(row: CaseRow): Words {
  return { ...seenOf(row), reference: row.reference }
}

async function takeOne(parts: CasesParts, tx: Transaction): Promise<boolean> {
  const run = await claimOne(tx, 'cases.robot-pages', () => store.listRunning(tx))
  if (!run) return false
  const seen = await findCase(tx, run.caseId, { scope: wholeScope })
  if (!seen) return false
  const walk = await walkFor(parts, run, wordsOf(seen))
  const row = await findCase(tx, run.caseId, { scope: wholeScope, lock: true })
  const task = await findTask(tx, run.taskId, wholeScope)
  if (row && task) await end(parts, tx, run, { row, task, walk })
  return true
}

/** What is known to have been submitted is never submitted again: a run cut off after that is left to people. */
async function walkFor(parts: CasesParts, run: store.RunningRow, words: Words): Promise<Walk> {
  const { db, clock } = parts.kernel
  if (run.submitTime) {
    const problem = new Problem('conflict', 'cut-off', '提交之后中断，结果不明，不再重复提交。')
    return { steps: [], read: {}, submitted: true, problem }
  }
  return walkPages({
    ...{ steps: run.definition.steps ?? [], words, origins: await store.listOrigins(db) },
    userAgent: userAgentOf(run.robotId),
    beforeSubmit: async () => {
      if (!(await store.noteSubmit(db, run, clock.now())))
        throw conflict('changed-meanwhile', '任务已由他人办理，没有提交。')
    },
    now: clock.now,
  })
}

export function userAgentOf(robotId: string): string {
  return `Mozilla/5.0 (compatible; Civitas-Robot/1.0; robot ${robotId})`
}

interface Ended {
  row: CaseRow
  task: TaskRow
  walk: Walk
}

async function end(parts: CasesParts, tx: Transaction, run: store.RunningRow, ended: Ended): Promise<void> {
  const { walk } = ended
  await store.insertSteps(tx, run.id, walk.steps)
  const problem = walk.problem ?? (await finishTask(parts, tx, run, ended))
  const outputs = { read: walk.read, submitted: walk.submitted }
  if (!problem) {
    await store.endRun(tx, run.id, {
      outcome: 'acted',
      reason: `网页步骤全部完成，共 ${walk.steps.length} 步`,
      outputs,
    })
    return
  }
  const more = { ...outputs, code: problem.code, errors: problem.errors ?? [] }
  await store.endRun(tx, run.id, { outcome: 'stopped', reason: problem.message, outputs: more })
  const robot = robotOf(run)
  await askPeople(parts, tx, robot, ended, problem)
  await openManualTask(parts, tx, { run, robot, ...ended, problem })
}

function robotOf(run: store.RunningRow): ActiveRobot {
  return { id: run.robotId, name: run.robotName, version: run.version, definition: run.definition }
}

/** Completes the task with the form of the robot; answers what kept it from that. */
async function finishTask(
  parts: CasesParts,
  tx: Transaction,
  run: store.RunningRow,
  { row, task, walk }: Ended,
): Promise<Problem | null> {
  const read = Object.entries(walk.read).map(([name, value]) => [
    `read.${name}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const words = { ...wordsOf(row), ...Object.fromEntries(read) }
  const form = Object.entries(run.definition.form ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? filled(value, words) : value,
  ])
  const definition = { ...run.definition, form: Object.fromEntries(form) }
  await tx.query(sql`SAVEPOINT robot`)
  try {
    if (task.version !== run.taskVersion)
      throw conflict('changed-meanwhile', '网页已提交，但任务已由他人办理。')
    await actAs(parts, tx, { ...robotOf(run), definition }, { row, task })
    await tx.query(sql`RELEASE SAVEPOINT robot`)
    return null
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await tx.query(sql`ROLLBACK TO SAVEPOINT robot`)
    return error
  }
}
