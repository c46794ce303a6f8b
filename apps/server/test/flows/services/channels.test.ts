import { createHmac, randomUUID } from 'node:crypto'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { problem } from './papers-kit.ts'
import { aCitizen, aFile, anItem } from './services-kit.ts'

/** SOC-014 and SOC-019: self-service machines, partners and drafts that go from one channel to another. */
let city: TestPlatform
let manager: Client
let now = new Date('2025-06-03T10:00:00+08:00')
const { operationCentre } = organisations

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  manager = await city.signedInAs('service-manager', { organisationId: operationCentre.id })
})
afterAll(() => city.stop())

it('a machine that misses three heartbeats is offline, has one repair ticket and is not on the public map (SOC-014 Accept 1)', async () => {
  const made = await manager.call(contract.registerKiosk, {
    body: {
      ...{ code: 'K7', name: '政务服务中心7号自助机', place: '政务服务中心一楼', position: [118.9, 33.4] },
      ...{ organisationId: operationCentre.id, hours: '每日 08:00–20:00' },
    },
  })
  const machine = city.anonymous()
  const beat = (more = {}) =>
    machine.call(contract.beatKiosk, { body: { code: 'K7', key: made.key, paper: 80, ...more } })
  expect(
    await problem(machine.call(contract.beatKiosk, { body: { code: 'K7', key: 'not the right key' } })),
  ).toMatchObject({
    status: 401,
  })
  await beat()
  const shown = async () =>
    (await machine.call(contract.listOutlets, { query: { lon: 118.9, lat: 33.41 } })).items
  expect(await shown()).toMatchObject([{ code: 'K7', metres: 1112 }])
  now = new Date(now.getTime() + 181_000)
  expect(await shown()).toEqual([])
  const read = async () => (await manager.call(contract.listKiosks, { query: { state: 'offline' } })).items[0]
  await expect.poll(async () => (await read())?.fault?.text, { timeout: 20_000 }).toBe('连续三次没有心跳')
  const ticket = (await read())?.fault?.id
  now = new Date(now.getTime() + 300_000)
  expect((await read())?.fault?.id).toBe(ticket)
  await beat()
  expect(await shown()).toHaveLength(1)
  const online = await manager.call(contract.listKiosks, { query: { state: 'online' } })
  expect(online.items[0]).toMatchObject({ paper: 80, fault: null })
  await beat({ fault: '打印机缺纸' })
  expect(await shown()).toEqual([])
  const { items } = await manager.call(contract.listKiosks, { query: { state: 'fault' } })
  const fixed = await manager.call(contract.closeKioskFault, {
    params: { id: items[0]?.fault?.id as string },
    body: { remedy: '已加纸' },
  })
  expect(fixed).toMatchObject({ state: 'online', fault: null })
})

it('a partner’s terminal is refused what it was not granted, and the audit shows partner, terminal and time (SOC-014 Accept 2)', async () => {
  const granted = Array.from({ length: 20 }, (_, i) => `item-${i + 1}`)
  const { secret, partner } = await manager.call(contract.registerPartner, {
    body: { code: 'bank-b', name: '云川银行', items: granted, quotaPerDay: 2, fromHour: 8, toHour: 18 },
  })
  const bank = city.anonymous()
  const call = (item: string, more: Record<string, string> = {}) => {
    const given = {
      partner: 'bank-b',
      terminal: 'ATM-12',
      item,
      time: now.toISOString(),
      nonce: randomUUID(),
      ...more,
    }
    const text = [given.partner, given.terminal, given.item, given.time, given.nonce].join('\n')
    const signature = createHmac('sm3', more.secret ?? secret)
      .update(text)
      .digest('hex')
    const { secret: _, ...body } = { ...given, signature, secret: '' }
    return bank.call(contract.callAsPartner, { body })
  }
  expect(await problem(call('item-21'))).toMatchObject({ status: 403, code: '未授权事项' })
  expect(await problem(call('item-1', { secret: 'another' }))).toMatchObject({ status: 401 })
  const old = new Date(now.getTime() - 3_600_000).toISOString()
  expect(await problem(call('item-1', { time: old }))).toMatchObject({ code: 'expired' })
  const nonce = randomUUID()
  await call('item-1', { nonce })
  expect(await problem(call('item-1', { nonce }))).toMatchObject({ code: 'replayed' })
  await call('item-2')
  expect(await problem(call('item-3'))).toMatchObject({ code: '超出限额' })
  const { items } = await manager.call(contract.listPartnerCalls, {
    query: { partner: partner.id, outcome: 'item-not-granted' },
  })
  expect(items).toMatchObject([
    { partnerName: '云川银行', terminal: 'ATM-12', item: 'item-21', time: now.toISOString() },
  ])
})

it('a draft begun at a kiosk goes on in the app with its pages, by a code that is good once and for ten minutes (SOC-019 Accept 1)', async () => {
  const liu = { name: '刘洋', number: '110105199003070033' }
  const pages = ['test.plan', 'test.lease', 'test.photo']
  const item = await anItem(
    { writer: manager, reviewer: await city.signedInAs('administrator') },
    { materials: pages.map((material) => ({ material, required: true, core: true })) },
  )
  const atKiosk = await aCitizen(city, liu)
  const { id } = await atKiosk.call(contract.startServiceApplication, {
    body: { itemId: item.id, channel: 'kiosk' },
  })
  for (const material of pages)
    await atKiosk.call(contract.addApplicationFile, { params: { id }, body: { material, ...aFile } })
  const handOver = () => atKiosk.call(contract.makeHandover, { params: { id }, body: { channel: 'kiosk' } })
  const { code } = await handOver()
  const inApp = await aCitizen(city, liu)
  const other = await aCitizen(city, { name: '张三', number: '11010519491231002X' })
  const take = (who: Client, by: string) => who.call(contract.takeHandover, { body: { code: by } })
  expect(await problem(take(other, code))).toMatchObject({ code: 'wrong-code' })
  expect(await take(inApp, code)).toEqual({ applicationId: id })
  const draft = await inApp.call(contract.getServiceApplication, { params: { id } })
  expect(draft.materials.map((one) => one.by)).toEqual(['upload', 'upload', 'upload'])
  expect(await problem(take(inApp, code))).toMatchObject({ code: 'wrong-code' })
  const late = await handOver()
  now = new Date(now.getTime() + 601_000)
  expect(await problem(take(inApp, late.code))).toMatchObject({ code: 'wrong-code' })
})
