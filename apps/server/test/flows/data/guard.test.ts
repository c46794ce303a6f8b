import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { problemOf, sendPiece, toldOf } from './collect-kit.ts'
import { accountOf, aDataset, selectOf } from './data-kit.ts'

/** PLT-115 and PLT-116, what of them is about data: alerts, leaks with clocks, rights of persons. */
let city: TestPlatform
let provider: Client
let consumer: Client
let security: Client
let now = new Date('2025-06-02T10:00:00+08:00')
const { operationCentre, trafficPolice, drainage } = organisations
const purpose = '参保核验'

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  await signIn()
})
afterAll(() => city.stop())

/** Sessions end while the clock moves by days. */
async function signIn() {
  provider = await city.signedInAs('data-steward', { organisationId: operationCentre.id })
  consumer = await city.signedInAs('data-steward', { organisationId: trafficPolice.id })
  security = await city.signedInAs('data-bureau', { organisationId: drainage.id })
}

const fields = [
  { name: 'code', title: '编码', type: 'text' as const, isKey: true, grade: 'general-2' as const },
  { name: 'income', title: '收入', type: 'integer' as const, grade: 'general-3' as const },
]

/** A service of 1,000 rows, granted to the traffic police, with a key to call it. */
async function aService() {
  const select = `SELECT 'C' || i AS code, i AS income FROM range(1000) t(i)`
  const dataset = await aDataset(city, { name: '收入台账', fields, select })
  await provider.call(contract.createAbility, {
    body: {
      ...{
        code: 'income',
        title: '收入',
        summary: '',
        version: 'v1',
        kind: 'dataset',
        datasetId: dataset.id,
      },
      ...{ quotaPerDay: 1000, sla: '99.9%', dataClass: '有条件共享', price: '免费' },
    },
  })
  const { items } = await consumer.call(contract.applyForData, {
    body: {
      items: [{ datasetId: dataset.id, fields: ['code', 'income'], plain: [] }],
      ...{ purpose, scene: '参保登记', from: '2025-06-01', to: '2026-05-31', delivery: 'api', rowFilter: [] },
      legalBasis: '社会保险法第五十八条',
    },
  })
  const params = { id: items[0]?.id as string }
  await provider.call(contract.decideApplication, { params, body: { agree: true } })
  const app = await consumer.call(contract.createDataApp, { body: { name: '参保系统', contact: '' } })
  const key = await consumer.call(contract.createAppKey, {
    params: { id: app.id },
    body: { days: 30, networks: [] },
  })
  return (limit: number) =>
    fetch(`${city.url}/api/data/services/income?limit=${limit}`, {
      headers: {
        'x-civitas-key': `${key.keyId}.${key.secret}`,
        'x-civitas-purpose': encodeURIComponent(purpose),
      },
    })
}

describe('an interface that normally hands over 500 rows a day', () => {
  it('raises an alert with account, grade and destination when 50,000 are read at 02:00, and stops the key', async () => {
    const read = await aService()
    for (const day of ['02', '03', '04', '05']) {
      now = new Date(`2025-06-${day}T10:00:00+08:00`)
      expect((await read(500)).status).toBe(200)
    }
    // Nobody looked for three days: the habit is learnt from all of them all the same.
    now = new Date('2025-06-05T10:01:00+08:00')
    await city.data.doWhatIsDue()
    await signIn()
    expect((await security.call(contract.listDataAlerts, { query: {} })).total).toBe(0)
    now = new Date('2025-06-06T02:00:00+08:00')
    for (let i = 0; i < 50; i++) expect((await read(1000)).status).toBe(200)
    now = new Date('2025-06-06T02:01:00+08:00')
    await signIn()
    await city.data.doWhatIsDue()
    await city.data.doWhatIsDue()
    const { items, total } = await security.call(contract.listDataAlerts, { query: { state: 'open' } })
    expect(total).toBe(1)
    expect(items[0]).toMatchObject({
      ...{ kinds: ['volume', 'hours'], caller: '参保系统', organisationName: trafficPolice.name },
      ...{ grade: 'general-3', rows: 50_000, usual: 500, addresses: ['127.0.0.1'], isSuspended: false },
    })
    await toldOf(provider, '数据安全告警：数量异常、时段异常')
    const params = { id: items[0]?.id as string }
    const body = { state: 'confirmed' as const, suspend: true, note: '夜间批量拉取，先停用' }
    expect((await security.call(contract.decideDataAlert, { params, body })).isSuspended).toBe(true)
    expect((await read(1)).status).toBe(403)
    expect((await problemOf(consumer.call(contract.listDataAlerts, { query: {} }))).status).toBe(403)
  })
})

describe('a leaked sample with a watermark', () => {
  it('is traced to receiver and request, and the clocks of the case start', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({ code: `L${i}`, income: i }))
    const dataset = await aDataset(city, { name: '外泄台账', fields, select: selectOf(rows) })
    await signIn()
    const steward = provider
    const made = await steward.call(contract.exportDataset, {
      params: { id: dataset.id },
      body: { format: 'csv', purpose: '季度统计分析' },
    })
    const { baseUrl, token } = steward.options
    const file = await fetch(`${baseUrl}/api/data/exports/${made.id}/file`, {
      headers: { authorization: `Bearer ${token?.()}` },
    })
    const base64 = Buffer.from(await file.arrayBuffer()).toString('base64')
    const sample = { name: 'leak.csv', base64 }
    now = new Date('2025-06-06T09:00:00+08:00')
    await signIn()
    const body = { title: '论坛出现收入数据', discoveredTime: '2025-06-06T08:00:00+08:00', sample }
    const leak = await security.call(contract.openLeakCase, { body })
    expect(leak.matches[0]).toMatchObject({
      ...{ datasetName: '外泄台账', purpose: '季度统计分析', by: 'mark' },
      ...{ receiver: made.receiver, requestId: made.id, time: made.time },
    })
    expect(made.receiver).not.toBe('')
    const due = (step: string) => leak.steps.find((one) => one.step === step)?.dueTime
    expect([due('contain'), due('notify')]).toEqual(['2025-06-06T02:00:00.000Z', '2025-06-07T00:00:00.000Z'])
    now = new Date('2025-06-06T11:00:00+08:00')
    await city.data.doWhatIsDue()
    await toldOf(security, '数据泄露事件逾期：遏制')
    const params = { id: leak.id }
    for (const step of ['contain', 'notify', 'report', 'review'] as const)
      await security.call(contract.doLeakStep, { params, body: { step, note: '已办' } })
    const [closed] = (await security.call(contract.listLeakCases, { query: {} })).items
    expect(closed?.closedTime).not.toBeNull()
    expect(closed?.steps.map((one) => one.isLate)).toEqual([true, false, false, false])
  })
})

describe('a person who asks to be deleted', () => {
  const idNumber = '11010519491231002X'

  it('is answered: deleted in two tables, kept in one with its basis, within the limit', async () => {
    await signIn()
    const health = await city.signedInAs('data-steward', { organisationId: drainage.id })
    const first = await aDataset(city, { name: '问卷名单' })
    const second = await aDataset(city, { name: '活动报名' })
    const third = await aDataset(city, { name: '病历索引', organisationId: drainage.id })
    const person = await city.signedInAs('citizen')
    const body = { kind: 'delete' as const, note: '不再参加活动' }
    expect((await problemOf(person.call(contract.askForRight, { body }))).code).toBe('not-verified')
    await security.call(contract.verifyPersonAccount, {
      body: { account: await accountOf(person), idNumber },
    })
    const asked = await person.call(contract.askForRight, { body })
    expect(asked.holders.map((one) => [one.datasetName, one.rows])).toEqual([
      ['活动报名', 1],
      ['病历索引', 1],
      ['问卷名单', 1],
    ])
    const reply = (by: Client, datasetId: string, given: object) =>
      by.call(contract.answerRight, { params: { id: asked.id, datasetId }, body: given as never })
    expect((await problemOf(reply(provider, third.id, { outcome: 'deleted' }))).status).toBe(403)
    expect((await problemOf(reply(health, third.id, { outcome: 'kept' }))).code).toBe('no-basis')
    await reply(provider, first.id, { outcome: 'deleted' })
    await reply(provider, second.id, { outcome: 'deleted' })
    const basis = '《医疗机构病历管理规定》第二十九条'
    await reply(health, third.id, { outcome: 'kept', basis })
    const [mine] = (await person.call(contract.listMyRights, { query: {} })).items
    expect(mine?.answer).toContain('已删除 2 处')
    expect(mine?.answer).toContain(`依法保留 1 处：${drainage.name}“病历索引”依据${basis}`)
    expect(mine?.isLate).toBe(false)
    for (const [id, left] of [
      [first.id, 2],
      [third.id, 3],
    ] as const) {
      const by = id === third.id ? health : provider
      expect((await by.call(contract.readDatasetRows, { params: { id }, body: {} })).total).toBe(left)
    }
    const again = await person.call(contract.askForRight, { body: { kind: 'access', note: '' } })
    expect(again.holders.map((one) => one.datasetName)).toEqual(['病历索引'])
  })
})

describe('an app', () => {
  // Made by aapt of the Android build tools: asks for INTERNET, CAMERA and READ_CONTACTS, allows plain traffic.
  const apk = readFileSync(join(import.meta.dirname, 'samples/contacts.apk'))
  const packageName = 'cn.yunchuan.zhihui'
  const params = { packageName }
  const contacts = 'android.permission.READ_CONTACTS'
  const camera = { permission: 'android.permission.CAMERA', purpose: '扫描二维码登录' }
  const put = (purposes: object[], sdks: string[] = []) =>
    security.call(contract.putMobileApp, {
      params,
      body: {
        name: '智慧云川',
        operator: '云川数科',
        channel: '应用市场',
        purposes: purposes as never,
        sdks,
      },
    })
  const scan = async (content: Buffer) => {
    const { id } = await security.call(contract.createUpload, {
      body: { name: 'app.apk', bytes: content.length },
    })
    await sendPiece(security, id, 0, content)
    return security.call(contract.scanMobileApp, { params, body: { uploadId: id, days: 10 } })
  }
  const withSdk = () => {
    const code = Buffer.from('dex\n035\0 Lcom/umeng/analytics/MobclickAgent; ')
    return Buffer.from(zipSync({ ...unzipSync(apk), 'classes.dex': new Uint8Array(code) }))
  }

  it('that asks for contacts without a purpose is found 超范围收集 with evidence, and mended only by a package', async () => {
    now = new Date('2025-06-09T09:00:00+08:00')
    await signIn()
    await put([camera])
    const { app, findings } = await scan(withSdk())
    expect(app).toMatchObject({ version: '2.1.0', state: 'rectifying', openFindings: 3 })
    expect(app.permissions).toEqual([
      ...['android.permission.CAMERA', 'android.permission.INTERNET', contacts],
    ])
    const found = findings.find((one) => one.kind === 'beyond-scope')
    expect(found).toMatchObject({
      ...{ kindName: '超范围收集', subject: contacts, text: '申请“读取通讯录”权限，隐私说明未写明目的' },
      ...{ dueTime: '2025-06-19T01:00:00.000Z', isLate: false, version: '2.1.0' },
    })
    expect(found?.evidence).toMatchObject({
      ...{ file: 'AndroidManifest.xml', words: `uses-permission ${contacts}` },
      notice: '隐私说明写明目的的权限：android.permission.CAMERA',
    })
    expect(found?.evidence.packageSm3).toHaveLength(64)
    expect(findings.map((one) => [one.kindName, one.subject])).toContainEqual(['未告知第三方组件', '友盟'])
    // Saying the purpose is not enough by itself: the package is looked at again.
    await put([camera, { permission: contacts, purpose: '邀请家人加入家庭账户' }], ['友盟'])
    const open = async () =>
      (await security.call(contract.listAppFindings, { query: { packageName, state: 'open' } })).total
    expect(await open()).toBe(3)
    expect((await scan(withSdk())).rectified).toBe(2)
    expect(await open()).toBe(1)
  })

  it('is taken off the list only when it was not mended in time, as everybody can read', async () => {
    const body = { reason: '逾期未整改明文传输' }
    expect((await problemOf(security.call(contract.delistMobileApp, { params, body }))).code).toBe('not-due')
    now = new Date('2025-06-20T09:00:00+08:00')
    await signIn()
    expect((await security.call(contract.delistMobileApp, { params, body })).state).toBe('delisted')
    expect((await scan(withSdk())).app.state).toBe('delisted')
    const { items } = await city.anonymous().call(contract.listAppResults, { query: {} })
    expect(items).toMatchObject([
      { name: '智慧云川', result: 'delisted', findings: ['允许以明文传输，途中可被读取'] },
    ])
  })

  it('is refused where the file is no package, or that of another', async () => {
    expect((await problemOf(scan(Buffer.from('PK no package')))).code).toBe('not-an-apk')
    expect((await problemOf(scan(Buffer.from(zipSync({ 'a.txt': new Uint8Array(3) }))))).code).toBe(
      'not-an-apk',
    )
    await security.call(contract.putMobileApp, {
      params: { packageName: 'cn.other.app' },
      body: { name: '别的', operator: '别的公司', channel: '', purposes: [], sdks: [] },
    })
    const { id } = await security.call(contract.createUpload, { body: { name: 'a.apk', bytes: apk.length } })
    await sendPiece(security, id, 0, apk)
    const wrong = security.call(contract.scanMobileApp, {
      params: { packageName: 'cn.other.app' },
      body: { uploadId: id },
    })
    expect((await problemOf(wrong)).code).toBe('other-package')
  })
})

describe('a place where faces are taken', () => {
  it('must serve public safety, carry a sign and offer another way', async () => {
    const place = {
      ...{ title: '老城客运站进站口', address: '老城区站前路1号', operator: '客运公司' },
      ...{ purpose: 'other' as const, collectsFaces: true, hasSign: false, alternative: null },
    }
    const made = await security.call(contract.saveImagePlace, { body: place })
    expect(made.faults).toEqual([
      '公共场所采集人脸只能为维护公共安全所必需',
      '未设置显著的提示标识',
      '未提供不采集人脸的替代方式',
    ])
    const mended = { ...place, purpose: 'public-safety' as const, hasSign: true, alternative: '人工查验通道' }
    const { faults } = await security.call(contract.saveImagePlace, { body: { id: made.id, ...mended } })
    expect(faults).toEqual([])
    const { total } = await security.call(contract.listImagePlaces, { query: { faulty: true } })
    expect(total).toBe(0)
  })
})

describe('the registers of data security', () => {
  const steps = [
    { step: 'collect' as const, owner: '信息科' },
    { step: 'use' as const, owner: '业务科' },
  ]
  const days = { fromDay: '2025-06-01', toDay: '2025-06-25' }
  const templateOf = async (kind: contract.AssessmentKind) =>
    (await provider.call(contract.listAssessmentTemplates, {})).items.find((one) => one.kind === kind)

  it('let an activity with personal data go live once it is assessed and its high risk closed by a second look', async () => {
    await signIn()
    const dataset = await aDataset(city, { name: '救助对象台账' })
    const activity = await provider.call(contract.saveProcessingActivity, {
      body: {
        ...{ title: '临时救助审核', purpose: '审核救助资格', basis: '《社会救助暂行办法》', steps },
        ...{ isPersonal: true, isSensitive: true, datasetIds: [dataset.id] },
      },
    })
    expect(activity).toMatchObject({ state: 'planned', grade: 'general-4', openHighRisks: 0 })
    const params = { id: activity.id }
    const go = () =>
      provider.call(contract.moveProcessingActivity, { params, body: { state: 'live' as const } })
    expect((await problemOf(go())).detail).toContain('尚未做数据安全风险评估')
    const assess = async (kind: contract.AssessmentKind, bad: string | null) => {
      const questions = (await templateOf(kind))?.questions ?? []
      const answers = questions.map(({ id }) =>
        id === bad
          ? { question: id, level: 'high' as const, finding: '查询未脱敏' }
          : { question: id, level: 'none' as const },
      )
      return provider.call(contract.assessActivity, { params, body: { kind, answers } })
    }
    const security1 = await assess('security', 'use')
    expect(security1).toMatchObject({ keepUntil: '2028-12-31', risks: [{ level: 'high', state: 'open' }] })
    expect((await problemOf(go())).detail).toContain('个人信息保护影响评估')
    await assess('impact', null)
    expect((await problemOf(go())).detail).toContain('还有 1 项高风险未整改复评')
    const risk = { params: { id: security1.risks[0]?.id as string } }
    await provider.call(contract.remedyRisk, { ...risk, body: { note: '已启用动态脱敏' } })
    expect((await problemOf(go())).code).toBe('not-assessed')
    const look = (isGone: boolean) =>
      security.call(contract.reviewRisk, { ...risk, body: { isGone, note: '抽查' } })
    expect((await look(false)).state).toBe('open')
    await provider.call(contract.remedyRisk, { ...risk, body: { note: '全部接口已脱敏' } })
    expect((await look(true)).state).toBe('closed')
    expect((await go()).state).toBe('live')
    expect((await consumer.call(contract.listProcessingActivities, { query: {} })).total).toBe(0)
  })

  it('ask for the legal path of data that leave, for another who decides, and for proof from suppliers', async () => {
    const dataset = await aDataset(city, {
      fields: [{ name: 'code', title: '编码', type: 'text', isKey: true, grade: 'important' }],
    })
    const body = {
      ...{ title: '气象合作', receiver: '某研究所', reach: 'cross-border' as const, place: '新加坡' },
      ...{ path: 'standard-contract' as const, purpose: '联合研究', datasetIds: [dataset.id], persons: 0 },
      ...days,
    }
    const refused = await problemOf(provider.call(contract.askDataTransfer, { body }))
    expect(refused.detail).toContain('须申报数据出境安全评估')
    const path = 'security-assessment' as const
    const asked = await provider.call(contract.askDataTransfer, { body: { ...body, path } })
    expect(asked).toMatchObject({ state: 'waiting', grade: 'important' })
    const decide = (by: Client) =>
      by.call(contract.decideDataTransfer, { params: { id: asked.id }, body: { agree: true } })
    expect((await problemOf(decide(provider))).status).toBe(403)
    expect(await decide(security)).toMatchObject({ state: 'approved', decidedBy: expect.any(String) })
    const access = await provider.call(contract.registerSupplierAccess, {
      body: {
        ...{ supplier: '某软件公司', contract: 'HT-2025-08', account: 'dev-01', purpose: '系统运维' },
        ...{ datasetIds: [dataset.id], ...days },
      },
    })
    expect(access.isLate).toBe(false)
    now = new Date('2025-06-27T09:00:00+08:00')
    await signIn()
    const late = async () =>
      (await security.call(contract.listSupplierAccess, { query: { isLate: true } })).items
    expect(await late()).toMatchObject([{ id: access.id, isLate: true, proof: null }])
    await provider.call(contract.endSupplierAccess, {
      params: { id: access.id },
      body: { proof: '销毁证明 XH-2025-08' },
    })
    expect(await late()).toEqual([])
  })
})
