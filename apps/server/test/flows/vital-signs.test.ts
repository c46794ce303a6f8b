import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sql } from '../../src/kernel/db/sql.ts'
import { newId } from '../../src/kernel/ids.ts'
import { readIndicatorPlan } from '../../src/sample-city/import-vital-signs.ts'
import {
  type ATestThing,
  organisations,
  places,
  startTestPlatform,
  type TestPlatform,
} from '../../src/test-kit/index.ts'

const minute = 60_000
/** Noon of today in Asia/Shanghai: at night an ordinary message waits for the morning. */
let now = new Date(new Date().setUTCHours(4, 0, 0, 0))
let city: TestPlatform
let leader: Client
let point: ATestThing

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => now } })
  leader = await city.signedInAs('leader')
  point = await city.aThing('vital-signs.water', { position: places.oldTown })
  await city.kernel.db.transaction((tx) => city.indicators.install(tx, readIndicatorPlan()))
})
afterAll(() => city.stop())

async function report(value: number): Promise<void> {
  const basic = Buffer.from(`${point.credential.name}:${point.credential.key}`).toString('base64')
  const response = await fetch(`${city.url}/sta/v1.1/CreateObservations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${basic}` },
    body: JSON.stringify([
      {
        Datastream: { '@iot.id': point.datastream('pressure') },
        components: ['phenomenonTime', 'result'],
        dataArray: [[now.toISOString(), value]],
      },
    ]),
  })
  expect(response.status).toBe(201)
  await city.settle()
  city.indicators.markAll()
  await city.indicators.recomputeNow()
}

const id = 'vital-signs.water-pressure'
const signs = () => leader.call(contract.getVitalSigns, { query: {} })
const pressure = async () =>
  (await leader.call(contract.getIndicator, { params: { id }, query: {} })).indicator.current

describe('city vital signs', () => {
  it('are normal at 0.30, to be watched at 0.25 (PLT-090)', async () => {
    for (const [value, status] of [
      [0.3, 'normal'],
      [0.25, 'attention'],
    ] as const) {
      now = new Date(now.getTime() + minute)
      await report(value)
      expect(await pressure()).toMatchObject({ value, status })
    }
  })

  it('show 供水压力 0.20 of a district as a warning, first in the list of abnormal ones (PLT-090)', async () => {
    now = new Date(now.getTime() + minute)
    await report(0.2)
    expect(Date.parse((await pressure()).time)).toBeLessThanOrEqual(now.getTime())
    const { abnormal, city: health } = await signs()
    expect(abnormal[0]).toMatchObject({ indicatorId: id, state: 'alarm', value: 0.2, owner: '市水务集团' })
    expect(abnormal.find((one) => one.division === '990102')).toMatchObject({
      divisionName: expect.stringContaining('云城'),
    })
    expect(health?.formula).toContain('Σ 权重 × 得分 ÷ 100')
  })

  it('leave a figure without value out of the score, with the coverage noted (PLT-090)', async () => {
    const { city: health, missing, fields } = await signs()
    expect(missing.map((one) => one.indicatorId)).toContain('vital-signs.gas-pressure')
    expect(health?.coverage).toBeLessThan(100)
    expect(fields.length).toBeGreaterThanOrEqual(8)
  })

  it('grey a source that stopped: 延迟, then 数据中断 since its time, never 0 (PLT-091, GOV-060)', async () => {
    expect(await pressure()).toMatchObject({ value: 0.2, freshness: 'live' })
    now = new Date(now.getTime() + 60 * minute)
    city.indicators.markAll()
    await city.indicators.recomputeNow()
    expect(await pressure()).toMatchObject({
      value: null,
      lastValue: 0.2,
      freshness: 'delayed',
      freshnessText: '延迟1小时',
    })
    now = new Date(now.getTime() + 60 * minute)
    city.indicators.markAll()
    await city.indicators.recomputeNow()
    const stopped = await pressure()
    expect(stopped).toMatchObject({ lastValue: 0.2, freshness: 'missing' })
    expect(stopped.freshnessText).toContain('数据中断，自')
    const data = await leader.call(contract.getComponentData, {
      params: { id: 'city-dashboard', component: 'n1' },
      query: {},
    })
    expect(data).toMatchObject({ value: 0.2, freshness: stopped.freshnessText })
  })

  it('shows a source silent for two hours with a limit of 30 minutes as 延迟2小时, with its last value (PLT-091)', async () => {
    const admin = await city.signedInAs('administrator')
    const code = 'city.lake-pressure'
    const definition: contract.IndicatorDefinition = {
      ...{ title: { zh: '湖区压力', en: 'Lake pressure' }, unit: 'MPa', direction: 'up' },
      expression: 'avg(readings.pressure, type=vital-signs.water, window=30m, each=latest)',
      ...{ cycle: 'day', graceHours: 0, freshMinutes: 30, owner: '市水务集团', source: '监测' },
      ...{ rollUp: 'last', bands: [], downTo: 'city', audience: 'department' },
    }
    await admin.call(contract.saveDefinition, { params: { code }, body: { definition } })
    await admin.call(contract.activateDefinition, { params: { code } })
    await report(0.31)
    const read = async () =>
      (await leader.call(contract.getIndicator, { params: { id: code }, query: {} })).indicator.current
    expect(await read()).toMatchObject({ value: 0.31, freshness: 'live' })
    now = new Date(now.getTime() + 120 * minute)
    city.indicators.markAll()
    await city.indicators.recomputeNow()
    expect(await read()).toMatchObject({
      ...{ value: null, lastValue: 0.31, freshness: 'delayed', freshnessText: '延迟2小时' },
    })
  })

  it('leave 未归属 4 of 1,240 tickets when the districts add up to 1,236 (PLT-091)', async () => {
    const admin = await city.signedInAs('administrator')
    const code = 'city.tickets-today'
    const definition: contract.IndicatorDefinition = {
      ...{ title: { zh: '12345工单量', en: '12345 tickets' }, unit: '{case}', direction: 'down' },
      expression: 'count(events, type=hotline.water-supply, window=today)',
      ...{ cycle: 'day', graceHours: 0, owner: '市12345中心', source: '12345 热线', rollUp: 'sum' },
      ...{ bands: [], downTo: 'district', audience: 'department' },
    }
    await admin.call(contract.saveDefinition, { params: { code }, body: { definition } })
    await admin.call(contract.activateDefinition, { params: { code } })
    const tickets = (count: number, division: string | null) =>
      city.kernel.db.query(sql`INSERT INTO indicators.event_fact (id, type, reference, title, level, state, verified,
          division_code, raised_time, changed_time)
        SELECT id, 'hotline.water-supply', id::text, '停水', 'blue', 'verified', true, ${division}, ${now}, ${now}
        FROM unnest(${Array.from({ length: count }, () => newId())}::uuid[]) AS id`)
    await tickets(636, '990102')
    await tickets(600, '990103')
    await tickets(4, '990100')
    city.indicators.markAll()
    await city.indicators.recomputeNow()
    const compared = await leader.call(contract.compareIndicator, { params: { id: code }, query: {} })
    expect(compared.now).toBe(1240)
    expect(compared.ranking.reduce((sum, one) => sum + (one.value ?? 0), 0)).toBe(1236)
    expect(compared.unassigned).toBe(4)
  })

  it('show an instruction without feedback red after its day, and tell the unit (PLT-092)', async () => {
    const { id: organisationId } = organisations.drainage
    const issued = await leader.call(contract.issueInstruction, {
      body: {
        ...{ subjectKind: 'indicator', subjectId: id, subjectTitle: '供水压力', text: '两日内反馈' },
        ...{ organisationId, dueTime: new Date(now.getTime() + 2 * 1440 * minute).toISOString() },
      },
    })
    const seen = async () =>
      (await leader.call(contract.listInstructions, { query: {} })).items.find((one) => one.id === issued.id)
    expect(await seen()).toMatchObject({ state: 'open', overdue: false })
    now = new Date(now.getTime() + 2 * 1440 * minute + minute)
    leader = await city.signedInAs('leader')
    expect(await seen()).toMatchObject({ state: 'open', overdue: true })
    const head = await city.signedInAs('unit-worker', { organisationId })
    await city.indicators.tellOverdue()
    await city.indicators.tellOverdue()
    await city.settle()
    const told = async () =>
      (await head.call(contract.listInbox)).items.filter((one) => one.title === '批示超期未反馈：供水压力')
    await expect.poll(async () => (await told()).length).toBe(1)
  })

  it('track every target of the five plans (PLT-105)', async () => {
    const read = await leader.call(contract.listTargets, { query: { limit: 500 } })
    expect(read.plans).toHaveLength(5)
    expect(new Set(read.items.map((one) => `${one.code}/${one.plan}`)).size).toBe(199)
    const bound = read.items.filter((one) => one.binding === 'computed')
    expect(bound.map((one) => one.code)).toContain('IND-INF-35')
    const wuxi = await leader.call(contract.listTargets, { query: { plan: 'Wuxi 2021', limit: 500 } })
    expect(wuxi.items.every((one) => one.plan === 'Wuxi 2021')).toBe(true)
  })

  it('tell who watches a figure when it crosses the limit (PLT-091)', async () => {
    await leader.call(contract.addWatch, { body: { indicator: id, op: '<', limit: 0.25 } })
    await report(0.3)
    now = new Date(now.getTime() + minute)
    await report(0.21)
    await city.settle()
    await vi.waitFor(
      async () => {
        const inbox = await leader.call(contract.listInbox, {})
        expect(inbox.items.map((one) => one.title)).toContain('供水压力越过关注线')
      },
      { timeout: 20_000 },
    )
  })
})
