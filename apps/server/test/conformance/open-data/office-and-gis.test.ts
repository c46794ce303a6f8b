import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type DatasetField, type DatasetInput, readDatasetRows } from '@civitas/contract'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { loadFile } from '../../flows/data/collect-kit.ts'
import { aDataset, selectOf } from '../../flows/data/data-kit.ts'
import { opened } from './opened.ts'

/** Programs of others read what is opened, and what they save is read here. Absent programs are skipped by name. */
const run = promisify(execFile)

function isHere(program: string, ...given: string[]): boolean {
  try {
    execFileSync(program, given, { stdio: 'ignore', timeout: 60_000 })
    return true
  } catch {
    return false
  }
}
const hasGdal = isHere('ogrinfo', '--version')
const hasOffice = isHere('soffice', '--version')

const folder = mkdtempSync(join(tmpdir(), 'open-data-'))
const fields: DatasetField[] = [
  { name: 'code', title: '编码', type: 'text', isKey: true, grade: 'general-1' },
  { name: 'name', title: '名称', type: 'text', grade: 'general-1' },
  { name: 'seats', title: '座位数', type: 'integer', grade: 'general-1' },
  { name: 'since', title: '开业日期', type: 'date', grade: 'general-1' },
  { name: 'lon', title: '经度', type: 'number', grade: 'general-1' },
  { name: 'lat', title: '纬度', type: 'number', grade: 'general-1' },
]
const shops = Array.from({ length: 40 }, (_, i) => ({
  ...{ code: `0${100 + i}`, name: i === 3 ? '老街“面馆”,一店' : `小店${i}`, seats: i * 10 },
  ...{ since: '2024-02-29', lon: 118.5 + i / 8, lat: 33.4 },
}))
let city: TestPlatform
let name: string

beforeAll(async () => {
  city = await startTestPlatform()
  const dataset = await aDataset(city, { name: '沿街商铺', fields, select: selectOf(shops) })
  name = await opened(
    city,
    dataset,
    fields.map((field) => field.name),
  )
})
afterAll(async () => {
  await city.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A download in a folder of its own; answers its path. */
async function download(format: string): Promise<string> {
  const answer = await fetch(`${city.url}/api/open/datasets/${name}/files/${format}`)
  expect(answer.status).toBe(200)
  const path = join(folder, `${format}-${name}.${format}`)
  writeFileSync(path, Buffer.from(await answer.arrayBuffer()))
  return path
}

describe.skipIf(!hasGdal)('GDAL (ogrinfo)', () => {
  const describeLayer = async (...given: string[]) =>
    (await run('ogrinfo', ['-ro', '-al', '-so', ...given], { timeout: 60_000 })).stdout

  it('reads the GeoJSON as points in CRS84 with their columns', async () => {
    const seen = await describeLayer(await download('geojson'))
    expect(seen).toContain('Geometry: Point')
    expect(seen).toContain('Feature Count: 40')
    expect(seen).toContain('Extent: (118.500000, 33.400000) - (123.375000, 33.400000)')
    expect(seen).toMatch(/seats: Integer/)
    expect(seen).toMatch(/since: Date/)
  })

  it('reads the API over HTTP as it reads a file', async () => {
    const seen = await describeLayer(`/vsicurl/${city.url}/api/open/datasets/${name}/files/geojson`)
    expect(seen).toContain('Feature Count: 40')
    const rows = await describeLayer(`${city.url}/api/open/datasets/${name}/files/geojson`)
    expect(rows).toContain('Geometry: Point')
  })

  it('reads the CSV with places and the sheet with its types', async () => {
    const csv = await describeLayer(
      ...['-oo', 'X_POSSIBLE_NAMES=lon', '-oo', 'Y_POSSIBLE_NAMES=lat'],
      await download('csv'),
    )
    expect([csv.includes('Geometry: Point'), csv.includes('Feature Count: 40')]).toEqual([true, true])
    expect(csv).toMatch(/code: String/)
    const sheet = await describeLayer(await download('xlsx'))
    expect(sheet).toContain('Feature Count: 40')
    expect(sheet).toMatch(/座位数: Integer/)
    expect(sheet).toMatch(/开业日期: Date/)
  })
})

describe.skipIf(!hasOffice)('LibreOffice', () => {
  /** Opens a file and saves it in another form, as a person does with 另存为. */
  async function saveAs(path: string, filter: string, read: string[] = []): Promise<string> {
    const out = mkdtempSync(join(folder, 'saved-'))
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`
    const given = ['--headless', '--norestore', ...read, '--convert-to', filter, '--outdir', out, path]
    await run('soffice', [profile, ...given], { timeout: 100_000 })
    const kind = filter.split(':')[0] as string
    return join(out, `${(path.split('/').at(-1) as string).replace(/\.[a-z]+$/, '')}.${kind}`)
  }
  const csvOf = async (path: string, read?: string[]) =>
    readFileSync(await saveAs(path, 'csv:Text - txt - csv (StarCalc):44,34,76', read), 'utf8')
  // What a person chooses in the window that asks how a text is to be read: commas, UTF-8, code as text.
  const asText = ['--infilter=Text - txt - csv (StarCalc):44,34,76,1,1/2']

  it('opens the sheet and the CSV with every row, letter and leading zero', async () => {
    const sheet = (await csvOf(await download('xlsx'))).trim().split('\n')
    expect(sheet[0]).toBe('编码,名称,座位数,开业日期,经度,纬度')
    expect(sheet).toHaveLength(41)
    expect(sheet[4]).toMatch(/^0103,"老街“面馆”,一店",30,2024-02-29,118.875,33.4$/)
    const csv = (await csvOf(await download('csv'), asText)).trim().split('\n')
    expect([csv.length, csv[0]]).toEqual([41, 'code,name,seats,since,lon,lat'])
  })

  it('saves a sheet with dates and a title over merged cells that is taken in again', async () => {
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('台账')
    sheet.addRow(['2025年商铺台账'])
    sheet.mergeCells('A1:C1')
    sheet.addRow(['编号', '登记日期', '面积'])
    sheet.addRow(['A01', new Date('2025-06-01T00:00:00Z'), 12.5])
    sheet.addRow(['A02', new Date('2025-06-02T00:00:00Z'), 30])
    const made = join(folder, 'book.xlsx')
    await book.xlsx.writeFile(made)
    // Through ODS, so that the workbook is written by LibreOffice from its own.
    const saved = await saveAs(await saveAs(made, 'ods'), 'xlsx')
    const owner = await city.signedInAs('data-steward', { organisationId: organisations.operationCentre.id })
    const columns: DatasetInput['fields'] = [
      { name: 'code', title: '编号', type: 'text', isKey: true },
      { name: 'day', title: '登记日期', type: 'date' },
      { name: 'area', title: '面积', type: 'number' },
    ]
    const given = {
      ...{ abstract: '', kind: 'department' as const, theme: '市场监管', layer: 'raw' as const },
      ...{
        cycle: 'day' as const,
        sharing: 'none' as const,
        sharingBasis: '内部使用',
        opening: 'none' as const,
      },
      fields: columns,
    }
    const rows = async (title: string, file: string, content: Buffer) => {
      const body = { newDataset: { ...given, name: title }, mode: 'replace' as const }
      const { datasetId, state } = await loadFile(owner, { name: file, content }, body)
      expect([file, state]).toEqual([file, 'loaded'])
      return (await owner.call(readDatasetRows, { params: { id: datasetId }, body: {} })).items
    }
    const expected = [
      { code: 'A01', day: '2025-06-01', area: 12.5 },
      { code: 'A02', day: '2025-06-02', area: 30 },
    ]
    expect(await rows('表格台账', 'book.xlsx', readFileSync(saved))).toEqual(expected)
    // A CSV in the code page of Chinese Windows (67 in LibreOffice’s table of encodings) has no merged title.
    sheet.spliceRows(1, 1)
    sheet.getColumn(2).numFmt = 'yyyy"年"m"月"d"日"'
    const plain = join(folder, 'plain.xlsx')
    await book.xlsx.writeFile(plain)
    const gbk = readFileSync(await saveAs(plain, 'csv:Text - txt - csv (StarCalc):44,34,67'))
    expect(new TextDecoder('gb18030').decode(gbk)).toContain('编号,登记日期,面积\nA01,2025年6月1日,12.5')
    expect(await rows('国标码台账', 'plain.csv', gbk)).toEqual(expected)
  })
})
