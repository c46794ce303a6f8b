import { createHash } from 'node:crypto'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { type Connection, createConnection } from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acknowledgement } from '../../../src/capabilities/data/deliveries/fetch.ts'
import { createSm2KeyPair, isSm2Signature, signSm2 } from '../../../src/kernel/crypto.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset } from './data-kit.ts'
import { aMariaDb, hasMariaDb } from './foreign-servers.ts'

let city: TestPlatform
let provider: Client
let consumer: Client
let key: { keyId: string; secret: string }
let now = new Date('2025-05-03T12:00:00+08:00')
const pair = createSm2KeyPair()
const { operationCentre, trafficPolice } = organisations

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  await signIn()
  const app = await consumer.call(contract.createDataApp, { body: { name: '接收端', contact: '' } })
  key = await consumer.call(contract.createAppKey, { params: { id: app.id }, body: { days: 30 } })
})
afterAll(() => city.stop())

async function signIn() {
  provider = await city.signedInAs('data-steward', { organisationId: operationCentre.id })
  consumer = await city.signedInAs('data-steward', { organisationId: trafficPolice.id })
}

/** Moves the clock; sessions of before have ended by then. */
async function moveTo(time: string) {
  now = new Date(time)
  await signIn()
}

const fields: contract.DatasetField[] = [
  { name: 'code', title: '编号', type: 'integer', isKey: true },
  { name: 'phone', title: '手机号', type: 'text', sensitive: 'phone' },
]
const fiftyThousand = `SELECT range AS code, '138' || lpad(CAST(range AS VARCHAR), 8, '0') AS phone FROM range(50000)`

const headers = () => ({ 'x-civitas-key': `${key.keyId}.${key.secret}` })
const get = (path: string, signal?: AbortSignal) => fetch(city.url + path, { headers: headers(), signal })

type Subscription = contract.OperationInput<typeof contract.createDataSubscription>['body']

async function subscribe(
  datasetId: string,
  more: Pick<Subscription, 'sends' | 'push'> & { fields?: string[]; delivery?: contract.DeliveryKind } = {},
) {
  const { fields: wanted = ['code', 'phone'], delivery = 'file', ...given } = more
  const { items } = await consumer.call(contract.applyForData, {
    body: {
      items: [{ datasetId, fields: wanted }],
      ...{ purpose: '车辆管理', scene: '驾驶人核查', from: '2025-05-01', to: '2026-05-31', delivery },
      legalBasis: '道路交通安全法',
    },
  })
  const id = items[0]?.id as string
  const { grantId } = await provider.call(contract.decideApplication, {
    params: { id },
    body: { agree: true },
  })
  const bureau = await city.signedInAs('data-bureau')
  const node = await bureau.call(contract.registerExchangeNode, {
    body: { organisationId: trafficPolice.id, name: '交警前置节点', publicKey: pair.publicKey },
  })
  return consumer.call(contract.createDataSubscription, {
    body: { grantId: grantId as string, nodeId: node.id, ...given },
  })
}

async function waiting(datasetId: string): Promise<contract.DataDelivery> {
  for (let i = 0; i < 400; i++) {
    const { items } = await (await get('/api/data/node/deliveries')).json()
    const found = items.find((one: contract.DataDelivery) => one.datasetId === datasetId)
    if (found) return found
    await new Promise((next) => setTimeout(next, 50))
  }
  throw new Error('nothing to fetch')
}

const acknowledge = async (
  id: string,
  given: { rows: number; sm3: string },
  signed = pair,
): Promise<{ state: string; why: string | null }> => {
  const body = { ...given, signature: signSm2(Buffer.from(acknowledgement(id, given)), signed) }
  const init = { method: 'POST', headers: { ...headers(), 'content-type': 'application/json' } }
  const path = `${city.url}/api/data/node/deliveries/${id}/acknowledge`
  return (await fetch(path, { ...init, body: JSON.stringify(body) })).json()
}

/** Fetches a delivery as a node does, and confirms it. */
async function take({ id }: contract.DataDelivery): Promise<Record<string, unknown>[]> {
  const text = await (await get(`/api/data/node/deliveries/${id}/rows`)).text()
  const lines = text.trimEnd().split('\n')
  const sm3 = createHash('sm3').update(text).digest('hex')
  expect(await acknowledge(id, { rows: lines.length, sm3 })).toMatchObject({ state: 'confirmed' })
  return lines.map((line) => JSON.parse(line))
}

/** Reads whole lines until there are enough, then cuts the connection. */
async function readUntil(path: string, most: number): Promise<string[]> {
  const cut = new AbortController()
  const response = await get(path, cut.signal)
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true })
    if (text.split('\n').length > most) break
  }
  cut.abort()
  return text.split('\n').slice(0, -1).slice(0, most)
}

describe('PLT-047: a company that is cancelled', () => {
  const register: contract.DatasetField[] = [
    { name: 'uscc', title: '统一社会信用代码', type: 'text', isKey: true },
    { name: 'name', title: '企业名称', type: 'text' },
    { name: 'state', title: '登记状态', type: 'text' },
    { name: 'state_day', title: '状态日期', type: 'date' },
    { name: 'capital', title: '注册资本', type: 'number' },
  ]
  const firm = (state: string, day: string, capital = 100) =>
    `SELECT '91350100M000100Y43' AS uscc, '青石商贸' AS name, '${state}' AS state, DATE '${day}' AS state_day, ${capital} AS capital
     UNION ALL SELECT '91990104100000008A', '望云餐饮', '在业', DATE '2020-01-01', 50`

  it('answers 注销 with the date the day after, stays to be asked, and its subscribers hear of it once', async () => {
    const dataset = await aDataset(city, {
      ...{ name: '企业登记信息', fields: register, select: firm('在业', '2019-03-01') },
    })
    const wanted = { fields: ['uscc', 'state', 'state_day'], sends: 'changes' as const }
    await subscribe(dataset.id, wanted)
    expect(await take(await waiting(dataset.id))).toHaveLength(2)
    await moveTo('2025-05-10T17:00:00+08:00')
    const put = (select: string) => city.data.putTable({ datasetId: dataset.id, select })
    await put(firm('注销', '2025-05-10'))
    await moveTo('2025-05-11T09:00:00+08:00')
    const part = (valueField: string) => ({
      ...{ name: valueField, title: valueField },
      sources: [{ kind: 'dataset' as const, datasetId: dataset.id, keyField: 'uscc', valueField }],
    })
    await provider.call(contract.createServicePackage, {
      body: {
        ...{ code: 'firm-state', title: '企业状态', kind: 'bundle', keyTitle: '统一社会信用代码' },
        ...{ parts: [part('state'), part('state_day')], isComplete: true, needsConsent: false },
        ...{ limitMs: 5000, freshHours: 0, perMinute: 1000 },
      },
    })
    const asked = await consumer.call(contract.fetchByPackage, {
      params: { code: 'firm-state' },
      body: { purpose: '车辆登记', key: '91350100M000100Y43' },
    })
    expect(asked.parts.map((one) => one.value)).toEqual(['注销', '2025-05-10'])
    const change = await waiting(dataset.id)
    expect(change).toMatchObject({ kind: 'changes', rows: 1 })
    expect(await take(change)).toEqual([
      {
        ...{ _row: 0, _change: 'put', uscc: '91350100M000100Y43' },
        ...{ state: '注销', state_day: '2025-05-10' },
      },
    ])
    // Loaded again, and with another value in a column that is not theirs: nothing is told a second time.
    await put(firm('注销', '2025-05-10'))
    await put(firm('注销', '2025-05-10', 200))
    await expect.poll(() => sentVersion(dataset.id), { timeout: 20_000 }).toBe(true)
    const { items } = await consumer.call(contract.listDataDeliveries, { query: { limit: 100 } })
    const kinds = items.filter((one) => one.datasetId === dataset.id).map((one) => one.kind)
    expect(kinds).toEqual(['changes', 'full'])
    // A row that is gone is told by its key.
    await put(`${firm('注销', '2025-05-10', 200)} LIMIT 1`)
    expect(await take(await waiting(dataset.id))).toEqual([
      { _row: 0, _change: 'remove', uscc: '91990104100000008A' },
    ])
  })

  /** Whether the newest version was compared for all who subscribe. */
  async function sentVersion(datasetId: string): Promise<boolean> {
    const { rows } = await city.kernel.db.pool.query(
      `SELECT bool_and(s.version_id = d.version_id) AS done FROM data.subscription s
       JOIN data.grant_of_use g ON g.id = s.grant_id JOIN data.dataset d ON d.id = g.dataset_id WHERE d.id = $1`,
      [datasetId],
    )
    return rows[0].done
  }
})

/** A connection to a server that is starting. */
async function reached(port: number): Promise<Connection> {
  for (let i = 0; i < 200; i++) {
    const connection = await createConnection({
      host: '127.0.0.1',
      port,
      user: 'root',
      dateStrings: true,
    }).catch(() => null)
    if (connection) return connection
    await new Promise((next) => setTimeout(next, 100))
  }
  throw new Error('MariaDB does not answer')
}

/** Doubts a value of a record; answers how its source decides. */
async function doubt(datasetId: string, recordKey: string) {
  const body = { recordKey, field: 'phone', evidence: '拨打为空号' }
  const { id } = await consumer.call(contract.reportDataError, { params: { id: datasetId }, body })
  return (said: contract.OperationInput<typeof contract.decideErrorReport>['body']) =>
    provider.call(contract.decideErrorReport, { params: { id }, body: said })
}

describe('a delivery into the database of the consumer', () => {
  const firms: contract.DatasetField[] = [
    { name: 'code', title: '编号', type: 'integer', isKey: true },
    { name: 'phone', title: '手机号', type: 'text', sensitive: 'phone' },
    { name: 'share', title: '占比', type: 'number' },
    { name: 'open', title: '在业', type: 'boolean' },
    { name: 'day', title: '日期', type: 'date' },
    { name: 'seen', title: '时间', type: 'time' },
    { name: 'place', title: '位置', type: 'geometry' },
  ]
  const rows = (from: number, to: number, phone = '13812340000') => `SELECT range AS code,
      CASE WHEN range = 7 THEN '${phone}' ELSE '138' || lpad(CAST(range AS VARCHAR), 8, '0') END AS phone,
      range / 7.0 AS share, range % 2 = 0 AS open, DATE '2025-01-01' + CAST(range % 300 AS INTEGER) AS day,
      TIMESTAMPTZ '2025-05-01T08:00:00.125+08:00' AS seen, '{"type":"Point","coordinates":[118.5,33.25]}' AS place
    FROM range(${from}, ${to})`
  const all = firms.map((field) => field.name)

  it('is written as a whole or not at all, changed row by row, and compared by count and digest', async () => {
    const { searchParams, username, password, pathname } = new URL(city.kernel.config.databaseUrl as string)
    const push = {
      ...{ host: searchParams.get('host') as string, port: 5432, database: pathname.slice(1) },
      ...{ user: username, password: decodeURIComponent(password), table: 'consumer.firm' },
    }
    const theirs = new pg.Client({ connectionString: city.kernel.config.databaseUrl })
    await theirs.connect()
    const dataset = await aDataset(city, { fields: firms, select: rows(0, 12_000) })
    const given = { fields: all, delivery: 'database' as const, sends: 'changes' as const, push }
    await expect(subscribe(dataset.id, { ...given, delivery: 'file' })).rejects.toThrow('库表推送')
    const subscription = await subscribe(dataset.id, given)
    expect(JSON.stringify(subscription)).not.toContain('password')
    const newest = async () =>
      (await consumer.call(contract.listDataDeliveries, { query: { subscriptionId: subscription.id } }))
        .items[0]
    // Their schema is not there: nothing is written, and it says why.
    await expect.poll(async () => (await newest())?.lastError, { timeout: 30_000 }).toContain('consumer')
    await theirs.query('CREATE SCHEMA consumer')
    now = new Date(now.getTime() + 61_000)
    await expect.poll(async () => (await newest())?.state, { timeout: 30_000 }).toBe('confirmed')
    const first = await newest()
    expect(first).toMatchObject({ kind: 'full', rows: 12_000, consumerRows: 12_000, isPushed: true })
    expect(first?.consumerSm3).toBe(first?.sm3)
    const count = async () => (await theirs.query('SELECT count(*)::int AS n FROM consumer.firm')).rows[0].n
    expect(await count()).toBe(12_000)
    const seven = async () => (await theirs.query('SELECT * FROM consumer.firm WHERE code = 7')).rows[0]
    expect(await seven()).toMatchObject({ phone: '138****0000', open: false, share: 1 })
    await city.data.putTable({ datasetId: dataset.id, select: rows(5, 12_010, '13912345678') })
    await expect
      .poll(async () => [(await newest())?.kind, (await newest())?.state], { timeout: 30_000 })
      .toEqual(['changes', 'confirmed'])
    // Ten are new, five are gone, one has another phone.
    expect(await newest()).toMatchObject({ rows: 16, consumerRows: 16 })
    expect(await count()).toBe(12_005)
    expect((await seven()).phone).toBe('139****5678')
    const uses = await provider.call(contract.listDataUses, { query: { datasetId: dataset.id } })
    expect(uses.items.map((one) => one.way)).toEqual(['database', 'database'])
    // A doubt marks the row in their table as 核查中; a decision to keep the value takes the mark off.
    expect((await seven())._civitas_disputed).toBe(false)
    const decide = await doubt(dataset.id, '7')
    const marked = async () => [
      (await newest())?.kind,
      (await newest())?.state,
      (await seven())._civitas_disputed,
    ]
    await expect.poll(marked, { timeout: 30_000 }).toEqual(['doubt', 'confirmed', true])
    expect((await newest())?.consumerSm3).toBe((await newest())?.sm3)
    // A newer version that changes the row brings the mark along.
    await city.data.putTable({ datasetId: dataset.id, select: rows(5, 12_010, '13912340000') })
    const changed = async () => [...(await marked()), (await seven()).phone]
    await expect.poll(changed, { timeout: 30_000 }).toEqual(['changes', 'confirmed', true, '139****0000'])
    await decide({ act: 'keep', reason: '号码在用' })
    await expect.poll(marked, { timeout: 30_000 }).toEqual(['doubt', 'confirmed', false])
    expect(await count()).toBe(12_005)
    // A table of somebody else is left alone.
    await theirs.query('CREATE TABLE consumer.theirs (code int); INSERT INTO consumer.theirs VALUES (1)')
    const wrong = await subscribe(dataset.id, { ...given, push: { ...push, table: 'consumer.theirs' } })
    const error = async () =>
      (await consumer.call(contract.listDataDeliveries, { query: { subscriptionId: wrong.id } })).items[0]
        ?.lastError
    await expect.poll(error, { timeout: 30_000 }).toContain('不是平台建立的')
    expect((await theirs.query('SELECT * FROM consumer.theirs')).rows).toEqual([{ code: 1 }])
    await theirs.end()
  })

  it.skipIf(!hasMariaDb())(
    'is written to MariaDB alike, and changed row by row',
    async () => {
      const server = await aMariaDb()
      try {
        await server.start()
        const theirs = await reached(server.port)
        await theirs.query('CREATE DATABASE consumer')
        const dataset = await aDataset(city, { fields: firms, select: rows(0, 3_000) })
        const push = {
          ...{ engine: 'mysql' as const, host: '127.0.0.1', port: server.port, database: 'consumer' },
          ...{ user: 'root', table: 'firm' },
        }
        const given = { fields: all, delivery: 'database' as const, sends: 'changes' as const, push }
        const subscription = await subscribe(dataset.id, given)
        const query = { subscriptionId: subscription.id }
        const newest = async () => (await consumer.call(contract.listDataDeliveries, { query })).items[0]
        await expect.poll(async () => (await newest())?.state, { timeout: 30_000 }).toBe('confirmed')
        const first = await newest()
        expect(first).toMatchObject({
          kind: 'full',
          rows: 3_000,
          consumerRows: 3_000,
          consumerSm3: first?.sm3,
        })
        const one = async (sql: string) =>
          ((await theirs.query(sql)) as [Record<string, unknown>[], unknown])[0][0]
        const seven = () => one('SELECT phone, open, day, seen FROM consumer.firm WHERE code = 7')
        expect(await seven()).toEqual({
          ...{ phone: '138****0000', open: 0, day: '2025-01-08', seen: '2025-05-01 00:00:00.125' },
        })
        await city.data.putTable({ datasetId: dataset.id, select: rows(5, 3_010, '13912345678') })
        await expect
          .poll(async () => [(await newest())?.kind, (await newest())?.state], { timeout: 30_000 })
          .toEqual(['changes', 'confirmed'])
        expect(await newest()).toMatchObject({ rows: 16, consumerRows: 16 })
        expect((await one('SELECT count(*) AS n FROM consumer.firm'))?.n).toBe(3_005)
        expect((await seven())?.phone).toBe('139****5678')
        const decide = await doubt(dataset.id, '7')
        const mark = async () => {
          const row = await one('SELECT _civitas_disputed AS it FROM consumer.firm WHERE code = 7')
          return [(await newest())?.kind, (await newest())?.state, row?.it]
        }
        await expect.poll(mark, { timeout: 30_000 }).toEqual(['doubt', 'confirmed', 1])
        await decide({ act: 'correct', value: '13712345678', reason: '号码登记错误' })
        const state = async () => [...(await mark()).slice(1), (await seven())?.phone]
        await expect.poll(state, { timeout: 30_000 }).toEqual(['confirmed', 0, '137****5678'])
        await theirs.end()
      } finally {
        await server.remove()
      }
    },
    90_000,
  )
})

describe('PLT-053 deliveries', () => {
  it('goes on at row 20,000 of 50,000 after a cut; nothing is doubled and both digests agree', async () => {
    const dataset = await aDataset(city, { fields, select: fiftyThousand })
    await subscribe(dataset.id)
    const delivery = await waiting(dataset.id)
    expect(delivery).toMatchObject({ rows: 50_000, state: 'prepared', sentRows: 0 })
    const path = `/api/data/node/deliveries/${delivery.id}`
    const { manifest, signature, publicKey } = await (await get(`${path}/manifest`)).json()
    expect(isSm2Signature(Buffer.from(manifest), signature, publicKey)).toBe(true)
    const first = await readUntil(`${path}/rows`, 20_000)
    expect(first).toHaveLength(20_000)
    const rest = (await (await get(`${path}/rows?from=20000`)).text()).trimEnd().split('\n')
    const lines = [...first, ...rest]
    const rows = lines.map((line) => JSON.parse(line))
    expect(new Set(rows.map((row) => row.code)).size).toBe(50_000)
    expect(rows[49_999]).toEqual({ _row: 49_999, code: 49_999, phone: '138****9999' })
    const sm3 = createHash('sm3')
      .update(`${lines.join('\n')}\n`)
      .digest('hex')
    expect(sm3).toBe(JSON.parse(manifest).sm3)
    const say = (given: { rows: number; sm3: string }, signed = pair) =>
      acknowledge(delivery.id, given, signed)
    expect(await say({ rows: 50_000, sm3 }, createSm2KeyPair())).toMatchObject({
      code: 'wrong-signature',
    })
    expect(await say({ rows: 49_990, sm3 })).toEqual({
      state: 'mismatch',
      why: '行数不符：发送 50000，收到 49990',
    })
    expect(await say({ rows: 50_000, sm3 })).toEqual({ state: 'confirmed', why: null })
    const [seen] = (await provider.call(contract.listDataDeliveries, { query: {} })).items
    expect(seen).toMatchObject({
      state: 'confirmed',
      consumerRows: 50_000,
      consumerSm3: seen?.sm3,
      attempts: 2,
    })
  })

  it('sends a corrected record again to whoever subscribes, and a doubted one with its mark 核查中', async () => {
    const dataset = await aDataset(city, { fields, select: `${fiftyThousand} LIMIT 3` })
    await subscribe(dataset.id)
    const full = await waiting(dataset.id)
    expect(await take(full)).toHaveLength(3)
    await city.kernel.db.transaction((tx) =>
      city.kernel.messages.publish(tx, contract.recordCorrected, {
        ...{
          datasetId: dataset.id,
          versionId: full.versionId,
          recordKey: '1',
          fields: { phone: '13800000001' },
        },
        ...{ reportId: dataset.id, reason: '号码登记错误' },
      }),
    )
    const correction = await waiting(dataset.id)
    expect(correction).toMatchObject({ kind: 'correction', rows: 1 })
    const line = await (await get(`/api/data/node/deliveries/${correction.id}/rows`)).text()
    expect(JSON.parse(line)).toEqual({ _row: 0, code: 1, phone: '138****0001' })
    expect(await take(correction)).toHaveLength(1)
    const decide = await doubt(dataset.id, '2')
    const marked = await waiting(dataset.id)
    expect([marked.kind, await take(marked)]).toEqual([
      'doubt',
      [{ _row: 0, _change: 'put', code: 2, phone: '138****0002', _disputed: true }],
    ])
    await decide({ act: 'keep', reason: '号码在用' })
    const kept = await waiting(dataset.id)
    expect(await take(kept)).toEqual([{ _row: 0, _change: 'put', code: 2, phone: '138****0002' }])
  })

  it('delivers each version once, the newer instead of the one not fetched, and nobody else’s', async () => {
    const dataset = await aDataset(city, { fields, select: `${fiftyThousand} LIMIT 3` })
    await subscribe(dataset.id)
    const first = await waiting(dataset.id)
    await city.data.putTable({ datasetId: dataset.id, select: `${fiftyThousand} LIMIT 2` })
    let next = first
    while (next.id === first.id) next = await waiting(dataset.id)
    expect(next.rows).toBe(2)
    const old = await get(`/api/data/node/deliveries/${first.id}/rows`)
    expect(await old.json()).toMatchObject({ code: 'superseded' })
    const other = await provider.call(contract.createDataApp, { body: { name: '别家', contact: '' } })
    key = await provider.call(contract.createAppKey, { params: { id: other.id }, body: { days: 1 } })
    expect((await get(`/api/data/node/deliveries/${next.id}/rows`)).status).toBe(404)
  })
})
