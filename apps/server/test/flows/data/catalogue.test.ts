import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset, people } from './data-kit.ts'

let city: TestPlatform
let civil: Client
let civilChief: Client
let police: Client
let bureau: Client
const now = new Date('2025-06-03T12:00:00+08:00')
const { operationCentre, trafficPolice, drainage } = organisations
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  civil = await city.signedInAs('data-steward', { organisationId: operationCentre.id })
  civilChief = await city.signedInAs('data-steward', { organisationId: operationCentre.id })
  police = await city.signedInAs('data-steward', { organisationId: trafficPolice.id })
  bureau = await city.signedInAs('data-bureau')
})
afterAll(() => city.stop())

const problem = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error) => error.problem,
  )

const entry = (more: Partial<contract.DatasetInput> = {}): contract.DatasetInput => ({
  ...{ name: '婚姻登记', abstract: '婚姻登记信息', kind: 'department', theme: '政府', layer: 'standard' },
  ...{ sharing: 'unconditional', opening: 'none', cycle: 'day' },
  fields: [
    {
      ...{ name: 'id_number', title: '公民身份号码', type: 'text', isKey: true },
      ...{ sensitive: 'citizen-id', element: 'citizen-id' },
    },
    { name: 'marital_status', title: '婚姻状况', type: 'text', element: 'marriage' },
  ],
  ...more,
})

async function publish(owner: Client, chief: Client, body: contract.DatasetInput) {
  const made = await owner.call(contract.createDataset, { body })
  await owner.call(contract.submitDataset, { params: { id: made.id } })
  const query = { datasetId: made.id, kind: 'publish' as const }
  const review = (await bureau.call(contract.listDataReviews, { query })).items[0] as contract.DataReview
  const agree = { params: { id: review.id }, body: { agree: true } }
  await chief.call(contract.decideDataReview, agree)
  await bureau.call(contract.decideDataReview, agree)
  return made
}

describe('PLT-052 the catalogue', () => {
  it('refuses 不予共享 without citation when it is handed in', async () => {
    const refused = await problem(civil.call(contract.createDataset, { body: entry({ sharing: 'none' }) }))
    expect(refused.detail).toContain('缺少法律依据')
    const made = await aDataset(city, { sharing: 'none', sharingBasis: '保密法', state: 'draft' })
    await city.kernel.db.pool.query('UPDATE data.dataset SET sharing_basis = NULL WHERE id = $1', [made.id])
    const again = await problem(civil.call(contract.submitDataset, { params: { id: made.id } }))
    expect(again).toMatchObject({ status: 400, errors: [{ path: '/body/sharingBasis' }] })
    expect(again.detail).toContain('缺少法律依据')
  })

  it('is reviewed by another of the department, then by the bureau, and publishes', async () => {
    const made = await civil.call(contract.createDataset, { body: entry({ name: '低保对象' }) })
    const params = { id: made.id }
    await civil.call(contract.submitDataset, { params })
    const [review] = (await civil.call(contract.listDataReviews, { query: { datasetId: made.id } })).items
    const agree = { params: { id: review?.id as string }, body: { agree: true } }
    expect(await problem(civil.call(contract.decideDataReview, agree))).toMatchObject({
      code: 'own-submission',
    })
    expect(await problem(police.call(contract.decideDataReview, agree))).toMatchObject({
      code: 'not-reviewer',
    })
    expect(await civilChief.call(contract.decideDataReview, agree)).toMatchObject({
      step: 'bureau',
      state: 'open',
    })
    expect(await problem(civilChief.call(contract.decideDataReview, agree))).toMatchObject({ status: 403 })
    await bureau.call(contract.decideDataReview, agree)
    expect(await police.call(contract.getDataset, { params })).toMatchObject({ state: 'published' })
    const revisions = await civil.call(contract.listDatasetRevisions, { params, query: {} })
    expect(revisions.items.map((one) => one.state)).toEqual(['published', 'in-review', 'draft'])
    const { changes } = await civil.call(contract.compareDatasetRevisions, {
      params,
      query: { from: 1, to: 3 },
    })
    expect(changes).toEqual([{ path: 'state', before: 'draft', after: 'published' }])
  })

  it('calls an item that a second body registers 待定源 until its source is decided', async () => {
    const first = await publish(civil, civilChief, entry())
    const state = async (id: string, client = bureau) =>
      (await client.call(contract.listDatasetItems, { params: { id } })).items[0]
    expect(await state(first.id)).toMatchObject({ item: '婚姻状况', stateName: '唯一来源' })
    const second = await police.call(contract.createDataset, { body: entry({ name: '户籍婚姻状况' }) })
    await police.call(contract.submitDataset, { params: { id: second.id } })
    expect(await state(second.id, police)).toMatchObject({ stateName: '待定源', sourceName: null })
    expect(await state(first.id)).toMatchObject({ stateName: '待定源' })
    const query = { kind: 'source' as const, state: 'open' as const }
    const [question] = (await civil.call(contract.listDataReviews, { query })).items
    expect(question?.claimants.map((one) => one.name).sort()).toEqual(
      [operationCentre.name, trafficPolice.name].sort(),
    )
    const decide = (sourceOrganisationId: string) =>
      bureau.call(contract.decideDataReview, {
        params: { id: question?.id as string },
        body: { agree: true, sourceOrganisationId },
      })
    expect(await problem(decide(drainage.id))).toMatchObject({
      errors: [{ path: '/body/sourceOrganisationId' }],
    })
    await decide(operationCentre.id)
    expect(await state(first.id)).toMatchObject({ stateName: '数源部门' })
    expect(await state(second.id)).toMatchObject({
      stateName: '取自数源部门',
      sourceName: operationCentre.name,
    })
  })

  it('undoes a change of a published entry the bureau does not agree to', async () => {
    const dataset = await aDataset(city, { cycle: 'day' })
    const params = { id: dataset.id }
    await civil.call(contract.changeDataset, { params, body: { cycle: 'year' } })
    const query = { datasetId: dataset.id, kind: 'change' as const, state: 'open' as const }
    const [review] = (await bureau.call(contract.listDataReviews, { query })).items
    const id = review?.id as string
    expect(
      await problem(bureau.call(contract.decideDataReview, { params: { id }, body: { agree: false } })),
    ).toMatchObject({ errors: [{ path: '/body/note' }] })
    await bureau.call(contract.decideDataReview, {
      params: { id },
      body: { agree: false, note: '周期不能放宽' },
    })
    expect((await civil.call(contract.getDataset, { params })).cycle).toBe('day')
  })

  it('withdraws with a reason, counts facets, links a project, and suggests items of known columns', async () => {
    const dataset = await aDataset(city, { theme: '法院' })
    const params = { id: dataset.id }
    const facets = await bureau.call(contract.getCatalogueFacets)
    expect(facets.theme).toContainEqual({ value: '法院', name: '法院', count: 1 })
    const items = [{ kind: 'project' as const, reference: 'XM-2025-01', title: '一网通办二期' }]
    await civil.call(contract.setDatasetLinks, { params, body: { items } })
    const reference = { params: { reference: 'XM-2025-01' } }
    expect(await bureau.call(contract.getProjectAcceptance, reference)).toMatchObject({ accepted: true })
    await civil.call(contract.withdrawDataset, { params, body: { reason: '职责调整' } })
    expect(await police.call(contract.getDataset, { params })).toMatchObject({
      ...{ state: 'withdrawn', withdrawnReason: '职责调整' },
    })
    expect(await bureau.call(contract.getProjectAcceptance, reference)).toMatchObject({
      ...{ accepted: false, missing: [{ name: dataset.name, why: '未发布' }] },
    })
    const columns = [
      { name: 'PHONE', type: 'varchar(20)' },
      { name: 'total', type: 'numeric(10,2)' },
    ]
    const suggested = await civil.call(contract.suggestDatasetFields, { body: { columns } })
    expect(suggested.known).toEqual(['PHONE'])
    expect(suggested.fields).toMatchObject([{ title: '手机号', sensitive: 'phone' }, { type: 'number' }])
  })

  it('opens update tasks when a body is reorganised, done by handing over', async () => {
    const dataset = await aDataset(city, { organisationId: drainage.id })
    const opened = await bureau.call(contract.reportReorganisation, {
      body: {
        fromOrganisationId: drainage.id,
        toOrganisationId: trafficPolice.id,
        documentNumber: '云编〔2025〕3号',
      },
    })
    expect(opened.opened).toBe(1)
    const query = { datasetId: dataset.id, kind: 'update' as const }
    const params = { id: dataset.id }
    await bureau.call(contract.handOverDataset, { params, body: { organisationId: trafficPolice.id } })
    expect((await bureau.call(contract.listDataReviews, { query })).items[0]).toMatchObject({
      state: 'agreed',
    })
    expect(await police.call(contract.getDataset, { params })).toMatchObject({
      organisationId: trafficPolice.id,
    })
  })

  it('numbers 目 by organisation', async () => {
    const body = entry({ theme: '党委', fields: people })
    const codes = [
      await civil.call(contract.createDataset, { body }),
      await police.call(contract.createDataset, { body }),
      await civil.call(contract.createDataset, { body }),
    ].map((one) => one.code)
    expect(codes).toEqual(['301001/000001', '301002/000001', '301001/000002'])
  })
})
