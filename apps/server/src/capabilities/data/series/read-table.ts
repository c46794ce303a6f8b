import ExcelJS from 'exceljs'
import { invalid } from '../../../kernel/problem.ts'
import { parseSeparated, sniffDelimiter } from '../uploads/columns.ts'

/** A cell of a table that holds a value, with the words beside it. */
export interface TableValue {
  /** As table programs count, the heading being 1. */
  readonly line: number
  readonly column: string
  /** Code or title of the series. */
  readonly series: string
  readonly period: string
  readonly value: string
  readonly caliber: string
  readonly note: string
}

const mostLines = 20_000

/** Values of a table: a line a value (代码, 期别, 数值), or a line a period with a column for each series. */
export async function readSeriesTable(fileName: string, content: Buffer): Promise<TableValue[]> {
  const rows = /\.xlsx$/i.test(fileName)
    ? await readSheet(content)
    : /\.(csv|txt)$/i.test(fileName)
      ? readText(content)
      : undefined
  if (!rows) throw invalid('/body/fileName', '文件须为 .csv 或 .xlsx')
  const [head = [], ...lines] = rows
  const headings = head.map((one) => one.trim())
  const periodAt = headings.indexOf('期别')
  if (periodAt < 0) throw invalid('/body/base64', '第 1 行应为表头，且含“期别”一列')
  if (lines.length > mostLines) throw invalid('/body/base64', `一个文件最多 ${mostLines} 行`)
  const filled = lines
    .map((cells, i) => ({ line: i + 2, cells: cells.map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some(Boolean))
  const codeAt = headings.findIndex((one) => one === '代码' || one === '指标')
  return filled.flatMap(({ line, cells }) => {
    const at = (i: number) => (i < 0 ? '' : (cells[i] ?? ''))
    const period = at(periodAt)
    if (codeAt >= 0) {
      const named = (name: string) => at(headings.indexOf(name))
      const words = { caliber: named('口径'), note: named('说明') }
      return [{ line, column: '数值', series: at(codeAt), period, value: named('数值'), ...words }]
    }
    return headings.flatMap((series, i) =>
      i === periodAt || series === '' || at(i) === ''
        ? []
        : [{ line, column: series, series, period, value: at(i), caliber: '', note: '' }],
    )
  })
}

function readText(content: Buffer): string[][] {
  const text = decoded(content).replace(/^\uFEFF/, '')
  return parseSeparated(text, sniffDelimiter(text), mostLines + 2)
}

function decoded(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return new TextDecoder('gb18030').decode(content)
  }
}

async function readSheet(content: Buffer): Promise<string[][]> {
  const book = new ExcelJS.Workbook()
  try {
    await book.xlsx.load(content as unknown as ArrayBuffer)
  } catch {
    throw invalid('/body/base64', '文件不是有效的 xlsx 表格')
  }
  const rows: string[][] = []
  book.worksheets[0]?.eachRow({ includeEmpty: true }, (row) => {
    const cells: string[] = []
    for (let i = 1; i <= row.cellCount; i++) {
      const { value } = row.getCell(i)
      cells.push(value instanceof Date ? value.toISOString().slice(0, 7) : row.getCell(i).text)
    }
    rows.push(cells)
  })
  return rows
}
