import type { IndicatorDefinition } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../kernel/db/sql.ts'
import { startTestPlatform, type TestPlatform } from '../../../test-kit/index.ts'
import { lastPeriod } from '../entries/rules.ts'

let city: TestPlatform
let admin: Client
let leader: Client
let district: Client

beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  leader = await city.signedInAs('leader')
  district = await city.signedInAs('district-officer', { divisions: ['990102'] })
})
afterAll(() => city.stop())

function aDefinition(more: Partial<IndicatorDefinition> = {}): IndicatorDefinition {
  return {
    ...{ title: { zh: '系统整合率', en: 'Integration' }, unit: '%', direction: 'up', expression: 'manual()' },
    ...{
      cycle: 'year',
      graceHours: 72,
      owner: '市数据局',
      source: '各区填报',
      rollUp: 'ratio-of-sums',
    },
    ...{ bands: [], downTo: 'district', audience: 'department', ...more },
  }
}

const save = (code: string, definition: IndicatorDefinition) =>
  admin.call(contract.saveDefinition, { params: { code }, body: { definition } })
const activate = (code: string) => admin.call(contract.activateDefinition, { params: { code } })
const read = async (id: string, division?: string) =>
  (await admin.call(contract.getIndicator, { params: { id }, query: { division } })).indicator.current

const lastYear = () => lastPeriod('year', city.kernel.clock.now())

async function report(code: string, division: string, more: object) {
  const reporter = division === '990102' ? district : admin
  const entry = await reporter.call(contract.reportEntry, {
    body: { indicator: code, division, period: lastYear(), source: '市数据局', ...more },
  })
  return leader.call(contract.reviewEntry, { params: { id: entry.id }, body: { approve: true } })
}

describe('the registry', () => {
  it('refuses 应急指挥事件率 without a formula: 未定义公式 (PLT-105)', async () => {
    const definition = aDefinition({ title: { zh: '应急指挥事件率', en: 'Rate' }, expression: '', owner: '' })
    await save('city.command-rate', definition)
    await expect(activate('city.command-rate')).rejects.toMatchObject({
      problem: {
        status: 400,
        code: 'incomplete-definition',
        errors: [{ message: '未定义公式' }, { message: '未定义责任单位' }],
      },
    })
  })

  it('rolls 17/20 and 30/40 up to 47/60 = 78.33 %, keeps versions, and retires (PLT-105)', async () => {
    const draft = await save('city.integration', aDefinition())
    expect(draft).toMatchObject({ version: 1, state: 'draft' })
    expect(await activate('city.integration')).toMatchObject({ state: 'active' })
    await report('city.integration', '990102', { numerator: 17, denominator: 20 })
    await report('city.integration', '990103', { numerator: 30, denominator: 40 })
    await city.indicators.recomputeNow()
    const whole = await read('city.integration', '990100')
    expect(whole.value).toBeCloseTo(78.3333, 3)
    expect((await read('city.integration', '990102')).value).toBe(85)
    await save('city.integration', aDefinition({ unit: '%', decimals: 2 }))
    await activate('city.integration')
    const { versions } = await admin.call(contract.getDefinition, { params: { code: 'city.integration' } })
    expect(versions.map((one) => [one.version, one.state])).toEqual([
      [2, 'active'],
      [1, 'retired'],
    ])
  })

  it('previews an expression and names the place of a fault', async () => {
    const preview = (expression: string) => leader.call(contract.previewExpression, { body: { expression } })
    expect(await preview('count(cases, window=30d) + 2')).toMatchObject({ value: 2, faults: [] })
    expect(await preview('count(cases) / 0')).toMatchObject({ value: null, note: '除数为 0' })
    expect((await preview('count(cases, window=3w)')).faults[0]).toMatchObject({ position: 20 })
  })

  it('freezes a period and revises it only with a reason', async () => {
    const call = (body: { period: string; value?: number; reason?: string }) =>
      leader.call(contract.freezePeriod, { params: { id: 'city.integration' }, body })
    expect(await call({ period: lastYear() })).toMatchObject({ revision: 1, frozen: true })
    await expect(call({ period: lastYear() })).rejects.toMatchObject({ problem: { code: 'period-frozen' } })
    expect(await call({ period: lastYear(), value: 80, reason: '漏报更正' })).toMatchObject({
      revision: 2,
      value: 80,
    })
  })

  it('shows two sources of one figure with their difference: 823,000 and 815,600 differ by 0.90 % (GOV-005)', async () => {
    await save(
      'city.population',
      aDefinition({ title: { zh: '常住人口', en: 'Population' }, unit: '{person}', rollUp: 'sum' }),
    )
    await activate('city.population')
    await report('city.population', '990102', { value: 823_000, source: '市公安局' })
    await report('city.population', '990102', { value: 815_600, source: '市统计局' })
    const compared = await leader.call(contract.compareSources, {
      params: { id: 'city.population' },
      query: { division: '990102' },
    })
    expect(compared).toMatchObject({ differs: true, difference: 0.9 })
    expect(compared.sources.map((one) => one.source).sort()).toEqual(['市公安局', '市统计局'])
  })

  it('leaves 未归属 4 of reported tickets: 1,240 for the city, 1,236 for its districts (PLT-091)', async () => {
    const title = { zh: '12345工单量', en: '12345 tickets' }
    await save('city.tickets', aDefinition({ title, unit: '{case}', direction: 'down', rollUp: 'sum' }))
    await activate('city.tickets')
    await report('city.tickets', '990100', { value: 1240 })
    await report('city.tickets', '990102', { value: 636 })
    await report('city.tickets', '990103', { value: 600 })
    city.indicators.markAll()
    await city.indicators.recomputeNow()
    const params = { id: 'city.tickets' }
    const compared = await leader.call(contract.compareIndicator, { params, query: {} })
    expect(compared).toMatchObject({ now: 1240, unassigned: 4 })
  })

  it('lists what is overdue as 缺报 and keeps evidence for the reviewer', async () => {
    await save(
      'city.monthly',
      aDefinition({ title: { zh: '月度填报', en: 'Monthly' }, cycle: 'month', graceHours: 0 }),
    )
    await activate('city.monthly')
    const late = await leader.call(contract.listLateEntries, {})
    expect(late.map((one) => one.indicatorId)).toContain('city.monthly')
    expect((await read('city.monthly')).note).toContain('缺报')
    const evidence = { name: '台账.txt', base64: Buffer.from('原始台账').toString('base64') }
    const entry = await admin.call(contract.reportEntry, {
      body: { indicator: 'city.monthly', period: '2024-01', value: 3, source: '各区', evidence },
    })
    await expect(
      admin.call(contract.reviewEntry, { params: { id: entry.id }, body: { approve: true } }),
    ).rejects.toMatchObject({ problem: { code: 'own-entry' } })
  })
})

describe('indices', () => {
  it('keep the weights of a past month and can be compared under both versions (GOV-016)', async () => {
    for (const [n, value] of [110, 95, 100].entries()) {
      await save(
        `city.part-${n}`,
        aDefinition({ title: { zh: `分项${n}`, en: `Part ${n}` }, unit: '1', expression: String(value) }),
      )
      await activate(`city.part-${n}`)
    }
    const rules = (weights: number[]) => ({
      normalisation: 'none' as const,
      missing: 'refuse' as const,
      components: weights.map((weight, n) => ({ indicator: `city.part-${n}`, weight })),
    })
    const saveIndex = (validFrom: string, weights: number[], more: { field?: string } = {}) =>
      admin.call(contract.saveIndex, {
        params: { id: 'climate' },
        body: { title: '景气指数', validFrom, rules: rules(weights), ...more },
      })
    await expect(saveIndex('2025-01', [50, 30, 10])).rejects.toMatchObject({ problem: { status: 400 } })
    const month = new Date(city.kernel.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 7)
    await saveIndex('2025-01', [50, 30, 20], { field: '经济' })
    await city.indicators.recomputeNow()
    const value = (query: object = {}) =>
      leader.call(contract.getIndexValue, { params: { id: 'climate' }, query })
    expect(await value()).toMatchObject({ value: 103.5, version: 1 })
    expect((await value()).contributions.map((one) => one.contribution)).toEqual([55, 28.5, 20])
    expect(await saveIndex(month, [20, 30, 50])).toMatchObject({ version: 2, field: '经济' })
    expect(await value()).toMatchObject({ value: 100.5, version: 2 })
    expect(await value({ version: 1 })).toMatchObject({ value: 103.5, version: 1 })
    // The June of an unchanged figure is told by its last line, though that is ten days older than its end.
    for (const [n, of] of [110, 95, 100].entries())
      await city.kernel.db.query(sql`INSERT INTO indicators.value_history (indicator_id, division_code, time, value)
        VALUES (${`city.part-${n}`}, '990100', '2025-06-20T00:00:00Z', ${of})`)
    expect(await value({ period: '2025-06' })).toMatchObject({ version: 1, value: 103.5 })

    await save(
      'city.part-1',
      aDefinition({ title: { zh: '分项1', en: 'Part 1' }, unit: '1', expression: '95 / 0' }),
    )
    await activate('city.part-1')
    city.indicators.markAll()
    await city.indicators.recomputeNow()
    const refused = await value()
    expect(refused).toMatchObject({ value: null, version: 2 })
    expect(refused.note).toContain('分项1')
    await admin.call(contract.saveIndex, {
      params: { id: 'lenient' },
      body: {
        ...{ title: '景气指数（容缺）', validFrom: '2025-01' },
        rules: { ...rules([50, 30, 20]), missing: 'reweight' as const },
      },
    })
    // (110 × 50 + 100 × 20) ÷ 70
    const lenient = await leader.call(contract.getIndexValue, { params: { id: 'lenient' }, query: {} })
    expect(lenient.value).toBeCloseTo(107.142857, 5)
  })
})
