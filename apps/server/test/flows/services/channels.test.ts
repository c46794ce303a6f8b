import { createHmac, randomUUID } from 'node:crypto'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { citizenId, problem } from './papers-kit.ts'
import { aCitizen, aFile, anItem } from './services-kit.ts'

/** SOC-014 and SOC-019: self-service machines, partners and drafts that go from one channel to another. */
let city: TestPlatform
let manager: Client
let now = new Date('2025-06-03T10:00:00+08:00')
const { operationCentre } = organisations
let b1Key: string

beforeAll(async () => {
  city = await startTestPlatform({
    ...{ clock: { now: () => new Date(now) }, config: { sessionHours: 720, testPay: true } },
  })
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

it('a partner’s service that is suspended says so with its date, and nothing leaves (SOC-018 Accept 1)', async () => {
  now = new Date('2025-06-10T09:00:00+08:00')
  const citizen = await aCitizen(city, { name: '张敏', number: citizenId(71) })
  const made = await manager.call(contract.registerAppPartner, {
    body: {
      ...{ code: 'parking', name: '共享停车', owner: '云川停车公司', url: 'https://parking.example/h5' },
      ...{ contractNumber: '云数合〔2025〕7号', fields: ['name-suffix', 'assurance'] },
    },
  })
  const params = { id: made.id }
  const move = (to: 'live' | 'suspended', reason: string) =>
    manager.call(contract.moveAppPartner, { params, body: { to, reason } })
  const check = (kind: 'security' | 'privacy') =>
    manager.call(contract.checkAppPartner, { params, body: { kind, passes: true, note: '检查通过' } })
  await check('security')
  expect(await problem(move('live', '上线'))).toMatchObject({ detail: expect.stringContaining('隐私检查') })
  await check('privacy')
  await move('live', '上线')
  const open = (who: Client, agreed: contract.AppField[]) =>
    who.call(contract.openAppService, { params: { code: 'parking' }, body: { agreed } })
  const opened = await open(citizen, ['name-suffix'])
  expect(opened).toMatchObject({ url: 'https://parking.example/h5', given: { 'name-suffix': '敏' } })
  expect(JSON.stringify(opened)).not.toContain(citizenId(71))
  expect(await problem(open(citizen, ['phone-masked']))).toMatchObject({ status: 400 })
  const other = await aCitizen(city, { name: '刘洋', number: citizenId(72) })
  expect((await open(other, [])).scopedId).not.toBe(opened.scopedId)
  now = new Date('2025-06-10T10:00:00+08:00')
  await move('suspended', '投诉集中，整改中')
  now = new Date('2025-06-10T10:01:00+08:00')
  const refused = await problem(open(citizen, ['name-suffix']))
  expect(refused).toMatchObject({ status: 409, code: 'service-suspended' })
  expect(refused.detail).toBe('服务已暂停（2025-06-10 10:00）：投诉集中，整改中')
  expect(JSON.stringify(refused)).not.toMatch(/parking\.example|敏|scopedId/)
  expect((await citizen.call(contract.listAppServices, { query: {} })).total).toBe(0)
  const seen = await manager.call(contract.listAppPartners, { query: {} })
  expect(seen.items).toMatchObject([{ state: 'suspended', openings: 2 }])
  const told = async () =>
    (await citizen.call(contract.listInbox, { query: {} })).items.map((one) => one.title)
  await city.settle()
  await expect.poll(told).toContain('“共享停车”服务已暂停')
})

it('with suggestions switched off the home page is the one for everybody, and nothing more is used (SOC-018 Accept 2)', async () => {
  const citizen = await aCitizen(city, { name: '张敏', number: citizenId(71) })
  const on = (value: boolean) => citizen.call(contract.setPersonalisation, { body: { on: value } })
  const home = () => citizen.call(contract.getAppHome, {})
  const standard = async () =>
    (await city.anonymous().call(contract.listDefaultServices, {})).items.map((one) => one.itemId)
  const favourite = (await standard()).at(-1) as string
  await citizen.call(contract.setFavourite, { params: { id: favourite }, body: { on: true } })
  await on(true)
  const personal = await home()
  expect(personal).toMatchObject({ isPersonalised: true })
  expect(personal.services[0]).toMatchObject({ itemId: favourite, why: '您收藏的事项' })
  const used = (since?: string) =>
    citizen.call(contract.listMySuggestionInputs, { query: since ? { since } : {} })
  expect((await used()).items).toMatchObject([{ fact: 'favourites' }])
  now = new Date('2025-06-10T10:05:00+08:00')
  await on(false)
  now = new Date('2025-06-10T10:06:00+08:00')
  const plain = await home()
  expect(plain.isPersonalised).toBe(false)
  expect(plain.services.map((one) => one.itemId)).toEqual(await standard())
  expect(plain.services.every((one) => one.why === null)).toBe(true)
  expect((await used('2025-06-10T02:05:00.000Z')).total).toBe(0)
})

it('a box bound to another household shows nothing of the first, which is told (SOC-022 Accept 1)', async () => {
  const household = (number: string, divisionCode: string) =>
    manager.call(contract.registerTvHousehold, { body: { number, address: `${number} 号`, divisionCode } })
  const first = await household('H1', '990102001001')
  await household('H2', '990102001001')
  const { id, key } = await manager.call(contract.registerTvBox, {
    body: { serial: 'B1', householdNumber: 'H1', isTwoWay: true },
  })
  b1Key = key
  const box = city.anonymous()
  const read = () => box.call(contract.readTvScreen, { body: { serial: 'B1', key } })
  expect(
    await problem(box.call(contract.readTvScreen, { body: { serial: 'B1', key: 'not the right key' } })),
  ).toMatchObject({ status: 401 })
  const { code } = await box.call(contract.beginTvPairing, { body: { serial: 'B1', key } })
  const zhou = await aCitizen(city, { name: '周桂英', number: citizenId(73, '19500101') })
  await zhou.call(contract.confirmTvPairing, { body: { code } })
  expect(await problem(zhou.call(contract.confirmTvPairing, { body: { code } }))).toMatchObject({
    code: 'wrong-code',
  })
  const bill = await manager.call(contract.addTvBill, {
    params: { id: first.id },
    body: { title: '收视维护费', fen: 2_600, dueDay: '2025-07-01' },
  })
  expect(await read()).toMatchObject({ household: 'H1', bills: [{ title: '收视维护费', isPaid: false }] })
  expect((await read()).members).toHaveLength(1)
  const stranger = await aCitizen(city, { name: '刘洋', number: citizenId(72) })
  expect(await problem(stranger.call(contract.payTvBill, { params: { id: bill.id } }))).toMatchObject({
    status: 404,
  })
  const { orderId } = await zhou.call(contract.payTvBill, { params: { id: bill.id } })
  expect(await problem(stranger.call(contract.getPayOrder, { params: { id: orderId } }))).toMatchObject({
    status: 404,
  })
  const { payUrl } = await zhou.call(contract.payOrder, { params: { id: orderId }, body: {} })
  await fetch(`${city.url}${payUrl}/confirm`, { redirect: 'manual' })
  expect((await read()).bills).toMatchObject([{ isPaid: true }])
  await manager.call(contract.bindTvBox, { params: { id }, body: { householdNumber: 'H2' } })
  expect(await read()).toMatchObject({ household: 'H2', members: [], bills: [] })
  const titles = async () =>
    (await zhou.call(contract.listInbox, { query: {} })).items.map((one) => one.title)
  await city.settle()
  await expect.poll(titles).toContain('机顶盒 B1 已迁出您家')
})

it('a red warning for one district is over the programme there only, and deliveries match the boxes (SOC-022 Accept 2)', async () => {
  const boxes: { serial: string; key: string; division: string }[] = []
  for (const [n, division] of ['990102001001', '990102001001002', '990103001001'].entries()) {
    const number = `H-${division}`
    await manager.call(contract.registerTvHousehold, {
      body: { number, address: `${n} 栋`, divisionCode: division },
    })
    const serial = `SIM-${n}`
    const { key } = await manager.call(contract.registerTvBox, {
      body: { serial, householdNumber: number, isTwoWay: n > 0 },
    })
    boxes.push({ serial, key, division })
  }
  now = new Date('2025-06-11T14:00:00+08:00')
  const duty = await city.signedInAs('duty-officer')
  const officer = await city.signedInAs('duty-officer')
  const draft = await duty.call(contract.draftWarning, {
    body: {
      ...{ category: 'Met', eventName: '暴雨', level: 'red', headline: '暴雨红色预警' },
      ...{ description: '三小时降雨将达 100 毫米以上。', instruction: '停止户外作业。' },
      ...{ divisionCodes: ['990102'], channels: ['app', 'broadcast'] },
      expiresTime: new Date(now.getTime() + 6 * 3_600_000).toISOString(),
    },
  })
  await officer.call(contract.issueWarning, { params: { id: draft.id }, body: { comment: '同意发布' } })
  await city.settle()
  now = new Date('2025-06-11T14:01:00+08:00')
  const shown = async ({ serial, key }: (typeof boxes)[number]) =>
    (await city.anonymous().call(contract.readTvScreen, { body: { serial, key } })).banners
  const banner = [{ headline: '暴雨红色预警', level: 'red', isForced: true }]
  for (const box of boxes)
    expect(await shown(box)).toMatchObject(box.division.startsWith('990102') ? banner : [])
  const count = async () => (await manager.call(contract.listTvBanners, { query: {} })).items[0]
  // B1 of the test before stands in the district too and has not read yet.
  expect(await count()).toMatchObject({ headline: '暴雨红色预警', boxes: 3, delivered: 2 })
  expect(await shown({ serial: 'B1', key: b1Key, division: '990102001001' })).toMatchObject(banner)
  expect(await count()).toMatchObject({ boxes: 3, delivered: 3 })
  const { items: towns } = await manager.call(contract.getTvCoverage, {})
  expect(towns.find((one) => one.divisionCode === '990103001')).toMatchObject({
    ...{ households: 1, boxes: 1, twoWay: 1, active: 1, twoWayShare: 1 },
  })
})
