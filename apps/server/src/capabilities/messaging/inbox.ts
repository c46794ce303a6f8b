import type { InboxItem } from '@civitas/contract'
import type { Transaction } from '../../kernel/db/database.ts'
import { notFound } from '../../kernel/problem.ts'
import { reach } from './deliver.ts'
import { type MessagingParts, nameOf } from './messaging-parts.ts'
import * as read from './read-store.ts'
import { isDone } from './rules.ts'
import * as store from './store.ts'

interface InboxQuery {
  limit?: number
  offset?: number
  search?: string
  unread?: boolean
}

/** The messages of a person; what they are shown for the first time counts as delivered. */
export async function listInbox(parts: MessagingParts, userId: string, query: InboxQuery) {
  const page = await read.listInboxOf(parts.kernel.db, userId, query, nameOf(parts))
  const fresh = await read.listFreshIds(parts.kernel.db, userId)
  if (fresh.length > 0)
    await parts.kernel.db.transaction(async (tx) => {
      for (const id of fresh) await mark(parts, tx, id, 'delivered')
    })
  return page
}

export async function markRead(
  parts: MessagingParts,
  userId: string,
  id: string,
  state: 'read' | 'confirmed',
): Promise<InboxItem> {
  return parts.kernel.db.transaction(async (tx) => {
    if (!(await read.getInboxItem(tx, userId, id, nameOf(parts)))) throw notFound('消息', id)
    await mark(parts, tx, id, state)
    return (await read.getInboxItem(tx, userId, id, nameOf(parts))) as InboxItem
  })
}

export async function markAllRead(parts: MessagingParts, userId: string): Promise<void> {
  await parts.kernel.db.transaction(async (tx) => {
    for (const id of await read.listUnreadIds(tx, userId)) await mark(parts, tx, id, 'read')
  })
}

async function mark(
  parts: MessagingParts,
  tx: Transaction,
  id: string,
  state: 'delivered' | 'read' | 'confirmed',
): Promise<void> {
  const receiver = (await store.getReceiver(tx, id, true)) as store.ReceiverRow
  if (receiver.reach !== 'failed' && isDone(receiver.reach, state)) return
  const message = (await store.findMessage(tx, receiver.message_id)) as store.MessageRow
  await reach(parts, tx, message, receiver, { deliveryId: null, channel: 'app', state })
}
