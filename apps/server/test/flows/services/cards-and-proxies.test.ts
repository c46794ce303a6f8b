import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aPartnerSystem } from './link-kit.ts'
import { citizenId, problem, someone } from './papers-kit.ts'
import { aMaterial, anItem, type Hands, itemContent } from './services-kit.ts'

/** SOC-021 and SOC-025: citizen cards, and services for whoever has no smartphone. */
let city: TestPlatform
let clerk: Client
let manager: Client
let hands: Hands
let readers: Awaited<ReturnType<typeof aPartnerSystem>>
let now = new Date('2025-06-02T07:00:00+08:00')
const at = (text: string) => {
  now = new Date(`${text}+08:00`)
}
const shortly = { timeout: 20_000, interval: 150 }
const zhou = { kind: 'person' as const, name: '周桂英', number: citizenId(11, '19500101') }
let elder: Awaited<ReturnType<typeof someone>>

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) }, config: { sessionHours: 720 } })
  clerk = await city.signedInAs('window-clerk')
  manager = await city.signedInAs('service-manager', { organisationId: organisations.operationCentre.id })
  hands = {
    writer: await city.signedInAs('service-manager', { organisationId: organisations.drainage.id }),
    reviewer: manager,
  }
  elder = await someone(city, zhou)
  readers = await aPartnerSystem(() => now)
  const made = await manager.call(contract.registerSystem, {
    body: { kind: 'cards', code: 'bus', ownCode: 'yc', name: '公交清分', address: readers.url },
  })
  readers.secret = made.secret
})
afterAll(async () => {
  await readers?.close()
  await city?.stop()
})

const check = (number: string, use: contract.CardUse = 'transit', entitlement?: string) =>
  clerk.call(contract.checkCard, { body: { number, use, ...(entitlement ? { entitlement } : {}) } })
const events = (number: string) =>
  readers.taken.filter((one) => one.objectId === number).map((one) => JSON.parse(one.content).event)

async function delivered(kind: 'citizen' | 'elder', uses: contract.CardUse[]): Promise<string> {
  const card = await clerk.call(contract.applyForCard, {
    body: { kind, medium: 'physical', uses, holder: { name: zhou.name, number: zhou.number } },
  })
  const params = { number: card.number }
  for (const to of ['making', 'delivered'] as const)
    await clerk.call(contract.moveCard, { params, body: { to } })
  await elder.client.call(contract.activateCard, { params })
  return card.number
}

let card: string

it('a lost card is refused by an online reader at once, offline by the next list, and replaced by one (SOC-021 Accept 1)', async () => {
  card = await delivered('citizen', ['transit', 'medical'])
  expect(await check(card)).toMatchObject({ outcome: 'passed', text: '有效' })
  expect(await check(card, 'fuel')).toMatchObject({ outcome: 'refused', text: '该卡未开通此用途' })
  const again = {
    body: { kind: 'citizen' as const, medium: 'electronic' as const, uses: ['transit' as const] },
  }
  expect(await problem(elder.client.call(contract.applyForCard, again))).toMatchObject({ code: 'has-card' })
  const list = (since?: number) =>
    clerk.call(contract.getCardBlackList, { query: since === undefined ? {} : { since } })
  const before = await list()
  expect(before.blocked).toEqual([])
  // A message signed before the clock is moved would come too late to be taken.
  await expect.poll(() => events(card), shortly).toEqual(['issue', 'making', 'delivered', 'active'])
  at('2025-06-02T08:00:00')
  await elder.client.call(contract.reportCardLoss, { params: { number: card } })
  at('2025-06-02T08:01:00')
  expect(await check(card)).toMatchObject({ outcome: 'refused', text: '挂失' })
  await expect.poll(() => events(card).at(-1), shortly).toBe('lost')
  at('2025-06-02T08:15:00')
  expect(before.nextSyncSeconds).toBe(900)
  const after = await list(before.version)
  expect(after).toMatchObject({ blocked: [card], freed: [] })
  expect(after.version).toBeGreaterThan(before.version)
  const next = await elder.client.call(contract.replaceCard, { params: { number: card } })
  expect(next).toMatchObject({ state: 'applied', replaces: card, uses: ['transit', 'medical'] })
  await expect
    .poll(() => events(card), shortly)
    .toEqual([...['issue', 'making', 'delivered', 'active', 'lost', 'replaced']])
})

it('several cards become one: the uses move over, the other is retired', async () => {
  const { items } = await elder.client.call(contract.listMyCards, { query: {} })
  card = items.find((one) => one.state === 'applied')?.number as string
  for (const to of ['making', 'delivered'] as const)
    await clerk.call(contract.moveCard, { params: { number: card }, body: { to } })
  await elder.client.call(contract.activateCard, { params: { number: card } })
  const other = await elder.client.call(contract.applyForCard, {
    body: { kind: 'library', medium: 'electronic', uses: ['library'] },
  })
  const merged = await elder.client.call(contract.mergeCards, {
    params: { number: card },
    body: { from: other.number },
  })
  expect(merged.uses).toEqual(['transit', 'medical', 'library'])
  expect(await check(other.number, 'library')).toMatchObject({ text: '已并入他卡' })
  expect(await check(card, 'library')).toMatchObject({ outcome: 'passed' })
})

it('on the day a death is reported all cards stop, and later taps are listed for recovery (SOC-021 Accept 2)', async () => {
  await clerk.call(contract.grantEntitlement, {
    body: { number: card, kind: 'elder', from: '2025-01-01', source: '年满70周岁' },
  })
  const listed = async () => (await clerk.call(contract.listCards, { query: { search: card } })).items[0]
  const held = { kind: 'elder', from: '2025-01-01', until: null, source: '年满70周岁' }
  expect((await listed())?.entitlements).toEqual([held])
  at('2025-06-03T09:00:00')
  expect(await check(card, 'transit', 'elder')).toMatchObject({ outcome: 'passed', isEntitled: true })
  await manager.call(contract.endPerson, {
    params: { id: elder.subjectId },
    body: { state: 'deceased', reason: '民政部门死亡登记' },
  })
  await expect.poll(() => check(card).then((one) => one.text), shortly).toBe('已注销')
  const tap = (sequence: number, time: string) => ({
    ...{
      sequence,
      number: card,
      use: 'transit' as const,
      fen: 200,
      time: new Date(`${time}+08:00`).toISOString(),
    },
  })
  const taps = [tap(1, '2025-06-03T08:10:00'), tap(2, '2025-06-04T07:30:00')]
  const send = () => clerk.call(contract.takeCardTaps, { body: { terminal: 'BUS-7', taps } })
  expect(await send()).toEqual({ taken: 1, toRecover: 1, known: 0 })
  expect(await send()).toEqual({ taken: 0, toRecover: 0, known: 2 })
  const { items } = await clerk.call(contract.listCardRecoveries, { query: {} })
  expect(items).toMatchObject([{ number: card, terminal: 'BUS-7', fen: 200, reason: '民政部门死亡登记' }])
})

it('a daughter with a proxy for one thing is refused another, and the log shows the scope (SOC-025 Accept 1)', async () => {
  at('2025-06-05T09:00:00')
  const wu = await someone(city, { kind: 'person', name: '吴秀兰', number: citizenId(12, '19520101') })
  const daughter = await someone(city, { kind: 'person', name: '周敏', number: citizenId(13) })
  const query = await anItem(hands, { title: '医保查询' })
  const fund = await anItem(hands, { title: '公积金提取' })
  await city.kernel.db.transaction((tx) =>
    city.identity.subjects.empower(tx, {
      ...{ subjectId: wu.subjectId, agentId: daughter.subjectId, authority: 'agent', scenes: ['医保查询'] },
      ...{ from: new Date(0), until: new Date('2026-06-01'), proof: '窗口录音', grantedBy: null },
    }),
  )
  const { mayActFor } = await daughter.client.call(contract.getMyIdentity)
  await daughter.client.call(contract.switchActing, { body: { mandateId: mayActFor[0]?.id as string } })
  const start = (itemId: string) =>
    daughter.client.call(contract.startServiceApplication, { body: { itemId } })
  expect(await problem(start(fund.id))).toMatchObject({ status: 403, code: 'outside-authority' })
  expect((await start(query.id)).subjectName).toBe('吴秀兰')
  const { items } = await wu.client.call(contract.listProxyActs, { query: {} })
  expect(items).toMatchObject([
    { asked: '医保查询', outcome: 'done', subjectName: '吴秀兰', byName: '周敏' },
    { asked: '公积金提取', outcome: 'refused', scope: ['医保查询'], byName: '周敏' },
  ])
})

it('an item for the app only is not published without another way or an approved exception (SOC-025 Accept 2)', async () => {
  await aMaterial(hands, 'test.plan')
  const draft = async (more: object) => {
    const body = { code: 'test.app-only', content: itemContent({ title: '掌上预约', ...more }) }
    const made = await hands.writer.call(contract.draftServiceItem, { body })
    return hands.reviewer.call(contract.publishServiceItem, {
      params: { id: made.id, version: made.version },
      body: {},
    })
  }
  expect(await problem(draft({ ways: ['app'] }))).toMatchObject({
    status: 400,
    errors: [{ path: '/content/ways' }],
  })
  const exception = { reason: '仅用于手机亮码', approvedBy: '分管局长', until: '2025-01-01' }
  expect(await problem(draft({ ways: ['app'], digitalOnly: exception }))).toMatchObject({
    errors: [{ path: '/content/digitalOnly/until' }],
  })
  const item = await draft({ ways: ['app'], digitalOnly: { ...exception, until: '2025-12-31' } })
  const listed = (gap: 'none' | 'exception') =>
    manager.call(contract.listItemWays, { query: { gap, search: '掌上预约' } })
  expect((await listed('exception')).items).toMatchObject([{ code: item.code, exceptionUntil: '2025-12-31' }])
  at('2026-01-02T09:00:00')
  manager = await city.signedInAs('service-manager')
  expect((await listed('none')).items).toMatchObject([{ code: item.code, isCovered: false }])
})
