import { createHash } from 'node:crypto'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acknowledgement } from '../../../src/capabilities/data/deliveries/fetch.ts'
import { createSm2KeyPair, isSm2Signature, signSm2 } from '../../../src/kernel/crypto.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset } from './data-kit.ts'

let city: TestPlatform
let provider: Client
let consumer: Client
let key: { keyId: string; secret: string }
const pair = createSm2KeyPair()
const { operationCentre, trafficPolice } = organisations

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date('2025-06-03T12:00:00+08:00') } })
  provider = await city.signedInAs('data-steward', { organisationId: operationCentre.id })
  consumer = await city.signedInAs('data-steward', { organisationId: trafficPolice.id })
  const app = await consumer.call(contract.createDataApp, { body: { name: '接收端', contact: '' } })
  key = await consumer.call(contract.createAppKey, { params: { id: app.id }, body: { days: 30 } })
})
afterAll(() => city.stop())

const fields: contract.DatasetField[] = [
  { name: 'code', title: '编号', type: 'integer', isKey: true },
  { name: 'phone', title: '手机号', type: 'text', sensitive: 'phone' },
]
const fiftyThousand = `SELECT range AS code, '138' || lpad(CAST(range AS VARCHAR), 8, '0') AS phone FROM range(50000)`

const headers = () => ({ 'x-civitas-key': `${key.keyId}.${key.secret}` })
const get = (path: string, signal?: AbortSignal) => fetch(city.url + path, { headers: headers(), signal })

async function subscribe(datasetId: string) {
  const { items } = await consumer.call(contract.applyForData, {
    body: {
      items: [{ datasetId, fields: ['code', 'phone'] }],
      ...{ purpose: '车辆管理', scene: '驾驶人核查', from: '2025-06-01', to: '2026-05-31', delivery: 'file' },
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
  await consumer.call(contract.createDataSubscription, {
    body: { grantId: grantId as string, nodeId: node.id },
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
    const acknowledge = async (given: { rows: number; sm3: string }, signed = pair) => {
      const body = { ...given, signature: signSm2(Buffer.from(acknowledgement(delivery.id, given)), signed) }
      const init = { method: 'POST', headers: { ...headers(), 'content-type': 'application/json' } }
      return (await fetch(`${city.url}${path}/acknowledge`, { ...init, body: JSON.stringify(body) })).json()
    }
    expect(await acknowledge({ rows: 50_000, sm3 }, createSm2KeyPair())).toMatchObject({
      code: 'wrong-signature',
    })
    expect(await acknowledge({ rows: 49_990, sm3 })).toEqual({
      state: 'mismatch',
      why: '行数不符：发送 50000，收到 49990',
    })
    expect(await acknowledge({ rows: 50_000, sm3 })).toEqual({ state: 'confirmed', why: null })
    const [seen] = (await provider.call(contract.listDataDeliveries, { query: {} })).items
    expect(seen).toMatchObject({
      state: 'confirmed',
      consumerRows: 50_000,
      consumerSm3: seen?.sm3,
      attempts: 2,
    })
  })

  it('sends a corrected record again to whoever subscribes', async () => {
    const dataset = await aDataset(city, { fields, select: `${fiftyThousand} LIMIT 3` })
    await subscribe(dataset.id)
    const full = await waiting(dataset.id)
    const text = await (await get(`/api/data/node/deliveries/${full.id}/rows`)).text()
    const given = { rows: 3, sm3: createHash('sm3').update(text).digest('hex') }
    const body = { ...given, signature: signSm2(Buffer.from(acknowledgement(full.id, given)), pair) }
    const init = { method: 'POST', headers: { ...headers(), 'content-type': 'application/json' } }
    await fetch(`${city.url}/api/data/node/deliveries/${full.id}/acknowledge`, {
      ...init,
      body: JSON.stringify(body),
    })
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
