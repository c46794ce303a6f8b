import {
  agreeToOpen,
  answerOpenRequest,
  askForOpenData,
  callOpenApi,
  createContest,
  type Dataset,
  getOpenDataset,
  getOpenRate,
  joinContest,
  listContests,
  listContestTeams,
  listInbox,
  listOpenDatasets,
  listOpenings,
  makeOpenKey,
  type OpenColumn,
  proposeOpening,
  publishContest,
  readOpenRows,
  reviewOpenApplication,
  reviewOpening,
  scoreContestTeam,
  showOpenApplication,
  signIn,
  submitContestWork,
  subscribeOpen,
  voteForRequest,
  withdrawOpenDataset,
} from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset, selectOf } from './data-kit.ts'

let city: TestPlatform
let owner: Client
let bureau: Client
let security: Client
let now = new Date('2025-06-03T12:00:00+08:00')
const { operationCentre } = organisations

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  owner = await city.signedInAs('data-steward', { organisationId: operationCentre.id })
  bureau = await city.signedInAs('data-bureau', { organisationId: organisations.drainage.id })
  security = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

const problem = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error) => error.problem,
  )
const plain = (...names: string[]): OpenColumn[] => names.map((name) => ({ name, mask: 'none' }))

const shops = selectOf(
  Array.from({ length: 12 }, (_, i) => ({
    ...{ code: `S${i}`, name: i === 3 ? '老街"面馆",一店' : `小店${i}`, kind: i % 3 === 0 ? '餐饮' : '零售' },
    ...{ seats: i * 10, lon: 118.5 + i / 8, lat: 33.4 },
  })),
)
const shopFields: Dataset['fields'] = [
  { name: 'code', title: '编码', type: 'text', isKey: true, grade: 'general-1' },
  { name: 'name', title: '名称', type: 'text', grade: 'general-1' },
  { name: 'kind', title: '类别', type: 'text', grade: 'general-1' },
  { name: 'seats', title: '座位数', type: 'integer', grade: 'general-1' },
  { name: 'lon', title: '经度', type: 'number', grade: 'general-1' },
  { name: 'lat', title: '纬度', type: 'number', grade: 'general-1' },
]

async function approve(id: string): Promise<void> {
  const steps = [
    ['owner', owner],
    ['bureau', bureau],
    ['security', security],
  ] as const
  for (const [step, by] of steps)
    await by.call(reviewOpening, { params: { id }, body: { step, decision: 'approve' } })
}

async function anOpen(
  given: Parameters<typeof aDataset>[1] = {},
  opening: 'unconditional' | 'conditional' = 'unconditional',
) {
  const dataset = await aDataset(city, { fields: shopFields, select: shops, cycle: 'month', ...given })
  const conditions = opening === 'conditional' ? { conditions: '仅用于研究' } : {}
  const { id } = await owner.call(proposeOpening, {
    body: {
      ...{ datasetId: dataset.id, opening, ...conditions },
      columns: plain('code', 'name', 'kind', 'seats', 'lon', 'lat'),
    },
  })
  await approve(id)
  const { items } = await city.anonymous().call(listOpenDatasets, { query: { search: dataset.name } })
  const [open] = items
  if (!open) throw new Error('it is not open')
  return { dataset, open }
}

const file = (name: string, format: string, token?: string) =>
  fetch(`${city.url}/api/open/datasets/${name}/files/${format}`, {
    headers: token ? { authorization: `Bearer ${token}` } : {},
  })

describe('a proposal to open a dataset', () => {
  it('with 身份证号 is refused automatically with the column named; masked it enters review', async () => {
    const dataset = await aDataset(city, { name: '低保对象信息' })
    const body = { datasetId: dataset.id, opening: 'unconditional' as const }
    const refused = await owner.call(proposeOpening, {
      body: { ...body, columns: plain('id_number', 'age', 'street') },
    })
    expect(refused.state).toBe('rejected')
    const [finding, ...others] = refused.findings.filter((one) => one.weight === 'refuse')
    expect([finding?.kind, finding?.field, others]).toEqual(['personal', 'id_number', []])
    expect(finding?.text).toContain('公民身份号码')
    const masked = await owner.call(proposeOpening, {
      body: { ...body, columns: [{ name: 'id_number', mask: 'partial' }, ...plain('age', 'street')] },
    })
    expect(masked.state).toBe('owner')
    expect(masked.findings.map((one) => one.kind)).toContain('reidentification')
  })

  it('is refused for what a column holds, whatever it is called', async () => {
    const fields = [
      { name: 'no', title: '序号', type: 'integer' as const, isKey: true },
      { name: 'remark', title: '备注', type: 'text' as const },
      { name: 'contact', title: '联系方式', type: 'text' as const },
    ]
    const select = selectOf([
      { no: 1, remark: '本人证件11010519491231002X已核', contact: '13812345678' },
      { no: 2, remark: '无', contact: '窗口' },
    ])
    const dataset = await aDataset(city, { fields, select })
    const { findings, state } = await owner.call(proposeOpening, {
      body: { datasetId: dataset.id, opening: 'unconditional', columns: plain('no', 'remark', 'contact') },
    })
    expect(state).toBe('rejected')
    const refusing = findings.filter((one) => one.weight === 'refuse')
    expect(refusing.map((one) => [one.field, one.kind])).toEqual([
      ['remark', 'personal'],
      ['contact', 'personal'],
    ])
  })

  it('goes through 三审 in order, by the right people, and the two of the city are not one', async () => {
    const dataset = await aDataset(city, { fields: shopFields, select: shops })
    const { id } = await owner.call(proposeOpening, {
      body: { datasetId: dataset.id, opening: 'unconditional', columns: plain('code', 'kind') },
    })
    const say = (
      by: Client,
      step: 'owner' | 'bureau' | 'security',
      decision: 'approve' | 'refuse' = 'approve',
    ) => by.call(reviewOpening, { params: { id }, body: { step, decision } })
    expect((await problem(say(bureau, 'bureau'))).code).toBe('not-this-step')
    const stranger = await city.signedInAs('data-steward', {
      organisationId: organisations.riversideUrban.id,
    })
    expect((await problem(say(stranger, 'owner'))).status).toBe(404)
    await say(owner, 'owner')
    expect((await problem(say(owner, 'bureau'))).status).toBe(403)
    await say(bureau, 'bureau')
    expect((await problem(say(bureau, 'security'))).code).toBe('same-reviewer')
    expect((await problem(say(security, 'security', 'refuse'))).errors[0].path).toBe('/body/reason')
    const done = await say(security, 'security')
    expect(done.state).toBe('published')
    expect(done.reviews.map((one) => one.step)).toEqual(['owner', 'bureau', 'security'])
    const rate = await bureau.call(getOpenRate)
    expect(rate.open).toBeGreaterThan(0)
    expect(rate.definition).toContain('开放率 =')
    expect((await stranger.call(listOpenings)).total).toBe(0)
  })
})

describe('the open site', () => {
  it('shows, previews and gives out chosen columns in every form', async () => {
    const { open } = await anOpen({ name: '沿街商铺名录' })
    expect(open.fields.map((field) => field.name)).toEqual(['code', 'name', 'kind', 'seats', 'lon', 'lat'])
    const rows = await city
      .anonymous()
      .call(readOpenRows, { params: { name: open.name }, query: { limit: 2 } })
    expect([rows.total, rows.items[0]]).toMatchObject([12, { code: 'S0', kind: '餐饮', seats: 0 }])

    const csv = await file(open.name, 'csv')
    expect(csv.headers.get('content-disposition')).toContain(encodeURIComponent('沿街商铺名录'))
    const bytes = new Uint8Array(await csv.arrayBuffer())
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(new TextDecoder().decode(bytes)).toContain('"老街""面馆"",一店"')

    expect(await (await file(open.name, 'json')).json()).toHaveLength(12)
    const { features } = await (await file(open.name, 'geojson')).json()
    expect(features[1]).toMatchObject({
      geometry: { type: 'Point', coordinates: [118.625, 33.4] },
      properties: { code: 'S1' },
    })
    expect(await (await file(open.name, 'xml')).text()).toContain('<field name="kind">餐饮</field>')
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(await (await file(open.name, 'xlsx')).arrayBuffer())
    expect(book.worksheets[0]?.getCell('B5').value).toBe('老街"面馆",一店')
    const parquet = Buffer.from(await (await file(open.name, 'parquet')).arrayBuffer())
    expect(parquet.subarray(0, 4).toString()).toBe('PAR1')
    const after = await city.anonymous().call(getOpenDataset, { params: { name: open.name } })
    expect(after.downloads).toBe(6)
  })

  it('shows 未按期更新 for a monthly resource of 45 days and gives its owner a task', async () => {
    const { open } = await anOpen({ name: '公共厕所名录' })
    now = new Date(now.getTime() + 45 * 86_400_000 + 60_000)
    try {
      const late = await city.anonymous().call(getOpenDataset, { params: { name: open.name } })
      expect(late.isOverdue).toBe(true)
      // The owner signs in anew: the session of 45 days ago is over.
      const body = { account: 'data-steward-1', password: 'correct horse battery' }
      const { accessToken } = await city.anonymous().call(signIn, { body })
      const again = createClient({ baseUrl: city.url, token: () => accessToken })
      await expect
        .poll(() => titlesOf(again), { timeout: 40_000 })
        .toContain('开放数据未按期更新：公共厕所名录')
    } finally {
      now = new Date('2025-06-03T12:00:00+08:00')
    }
  }, 60_000)

  it('withdraws with a reason: the page stays, the data are gone', async () => {
    const { dataset, open } = await anOpen({ name: '临时停车点' })
    await bureau.call(withdrawOpenDataset, {
      params: { id: dataset.id },
      body: { reason: '坐标有误，核实中' },
    })
    const page = await city.anonymous().call(getOpenDataset, { params: { name: open.name } })
    expect(page).toMatchObject({ state: 'withdrawn', withdrawnReason: '坐标有误，核实中', formats: [] })
    expect((await file(open.name, 'csv')).status).toBe(409)
    expect((await city.anonymous().call(listOpenDatasets, { query: { search: '临时停车点' } })).total).toBe(0)
  })

  it('gives conditional data to those who agreed, and rows by key', async () => {
    const { open } = await anOpen({ name: '客流统计' }, 'conditional')
    const params = { name: open.name }
    expect((await file(open.name, 'csv')).status).toBe(401)
    const citizen = await city.signedInAs('citizen')
    const { key } = await citizen.call(makeOpenKey, { body: { name: '研究' } })
    const call = () =>
      city.anonymous().call(callOpenApi, { params, query: { key, field: 'kind', value: '餐饮' } })
    expect((await problem(call())).code).toBe('not-agreed')
    expect((await file(open.name, 'csv', citizen.options.token?.() ?? '')).status).toBe(403)
    await citizen.call(agreeToOpen, { params, body: { purpose: '毕业论文研究' } })
    expect((await file(open.name, 'csv', citizen.options.token?.() ?? '')).status).toBe(200)
    expect((await call()).total).toBe(4)
    const wrong = await problem(
      city.anonymous().call(callOpenApi, { params, query: { key: 'open_0000000000000000000000' } }),
    )
    expect(wrong.code).toBe('wrong-key')
  })

  it('tells subscribers of an update, takes requests with votes and shows applications', async () => {
    const { dataset, open } = await anOpen({ name: '便民服务点' })
    const citizen = await city.signedInAs('citizen')
    await citizen.call(subscribeOpen, { params: { name: open.name }, body: { wanted: true } })
    await city.data.putTable({ datasetId: dataset.id, select: shops })
    await city.settle()
    await expect.poll(() => titlesOf(citizen), { timeout: 30_000 }).toContain('开放数据已更新：便民服务点')

    const asked = await citizen.call(askForOpenData, {
      body: { title: '公交到站数据', text: '想做换乘提醒' },
    })
    expect(new Date(asked.dueTime).getTime()).toBeGreaterThan(now.getTime())
    await citizen.call(voteForRequest, { params: { id: asked.id } })
    const voted = await citizen.call(voteForRequest, { params: { id: asked.id } })
    expect(voted.votes).toBe(1)
    const body = { state: 'accepted' as const, reply: '计划三季度开放' }
    expect(await bureau.call(answerOpenRequest, { params: { id: asked.id }, body })).toMatchObject({
      state: 'accepted',
      isLate: false,
    })
    const shown = await citizen.call(showOpenApplication, {
      body: { title: '找服务点', text: '查看附近服务点', datasets: [open.name] },
    })
    expect(shown.state).toBe('waiting')
    const reviewed = await bureau.call(reviewOpenApplication, {
      params: { id: shown.id },
      body: { state: 'shown' },
    })
    expect(reviewed.datasets).toEqual([{ name: open.name, title: '便民服务点' }])
  })

  it('runs a contest: call, teams with their data, works, scores by criteria, results', async () => {
    const { open } = await anOpen({ name: '客流竞赛数据' }, 'conditional')
    const at = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString()
    const call = {
      ...{ title: '客流预测赛', text: '用客流数据预测节假日人流', datasets: [open.name] },
      criteria: [
        { name: '准确性', weight: 60 },
        { name: '可用性', weight: 40 },
      ],
      ...{ joinUntil: at(1), submitUntil: at(2) },
    }
    const wrong = { ...call, criteria: [{ name: '准确性', weight: 60 }] }
    const refused = await problem(bureau.call(createContest, { body: wrong }))
    expect(refused.errors[0].path).toBe('/body/criteria')
    const contest = await bureau.call(createContest, { body: call })
    expect([contest.state, contest.datasets[0]?.title]).toEqual(['joining', '客流竞赛数据'])
    const params = { id: contest.id }
    const people = [await city.signedInAs('citizen'), await city.signedInAs('citizen')] as const
    for (const [i, one] of people.entries()) {
      expect((await file(open.name, 'csv', one.options.token?.() ?? '')).status).toBe(403)
      await one.call(joinContest, { params, body: { name: `第${i}队`, members: ['组员'] } })
      // Entering is agreeing to the terms of the data of the contest.
      expect((await file(open.name, 'csv', one.options.token?.() ?? '')).status).toBe(200)
    }
    const twice = people[0].call(joinContest, { params, body: { name: '另一队', members: [] } })
    expect((await problem(twice)).code).toBe('already-entered')
    const works = await Promise.all(
      people.map((one, i) =>
        one.call(submitContestWork, { params, body: { title: `作品${i}`, text: '模型与说明', url: null } }),
      ),
    )
    const score = (team: string, points: number[]) =>
      bureau.call(scoreContestTeam, { params: { ...params, team }, body: { points, note: '' } })
    expect((await problem(score(works[0]?.id ?? '', [80, 70]))).code).toBe('not-judging')
    now = new Date(now.getTime() + 2 * 86_400_000)
    bureau = await city.signedInAs('data-bureau', { organisationId: organisations.drainage.id })
    const late = await city.signedInAs('citizen')
    expect(
      (await problem(late.call(joinContest, { params, body: { name: '迟到', members: [] } }))).code,
    ).toBe('too-late')
    await score(works[0]?.id ?? '', [80, 70])
    expect((await problem(bureau.call(publishContest, { params }))).code).toBe('not-scored')
    expect((await score(works[1]?.id ?? '', [90, 60])).scores[0]?.total).toBe(78)
    const judged = await bureau.call(listContestTeams, { params, query: {} })
    expect(judged.items.map((one) => one.scores[0]?.total)).toEqual([76, 78])
    expect((await late.call(listContestTeams, { params, query: {} })).total).toBe(0)
    const done = await bureau.call(publishContest, { params })
    expect(done.results).toEqual([
      { rank: 1, team: '第1队', title: '作品1', score: 78, judges: 1 },
      { rank: 2, team: '第0队', title: '作品0', score: 76, judges: 1 },
    ])
    const shown = (await city.anonymous().call(listContests, { query: { search: '客流' } })).items[0]
    expect(shown).toMatchObject({ state: 'ended', teams: 2, works: 2, results: done.results })
    expect((await problem(bureau.call(publishContest, { params }))).code).toBe('not-judging')
  })
})

async function titlesOf(client: Client): Promise<string[]> {
  return (await client.call(listInbox)).items.map((one) => one.title)
}
