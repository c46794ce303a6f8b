import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../../test-kit/index.ts'
import { spanOf } from './rules.ts'

let city: TestPlatform
let admin: Client
let worker: Client
/** How far the clock of the city is put forward. */
let ahead = 0

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(Date.now() + ahead) } })
  admin = await city.signedInAs('administrator')
  worker = await city.signedInAs('unit-worker', { organisationId: organisations.drainage.id })
})
afterAll(() => city.stop())

interface Due {
  count: number
  division: string
  period: string
  inTime?: boolean
  reopens?: number
}

/** Cases due in a month, closed in time or late; answers their ids. */
async function casesDue({ count, division, period, inTime = true, reopens = 0 }: Due): Promise<string[]> {
  const ids = Array.from({ length: count }, newId)
  const due = `${period}-15T10:00:00+08:00`
  const closed = inTime ? `${period}-14T10:00:00+08:00` : `${period}-16T10:00:00+08:00`
  await city.kernel.db.query(sql`INSERT INTO cases.city_case (id, reference, type, title, state, stage, division_code,
      opened_time, amber_time, due_time, closed_time, in_time, reopens, grams)
    SELECT id, id::text, 'urban-management.urban-case', '案件', 'closed', 'closed', ${division}, ${due}::timestamptz, ${due},
      ${due}, ${closed}, ${inTime}, ${reopens}, '{}' FROM unnest(${ids}::uuid[]) AS id`)
  return ids
}

/** Open cases whose limit is at a time. */
async function openCases(count: number, division: string, due: Date): Promise<string[]> {
  const ids = Array.from({ length: count }, newId)
  await city.kernel.db.query(sql`INSERT INTO cases.city_case (id, reference, type, title, state, stage, division_code,
      opened_time, amber_time, due_time, grams)
    SELECT id, id::text, 'urban-management.urban-case', '案件', 'open', 'handling', ${division}, ${due}::timestamptz,
      ${due}, ${due}, '{}' FROM unnest(${ids}::uuid[]) AS id`)
  return ids
}

async function aRule(indicators: contract.AppraisalIndicator[], object: 'district' | 'street' = 'district') {
  return admin.call(contract.createAppraisalRule, {
    body: { name: '城市管理月度考核', object, caseTypes: [], indicators, fromPeriod: '2025-01' },
  })
}

const onTime = (weight: number): contract.AppraisalIndicator => ({
  ...{ id: 'on-time', title: '按期结案率', weight },
  formula: { kind: 'share', part: 'on-time', whole: 'due' },
})
const reopen: contract.AppraisalIndicator = {
  ...{ id: 'reopen', title: '返工率', weight: 40 },
  formula: { kind: 'share', part: 'reopened', whole: 'due', inverted: true },
}

const compute = (ruleId: string, period: string) =>
  admin.call(contract.computeAppraisal, { body: { ruleId, period } })

describe('PLT-098: on-time', () => {
  it('of 50 due with 46 on time and 2 late ones excluded by force majeure is 95.83 %', async () => {
    const period = '2025-03'
    await casesDue({ count: 46, division: '990102', period })
    const late = await casesDue({ count: 4, division: '990102', period, inTime: false })
    const rule = await aRule([onTime(100)])
    expect((await compute(rule.id, period)).scores[0]?.score).toBe(92)
    const body = {
      ...{ ruleId: rule.id, period, object: '990102', caseIds: late.slice(0, 2) },
      ...{ ground: 'force-majeure' as const, reason: '特大暴雨，无法进场' },
    }
    const appeal = await worker.call(contract.makeAppeal, { body })
    const ruled = await admin.call(contract.ruleAppeal, {
      params: { id: appeal.id },
      body: { accept: true, ruling: '属不可抗力' },
    })
    expect(ruled).toMatchObject({ oldScore: 92, newScore: 95.83, ruledName: expect.any(String) })
    const { items } = await admin.call(contract.listAppraisals, { query: { ruleId: rule.id, period } })
    const [last] = items as [contract.Appraisal]
    expect(last.scores[0]).toMatchObject({ score: 95.83, facts: { due: 48, 'on-time': 46 } })

    const frozen = await admin.call(contract.freezeAppraisal, { params: { id: last.id } })
    expect(frozen.frozenTime).not.toBeNull()
    const refused = { problem: { status: 409, code: 'frozen' } }
    await expect(compute(rule.id, period)).rejects.toMatchObject(refused)
    const more = { ...body, caseIds: late.slice(2) }
    await expect(worker.call(contract.makeAppeal, { body: more })).rejects.toMatchObject(refused)
  })
})

describe('PLT-098: while the month runs', () => {
  it('leaves out what is neither due yet nor closed', async () => {
    const today = new Date(city.kernel.clock.now().getTime() + 8 * 3_600_000)
    const period = today.toISOString().slice(0, 7)
    const [late, later, early] = [newId(), newId(), newId()]
    const at = (days: number) => new Date(city.kernel.clock.now().getTime() + days * 86_400_000)
    // The month of the test’s clock may be at its end: what is due is written into it whatever the day.
    const within = (time: Date) => {
      const { from, to } = spanOf(period)
      return new Date(Math.min(Math.max(time.getTime(), from.getTime()), to.getTime() - 1_000))
    }
    for (const [id, due, closed] of [
      [late, within(at(-1)), null],
      [later, within(at(40)), null],
      [early, within(at(40)), at(-1)],
    ] as const)
      await city.kernel.db.query(sql`INSERT INTO cases.city_case (id, reference, type, title, state, stage, division_code,
          opened_time, amber_time, due_time, closed_time, in_time, grams)
        VALUES (${id}, ${id}, 'urban-management.urban-case', '案件', ${closed ? 'closed' : 'open'}, 'closed', '990104',
          ${at(-2)}, ${due}, ${due}, ${closed}, ${closed ? true : null}, '{}')`)
    const rule = await aRule([onTime(100)])
    const { scores } = await compute(rule.id, period)
    expect(scores.find((one) => one.object === '990104')).toMatchObject({
      ...{ score: 50, facts: { due: 2, 'on-time': 1 } },
    })
  })
})

describe('GOV-061: a street', () => {
  it('of 200 due, 186 on time, 10 reopened scores 93.80; an accepted appeal makes a new version beside the old', async () => {
    const [period, division] = ['2025-04', '990103001']
    await casesDue({ count: 186, division, period })
    await casesDue({ count: 10, division, period, inTime: false, reopens: 1 })
    const late = await casesDue({ count: 4, division, period, inTime: false })
    const rule = await aRule([onTime(60), reopen], 'street')
    const first = await compute(rule.id, period)
    expect(first.scores).toEqual([
      expect.objectContaining({
        object: division,
        score: 93.8,
        place: 1,
        values: { 'on-time': 55.8, reopen: 38 },
      }),
    ])
    const losses = await admin.call(contract.listAppraisalLosses, {
      params: { id: first.id },
      query: { object: division, limit: 500 },
    })
    expect(losses.total).toBe(24)
    const lost = losses.items.reduce((sum, one) => sum + one.points, 0)
    expect(lost).toBeCloseTo(100 - 93.8, 9)
    const appeal = await worker.call(contract.makeAppeal, {
      body: {
        ...{ ruleId: rule.id, period, object: division, caseIds: late },
        ...{ ground: 'objection', reason: '权属不清期间不应计时' },
      },
    })
    await admin.call(contract.ruleAppeal, {
      params: { id: appeal.id },
      body: { accept: true, ruling: '予以剔除' },
    })
    const { items } = await admin.call(contract.listAppraisals, { query: { ruleId: rule.id, period } })
    expect(items.map((one) => [one.version, one.scores[0]?.score])).toEqual([
      [2, 94.9],
      [1, 93.8],
    ])
    expect(items[0]?.reason).toContain('予以剔除')
    await casesDue({ count: 9, division, period: '2025-06' })
    await casesDue({ count: 1, division, period: '2025-06', inTime: false })
    await compute(rule.id, '2025-06')
    const ranking = await admin.call(contract.rankAppraisals, {
      query: { ruleId: rule.id, period: '2025-Q2' },
    })
    expect(ranking).toMatchObject({
      months: [
        { period: '2025-04', frozen: false },
        { period: '2025-06', frozen: false },
      ],
      // (94.90 + 60 × 0.9 + 40) ÷ 2, of the new version.
      rows: [{ object: division, months: 2, score: 94.45, place: 1 }],
    })
    expect(await admin.call(contract.getAppraisal, { params: { id: first.id } })).toEqual({
      ...first,
      excluded: first.excluded,
    })
  })

  it('has a report a spreadsheet program and a PDF reader open', async () => {
    const { items } = await admin.call(contract.listAppraisals, { query: { period: '2025-04' } })
    const id = items[0]?.id as string
    const headers = { authorization: `Bearer ${admin.options.token?.()}` }
    const read = async (format: string) => {
      const answer = await fetch(`${city.url}/api/cases/appraisals/${id}/report?format=${format}`, {
        headers,
      })
      expect(answer.status).toBe(200)
      return Buffer.from(await answer.arrayBuffer())
    }
    const book = new ExcelJS.Workbook()
    await book.xlsx.load((await read('xlsx')) as unknown as ArrayBuffer)
    expect(book.worksheets.map((one) => one.name)).toEqual(['考核得分', '失分明细'])
    expect(book.worksheets[0]?.getRow(4).getCell(7).value).toBe(94.9)
    const pdf = await read('pdf')
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.subarray(-6).toString()).toContain('%%EOF')
    expect(pdf.toString('latin1')).toContain('/FontFile')
  })

  it('needs weights that make 100, and a rule at the version seen', async () => {
    await expect(aRule([onTime(60)])).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/indicators' }] },
    })
    const rule = await aRule([onTime(100)])
    const { id, version, changedBy: _, changedTime: __, ...body } = rule
    const changed = { params: { id }, body: { ...body, name: '改名', version } }
    expect((await admin.call(contract.changeAppraisalRule, changed)).version).toBe(2)
    await expect(admin.call(contract.changeAppraisalRule, changed)).rejects.toMatchObject({
      problem: { code: 'changed-meanwhile' },
    })
  })
})

describe('GOV-061: vetoes and days to appeal', () => {
  const period = '2025-11'
  const body = { name: '街道考核', object: 'street' as const, caseTypes: [], indicators: [onTime(100)] }

  it('caps a score while a veto is entered, as a new version with its title, and lifts it again', async () => {
    await casesDue({ count: 4, division: '990103001001', period })
    const vetoes = [{ id: 'accident', title: '较大安全事故', cap: 59 }]
    const rule = await admin.call(contract.createAppraisalRule, {
      body: { ...body, fromPeriod: '2025-01', vetoes },
    })
    expect(rule.vetoes).toEqual(vetoes)
    const scoreOf = async () =>
      (await compute(rule.id, period)).scores.find((one) => one.object === '990103001')
    expect(await scoreOf()).toMatchObject({ score: 100, vetoed: [] })
    const enter = (value: number, indicator = 'accident') =>
      admin.call(contract.giveAppraisalValue, {
        body: { ruleId: rule.id, period, object: '990103001', indicator, value, note: '调查报告〔2025〕3号' },
      })
    await enter(1)
    expect(await scoreOf()).toMatchObject({ score: 59, vetoed: ['较大安全事故'] })
    await enter(0)
    expect(await scoreOf()).toMatchObject({ score: 100, vetoed: [] })
    await expect(enter(1, 'unknown')).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/body/indicator' }] },
    })
    const twice = { ...vetoes[0], id: 'on-time' } as contract.AppraisalVeto
    const wrong = { body: { ...body, fromPeriod: '2025-01', vetoes: [twice] } }
    await expect(admin.call(contract.createAppraisalRule, wrong)).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/vetoes/0/id' }] },
    })
  })

  it('takes appeals for so many working days after the first score of an ended month and none later', async () => {
    const late = await casesDue({ count: 2, division: '990104001001', period, inTime: false })
    const rule = await admin.call(contract.createAppraisalRule, {
      body: { ...body, fromPeriod: '2025-01', appealDays: 5 },
    })
    const first = await compute(rule.id, period)
    const days = (Date.parse(first.appealUntil as string) - Date.parse(first.computedTime)) / 86_400_000
    expect(days).toBeGreaterThan(4)
    expect(days).toBeLessThan(16)
    const appeal = (id: string | undefined, by = worker) =>
      by.call(contract.makeAppeal, {
        body: {
          ...{ ruleId: rule.id, period, object: '990104001', caseIds: [id as string] },
          ...{ ground: 'objection' as const, reason: '现场封路' },
        },
      })
    await appeal(late[0])
    ahead = Date.parse(first.appealUntil as string) + 60_000 - Date.now()
    try {
      // A later version keeps the day counted from the first.
      const later = await city.signedInAs('administrator')
      const again = await later.call(contract.computeAppraisal, { body: { ruleId: rule.id, period } })
      expect(again).toMatchObject({ version: 2, appealUntil: first.appealUntil })
      await expect(appeal(late[1], later)).rejects.toMatchObject({
        problem: { status: 409, code: 'appeal-late' },
      })
    } finally {
      ahead = 0
    }
  })
})

describe('GOV-061: a month still running', () => {
  it('counts no open case within its limit, and cannot be frozen before it ended', async () => {
    const now = new Date()
    const period = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 7)
    const { from, to } = spanOf(period)
    const division = '990104002'
    await openCases(3, division, new Date(to.getTime() - 1000))
    await openCases(1, division, new Date(from.getTime()))
    const ended = await openCases(1, division, new Date(from.getTime()))
    await city.kernel.db.query(sql`UPDATE cases.city_case SET closed_time = ${from}, in_time = true
      WHERE id = ANY(${ended}::uuid[])`)
    const rule = await aRule([onTime(100)], 'street')
    const first = await compute(rule.id, period)
    expect(first.scores).toEqual([
      expect.objectContaining({ object: division, score: 50, facts: expect.objectContaining({ due: 2 }) }),
    ])
    const losses = await admin.call(contract.listAppraisalLosses, { params: { id: first.id }, query: {} })
    expect(losses.total).toBe(1)
    await expect(admin.call(contract.freezeAppraisal, { params: { id: first.id } })).rejects.toMatchObject({
      problem: { status: 409, code: 'month-running' },
    })
    await city.kernel.db.query(sql`UPDATE cases.appraisal SET period = '2025-10',
      computed_time = '2025-10-20T00:00:00Z' WHERE id = ${first.id}`)
    await expect(admin.call(contract.freezeAppraisal, { params: { id: first.id } })).rejects.toMatchObject({
      problem: { status: 409, code: 'computed-early' },
    })
  })

  it('ranks an object that was judged though no case of it was due', async () => {
    const period = '2025-08'
    const rule = await aRule([
      onTime(60),
      { id: 'media', title: '媒体', weight: 40, formula: { kind: 'given' } },
    ])
    await admin.call(contract.giveAppraisalValue, {
      body: { ruleId: rule.id, period, object: '990102', indicator: 'media', value: 0.5, note: '曝光两次' },
    })
    expect((await compute(rule.id, period)).scores).toMatchObject([{ object: '990102', score: 80 }])
  })
})

describe('GOV-061: a random check', () => {
  it('is drawn so that it can be drawn again, is blind, and becomes the value of its indicator', async () => {
    const period = '2025-05'
    const ids = await casesDue({ count: 8, division: '990104', period })
    await city.kernel.db.query(sql`UPDATE cases.city_case SET organisation_id = ${organisations.drainage.id}
      WHERE id = ANY(${ids}::uuid[])`)
    const inspectors = await Promise.all([1, 2].map(() => city.signedInAs('inspector')))
    const own = await city.signedInAs('inspector', { organisationId: organisations.drainage.id })
    const rule = await aRule([
      onTime(60),
      { id: 'field', title: '实地抽查', weight: 40, formula: { kind: 'given' } },
    ])
    const body = {
      ruleId: rule.id,
      period,
      count: 4,
      checklist: ['现场已恢复', '无遗留垃圾'],
      indicator: 'field',
    }
    const draw = await admin.call(contract.drawSpotChecks, { body })
    expect(draw).toMatchObject({ count: 4, done: 0, poolSize: 8 })
    const seen = await admin.call(contract.getSpotDraw, { params: { id: draw.id } })
    expect(seen.proven).toBe(true)
    expect(new Set(seen.checks.map((one) => one.caseId)).size).toBe(4)
    // Nobody judges his own unit.
    expect((await own.call(contract.listSpotChecks, { query: {} })).total).toBe(0)

    let passed = true
    for (const inspector of inspectors) {
      const { items } = await inspector.call(contract.listSpotChecks, { query: { state: 'open' } })
      expect(items).toHaveLength(2)
      expect(JSON.stringify(items)).not.toContain(organisations.drainage.name)
      for (const one of items) {
        const words = JSON.stringify(one)
        for (const { caseId, caseReference } of seen.checks) {
          expect(words).not.toContain(caseId)
          expect(words).not.toContain(caseReference)
        }
        const params = { id: one.id }
        const [first] = seen.checks.filter((each) => each.id === one.id)
        const caseParams = { params: { id: first?.caseId as string } }
        await expect(inspector.call(contract.getCase, caseParams)).rejects.toMatchObject({
          problem: { status: 403, code: 'blind' },
        })
        const short = { items: [{ passed: true }] }
        await expect(inspector.call(contract.submitSpotCheck, { params, body: short })).rejects.toMatchObject(
          {
            problem: { errors: [{ path: '/body/items' }] },
          },
        )
        const answer = { items: [{ passed: true }, { passed, note: '已看' }] }
        passed = !passed
        const done = await inspector.call(contract.submitSpotCheck, { params, body: answer })
        expect(done.state).toBe('done')
        await expect(
          inspector.call(contract.submitSpotCheck, { params, body: answer }),
        ).rejects.toMatchObject({
          problem: { code: 'already-answered' },
        })
        await inspector.call(contract.getCase, caseParams)
      }
    }
    const after = await admin.call(contract.getSpotDraw, { params: { id: draw.id } })
    expect(after.draw).toMatchObject({ done: 4, mean: 0.75 })
    // 60 of 60 on time, 40 × 0.75 of the field.
    expect((await compute(rule.id, period)).scores).toMatchObject([{ object: '990104', score: 90 }])
    await city.kernel.db.query(sql`UPDATE cases.spot_check SET checker_id = ${newId()}
      WHERE id = ${seen.checks[0]?.id as string}`)
    expect((await admin.call(contract.getSpotDraw, { params: { id: draw.id } })).proven).toBe(false)
    await expect(
      admin.call(contract.drawSpotChecks, { body: { ...body, indicator: 'on-time' } }),
    ).rejects.toMatchObject({ problem: { errors: [{ path: '/body/indicator' }] } })
  })
})

describe('PLT-098, GOV-061: results published by grade', () => {
  it('pays by frozen scores, and shows each grade of readers its own', async () => {
    const period = '2025-07'
    await casesDue({ count: 19, division: '990102', period })
    await casesDue({ count: 1, division: '990102', period, inTime: false })
    await casesDue({ count: 8, division: '990103', period })
    await casesDue({ count: 2, division: '990103', period, inTime: false })
    const rule = await aRule([onTime(100)])
    const { id } = await compute(rule.id, period)
    const of = { params: { id } }
    const leader = await city.signedInAs('leader')
    const county = await city.signedInAs('unit-worker', { divisions: ['990102'] })
    const publish = (grade: contract.PublicationGrade, more = {}) => ({
      ...of,
      body: { grade, note: '请各区对照整改', ...more },
    })
    await expect(leader.call(contract.publishAppraisal, publish('public'))).rejects.toMatchObject({
      problem: { status: 409, code: 'not-frozen' },
    })
    await admin.call(contract.freezeAppraisal, of)
    const bands = [
      { from: 0, percent: 80 },
      { from: 90, percent: 110 },
    ]
    const bases = [
      { object: '990102', fen: 10_000_000 },
      { object: '990103', fen: 5_000_000 },
    ]
    const funds = await admin.call(contract.computeFunds, {
      ...of,
      body: { title: '城管专项以奖代补', bands, bases },
    })
    expect(funds.rows.map((one) => [one.object, one.score, one.fen])).toEqual([
      ['990102', 95, 11_000_000],
      ['990103', 80, 4_000_000],
    ])
    expect(funds.sumFen).toBe(15_000_000)
    await expect(admin.call(contract.publishAppraisal, publish('public'))).rejects.toMatchObject({
      problem: { status: 403, code: 'same-person' },
    })
    await leader.call(contract.publishAppraisal, publish('upper', { fundsId: funds.id }))
    const seenBy = async (client: Client) =>
      (await client.call(contract.listPublications, { query: { ruleId: rule.id } })).items
    expect((await seenBy(county)).map((one) => one.grade)).toEqual([])
    expect(await seenBy(leader)).toMatchObject([
      { grade: 'upper', scores: [{ values: { 'on-time': 95 } }, {}] },
    ])

    const anybody = city.anonymous()
    const publicly = async () => (await anybody.call(contract.listPublicAppraisals, { query: {} })).items
    expect(await publicly()).toEqual([])
    const shown = await leader.call(contract.publishAppraisal, publish('public', { fundsId: funds.id }))
    const [open] = await publicly()
    expect(open).toMatchObject({
      ...{ period, ruleName: '城市管理月度考核', funds: { sumFen: 15_000_000 } },
      scores: [
        { place: 1, score: 95, values: null },
        { place: 2, score: 80, values: null },
      ],
    })
    expect(open).not.toHaveProperty('publishedBy')
    await expect(leader.call(contract.publishAppraisal, publish('public'))).rejects.toMatchObject({
      problem: { status: 409, code: 'published' },
    })
    await leader.call(contract.withdrawPublication, {
      params: { id: shown.id },
      body: { reason: '申诉改判' },
    })
    expect(await publicly()).toEqual([])
    expect((await seenBy(county)).map((one) => one.grade)).toEqual([])
  })
})
