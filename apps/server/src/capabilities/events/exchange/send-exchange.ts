import { type ExchangeReceipt, takeExchange } from '@civitas/contract'
import { claimOne } from '../../../kernel/db/claim.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { EventsParts } from '../publish-event.ts'
import { settleReport } from './situations-store.ts'
import * as store from './store.ts'

const most = 100
const longestPauseMs = 60_000
const patienceMs = 15_000

/** Sends what waits for one peer, in order; false when none is due. What it does not take over stays. */
export async function sendToNextPeer(parts: EventsParts, tx: Transaction): Promise<boolean> {
  const { clock, log } = parts.kernel
  const peer = await claimOne(tx, 'events.exchange', () => store.listDuePeers(tx, clock.now()))
  if (!peer) return false
  const waiting = await store.listWaiting(tx, peer.id, most)
  try {
    const receipts = await post(parts, peer, waiting)
    const now = clock.now()
    for (const receipt of receipts) await settle(tx, peer, receipt, waiting, now)
    await store.noteContact(tx, peer.id, { nextTry: now, failures: 0, contact: now, error: null })
  } catch (error) {
    const { message } = error as Error
    const failures = peer.failures + 1
    const pause = Math.min(longestPauseMs, 1_000 * 2 ** Math.min(failures, 10))
    log.warn({ peer: peer.name, failures, error: message }, 'the other installation could not be told')
    const nextTry = new Date(clock.now().getTime() + pause)
    await store.noteContact(tx, peer.id, { nextTry, failures, contact: null, error: message.slice(0, 300) })
  }
  return true
}

type Waiting = Awaited<ReturnType<typeof store.listWaiting>>

async function post(
  { sealer }: EventsParts,
  peer: store.PeerRow,
  waiting: Waiting,
): Promise<ExchangeReceipt[]> {
  const response = await fetch(`${peer.base_url.replace(/\/+$/, '')}${takeExchange.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      key: sealer.open(peer.sealed_key as string),
      messages: waiting.map(({ id, kind, object_id: objectId, body, created_time }) => ({
        ...{ id, kind, objectId, body, time: created_time.toISOString() },
      })),
    }),
    signal: AbortSignal.timeout(patienceMs),
  })
  if (!response.ok) throw new Error(`HTTP ${response.status} ${(await response.text()).slice(0, 200)}`)
  return ((await response.json()) as { receipts: ExchangeReceipt[] }).receipts
}

async function settle(
  tx: Transaction,
  peer: store.PeerRow,
  receipt: ExchangeReceipt,
  waiting: Waiting,
  now: Date,
): Promise<void> {
  const message = waiting.find((one) => one.id === receipt.id)
  if (!message) return
  await store.markSent(tx, receipt, now)
  if (message.kind === 'report') await settleReport(tx, message.object_id, receipt, now)
  const role = message.kind === 'assignment' ? 'to-lower' : message.kind === 'event' ? 'to-upper' : null
  if (!role) return
  const link = { event_id: message.object_id, peer_id: peer.id, role } as const
  await store.updateLink(tx, link, {
    remoteId: receipt.localId,
    remoteReference: receipt.reference,
    ...(receipt.accepted ? { delivered: now } : { remoteState: 'refused', note: receipt.detail ?? '' }),
  })
}
