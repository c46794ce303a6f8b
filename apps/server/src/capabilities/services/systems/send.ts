import type { SignedSystemMessage, SystemReceipt } from '@civitas/contract'
import { claimOne } from '../../../kernel/db/claim.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { ServicesParts } from '../services-parts.ts'
import { pauseAfter, signMessage } from './rules.ts'
import * as store from './store.ts'

const most = 50
const patienceMs = 15_000

/** What follows from the answer to a message this side sent, by its kind. */
export type OnSettled = (
  parts: ServicesParts,
  tx: Transaction,
  system: store.SystemRow,
  message: store.MessageRow,
  receipt: SystemReceipt,
) => Promise<void>

/** Sends what waits for one system, in order; false when none is due. What was not answered stays and is sent again. */
export async function sendToNext(
  parts: ServicesParts,
  tx: Transaction,
  onSettled: Readonly<Record<string, OnSettled>>,
): Promise<boolean> {
  const { clock, log } = parts.kernel
  const system = await claimOne(tx, 'services.systems', () => store.listDueSystems(tx, clock.now()))
  if (!system) return false
  const waiting = await store.listWaiting(tx, system.id, most)
  const secret = await parts.identity.keys.unseal(system.secret)
  const answers: { message: store.MessageRow; receipt: SystemReceipt }[] = []
  let error: string | null = null
  const refused = new Set<string>()
  for (const message of waiting) {
    if (refused.has(message.object_id)) continue
    try {
      const receipt = await post(system, toSend(system, message, secret, clock.now()))
      if (receipt.outcome === 'refused') refused.add(message.object_id)
      answers.push({ message, receipt })
    } catch (failure) {
      error = inWords(failure as Error)
      await store.countTry(tx, [message.id])
      break
    }
  }
  const now = clock.now()
  for (const { message, receipt } of answers) {
    const { outcome, faults, result } = receipt
    const state = outcome === 'refused' ? 'refused' : 'accepted'
    await store.settleMessage(tx, message.id, { state, faults, result }, now)
    await onSettled[message.kind]?.(parts, tx, system, message, receipt)
  }
  const failures = error ? system.failures + 1 : 0
  if (error) log.warn({ system: system.code, failures, error }, 'a linked system could not be told')
  await store.noteContact(tx, system.id, {
    ...{ failures, error, contact: answers.length > 0 ? now : null },
    nextTry: new Date(now.getTime() + (error ? pauseAfter(failures) : 0)),
  })
  return true
}

/** What went wrong, for people; a network that does not answer says only that fetching failed. */
function inWords({ message, cause }: Error): string {
  const why = cause instanceof Error && cause.message ? cause.message : message
  return (message.startsWith('HTTP') || message.startsWith('应答') ? message : `无法连接：${why}`).slice(
    0,
    300,
  )
}

function toSend(
  system: store.SystemRow,
  message: Pick<store.MessageRow, 'message_id' | 'kind' | 'object_id' | 'content'>,
  secret: string,
  now: Date,
): SignedSystemMessage {
  const bare = {
    ...{ system: system.own_code, id: message.message_id, kind: message.kind, objectId: message.object_id },
    ...{ time: now.toISOString(), content: JSON.stringify(message.content) },
  }
  return { ...bare, signature: signMessage(bare, secret) }
}

/** Posts a message; whatever is no receipt is a failure to be tried again. */
async function post({ address }: { address: string }, message: SignedSystemMessage): Promise<SystemReceipt> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
    signal: AbortSignal.timeout(patienceMs),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`HTTP ${response.status} ${text.slice(0, 200)}`)
  const receipt = JSON.parse(text) as Partial<SystemReceipt>
  if (!receipt.outcome || !['accepted', 'duplicate', 'refused'].includes(receipt.outcome))
    throw new Error(`应答不符合约定：${text.slice(0, 200)}`)
  const { outcome, faults = [], result = null } = receipt
  return { outcome, faults, result }
}

/** Asks a system something now; the answer is not kept. */
export async function ask(
  parts: ServicesParts,
  system: store.SystemRow,
  message: { id: string; kind: string; objectId: string; content: object },
): Promise<SystemReceipt> {
  const secret = await parts.identity.keys.unseal(system.secret)
  const { id, kind, objectId, content } = message
  const row = { message_id: id, kind, object_id: objectId, content: content as Record<string, unknown> }
  return post(system, toSend(system, row, secret, parts.kernel.clock.now()))
}
