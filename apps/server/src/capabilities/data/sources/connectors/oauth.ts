import { type Access, required } from './connector.ts'

/** Access tokens for a client that acts for itself. */
export interface Tokens {
  /** One that is good for a while. */
  current(): Promise<string>
  /** Another one, since the last was refused. */
  renew(): Promise<string>
}

/** Seconds before its end a token is not used any more. */
const early = 30

/**
 * Tokens by the client credentials grant (RFC 6749, section 4.4). The client says who it is by HTTP Basic, which every server
 * must know (section 2.3.1); one that does not is asked again with the credentials in the form.
 */
export function newTokens(access: Access): Tokens {
  let [token, until] = ['', 0]
  const renew = async () => {
    const given = await ask(access)
    token = given.token
    until = Date.now() + (given.seconds - early) * 1000
    return token
  }
  return { renew, current: async () => (Date.now() < until ? token : renew()) }
}

async function ask(access: Access): Promise<{ token: string; seconds: number }> {
  const { connection, secret } = access
  const id = required(connection.clientId, '客户端标识')
  const key = required(secret ?? undefined, '客户端密钥')
  const form = {
    grant_type: 'client_credentials',
    ...(connection.scope ? { scope: connection.scope } : {}),
  }
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(key)}`).toString('base64')
  const url = required(connection.tokenUrl, '令牌地址')
  let answer = await post(url, form, { authorization: `Basic ${basic}` })
  if (answer.status === 401 || answer.status === 400)
    answer = await post(url, { ...form, client_id: id, client_secret: key }, {})
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>
  if (!answer.ok || typeof body.access_token !== 'string')
    throw new Error(reasonOf(answer.status, body.error))
  return { token: body.access_token, seconds: Number(body.expires_in) || 300 }
}

function post(url: string, form: Record<string, string>, headers: Record<string, string>): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { accept: 'application/json', ...headers },
    body: new URLSearchParams(form),
    signal: AbortSignal.timeout(30_000),
  })
}

/** Only the code of the error (section 5.2) is told on: what else is in an answer may be secret. */
function reasonOf(status: number, error: unknown): string {
  const code = typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? ` ${error}` : ''
  return `取访问令牌失败：${status}${code}`
}
