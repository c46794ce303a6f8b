import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { creditCode } from '../services/papers-kit.ts'
import { aCitizen, aFile, anItem, importHolidays } from '../services/services-kit.ts'

/** PLT-081: fields of persons, firms, applications and licences, closed to a role by the server itself. */
let city: TestPlatform
let admin: Client
let citizen: Client
let officer: Client
let clerk: Client
let application: string
let fileId: string
const name = '张敏'
const hidden = '（不可见）'

beforeAll(async () => {
  city = await startTestPlatform()
  await importHolidays(city)
  const id = organisations.operationCentre.id
  admin = await city.signedInAs('administrator')
  officer = await city.signedInAs('approver', { organisationId: id })
  clerk = await city.signedInAs('window-clerk', { organisationId: id })
  citizen = await aCitizen(city, { name, number: '11010519491231002X' })
  const hands = {
    writer: await city.signedInAs('service-manager', { organisationId: organisations.drainage.id }),
    reviewer: await city.signedInAs('service-manager', { organisationId: id }),
  }
  const item = await anItem(hands, {})
  const started = await citizen.call(contract.startServiceApplication, { body: { itemId: item.id } })
  application = started.id
  const params = { id: application }
  await citizen.call(contract.saveServiceDraft, { params, body: { form: { purpose: '开店' } } })
  await citizen.call(contract.addApplicationFile, { params, body: { material: 'test.plan', ...aFile } })
  await citizen.call(contract.submitServiceApplication, { params, body: {} })
  const read = await clerk.call(contract.getServiceApplication, { params })
  fileId = read.materials[0]?.fileId ?? ''
  await clerk.call(contract.judgeIntake, { params, body: { act: 'accept' } })
})
afterAll(() => city.stop())

const rule = (field: string, effect: contract.FieldEffect, role = 'approver') =>
  admin.call(contract.setFieldRule, {
    params: { role, field },
    body: { effect, reason: '审查环节不需要知道申请人是谁' },
  })
const problem = async (call: Promise<unknown>) => {
  const error = (await call.then(
    () => null,
    (one: unknown) => one,
  )) as { problem?: { status: number; code: string; detail: string } } | null
  return error?.problem
}
const listed = async (client: Client, query: object = {}) =>
  (await client.call(contract.listServiceApplications, { query })).items.find((one) => one.id === application)

describe('a field that is hidden from a role', () => {
  it('is in no answer, whatever the operation, and others see it still', async () => {
    expect(await listed(officer)).toMatchObject({ subjectName: name })
    await rule('application.subjectName', 'hidden')
    await rule('application.form', 'hidden')
    await rule('application.subjectNumber', 'masked')
    const params = { id: application }
    const detail = await officer.call(contract.getServiceApplication, { params })
    expect(detail).toMatchObject({ subjectName: hidden, form: {} })
    expect(detail.subjectNumber).toMatch(/^1\*+X$/)
    const tasks = await officer.call(contract.listServiceTasks, { query: { application } })
    expect(tasks.items[0]).toMatchObject({ subjectName: hidden })
    expect(await listed(officer)).toMatchObject({ subjectName: hidden })
    const token = officer.options.token?.() ?? ''
    const response = await fetch(`${city.url}/api/services/applications/${application}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(response.headers.get('x-civitas-held-back')).toContain('application.subjectName=hidden')
    expect(await response.text()).not.toContain('开店')
    expect(await listed(clerk)).toMatchObject({ subjectName: name })
  })

  it('is not found out by search, filter or sort, and the refusal says why', async () => {
    for (const operation of [contract.listServiceApplications, contract.listServiceTasks] as const) {
      const refused = await problem(officer.call(operation, { query: { search: name } }))
      expect(refused).toMatchObject({ status: 403, code: 'field-closed' })
      expect(refused?.detail).toMatch(/办件申请人.*不可见.*审查环节不需要知道申请人是谁/)
    }
    // An order or filter by it is nothing the lists know: refused as well, never carried out.
    for (const query of ['sort=subjectName', 'subjectName=%E5%BC%A0%E6%95%8F']) {
      const response = await fetch(`${city.url}/api/services/applications?${query}`, {
        headers: { authorization: `Bearer ${officer.options.token?.() ?? ''}` },
      })
      expect(response.status).toBe(400)
    }
    expect(await listed(clerk, { search: name })).toBeDefined()
    expect(await listed(officer, { state: 'examining' })).toBeDefined()
  })

  it('is not taken away in a file', async () => {
    const params = { id: fileId }
    expect(await officer.call(contract.getApplicationFile, { params })).toBeDefined()
    await rule('application.files', 'hidden')
    expect(await problem(officer.call(contract.getApplicationFile, { params }))).toMatchObject({
      ...{ status: 403, code: 'field-closed', detail: expect.stringContaining('办件材料文件') },
    })
    expect(await clerk.call(contract.getApplicationFile, { params })).toBeDefined()
  })

  it('of persons and firms goes by which of them a row is, also by their number', async () => {
    const manager = await city.signedInAs('service-manager')
    await rule('person.name', 'masked', 'service-manager')
    await rule('person.number', 'hidden', 'service-manager')
    await manager.call(contract.enterPerson, {
      body: { kind: 'organisation', name: '云川市测试有限公司', number: creditCode(43) },
    })
    const { items } = await manager.call(contract.listPersons, { query: { limit: 200 } })
    const persons = items.filter((one) => one.kind === 'person')
    expect(persons.length).toBeGreaterThan(0)
    for (const one of persons) expect([one.name[1], one.number]).toEqual(['*', hidden])
    for (const one of items.filter((each) => each.kind === 'organisation'))
      expect(one.name).not.toContain('*')
    const search = problem(manager.call(contract.listPersons, { query: { search: name } }))
    expect((await search)?.detail).toContain('已遮盖')
    const byNumber = manager.call(contract.listPersons, { query: { number: '11010519491231002X' } })
    expect((await problem(byNumber))?.code).toBe('field-closed')
    expect((await admin.call(contract.listPersons, { query: { search: name } })).items[0]?.name).toBe(name)
  })
})

it('explains the obligation with the decision, and keeps every change and refusal', async () => {
  const { user } = await officer.call(contract.getMe)
  const decision = await admin.call(contract.explainDecision, {
    query: { userId: user.id, operation: 'services.getServiceApplication' },
  })
  expect(decision.allowed).toBe(true)
  expect(decision.obligations).toContainEqual({
    ...{ field: 'application.subjectName', title: '办件申请人', effect: 'hidden' },
    reason: '审查环节不需要知道申请人是谁',
  })
  await rule('application.subjectName', 'visible')
  expect(await listed(officer)).toMatchObject({ subjectName: name })
  const { items } = await admin.call(contract.listFieldRuleChanges, { query: { limit: 1 } })
  expect(items[0]).toMatchObject({ former: 'hidden', effect: 'visible', role: 'approver' })
  const entries = async () =>
    (await admin.call(contract.listAuditEntries, { query: { limit: 200 } })).items.filter(
      (one) => (one.detail as { code?: string })?.code === 'field-closed',
    ).length
  await expect.poll(entries, { timeout: 10_000 }).toBeGreaterThan(2)
})

it('leaves people what is their own', async () => {
  const own = await citizen.call(contract.getServiceApplication, { params: { id: application } })
  expect(own).toMatchObject({ subjectName: name, form: { purpose: '开店' } })
  expect(await problem(rule('application.form', 'hidden', 'citizen'))).toMatchObject({ code: 'own-data' })
  expect(await problem(rule('application.nothing', 'hidden'))).toMatchObject({ status: 404 })
  expect(
    await problem(
      officer.call(contract.setFieldRule, {
        params: { role: 'approver', field: 'application.form' },
        body: { effect: 'visible', reason: '自己放开' },
      }),
    ),
  ).toMatchObject({ status: 403 })
})
