import {
  buildTheme,
  checkIdentifier,
  createTheme,
  getLineage,
  getTheme,
  importSeries,
  listSeriesReleases,
  listSeriesVintages,
  locatePoint,
  putSeriesReleases,
  putSeriesValues,
  readDatasetRows,
  readSeries,
  runDataModel,
  saveSeries,
  type ThemeAttribute,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset, selectOf } from './data-kit.ts'

/** PLT-047 to PLT-049, PLT-051: numbers, places, series, themes. */
let city: TestPlatform
let owner: Client
let other: Client
beforeAll(async () => {
  city = await startTestPlatform()
  owner = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
  other = await city.signedInAs('data-steward', { organisationId: organisations.drainage.id })
})
afterAll(() => city.stop())

const problem = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error) => error.problem,
  )

it('PLT-047: a credit code is right, or wrong by its check character', async () => {
  const check = (value: string) => owner.call(checkIdentifier, { body: { kind: 'uscc', value } })
  expect(await check('91350100M000100Y43')).toMatchObject({ valid: true, fault: null })
  expect(await check('91350100M000100Y44')).toMatchObject({ valid: false, fault: '校验码错误' })
})

it('PLT-048: a point on the shared boundary has the same community each time, and the flag 边界', async () => {
  const asked = await Promise.all(
    Array.from({ length: 10 }, () => owner.call(locatePoint, { query: { lon: 118.95, lat: 33.41 } })),
  )
  const communities = asked.map((one) => one.divisions.find((each) => each.level === 4)?.code)
  expect(new Set(communities)).toEqual(new Set(['990103001001']))
  for (const one of asked) expect(one.boundaryLevels).toContain(4)
  const inner = await owner.call(locatePoint, { query: { lon: 118.96, lat: 33.41 } })
  expect(inner.boundaryLevels).toEqual([])
})

it('PLT-048: changes of land use within a division sum to zero', async () => {
  const fields = [
    { name: 'division', title: '区划', type: 'text' as const },
    { name: 'class', title: '地类', type: 'text' as const },
    { name: 'area', title: '面积', type: 'number' as const },
  ]
  const year = (areas: Record<string, number>) =>
    selectOf(Object.entries(areas).map(([name, area]) => ({ division: '341124', class: name, area })))
  const given = { organisationId: organisations.operationCentre.id, fields }
  const before = await aDataset(city, { ...given, select: year({ '01': 120.5, '07': 40.2, '10': 12 }) })
  const after = await aDataset(city, { ...given, select: year({ '01': 110.1, '07': 48.6, '10': 14 }) })
  const columns = { division: 'division', class: 'class', area: 'area' }
  const inputs = { before: { datasetId: before.id, columns }, after: { datasetId: after.id, columns } }
  const { rows } = await owner.call(runDataModel, { params: { id: 'land-use-change' }, body: { inputs } })
  expect(rows.map((row) => row[4])).toEqual([-10.4, 8.4, 2])
  expect(rows.map((row) => row[5])).toEqual([0, 0, 0])
})

describe('PLT-050: government affairs', () => {
  const text = (name: string) => ({ name, title: name, type: 'text' as const })
  const given = { organisationId: organisations.operationCentre.id }
  const run = (id: string, inputs: object) =>
    owner.call(runDataModel, { params: { id }, body: { inputs: inputs as never } })

  it('cases of 2018 appear under the body of today, with the original name kept', async () => {
    const day = { name: 'day', title: '日期', type: 'date' as const }
    const items = await aDataset(city, {
      ...{ ...given, fields: [text('body'), day] },
      select: selectOf([
        { body: '市工商局', day: '2018-05-01' },
        { body: '市工商局', day: '2018-11-20' },
        { body: '市市场监管局', day: '2020-03-02' },
      ]),
    })
    const changes = await aDataset(city, {
      ...{ ...given, fields: [text('before'), text('after'), { ...day, name: 'since' }] },
      select: selectOf([{ before: '市工商局', after: '市市场监管局', since: '2019-02-01' }]),
    })
    const { rows } = await run('current-body', {
      items: { datasetId: items.id, columns: { body: 'body', day: 'day' } },
      changes: { datasetId: changes.id, columns: { before: 'before', after: 'after', since: 'since' } },
    })
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['市市场监管局', '市工商局', 2],
      ['市市场监管局', '市市场监管局', 1],
    ])
  })

  it('durations of five steps sum to the whole without the time on hold', async () => {
    const time = (name: string) => ({ name, title: name, type: 'time' as const })
    const at = (hour: number) => `2025-06-03T${String(hour).padStart(2, '0')}:00:00+08:00`
    const names = ['受理', '初审', '会审', '决定', '送达']
    const steps = await aDataset(city, {
      ...{ ...given, fields: [text('item'), text('step'), time('entered'), time('finished')] },
      select: selectOf(
        names.map((step, i) => ({ item: 'A1', step, entered: at(8 + i * 2), finished: at(10 + i * 2) })),
      ),
    })
    const pauses = await aDataset(city, {
      ...{ ...given, fields: [text('item'), time('since'), time('until')] },
      select: selectOf([{ item: 'A1', since: at(11), until: at(12) }]),
    })
    const columns = (list: readonly string[]) => Object.fromEntries(list.map((name) => [name, name]))
    const { rows } = await run('step-durations', {
      steps: { datasetId: steps.id, columns: columns(['item', 'step', 'entered', 'finished']) },
      pauses: { datasetId: pauses.id, columns: columns(['item', 'since', 'until']) },
    })
    expect(rows.map((row) => row[2])).toEqual([120, 60, 120, 120, 120])
    expect(rows.every((row) => row[4] === 540)).toBe(true)
  })
})

describe('PLT-049: an economic series', () => {
  const series = {
    ...{ title: '地区生产总值', unit: '亿元', frequency: 'year' as const, isCumulative: false },
    ...{ areaCode: '990100', caliber: '现价' },
  }
  const read = (client: Client, code: string, query: object = {}) =>
    client.call(readSeries, { params: { code }, query }).then((answer) => answer.points)

  it('keeps what was first published, and says 口径调整 beside growth', async () => {
    const params = { code: 'gdp' }
    await owner.call(saveSeries, { params, body: series })
    const put = (values: object[]) =>
      owner.call(putSeriesValues, { params, body: { values: values as never } })
    await put([
      { period: '2023', value: 100 },
      { period: '2024', value: 108 },
    ])
    await put([{ period: '2024', value: 109.1 }])
    expect(await read(other, 'gdp', { measure: 'year-on-year', from: '2024' })).toEqual([
      { period: '2024', value: 9.1, unit: '%', note: null },
    ])
    expect((await read(other, 'gdp', { as: 'first', from: '2024' }))[0]?.value).toBe(108)
    const { items } = await other.call(listSeriesVintages, { params, query: { period: '2024' } })
    expect(items.map((one) => [one.vintage, one.value])).toEqual([
      [2, 109.1],
      [1, 108],
    ])
    await put([{ period: '2024', value: 109.1, caliber: '第五次经济普查' }])
    expect((await read(other, 'gdp', { measure: 'year-on-year', from: '2024' }))[0]?.note).toBe('口径调整')
  })

  it('turns cumulative months into single ones; what is under embargo only its owner sees', async () => {
    const params = { code: 'retail' }
    await owner.call(saveSeries, { params, body: { ...series, frequency: 'month', isCumulative: true } })
    const later = new Date(Date.now() + 86_400_000).toISOString()
    await owner.call(putSeriesValues, {
      params,
      body: {
        values: [
          { period: '2026-03', value: 30 },
          { period: '2026-04', value: 42 },
          { period: '2026-05', value: 55, releaseTime: later },
        ],
      },
    })
    const single = await read(other, 'retail', { measure: 'single' })
    expect(single.find((one) => one.period === '2026-04')?.value).toBe(12)
    expect(single.some((one) => one.period === '2026-05')).toBe(false)
    expect((await read(owner, 'retail', { measure: 'single' })).at(-1)?.value).toBe(13)
  })

  it('tells when the districts do not sum up to the city', async () => {
    const yearly = { ...series, title: '财政收入' }
    await owner.call(saveSeries, { params: { code: 'revenue' }, body: yearly })
    for (const code of ['revenue.a', 'revenue.b'])
      await owner.call(saveSeries, { params: { code }, body: { ...yearly, partOf: 'revenue' } })
    const put = (code: string, value: number) =>
      owner.call(putSeriesValues, { params: { code }, body: { values: [{ period: '2024', value }] } })
    await put('revenue', 100)
    await put('revenue.a', 60)
    expect((await put('revenue.b', 39)).warnings[0]).toContain('不一致')
    expect((await put('revenue.b', 40)).warnings).toEqual([])
  })

  it('grows at comparable prices only by its price index, and has its share and place in the whole', async () => {
    const yearly = { ...series, frequency: 'year' as const }
    await owner.call(saveSeries, { params: { code: 'cpi' }, body: { ...yearly, unit: '上年=100' } })
    const body = { ...yearly, deflator: 'cpi', deflatorBase: 'year-before' as const }
    await owner.call(saveSeries, { params: { code: 'output' }, body: yearly })
    const put = (code: string, values: object[]) =>
      owner.call(putSeriesValues, { params: { code }, body: { values: values as never } })
    await put('cpi', [{ period: '2024', value: 102 }])
    await put('output', [
      { period: '2023', value: 100 },
      { period: '2024', value: 107.1 },
    ])
    expect(await problem(read(other, 'output', { measure: 'real-growth' }))).toMatchObject({
      code: 'no-deflator',
    })
    const wrong = owner.call(saveSeries, {
      params: { code: 'output' },
      body: { ...body, frequency: 'quarter' },
    })
    expect((await problem(wrong)).errors[0].path).toBe('/body/deflator')
    await owner.call(saveSeries, { params: { code: 'output' }, body })
    expect((await read(other, 'output', { measure: 'constant-price', from: '2024' }))[0]?.value).toBe(105)
    expect((await read(other, 'output', { measure: 'real-growth', from: '2024' }))[0]).toMatchObject({
      ...{ value: 5, unit: '%', note: null },
    })
    const share = await read(other, 'revenue.b', { measure: 'share' })
    expect(share[0]).toMatchObject({ value: 40, unit: '%' })
    expect((await read(other, 'revenue.b', { measure: 'rank' }))[0]).toMatchObject({
      value: 2,
      note: '共 2 个',
    })
  })

  it('takes a whole table or names each line that is wrong, by range too', async () => {
    const yearly = { ...series, title: '固定资产投资', least: 0, most: 1000 }
    await owner.call(saveSeries, { params: { code: 'fai' }, body: yearly })
    await owner.call(saveSeries, { params: { code: 'hours' }, body: { ...series, title: '用电量' } })
    const send = (client: Client, text: string, fileName = '年度.csv') =>
      client.call(importSeries, { body: { fileName, base64: Buffer.from(text).toString('base64') } })
    const wrong = await send(
      owner,
      '代码,期别,数值\nfai,2023,"1,200"\nfai,2024-07,3\nnobody,2024,1\nfai,2024,很多\n用电量,2024,8\n',
    )
    expect([wrong.isKept, wrong.written, wrong.lines]).toEqual([false, 0, 5])
    expect(wrong.faults.map((one) => [one.line, one.column])).toEqual([
      [2, '数值'],
      [3, '期别'],
      [4, '代码'],
      [5, '数值'],
    ])
    expect(wrong.faults[0]?.text).toBe('1200 高于取值上限 1000亿元')
    expect(await read(other, 'hours')).toEqual([])
    expect((await send(other, '代码,期别,数值\nfai,2023,5\n')).faults[0]?.text).toContain('不是本单位')
    const wide = '期别,fai,用电量\n2023,900,7\n2024,950.5,8\n'
    expect(await send(owner, wide)).toMatchObject({ isKept: true, written: 4, series: 2, faults: [] })
    expect(await send(owner, wide)).toMatchObject({ isKept: true, written: 0 })
    expect((await read(other, 'fai')).map((one) => one.value)).toEqual([900, 950.5])
    const beyond = owner.call(putSeriesValues, {
      params: { code: 'fai' },
      body: { values: [{ period: '2025', value: -1 }] },
    })
    expect((await problem(beyond)).errors[0].path).toBe('/body/values/0/value')
  })

  it('keeps a calendar of releases: published, due, late', async () => {
    const params = { code: 'fai' }
    const releases = [
      { period: '2024', day: '2020-01-20' },
      { period: '2025', day: '2020-02-20' },
      { period: '2026', day: '2099-01-20' },
    ]
    await owner.call(putSeriesReleases, { params, body: { releases } })
    const list = async () =>
      (await other.call(listSeriesReleases, { query: { code: 'fai' } })).items.map((one) => [
        one.period,
        one.state,
      ])
    expect(await list()).toEqual([
      ['2024', 'published'],
      ['2025', 'late'],
      ['2026', 'due'],
    ])
    await owner.call(putSeriesReleases, {
      params,
      body: { releases: [{ period: '2027', day: '2099-02-01' }] },
    })
    expect((await list()).map(([period]) => period)).toEqual(['2024', '2025', '2027'])
    const twice = { releases: [releases[0], releases[0]] as never }
    expect((await problem(owner.call(putSeriesReleases, { params, body: twice }))).errors[0].path).toBe(
      '/body/releases/1/period',
    )
  })

  it('refuses a period of another frequency, naming it', async () => {
    const refused = await problem(
      owner.call(putSeriesValues, {
        params: { code: 'gdp' },
        body: { values: [{ period: '2024-07', value: 1 }] },
      }),
    )
    expect(refused.errors[0].path).toBe('/body/values/0/period')
  })
})

describe('PLT-051: a theme', () => {
  const attribute = (n: number, sources: ThemeAttribute['sources'] = []): ThemeAttribute => ({
    ...{ name: `a${n}`, title: `属性${n}`, type: 'text' as const, sources },
    organisationId: organisations.drainage.id,
  })

  it('城市管理 with 20 attributes, 17 of them delivered: 85 %, and who owes the three', async () => {
    const source = await aDataset(city, {
      fields: [
        { name: 'uscc', title: '统一社会信用代码', type: 'text', isKey: true },
        { name: 'grade', title: '等级', type: 'text' },
      ],
      select: selectOf([
        { uscc: '91350100M000100Y43', grade: 'A' },
        { uscc: '91990104100000008A', grade: null },
      ]),
    })
    const from = { datasetId: source.id, field: 'grade', keyField: 'uscc' }
    const attributes = Array.from({ length: 20 }, (_, n) => attribute(n, n < 17 ? [from] : []))
    const given = { subject: '餐饮单位', key: 'uscc' as const, divisionCode: '990100' }
    const theme = await owner.call(createTheme, { body: { ...given, name: '城市管理', attributes } })
    const { coverage } = await owner.call(getTheme, { params: { id: theme.id } })
    expect(coverage).toMatchObject({ attributes: 20, delivered: 17, percent: 85 })
    expect(coverage.missing.map((one) => [one.title, one.organisationName])).toEqual(
      [17, 18, 19].map((n) => [`属性${n}`, organisations.drainage.name]),
    )
    const built = await owner.call(buildTheme, { params: { id: theme.id } })
    expect(built.rows).toBe(2)
    const { items } = await owner.call(readDatasetRows, {
      params: { id: built.datasetId as string },
      body: { fields: ['subject_key', 'a0', 'a19'] },
    })
    expect(items).toEqual([
      { subject_key: '91350100M000100Y43', a0: 'A', a19: null },
      { subject_key: '91990104100000008A', a0: null, a19: null },
    ])
    // What the theme is made of is known by itself (PLT-060), field by field.
    const ask = { kind: 'dataset' as const, id: built.datasetId as string, direction: 'upstream' as const }
    const madeOf = async (field: string) =>
      (await owner.call(getLineage, { query: { ...ask, field } })).edges.map((one) => [
        one.from.id,
        one.from.field,
        one.via,
      ])
    expect(await madeOf('a0')).toEqual([[source.id, 'grade', '主题库“城市管理”']])
    expect(await madeOf('subject_key')).toEqual([[source.id, 'uscc', '主题库“城市管理”']])
    expect(await madeOf('a19')).toEqual([])
    const twin = await problem(
      owner.call(createTheme, {
        body: { ...given, name: '市场监管', attributes: [attribute(3, [from])] },
      }),
    )
    expect(twin.detail).toContain('主源')
  })

  it('a county’s own 人口表 is refused: 请引用人口基础库', async () => {
    const refused = await problem(
      owner.call(createTheme, {
        body: {
          ...{ name: '县级人口', subject: '人口表', key: 'citizen-id', divisionCode: '990102' },
          attributes: [attribute(1)],
        },
      }),
    )
    expect(refused.detail).toContain('请引用人口基础库')
  })
})
