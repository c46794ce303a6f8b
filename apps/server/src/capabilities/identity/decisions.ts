import * as contract from '@civitas/contract'
import { isInScope, type Principal } from '../../kernel/access.ts'
import { fieldsOf, planFields } from '../../kernel/http/fields.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { invalid, notFound } from '../../kernel/problem.ts'
import { closedBy, type RoleRule } from './fields/rules.ts'
import { listOfRoles } from './fields/store.ts'
import { findRole, permissionsOf, roles } from './roles.ts'
import * as store from './store.ts'

/** What decides over an operation: the person’s roles, data scope and state. */
export interface DecisionInput {
  permission: string
  roles: readonly string[]
  divisions: readonly string[]
  disabled: boolean
  /** Division of the row it is about; undefined: no row is meant. */
  division?: string
  /** Governed fields the operation answers with, and what the roles say of fields. */
  fields?: readonly string[]
  fieldRules?: readonly RoleRule[]
}

/** The one decision over who may do what, with its reason. Refusals come first: a disabled account, then rights, then rows. */
export function decide(input: DecisionInput): contract.Decision {
  const giving = input.roles.filter((role) => permissionsOf([role]).has(input.permission))
  const rolesGiving = giving.map((role) => findRole(role)?.name ?? role)
  const answer = (allowed: boolean, code: contract.Decision['code'], reason: string) => ({
    ...{ allowed, code, reason, permission: input.permission, roles: rolesGiving },
    obligations: allowed ? obligationsOf(input) : [],
  })
  if (input.permission === 'public') return answer(true, 'public', '公开操作，无需登录。')
  if (input.disabled) return answer(false, 'account-disabled', '账号已停用。')
  if (input.permission !== 'signed-in' && giving.length === 0)
    return answer(false, 'no-permission', `角色不含“${nameOf(input.permission)}”权限。`)
  if (input.division && !isInScope(input.division, { divisions: input.divisions, everything: false }))
    return answer(
      false,
      'outside-scope',
      `数据范围不符：${input.division} 不在 ${input.divisions.join('、') || '（无）'} 内。`,
    )
  const through = rolesGiving.length > 0 ? `由角色“${rolesGiving.join('、')}”授予` : '登录即可'
  return answer(true, 'allowed', `${through}${input.division ? '，数据范围相符' : ''}。`)
}

/** Fields of the answer the person does not read in full. */
function obligationsOf({ fields = [], fieldRules = [] }: DecisionInput): contract.Decision['obligations'] {
  const closed = closedBy(fieldRules)
  return [...new Set(fields)].flatMap((field) => {
    const rule = closed.get(field)
    return rule ? [{ field, ...rule }] : []
  })
}

function nameOf(permission: string): string {
  return contract.permissions[permission as contract.PermissionName]?.zh ?? permission
}

/** Answers why somebody may or may not do something, and who may. */
export function bindDecisions({ http, db }: Kernel): void {
  const find = (id: string) => {
    const operation = contract.operations.find((one) => one.id === id)
    if (!operation) throw invalid('/query/operation', '没有这个操作')
    return operation
  }
  http.bind(contract.explainDecision, async ({ query }, { principal }) => {
    const operation = find(query.operation)
    const user = await store.findUser(db, query.userId)
    if (!user || !mayKnow(principal, user.divisions)) throw notFound('用户', query.userId)
    const { roles: held, divisions, disabled } = user
    const { division } = query
    return decide({
      ...{ permission: operation.permission, roles: held, divisions, disabled },
      ...(division ? { division } : {}),
      fields: [...fieldsOf(planFields(operation.response)), ...(operation.carries ?? [])],
      fieldRules: await listOfRoles(db, held),
    })
  })
  http.bind(contract.listHolders, async ({ query }, { principal }) => {
    const { permission } = find(query.operation)
    const giving = roles.filter((role) => role.permissions.includes(permission)).map((role) => role.id)
    const isForAll = permission === 'public' || permission === 'signed-in'
    const page = await store.listHolders(db, isForAll ? null : giving, query, principal.scope)
    return page
  })
}

function mayKnow(by: Principal, divisions: readonly string[]): boolean {
  return divisions.every((code) => isInScope(code, by.scope))
}
