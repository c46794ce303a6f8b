import {
  acknowledgeCorrection,
  applyForTag,
  compareItemSources,
  computeTag,
  contestTag,
  type DatasetField,
  decideErrorReport,
  decideTag,
  getErrorStatistics,
  getSubjectTags,
  listDatasetVersions,
  listDifferences,
  listErrorReports,
  listGovernTasks,
  listInbox,
  listReceivers,
  putItemSource,
  readDatasetRows,
  recordCorrected,
  registerReceiver,
  reportDataError,
  selectGroup,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../src/kernel/db/sql.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset, selectOf } from './data-kit.ts'

let city: TestPlatform
let police: Client
let street: Client
let bureau: Client
let now = new Date('2025-06-03T12:00:00+08:00')
const signIn = async () => {
  police = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
  street = await city.signedInAs('data-steward', { organisationId: organisations.drainage.id })
  bureau = await city.signedInAs('data-bureau')
}
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  await signIn()
})
afterAll(() => city.stop())

const text = (name: string, title: string): DatasetField => ({ name, title, type: 'text' })
const fields: DatasetField[] = [
  { ...text('id', '公民身份号码'), isKey: true, sensitive: 'citizen-id' },
  text('address', '地址'),
]
const key = '11010519491231002X'

describe('PLT-059: error feedback', () => {
  it('corrects a wrong address for the five systems that use it, and tells the reporter 已更正 with the date', async () => {
    const { id } = await aDataset(city, {
      fields,
      select: selectOf([
        { id: key, address: '解放路1号' },
        { id: '110105199003070033', address: '人民路2号' },
      ]),
    })
    const systems = ['医保', '社保', '教育', '民政', '住房'].map((name) => `${name}系统`)
    for (const system of systems)
      await bureau.call(registerReceiver, {
        params: { id },
        body: { organisationId: organisations.drainage.id, system },
      })
    const using = () => police.call(listReceivers, { params: { id }, query: { limit: 2, offset: 2 } })
    expect(await using()).toMatchObject({ total: 5, items: [{ waiting: 0 }, { waiting: 0 }] })
    const body = { recordKey: key, field: 'address', suggested: '解放路10号', evidence: '入户核实门牌照片' }
    const report = await street.call(reportDataError, { params: { id }, body })
    expect(report).toMatchObject({ state: 'waiting', recordKey: '110105********002X' })
    // Doubted again it is the same report.
    expect(await bureau.call(reportDataError, { params: { id }, body })).toMatchObject({
      id: report.id,
      reporters: 2,
    })
    const read = async () => police.call(readDatasetRows, { params: { id }, body: {} })
    expect((await read()).disputed).toEqual([0])
    const { items: tasks } = await police.call(listGovernTasks, { query: { dataset: id } })
    expect(tasks[0]).toMatchObject({ kind: 'correction', state: 'open' })
    const decide = (client: Client) =>
      client.call(decideErrorReport, {
        params: { id: report.id },
        body: { act: 'correct', reason: '户籍核实无误' },
      })
    await expect(decide(street)).rejects.toThrow()
    const decided = await decide(police)
    expect(decided.state).toBe('corrected')
    expect(decided.notices.map((one) => one.system).sort()).toEqual([...systems].sort())
    expect((await using()).items).toMatchObject([{ waiting: 1 }, { waiting: 1 }])
    const rows = await read()
    expect(rows.items.map((row) => row.address)).toEqual(['解放路10号', '人民路2号'])
    expect(rows.disputed).toEqual([])
    const { items: versions } = await police.call(listDatasetVersions, { params: { id }, query: {} })
    expect(versions[0]).toMatchObject({ number: 2, note: '更正：户籍核实无误' })
    const told = await city.kernel.db.query<{ body: object }>(
      sql`SELECT body FROM kernel.message WHERE name = ${recordCorrected.name}`,
    )
    expect(told.map((one) => one.body)).toMatchObject([{ recordKey: key, fields: { address: '解放路10号' } }])
    await expect
      .poll(
        async () => (await street.call(listInbox, { query: { limit: 50 } })).items.map((one) => one.text),
        {
          timeout: 20_000,
        },
      )
      .toEqual(expect.arrayContaining([expect.stringContaining('已更正（2025-06-03）')]))
    await street.call(acknowledgeCorrection, { params: { id: report.id }, body: { system: '医保系统' } })
    const [mine] = (await street.call(listErrorReports, { query: { state: 'corrected' } })).items
    expect(mine?.notices.filter((one) => one.acknowledgedTime)).toHaveLength(1)
    expect((await bureau.call(getErrorStatistics))[0]).toMatchObject({
      reports: 1,
      corrected: 1,
      open: 0,
      meanHours: 0,
    })
  })

  it('keeps a value with a reason, and refuses doubts of records and columns that are not', async () => {
    const { id } = await aDataset(city, { fields, select: selectOf([{ id: key, address: '解放路1号' }]) })
    const report = (body: object) =>
      street.call(reportDataError, {
        params: { id },
        body: { recordKey: key, field: 'address', evidence: '疑似', ...body },
      })
    await expect(report({ recordKey: '404' })).rejects.toThrow('没有这条记录')
    await expect(report({ field: 'salary' })).rejects.toThrow('没有信息项')
    const made = await report({})
    const kept = { act: 'keep' as const, reason: '与户籍档案一致' }
    const decided = await police.call(decideErrorReport, { params: { id: made.id }, body: kept })
    expect(decided).toMatchObject({ state: 'kept', reason: '与户籍档案一致', versionId: null })
  })
})

describe('PLT-059: two sources', () => {
  it('that differ for 3 % of records are reported by kind of difference, with a task for each', async () => {
    const rows = (value: string) =>
      `SELECT 'K' || lpad(CAST(i AS VARCHAR), 3, '0') AS k, ${value} AS v FROM range(1000) AS r(i)`
    const item = [{ ...text('k', '编号'), isKey: true }, text('v', '地址')]
    const ours = await aDataset(city, { fields: item, select: rows(`'A' || i`) })
    const theirs = await aDataset(city, {
      fields: item,
      organisationId: organisations.drainage.id,
      select: rows(`CASE WHEN i < 20 THEN 'B' || i WHEN i < 30 THEN 'a ' || i ELSE 'A' || i END`),
    })
    const source = await bureau.call(putItemSource, {
      body: {
        ...{ datasetId: ours.id, field: 'v', keyField: 'k', cycle: 'month' as const },
        checkers: [{ datasetId: theirs.id, field: 'v', keyField: 'k' }],
      },
    })
    const report = await bureau.call(compareItemSources, { params: { id: source.id } })
    expect(report).toMatchObject({ compared: 1000, differing: 30 })
    expect(report.groups.map((group) => [group.kind, group.records, group.share])).toEqual([
      ['value', 20, 0.02],
      ['writing', 10, 0.01],
    ])
    for (const [client, dataset] of [
      [police, ours],
      [street, theirs],
    ] as const) {
      const { items } = await client.call(listGovernTasks, { query: { dataset: dataset.id } })
      expect(items).toMatchObject([{ kind: 'comparison', state: 'open' }])
    }
    const query = { kind: 'writing' as const, limit: 1 }
    const { items, total } = await bureau.call(listDifferences, { params: { id: report.id }, query })
    expect([total, items[0]?.key, items[0]?.ours, items[0]?.theirs]).toEqual([10, 'K020', 'A20', 'a 20'])
  })
})

describe('PLT-064: tags', () => {
  const household: DatasetField[] = [
    { ...text('no', '编号'), isKey: true },
    { name: 'age', title: '年龄', type: 'integer' },
    { name: 'size', title: '家庭人数', type: 'integer' },
  ]
  const people = (alone: number, rows: number) =>
    `SELECT 'P' || i AS no, 80 + i AS age, CASE WHEN i < ${alone} THEN 1 ELSE 2 END AS size FROM range(${rows}) AS r(i)`
  const conditions = [
    { field: 'age', is: 'ge' as const, value: 80 },
    { field: 'size', is: 'eq' as const, value: 1 },
  ]
  const aTag = async (name: string, datasetId: string) => {
    const basis = '《老年人权益保障法》'
    const given = {
      name,
      definition: '80岁以上独居',
      basis,
      datasetId,
      keyField: 'no',
      conditions,
      isSensitive: true,
    }
    const tag = await police.call(applyForTag, { body: given })
    return bureau.call(decideTag, { params: { id: tag.id }, body: { state: 'published' } })
  }

  it('end on the day a household grows, and the history shows both dates and why', async () => {
    const { id } = await aDataset(city, { fields: household, select: people(12, 12) })
    const tag = await aTag('独居老人', id)
    expect(tag.holders).toBe(12)
    now = new Date('2025-06-10T09:00:00+08:00')
    await signIn()
    await city.data.putTable({ datasetId: id, select: people(11, 12) })
    await city.settle()
    const asked = { subject: 'P11', purpose: '核查历史补贴决定' }
    const { periods } = await police.call(getSubjectTags, { body: asked })
    expect(periods).toMatchObject([
      {
        ...{ tagName: '独居老人', start: '2025-06-03T04:00:00.000Z', end: '2025-06-10T01:00:00.000Z' },
        ...{ rule: '年龄不小于80 且 家庭人数等于1', inputs: { age: '91', size: '1' } },
        inputTitles: { age: '年龄', size: '家庭人数' },
      },
    ])
    expect((await police.call(computeTag, { params: { id: tag.id } })).holders).toBe(11)
    const contest = { subject: 'P0', reason: '子女已同住' }
    await street.call(contestTag, { params: { id: tag.id }, body: contest })
    const { items } = await police.call(listGovernTasks, { query: { kind: 'tag-contest' } })
    expect(items[0]?.text).toContain('子女已同住')
  })

  it('of a group of 3 show 少于10 and no list; sensitive ones are not for everybody', async () => {
    const { id } = await aDataset(city, { fields: household, select: people(3, 20) })
    const tag = await aTag('独居高龄', id)
    const body = { has: [tag.id], purpose: '探访关爱安排', list: true }
    expect(await police.call(selectGroup, { body })).toEqual({
      count: null,
      shown: '少于10',
      minimum: 10,
      items: [],
    })
    await expect(street.call(selectGroup, { body })).rejects.toThrow('敏感标签')
    await city.data.putTable({ datasetId: id, select: people(15, 20) })
    await city.settle()
    const group = await police.call(selectGroup, { body })
    expect([group.count, group.items.length]).toEqual([15, 15])
    const counted = await police.call(selectGroup, { body: { ...body, list: false } })
    expect([counted.count, counted.items]).toEqual([15, []])
  })
})
