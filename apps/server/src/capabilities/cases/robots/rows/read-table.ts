import ExcelJS from 'exceljs'
import { invalid } from '../../../../kernel/problem.ts'
import { parseCsv } from '../../duties/rules.ts'
import type { Cells } from './rules.ts'

/** Lines a robot takes from one file. */
const atMost = 20_000

/** A file as its headings and lines; `number` counts as a spreadsheet does. */
export interface Table {
  headings: string[]
  lines: Array<{ number: number; cells: Cells }>
}

/** Reads the first sheet of a workbook, or separated values in UTF-8 or GB 18030. */
export async function readTable(fileName: string, content: Buffer): Promise<Table> {
  const rows = /\.xlsx$/i.test(fileName)
    ? await readSheet(content)
    : /\.csv$/i.test(fileName)
      ? parseCsv(textOf(content)).map((cells, at) => ({ number: at + 1, cells }))
      : undefined
  if (!rows) throw invalid('/body/fileName', '文件须为 .csv 或 .xlsx')
  const [head, ...lines] = rows
  const headings = (head?.cells ?? []).map((one) => one.trim())
  if (lines.length === 0) throw invalid('/body/content', '文件没有数据行')
  if (lines.length > atMost) throw invalid('/body/content', `一个文件最多 ${atMost} 行`)
  const doubled = headings.find((one, at) => one !== '' && headings.indexOf(one) !== at)
  if (doubled) throw invalid('/body/content', `表头“${doubled}”出现两次`)
  return {
    headings: headings.filter(Boolean),
    lines: lines.map(({ number, cells }) => ({
      number,
      cells: Object.fromEntries(
        headings.flatMap((heading, at) => (heading ? [[heading, (cells[at] ?? '').trim()]] : [])),
      ),
    })),
  }
}

function textOf(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return new TextDecoder('gb18030').decode(content)
  }
}

async function readSheet(content: Buffer): Promise<Array<{ number: number; cells: string[] }>> {
  const book = new ExcelJS.Workbook()
  try {
    await book.xlsx.load(content as unknown as ArrayBuffer)
  } catch {
    throw invalid('/body/content', '文件不是有效的 xlsx 表格')
  }
  const rows: Array<{ number: number; cells: string[] }> = []
  book.worksheets[0]?.eachRow({ includeEmpty: false }, (row, number) => {
    const cells: string[] = []
    for (let i = 1; i <= row.cellCount; i++) {
      const { value } = row.getCell(i)
      cells.push(value instanceof Date ? value.toISOString().slice(0, 10) : row.getCell(i).text.trim())
    }
    if (cells.some((cell) => cell !== '')) rows.push({ number, cells })
  })
  return rows
}
