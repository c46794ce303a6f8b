import type { RobotRowAct } from '@civitas/contract'
import { claimOne } from '../../../../kernel/db/claim.ts'
import type { Transaction } from '../../../../kernel/db/database.ts'
import { conflict, Problem } from '../../../../kernel/problem.ts'
import { startWorkQueue } from '../../../../kernel/work-queue.ts'
import type { CasesParts } from '../../publish-case.ts'
import { userAgentOf } from '../pages/run-pages.ts'
import { listOrigins } from '../pages/store.ts'
import { type Walk, walkPages } from '../pages/walk-pages.ts'
import { actOnRow } from './act-on-row.ts'
import { createFolderWatch } from './folder.ts'
import { ruleFor } from './rules.ts'
import * as store from './store.ts'

/** Goes through the lines of files: a robot does one at a time, several processes share the robots. */
export function runRows(parts: CasesParts): Array<{ stop(): Promise<void> }> {
  return [
    startWorkQueue(parts.kernel, 'cases.robot-rows', createTaker(parts), { everyMs: 1_000 }),
    startWorkQueue(parts.kernel, 'cases.robot-folders', createFolderWatch(parts), { everyMs: 5_000 }),
  ]
}

/** A line that fails this often for no reason it can tell is left to people, so that those after it go on. */
const mostFailures = 5

/**
 * One line, whose effect and outcome are written in one transaction of their own: a process that dies leaves the line either
 * done or waiting. The claim is held beside it.
 */
function createTaker(parts: CasesParts): (tx: Transaction) => Promise<boolean> {
  const { db, clock, log } = parts.kernel
  const failures = new Map<string, number>()
  const leave = (row: store.NextRow, reason: string) => {
    const rule = row.definition.rows ? (ruleFor(row.definition.rows, row.cells)?.rule ?? null) : null
    return db.transaction((own) => store.endRow(own, row, { state: 'left', rule, reason }, clock.now()))
  }
  return async (tx) => {
    const row = await claimOne(tx, 'cases.robot-rows', () => store.listNext(tx))
    if (!row) return false
    const name = `${row.batchId} ${row.number}`
    try {
      await workOn(parts, row)
    } catch (error) {
      const times = (failures.get(name) ?? 0) + 1
      if (error instanceof Problem) await leave(row, reasonOf(error))
      else if (times >= mostFailures) {
        log.error({ error: String(error), row: name }, 'a line of a file was given up')
        await leave(row, `${times} 次处理出错，详见服务日志`)
      } else {
        failures.set(name, times)
        throw error
      }
    }
    failures.delete(name)
    await db.transaction((own) => endBatch(parts, own, row))
    return true
  }
}

function reasonOf(error: Problem): string {
  const [first] = error.errors ?? []
  return first
    ? `${error.message}${first.message === error.message ? '' : `（${first.message}）`}`
    : error.message
}

async function workOn(parts: CasesParts, row: store.NextRow): Promise<void> {
  const { db, clock } = parts.kernel
  const end = (more: store.RowEnd) => db.transaction((own) => store.endRow(own, row, more, clock.now()))
  const done = await store.findDone(db, row)
  if (done) {
    const reason = `此前已办理：${done.fileName} 第 ${done.number} 行`
    await end({ state: 'known', rule: null, reason })
    return
  }
  const found = row.definition.rows && ruleFor(row.definition.rows, row.cells)
  if (!found) await end({ state: 'left', rule: null, reason: '没有一条规则适用于此行' })
  else if (found.act.kind === 'skip')
    await end({ state: 'skipped', rule: found.rule, reason: found.act.note ?? '' })
  else if (found.act.kind === 'people')
    await end({ state: 'left', rule: found.rule, reason: found.act.note ?? '按规则转人工' })
  else if (found.act.kind === 'web') await onPages(parts, row, found)
  else
    await db.transaction(async (own) => {
      const subject = await actOnRow(parts, own, row, found.act)
      const ended = await store.endRow(
        own,
        row,
        { state: 'done', rule: found.rule, reason: '', subject },
        clock.now(),
      )
      if (!ended) throw conflict('changed-meanwhile', '此行已由他人处理。')
    })
}

/** What is known to have been submitted is never submitted again: a line cut off after that is left to people. */
async function onPages(
  parts: CasesParts,
  row: store.NextRow,
  { rule, act }: { rule: number; act: RobotRowAct },
): Promise<void> {
  const { db, clock } = parts.kernel
  if (row.submitTime) throw conflict('cut-off', '提交之后中断，结果不明，不再重复提交。')
  const walk = await walkPages({
    ...{ steps: act.steps ?? [], words: row.cells, origins: await listOrigins(db) },
    userAgent: userAgentOf(row.id),
    beforeSubmit: async () => {
      if (!(await store.noteRowSubmit(db, row, clock.now())))
        throw conflict('changed-meanwhile', '此行已由他人处理，没有提交。')
    },
    now: clock.now,
  })
  await db.transaction(async (own) => {
    await store.insertRowSteps(own, row, walk.steps)
    await store.endRow(own, row, { ...endOf(walk), rule }, clock.now())
  })
}

function endOf(walk: Walk): Pick<store.RowEnd, 'state' | 'reason'> {
  if (!walk.problem) {
    const read = Object.entries(walk.read).filter((one) => typeof one[1] === 'string')
    const words = read.map(([name, value]) => `${name}：${value}`).join('；')
    return { state: 'done', reason: words || `网页步骤全部完成，共 ${walk.steps.length} 步` }
  }
  const after = walk.submitted ? '（已提交，请核对）' : ''
  return { state: 'left', reason: `${walk.problem.message}${after}` }
}

/** Ends the file with its last line, and tells the unit what was left to it, as something to be confirmed. */
async function endBatch(parts: CasesParts, tx: Transaction, row: store.NextRow): Promise<void> {
  const now = parts.kernel.clock.now()
  const ended = await store.endBatch(tx, row.batchId, now)
  if (!ended || ended.left === 0 || !row.definition.organisationId) return
  parts.messaging.tell(tx, {
    key: `cases.robot-batch.${row.batchId}.${now.getTime()}`,
    title: `机器人“${row.robotName}”有 ${ended.left} 行转人工`,
    text: `文件“${row.fileName}”已处理完，${ended.left} 行机器人不能确定或没有办成，请逐行办理。`,
    ...{ urgency: 'normal', category: 'task', receipt: true },
    to: [{ organisationId: row.definition.organisationId }],
    link: `/console/robots?tab=files&batch=${row.batchId}`,
  })
}
