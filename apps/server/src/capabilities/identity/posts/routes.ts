import * as contract from '@civitas/contract'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { refuseGrant } from '../manage-users.ts'
import { findUser, type UserRow } from '../store.ts'
import { listIdentities } from './identities.ts'
import * as store from './store.ts'

/** The longest somebody stands in for another, days. */
const longestDays = 90

/** Further posts of people, standing in for one another, and switching between them. */
export function bindPosts(kernel: Kernel, forgetSessions: () => void): void {
  bindUserPosts(kernel, forgetSessions)
  bindDelegations(kernel, forgetSessions)
  const { http, db, clock } = kernel
  http.bind(contract.switchPost, async ({ body }, { principal }) => {
    const user = (await findUser(db, principal.userId)) as UserRow
    const wanted = (await listIdentities(db, user, clock.now())).find((one) => one.id === body.id)
    if (!wanted) throw notFound('可切换的身份', body.id ?? '')
    await store.workUnder(db, principal.sessionId, {
      postId: wanted.kind === 'post' ? wanted.id : null,
      delegationId: wanted.kind === 'delegation' ? wanted.id : null,
    })
    forgetSessions()
    return wanted
  })
  http.bind(contract.listColleagues, ({ query }, { principal }) =>
    store.listColleagues(db, principal.organisationId, query),
  )
}

function bindUserPosts({ http, db, clock }: Kernel, forgetSessions: () => void): void {
  const requireUser = async (id: string, by: Principal): Promise<void> => {
    const row = await findUser(db, id)
    if (!row?.divisions.every((code) => isInScope(code, by.scope))) throw notFound('用户', id)
    refuseGrant(by, row.roles, row.divisions)
  }
  http.bind(contract.listUserPosts, async ({ params }, { principal }) => {
    await requireUser(params.id, principal)
    return { items: await store.listPosts(db, params.id) }
  })
  http.bind(contract.addUserPost, async ({ params, body }, { principal }) => {
    await requireUser(params.id, principal)
    refuseGrant(principal, body.roles, body.divisions)
    const id = newId()
    await store.insertPost(db, params.id, { id, ...body }, clock.now()).catch((error) => {
      if ((error as { code?: string }).code === '23503') throw invalid('/body/organisationId', '没有这个单位')
      throw error
    })
    return (await store.findPost(db, params.id, id)) as contract.UserPost
  })
  http.bind(contract.removeUserPost, async ({ params }, { principal }) => {
    await requireUser(params.id, principal)
    if (!(await store.findPost(db, params.id, params.postId))) throw notFound('岗位', params.postId)
    await store.deletePost(db, params.postId)
    forgetSessions()
    return { done: true as const }
  })
}

function bindDelegations({ http, db, clock }: Kernel, forgetSessions: () => void): void {
  http.bind(contract.listDelegations, async (_, { principal }) => {
    const rows = await store.listDelegationsOf(db, principal.userId)
    return { items: rows.map((row) => store.toDelegation(row, clock.now())) }
  })
  http.bind(contract.createDelegation, async ({ body }, { principal }) => {
    const now = clock.now()
    const { startTime, endTime, toUserId, permissions, reason } = body
    if (principal.onBehalfOf) throw forbidden('代办身份不能再委托他人。', 'delegated')
    const [start, end] = [new Date(startTime), new Date(endTime)]
    if (end <= start || end <= now) throw invalid('/body/endTime', '结束时间须晚于开始时间和现在')
    if (end.getTime() - start.getTime() > longestDays * 86_400_000)
      throw invalid('/body/endTime', `委托最长 ${longestDays} 天`)
    permissions.forEach((permission, i) => {
      if (!principal.permissions.has(permission))
        throw invalid(`/body/permissions/${i}`, '不能委托您自己没有的权限')
      if (permission.startsWith('identity.'))
        throw invalid(`/body/permissions/${i}`, '用户与授权管理不能委托')
    })
    const other = await findUser(db, toUserId)
    if (!other || other.disabled || toUserId === principal.userId)
      throw invalid('/body/toUserId', '请选择另一位在用的同事')
    if (!principal.organisationId || other.organisation_id !== principal.organisationId)
      throw invalid('/body/toUserId', '只能委托给本单位同事')
    const id = newId()
    await store.insertDelegation(db, {
      ...{ id, from_user: principal.userId, from_post: principal.post?.id ?? null, to_user: toUserId },
      ...{ start_time: start, end_time: end, permissions, reason },
    })
    return store.toDelegation((await store.findDelegation(db, id)) as store.DelegationRow, now)
  })
  http.bind(contract.revokeDelegation, async ({ params }, { principal }) => {
    const row = await store.findDelegation(db, params.id)
    if (row?.from_user !== principal.userId) throw notFound('委托', params.id)
    await store.revoke(db, params.id, clock.now())
    forgetSessions()
    return { done: true as const }
  })
}
