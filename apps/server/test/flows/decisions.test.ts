import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../src/kernel/db/sql.ts'
import {
  type ATestThing,
  organisations,
  startTestPlatform,
  type TestPlatform,
} from '../../src/test-kit/index.ts'
import { aDataset, selectOf } from './data/data-kit.ts'

let city: TestPlatform
let admin: Client
let leader: Client
let worker: Client
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  leader = await city.signedInAs('leader')
  worker = await city.signedInAs('district-officer', { organisationId: organisations.drainage.id })
})
afterAll(() => city.stop())

const hourMs = 3_600_000
const nextYear = () => new Date(Date.now() + 365 * 24 * hourMs).toISOString()
const refusal = (status: number, code: string) => ({ problem: { status, code } })

async function report(thing: ATestThing, property: string, readings: Array<[timeMs: number, value: number]>) {
  const { name, key } = thing.credential
  const answer = await fetch(`${city.url}/sta/v1.1/CreateObservations`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${name}:${key}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify([
      {
        Datastream: { '@iot.id': thing.datastream(property) },
        components: ['phenomenonTime', 'result'],
        dataArray: readings.map(([timeMs, value]) => [new Date(timeMs).toISOString(), value]),
      },
    ]),
  })
  expect(answer.status).toBe(201)
}

/** Wind of 0 to 10 m/s that looks random and is the same each time. */
const windAt = (hour: number) => (((hour * 7919 + 104_729) * 31) % 101) / 10.1

describe('PLT-095: relation of two series', () => {
  it('finds that PM2.5 follows the wind by 6 hours, with method, data time and uncertainty', async () => {
    const station = await city.aThing('air.station', {
      name: '云湖站',
      attributes: { station_level: 'city' },
    })
    const end = Math.floor(Date.now() / hourMs) * hourMs
    const times = Array.from({ length: 96 }, (_, index): [number, number] => [
      end - (95 - index) * hourMs,
      index,
    ])
    await report(
      station,
      'wind_speed',
      times.map(([time, hour]) => [time, windAt(hour)]),
    )
    await report(
      station,
      'pm25',
      times.map(([time, hour]) => [time, 120 - 10 * windAt(hour - 6)]),
    )
    await city.settle()
    const body = {
      cause: { datastreamId: station.datastream('wind_speed') },
      effect: { datastreamId: station.datastream('pm25') },
      ...{ from: new Date(end - 96 * hourMs).toISOString(), to: new Date(end + hourMs).toISOString() },
      ...{ step: 'hour' as const, maxLag: 12 },
    }
    const relation = await leader.call(contract.relateSeries, { body })
    expect(relation.best).toMatchObject({ lag: 6, pairs: 90 })
    expect(relation.best?.correlation).toBeCloseTo(-1, 3)
    const others = relation.lags.filter((one) => one.lag !== 6).map((one) => Math.abs(one.correlation ?? 0))
    expect(others).toHaveLength(24)
    expect(Math.max(...others)).toBeLessThan(Math.abs(relation.best?.correlation ?? 0))
    expect(relation.effect).toMatchObject({ unit: 'μg/m³', count: 96, lastTime: new Date(end).toISOString() })
    expect(relation.best?.low).toBeLessThanOrEqual(relation.best?.correlation ?? 0)
    expect(relation.chance).toBeGreaterThan(0)
    expect(relation.method).toContain('皮尔逊')
    expect(relation.conclusion).toContain('滞后 6 小时')
    const kept = await leader.call(contract.getRelation, { params: { id: relation.id } })
    expect(kept.relation).toEqual(relation)
    expect(kept.points[6]).toMatchObject({ cause: windAt(6), effect: 120 - 10 * windAt(0) })
    expect((await leader.call(contract.listRelations, { query: { search: '云湖' } })).total).toBe(1)

    const stranger = await city.signedInAs('leader', { divisions: ['990103'] })
    await expect(stranger.call(contract.relateSeries, { body })).rejects.toMatchObject(
      refusal(400, 'invalid-input'),
    )
    await expect(stranger.call(contract.getRelation, { params: { id: relation.id } })).rejects.toMatchObject(
      refusal(404, 'not-found'),
    )
    const twice = { ...body, cause: { ...body.cause, indicator: 'city-base.events-today' } }
    await expect(leader.call(contract.relateSeries, { body: twice })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/cause' }] },
    })
  })
})

describe('PLT-095, GOV-005: options side by side', () => {
  const option = (name: string, value: number, low: number, high: number): contract.DecisionOption => ({
    ...{ name, assumptions: ['雨量同去年'], costYuan: name === '维持现状' ? 0 : 3_000_000, risk: 'middle' },
    riskText: '施工期占道',
    effects: [
      {
        ...{ title: '今日事件', unit: '件', indicator: 'city-base.events-today', direction: 'down' },
        ...{ value, low, high },
      },
    ],
  })

  it('are compared with the baseline, decided by a leader, ordered as instructions, and their effect is measured', async () => {
    const options = [option('维持现状', 12, 10, 14), option('改造管网', 4, 2, 6)]
    const body = { title: '老城区积水治理', question: '如何减少老城区积水事件？', options }
    const memo = await admin.call(contract.writeDecisionMemo, { body })
    expect(memo.comparison[0]).toMatchObject({
      ...{ best: '改造管网', certain: true },
      cells: [
        { option: '维持现状', value: 12, change: 0 },
        { option: '改造管网', value: 4, low: 2, high: 6, change: -8 },
      ],
    })
    expect(memo).toMatchObject({
      state: 'draft',
      decision: null,
      method: expect.stringContaining('不会自动执行'),
    })
    const params = { id: memo.id }
    const actions = [
      { text: '编制管网改造方案', organisationId: organisations.drainage.id, dueTime: nextYear() },
    ]
    const decide = { params, body: { option: '改造管网', reason: '效果确定', actions } }
    await expect(worker.call(contract.decideMemo, decide)).rejects.toMatchObject(
      refusal(403, 'not-permitted'),
    )
    city.indicators.markAll()
    await city.indicators.recomputeNow()
    await leader.call(contract.decideMemo, decide)
    await expect(leader.call(contract.decideMemo, decide)).rejects.toMatchObject(refusal(409, 'decided'))
    await admin.call(contract.reportEvent, {
      body: {
        type: 'waterlogging.closure-needed',
        title: '隧道积水',
        position: [118.905, 33.405],
        level: 'yellow',
      },
    })
    await city.settle()
    city.indicators.markAll()
    await city.indicators.recomputeNow()
    const { decision } = await admin.call(contract.getDecisionMemo, { params })
    expect(decision?.tracked).toMatchObject([{ before: 0, expected: 4, now: 1, met: true }])
    expect(decision?.actions).toMatchObject([
      { state: 'open', organisationName: organisations.drainage.name },
    ])
    const id = decision?.actions[0]?.instructionId ?? ''
    await worker.call(contract.addToInstruction, { params: { id }, body: { text: '方案已编制' } })
    const after = await admin.call(contract.getDecisionMemo, { params })
    expect(after.decision?.actions[0]?.state).toBe('answered')
    const { items } = await admin.call(contract.listDecisionMemos, { query: { state: 'decided' } })
    expect(items).toMatchObject([{ title: '老城区积水治理', adopted: '改造管网' }])
  })
})

describe('PLT-106: an edition of evaluation indicators', () => {
  const items: contract.EvaluationItem[] = [
    {
      ...{ code: 'L5P2', group: '信息资源', title: '数据共享率', unit: '%', weight: 60, rule: '按比例得分' },
      scoring: { kind: 'linear', zero: 0, full: 100 },
      evidence: ['共享目录清单'],
      indicator: 'data-resources.sharing-rate',
    },
    {
      ...{
        code: 'L1P1',
        group: '惠民服务',
        title: '跨省通办事项数',
        unit: '项',
        weight: 40,
        rule: '分档得分',
      },
      scoring: {
        kind: 'steps',
        steps: [
          { from: 50, score: 50 },
          { from: 200, score: 100 },
        ],
      },
      evidence: ['事项清单'],
    },
  ]

  it('takes bound values from the registry, reviews evidence of the others, pre-scores and orders improvement', async () => {
    const owner = { organisationId: organisations.operationCentre.id }
    const fields = [
      { name: 'code', title: '编码', type: 'text' as const, isKey: true, grade: 'general-1' as const },
    ]
    const given = { ...owner, fields, select: selectOf([{ code: 'C1' }]) }
    await aDataset(city, { ...given, name: '门牌台账', sharing: 'conditional' })
    await aDataset(city, {
      ...given,
      name: '人口库',
      layer: 'base',
      sharing: 'unconditional',
      sharingBasis: undefined,
    })
    city.indicators.markAll()
    await city.indicators.recomputeNow()
    const body = {
      ...{
        title: '新型智慧城市评价',
        standard: 'GB/T 33356-2022',
        year: 2025,
        target: 70,
        weakBelow: 60,
        items,
      },
    }
    const wrong = { ...body, items: [items[0] as contract.EvaluationItem] }
    await expect(admin.call(contract.saveEvaluation, { body: wrong })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/items', message: expect.stringContaining('100') }] },
    })
    const made = await admin.call(contract.saveEvaluation, { body })
    const sharing = { params: { id: 'data-resources.sharing-rate' }, query: {} }
    const registry = (await admin.call(contract.getIndicator, sharing)).indicator.current
    expect(registry.value).toBe(50)
    expect(made.items[0]).toMatchObject({
      ...{ value: registry.value, source: 'registry', rows: registry.rows, score: 50, points: 30, given: [] },
      ...{ missingEvidence: [], weak: true, formula: expect.stringContaining('50 × 60 ÷ 100 = 30') },
    })
    const list = await admin.call(contract.listIndicatorRows, sharing)
    expect(list.total).toBe(registry.rows)
    expect(made).toMatchObject({ preScore: 30, scoredWeight: 60, weak: ['L5P2'] })

    const ofEdition = { params: { id: made.id } }
    const tsv = '城市\t编号\t数值\t来源\n甲市\tL5P2\t80\t甲市统计公报\n乙市\tL5P2\t20\t乙市统计公报'
    expect(await admin.call(contract.importPeerValues, { ...ofEdition, body: { tsv } })).toEqual({ taken: 2 })
    const peers = await leader.call(contract.comparePeers, ofEdition)
    expect(peers.cities.map(({ city: name, score, rank }) => [name, score, rank])).toEqual([
      ['甲市', 80, 1],
      ['云川市', 50, 2],
      ['乙市', 20, 3],
    ])
    expect(peers.items[0]).toMatchObject({ code: 'L5P2', own: 50, mean: 50, rank: 2, of: 3 })
    const first = peers.items[0]?.peers.find((one) => one.city === '甲市')
    expect(first).toMatchObject({ value: 80, score: 80, source: '甲市统计公报' })
    const broken = { tsv: '丙市\tL9P9\t1\t来源' }
    await expect(admin.call(contract.importPeerValues, { ...ofEdition, body: broken })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/tsv', message: expect.stringContaining('第 1 行') }] },
    })

    const params = { id: made.id, code: 'L1P1' }
    const evidence = {
      params,
      body: {
        ...{ requirement: '事项清单', value: 120, note: '截至年底' },
        file: { name: '事项清单.csv', base64: Buffer.from('code\n1').toString('base64') },
      },
    }
    await expect(worker.call(contract.giveEvaluationEvidence, evidence)).rejects.toMatchObject(
      refusal(409, 'not-assigned'),
    )
    const assignment = { organisationId: organisations.drainage.id, dueDate: '2026-12-31' }
    await admin.call(contract.assignEvaluationItem, { params, body: assignment })
    await admin.call(contract.assignEvaluationItem, { params: { ...params, code: 'L5P2' }, body: assignment })
    const bound = { params: { ...params, code: 'L5P2' }, body: { value: 99, note: '自报' } }
    await expect(worker.call(contract.giveEvaluationEvidence, bound)).rejects.toMatchObject(
      refusal(400, 'bound'),
    )
    const submitted = await worker.call(contract.giveEvaluationEvidence, evidence)
    expect(submitted.items[1]).toMatchObject({ value: null, source: 'none', missingEvidence: ['事项清单'] })
    const id = submitted.items[1]?.given[0]?.id ?? ''
    const review = { params: { id }, body: { approve: true, comment: '属实' } }
    const reviewed = await leader.call(contract.reviewEvaluationEvidence, review)
    expect(reviewed.items[1]).toMatchObject({
      ...{ value: 120, source: 'reported', score: 50, points: 20, missingEvidence: [] },
      organisationName: organisations.drainage.name,
    })
    expect(reviewed).toMatchObject({ preScore: 50, scoredWeight: 100, weak: ['L5P2', 'L1P1'] })
    expect(reviewed.groups).toMatchObject([
      { group: '信息资源', score: 50 },
      { group: '惠民服务', score: 50 },
    ])
    const file = await admin.call(contract.getEvaluationEvidence, { params: { id } })
    expect(Buffer.from(file).toString()).toBe('code\n1')

    const order = { text: '共享目录补齐挂接', organisationId: organisations.drainage.id, dueTime: nextYear() }
    const improved = await leader.call(contract.orderImprovement, {
      params: { ...params, code: 'L5P2' },
      body: order,
    })
    expect(improved.items[0]?.improvements).toMatchObject([{ text: order.text, state: 'open' }])
    expect((await admin.call(contract.listEvaluations, { query: {} })).items).toMatchObject([
      { items: 2, target: 70 },
    ])
  })
})

describe('GOV-060: before and after a policy', () => {
  const dayMs = 86_400_000

  /** Figures of every hour: twenty in both districts, five fewer in the first from the policy on. */
  async function past(division: string, valueAt: (day: number) => number) {
    const start = Math.floor(Date.now() / dayMs) * dayMs - 40 * dayMs
    const rows = Array.from({ length: 40 * 4 }, (_, i) => ({
      time: new Date(start + (i * dayMs) / 4).toISOString(),
      value: valueAt(Math.floor(i / 4)) + ((i * 7919) % 11) / 10,
    }))
    await city.kernel.db.query(sql`INSERT INTO indicators.value_history (indicator_id, division_code, time, value)
      SELECT 'city-base.events-today', ${division}, time, value
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(time timestamptz, value float8)
      ON CONFLICT DO NOTHING`)
  }

  it('is measured against a district without it, with an interval, and says when nothing changed', async () => {
    await past('990102', (day) => (day >= 20 ? 15 : 20))
    await past('990103', () => 20)
    const policyDay = new Date(Math.floor(Date.now() / dayMs) * dayMs - 20 * dayMs + 8 * 3_600_000)
      .toISOString()
      .slice(0, 10)
    const body = {
      ...{ title: '错峰清运', indicator: 'city-base.events-today', division: '990102', control: '990103' },
      ...{ policyDay, days: 19 },
    }
    const found = await leader.call(contract.comparePolicy, { body })
    expect(found.effect).toBeCloseTo(-5, 0)
    expect(found.high).toBeLessThan(-4)
    expect(found).toMatchObject({
      isParallel: true,
      divisionName: '云城区',
      controlName: '临江区',
      seasonal: null,
    })
    expect(found.conclusion).toContain('超出偶然范围')
    expect(found.method).toContain('双重差分')
    const kept = await leader.call(contract.getPolicyComparison, { params: { id: found.id } })
    expect(kept.comparison).toEqual(found)
    expect(kept.points.length).toBeGreaterThan(30)
    const other = await leader.call(contract.comparePolicy, {
      body: { ...body, title: '没有政策', division: '990103', control: undefined },
    })
    expect(other.conclusion).toContain('不能认定')
    expect((await leader.call(contract.listPolicyComparisons, { query: { search: '清运' } })).total).toBe(1)
    const { seasons } = await leader.call(contract.compareSeasons, {
      params: { id: 'city-base.events-today' },
      query: { division: '990103' },
    })
    expect(seasons.reduce((sum, one) => sum + one.days, 0)).toBeGreaterThan(35)
    expect(seasons[0]?.mean).toBeCloseTo(20.5, 0)
    const stranger = await city.signedInAs('leader', { divisions: ['990103'] })
    await expect(stranger.call(contract.comparePolicy, { body })).rejects.toMatchObject({
      problem: { status: 403 },
    })
    await expect(
      leader.call(contract.comparePolicy, { body: { ...body, control: '990102' } }),
    ).rejects.toMatchObject({ problem: { errors: [{ path: '/body/control' }] } })
  })
})
