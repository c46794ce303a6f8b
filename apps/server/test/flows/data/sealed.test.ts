import {
  applySealed,
  decideSealed,
  getSealedSample,
  inspectSealedRun,
  listSealed,
  listSealedRuns,
  runSealed,
  type SealedProject,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset, selectOf } from './data-kit.ts'

let city: TestPlatform
let partner: Client
let bureau: Client
let datasetId: string
const table = '参保人员台账'

beforeAll(async () => {
  city = await startTestPlatform()
  partner = await city.signedInAs('citizen')
  bureau = await city.signedInAs('data-bureau')
  const streets = [
    ...Array(40).fill('望云街道'),
    ...Array(2).fill('临江街道'),
    ...Array(15).fill('青石街道'),
    ...Array(60).fill('新城街道'),
  ]
  const fields = [
    {
      name: 'id_number',
      title: '公民身份号码',
      type: 'text' as const,
      isKey: true,
      sensitive: 'citizen-id' as const,
    },
    { name: 'street', title: '街道', type: 'text' as const },
    { name: 'age', title: '年龄', type: 'integer' as const },
  ]
  const rows = streets.map((street, i) => ({
    id_number: `1101051949${1000 + i}002X`,
    street,
    age: 20 + (i % 50),
  }))
  datasetId = (await aDataset(city, { name: table, fields, select: selectOf(rows) })).id
}, 120_000)
afterAll(() => city.stop())

const problem = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error) => error.problem,
  )

async function aProject(more: { minCell?: number; budget?: number } = {}): Promise<SealedProject> {
  const asked = await partner.call(applySealed, {
    body: {
      ...{ title: '街道参保分析', purpose: '研究各街道参保人数', team: ['研究一组'], plan: '形成政策建议' },
      ...{ datasetId, columns: ['id_number', 'street', 'age'] },
    },
  })
  expect((await problem(partner.call(getSealedSample, { params: { id: asked.id } }))).code).toBe(
    'not-approved',
  )
  return bureau.call(decideSealed, { params: { id: asked.id }, body: { approve: true, ...more } })
}
const run = (id: string, code: string) => partner.call(runSealed, { params: { id }, body: { code } })

it('refuses to release raw rows with 含明细数据, logs the attempt and suspends who goes on trying', async () => {
  const { id, columns } = await aProject()
  expect(columns.find((one) => one.name === 'id_number')?.shown).toBe('token')
  const { items } = await partner.call(getSealedSample, { params: { id } })
  expect([items.length, Object.keys(items[0] ?? {})]).toEqual([20, ['id_number', 'street', 'age']])
  const raw = await run(id, `SELECT * FROM ${table} LIMIT 100`)
  expect(raw).toMatchObject({ state: 'refused', output: null })
  expect(raw.reason).toContain('含明细数据')
  expect([raw.codeHash.length, raw.ledgerId]).toEqual([64, expect.any(String)])
  await run(id, `SELECT id_number, count(*) AS n FROM ${table} GROUP BY id_number`)
  await run(id, `SELECT * FROM read_text('/etc/passwd')`)
  const log = await bureau.call(listSealedRuns, { params: { id } })
  expect(log.items.map((one) => one.state)).toEqual(['refused', 'refused', 'refused'])
  const [project] = (await partner.call(listSealed)).items
  expect(project).toMatchObject({ state: 'suspended', violations: 3 })
  expect((await problem(run(id, `SELECT count(*) AS n FROM ${table}`))).code).toBe('not-approved')
})

it('suppresses a cell of 2 and another, so that no total gives it away, and releases by a person', async () => {
  const { id } = await aProject({ minCell: 10 })
  const held = await run(
    id,
    `SELECT street, count(*) AS n, avg(age) AS mean FROM ${table} GROUP BY street ORDER BY street`,
  )
  expect(held).toMatchObject({ state: 'held', output: null, suppressed: 2 })
  expect(
    (await problem(partner.call(inspectSealedRun, { params: { id: held.id }, body: { release: true } })))
      .status,
  ).toBe(403)
  const seen = await bureau.call(listSealedRuns, { params: { id } })
  const rows = new Map((seen.items[0]?.output?.rows ?? []).map((row) => [row[0], row.slice(1)]))
  expect(rows.get('临江街道')).toEqual([null, null])
  expect(rows.get('青石街道')).toEqual([null, null])
  expect(rows.get('新城街道')?.[0]).toBe(60)
  await bureau.call(inspectSealedRun, { params: { id: held.id }, body: { release: true } })
  const [released] = (await partner.call(listSealedRuns, { params: { id } })).items
  expect(released).toMatchObject({ state: 'released', outputHash: held.outputHash })
  expect(released?.output?.rows).toHaveLength(4)
})

it('charges overlapping queries more and stops at the budget', async () => {
  const { id } = await aProject({ budget: 4 })
  const code = `SELECT street, count(*) AS n FROM ${table} GROUP BY street`
  expect((await run(id, code)).cost).toBe(1)
  expect((await run(id, `${code} HAVING count(*) > 5`)).cost).toBe(2)
  const refused = await problem(
    run(id, `SELECT street, count(*) AS n FROM ${table} WHERE age > 30 GROUP BY street`),
  )
  expect(refused.code).toBe('budget')
})

it('shows a project to its partner and the reviewers only', async () => {
  const { id } = await aProject()
  const stranger = await city.signedInAs('citizen')
  expect((await stranger.call(listSealed)).total).toBe(0)
  expect((await problem(stranger.call(listSealedRuns, { params: { id } }))).status).toBe(404)
})
