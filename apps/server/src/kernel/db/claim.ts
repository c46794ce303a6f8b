import type { Transaction } from './database.ts'
import { sql } from './sql.ts'

/**
 * Takes the first of what is due that nobody else has under hand, until the transaction ends. Unlike a locked row it writes
 * nothing: a transaction that has written keeps every later message of the city waiting (`kernel/messages`), so whoever asks
 * another server or reads a large table claims first, and writes at the end. `listDue` is asked again behind the lock, since
 * somebody may just have done it.
 */
export async function claimOne<T extends { id: string }>(
  tx: Transaction,
  name: string,
  listDue: () => Promise<readonly T[]>,
): Promise<T | undefined> {
  for (const { id } of await listDue()) {
    const lock = await tx.first<{ held: boolean }>(
      sql`SELECT pg_try_advisory_xact_lock(hashtextextended(${`${name} ${id}`}, 6)) AS held`,
    )
    if (!lock?.held) continue
    const still = (await listDue()).find((one) => one.id === id)
    if (still) return still
  }
  return undefined
}
