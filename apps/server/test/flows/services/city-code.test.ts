import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { type TrustFile, verifyCode } from '@civitas/sdk/papers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  changedBits,
  organisations,
  startTestPlatform,
  type TestPlatform,
} from '../../../src/test-kit/index.ts'
import { citizenId, problem, revokeKey, someone } from './papers-kit.ts'

/** SOC-020 and the credit scenes of PLT-088. */
let city: TestPlatform
let now = new Date('2025-06-16T02:00:00Z')
let library: Client
let manager: Client
let zhang: Awaited<ReturnType<typeof someone>>
const person = { kind: 'person', name: '张敏', number: citizenId(61) } as const

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => now } })
  library = await city.signedInAs('window-clerk', { organisationId: organisations.drainage.id })
  manager = await city.signedInAs('service-manager', { organisationId: organisations.operationCentre.id })
  zhang = await someone(city, person)
  const issuerId = organisations.operationCentre.id
  await city.kernel.db.transaction(async (tx) => {
    const holder = { holderId: zhang.subjectId, applicationId: null, issuerId }
    await city.services.licences.issue(tx, {
      ...holder,
      typeCode: 'reader-card',
      fields: { readerNumber: 'R-1024' },
    })
    await city.services.licences.issue(tx, {
      ...holder,
      typeCode: 'health-certificate',
      fields: { scope: '餐饮' },
    })
  })
})
afterAll(() => city.stop())

interface SceneInput {
  name: string
  fields: string[]
  singleUse?: boolean
  offline?: boolean
  minGrade?: 'A' | 'B' | 'C'
}

async function scene({
  name,
  fields,
  singleUse = false,
  offline = false,
  minGrade,
}: SceneInput): Promise<string> {
  const one = await library.call(contract.proposeCodeScene, {
    body: {
      ...{ name, fields, singleUse, offline, terminals: ['T-1'], ...(minGrade ? { minGrade } : {}) },
      ...{ purpose: `${name}核验`, basis: '《公共图书馆法》第三十三条' },
    },
  })
  await manager.call(contract.reviewCodeScene, {
    params: { id: one.id },
    body: { to: 'active', note: '同意' },
  })
  return one.id
}

const show = async () => (await zhang.client.call(contract.getCityCode, { body: {} })).token
const verify = (token: string, sceneId: string, more: { fields?: string[]; offlineTime?: string } = {}) =>
  library.call(contract.verifyCityCode, { body: { token, sceneId, terminal: 'T-1', ...more } })
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000)
}

it('passes within its minute with the reader number only, is 过期 later, and its holder sees both', async () => {
  const reading = await scene({ name: '图书借阅', fields: ['licences.reader-card:readerNumber'] })
  const token = await show()
  later(40)
  expect(await verify(token, reading)).toMatchObject({
    outcome: 'passed',
    fields: { 'licences.reader-card:readerNumber': 'R-1024' },
    titles: { 'licences.reader-card:readerNumber': '图书馆读者证·读者证号' },
  })
  later(140)
  expect(await verify(token, reading)).toMatchObject({ reason: 'expired', text: '过期', fields: {} })
  const { items } = await zhang.client.call(contract.listMyScans, { query: {} })
  expect(items.map((one) => [one.sceneName, one.outcome])).toEqual([
    ['图书借阅', 'refused'],
    ['图书借阅', 'passed'],
  ])
  expect(items[1]?.fieldTitles).toEqual(['图书馆读者证·读者证号'])
})

it('asks for fields by name, and for none that is not there', async () => {
  const { items } = await library.call(contract.listCodeFields, { query: { search: '读者证' } })
  expect(items).toContainEqual({ code: 'licences.reader-card:readerNumber', title: '图书馆读者证·读者证号' })
  const refused = await problem(scene({ name: '错填', fields: ['name', 'licences.reader-card:shelf'] }))
  expect(refused).toMatchObject({ status: 400, errors: [{ path: '/body/fields/1' }] })
})

it('gives a gate only what is registered, and asks for more are refused and recorded', async () => {
  const gate = await scene({
    name: '工厂门禁',
    fields: ['name-suffix', 'licences.health-certificate:validUntil'],
  })
  const passed = await verify(await show(), gate)
  expect(passed.fields).toMatchObject({ 'name-suffix': '敏' })
  const refused = await problem(verify(await show(), gate, { fields: ['phone'] }))
  expect(refused).toMatchObject({ status: 403, code: 'field-not-registered' })
  expect(refused.detail).toContain('未登记字段')
  const { items } = await zhang.client.call(contract.listMyScans, { query: { limit: 1 } })
  expect(items[0]?.text).toContain('未登记字段')
})

it('is used once where a scene says so; changed, frozen or from an unknown terminal it is refused', async () => {
  const exam = await scene({ name: '考场入场', fields: ['name'], singleUse: true })
  const token = await show()
  expect((await verify(token, exam)).outcome).toBe('passed')
  expect((await verify(token, exam)).reason).toBe('replayed')
  const parts = (await show()).split('.')
  parts[2] = `${parts[2]}x`
  expect((await verify(parts.join('.'), exam)).reason).toBe('changed')
  const terminal = { token: await show(), sceneId: exam, terminal: 'T-9' }
  expect((await library.call(contract.verifyCityCode, { body: terminal })).reason).toBe('unknown-terminal')
  const frozen = await show()
  await zhang.client.call(contract.setCityCodeFrozen, { body: { frozen: true } })
  expect((await verify(frozen, exam)).reason).toBe('frozen')
  await zhang.client.call(contract.setCityCodeFrozen, { body: { frozen: false } })
})

it('answers a credit scene with yes or no, never a score', async () => {
  const deposit = await scene({ name: '免押借书', fields: [], minGrade: 'A' })
  await zhang.client.call(contract.setScoreConsent, { body: { agreed: true } })
  const answer = await verify(await show(), deposit)
  expect(answer).toMatchObject({ outcome: 'refused', text: '不符合', eligible: false, fields: {} })
  expect(JSON.stringify(answer)).not.toContain('600')
})

it('verifies offline with the kit, a little beyond its minute; a revoked key ends it', async () => {
  const park = await scene({ name: '景区入园', fields: ['name-suffix'], offline: true })
  const kit = await library.call(contract.getOfflineKit, { params: { id: park } })
  const trust = (await city.anonymous().call(contract.getTrustAnchors, {})) as TrustFile
  const token = await show()
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  expect(verifyCode(token, trust, at(100)).fault).toBeNull()
  expect(verifyCode(token, trust, at(200)).fault).toBe('expired')
  expect(verifyCode(token.replace('.d.', '.p.'), trust, at(10)).fault).toBe('changed')
  const passed = [...changedBits(Buffer.from(token))].filter(
    ({ changed }) => !verifyCode(changed.toString('latin1'), trust, at(10)).fault,
  )
  expect(passed.map((one) => one.at)).toEqual([])
  const pseudonym = token.split('.')[1] as string
  expect(verifyCode(token, trust, at(10), [...kit.denied, pseudonym]).fault).toBe('not-in-force')
  const read = now.toISOString()
  later(3600)
  expect((await verify(token, park, { offlineTime: read })).outcome).toBe('passed')
  const fresh = await show()
  await revokeKey(city, kit.keys[0]!.keyId)
  await expect.poll(async () => (await verify(fresh, park)).reason).toBe('revoked')
})

it('on paper serves whoever has no phone, until it is lost', async () => {
  const ward = await scene({ name: '挂号取药', fields: ['name'] })
  const clerk = await city.signedInAs('window-clerk')
  const card = await clerk.call(contract.printCityCode, {
    body: { holderName: person.name, holderNumber: person.number },
  })
  await expect.poll(async () => (await verify(card.token, ward)).text).toBe('通过')
  await clerk.call(contract.stopCityCodeCard, { params: { number: card.cardNumber } })
  expect((await verify(card.token, ward)).reason).toBe('frozen')
})
