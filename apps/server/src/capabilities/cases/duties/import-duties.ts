import type { importDutyFile, OperationOutput } from '@civitas/contract'
import ExcelJS from 'exceljs'
import { invalid } from '../../../kernel/problem.ts'
import type { CasesParts } from '../publish-case.ts'
import { type DutyRecord, findConflicts, parseCsv, placeKey } from './rules.ts'
import { readDutiesOf, writeDuties } from './store.ts'

type Answer = OperationOutput<typeof importDutyFile>
type DutyFault = Answer['problems'][number]

/** Headings of the file; the order does not matter. */
const headings = {
  item: ['职责事项', 'item'],
  division: ['区划代码', 'division'],
  unit: ['责任单位', 'organisation'],
  from: ['起始日期', 'from'],
  to: ['终止日期', 'to'],
} as const
type Column = keyof typeof headings

/** Reads a responsibility list from a spreadsheet; writes it only when no line is wrong. */
export async function importDutyFileInto(
  parts: CasesParts,
  given: { fileName: string; content: string; commit: boolean },
  organisations: ReadonlyMap<string, string>,
): Promise<Answer> {
  const table = await readTable(given.fileName, Buffer.from(given.content, 'base64'))
  const { records, problems } = readRecords(parts, table, organisations)
  const { db, clock } = parts.kernel
  const known = await readDutiesOf(db, [...new Set(records.map((one) => one.item))])
  problems.push(...conflictsOf(records, known))
  const before = new Map(known.map((one) => [`${placeKey(one)} ${one.fromDate}`, one]))
  const old = records.filter((one) => before.has(`${placeKey(one)} ${one.fromDate}`))
  const changed = old.filter((one) => {
    const was = before.get(`${placeKey(one)} ${one.fromDate}`)
    return was?.organisationId !== one.organisationId || was.toDate !== one.toDate
  })
  const committed = given.commit && problems.length === 0
  if (committed) await db.transaction((tx) => writeDuties(tx, records, clock.now()))
  return {
    rows: table.length - 1,
    added: records.length - old.length,
    changed: changed.length,
    problems: problems.slice(0, 500),
    committed,
  }
}

async function readTable(fileName: string, content: Buffer): Promise<string[][]> {
  const table = /\.xlsx$/i.test(fileName) ? await readSheet(content) : parseCsv(content.toString('utf8'))
  if (table.length < 2) throw invalid('/body/content', '文件没有数据行')
  if (table.length > 50_001) throw invalid('/body/content', '一次最多导入 50000 行')
  return table
}

async function readSheet(content: Buffer): Promise<string[][]> {
  const book = new ExcelJS.Workbook()
  try {
    await book.xlsx.load(content as unknown as ArrayBuffer)
  } catch {
    throw invalid('/body/content', '文件不是有效的 xlsx 表格')
  }
  const rows: string[][] = []
  book.worksheets[0]?.eachRow({ includeEmpty: false }, (row) => {
    const cells: string[] = []
    for (let i = 1; i <= row.cellCount; i++) {
      const { value } = row.getCell(i)
      cells.push(value instanceof Date ? value.toISOString().slice(0, 10) : row.getCell(i).text.trim())
    }
    rows.push(cells)
  })
  return rows
}

function findColumns(heading: readonly string[]): Record<Column, number> {
  const find = (column: Column) =>
    heading.findIndex((cell) => (headings[column] as readonly string[]).includes(cell.trim()))
  const found = {
    item: find('item'),
    division: find('division'),
    unit: find('unit'),
    from: find('from'),
    to: find('to'),
  }
  for (const column of ['item', 'division', 'unit', 'from'] as const)
    if (found[column] < 0) throw invalid('/body/content', `文件缺少列“${headings[column][0]}”`)
  return found
}

function readRecords(parts: CasesParts, table: string[][], organisations: ReadonlyMap<string, string>) {
  const columns = findColumns(table[0] as string[])
  const items = new Map(
    parts.domains.list('dutyItems').flatMap((one) => [
      [one.id, one.id],
      [one.title.zh, one.id],
    ]),
  )
  const problems: DutyFault[] = []
  const records: DutyRecord[] = []
  table.slice(1).forEach((cells, index) => {
    const value = (column: Column) => (columns[column] < 0 ? '' : (cells[columns[column]] ?? '').trim())
    const faults: Array<[Column, string]> = []
    const item = items.get(value('item'))
    if (!item) faults.push(['item', `没有职责事项“${value('item')}”`])
    const divisionCode = value('division')
    if (!parts.territory.findDivisionName(divisionCode) && !/00$/.test(divisionCode))
      faults.push(['division', `没有区划“${divisionCode}”`])
    const organisationId = organisations.get(value('unit'))
    if (!organisationId) faults.push(['unit', `没有单位“${value('unit')}”`])
    const [fromDate, toDate] = [value('from'), value('to')]
    if (!isDay(fromDate)) faults.push(['from', '日期应为 2026-01-31 的形式'])
    if (toDate && (!isDay(toDate) || toDate < fromDate)) faults.push(['to', '终止日期有误或早于起始日期'])
    for (const [column, message] of faults)
      problems.push({ row: index + 2, column: headings[column][0], message })
    if (faults.length === 0)
      records.push({
        item: item as string,
        divisionCode,
        organisationId: organisationId as string,
        fromDate,
        toDate: toDate || null,
      })
  })
  problems.push(...doublesOf(records))
  return { records, problems }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
}

/** The same item, division and day twice in one file. */
function doublesOf(records: readonly DutyRecord[]): DutyFault[] {
  const seen = new Map<string, DutyRecord>()
  return records.flatMap((one, index) => {
    const key = `${placeKey(one)} ${one.fromDate}`
    const before = seen.get(key)
    seen.set(key, one)
    if (!before || before.organisationId === one.organisationId) return []
    return [{ row: index + 2, column: headings.unit[0], message: '与文件中另一行冲突：同一事项、区划、日期' }]
  })
}

function conflictsOf(records: readonly DutyRecord[], known: readonly DutyRecord[]): DutyFault[] {
  const fresh = new Set(records.map((one) => `${placeKey(one)} ${one.fromDate}`))
  const all = [...known.filter((one) => !fresh.has(`${placeKey(one)} ${one.fromDate}`)), ...records]
  return findConflicts(all).map((one) => ({
    row: records.findIndex((row) => placeKey(row) === placeKey(one) && row.fromDate === one.fromDate) + 2,
    column: headings.from[0],
    message: `与 ${one.fromDate} 仍有效的另一单位冲突`,
  }))
}
