import { createServer, type Server } from 'node:http'
import {
  createProduct,
  giveConsent,
  listAssets,
  listInbox,
  listProductOrders,
  listSceneBenefits,
  orderProduct,
  registerAsset,
  reviewProduct,
  setTradingPlatform,
  signIn,
} from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset, selectOf } from './data-kit.ts'

let city: TestPlatform
let owner: Client
let bureau: Client
let trading: Server
const told: Array<{ path: string; key: string; body: Record<string, unknown> }> = []
let isDown = true
let now = new Date('2025-06-03T12:00:00+08:00')
const { operationCentre, drainage } = organisations

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  owner = await city.signedInAs('data-steward', { organisationId: operationCentre.id })
  bureau = await city.signedInAs('data-bureau')
  trading = createServer(async (request, response) => {
    let text = ''
    for await (const part of request) text += part
    if (isDown) return response.writeHead(503).end()
    told.push({
      path: request.url ?? '',
      key: String(request.headers['idempotency-key']),
      body: JSON.parse(text),
    })
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"settled":true}')
  })
  await new Promise<void>((done) => trading.listen(0, '127.0.0.1', done))
}, 120_000)
afterAll(async () => {
  await city.stop()
  trading.close()
})

const problem = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error) => error.problem,
  )

const firms = ['91990100MA0000001X', '91990100MA0000002X', '91990100MA0000003X', '91990100MA0000004X']
const rights = { holderId: operationCentre.id, processorId: drainage.id, operatorId: drainage.id }
const cost = { storagePerGb: 100, valuation: 'cost' as const }

async function anAsset(name: string) {
  const fields = [
    { name: 'code', title: '统一社会信用代码', type: 'text' as const, isKey: true },
    { name: 'tax', title: '纳税信用', type: 'text' as const },
    { name: 'staff', title: '参保人数', type: 'integer' as const },
    { name: 'boss', title: '法定代表人', type: 'text' as const, sensitive: 'person-name' as const },
  ]
  const rows = firms.map((code, i) => ({ code, tax: 'AB'[i % 2] as string, staff: 10 + i, boss: '某人' }))
  const dataset = await aDataset(city, { name, fields, select: selectOf(rows) })
  await owner.call(registerAsset, { params: { id: dataset.id }, body: { ...rights, ...cost } })
  return dataset
}

it('delivers only enterprises that consent and says how many it left out', async () => {
  const dataset = await anAsset('小微企业基础信用')
  const input = {
    ...{ name: '小微企业信用特征', scene: '普惠金融', datasetId: dataset.id, subject: 'code' },
    ...{ columns: ['code', 'tax', 'staff'], price: 500, terms: '仅用于贷前审查' },
  }
  const personal = await problem(owner.call(createProduct, { body: { ...input, columns: ['code', 'boss'] } }))
  expect(personal).toMatchObject({ code: 'personal-data', errors: [{ path: '/body/columns/1' }] })
  const { id } = await owner.call(createProduct, { body: input })
  const params = { id }
  const body = { buyer: '云川银行', subjects: firms, tokens: [] as string[] }
  expect((await problem(owner.call(orderProduct, { params, body }))).code).toBe('not-listed')
  await bureau.call(reviewProduct, { params, body: { approve: true } })
  const tokens: string[] = []
  for (const subject of firms.slice(0, 2)) {
    const until = '2026-01-01T00:00:00Z'
    tokens.push(
      (await owner.call(giveConsent, { params, body: { subject, buyer: '云川银行', until } })).token,
    )
  }
  const order = await owner.call(orderProduct, { params, body: { ...body, tokens } })
  expect(order).toMatchObject({ asked: 4, delivered: 2, excluded: 2, note: '2 家企业未授权，已排除' })
  expect(order.rows).toEqual([
    { code: firms[0], tax: 'A', staff: 10 },
    { code: firms[1], tax: 'B', staff: 11 },
  ])
  const other = await owner.call(orderProduct, { params, body: { ...body, buyer: '别的机构', tokens } })
  expect([other.delivered, other.excluded]).toEqual([0, 4])
  const benefit = {
    ...{ scene: '普惠金融', products: 1, buyers: 2, orders: 2, delivered: 2, excluded: 6 },
    ...{ revenue: 500, settled: 0 },
  }
  expect(await owner.call(listSceneBenefits, { query: {} })).toMatchObject({ items: [benefit], revenue: 500 })
  // A price of later changes nothing of what was sold.
  await city.kernel.db.pool.query('UPDATE data.product SET price = 900 WHERE id = $1', [id])
  expect(await owner.call(listSceneBenefits, { query: {} })).toMatchObject({ revenue: 500 })
  expect((await owner.call(listProductOrders)).items.map((one) => one.price)).toEqual([500, 500])
  const before = await owner.call(listSceneBenefits, { query: { to: '2020-01-01' } })
  expect(before.items).toMatchObject([{ scene: '普惠金融', orders: 0, revenue: 0, lastTime: null }])
})

it('tells the trading platform in order, once each, when it is back', async () => {
  const { port } = trading.address() as { port: number }
  await bureau.call(setTradingPlatform, { body: { url: `http://127.0.0.1:${port}` } })
  isDown = false
  now = new Date(now.getTime() + 60_000)
  await expect.poll(() => told.length, { timeout: 30_000 }).toBe(3)
  expect(told.map((one) => one.path)).toEqual(['/listings', '/deliveries', '/deliveries'])
  expect(told[1]?.body).toMatchObject({ excluded: 2, rows: 2, price: 500 })
  const { items } = await owner.call(listProductOrders)
  expect(items.map((one) => one.settlement)).toEqual(['settled', 'settled'])
  expect((await owner.call(listSceneBenefits, { query: {} })).items[0]?.settled).toBe(500)
})

it('lists an asset without a call for twelve months as 闲置 with its cost and a task for its owner', async () => {
  const dataset = await anAsset('历史台账')
  expect((await owner.call(listAssets, { query: { isIdle: true } })).total).toBe(0)
  now = new Date(now.getTime() + 370 * 86_400_000)
  const body = { account: 'data-steward-1', password: 'correct horse battery' }
  const { accessToken } = await city.anonymous().call(signIn, { body })
  const later = createClient({ baseUrl: city.url, token: () => accessToken })
  const { items } = await later.call(listAssets, { query: { isIdle: true, search: '历史台账' } })
  expect(items).toMatchObject([{ datasetId: dataset.id, isIdle: true, uses: 0, advice: 'archive' }])
  expect(items[0]?.monthlyCost).toBeGreaterThan(0)
  expect([items[0]?.holder.name, items[0]?.operator.name]).toEqual([operationCentre.name, drainage.name])
  const titles = async () => (await later.call(listInbox)).items.map((one) => one.title)
  await expect.poll(titles, { timeout: 40_000 }).toContain('数据资产闲置：历史台账')
}, 60_000)
