import * as contract from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../kernel/db/sql.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../../test-kit/index.ts'

const noon = new Date('2025-06-03T12:00:00+08:00')
const hourMs = 3_600_000
let city: TestPlatform
let admin: Client

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(noon) } })
  admin = await city.signedInAs('administrator')
  await city.kernel.db.transaction((tx) =>
    city.cases.importDuties(tx, [
      {
        item: 'public-opinion.water-supply',
        divisionCode: '990100',
        organisationId: organisations.drainage.id,
      },
    ]),
  )
})
afterAll(() => city.stop())

let number = 0
const aText = (text: string, hoursAgo: number, source = '云川论坛'): contract.OpinionText => ({
  ...{ source, url: `https://bbs.example/${++number}`, text },
  publishedTime: new Date(noon.getTime() - hoursAgo * hourMs).toISOString(),
})
const take = (texts: contract.OpinionText[]) => admin.call(contract.takeOpinionTexts, { body: { texts } })
const topicOf = (id: string | undefined) =>
  admin.call(contract.getOpinionTopic, { params: { id: id as string } })

const openings = [
  '有人知道',
  '急问一下',
  '太热了还',
  '早上起来',
  '刚下班回来',
  '家里老人说',
  '物业群里说',
  '一上午都',
]
const endings = [
  '什么时候能来',
  '饭都做不了',
  '谁来管管',
  '到底修好没有',
  '连通知都没有',
  '孩子没法洗澡',
  '要等到几点',
]
/** Sixty texts of different words on one matter. */
const talk = Array.from(
  { length: 60 },
  (_, n) =>
    `${openings[n % 8]}临江区青石桥社区${((n * 7) % 41) + 1}号楼断水了，${endings[n % 7]}，楼上${n * 13 + 5}户都一样`,
)

describe('texts about no water', () => {
  it('become one topic with burst, area, top source, and a task of the water bureau, once (PLT-104)', async () => {
    const past = Array.from({ length: 24 * 3 }, (_, n) =>
      aText(`临江区供水片区${n * 37}号用户说断水已经${n}分钟，第${n * n + 3}次报修`, 2 + n / 3),
    )
    const before = await take(past)
    expect(before).toMatchObject({ taken: 72, alerts: [] })
    const now = await take(talk.map((text, n) => aText(text, n / 61, n % 3 === 0 ? '云川论坛' : '本地微博')))
    expect(now.taken).toBe(60)
    expect(now.topicIds).toHaveLength(1)
    expect(now.alerts).toEqual(now.topicIds)
    const { topic, sources, hours } = await topicOf(now.topicIds[0])
    expect(topic).toMatchObject({
      eventType: 'public-opinion.water-supply',
      divisionName: expect.stringContaining('临江区'),
      burst: { count: 60 },
    })
    expect(topic.burst?.average).toBeGreaterThan(2.5)
    expect(topic.burst?.average).toBeLessThan(3.5)
    expect(sources.reduce((sum, one) => sum + one.count, 0)).toBe(132)
    const report = (kind: 'day' | 'week' | 'special', topic?: string) =>
      admin.call(contract.getOpinionReport, { query: { kind, day: '2025-06-03', topic } })
    const daily = await report('day')
    // 60 of the last hour and those of the past from 0:00 to 10:00, three an hour.
    expect(daily.texts).toBeGreaterThan(60)
    expect(daily.before).toBeGreaterThan(0)
    expect(daily.topics[0]?.topic.id).toBe(topic.id)
    expect(daily.text).toContain(`本期接入公开文本 ${daily.texts} 条`)
    const special = await report('special', topic.id)
    expect(special).toMatchObject({ texts: 132, title: expect.stringContaining('专报') })
    expect(special.text).toContain('突增至 60 条')
    await expect(report('special')).rejects.toMatchObject({ problem: { errors: [{ path: '/query/topic' }] } })
    expect(hours.reduce((sum, one) => sum + one.count, 0)).toBe(132)
    expect(sources[0]?.source).toBe('云川论坛')
    await city.settle()
    const { event } = await admin.call(contract.getEvent, { params: { id: topic.eventId as string } })
    expect(event).toMatchObject({ source: 'media', state: 'verified', level: 'red', value: 60 })
    const { tasks } = await admin.call(contract.getCase, { params: { id: event.caseId as string } })
    expect(tasks).toMatchObject([{ task: 'verify', organisationId: organisations.drainage.id }])
    expect(await take([aText('临江区又断水了，怎么还没有人来修水管呀', 0)])).toMatchObject({ alerts: [] })
    const { total } = await admin.call(contract.listEvents, {
      query: { type: 'public-opinion.water-supply' },
    })
    expect(total).toBe(1)
  })
})

const article =
  '记者从市交通部门获悉，望云大道改造工程将于下月启动，工期约八个月，期间实行半幅封闭施工，公共汽车线路相应调整，请市民提前规划出行。'

describe('an article that is posted again', () => {
  it('twenty times is one content with spread and heat twenty (PLT-104)', async () => {
    const posts = Array.from({ length: 20 }, (_, n) =>
      aText(n % 2 ? `转发微博：${article}` : `${article}（来源：网络${n}）`, 5 - n / 10, `来源${n % 4}`),
    )
    const { topicIds, contents, taken } = await take(posts)
    expect({ contents, taken }).toEqual({ contents: 1, taken: 20 })
    expect(await take(posts)).toMatchObject({ taken: 0, known: 20 })
    const { topic, contents: kept } = await topicOf(topicIds[0])
    expect(topic).toMatchObject({ heat: 20, contents: 1, firstSource: '来源0' })
    expect(kept).toMatchObject([{ spread: 20, firstUrl: posts[0]?.url }])
  })
})

describe('who speaks', () => {
  it('is not kept, nor whom they speak to', async () => {
    const { topicIds } = await take([aText('@张三丰 快看，老街灯笼节今晚开始啦，联系13912345678报名', 1)])
    const { contents } = await topicOf(topicIds[0])
    expect(contents[0]?.text).toBe('快看，老街灯笼节今晚开始啦，联系***********报名')
  })
})

describe('files and keys', () => {
  it('takes good lines of a file and names the bad ones', async () => {
    const content = [
      'source,url,publishedTime,author,title,text',
      '早报,https://a.example/1,2025-06-03T08:00:00+08:00,某人,"灯会, 开幕","老城灯会""今晚""开幕，游客\n很多"',
      '早报,https://a.example/2,不是时间,某人,无,这一行的时间不对',
      '早报,https://a.example/3,2025-06-03T09:00:00+08:00,某人,无,',
    ].join('\n')
    const taken = await admin.call(contract.importOpinionFile, { body: { format: 'csv', content } })
    expect(taken.taken).toBe(1)
    expect(taken.faults.map((one) => one.line)).toEqual([4, 5])
    const { contents } = await topicOf(taken.topicIds[0])
    expect(contents[0]).toMatchObject({ title: '灯会, 开幕', text: '老城灯会"今晚"开幕，游客\n很多' })
    const lines = `{"source":"晚报","url":"https://a.example/9","publishedTime":"2025-06-03T08:00:00+08:00","text":"城东书展人山人海","author":"某人"}\n{坏`
    const more = await admin.call(contract.importOpinionFile, { body: { format: 'jsonl', content: lines } })
    expect(more).toMatchObject({ taken: 1, faults: [{ line: 2 }] })
  })

  it('takes texts by the key of an intake client and by no other', async () => {
    const outside = createClient({ baseUrl: city.url })
    const { apiKey } = await admin.call(contract.addIntakeClient, {
      body: { name: '采集服务', channel: 'media' },
    })
    const texts = [aText('城南湿地公园新栈道开放，市民点赞', 1)]
    await expect(
      outside.call(contract.pushOpinionTexts, { body: { key: 'x', texts } }),
    ).rejects.toMatchObject({ problem: { status: 403 } })
    expect(await outside.call(contract.pushOpinionTexts, { body: { key: apiKey, texts } })).toMatchObject({
      taken: 1,
    })
  })
})

describe('a topic', () => {
  it('is watched as the city sets it, and is seen only where one answers for', async () => {
    const params = { type: 'public-opinion.power-supply' }
    const body = { keywords: ['停电'], exclusions: ['演练'], least: 3, factor: 2, active: true }
    await admin.call(contract.saveOpinionWatch, { params, body })
    const words = ['望云街道停电演练通知', '云城区停电了好热', '云城区这边也停电了吗', '云城区整条街停电']
    const { topicIds, alerts } = await take(words.map((text, n) => aText(`${text}${n * 991}`, n / 10)))
    expect(alerts).toHaveLength(1)
    const mine = (await Promise.all(topicIds.map(topicOf))).map((one) => one.topic)
    const power = mine.find((one) => one.eventType === params.type)
    expect(power).toMatchObject({ heat: 3, divisionCode: '990102' })
    const other = await city.signedInAs('duty-officer', { divisions: ['990103'] })
    const { items } = await other.call(contract.listOpinionTopics, { query: {} })
    expect(items.map((one) => one.divisionCode?.slice(0, 6))).not.toContain('990102')
    await expect(
      other.call(contract.getOpinionTopic, { params: { id: power?.id as string } }),
    ).rejects.toMatchObject({ problem: { status: 404 } })
    const act = { kind: 'closed', text: '已恢复供电并公开说明' } as const
    await admin.call(contract.noteOpinionAct, { params: { id: power?.id as string }, body: act })
    const closed = await admin.call(contract.listOpinionTopics, { query: { state: 'closed' } })
    expect(closed.items.map((one) => one.id)).toEqual([power?.id])
  })
})

describe('evidence (PLT-104)', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64')

  it('is kept as it was captured, with its hash in the ledger, and outlives the posting', async () => {
    const page = '<html><body>临江区滨江小区断水</body></html>'
    const text: contract.OpinionText = {
      ...aText('临江区滨江小区断水一整天', 2),
      capture: { fileName: '帖子.html', contentType: 'text/html', content: base64(page) },
    }
    const { topicIds } = await take([text])
    const params = { id: topicIds[0] as string }
    const [given] = await admin.call(contract.listOpinionEvidence, { params })
    expect(given).toMatchObject({
      url: text.url,
      bySource: true,
      capturedBy: '云川论坛',
      size: Buffer.byteLength(page),
    })
    expect(given?.sm3).toMatch(/^[0-9a-f]{64}$/)
    const bytes: unknown = await admin.call(contract.getOpinionEvidence, {
      params: { id: given?.id as string },
    })
    expect(Buffer.from(bytes as Uint8Array).toString()).toBe(page)

    const body = {
      url: text.url,
      fileName: '截图.png',
      contentType: 'image/png' as const,
      content: base64('no picture'),
    }
    await expect(admin.call(contract.keepOpinionEvidence, { params, body })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/content' }] },
    })
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]).toString('base64')
    const kept = await admin.call(contract.keepOpinionEvidence, { params, body: { ...body, content: png } })
    const again = await admin.call(contract.keepOpinionEvidence, { params, body: { ...body, content: png } })
    expect(again.id).toBe(kept.id)
    const check = () => admin.call(contract.checkOpinionEvidence, { params: { id: kept.id } })
    expect(await check()).toMatchObject({ intact: true, sm3: kept.sm3, entryId: expect.any(String) })
    await city.kernel.db.query(
      sql`UPDATE events.opinion_evidence SET content = ${Buffer.from('changed')} WHERE id = ${kept.id}`,
    )
    expect(await check()).toMatchObject({ intact: false, kept: kept.sm3 })

    const postings = await admin.call(contract.listOpinionPostings, { params, query: { search: text.url } })
    const id = postings.items[0]?.id as string
    const gone = await admin.call(contract.noteOpinionGone, {
      params: { id },
      body: { note: '页面提示已删除' },
    })
    expect(gone).toMatchObject({ goneBy: expect.any(String), goneNote: '页面提示已删除' })
    expect((await admin.call(contract.listOpinionPostings, { params, query: { gone: true } })).total).toBe(1)
    expect(await admin.call(contract.listOpinionEvidence, { params })).toHaveLength(2)

    const file: unknown = await admin.call(contract.downloadOpinionReport, {
      query: { kind: 'special', day: '2025-06-03', topic: params.id },
    })
    expect(
      Buffer.from(file as Uint8Array)
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    const stranger = await city.signedInAs('duty-officer', { divisions: ['990102'] })
    await expect(stranger.call(contract.listOpinionEvidence, { params })).rejects.toMatchObject({
      problem: { status: 404 },
    })
  })
})
