import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { link } from './link-kit.ts'
import { citizenId, problem, revokeKey, someone } from './papers-kit.ts'
import { aFile, aMaterial, anItem, type Hands } from './services-kit.ts'

/** SOC-121 and SOC-122: two running cities recognise each other’s papers and take in for each other’s offices. */
interface City {
  city: TestPlatform
  code: string
  name: string
  manager: Client
  second: Client
  clerk: Client
  office: Client
  hands: Hands
}
let chuzhou: City
let nanjing: City
/** Each as the other knows it. */
let inNanjing: contract.LinkedSystem
let inChuzhou: contract.LinkedSystem
let now = new Date('2025-04-28T10:00:00+08:00')
const shortly = { timeout: 25_000, interval: 150 }
const office = organisations.operationCentre

async function aCity(code: string, name: string): Promise<City> {
  const city = await startTestPlatform({
    ...{ clock: { now: () => new Date(now) }, config: { sessionHours: 720 } },
  })
  const manager = await city.signedInAs('service-manager', { organisationId: office.id })
  const second = await city.signedInAs('service-manager', { organisationId: organisations.drainage.id })
  const clerk = await city.signedInAs('window-clerk')
  const approver = await city.signedInAs('approver', { organisationId: office.id })
  const hands = { writer: manager, reviewer: second }
  return { city, code, name, manager, second, clerk, office: approver, hands }
}

beforeAll(async () => {
  chuzhou = await aCity('cz', '滁州')
  nanjing = await aCity('nj', '南京')
  const both = await link(chuzhou, nanjing, { otherIs: 'city', oneIs: 'city' })
  inChuzhou = both.other
  inNanjing = both.one
})
afterAll(async () => {
  await nanjing?.city.stop()
  await chuzhou?.city.stop()
})

type Equivalent = Pick<contract.Recognition, 'kind' | 'foreignCode' | 'localCode'> &
  Partial<Pick<contract.Recognition, 'scenes' | 'fields'>>

/** Chuzhou proposes, Nanjing signs; answers the id both know it by. */
async function recognised(one: Equivalent): Promise<string> {
  const { id } = await chuzhou.manager.call(contract.proposeRecognition, {
    body: {
      ...{ systemId: inChuzhou.id, scenes: [], fields: [], assurance: 2, limits: '', ...one },
      ...{ foreignTitle: one.foreignCode, localTitle: one.localCode },
      ...{ validFrom: '2025-01-01', validUntil: '2026-12-31' },
    },
  })
  const there = () =>
    nanjing.manager.call(contract.listRecognitions, { query: { state: 'to-sign', search: one.localCode } })
  await expect.poll(async () => (await there()).items.map((row) => row.id), shortly).toContain(id)
  await nanjing.manager.call(contract.signRecognition, { params: { id } })
  await expect.poll(() => stateIn(chuzhou, id), shortly).toBe('active')
  return id
}
const stateIn = async (city: City, id: string) =>
  (await city.manager.call(contract.listRecognitions, { query: { limit: 500 } })).items.find(
    (one) => one.id === id,
  )?.state

/** A licence a city has issued, as its holder carries it. */
async function issued(
  by: City,
  typeId: string,
  holder: { name: string; number: string },
  fields: Record<string, unknown>,
) {
  const licence = await by.office.call(contract.issueLicenceNow, {
    body: { typeId, holderKind: 'person', holderName: holder.name, holderNumber: holder.number, fields },
  })
  const one = await by.office.call(contract.downloadLicencePackage, { params: { id: licence.id } })
  return { licence, file: Buffer.from(JSON.stringify(one)).toString('base64') }
}

const check = (content: string, scene: string) =>
  chuzhou.clerk.call(contract.verifyForeign, { body: { systemId: inChuzhou.id, scene, content } })

describe('SOC-122: papers of another city', () => {
  const elder = { name: '周桂英', number: citizenId(1, '19500101') }
  let card: string

  it('count for a scene that was recognised and for no other, and for none before both have signed', async () => {
    const type = await nanjing.manager.call(contract.saveLicenceType, {
      ...{ params: { id: 'city.elder-card' }, body: elderCard },
    })
    card = (await issued(nanjing, type.id, elder, { name: elder.name, district: '玄武区' })).file
    const later = () => {
      // Keys are asked for again only as time goes on.
      now = new Date(now.getTime() + 21_000)
      return check(card, '景区门票').then((one) => one.text)
    }
    await expect.poll(later, shortly).toMatch(/没有互认对照/)
    await recognised({
      ...{ kind: 'card', foreignCode: type.id, localCode: 'city.elder-card', fields: ['district'] },
      scenes: ['景区门票'],
    })
    const passed = await check(card, '景区门票')
    expect(passed).toMatchObject({ outcome: 'passed', text: '通过', assurance: 2, isOffline: false })
    // Only what both agreed on is shown, and the holder’s name is masked.
    expect(passed.fields).toEqual({ district: '玄武区' })
    expect(passed.holder).not.toBe(elder.name)
    expect(await check(card, '公交免费')).toMatchObject({ outcome: 'refused', text: '场景未互认' })
    const log = await chuzhou.manager.call(contract.listForeignChecks, { query: { outcome: 'refused' } })
    expect(log.items[0]).toMatchObject({ scene: '公交免费', systemName: '南京', text: '场景未互认' })
    const shown = await chuzhou.city.anonymous().call(contract.listRecognised, { query: {} })
    expect(shown.items).toMatchObject([{ systemName: '南京', scenes: ['景区门票'] }])
  })

  it('say 签名失效 two minutes after their key was revoked', async () => {
    const resident = await someone(nanjing.city, { kind: 'person', name: '李雷', number: citizenId(2) })
    await recognised({ kind: 'code', foreignCode: 'city-code', localCode: 'city-code', scenes: ['图书借阅'] })
    now = new Date('2025-04-28T12:00:00+08:00')
    const show = () => resident.client.call(contract.getCityCode, { body: {} })
    const first = await show()
    const key = contract.readCodeToken(first.token)?.keyId as string
    const published = async () =>
      (await nanjing.city.anonymous().call(contract.getTrustAnchors)).keys.find((one) => one.keyId === key)
    // The other city asks for keys again only as time goes on, so the key has to be out before it asks.
    await expect.poll(published, shortly).toBeDefined()
    await expect.poll(() => check(first.token, '图书借阅').then((one) => one.text), shortly).toBe('通过')
    await revokeKey(nanjing.city, key)
    await expect.poll(async () => (await published())?.state, shortly).toBe('revoked')
    now = new Date('2025-04-28T12:00:50+08:00')
    await expect.poll(() => check(first.token, '图书借阅').then((one) => one.text), shortly).toBe('签名失效')
    now = new Date('2025-04-28T12:02:00+08:00')
    expect((await check(first.token, '图书借阅')).text).toBe('签名失效')
  })

  it('are suspended at once on both sides, and resumed by two persons of the city that suspended', async () => {
    const { items } = await nanjing.manager.call(contract.listRecognitions, { query: { kind: 'card' } })
    const params = { id: items[0]?.id as string }
    const body = { to: 'suspended' as const, reason: '卡种改版' }
    await nanjing.manager.call(contract.stopRecognition, { params, body })
    await expect.poll(() => stateIn(chuzhou, params.id), shortly).toBe('suspended')
    expect((await check(card, '景区门票')).text).toContain('卡种改版')
    expect(await problem(chuzhou.manager.call(contract.resumeRecognition, { params }))).toMatchObject({
      code: 'stopped-by-partner',
    })
    expect((await nanjing.manager.call(contract.resumeRecognition, { params })).isResuming).toBe(true)
    expect(await problem(nanjing.manager.call(contract.resumeRecognition, { params }))).toMatchObject({
      code: 'same-person',
    })
    await nanjing.second.call(contract.resumeRecognition, { params })
    await expect.poll(() => stateIn(chuzhou, params.id), shortly).toBe('active')
  })
})

const elderCard = {
  ...{ title: '老年优待证', issuer: office.name, holder: 'person' as const, level: 'city' as const },
  fields: [
    { id: 'name', title: '姓名', kind: 'text' as const, required: true },
    { id: 'district', title: '区', kind: 'text' as const, required: false },
  ],
  ...{ basis: '老年人权益保障法', template: 'card' as const, annualCheck: false, copies: false },
  validMonths: null,
}

describe('SOC-121: an application for the office of another city', () => {
  const wang = { kind: 'person' as const, name: '王浩', number: citizenId(7) }
  let item: contract.ServiceItem
  const file = (more: object = {}) =>
    nanjing.clerk.call(contract.fileCrossCase, {
      body: {
        ...{ systemId: inNanjing.id, itemCode: 'cz.item-k', applicant: wang, form: { purpose: '开店' } },
        ...{ materials: [{ material: 'nj.plan', file: aFile }], ...more },
      },
    })
  const seen = async (by: City, id: string) =>
    (await by.clerk.call(contract.listCrossCases, { query: {} })).items.find((one) => one.id === id)

  it('is stopped before it is sent when an equivalence is missing, by field', async () => {
    now = new Date('2025-04-29T10:00:00+08:00')
    item = await anItem(chuzhou.hands, {}, { code: 'cz.item-k' })
    await aMaterial(nanjing.hands, 'nj.plan')
    expect(await problem(file())).toMatchObject({
      code: 'no-equivalence',
      errors: [{ path: '/body/itemCode' }, { path: '/body/materials/0/material' }],
    })
    await recognised({ kind: 'item', foreignCode: 'nj.item-k', localCode: item.code })
    expect(await problem(file())).toMatchObject({ errors: [{ path: '/body/materials/0/material' }] })
    const { total } = await nanjing.clerk.call(contract.listCrossCases, { query: {} })
    expect(total).toBe(0)
  })

  it('reaches it with its source, is corrected through the same window, and both cities show the same', async () => {
    await recognised({ kind: 'material', foreignCode: 'nj.plan', localCode: 'test.plan' })
    const offered = await nanjing.city.anonymous().call(contract.listCrossItems, { query: {} })
    const form = await nanjing.clerk.call(contract.getCrossItem, {
      params: { id: offered.items[0]?.recognitionId as string },
    })
    expect(form).toMatchObject({ title: '测试许可', fields: [{ name: 'purpose' }] })
    // The window here is told under which of its own codes a paper of the other city goes.
    expect(form.materials).toMatchObject([{ material: 'test.plan', required: true, local: 'nj.plan' }])
    const { id } = await file()
    await expect.poll(async () => (await seen(nanjing, id))?.state, shortly).toBe('waiting')
    const taken = await seen(chuzhou, id)
    expect(taken).toMatchObject({ role: 'taken', source: '南京窗口', subjectName: '王浩' })
    const params = { id: taken?.applicationId as string }
    const application = () => chuzhou.clerk.call(contract.getServiceApplication, { params })
    expect(await application()).toMatchObject({ channel: 'other-system', byName: '南京窗口' })
    const body = { act: 'correct' as const, points: [{ text: '用途请写明经营范围' }] }
    await chuzhou.clerk.call(contract.judgeIntake, { params, body })
    await expect.poll(async () => (await seen(nanjing, id))?.state, shortly).toBe('correcting')
    expect((await seen(nanjing, id))?.progress?.corrections).toEqual(['用途请写明经营范围'])
    now = new Date('2025-04-29T15:00:00+08:00')
    await nanjing.clerk.call(contract.supplementCrossCase, {
      params: { id },
      body: { form: { purpose: '餐饮' } },
    })
    await expect.poll(async () => (await application()).state, shortly).toBe('waiting')
    expect((await application()).form).toMatchObject({ purpose: '餐饮' })
    await chuzhou.clerk.call(contract.judgeIntake, { params, body: { act: 'accept' } })
    const tasks = await chuzhou.office.call(contract.listServiceTasks, { query: { application: params.id } })
    await chuzhou.office.call(contract.finishServiceTask, {
      ...{ params: { id: tasks.items[0]?.id as string }, body: { passes: true, opinion: '同意' } },
    })
    const decision = { outcome: 'grant' as const, text: '准予许可' }
    await chuzhou.office.call(contract.decideServiceApplication, { params, body: decision })
    await expect
      .poll(async () => (await seen(nanjing, id))?.progress?.decision?.outcome, shortly)
      .toBe('grant')
    const [here, there] = [await seen(nanjing, id), await seen(chuzhou, id)]
    const same = ({ state, progress, sentTime, receivedTime, transferSeconds }: contract.CrossCase) => ({
      ...{ state, progress, sentTime, receivedTime, transferSeconds },
    })
    expect(same(here as contract.CrossCase)).toEqual(same(there as contract.CrossCase))
    expect(here).toMatchObject({ role: 'sent', state: 'granted' })
    expect(here?.progress?.acceptedTime).toBe(now.toISOString())
  })

  it('uses a licence the cities recognise, verified there without asking; withdrawn, it is stopped with the reason', async () => {
    now = new Date('2025-04-30T10:00:00+08:00')
    const type = await nanjing.manager.call(contract.saveLicenceType, {
      ...{ params: { id: 'city.licence-l' }, body: elderCard },
    })
    const { file: licence } = await issued(nanjing, type.id, wang, { name: wang.name })
    const id = await recognised({ kind: 'licence', foreignCode: type.id, localCode: 'city.licence-l' })
    const materials = [{ material: 'nj.plan', licence }]
    const filed = await file({ materials })
    await expect.poll(async () => (await seen(nanjing, filed.id))?.state, shortly).toBe('waiting')
    const taken = await seen(chuzhou, filed.id)
    const shown = await chuzhou.clerk.call(contract.getServiceApplication, {
      params: { id: taken?.applicationId as string },
    })
    expect(shown.materials).toMatchObject([{ material: 'test.plan', by: 'licence' }])
    now = new Date('2025-05-01T09:00:00+08:00')
    await chuzhou.manager.call(contract.stopRecognition, {
      ...{ params: { id }, body: { to: 'withdrawn', reason: '目录调整' } },
    })
    await expect.poll(() => stateIn(nanjing, id), shortly).toBe('withdrawn')
    now = new Date('2025-05-02T09:00:00+08:00')
    expect(await problem(file({ materials }))).toMatchObject({
      code: 'no-equivalence',
      errors: [{ path: '/body/materials/0/licence', message: '老年优待证在滁州互认已撤回：目录调整' }],
    })
  })

  it('is verified by the anchors of the other city while that city cannot be reached, and says so', async () => {
    const { file: genuine } = await issued(nanjing, 'city.elder-card', wang, { name: wang.name })
    // By keys of this hour, which are still good in the next.
    await expect.poll(() => check(genuine, '景区门票').then((one) => one.isOffline), shortly).toBe(false)
    const system = await chuzhou.manager.call(contract.listSystems, { query: {} })
    const { code: _, ...known } = system.items[0] as contract.LinkedSystem
    const away = { name: known.name, address: 'http://127.0.0.1:9/api', state: 'active' as const }
    await chuzhou.manager.call(contract.changeSystem, { params: { id: known.id }, body: away })
    now = new Date('2025-05-02T10:00:00+08:00')
    await expect.poll(() => check(genuine, '景区门票').then((one) => one.isOffline), shortly).toBe(true)
    expect((await check(genuine, '景区门票')).text).toBe('通过')
    const forged = Buffer.from(Buffer.from(genuine, 'base64').toString().replaceAll('王', '李')).toString(
      'base64',
    )
    expect((await check(forged, '景区门票')).text).toBe('内容已被篡改')
    await chuzhou.manager.call(contract.changeSystem, {
      params: { id: known.id },
      body: { ...away, address: known.address },
    })
  })
})

it('SOC-121: a 12345 ticket goes to the other city once, with consent, and its answer comes back', async () => {
  const [duty, there] = [
    await chuzhou.city.signedInAs('duty-officer'),
    await nanjing.city.signedInAs('duty-officer'),
  ]
  const event = await duty.call(contract.reportEvent, {
    body: { type: 'city-base.parts-damage', title: '南京江宁路灯不亮', position: [118.9, 33.4] },
  })
  const body = { eventId: event.id, systemId: inChuzhou.id, consent: '来电人电话同意转南京12345' }
  const cities = await duty.call(contract.listCrossCities, {})
  expect(cities.items.map((one) => one.id)).toContain(inChuzhou.id)
  await duty.call(contract.handOverTicket, { body })
  expect(await problem(duty.call(contract.handOverTicket, { body }))).toMatchObject({ code: 'handed-over' })
  const own = async () => (await duty.call(contract.listCrossTickets, { query: {} })).items[0]
  await expect.poll(async () => (await own())?.state, shortly).toBe('handed-over')
  const found = await there.call(contract.listEvents, { query: { search: '江宁路灯' } })
  expect(found.items).toHaveLength(1)
  expect((await own())?.remoteReference).toBe(found.items[0]?.reference)
  const params = { id: found.items[0]?.id as string }
  await nanjing.city.kernel.db.pool.query('UPDATE events.event SET case_open = false')
  await there.call(contract.verifyEvent, { params, body: { real: false, comment: '路灯已修复' } })
  await nanjing.city.settle()
  await expect.poll(async () => (await own())?.state, shortly).toBe('closed')
  expect((await own())?.answer).toContain('路灯已修复')
})
