import {
  activateDefinition,
  addLineage,
  bindTerm,
  changeDataset,
  checkConformity,
  checkDesign,
  createAbility,
  createDataset,
  createPipeline,
  type DatasetField,
  decideDataReview,
  getDataset,
  getImpact,
  getIndicator,
  getLineage,
  getMetadataCompleteness,
  type IndicatorDefinition,
  type LineageEdge,
  listCodeSets,
  listDataReviews,
  listElements,
  listGovernTasks,
  listSchemaChanges,
  listTerms,
  mapElements,
  moveElement,
  publishDatasetVersion,
  putCodeSet,
  putElement,
  putTerm,
  runPipeline,
  saveDefinition,
  submitDataset,
  suggestElements,
  traceValue,
  waiveElement,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { loadFile, runDone } from './collect-kit.ts'
import { aDataset, selectOf } from './data-kit.ts'

let city: TestPlatform
let owner: Client
let bureau: Client
let chief: Client
let admin: Client
let now = new Date('2025-05-31T12:00:00+08:00')
const later = (days: number) => {
  now = new Date(now.getTime() + days * 86_400_000)
}
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  await signIn()
})
/** Sessions last for hours of the clock: whoever works over days signs in again. */
async function signIn() {
  owner = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
  chief = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
  bureau = await city.signedInAs('data-bureau')
  admin = await city.signedInAs('administrator')
}
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

  it('refuses to hand in the design of a new table with 3 of 10 fields unmapped, until they are mapped or waived', async () => {
    const fields = Array.from({ length: 10 }, (_, i) => ({
      ...text(`f${i}`, `信息${i}`),
      element: i < 7 ? 'organisation-name' : null,
    }))
    const { id } = await owner.call(createDataset, {
      body: {
        ...{ name: '新建台账', abstract: '新建的台账', kind: 'department', theme: '政府', layer: 'standard' },
        ...{ sharing: 'unconditional', opening: 'none', cycle: 'month', fields },
      },
    })
    const submit = () => owner.call(submitDataset, { params: { id } })
    expect(await problem(submit())).toMatchObject({
      code: 'release-refused',
      detail: expect.stringContaining('10个信息项中有3个未对标数据元：“信息7”、“信息8”、“信息9”'),
    })
    const mapping = { f7: 'organisation-name', f8: 'organisation-name' }
    await owner.call(mapElements, { params: { id }, body: { mapping } })
    expect((await problem(submit())).detail).toContain('有1个未对标')
    const waiver = { field: 'f9', reason: '历史字段，下季度停用', until: '2025-06-10T00:00:00.000Z' }
    await bureau.call(waiveElement, { params: { id }, body: waiver })
    expect((await submit()).state).toBe('in-review')
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

describe('PLT-060: business terms', () => {
  it('mean one thing in the city, are bound to columns by their owners, and lead to them', async () => {
    const dataset = await aDataset(city)
    const other = await aDataset(city, { organisationId: organisations.drainage.id })
    const params = { code: 'resident' }
    const body = { name: '常住人口', definition: '居住半年以上的人口', basis: '第七次全国人口普查方案' }
    await expect(owner.call(putTerm, { params, body })).rejects.toMatchObject({
      problem: { status: 403 },
    })
    await bureau.call(putTerm, { params, body })
    const twice = bureau.call(putTerm, { params: { code: 'resident-2' }, body })
    await expect(twice).rejects.toMatchObject({ problem: { errors: [{ path: '/body/name' }] } })
    const bind = (id: string, field: string, term: string | null = 'resident') =>
      owner.call(bindTerm, { params: { id }, body: { field, term } })
    await expect(bind(other.id, 'name')).rejects.toMatchObject({ problem: { status: 403 } })
    await expect(bind(dataset.id, 'nothing')).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/field' }] },
    })
    await expect(bind(dataset.id, 'name', 'nobody')).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/term' }] },
    })
    await bind(dataset.id, 'id_number')
    const held = async () =>
      (await owner.call(listTerms, { query: { search: '常住' } })).items[0]?.fields.map((one) => [
        one.datasetName,
        one.title,
      ])
    expect(await held()).toEqual([[dataset.name, '公民身份号码']])
    expect((await owner.call(listTerms, { query: { dataset: other.id } })).total).toBe(0)
    await bind(dataset.id, 'id_number', null)
    expect(await held()).toEqual([])
  })
})

describe('PLT-060: lineage', () => {
  const indicator = '老龄化率'
  const ageing = 'city.ageing-share'
  let person: string
  let last: { id: string; runId: string }
  const birth: DatasetField = { name: 'birth_date', title: '出生日期', type: 'date' }

  /** A table of its own of the people, made by a run, in the catalogue and behind an interface. */
  async function madeOf(inputId: string, i: number): Promise<{ id: string; runId: string }> {
    const steps = [
      { op: 'select' as const, fields: ['no', 'birth_date'] },
      { op: 'rename' as const, from: 'birth_date', to: `birth_${i}` },
    ]
    const first = inputId === person ? steps : [{ op: 'select' as const, fields: ['no', 'birth_5'] }]
    const made = await owner.call(createPipeline, { body: { name: `人口加工${i}`, inputId, steps: first } })
    const run = await owner.call(runPipeline, { params: { id: made.id }, body: {} })
    expect((await runDone(owner, run.id)).state).toBe('done')
    const params = { id: made.outputId }
    const entry = { abstract: '由户籍人口加工', theme: '人口', sharing: 'unconditional' as const }
    await owner.call(changeDataset, { params, body: entry })
    const mapping = { no: 'organisation-name', [inputId === person ? `birth_${i}` : 'birth_5']: 'birth-date' }
    await owner.call(mapElements, { params, body: { mapping } })
    await owner.call(submitDataset, { params })
    const query = { datasetId: made.outputId, kind: 'publish' as const }
    const review = (await bureau.call(listDataReviews, { query })).items[0]?.id ?? ''
    const agree = { params: { id: review }, body: { agree: true } }
    await chief.call(decideDataReview, agree)
    await bureau.call(decideDataReview, agree)
    await owner.call(createAbility, {
      body: {
        ...{ code: `age-${i}`, title: `年龄查询接口${i}`, summary: '', version: 'v1', kind: 'dataset' },
        ...{
          datasetId: made.outputId,
          quotaPerDay: 1000,
          sla: '99.9%',
          dataClass: '无条件共享',
          price: '免费',
        },
      },
    })
    return { id: made.outputId, runId: run.id }
  }

  it('lists the seven tables, their interfaces and the indicator a change of 出生日期 would touch', async () => {
    const years = [1940, 1950, 1980, 1990, 2000, 2005, 2010, 2015]
    const lines = years.map((year, i) => `P${i},${year}-05-01,张${i}`)
    const loaded = await loadFile(
      owner,
      { name: '户籍变更_20250531.csv', content: `编号,出生日期,姓名\n${lines.join('\n')}\n` },
      {
        newDataset: {
          name: '户籍人口',
          fields: [{ ...text('no', '编号'), isKey: true }, birth, text('name', '姓名')],
        },
        mode: 'append',
      },
    )
    person = loaded.datasetId ?? ''
    const tables: Array<{ id: string; runId: string }> = []
    // The last is made from the one before: an impact at second hand.
    for (let i = 0; i < 7; i++) tables.push(await madeOf(i === 6 ? (tables[5]?.id ?? '') : person, i))
    last = tables[6] ?? expect.fail('no table')
    const { name } = await owner.call(getDataset, { params: { id: last.id } })
    const definition: IndicatorDefinition = {
      ...{ title: { zh: indicator, en: 'Share of the aged' }, unit: '%', direction: 'down' },
      expression: `count(data, dataset="${name}", birth_5<="1960-05-31") / count(data, dataset="${name}") * 100`,
      ...{ cycle: 'month', graceHours: 0, owner: '市统计局', source: '户籍人口', rollUp: 'last', bands: [] },
      ...{ downTo: 'city', audience: 'department' },
    }
    await admin.call(saveDefinition, { params: { code: ageing }, body: { definition } })
    await admin.call(activateDefinition, { params: { code: ageing } })
    city.indicators.markAll()
    await city.indicators.recomputeNow()
    const { indicator: figure } = await admin.call(getIndicator, { params: { id: ageing }, query: {} })
    expect(figure.current.value).toBe(25)
    await city.settle()
    const ask = { kind: 'dataset' as const, id: person, field: 'birth_date' }
    const touched = async () => (await owner.call(getImpact, { query: ask })).indicators
    await expect.poll(touched, { timeout: 20_000 }).toEqual([{ id: ageing, name: indicator }])
    const impact = await owner.call(getImpact, { query: ask })
    expect(impact.datasets.map((one) => one.id).sort()).toEqual(tables.map((one) => one.id).sort())
    for (const [i, table] of tables.entries())
      expect(impact.datasets.find((one) => one.id === table.id)?.apis).toEqual([
        `POST /api/data/datasets/${table.id}/rows`,
        `年龄查询接口${i}`,
      ])
    expect(impact.apis.map((one) => one.id).sort()).toEqual(tables.map((_, i) => `age-${i}`))
    // What is made of another column is not touched.
    const other = await owner.call(getImpact, { query: { kind: 'dataset', id: person, field: 'name' } })
    expect([other.datasets, other.apis, other.indicators]).toEqual([[], [], []])
    const upstream = { kind: 'indicator' as const, id: ageing, direction: 'upstream' as const }
    const graph = await owner.call(getLineage, { query: upstream })
    expect(graph.edges.filter((edge) => edge.isManual)).toEqual([])
    const root = graph.nodes.find((node) => node.id === person)
    expect(root).toMatchObject({ level: -3, fieldTitle: '出生日期' })
  })

  it('shows the path from a value of 2025-05 to the batch of its file, with the runs', async () => {
    later(10)
    await signIn()
    const { steps } = await owner.call(traceValue, {
      query: { kind: 'indicator', id: ageing, state: '2025-05' },
    })
    expect(steps.map((step) => [step.kind, step.id])).toEqual([
      ['indicator', ageing],
      ['dataset', last.id],
      ['dataset', expect.any(String)],
      ['dataset', person],
      ['batch', expect.any(String)],
    ])
    const [value, table, , source, file] = steps
    expect([value?.state, value?.name, value?.via]).toEqual(['2025-05-31', indicator, '指标计算'])
    expect(value?.runId).not.toBeNull()
    expect([table?.runId, table?.state]).toEqual([last.runId, '第1版'])
    expect(source?.runId).toBe(file?.id)
    expect(file?.name).toContain('户籍变更_20250531.csv')
    const none = await owner.call(traceValue, { query: { kind: 'indicator', id: ageing, state: '2025-04' } })
    expect(none.steps.filter((step) => step.kind !== 'indicator')).toEqual([])
  })

  it('lets an owner add a link by hand, and marks it', async () => {
    const report = { kind: 'report' as const, id: 'ageing-2025', field: '', name: '老龄化专报' }
    const from = { kind: 'dataset' as const, id: last.id, field: 'birth_5' }
    await owner.call(addLineage, { body: { from, to: report, note: '按公式人工补充' } })
    const query = { kind: 'report' as const, id: 'ageing-2025', direction: 'upstream' as const }
    const { edges } = await owner.call(getLineage, { query })
    expect(edges.filter((edge) => edge.isManual)).toHaveLength(1)
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
