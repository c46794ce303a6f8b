import Provider, {
  type ClientMetadata,
  type Configuration,
  interactionPolicy,
  type KoaContextWithOIDC,
} from 'oidc-provider'
import type { Kernel } from '../../../kernel/kernel.ts'
import { levelOf } from '../factors/rules.ts'
import type { KeyRegister } from '../keys/key-register.ts'
import { claimsOf } from './claims.ts'
import { askForCode, confirmCode, sayDone, showFault } from './plain-pages.ts'
import { createRecords } from './records.ts'
import * as store from './store.ts'

export interface SignOnParts {
  kernel: Kernel
  keys: KeyRegister
}

const { Check, base } = interactionPolicy

/** Seconds things of the sign-on service last; an access token no longer than a change of rights may take to be felt. */
const seconds = { code: 60, token: 600, refresh: 14 * 86_400, interaction: 900, deviceCode: 600 }

/** Scopes and the claims behind them (OpenID Connect Core 5.4); `real_name` is of this platform. */
const claims = {
  ...{ acr: null, auth_time: null, iss: null, sid: null },
  openid: ['sub'],
  profile: ['name', 'preferred_username', 'updated_at'],
  phone: ['phone_number', 'phone_number_verified'],
  email: ['email', 'email_verified'],
  real_name: ['real_name', 'real_name_verified', 'id_number_masked', 'assurance'],
}

/**
 * The OpenID Connect provider under one issuer: authorisation code with PKCE, refresh rotation with detection of reuse,
 * device flow, client credentials, introspection, revocation, logout started by the relying party and back-channel logout.
 */
export async function createProvider(parts: SignOnParts, issuer: string): Promise<Provider> {
  const { kernel, keys } = parts
  const cookieKey = await keys.mac('sign-on-cookie', 'v1')
  const provider = new Provider(issuer, {
    adapter: createRecords(kernel, keys),
    jwks: { keys: await keys.tokenKeys() },
    ...(await toConfiguration(parts, cookieKey)),
  })
  provider.proxy = kernel.config.trustProxy
  provider.on('end_session.success', (ctx) => void endPlatformSession(parts, ctx))
  provider.on('server_error', (_ctx, error) =>
    kernel.log.error(
      { error: (error as Error).stack ?? String(error) },
      'sign-on: something unexpected was thrown',
    ),
  )
  provider.on('grant.success', (ctx) => {
    const id = ctx.oidc.client?.clientId
    if (id) void store.markClientUsed(kernel.db, id, kernel.clock.now()).catch(() => undefined)
  })
  return provider
}

async function toConfiguration(parts: SignOnParts, cookieKey: string): Promise<Configuration> {
  const { kernel } = parts
  return {
    claims,
    scopes: ['openid', 'profile', 'phone', 'email', 'real_name', 'offline_access', 'scim'],
    acrValues: ['1', '2', '3'],
    subjectTypes: ['pairwise', 'public'],
    pairwiseIdentifier: (_ctx, account, client) =>
      parts.keys.mac('sign-on-sub', `${client.sectorIdentifier}/${account}`),
    extraClientMetadata: { properties: ['civitas_level', 'civitas_consent'] },
    findAccount: (_ctx, id) => claimsOf(parts, id),
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    cookies: { keys: [cookieKey], long: { sameSite: 'lax' }, short: { sameSite: 'lax' } },
    clientBasedCORS: (_ctx, origin, client) =>
      (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
    // Their addresses were entered by administrators and lie in the networks of departments.
    fetch: (url, options) => {
      const { dispatcher: _guarded, ...plain } = options as RequestInit & { dispatcher?: unknown }
      return globalThis.fetch(url, plain)
    },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: {
        enabled: true,
        charset: 'digits',
        mask: '***-***-***',
        userCodeInputSource: askForCode,
        userCodeConfirmSource: confirmCode,
        successSource: (ctx) => sayDone(ctx, '设备已登录', '可以关闭本页，回到设备上继续。'),
      },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) =>
          sayDone(
            ctx,
            '退出登录',
            '将退出本平台和以同一次登录进入的其他应用。',
            `${form}
            <button autofocus type="submit" form="op.logoutForm" value="yes" name="logout">退出</button>
            <button type="submit" form="op.logoutForm">保持登录</button>`,
          ),
        postLogoutSuccessSource: (ctx) => sayDone(ctx, '已退出登录', '各应用需要重新登录。'),
      },
    },
    interactions: {
      policy: policyOf(parts),
      url: (_ctx, interaction) => `/oidc/sign-on/${interaction.uid}`,
    },
    loadExistingGrant: (ctx) => grantOf(ctx),
    renderError: showFault,
    ttl: {
      AccessToken: seconds.token,
      AuthorizationCode: seconds.code,
      ClientCredentials: seconds.token,
      DeviceCode: seconds.deviceCode,
      Grant: seconds.refresh,
      IdToken: 3600,
      Interaction: seconds.interaction,
      RefreshToken: seconds.refresh,
      Session: Math.round(kernel.config.sessionHours * 3600),
    },
  }
}

/** Asks for sign-in also when the session of the platform behind it has ended, or is of a lower level than the client asks. */
function policyOf({ kernel }: SignOnParts) {
  const policy = base()
  const login = policy.get('login')
  const behind = async ({ oidc }: KoaContextWithOIDC) => {
    const uid = oidc.session?.uid
    if (!uid) return undefined
    const given = (oidc.result?.login as { platformSession?: string } | undefined)?.platformSession
    if (given) await store.linkSession(kernel.db, uid, given)
    return store.findLinkedSession(kernel.db, uid, kernel.clock.now())
  }
  login?.checks.add(
    new Check('session_ended', 'the session of the platform has ended', async (ctx) => {
      if (!ctx.oidc.session?.accountId) return Check.NO_NEED_TO_PROMPT
      const session = await behind(ctx)
      return session?.user_id === ctx.oidc.session.accountId ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT
    }),
  )
  login?.checks.add(
    new Check('level_too_low', 'a further factor is needed', async (ctx) => {
      if (!ctx.oidc.session?.accountId) return Check.NO_NEED_TO_PROMPT
      const session = await behind(ctx)
      const level = session ? levelOf(session, kernel.clock.now()) : 0
      return level >= wantedLevel(ctx) ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT
    }),
  )
  return policy
}

/** The level a client is registered for, or the higher one it asks for in this request (`acr_values`). */
function wantedLevel({ oidc }: KoaContextWithOIDC): number {
  const asked = String(oidc.params?.acr_values ?? '')
    .split(' ')
    .map(Number)
    .filter((one) => one >= 1 && one <= 3)
  return Math.max(
    Number((oidc.client as unknown as ClientMetadata | undefined)?.civitas_level ?? 1),
    asked.length > 0 ? Math.min(...asked) : 1,
  )
}

/** What was agreed to before; a client of the city itself, registered without consent, is given what it asks for. */
async function grantOf(ctx: KoaContextWithOIDC) {
  const { oidc } = ctx
  const client = oidc.client
  if (!client || !oidc.session?.accountId) return undefined
  const id = oidc.result?.consent?.grantId ?? oidc.session.grantIdFor(client.clientId)
  const known = id ? await oidc.provider.Grant.find(id) : undefined
  if ((client as unknown as ClientMetadata).civitas_consent !== false) return known
  const grant =
    known ?? new oidc.provider.Grant({ clientId: client.clientId, accountId: oidc.session.accountId })
  grant.addOIDCScope([...oidc.requestParamScopes].join(' '))
  await grant.save()
  return grant
}

async function endPlatformSession({ kernel }: SignOnParts, ctx: KoaContextWithOIDC): Promise<void> {
  const uid = ctx.oidc.session?.uid
  if (!uid) return
  const linked = await store.findLinkedSession(kernel.db, uid, kernel.clock.now())
  if (linked) await store.endSession(kernel.db, linked.id)
}

/** The part of a client that hears of sign-outs (OpenID Connect Back-Channel Logout 1.0, 2.5). */
interface LogoutHearer {
  backchannelLogoutUri?: string
  backchannelLogout(sub: string, sid: string): Promise<void>
}

/**
 * Ends the sign-on sessions that stand on sessions of the platform: tells every system signed on to (back-channel logout),
 * then destroys session and grants, so that tokens are good for nothing.
 */
export async function endSignOn(provider: Provider, kernel: Kernel, uids: readonly string[]): Promise<void> {
  for (const uid of uids) {
    const session = await provider.Session.findByUid(uid)
    if (!session) continue
    const { accountId } = session
    for (const [clientId, { sid, grantId }] of Object.entries(session.authorizations ?? {})) {
      const client = (await provider.Client.find(clientId)) as LogoutHearer | undefined
      if (client?.backchannelLogoutUri && accountId)
        await client
          .backchannelLogout(accountId, sid as string)
          .catch((error: Error) =>
            kernel.log.warn(
              { client: clientId, error: error.message },
              'a system did not hear of a sign-out',
            ),
          )
      if (grantId) await revokeGrant(provider, grantId)
    }
    await session.destroy()
  }
}

/** Ends a grant and every token that stands on it. */
export async function revokeGrant(provider: Provider, grantId: string): Promise<void> {
  for (const model of [
    provider.AccessToken,
    provider.RefreshToken,
    provider.AuthorizationCode,
    provider.DeviceCode,
  ])
    await model.revokeByGrantId(grantId)
  const grant = await provider.Grant.find(grantId)
  await grant?.destroy()
}
