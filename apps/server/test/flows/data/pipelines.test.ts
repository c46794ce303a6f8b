import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isScheduleDue } from '../../../src/capabilities/data/pipelines/schedule.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { problemOf, runDone, toldOf } from './collect-kit.ts'
import { aDataset, selectOf } from './data-kit.ts'

let city: TestPlatform
let owner: Client
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date('2025-06-03T12:00:00+08:00') } })
  owner = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
})
afterAll(() => city.stop())

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** A citizen id with its right check digit (GB 11643). */
function citizenId(serial: number): string {
  const first = `110105199001${String((serial % 28) + 1).padStart(2, '0')}${String(serial % 1000).padStart(3, '0')}`
  const sum = weights.reduce((total, weight, at) => total + weight * Number(first[at]), 0)
  return first + '10X98765432'[sum % 11]
}

const wrongDigit = (id: string) => id.slice(0, 17) + (id[17] === '1' ? '2' : '1')

const residents: contract.DatasetField[] = [
  { name: 'id_number', title: '公民身份号码', type: 'text', isKey: true, sensitive: 'citizen-id' },
  { name: 'name', title: '姓名', type: 'text', sensitive: 'person-name' },
  { name: 'age', title: '年龄', type: 'text' },
  { name: 'day', title: '登记日期', type: 'date' },
]

function thousand(wrong: number) {
  return Array.from({ length: 1_000 }, (_, i) => ({
    id_number: i < wrong ? wrongDigit(citizenId(i)) : citizenId(i),
    name: `居民${i}`,
    age: String(20 + (i % 60)),
    day: i % 2 === 0 ? '2025-06-01' : '2025-06-02',
  }))
}

const rowsOf = (id: string, body: object = {}) =>
  owner.call(contract.readDatasetRows, { params: { id }, body: { limit: 500, ...body } })

const run = async (id: string, body: object = {}) =>
  runDone(owner, (await owner.call(contract.runPipeline, { params: { id }, body })).id)

describe('a pipeline', () => {
  it('runs by the calendar of holidays where its schedule says so', () => {
    const { calendars } = city.territory
    const days = ['2025-05-30', '2025-06-02', '2025-06-03', '2025-06-07', '2025-09-28']
    const due = (kind: 'workdays' | 'rest-days', hour = '03') =>
      days.filter((day) =>
        isScheduleDue({ cron: '0 3 * * *', days: kind }, new Date(`${day}T${hour}:00:00+08:00`), calendars),
      )
    // 06-02 is 端午节, 06-07 a Saturday, 09-28 a Sunday that is worked.
    expect(due('workdays')).toEqual(['2025-05-30', '2025-06-03', '2025-09-28'])
    expect(due('rest-days')).toEqual(['2025-06-02', '2025-06-07'])
    expect(due('workdays', '04')).toEqual([])
  })

  it('refuses rows whose check digit is wrong, and takes them in once they are corrected', async () => {
    const input = await aDataset(city, { fields: residents, select: selectOf(thousand(12)) })
    const pipeline = await owner.call(contract.createPipeline, {
      body: {
        ...{ name: '身份清洗', inputId: input.id },
        steps: [
          { op: 'clean', field: 'id_number', how: 'upper' },
          { op: 'validate', field: 'id_number', rule: 'citizen-id' },
          { op: 'cast', field: 'age', type: 'integer' },
        ],
      },
    })
    const first = await run(pipeline.id)
    expect(first).toMatchObject({ state: 'done', rowsIn: 1_000, rowsOut: 988, rejects: 12 })
    expect(first.rules).toEqual(['流水线“身份清洗”第 1 版', 'GB 11643-1999 公民身份号码校验 v1'])
    const rejects = await owner.call(contract.listRejects, { query: { run: first.id } })
    expect(rejects.total).toBe(12)
    for (const one of rejects.items) expect(one.reason).toContain('校验位错误')
    for (const one of rejects.items.slice(0, 2)) {
      const id_number = citizenId((one.row as number) - 1)
      await owner.call(contract.fixReject, { params: { id: one.id }, body: { fixed: { id_number } } })
    }
    const again = await owner.call(contract.replayRejects, { body: { runId: first.id } })
    expect(await runDone(owner, again.runId as string)).toMatchObject({ rowsOut: 990, rejects: 10 })
    expect((await rowsOf(pipeline.outputId)).total).toBe(990)
    const open = await owner.call(contract.listRejects, {
      query: { dataset: pipeline.outputId, state: 'open' },
    })
    expect(open.total).toBe(10)
    // Running again gives the same.
    expect(await run(pipeline.id)).toMatchObject({ rowsOut: 990, rejects: 10 })
  })

  it('keeps the old output when there are too few rows, and says so', async () => {
    const input = await aDataset(city, { fields: residents, select: selectOf(thousand(0)) })
    const pipeline = await owner.call(contract.createPipeline, {
      body: {
        ...{ name: '断言', inputId: input.id, steps: [{ op: 'select', fields: ['id_number', 'day'] }] },
        ...{ assertions: [{ kind: 'rows-ratio', min: 0.9 }], schedule: { afterInput: true } },
      },
    })
    expect(await run(pipeline.id)).toMatchObject({ state: 'done', rowsOut: 1_000 })
    await city.data.putTable({ datasetId: input.id, select: selectOf(thousand(0).slice(0, 500)) })
    await city.settle()
    const [after] = (await owner.call(contract.listRuns, { query: { pipeline: pipeline.id } })).items
    const refused = await runDone(owner, after?.id as string)
    expect(refused).toMatchObject({ state: 'refused', cause: '上游更新' })
    expect(refused.note).toContain('断言“行数不低于昨日90%”未通过：昨日 1000 行，本次 500 行（50%）')
    expect((await rowsOf(pipeline.outputId)).total).toBe(1_000)
    await toldOf(owner, '流水线断言未通过，原数据保持不变')
  })

  it('computes some days again and leaves the others as they are', async () => {
    const input = await aDataset(city, { fields: residents, select: selectOf(thousand(0)) })
    const body = {
      ...{ name: '按日回补', inputId: input.id, partition: 'day' },
      steps: [{ op: 'aggregate' as const, by: ['day'], measures: [{ of: 'count' as const, as: 'people' }] }],
    }
    const { id, outputId } = await owner.call(contract.createPipeline, { body })
    await run(id)
    await city.data.putTable({ datasetId: input.id, select: selectOf(thousand(0).slice(0, 100)) })
    const range = { from: '2025-06-02', to: '2025-06-02' }
    for (const _ of [1, 2]) expect(await run(id, range)).toMatchObject({ state: 'done', rowsOut: 2 })
    const { items } = await rowsOf(outputId, { order: [{ field: 'day' }] })
    expect(items).toEqual([
      { day: '2025-06-01', people: 500 },
      { day: '2025-06-02', people: 50 },
    ])
  })

  it('shows what each operator does to a sample, masked', async () => {
    const input = await aDataset(city, { fields: residents, select: selectOf(thousand(1).slice(0, 4)) })
    const streets: contract.DatasetField[] = [
      { name: 'nr', title: '号码', type: 'text' },
      { name: 'street', title: '街道', type: 'text' },
      { name: 'age', title: '年龄', type: 'integer' },
    ]
    const other = await aDataset(city, {
      fields: streets,
      select: selectOf([
        { nr: citizenId(1), street: '望云街道', age: 21 },
        { nr: citizenId(2), street: '临江街道', age: 99 },
      ]),
    })
    const on = [{ field: 'id_number', key: 'nr' }]
    const steps: contract.PipelineStep[] = [
      { op: 'validate', field: 'id_number', rule: 'citizen-id' },
      { op: 'lookup', datasetId: other.id, on, take: [{ field: 'street', as: 'street' }] },
      { op: 'compare', datasetId: other.id, on, fields: [{ field: 'age', key: 'age' }], as: 'check' },
      {
        op: 'tag',
        as: 'old',
        rules: [{ value: '大', conditions: [{ field: 'age', is: 'eq', value: '23' }] }],
        otherwise: '小',
      },
      { op: 'mask', field: 'name', mask: 'hide' },
      { op: 'rename', from: 'age', to: 'years' },
      { op: 'filter', conditions: [{ field: 'street', is: 'present' }] },
      { op: 'dedupe', keys: ['old'], newest: 'years' },
    ]
    const tried = await owner.call(contract.tryPipeline, { body: { inputId: input.id, steps } })
    expect(tried.stages.map((one) => one.total)).toEqual([4, 3, 3, 3, 3, 3, 3, 2, 1])
    expect(tried.rejects).toEqual([{ row: 1, reason: '“公民身份号码”校验位错误（GB 11643）' }])
    expect(tried.stages[4]?.rows.map((row) => [row.street, row.check, row.old])).toEqual([
      ['望云街道', '一致', '小'],
      ['临江街道', '不一致：年龄', '小'],
      [null, '未找到', '大'],
    ])
    expect(tried.stages[0]?.rows[1]?.id_number).toMatch(/^110105\*{8}/)
    expect(tried.stages[8]?.rows[0]).toMatchObject({ name: null, years: '22', street: '临江街道' })
    const wrong = await problemOf(
      owner.call(contract.tryPipeline, {
        body: { inputId: input.id, steps: [{ op: 'rename', from: 'x', to: 'y' }] },
      }),
    )
    expect(wrong).toMatchObject({
      errors: [{ path: '/body/steps/0/from', message: '第 1 步：没有信息项“x”' }],
    })
  })

  it('makes a matrix by dimension and measure', async () => {
    const input = await aDataset(city, { fields: residents, select: selectOf(thousand(0)) })
    const steps: contract.PipelineStep[] = [
      { op: 'pivot', by: ['day'], field: 'age', values: ['20', '21'], of: 'count' },
    ]
    const tried = await owner.call(contract.tryPipeline, { body: { inputId: input.id, steps, rows: 1000 } })
    expect(tried.stages[1]?.rows).toMatchObject([
      { day: '2025-06-01', c_20: 17, c_21: 0 },
      { day: '2025-06-02', c_20: 0, c_21: 17 },
    ])
  })
})
