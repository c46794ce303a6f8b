import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset } from './data-kit.ts'

let city: TestPlatform
let provider: Client
let applicant: Client
let bureau: Client
let now = new Date('2025-09-26T10:00:00+08:00')
const { operationCentre, trafficPolice } = organisations
/** Moves the clock; sessions of another day have ended. */
async function go(time: string) {
  now = new Date(time)
  provider = await city.signedInAs('data-steward', { organisationId: operationCentre.id })
  applicant = await city.signedInAs('data-steward', { organisationId: trafficPolice.id })
  bureau = await city.signedInAs('data-bureau')
}
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  await go('2025-09-26T10:00:00+08:00')
  const holidays = Array.from({ length: 8 }, (_, i) => ({
    date: `2025-10-0${i + 1}`,
    kind: 'rest' as const,
  }))
  const days = [
    ...holidays.map((day) => ({ ...day, note: '国庆节' })),
    { date: '2025-09-28', kind: 'workday' as const, note: '调休' },
    { date: '2025-10-11', kind: 'workday' as const, note: '调休' },
  ]
  const admin = await city.signedInAs('administrator')
  await admin.call(contract.saveCalendarDays, { body: { days } })
})
afterAll(() => city.stop())

const problem = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error) => error.problem,
  )

async function apply(datasetId: string, more: object = {}) {
  const { items } = await applicant.call(contract.applyForData, {
    body: {
      items: [{ datasetId, fields: ['name', 'id_number'] }],
      ...{ purpose: '医保参保核验', scene: '医保参保登记', from: '2025-09-26', to: '2026-09-25' },
      ...{ delivery: 'api', legalBasis: '社会保险法第五十八条', ...more },
    },
  })
  return items[0] as contract.DataApplication
}

describe('PLT-054 requests for data', () => {
  it('is due on 2025-10-16 when handed in on Friday 2025-09-26 with 10 working days, as both sides see', async () => {
    const { id } = await apply((await aDataset(city)).id)
    for (const client of [applicant, provider])
      expect(await client.call(contract.getDataApplication, { params: { id } })).toMatchObject({
        ...{ dueDay: '2025-10-16', state: 'waiting', isOverdue: false },
      })
    const mine = await provider.call(contract.listDataApplications, { query: { side: 'provider' } })
    expect(mine.items.map((one) => one.dueDay)).toContain('2025-10-16')
  })

  it('pauses the limit once while the applicant completes', async () => {
    const { id } = await apply((await aDataset(city)).id)
    await go('2025-09-29T10:00:00+08:00')
    const ask = { params: { id }, body: { note: '请补充使用场景' } }
    expect(await provider.call(contract.askForCompletion, ask)).toMatchObject({
      state: 'completing',
      dueDay: null,
    })
    await go('2025-10-09T10:00:00+08:00')
    const completed = await applicant.call(contract.completeApplication, {
      params: { id },
      body: { scene: '医保参保登记与待遇核查' },
    })
    // One day and a part had passed (09-28, part of 09-29); eight and a part are left from 10-09, over a weekend.
    expect(completed).toMatchObject({
      state: 'waiting',
      scene: '医保参保登记与待遇核查',
      dueDay: '2025-10-20',
    })
    expect(await problem(provider.call(contract.askForCompletion, ask))).toMatchObject({
      code: 'asked-before',
    })
    await go('2025-09-26T10:00:00+08:00')
  })

  it('refuses with a citation only; the applicant may ask the bureau, which decides', async () => {
    const { id } = await apply((await aDataset(city)).id)
    const decide = (client: Client, body: object) =>
      client.call(contract.decideApplication, { params: { id }, body: { agree: false, ...body } })
    expect(await problem(decide(provider, { note: '不便提供' }))).toMatchObject({
      ...{ code: 'citation-needed', errors: [{ path: '/body/citation' }] },
    })
    const citation = '居民身份证法第十九条'
    const refused = await decide(provider, { citation })
    expect(refused.state).toBe('refused')
    const seen = await applicant.call(contract.getDataApplication, { params: { id } })
    expect(seen.steps.at(-1)).toMatchObject({ act: '不同意', citation })
    await applicant.call(contract.askArbitration, { params: { id }, body: { note: '三定规定有此职责' } })
    expect(await problem(decide(provider, { agree: true }))).toMatchObject({ code: 'not-reviewer' })
    const granted = await decide(bureau, { agree: true })
    expect(granted).toMatchObject({ state: 'granted' })
    expect(granted.steps.map((one) => one.act)).toEqual(['提交申请', '不同意', '申请协调', '同意授权'])
  })

  it('grants unconditional data at once, masked, and conditional data as narrowed by its provider', async () => {
    const free = await apply((await aDataset(city, { sharing: 'unconditional', sharingBasis: null })).id)
    expect(free.state).toBe('granted')
    const asked = await apply((await aDataset(city)).id)
    const more = { params: { id: asked.id }, body: { agree: true, fields: ['name', 'street'] } }
    expect(await problem(provider.call(contract.decideApplication, more))).toMatchObject({
      errors: [{ path: '/body/fields/1' }],
    })
    const rowFilter = [{ field: 'street', is: 'eq' as const, value: '望云街道' }]
    await provider.call(contract.decideApplication, {
      params: { id: asked.id },
      body: { agree: true, fields: ['name'], rowFilter },
    })
    const { items } = await applicant.call(contract.listDataGrants, {
      query: { side: 'applicant', isActive: true },
    })
    expect(items.find((one) => one.applicationId === asked.id)).toMatchObject({
      ...{ fields: [{ name: 'name', shown: 'partial' }], rowFilter, state: 'active' },
    })
  })

  it('renews, withdraws, and counts how providers answer', async () => {
    const free = await aDataset(city, { sharing: 'unconditional', sharingBasis: null })
    const { grantId } = await apply(free.id)
    const params = { id: grantId as string }
    const renewed = await applicant.call(contract.renewDataGrant, { params, body: { to: '2027-09-25' } })
    expect(renewed).toMatchObject({ kind: 'renew', state: 'granted', to: '2027-09-25' })
    await provider.call(contract.withdrawDataGrant, { params, body: { reason: '用途终止' } })
    expect(
      await problem(applicant.call(contract.renewDataGrant, { params, body: { to: '2028-01-01' } })),
    ).toMatchObject({
      code: 'grant-withdrawn',
    })
    const { items } = await bureau.call(contract.getApplicationStatistics)
    expect(items[0]).toMatchObject({ providerName: operationCentre.name, inTimeRate: 100 })
  })

  it('takes demands to the likely owner, who answers 何时; and ratings', async () => {
    const dataset = await aDataset(city, { name: '殡葬服务机构名录' })
    const demand = await applicant.call(contract.createDataDemand, {
      body: { title: '殡葬服务机构收费', description: '' },
    })
    expect(demand).toMatchObject({ ownerName: operationCentre.name, answer: null })
    const answer = (body: object) =>
      provider.call(contract.answerDataDemand, {
        params: { id: demand.id },
        body: { answer: 'later', ...body },
      })
    expect(await problem(answer({}))).toMatchObject({ errors: [{ path: '/body/day' }] })
    expect(await answer({ day: '2025-12-31' })).toMatchObject({ answer: 'later', answerDay: '2025-12-31' })
    const params = { id: dataset.id }
    await applicant.call(contract.rateDataset, { params, body: { stars: 4, comment: '更新及时' } })
    expect(await provider.call(contract.listDatasetRatings, { params, query: {} })).toMatchObject({
      average: 4,
      total: 1,
    })
  })
})

describe('PLT-053: point-to-point feeds', () => {
  it('are listed with their plan, late after their day, and converted only by a grant that holds', async () => {
    await go('2025-11-03T10:00:00+08:00')
    const dataset = await aDataset(city)
    const body = {
      ...{ name: '参保核对库联', consumerId: trafficPolice.id, providerId: operationCentre.id },
      ...{ way: 'database' as const, content: '每日人员名单', datasetId: null, planDay: '2025-11-30' },
    }
    const same = provider.call(contract.registerLegacyFeed, {
      body: { ...body, consumerId: body.providerId },
    })
    expect((await problem(same)).errors[0].path).toBe('/body/consumerId')
    const stranger = await city.signedInAs('data-steward', { organisationId: organisations.drainage.id })
    expect((await problem(stranger.call(contract.registerLegacyFeed, { body }))).code).toBe('not-own')
    const { id } = await provider.call(contract.registerLegacyFeed, { body })
    const params = { id }
    const convert = () => applicant.call(contract.convertLegacyFeed, { params })
    expect((await problem(convert())).code).toBe('no-dataset')
    const foreign = await aDataset(city, { organisationId: organisations.drainage.id })
    const plan = (datasetId: string) =>
      provider.call(contract.changeLegacyFeed, { params, body: { datasetId, planDay: '2025-11-30' } })
    expect((await problem(plan(foreign.id))).errors[0].path).toBe('/body/datasetId')
    expect(await plan(dataset.id)).toMatchObject({ state: 'planned', datasetName: dataset.name })
    expect((await problem(convert())).code).toBe('no-grant')
    expect((await stranger.call(contract.listLegacyFeeds)).total).toBe(0)
    expect((await problem(stranger.call(contract.convertLegacyFeed, { params }))).status).toBe(404)
    await go('2025-12-01T10:00:00+08:00')
    expect(await bureau.call(contract.listLegacyFeeds, { query: { state: 'late' } })).toMatchObject({
      ...{ total: 1, late: 1, converted: 0, items: [{ id, state: 'late' }] },
    })
    const asked = await apply(dataset.id)
    const answered = await provider.call(contract.decideApplication, {
      ...{ params: { id: asked.id }, body: { agree: true } },
    })
    expect(answered.state).toBe('granted')
    const converted = await convert()
    expect([converted.state, converted.grantNumber?.slice(0, 6)]).toEqual(['converted', 'SY2025'])
    expect(await applicant.call(contract.listLegacyFeeds)).toMatchObject({ converted: 1, late: 0 })
    expect((await problem(convert())).code).toBe('converted')
  })
})
