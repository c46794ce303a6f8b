import type { Appeal } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { CasesParts } from '../publish-case.ts'
import { clockTime } from '../rules.ts'
import { findCase } from '../store.ts'
import { computeIn } from './compute-appraisal.ts'
import * as store from './store.ts'

export type Appealing = Pick<Appeal, 'ruleId' | 'period' | 'object' | 'caseIds' | 'ground' | 'reason'>

async function requireOpenPeriod(db: Queryable, ruleId: string, period: string) {
  const last = await store.findLast(db, ruleId, period)
  if (last?.frozen_time) throw conflict('frozen', `${period} 的得分已冻结，不再受理申诉。`)
  return last
}

/** A unit objects, or asks that cases are left out; until it is ruled on the cases are not counted. */
export async function makeAppeal(parts: CasesParts, given: Appealing, by: Principal): Promise<Appeal> {
  return parts.kernel.db.transaction(async (tx) => {
    await store.getRule(tx, given.ruleId, true)
    const last = await requireOpenPeriod(tx, given.ruleId, given.period)
    const until = last?.appeal_until
    if (until && parts.kernel.clock.now() > until)
      throw conflict('appeal-late', `${given.period} 的申诉期限已于 ${clockTime(until)} 截止。`)
    for (const [index, id] of given.caseIds.entries())
      if (!(await findCase(tx, id, { scope: by.scope })))
        throw invalid(`/body/caseIds/${index}`, '没有这个案件')
    const twice = await tx.first(sql`SELECT 1 FROM cases.appeal WHERE rule_id = ${given.ruleId}
      AND period = ${given.period} AND state <> 'refused' AND case_ids && ${given.caseIds}::uuid[]`)
    if (twice) throw conflict('already-appealed', '其中有案件已在申诉或已剔除。')
    return store.insertAppeal(tx, { id: newId(), ...given }, by, parts.kernel.clock.now())
  })
}

/** Rules on an appeal before the freeze; accepted or refused, the scores are computed anew as the next version. */
export async function ruleAppeal(
  parts: CasesParts,
  id: string,
  answer: { accept: boolean; ruling: string },
  by: Principal,
): Promise<Appeal> {
  return parts.kernel.db.transaction(async (tx) => {
    const appeal = await store.findAppeal(tx, id)
    if (!appeal) throw notFound('申诉', id)
    if (appeal.state !== 'open') throw conflict('ruled', `申诉已由 ${appeal.ruledName} 裁定。`)
    if (appeal.askedBy === by.userId) throw forbidden('不能裁定自己的申诉。', 'same-person')
    await requireOpenPeriod(tx, appeal.ruleId, appeal.period)
    const now = parts.kernel.clock.now()
    const { ruleId, period, object } = appeal
    const before = await store.findLast(tx, ruleId, period)
    const old = before && (await store.getAppraisal(tx, before.id))
    const state = answer.accept ? 'accepted' : 'refused'
    await store.writeRuling(tx, id, { state, ruling: answer.ruling }, by, now)
    const reason = `申诉${answer.accept ? '成立' : '不成立'}：${answer.ruling}（${appeal.caseIds.length} 件，${by.name}）`
    const fresh = await computeIn(parts, tx, { ruleId, period, reason }, by.name)
    const scoreOf = (scores: typeof fresh.scores | undefined) =>
      scores?.find((one) => one.object === object)?.score ?? null
    return store.writeRuling(
      tx,
      id,
      { state, ruling: answer.ruling, oldScore: scoreOf(old?.scores), newScore: scoreOf(fresh.scores) },
      by,
      now,
    )
  })
}
