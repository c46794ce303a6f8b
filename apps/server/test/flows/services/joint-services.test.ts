import type { BundleCase } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { importOffices, offices } from './joint-kit.ts'
import { creditCode, problem, someone } from './papers-kit.ts'
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
