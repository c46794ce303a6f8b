import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DataParts } from '../../../src/capabilities/data/data-parts.ts'
import { watchDuties } from '../../../src/capabilities/data/duties/duties.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset } from './data-kit.ts'

let city: TestPlatform
let bureau: Client
let steward: Client
let leader: Client
let now = new Date('2025-06-20T12:00:00+08:00')
const { operationCentre, oldTownUrban } = organisations

async function go(time: string) {
  now = new Date(time)
  bureau = await city.signedInAs('data-bureau')
  leader = await city.signedInAs('leader')
  steward = await city.signedInAs('data-steward', { organisationId: operationCentre.id })
}
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  await go('2025-06-20T12:00:00+08:00')
})
afterAll(() => city.stop())

/** What the job of every morning does. */
const watch = () => watchDuties(city as unknown as DataParts)
const problem = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error) => error.problem,
  )

describe('PLT-057 responsibility lists', () => {
  it('calls a duty of 06-30 overdue on 07-01, reminds, and gives notice on the leader’s page after 10 days', async () => {
    const duty = {
      organisationId: operationCentre.id,
      resource: '低保对象信息',
      item: '每月归集',
      dueDay: '2025-06-30',
      person: '王主任',
    }
    const body = {
      documentNumber: '云数〔2025〕1号',
      title: '第一批责任清单',
      duties: [duty, { ...duty, resource: '殡葬信息' }],
    }
    const { items } = await bureau.call(contract.issueDataDuties, { body })
    expect(await problem(bureau.call(contract.issueDataDuties, { body }))).toMatchObject({
      code: 'document-known',
    })
    expect(items[0]).toMatchObject({ stateName: '待完成', documentNumber: '云数〔2025〕1号' })
    const exempt = { params: { id: items[1]?.id as string }, body: { reason: '职责已划转' } }
    expect(await bureau.call(contract.exemptDataDuty, exempt)).toMatchObject({ stateName: '已豁免' })
    await go('2025-07-01T09:00:00+08:00')
    await watch()
    const overdue = async () =>
      (await steward.call(contract.listDataDuties, { query: { state: 'overdue' } })).items
    expect(await overdue()).toMatchObject([
      { stateName: '逾期', remindedTime: now.toISOString(), noticedTime: null },
    ])
    const inbox = async () =>
      (await steward.call(contract.listInbox, { query: {} })).items.map((one) => one.title)
    await expect.poll(inbox, { timeout: 20_000 }).toContain('责任事项逾期提醒：低保对象信息')
    await go('2025-07-10T09:00:00+08:00')
    await watch()
    const noticed = () => leader.call(contract.listDataDuties, { query: { isNoticed: true } })
    expect((await noticed()).total).toBe(0)
    await go('2025-07-11T09:00:00+08:00')
    await watch()
    expect((await noticed()).items).toMatchObject([
      { resource: '低保对象信息', organisationName: operationCentre.name },
    ])
    const dataset = await aDataset(city)
    const deliver = { params: { id: items[0]?.id as string }, body: { datasetId: dataset.id } }
    expect(await steward.call(contract.deliverDataDuty, deliver)).toMatchObject({ stateName: '已完成' })
    expect((await noticed()).total).toBe(0)
  })

  it('asks counties for their yearly inventory', async () => {
    const { items } = await bureau.call(contract.issueInventoryDuty, {
      body: {
        documentNumber: '云数〔2025〕9号',
        year: 2025,
        dueDay: '2025-07-01',
        organisationIds: [oldTownUrban.id],
      },
    })
    expect(items).toMatchObject([{ kind: 'inventory', resource: '2025 年度数据资源清单', stateName: '逾期' }])
  })
})

describe('PLT-057 appraisal', () => {
  const weights = [
    { measure: 'timeliness' as const, weight: 30 },
    { measure: 'quality' as const, weight: 40 },
    { measure: 'usage' as const, weight: 30 },
  ]
  const params = { year: 2025 }

  it('scores 及时30 质量40 使用30 with 90/80/50 as 74.0, shows the parts, and freezes', async () => {
    const owner = organisations.drainage
    const made: contract.Dataset[] = []
    for (let i = 0; i < 10; i++) made.push(await aDataset(city, { organisationId: owner.id }))
    const { pool } = city.kernel.db
    const late = '2025-01-01T00:00:00Z'
    await pool.query('UPDATE data.dataset SET overdue_time = $2 WHERE id = $1', [made[0]?.id, late])
    await pool.query('UPDATE data.dataset SET quality_score = 80 WHERE organisation_id = $1', [owner.id])
    for (const one of made.slice(0, 5))
      await pool.query(
        `INSERT INTO data.use_record VALUES (gen_random_uuid(), $2, 'api', NULL, $1, NULL, NULL, NULL, '', '', '{}', 1, '', '', 200, 1, NULL)`,
        [one.id, now],
      )
    const set = (given: typeof weights) =>
      bureau.call(contract.setAppraisalWeights, { params, body: { weights: given } })
    expect(await problem(set(weights.slice(0, 2)))).toMatchObject({ detail: '权重之和应为 100，现为 70' })
    await set(weights)
    const computed = await bureau.call(contract.computeDataAppraisal, { params })
    const mine = (appraisal: contract.DataAppraisal) =>
      appraisal.scores.find((one) => one.organisationId === owner.id)
    expect(mine(computed)).toMatchObject({
      score: 74,
      parts: [
        { name: '及时', value: 90, points: 27, numerator: 9, denominator: 10 },
        { name: '质量', value: 80, points: 32 },
        { name: '使用', value: 50, points: 15, numerator: 5, denominator: 10 },
      ],
    })
    const adjustment = { organisationId: owner.id, kind: 'scene' as const, points: 2, reason: '场景创新' }
    const adjusted = await bureau.call(contract.adjustDataAppraisal, { params, body: adjustment })
    expect(adjusted.adjustments).toMatchObject([{ kind: 'scene', points: 2, reason: '场景创新' }])
    expect(mine(await bureau.call(contract.computeDataAppraisal, { params }))?.score).toBe(76)
    // A value corrected a second time is an error made again; one corrected once is not.
    for (const [key, day] of [
      ['A', '2025-02-01'],
      ['A', '2025-05-01'],
      ['B', '2025-05-01'],
    ])
      await pool.query(
        `INSERT INTO data.error_report (id, dataset_id, organisation_id, record_key, field, evidence, state, created_time,
           decided_time, due_time) VALUES (gen_random_uuid(), $1, $2, $3, 'phone', '空号', 'corrected', $4, $4, $4)`,
        [made[0]?.id, owner.id, key, day],
      )
    const body = { weights, repeatPenalty: 1.5 }
    await bureau.call(contract.setAppraisalWeights, { params, body })
    const penalised = await bureau.call(contract.computeDataAppraisal, { params })
    expect(penalised.formula).toContain('每条扣 1.5 分')
    expect(mine(penalised)).toMatchObject({ repeated: 1, score: 74.5 })
    await pool.query("DELETE FROM data.error_report WHERE record_key = 'A' AND dataset_id = $1", [
      made[0]?.id,
    ])
    expect(mine(await bureau.call(contract.computeDataAppraisal, { params }))?.score).toBe(76)
    const object = () =>
      steward.call(contract.objectToDataAppraisal, { params, body: { text: '使用率统计有误' } })
    expect(await problem(object())).toMatchObject({ code: 'not-public' })
    await bureau.call(contract.publishDataAppraisal, { params, body: { until: '2025-07-31' } })
    const { objections } = await object()
    expect(await problem(bureau.call(contract.freezeDataAppraisal, { params }))).toMatchObject({
      code: 'open-objections',
    })
    const answer = { params: { id: objections[0]?.id as string }, body: { answer: '经复核无误' } }
    await bureau.call(contract.answerAppraisalObjection, answer)
    expect(await bureau.call(contract.freezeDataAppraisal, { params })).toMatchObject({ state: 'frozen' })
    await pool.query('UPDATE data.dataset SET quality_score = 10 WHERE organisation_id = $1', [owner.id])
    expect(await problem(bureau.call(contract.computeDataAppraisal, { params }))).toMatchObject({
      code: 'frozen',
    })
    expect(mine(await leader.call(contract.getDataAppraisal, { params }))?.score).toBe(76)
    const { rows } = await pool.query('SELECT snapshot FROM data.data_appraisal WHERE year = 2025')
    expect(rows[0].snapshot).toContainEqual(expect.objectContaining({ id: owner.id, timely: 9, cycled: 10 }))
    const file = await fetch(`${city.url}/api/data/appraisals/2025/export`, {
      headers: { authorization: `Bearer ${bureau.options.token?.()}` },
    })
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(await file.arrayBuffer())
    const cells = book.worksheets[0]?.getSheetValues().flat().map(String)
    expect(cells).toContain(owner.name)
    expect(cells).toContain('76')
  })
})
