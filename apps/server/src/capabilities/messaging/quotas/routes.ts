import * as contract from '@civitas/contract'
import ExcelJS from 'exceljs'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { invalid } from '../../../kernel/problem.ts'
import { type MessagingParts, nameOf } from '../messaging-parts.ts'
import { monthOf } from './rules.ts'
import * as store from './store.ts'

export function bindQuotas(parts: MessagingParts): void {
  const { http, db, clock } = parts.kernel
  const named = nameOf(parts)
  http.bind(contract.listMessageQuotas, async ({ query }, { principal }) => {
    const { month = monthOf(clock.now()), search, limit, offset } = query
    const ids = search ? idsOf(parts, search) : undefined
    const page = await store.listQuotas(
      db,
      { month, limit, offset, organisationIds: ids },
      whoseOf(principal),
    )
    const items = page.items.map((one) => ({
      ...one,
      organisationName: named(one.organisationId),
      setTime: one.setTime.toISOString(),
    }))
    return { items, total: page.total }
  })
  http.bind(contract.saveMessageQuota, ({ body }, { principal }) => saveQuota(parts, body, principal))
  http.bind(contract.liftMessageQuota, async ({ query }) => {
    await store.dropQuota(db, query.organisation ?? null, query.channel)
    return { done: true as const }
  })
  http.bind(contract.listMessagePrices, async () => ({ items: await store.listPrices(db) }))
  http.bind(contract.saveMessagePrice, async ({ body }, { principal }) => {
    const price = { ...body, setBy: principal.name }
    await store.savePrice(db, price)
    return price
  })
  http.bind(contract.listMessageCosts, async ({ query }, { principal }) => {
    const { items, ...rest } = await store.listCosts(db, query, whoseOf(principal))
    return { ...rest, items: items.map((one) => ({ ...one, organisationName: named(one.organisationId) })) }
  })
  http.bind(contract.exportMessageCosts, async ({ query }, { principal, reply }) => {
    const costs = await store.listCosts(db, { ...query, limit: 10_000 }, whoseOf(principal))
    reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    reply.header('content-disposition', `attachment; filename="message-costs-${query.from}-${query.to}.xlsx"`)
    return toXlsx(costs, named)
  })
}

/** Organisations with these words in their name. */
function idsOf({ identity }: MessagingParts, words: string): string[] {
  return [...identity.organisationsByName()].filter(([name]) => name.includes(words)).map(([, id]) => id)
}

/** Who keeps channels sees all, others what their own organisation sent. */
function whoseOf(principal: Principal): store.Whose {
  return hasPermission(principal, 'messaging.manage') ? null : { organisationId: principal.organisationId }
}

type QuotaInput = {
  organisationId?: string
  channel: contract.PaidChannel
  monthly: number
  whenUsed: contract.WhenUsed
  switchTo?: contract.MessageChannel
}

async function saveQuota(parts: MessagingParts, body: QuotaInput, by: Principal) {
  const { db, clock } = parts.kernel
  const { organisationId = null, channel, monthly, whenUsed, switchTo } = body
  if (organisationId && !parts.identity.findOrganisation(organisationId))
    throw invalid('/body/organisationId', '没有这个单位')
  if (whenUsed === 'switch' && (!switchTo || switchTo === channel))
    throw invalid('/body/switchTo', '请选择另一种渠道，配额用完后改用')
  const row = {
    organisationId,
    channel,
    monthly,
    whenUsed,
    switchTo: whenUsed === 'switch' ? (switchTo ?? null) : null,
  }
  await store.saveQuota(db, row, by, clock.now())
  const page = await store.listQuotas(db, { month: monthOf(clock.now()), limit: 10_000 }, null)
  const one = page.items.find((each) => each.organisationId === organisationId && each.channel === channel)
  if (!one) throw new Error('a quota was not written')
  const organisationName = nameOf(parts)(organisationId)
  return { ...one, organisationName, setTime: one.setTime.toISOString() }
}

const channelNames = { sms: '短信', voice: '语音', mail: '邮件', push: '网页推送' }

async function toXlsx(
  costs: Awaited<ReturnType<typeof store.listCosts>>,
  named: (id: string | null) => string | null,
): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('消息费用', { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.addRow(['月份', '单位', '渠道', '投递', '计费条数', '费用（元）']).font = { bold: true }
  for (const one of costs.items)
    sheet.addRow([
      ...[
        one.month,
        named(one.organisationId) ?? '平台',
        channelNames[one.channel],
        one.deliveries,
        one.units,
      ],
      one.fen / 100,
    ])
  const { deliveries, units, fen } = costs.sum
  sheet.addRow(['合计', '', '', deliveries, units, fen / 100]).font = { bold: true }
  for (const [i, width] of [10, 30, 12, 10, 12, 14].entries()) sheet.getColumn(i + 1).width = width
  return Buffer.from(await book.xlsx.writeBuffer())
}
