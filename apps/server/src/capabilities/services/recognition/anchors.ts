import type { TrustFile } from '@civitas/sdk/papers'
import { claimOne } from '../../../kernel/db/claim.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { Problem } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as store from './store.ts'

/** How soon a key revoked elsewhere is known here. */
const everyMs = 20_000
/** Beyond this anchors count as not asked for just now. */
export const freshForMs = 10 * 60_000
/** Beyond this nothing is verified by them any more. */
const goodForMs = 24 * 3_600_000

/** Asks the next city for its keys; false when all were asked just now. */
export async function refreshNext(parts: ServicesParts, tx: Transaction): Promise<boolean> {
  const { clock } = parts.kernel
  const since = new Date(clock.now().getTime() - everyMs)
  const system = await claimOne(tx, 'services.anchors', () => store.listStaleAnchors(tx, since))
  if (!system) return false
  await store.keepAnchor(tx, system.id, await fetchAnchors(system.address), clock.now())
  return true
}

export async function fetchAnchors(address: string): Promise<{ trust: TrustFile } | { error: string }> {
  try {
    const response = await fetch(new URL('/api/services/trust-anchors', address), {
      signal: AbortSignal.timeout(10_000),
    })
    const trust = (await response.json()) as TrustFile
    if (!response.ok || trust.format !== 'civitas-trust/1') throw new Error(`HTTP ${response.status}`)
    return { trust }
  } catch (error) {
    return { error: (error as Error).message.slice(0, 300) }
  }
}

/** The keys of a city as they were last told, with whether that was just now. */
export async function readAnchors(
  parts: ServicesParts,
  systemId: string,
): Promise<{ trust: TrustFile; time: Date; isOffline: boolean }> {
  const row = await store.findAnchor(parts.kernel.db, systemId)
  const now = parts.kernel.clock.now().getTime()
  if (!row?.trust || !row.fetched_time || now - row.fetched_time.getTime() > goodForMs)
    throw new Problem('unavailable', 'no-anchors', '尚未取得对方城市的信任文件，或信任文件已超过 24 小时。')
  return {
    trust: row.trust as unknown as TrustFile,
    time: row.fetched_time,
    isOffline: row.error !== null || now - row.fetched_time.getTime() > freshForMs,
  }
}
