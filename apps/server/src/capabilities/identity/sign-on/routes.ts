import * as contract from '@civitas/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { InteractionResults, default as Provider } from 'oidc-provider'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { newSecret } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { levelOf } from '../factors/rules.ts'
import type { SignOn } from './mount.ts'
import { revokeGrant, type SignOnParts } from './provider.ts'
import * as store from './store.ts'

/** Systems that sign on here, and the questions a person is asked on the way. */
export function bindSignOn(parts: SignOnParts, signOn: SignOn): void {
  bindClients(parts)
  bindQuestions(parts, signOn)
  bindGrants(parts, signOn)
}

type ClientInput = Partial<contract.SignOnClient> & { kind?: contract.SignOnClient['kind'] }

/** Refuses addresses a code must not be sent to: without TLS only this machine; all on one host (pairwise names). */
function refuseUris(uris: readonly string[], kind: contract.SignOnClient['kind']): void {
  const needsUri = kind === 'web' || kind === 'public'
  if (needsUri && uris.length === 0) throw invalid('/body/redirectUris', '网页应用至少登记一个回调地址')
  uris.forEach((uri, at) => {
    const { protocol, hash } = new URL(uri)
    const path = `/body/redirectUris/${at}`
    if (protocol !== 'https:' && protocol !== 'http:') throw invalid(path, '回调地址应以 https 或 http 开头')
    if (hash) throw invalid(path, '回调地址不能带 # 片段')
  })
  if (new Set(uris.map((uri) => new URL(uri).host)).size > 1)
    throw invalid('/body/redirectUris', '同一应用的回调地址应在同一域名下')
}

/** Who lets an application provision accounts must be allowed to make them. */
function refuseScim(kind: store.ClientRow['kind'], by: Principal | null): void {
  if (kind !== 'service') throw invalid('/body/scopes', '只有服务类应用可以同步账号（scim）')
  if (!by || !hasPermission(by, 'identity.manage'))
    throw forbidden('授予同步账号的权限须有“管理用户与授权”的权限。')
}

function bindClients({ kernel, keys }: SignOnParts): void {
  const { http, db, clock } = kernel
  const find = async (id: string): Promise<store.ClientRow> => {
    const row = await store.findClient(db, id)
    if (!row) throw notFound('应用', id)
    return row
  }
  const apply = (row: store.ClientRow, input: ClientInput, by: Principal | null): store.ClientRow => {
    const next: store.ClientRow = {
      ...row,
      ...{ name: input.name ?? row.name, redirect_uris: input.redirectUris ?? row.redirect_uris },
      ...{ logout_uris: input.logoutUris ?? row.logout_uris, scopes: input.scopes ?? row.scopes },
      backchannel_uri: input.backchannelUri === undefined ? row.backchannel_uri : input.backchannelUri,
      owner_id: input.ownerId === undefined ? row.owner_id : input.ownerId,
      ...{ level: input.level ?? row.level, consent: input.consent ?? row.consent },
      disabled: input.disabled ?? row.disabled,
    }
    refuseUris(next.redirect_uris, next.kind)
    if (next.scopes.includes('scim') && !row.scopes.includes('scim')) refuseScim(next.kind, by)
    return next
  }
  const save = async (row: store.ClientRow) => {
    await store.saveClient(db, row).catch((error: { code?: string }) => {
      if (error.code === '23503') throw invalid('/body/ownerId', '没有这个单位')
      throw error
    })
    return store.toClient(row)
  }
  http.bind(contract.listSignOnClients, ({ query }) => store.listClients(db, query))
  http.bind(contract.createSignOnClient, async ({ body }, { principal }) => {
    const secret = body.kind === 'web' || body.kind === 'service' ? newSecret() : null
    const id = newId()
    const empty: store.ClientRow = {
      ...{ id, client_id: `app-${id.slice(-12)}`, name: body.name, kind: body.kind, redirect_uris: [] },
      ...{
        logout_uris: [],
        backchannel_uri: null,
        scopes: ['profile'],
        level: 1,
        consent: true,
        owner_id: null,
      },
      ...{ disabled: false, created_time: clock.now(), last_used_time: null },
      secret_sealed: secret && (await keys.seal('sign-on-secret', secret)),
    }
    return { client: await save(apply(empty, body, principal)), secret }
  })
  http.bind(contract.changeSignOnClient, async ({ params, body }, { principal }) =>
    save(apply(await find(params.id), body, principal)),
  )
  http.bind(contract.renewSignOnSecret, async ({ params }) => {
    const row = await find(params.id)
    if (row.secret_sealed === null) throw conflict('no-secret', '这类应用没有密钥。')
    const secret = newSecret()
    await save({ ...row, secret_sealed: await keys.seal('sign-on-secret', secret) })
    return { secret }
  })
}

/** The question behind a page, for the browser that holds its cookie: another browser could be led into a foreign sign-on. */
async function questionOf(provider: Provider, request: FastifyRequest, reply: FastifyReply, uid: string) {
  const details = await provider.interactionDetails(request.raw, reply.raw).catch(() => undefined)
  if (details?.uid !== uid) throw notFound('登录请求（可能已超时）', uid)
  return details
}

function bindQuestions({ kernel }: SignOnParts, signOn: SignOn): void {
  const { http, db, clock } = kernel
  http.bind(contract.getSignOnQuestion, async ({ params }, { raw, reply }) => {
    if (String(raw.headers.accept ?? '').includes('text/html')) {
      reply.redirect(`/sign-in/on?request=${encodeURIComponent(params.uid)}`)
      return undefined as never
    }
    const provider = await signOn.providerFor(raw)
    const { prompt, params: asked } = await questionOf(provider, raw, reply, params.uid)
    const client = await store.findClientByName(db, String(asked.client_id))
    return {
      prompt: prompt.name === 'consent' ? ('consent' as const) : ('login' as const),
      clientName: client?.name ?? String(asked.client_id),
      scopes: String(asked.scope ?? '')
        .split(' ')
        .filter((one) => one && one !== 'openid'),
      level: Math.max(client?.level ?? 1, Number(String(asked.acr_values ?? '1').split(' ')[0]) || 1),
      reasons: prompt.reasons,
    }
  })
  http.bind(contract.answerSignOnQuestion, async ({ params, body }, { raw, reply, principal }) => {
    const provider = await signOn.providerFor(raw)
    const details = await questionOf(provider, raw, reply, params.uid)
    const answerWith = async (result: InteractionResults) => ({
      redirectTo: await provider.interactionResult(raw.raw, reply.raw, result, {
        mergeWithLastSubmission: true,
      }),
    })
    if (body.answer === 'refuse')
      return answerWith({ error: 'access_denied', error_description: 'the person refused' })
    if (body.answer === 'sign-in') {
      const session = await store.findSessionLevel(db, principal.sessionId)
      const level = session ? levelOf(session, clock.now()) : 1
      const ts = Math.floor(clock.now().getTime() / 1000)
      const login = { accountId: principal.userId, acr: String(level), amr: session?.methods ?? ['pwd'], ts }
      return answerWith({ login: { ...login, remember: true, platformSession: principal.sessionId } })
    }
    if (details.session?.accountId !== principal.userId)
      throw conflict('other-person', '登录人已变化，请重新登录。')
    return answerWith({ consent: { grantId: await agree(provider, details, body.scopes) } })
  })
}

type Question = Awaited<ReturnType<Provider['interactionDetails']>>

/** Keeps what was agreed to: all that was asked, or the part the person left. */
async function agree(provider: Provider, question: Question, part: string[] | undefined): Promise<string> {
  const clientId = String(question.params.client_id)
  const known = question.grantId ? await provider.Grant.find(question.grantId) : undefined
  const grant = known ?? new provider.Grant({ accountId: question.session?.accountId, clientId })
  const asked = String(question.params.scope ?? '').split(' ')
  const agreed = part ? asked.filter((one) => one === 'openid' || part.includes(one)) : asked
  grant.addOIDCScope(agreed.join(' '))
  grant.rejectOIDCScope(asked.filter((one) => !agreed.includes(one)).join(' '))
  return grant.save()
}

function bindGrants({ kernel }: SignOnParts, signOn: SignOn): void {
  const { http, db } = kernel
  /** The sign-on sessions of a person, through the sessions of the platform. */
  const sessionsOf = async (provider: Provider, userId: string) => {
    const uids = await store.listUidsOfUser(db, userId)
    const all = await Promise.all(uids.map((uid) => provider.Session.findByUid(uid)))
    return all.flatMap((one) => (one ? [one] : []))
  }
  http.bind(contract.listMySignOnGrants, async (_input, { raw, principal }) => {
    const provider = await signOn.providerFor(raw)
    const items = new Map<
      string,
      { clientId: string; clientName: string; scopes: string[]; lastTime: string | null }
    >()
    for (const session of await sessionsOf(provider, principal.userId))
      for (const [clientId, { grantId }] of Object.entries(session.authorizations ?? {})) {
        const grant = grantId ? await provider.Grant.find(grantId) : undefined
        const client = await store.findClientByName(db, clientId)
        if (!grant || !client) continue
        const scopes = grant
          .getOIDCScope()
          .split(' ')
          .filter((one) => one && one !== 'openid')
        const lastTime = client.last_used_time?.toISOString() ?? null
        items.set(clientId, { clientId, clientName: client.name, scopes, lastTime })
      }
    return { items: [...items.values()] }
  })
  http.bind(contract.withdrawSignOnGrant, async ({ params }, { raw, principal }) => {
    const provider = await signOn.providerFor(raw)
    let found = false
    for (const session of await sessionsOf(provider, principal.userId)) {
      const grantId = session.authorizations?.[params.clientId]?.grantId
      if (!grantId) continue
      found = true
      await revokeGrant(provider, grantId)
      delete session.authorizations?.[params.clientId]
      await session.persist()
    }
    if (!found) throw notFound('授权过的应用', params.clientId)
    return { done: true as const }
  })
}
