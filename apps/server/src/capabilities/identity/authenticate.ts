import { registerPermissions } from '@civitas/contract'
import type { FastifyRequest } from 'fastify'
import type { Principal } from '../../kernel/access.ts'
import { hashSecret } from '../../kernel/crypto.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { unauthenticated } from '../../kernel/problem.ts'
import { levelOf } from './factors/rules.ts'
import { closedBy } from './fields/rules.ts'
import { listOfRoles } from './fields/store.ts'
import { standingOf } from './posts/identities.ts'
import { signIn } from './sign-in.ts'
import * as store from './store.ts'

/**
 * A session read a moment ago is not read again: a page makes many requests at once. What is taken away by another process
 * is gone within this time.
 */
const rememberMs = 900
/** How long one sign-in serves requests that carry account and password. */
const basicMs = 10 * 60_000

interface Remembered {
  principal: Principal
  until: number
}

/** Knows callers by the bearer token of their session. */
export interface Sessions {
  authenticate(request: FastifyRequest): Promise<Principal | null>
  /** Who has this account and password; null when they are wrong, locked or disabled. */
  signInOver(account: string, password: string, ip: string): Promise<Principal | null>
  /** Forgets what is remembered, after a change that must take effect at once. */
  forget(): void
  /** Names that devices sign in with over HTTP Basic are not tried as accounts, even where an account is called so too. */
  leaveNames(by: (name: string) => boolean): void
}

export function createSessions(kernel: Kernel): Sessions {
  const remembered = new Map<string, Remembered>()
  const lookUp = async (token: string): Promise<Principal> => {
    const hash = hashSecret(token)
    const now = kernel.clock.now().getTime()
    const known = remembered.get(hash)
    if (known && known.until > now) return known.principal
    const principal = await readPrincipal(kernel, hash)
    if (remembered.size > 10_000) remembered.clear()
    remembered.set(hash, { principal, until: now + rememberMs })
    return principal
  }
  const basic = createBasic(kernel)
  return {
    authenticate: async (request) => {
      if (isOfSignOn(request.url)) return null
      const [scheme = '', token] = (request.headers.authorization ?? '').split(' ')
      if (!token) return null
      if (scheme.toLowerCase() === 'bearer') return lookUp(token)
      const opened = scheme.toLowerCase() === 'basic' ? await basic.toToken(token, request.ip) : null
      return opened ? lookUp(opened) : null
    },
    signInOver: async (account, password, ip) => {
      const encoded = Buffer.from(`${account}:${password}`).toString('base64')
      const token = await basic.toToken(encoded, ip).catch(() => null)
      return token ? lookUp(token).catch(() => null) : null
    },
    forget: () => {
      remembered.clear()
      basic.forget()
    },
    leaveNames: basic.leaveNames,
  }
}

/** Requests of the sign-on protocol carry tokens and secrets of its clients; only a person’s answers are the platform’s. */
function isOfSignOn(url: string): boolean {
  // Applications that provision accounts have tokens of their own.
  if (url.startsWith('/scim/')) return true
  return url.startsWith('/oidc/') && !url.startsWith('/oidc/sign-on/')
}

/**
 * Account and password on every request (RFC 7617), which many clients of SensorThings and NGSI-LD speak. The first
 * request signs in; the session it opens serves the following ones, as checking a password is made slow on purpose. A name
 * that is no account’s may be that of a device credential: such a caller is nobody here, and the route decides.
 */
function createBasic(kernel: Kernel) {
  const tokens = new Map<string, { token: Promise<string | null>; until: number }>()
  const isDevice = { by: (_name: string): boolean => false }
  const open = async (given: { account: string; password: string }, ip: string): Promise<string | null> => {
    if (isDevice.by(given.account)) return null
    try {
      return (await signIn(kernel, given, ip)).accessToken
    } catch (error) {
      if (await store.findUserByAccount(kernel.db, given.account)) throw error
      return null
    }
  }
  return {
    toToken: (encoded: string, ip: string): Promise<string | null> => {
      const hash = hashSecret(encoded)
      const now = kernel.clock.now().getTime()
      const known = tokens.get(hash)
      if (known && known.until > now) return known.token
      const text = Buffer.from(encoded, 'base64').toString('utf8')
      const colon = text.indexOf(':')
      const given = { account: text.slice(0, Math.max(0, colon)), password: text.slice(colon + 1) }
      const token = open(given, ip)
      token.catch(() => tokens.delete(hash))
      if (tokens.size > 10_000) tokens.clear()
      tokens.set(hash, { token, until: now + basicMs })
      return token
    },
    forget: () => tokens.clear(),
    leaveNames: (by: (name: string) => boolean) => {
      isDevice.by = by
    },
  }
}

async function readPrincipal(kernel: Kernel, tokenHash: string): Promise<Principal> {
  const now = kernel.clock.now()
  const session = await store.findSession(kernel.db, tokenHash)
  const user =
    session && session.expires_time > now ? await store.findUser(kernel.db, session.user_id) : undefined
  if (!session || !user || user.disabled) throw unauthenticated('登录已失效，请重新登录。', 'session-ended')
  const { post_id: postId, delegation_id: delegationId } = session
  const { permissions, divisions, roles, post, onBehalfOf } = await standingOf(
    kernel.db,
    user,
    { postId, delegationId },
    now,
  )
  return {
    userId: user.id,
    account: user.account,
    name: user.name,
    organisationId: post.organisationId,
    organisationName: post.organisationName,
    permissions: session.pending ? new Set<string>() : permissions,
    scope: {
      ...{ divisions, everything: false },
      registers: registerPermissions.filter((name) => permissions.has(name)),
    },
    sessionId: session.id,
    closedFields: closedBy(await listOfRoles(kernel.db, roles)),
    ...{ level: levelOf(session, now), pending: session.pending },
    post: { id: post.id, kind: post.kind, title: post.title },
    onBehalfOf,
  }
}
