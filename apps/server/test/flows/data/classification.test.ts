import {
  applyForData,
  createAbility,
  createAppKey,
  createDataApp,
  type DatasetField,
  decideApplication,
  decideSensitiveProposal,
  decideUnmask,
  exportDataset,
  getClassificationReport,
  getDataset,
  listOpenDatasets,
  listSensitiveProposals,
  listUnmaskRequests,
  proposeOpening,
  readDatasetRows,
  requestUnmask,
  reviewOpening,
  runAnalysisQuery,
  scanDataset,
  traceSample,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset, people, selectOf, threePeople } from './data-kit.ts'
import { seeded, truthColumns } from './sensitive-truth.ts'

let city: TestPlatform
let owner: Client
let bureau: Client
let now = new Date('2025-06-03T12:00:00+08:00')
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  owner = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
  bureau = await city.signedInAs('data-bureau')
})
afterAll(() => city.stop())

const read = (client: Client, id: string, body: object = {}) =>
  client.call(readDatasetRows, { params: { id }, body })

describe('PLT-065: masking', () => {
  it('shows 138****5678 and still joins two tables on the token', async () => {
    const tokenised = people.map(
      (field): DatasetField => (field.name === 'phone' ? { ...field, mask: 'token' } : field),
    )
    const plain = await aDataset(city)
    expect((await read(owner, plain.id)).items[0]?.phone).toBe('138****5678')
    const [one, two] = [
      await aDataset(city, { fields: tokenised, select: threePeople }),
      await aDataset(city, {
        fields: [
          { name: 'contact', title: '联系电话', type: 'text', sensitive: 'phone', mask: 'token' },
          { name: 'paid', title: '已缴', type: 'integer' },
        ],
        select: selectOf([
          { contact: '13812345678', paid: 7 },
          { contact: '13700001111', paid: 9 },
        ]),
      }),
    ]
    const [left, right] = [(await read(owner, one.id)).items, (await read(owner, two.id)).items]
    const joined = right.map(({ contact, paid }) => [left.find((row) => row.phone === contact)?.age, paid])
    expect(joined).toEqual([
      [75, 7],
      [10, 9],
    ])
    expect(JSON.stringify([left, right])).not.toContain('13812345678')
  })

  it('shows plain what was asked for with a purpose and granted, until the day it ends', async () => {
    const { id } = await aDataset(city)
    const body = { fields: ['phone'], purpose: '核实救助对象联系方式', until: '2025-06-03T08:00:00.000Z' }
    const { id: request } = await owner.call(requestUnmask, { params: { id }, body })
    expect((await read(owner, id)).items[0]?.phone).toBe('138****5678')
    await bureau.call(decideUnmask, {
      params: { id: request },
      body: { isGranted: true, reason: '用途正当' },
    })
    const seen = (await read(owner, id)).items[0]
    expect([seen?.phone, seen?.id_number]).toEqual(['13812345678', '110105********002X'])
    now = new Date('2025-06-03T16:00:01+08:00')
    expect((await read(owner, id)).items[0]?.phone).toBe('138****5678')
    expect((await owner.call(listUnmaskRequests, { query: {} })).items[0]?.state).toBe('granted')
  })
})

describe('PLT-065: watermarks', () => {
  const fields: DatasetField[] = [
    { name: 'code', title: '编号', type: 'text', isKey: true },
    { name: 'amount', title: '数量', type: 'integer' },
  ]
  const select = `SELECT 'C' || i AS code, i * 7 AS amount FROM range(60) AS r(i)`
  const download = async (client: Client, id: string) => {
    const headers = { authorization: `Bearer ${client.options.token?.()}` }
    return Buffer.from(
      await (await fetch(`${city.url}/api/data/exports/${id}/file`, { headers })).arrayBuffer(),
    )
  }
  const trace = async (bytes: Buffer) =>
    (await bureau.call(traceSample, { body: { name: 'leak', base64: bytes.toString('base64') } })).matches

  it('lead from an uploaded sample to receiver, time and request, by the hidden mark and by the order of rows', async () => {
    const { id, name } = await aDataset(city, { fields, select })
    const body = { format: 'csv' as const, purpose: '季度统计分析' }
    const first = await owner.call(exportDataset, { params: { id }, body })
    const second = await bureau.call(exportDataset, { params: { id }, body })
    const text = (await download(owner, first.id)).toString('utf8')
    const lines = text.trim().split('\r\n')
    expect(lines[0]).toContain(`申请编号：${first.id}`)
    expect(lines).toHaveLength(62)
    // Five rows from the middle, without the line everybody sees.
    const [match] = await trace(Buffer.from(lines.slice(20, 25).join('\n')))
    expect(match).toMatchObject({
      requestId: first.id,
      receiver: first.receiver,
      datasetName: name,
      by: 'mark',
    })
    expect(match?.time).toBe(first.time)
    // Somebody took out every sign without width and the first line: the order of the rows is left.
    const bare = (await download(bureau, second.id))
      .toString('utf8')
      .replaceAll(/[\u2060\u200b\u200c\ufeff]/g, '')
      .split('\r\n')
      .slice(1)
    const byOrder = await trace(Buffer.from(bare.join('\n')))
    expect(byOrder).toMatchObject([{ requestId: second.id, by: 'order' }])
    const foreign = [bare[0], ...bare.slice(1).sort()].join('\n')
    expect(await trace(Buffer.from(foreign))).toEqual([])
  })

  it('are in spreadsheets too', async () => {
    const { id } = await aDataset(city, { fields, select })
    const made = await owner.call(exportDataset, {
      params: { id },
      body: { format: 'xlsx', purpose: '季度统计分析' },
    })
    const bytes = await download(owner, made.id)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(bytes as unknown as ArrayBuffer)
    expect(book.worksheets[0]?.getCell('A1').text).toContain('不得转发')
    expect(await trace(bytes)).toMatchObject([{ requestId: made.id, by: 'mark', certainty: 1 }])
  })
})

describe('PLT-065: discovery', () => {
  it('finds sensitive columns by name and content with the precision and recall of the generated truth', async () => {
    const columns = truthColumns()
    const random = seeded(7)
    const rows = Array.from({ length: 200 }, () =>
      Object.fromEntries(columns.map((column) => [column.name, column.make(random)])),
    )
    const fields = columns.map(({ truth: _, make: __, ...field }) => field)
    const { id } = await aDataset(city, { fields, select: selectOf(rows) })
    const found = await owner.call(scanDataset, { params: { id } })
    const kinds = new Map(found.map((one) => [one.field, one.kind]))
    let [right, wrong, missed] = [0, 0, 0]
    for (const { name, truth } of columns) {
      const kind = kinds.get(name) ?? null
      if (kind && kind === truth) right++
      else if (kind) wrong++
      if (truth && kind !== truth) missed++
    }
    const [precision, recall] = [right / (right + wrong), right / (right + missed)]
    console.log(
      `sensitive columns: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} of ${columns.length} columns`,
    )
    expect(precision).toBeGreaterThanOrEqual(0.95)
    expect(recall).toBeGreaterThanOrEqual(0.9)
  })

  it('waits for the owner, then grades and masks; a new column is scanned by itself', async () => {
    const field: DatasetField = { name: 'col7', title: '栏目', type: 'text' }
    const { id } = await aDataset(city, { fields: [field], select: selectOf([{ col7: '13812345678' }]) })
    await city.settle()
    const waiting = async () =>
      (await owner.call(listSensitiveProposals, { query: { dataset: id, state: 'proposed' } })).items
    const [proposal] = await waiting()
    expect(proposal).toMatchObject({ kind: 'phone', grade: 'general-3', foundBy: 'content', share: 1 })
    // Nobody has graded it: until its owner decides it is shown as the strictest of its class.
    expect((await read(owner, id)).items[0]?.col7).toBe('138****5678')
    await owner.call(decideSensitiveProposal, {
      params: { id: proposal?.id ?? '' },
      body: { isConfirmed: true },
    })
    expect((await read(owner, id)).items[0]?.col7).toBe('138****5678')
    expect((await owner.call(getDataset, { params: { id } })).fields[0]).toMatchObject({
      sensitive: 'phone',
      grade: 'general-3',
    })
    const report = await owner.call(getClassificationReport)
    expect(report.fields['general-3']).toBeGreaterThan(0)
    expect(report.ungraded.find((one) => one.datasetId === id)?.treatedAs).toBe('general-4')
  })

  it('masks what is suspected and ungraded wherever it was agreed to show it, until the owner decides', async () => {
    const fields: DatasetField[] = [
      { name: 'code', title: '编号', type: 'text', isKey: true },
      { name: 'remark', title: '备注', type: 'text' },
    ]
    const rows = (remark: string) => selectOf([{ code: 'A1', remark }])
    const dataset = await aDataset(city, { name: '巡查登记', fields, select: rows('无') })
    await city.settle()
    const opening = await owner.call(proposeOpening, {
      body: {
        ...{ datasetId: dataset.id, opening: 'unconditional' },
        columns: fields.map(({ name }) => ({ name, mask: 'none' as const })),
      },
    })
    const security = await city.signedInAs('administrator')
    for (const [step, by] of [
      ['owner', owner],
      ['bureau', bureau],
      ['security', security],
    ] as const)
      await by.call(reviewOpening, { params: { id: opening.id }, body: { step, decision: 'approve' } })
    const drainage = await city.signedInAs('data-steward', { organisationId: organisations.drainage.id })
    const use = {
      purpose: '联合巡查',
      scene: '巡查',
      from: '2025-06-01',
      to: '2026-05-31',
      legalBasis: '城市管理条例',
    }
    const { items } = await drainage.call(applyForData, {
      body: { items: [{ datasetId: dataset.id, fields: ['code', 'remark'] }], delivery: 'api', ...use },
    })
    await owner.call(decideApplication, { params: { id: items[0]?.id ?? '' }, body: { agree: true } })
    const ability = {
      summary: '',
      version: 'v1',
      kind: 'dataset' as const,
      sla: '',
      dataClass: '',
      price: '',
    }
    await owner.call(createAbility, {
      body: { ...ability, code: 'patrol', title: '巡查登记', datasetId: dataset.id, quotaPerDay: 100 },
    })
    const app = await drainage.call(createDataApp, { body: { name: '巡查', contact: '' } })
    const key = await drainage.call(createAppKey, { params: { id: app.id }, body: { days: 30 } })
    const everywhere = async () => {
      const sql = 'SELECT remark FROM 巡查登记'
      const [open] = (await city.anonymous().call(listOpenDatasets, { query: { search: '巡查登记' } })).items
      const file = await fetch(`${city.url}/api/open/datasets/${open?.name}/files/csv`)
      const headers = {
        'x-civitas-key': `${key.keyId}.${key.secret}`,
        'x-civitas-purpose': encodeURIComponent(use.purpose),
      }
      const made = await owner.call(exportDataset, {
        ...{ params: { id: dataset.id }, body: { format: 'csv', purpose: '巡查统计' } },
      })
      const exported = await fetch(`${city.url}/api/data/exports/${made.id}/file`, {
        headers: { authorization: `Bearer ${owner.options.token?.()}` },
      })
      const texts = [
        JSON.stringify((await read(owner, dataset.id)).items),
        JSON.stringify((await owner.call(runAnalysisQuery, { body: { sql } })).rows),
        JSON.stringify((await drainage.call(runAnalysisQuery, { body: { sql } })).rows),
        await (await fetch(`${city.url}/api/data/services/patrol`, { headers })).text(),
        await exported.text(),
        await file.text(),
      ]
      return texts.map(
        (text) => /138(\d{4}|\*{4})5678/.exec(text.replace(/[\u200B-\u206F\uFEFF]/g, ''))?.[1] ?? text,
      )
    }
    await city.data.putTable({ datasetId: dataset.id, select: rows('13812345678') })
    await city.settle()
    expect((await owner.call(getDataset, { params: { id: dataset.id } })).fields[1]?.suspected).toBe('phone')
    expect(await everywhere()).toEqual(Array(6).fill('****'))
    const { items: waiting } = await owner.call(listSensitiveProposals, {
      query: { dataset: dataset.id, state: 'proposed' },
    })
    await owner.call(decideSensitiveProposal, {
      params: { id: waiting[0]?.id ?? '' },
      body: { isConfirmed: false },
    })
    await expect.poll(everywhere, { timeout: 20_000 }).toEqual(Array(6).fill('1234'))
  })
})
