import { randomBytes } from 'node:crypto'
import type { DataExport, DatasetField, exportDataset, MaskKind, OperationInput } from '@civitas/contract'
import ExcelJS from 'exceljs'
import type { Principal } from '../../../kernel/access.ts'
import { toCsv } from '../../../kernel/csv.ts'
import { newId } from '../../../kernel/ids.ts'
import { forbidden, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { getDatasetRow } from '../catalogue/register-dataset.ts'
import type { DataParts } from '../data-parts.ts'
import { quoteName, quoteText, rowNumber, tableOf } from '../tables/duck.ts'
import { maskedColumn } from '../tables/masking.ts'
import { accessOf } from '../tables/row-access.ts'
import { findVersion, findVersionAt } from '../tables/store.ts'
import * as store from './store.ts'
import { markCell } from './watermark.ts'

const mostRows = 100_000
const sampleRows = 20

/** Notes an export with what the caller may see of it; the file is made when it is fetched. */
export async function makeExport(
  parts: DataParts,
  principal: Principal,
  datasetId: string,
  body: OperationInput<typeof exportDataset>['body'],
): Promise<DataExport> {
  const { db, clock } = parts.kernel
  const dataset = await getDatasetRow(parts, principal, datasetId)
  const { access, sampleOnly } = accessOf(principal, dataset)
  if (access.size === 0) throw forbidden('该资源不予共享，不能导出。', 'not-shared')
  const version = await findVersionAt(db, datasetId, null)
  if (!version) throw new Problem('not-found', 'no-version', '该资源还没有已发布的数据。')
  const plain = await store.unmaskedFields(db, principal.userId, datasetId, clock.now())
  const fields = version.fields.filter((field) => access.has(field.name))
  const wanted = (body.fields ?? fields.map((field) => field.name)).map((name, i) => {
    const field = fields.find((one) => one.name === name)
    if (!field) throw invalid(`/body/fields/${i}`, `没有信息项“${name}”，或未获授权`, 'unknown-field')
    return field
  })
  const most = Math.min(body.limit ?? mostRows, sampleOnly ? sampleRows : mostRows)
  const row = {
    ...{ id: newId(), dataset_id: datasetId, version_id: version.id, user_id: principal.userId },
    receiver: [principal.organisationName, principal.name].filter(Boolean).join(' '),
    ...{ purpose: body.purpose, format: body.format, rows: Math.min(version.rows, most) },
    fields: wanted.map((field) => field.name),
    shown: wanted.map((field) => (plain.has(field.name) ? 'none' : (access.get(field.name) as MaskKind))),
    mark: randomBytes(4).readUInt32BE(),
    time: clock.now(),
  }
  await store.insertExport(db, row)
  return store.toExport({ ...row, dataset_name: dataset.name })
}

/** The rows of an export in the order that is its own, masked as they were granted. */
export async function rowsOfExport(
  parts: DataParts,
  row: store.ExportRow,
): Promise<Record<string, unknown>[]> {
  const version = await findVersion(parts.kernel.db, row.version_id)
  if (!version || version.state === 'destroyed') throw notFound('数据版本', row.version_id)
  const known = new Map(version.fields.map((field) => [field.name, field]))
  const columns = row.fields.map((name, i) => {
    const field = known.get(name) as DatasetField
    return `${maskedColumn(field, row.shown[i] as MaskKind, parts.tokenKey)} AS ${quoteName(name)}`
  })
  return parts.kernel.lake.query(
    `SELECT ${columns.join(', ')} FROM (SELECT * FROM ${tableOf(parts.kernel, version)} ORDER BY ${rowNumber} LIMIT ${row.rows})
     ORDER BY ${orderOf(row)}, ${rowNumber}`,
  )
}

const orderOf = ({ mark }: store.ExportRow) => `md5(${quoteText(`${mark}:`)} || ${rowNumber})`

/** The line everybody sees. */
export function visibleLine(row: Pick<store.ExportRow, 'receiver' | 'time' | 'id' | 'purpose'>): string {
  const time = new Date(row.time.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
  return `导出人：${row.receiver}；时间：${time}；申请编号：${row.id}；用途：${row.purpose}；仅限本用途使用，不得转发`
}

/** The file of an export: the visible line, the headings, the rows with their marks. */
export async function fileOfExport(parts: DataParts, row: store.ExportRow): Promise<Buffer> {
  const rows = await rowsOfExport(parts, row)
  let cell = 0
  const marked = rows.map((one) =>
    row.fields.map((name) => {
      const value = one[name]
      return typeof value === 'string' && value !== '' ? markCell(value, row.mark, cell++) : (value ?? '')
    }),
  )
  if (row.format === 'xlsx') return toXlsx(row, marked)
  return Buffer.from(toCsv([[visibleLine(row)], row.fields, ...marked]))
}

async function toXlsx(row: store.ExportRow, marked: readonly unknown[][]): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('数据', { views: [{ state: 'frozen', ySplit: 2 }] })
  sheet.addRow([visibleLine(row)]).font = { bold: true, color: { argb: 'FF9C2A1F' } }
  sheet.addRow(row.fields).font = { bold: true }
  for (const cells of marked) sheet.addRow([...cells])
  return Buffer.from(await book.xlsx.writeBuffer())
}
