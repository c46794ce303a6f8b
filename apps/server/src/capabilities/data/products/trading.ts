import { claimOne } from '../../../kernel/db/claim.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { DataParts } from '../data-parts.ts'
import * as store from './store.ts'

const patienceMs = 10_000
const slowestMs = 600_000

/**
 * Sends the oldest message to the trading platform: POST of JSON to `<url>/listings` or `<url>/deliveries` with its key as
 * `Idempotency-Key`. It waits longer after each failure and nothing overtakes it; without a platform all wait.
 */
export async function sendNext(parts: DataParts, tx: Transaction): Promise<boolean> {
  const url = await store.readPlatform(tx)
  if (!url) return false
  const now = parts.kernel.clock.now()
  const row = await claimOne(tx, 'data.trading', () => store.listOutbox(tx, now))
  if (!row) return false
  const sent = await post(
    `${url.replace(/\/+$/, '')}/${row.body.kind === 'listing' ? 'listings' : 'deliveries'}`,
    row,
  )
  if (!sent) {
    const wait = Math.min(slowestMs, 2_000 * 2 ** row.tries)
    await store.markOutbox(tx, row.id, { next: new Date(now.getTime() + wait) })
    return false
  }
  await store.markOutbox(tx, row.id, { sent: now })
  const orderId = row.body.orderId
  if (typeof orderId === 'string')
    await store.setOrderSettlement(tx, orderId, sent.settled ? 'settled' : 'sent')
  return true
}

async function post(address: string, row: store.OutboxRow): Promise<{ settled: boolean } | undefined> {
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': row.key },
      body: JSON.stringify(row.body),
      signal: AbortSignal.timeout(patienceMs),
    })
    if (!answer.ok) return undefined
    const body = (await answer.json().catch(() => ({}))) as { settled?: unknown }
    return { settled: body.settled === true }
  } catch {
    return undefined
  }
}
