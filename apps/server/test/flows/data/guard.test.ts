import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { problemOf, toldOf } from './collect-kit.ts'
import { aDataset, selectOf, userIdOf } from './data-kit.ts'

/** PLT-115 and PLT-116, what of them is about data: alerts, leaks with clocks, rights of persons. */
let city: TestPlatform
let provider: Client
let consumer: Client
let security: Client
let now = new Date('2025-06-02T10:00:00+08:00')
const { operationCentre, trafficPolice, drainage } = organisations
const purpose = '参保核验'

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  await signIn()
})
afterAll(() => city.stop())

/** Sessions end while the clock moves by days. */
async function signIn() {
  provider = await city.signedInAs('data-steward', { organisationId: operationCentre.id })
  consumer = await city.signedInAs('data-steward', { organisationId: trafficPolice.id })
  security = await city.signedInAs('data-bureau', { organisationId: drainage.id })
}

const fields = [
  { name: 'code', title: '编码', type: 'text' as const, isKey: true, grade: 'general-2' as const },
  { name: 'income', title: '收入', type: 'integer' as const, grade: 'general-3' as const },
]

/** A service of 1,000 rows, granted to the traffic police, with a key to call it. */
async function aService() {
  const select = `SELECT 'C' || i AS code, i AS income FROM range(1000) t(i)`
  const dataset = await aDataset(city, { name: '收入台账', fields, select })
  await provider.call(contract.createAbility, {
    body: {
      ...{
        code: 'income',
        title: '收入',
        summary: '',
        version: 'v1',
        kind: 'dataset',
        datasetId: dataset.id,
      },
      ...{ quotaPerDay: 1000, sla: '99.9%', dataClass: '有条件共享', price: '免费' },
    },
  })
  const { items } = await consumer.call(contract.applyForData, {
    body: {
      items: [{ datasetId: dataset.id, fields: ['code', 'income'], plain: [] }],
      ...{ purpose, scene: '参保登记', from: '2025-06-01', to: '2026-05-31', delivery: 'api', rowFilter: [] },
      legalBasis: '社会保险法第五十八条',
    },
  })
  const params = { id: items[0]?.id as string }
  await provider.call(contract.decideApplication, { params, body: { agree: true } })
  const app = await consumer.call(contract.createDataApp, { body: { name: '参保系统', contact: '' } })
  const key = await consumer.call(contract.createAppKey, {
    params: { id: app.id },
    body: { days: 30, networks: [] },
  })
  return (limit: number) =>
    fetch(`${city.url}/api/data/services/income?limit=${limit}`, {
      headers: {
        'x-civitas-key': `${key.keyId}.${key.secret}`,
        'x-civitas-purpose': encodeURIComponent(purpose),
      },
    })
}

describe('an interface that normally hands over 500 rows a day', () => {
  it('raises an alert with account, grade and destination when 50,000 are read at 02:00, and stops the key', async () => {
    const read = await aService()
    for (const day of ['02', '03', '04', '05']) {
      now = new Date(`2025-06-${day}T10:00:00+08:00`)
      expect((await read(500)).status).toBe(200)
      await city.data.doWhatIsDue()
    }
    await signIn()
    expect((await security.call(contract.listDataAlerts, { query: {} })).total).toBe(0)
    now = new Date('2025-06-06T02:00:00+08:00')
    for (let i = 0; i < 50; i++) expect((await read(1000)).status).toBe(200)
    now = new Date('2025-06-06T02:01:00+08:00')
    await signIn()
    await city.data.doWhatIsDue()
    await city.data.doWhatIsDue()
    const { items, total } = await security.call(contract.listDataAlerts, { query: { state: 'open' } })
    expect(total).toBe(1)
    expect(items[0]).toMatchObject({
      ...{ kinds: ['volume', 'hours'], caller: '参保系统', organisationName: trafficPolice.name },
      ...{ grade: 'general-3', rows: 50_000, usual: 500, addresses: ['127.0.0.1'], isSuspended: false },
    })
    await toldOf(provider, '数据安全告警：数量异常、时段异常')
    const params = { id: items[0]?.id as string }
    const body = { state: 'confirmed' as const, suspend: true, note: '夜间批量拉取，先停用' }
    expect((await security.call(contract.decideDataAlert, { params, body })).isSuspended).toBe(true)
    expect((await read(1)).status).toBe(403)
    expect((await problemOf(consumer.call(contract.listDataAlerts, { query: {} }))).status).toBe(403)
  })
})

describe('a leaked sample with a watermark', () => {
  it('is traced to receiver and request, and the clocks of the case start', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({ code: `L${i}`, income: i }))
    const dataset = await aDataset(city, { name: '外泄台账', fields, select: selectOf(rows) })
    await signIn()
    const steward = provider
    const made = await steward.call(contract.exportDataset, {
      params: { id: dataset.id },
      body: { format: 'csv', purpose: '季度统计分析' },
    })
    const { baseUrl, token } = steward.options
    const file = await fetch(`${baseUrl}/api/data/exports/${made.id}/file`, {
      headers: { authorization: `Bearer ${token?.()}` },
    })
    const base64 = Buffer.from(await file.arrayBuffer()).toString('base64')
    const sample = { name: 'leak.csv', base64 }
    now = new Date('2025-06-06T09:00:00+08:00')
    await signIn()
    const body = { title: '论坛出现收入数据', discoveredTime: '2025-06-06T08:00:00+08:00', sample }
    const leak = await security.call(contract.openLeakCase, { body })
    expect(leak.matches[0]).toMatchObject({ datasetName: '外泄台账', purpose: '季度统计分析', by: 'mark' })
    const due = (step: string) => leak.steps.find((one) => one.step === step)?.dueTime
    expect([due('contain'), due('notify')]).toEqual(['2025-06-06T02:00:00.000Z', '2025-06-07T00:00:00.000Z'])
    now = new Date('2025-06-06T11:00:00+08:00')
    await city.data.doWhatIsDue()
    await toldOf(security, '数据泄露事件逾期：遏制')
    const params = { id: leak.id }
    for (const step of ['contain', 'notify', 'report', 'review'] as const)
      await security.call(contract.doLeakStep, { params, body: { step, note: '已办' } })
    const [closed] = (await security.call(contract.listLeakCases, { query: {} })).items
    expect(closed?.closedTime).not.toBeNull()
    expect(closed?.steps.map((one) => one.isLate)).toEqual([true, false, false, false])
  })
})

describe('a person who asks to be deleted', () => {
  const idNumber = '11010519491231002X'

  it('is answered: deleted in two tables, kept in one with its basis, within the limit', async () => {
    await signIn()
    const health = await city.signedInAs('data-steward', { organisationId: drainage.id })
    const first = await aDataset(city, { name: '问卷名单' })
    const second = await aDataset(city, { name: '活动报名' })
    const third = await aDataset(city, { name: '病历索引', organisationId: drainage.id })
    const person = await city.signedInAs('citizen')
    const body = { kind: 'delete' as const, note: '不再参加活动' }
    expect((await problemOf(person.call(contract.askForRight, { body }))).code).toBe('not-verified')
    await security.call(contract.verifyPersonAccount, { body: { userId: await userIdOf(person), idNumber } })
    const asked = await person.call(contract.askForRight, { body })
    expect(asked.holders.map((one) => [one.datasetName, one.rows])).toEqual([
      ['活动报名', 1],
      ['病历索引', 1],
      ['问卷名单', 1],
    ])
    const reply = (by: Client, datasetId: string, given: object) =>
      by.call(contract.answerRight, { params: { id: asked.id, datasetId }, body: given as never })
    expect((await problemOf(reply(provider, third.id, { outcome: 'deleted' }))).status).toBe(403)
    expect((await problemOf(reply(health, third.id, { outcome: 'kept' }))).code).toBe('no-basis')
    await reply(provider, first.id, { outcome: 'deleted' })
    await reply(provider, second.id, { outcome: 'deleted' })
    const basis = '《医疗机构病历管理规定》第二十九条'
    await reply(health, third.id, { outcome: 'kept', basis })
    const [mine] = (await person.call(contract.listMyRights, { query: {} })).items
    expect(mine?.answer).toContain('已删除 2 处')
    expect(mine?.answer).toContain(`依法保留 1 处：${drainage.name}“病历索引”依据${basis}`)
    expect(mine?.isLate).toBe(false)
    for (const [id, left] of [
      [first.id, 2],
      [third.id, 3],
    ] as const) {
      const by = id === third.id ? health : provider
      expect((await by.call(contract.readDatasetRows, { params: { id }, body: {} })).total).toBe(left)
    }
    const again = await person.call(contract.askForRight, { body: { kind: 'access', note: '' } })
    expect(again.holders.map((one) => one.datasetName)).toEqual(['病历索引'])
  })
})
