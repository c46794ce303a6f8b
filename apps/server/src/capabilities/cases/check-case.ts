import type { Case } from '@civitas/contract'
import { hasPermission, type Principal } from '../../kernel/access.ts'
import type { Queryable } from '../../kernel/db/database.ts'
import { conflict, forbidden, notFound } from '../../kernel/problem.ts'
import { closeCase, enterStage } from './move-case.ts'
import { type Actor, type CasesParts, caseTypeOf, note, publishCase, stageOf } from './publish-case.ts'
import * as store from './store.ts'
import { checkForm } from './tasks/check-form.ts'
import { hasWorkedOn } from './tasks/store.ts'

export interface CheckAnswer {
  passed: boolean
  comment: string
  form?: Record<string, unknown>
}

/**
 * Somebody who did none of the work confirms it: the case closes, or goes back to the stage the case type names.
 */
export async function checkCase(
  parts: CasesParts,
  id: string,
  answer: CheckAnswer,
  by: Principal,
  actor: Actor,
): Promise<Case> {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await store.findCase(tx, id, { scope: by.scope, lock: true })
    if (!row) throw notFound('案件', id)
    if (row.state !== 'checking') throw conflict('not-checking', '案件不在核查环节。')
    if (await hasWorkedOn(tx, row.id, by.userId)) {
      throw forbidden('您参与了本案的处置，不能核查自己经办的案件。', 'same-person')
    }
    const type = caseTypeOf(parts, row.type)
    const { check } = type
    if (!check) throw new Error(`case type ${type.id} has no check`)
    const form = answer.form ?? {}
    if (answer.passed) checkForm(check.form, form)
    await note(parts, tx, id, actor, {
      act: answer.passed ? 'check-passed' : 'check-failed',
      text: answer.comment,
      detail: { form },
    })
    if (answer.passed) return store.toCase(parts, await closeCase(parts, tx, row, actor, '核查通过，结案'))
    const returned = await store.updateCase(tx, row, { returns: row.returns + 1 })
    await publishCase(parts, tx, 'sent-back', returned)
    return store.toCase(parts, await enterStage(parts, tx, returned, stageOf(type, check.onFail), actor))
  })
}

/** Whether this person may check the case now. */
export async function mayCheck(db: Queryable, row: store.CaseRow, by: Principal): Promise<boolean> {
  if (row.state !== 'checking' || !hasPermission(by, 'cases.check')) return false
  return !(await hasWorkedOn(db, row.id, by.userId))
}
