import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { type Client, createClient, signIn } from '@civitas/sdk'
import { say, userError } from './command.ts'
import { readSession, type SavedSession } from './session-file.ts'

/** Flags every command that talks to the platform takes. */
export const connectFlags = { url: 'text', account: 'text', password: 'text' } as const

export interface ConnectValues {
  url?: string
  account?: string
  password?: string
}

export const defaultUrl = 'http://127.0.0.1:8080'

export interface Connection {
  readonly url: string
  readonly token: string
  readonly client: Client
}

/** A signed-in client: with the account given, or with the session `civitas sign-in` has kept. */
export async function connect(values: ConnectValues): Promise<Connection> {
  const saved = readSession()
  if (values.account) return toConnection(await enter(values))
  const fits = saved && (!values.url || trim(values.url) === saved.url)
  if (!fits || Date.parse(saved.expiresTime) < Date.now())
    throw userError(
      '尚未登录：请先运行 civitas sign-in，或给出 --account 与 --password。',
      'Not signed in: run civitas sign-in first, or give --account and --password.',
    )
  return toConnection(saved)
}

function toConnection({ url, accessToken }: SavedSession): Connection {
  const locale = () => say({ zh: 'zh-CN', en: 'en' }) as 'zh-CN' | 'en'
  return {
    url,
    token: accessToken,
    client: createClient({ baseUrl: url, token: () => accessToken, locale }),
  }
}

function trim(url: string): string {
  return url.replace(/\/+$/, '')
}

/** Signs in; asks for the password when neither a flag nor `CIVITAS_PASSWORD` gives it. */
export async function enter(values: ConnectValues): Promise<SavedSession> {
  const url = trim(values.url ?? readSession()?.url ?? defaultUrl)
  const { account } = values
  if (!account) throw userError('请给出 --account。', 'Give --account.')
  const password = values.password ?? process.env.CIVITAS_PASSWORD ?? (await askPassword(account))
  const client = createClient({ baseUrl: url })
  const { accessToken, expiresTime } = await client.call(signIn, { body: { account, password } })
  return { url, account, accessToken, expiresTime }
}

/** Asks on the terminal without showing what is typed. */
async function askPassword(account: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw userError(
      '请用 --password 或环境变量 CIVITAS_PASSWORD 给出口令。',
      'Give the password by --password or CIVITAS_PASSWORD.',
    )
  process.stderr.write(say({ zh: `${account} 的口令：`, en: `Password of ${account}: ` }))
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  try {
    return await lines.question('')
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
