import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../src/kernel/db/sql.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { importOffices, offices } from './joint-kit.ts'
import { citizenId, creditCode, problem, someone } from './papers-kit.ts'
import { aCitizen, aFile, anItem, type Hands, importHolidays, itemContent } from './services-kit.ts'

/** Papers that are not asked for, windows of villages, and what supervision and analysis find. */
let city: TestPlatform
let hands: Hands
let clerk: Client
let office: Client
let citizen: Client
let now = new Date('2025-03-03T09:00:00+08:00')
const at = (text: string) => {
  now = new Date(`${text}+08:00`)
}
const shortly = { timeout: 20_000, interval: 200 }
const zhang = { name: '张敏', number: '11010519491231002X' }

const signAllIn = async () => {
  const organisationId = organisations.operationCentre.id
  hands = {
    writer: await city.signedInAs('service-manager', { organisationId: organisations.drainage.id }),
    reviewer: await city.signedInAs('service-manager', { organisationId }),
  }
  citizen = await aCitizen(city, zhang)
  clerk = await city.signedInAs('window-clerk')
  office = await city.signedInAs('approver', { organisationId })
}
beforeAll(async () => {
  city = await startTestPlatform({
    ...{ clock: { now: () => new Date(now) }, config: { sessionHours: 720 } },
  })
  await importHolidays(city)
  await importOffices(city)
})
afterAll(() => city.stop())

const itemOf = async (title: string) => {
  const { items } = await city.anonymous().call(contract.searchServiceItems, { query: { search: title } })
  return items.find((one) => one.title === title)?.id ?? ''
}
const read = (id: string) => hands.reviewer.call(contract.getServiceApplication, { params: { id } })
const accept = (id: string) =>
  clerk.call(contract.judgeIntake, { params: { id }, body: { act: 'accept' as const } })
async function filed(itemId: string, materials = ['test.plan']): Promise<string> {
  const { id } = await citizen.call(contract.startServiceApplication, { body: { itemId } })
  await citizen.call(contract.saveServiceDraft, { params: { id }, body: { form: { purpose: '开店' } } })
  for (const material of materials)
    await citizen.call(contract.addApplicationFile, { params: { id }, body: { material, ...aFile } })
  await citizen.call(contract.submitServiceApplication, { params: { id }, body: {} })
  return id
}
const cardsOf = (application: string) =>
  hands.reviewer.call(contract.listSupervisionCards, { query: { application } }).then((page) => page.items)

describe('SOC-002: what the city knows', () => {
  it('does not ask 张敏 for a marriage certificate she holds as an e-licence, nor let name and number be changed (Accept 1)', async () => {
    await signAllIn()
    const civil = await city.signedInAs('approver', { organisationId: offices.civil.id })
    const licence = await civil.call(contract.issueLicenceNow, {
      body: {
        ...{ typeId: 'licences.marriage', holderKind: 'person', holderName: zhang.name },
        ...{ holderNumber: zhang.number, fields: { spouse: '王伟', registered: '2010-10-10' } },
      },
    })
    const started = await citizen.call(contract.startServiceApplication, {
      body: { itemId: await itemOf('生育登记') },
    })
    const paper = started.materials.find((one) => one.title === '结婚证')
    expect(paper).toMatchObject({ by: 'licence', says: '免提交（电子证照）', reference: licence.number })
    expect(started.sources).toMatchObject({ name: '实名认证信息', idNumber: '实名认证信息' })
    const saved = await citizen.call(contract.saveServiceDraft, {
      params: { id: started.id },
      body: { form: { name: '别人', idNumber: citizenId(5), phone: '13900001111' } },
    })
    expect(saved.form).toMatchObject({ name: '张敏', phone: '13900001111' })
    expect(saved.form.idNumber).toBe(started.form.idNumber)
    // It goes in without a single upload.
    const handed = await citizen.call(contract.submitServiceApplication, {
      params: { id: started.id },
      body: {},
    })
    expect(handed).toMatchObject({ state: 'waiting' })
    expect(handed.materials.map((one) => one.by)).toEqual(['data', 'licence'])
  })
})

describe('SOC-003: windows of villages', () => {
  it('takes an application in at a village: the county sees one case with three materials, the receipt shows its limit (Accept 1)', async () => {
    const county = offices.county
    const item = await anItem(hands, {
      ...{ title: '老年优待证办理', level: 'county', organisation: county.name, applicants: ['person'] },
      materials: ['card.id', 'card.household', 'card.photo'].map((material) => ({
        ...{ material, required: true, core: true },
      })),
      ...{ acceptedAt: ['county', 'town', 'village'], promisedDays: 3, statutoryDays: 10 },
    })
    const village = await city.signedInAs('window-clerk', { divisions: ['990102001001'] })
    const resident = { name: '李秀英', number: citizenId(31, '19500101') }
    const { id } = await village.call(contract.startServiceApplication, {
      body: {
        ...{ itemId: item.id, channel: 'window', level: 'village' },
        applicant: { kind: 'person', ...resident },
      },
    })
    await village.call(contract.saveServiceDraft, { params: { id }, body: { form: { purpose: '乘车' } } })
    for (const material of ['card.id', 'card.household', 'card.photo'])
      await village.call(contract.addApplicationFile, { params: { id }, body: { material, ...aFile } })
    await village.call(contract.submitServiceApplication, { params: { id }, body: {} })

    const countyClerk = await city.signedInAs('window-clerk', { divisions: ['990102'] })
    const { items, total } = await countyClerk.call(contract.listServiceApplications, {
      query: { itemId: item.id },
    })
    expect(total).toBe(1)
    expect(items).toMatchObject([{ id, level: 'village', organisationName: county.name }])
    const seen = await countyClerk.call(contract.getServiceApplication, { params: { id } })
    expect(seen.materials.map((one) => one.by)).toEqual(['upload', 'upload', 'upload'])
    // A window of another district has no part in it.
    const elsewhere = await city.signedInAs('window-clerk', { divisions: ['990103'] })
    expect(await problem(elsewhere.call(contract.getServiceApplication, { params: { id } }))).toMatchObject({
      status: 404,
    })
    const old = await aCitizen(city, resident)
    const receipt = await old.call(contract.getApplicationReceipt, { params: { id } })
    expect(receipt).toMatchObject({
      ...{ level: 'village', organisationName: county.name, limitDays: 3, subjectName: '李秀英' },
      materials: ['card.id', 'card.household', 'card.photo'],
    })
    // An item no village was given is refused there.
    const other = await anItem(hands, { acceptedAt: ['city', 'county'] })
    const body = {
      ...{ itemId: other.id, channel: 'window' as const, level: 'village' as const },
      applicant: { kind: 'person' as const, ...resident },
    }
    expect(await problem(village.call(contract.startServiceApplication, { body }))).toMatchObject({
      code: 'not-accepted-here',
    })
  })
})

describe('SOC-012: a wrong fee', () => {
  it('shows a red card with both amounts when 500 was charged for 300, and supervision orders the refund (Accept 1)', async () => {
    at('2025-04-08T09:00:00')
    await signAllIn()
    const fee = { fen: 300_00, title: '工本费', basis: '价目表', beforeDecision: false }
    const application = await filed((await anItem(hands, { fee })).id)
    await accept(application)
    const order = await clerk.call(contract.chargeApplication, {
      params: { id: application },
      body: { fen: 500_00, title: '工本费', receipt: 'PJ-0001' },
    })
    expect(order).toMatchObject({ state: 'paid', fen: 500_00, channel: 'counter' })
    const wrongFee = async () => (await cardsOf(application)).find((one) => one.rule === 'wrong-fee')
    await expect.poll(wrongFee, shortly).toMatchObject({ level: 'red', title: '收费不符' })
    const card = await wrongFee()
    expect(card?.says).toBe('应收 300.00 元，实收 500.00 元')
    const ordered = await hands.reviewer.call(contract.orderAfterCard, {
      params: { id: card?.id ?? '' },
      body: { kind: 'refund', text: '请退还多收费用', days: 3 },
    })
    expect(ordered).toMatchObject({ fen: 200_00, state: 'open', dueDay: '2025-04-11' })
    await hands.reviewer.call(contract.refundPayOrder, {
      params: { id: order.id },
      body: { fen: 200_00, reason: '多收' },
    })
    const answer = (who: Client) =>
      who.call(contract.answerSupervisionOrder, {
        params: { id: ordered.id },
        body: { text: '已退还 200 元。' },
      })
    const stranger = await city.signedInAs('approver', { organisationId: organisations.drainage.id })
    expect(await problem(answer(stranger))).toMatchObject({ status: 404 })
    expect(await answer(office)).toMatchObject({ state: 'answered' })
    const closed = await hands.reviewer.call(contract.closeSupervisionOrder, {
      params: { id: ordered.id },
      body: { accepted: true, note: '已核实' },
    })
    expect(closed.state).toBe('closed')
    expect((await office.call(contract.listSupervisionOrders, { query: {} })).total).toBe(1)
    expect((await stranger.call(contract.listSupervisionOrders, { query: {} })).total).toBe(0)
  })
})

describe('SOC-013: analysis', () => {
  it('finds 会签 first, with a median wait of 4.0 of 5.5 days over 200 cases (Accept 1)', async () => {
    at('2025-05-12T08:00:00')
    await signAllIn()
    const step = { organisation: organisations.operationCentre.name, days: 10, suspends: false }
    const item = await anItem(hands, {
      title: '事项 K',
      steps: [
        { id: 'joint', title: '会签', kind: 'joint', ...step },
        { id: 'review', title: '审查', kind: 'review', ...step, after: ['joint'] },
      ],
    })
    const first = await filed(item.id)
    await accept(first)
    const hours = (count: number) => {
      now = new Date(now.getTime() + count * 3_600_000)
    }
    // Four days of waiting and half a day of work for 会签, then half a day each for 审查.
    for (const [wait, work] of [
      [96, 12],
      [12, 12],
    ] as const) {
      hours(wait)
      const { items } = await office.call(contract.listServiceTasks, {
        query: { application: first, state: 'open' },
      })
      const params = { id: items[0]?.id ?? '' }
      await office.call(contract.claimServiceTask, { params })
      hours(work)
      await office.call(contract.finishServiceTask, { params, body: { passes: true, opinion: '同意' } })
    }
    await office.call(contract.decideServiceApplication, {
      params: { id: first },
      body: { outcome: 'grant', text: '准予办理' },
    })
    // The others like it, a hundred waiting longer and ninety-nine shorter, so that the middle one tells.
    await city.kernel.db.query(sql`WITH others AS (SELECT n, gen_random_uuid() AS id FROM generate_series(1, 199) AS n),
      copies AS (INSERT INTO services.application SELECT (jsonb_populate_record(a, jsonb_build_object('id', o.id,
          'number', 'BJK' || o.n))).* FROM services.application a, others o WHERE a.id = ${first})
      INSERT INTO services.application_task SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(),
          'application_id', o.id, 'claim_time', CASE WHEN t.step = 'joint'
            THEN t.claim_time + (CASE WHEN o.n <= 100 THEN 1 ELSE -1 END * (o.n % 10) * interval '1 hour')
            ELSE t.claim_time END))).*
        FROM services.application_task t, others o WHERE t.application_id = ${first}`)
    const mined = await hands.reviewer.call(contract.mineProcess, { params: { id: item.id }, query: {} })
    expect(mined).toMatchObject({ cases: 200, totalDays: 5.5 })
    expect(mined.steps[0]).toMatchObject({ title: '会签', cases: 200, waitDays: 4 })
    expect(mined.steps[1]).toMatchObject({ title: '审查', waitDays: 0.5 })
    expect(mined.findings[0]?.text).toContain('“会签”等待中位数 4.0 天（200 件）')
    expect(mined.variants).toEqual([{ path: ['会签', '审查'], cases: 200 }])
    await adopted(item.id, mined.findings[0]?.text ?? '')
  })

  /** The finding goes to the office of the item, which says who does what by when; then the effect is read. */
  async function adopted(itemId: string, text: string): Promise<void> {
    const propose = (words: string) =>
      hands.reviewer.call(contract.proposeImprovement, { body: { itemId, text: words } })
    expect(await problem(propose('没有这条建议'))).toMatchObject({
      errors: [{ path: '/body/text' }],
    })
    const { id } = await propose(text)
    expect(await problem(propose(text))).toMatchObject({ code: 'known-improvement' })
    const params = { id }
    const decide = (body: object) =>
      office.call(contract.decideImprovement, { params, body: { accepted: true, ...body } })
    expect(await problem(decide({ who: '王科长', measure: '到件当日领取' }))).toMatchObject({
      errors: [{ path: '/body/dueDay' }],
    })
    expect(await problem(decide({ accepted: false }))).toMatchObject({ errors: [{ path: '/body/reason' }] })
    const stranger = await city.signedInAs('approver', { organisationId: organisations.drainage.id })
    expect((await stranger.call(contract.listImprovements, { query: {} })).total).toBe(0)
    const day = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
    const taken = await decide({ who: '王科长', measure: '到件当日领取', dueDay: day })
    expect(taken).toMatchObject({ state: 'accepted', who: '王科长', dueDay: day, isLate: false })
    const effect = () => office.call(contract.getImprovementEffect, { params })
    expect(await problem(effect())).toMatchObject({ code: 'not-done' })
    await office.call(contract.finishImprovement, { params, body: { note: '已改为到件提醒' } })
    now = new Date(now.getTime() + 9 * 86_400_000)
    await signAllIn()
    const read = await effect()
    expect(read).toMatchObject({ days: 10, after: { cases: 0, medianDays: null, waitDays: null } })
    // The two hundred before were handed in within the ten days before it was done.
    expect(read.before).toMatchObject({ cases: 200, totalDays: 5.5, waitDays: 4, corrected: 0 })
  }

  it('states 20 % fewer materials of v5 against v4 and lists both versions (Accept 2)', async () => {
    at('2025-05-26T09:00:00')
    await signAllIn()
    const code = 'test.effect'
    const uses = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ material: `effect.${n}`, required: true, core: true }))
    const write = (version: number, materials: number, effectiveFrom?: string) =>
      anItem(
        hands,
        { conditions: `第 ${version} 版。`, materials: uses(materials) },
        { code, ...(effectiveFrom ? { effectiveFrom } : {}) },
      )
    for (const version of [1, 2, 3, 4]) await write(version, 5)
    const { id } = await write(5, 4, '2025-07-01')
    const effect = (before: string, after: string) =>
      hands.reviewer.call(contract.getItemEffect, { params: { id }, query: { before, after } })
    const report = await effect('2025-06', '2025-07')
    expect(report).toMatchObject({
      before: { version: 4, materials: 5, month: '2025-06' },
      after: { version: 5, materials: 4, month: '2025-07' },
      materialCut: 0.2,
    })
    expect(report.changed).toContain('materials')
    expect(report.text).toContain('第 5 版（2025-07）比第 4 版（2025-06）：材料减少 20 %')
    expect(await effect('2025-05', '2025-06')).toMatchObject({ materialCut: 0 })
    expect(await problem(effect('2024-01', '2025-07'))).toMatchObject({ status: 400 })
    expect(itemContent().materials).toHaveLength(1)
  })
})

describe('GOV-003: supervision of limits', () => {
  it('raises one red card for 建筑垃圾处置核准, with the working days of the holiday calendar it counted (Accept 1)', async () => {
    at('2025-09-26T15:00:00')
    await signAllIn()
    const firm = { kind: 'organisation' as const, name: '云川土方工程有限公司', number: creditCode(55) }
    const { client, subjectId } = await someone(city, firm)
    await city.kernel.db.transaction((tx) => city.identity.subjects.assure(tx, subjectId, 2, '市场主体登记'))
    const itemId = await itemOf('建筑垃圾处置核准')
    const { id } = await client.call(contract.startServiceApplication, { body: { itemId } })
    const form = { representative: '赵强', contact: '赵强', phone: '13900001111' }
    await client.call(contract.saveServiceDraft, { params: { id }, body: { form } })
    for (const material of ['contract', 'technical-documents'])
      await client.call(contract.addApplicationFile, { params: { id }, body: { material, ...aFile } })
    await client.call(contract.submitServiceApplication, { params: { id }, body: {} })
    at('2025-09-26T16:00:00')
    await accept(id)
    expect(await read(id)).toMatchObject({ limitDays: 5, dueDay: '2025-10-10' })
    at('2025-10-13T09:00:00')
    const red = async () => (await cardsOf(id)).filter((one) => one.level === 'red')
    await expect.poll(async () => (await red()).length, shortly).toBe(1)
    await city.settle()
    const cards = await red()
    expect(cards).toHaveLength(1)
    expect(cards[0]).toMatchObject({ rule: 'overdue', says: '已用 7 个工作日，承诺 5 个工作日' })
    expect(cards[0]?.days).toEqual([
      ...['2025-09-28', '2025-09-29', '2025-09-30', '2025-10-09', '2025-10-10', '2025-10-11', '2025-10-13'],
    ])
  })

  it('moves the date by the three days of an expert review with its document, and flags one without (Accept 2)', async () => {
    at('2025-11-03T09:00:00')
    await signAllIn()
    const item = await anItem(hands, { promisedDays: 5, statutoryDays: 20 })
    const suspended = async (document: boolean) => {
      at('2025-11-03T09:00:00')
      const id = await filed(item.id)
      await accept(id)
      expect((await read(id)).dueDay).toBe('2025-11-10')
      at('2025-11-04T10:00:00')
      await office.call(contract.suspendServiceApplication, {
        params: { id },
        body: {
          ...{ kind: 'expert', notice: '专家评审通知书〔2025〕3 号', days: 5 },
          ...(document ? { document: { ...aFile, name: '专家评审通知书.pdf' } } : {}),
        },
      })
      at('2025-11-07T10:00:00')
      await office.call(contract.resumeServiceApplication, {
        params: { id },
        body: { note: '评审结束' },
      })
      return id
    }
    const good = await suspended(true)
    const seen = await read(good)
    expect(seen.dueDay).toBe('2025-11-13')
    expect(seen.suspensions).toMatchObject([{ kind: 'expert', workingDays: 3 }])
    const fileId = seen.suspensions[0]?.fileId ?? ''
    const file = await fetch(`${city.url}/api/services/application-files/${fileId}`, {
      headers: { authorization: `Bearer ${hands.reviewer.options.token?.()}` },
    })
    expect(file.status).toBe(200)
    expect((await file.text()).slice(0, 5)).toBe('%PDF-')
    const bare = await suspended(false)
    expect((await read(bare)).dueDay).toBe('2025-11-13')
    const flags = async (id: string) =>
      (await cardsOf(id)).filter((one) => one.rule === 'no-document').map((one) => one.title)
    await expect.poll(() => flags(bare), shortly).toEqual(['暂停计时无依据'])
    expect(await flags(good)).toEqual([])
  })
})
