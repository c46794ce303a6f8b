import type { DatasetField } from '@civitas/contract'
import * as contract from '@civitas/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset, people, selectOf } from '../data/data-kit.ts'

let city: TestPlatform
const clock = { time: Date.parse('2026-03-02T00:00:00Z'), now: () => new Date(clock.time) }
beforeAll(async () => {
  city = await startTestPlatform({ clock, config: { sessionHours: 720 } })
})
afterAll(() => city.stop())

const number = '990102199007270010'
const han = { name: '韩子康', number }
let owner: Awaited<ReturnType<TestPlatform['signedInAs']>>

const register = (more: readonly DatasetField[], row: Record<string, string>, name: string) =>
  aDataset(city, {
    ...{ name, fields: [...people.slice(0, 2), ...more] },
    select: selectOf([{ id_number: number, name: han.name, ...row }]),
  })
const column = (name: string, title: string): DatasetField => ({ name, title, type: 'text' })

test('PLT-042: a bank reads through the gateway what its citizen lets it, for a time and a purpose; all is in the trail', async () => {
  const { subjects } = city.identity
  owner = await city.signedInAs('citizen')
  const me = await owner.call(contract.getMe, {})
  await city.kernel.db.transaction(async (tx) => {
    const person = await subjects.ensure(tx, { kind: 'person', ...han })
    await subjects.link(tx, { userId: me.user.id, subjectId: person.id, channel: 'counter' })
  })
  const bank = await city.signedInAs('data-steward', { organisationId: organisations.drainage.id })
  const provider = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
  const paid = [column('months', '缴纳月份'), column('base', '缴费基数')]
  const social = await register(paid, { months: '2025-03 至 2026-02', base: '6200' }, '社保缴纳')
  const fund = await register([column('balance', '余额')], { balance: '80000' }, '公积金')
  const fields = ['name', 'months', 'base']
  for (const { id, name } of [social, fund]) {
    const ability = { title: name, summary: '', version: 'v1', kind: 'dataset' as const, datasetId: id }
    await provider.call(contract.createAbility, {
      body: {
        ...{ ...ability, code: name === '公积金' ? 'fund' : 'social', quotaPerDay: 100 },
        ...{ sla: '99.9%', dataClass: '有条件共享', price: '免费' },
      },
    })
    const { items } = await bank.call(contract.applyForData, {
      body: {
        items: [{ datasetId: id, fields: name === '公积金' ? ['balance'] : fields }],
        ...{ purpose: '贷款', scene: '贷款审查', from: '2026-03-01', to: '2026-12-31', delivery: 'api' },
        ...{ legalBasis: '个人信息保护法第十三条', byConsent: true },
      },
    })
    await provider.call(contract.decideApplication, {
      params: { id: items[0]?.id as string },
      body: { agree: true },
    })
  }
  const app = await bank.call(contract.createDataApp, { body: { name: '信贷系统', contact: '' } })
  const key = await bank.call(contract.createAppKey, {
    params: { id: app.id },
    body: { days: 90, networks: [] },
  })
  const read = async (path: string) => {
    const response = await fetch(`${city.url}/api/data/services/${path}`, {
      headers: {
        'x-civitas-key': `${key.keyId}.${key.secret}`,
        'x-civitas-purpose': encodeURIComponent('贷款'),
      },
    })
    return { status: response.status, body: await response.json() }
  }
  expect(await read('social')).toMatchObject({ status: 403, body: { code: 'one-person' } })
  const months = `social?key=${number}&fields=months`
  expect(await read(months)).toMatchObject({ status: 403, body: { code: 'no-consent' } })
  const asked = await bank.call(contract.askConsent, {
    body: {
      ...{ subjectNumber: number, purpose: '贷款', legalBasis: '个人信息保护法第十三条', days: 30 },
      ...{ data: '社保缴纳', fields: ['缴纳月份', '缴费基数'] },
    },
  })
  const given = await owner.call(contract.decideConsent, {
    params: { id: asked.id },
    body: { agree: true, fields: ['缴纳月份'] },
  })
  expect(given).toMatchObject({ state: 'given', fields: ['缴纳月份'], untilTime: '2026-04-01T00:00:00.000Z' })
  expect(await read(months)).toMatchObject({
    ...{ status: 200, body: { items: [{ months: '2025-03 至 2026-02' }], total: 1 } },
  })
  const more = await read(`social?key=${number}&fields=base`)
  expect(more.body.detail).toContain('超出授权字段：缴费基数')
  expect(await read(`fund?key=${number}`)).toMatchObject({ status: 403, body: { code: 'no-consent' } })
  clock.time += 3 * 86_400_000
  await owner.call(contract.withdrawConsent, { params: { id: asked.id } })
  const after = await read(months)
  expect([after.status, after.body.detail]).toEqual([403, expect.stringContaining('授权已撤回')])
  const use = { subjectNumber: number, data: '社保缴纳', fields: ['缴纳月份'], purpose: '贷款' }
  expect(await bank.call(contract.useConsent, { body: use })).toMatchObject({ allowed: false })
  const trail = await owner.call(contract.listMyConsentUses, { query: {} })
  expect(trail.items.map((one) => [one.data, one.allowed, one.reason])).toEqual([
    ['社保缴纳', false, '授权已撤回'],
    ['社保缴纳', false, '授权已撤回'],
    ['公积金', false, '没有授权'],
    ['社保缴纳', false, '超出授权字段：缴费基数'],
    ['社保缴纳', true, '已授权'],
    ['社保缴纳', false, '没有授权'],
  ])
  const askedBy = await bank.call(contract.listAskedConsents, { query: { state: 'withdrawn' } })
  expect(askedBy.items.map((one) => [one.data, one.subjectName, one.subjectNumber, one.uses])).toEqual([
    ['社保缴纳', '韩*康', '990102********0010', 1],
  ])
  expect((await bank.call(contract.listAskedConsents, { query: { search: '公积金' } })).total).toBe(0)
  expect((await provider.call(contract.listAskedConsents, { query: {} })).total).toBe(0)
  const other = await city.signedInAs('citizen')
  expect((await other.call(contract.listMyConsents, { query: {} })).total).toBe(0)
  await expect(other.call(contract.withdrawConsent, { params: { id: asked.id } })).rejects.toMatchObject({
    problem: { code: 'no-real-name' },
  })
})

test('PLT-042: three nodes and one of another name are 不一致 and tell nothing else; PLT-079: a registration asks them', async () => {
  const bureau = await city.signedInAs('data-bureau', { organisationId: organisations.operationCentre.id })
  const phone = column('phone', '手机号')
  const nodes = await Promise.all([
    ...['公安人口', '民政登记'].map((name) => register([phone], { phone: '15044048085' }, name)),
    register([phone], { phone: '15044048085', name: '韩子唐' }, '审批办件人'),
  ])
  const define = (code: string, from: readonly { id: string }[]) => {
    const sources = (valueField: string) =>
      from.map(({ id }) => ({ kind: 'dataset' as const, datasetId: id, keyField: 'id_number', valueField }))
    return bureau.call(contract.createServicePackage, {
      body: {
        ...{ code, title: '实名核验', kind: 'verify', keyTitle: '公民身份号码', isComplete: false },
        parts: [
          { name: 'name', title: '姓名', sources: sources('name'), allAgree: true },
          { name: 'phone', title: '手机号', sources: sources('phone') },
        ],
        ...{ needsConsent: false, limitMs: 5_000, freshHours: 0, perMinute: 100 },
      },
    })
  }
  await define('three-nodes', nodes)
  const bank = await city.signedInAs('data-steward', { organisationId: organisations.drainage.id })
  const verify = async (name: string) => {
    const { items } = await bank.call(contract.verifyByPackage, {
      params: { code: 'three-nodes' },
      body: { purpose: '开户', items: [{ key: number, values: { name } }] },
    })
    return items[0]
  }
  const said = await verify(han.name)
  expect(said).toMatchObject({ verdict: 'different', text: '不一致' })
  expect(Object.keys(said ?? {}).sort()).toEqual(
    ['isDisputed', 'isProof', 'packageVersion', 'source', 'text', 'time', 'verdict'].sort(),
  )
  expect(JSON.stringify(said)).not.toMatch(/韩子|15044048085/)

  await define('real-name', nodes.slice(0, 2))
  const password = 'river stone 42 lamp'
  const registerAs = (account: string, more: object = {}) =>
    city.anonymous().call(contract.registerPerson, {
      body: { account, password, ...han, phone: '15044048085', ...more },
    })
  expect(await registerAs('han-one')).toMatchObject({ realName: 'checked' })
  expect(await registerAs('han-two', { phone: '15044048086' })).toMatchObject({ realName: 'differs' })
  expect(await registerAs('han-three', { name: '韩子唐' })).toMatchObject({ realName: 'differs' })
  const unknown = { name: '李成', number: '11010119900307774X' }
  expect(await registerAs('li-one', unknown)).toMatchObject({ realName: 'waiting' })
})
