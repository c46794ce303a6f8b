import * as contract from '@civitas/contract'
import type { Kernel } from '../../../kernel/kernel.ts'
import { forbidden, notFound } from '../../../kernel/problem.ts'
import { findRole } from '../roles.ts'
import { isGoverned } from './rules.ts'
import * as store from './store.ts'

/** Roles of those who read what is their own. */
const ownRoles = new Set(['citizen', 'firm'])

/** 按字段授权: what a role reads of a person, a firm, an application, a licence (PLT-081). */
export function bindFieldRights({ http, db, clock }: Kernel, forgetSessions: () => void): void {
  http.bind(contract.listFieldRules, async ({ query }) => {
    const { items, total } = await store.listRules(db, query)
    return { items: items.map(toRule), total }
  })
  http.bind(contract.listFieldRuleChanges, async ({ query }) => {
    const { items, total } = await store.listChanges(db, query)
    return { items: items.map((row) => ({ ...toRule(row), former: row.former })), total }
  })
  http.bind(contract.setFieldRule, async ({ params, body }, { principal }) => {
    const { role, field } = params
    if (!findRole(role)) throw notFound('角色', role)
    if (!isGoverned(field)) throw notFound('可授权的字段', field)
    if (ownRoles.has(role)) throw forbidden('本人查看自己的信息，不受按字段授权限制。', 'own-data')
    const rule = { role, field, ...body, by_name: principal.name, time: clock.now() }
    await db.transaction((tx) => store.setRule(tx, rule))
    forgetSessions()
    return toRule(rule)
  })
}

function toRule({ role, field, effect, reason, by_name, time }: store.RuleRow): contract.FieldRule {
  return {
    ...{ role, roleName: findRole(role)?.name ?? role, field, effect, reason, byName: by_name },
    fieldTitle: isGoverned(field) ? contract.governedFields[field].zh : field,
    time: time.toISOString(),
  }
}
