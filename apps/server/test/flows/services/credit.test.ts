import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../src/kernel/db/sql.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { citizenId, creditCode, problem, someone } from './papers-kit.ts'

/** PLT-086, PLT-087, PLT-088, GOV-127: files, publicity, objections, repair, lists, graded supervision. */
let city: TestPlatform
let now = new Date('2025-06-16T02:00:00Z')
const to = (time: string) => {
  now = new Date(time)
}
const source = () => city.signedInAs('approver', { organisationId: organisations.riversideUrban.id })
const office = () => city.signedInAs('credit-officer', { organisationId: organisations.operationCentre.id })
let firm: Awaited<ReturnType<typeof someone>>
const transport = { kind: 'organisation', name: '云川市顺达运输有限公司', number: creditCode(42) } as const

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => now } })
  firm = await someone(city, transport)
})
afterAll(() => city.stop())

let papers = 0
const fact = (itemId: string, decidedDay: string, more: object = {}) => ({
  ...{
    itemId,
    subjectKind: 'organisation' as const,
    subjectName: transport.name,
    subjectNumber: transport.number,
  },
  ...{ documentNumber: `云罚〔2025〕${++papers}号`, content: '罚款人民币五千元', decidedDay, ...more },
})
const report = (client: Client, ...rows: ReturnType<typeof fact>[]) =>
  client.call(contract.reportCredit, { body: { rows } })
const records = async () => (await (await firm.again()).call(contract.getMyCredit, {})).file.records

describe('double publicity', () => {
  it('counts working days to the delivery and flags what is late', async () => {
    const client = await source()
    const batch = await report(client, fact('penalty', '2025-06-03'), fact('penalty', '2025-06-12'))
    expect([batch.accepted, batch.late]).toEqual([2, 1])
    const { items } = await client.call(contract.listCreditRecords, { query: { late: true } })
    expect(items).toMatchObject([{ decidedDay: '2025-06-03', dueDay: '2025-06-12', late: true }])
    const figures = await (await office()).call(contract.getCreditFigures, {})
    expect(figures.late[0]).toMatchObject({
      organisationName: organisations.riversideUrban.name,
      late: 1,
      total: 2,
    })
    expect(figures.coverage).toBe(Math.round((1000 * figures.withFile) / figures.registered) / 10)
  })

  it('takes nothing without a catalogued basis and says why for each row', async () => {
    const wrong = { ...fact('penalty', '2025-06-03'), subjectNumber: '91990104000000042X' }
    const batch = await report(
      await source(),
      fact('religion', '2025-06-03'),
      wrong,
      fact('penalty', '2025-13-01'),
    )
    expect(batch.accepted).toBe(0)
    expect(batch.rejects.map((one) => one.row)).toEqual([1, 2, 3])
    expect(batch.rejects[0]?.reason).toContain('没有依据')
  })
})

describe('an objection', () => {
  it('marks the fact for everybody until the source answers, and keeps it out of the push', async () => {
    const [first] = await records()
    const client = await firm.again()
    const objection = await client.call(contract.objectToCredit, {
      body: { recordId: first!.id, text: '当事人不是我公司' },
    })
    expect(
      await problem(client.call(contract.objectToCredit, { body: { recordId: first!.id, text: 'x' } })),
    ).toMatchObject({ code: 'objection-open' })
    const seen = async () =>
      (
        await city.anonymous().call(contract.listPublicCredit, { query: { search: transport.name } })
      ).items.find((one) => one.id === first!.id)
    expect((await seen())?.objection).toBe(true)
    const changes = await (await office()).call(contract.listCreditChanges, {
      query: { since: '2020-01-01T00:00:00Z' },
    })
    expect(changes.items.map((one) => one.id)).not.toContain(first!.id)
    const answered = await (await source()).call(contract.answerObjection, {
      params: { id: objection.id },
      body: { upheld: true, withdraw: true, answer: '经核实，当事人有误' },
    })
    expect(answered.state).toBe('upheld')
    expect(await seen()).toBeUndefined()
  })
})

describe('repair', () => {
  it('waits for the shortest publicity; granted it ends publicity, not the record', async () => {
    to('2025-02-01T02:00:00Z')
    await report(await source(), fact('penalty-fire', '2025-01-10'))
    const id = (await records()).find((one) => one.itemId === 'credit.penalty-fire')!.id
    const ask = async () =>
      (await firm.again()).call(contract.askForRepair, {
        body: { recordId: id, proof: '整改报告、罚款缴纳凭证', commitment: '不再发生' },
      })
    to('2025-08-01T02:00:00Z')
    const refused = await problem(ask())
    expect(refused).toMatchObject({ code: 'repair-too-early' })
    expect(refused.detail).toContain('最短公示期一年未满')
    to('2026-01-11T02:00:00Z')
    const repair = await ask()
    expect(repair.state).toBe('review')
    await (await office()).call(contract.decideRepair, {
      params: { id: repair.id },
      body: { granted: true, decision: '已履行义务' },
    })
    expect((await records()).find((one) => one.id === id)).toMatchObject({
      repaired: true,
      publicity: 'ended',
    })
    const open = await city.anonymous().call(contract.listPublicCredit, { query: { search: transport.name } })
    expect(open.items.map((one) => one.id)).not.toContain(id)
  })
})

describe('lists and graded supervision', () => {
  it('gates a bidder after a hearing, keeps the use, and opens again after removal', async () => {
    to('2026-02-02T02:00:00Z')
    const officer = await office()
    const entry = await officer.call(contract.proposeListing, {
      body: {
        ...{ list: 'serious', number: transport.number, reason: '提供虚假材料骗取许可' },
        ...{ basis: '《市场监督管理严重违法失信名单管理办法》第十条', decisionNumber: '云信决〔2026〕1号' },
      },
    })
    const list = (client: Client) =>
      client.call(contract.decideListing, {
        params: { id: entry.id },
        body: { to: 'listed', reason: '事实清楚' },
      })
    expect(await problem(list(officer))).toMatchObject({ code: 'statement-period' })
    await (await firm.again()).call(contract.stateAboutListing, {
      params: { id: entry.id },
      body: { text: '已主动撤回材料' },
    })
    expect((await list(officer)).untilDay).toBe('2029-02-02')
    const check = async () =>
      (await office()).call(contract.checkSubject, { body: { number: transport.number, use: 'bidding' } })
    expect(await check()).toMatchObject({ text: '受限', decisionNumbers: ['云信决〔2026〕1号'] })
    expect(
      await city.services.credit.gate({ subjectId: firm.subjectId, itemId: 'services.any' }),
    ).toMatchObject({
      verdict: 'commitment-barred',
      reasons: [{ basis: expect.stringContaining('优化营商环境条例') }],
    })
    const uses = await officer.call(contract.listMeasureUses, { query: {} })
    expect(uses.items.map((one) => one.use)).toEqual(expect.arrayContaining(['bidding', 'services.any']))
    const remove = async () =>
      (await office()).call(contract.decideListing, {
        params: { id: entry.id },
        body: { to: 'removed', reason: '已修复' },
      })
    expect(await problem(remove())).toMatchObject({ code: 'too-early' })
    to('2027-02-03T02:00:00Z')
    await remove()
    expect((await check()).text).toBe('无限制')
    const open = await city.anonymous().call(contract.listPublicLists, { query: { search: transport.name } })
    expect(open.total).toBe(0)
  })

  it('draws a firm graded C at 10 %, and at 3 % once it is B again', async () => {
    const other = { subjectName: '沭川顺达运输有限公司', subjectNumber: creditCode(77) }
    to('2027-05-01T02:00:00Z')
    await report(await source(), fact('penalty-work-safety', '2027-04-20', other))
    const weight = async () => {
      const answer = await (await office()).call(contract.getSupervisionWeights, {
        body: { modelId: 'credit.transport', numbers: [other.subjectNumber] },
      })
      return answer.items[0]
    }
    expect(await weight()).toMatchObject({ grade: 'C', supervision: 10 })
    to('2028-05-20T02:00:00Z')
    const owner = await someone(city, {
      kind: 'organisation',
      name: other.subjectName,
      number: other.subjectNumber,
    })
    const file = (await owner.client.call(contract.getMyCredit, {})).file
    const repair = await owner.client.call(contract.askForRepair, {
      body: { recordId: file.records[0]!.id, proof: '整改', commitment: '守法' },
    })
    await (await office()).call(contract.decideRepair, {
      params: { id: repair.id },
      body: { granted: true, decision: '同意' },
    })
    expect(await weight()).toMatchObject({ grade: 'B', supervision: 3 })
  })
})

describe('the score', () => {
  it('of a person is given only with consent, explained to the point, and goes with the consent', async () => {
    const citizen = await someone(city, { kind: 'person', name: '周海', number: citizenId(55) })
    const mine = () => citizen.client.call(contract.getMyCredit, {})
    expect(await mine()).toMatchObject({ consent: false, file: { scores: [] } })
    await citizen.client.call(contract.setScoreConsent, { body: { agreed: true } })
    const [score] = (await mine()).file.scores
    expect(score).toMatchObject({ score: 600, grade: 'B' })
    expect(score!.points.reduce((sum, one) => sum + one.points, 0)).toBe(score!.score)
    await citizen.client.call(contract.setScoreConsent, { body: { agreed: false } })
    expect((await mine()).file.scores).toEqual([])
  })

  it('of a model can be tried against what followed', async () => {
    const tested = await (await office()).call(contract.backTestModel, {
      params: { id: 'credit.comprehensive' },
      body: { asOf: '2025-06-10', months: 12 },
    })
    expect(tested.byGrade.reduce((sum, one) => sum + one.subjects, 0)).toBe(tested.subjects)
  })

  it('weighs by what another person published, after it was tried; nothing outside the catalogue may weigh', async () => {
    const [writer, publisher] = [await office(), await office()]
    const params = { id: 'credit.comprehensive' }
    const find = async () =>
      (await city.anonymous().call(contract.listCreditModels, {})).items.find((one) => one.id === params.id)
    const before = await find()
    const scored = async () => (await (await firm.again()).call(contract.getMyCredit, {})).file.scores[0]
    const [start, oldScore] = [before?.version ?? 0, (await scored())?.score ?? 0]
    const weights = (before?.weights ?? []).map(({ itemId, points, most }) => ({
      ...{ itemId, points: itemId.includes('penalty') ? 0 : points, most },
    }))
    const body = { asOf: '2025-06-10', months: 12, weights, reason: '处罚不再计分（试验）' }
    const foreign = [{ itemId: 'credit.religion', points: -5, most: 5 }]
    expect(
      await problem(writer.call(contract.draftCreditModel, { params, body: { ...body, weights: foreign } })),
    ).toMatchObject({ errors: [{ path: '/body/weights/0/itemId' }] })
    const draft = await writer.call(contract.draftCreditModel, { params, body })
    expect(draft).toMatchObject({ state: 'draft', version: start + 1 })
    expect(draft.backTest.byKind[0]?.mean).toBeGreaterThanOrEqual(draft.backTest.byKind[0]?.meanInForce ?? 0)
    const decide = (client: Client) =>
      client.call(contract.decideCreditModel, { params: { id: draft.id }, body: { publish: true } })
    expect((await scored())?.score).toBe(oldScore)
    expect(await problem(decide(writer))).toMatchObject({ code: 'own-model' })
    expect((await decide(publisher)).state).toBe('published')
    expect((await find())?.version).toBe(start + 1)
    expect(await scored()).toMatchObject({ version: start + 1 })
    expect((await scored())?.score).toBeGreaterThan(oldScore)
    expect(await problem(decide(publisher))).toMatchObject({ code: 'wrong-state' })
    // As declared again, for what follows.
    const again = await writer.call(contract.draftCreditModel, {
      params,
      body: {
        ...{ ...body, reason: '恢复' },
        weights: (before?.weights ?? []).map(({ title: _, halfLifeMonths, ...one }) => ({
          ...{ ...one, ...(halfLifeMonths ? { halfLifeMonths } : {}) },
        })),
      },
    })
    await publisher.call(contract.decideCreditModel, { params: { id: again.id }, body: { publish: true } })
    expect((await scored())?.score).toBe(oldScore)
  })

  it('of somebody else shows only what is authorised, and the subject sees who asked', async () => {
    const officer = await office()
    const body = { number: transport.number, purpose: '贷款审查' }
    const report = await officer.call(contract.queryCredit, { body: { ...body, report: true } })
    expect(report.report?.number).toMatch(/^XY/)
    const wrong = officer.call(contract.queryCredit, { body: { ...body, authorisation: 'NOSUCHCODE' } })
    expect(await problem(wrong)).toMatchObject({ code: 'no-authorisation' })
    const mine = await (await firm.again()).call(contract.getMyCredit, {})
    expect(mine.queries[0]).toMatchObject({ purpose: '贷款审查', way: 'government' })
  })
})

it('counts 63,000 files of 90,000 registered firms as 70 % (PLT-086)', async () => {
  const { db } = city.kernel
  const figures = async () => (await office()).call(contract.getCreditFigures, {})
  const { registered, withFile } = await figures()
  await db.query(sql`INSERT INTO identity.subject (id, kind, name, number_hash, number_masked, assurance, grams, created_time)
    SELECT gen_random_uuid(), 'organisation', '云川市第' || n || '户', 'many-' || n, '', 1, '{}', now()
    FROM generate_series(1, ${90_000 - registered}) AS n`)
  await db.query(sql`INSERT INTO services.credit_record SELECT r.*
    FROM services.credit_record c,
      (SELECT id FROM identity.subject WHERE number_hash LIKE 'many-%' LIMIT ${63_000 - withFile}) AS s,
      LATERAL jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'subject_id', s.id)) AS r
    WHERE c.id = (SELECT id FROM services.credit_record WHERE subject_kind = 'organisation' LIMIT 1)`)
  expect(await figures()).toMatchObject({ registered: 90_000, withFile: 63_000, coverage: 70 })
})
