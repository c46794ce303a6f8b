import { hashSecret, newSecret } from '../../kernel/crypto.ts'
import { sql } from '../../kernel/db/sql.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import * as store from './store.ts'

/** The one-time token with which the first administrator is made; the log prints it once, the database keeps its hash. */
export interface FirstToken {
  hash(): Promise<string | null>
  cityCode(): Promise<string>
  forget(): Promise<void>
  isNeeded(): Promise<boolean>
  /** Makes a fresh token when there is no administrator yet, and answers it. */
  issue(): Promise<string | null>
}

const name = 'first-administrator'

export function createFirstToken(kernel: Kernel): FirstToken {
  const { db } = kernel
  const read = async (key: string) =>
    (
      await db.first<{ value: string }>(
        sql`SELECT value #>> '{}' AS value FROM kernel.setting WHERE name = ${key}`,
      )
    )?.value ?? null
  const isNeeded = async () => (await store.countUsers(db)) === 0
  return {
    hash: () => read(name),
    cityCode: async () => (await read('city-code')) ?? '000000',
    forget: async () => {
      await db.query(sql`DELETE FROM kernel.setting WHERE name = ${name}`)
    },
    isNeeded,
    issue: async () => {
      if (!(await isNeeded())) return null
      const token = newSecret()
      await db.query(sql`INSERT INTO kernel.setting (name, value) VALUES (${name}, ${JSON.stringify(hashSecret(token))})
        ON CONFLICT (name) DO UPDATE SET value = excluded.value`)
      return token
    },
  }
}
