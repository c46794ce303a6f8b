import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { accountOf, aDataset, selectOf } from './data-kit.ts'

let city: TestPlatform
let bureau: Client
let window: Client
let source: Server
let sourceUrl: string
/** How the department’s interface behaves. */
let now = new Date('2025-06-03T12:00:00+08:00')
let behaves: 'answers' | 'hangs' | 'unknown' = 'answers'
const zhang = '11010519491231002X'

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  bureau = await city.signedInAs('data-bureau', { organisationId: organisations.operationCentre.id })
  window = await city.signedInAs('data-steward', { organisationId: organisations.trafficPolice.id })
  source = createServer((_request, response) => {
    if (behaves === 'hangs') return
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify(
        behaves === 'unknown' ? { found: false } : { found: true, value: '已婚', time: '2025-06-01' },
      ),
    )
  })
  await new Promise<void>((next) => source.listen(0, '127.0.0.1', next))
  sourceUrl = `http://127.0.0.1:${(source.address() as AddressInfo).port}/`
})
afterAll(async () => {
  source.closeAllConnections()
  source.close()
  await city.stop()
})

const titles = ['姓名', '性别', '出生日期', '民族', '户籍地址', '婚姻状况', '学历', '联系电话']
const names = ['name', 'sex', 'birth', 'nation', 'address', 'marriage', 'degree', 'phone']
const values = ['张三', '男', '1949-12-31', '汉族', '望云街道1号', '已婚', '本科', '13812345678']

async function aBase() {
  const key = {
    name: 'id_number',
    title: '公民身份号码',
    type: 'text' as const,
    isKey: true,
    sensitive: 'citizen-id' as const,
  }
  const fields = [
    key,
    ...names.map((name, i) => ({ name, title: titles[i] as string, type: 'text' as const })),
  ]
  const row = Object.fromEntries(names.map((name, i) => [name, values[i] as string]))
  return aDataset(city, { name: '人口基础信息', fields, select: selectOf([{ id_number: zhang, ...row }]) })
}

const rules = { keyTitle: '公民身份号码', isComplete: false, limitMs: 400, freshHours: 0, perMinute: 1000 }
const problem = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error) => error.problem,
  )

describe('PLT-058 verification', () => {
  const verify = (code: string, items: Array<{ key: string; values: Record<string, string> }>) =>
    window.call(contract.verifyByPackage, { params: { code }, body: { purpose: '落户登记', items } })

  it('says 一致, 不一致, 无记录 with source and date, in a batch, and never the value', async () => {
    const base = await aBase()
    const from = [{ kind: 'dataset' as const, datasetId: base.id, keyField: 'id_number', valueField: 'name' }]
    await bureau.call(contract.createServicePackage, {
      body: {
        ...rules,
        code: 'name-check',
        title: '姓名核验',
        kind: 'verify',
        needsConsent: false,
        parts: [{ name: 'name', title: '姓名', sources: from }],
      },
    })
    const { items } = await verify('name-check', [
      { key: zhang, values: { name: '张三' } },
      { key: zhang, values: { name: '张叁' } },
      { key: '110105199003070033', values: { name: '李四' } },
    ])
    expect(items.map((one) => one.text)).toEqual(['一致', '不一致', '无记录'])
    expect(items[0]).toMatchObject({
      source: '云川市城市运行管理中心·人口基础信息',
      time: '2025-06-03T04:00:00.000Z',
    })
    expect(items[2]).toMatchObject({ isProof: false, packageVersion: 1 })
    expect(JSON.stringify(items[1])).not.toContain('张三')
    const fetched = window.call(contract.fetchByPackage, {
      params: { code: 'name-check' },
      body: { purpose: '落户', key: zhang },
    })
    expect(await problem(fetched)).toMatchObject({ code: 'verify-only' })
    const citizen = await city.signedInAs('citizen')
    await bureau.call(contract.verifyPersonAccount, {
      body: { account: await accountOf(citizen), idNumber: zhang },
    })
    const mine = await citizen.call(contract.listMyDataUses, { query: {} })
    expect(mine.items[0]).toMatchObject({ way: 'verify', organisationName: organisations.trafficPolice.name })
  })

  it('answers 无法核验(数据源超时) within its limit when the source of 婚姻状况 hangs, never 未婚', async () => {
    const from = [{ kind: 'http' as const, name: '民政局婚姻登记', url: sourceUrl, timeoutMs: 5000 }]
    await bureau.call(contract.createServicePackage, {
      body: {
        ...rules,
        limitMs: 1000,
        code: 'marriage-check',
        title: '婚姻状况核验',
        kind: 'verify',
        needsConsent: false,
        parts: [{ name: 'marriage', title: '婚姻状况', sources: from }],
      },
    })
    const ask = () => verify('marriage-check', [{ key: zhang, values: { marriage: '未婚' } }])
    expect((await ask()).items[0]).toMatchObject({ text: '不一致', source: '民政局婚姻登记' })
    behaves = 'hangs'
    const since = performance.now()
    const answer = (await ask()).items[0]
    // The limit of the package is 1 s, that of the source 5 s: what is above is the way of the request.
    const took = performance.now() - since
    expect([took >= 900, took < 3_000]).toEqual([true, true])
    expect(answer).toMatchObject({
      verdict: 'unverifiable',
      text: '无法核验(数据源超时)',
      time: null,
      isProof: false,
    })
    for (let i = 0; i < 4; i++) await ask()
    expect((await ask()).items[0]?.text).toBe('无法核验(数据源熔断)')
    behaves = 'answers'
  })

  it('gives what it has with a list of what is missing, falls back to what it kept, and needs consent', async () => {
    const base = await aBase()
    const dataset = (valueField: string) => ({
      kind: 'dataset' as const,
      datasetId: base.id,
      keyField: 'id_number',
      valueField,
    })
    const slow = { kind: 'http' as const, name: '民政局婚姻登记', url: `${sourceUrl}slow`, timeoutMs: 150 }
    const parts = [
      { name: 'name', title: '姓名', sources: [dataset('name')] },
      { name: 'marriage', title: '婚姻状况', sources: [slow] },
    ]
    const made = { ...rules, freshHours: 1, kind: 'bundle' as const, needsConsent: true, parts }
    await bureau.call(contract.createServicePackage, {
      body: { ...made, code: 'settle', title: '落户服务包' },
    })
    const fetchIt = (key: string, consent?: string) =>
      window.call(contract.fetchByPackage, {
        params: { code: 'settle' },
        body: { purpose: '落户', key, consent },
      })
    expect(await problem(fetchIt(zhang))).toMatchObject({ code: 'consent-needed' })
    expect((await fetchIt(zhang, 'TY-1')).parts.map((one) => one.value)).toEqual(['张三', '已婚'])
    behaves = 'hangs'
    now = new Date(now.getTime() + 90 * 60_000)
    const kept = await fetchIt(zhang, 'TY-1')
    expect(kept.parts.find((one) => one.name === 'marriage')).toMatchObject({ value: '已婚', isStale: true })
    const partial = await fetchIt('110105199003070033', 'TY-2')
    expect(partial.missing).toEqual([
      { name: 'name', title: '姓名', why: '无记录' },
      { name: 'marriage', title: '婚姻状况', why: '数据源超时' },
    ])
    behaves = 'answers'
  })
})

describe('PLT-058 filled forms', () => {
  it('fills 8 of the 12 fields of 落户 with their origin and takes an edit as an objection', async () => {
    const base = await aBase()
    const parts = names.map((name, i) => ({
      ...{ name, title: titles[i] as string },
      sources: [{ kind: 'dataset' as const, datasetId: base.id, keyField: 'id_number', valueField: name }],
    }))
    await bureau.call(contract.createServicePackage, {
      body: { ...rules, code: 'person', title: '个人信息服务包', kind: 'bundle', needsConsent: true, parts },
    })
    const own = ['迁入原因', '迁入地址', '与户主关系', '申请日期'].map((title, i) => ({
      name: `own_${i}`,
      title,
    }))
    const fields = [...names.map((name, i) => ({ name, title: titles[i] as string, part: name })), ...own]
    await bureau.call(contract.createPrefillForm, {
      body: { code: 'settlement', title: '落户申请', packageCode: 'person', fields, savedMaterials: 3 },
    })
    const body = { purpose: '落户登记', consent: 'TY-3', key: zhang }
    const opened = await window.call(contract.openPrefill, { params: { code: 'settlement' }, body })
    expect([opened.fields.length, opened.filled]).toEqual([12, 8])
    expect(opened.fields.filter((field) => field.origin !== null)).toHaveLength(8)
    expect(opened.fields[0]).toMatchObject({
      value: '张三',
      origin: { source: '云川市城市运行管理中心·人口基础信息' },
    })
    const stated = Object.fromEntries(names.map((name, i) => [name, values[i] as string]))
    const submitted = await window.call(contract.submitPrefill, {
      params: { id: opened.prefillId },
      body: { values: { ...stated, degree: '硕士', own_0: '工作调动' } },
    })
    expect(submitted).toEqual({ objections: 1, filled: 8 })
    const { items } = await bureau.call(contract.listDataObjections, { query: { state: 'open' } })
    expect(items[0]).toMatchObject({
      title: '学历',
      sourceValue: '本科',
      statedValue: '硕士',
      datasetId: base.id,
    })
    const answer = { state: 'corrected' as const, answer: '已按学位证更正' }
    await bureau.call(contract.answerDataObjection, { params: { id: items[0]?.id as string }, body: answer })
    const statistics = await bureau.call(contract.getPrefillStatistics)
    expect(statistics.items).toContainEqual({
      ...{
        code: 'settlement',
        title: '落户申请',
        opened: 1,
        submitted: 1,
        filledFields: 8,
        editedFields: 1,
        savedMaterials: 3,
      },
    })
  })
})

describe('PLT-059: a record somebody doubts', () => {
  it('is answered as 核查中 by checks, bundles and forms, until its source has decided', async () => {
    const base = await aBase()
    const from = [{ kind: 'dataset' as const, datasetId: base.id, keyField: 'id_number', valueField: 'name' }]
    const part = { name: 'name', title: '姓名', sources: from }
    const made = {
      ...rules,
      title: '姓名服务包',
      kind: 'bundle' as const,
      needsConsent: false,
      parts: [part],
    }
    await bureau.call(contract.createServicePackage, { body: { ...made, code: 'name-pack' } })
    const form = { code: 'name-form', title: '姓名登记', packageCode: 'name-pack', savedMaterials: 0 }
    const fields = [{ name: 'name', title: '姓名', part: 'name' }]
    await bureau.call(contract.createPrefillForm, { body: { ...form, fields } })
    const ask = { purpose: '落户登记', key: zhang }
    const marks = async () => {
      const params = { code: 'name-pack' }
      const items = [{ key: zhang, values: { name: '张三' } }]
      const body = { purpose: '落户登记', items }
      const [verified, fetched, opened] = await Promise.all([
        window.call(contract.verifyByPackage, { params, body }),
        window.call(contract.fetchByPackage, { params, body: ask }),
        window.call(contract.openPrefill, { params: { code: 'name-form' }, body: ask }),
      ])
      // The person is served as usual meanwhile.
      expect([verified.items[0]?.text, fetched.parts[0]?.value]).toEqual(['一致', '张三'])
      return [verified.items[0], fetched.parts[0], opened.fields[0]?.origin].map((one) => one?.isDisputed)
    }
    expect(await marks()).toEqual([false, false, false])
    const report = await window.call(contract.reportDataError, {
      params: { id: base.id },
      body: { recordKey: zhang, field: 'phone', evidence: '本人称已停机' },
    })
    expect(await marks()).toEqual([true, true, true])
    await bureau.call(contract.decideErrorReport, {
      params: { id: report.id },
      body: { act: 'keep', reason: '运营商核实在用' },
    })
    expect(await marks()).toEqual([false, false, false])
  })
})
