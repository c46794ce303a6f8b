import {
  applySealed,
  decideSealed,
  getSealedSample,
  inspectSealedRun,
  landSealedResult,
  listSealed,
  listSealedResults,
  listSealedRuns,
  registerSealedResult,
  runSealed,
  type SealedProject,
  trySealed,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
  expect((await problem(aProject())).code).toBe('partner-suspended')
  await bureau.call(decideSealed, { params: { id }, body: { approve: true } })
  expect((await problem(bureau.call(decideSealed, { params: { id }, body: { approve: true } }))).code).toBe(
    'decided',
  )
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

describe('a program in JavaScript', () => {
  const program = (id: string, code: string) =>
    partner.call(runSealed, { params: { id }, body: { code, language: 'javascript' } })
  const byStreet = `
    function cell(row) { return { street: row.street } }
    function values(row) { return { age: row.age } }`

  it('is tried on made-up rows, where it may print, and run where it may not', async () => {
    const { id } = await aProject()
    const printing = `function cell(row) { print(row); return { street: row.street } }`
    const trial = await partner.call(trySealed, { params: { id }, body: { code: printing } })
    expect(trial).toMatchObject({ fault: null, output: { columns: ['street', 'n'] } })
    expect([trial.printed.length, trial.printed[0]]).toEqual([20, expect.stringContaining('街道样例1')])
    const raw = await program(id, printing)
    expect(raw).toMatchObject({ state: 'refused', output: null, language: 'javascript' })
    expect(raw.reason).toBe('含明细数据：程序打印了 100 行，打印只能在合成样例上使用')
    const [logged] = (await bureau.call(listSealedRuns, { params: { id } })).items
    expect(logged).toMatchObject({ id: raw.id, ledgerId: expect.any(String), outputHash: null })
    const wrong = await partner.call(trySealed, {
      params: { id },
      body: { code: 'function cell(row) { return row.nothing.at }' },
    })
    expect(wrong.fault).toContain('TypeError')
    const failed = await program(id, 'function cell(row) { throw new Error(row.id_number) }')
    expect(failed.reason).toBe('程序运行出错；请先在合成样例上试运行')
  })

  it('is given nothing but the language and the rows, within its time', async () => {
    const { id } = await aProject()
    const names = ["fe' + 'tch", 'setTimeout', 'navigator', 'std', 'os', 'Buffer']
    const look = `const seen = [${names.map((name) => `typeof this['${name}']`).join(',')}];
      function cell(row) { return { street: seen.filter((one) => one !== 'undefined').length } }`
    const { output } = await partner.call(trySealed, { params: { id }, body: { code: look } })
    expect(output.rows).toEqual([[0, 20]])
    const endless = 'function cell(row) { while (true) {} }'
    const trial = await partner.call(trySealed, { params: { id }, body: { code: endless } })
    expect(trial.fault).toContain('interrupted')
    const greedy =
      'const all = []; function cell(row) { while (true) all.push(new Array(100000).fill(row.age)) }'
    expect((await program(id, greedy)).reason).toBe('程序用的内存超过限额，已停止')
    expect((await program(id, 'import("net"); function cell() {}')).reason).toContain('不能读取文件、网络')
  }, 60_000)

  it('has its cell of 2 suppressed with another, and what is released is registered with what it brought', async () => {
    const { id } = await aProject({ minCell: 10 })
    const held = await program(id, byStreet)
    expect(held).toMatchObject({ state: 'held', output: null, suppressed: 2, cost: 1 })
    const [seen] = (await bureau.call(listSealedRuns, { params: { id } })).items
    expect(seen?.output?.columns).toEqual(['street', 'n', 'age_mean', 'age_sd'])
    const rows = new Map((seen?.output?.rows ?? []).map((row) => [row[0], row.slice(1)]))
    expect(rows.get('临江街道')).toEqual([null, null, null])
    expect(rows.get('青石街道')).toEqual([null, null, null])
    expect(rows.get('新城街道')).toEqual([60, 42.33, 14.09])
    const form = {
      ...{ title: '街道参保年龄结构报告', kind: 'report' as const, summary: '各街道平均年龄' },
      ...{ landingPlan: '提交社保科', dueDay: '2099-01-01' },
    }
    const params = { id: held.id }
    expect((await problem(partner.call(registerSealedResult, { params, body: form }))).code).toBe(
      'not-released',
    )
    await bureau.call(inspectSealedRun, { params, body: { release: true } })
    const early = await problem(
      partner.call(registerSealedResult, { params, body: { ...form, dueDay: '2020-01-01' } }),
    )
    expect(early.errors[0].path).toBe('/body/dueDay')
    const result = await partner.call(registerSealedResult, { params, body: form })
    expect(result).toMatchObject({ landedDay: null, isLate: false, projectTitle: '街道参保分析' })
    const landing = { landedDay: '2025-01-02', benefit: '调整两个街道的扩面计划', benefitAmount: 12.5 }
    const land = { params: { id: result.id }, body: landing }
    expect((await problem(bureau.call(landSealedResult, land))).status).toBe(404)
    expect(await partner.call(landSealedResult, land)).toMatchObject(landing)
    expect(await bureau.call(listSealedResults)).toMatchObject({ total: 1, benefitAmount: 12.5 })
    const stranger = await city.signedInAs('citizen')
    expect((await stranger.call(listSealedResults)).total).toBe(0)
  })

  it('cannot carry a row into the cell, the label or the mean of others', async () => {
    const { id } = await aProject()
    const says = '含明细数据：一行的单元和数值只能由该行自己决定，不能取自其他行'
    for (const code of [
      'let first; function cell(row) { first ??= row.age; return { street: first } }',
      'let first; function cell(row) { return { street: row.street } } function values(row) { first ??= row.age; return { age: first } }',
      'let seen = 0; function cell(row) { return { street: seen++ % 2 } }',
    ])
      expect(await program(id, code)).toMatchObject({ state: 'refused', reason: says, output: null })
  })
})
