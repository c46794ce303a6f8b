import * as contract from '@civitas/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'

let city: TestPlatform
const clock = { time: Date.parse('2026-03-02T00:00:00Z'), now: () => new Date(clock.time) }
beforeAll(async () => {
  city = await startTestPlatform({ clock, config: { sessionHours: 720 } })
})
afterAll(() => city.stop())

const number = '990102199007270010'

test('PLT-042: consent for one thing, for a time, withdrawn on day three; every use and refusal is in the trail', async () => {
  const { subjects } = city.identity
  const owner = await city.signedInAs('citizen')
  const me = await owner.call(contract.getMe, {})
  await city.kernel.db.transaction(async (tx) => {
    const person = await subjects.ensure(tx, { kind: 'person', name: '韩子康', number })
    await subjects.link(tx, { userId: me.user.id, subjectId: person.id, channel: 'counter' })
  })
  const bank = await city.signedInAs('data-steward', { organisationId: organisations.drainage.id })
  const asked = await bank.call(contract.askConsent, {
    body: {
      ...{ subjectNumber: number, purpose: '贷款', legalBasis: '个人信息保护法第十三条', days: 30 },
      ...{ data: '社保缴纳', fields: ['缴纳月份', '缴费基数'] },
    },
  })
  const use = (data: string, fields: string[]) =>
    bank.call(contract.useConsent, { body: { subjectNumber: number, data, fields, purpose: '贷款' } })
  expect(await use('社保缴纳', ['缴纳月份'])).toMatchObject({ allowed: false, reason: '没有授权' })
  const given = await owner.call(contract.decideConsent, {
    params: { id: asked.id },
    body: { agree: true, fields: ['缴纳月份'] },
  })
  expect(given).toMatchObject({ state: 'given', fields: ['缴纳月份'], untilTime: '2026-04-01T00:00:00.000Z' })
  expect(await use('社保缴纳', ['缴纳月份'])).toMatchObject({ allowed: true, consentId: asked.id })
  expect(await use('社保缴纳', ['缴费基数'])).toMatchObject({
    allowed: false,
    reason: '超出授权字段：缴费基数',
  })
  expect(await use('公积金', ['余额'])).toMatchObject({ allowed: false, reason: '没有授权' })
  clock.time += 3 * 86_400_000
  await owner.call(contract.withdrawConsent, { params: { id: asked.id } })
  expect(await use('社保缴纳', ['缴纳月份'])).toMatchObject({ allowed: false, reason: '授权已撤回' })
  const trail = await owner.call(contract.listMyConsentUses, { query: {} })
  expect(trail.items.map((one) => [one.data, one.allowed])).toEqual([
    ['社保缴纳', false],
    ['公积金', false],
    ['社保缴纳', false],
    ['社保缴纳', true],
    ['社保缴纳', false],
  ])
  const other = await city.signedInAs('citizen')
  expect((await other.call(contract.listMyConsents, { query: {} })).total).toBe(0)
  await expect(other.call(contract.withdrawConsent, { params: { id: asked.id } })).rejects.toMatchObject({
    problem: { code: 'no-real-name' },
  })
})
