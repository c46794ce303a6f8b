import type { CockpitComponent, CockpitContent } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../src/kernel/db/sql.ts'
import { places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

let city: TestPlatform
let duty: Client
let leader: Client
let admin: Client
let citizen: Client

beforeAll(async () => {
  city = await startTestPlatform()
  duty = await city.signedInAs('duty-officer')
  leader = await city.signedInAs('leader')
  admin = await city.signedInAs('administrator')
  citizen = await city.signedInAs('citizen')
})
afterAll(() => city.stop())

function aComponent(id: string, more: Partial<CockpitComponent> = {}): CockpitComponent {
  return {
    ...{ id, kind: 'number', title: `组件${id}`, x: 0, y: 0, w: 6, h: 4, grade: 'public' },
    binding: { source: 'indicator', view: 'value', ids: ['waterlogging.points-above-warning'] },
    ...more,
  }
}

const pageOf = (components: CockpitComponent[]): CockpitContent => ({
  theme: 'dark',
  rows: 20,
  refreshSeconds: 2,
  components,
})

async function publish(id: string, components: CockpitComponent[], grade: 'public' | 'internal' = 'public') {
  const content = pageOf(components)
  await duty.call(contract.savePage, { params: { id }, body: { title: id, grade, content } })
  await duty.call(contract.submitPage, { params: { id } })
  return leader.call(contract.reviewPage, { params: { id }, body: { approve: true } })
}

async function dataOf(client: Client, id: string, query: object = {}) {
  const bytes: unknown = await client.call(contract.getPageData, { params: { id }, query })
  return JSON.parse(new TextDecoder().decode(bytes as Uint8Array)) as {
    revision: number
    components: Array<{ component: string; value: number | null; items: Array<Record<string, unknown>> }>
  }
}

const k = [{ name: '1 日', open: 10, high: 12, low: 9.5, close: 11 }]

describe('a cockpit', () => {
  it('shows the period the viewer chose, over time and for lists, and for others what it is built for (PLT-091)', async () => {
    await publish('period', [
      aComponent('week', { kind: 'bar', binding: { source: 'events', view: 'by-type', window: '24h' } }),
    ])
    const type = 'waterlogging.closure-needed'
    const { id } = await duty.call(contract.reportEvent, {
      body: { type, title: '三天前的积水', position: places.oldTown, level: 'red' },
    })
    await city.settle()
    await city.kernel.db.query(
      sql`UPDATE indicators.event_fact SET raised_time = raised_time - interval '3 days' WHERE id = ${id}`,
    )
    const total = async (query: object) =>
      (await dataOf(duty, 'period', query)).components[0]?.items.reduce(
        (sum, one) => sum + Number(one.value),
        0,
      )
    expect(await total({})).toBe(0)
    expect(await total({ window: '7d' })).toBe(1)
    expect(await total({ window: '24h', division: '990102' })).toBe(0)
    await city.kernel.db.query(sql`DELETE FROM indicators.event_fact WHERE id = ${id}`)
  })

  it('hides what is above the audience, and refuses it at the data service (PLT-093)', async () => {
    await publish('open-city', [
      aComponent('x', { grade: 'internal' }),
      aComponent('y'),
      aComponent('price', { kind: 'k-line', binding: { source: 'static', items: k } }),
    ])
    const seen = await citizen.call(contract.getPage, { params: { id: 'open-city' } })
    expect(seen.content.components.map((one) => one.id)).toEqual(['y', 'price'])
    const data = await dataOf(citizen, 'open-city')
    expect(data.components.map((one) => one.component)).toEqual(['y', 'price'])
    expect(data.components[1]).toMatchObject({ items: k, precision: 1 })
    const direct = (client: Client, component: string) =>
      client.call(contract.getComponentData, { params: { id: 'open-city', component } })
    await expect(direct(citizen, 'x')).rejects.toMatchObject({
      problem: { status: 403, code: 'grade-too-low' },
    })
    expect(await direct(duty, 'x')).toMatchObject({ component: 'x', coarse: false })
  })

  it('refuses binding faults, its own author as reviewer, and an older draft; rolls back', async () => {
    const id = 'night-shift'
    const wrong = aComponent('w', { binding: { source: 'indicator', ids: ['city.nothing'] } })
    const save = (component: CockpitComponent, draftVersion?: number) =>
      duty.call(contract.savePage, {
        params: { id },
        body: { title: '夜班', grade: 'internal', content: pageOf([component]), draftVersion },
      })
    expect((await save(wrong)).faults).toMatchObject([{ component: 'w', path: 'binding.ids' }])
    await expect(duty.call(contract.submitPage, { params: { id } })).rejects.toMatchObject({
      problem: { code: 'binding-faults' },
    })
    await expect(save(aComponent('w'), 99)).rejects.toMatchObject({ problem: { code: 'newer-draft' } })
    await admin.call(contract.savePage, {
      params: { id },
      body: { title: '夜班', grade: 'internal', content: pageOf([aComponent('w')]) },
    })
    await admin.call(contract.submitPage, { params: { id } })
    const review = (client: Client) =>
      client.call(contract.reviewPage, { params: { id }, body: { approve: true } })
    await expect(review(admin)).rejects.toMatchObject({ problem: { code: 'own-page' } })
    expect(await review(leader)).toMatchObject({ publishedVersion: 1, state: 'published' })
    await publish(id, [aComponent('w'), aComponent('second')], 'internal')
    const back = await leader.call(contract.rollBackPage, { params: { id }, body: { version: 1 } })
    expect(back.publishedVersion).toBe(3)
    const shown = await duty.call(contract.getPage, { params: { id } })
    expect(shown.content.components).toHaveLength(1)
    await duty.call(contract.recordPageView, { params: { id }, body: { loadMs: 320 } })
    const { items, unconfigured } = await duty.call(contract.listPages, { query: { search: id } })
    expect(items[0]).toMatchObject({ views: 1, loadMs: 320 })
    expect(unconfigured.map((one) => one.id)).toContain('waterlogging')
  })

  it('sends only what changed since a revision, the same words to everybody', async () => {
    const first = await dataOf(duty, 'open-city')
    const again = await dataOf(leader, 'open-city', { since: first.revision })
    expect(again.components).toEqual([])
    expect(again.revision).toBe(first.revision)
  })

  it('shows facts by every view a chart may have', async () => {
    const views = [
      'count',
      'list',
      'by-type',
      'by-level',
      'by-state',
      'by-hour',
      'calendar',
      'by-weekday-hour',
      'by-division',
      'flow',
      'tree',
      'funnel',
      'durations',
    ]
    for (const source of ['events', 'cases'] as const)
      for (const view of views) {
        const component = aComponent('v', { grade: 'internal', binding: { source, view, window: '30d' } })
        const { data, faults } = await duty.call(contract.previewComponent, { body: { component } })
        expect(faults, view).toEqual([])
        expect(data?.component, view).toBe('v')
      }
    for (const view of ['value', 'history', 'by-division', 'forecast', 'ohlc']) {
      const component = aComponent('v', {
        binding: { source: 'indicator', view, ids: ['waterlogging.points-above-warning'] },
      })
      expect(
        (await duty.call(contract.previewComponent, { body: { component } })).data?.note ?? null,
        view,
      ).not.toBe('数据暂不可用')
    }
  })
})

describe('a wall', () => {
  it('keeps a page of higher grade from a public audience: 观众级别不足 (PLT-103)', async () => {
    await city.kernel.db.transaction((tx) =>
      city.indicators.install(tx, {
        ...{ by: '测试', indices: [], pages: [] },
        walls: [
          {
            ...{ id: 'hall', title: '大厅', dutyScene: 'duty' },
            scenes: [
              {
                id: 'duty',
                title: '值班',
                grade: 'internal',
                displays: [{ display: 1, pages: ['night-shift'], seconds: 30 }],
                minutes: 0,
              },
            ],
          },
        ],
      }),
    )
    const visit = (pages: string[]) =>
      duty.call(contract.saveScene, {
        params: { id: 'hall' },
        body: {
          id: 'visit',
          title: '参观',
          grade: 'public',
          displays: [{ display: 1, pages, seconds: 30 }],
          minutes: 30,
          key: '2',
        },
      })
    await expect(visit(['open-city', 'night-shift'])).rejects.toMatchObject({
      problem: { status: 403, code: 'grade-too-low', detail: expect.stringContaining('观众级别不足') },
    })
    await visit(['open-city'])
    const wall = await duty.call(contract.switchScene, {
      params: { id: 'hall' },
      body: { scene: 'visit', audience: 'public' },
    })
    expect(wall).toMatchObject({ scene: { id: 'visit' }, audience: 'public' })
    expect(wall.until).not.toBeNull()
    const back = duty.call(contract.switchScene, {
      params: { id: 'hall' },
      body: { scene: 'duty', audience: 'public' },
    })
    await expect(back).rejects.toMatchObject({ problem: { code: 'grade-too-low' } })
    expect(wall.log[0]?.what).toContain('切换')
  })
})

describe('a leader', () => {
  it('issues an instruction that is never changed, answered by the unit and closed by the leader (PLT-092)', async () => {
    const organisationId = '00000000-0000-7000-8000-000000000005'
    const unit = await city.signedInAs('unit-worker', { organisationId })
    const dueTime = new Date(Date.now() + 2 * 86_400_000).toISOString()
    const issued = await leader.call(contract.issueInstruction, {
      body: {
        subjectKind: 'indicator',
        subjectId: 'vital-signs.water-pressure',
        subjectTitle: '供水压力',
        text: '查明原因',
        organisationId,
        dueTime,
      },
    })
    await expect(
      city.kernel.db.pool.query(`UPDATE indicators.instruction SET text = '改' WHERE id = '${issued.id}'`),
    ).rejects.toThrow(/not changed after issue/)
    const answered = await unit.call(contract.addToInstruction, {
      params: { id: issued.id },
      body: { text: '已抢修' },
    })
    expect(answered).toMatchObject({ state: 'answered', remarks: [{ kind: '反馈', text: '已抢修' }] })
    await expect(
      admin.call(contract.closeInstruction, { params: { id: issued.id }, body: {} }),
    ).rejects.toMatchObject({
      problem: { code: 'not-yours' },
    })
    expect(
      await leader.call(contract.closeInstruction, { params: { id: issued.id }, body: {} }),
    ).toMatchObject({ state: 'closed' })
  })

  it('keeps the numbers of a brief and marks one that was revised: 已修订 (PLT-092)', async () => {
    const id = 'city-base.cases-open'
    const brief = await duty.call(contract.makeBrief, { body: { kind: 'week', indicators: [id] } })
    const { value } = brief.figures[0] ?? {}
    expect(value).toEqual(expect.any(Number))
    expect(brief.figures[0]).toMatchObject({ revised: false })
    await leader.call(contract.freezePeriod, {
      params: { id },
      body: { period: '2025-06', value: 33, reason: '漏报更正' },
    })
    const later = await leader.call(contract.getBrief, { params: { id: brief.id } })
    expect(later.figures[0]).toMatchObject({ value, revised: true, revisedValue: 33 })
  })
})

describe('a survey', () => {
  it('takes one answer of an account, excludes a device beyond its limit, and shows its formula (PLT-106)', async () => {
    const question = { id: 'all', title: '总体满意吗', kind: 'rating' as const, required: true }
    const survey = await admin.call(contract.saveSurvey, {
      body: { title: '满意度', questions: [question], perDevice: 1, minSeconds: 3 },
    })
    await admin.call(contract.steerSurvey, { params: { id: survey.id }, body: { state: 'open' } })
    const answer = (client: Client, value: number, device: string) =>
      client.call(contract.answerSurvey, {
        params: { id: survey.id },
        body: { answers: [{ question: 'all', value }], device, seconds: 30 },
      })
    await answer(citizen, 5, 'device-one')
    await expect(answer(citizen, 5, 'device-one')).rejects.toMatchObject({
      problem: { code: 'already-answered' },
    })
    await answer(duty, 3, 'device-two')
    await answer(leader, 1, 'device-two')
    const result = await leader.call(contract.getSurveyResult, { params: { id: survey.id } })
    expect(result).toMatchObject({ answers: 3, valid: 2, excluded: { device: 1 }, mean: 4, score: 80 })
    expect(result.formula).toContain('÷ 5 × 100')
  })

  it('turns 4.2 of 5 over a hundred answers into 84, without three more from one device (PLT-106)', async () => {
    const question = { id: 'all', title: '总体满意吗', kind: 'rating' as const, required: true }
    const survey = await admin.call(contract.saveSurvey, {
      body: { title: '百人满意度', questions: [question], perDevice: 1, minSeconds: 3 },
    })
    await admin.call(contract.steerSurvey, { params: { id: survey.id }, body: { state: 'open' } })
    // A hundred and three people would have to sign in for this; their answers are what counts here.
    await city.kernel.db.query(sql`INSERT INTO indicators.survey_answer (survey_id, device_digest, seconds, channel,
        answers, answered_date)
      SELECT ${survey.id}, CASE WHEN n < 100 THEN 'device-' || n ELSE 'device-0' END, 30, 'app',
        jsonb_build_array(jsonb_build_object('question', 'all', 'value', CASE WHEN n < 20 THEN 5 WHEN n < 100 THEN 4 ELSE 1 END)),
        now() FROM generate_series(0, 102) AS n ORDER BY n`)
    const result = await leader.call(contract.getSurveyResult, { params: { id: survey.id } })
    expect(result).toMatchObject({ answers: 103, valid: 100, excluded: { device: 3 }, mean: 4.2, score: 84 })
    expect(result.formula).toContain('÷ 5 × 100')
  })

  it('takes as many of each group as its quota says and weighs groups by their share (PLT-106)', async () => {
    const questions = [
      { id: 'q1', title: '年龄', kind: 'choice' as const, required: true, options: ['青年', '老年'] },
      { id: 'q2', title: '满意吗', kind: 'rating' as const, required: true },
    ]
    const cells = [
      { option: '青年', count: 2, share: 25 },
      { option: '老年', count: 5, share: 75 },
    ]
    const save = (quota: contract.SurveyQuota) =>
      admin.call(contract.saveSurvey, {
        body: { title: '配额问卷', questions, perDevice: 9, minSeconds: 0, quota },
      })
    const wrong = { question: 'q1', cells: [cells[0], { option: '少年', count: 1, share: 75 }] }
    await expect(save(wrong as contract.SurveyQuota)).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/quota/cells/1/option' }] },
    })
    const survey = await save({ question: 'q1', cells })
    const params = { id: survey.id }
    await admin.call(contract.steerSurvey, { params, body: { state: 'open' } })
    const answer = async (age: string, value: number) => {
      const person = await city.signedInAs('citizen')
      const answers = [
        { question: 'q1', value: age },
        { question: 'q2', value },
      ]
      const body = { answers, device: `device-${age}-${value}`, seconds: 30 }
      return person.call(contract.answerSurvey, { params, body })
    }
    await answer('青年', 1)
    await answer('青年', 2)
    await expect(answer('青年', 5)).rejects.toMatchObject({ problem: { code: 'quota-full' } })
    await answer('老年', 5)
    const result = await leader.call(contract.getSurveyResult, { params })
    expect(result.groups).toMatchObject([
      { option: '青年', wanted: 2, valid: 2, mean: 1.5 },
      { option: '老年', wanted: 5, valid: 1, mean: 5 },
    ])
    // 1.5 × 25 % + 5 × 75 %
    expect(result).toMatchObject({ valid: 3, mean: 4.125, score: 82.5 })
    expect(result.formula).toContain('青年 1.5 × 25%')
  })
})

describe('need against coverage', () => {
  it('ranks the areas by the gap, with each figure and how it was done (GOV-005)', async () => {
    const [flood, damage] = ['waterlogging.closure-needed', 'city-base.parts-damage']
    for (const [type, position] of [
      [flood, places.oldTown],
      [flood, places.riverside],
      [damage, places.riverside],
    ] as const)
      await duty.call(contract.reportEvent, { body: { type: String(type), title: '市民反映', position } })
    await city.settle()
    await city.indicators.recomputeNow()
    const needs = [{ indicator: 'vital-signs.events-open', weight: 1 }]
    const coverage = [{ indicator: 'city-base.buildings-total', weight: 1 }]
    const match = await leader.call(contract.matchNeeds, { body: { needs, coverage } })
    expect(match.areas.length).toBeGreaterThan(1)
    const ranked = match.areas.filter((one) => one.gap !== null)
    expect(ranked.map((one) => one.place)).toEqual(ranked.map((_, i) => i + 1))
    const most = Math.max(...match.areas.map((one) => one.figures[0]?.value ?? 0))
    expect(most).toBeGreaterThan(0)
    for (const one of ranked) {
      expect(one.gap).toBeCloseTo((one.need ?? 0) - (one.coverage ?? 0), 6)
      if (one.figures[0]?.value === most) expect(one.need).toBe(100)
    }
    expect(match.method).toContain('归一')
    const unknown = { needs: [{ indicator: 'city.nothing', weight: 1 }], coverage }
    await expect(leader.call(contract.matchNeeds, { body: unknown })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/needs/0/indicator' }] },
    })
  })
})
