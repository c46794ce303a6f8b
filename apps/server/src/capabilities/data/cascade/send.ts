import { takeCascade } from '@civitas/contract'
import { claimOne } from '../../../kernel/db/claim.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { Sealer } from '../../../kernel/sealed.ts'
import type { DataParts } from '../data-parts.ts'
import * as store from './store.ts'

const patienceMs = 15_000
const longestPauseMs = 60_000
/** What waits longer is told of. */
const alarmMs = 15 * 60_000

/** Sends the oldest message that waits for one node; what the other side does not answer stays and is tried again. */
export async function sendNext(parts: DataParts, sealer: Sealer, tx: Transaction): Promise<boolean> {
  const { clock } = parts.kernel
  const node = await claimOne(tx, 'data.cascade', () => store.listDueNodes(tx, clock.now()))
  const message = node && (await store.firstWaiting(tx, node.id))
  if (!node || !message) return false
  const error = await post(node.url, {
    key: sealer.open(node.sealed_key),
    message: {
      id: message.id,
      kind: message.kind,
      body: message.body,
      time: message.created_time.toISOString(),
    },
  })
  const now = clock.now()
  if (error) {
    const failures = node.failures + 1
    const next = new Date(now.getTime() + Math.min(longestPauseMs, 1_000 * 2 ** Math.min(failures, 10)))
    await store.noteContact(tx, node.id, { next, failures, contact: null, error })
    return true
  }
  await store.markSent(tx, message.id, now)
  if (message.kind === 'request') await store.markRequestSent(tx, String(message.body.id))
  await store.noteContact(tx, node.id, { next: now, failures: 0, contact: now, error: null })
  return true
}

async function post(url: string, body: object): Promise<string | null> {
  try {
    const answer = await fetch(`${url.replace(/\/+$/, '')}${takeCascade.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    })
    return answer.ok ? null : `HTTP ${answer.status} ${(await answer.text()).slice(0, 200)}`
  } catch (error) {
    return (error as Error).message.slice(0, 300)
  }
}

/** Tells who runs the exchange of a node that has not been reached for long. */
export async function tellStuck(parts: DataParts, tx: Transaction): Promise<boolean> {
  const now = parts.kernel.clock.now()
  const node = await store.takeStuckNode(tx, new Date(now.getTime() - alarmMs))
  if (!node) return false
  await store.setAlarm(tx, node.id, now)
  parts.messaging.tell(tx, {
    key: `cascade-stuck/${node.id}/${now.toISOString()}`,
    title: `级联积压：${node.name}`,
    text: `发往“${node.name}”的消息已积压超过 15 分钟，恢复后将按序自动补发。`,
    ...{ urgency: 'normal', to: [{ role: 'data-bureau', division: parts.territory.cityCode() ?? '' }] },
    link: '/console/cascade',
  })
  return true
}
