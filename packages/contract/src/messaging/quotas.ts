import { type Static, Type } from 'typebox'
import { Done, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Month = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$', description: 'Month of the city, 2026-11.' })

/** Ways that cost something; the inbox does not. */
export const PaidChannel = oneOf('sms', 'voice', 'mail', 'push')
export type PaidChannel = Static<typeof PaidChannel>

/**
 * What happens to what is sent when the month is used up: it fails, it waits for the next month, or it goes by another
 * way. An emergency goes out all the same and is counted.
 */
export const WhenUsed = oneOf('refuse', 'hold', 'switch')
export type WhenUsed = Static<typeof WhenUsed>

/** How much an organisation may send by a channel in a month; without organisation, what the platform sends in no name. */
export const MessageQuota = Type.Object({
  organisationId: nullable(Id),
  organisationName: nullable(Type.String()),
  channel: PaidChannel,
  monthly: Type.Integer({ description: 'Segments of SMS, calls, mails, pushes.' }),
  whenUsed: WhenUsed,
  switchTo: nullable(oneOf('app', 'sms', 'mail', 'push')),
  used: Type.Integer({ description: 'In the month asked for.' }),
  beyond: Type.Integer({ description: 'Of it by emergencies beyond the quota.' }),
  stopped: Type.Integer({ description: 'Deliveries refused, held or sent by another way.' }),
  setBy: Type.String(),
  setTime: Time,
})
export type MessageQuota = Static<typeof MessageQuota>

export const MessagePrice = Type.Object({
  channel: PaidChannel,
  fromDate: Type.String({ format: 'date' }),
  fen: Type.Number({ minimum: 0, maximum: 100_000, description: 'Of a unit, in fen.' }),
  setBy: Type.String(),
})
export type MessagePrice = Static<typeof MessagePrice>

/** What an organisation sent by a channel in a month, and what it cost. */
export const MessageCost = Type.Object({
  month: Month,
  organisationId: nullable(Id),
  organisationName: nullable(Type.String()),
  channel: PaidChannel,
  deliveries: Type.Integer(),
  units: Type.Integer(),
  fen: Type.Number(),
})
export type MessageCost = Static<typeof MessageCost>

const costQuery = {
  from: Month,
  to: Month,
  organisation: Type.Optional(Id),
  channel: Type.Optional(PaidChannel),
}

export const listMessageQuotas = defineOperation({
  id: 'messaging.listQuotas',
  method: 'GET',
  path: '/api/messaging/quotas',
  permission: 'messaging.send',
  summary: { zh: '消息配额与本月用量', en: 'Quotas with what is used of them' },
  query: Type.Object({ ...pageQuery, month: Type.Optional(Month) }),
  response: pageOf(MessageQuota),
})

export const saveMessageQuota = defineOperation({
  id: 'messaging.saveQuota',
  method: 'PUT',
  path: '/api/messaging/quotas',
  permission: 'messaging.manage',
  summary: { zh: '设置消息配额', en: 'Set a quota' },
  body: Type.Object({
    organisationId: Type.Optional(Id),
    channel: PaidChannel,
    monthly: Type.Integer({ minimum: 0, maximum: 100_000_000 }),
    whenUsed: WhenUsed,
    switchTo: Type.Optional(oneOf('app', 'sms', 'mail', 'push')),
  }),
  response: MessageQuota,
})

export const liftMessageQuota = defineOperation({
  id: 'messaging.liftQuota',
  method: 'DELETE',
  path: '/api/messaging/quotas',
  permission: 'messaging.manage',
  summary: { zh: '取消消息配额', en: 'Lift a quota' },
  query: Type.Object({ organisation: Type.Optional(Id), channel: PaidChannel }),
  response: Done,
})

export const listMessagePrices = defineOperation({
  id: 'messaging.listPrices',
  method: 'GET',
  path: '/api/messaging/prices',
  permission: 'messaging.send',
  summary: { zh: '渠道单价', en: 'Prices of the channels' },
  response: Type.Object({ items: Type.Array(MessagePrice) }),
})

export const saveMessagePrice = defineOperation({
  id: 'messaging.savePrice',
  method: 'PUT',
  path: '/api/messaging/prices',
  permission: 'messaging.manage',
  summary: { zh: '登记渠道单价（自某日起）', en: 'Set the price of a channel from a day on' },
  body: Type.Object({
    channel: PaidChannel,
    fromDate: Type.String({ format: 'date' }),
    fen: Type.Number({ minimum: 0, maximum: 100_000 }),
  }),
  response: MessagePrice,
})

export const listMessageCosts = defineOperation({
  id: 'messaging.listCosts',
  method: 'GET',
  path: '/api/messaging/costs',
  permission: 'messaging.send',
  summary: { zh: '消息费用统计', en: 'What messages cost' },
  query: Type.Object({ ...costQuery, limit: pageQuery.limit, offset: pageQuery.offset }),
  response: Type.Object({
    items: Type.Array(MessageCost),
    total: Type.Integer(),
    sum: Type.Object({ deliveries: Type.Integer(), units: Type.Integer(), fen: Type.Number() }),
  }),
})

export const exportMessageCosts = defineOperation({
  id: 'messaging.exportCosts',
  method: 'GET',
  path: '/api/messaging/cost-report',
  permission: 'messaging.send',
  summary: { zh: '导出消息费用统计', en: 'Costs of messages as a spreadsheet' },
  query: Type.Object(costQuery),
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: 'application/octet-stream',
})
