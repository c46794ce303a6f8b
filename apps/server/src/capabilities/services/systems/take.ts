import type { SignedSystemMessage, SystemReceipt } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { Problem, unauthenticated } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'
import { isSignedBy, signedForMs } from './rules.ts'
import * as store from './store.ts'

export interface Taken {
  readonly messageId: string
  readonly objectId: string
  readonly content: Record<string, unknown>
}

/** Carries a message of another system out in the transaction it is kept in; a Problem refuses it. */
export interface Handler {
  readonly from: readonly store.SystemRow['kind'][]
  take(
    parts: ServicesParts,
    tx: Transaction,
    system: store.SystemRow,
    message: Taken,
  ): Promise<{ reference?: string; result?: Record<string, unknown> }>
}

export type Handlers = Readonly<Record<string, Handler>>

/** Takes a message once. Sent again it is a duplicate and changes nothing; what was refused may come again put right. */
export async function takeMessage(
  parts: ServicesParts,
  handlers: Handlers,
  message: SignedSystemMessage,
): Promise<SystemReceipt> {
  const { db, clock } = parts.kernel
  const system = await requireSender(parts, message)
  const now = clock.now()
  const content = readContent(message.content)
  const kept = {
    ...{ system_id: system.id, message_id: message.id, kind: message.kind, object_id: message.objectId },
    content,
  }
  try {
    return await db.transaction(async (tx) => {
      await tx.query(
        sql`SELECT pg_advisory_xact_lock(hashtextextended(${`services.take ${system.id} ${message.objectId}`}, 0))`,
      )
      const known = await store.findTaken(tx, system.id, message.id)
      if (known?.state === 'accepted') {
        await store.countRepeat(tx, known.id)
        return { outcome: 'duplicate' as const, faults: [], result: known.result }
      }
      const handler = handlers[message.kind]
      if (!handler?.from.includes(system.kind))
        throw new Problem('invalid', 'unknown-kind', '不认识的消息', [
          { path: '/kind', message: `${system.name} 不能发送“${message.kind}”消息` },
        ])
      const taken = { messageId: message.id, objectId: message.objectId, content }
      const { reference = '', result = null } = await handler.take(parts, tx, system, taken)
      await store.keepTaken(tx, { ...kept, reference, state: 'accepted', faults: [], result }, now)
      return { outcome: 'accepted' as const, faults: [], result }
    })
  } catch (error) {
    // What cannot be taken is told to the sender; anything else is a fault of this side and tried again.
    if (!(error instanceof Problem)) throw error
    const faults = error.errors ?? [{ path: '/content', message: error.message }]
    await store.keepTaken(db, { ...kept, reference: '', state: 'refused', faults, result: null }, now)
    return { outcome: 'refused', faults, result: null }
  }
}

async function requireSender(parts: ServicesParts, message: SignedSystemMessage): Promise<store.SystemRow> {
  const system = await store.findSystem(parts.kernel.db, { code: message.system })
  if (!system || !isSignedBy(message, await parts.identity.keys.unseal(system.secret)))
    throw unauthenticated('签名不正确。', 'wrong-signature')
  if (system.state !== 'active') throw unauthenticated('对接已暂停。', 'suspended')
  if (Math.abs(parts.kernel.clock.now().getTime() - Date.parse(message.time)) > signedForMs)
    throw unauthenticated('消息时间相差超过 5 分钟。', 'expired')
  return system
}

function readContent(text: string): Record<string, unknown> {
  try {
    const content = JSON.parse(text) as unknown
    if (content && typeof content === 'object' && !Array.isArray(content))
      return content as Record<string, unknown>
  } catch {
    // Told below as any other fault.
  }
  throw new Problem('invalid', 'malformed', '消息内容应为 JSON 对象', [
    { path: '/content', message: '应为 JSON 对象' },
  ])
}
