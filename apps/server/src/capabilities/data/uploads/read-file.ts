import { once } from 'node:events'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataFormat, ReadOptions } from '@civitas/contract'
import ExcelJS from 'exceljs'
import { invalid } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { quoteName, quoteText } from '../tables/duck.ts'
import { looksLikeHeader, parseSeparated, sniffDelimiter, usualMissing } from './columns.ts'
import { newHeader } from './sheet-header.ts'
import { headOf } from './take-upload.ts'

/** A file as DuckDB reads it: every column as text. */
export interface Relation {
  /** What comes after FROM. */
  readonly from: string
  /** Name of a column in the source and the expression of its text. */
  readonly columns: readonly { source: string; text: string }[]
  /** Lines that are no record are told in DuckDB’s `reject_errors`. */
  readonly delimiter: string | null
  readonly hasHeader: boolean
  readonly sheets: readonly string[]
}

export interface FileToRead {
  readonly format: DataFormat
  /** Folder with the file as `plain`; what is made of it goes there too. */
  readonly folder: string
}

/** Opens a file of any format for DuckDB. */
export async function openFile(
  parts: Pick<DataParts, 'kernel'>,
  file: FileToRead,
  options: ReadOptions,
): Promise<Relation> {
  const plain = join(file.folder, 'plain')
  if (file.format === 'csv') return openSeparated(plain, options)
  if (file.format === 'xlsx') return openSheet(file.folder, options)
  if (file.format === 'parquet') return openParquet(parts, plain, options)
  if (file.format === 'geojson') return openJson(parts, await flattenGeoJson(file.folder), options)
  if (file.format === 'shapefile') return openJson(parts, join(file.folder, 'features.jsonl'), options)
  return openJson(parts, plain, options)
}

function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name}_${times}`
  })
}

async function openSeparated(path: string, options: ReadOptions): Promise<Relation> {
  const head = (await headOf(path, 1 << 18)).toString('utf8').replace(/^\uFEFF/, '')
  const delimiter = options.delimiter ?? sniffDelimiter(head)
  const first = parseSeparated(head, delimiter, 1)[0]
  if (!first) throw invalid('/params/id', '文件是空的', 'empty-file')
  const hasHeader = options.hasHeader ?? looksLikeHeader(first)
  const titles = distinct(first.map((title, at) => (hasHeader && title.trim()) || `列${at + 1}`))
  return separated(path, { titles, delimiter, hasHeader, missing: options.missing ?? usualMissing })
}

/** A file of separated values whose columns are known. Quoted empty text is empty text only where `strict`. */
export function separated(
  path: string,
  given: {
    titles: readonly string[]
    delimiter: string
    hasHeader: boolean
    missing: readonly string[]
    strict?: boolean
  },
): Relation {
  const { titles, delimiter, hasHeader } = given
  const columns = titles.map((_, at) => `'c${at}': 'VARCHAR'`).join(', ')
  const missing = [...new Set(['', ...given.missing])].map(quoteText).join(', ')
  return {
    from: `read_csv(${quoteText(path)}, delim = ${quoteText(delimiter)}, quote = '"', escape = '"', header = ${hasHeader},
      auto_detect = false, store_rejects = true, nullstr = [${missing}], allow_quoted_nulls = ${!given.strict},
      max_line_size = 2000000, buffer_size = 8000000, columns = {${columns}})`,
    columns: titles.map((source, at) => ({ source, text: `"c${at}"` })),
    ...{ delimiter, hasHeader, sheets: [] },
  }
}

function withoutMissing(text: string, missing: readonly string[] | undefined): string {
  const texts = [...new Set(['', ...(missing ?? usualMissing)])].map(quoteText).join(', ')
  return `CASE WHEN ${text} NOT IN (${texts}) THEN ${text} END`
}

async function openParquet(
  { kernel }: Pick<DataParts, 'kernel'>,
  path: string,
  options: ReadOptions,
): Promise<Relation> {
  const from = `read_parquet(${quoteText(path)})`
  const described = await kernel.lake.query<{ column_name: string }>(`DESCRIBE SELECT * FROM ${from}`)
  const columns = described.map(({ column_name }) => ({
    source: column_name,
    text: withoutMissing(`CAST(${quoteName(column_name)} AS VARCHAR)`, options.missing),
  }))
  return { from, columns, delimiter: null, hasHeader: true, sheets: [] }
}

async function openJson(
  { kernel }: Pick<DataParts, 'kernel'>,
  path: string,
  options: ReadOptions,
): Promise<Relation> {
  const from = `read_json_objects(${quoteText(path)}, format = 'auto', maximum_object_size = 67108864)`
  const heads = await kernel.lake.query<{ keys: string[] }>(
    `SELECT DISTINCT json_keys(json) AS keys FROM (SELECT json FROM ${from} LIMIT 20000) WHERE json_type(json) = 'OBJECT'`,
  )
  const names = [...new Set(heads.flatMap((head) => head.keys))]
  if (names.length === 0)
    throw invalid('/params/id', '文件中没有记录：应为对象的数组或每行一个对象', 'empty-file')
  const columns = names.map((source) => ({
    source,
    text: withoutMissing(
      `json_extract_string(json, ${quoteText(`$.${JSON.stringify(source)}`)})`,
      options.missing,
    ),
  }))
  return { from, columns, delimiter: null, hasHeader: true, sheets: [] }
}

/** Lines of objects written by the platform, whose columns are known. */
export function jsonLines(path: string, names: readonly string[]): Relation {
  return {
    from: `read_json_objects(${quoteText(path)}, format = 'newline_delimited', maximum_object_size = 67108864)`,
    columns: names.map((source) => ({
      source,
      text: `json_extract_string(json, ${quoteText(`$.${JSON.stringify(source)}`)})`,
    })),
    ...{ delimiter: null, hasHeader: true, sheets: [] },
  }
}

/** Features as lines of objects: properties, and the geometry as GeoJSON text. */
async function flattenGeoJson(folder: string): Promise<string> {
  const file = join(folder, 'features.jsonl')
  if (existsSync(file)) return file
  const parsed = JSON.parse(await readFile(join(folder, 'plain'), 'utf8')) as GeoJSON.FeatureCollection
  if (!Array.isArray(parsed.features)) throw invalid('/params/id', '不是 GeoJSON 要素集', 'broken-file')
  const lines = parsed.features.map(({ properties, geometry, id }) =>
    JSON.stringify({
      ...(id === undefined ? {} : { id }),
      ...properties,
      geometry: JSON.stringify(geometry),
    }),
  )
  await writeFile(`${file}.part`, `${lines.join('\n')}\n`)
  await rename(`${file}.part`, file)
  return file
}

interface Workbook {
  sheets: { name: string; titles: string[] }[]
}

/** A sheet of a workbook; its rows are written out as lines of lists first. */
async function openSheet(folder: string, options: ReadOptions): Promise<Relation> {
  const index = join(folder, 'sheets.json')
  if (!existsSync(index)) await unpackWorkbook(folder, index)
  const { sheets } = JSON.parse(await readFile(index, 'utf8')) as Workbook
  const at = options.sheet ? sheets.findIndex((one) => one.name === options.sheet) : 0
  const sheet = sheets[at]
  if (!sheet) throw invalid('/body/sheet', '没有这个工作表')
  const path = quoteText(join(folder, `sheet-${at}.jsonl`))
  return {
    from: `read_json_objects(${path}, format = 'newline_delimited', maximum_object_size = 67108864)`,
    columns: distinct(sheet.titles).map((source, i) => ({
      source,
      text: withoutMissing(`json_extract_string(json, '$[${i}]')`, options.missing),
    })),
    ...{ delimiter: null, hasHeader: true, sheets: sheets.map((one) => one.name) },
  }
}

async function unpackWorkbook(folder: string, index: string): Promise<void> {
  const sheets: Workbook['sheets'] = []
  const settings = {
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    worksheets: 'emit',
  } as const
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(createReadStream(join(folder, 'plain')), settings)
  try {
    for await (const sheet of reader) {
      const out = createWriteStream(join(folder, `sheet-${sheets.length}.jsonl`))
      const header = newHeader()
      for await (const row of sheet) {
        const cells = cellsOf(row)
        if (cells.every((cell) => cell === null)) continue
        for (const one of header.take(cells))
          if (!out.write(`${JSON.stringify(one)}\n`)) await once(out, 'drain')
      }
      for (const one of header.end()) out.write(`${JSON.stringify(one)}\n`)
      const titles = header.titles()
      out.end()
      await once(out, 'finish')
      if (titles) sheets.push({ name: (sheet as unknown as { name: string }).name, titles })
    }
  } catch (error) {
    throw invalid('/params/id', `工作簿无法读取：${(error as Error).message}`, 'broken-file')
  }
  if (sheets.length === 0) throw invalid('/params/id', '工作簿中没有数据', 'empty-file')
  await writeFile(`${index}.part`, JSON.stringify({ sheets }))
  await rename(`${index}.part`, index)
}

function cellsOf(row: ExcelJS.Row): (string | null)[] {
  const values = Array.isArray(row.values) ? row.values.slice(1) : []
  return Array.from(values, (value) => textOf(value as ExcelJS.CellValue))
}

function textOf(value: ExcelJS.CellValue): string | null {
  if (value === null || value === undefined) return null
  // A spreadsheet has no time zone: its times are written as if they were UTC.
  if (value instanceof Date)
    return value.toISOString().replace('T', ' ').replace('.000Z', '').replace(' 00:00:00', '')
  if (typeof value !== 'object') return String(value)
  if ('richText' in value) return value.richText.map((part) => part.text).join('')
  if ('result' in value) return textOf(value.result as ExcelJS.CellValue)
  if ('text' in value) return textOf(value.text as ExcelJS.CellValue)
  return null
}
