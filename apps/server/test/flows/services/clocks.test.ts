import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aCitizen, aFile, anItem, type Hands, importHolidays } from './services-kit.ts'

let city: TestPlatform
let hands: Hands
let citizen: Client
let clerk: Client
let office: Client
let now = new Date('2025-04-25T10:00:00+08:00')
const at = (text: string) => {
  now = new Date(`${text}+08:00`)
}
const shortly = { timeout: 20_000, interval: 200 }

const signAllIn = async () => {
  const organisationId = organisations.operationCentre.id
  hands = {
    writer: await city.signedInAs('service-manager', { organisationId: organisations.drainage.id }),
    reviewer: await city.signedInAs('service-manager', { organisationId }),
  }
  citizen = await aCitizen(city, { name: '张敏', number: '11010519491231002X' })
  clerk = await city.signedInAs('window-clerk')
  office = await city.signedInAs('approver', { organisationId })
}
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) }, config: { sessionHours: 720 } })
  await importHolidays(city)
})
afterAll(() => city.stop())

async function submitted(itemId: string, more: { tolerance?: boolean; files?: string[] } = {}) {
  const { id } = await citizen.call(contract.startServiceApplication, { body: { itemId } })
  await citizen.call(contract.saveServiceDraft, { params: { id }, body: { form: { purpose: '开店' } } })
  for (const material of more.files ?? ['test.plan'])
    await citizen.call(contract.addApplicationFile, { params: { id }, body: { material, ...aFile } })
  await citizen.call(contract.submitServiceApplication, {
    params: { id },
    body: more.tolerance ? { tolerance: true } : {},
  })
  return id
}
const read = (id: string) => citizen.call(contract.getServiceApplication, { params: { id } })
const accept = (id: string) => clerk.call(contract.judgeIntake, { params: { id }, body: { act: 'accept' } })
const tasksOf = async (id: string) =>
  (await office.call(contract.listServiceTasks, { query: { application: id } })).items

describe('SOC-002: a submission nobody answers', () => {
  it('is 视为受理 from the day of receipt once five working days with a make-up Sunday have passed', async () => {
    at('2025-04-25T10:00:00')
    await signAllIn()
    const item = await anItem(hands)
    const id = await submitted(item.id)
    expect(await read(id)).toMatchObject({ state: 'waiting', acceptDueDay: '2025-05-06' })
    // One second before the beginning of 7 May nothing has happened.
    at('2025-05-06T23:59:59')
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect((await read(id)).state).toBe('waiting')
    at('2025-05-07T00:00:00')
    await expect.poll(async () => (await read(id)).isDeemed, shortly).toBe(true)
    const deemed = await read(id)
    expect(deemed).toMatchObject({ state: 'examining', card: 'yellow' })
    expect(deemed.acceptedTime).toBe(new Date('2025-04-25T10:00:00+08:00').toISOString())
    expect(deemed.timeline.map((one) => one.act)).toContain('视为受理')
  })
})

describe('SOC-004: special procedures', () => {
  it('counts 3 + 8 = 11 of 20 working days around an inspection of 6', async () => {
    at('2025-06-03T09:30:00')
    await signAllIn()
    const survey = { id: 'survey', title: '现场勘验', kind: 'survey' as const, days: 7, suspends: true }
    const item = await anItem(hands, {
      steps: [{ ...survey, organisation: organisations.operationCentre.name }],
    })
    const id = await submitted(item.id)
    await accept(id)
    // Third working day after acceptance on Tuesday 3 June.
    at('2025-06-06T15:00:00')
    const [task] = await tasksOf(id)
    await office.call(contract.claimServiceTask, { params: { id: task?.id ?? '' } })
    expect(await read(id)).toMatchObject({ state: 'suspended', usedDays: 3, dueDay: null })
    // Six working days later.
    at('2025-06-16T11:00:00')
    // Its own limit counts from its beginning too: seven working days from 6 June are over on the 17th.
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect((await read(id)).timeline.map((one) => one.act)).not.toContainEqual(
      expect.stringContaining('超过环节时限'),
    )
    await office.call(contract.finishServiceTask, {
      params: { id: task?.id ?? '' },
      body: { passes: true, opinion: '现场符合要求' },
    })
    expect(await read(id)).toMatchObject({ state: 'deciding', usedDays: 3, dueDay: '2025-07-09' })
    // Eight working days after the end of the inspection.
    at('2025-06-26T16:00:00')
    const decided = await office.call(contract.decideServiceApplication, {
      params: { id },
      body: { outcome: 'grant', text: '符合法定条件，准予许可。' },
    })
    expect(decided).toMatchObject({
      state: 'granted',
      usedDays: 11,
      limitDays: 20,
      card: null,
      isLate: false,
    })
  })
})

describe('SOC-006: tolerant intake', () => {
  it('is 逾期未补正 when nothing arrives by the end of the twentieth working day, and bars the next', async () => {
    at('2025-03-03T09:00:00')
    await signAllIn()
    const item = await anItem(hands, {
      materials: [
        { material: 'test.plan', required: true, core: true },
        { material: 'test.floor', required: true, core: false },
      ],
      tolerance: { days: 20, waits: 'delivery', late: 'return' },
    })
    const id = await submitted(item.id, { tolerance: true })
    await accept(id)
    expect((await read(id)).tolerance).toEqual({ missing: ['test.floor'], dueDay: '2025-03-31' })
    const [task] = await tasksOf(id)
    await office.call(contract.finishServiceTask, {
      params: { id: task?.id ?? '' },
      body: { passes: true, opinion: '同意' },
    })
    const body = { outcome: 'grant' as const, text: '准予许可' }
    await office.call(contract.decideServiceApplication, { params: { id }, body })
    expect(await read(id)).toMatchObject({ state: 'granted', result: null })
    await expect(
      clerk.call(contract.deliverServiceApplication, { params: { id }, body: { way: 'pick-up' } }),
    ).rejects.toThrow(/容缺/)
    at('2025-03-31T23:59:50')
    await expect
      .poll(async () => (await read(id)).timeline.filter((one) => one.act.includes('提醒')).length, shortly)
      .toBe(2)
    expect((await read(id)).state).toBe('granted')
    at('2025-04-01T00:00:00')
    await expect.poll(async () => (await read(id)).state, shortly).toBe('late')
    const ways = async (applicationId: string) =>
      citizen.call(contract.getApplicationWays, { params: { id: applicationId } })
    const next = await citizen.call(contract.startServiceApplication, { body: { itemId: item.id } })
    expect((await ways(next.id)).tolerance).toMatchObject({ isOpen: false })
    await citizen.call(contract.saveServiceDraft, {
      params: { id: next.id },
      body: { form: { purpose: '再开' } },
    })
    await citizen.call(contract.addApplicationFile, {
      params: { id: next.id },
      body: { material: 'test.plan', ...aFile },
    })
    await expect(
      citizen.call(contract.submitServiceApplication, { params: { id: next.id }, body: { tolerance: true } }),
    ).rejects.toThrow(/逾期未补正/)
  })

  it('goes into the credit file after its notice, and the record says when it was made good (PLT-088 Accept 2)', async () => {
    at('2025-09-03T09:00:00')
    await signAllIn()
    const item = await anItem(hands, {
      materials: [
        { material: 'test.plan', required: true, core: true },
        { material: 'test.floor', required: true, core: false },
      ],
      tolerance: { days: 20, waits: 'delivery', late: 'return' },
    })
    const id = await submitted(item.id, { tolerance: true })
    await accept(id)
    expect((await read(id)).tolerance?.dueDay).toBe('2025-09-30')
    const acts = async () => (await read(id)).timeline.map((one) => one.act)
    at('2025-09-30T09:00:00')
    await expect.poll(acts, shortly).toContain('提醒补交容缺材料')
    at('2025-10-01T00:00:00')
    await expect.poll(acts, shortly).toContain('告知拟记入信用')
    const records = async () =>
      (await citizen.call(contract.getMyCredit, {})).file.records.filter(
        (one) => one.itemId === 'credit.make-up-late' && one.content.includes('2025-09-30'),
      )
    // Five working days to answer: 9, 10, 11 (made up), 13 and 14 October.
    at('2025-10-14T23:59:58')
    await signAllIn()
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(await records()).toEqual([])
    at('2025-10-15T00:00:00')
    await expect.poll(async () => (await records()).length, shortly).toBe(1)
    expect((await records())[0]).toMatchObject({
      ...{ nature: 'bad', decidedDay: '2025-10-15' },
      content: expect.stringContaining('应于 2025-09-30 前补齐，逾期未补'),
    })
    at('2025-10-20T09:00:00')
    const file = { material: 'test.floor', ...aFile }
    await citizen.call(contract.addApplicationFile, { params: { id }, body: file })
    expect((await records())[0]).toMatchObject({
      ...{ content: expect.stringContaining('已于 2025-10-20 补齐'), note: '已于 2025-10-20 补齐' },
    })
    expect((await read(id)).state).toBe('late')
  })

  it('does not offer the way of a promise to whoever promised falsely, and says since when', async () => {
    at('2025-07-01T09:00:00')
    await signAllIn()
    const promise = { duties: '承诺属实', check: '事后核查', consequence: '撤销', checkDays: 30 }
    const result = { licenceType: 'licences.health-certificate', title: '健康证明', validMonths: 12 }
    const fields = [
      { name: 'purpose', title: '用途', type: 'text' as const, required: true },
      { name: 'scope', title: '从业类别', type: 'text' as const, required: true },
    ]
    const item = await anItem(hands, { commitment: promise, result, fields })
    const { id } = await citizen.call(contract.startServiceApplication, { body: { itemId: item.id } })
    const form = { purpose: '开店', scope: '餐饮' }
    await citizen.call(contract.saveServiceDraft, { params: { id }, body: { form } })
    await citizen.call(contract.addApplicationFile, {
      params: { id },
      body: { material: 'test.plan', ...aFile },
    })
    await citizen.call(contract.submitServiceApplication, { params: { id }, body: { commitment: true } })
    await accept(id)
    // A promise takes the place of the examination.
    expect((await read(id)).state).toBe('deciding')
    const body = { outcome: 'grant' as const, text: '准予许可' }
    const decided = await office.call(contract.decideServiceApplication, { params: { id }, body })
    const licence = { id: decided.result?.licenceId ?? '' }
    expect((await citizen.call(contract.getLicence, { params: licence })).licence.state).toBe('valid')
    at('2025-07-10T09:00:00')
    const checked = await office.call(contract.checkCommitment, {
      params: { id },
      body: { isTrue: false, note: '现场与承诺不符' },
    })
    expect(checked.state).toBe('revoked')
    // What was granted on it falls with the decision.
    expect(await citizen.call(contract.getLicence, { params: licence })).toMatchObject({
      licence: { state: 'withdrawn', stateReason: expect.stringContaining('现场与承诺不符') },
    })
    const next = await citizen.call(contract.startServiceApplication, { body: { itemId: item.id } })
    const { commitment } = await citizen.call(contract.getApplicationWays, { params: { id: next.id } })
    expect(commitment.isOpen).toBe(false)
    expect(commitment.why).toContain('2025-07-10')
    // It stands in the credit file; withdrawn there on objection, the way is open again.
    const { file } = await citizen.call(contract.getMyCredit, {})
    const record = file.records.find((one) => one.itemId === 'credit.commitment-broken')
    expect(record).toMatchObject({ content: expect.stringContaining('现场与承诺不符') })
    const objection = await citizen.call(contract.objectToCredit, {
      body: { recordId: record!.id, text: '核查的不是本店' },
    })
    await office.call(contract.answerObjection, {
      params: { id: objection.id },
      body: { upheld: true, withdraw: true, answer: '经核实，核查对象有误' },
    })
    const ways = await citizen.call(contract.getApplicationWays, { params: { id: next.id } })
    expect(ways.commitment.isOpen).toBe(true)
  })
})
