import type { RuledOrder } from '@civitas/contract'
import { type Principal, wholeScope } from '../../../kernel/access.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { Problem } from '../../../kernel/problem.ts'
import { issueIn } from '../acts/supervise-case.ts'
import type { Actor, CasesParts } from '../publish-case.ts'
import { reasonOf } from './rules.ts'
import * as store from './store.ts'

/** Orders one rule issues at a look; the rest wait for the next. */
const most = 200

/** Orders a rule would issue now. */
export async function findOrders(parts: CasesParts, rule: store.RuleRow, limit = most) {
  const now = parts.kernel.clock.now()
  const found = await store.findDue(parts.kernel.db, rule, now, { limit })
  return found.map((one): RuledOrder & { organisationId: string } => {
    const unit = parts.identity.findOrganisation(one.organisationId)?.name ?? null
    return {
      ...{ ruleId: rule.id, caseId: one.caseId, caseReference: one.reference, caseTitle: one.title },
      ...{ organisationId: one.organisationId, organisationName: unit },
      reason: reasonOf(rule.content, { ...one, unit }),
    }
  })
}

/** Lets every approved rule issue its orders; each order is a transaction of its own and is issued once. */
export async function runRules(parts: CasesParts): Promise<RuledOrder[]> {
  const issued: RuledOrder[] = []
  for (const rule of await store.listRules(parts.kernel.db, 'active'))
    for (const order of await findOrders(parts, rule))
      if (await issueOne(parts, rule, order)) issued.push(order)
  return issued
}

async function issueOne(
  parts: CasesParts,
  rule: store.RuleRow,
  order: RuledOrder & { organisationId: string },
): Promise<boolean> {
  const { content, id } = rule
  const { by, actor } = identityOf(rule)
  try {
    return await parts.kernel.db.transaction(async (tx) => {
      // Held before it is looked at again: another process may have issued it since.
      await tx.query(sql`SELECT 1 FROM cases.city_case WHERE id = ${order.caseId} FOR UPDATE`)
      const still = await store.findDue(tx, rule, parts.kernel.clock.now(), {
        ...{ limit: 100, caseId: order.caseId },
      })
      const isDue = still.some(
        (one) => one.caseId === order.caseId && one.organisationId === order.organisationId,
      )
      if (!isDue) return false
      await issueIn(
        parts,
        tx,
        { id: order.caseId, by, actor },
        {
          ...{ reason: order.reason, organisationId: order.organisationId, limit: content.limit },
          rule: { id, divisionCode: content.divisionCode },
        },
      )
      return true
    })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    parts.kernel.log.warn(
      { rule: id, case: order.caseId, error: error.message },
      'a supervision rule was refused',
    )
    return false
  }
}

/** A rule acts under its own name from the channel of robots; answers go to who approved it. */
function identityOf({ id, version, content, decidedBy }: store.RuleRow): { by: Principal; actor: Actor } {
  const name = `自动督办·${content.name}（第 ${version} 版）`
  const by: Principal = {
    ...{ userId: decidedBy ?? id, account: `supervision-rule-${id}`, name, sessionId: id },
    ...{ organisationId: null, organisationName: null, permissions: new Set<string>(), scope: wholeScope },
  }
  return { by, actor: { userId: id, name, organisationName: null, channel: 'robot' } }
}
