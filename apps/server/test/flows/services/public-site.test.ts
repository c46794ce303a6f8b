import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { problem } from './papers-kit.ts'
import { aCitizen } from './services-kit.ts'

/** SOC-124 and SOC-024: the sites of the city, information on request, consultations and questions. */
let city: TestPlatform
let editor: Client
let publisher: Client
let chief: Client
let citizen: Client
let now = new Date('2025-04-25T10:00:00+08:00')
const unit = organisations.operationCentre.id
const restDays = ['01', '02', '03', '04', '05'].map((d) => ({ date: `2025-05-${d}`, kind: 'rest' as const }))

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  const days = [...restDays, { date: '2025-04-27', kind: 'workday' as const }]
  await city.kernel.db.transaction((tx) =>
    city.territory.importCalendar(
      tx,
      days.map((day) => ({ ...day, note: '劳动节' })),
    ),
  )
  await city.territory.reload()
})
afterAll(() => city.stop())
/** Sessions end while the clock moves by weeks. */
beforeEach(async () => {
  editor = await city.signedInAs('editor', { organisationId: unit })
  publisher = await city.signedInAs('service-manager', { organisationId: organisations.drainage.id })
  chief = await city.signedInAs('administrator')
  citizen = await city.signedInAs('citizen')
})

const content = (body: string, more: Partial<contract.ArticleContent> = {}): contract.ArticleContent => ({
  ...{ title: '关于开展城市内涝治理的公告', summary: '汛期前完成。', body, keywords: ['防汛'], ...more },
})

async function aColumn(kind: 'news' | 'policy' = 'news', updateDays?: number) {
  await chief.call(contract.saveSite, { body: { code: 'main', name: '云川市人民政府', kind: 'main' } })
  return chief.call(contract.saveSiteColumn, {
    params: { code: 'main' },
    body: { code: kind, title: '公告', kind, organisationId: unit, ...(updateDays ? { updateDays } : {}) },
  })
}

async function published(columnId: string, text: contract.ArticleContent) {
  const { id } = await editor.call(contract.writeArticle, { body: { columnId, content: text } })
  const params = { id }
  await editor.call(contract.submitArticle, { params, body: {} })
  for (const [step, who] of [
    ['first', publisher],
    ['second', chief],
    ['third', publisher],
  ] as const)
    await who.call(contract.reviewArticle, { params, body: { step, decision: 'approve' } })
  return id
}

describe('articles', () => {
  it('with a citizen id are stopped at the privacy check (Accept 2)', async () => {
    const { id: columnId } = await aColumn()
    const body = '王某（身份证号 11010519491231002X）获得补助。'
    const { id } = await editor.call(contract.writeArticle, { body: { columnId, content: content(body) } })
    const refused = await problem(editor.call(contract.submitArticle, { params: { id }, body: {} }))
    expect(refused).toMatchObject({ status: 400, code: 'article-check' })
    expect(refused.detail).toContain('隐私检查')
    expect(JSON.stringify(refused)).not.toContain('11010519491231002X')
    expect((await editor.call(contract.getArticle, { params: { id } })).state).toBe('draft')
  })

  it('are reviewed three times by others, published with a number, corrected while the old text is up, withdrawn', async () => {
    const { id: columnId } = await aColumn()
    const { id } = await editor.call(contract.writeArticle, {
      body: { columnId, content: content('全文') },
    })
    const params = { id }
    await editor.call(contract.submitArticle, { params, body: {} })
    const review = (who: Client, step: contract.ArticleStep) =>
      who.call(contract.reviewArticle, { params, body: { step, decision: 'approve' } })
    expect(await problem(review(editor, 'first'))).toMatchObject({ code: 'own-article' })
    await review(publisher, 'first')
    expect(await problem(review(publisher, 'second'))).toMatchObject({ code: 'same-reviewer' })
    await review(chief, 'second')
    expect(await problem(city.anonymous().call(contract.readPublished, { params, query: {} }))).toMatchObject(
      {
        status: 404,
      },
    )
    expect((await review(publisher, 'third')).number).toBe('news-20250425000001')
    await editor.call(contract.changeArticle, { params, body: { content: content('更正后的全文') } })
    const reader = city.anonymous()
    expect((await reader.call(contract.readPublished, { params, query: {} })).content.body).toBe('全文')
    const found = await reader.call(contract.listPublished, { query: { search: '内涝治理' } })
    expect(found.items.map((one) => one.id)).toEqual([id])
    await reader.call(contract.rateArticle, { params, body: { useful: true } })
    await reader.call(contract.listPublished, { query: { search: '没有的词' } })
    const figures = await editor.call(contract.getSiteFigures)
    expect(figures).toMatchObject({
      published: 1,
      useful: 1,
      emptySearches: [{ words: '没有的词', times: 1 }],
    })
    await publisher.call(contract.withdrawArticle, { params, body: { reason: '内容有误' } })
    expect(await problem(reader.call(contract.readPublished, { params, query: {} }))).toMatchObject({
      status: 404,
    })
  })

  it('name the right name, an interpretation is found from its policy, and a column left alone is overdue', async () => {
    await chief.call(contract.putSiteWord, {
      body: { word: '工商局', kind: 'wrong-name', instead: '市场监督管理局' },
    })
    const { id: columnId } = await aColumn('policy', 14)
    const policy = await published(
      columnId,
      content('工商局负责。', { validity: 'valid', documentNumber: '云政发〔2025〕1号' }),
    )
    const read = await editor.call(contract.getArticle, { params: { id: policy } })
    expect(read.findings).toMatchObject([{ kind: 'wrong-name', weight: 'warn' }])
    const explains = content(`见[原文](/portal/news/${policy})`, {
      title: '图解：内涝治理公告',
      interprets: policy,
    })
    const interpretation = await published(columnId, explains)
    const shown = await city.anonymous().call(contract.readPublished, { params: { id: policy }, query: {} })
    expect(shown.interpretedBy).toEqual([{ id: interpretation, title: '图解：内涝治理公告' }])
    const dead = content('见[旧文](/portal/news/0190a0a0-0000-7000-8000-000000000000)')
    const { id } = await editor.call(contract.writeArticle, { body: { columnId, content: dead } })
    expect(await problem(editor.call(contract.submitArticle, { params: { id }, body: {} }))).toMatchObject({
      findings: [{ kind: 'dead-link' }],
    })
    now = new Date('2025-05-20T10:00:00+08:00')
    editor = await city.signedInAs('editor', { organisationId: unit })
    const { overdueColumns } = await editor.call(contract.getSiteFigures)
    expect(overdueColumns.map((one) => one.title)).toEqual(['公告'])
  })
})

it('a request for information is due on the 20th working day, reminded, stopped by completion, extended, answered (Accept 1)', async () => {
  now = new Date('2025-04-25T10:00:00+08:00')
  citizen = await city.signedInAs('citizen')
  editor = await city.signedInAs('editor', { organisationId: unit })
  const asked = await citizen.call(contract.requestDisclosure, {
    body: {
      ...{ applicant: '周某', contact: '云川市望云路1号', organisationId: unit, form: 'electronic' },
      ...{ subject: '2024年度内涝治理资金', description: '请公开拨付明细。' },
    },
  })
  expect(asked.dueTime).toBe('2025-05-27T09:30:00.000Z')
  const params = { id: asked.id }
  const act = (body: Record<string, unknown>) =>
    editor.call(contract.handleDisclosure, { params, body: { text: '请补充年度', ...body } as never })
  const other = await city.signedInAs('editor', { organisationId: organisations.trafficPolice.id })
  expect(
    await problem(
      other.call(contract.handleDisclosure, { params, body: { act: 'correct', text: '请补充' } }),
    ),
  ).toMatchObject({ status: 404 })
  now = new Date('2025-05-23T10:00:00+08:00')
  editor = await city.signedInAs('editor', { organisationId: unit })
  const reminded = async () =>
    (await editor.call(contract.listInbox, { query: { limit: 50 } })).items.filter((one) =>
      one.title.includes('2025-05-27'),
    ).length
  await expect.poll(reminded, { timeout: 60_000 }).toBe(1)
  expect((await act({ act: 'correct' })).state).toBe('correcting')
  now = new Date('2025-05-30T10:00:00+08:00')
  editor = await city.signedInAs('editor', { organisationId: unit })
  expect((await act({ act: 'resume' })).dueTime.slice(0, 10)).toBe('2025-06-30')
  expect(await problem(act({ act: 'answer' }))).toMatchObject({ errors: [{ path: '/body/answerKind' }] })
  expect((await act({ act: 'extend', days: 20 })).extendedDays).toBe(20)
  expect(await problem(act({ act: 'extend', days: 1 }))).toMatchObject({ errors: [{ path: '/body/days' }] })
  expect(await act({ act: 'answer', answerKind: 'partly' })).toMatchObject({
    state: 'answered',
    isOverdue: false,
  })
  await act({ act: 'dispute', dispute: 'review', outcome: 'upheld' })
  const report = await city.anonymous().call(contract.getDisclosureReport, { query: { year: 2025 } })
  expect(report).toMatchObject({ received: 1, inTime: 1, late: 0, pending: 0, reviews: 1 })
  expect(report.answered).toEqual([{ kind: 'partly', count: 1 }])
})

it('an article withdrawn at nine is on no channel a minute later, and the audit names who withdrew it (SOC-019 Accept 2)', async () => {
  now = new Date('2025-04-25T08:30:00+08:00')
  const { id: columnId } = await aColumn()
  const id = await published(
    columnId,
    content('夜间公交延时', { title: '公告 X', channels: ['web', 'app', 'mini-program', 'kiosk'] }),
  )
  const reader = city.anonymous()
  const params = { id }
  const on = async (channel: contract.SiteChannel) => {
    const { items } = await reader.call(contract.listPublished, { query: { channel } })
    const read = await problem(reader.call(contract.readPublished, { params, query: { channel } }))
    return { listed: items.some((one) => one.id === id), status: read?.status ?? 200 }
  }
  const channels = ['web', 'app', 'mini-program', 'kiosk'] as const
  for (const channel of channels) expect(await on(channel)).toEqual({ listed: true, status: 200 })
  expect(await on('tv'), 'it was not written for television').toEqual({ listed: false, status: 404 })
  now = new Date('2025-04-25T09:00:00+08:00')
  await publisher.call(contract.withdrawArticle, { params, body: { reason: '内容有误' } })
  const { user } = await publisher.call(contract.getMe)
  now = new Date('2025-04-25T09:01:00+08:00')
  for (const channel of channels) expect(await on(channel)).toEqual({ listed: false, status: 404 })
  const entries = async () =>
    (await chief.call(contract.listAuditEntries, { query: { limit: 100 } })).items.filter(
      (one) => one.action === 'services.withdrawArticle' && one.target === id,
    )
  await expect.poll(async () => (await entries()).map((one) => one.account)).toEqual([user.account])
})

it('1,000 answers with 620 satisfied read 62.0 % (620/1,000) with days and method; a low rate is a task (SOC-024 Accept 2)', async () => {
  now = new Date('2025-03-01T09:00:00+08:00')
  const sign = async () => {
    publisher = await city.signedInAs('service-manager', { organisationId: organisations.drainage.id })
    editor = await city.signedInAs('editor', { organisationId: unit })
  }
  await sign()
  const round = await publisher.call(contract.openSatisfactionRound, {
    body: {
      ...{ kind: 'area', title: '获得感：交通出行', question: '您对本市交通出行满意吗？' },
      ...{ organisationId: unit, fromDay: '2025-03-01', toDay: '2025-03-31', floorPercent: 70 },
    },
  })
  const params = { id: round.id }
  const person = await aCitizen(city, { name: '张敏', number: '11010519491231002X' })
  const answer = () => person.call(contract.answerSatisfaction, { params, body: { grade: 'satisfied' } })
  await answer()
  expect(await problem(answer())).toMatchObject({ code: 'answered-before' })
  const grades = (count: number, grade: contract.SatisfactionGrade) =>
    Array.from({ length: count }, () => grade)
  await editor.call(contract.addSatisfactionAnswers, {
    params,
    body: {
      channel: 'phone',
      grades: [...grades(619, 'satisfied'), ...grades(180, 'neutral'), ...grades(200, 'unsatisfied')],
    },
  })
  const publish = () => publisher.call(contract.publishSatisfaction, { params })
  expect(await problem(publish())).toMatchObject({ code: 'not-over' })
  now = new Date('2025-04-01T09:00:00+08:00')
  await sign()
  expect(await publish()).toMatchObject({
    task: { state: 'open' },
    result: { satisfied: 620, neutral: 180, unsatisfied: 200, base: 1000, percent: 62 },
  })
  const { items } = await city.anonymous().call(contract.listSatisfaction, { query: {} })
  expect(items[0]?.result).toMatchObject({
    text: '62.0 % (620/1,000)',
    method: '2025-03-01 至 2025-03-31，网上 1 份、电话 999 份；满意率 = 满意 ÷ 全部回答，网上每人一次',
  })
  expect(items[0]?.task, 'what the unit has to do is its own').toBeNull()
  const handle = (who: Client, act: 'answer' | 'close') =>
    who.call(contract.handleSatisfactionTask, { params, body: { act, text: '加密公交班次' } })
  expect(await problem(handle(publisher, 'close'))).toMatchObject({ code: 'not-answered' })
  await handle(editor, 'answer')
  expect(await problem(handle(editor, 'close'))).toMatchObject({ code: 'own-task' })
  expect((await handle(publisher, 'close')).task?.state).toBe('closed')
})

it('an idea is supported once by each person, assessed, adopted and linked to what it changed; what is hidden may be appealed', async () => {
  now = new Date('2025-04-02T09:00:00+08:00')
  publisher = await city.signedInAs('service-manager', { organisationId: organisations.drainage.id })
  const author = await aCitizen(city, { name: '刘洋', number: '110105199003070033' })
  const other = await aCitizen(city, { name: '张敏', number: '11010519491231002X' })
  const propose = (text: string) =>
    author.call(contract.proposeIdea, { body: { title: '夜间办事窗口', text } })
  expect(await problem(propose('我的身份证号 11010519491231002X 请回复'))).toMatchObject({
    errors: [{ path: '/body/text' }],
  })
  const idea = await propose('上班族白天来不了，建议每周三延时服务。')
  expect(idea).toMatchObject({ state: 'received', votes: 0, name: expect.stringContaining('*') })
  const params = { id: idea.id }
  expect((await other.call(contract.voteForIdea, { params })).votes).toBe(1)
  expect(await problem(other.call(contract.voteForIdea, { params }))).toMatchObject({ code: 'voted-before' })
  expect(await problem(author.call(contract.voteForIdea, { params }))).toMatchObject({ code: 'own-idea' })
  const act = (name: 'assess' | 'adopt' | 'implement' | 'hide' | 'show', more: object = {}) =>
    publisher.call(contract.handleIdea, { params, body: { act: name, text: '已研究', ...more } })
  expect(await problem(act('adopt'))).toMatchObject({ code: 'wrong-state' })
  await act('assess')
  await act('adopt')
  const { items } = await city.anonymous().call(contract.searchServiceItems, { query: { limit: 1 } })
  const itemId = items[0]?.id as string
  expect(await act('implement', { itemId })).toMatchObject({
    state: 'implemented',
    itemTitle: items[0]?.title,
  })
  await act('hide', { text: '含广告' })
  const listed = async () => (await city.anonymous().call(contract.listIdeas, { query: {} })).total
  expect(await listed()).toBe(0)
  await author.call(contract.appealHidden, { params, body: { text: '不是广告' } })
  expect((await publisher.call(contract.listAllIdeas, { query: {} })).items[0]).toMatchObject({
    ...{ hiddenReason: '含广告', appeal: '不是广告' },
  })
  await act('show')
  expect(await listed()).toBe(1)
})

it('a consultation cannot end before its last day, closes after it, and is summarised once every group is answered (SOC-024 Accept 1)', async () => {
  now = new Date('2025-03-01T09:00:00+08:00')
  editor = await city.signedInAs('editor', { organisationId: unit })
  const draft = {
    ...{ title: '停车收费调整方案（征求意见稿）', background: '优化老城区停车资源。', isMajor: true },
    clauses: [
      { id: '一', text: '路内停车收费' },
      { id: '二', text: '夜间免费时段' },
    ],
    openDay: '2025-03-01',
  }
  const short = editor.call(contract.openConsultation, { body: { ...draft, closeDay: '2025-03-15' } })
  expect(await problem(short)).toMatchObject({ errors: [{ path: '/body/shortReason' }] })
  const one = await editor.call(contract.openConsultation, { body: { ...draft, closeDay: '2025-03-31' } })
  const params = { id: one.id }
  const say = (who: Client, clause: string, text: string, anonymous = false) =>
    who.call(contract.giveOpinion, { params, body: { clause, text, anonymous } })
  citizen = await city.signedInAs('citizen')
  await say(citizen, '一', '建议把停车费下调，老小区居民负担太重')
  const hidden = await say(citizen, '一', '建议将停车费下调，老小区居民负担太重了', true)
  expect(hidden.name).toBeNull()
  await say(citizen, '二', '夜间免费时段希望延长到早上八点')
  now = new Date('2025-03-20T09:00:00+08:00')
  editor = await city.signedInAs('editor', { organisationId: unit })
  expect(await problem(editor.call(contract.endConsultation, { params }))).toMatchObject({
    code: 'not-over',
  })
  now = new Date('2025-04-01T09:00:00+08:00')
  editor = await city.signedInAs('editor', { organisationId: unit })
  citizen = await city.signedInAs('citizen')
  expect(await problem(say(citizen, '一', '再说一句意见'))).toMatchObject({ code: 'closed' })
  expect((await city.anonymous().call(contract.getConsultation, { params })).groups).toEqual([])
  const summary = { params, body: { summary: '共收到意见3条。' } }
  expect(await problem(editor.call(contract.summariseConsultation, summary))).toMatchObject({
    code: 'ungrouped',
  })
  expect(await editor.call(contract.suggestOpinionGroups, { params })).toEqual({ grouped: 3, groups: 2 })
  expect(await problem(editor.call(contract.summariseConsultation, summary))).toMatchObject({
    code: 'unanswered',
  })
  const { groups } = await editor.call(contract.getConsultation, { params })
  expect(groups.map((group) => group.opinions)).toEqual([2, 1])
  for (const group of groups)
    await editor.call(contract.answerOpinionGroup, {
      params: { id: group.id },
      body: { outcome: 'partly', reason: '下调百分之十' },
    })
  expect((await editor.call(contract.summariseConsultation, summary)).state).toBe('summarised')
  expect((await city.anonymous().call(contract.getConsultation, { params })).groups).toHaveLength(2)
})

it('a question goes to its unit, is replied to in five working days, and is public once somebody else agreed', async () => {
  now = new Date('2025-04-25T10:00:00+08:00')
  editor = await city.signedInAs('editor', { organisationId: organisations.trafficPolice.id })
  citizen = await city.signedInAs('citizen')
  publisher = await city.signedInAs('service-manager', { organisationId: unit })
  const asked = await citizen.call(contract.askQuestion, {
    body: { organisationId: unit, title: '望云路何时修好', text: '路面坑洼已两个月。', isPublic: true },
  })
  expect(asked.dueTime.slice(0, 10)).toBe('2025-05-06')
  const params = { id: asked.id }
  const act = (who: Client, body: Record<string, unknown>) =>
    who.call(contract.handleQuestion, { params, body: body as never })
  expect(await problem(act(editor, { act: 'reply', text: '已安排' }))).toMatchObject({ status: 404 })
  await act(publisher, { act: 'assign', organisationId: organisations.trafficPolice.id })
  await act(editor, { act: 'reply', text: '6月底前完成修复。' })
  expect(await problem(act(editor, { act: 'publish' }))).toMatchObject({ code: 'needs-publisher' })
  await act(publisher, { act: 'publish' })
  const { items } = await city.anonymous().call(contract.listAnswers, {})
  expect(items).toMatchObject([{ id: asked.id, reply: '6月底前完成修复。' }])
  expect(items[0]?.name).toContain('*')
})
