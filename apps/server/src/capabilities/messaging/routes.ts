import * as contract from '@civitas/contract'
import { hasPermission, type Principal } from '../../kernel/access.ts'
import { notFound } from '../../kernel/problem.ts'
import { takeReceipt } from './deliver.ts'
import { listInbox, markAllRead, markRead } from './inbox.ts'
import { type MessagingParts, nameOf } from './messaging-parts.ts'
import * as read from './read-store.ts'
import { sendByHand } from './send-by-hand.ts'
import * as store from './store.ts'

export function bindRoutes(parts: MessagingParts): void {
  bindSending(parts)
  bindInbox(parts)
  bindSettings(parts)
}

/** Administrators see all that was sent, others what they or their organisation sent. */
function ofCaller(principal: Principal): read.MessageQuery['of'] {
  if (hasPermission(principal, 'messaging.manage')) return null
  return { organisationId: principal.organisationId, userId: principal.userId }
}

function bindSending(parts: MessagingParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.sendMessage, async ({ body }, { principal }) => {
    const id = await sendByHand(parts, body, principal)
    return (await read.getSent(db, id, nameOf(parts))) as contract.SentMessage
  })
  http.bind(contract.listMessages, ({ query }, { principal }) =>
    read.listSent(db, { ...query, of: ofCaller(principal) }, nameOf(parts)),
  )
  http.bind(contract.getMessage, async ({ params, query }, { principal }) => {
    const message = await getOwn(parts, params.id, principal)
    return { message, receivers: await read.listReceivers(db, params.id, query, nameOf(parts)) }
  })
  http.bind(contract.resendMessage, async ({ params }, { principal }) => {
    await getOwn(parts, params.id, principal)
    return { resent: await store.requeueFailed(db, params.id, parts.kernel.clock.now()) }
  })
  http.bind(contract.reportReceipt, async ({ body }) => {
    await takeReceipt(parts, body)
    return { done: true as const }
  })
}

async function getOwn(parts: MessagingParts, id: string, principal: Principal) {
  const { db } = parts.kernel
  const row = await store.findMessage(db, id)
  const of = ofCaller(principal)
  const isOwn =
    row && (!of || row.sent_by === of.userId || (row.sender_id && row.sender_id === of.organisationId))
  if (!isOwn) throw notFound('通知', id)
  return (await read.getSent(db, id, nameOf(parts))) as contract.SentMessage
}

function bindInbox(parts: MessagingParts): void {
  const { http } = parts.kernel
  http.bind(contract.listInbox, ({ query }, { principal }) => listInbox(parts, principal.userId, query))
  http.bind(contract.readInboxItem, ({ params }, { principal }) =>
    markRead(parts, principal.userId, params.id, 'read'),
  )
  http.bind(contract.confirmInboxItem, ({ params }, { principal }) =>
    markRead(parts, principal.userId, params.id, 'confirmed'),
  )
  http.bind(contract.readWholeInbox, async (_, { principal }) => {
    await markAllRead(parts, principal.userId)
    return { done: true as const }
  })
}

function bindSettings({ kernel }: MessagingParts): void {
  const { http, db } = kernel
  const preferencesOf = async (userId: string): Promise<contract.MessagePreferences> =>
    (await store.readPreferences(db, [userId])).get(userId) ?? { quiet: null, without: [], unsubscribed: [] }
  http.bind(contract.getMessagePreferences, (_, { principal }) => preferencesOf(principal.userId))
  http.bind(contract.saveMessagePreferences, async ({ body }, { principal }) => {
    const { unsubscribed = (await preferencesOf(principal.userId)).unsubscribed } = body
    await store.writePreferences(db, principal.userId, { ...body, unsubscribed })
    return preferencesOf(principal.userId)
  })
  http.bind(contract.getQuietHours, () => store.readQuietHours(db))
  http.bind(contract.saveQuietHours, async ({ body }) => {
    await store.writeQuietHours(db, body)
    return store.readQuietHours(db)
  })
}
