import {
  activateDefinition,
  addLineage,
  changeDataset,
  checkConformity,
  checkDesign,
  createAbility,
  createPipeline,
  type DatasetField,
  getDataset,
  getImpact,
  getIndicator,
  getLineage,
  getMetadataCompleteness,
  type LineageEdge,
  listCodeSets,
  listElements,
  listGovernTasks,
  listSchemaChanges,
  mapElements,
  moveElement,
  publishDatasetVersion,
  putCodeSet,
  putElement,
  runPipeline,
  saveDefinition,
  suggestElements,
  traceValue,
  waiveElement,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../src/kernel/db/sql.ts'
import { newId } from '../../../src/kernel/ids.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { loadFile, runDone } from './collect-kit.ts'
import { aDataset, selectOf } from './data-kit.ts'

let city: TestPlatform
let owner: Client
let bureau: Client
let now = new Date('2025-06-03T12:00:00+08:00')
const later = (days: number) => {
  now = new Date(now.getTime() + days * 86_400_000)
}
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  // Sessions last for hours of the clock: whoever works over days signs in with it.
  owner = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
  bureau = await city.signedInAs('data-bureau')
})
afterAll(() => city.stop())

const text = (name: string, title: string): DatasetField => ({ name, title, type: 'text' })
const problem = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error) => error.problem,
  )

describe('PLT-062: the standards library', () => {
  it('lists 代码不符 with a proposed mapping for a field of 男 and 女', async () => {
    const dataset = await aDataset(city, {
      fields: [{ ...text('sex', '性别'), element: 'sex' }],
      select: selectOf([{ sex: '男' }, { sex: '男' }, { sex: '女' }, { sex: '其他' }, { sex: '1' }]),
    })
    const { deviations, score } = await owner.call(checkConformity, { params: { id: dataset.id } })
    const codes = deviations.find((one) => one.kind === 'code-set')
    expect(codes?.message).toContain('代码不符')
    expect(codes?.message).toContain('GB/T 2261.1')
    expect(codes).toMatchObject({ field: 'sex', rows: 4 })
    expect(codes?.mapping).toEqual([
      { value: '男', rows: 2, code: '1' },
      { value: '其他', rows: 1, code: null },
      { value: '女', rows: 1, code: '2' },
    ])
    expect(score).toBe(0)
  })

  it('refuses the release of a table with 3 of 10 fields unmapped, until they are mapped or waived', async () => {
    const fields = Array.from({ length: 10 }, (_, i) => ({
      ...text(`f${i}`, `信息${i}`),
      element: i < 7 ? 'organisation-name' : null,
    }))
    const dataset = await aDataset(city, { fields })
    const row = Object.fromEntries(fields.map((field) => [field.name, 'x']))
    const candidate = await city.data.writeTable({ datasetId: dataset.id, select: selectOf([row]) })
    const release = () => owner.call(publishDatasetVersion, { params: { id: candidate.id } })
    const refused = await problem(release())
    expect(refused.code).toBe('release-refused')
    expect(refused.detail).toContain('10个信息项中有3个未对标数据元：“信息7”、“信息8”、“信息9”')
    await owner.call(mapElements, {
      params: { id: dataset.id },
      body: { mapping: { f7: 'organisation-name', f8: 'organisation-name' } },
    })
    expect((await problem(release())).detail).toContain('有1个未对标')
    const waiver = { field: 'f9', reason: '历史字段，下季度停用', until: '2025-06-10T00:00:00.000Z' }
    await bureau.call(waiveElement, { params: { id: dataset.id }, body: waiver })
    const report = await owner.call(checkConformity, { params: { id: dataset.id } })
    expect(report.releaseRefused).toEqual([])
    expect((await release()).state).toBe('published')
  })

  it('suggests elements by name, and by content where the name says nothing', async () => {
    const dataset = await aDataset(city, {
      fields: [text('xb', '性别'), text('field7', '栏目七'), text('remark', '备注')],
      select: selectOf([{ xb: '1', field7: '11010519491231002X', remark: '无' }]),
    })
    const suggestions = await owner.call(suggestElements, { params: { id: dataset.id } })
    expect(suggestions).toMatchObject([
      { field: 'xb', element: 'sex', by: 'name' },
      { field: 'field7', element: 'citizen-id', by: 'content' },
    ])
  })

  it('keeps dated versions of a code set, and codes that are withdrawn', async () => {
    const version = (validFrom: string, codes: string[]) => ({
      ...{ name: '事件级别', standard: '本市标准', version: validFrom, validFrom },
      codes: codes.map((code) => ({ code, name: `级别${code}` })),
    })
    const params = { code: 'CITY-LEVEL' }
    await bureau.call(putCodeSet, { params, body: version('2024-01-01', ['1', '2']) })
    await bureau.call(putCodeSet, { params, body: version('2025-01-01', ['2', '3']) })
    const at = async (day: string) =>
      (await owner.call(listCodeSets, { query: { day } })).find((one) => one.code === 'CITY-LEVEL')
    expect((await at('2024-06-01'))?.codes.map((one) => one.code)).toEqual(['1', '2'])
    expect((await at('2025-06-01'))?.codes).toMatchObject([
      { code: '2' },
      { code: '3' },
      { code: '1', isWithdrawn: true },
    ])
    expect(await at('2023-06-01')).toBeUndefined()
    const divisions = (await owner.call(listCodeSets, { query: {} })).find((one) => one.code === 'GBT2260')
    expect(divisions?.codes.map((one) => one.code)).toContain('990102')
  })

  it('takes an element through draft, review and publication and tells those who use it of a change', async () => {
    const { items } = await bureau.call(listElements, { query: { search: '姓名' } })
    const {
      code,
      state: _,
      revision: __,
      usedBy: ___,
      deadline: ____,
      ...name
    } = items[0] ?? expect.fail('no element')
    const dataset = await aDataset(city, {
      fields: [{ ...text('n', '姓名'), element: code }],
      select: selectOf([{ n: '张三' }]),
    })
    const put = { params: { code }, body: { ...name, maxLength: 40, deadline: '2025-12-31' } }
    expect((await bureau.call(putElement, put)).state).toBe('draft')
    expect(
      (await problem(bureau.call(moveElement, { params: { code }, body: { state: 'published' } }))).kind ??
        'refused',
    ).toBeTruthy()
    await bureau.call(moveElement, { params: { code }, body: { state: 'in-review' } })
    const published = await bureau.call(moveElement, { params: { code }, body: { state: 'published' } })
    expect(published).toMatchObject({ state: 'published', maxLength: 40, deadline: '2025-12-31' })
    const { items: tasks } = await owner.call(listGovernTasks, { query: { dataset: dataset.id } })
    expect(tasks[0]?.text).toContain('2025-12-31前')
  })

  it('checks a design before anything is built', async () => {
    const fields = [
      { name: 'sex', type: 'integer' as const, element: 'sex' },
      { name: 'x', type: 'text' as const },
    ]
    const { findings } = await owner.call(checkDesign, { body: { fields } })
    expect(findings.map((one) => [one.field, one.message.slice(0, 4)])).toEqual([
      ['sex', '类型不符'],
      ['x', '未对标数'],
    ])
  })
})

describe('PLT-060: lineage', () => {
  const indicator = '老龄化率'
  let person: string
  const birth: DatasetField = { name: 'birth_date', title: '出生日期', type: 'date' }

  it('lists the seven tables, their interfaces and the indicator a change of 出生日期 would touch', async () => {
    const select = `SELECT DATE '1949-12-31' AS birth_date, '张三' AS name`
    const source = await aDataset(city, { fields: [birth, text('name', '姓名')], select })
    person = source.id
    const tables: string[] = []
    for (let i = 0; i < 7; i++) {
      // The last is made from the one before: an impact at second hand.
      const inputId = i === 6 ? (tables[5] as string) : person
      const steps = [{ op: 'select' as const, fields: ['birth_date'] }]
      const made = await owner.call(createPipeline, { body: { name: `人口加工${i}`, inputId, steps } })
      if (i === 5)
        expect(
          (await runDone(owner, (await owner.call(runPipeline, { params: { id: made.id }, body: {} })).id))
            .state,
        ).toBe('done')
      tables.push(made.outputId)
    }
    await city.kernel.db.query(sql`UPDATE data.dataset SET state = 'published' WHERE id = ${tables[0] ?? ''}`)
    await owner.call(createAbility, {
      body: {
        ...{ code: 'age-lookup', title: '年龄查询接口', summary: '', version: 'v1', kind: 'dataset' },
        ...{ datasetId: tables[0], quotaPerDay: 1000, sla: '99.9%', dataClass: '有条件共享', price: '免费' },
      },
    })
    await owner.call(addLineage, {
      body: {
        from: { kind: 'dataset', id: tables[6] as string, field: 'birth_date' },
        to: { kind: 'indicator', id: 'ageing-share', field: '', name: indicator },
        note: '按公式人工补充',
      },
    })
    const impact = await owner.call(getImpact, {
      query: { kind: 'dataset', id: person, field: 'birth_date' },
    })
    expect(impact.datasets.map((one) => one.id).sort()).toEqual([...tables].sort())
    for (const table of impact.datasets)
      expect(table.apis[0]).toBe(`POST /api/data/datasets/${table.id}/rows`)
    expect(impact.datasets.flatMap((one) => one.apis)).toContain('年龄查询接口')
    expect(impact.apis).toEqual([{ id: 'age-lookup', name: '年龄查询接口' }])
    expect(impact.indicators).toEqual([{ id: 'ageing-share', name: indicator }])
    // What is made of another column is not touched.
    const other = await owner.call(getImpact, { query: { kind: 'dataset', id: person, field: 'name' } })
    expect([other.datasets, other.apis, other.indicators]).toEqual([[], [], []])
    const graph = await owner.call(getLineage, {
      query: { kind: 'indicator', id: 'ageing-share', direction: 'upstream' },
    })
    expect(graph.edges.filter((edge) => edge.isManual)).toHaveLength(1)
    expect(graph.nodes.find((node) => node.id === person)).toMatchObject({
      level: -3,
      fieldTitle: '出生日期',
    })
  })

  it('answers the graph of a day, with the version of the rule that held then', async () => {
    const [from, to] = [await aDataset(city, { fields: [birth] }), await aDataset(city, { fields: [birth] })]
    const record = (ruleVersion: string, edges: LineageEdge[]) =>
      city.kernel.db.transaction((tx) =>
        city.data.recordLineage(tx, { via: 'pipeline:people', viaName: '人口标准化', ruleVersion, edges }),
      )
    const end = (id: string) => ({ kind: 'dataset' as const, id, field: 'birth_date' })
    await record('3', [{ from: end(from.id), to: end(to.id) } as LineageEdge])
    const yesterday = now.toISOString()
    later(0.1)
    await record('4', [])
    later(0.1)
    const ask = { kind: 'dataset' as const, id: from.id, direction: 'downstream' as const }
    expect((await owner.call(getLineage, { query: ask })).edges).toEqual([])
    const before = await owner.call(getLineage, { query: { ...ask, asOf: yesterday } })
    expect(before.edges).toMatchObject([{ ruleVersion: '3', via: '人口标准化' }])
  })

  it('shows the path from a wrong value of 2025-05 to the batch of its file, with the runs', async () => {
    const raw = await aDataset(city, { fields: [birth], select: `SELECT DATE '1949-12-31' AS birth_date` })
    const clean = await aDataset(city, { fields: [birth], select: `SELECT DATE '1949-12-31' AS birth_date` })
    const [load, wash, count] = [newId(), newId(), newId()]
    const at = (id: string, state: string | null) => ({ kind: 'dataset' as const, id, state: state ?? '' })
    const [rawVersion, cleanVersion] = await Promise.all(
      [raw, clean].map(async (one) => (await city.data.findByName(one.name))?.versionId ?? ''),
    )
    const batch = { kind: 'batch' as const, id: 'B-20250531', name: '户籍变更_20250531.csv', state: '1' }
    const value = { kind: 'indicator' as const, id: 'ageing-share', state: '2025-05' }
    await city.kernel.db.transaction(async (tx) => {
      const run = city.data.recordRun
      await run(tx, {
        runId: load,
        viaName: '文件接收',
        inputs: [batch],
        outputs: [at(raw.id, rawVersion ?? '')],
      })
      await run(tx, {
        ...{ runId: wash, viaName: '清洗', ruleVersion: '7' },
        ...{ inputs: [at(raw.id, rawVersion ?? '')], outputs: [at(clean.id, cleanVersion ?? '')] },
      })
      await run(tx, {
        runId: count,
        viaName: '指标计算',
        inputs: [at(clean.id, cleanVersion ?? '')],
        outputs: [value],
      })
    })
    const { steps } = await owner.call(traceValue, {
      query: { kind: 'indicator', id: 'ageing-share', state: '2025-05' },
    })
    expect(steps.map((step) => [step.kind, step.runId, step.name])).toEqual([
      ['indicator', count, indicator],
      ['dataset', wash, clean.name],
      ['dataset', load, raw.name],
      ['batch', null, '户籍变更_20250531.csv'],
    ])
    expect(steps[1]).toMatchObject({ state: '第1版', ruleVersion: '7' })
  })

  it('does so of an indicator computed from a table that was made of a file', async () => {
    const loaded = await loadFile(
      owner,
      { name: '户籍变更_20250531.csv', content: '编号,年龄\nA,70\nB,80\n' },
      {
        newDataset: {
          name: '户籍变更',
          fields: [{ ...text('no', '编号'), isKey: true }, text('age', '年龄')],
        },
        mode: 'append',
      },
    )
    const pipeline = await owner.call(createPipeline, {
      body: {
        ...{ name: '年龄清洗', inputId: loaded.datasetId },
        steps: [{ op: 'cast' as const, field: 'age', type: 'integer' as const }],
      },
    })
    const wash = await owner.call(runPipeline, { params: { id: pipeline.id }, body: {} })
    expect((await runDone(owner, wash.id)).state).toBe('done')
    const administrator = await city.signedInAs('administrator')
    const code = 'city.mean-age'
    const output = await owner.call(getDataset, { params: { id: pipeline.outputId } })
    await administrator.call(saveDefinition, {
      params: { code },
      body: {
        definition: {
          ...{ title: { zh: '平均年龄', en: 'Mean age' }, unit: '岁', direction: 'up', cycle: 'day' },
          ...{ expression: `avg(data.age, dataset="${output.name}")`, graceHours: 24, owner: '统计局' },
          ...{ source: '户籍', rollUp: 'last', bands: [], downTo: 'city', audience: 'department' },
        },
      },
    })
    await administrator.call(activateDefinition, { params: { code } })
    city.indicators.markAll()
    await city.indicators.recomputeNow()
    const { indicator: figure } = await administrator.call(getIndicator, { params: { id: code }, query: {} })
    expect(figure.current.value).toBe(75)
    const trace = () => owner.call(traceValue, { query: { kind: 'indicator', id: code } })
    await expect.poll(async () => (await trace()).steps.length, { timeout: 20_000 }).toBe(4)
    const { steps } = await trace()
    expect(steps.map((step) => [step.kind, step.name])).toEqual([
      ...[
        ['indicator', '平均年龄'],
        ['dataset', output.name],
        ['dataset', '户籍变更'],
      ],
      ['batch', expect.stringContaining('户籍变更_20250531.csv')],
    ])
    expect(steps[1]?.runId).toBe(wash.id)
    expect(steps[2]?.runId).not.toBeNull()
  })

  it('notices changed columns and tells those below', async () => {
    const source = await aDataset(city, { fields: [birth, text('name', '姓名')] })
    const below = await aDataset(city, { fields: [birth], organisationId: organisations.drainage.id })
    await city.kernel.db.transaction((tx) =>
      city.data.recordLineage(tx, {
        ...{ via: 'pipeline:x', viaName: '加工' },
        edges: [
          {
            from: { kind: 'dataset', id: source.id, field: 'birth_date' },
            to: { kind: 'dataset', id: below.id, field: 'birth_date' },
          },
        ],
      }),
    )
    const fields = [{ ...birth, type: 'text' as const }, text('phone', '电话')]
    await owner.call(changeDataset, { params: { id: source.id }, body: { fields } })
    await city.settle()
    const { items } = await owner.call(listSchemaChanges, { query: { dataset: source.id } })
    expect(items[0]?.changes.map((one) => [one.what, one.field])).toEqual([
      ['removed', 'name'],
      ['type', 'birth_date'],
      ['added', 'phone'],
    ])
    const query = { dataset: source.id, kind: 'schema-change' as const }
    const { items: tasks } = await bureau.call(listGovernTasks, { query })
    expect(tasks.map((task) => task.organisationId).sort()).toEqual(
      [organisations.drainage.id, organisations.operationCentre.id].sort(),
    )
    const units = await owner.call(getMetadataCompleteness)
    expect(units.every((unit) => unit.share > 0 && unit.share <= 1)).toBe(true)
  })
})
