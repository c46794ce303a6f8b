import type { User } from '@civitas/contract'
import { isInScope, type Principal } from '../../kernel/access.ts'
import { hashPassword, hashSecret, isPassword } from '../../kernel/crypto.ts'
import { newId } from '../../kernel/ids.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { conflict, forbidden, invalid, notFound } from '../../kernel/problem.ts'
import { listWaived } from './movers/store.ts'
import { findRole, permissionsOf } from './roles.ts'
import { findDutyConflict, passwordFault } from './rules.ts'
import * as store from './store.ts'

export interface UserInput {
  account: string
  name: string
  password: string
  roles: string[]
  divisions: string[]
  organisationId?: string | null
  phone?: string | null
  email?: string | null
}

/** Creates a user; refused when it would have more rights or a wider scope than the one who creates it. */
export async function createUser(kernel: Kernel, input: UserInput, by: Principal): Promise<User> {
  const waived = await listWaived(kernel.db, input.account, kernel.clock.now())
  refuseGrant(by, input.roles, input.divisions, waived)
  const fault = passwordFault(input.password, input.account)
  if (fault) throw invalid('/body/password', fault)
  return addUser(kernel, { ...input, demo: false })
}

/** Adds a user without asking who wants it; for the first administrator and for the sample city. */
export async function addUser(kernel: Kernel, input: UserInput & { demo: boolean }): Promise<User> {
  const { db, clock } = kernel
  if (await store.findUserByAccount(db, input.account))
    throw conflict('account-taken', `账号 ${input.account} 已被使用。`)
  const id = newId()
  const passwordHash = await hashPassword(input.password)
  await store.insertUser(
    db,
    { ...input, id, passwordHash, organisationId: input.organisationId ?? null },
    clock.now(),
  )
  return getUser(kernel, id)
}

export async function getUser(kernel: Kernel, id: string): Promise<User> {
  const row = await store.findUser(kernel.db, id)
  if (!row) throw notFound('用户', id)
  return store.toUser(row, kernel.clock.now())
}

export interface ChangeInput {
  name?: string
  roles?: string[]
  divisions?: string[]
  organisationId?: string | null
  phone?: string | null
  email?: string | null
  state?: 'active' | 'disabled'
  password?: string
}

export async function changeUser(
  kernel: Kernel,
  id: string,
  change: ChangeInput,
  by: Principal,
): Promise<User> {
  const row = await store.findUser(kernel.db, id)
  if (!row?.divisions.every((code) => isInScope(code, by.scope))) throw notFound('用户', id)
  const waived = await listWaived(kernel.db, row.account, kernel.clock.now())
  // What somebody has is not refused for being apart, or nobody could take it away when a waiver ends.
  refuseGrant(by, row.roles, row.divisions, null)
  refuseGrant(by, change.roles ?? [], change.divisions ?? [], waived)
  if (id === by.userId && change.state === 'disabled') throw conflict('own-account', '不能停用自己的账号。')
  const { state, password, ...plain } = change
  const fault = password ? passwordFault(password, row.account) : null
  if (fault) throw invalid('/body/password', fault)
  await store.updateUser(kernel.db, id, {
    ...plain,
    ...(state ? { disabled: state === 'disabled' } : {}),
    ...(password ? { passwordHash: await hashPassword(password) } : {}),
  })
  if (state === 'disabled' || password) await store.deleteSessionsOf(kernel.db, id)
  return getUser(kernel, id)
}

/**
 * Refuses to give rights or a scope that the giver does not have, and duties that must be apart unless they were `waived`;
 * null: they are not looked at.
 */
export function refuseGrant(
  by: Principal,
  roles: string[],
  divisions: string[],
  waived: ReadonlySet<string> | null = new Set(),
): void {
  roles.forEach((role, i) => {
    if (!findRole(role)) throw invalid(`/body/roles/${i}`, `没有“${role}”这个角色`)
  })
  const conflicting = waived && findDutyConflict(roles, waived)
  if (conflicting) throw conflict('duty-conflict', `职责冲突：${conflicting}不能由同一人担任。`)
  const missing = [...permissionsOf(roles)].find((permission) => !by.permissions.has(permission))
  if (missing) throw forbidden(`不能授予您自己没有的权限（${missing}）。`, 'grant-beyond-own')
  const outside = divisions.find((code) => !isInScope(code, by.scope))
  if (outside) throw forbidden(`区划 ${outside} 不在您的管辖范围内。`, 'outside-scope')
}

export async function changeMyPassword(
  kernel: Kernel,
  by: Principal,
  current: string,
  next: string,
): Promise<void> {
  const row = await store.findUser(kernel.db, by.userId)
  if (!row || !(await isPassword(current, row.password_hash)))
    throw invalid('/body/currentPassword', '当前密码不正确。', 'wrong-password')
  const fault = passwordFault(next, by.account)
  if (fault) throw invalid('/body/newPassword', fault)
  await store.updateUser(kernel.db, by.userId, { passwordHash: await hashPassword(next) })
}

/** The first administrator of an installation, made with the token its log printed at the first start. */
export async function createFirstAdministrator(
  kernel: Kernel,
  tokenHash: string | null,
  input: { token: string; account: string; password: string },
  cityCode: string,
): Promise<User> {
  if (!tokenHash || (await store.countUsers(kernel.db)) > 0)
    throw conflict('administrator-exists', '已有管理员，一次性口令失效。')
  if (hashSecret(input.token) !== tokenHash) throw forbidden('一次性口令不正确。', 'wrong-token')
  const fault = passwordFault(input.password, input.account)
  if (fault) throw invalid('/body/password', fault)
  return addUser(kernel, {
    ...input,
    name: '系统管理员',
    roles: ['administrator'],
    divisions: [cityCode],
    demo: false,
  })
}
