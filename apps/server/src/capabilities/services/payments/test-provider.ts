import { newSecret, sm3 } from '../../../kernel/crypto.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { PayProvider } from './provider.ts'

interface Trade {
  id: string
  order_number: string
  title: string
  fen: number
  return_url: string
  number: string | null
  paid_time: Date | null
}

const id = 'test-pay'

/**
 * 测试支付渠道: behaves as a channel does — a page of its own on which a person pays, a signed notice over HTTP, refunds, a file
 * for each day — but moves no money. Served only where the operator switched it on.
 */
export function createTestProvider(kernel: Kernel): PayProvider {
  const { db, clock, http } = kernel
  // The key both ends share; of this process, as notices are sent while it runs.
  const key = newSecret()
  const sign = (trade: { order_number: string; number: string; fen: number; time: string }) =>
    sm3(`${trade.order_number}|${trade.number}|${trade.fen}|${trade.time}|${key}`)
  const findTrade = (tradeId: string) =>
    db.first<Trade>(sql`SELECT * FROM services.test_pay_trade WHERE id = ${tradeId}`)
  http.fastify.get<{ Params: { id: string } }>('/test-pay/:id', async (request, reply) => {
    const trade = /^[0-9a-f-]{36}$/.test(request.params.id) ? await findTrade(request.params.id) : undefined
    if (!trade) return reply.code(404).type('text/html; charset=utf-8').send(page('没有这笔交易', ''))
    return reply.type('text/html; charset=utf-8').send(payPage(trade))
  })
  http.fastify.get<{ Params: { id: string } }>('/test-pay/:id/confirm', async (request, reply) => {
    const trade = /^[0-9a-f-]{36}$/.test(request.params.id) ? await findTrade(request.params.id) : undefined
    if (!trade) return reply.code(404).type('text/html; charset=utf-8').send(page('没有这笔交易', ''))
    const now = trade.paid_time ?? clock.now()
    const number = trade.number ?? `T${newId().replaceAll('-', '').slice(0, 24)}`
    await db.query(
      sql`UPDATE services.test_pay_trade SET number = ${number}, paid_time = ${now} WHERE id = ${trade.id}`,
    )
    const time = now.toISOString()
    await notify(request, {
      ...{ orderNumber: trade.order_number, channelNumber: number, fen: trade.fen, paidTime: time },
      signature: sign({ order_number: trade.order_number, number, fen: trade.fen, time }),
    })
    return reply.redirect(trade.return_url)
  })
  return {
    id,
    open: async (order) => {
      const tradeId = newId()
      await db.query(sql`INSERT INTO services.test_pay_trade (id, order_number, title, fen, return_url)
        VALUES (${tradeId}, ${order.number}, ${order.title}, ${order.fen}, ${order.returnUrl})`)
      return { payUrl: `/test-pay/${tradeId}` }
    },
    readNotice: (body) => {
      const { orderNumber, channelNumber, fen, paidTime, signature } = body
      if (typeof fen !== 'number' || !Number.isInteger(fen)) return null
      const [order, number, time] = [String(orderNumber), String(channelNumber), String(paidTime)]
      if (signature !== sign({ order_number: order, number, fen, time })) return null
      return { orderNumber: order, channelNumber: number, fen, paidTime: new Date(time) }
    },
    refund: async () => undefined,
    readDay: (day) =>
      db.query(sql`SELECT number AS "channelNumber", order_number AS "orderNumber", fen FROM services.test_pay_trade
        WHERE paid_time IS NOT NULL AND (paid_time AT TIME ZONE 'Asia/Shanghai')::date = ${day}::date`),
  }
}

/** Sends the notice over HTTP to the address this program is reached at, as a channel would. */
async function notify(
  request: { protocol: string; headers: Record<string, unknown>; socket: { localPort?: number } },
  body: Record<string, unknown>,
): Promise<void> {
  const url = `${request.protocol}://127.0.0.1:${request.socket.localPort}/api/services/pay-notices/${id}`
  await fetch(url, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  })
}

function payPage(trade: Trade): string {
  const amount = (trade.fen / 100).toFixed(2)
  const title = escapeHtml(trade.title)
  if (trade.paid_time)
    return page(
      '已支付',
      `<p>${title}</p><p class="sum">¥ ${amount}</p><p><a class="go" href="${escapeHtml(trade.return_url)}">返回</a></p>`,
    )
  return page(
    '确认支付',
    `<p>${title}</p><p class="sum">¥ ${amount}</p><p>订单号 ${escapeHtml(trade.order_number)}</p>
     <p><a class="go" href="/test-pay/${trade.id}/confirm">确认支付</a></p>
     <p><a href="${escapeHtml(trade.return_url)}">取消</a></p>`,
  )
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><style>
body{font:18px/1.6 system-ui,sans-serif;margin:0;background:#f4f6f9;color:#14202e}
main{max-width:24rem;margin:2rem auto;padding:1.5rem;background:#fff;border-radius:12px}
.mark{background:#fff3d6;color:#5c4300;padding:.5rem .75rem;border-radius:6px}
.sum{font-size:2rem;font-weight:700;margin:.5rem 0}
.go{display:block;padding:.75rem;border-radius:8px;background:#1257b8;color:#fff;text-align:center;text-decoration:none}
</style></head><body><main><h1>${title}</h1><p class="mark">测试支付渠道，不产生真实资金往来</p>${body}</main></body></html>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
