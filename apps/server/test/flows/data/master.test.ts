import {
  createMasterModel,
  type DatasetField,
  decideMasterPair,
  getMasterRoot,
  listMasterPairs,
  listMasterRoots,
  listMasterRuns,
  type MasterModel,
  masterSplit,
  mergeMasterRoots,
  resolveMasterSource,
  splitMasterRoot,
  startMatching,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../src/kernel/db/sql.ts'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset, selectOf } from './data-kit.ts'

let city: TestPlatform
let bureau: Client
let now = new Date('2025-06-03T12:00:00+08:00')
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  bureau = await city.signedInAs('data-bureau')
})
afterAll(() => city.stop())

const text = (name: string, title: string): DatasetField => ({ name, title, type: 'text' })
const fields = [
  { ...text('no', '编号'), isKey: true },
  text('id', '证件'),
  text('xm', '姓名'),
  text('tel', '电话'),
  text('unit', '单位'),
]
const idA = '11010519491231002X'
const idB = '110105199003070033'
const row = (no: string, id: string | null, xm: string, tel: string, unit: string) => ({
  no,
  id,
  xm,
  tel,
  unit,
})

async function aModel(
  ...sources: Array<ReturnType<typeof row>[]>
): Promise<{ model: MasterModel; datasets: string[] }> {
  const datasets: string[] = []
  for (const rows of sources) datasets.push((await aDataset(city, { fields, select: selectOf(rows) })).id)
  const attribute = (name: string, title: string, role: MasterModel['attributes'][number]['role']) => ({
    ...{ name, title, role, survives: 'priority' as const },
  })
  const model = await bureau.call(createMasterModel, {
    body: {
      ...{ name: `人口${datasets[0]}`, kind: 'person', reviewScore: 0.45 },
      attributes: [
        attribute('id', '公民身份号码', 'citizen-id'),
        attribute('name', '姓名', 'name'),
        attribute('phone', '手机号', 'phone'),
        { ...attribute('unit', '工作单位', 'other'), priority: [...datasets].reverse() },
      ],
      sources: datasets.map((datasetId) => ({
        ...{ datasetId, key: 'no', mapping: { id: 'id', name: 'xm', phone: 'tel', unit: 'unit' } },
      })),
    },
  })
  return { model, datasets }
}

async function match(model: MasterModel) {
  const run = await bureau.call(startMatching, { params: { id: model.id } })
  const found = async () =>
    (await bureau.call(listMasterRuns, { params: { id: model.id }, query: {} })).items.find(
      (one) => one.id === run.id,
    )
  await expect.poll(async () => (await found())?.state, { timeout: 20_000 }).toBe('done')
  return (await found()) ?? expect.fail('no run')
}

const pairsOf = async (model: MasterModel) =>
  (await bureau.call(listMasterPairs, { params: { id: model.id }, query: {} })).items
const rootOf = async (model: MasterModel, dataset: string | undefined, sourceId: string) =>
  (
    await bureau.call(resolveMasterSource, {
      params: { id: model.id },
      query: { dataset: dataset ?? '', sourceId },
    })
  ).rootId

describe('PLT-061: matching', () => {
  it('neither merges nor proposes two records with different valid keys, name and phone alike or not', async () => {
    const { model, datasets } = await aModel(
      [row('1', idA, '李强', '13812345678', '甲')],
      [row('2', idB, '李强', '13812345678', '乙')],
    )
    expect(await match(model)).toMatchObject({ records: 2, roots: 2, proposed: 0 })
    expect(await pairsOf(model)).toEqual([])
    const [left, right] = [await rootOf(model, datasets[0], '1'), await rootOf(model, datasets[1], '2')]
    const merged = bureau.call(mergeMasterRoots, {
      params: { id: left },
      body: { mergedId: right, reason: '试试看' },
    })
    await expect(merged).rejects.toThrow('不能合并')
  })

  it('merges by itself on the same valid key only; a wrong key and a likeness go to the review desk', async () => {
    const { model } = await aModel(
      [row('1', idA, '李强', '13812345678', '甲'), row('2', '11010519491231', '王芳', '13900001111', '丙')],
      [
        row('3', idA, '李强', '13700000000', '乙'),
        row('4', null, '李强', '13812345678', '乙'),
        row('5', '11010519491231', '王芳', '13900001111', '丙'),
      ],
    )
    expect(await match(model)).toMatchObject({ records: 5, roots: 4 })
    const pairs = await pairsOf(model)
    expect(pairs.map((pair) => [pair.left.sourceId, pair.right.sourceId].sort().join('-')).sort()).toEqual([
      '1-4',
      '2-5',
    ])
    const pair = pairs.find((one) => one.right.sourceId === '4') ?? expect.fail('no pair')
    expect(pair.evidence.map((one) => one.verdict)).toEqual(['unknown', 'same', 'same', 'different'])
    // Nobody without the right sees a person plain.
    expect(pair.left.values).toMatchObject({ id: '110105********002X', name: '李*', phone: '138****5678' })
    await bureau.call(decideMasterPair, {
      params: { id: pair.id },
      body: { isSame: true, reason: '同名同号，电话核实' },
    })
    expect(await match(model)).toMatchObject({ roots: 3 })
  })

  it('explains each surviving value and keeps the others', async () => {
    const { model, datasets } = await aModel(
      [row('1', idA, '张三', '13812345678', '公安登记的单位')],
      [row('2', idA, '张三', '13912345678', '人社登记的单位')],
    )
    const sources = ['公安户籍', '人社参保']
    for (const [i, name] of sources.entries())
      await city.kernel.db.query(sql`UPDATE data.dataset SET name = ${name} WHERE id = ${datasets[i] ?? ''}`)
    await match(model)
    const root = await bureau.call(getMasterRoot, { params: { id: await rootOf(model, datasets[0], '1') } })
    const golden = Object.fromEntries(root.golden.map((one) => [one.attribute, one]))
    expect(golden.unit?.value).toBe('人社登记的单位')
    expect(golden.unit?.why).toContain('按来源优先级取值')
    expect(golden.unit?.datasetName).toBe('人社参保')
    expect(golden.unit?.alternatives).toEqual([
      { value: '公安登记的单位', datasetName: '公安户籍', time: now.toISOString() },
    ])
    expect(golden.phone?.value).toBe('138****5678')
    const { items } = await bureau.call(listMasterRoots, { params: { id: model.id }, query: { search: idA } })
    expect(items).toMatchObject([{ id: root.id, records: 2 }])
  })
})

describe('PLT-061: a wrong merge', () => {
  it('is taken back: the record has its root again, consumers hear of it, and later runs leave it so', async () => {
    const { model, datasets } = await aModel(
      [row('S1', idA, '李强', '13812345678', '甲')],
      [row('S2', null, '李强', '13812345678', '乙'), row('S3', idA, '李强', '13812345678', '乙')],
    )
    await match(model)
    const [p1, p2] = [await rootOf(model, datasets[0], 'S1'), await rootOf(model, datasets[1], 'S2')]
    await bureau.call(mergeMasterRoots, {
      params: { id: p1 },
      body: { mergedId: p2, reason: '以为是同一人' },
    })
    expect(await rootOf(model, datasets[1], 'S2')).toBe(p1)
    expect((await bureau.call(getMasterRoot, { params: { id: p2 } })).id).toBe(p1)
    const split = { datasetId: datasets[1] ?? '', sourceId: 'S2', reason: '不是同一人' }
    const root = await bureau.call(splitMasterRoot, { params: { id: p1 }, body: split })
    expect(root.id).toBe(p2)
    expect(await rootOf(model, datasets[1], 'S2')).toBe(p2)
    expect(await rootOf(model, datasets[0], 'S1')).toBe(p1)
    const told = await city.kernel.db.query<{ body: object }>(
      sql`SELECT body FROM kernel.message WHERE name = ${masterSplit.name} AND body ->> 'fromRoot' = ${p1}`,
    )
    expect(told.map((one) => one.body)).toMatchObject([
      { toRoot: p2, records: [{ datasetId: datasets[1], sourceId: 'S2' }] },
    ])
    now = new Date(now.getTime() + 3_600_000)
    await match(model)
    expect(await rootOf(model, datasets[1], 'S2')).toBe(p2)
    // A record that was never merged by hand gets a root of its own, of a new id.
    const own = { datasetId: datasets[1] ?? '', sourceId: 'S3', reason: '证件被冒用' }
    const third = await bureau.call(splitMasterRoot, { params: { id: p1 }, body: own })
    expect([p1, p2]).not.toContain(third.id)
    await match(model)
    expect(await rootOf(model, datasets[1], 'S3')).toBe(third.id)
  })
})
