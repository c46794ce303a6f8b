import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import ExcelJS from 'exceljs'
import { unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { batchDone, loadFile, problemOf, runDone, sendFile, sendPiece, toldOf } from './collect-kit.ts'
import { aDataset } from './data-kit.ts'

let city: TestPlatform
let owner: Client
let bureau: Client
let now = new Date('2025-06-03T12:00:00+08:00')
const { operationCentre, drainage } = organisations

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  await signIn()
})
afterAll(() => city.stop())

/** Moves the clock; sessions of before have ended by then. */
async function moveTo(time: Date): Promise<void> {
  now = time
  await signIn()
}

async function signIn(): Promise<void> {
  owner = await city.signedInAs('data-steward', { organisationId: operationCentre.id })
  bureau = await city.signedInAs('data-bureau', { organisationId: drainage.id })
}

const stations: contract.DatasetField[] = [
  { name: 'code', title: '编号', type: 'text', isKey: true },
  { name: 'day', title: '日期', type: 'date' },
  { name: 'pm25', title: 'PM2.5', type: 'number' },
  { name: 'count', title: '数量', type: 'integer' },
]

const newDataset = (name: string, fields = stations) => ({ name, fields })

async function rowsOf(id: string, body: object = {}) {
  return owner.call(contract.readDatasetRows, { params: { id }, body: { limit: 500, ...body } })
}

const csv = (rows: readonly string[]) => `编号,日期,PM2.5,数量\n${rows.join('\n')}\n`

describe('a file on its way in', () => {
  it('goes on where it was cut, and starts again when its digest is another', async () => {
    const content = Buffer.from(csv(['A,2025-06-01,12.5,3']))
    const sm3 = createHash('sm3').update(content).digest('hex')
    const body = { name: 'a.csv', bytes: content.length, sm3 }
    const { id } = await owner.call(contract.createUpload, { body })
    expect((await sendPiece(owner, id, 0, content.subarray(0, 10))).body.received).toBe(10)
    expect((await sendPiece(owner, id, 20, content.subarray(20))).body.code).toBe('wrong-offset')
    expect((await problemOf(owner.call(contract.finishUpload, { params: { id } }))).code).toBe('incomplete')
    // The piece that had not been answered is sent again, longer.
    const { received } = await owner.call(contract.getUpload, { params: { id } })
    await sendPiece(owner, id, 0, content.subarray(0, 10))
    await sendPiece(owner, id, received, content.subarray(received))
    expect(await owner.call(contract.finishUpload, { params: { id } })).toMatchObject({
      state: 'ready',
      format: 'csv',
      sm3,
    })
    const wrong = await owner.call(contract.createUpload, { body: { ...body, sm3: 'f'.repeat(64) } })
    await sendPiece(owner, wrong.id, 0, content)
    const refused = await problemOf(owner.call(contract.finishUpload, { params: { id: wrong.id } }))
    expect(refused.detail).toContain('摘要不符')
    expect((await owner.call(contract.getUpload, { params: { id: wrong.id } })).received).toBe(0)
    const stranger = await city.signedInAs('data-steward', { organisationId: drainage.id })
    expect((await problemOf(stranger.call(contract.getUpload, { params: { id } }))).code).toBe('not-found')
  })

  it('is shown with its columns, types and texts for no value, in any encoding, and gzipped', async () => {
    // “编号,温度\n甲,1.5\n乙,NA\n” in GB 18030, with semicolons.
    const text = Buffer.from([
      0xb1, 0xe0, 0xba, 0xc5, 0x3b, 0xce, 0xc2, 0xb6, 0xc8, 0x0a, 0xbc, 0xd7, 0x3b, 0x31, 0x2e, 0x35, 0x0a,
      0xd2, 0xd2, 0x3b, 0x4e, 0x41, 0x0a,
    ])
    const upload = await sendFile(owner, 'gb.csv.gz', gzipSync(text))
    expect(upload).toMatchObject({ encoding: 'gb18030', format: 'csv' })
    const seen = await owner.call(contract.previewUpload, { params: { id: upload.id }, body: {} })
    expect(seen).toMatchObject({ delimiter: ';', hasHeader: true, missingFound: ['NA'], sampled: 2 })
    expect(seen.columns.map((one) => [one.source, one.field.name, one.field.type])).toEqual([
      ['编号', '编号', 'text'],
      ['温度', '温度', 'number'],
    ])
    expect(seen.rows[0]).toEqual({ 编号: '甲', 温度: '1.5' })
  })

  it('keeps real gaps as gaps: readings of an air station', async () => {
    const name = join(import.meta.dirname, 'samples/beijing-air-dongsi.csv')
    const upload = await sendFile(owner, 'air.csv', readFileSync(name))
    const seen = await owner.call(contract.previewUpload, { params: { id: upload.id }, body: {} })
    expect(seen).toMatchObject({ sampled: 180, missingFound: ['NA'], delimiter: ',' })
    const found = seen.columns.map((one) => [one.source, one.field.name, one.field.type])
    expect(found).toContainEqual(['PM2.5', 'PM2_5', 'integer'])
    expect(found).toContainEqual(['TEMP', 'TEMP', 'number'])
    expect(found).toContainEqual(['wd', 'wd', 'text'])
    const fields = seen.columns.map((one) => one.field)
    const body = { newDataset: newDataset('空气质量', fields), mode: 'append' as const }
    const { id } = await owner.call(contract.loadUpload, { params: { id: upload.id }, body })
    const batch = await batchDone(owner, id)
    expect(batch).toMatchObject({ state: 'loaded', rowsLoaded: 180, rowsRejected: 0 })
    const gaps = await rowsOf(batch.datasetId, { filters: [{ field: 'CO', is: 'empty' }] })
    expect(gaps.total).toBeGreaterThan(0)
  })

  it('is a packed shapefile in GBK whose projection is undone, and refused where its datum is not known', async () => {
    const sample = readFileSync(join(import.meta.dirname, 'samples/community.zip'))
    const upload = await sendFile(owner, '社区.zip', sample)
    expect(upload.format).toBe('shapefile')
    const seen = await owner.call(contract.previewUpload, { params: { id: upload.id }, body: {} })
    expect(Object.fromEntries(seen.columns.map((one) => [one.source, one.field.type]))).toEqual({
      ...{ 名称: 'text', 人口: 'integer', 面积: 'number', 建立: 'date', geometry: 'geometry' },
    })
    const fields = seen.columns.map((one) => one.field)
    const body = { newDataset: newDataset('社区边界', fields), mode: 'replace' as const }
    const { id } = await owner.call(contract.loadUpload, { params: { id: upload.id }, body })
    const batch = await batchDone(owner, id)
    expect(batch).toMatchObject({ state: 'loaded', rowsLoaded: 2, rowsRejected: 0 })
    const [first, second] = (await rowsOf(batch.datasetId)).items
    expect(first).toMatchObject({ 名称: '望云社区', 人口: 12345678901, 面积: 1.25, 建立: '2020-03-01' })
    expect(second).toMatchObject({ 名称: '临江社区', 人口: null, 面积: -0.5, 建立: null })
    const shape = first?.geometry as unknown as GeoJSON.Polygon
    expect(shape.type).toBe('Polygon')
    // The corners the shapefile was made from, one hole among them.
    expect(shape.coordinates.map((ring) => ring.length)).toEqual([5, 5])
    const near = ([lon, lat]: [number, number]) =>
      shape.coordinates.flat().some(([x, y]) => Math.hypot((x as number) - lon, (y as number) - lat) < 1e-8)
    for (const corner of [
      [116.3, 39.9],
      [116.32, 39.92],
      [116.305, 39.905],
      [116.31, 39.91],
    ] as const)
      expect(near([...corner])).toBe(true)
    const parts = unzipSync(sample)
    const pack = (more: Record<string, Uint8Array>, ...without: string[]) =>
      Buffer.from(
        zipSync({
          ...Object.fromEntries(Object.entries(parts).filter(([name]) => !without.includes(name))),
          ...more,
        }),
      )
    const codeOf = async (content: Buffer) => (await problemOf(sendFile(owner, 'a.zip', content)))?.code
    const prj =
      'GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",SPHEROID["Krasovsky_1940",6378245.0,298.3]]]'
    expect(await codeOf(pack({ 'community.prj': Buffer.from(prj) }))).toBe('unknown-crs')
    expect(await codeOf(pack({}, 'community.prj'))).toBe('unknown-crs')
    expect(await codeOf(pack({ 'b.shp': parts['community.shp'] as Uint8Array }))).toBe('many-layers')
    expect(await codeOf(pack({}, 'community.shp'))).toBe('unknown-format')
    expect(await codeOf(pack({ 'community.shp': Buffer.alloc(30) }))).toBe('broken-file')
  })

  it('is refused when it is no file of data', async () => {
    const bytes = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)])
    const { id } = await owner.call(contract.createUpload, { body: { name: 'a.csv', bytes: bytes.length } })
    await sendPiece(owner, id, 0, bytes)
    expect((await problemOf(owner.call(contract.finishUpload, { params: { id } }))).code).toBe(
      'unknown-format',
    )
  })
})

describe('a batch', () => {
  it('loads what fits, keeps what does not with its reason, and takes it in once it is corrected', async () => {
    const content = csv([
      'A,2025-06-01,12.5,3',
      'B,昨天,1,2',
      ',2025-06-01,1,1',
      'C,2025年6月2日,NA,"1,200"',
      'D,2025-06-01,5,1.5',
      'E,2025-06-01',
    ])
    const batch = await loadFile(
      owner,
      { name: 's.csv', content },
      { newDataset: newDataset('站点监测'), mode: 'append' },
    )
    expect(batch).toMatchObject({ state: 'loaded', rowsIn: 6, rowsLoaded: 2, rowsRejected: 4 })
    const { items } = await rowsOf(batch.datasetId)
    expect(items).toEqual([
      { code: 'A', day: '2025-06-01', pm25: 12.5, count: 3 },
      { code: 'C', day: '2025-06-02', pm25: null, count: 1200 },
    ])
    const rejects = await owner.call(contract.listRejects, { query: { batch: batch.id } })
    expect(rejects.items.map((one) => one.reason).sort()).toEqual([
      '“数量”应为整数：1.5',
      '“日期”应为日期：昨天',
      '“编号”是主键，不能为空',
      '整行格式错误：列数不足',
    ])
    const wrong = rejects.items.find((one) => one.raw.编号 === 'B') as contract.Reject
    await owner.call(contract.fixReject, {
      params: { id: wrong.id },
      body: { fixed: { 日期: '2025-06-02' } },
    })
    const again = await owner.call(contract.replayRejects, { body: { batchId: batch.id } })
    expect((await batchDone(owner, again.batchId as string)).rowsLoaded).toBe(1)
    expect((await rowsOf(batch.datasetId)).total).toBe(3)
    const left = await owner.call(contract.listRejects, { query: { batch: batch.id, state: 'open' } })
    expect(left.total).toBe(3)
  })

  it('replaces, adds, or changes by the key; the same file again is told', async () => {
    const first = { name: '1.csv', content: csv(['A,2025-06-01,1,1', 'B,2025-06-01,2,2']) }
    const { datasetId } = await loadFile(owner, first, {
      newDataset: newDataset('按键更新'),
      mode: 'replace',
    })
    const upload = await sendFile(owner, '1b.csv', first.content)
    expect(upload.duplicateOf).not.toBeNull()
    const told = await problemOf(
      owner.call(contract.loadUpload, { params: { id: upload.id }, body: { datasetId, mode: 'append' } }),
    )
    expect(told.detail).toContain('重复文件')
    await loadFile(
      owner,
      { name: '2.csv', content: csv(['B,2025-06-02,9,9', 'C,2025-06-02,3,3', 'C,2025-06-03,4,4']) },
      { datasetId, mode: 'upsert' },
    )
    expect(
      (await rowsOf(datasetId, { order: [{ field: 'code' }] })).items.map((row) => [row.code, row.count]),
    ).toEqual([
      ['A', 1],
      ['B', 9],
      ['C', 4],
    ])
  })

  it('comes from sheets, JSON, GeoJSON and Parquet alike', async () => {
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('监测')
    sheet.addRow(['编号', '日期', 'PM2.5', '数量'])
    sheet.addRow(['A', new Date('2025-06-01T00:00:00Z'), 12.5, 3])
    const xlsx = Buffer.from(await book.xlsx.writeBuffer())
    const json = JSON.stringify([{ 编号: 'B', 日期: '2025-06-02', 'PM2.5': 1, 数量: 2 }])
    const { datasetId } = await loadFile(
      owner,
      { name: 'a.xlsx', content: xlsx },
      { newDataset: newDataset('多种格式'), mode: 'append' },
    )
    await loadFile(owner, { name: 'b.json', content: json }, { datasetId, mode: 'append' })
    await loadFile(
      owner,
      { name: 'c.jsonl', content: '{"编号":"C","日期":"2025-06-03","PM2.5":null,"数量":"7"}\n' },
      { datasetId, mode: 'append' },
    )
    expect((await rowsOf(datasetId)).items).toEqual([
      { code: 'A', day: '2025-06-01', pm25: 12.5, count: 3 },
      { code: 'B', day: '2025-06-02', pm25: 1, count: 2 },
      { code: 'C', day: '2025-06-03', pm25: null, count: 7 },
    ])
    const [version] = (await owner.call(contract.listDatasetVersions, { params: { id: datasetId } })).items
    const file = readFileSync(join(city.kernel.lake.folder('data'), datasetId, `${version?.id}.parquet`))
    const parquet = await sendFile(owner, 'd.parquet', file)
    const seen = await owner.call(contract.previewUpload, { params: { id: parquet.id }, body: {} })
    expect(seen).toMatchObject({ format: 'parquet', sampled: 3 })
    const point = { type: 'Point', coordinates: [118.9, 33.4] }
    const features = {
      type: 'FeatureCollection',
      features: [{ type: 'Feature', properties: { 名称: '井' }, geometry: point }],
    }
    const geo = await sendFile(owner, 'e.geojson', JSON.stringify(features))
    const shown = await owner.call(contract.previewUpload, { params: { id: geo.id }, body: {} })
    expect(shown.columns.map((one) => one.field.type)).toEqual(['text', 'geometry'])
  })

  it('tells of each row its source, batch and time of receipt', async () => {
    const batch = await loadFile(
      owner,
      { name: 'o.csv', content: csv(['A,2025-06-01,1,1']) },
      { newDataset: newDataset('来源'), mode: 'replace' },
    )
    const read = await rowsOf(batch.datasetId, { origin: true })
    expect(read.items[0]).toMatchObject({ _source: 'o.csv', _batch: batch.id, _received: now.toISOString() })
  })
})

describe('collection with a duty', () => {
  it('holds a file with fewer rows than announced, tells the sender, and keeps what comes after waiting', async () => {
    await moveTo(new Date('2025-06-04T01:30:00+08:00'))
    const source = await owner.call(contract.createSource, {
      body: {
        ...{
          name: '夜间报送',
          kind: 'file',
          mode: 'full',
          load: 'replace',
          connection: {},
          dueTime: '02:00',
        },
        newDataset: newDataset('夜间报送数据'),
      },
    })
    const pipeline = await owner.call(contract.createPipeline, {
      body: {
        name: '下游加工',
        inputId: source.datasetId,
        steps: [{ op: 'select', fields: ['code'] }],
        schedule: { afterInput: true },
      },
    })
    const rows = (n: number) => csv(Array.from({ length: n }, (_, i) => `S${i},2025-06-03,1,${i}`))
    const body = { sourceId: source.id, mode: 'replace' as const, announcedRows: 10_000 }
    const short = await loadFile(owner, { name: 'night.csv', content: rows(9_990) }, body)
    expect(short).toMatchObject({ state: 'count-mismatch', rowsIn: 9_990, versionId: null })
    expect(short.note).toBe('数量不符：声明 10000 行，实收 9990 行')
    const run = await owner.call(contract.runPipeline, { params: { id: pipeline.id }, body: {} })
    expect(run.note).toContain('等待上游批次：数量不符')
    await toldOf(owner, '数据批次数量不符，请核对后重新报送')
    await city.kernel.messages.settle()
    now = new Date('2025-06-04T02:01:00+08:00')
    await city.data.doWhatIsDue()
    await city.data.doWhatIsDue()
    const violations = await owner.call(contract.listDutyViolations, { query: { source: source.id } })
    expect(violations).toMatchObject({
      total: 1,
      items: [{ reason: short.note, dueTime: '2025-06-03T18:00:00.000Z' }],
    })
    expect(await owner.call(contract.getRun, { params: { id: run.id } })).toMatchObject({ state: 'waiting' })
    const whole = await loadFile(owner, { name: 'night2.csv', content: rows(10_000) }, body)
    expect(whole).toMatchObject({ state: 'loaded', rowsLoaded: 10_000 })
    expect(await runDone(owner, run.id)).toMatchObject({ state: 'done', rowsIn: 10_000, rowsOut: 10_000 })
  })

  it('keeps a file of another structure away until somebody decides', async () => {
    const { id: datasetId } = await aDataset(city, { fields: stations })
    const drifted = await loadFile(
      owner,
      { name: 'd.csv', content: '编号,日期,PM2.5,备注\nA,2025-06-01,1,x\n' },
      { datasetId, mode: 'append' },
    )
    expect(drifted).toMatchObject({
      state: 'quarantined',
      note: '结构变更，已隔离：新增列：备注；缺少列：数量',
    })
    await owner.call(contract.decideBatch, { params: { id: drifted.id }, body: { act: 'accept' } })
    expect(await batchDone(owner, drifted.id)).toMatchObject({ state: 'loaded', rowsLoaded: 1 })
  })
})

describe('the space of a unit', () => {
  it('stops a load it has no room for, and nothing of it is seen', async () => {
    const first = await loadFile(
      owner,
      { name: 'q.csv', content: csv(['A,2025-06-01,1,1']) },
      { newDataset: newDataset('配额'), mode: 'replace' },
    )
    const [space] = (await owner.call(contract.listDataSpaces, { query: {} })).items
    const quotaBytes = (space?.usedBytes ?? 0) + 1_000
    await bureau.call(contract.setDataQuota, { params: { id: operationCentre.id }, body: { quotaBytes } })
    const content = csv(Array.from({ length: 300 }, (_, i) => `S${i},2025-06-03,1,${i}`))
    const batch = await loadFile(
      owner,
      { name: 'big.csv', content },
      { datasetId: first.datasetId, mode: 'replace' },
    )
    expect(batch.state).toBe('over-quota')
    expect(batch.note).toContain('配额不足')
    expect((await rowsOf(first.datasetId)).total).toBe(1)
    expect((await owner.call(contract.listDatasetVersions, { params: { id: first.datasetId } })).total).toBe(
      1,
    )
    await bureau.call(contract.setDataQuota, {
      params: { id: operationCentre.id },
      body: {},
    })
    await owner.call(contract.decideBatch, { params: { id: batch.id }, body: { act: 'retry' } })
    expect((await batchDone(owner, batch.id)).state).toBe('loaded')
  })

  it('of 100 GB with 99 GB used has no room for 3 GB: 配额不足, and no part of it is there', async () => {
    const GB = 1024 ** 3
    const { pool } = city.kernel.db
    const first = await loadFile(
      owner,
      { name: 'full.csv', content: csv(['A,2025-06-01,1,1']) },
      { newDataset: newDataset('九十九'), mode: 'replace' },
    )
    // What is stored and what comes are as large as the books say: no test moves gigabytes.
    const [space] = (await owner.call(contract.listDataSpaces, { query: {} })).items
    await pool.query('UPDATE data.version SET bytes = bytes + $2 WHERE id = $1', [
      first.versionId,
      99 * GB - (space?.usedBytes ?? 0),
    ])
    const params = { id: operationCentre.id }
    await bureau.call(contract.setDataQuota, { params, body: { quotaBytes: 100 * GB } })
    const upload = await sendFile(owner, 'three.csv', csv(['B,2025-06-02,1,1', 'C,2025-06-02,1,1']))
    await pool.query('UPDATE data.upload SET bytes = $2, received = $2 WHERE id = $1', [upload.id, 3 * GB])
    const { id } = await owner.call(contract.loadUpload, {
      params: { id: upload.id },
      body: { datasetId: first.datasetId, mode: 'append' },
    })
    const batch = await batchDone(owner, id)
    expect(batch).toMatchObject({ state: 'over-quota', versionId: null })
    expect(batch.note).toContain('配额不足：空间配额 100 GB，已用 99 GB，本次需要 3 GB')
    expect((await rowsOf(first.datasetId)).items.map((row) => row.code)).toEqual(['A'])
    const versions = await owner.call(contract.listDatasetVersions, { params: { id: first.datasetId } })
    expect(versions.total).toBe(1)
    await pool.query('UPDATE data.version SET bytes = 1000 WHERE id = $1', [first.versionId])
    await bureau.call(contract.setDataQuota, { params, body: {} })
  })

  it('answers as of yesterday after today’s snapshot, until what was is destroyed with a certificate', async () => {
    const load = (name: string, rows: string[], datasetId?: string) =>
      loadFile(
        owner,
        { name, content: csv(rows) },
        { ...(datasetId ? { datasetId } : { newDataset: newDataset('每日快照') }), mode: 'replace' },
      )
    const { datasetId } = await load('d1.csv', ['A,2025-06-01,1,1'])
    const yesterday = now.toISOString()
    await moveTo(new Date(now.getTime() + 86_400_000))
    await load('d2.csv', ['A,2025-06-02,2,2', 'B,2025-06-02,3,3'], datasetId)
    expect((await rowsOf(datasetId)).total).toBe(2)
    expect((await rowsOf(datasetId, { asOf: yesterday })).items).toEqual([
      { code: 'A', day: '2025-06-01', pm25: 1, count: 1 },
    ])
    const [today, old] = (await owner.call(contract.listDatasetVersions, { params: { id: datasetId } })).items
    const ask = (versionIds: string[]) =>
      owner.call(contract.askDestruction, { body: { datasetId, versionIds, basis: '保管期满' } })
    expect((await problemOf(ask([today?.id as string]))).code).toBe('version-in-use')
    const asked = await ask([old?.id as string])
    const done = await bureau.call(contract.decideDestruction, {
      params: { id: asked.id },
      body: { agree: true },
    })
    expect(done).toMatchObject({ state: 'done', rows: 1 })
    expect(done.certificate).toBeTruthy()
    expect((await problemOf(rowsOf(datasetId, { asOf: yesterday }))).code).toBe('no-version')
    const { items } = await owner.call(contract.listDatasetVersions, { params: { id: datasetId } })
    expect(items.map((one) => one.state)).toEqual(['published', 'destroyed'])
  })

  it('is told on the dashboard with what came in, what was refused and how much there is', async () => {
    const board = await owner.call(contract.getCollectDashboard, { query: { days: 7 } })
    expect(board.days).toHaveLength(7)
    expect(board.days.reduce((sum, day) => sum + day.rowsIn, 0)).toBeGreaterThan(10_000)
    expect(board.openRejects).toBeGreaterThanOrEqual(3)
    expect(board.topUsers.length).toBeGreaterThan(0)
  })
})
