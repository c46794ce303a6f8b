import type { OperationOutput, traceSample } from '@civitas/contract'
import ExcelJS from 'exceljs'
import { isId } from '../../../kernel/ids.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { rowsOfExport } from './export-file.ts'
import * as store from './store.ts'
import { orderAgreement, readMarks, withoutMarks } from './watermark.ts'

type Match = OperationOutput<typeof traceSample>['matches'][number]

/** Whose export a leaked file is: by its hidden marks, by its visible line, or, when both were taken out, by the order of rows. */
export async function traceLeak(parts: DataParts, file: { name: string; base64: string }): Promise<Match[]> {
  const bytes = Buffer.from(file.base64, 'base64')
  const table = await readCells(bytes)
  const text = table.map((cells) => cells.join('\u0001')).join('\n')
  const { db } = parts.kernel
  const found = new Map<string, Match>()
  const add = (row: store.ExportRow | undefined, by: Match['by'], certainty: number) => {
    if (row && !found.has(row.id)) found.set(row.id, toMatch(row, by, certainty))
  }
  for (const [mark, pieces] of readMarks(text))
    add(await store.findExportByMark(db, mark), 'mark', pieces >= 5 ? 1 : 0.8)
  const [, named = ''] = /申请编号：([0-9a-f-]{36})/.exec(withoutMarks(text)) ?? []
  if (isId(named)) add(await store.findExport(db, named), 'line', 0.6)
  if (found.size === 0)
    for (const [row, agreement] of await byOrder(parts, table)) add(row, 'order', agreement)
  return [...found.values()].sort((a, b) => b.certainty - a.certainty)
}

function toMatch(row: store.ExportRow, by: Match['by'], certainty: number): Match {
  return {
    ...{ requestId: row.id, receiver: row.receiver, time: row.time.toISOString() },
    ...{ datasetName: row.dataset_name, purpose: row.purpose, by, certainty },
  }
}

const fewestRows = 8
const enoughAgreement = 0.95

/** Exports with the columns of the sample in whose order its rows stand. */
async function byOrder(
  parts: DataParts,
  table: readonly string[][],
): Promise<Array<[store.ExportRow, number]>> {
  const plain = table.map((cells) => cells.map(withoutMarks))
  const matches: Array<[store.ExportRow, number]> = []
  const heading = plain.slice(0, 3).find((cells) => cells.length > 0 && !cells[0]?.includes('申请编号'))
  if (!heading) return []
  const body = plain.slice(plain.indexOf(heading) + 1)
  for (const row of await store.exportsWithFields(parts.kernel.db, heading)) {
    const place = new Map<string, number>()
    const doubled = new Set<string>()
    for (const [i, one] of (await rowsOfExport(parts, row)).entries()) {
      const key = heading.map((name) => String(one[name] ?? '')).join('\u0001')
      if (place.has(key)) doubled.add(key)
      place.set(key, i)
    }
    const places = body.flatMap((cells) => {
      const key = cells.join('\u0001')
      const at = doubled.has(key) ? undefined : place.get(key)
      return at === undefined ? [] : [at]
    })
    const agreement = orderAgreement(places)
    if (places.length >= fewestRows && agreement >= enoughAgreement) matches.push([row, agreement])
  }
  return matches
}

async function readCells(bytes: Buffer): Promise<string[][]> {
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK')
    return readCsv(bytes.toString('utf8').replace(/^\ufeff/, ''))
  const book = new ExcelJS.Workbook()
  try {
    await book.xlsx.load(bytes as unknown as ArrayBuffer)
  } catch {
    throw invalid('/body/base64', '文件无法读取，请上传 CSV 或 XLSX')
  }
  const rows: string[][] = []
  book.worksheets[0]?.eachRow((row) => {
    rows.push((row.values as unknown[]).slice(1).map((value) => String(value ?? '')))
  })
  return rows
}

/** RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = []
  for (const line of text.match(/(?:"(?:[^"]|"")*"|[^"\n])+/g) ?? []) {
    const cells = line.replace(/\r$/, '').match(/(?:^|,)(?:"(?:[^"]|"")*"|[^,]*)/g) ?? []
    rows.push(
      cells.map((cell) => {
        const bare = cell.startsWith(',') ? cell.slice(1) : cell
        return bare.startsWith('"') ? bare.slice(1, -1).replaceAll('""', '"') : bare
      }),
    )
  }
  return rows
}
