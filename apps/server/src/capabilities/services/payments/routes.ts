import type { PayOrder } from '@civitas/contract'
import * as contract from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { conflict, forbidden, notFound, Problem } from '../../../kernel/problem.ts'
import { requireActing } from '../acting.ts'
import { requireOwn } from '../applications/access.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { chargeAtDesk, counter } from './counter.ts'
import type { PayProvider } from './provider.ts'
import { compareDay, entriesOf, orderLifeMs } from './rules.ts'
import * as store from './store.ts'
import { approveLargeRefund, refundOrder, takeNotice } from './take-notice.ts'
import { createTestProvider } from './test-provider.ts'

/** 统一支付 (PLT-076): orders, notices, refunds, reconciliation by day, clearing. */
export function bindPayments(parts: ServicesParts): void {
  const { http, config } = parts.kernel
  const providers = new Map<string, PayProvider>()
  if (config.testPay || config.sampleCity) {
    const test = createTestProvider(parts.kernel)
    providers.set(test.id, test)
  }
  providers.set(counter.id, counter)
  bindPaying(parts, providers)
  http.bind(contract.chargeApplication, async ({ params, body }, { principal }) => {
    const id = await chargeAtDesk(parts, principal, params.id, body)
    return toOrder(parts, (await store.findOrder(parts.kernel.db, id)) as store.OrderRow)
  })
  bindDays(parts, providers)
  http.bind(contract.refundPayOrder, ({ params, body }, { principal }) =>
    refundOrder(parts, providers, params.id, { ...body, userId: principal.userId }),
  )
  http.bind(contract.listRefunds, async ({ query }, { principal }) => {
    const { items, total } = await store.listRefunds(parts.kernel.db, query)
    return { items: items.map((row) => toRefund(row, principal.userId)), total }
  })
  http.bind(contract.approveRefund, ({ params }, { principal }) =>
    approveLargeRefund(parts, providers, params.id, principal.userId),
  )
}

function bindPaying(parts: ServicesParts, providers: ReadonlyMap<string, PayProvider>): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.getPayOrder, async ({ params }, { principal }) =>
    toOrder(parts, await requireOrder(parts, principal, params.id)),
  )
  http.bind(contract.payOrder, async ({ params, body }, { principal }) => {
    const order = await requireOrder(parts, principal, params.id)
    const provider = body.channel
      ? providers.get(body.channel)
      : [...providers.values()].find((one) => one !== counter)
    if (!provider) throw new Problem('unavailable', 'no-channel', '尚未开通在线支付渠道，请到窗口缴费。')
    if (order.state !== 'waiting' && order.state !== 'closed')
      throw conflict('paid-before', '该支付单已支付。')
    // Asking again to pay gives an order that ran out its time anew.
    await store.updateOrder(db, {
      ...order,
      ...{ state: 'waiting', expires_time: new Date(clock.now().getTime() + orderLifeMs) },
    })
    const isBill = order.business_kind === 'tv-bill'
    const returnUrl = isBill ? '/portal/tv' : `/portal/applications/${order.business_id}`
    return provider.open({ number: order.number, title: order.title, fen: order.fen, returnUrl })
  })
  http.bind(contract.takePayNotice, async ({ params, body }) => {
    const provider = providers.get(params.channel)
    if (!provider) throw notFound('支付渠道', params.channel)
    const notice = provider.readNotice(body)
    if (!notice) throw forbidden('通知的签名不对。', 'bad-signature')
    await takeNotice(parts, provider, notice)
    return { taken: true as const }
  })
  http.bind(contract.listPayOrders, async ({ query }) => {
    const { items, total } = await store.listOrders(db, query)
    return { items: items.map((row) => toOrder(parts, row)), total }
  })
}

async function requireOrder(parts: ServicesParts, principal: Principal, id: string): Promise<store.OrderRow> {
  const order = await store.findOrder(parts.kernel.db, id)
  if (!order) throw notFound('支付单', id)
  if (hasPermission(principal, 'services.pay')) return order
  if (order.business_kind === 'application') await requireOwn(parts, principal, order.business_id)
  else if ((await requireActing(parts, principal)).by.id !== order.payer_id) throw notFound('支付单', id)
  return order
}

function bindDays(parts: ServicesParts, providers: ReadonlyMap<string, PayProvider>): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.reconcilePayDay, async ({ params, body }) => {
    const file = body.rows ?? (await providers.get(params.channel)?.readDay(params.day))
    if (!file) throw notFound('支付渠道', params.channel)
    const found = compareDay(file, await store.listPaidOn(db, params.channel, params.day))
    await db.transaction((tx) => store.writeDay(tx, { ...params, matched: found.matched }, found.differences))
    const [differences, day] = await Promise.all([
      store.listDifferencesOn(db, params.channel, params.day),
      store.findDay(db, params.channel, params.day),
    ])
    return { matched: found.matched, differences, isClosed: day?.closed_time != null }
  })
  http.bind(contract.listPayDays, async ({ query }) => {
    const { items, total } = await store.listDays(db, query)
    const toDay = ({ closed_time, open, ...row }: (typeof items)[number]) => ({
      ...{ ...row, openDifferences: open, closedTime: closed_time?.toISOString() ?? null },
    })
    return { items: items.map(toDay), total }
  })
  http.bind(contract.listPayDifferences, ({ query }) => store.listDifferences(db, query))
  http.bind(contract.settlePayDifference, async ({ params, body }) => {
    if (!(await store.settleDifference(db, params.id, body))) throw notFound('未处理的差异', params.id)
    return { done: true as const }
  })
  http.bind(contract.closePayDay, ({ params }) => closeDay(parts, params))
  http.bind(contract.getPayStatistics, async ({ query }) => {
    const today = dayOf(clock.now())
    const rows = await store.readStatistics(db, query.from ?? `${today.slice(0, 7)}-01`, query.to ?? today)
    return {
      items: rows.map(({ organisation_id, refunded_fen, ...row }) => ({
        ...{ ...row, refundedFen: refunded_fen },
        organisationName: parts.identity.findOrganisation(organisation_id)?.name ?? '',
      })),
      ledgerSum: await store.sumOfBook(db),
    }
  })
}

/** Clears a day to the accounts once nothing of it is open. */
function closeDay(parts: ServicesParts, { channel, day }: { channel: string; day: string }) {
  const { db, clock } = parts.kernel
  const now = clock.now()
  return db.transaction(async (tx) => {
    const known = await store.findDay(tx, channel, day)
    if (!known) throw conflict('not-reconciled', '当日尚未对账。')
    if (known.closed_time) throw conflict('closed-before', '当日已日终。')
    const open = (await store.listDifferencesOn(tx, channel, day)).filter((one) => one.state === 'open')
    if (open.length > 0)
      throw conflict('differences-open', `还有 ${open.length} 笔差异未处理或结转，不能日终。`)
    const orders = await store.listToClear(tx, channel, day)
    const sums = new Map<string, number>()
    for (const order of orders) {
      const fen = order.fen - order.refunded_fen
      sums.set(order.account, (sums.get(order.account) ?? 0) + fen)
      await store.insertEntries(
        tx,
        order.id,
        'clear',
        entriesOf('clear', fen, { channel, account: order.account }),
        now,
      )
    }
    await store.markCleared(
      tx,
      orders.map((one) => one.id),
      channel,
      day,
      now,
    )
    return { cleared: [...sums].map(([account, fen]) => ({ account, fen })) }
  })
}

function toRefund(
  { order_id, number, asked_by, ...row }: Awaited<ReturnType<typeof store.listRefunds>>['items'][number],
  userId: string,
) {
  const { id, title, fen, reason, state, time } = row
  return {
    ...{ id, orderId: order_id, orderNumber: number, title, fen, reason, state },
    ...{ askedByMe: asked_by === userId, time: time.toISOString() },
  }
}

function toOrder({ identity, kernel }: ServicesParts, row: store.OrderRow): PayOrder {
  const isOver = row.state === 'waiting' && row.expires_time < kernel.clock.now()
  return {
    ...{ id: row.id, number: row.number, title: row.title, fen: row.fen, refundedFen: row.refunded_fen },
    ...{ state: isOver ? 'closed' : row.state, account: row.account, channel: row.channel },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ channelNumber: row.channel_number, paidTime: row.paid_time?.toISOString() ?? null },
    ...{ expiresTime: row.expires_time.toISOString(), createdTime: row.created_time.toISOString() },
    receiptNumber: row.receipt_number,
  }
}
