import { answerSignOnQuestion, createSignOnClient, type OperationInput, signIn } from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import * as openid from 'openid-client'
import type { TestPlatform } from '../../../src/test-kit/index.ts'

/** A browser as far as sign-on needs one: keeps cookies by path and follows redirects one by one. */
export class Browser {
  readonly origin: string
  private readonly cookies = new Map<string, { value: string; path: string }>()

  constructor(origin: string) {
    this.origin = origin
  }

  async go(address: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address, this.origin)
    const cookie = [...this.cookies]
      .filter(([, one]) => url.pathname.startsWith(one.path))
      .map(([name, one]) => `${name}=${one.value}`)
      .join('; ')
    const headers = { ...(init.headers as Record<string, string>), cookie }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) this.keep(line)
    return response
  }

  private keep(line: string): void {
    const [pair = '', ...rest] = line.split('; ')
    const [name = '', value = ''] = pair.split(/=(.*)/)
    const path = rest.find((one) => one.startsWith('path='))?.slice(5) ?? '/'
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name)
    else this.cookies.set(name, { value, path })
  }

  /** Follows redirects until one leads elsewhere, or to a question; answers that address. */
  async follow(address: string): Promise<string> {
    let next = address
    for (let hop = 0; hop < 12; hop++) {
      const url = new URL(next, this.origin)
      if (url.origin !== this.origin || url.pathname.startsWith('/sign-in')) return url.toString()
      const response = await this.go(url.toString(), { headers: { accept: 'text/html' } })
      const location = response.headers.get('location')
      if (!location) return `${response.status}:${await response.text()}`
      next = new URL(location, url).toString()
    }
    throw new Error(`redirected without end from ${address}`)
  }

  /** Answers the question a sign-on stopped at, as somebody signed in to the platform; answers where that leads. */
  async answer(question: string, token: string, body: object): Promise<string> {
    const uid = new URL(question).searchParams.get('request') as string
    const response = await this.go(answerSignOnQuestion.path.replace('{uid}', uid), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${response.status}: ${text}`)
    return this.follow((JSON.parse(text) as { redirectTo: string }).redirectTo)
  }
}

export interface SignedInPerson {
  token: string
  client: Client
}

/** Signs an account in to the platform. */
export async function signInAs(
  city: TestPlatform,
  account: string,
  password: string,
): Promise<SignedInPerson> {
  const { accessToken } = await city.anonymous().call(signIn, { body: { account, password } })
  return { token: accessToken, client: createClient({ baseUrl: city.url, token: () => accessToken }) }
}

export const redirectUri = 'https://fund.yunchuan.example/callback'

/** Registers a system and discovers the platform as it would. */
export async function registerSystem(
  city: TestPlatform,
  admin: Client,
  more: Partial<OperationInput<typeof createSignOnClient>['body']> = {},
) {
  const { client, secret } = await admin.call(createSignOnClient, {
    body: {
      ...{ kind: 'web' as const, name: '公积金中心', redirectUris: [redirectUri] },
      ...{ scopes: ['profile', 'real_name'], consent: false, ...more },
    },
  })
  const config = await openid.discovery(
    new URL(`${city.url}/oidc`),
    client.clientId,
    undefined,
    secret ? openid.ClientSecretBasic(secret) : openid.None(),
    { execute: [openid.allowInsecureRequests] },
  )
  return { client, config, secret }
}

/** Begins the code flow with PKCE; answers the address to open and how to finish. */
export async function beginSignOn(config: openid.Configuration, more: Record<string, string> = {}) {
  const verifier = openid.randomPKCECodeVerifier()
  const state = openid.randomState()
  const nonce = openid.randomNonce()
  const url = openid.buildAuthorizationUrl(config, {
    ...{ redirect_uri: redirectUri, scope: 'openid profile real_name', state, nonce },
    ...{ code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    ...more,
  })
  const finish = (back: string) =>
    openid.authorizationCodeGrant(config, new URL(back), {
      ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
    })
  return { url: url.toString(), finish }
}
