import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../src/kernel/db/sql.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aCitizen, aFile, anItem, type Hands, importHolidays, itemContent } from './services-kit.ts'

let city: TestPlatform
let hands: Hands
let citizen: Client
let clerk: Client
let office: Client
let now = new Date('2025-05-30T10:00:00+08:00')
const at = (text: string) => {
  now = new Date(`${text}+08:00`)
}
const shortly = { timeout: 20_000, interval: 200 }
const id = organisations.operationCentre.id

beforeAll(async () => {
  city = await startTestPlatform({
    ...{ clock: { now: () => new Date(now) }, config: { sessionHours: 720, testPay: true } },
  })
  await importHolidays(city)
  hands = {
    writer: await city.signedInAs('service-manager', { organisationId: organisations.drainage.id }),
    reviewer: await city.signedInAs('service-manager', { organisationId: id }),
  }
  citizen = await aCitizen(city, { name: '张敏', number: '11010519491231002X' })
  clerk = await city.signedInAs('window-clerk')
  office = await city.signedInAs('approver', { organisationId: id })
})
afterAll(() => city.stop())

const uses = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ material: `paper.${n}`, required: true, core: true }))

async function filed(itemId: string, materials: readonly string[]): Promise<string> {
  const started = await citizen.call(contract.startServiceApplication, { body: { itemId } })
  const params = { id: started.id }
  await citizen.call(contract.saveServiceDraft, { params, body: { form: { purpose: '开店' } } })
  for (const material of materials)
    await citizen.call(contract.addApplicationFile, { params, body: { material, ...aFile } })
  await citizen.call(contract.submitServiceApplication, { params, body: {} })
  return started.id
}

describe('SOC-001: versions of an item', () => {
  it('keeps six materials for what was filed under v1 and asks four of a new filing once v2 is in force', async () => {
    const code = 'test.food'
    const item = await anItem(hands, { materials: uses(6) }, { code })
    const before = await filed(
      item.id,
      uses(6).map((one) => one.material),
    )
    await anItem(hands, { materials: uses(4) }, { code, effectiveFrom: '2025-06-01' })
    at('2025-06-02T09:00:00')
    const read = await citizen.call(contract.getServiceApplication, { params: { id: before } })
    expect(read.materials).toHaveLength(6)
    const next = await citizen.call(contract.startServiceApplication, { body: { itemId: item.id } })
    expect(next.materials).toHaveLength(4)
    const { items } = await hands.writer.call(contract.listItemVersions, { params: { id: item.id } })
    expect(items[0]?.changed).toEqual(['materials'])
  })

  it('refuses a promised limit beyond the statutory one by name, and the guide stays as it was', async () => {
    const item = await anItem(hands, {}, { code: 'test.limit' })
    const content = itemContent({ promisedDays: 25 })
    const draft = await hands.writer.call(contract.draftServiceItem, {
      body: { code: 'test.limit', content },
    })
    const params = { id: draft.id, version: draft.version }
    await expect(hands.reviewer.call(contract.publishServiceItem, { params, body: {} })).rejects.toThrow(
      /承诺时限/,
    )
    const guide = await city.anonymous().call(contract.getServiceItem, { params: { id: item.id }, query: {} })
    expect(guide).toMatchObject({ version: 1, content: { promisedDays: 20 } })
    const read = await hands.writer.call(contract.getItemDraft, { params: { id: item.id } })
    expect(read.item).toMatchObject({ version: 2, state: 'draft', content: { promisedDays: 25 } })
    expect(read.faults).toMatchObject([
      { path: '/content/promisedDays', message: expect.stringContaining('25 个工作日') },
    ])
    const search = { search: '营业执照' }
    const { items } = await hands.writer.call(contract.listServiceMaterials, { query: search })
    expect(items.map((one) => one.title).join()).toContain('营业执照')
    // Nobody reviews what he wrote himself.
    await expect(hands.writer.call(contract.publishServiceItem, { params, body: {} })).rejects.toThrow(
      /自己编制/,
    )
  })

  it('tells what changed onward from a change, and back from the newest', async () => {
    const item = await anItem(hands, {}, { code: 'test.feed' })
    const anybody = city.anonymous()
    const back = { before: Number.MAX_SAFE_INTEGER, limit: 2 }
    const { items: newest } = await anybody.call(contract.listItemChanges, { query: back })
    expect(newest[0]).toMatchObject({ itemId: item.id, code: 'test.feed', version: 1, change: 'published' })
    expect(newest[0]?.title).toBe(item.content.title)
    const [last, former] = newest.map((one) => one.sequence) as [number, number]
    expect(former).toBeLessThan(last)
    const { items: onward } = await anybody.call(contract.listItemChanges, { query: { after: former } })
    expect(onward.map((one) => one.sequence)).toEqual([last])
  })

  it('tries a table while it is drawn: which rules fired, which overlap, which cell is wrong', async () => {
    const table: contract.DecisionTable = {
      ...{ hitPolicy: 'UNIQUE', inputs: [{ title: '座位', expression: 'seats' }] },
      outputs: [{ name: 'apply', otherwise: 'false' }, { name: 'advice' }],
      rules: [
        { inputs: ['[1..50)'], outputs: ['true', '"备案即可"'] },
        { inputs: ['>= 50'], outputs: ['true', '"须办消防检查"'] },
      ],
    }
    const attempt = (facts: Record<string, unknown>, drawn = table) =>
      hands.writer.call(contract.tryDecisionTable, { body: { table: drawn, facts } })
    expect(await attempt({ seats: 80 })).toEqual({
      value: { apply: true, advice: '须办消防检查' },
      matched: [2],
    })
    expect(await attempt({ seats: 0 })).toEqual({ value: { apply: false, advice: null }, matched: [] })
    const [first, second] = table.rules as [(typeof table.rules)[0], (typeof table.rules)[0]]
    const overlap = { ...table, rules: [first, { ...second, inputs: ['>= 40'] }] }
    await expect(attempt({ seats: 45 }, overlap)).rejects.toThrow(/第 1、2 条规则同时命中/)
    const faulty = {
      ...table,
      rules: [
        { ...first, inputs: ['>= 50 oops ('] },
        { ...second, outputs: ['true'] },
      ],
    }
    const refusal = await attempt({ seats: 45 }, faulty).catch((error) => error.problem)
    expect(refusal.errors).toEqual([
      { path: '/body/table/rules/0/inputs/0', message: '不是 FEEL 条件' },
      { path: '/body/table/rules/1/outputs', message: '结果格数与结果列数不同' },
    ])
    await expect(
      citizen.call(contract.tryDecisionTable, { body: { table, facts: {} } }),
    ).rejects.toMatchObject({ problem: { status: 403 } })
  })

  it('takes a drawn model out of use when another is drawn in its place', async () => {
    const drawn = (name: string, replaces?: string) => {
      const xml = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="${name}">
        <decision name="${name}"><literalExpression><text>1</text></literalExpression></decision></definitions>`
      return hands.writer.call(contract.importDecisionModel, { body: { xml, replaces } })
    }
    const listed = async (state: 'current' | 'retired') => {
      const query = { state, search: '重绘' }
      const { items } = await hands.writer.call(contract.listDecisionModels, { query })
      return items.map((one) => [one.id, one.replacedById])
    }
    const old = await drawn('重绘甲')
    const next = await drawn('重绘乙', old.id)
    expect(await listed('current')).toEqual([[next.id, null]])
    expect(await listed('retired')).toEqual([[old.id, next.id]])
    await expect(drawn('重绘丙', old.id)).rejects.toThrow(/已停用/)
    expect(await listed('current')).toHaveLength(1)
    await hands.writer.call(contract.retireDecisionModel, { params: { id: next.id } })
    expect(await listed('current')).toEqual([])
  })

  it('is found by everyday words among the items of the city', async () => {
    const found = await city
      .anonymous()
      .call(contract.searchServiceItems, { query: { search: '开饭店要什么证' } })
    expect(found.items.map((one) => one.title)).toContain('食品经营许可')
    const all = await city.anonymous().call(contract.searchServiceItems, { query: { limit: 1 } })
    expect(all.total).toBeGreaterThanOrEqual(120)
  })
})

describe('PLT-076: payment', () => {
  it('pays once however often the channel tells, gives back at most what was paid, and closes a day without differences', async () => {
    at('2025-06-03T10:00:00')
    const fee = { fen: 10_000, title: '工本费', basis: '价目表', beforeDecision: true }
    const item = await anItem(hands, { fee })
    const application = await filed(item.id, ['test.plan'])
    const params = { id: application }
    await clerk.call(contract.judgeIntake, { params, body: { act: 'accept' } })
    const { items: tasks } = await office.call(contract.listServiceTasks, { query: { application } })
    await office.call(contract.finishServiceTask, {
      params: { id: tasks[0]?.id ?? '' },
      body: { passes: true, opinion: '同意' },
    })
    const decide = () =>
      office.call(contract.decideServiceApplication, { params, body: { outcome: 'grant', text: '准予许可' } })
    await expect(decide()).rejects.toThrow(/缴费/)
    const { orderId } = await citizen.call(contract.getServiceApplication, { params })
    const order = { id: orderId ?? '' }
    const { payUrl } = await citizen.call(contract.payOrder, { params: order, body: {} })
    expect(await (await fetch(city.url + payUrl)).text()).toContain('¥ 100.00')
    // Three times the same notice.
    for (let times = 0; times < 3; times++)
      await fetch(`${city.url}${payUrl}/confirm`, { redirect: 'manual' })
    const paid = await citizen.call(contract.getPayOrder, { params: order })
    expect(paid).toMatchObject({ state: 'paid', fen: 10_000, account: 'treasury' })
    expect((await decide()).state).toBe('granted')
    const cashier = hands.reviewer
    const refund = (fen: number) =>
      cashier.call(contract.refundPayOrder, { params: order, body: { fen, reason: '减免' } })
    expect(await refund(6_000)).toMatchObject({ remainingFen: 4_000 })
    await expect(refund(5_000)).rejects.toThrow(/40\.00/)
    const day = { day: '2025-06-03', channel: 'test-pay' }
    const own = { channelNumber: paid.channelNumber ?? '', orderNumber: paid.number, fen: 10_000 }
    // The platform has 99 payments of the day, the channel's file 100.
    await city.kernel.db.query(sql`WITH others AS (SELECT n, gen_random_uuid() AS id FROM generate_series(1, 98) AS n),
      copies AS (INSERT INTO services.pay_order SELECT (jsonb_populate_record(o, jsonb_build_object('id', x.id, 'number',
          'ZF-C' || x.n, 'channel_number', 'C-' || x.n, 'refunded_fen', 0, 'receipt_number', NULL))).*
        FROM services.pay_order o, others x WHERE o.number = ${paid.number})
      INSERT INTO services.pay_notice SELECT (jsonb_populate_record(t, jsonb_build_object('channel_number', 'C-' || x.n,
          'order_number', 'ZF-C' || x.n))).* FROM services.pay_notice t, others x WHERE t.order_number = ${paid.number}`)
    const others = Array.from({ length: 98 }, (_, n) => ({
      ...{ channelNumber: `C-${n + 1}`, orderNumber: `ZF-C${n + 1}`, fen: 10_000 },
    }))
    const rows = [own, ...others, { channelNumber: 'T-9', orderNumber: 'ZF-9', fen: 500 }]
    expect(rows).toHaveLength(100)
    const { differences, matched } = await cashier.call(contract.reconcilePayDay, {
      params: day,
      body: { rows },
    })
    expect([matched, differences.length]).toEqual([99, 1])
    expect(differences).toMatchObject([{ kind: 'long', channelNumber: 'T-9', channelFen: 500 }])
    const listed = async () => (await cashier.call(contract.listPayDays, { query: { limit: 5 } })).items[0]
    expect(await listed()).toMatchObject({
      ...day,
      payments: 99,
      matched: 99,
      openDifferences: 1,
      closedTime: null,
    })
    const refunds = await cashier.call(contract.listRefunds, { query: { search: paid.number } })
    expect(refunds.items).toMatchObject([
      { fen: 6_000, state: 'done', orderNumber: paid.number, askedByMe: true },
    ])
    await expect(cashier.call(contract.closePayDay, { params: day })).rejects.toThrow(/差异/)
    await cashier.call(contract.settlePayDifference, {
      params: { id: differences[0]?.id ?? '' },
      body: { act: 'carried', note: '次日核对' },
    })
    expect(await cashier.call(contract.closePayDay, { params: day })).toEqual({
      cleared: [{ account: 'treasury', fen: 4_000 + 98 * 10_000 }],
    })
    expect(await listed()).toMatchObject({ openDifferences: 0, closedTime: expect.any(String) })
    expect((await cashier.call(contract.getPayStatistics, { query: {} })).ledgerSum).toBe(0)
    await expect(
      city.anonymous().call(contract.takePayNotice, {
        params: { channel: 'test-pay' },
        body: { ...own, paidTime: now.toISOString(), signature: 'x' },
      }),
    ).rejects.toThrow(/签名/)
    await clerk.call(contract.deliverServiceApplication, { params, body: { way: 'pick-up' } })
    await rateBadly(application)
  })
})

/** SOC-011: a bad rating is overdue when nobody closed it in fifteen working days. */
async function rateBadly(application: string): Promise<void> {
  const rated = await citizen.call(contract.rateService, {
    params: { id: application },
    body: { grade: 1, text: '等得太久' },
  })
  expect(rated.rectification).toMatchObject({ state: 'open', isOverdue: false })
  at('2025-06-25T09:00:00')
  const { items } = await hands.reviewer.call(contract.listServiceRatings, { query: { bad: true } })
  expect(items[0]?.rectification).toMatchObject({ isOverdue: true })
  const scores = await city.anonymous().call(contract.getRatingScores, { query: { month: '2025-06' } })
  expect(scores.items[0]).toMatchObject({ bad: 1, rectificationRate: 0 })
  // Supervision shows it too.
  const cards = async () =>
    (await hands.reviewer.call(contract.listSupervisionCards, { query: { application } })).items.map(
      (one) => one.title,
    )
  await expect.poll(cards, shortly).toContain('差评整改超期')
  // The rated office may answer, never close.
  await office.call(contract.replyToRating, {
    params: { id: rated.id },
    body: { verdict: 'true', reply: '已增开窗口。' },
  })
  const close = (client: Client) =>
    client.call(contract.closeRating, { params: { id: rated.id }, body: { note: '已核实' } })
  await expect(close(hands.reviewer)).rejects.toThrow(/被评价单位/)
  expect((await close(hands.writer)).rectification?.state).toBe('closed')
}

describe('SOC-011 and SOC-003: at the window', () => {
  it('sets a burst of ratings from one terminal aside until somebody decides', async () => {
    for (let times = 0; times < 30; times++)
      await city.anonymous().call(contract.rateWindow, {
        body: { grade: 5, window: '12', organisationId: organisations.drainage.id, device: 'pad-12' },
      })
    const { items } = await hands.reviewer.call(contract.listServiceRatings, {
      query: { excluded: true, limit: 100 },
    })
    expect(items.length).toBe(30)
    const score = async () =>
      (await city.anonymous().call(contract.getRatingScores, { query: { month: '2025-06' } })).items.find(
        (one) => one.organisationName === organisations.drainage.name,
      )
    expect((await score())?.ratings ?? 0, 'none of them is in the score').toBe(0)
  })

  it('does not offer a number of another class to a window', async () => {
    const window = (name: string, kind: string) =>
      hands.reviewer.call(contract.saveServiceWindow, {
        params: { window: name },
        body: { hall: '市政务服务中心', kinds: [kind] },
      })
    await window('12', '企业')
    await window('4', '社保')
    const ticket = await city.anonymous().call(contract.takeQueueTicket, { body: { kind: '社保' } })
    const call = (name: string) => clerk.call(contract.callNextTicket, { params: { window: name } })
    expect((await call('12')).ticket).toBeNull()
    expect((await call('4')).ticket?.number).toBe(ticket.number)
    const windows = await city.anonymous().call(contract.listServiceWindows, { query: { search: '社保' } })
    expect(windows.items).toEqual([{ window: '4', hall: '市政务服务中心', kinds: ['社保'] }])
  })

  it('serves who booked before who came without, and knows who did not come', async () => {
    const day = now.toISOString().slice(0, 10)
    const book = (slot: string) =>
      citizen.call(contract.bookAppointment, { body: { kind: '社保', day, slot } })
    const [kept, missed] = [await book('09:00-10:00'), await book('10:00-11:00')]
    const other = await city.anonymous().call(contract.takeQueueTicket, { body: { kind: '社保' } })
    const own = await citizen.call(contract.takeQueueTicket, {
      body: { kind: '社保', appointmentId: kept.id },
    })
    const next = async () =>
      (await clerk.call(contract.callNextTicket, { params: { window: '4' } })).ticket?.number
    expect([await next(), await next()]).toEqual([own.number, other.number])
    const listed = async (state: 'came' | 'booked' | 'missed') =>
      (await clerk.call(contract.listAppointments, { query: { day, state } })).items
    expect(await listed('came')).toMatchObject([
      { id: kept.id, subjectName: '张敏', ticketNumber: own.number },
    ])
    expect(await listed('booked')).toMatchObject([{ id: missed.id }])
    const before = now
    now = new Date(now.getTime() + 86_400_000)
    expect(await listed('missed')).toMatchObject([{ id: missed.id }])
    now = before
  })
})

describe('SOC-012: supervision', () => {
  it('raises 多次补正 for a second list, found again when recomputed, and takes the points back when unfounded', async () => {
    const item = await anItem(hands)
    const application = await filed(item.id, ['test.plan'])
    const params = { id: application }
    const score = async () =>
      (await hands.reviewer.call(contract.getOfficeScores, { query: { month: '2025-06' } })).items.find(
        (one) => one.organisationName === organisations.operationCentre.name,
      )?.score as number
    const before = await score()
    for (const text of ['补正一', '补正二']) {
      await clerk.call(contract.judgeIntake, { params, body: { act: 'correct', points: [{ text }] } })
      await citizen.call(contract.submitServiceApplication, { params, body: {} })
    }
    await city.settle()
    const cards = () =>
      hands.reviewer
        .call(contract.listSupervisionCards, { query: { application } })
        .then((page) => page.items)
    await expect.poll(async () => (await cards()).map((one) => one.title), shortly).toContain('多次补正')
    const again = await hands.reviewer.call(contract.recomputeSupervision, { params })
    expect(again.isSame).toBe(true)
    const [card] = await cards()
    expect(await score()).toBe(before - (card?.points ?? 0))
    const judged = await hands.reviewer.call(contract.judgeCard, {
      params: { id: card?.id ?? '' },
      body: { founded: false, note: '法定情形' },
    })
    expect(judged).toMatchObject({ state: 'unfounded', points: 0 })
    // The points are back in the score of the month.
    expect(await score()).toBe(before)
  })
})

describe('PLT-080: an agent with a bounded power of attorney', () => {
  const firm = {
    kind: 'organisation',
    name: '云川市欣懿电子科技有限公司',
    number: '919901041000000088',
  } as const
  const agent = async (name: string, number: string, scenes: string[] | null) => {
    const client = await aCitizen(city, { name, number })
    const { subjects } = city.identity
    const mandateId = await city.kernel.db.transaction(async (tx) => {
      const company = await subjects.ensure(tx, firm)
      const person = await subjects.ensure(tx, { kind: 'person', name, number })
      return subjects.empower(tx, {
        ...{ subjectId: company.id, agentId: person.id, authority: 'agent', scenes, proof: '授权委托书' },
        ...{ from: new Date(now.getTime() - 1000), until: new Date(now.getTime() + 86_400_000) },
        grantedBy: null,
      })
    })
    await client.call(contract.switchActing, { body: { mandateId } })
    return client
  }

  it('starts and sees what the power names, and nothing else of the firm', async () => {
    const named = await anItem(hands, {}, { code: 'test.named' })
    const other = await anItem(hands, {}, { code: 'test.other' })
    const whole = await agent('韩子康', '990102199007270010', null)
    const bounded = await agent('李静', '110105198503071011', ['test.named'])
    const start = (client: Client, itemId: string) =>
      client.call(contract.startServiceApplication, { body: { itemId } })
    const theirs = await start(whole, other.id)
    await expect(start(bounded, other.id)).rejects.toMatchObject({ problem: { code: 'outside-authority' } })
    const own = await start(bounded, named.id)
    const listed = (client: Client) =>
      client
        .call(contract.listMyApplications, { query: {} })
        .then((page) => page.items.map((one) => one.id).sort())
    expect(await listed(whole)).toEqual([theirs.id, own.id].sort())
    expect(await listed(bounded)).toEqual([own.id])
    const params = { id: theirs.id }
    const file = await whole.call(contract.addApplicationFile, {
      params,
      body: { material: 'test.plan', ...aFile },
    })
    const fileId = file.materials.find((one) => one.material === 'test.plan')?.fileId ?? ''
    const read = (client: Client) => client.call(contract.getApplicationFile, { params: { id: fileId } })
    await read(whole)
    await expect(read(bounded)).rejects.toMatchObject({ problem: { status: 404 } })
    for (const refused of [
      () => bounded.call(contract.getServiceApplication, { params }),
      () => bounded.call(contract.saveServiceDraft, { params, body: { form: { purpose: '改' } } }),
      () => bounded.call(contract.addApplicationFile, { params, body: { material: 'test.plan', ...aFile } }),
      () => bounded.call(contract.submitServiceApplication, { params, body: {} }),
    ])
      await expect(refused()).rejects.toMatchObject({ problem: { status: 404 } })
    await expect(bounded.call(contract.listMyAppointments, { query: {} })).rejects.toMatchObject({
      problem: { code: 'outside-mandate' },
    })
    await expect(bounded.call(contract.listMyBundleCases, { query: {} })).rejects.toMatchObject({
      problem: { code: 'outside-mandate' },
    })
  })
})
