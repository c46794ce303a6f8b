import { type Static, Type } from 'typebox'
import { Done, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Fen = Type.Integer({ minimum: 1, maximum: 100_000_000_00 })

/** 支付单: waits for payment, paid, given back in part or whole, closed unpaid. Amounts in fen. */
export const PayOrder = Type.Object({
  id: Id,
  number: Type.String(),
  title: Type.String(),
  fen: Type.Integer(),
  refundedFen: Type.Integer(),
  state: oneOf('waiting', 'paid', 'part-refunded', 'refunded', 'closed'),
  organisationName: Type.String(),
  account: oneOf('treasury', 'unit'),
  channel: nullable(Type.String()),
  channelNumber: nullable(Type.String()),
  paidTime: nullable(Time),
  expiresTime: Time,
  createdTime: Time,
  receiptNumber: nullable(Type.String()),
})
export type PayOrder = Static<typeof PayOrder>

/** A difference of a day with a channel: 长款 (only the channel has it), 短款 (only we have it), amounts differ. */
export const PayDifference = Type.Object({
  id: Id,
  channel: Type.String(),
  day: Day,
  kind: oneOf('long', 'short', 'amount'),
  channelNumber: nullable(Type.String()),
  orderNumber: nullable(Type.String()),
  fen: nullable(Type.Integer()),
  channelFen: nullable(Type.Integer()),
  state: oneOf('open', 'handled', 'carried'),
  note: nullable(Type.String()),
})
export type PayDifference = Static<typeof PayDifference>

const params = Type.Object({ id: Id })

export const getPayOrder = defineOperation({
  id: 'services.getPayOrder',
  method: 'GET',
  path: '/api/services/pay-orders/{id}',
  permission: 'signed-in',
  summary: { zh: '支付单', en: 'A payment order' },
  params,
  response: PayOrder,
})

export const payOrder = defineOperation({
  id: 'services.payOrder',
  method: 'POST',
  path: '/api/services/pay-orders/{id}/pay',
  permission: 'services.apply',
  summary: { zh: '去支付', en: 'Go and pay' },
  params,
  body: Type.Object({ channel: Type.Optional(Type.String({ maxLength: 40 })) }),
  response: Type.Object({ payUrl: Type.String({ description: 'Page of the provider.' }) }),
})

export const chargeApplication = defineOperation({
  id: 'services.chargeApplication',
  method: 'POST',
  path: '/api/services/applications/{id}/charges',
  permission: 'services.accept',
  summary: { zh: '登记窗口收费', en: 'Post a fee that was taken at a desk' },
  params,
  body: Type.Object({
    fen: Fen,
    title: Type.String({ minLength: 2, maxLength: 100 }),
    receipt: Type.String({ minLength: 2, maxLength: 60, description: 'Number of the receipt at the desk.' }),
  }),
  response: PayOrder,
  creates: true,
})

export const takePayNotice = defineOperation({
  id: 'services.takePayNotice',
  method: 'POST',
  path: '/api/services/pay-notices/{channel}',
  permission: 'public',
  summary: { zh: '支付渠道异步通知', en: 'Notice of a payment channel' },
  params: Type.Object({ channel: Type.String({ maxLength: 40 }) }),
  body: Type.Object({
    orderNumber: Type.String({ maxLength: 64 }),
    channelNumber: Type.String({ maxLength: 64 }),
    fen: Type.Integer(),
    paidTime: Time,
    signature: Type.String({ maxLength: 500 }),
  }),
  response: Type.Object({ taken: Type.Literal(true) }),
})

export const listPayOrders = defineOperation({
  id: 'services.listPayOrders',
  method: 'GET',
  path: '/api/services/pay-orders',
  permission: 'services.pay',
  summary: { zh: '支付单列表', en: 'Payment orders' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(PayOrder.properties.state) }),
  response: pageOf(PayOrder),
})

export const refundPayOrder = defineOperation({
  id: 'services.refundPayOrder',
  method: 'POST',
  path: '/api/services/pay-orders/{id}/refunds',
  permission: 'services.pay',
  summary: { zh: '退款', en: 'Give money back' },
  params,
  body: Type.Object({ fen: Fen, reason: Type.String({ minLength: 2, maxLength: 200 }) }),
  response: Type.Object({
    refundId: Id,
    state: oneOf('waiting-approval', 'done'),
    remainingFen: Type.Integer(),
  }),
})

export const approveRefund = defineOperation({
  id: 'services.approveRefund',
  method: 'POST',
  path: '/api/services/refunds/{id}/approve',
  permission: 'services.pay',
  summary: { zh: '批准大额退款', en: 'Approve a large refund' },
  params,
  response: Type.Object({ remainingFen: Type.Integer() }),
})

/** A refund and who has to approve it, when it is large. */
export const PayRefund = Type.Object({
  id: Id,
  orderId: Id,
  orderNumber: Type.String(),
  title: Type.String(),
  fen: Type.Integer(),
  reason: Type.String(),
  state: oneOf('waiting-approval', 'done'),
  askedByMe: Type.Boolean({ description: 'Who asked does not approve.' }),
  time: Time,
})
export type PayRefund = Static<typeof PayRefund>

export const listRefunds = defineOperation({
  id: 'services.listRefunds',
  method: 'GET',
  path: '/api/services/refunds',
  permission: 'services.pay',
  summary: { zh: '退款记录', en: 'Refunds' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(PayRefund.properties.state) }),
  response: pageOf(PayRefund),
})

/** A day of a channel: what was paid, and how far it is reconciled. */
export const PayDay = Type.Object({
  channel: Type.String(),
  day: Day,
  payments: Type.Integer(),
  fen: Type.Integer(),
  matched: nullable(Type.Integer({ description: 'Null until the day was reconciled.' })),
  openDifferences: Type.Integer(),
  closedTime: nullable(Time),
})
export type PayDay = Static<typeof PayDay>

export const listPayDays = defineOperation({
  id: 'services.listPayDays',
  method: 'GET',
  path: '/api/services/pay-days',
  permission: 'services.pay',
  summary: { zh: '对账日', en: 'Days to reconcile' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(PayDay),
})

export const reconcilePayDay = defineOperation({
  id: 'services.reconcilePayDay',
  method: 'POST',
  path: '/api/services/pay-days/{day}/{channel}/reconcile',
  permission: 'services.pay',
  summary: { zh: '与渠道对账', en: 'Reconcile a day with a channel' },
  params: Type.Object({ day: Day, channel: Type.String({ maxLength: 40 }) }),
  body: Type.Object({
    rows: Type.Optional(
      Type.Array(
        Type.Object({
          channelNumber: Type.String({ maxLength: 64 }),
          orderNumber: Type.String({ maxLength: 64 }),
          fen: Type.Integer(),
        }),
        { maxItems: 100_000, description: 'File of the channel; asked of the channel when absent.' },
      ),
    ),
  }),
  response: Type.Object({
    matched: Type.Integer(),
    differences: Type.Array(PayDifference),
    isClosed: Type.Boolean(),
  }),
})

export const listPayDifferences = defineOperation({
  id: 'services.listPayDifferences',
  method: 'GET',
  path: '/api/services/pay-differences',
  permission: 'services.pay',
  summary: { zh: '对账差异', en: 'Differences with channels' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(PayDifference.properties.state) }),
  response: pageOf(PayDifference),
})

export const settlePayDifference = defineOperation({
  id: 'services.settlePayDifference',
  method: 'POST',
  path: '/api/services/pay-differences/{id}/settle',
  permission: 'services.pay',
  summary: { zh: '处理或结转差异', en: 'Handle or carry over a difference' },
  params,
  body: Type.Object({
    act: oneOf('handled', 'carried'),
    note: Type.String({ minLength: 2, maxLength: 500 }),
  }),
  response: Done,
})

export const closePayDay = defineOperation({
  id: 'services.closePayDay',
  method: 'POST',
  path: '/api/services/pay-days/{day}/{channel}/close',
  permission: 'services.pay',
  summary: { zh: '日终清算', en: 'Close a day and clear to the accounts' },
  params: Type.Object({ day: Day, channel: Type.String({ maxLength: 40 }) }),
  response: Type.Object({
    cleared: Type.Array(Type.Object({ account: Type.String(), fen: Type.Integer() })),
  }),
})

export const getPayStatistics = defineOperation({
  id: 'services.getPayStatistics',
  method: 'GET',
  path: '/api/services/pay-statistics',
  permission: 'services.pay',
  summary: { zh: '收费统计', en: 'Payments by unit, item and channel' },
  query: Type.Object({ from: Type.Optional(Day), to: Type.Optional(Day) }),
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        organisationName: Type.String(),
        title: Type.String(),
        channel: Type.String(),
        orders: Type.Integer(),
        fen: Type.Integer(),
        refundedFen: Type.Integer(),
      }),
    ),
    ledgerSum: Type.Integer({ description: 'Sum of all entries of the double-entry book: 0.' }),
  }),
})
