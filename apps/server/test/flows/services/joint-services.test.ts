import type { BundleCase } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../src/kernel/db/sql.ts'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { importOffices, offices } from './joint-kit.ts'
import { citizenId, creditCode, problem, someone } from './papers-kit.ts'
import { aFile } from './services-kit.ts'

/** Several offices at once: utilities, setting up a firm, buying a flat, the birth of a child. */
let city: TestPlatform
let now = new Date('2025-05-07T10:00:00+08:00')
const at = (text: string) => {
  now = new Date(`${text}+08:00`)
}
const shortly = { timeout: 20_000, interval: 200 }
let clerk: Client
const officers = new Map<string, Client>()

/** Somebody of an office, who examines and decides. */
async function officer(name: keyof typeof offices): Promise<Client> {
  const known = officers.get(name)
  if (known) return known
  const client = await city.signedInAs('approver', { organisationId: offices[name].id })
  officers.set(name, client)
  return client
}

/** Sessions do not last through the months the scenarios are apart. */
const signAllIn = async () => {
  officers.clear()
  clerk = await city.signedInAs('window-clerk')
}

beforeAll(async () => {
  city = await startTestPlatform({
    ...{ clock: { now: () => new Date(now) }, config: { sessionHours: 720, testPay: true } },
  })
  await importOffices(city)
})
afterAll(() => city.stop())

/** Somebody the city has checked. */
async function assured(who: { kind: 'person' | 'organisation'; name: string; number: string }) {
  const one = await someone(city, who)
  await city.kernel.db.transaction((tx) =>
    city.identity.subjects.assure(tx, one.subjectId, 2, '登记信息比对'),
  )
  return one
}

const accept = (id: string) =>
  clerk.call(contract.judgeIntake, { params: { id }, body: { act: 'accept' as const } })

/** An office does its steps one after the other and grants. */
async function grant(name: keyof typeof offices, application: string) {
  const office = await officer(name)
  for (;;) {
    const { items } = await office.call(contract.listServiceTasks, { query: { application } })
    const open = items.filter((one) => one.state === 'open')
    if (open.length === 0) break
    for (const task of open)
      await office.call(contract.finishServiceTask, {
        params: { id: task.id },
        body: { passes: true, opinion: '符合要求' },
      })
  }
  return office.call(contract.decideServiceApplication, {
    params: { id: application },
    body: { outcome: 'grant', text: '符合条件，准予办理。' },
  })
}

const idOf = (bundle: BundleCase, title: string) =>
  bundle.members.find((one) => one.itemTitle === title)?.id ?? ''

describe('SOC-008: connection of utilities', () => {
  it('makes three sub-cases with one set of materials and one visit, and refusing the gas quote closes only gas (Accept 1)', async () => {
    await signAllIn()
    const { client } = await assured({
      ...{ kind: 'organisation', name: '常州天宁精工有限公司', number: creditCode(31) },
    })
    const { id } = await client.call(contract.startBundleCase, {
      body: { bundleId: 'public-services.utilities' },
    })
    const params = { id }
    const answers = {
      ...{ customer: '一般工商业', power: true, kva: 200, water: true, dailyWater: 30 },
      ...{ gas: true, hourlyGas: 40, heat: false, telecom: false },
    }
    const form = { representative: '吴健', contact: '吴健', phone: '13900002222', address: '望云街道 12 号' }
    const draft = await client.call(contract.saveBundleDraft, { params, body: { answers, form } })
    expect(draft.materials.map((one) => [one.title, one.by])).toEqual([
      ['申请书', 'data'],
      ['不动产权证书', 'missing'],
    ])
    await client.call(contract.addBundleFile, {
      params,
      body: { material: 'real-estate-certificate', ...aFile },
    })
    const filed = await client.call(contract.submitBundleCase, { params })
    expect(filed.members.map((one) => one.itemTitle).sort()).toEqual(['供水报装', '燃气报装', '用电报装'])
    expect(filed.visits).toMatchObject([{ day: '2025-05-09', state: 'booked' }])
    expect(filed.visits[0]?.parties.map((one) => one.organisationName).sort()).toEqual([
      ...['市供水公司', '市供电公司', '市燃气公司'],
    ])
    const power = idOf(filed, '用电报装')
    const gas = idOf(filed, '燃气报装')
    for (const { id: member } of filed.members) await accept(member)
    // 200 kVA of an ordinary firm has the limit of its row; the paper of all three is the same file.
    const details = await Promise.all(
      filed.members.map((one) => client.call(contract.getServiceApplication, { params: { id: one.id } })),
    )
    expect(details.find((one) => one.id === power)?.limitDays).toBe(8)
    expect(new Set(details.map((one) => one.materials.at(-1)?.fileId)).size).toBe(1)

    const quote = async (name: keyof typeof offices, application: string, fen: number) =>
      (await officer(name)).call(contract.giveQuote, {
        params: { id: application },
        body: { fen, text: '10 千伏单电源供电方案' },
      })
    expect(await problem(quote('waterFirm', gas, 1))).toMatchObject({ status: 403 })
    expect(await quote('gasFirm', gas, 8_600_00)).toMatchObject({ state: 'suspended' })
    await quote('powerFirm', power, 120_000_00)
    const answer = (application: string, accepted: boolean) =>
      client.call(contract.answerQuote, { params: { id: application }, body: { accepted } })
    expect(await answer(gas, false)).toMatchObject({ state: 'withdrawn', quotes: [{ accepted: false }] })
    expect(await answer(power, true)).toMatchObject({ state: 'examining', quotes: [{ accepted: true }] })
    expect(await problem(answer(gas, true))).toMatchObject({ code: 'no-quote' })
    await grant('powerFirm', power)
    await grant('waterFirm', idOf(filed, '供水报装'))
    const after = await client.call(contract.getBundleCase, { params })
    expect(Object.fromEntries(after.members.map((one) => [one.itemTitle, one.state]))).toEqual({
      ...{ 用电报装: 'granted', 供水报装: 'granted', 燃气报装: 'withdrawn' },
    })
    const figures = await city.anonymous().call(contract.getUtilityFigures, {})
    expect(figures.items[0]).toMatchObject({ title: '用电报装', connected: 1, averageFen: 120_000_00 })
  })

  it('offers to join a trench that is permitted and warns of opening the road again (Accept 2)', async () => {
    await signAllIn()
    const line = (from: number, to: number) => ({
      type: 'LineString' as const,
      coordinates: [
        [118.905 + from / 93_000, 33.41],
        [118.905 + to / 93_000, 33.41],
      ],
    })
    const ask = async (name: keyof typeof offices, day: string, more = {}) =>
      (await officer(name)).call(contract.requestTrench, {
        body: {
          ...{ road: '延陵路', line: line(0, 200), fromDay: day, toDay: day, purpose: '敷设管线', ...more },
        },
      })
    const first = await ask('powerFirm', '2025-05-10')
    expect(first).toMatchObject({ warning: null, offers: [], trench: { state: 'requested' } })
    const params = { id: first.trench?.id ?? '' }
    const body = { approves: true, text: '夜间施工，次日恢复。' }
    expect(
      await problem((await officer('powerFirm')).call(contract.decideTrench, { params, body })),
    ).toMatchObject({ status: 403 })
    const { permitNumber } = await (await officer('urban')).call(contract.decideTrench, { params, body })
    expect(permitNumber).toBe('掘许〔2025〕第 1 号')

    const second = await ask('waterFirm', '2025-05-20', { line: line(80, 260) })
    expect(second.trench).toBeNull()
    expect(second.warning).toContain('重复开挖：延陵路')
    expect(second.offers).toMatchObject([{ trench: { permitNumber } }])
    expect(Math.abs((second.offers[0]?.sharedM ?? 0) - 128)).toBeLessThanOrEqual(2)
    const joined = await (await officer('waterFirm')).call(contract.joinTrench, {
      params,
      body: { purpose: '同沟敷设给水管' },
    })
    expect(joined.parties.map((one) => one.organisationName)).toEqual(['市供电公司', '市供水公司'])
    expect(joined.permitNumber).toBe(permitNumber)
    // Another road is nobody’s trench; opening again all the same needs a reason that is kept.
    const beside = line(0, 200).coordinates.map(([lon]) => [lon as number, 33.411])
    expect(
      await ask('gasFirm', '2025-05-20', { line: { type: 'LineString', coordinates: beside } }),
    ).toMatchObject({ warning: null })
    expect(await ask('gasFirm', '2025-05-21', { repeats: '燃气管须与电缆保持安全间距' })).toMatchObject({
      trench: { repeats: '燃气管须与电缆保持安全间距' },
    })
    const { total } = await (await officer('urban')).call(contract.listTrenches, {
      query: { search: '延陵路' },
    })
    expect(total).toBe(3)
  })
})

const drafted = (client: Client, id: string, form: Record<string, unknown>, answers = {}) =>
  client.call(contract.saveBundleDraft, { params: { id }, body: { form, answers } })
const upload = (client: Client, id: string, material: string) =>
  client.call(contract.addBundleFile, { params: { id }, body: { material, ...aFile } })
const read = (client: Client, id: string) => client.call(contract.getServiceApplication, { params: { id } })

describe('SOC-009: setting up a firm', () => {
  it('gives a code of 18 characters that passes MOD 31, and begins tax, seal, social, fund and bank with the licence (Accept 1)', async () => {
    at('2025-06-03T10:00:00')
    await signAllIn()
    const { client, subjectId } = await assured({
      ...{ kind: 'person', name: '张敏', number: '11010519491231002X' },
    })
    const begin = async (firmName: string) => {
      const { id, fields } = await client.call(contract.startBundleCase, {
        body: { bundleId: 'public-services.start-company' },
      })
      // The founder is not asked for the code of a firm that does not exist yet.
      expect(fields.map((one) => one.name)).not.toContain('code')
      await drafted(client, id, {
        ...{ phone: '13900001111', contact: '张敏', firmName, division: '321302', address: '幸福路 9 号' },
        scope: '机械零件、零部件加工',
      })
      for (const material of ['charter', 'premises-proof']) await upload(client, id, material)
      return client.call(contract.submitBundleCase, { params: { id } })
    }
    const codes: string[] = []
    for (const firmName of ['云川智造机械有限公司', '云川智造机械股份有限公司']) {
      const filed = await begin(firmName)
      const company = idOf(filed, '企业设立登记')
      await accept(company)
      const facts = await (await officer('permits')).call(contract.getFirmFacts, { params: { id: company } })
      // The second name differs from the first only by its kind of firm.
      expect(facts.similarNames.map((one) => one.name)).toEqual(codes.length ? ['云川智造机械有限公司'] : [])
      const granted = await grant('permits', company)
      const issued = granted.timeline.find((one) => one.act === '制发结果')?.time
      const members = async () =>
        (await client.call(contract.getBundleCase, { params: { id: filed.id } })).members
      await expect.poll(async () => (await members()).length, shortly).toBe(7)
      const started = (await members()).filter((one) => one.id !== company)
      expect(started.map((one) => one.itemTitle).sort()).toEqual(
        [
          '发票票种核定',
          '公章刻制备案',
          '企业社会保险登记',
          '单位参保登记',
          '住房公积金单位缴存登记',
          '银行账户预约开户',
        ].sort(),
      )
      expect(new Set(started.map((one) => one.submittedTime))).toEqual(new Set([issued]))
      expect(new Set(started.map((one) => one.state))).toEqual(new Set(['waiting']))
      expect(new Set(started.map((one) => one.subjectName))).toEqual(new Set([firmName]))
      const firm = await city.identity.subjects.find(city.kernel.db, started[0]?.subjectId ?? '')
      codes.push(firm?.number ?? '')
    }
    const [first = '', second] = codes
    expect(first).toHaveLength(18)
    expect(first.slice(0, 8)).toBe('91321302')
    expect(second).not.toBe(first)
    for (const code of codes) {
      const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
      const weighted = [...code].map((letter, n) => letters.indexOf(letter) * 3 ** n)
      // MOD 31 over all eighteen characters, the check character with weight one.
      const sum = weighted.slice(0, 17).reduce((all, one) => all + (one % 31), 0)
      expect((sum + letters.indexOf(code[17] ?? '')) % 31).toBe(0)
    }
    expect(subjectId).toBeTruthy()
  })

  it('answers 已注销 with its time a minute after a firm was cancelled, and shows it to who examines the next (Accept 2)', async () => {
    at('2025-06-09T09:00:00')
    await signAllIn()
    const firm = await assured({
      ...{ kind: 'organisation', name: '宿迁宏图贸易有限公司', number: '91321302MA1WXYL409' },
    })
    const market = await officer('market')
    const licence = await market.call(contract.issueLicenceNow, {
      body: {
        ...{
          typeId: 'licences.business-licence',
          holderKind: 'organisation',
          holderName: '宿迁宏图贸易有限公司',
        },
        holderNumber: '91321302MA1WXYL409',
        fields: {
          ...{ representative: '经办', address: '人民路 1 号', kind: '有限责任公司', scope: '贸易' },
          established: '2019-01-01',
        },
      },
    })
    const verify = () =>
      city.anonymous().call(contract.verifyLicence, { params: { identifier: licence.identifier } })
    expect(await verify()).toMatchObject({ verdict: 'valid' })
    const { items } = await city
      .anonymous()
      .call(contract.searchServiceItems, { query: { search: '企业注销登记' } })
    const itemId = items.find((one) => one.title === '企业注销登记')?.id ?? ''
    const { id } = await firm.client.call(contract.startServiceApplication, { body: { itemId } })
    await firm.client.call(contract.saveServiceDraft, {
      params: { id },
      body: { form: { representative: '经办', contact: '经办', phone: '13900001111' } },
    })
    await firm.client.call(contract.submitServiceApplication, { params: { id }, body: {} })
    await accept(id)
    at('2025-06-09T10:00:00')
    await grant('market', id)
    at('2025-06-09T10:01:00')
    expect(await verify()).toMatchObject({
      ...{ verdict: 'revoked', text: '证照已注销（2025-06-09 10:00）' },
      stateTime: new Date('2025-06-09T10:00:00+08:00').toISOString(),
    })
    // Its representative applies for another firm, in his own name.
    await firm.client.call(contract.switchActing, { body: { mandateId: null } })
    const next = await firm.client.call(contract.startServiceApplication, {
      body: { itemId: await itemOf('企业设立登记') },
    })
    const params = { id: next.id }
    const form = {
      ...{
        phone: '13900001111',
        firmName: '宿迁宏图商贸有限公司',
        division: '321302',
        address: '人民路 1 号',
      },
      scope: '日用百货销售',
    }
    await firm.client.call(contract.saveServiceDraft, { params, body: { form } })
    for (const material of ['charter', 'premises-proof', 'id-card'])
      await firm.client.call(contract.addApplicationFile, { params, body: { material, ...aFile } })
    await firm.client.call(contract.submitServiceApplication, { params, body: {} })
    await accept(next.id)
    const facts = await (await officer('permits')).call(contract.getFirmFacts, { params })
    expect(facts.cancelled).toEqual([
      {
        ...{ name: '宿迁宏图贸易有限公司', code: '91321302MA1WXYL409' },
        endedTime: new Date('2025-06-09T10:00:00+08:00').toISOString(),
      },
    ])
  })
})

async function itemOf(title: string): Promise<string> {
  const { items } = await city.anonymous().call(contract.searchServiceItems, { query: { search: title } })
  return items.find((one) => one.title === title)?.id ?? ''
}

describe('SOC-010: buying a flat', () => {
  const unitCode = (n: number) => `990102001001GB00001F0001${String(n).padStart(4, '0')}`
  const seller = { kind: 'person' as const, name: '李成', number: '11010119900307774X' }
  const enter = async (code: string, areaM2: number) =>
    (await officer('land')).call(contract.registerEstateUnit, {
      body: {
        code,
        address: '青石桥路 20 号 3 幢 502',
        areaM2,
        usage: '住宅',
        owner: seller,
        document: '首登 1 号',
      },
    })
  const buy = async (client: Client, unit: string, sellerName = seller.name) => {
    const { id } = await client.call(contract.startBundleCase, {
      body: { bundleId: 'public-services.house-transfer' },
    })
    await drafted(client, id, { phone: '13900001111', unit, price: 1_000_000, seller: sellerName })
    await upload(client, id, 'contract')
    return { id, submit: () => client.call(contract.submitBundleCase, { params: { id } }) }
  }

  /** The owner signs online; nobody else can, and not twice. */
  async function signedBySeller(unit: string, transfer: string, buyer: Client): Promise<void> {
    const owner = (await assured(seller)).client
    const waits = () => owner.call(contract.listMyEstateSignings, { query: {} })
    expect((await waits()).items).toMatchObject([
      { applicationId: transfer, unit, sellerName: '李成', buyerName: '刘洋', time: null },
    ])
    const sign = (who: Client) => who.call(contract.signEstateTransfer, { params: { id: transfer } })
    expect(await problem(sign(buyer))).toMatchObject({ status: 404 })
    expect(await sign(owner)).toMatchObject({ way: 'online', byName: '李成' })
    expect(await problem(sign(owner))).toMatchObject({ code: 'signed' })
    const seen = await (await officer('land')).call(contract.getEstateSigning, { params: { id: transfer } })
    expect(seen).toMatchObject({ way: 'online', sellerName: '李成' })
    const confirm = (who: Client) =>
      who.call(contract.confirmEstateSeller, { params: { id: transfer }, body: { note: '本人到场' } })
    expect(await problem(confirm(await officer('tax')))).toMatchObject({ status: 404 })
    expect(await problem(confirm(await officer('land')))).toMatchObject({ code: 'signed' })
  }

  it('refuses a transfer at 自动核验 naming the seizure of 2025-02-01, and computes no tax (Accept 1)', async () => {
    at('2025-02-10T09:00:00')
    await signAllIn()
    const unit = unitCode(1)
    await enter(unit, 88)
    const params = { code: unit }
    const seizure = {
      ...{
        kind: 'seizure' as const,
        day: '2025-02-01',
        holder: '云川市人民法院',
        document: '（2025）执 12 号',
      },
    }
    expect(
      await problem((await officer('tax')).call(contract.addEstateEntry, { params, body: seizure })),
    ).toMatchObject({ status: 403 })
    const seized = await (await officer('land')).call(contract.addEstateEntry, { params, body: seizure })
    expect(seized.limits).toEqual(['2025-02-01 被云川市人民法院查封（（2025）执 12 号）'])
    const buyer = await assured({ kind: 'person', name: '王芳', number: '440524188001010014' })
    const { id, submit } = await buy(buyer.client, unit)
    const refused = await problem(submit())
    expect(refused).toMatchObject({ status: 400 })
    expect(refused.detail).toMatch(/自动核验未通过.*2025-02-01 被云川市人民法院查封/)
    const { members, state } = await buyer.client.call(contract.getBundleCase, { params: { id } })
    expect({ members, state }).toEqual({ members: [], state: 'draft' })
    // Released, the same draft goes through.
    const release = {
      kind: 'release' as const,
      day: '2025-02-11',
      holder: '云川市人民法院',
      document: '解封',
      releases: 2,
    }
    await (await officer('land')).call(contract.addEstateEntry, { params, body: release })
    expect((await submit()).members).toHaveLength(2)
  })

  it('computes 10,000.00 yuan by the rule for a first home of 88 m², and the certificate verifies after payment and registration (Accept 2)', async () => {
    at('2025-06-16T09:00:00')
    await signAllIn()
    const unit = unitCode(2)
    await enter(unit, 88)
    const { client } = await assured({ kind: 'person', name: '刘洋', number: '110105199003070033' })
    expect(await problem((await buy(client, unit, '别人')).submit())).toBeUndefined()
    const { submit } = await buy(client, unit)
    const filed = await submit()
    const [tax, transfer] = [idOf(filed, '契税申报'), idOf(filed, '不动产转移登记')]
    expect(
      await problem(client.call(contract.submitServiceApplication, { params: { id: transfer }, body: {} })),
    ).toMatchObject({ code: 'waits-for-other' })
    await accept(tax)
    const assessed = await read(client, tax)
    expect(assessed.assessment).toMatchObject({
      ...{ fen: 10_000_00, rate: 0.01, rule: '首套≤140㎡ 1 %', table: 'public-services.deed-tax-2024' },
      facts: { homes: 1, area: 88, usage: '住宅' },
    })
    const decide = () =>
      officer('tax').then((office) =>
        office.call(contract.decideServiceApplication, {
          params: { id: tax },
          body: { outcome: 'grant', text: '契税已核定并缴纳。' },
        }),
      )
    expect(await problem(decide())).toMatchObject({ code: 'not-paid' })
    const order = { id: assessed.orderId ?? '' }
    const { payUrl } = await client.call(contract.payOrder, { params: order, body: {} })
    await fetch(`${city.url}${payUrl}/confirm`, { redirect: 'manual' })
    await decide()
    await expect.poll(async () => (await read(client, transfer)).state, shortly).toBe('waiting')
    await accept(transfer)
    const decidedBefore = await problem(grant('land', transfer))
    expect(decidedBefore).toMatchObject({ code: 'not-signed' })
    await signedBySeller(unit, transfer, client)
    const granted = await grant('land', transfer)
    // The tax is granted without a paper to hand over: the bundle waits for nothing any more.
    const over = await client.call(contract.getBundleCase, { params: { id: filed.id } })
    expect(over.state).toBe('done')
    expect(over.next.map((one) => one.title)).toEqual(['住房公积金提取', '水电气用户更名过户'])
    const { items } = await client.call(contract.listMyLicences, { query: {} })
    const certificate = items.find((one) => one.number === granted.result?.number)
    expect(certificate?.fields).toContainEqual(expect.objectContaining({ id: 'unit', value: unit }))
    const verdict = await city
      .anonymous()
      .call(contract.verifyLicence, { params: { identifier: certificate?.identifier ?? '' } })
    expect(verdict).toMatchObject({ verdict: 'valid', typeTitle: '不动产权证书' })
    const book = await (await officer('land')).call(contract.getEstateUnit, { params: { code: unit } })
    expect(book.entries.map((one) => [one.sequence, one.kind])).toEqual([
      [1, 'first'],
      [2, 'transfer'],
    ])
    expect(book.ownerName).toBe('刘洋')
    await expect(
      city.kernel.db.query(sql`UPDATE services.estate_entry SET holder = 'x' WHERE unit = ${unit}`),
    ).rejects.toThrow(/not changed/)
  })
})

describe('SOC-005: the birth of a child', () => {
  it('asks three uploads of fourteen materials and makes five member cases of one parent (Accept 1), then waits for one photo only (Accept 2)', async () => {
    at('2025-07-01T09:00:00')
    await signAllIn()
    const mother = await assured({ kind: 'person', name: '陈静', number: citizenId(901) })
    for (const [name, typeId, fields] of [
      ['civil', 'licences.marriage', { spouse: '周强', registered: '2020-05-20' }],
      ['police', 'licences.household-register', { householder: '周强', address: '青石桥路 1 号' }],
    ] as const)
      await (await officer(name)).call(contract.issueLicenceNow, {
        body: { typeId, holderKind: 'person', holderName: '陈静', holderNumber: citizenId(901), fields },
      })
    const { client } = mother
    const guide = await client.call(contract.getServiceBundle, { params: { id: 'public-services.newborn' } })
    const separately = await Promise.all(
      guide.members.map((one) =>
        client.call(contract.getServiceItem, { params: { id: one.itemId }, query: {} }),
      ),
    )
    expect(separately.flatMap((one) => one.content.materials)).toHaveLength(14)
    expect(guide.materials).toHaveLength(8)
    const draft = await client.call(contract.startBundleCase, {
      body: { bundleId: 'public-services.newborn' },
    })
    const missing = draft.materials.filter((one) => one.by === 'missing').map((one) => one.material)
    expect(missing).toHaveLength(3)
    const { id } = draft
    await drafted(client, id, {
      ...{ phone: '13900001111', childName: '周小满', childSex: '女', childBorn: '2025-06-28' },
      ...{ hospital: '市妇幼保健院', homeAddress: '青石桥路 1 号' },
    })
    for (const material of missing) await upload(client, id, material)
    const filed = await client.call(contract.submitBundleCase, { params: { id } })
    expect(filed.number).toMatch(/^YJS\d{14}$/)
    expect(filed.members).toHaveLength(5)
    expect(new Set(filed.members.map((one) => one.parentId))).toEqual(new Set([id]))

    const member = (title: string) => idOf(filed, title)
    const becomes = (title: string, state: string) =>
      expect.poll(async () => (await read(client, member(title))).state, shortly).toBe(state)
    const finish = async (title: string, name: keyof typeof offices) => {
      await becomes(title, 'waiting')
      await accept(member(title))
      await grant(name, member(title))
    }
    await finish('出生医学证明办理', 'health')
    await finish('出生登记', 'police')
    await finish('预防接种证办理', 'health')
    await finish('新生儿医保参保', 'insurance')
    const card = member('新生儿社会保障卡申领')
    await becomes('新生儿社会保障卡申领', 'waiting')
    // The certificate that was made on the way stands in for the paper.
    expect((await read(client, card)).materials.find((one) => one.material === 'birth-certificate')?.by).toBe(
      'licence',
    )
    await clerk.call(contract.judgeIntake, {
      params: { id: card },
      body: { act: 'correct', points: [{ material: 'photo', text: '照片背景须为白色' }] },
    })
    const now5 = await client.call(contract.getBundleCase, { params: { id } })
    expect(now5).toMatchObject({ state: 'correcting', corrections: [{ material: 'photo' }] })
    expect(now5.results).toHaveLength(4)
    const others = now5.members.filter((one) => one.id !== card).map((one) => [one.id, one.updatedTime])
    at('2025-07-01T15:00:00')
    await upload(client, id, 'photo')
    await client.call(contract.submitBundleCase, { params: { id } })
    await finish('新生儿社会保障卡申领', 'labour')
    const after = await client.call(contract.getBundleCase, { params: { id } })
    expect(after.results).toHaveLength(5)
    expect(after.members.filter((one) => one.id !== card).map((one) => [one.id, one.updatedTime])).toEqual(
      others,
    )
  })
})

describe('SOC-009: permits after registration', () => {
  it('tells which permits the registered business needs, suspects trade without one after three months, and hands it over (证照分离)', async () => {
    at('2025-08-04T10:00:00')
    await signAllIn()
    const { client } = await assured({ kind: 'person', name: '李工', number: citizenId(77) })
    const { items } = await city
      .anonymous()
      .call(contract.listBusinessScopes, { query: { search: '餐饮', limit: 10 } })
    expect(items[0]?.phrase).toBe('餐饮服务')
    expect(items[0]?.permits.map((one) => one.title)).toContain('食品经营许可')
    const { id } = await client.call(contract.startBundleCase, {
      body: { bundleId: 'public-services.start-company' },
    })
    const firmName = '云川合顺人力有限公司'
    const form = {
      ...{ phone: '13900001111', contact: '李工', firmName, division: '321302', address: '幸福路 19 号' },
      scope: '劳务派遣服务；软件开发；卖保险',
    }
    await drafted(client, id, form)
    for (const material of ['charter', 'premises-proof', 'id-card']) await upload(client, id, material)
    const submit = () => client.call(contract.submitBundleCase, { params: { id } })
    const refused = await problem(submit())
    expect(refused).toMatchObject({ status: 400 })
    expect(JSON.stringify(refused)).toContain('“卖保险”不是规范表述')
    await drafted(client, id, { ...form, scope: '劳务派遣服务；软件开发；食品销售' })
    const company = idOf(await submit(), '企业设立登记')
    await accept(company)
    const granted = await grant('permits', company)
    expect(granted.timeline.find((one) => one.act === '证照分离告知')?.note).toContain('劳务派遣经营许可')
    const mine = async () => (await client.call(contract.listMyPermitDuties, { query: {} })).items
    expect((await mine()).map((one) => [one.itemTitle, one.state]).sort()).toEqual([
      ['劳务派遣经营许可', 'informed'],
      ['食品经营许可', 'informed'],
    ])
    const firmCode = (await mine())[0]?.firmCode ?? ''
    await (await officer('market')).call(contract.issueLicenceNow, {
      body: {
        ...{ typeId: 'licences.food-operation', holderKind: 'organisation', holderName: firmName },
        holderNumber: firmCode,
        fields: {
          representative: '李工',
          address: '幸福路 19 号',
          business: '食品销售经营者',
          scope: '预包装食品',
        },
      },
    })
    const watched = async (name: keyof typeof offices) =>
      (await (await officer(name)).call(contract.listPermitDuties, { query: { search: firmName } })).items
    expect((await watched('market')).map((one) => one.state)).toEqual(['held'])
    expect((await watched('labour')).map((one) => one.state)).toEqual(['informed'])
    const duty = (await watched('labour'))[0]?.id ?? ''
    const find = async (finding: 'not-trading' | 'unlicensed', name: keyof typeof offices = 'labour') =>
      (await officer(name)).call(contract.findPermitDuty, {
        ...{ params: { id: duty }, body: { finding, note: '现场核查' } },
      })
    expect(await problem(find('unlicensed'))).toMatchObject({ code: 'not-suspected' })

    at('2025-11-04T23:00:00')
    await signAllIn()
    expect((await watched('labour')).map((one) => one.state)).toEqual(['informed'])
    const becomesSuspected = () =>
      expect
        .poll(async () => (await watched('labour')).map((one) => one.state), shortly)
        .toEqual(['suspected'])
    at('2025-11-05T00:01:00')
    await becomesSuspected()
    expect((await watched('market')).map((one) => one.state)).toEqual(['held'])
    expect(await problem(find('unlicensed', 'market'))).toMatchObject({ status: 404 })
    expect(await find('not-trading')).toMatchObject({ state: 'informed' })
    at('2026-02-06T00:01:00')
    await signAllIn()
    await becomesSuspected()
    const found = await find('unlicensed')
    expect(found).toMatchObject({ state: 'unlicensed' })
    expect(found.findings.map((one) => one.finding)).toEqual(['not-trading', 'unlicensed'])
    const events = await city.kernel.db.query<{ title: string }>(
      sql`SELECT title FROM events.event WHERE title LIKE '无证经营%'`,
    )
    expect(events.map((one) => one.title)).toEqual([`无证经营：${firmName}`])

    // The firm changes what it does: it is told of what is new, and no longer asked for what fell away.
    const later = await assured({ kind: 'person', name: '李工', number: citizenId(77) })
    const { mayActFor } = await later.client.call(contract.getMyIdentity)
    const mandateId = mayActFor.find((one) => one.subjectName === firmName)?.id ?? null
    await later.client.call(contract.switchActing, { body: { mandateId } })
    const change = await later.client.call(contract.startServiceApplication, {
      body: { itemId: await itemOf('企业变更登记') },
    })
    const params = { id: change.id }
    await later.client.call(contract.saveServiceDraft, {
      params,
      body: {
        form: {
          ...{ representative: '李工', contact: '李工', phone: '13900001111', address: '幸福路 21 号' },
          scope: '软件开发；食品销售；药品零售',
        },
      },
    })
    const asked = await later.client.call(contract.getServiceApplication, { params })
    for (const { material } of asked.materials.filter((one) => one.by === 'missing'))
      await later.client.call(contract.addApplicationFile, { params, body: { material, ...aFile } })
    await later.client.call(contract.submitServiceApplication, { params, body: {} })
    await accept(change.id)
    const changed = await grant('market', change.id)
    const told = changed.timeline.find((one) => one.act === '证照分离告知')?.note
    expect([told?.includes('药品'), told?.includes('劳务派遣')]).toEqual([true, false])
    const still = await later.client.call(contract.listMyPermitDuties, { query: {} })
    expect(still.items.map((one) => [one.phrase, one.state]).sort()).toEqual([
      ['药品零售', 'informed'],
      ['食品销售', 'held'],
    ])
    expect(await watched('labour')).toEqual([])
    expect((await watched('market')).map((one) => one.address)).toEqual(['幸福路 21 号', '幸福路 21 号'])
    const wallet = (await later.client.call(contract.listMyLicences, { query: {} })).items
    const licence = wallet.find((one) => one.typeTitle === '营业执照' && one.state === 'valid')
    expect(licence?.version).toBe(2)
    expect(licence?.fields).toContainEqual(expect.objectContaining({ id: 'kind', value: '有限责任公司' }))
    expect(licence?.fields).toContainEqual(
      expect.objectContaining({ id: 'scope', value: '软件开发；食品销售；药品零售' }),
    )
  })
})
