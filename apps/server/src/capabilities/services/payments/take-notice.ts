import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { actIn, platformActor, tellChanged } from '../applications/act-on.ts'
import { takeDailyNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import type { PayNotice, PayProvider } from './provider.ts'
import { entriesOf, largeRefundFen } from './rules.ts'
import * as store from './store.ts'

/**
 * Takes the notice of a payment: the same one is taken once however often it comes. A payment of an order that was closed
 * in the meantime is given back at once.
 */
export async function takeNotice(
  parts: ServicesParts,
  provider: PayProvider,
  notice: PayNotice,
): Promise<void> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  const back = await db.transaction(async (tx) => {
    const order = await store.findOrderByNumber(tx, notice.orderNumber)
    if (!order) throw notFound('支付单', notice.orderNumber)
    const isNew = await store.insertNotice(tx, { ...notice, channel: provider.id }, now)
    if (!isNew) return null
    if (notice.fen !== order.fen) throw invalid('/body/fen', '金额与支付单不一致')
    const wasClosed = order.state === 'closed'
    if (order.state !== 'waiting' && !wasClosed) return { order, fen: notice.fen, isSecond: true }
    Object.assign(order, { state: 'paid', channel: provider.id, channel_number: notice.channelNumber })
    Object.assign(order, { paid_time: notice.paidTime, receipt_number: await takeDailyNumber(tx, 'PJ', now) })
    await store.updateOrder(tx, order)
    await book(tx, order, 'pay', order.fen, now)
    if (!wasClosed) await settleBusiness(parts, tx, order)
    return wasClosed ? { order, fen: notice.fen, isSecond: false } : null
  })
  if (!back) return
  // Paid late, or twice by two ways: the payer has the money back.
  await provider.refund({ channelNumber: notice.channelNumber, fen: back.fen, refundId: newId() })
  if (!back.isSecond) await db.transaction((tx) => giveBack(tx, back.order.id, back.fen, now))
}

function book(
  tx: Transaction,
  order: store.OrderRow,
  act: 'pay' | 'refund' | 'clear',
  fen: number,
  now: Date,
) {
  const { channel, account } = order
  return store.insertEntries(tx, order.id, act, entriesOf(act, fen, { channel: channel ?? '', account }), now)
}

async function giveBack(tx: Transaction, orderId: string, fen: number, now: Date): Promise<void> {
  const order = await store.findOrder(tx, orderId, { lock: true })
  if (!order) throw notFound('支付单', orderId)
  order.refunded_fen += fen
  order.state = order.refunded_fen === order.fen ? 'refunded' : 'part-refunded'
  await store.updateOrder(tx, order)
  await book(tx, order, 'refund', fen, now)
}

/** Tells the application that its fee is paid. */
async function settleBusiness(parts: ServicesParts, tx: Transaction, order: store.OrderRow): Promise<void> {
  if (order.business_kind !== 'application') return
  await actIn(parts, tx, order.business_id, platformActor, async (work) => {
    await work.note(
      '缴费成功',
      `${order.title} ${(order.fen / 100).toFixed(2)} 元，票据 ${order.receipt_number}`,
    )
    await tellChanged(parts, work)
  })
}

/** Gives money back within what was paid; large sums wait for a second person. */
export async function refundOrder(
  parts: ServicesParts,
  providers: ReadonlyMap<string, PayProvider>,
  orderId: string,
  given: { fen: number; reason: string; userId: string },
): Promise<{ refundId: string; state: 'waiting-approval' | 'done'; remainingFen: number }> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  const refundId = newId()
  return db.transaction(async (tx) => {
    const order = await store.findOrder(tx, orderId, { lock: true })
    if (!order) throw notFound('支付单', orderId)
    if (order.state !== 'paid' && order.state !== 'part-refunded')
      throw conflict('not-paid', '该支付单没有可退金额。')
    const remaining = order.fen - order.refunded_fen - (await store.pendingRefunds(tx, orderId))
    if (given.fen > remaining)
      throw invalid('/body/fen', `退款超过剩余可退金额 ${(remaining / 100).toFixed(2)} 元`, 'beyond-paid')
    const state = given.fen > largeRefundFen ? 'waiting-approval' : 'done'
    await store.insertRefund(tx, { id: refundId, orderId, ...given, state, askedBy: given.userId }, now)
    if (state === 'done') await payBack(tx, providers, order, { fen: given.fen, refundId, now })
    return { refundId, state, remainingFen: remaining - given.fen }
  })
}

async function payBack(
  tx: Transaction,
  providers: ReadonlyMap<string, PayProvider>,
  order: store.OrderRow,
  { fen, refundId, now }: { fen: number; refundId: string; now: Date },
): Promise<void> {
  const provider = providers.get(order.channel ?? '')
  if (!provider) throw conflict('no-channel', '原支付渠道未启用，不能退款。')
  await giveBack(tx, order.id, fen, now)
  await provider.refund({ channelNumber: order.channel_number ?? '', fen, refundId })
}

/** A second person approves a large refund. */
export async function approveLargeRefund(
  parts: ServicesParts,
  providers: ReadonlyMap<string, PayProvider>,
  refundId: string,
  userId: string,
): Promise<{ remainingFen: number }> {
  const { db, clock } = parts.kernel
  return db.transaction(async (tx) => {
    const refund = await store.findRefund(tx, refundId)
    if (!refund) throw notFound('退款', refundId)
    if (refund.state === 'done') throw conflict('wrong-state', '该退款已办理。')
    if (refund.asked_by === userId) throw forbidden('大额退款须由他人批准。', 'own-refund')
    const order = (await store.findOrder(tx, refund.order_id, { lock: true })) as store.OrderRow
    await store.finishRefund(tx, refundId)
    await payBack(tx, providers, order, { fen: refund.fen, refundId, now: clock.now() })
    return { remainingFen: order.fen - order.refunded_fen - refund.fen }
  })
}
