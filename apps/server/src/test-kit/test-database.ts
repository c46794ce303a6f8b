import pg from 'pg'
import { newId } from '../kernel/ids.ts'

/** The migrated database every test file clones. */
export const templateName = 'civitas_template'

/** A connection as an address; the socket folder travels as a parameter. */
export function toUrl(connection: pg.ClientConfig): string {
  const { user, password, host = '', database } = connection
  return `postgres://${user}:${password}@localhost/${database}?host=${encodeURIComponent(host)}`
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

/** Databases made ahead for whoever asks next; a file of tests waited seconds for its own. */
const ahead: Promise<string | undefined>[] = []

/** A clone of the template that is nobody else’s; the next one is made meanwhile. */
export async function cloneDatabase(serverUrl: string): Promise<TestDatabase> {
  // Taken out before it is waited for: two that ask at once get two.
  const name = (await ahead.pop()) ?? (await makeClone(serverUrl))
  // Failing to make it ahead, as when the server stops at the end, is no fault of a test: the next one makes its own.
  if (ahead.length === 0) ahead.push(makeClone(serverUrl).catch(() => undefined))
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.toString(), drop: () => query(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

async function makeClone(serverUrl: string): Promise<string> {
  const name = `test_${newId().replaceAll('-', '')}`
  await query(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${templateName} STRATEGY file_copy`)
  return name
}
