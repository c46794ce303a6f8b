import * as contract from '@civitas/contract'
import type { Principal } from '../../kernel/access.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { AuditTrail } from './audit.ts'
import type { Sessions } from './authenticate.ts'
import type { Tries } from './count-tries.ts'
import type { FirstToken } from './first-token.ts'
import {
  changeMyPassword,
  changeUser,
  createFirstAdministrator,
  createUser,
  getUser,
} from './manage-users.ts'
import { listIdentities } from './posts/identities.ts'
import { bindPosts } from './posts/routes.ts'
import { roles } from './roles.ts'
import { signIn } from './sign-in.ts'
import * as store from './store.ts'

interface Parts {
  tries: Tries
  sessions: Sessions
  audit: AuditTrail
  firstToken: FirstToken
  /** Ends what was signed on to with sessions that end. */
  endWith(sessionIds: readonly string[]): Promise<void>
}

export function bindRoutes(kernel: Kernel, { tries, sessions, audit, firstToken, endWith }: Parts): void {
  const { http, db, clock } = kernel
  http.bind(contract.signIn, async ({ body }, { ip, traceId, raw }) => {
    tries.take(ip)
    const outcome = (result: 'done' | 'refused', userId: string | null) =>
      audit.record({
        userId,
        account: body.account,
        action: 'identity.sign-in',
        target: null,
        outcome: result,
        ip,
        traceId,
        detail: {},
      })
    try {
      const answer = await signIn(kernel, body, ip, raw.headers['user-agent'] ?? null)
      outcome('done', answer.user.id)
      return answer
    } catch (error) {
      outcome('refused', null)
      throw error
    }
  })
  http.bind(contract.signOut, async (_input, { principal }) => {
    await endWith([principal.sessionId])
    await store.deleteSession(db, principal.sessionId)
    sessions.forget()
    return { done: true as const }
  })
  http.bind(contract.getMe, async (_input, { principal }) => ({
    user: await getUser(kernel, principal.userId),
    permissions: [...principal.permissions],
    scope: { divisions: [...principal.scope.divisions], organisationId: principal.organisationId },
    ...(await readPosts(kernel, principal)),
  }))
  bindPosts(kernel, sessions.forget)
  http.bind(contract.changeMyPassword, async ({ body }, { principal }) => {
    await changeMyPassword(kernel, principal, body.currentPassword, body.newPassword)
    return { done: true as const }
  })
  http.bind(contract.createFirstAdministrator, async ({ body }, { ip }) => {
    tries.take(ip)
    const user = await createFirstAdministrator(
      kernel,
      await firstToken.hash(),
      body,
      await firstToken.cityCode(),
    )
    await firstToken.forget()
    return user
  })
  http.bind(contract.listUsers, ({ query }, { principal }) =>
    store.listUsers(db, query, principal.scope, clock.now()),
  )
  http.bind(contract.createUser, ({ body }, { principal }) => createUser(kernel, body, principal))
  http.bind(contract.changeUser, async ({ params, body }, { principal }) => {
    const user = await changeUser(kernel, params.id, body, principal)
    sessions.forget()
    return user
  })
  http.bind(contract.listRoles, () => roles)
  http.bind(contract.listOrganisations, ({ query }, { principal }) =>
    store.listOrganisations(db, query, principal.scope),
  )
  http.bind(contract.listAuditEntries, ({ query }, { principal }) =>
    store.listAuditEntries(db, query, principal.scope),
  )
}

/** The identity worked under, and those the caller may switch to. */
async function readPosts({ db, clock }: Kernel, principal: Principal) {
  const user = (await store.findUser(db, principal.userId)) as store.UserRow
  const posts = await listIdentities(db, user, clock.now())
  const [main] = posts as [contract.Post]
  return { posts, post: posts.find((one) => one.id === principal.post?.id) ?? main }
}
