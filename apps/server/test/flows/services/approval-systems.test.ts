import { randomUUID } from 'node:crypto'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aPartnerSystem, sendAs } from './link-kit.ts'
import { problem } from './papers-kit.ts'
import { aCitizen, anItem, type Hands } from './services-kit.ts'

/** SOC-004: approval systems of bureaus take applications and give results back. */
let city: TestPlatform
let hands: Hands
let citizen: Client
let clerk: Client
let bureau: Awaited<ReturnType<typeof aPartnerSystem>>
let system: contract.LinkedSystem
const office = organisations.operationCentre
const shortly = { timeout: 15_000, interval: 100 }
const optional = [{ material: 'test.plan', required: false, core: false }]

beforeAll(async () => {
  city = await startTestPlatform()
  hands = {
    writer: await city.signedInAs('service-manager', { organisationId: organisations.drainage.id }),
    reviewer: await city.signedInAs('service-manager', { organisationId: office.id }),
  }
  citizen = await aCitizen(city, { name: '张敏', number: '11010519491231002X' })
  clerk = await city.signedInAs('window-clerk')
  bureau = await aPartnerSystem(() => new Date())
  const made = await hands.reviewer.call(contract.registerSystem, {
    body: {
      ...{ kind: 'bureau', code: 'zj', ownCode: 'yc', name: '住建审批系统', address: bureau.url },
      ...{ organisationId: office.id, items: ['test.build'] },
    },
  })
  bureau.secret = made.secret
  system = made.system
})
afterAll(async () => {
  await bureau?.close()
  await city?.stop()
})

const read = (id: string) => citizen.call(contract.getServiceApplication, { params: { id } })

async function accepted(itemId: string): Promise<string> {
  const { id } = await citizen.call(contract.startServiceApplication, { body: { itemId } })
  await citizen.call(contract.saveServiceDraft, { params: { id }, body: { form: { purpose: '加装电梯' } } })
  await citizen.call(contract.submitServiceApplication, { params: { id }, body: {} })
  await clerk.call(contract.judgeIntake, { params: { id }, body: { act: 'accept' } })
  return id
}

it('takes a result once: the same message again is a duplicate, the node log has one result (SOC-004 Accept 2)', async () => {
  const item = await anItem(hands, { materials: optional }, { code: 'test.build' })
  const id = await accepted(item.id)
  const pushed = () => bureau.taken.filter((one) => one.objectId === id).map((one) => JSON.parse(one.content))
  // Each push says how it stands when it is sent: the first may be of the acceptance already.
  await expect.poll(() => pushed().map((one) => one.state)[1], shortly).toBe('examining')
  expect(pushed()[1]).toMatchObject({ itemCode: 'test.build', form: { purpose: '加装电梯' } })
  await sendAs(city, bureau, { kind: 'process', objectId: id, content: { text: '图纸审查中' } })
  const result = {
    ...{ id: randomUUID(), kind: 'result', objectId: id },
    content: {
      ...{ passes: true, opinion: '符合规范' },
      decision: { outcome: 'grant', text: '准予许可' },
    },
  }
  expect(await sendAs(city, bureau, result)).toMatchObject({ outcome: 'accepted' })
  const once = await read(id)
  expect(once).toMatchObject({ state: 'granted', decision: { outcome: 'grant', text: '准予许可' } })
  expect(await sendAs(city, bureau, result)).toMatchObject({ outcome: 'duplicate' })
  const again = await read(id)
  expect(again.timeline).toEqual(once.timeline)
  expect(again.timeline.filter((one) => one.act === '业务系统结果')).toMatchObject([
    { actor: '住建审批系统', note: '通过：符合规范' },
  ])
  const { items } = await hands.reviewer.call(contract.listSystemMessages, {
    query: { direction: 'in', search: result.id },
  })
  expect(items).toMatchObject([{ state: 'accepted', repeats: 1, reference: once.number }])
})

it('turns away what is not signed, is old, is of another’s item, or is said wrongly by field', async () => {
  const item = await anItem(hands, { materials: optional })
  const id = await accepted(item.id)
  const good = { passes: true, opinion: '同意' }
  const send = (more: object, as = bureau, at = new Date()) =>
    sendAs(city, as, { kind: 'result', objectId: id, content: good, ...more }, at)
  expect(await problem(send({}, { ...bureau, secret: 'another secret of nobody' }))).toMatchObject({
    ...{ status: 401, code: 'wrong-signature' },
  })
  expect(await problem(send({}, bureau, new Date(Date.now() - 3_600_000)))).toMatchObject({ code: 'expired' })
  // An item the system was not bound to is not there for it.
  expect(await send({})).toMatchObject({ outcome: 'refused', faults: [{ message: `没有找到办件：${id}` }] })
  expect(await send({ content: { passes: 'yes', opinion: '' } })).toMatchObject({
    ...{ outcome: 'refused', faults: [{ path: '/content/passes' }, { path: '/content/opinion' }] },
  })
  expect(await send({ kind: 'case' })).toMatchObject({ outcome: 'refused', faults: [{ path: '/kind' }] })
  expect((await read(id)).state).toBe('examining')
  const bureaus = async () =>
    (await hands.reviewer.call(contract.listSystems, { query: { kind: 'bureau' } })).items
  await expect.poll(async () => (await bureaus())[0]?.waiting, shortly).toBe(0)
  const items = await bureaus()
  expect(items).toMatchObject([{ code: 'zj', refused: 0, failureShare: 0 }])
  expect(items[0]?.lastContactTime).not.toBeNull()
})

describe('the conformance test', () => {
  const check = () =>
    hands.reviewer.call(contract.startSystemCheck, { params: { id: system.id } }).then(({ id }) => id)
  const state = async (id: string) => {
    const { items } = await hands.reviewer.call(contract.listSystemChecks, {
      ...{ params: { id: system.id }, query: {} },
    })
    return items.find((one) => one.id === id)
  }

  it('passes a system that keeps to the interface, both ways', async () => {
    bureau.onTest = async (objectId) => {
      const message = {
        id: randomUUID(),
        kind: 'result',
        objectId,
        content: { passes: true, opinion: '测试' },
      }
      await sendAs(city, bureau, message)
      await sendAs(city, bureau, message)
    }
    const id = await check()
    await expect.poll(async () => (await state(id))?.state, shortly).toBe('passed')
    expect((await state(id))?.cases).toHaveLength(8)
  })

  it('fails one that counts a repeated message twice, and says which case', async () => {
    bureau.careless = true
    const run = await state(await check())
    expect(run?.state).toBe('failed')
    expect(run?.cases.filter((one) => one.state === 'failed')).toMatchObject([{ id: 'push-again' }])
  })
})
