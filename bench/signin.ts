import { createHash, randomBytes } from 'node:crypto'
import { createSignOnClient } from '@civitas/contract'
import { hashPassword } from '../apps/server/src/kernel/crypto.ts'
import { percentile, round } from './lib/percentile.ts'
import { type BenchServer, machine, startBenchServer } from './lib/server.ts'

/**
 * Signing on: whole OpenID Connect code flows a second (authorise with PKCE as somebody already signed in, code to tokens),
 * what checking a session’s token adds to a request of the API, and what hashing a password costs on purpose.
 */
const seconds = Number(process.env.BENCH_SECONDS ?? 10)
const atOnce = 8
const redirectUri = 'https://bench.example/callback'

interface Cookie {
  name: string
  value: string
  path: string
}

function readCookies(response: Response): Cookie[] {
  return response.headers.getSetCookie().map((line) => {
    const [pair = '', ...rest] = line.split('; ')
    const [name = '', value = ''] = pair.split(/=(.*)/)
    return { name, value, path: rest.find((one) => one.startsWith('path='))?.slice(5) ?? '/' }
  })
}

const toHeader = (cookies: readonly Cookie[], path: string) =>
  cookies
    .filter((one) => path.startsWith(one.path))
    .map((one) => `${one.name}=${one.value}`)
    .join('; ')

function authorize(url: string, clientId: string) {
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    ...{ client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'openid profile' },
    ...{ code_challenge: createHash('sha256').update(verifier).digest('base64url') },
    code_challenge_method: 'S256',
  })
  return { verifier, address: `${url}/oidc/auth?${query}` }
}

/** A browser that is signed on already: answers its session cookies. */
async function signOnOnce({ url }: BenchServer, clientId: string, token: string): Promise<Cookie[]> {
  const { address } = authorize(url, clientId)
  const first = await fetch(address, { redirect: 'manual' })
  const cookies = readCookies(first)
  const question = first.headers.get('location') as string
  const answered = await fetch(url + question, {
    method: 'POST',
    headers: {
      ...{ cookie: toHeader(cookies, question), 'content-type': 'application/json' },
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ answer: 'sign-in' }),
  })
  const { redirectTo } = (await answered.json()) as { redirectTo: string }
  const resumed = await fetch(redirectTo, {
    redirect: 'manual',
    headers: { cookie: toHeader(cookies, new URL(redirectTo).pathname) },
  })
  return readCookies(resumed).filter((one) => one.path === '/')
}

async function flow(
  server: BenchServer,
  clientId: string,
  secret: string,
  cookies: Cookie[],
): Promise<number> {
  const began = performance.now()
  const { verifier, address } = authorize(server.url, clientId)
  const back = await fetch(address, { redirect: 'manual', headers: { cookie: toHeader(cookies, '/') } })
  const code = new URL(back.headers.get('location') as string, server.url).searchParams.get('code')
  const tokens = await fetch(`${server.url}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', code: code ?? '', redirect_uri: redirectUri },
      code_verifier: verifier,
    }),
  })
  if (!tokens.ok) throw new Error(`${tokens.status}: ${await tokens.text()}`)
  await tokens.arrayBuffer()
  return performance.now() - began
}

/** Times of one request after the other, milliseconds. */
async function times(address: string, headers: Record<string, string>, count: number): Promise<number[]> {
  const waits: number[] = []
  for (let n = 0; n < count; n++) {
    const began = performance.now()
    await (await fetch(address, { headers })).arrayBuffer()
    waits.push(performance.now() - began)
  }
  return waits
}

const server = await startBenchServer({
  CIVITAS_REQUESTS_PER_MINUTE: '100000000',
  CIVITAS_SIGN_INS_PER_MINUTE: '1000000',
})
try {
  const hashMs: number[] = []
  for (let n = 0; n < 10; n++) {
    const began = performance.now()
    await hashPassword(`river stone ${n}`)
    hashMs.push(performance.now() - began)
  }
  const { client, secret } = await server.admin.call(createSignOnClient, {
    body: { kind: 'web', name: 'bench', redirectUris: [redirectUri], consent: false },
  })
  const accessToken = server.admin.options.token?.() ?? ''
  const cookies = await signOnOnce(server, client.clientId, accessToken)
  const flows: number[] = []
  const end = performance.now() + seconds * 1000
  const measured = async () => {
    while (performance.now() < end) flows.push(await flow(server, client.clientId, secret ?? '', cookies))
  }
  await Promise.all(Array.from({ length: atOnce }, measured))
  const open = `${server.url}/api/identity/me/consents?limit=1`
  const bearer = { authorization: `Bearer ${accessToken}` }
  await times(open, bearer, 300)
  const anonymous = await times(`${server.url}/api/nothing-there`, {}, 2_000)
  const known = await times(`${server.url}/api/nothing-there`, bearer, 2_000)
  const p99 = percentile(known, 99) - percentile(anonymous, 99)
  const limitMs = 0.3
  process.stdout.write(
    `${JSON.stringify({
      ...{ bench: 'signin', ratio: round(limitMs / Math.max(p99, 0.01), 2), limit_ms: limitMs },
      ...{ code_flows_per_s: round(flows.length / seconds), flow_p99_ms: round(percentile(flows, 99)) },
      ...{ token_check_p50_ms: round(percentile(known, 50) - percentile(anonymous, 50), 3) },
      token_check_p99_ms: round(p99, 3),
      password_hash_ms: round(percentile(hashMs, 50)),
      ...machine(),
    })}\n`,
  )
} finally {
  await server.stop()
}
