import {
  deleteAnalysis,
  getComponentData,
  getImpact,
  getLineage,
  listAnalyses,
  listAnalysisTables,
  listQueryLog,
  reviewPage,
  runAnalysisQuery,
  runDataModel,
  saveAnalysis,
  savePage,
  submitPage,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset, selectOf } from './data-kit.ts'

/** PLT-067: workspaces with data by grant, queries with row and column rights, common models. */
let city: TestPlatform
let urban: Client
let water: Client
beforeAll(async () => {
  city = await startTestPlatform()
  urban = await city.signedInAs('data-steward', { organisationId: organisations.oldTownUrban.id })
  water = await city.signedInAs('data-steward', { organisationId: organisations.drainage.id })
})
afterAll(() => city.stop())

const problem = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error) => error.problem,
  )
const run = (client: Client, sql: string, limit?: number) =>
  client.call(runAnalysisQuery, { body: { sql, ...(limit ? { limit } : {}) } })

const payments = (ids: readonly number[], amount: number) =>
  selectOf(ids.map((n) => ({ person: `P${n}`, month: '2025-05', amount: amount + n })))

describe('a workspace', () => {
  it('knows only its own tables; a query of another’s fails with 无权限', async () => {
    await aDataset(city, { name: '排口监测', organisationId: organisations.drainage.id })
    const seen = (await urban.call(listAnalysisTables, { query: { search: '排口监测' } })).total
    expect(seen).toBe(0)
    expect((await water.call(listAnalysisTables, { query: { search: '排口监测' } })).total).toBe(1)
    const refused = await problem(run(urban, 'SELECT count(*) FROM 排口监测'))
    expect(refused).toMatchObject({ code: 'table-not-granted', status: 403 })
    expect(refused.detail).toContain('无权限')
    expect((await run(water, 'SELECT count(*) AS n FROM 排口监测')).rows).toEqual([[3]])
  })

  it('shows masked values, joins by tokens, and nothing brings the values back', async () => {
    await aDataset(city, { name: '居民台账', organisationId: organisations.oldTownUrban.id })
    const { rows, grade } = await run(urban, 'SELECT name, phone, id_number FROM 居民台账 ORDER BY age DESC')
    expect(rows[0]).toEqual(['张*', '138****5678', '110105********002X'])
    expect(grade).toBe('general-4')
    const joined = await run(
      urban,
      'SELECT count(*) FROM 居民台账 a JOIN 居民台账 b ON a.id_number__token = b.id_number__token',
    )
    expect(joined.rows).toEqual([[3]])
    const found = await run(urban, `SELECT count(*) FROM 居民台账 WHERE id_number = '11010519491231002X'`)
    expect(found.rows).toEqual([[0]])
  })

  it.each([
    ["SELECT * FROM read_csv('/etc/passwd')", '无权限'],
    ["SELECT * FROM '/etc/passwd'", '查询有误'],
    ["COPY (SELECT 1) TO '/tmp/out.csv'", '无权限'],
    ["ATTACH '/tmp/x.db'", '只能查询'],
    ['SET enable_external_access = true', '只能查询'],
    ['SELECT 1; SELECT 2', '一次只能运行一条'],
    ["SELECT * FROM glob('/**')", '无权限'],
    ["SELECT * FROM read_text('/etc/hostname')", '无权限'],
    ['SELEC 1', '查询有误'],
  ])('refuses %s', async (sql, why) => {
    expect((await problem(run(urban, sql))).detail).toContain(why)
  })

  it('limits the rows and keeps a log', async () => {
    const cut = await run(urban, 'SELECT * FROM range(100)', 10)
    expect([cut.rows.length, cut.isCut]).toEqual([10, true])
    const { items } = await urban.call(listQueryLog, { query: { search: 'range(100)' } })
    expect(items).toMatchObject([{ outcome: 'done', rows: 10 }])
    expect((await water.call(listQueryLog, { query: { search: 'range(100)' } })).total).toBe(0)
  })

  it('knows of a saved query which columns it is made of, through joins, subqueries and unions', async () => {
    const fields = [
      {
        name: 'person',
        title: '证件号码',
        type: 'text' as const,
        isKey: true,
        sensitive: 'citizen-id' as const,
      },
      { name: 'fee', title: '水费', type: 'number' as const },
      { name: 'month', title: '月份', type: 'text' as const },
    ]
    const organisationId = organisations.oldTownUrban.id
    const select = selectOf([{ person: '11010519491231002X', fee: 12.5, month: '2025-05' }])
    const water = await aDataset(city, { name: '水费台账', organisationId, fields, select })
    const homes = await aDataset(city, { name: '住户名册', organisationId })
    const body = {
      ...{ title: '老人水费', chart: { kind: 'bar' as const }, shared: false },
      sql: `WITH 老人 AS (SELECT id_number__token AS k, street AS 街道 FROM 住户名册 WHERE age >= 60)
        SELECT o.街道, sum(w.fee) AS 合计, (SELECT max(fee) FROM 水费台账) AS 最高
        FROM 老人 o JOIN 水费台账 w ON w.person__token = o.k WHERE w.month = '2025-05' GROUP BY o.街道
        UNION ALL SELECT '全市', count(*), 0 FROM 水费台账`,
    }
    const saved = await urban.call(saveAnalysis, { body })
    const graph = async () =>
      (await urban.call(getLineage, { query: { kind: 'report', id: saved.id, direction: 'upstream' } })).edges
    const names = new Map([
      [water.id, '水费台账'],
      [homes.id, '住户名册'],
    ])
    const seen = (await graph()).map(({ from, to }) => `${names.get(from.id)}.${from.field} → ${to.field}`)
    expect(seen.sort()).toEqual(
      [
        ...['住户名册.age → ', '住户名册.id_number → ', '住户名册.street → ', '住户名册.street → 街道'],
        ...['水费台账.fee → 合计', '水费台账.fee → 最高', '水费台账.month → ', '水费台账.person → '],
      ].sort(),
    )
    const impact = await urban.call(getImpact, {
      query: { kind: 'dataset', id: homes.id, field: 'street' },
    })
    expect(JSON.stringify(impact)).toContain('老人水费')
    // Written anew it is made of other columns; deleted, of none.
    await urban.call(saveAnalysis, { body: { ...body, id: saved.id, sql: 'SELECT * FROM 水费台账' } })
    expect((await graph()).map((edge) => edge.to.field).sort()).toEqual([
      ...['fee', 'month', 'person', 'person__token'],
    ])
    await urban.call(deleteAnalysis, { params: { id: saved.id } })
    expect(await graph()).toEqual([])
  })

  it('saves an analysis for the colleagues of the same organisation', async () => {
    const body = { title: '街道人数', sql: 'SELECT 1', chart: { kind: 'bar' as const }, shared: true }
    const saved = await urban.call(saveAnalysis, { body })
    const colleague = await city.signedInAs('data-steward', { organisationId: organisations.oldTownUrban.id })
    expect((await colleague.call(listAnalyses)).items).toMatchObject([{ title: '街道人数', isMine: false }])
    expect((await water.call(listAnalyses)).total).toBe(0)
    const stolen = await problem(colleague.call(saveAnalysis, { body: { ...body, id: saved.id } }))
    expect(stolen.code).toBe('not-mine')
  })
})

describe('a saved analysis on a cockpit page', () => {
  it('shows each who looks what he may see, and is read anew', async () => {
    const sql =
      'SELECT street, count(*) AS n, max(phone) AS phone FROM 居民台账 GROUP BY street ORDER BY street'
    const body = {
      title: '分街道人数',
      sql,
      chart: { kind: 'bar' as const, x: 'street', y: ['n'] },
      shared: false,
    }
    const saved = await urban.call(saveAnalysis, { body })
    const composer = await city.signedInAs('administrator')
    const component = {
      ...{ id: 'streets', kind: 'bar' as const, title: '分街道人数', x: 0, y: 0, w: 8, h: 8 },
      ...{ grade: 'public' as const, binding: { source: 'analysis' as const, ids: [saved.id] } },
    }
    const content = { theme: 'dark' as const, rows: 20, refreshSeconds: 30, components: [component] }
    const params = { id: 'streets' }
    const page = { title: '分街道', grade: 'public' as const, content }
    const lost = { ...component, binding: { source: 'analysis' as const, ids: ['none'] } }
    const draft = { ...page, content: { ...content, components: [lost] } }
    const { faults } = await composer.call(savePage, { params, body: draft })
    expect(faults.map((one) => one.path)).toEqual(['binding.ids'])
    expect((await composer.call(savePage, { params, body: page })).faults).toEqual([])
    await composer.call(submitPage, { params })
    const other = await city.signedInAs('administrator')
    await other.call(reviewPage, { params, body: { approve: true } })
    const look = (client: Client) =>
      client.call(getComponentData, { params: { id: 'streets', component: 'streets' }, query: {} })
    const mine = await look(urban)
    expect(mine.items).toEqual([
      { name: '临江街道', value: 1 },
      { name: '望云街道', value: 2 },
    ])
    expect([mine.source, mine.note]).toEqual(['居民台账', '数据级别：一般4级'])
    const foreign = await look(water)
    expect([foreign.items, foreign.note]).toEqual([[], expect.stringContaining('无权限')])
    expect((await look(await city.signedInAs('citizen'))).items).toEqual([])
    const { items } = await urban.call(listQueryLog, { query: { search: 'max(phone)' } })
    expect(items).toHaveLength(1)
    await look(urban)
    expect((await urban.call(listQueryLog, { query: { search: 'max(phone)' } })).total).toBe(1)
  })
})

describe('a common model', () => {
  it('finds what is far from its like', async () => {
    const fields = [
      { name: 'no', title: '编号', type: 'text' as const, isKey: true },
      { name: 'kind', title: '类别', type: 'text' as const },
      { name: 'value', title: '用水量', type: 'number' as const },
    ]
    const rows = Array.from({ length: 20 }, (_, i) => ({
      no: `N${i}`,
      kind: '居民',
      value: i === 7 ? 900 : 10 + i,
    }))
    const organisationId = organisations.oldTownUrban.id
    const table = await aDataset(city, { organisationId, fields, select: selectOf(rows) })
    const columns = { record: 'no', kind: 'kind', value: 'value' }
    const body = { inputs: { records: { datasetId: table.id, columns } } }
    const found = await urban.call(runDataModel, { params: { id: 'anomaly' }, body })
    expect(found.rows.map((row) => [row[0], row[2]])).toEqual([['N7', 900]])
  })

  it('counts people by age, sex and division, and hides small cells so that none can be worked out (PLT-046)', async () => {
    const text = (name: string) => ({ name, title: name, type: 'text' as const })
    const organisationId = organisations.oldTownUrban.id
    const many = (n: number, birth: string, sex: string, division: string) =>
      Array.from({ length: n }, () => ({ birth, sex, division }))
    const rows = [
      ...[...many(30, '2000-01-01', '男', '990102001'), ...many(20, '2000-01-01', '女', '990102001')],
      ...[...many(3, '1930-01-01', '女', '990102001'), ...many(12, '2000-01-01', '男', '990103001')],
    ]
    const fields = [text('birth'), text('sex'), text('division')]
    const table = await aDataset(city, { organisationId, fields, select: selectOf(rows) })
    const columns = { birth: 'birth', sex: 'sex', division: 'division' }
    const body = { inputs: { people: { datasetId: table.id, columns } } }
    const counted = await urban.call(runDataModel, { params: { id: 'population-counts' }, body })
    expect(counted.rows).toEqual([
      // Three of eighty and more are hidden, and with them the smallest other cell.
      ['990102', '15–59', '女', null],
      ['990102', '15–59', '男', 30],
      ['990102', '80及以上', '女', null],
      ['990103', '15–59', '男', 12],
    ])
  })

  it('counts firms by section of GB/T 4754 and capital, without branches and those cancelled (PLT-047)', async () => {
    const text = (name: string) => ({ name, title: name, type: 'text' as const })
    const organisationId = organisations.oldTownUrban.id
    const firm = (title: string, industry: string, capital: number, state = '在业') => ({
      ...{ title, industry, capital, state },
    })
    const rows = [
      ...[firm('甲制造', 'C3511', 200), firm('乙制造', '3511', 300), firm('丙零售', 'F', 50)],
      ...[firm('丙零售第一分公司', 'F5211', 50), firm('丁餐饮', 'H62', 50, '注销'), firm('戊', '无', 5000)],
    ]
    const fields = [
      ...[text('title'), text('industry'), text('state')],
      { name: 'capital', title: '注册资本', type: 'number' as const },
    ]
    const table = await aDataset(city, { organisationId, fields, select: selectOf(rows) })
    const columns = { title: 'title', industry: 'industry', capital: 'capital', state: 'state' }
    const body = { inputs: { firms: { datasetId: table.id, columns } } }
    const counted = await urban.call(runDataModel, { params: { id: 'firm-classes' }, body })
    expect(counted.rows.sort((a, b) => String(a[0]).localeCompare(String(b[0])))).toEqual([
      ['—', '未分类', '1000万及以上', 1, 25],
      ['C', '制造业', '100万–500万', 2, 50],
      ['F', '批发和零售业', '不满100万', 1, 25],
    ])
  })

  it('常态化审计：重复发放 lists the seven paid twice, with both payments', async () => {
    const fields = [
      {
        name: 'person',
        title: '证件号码',
        type: 'text' as const,
        sensitive: 'citizen-id' as const,
        isKey: true,
      },
      { name: 'month', title: '发放月份', type: 'text' as const },
      { name: 'amount', title: '金额', type: 'number' as const },
    ]
    const numbers = Array.from({ length: 40 }, (_, n) => n)
    const given = { organisationId: organisations.oldTownUrban.id, fields }
    const low = await aDataset(city, { ...given, select: payments(numbers.slice(0, 22), 500) })
    const other = await aDataset(city, { ...given, select: payments(numbers.slice(15, 40), 800) })
    const columns = { person: 'person', month: 'month', amount: 'amount' }
    const inputs = {
      first: { datasetId: low.id, columns },
      second: { datasetId: other.id, columns },
    }
    const answer = await urban.call(runDataModel, { params: { id: 'double-payment' }, body: { inputs } })
    expect(answer.rows).toHaveLength(7)
    expect(answer.rows.map((row) => row.slice(1)).sort()).toEqual(
      numbers.slice(15, 22).map((n) => ['2025-05', 500 + n, 800 + n]),
    )
    const refused = await problem(
      water.call(runDataModel, { params: { id: 'double-payment' }, body: { inputs } }),
    )
    expect(refused.code).toBe('table-not-granted')
  })
})
