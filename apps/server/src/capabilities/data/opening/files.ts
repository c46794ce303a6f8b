import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { DatasetField, MaskKind, OpenFormat } from '@civitas/contract'
import ExcelJS from 'exceljs'
import { Problem } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { quoteName, quoteText, rowNumber, tableOf } from '../tables/duck.ts'
import { maskedColumn } from '../tables/masking.ts'
import { agreedMask, maskOf } from '../tables/row-access.ts'
import { findVersion, type VersionRow } from '../tables/store.ts'
import { isPersonal, placeColumns } from './rules.ts'
import { type FileRow, insertFile, listFiles, type OpenRow } from './site-store.ts'

/** Media types of the forms (IANA). */
export const mediaTypes: Record<OpenFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json; charset=utf-8',
  geojson: 'application/geo+json',
  parquet: 'application/vnd.apache.parquet',
  xml: 'application/xml; charset=utf-8',
}

export type OpenField = DatasetField & { shown: MaskKind }

/** What was opened as it is and found since to tell of somebody is masked; nobody agreed to open that. */
const openMask = (field: DatasetField, agreed: MaskKind) =>
  agreed === 'none' && isPersonal(field) ? maskOf(field) : agreedMask(field, agreed)

/** The columns the public sees, in the order of the table. */
export function openFields(row: Pick<OpenRow, 'fields' | 'columns'>): OpenField[] {
  const masks = new Map(row.columns.map((one) => [one.name, one.mask]))
  return row.fields.flatMap((field) => {
    const shown = masks.get(field.name)
    return shown && shown !== 'hide' ? [{ ...field, shown: openMask(field, shown) }] : []
  })
}

export function formatsOf(row: Pick<OpenRow, 'fields' | 'columns'>): OpenFormat[] {
  const placed = placeColumns(openFields(row).filter((field) => field.shown === 'none'))
  return ['csv', 'xlsx', 'json', ...(placed ? (['geojson'] as const) : []), 'parquet', 'xml']
}

/** Where a form lies: named by version, opening and, where it is other than was agreed, how columns are shown. */
function placeOf(row: OpenRow, versionId: string, format: OpenFormat): string {
  const agreed = new Map(row.columns.map((one) => [one.name, one.mask]))
  const masked = openFields(row).filter((field) => field.shown !== agreed.get(field.name))
  const words = masked.map((field) => `${field.name}=${field.shown}`).join(',')
  const mark = masked.length > 0 ? `-${createHash('sha256').update(words).digest('hex').slice(0, 8)}` : ''
  return join('open', `${versionId}-${row.opening_id}${mark}.${format}`)
}

/** The file of a form; written when it is first asked for, of the published version as it is opened. */
export async function fileOf(parts: DataParts, row: OpenRow, format: OpenFormat): Promise<FileRow> {
  if (!formatsOf(row).includes(format))
    throw new Problem('not-found', 'no-such-format', '该数据没有位置信息，不提供 GeoJSON。')
  const there = (await listFiles(parts.kernel.db, [row])).find((one) => one.format === format)
  // A file may have been under way when a column was found to tell of somebody.
  if (there && there.file === placeOf(row, there.version_id, format)) return there
  const version = row.version_id && (await findVersion(parts.kernel.db, row.version_id))
  if (!version) throw new Problem('not-found', 'no-version', '该数据暂无可下载的内容。')
  const file = placeOf(row, version.id, format)
  const path = pathOf(parts, { file })
  mkdirSync(join(parts.kernel.lake.folder('data'), 'open'), { recursive: true })
  const part = `${path}.${process.pid}-${Date.now()}.part`
  try {
    await writeForm(parts, version, row, format, part)
    await rename(part, path)
  } finally {
    await rm(part, { force: true })
  }
  const made: FileRow = {
    ...{ version_id: version.id, opening_id: row.opening_id, format, file },
    ...{ bytes: (await stat(path)).size, sha256: await sha256Of(path) },
    ...(await periodOf(parts, version, row)),
  }
  await insertFile(parts.kernel.db, made)
  return made
}

/** The days between the least and the greatest value of the first column of days or instants that is open as it is. */
async function periodOf(
  parts: DataParts,
  version: VersionRow,
  row: OpenRow,
): Promise<Pick<FileRow, 'period_from' | 'period_to'>> {
  const field = openFields(row).find((one) => one.shown === 'none' && /^(date|time)$/.test(one.type))
  if (!field) return { period_from: null, period_to: null }
  const column = quoteName(field.name)
  const day = (value: string) =>
    field.type === 'time'
      ? `strftime(${value} AT TIME ZONE 'Asia/Shanghai', '%Y-%m-%d')`
      : `strftime(${value}, '%Y-%m-%d')`
  const [found] = await parts.kernel.lake.query<Pick<FileRow, 'period_from' | 'period_to'>>(
    `SELECT ${day(`min(${column})`)} AS period_from, ${day(`max(${column})`)} AS period_to
     FROM ${tableOf(parts.kernel, version)}`,
  )
  return found ?? { period_from: null, period_to: null }
}

export function pathOf({ kernel }: DataParts, { file }: { file: string }): string {
  return join(kernel.lake.folder('data'), file)
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

async function writeForm(
  parts: DataParts,
  version: VersionRow,
  row: OpenRow,
  format: OpenFormat,
  path: string,
): Promise<void> {
  const fields = openFields(row)
  if (format === 'parquet') {
    const list = fields.map((field) =>
      field.shown === 'none'
        ? quoteName(field.name)
        : `${maskedColumn(field, field.shown, parts.tokenKey)} AS ${quoteName(field.name)}`,
    )
    await parts.kernel.lake.query(
      `COPY (SELECT ${list.join(', ')} FROM ${tableOf(parts.kernel, version)} ORDER BY ${rowNumber})
       TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`,
    )
    return
  }
  const rows = eachRow(parts, version, fields)
  if (format === 'xlsx') return writeSheet(path, row, fields, rows)
  await pipeline(Readable.from(texts[format](row, fields, rows)), createWriteStream(path))
}

type Rows = AsyncGenerator<Record<string, unknown>[]>
const batch = 5_000

async function* eachRow(parts: DataParts, version: VersionRow, fields: readonly OpenField[]): Rows {
  const list = fields.map(
    (field) => `${maskedColumn(field, field.shown, parts.tokenKey)} AS ${quoteName(field.name)}`,
  )
  for (let at = 0; at < version.rows; at += batch)
    yield await parts.kernel.lake.query(
      `SELECT ${list.join(', ')} FROM ${tableOf(parts.kernel, version)}
       WHERE ${rowNumber} >= ${at} AND ${rowNumber} < ${at + batch} ORDER BY ${rowNumber}`,
    )
}

async function writeSheet(
  path: string,
  row: OpenRow,
  fields: readonly OpenField[],
  rows: Rows,
): Promise<void> {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({
    filename: path,
    useStyles: true,
    // Readers such as GDAL know titles only where texts are shared; a large table would hold them all in memory.
    useSharedStrings: (row.version_rows ?? 0) <= mostShared,
  })
  const sheet = book.addWorksheet(row.title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31))
  sheet.columns = fields.map((field) => {
    const numFmt = field.shown === 'none' && sheetFormats[field.type]
    return numFmt ? { style: { numFmt }, width: numFmt.length + 2 } : {}
  })
  sheet.addRow(fields.map((field) => field.title)).commit()
  for await (const some of rows)
    for (const one of some) sheet.addRow(fields.map((field) => sheetCell(field, one[field.name]))).commit()
  sheet.commit()
  await book.commit()
}

const mostShared = 200_000
const sheetFormats: Partial<Record<DatasetField['type'], string>> = {
  date: 'yyyy-mm-dd',
  time: 'yyyy-mm-dd hh:mm:ss',
}

/** A value as a spreadsheet keeps it: numbers and days as such. A spreadsheet has no time zone: times are of Asia/Shanghai. */
export function sheetCell(
  { type, shown }: Pick<OpenField, 'type' | 'shown'>,
  value: unknown,
): string | number | boolean | Date | null {
  if (value === null || value === undefined) return null
  if (shown !== 'none') return String(value)
  if (type === 'integer' && Number.isSafeInteger(Number(value))) return Number(value)
  if (type === 'date' || type === 'time') {
    const ms = Date.parse(type === 'date' ? `${String(value).slice(0, 10)}T00:00:00Z` : String(value))
    return Number.isNaN(ms) ? String(value) : new Date(type === 'date' ? ms : ms + 8 * 3_600_000)
  }
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value)
}

type Writer = (row: OpenRow, fields: readonly OpenField[], rows: Rows) => AsyncGenerator<string>

const texts: Record<Exclude<OpenFormat, 'parquet' | 'xlsx'>, Writer> = {
  csv: async function* (_, fields, rows) {
    // The mark at the start lets spreadsheets read Chinese.
    yield `\uFEFF${fields.map((field) => cell(field.name)).join(',')}\r\n`
    for await (const some of rows)
      yield some.map((row) => `${fields.map((field) => cell(row[field.name])).join(',')}\r\n`).join('')
  },
  json: async function* (_, fields, rows) {
    let first = true
    yield '['
    for await (const some of rows) {
      yield some
        .map((row, i) => `${first && i === 0 ? '\n' : ',\n'}${JSON.stringify(shaped(row, fields))}`)
        .join('')
      first = false
    }
    yield '\n]\n'
  },
  geojson: async function* (_, fields, rows) {
    let first = true
    yield '{"type":"FeatureCollection","features":['
    for await (const some of rows) {
      yield some
        .map((row, i) => `${first && i === 0 ? '\n' : ',\n'}${JSON.stringify(featureOf(row, fields))}`)
        .join('')
      first = false
    }
    yield '\n]}\n'
  },
  xml: async function* (given, fields, rows) {
    yield `<?xml version="1.0" encoding="UTF-8"?>\n<dataset name="${escapeXml(given.name)}" title="${escapeXml(given.title)}">\n`
    for await (const some of rows)
      yield some
        .map((row) => {
          const cells = fields.flatMap(({ name }) => {
            const value = row[name]
            return value === null || value === undefined
              ? []
              : [`<field name="${escapeXml(name)}">${escapeXml(String(value))}</field>`]
          })
          return `<row>${cells.join('')}</row>\n`
        })
        .join('')
    yield '</dataset>\n'
  },
}

/** RFC 4180; what a spreadsheet would take for a formula is kept from being one. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = String(value)
  const safe = typeof value === 'string' && /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function shaped(row: Record<string, unknown>, fields: readonly OpenField[]): Record<string, unknown> {
  const geometry = fields.find((field) => field.type === 'geometry' && field.shown === 'none')?.name
  const text = geometry && row[geometry]
  return typeof text === 'string' ? { ...row, [geometry as string]: JSON.parse(text) } : row
}

/** A row as a GeoJSON feature (RFC 7946); one without a place has no geometry. */
export function featureOf(row: Record<string, unknown>, fields: readonly OpenField[]): GeoJSON.Feature {
  const place = placeColumns(fields.filter((field) => field.shown === 'none'))
  if (!place) return { type: 'Feature', geometry: null as never, properties: row }
  if ('geometry' in place) {
    const { [place.geometry]: given, ...properties } = shaped(row, fields)
    return { type: 'Feature', geometry: (given ?? null) as never, properties }
  }
  const lon = row[place.lon]
  const lat = row[place.lat]
  const isPlaced = typeof lon === 'number' && typeof lat === 'number'
  const geometry = isPlaced ? { type: 'Point' as const, coordinates: [lon, lat] } : (null as never)
  return { type: 'Feature', geometry, properties: row }
}

/** Text for XML 1.0: marks escaped, characters it does not allow left out. */
export function escapeXml(text: string): string {
  const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 section 2.2 leaves these out
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
      .replace(/[&<>"]/g, (mark) => marks[mark] as string)
  )
}
