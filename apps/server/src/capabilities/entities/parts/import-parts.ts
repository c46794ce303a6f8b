import type { importParts, OperationOutput, PartInput } from '@civitas/contract'
import ExcelJS from 'exceljs'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { invalid, Problem } from '../../../kernel/problem.ts'
import { importEntities } from '../register-entity.ts'
import { type PartKeeping, type PlacedPart, placePart } from './keep-parts.ts'
import { findPartClassByTitle, partCode } from './rules.ts'
import { takeSequences } from './store.ts'

type Answer = OperationOutput<typeof importParts>

const headings = {
  classCode: ['部件小类', '类别代码', 'class'],
  lon: ['经度', 'lon'],
  lat: ['纬度', 'lat'],
  gridCode: ['网格代码', 'grid'],
  name: ['部件名称', 'name'],
  owner: ['权属单位', 'owner'],
  manager: ['养护单位', 'manager'],
  material: ['材质', 'material'],
  address: ['位置描述', 'address'],
  installDate: ['安装日期', 'installed'],
} as const
type Column = keyof typeof headings
const needed: readonly Column[] = ['classCode', 'lon', 'lat']

/** Reads a census of parts. Every row that is wrong is named with its reason; the right ones are written when asked to. */
export async function importPartFile(
  tx: Transaction,
  keeping: PartKeeping,
  given: { fileName: string; content: string; commit: boolean },
  by: Principal,
  now: Date,
): Promise<Answer> {
  const table = await readTable(given.fileName, Buffer.from(given.content, 'base64'))
  const columns = findColumns(table[0] as string[])
  const problems: Answer['problems'] = []
  const right: { input: PartInput; placed: PlacedPart }[] = []
  const seen = new Map<string, number>()
  table.slice(1).forEach((cells, index) => {
    const row = index + 2
    const value = (column: Column) => (columns[column] < 0 ? '' : (cells[columns[column]] ?? '').trim())
    const input = toInput(value)
    const spot = `${input.classCode} ${input.position.map((one) => one.toFixed(5)).join(' ')}`
    const before = seen.get(spot)
    seen.set(spot, before ?? row)
    const fault = before
      ? { column: headings.lon[0], message: `与第 ${before} 行同类同位置，疑为重复` }
      : faultOf(keeping, input, by, now)
    if (fault) problems.push({ row, ...fault })
    else right.push({ input, placed: placePart(keeping, input, now) })
  })
  const imported = given.commit ? await writeParts(tx, keeping, right, now) : 0
  return { rows: table.length - 1, right: right.length, imported, problems: problems.slice(0, 500) }
}

function toInput(value: (column: Column) => string): PartInput {
  const named = value('classCode')
  const classCode = /^\d{4}$/.test(named) ? named : (findPartClassByTitle(named)?.code ?? named)
  const optional = Object.fromEntries(
    (['gridCode', 'name', 'owner', 'manager', 'material', 'address', 'installDate'] as const)
      .map((column) => [column, value(column)] as const)
      .filter(([, text]) => text !== ''),
  )
  return {
    classCode,
    position: [Number(value('lon') || Number.NaN), Number(value('lat') || Number.NaN)],
    ...optional,
  }
}

function faultOf(
  keeping: PartKeeping,
  input: PartInput,
  by: Principal,
  now: Date,
): { column: string; message: string } | null {
  if (!input.position.every(Number.isFinite)) return { column: headings.lon[0], message: '经纬度应为数字' }
  if (input.installDate && Number.isNaN(Date.parse(input.installDate)))
    return { column: headings.installDate[0], message: '日期应为 2026-01-31 的形式' }
  try {
    const { gridCode } = placePart(keeping, input, now)
    return isInScope(gridCode, by.scope)
      ? null
      : { column: headings.lon[0], message: `网格 ${gridCode} 不在您的管辖范围内` }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const column = error.errors?.[0]?.path.endsWith('classCode') ? headings.classCode[0] : headings.lon[0]
    return { column, message: error.message }
  }
}

async function writeParts(
  tx: Transaction,
  keeping: PartKeeping,
  right: readonly { input: PartInput; placed: PlacedPart }[],
  now: Date,
): Promise<number> {
  const types = keeping.types.map((one) => one.id)
  const byPrefix = new Map<string, typeof right>()
  for (const one of right) {
    const prefix = `${one.placed.gridCode.slice(0, 6)}${one.input.classCode}`
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), one])
  }
  let written = 0
  for (const [prefix, rows] of byPrefix) {
    const first = await takeSequences(tx, types, prefix, rows.length)
    const inputs = rows.map(({ input, placed }, index) => ({
      type: placed.type.id,
      reference: partCode(placed.gridCode, input.classCode, first + index),
      name: input.name || `${placed.title}${first + index}号`,
      geometry: { type: 'Point' as const, coordinates: [...input.position] },
      divisionCode: placed.gridCode,
      attributes: placed.attributes,
    }))
    written += await importEntities(tx, keeping, inputs, now)
  }
  return written
}

/** The rows of a table file, its headings first. */
export async function readTable(fileName: string, content: Buffer): Promise<string[][]> {
  const table = /\.xlsx$/i.test(fileName) ? await readSheet(content) : readCsv(content.toString('utf8'))
  if (table.length < 2) throw invalid('/body/content', '文件没有数据行')
  if (table.length > 20_001) throw invalid('/body/content', '一次最多导入 20000 行')
  return table
}

/** Rows of a CSV file (RFC 4180); quoted cells may hold commas and doubled quotes. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = []
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (line.trim() === '') continue
    const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) =>
      cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
    )
    rows.push(cells.slice(0, line.endsWith(',') ? undefined : -1))
  }
  return rows
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
    const cells = Array.from({ length: row.cellCount }, (_, i) => {
      const { value } = row.getCell(i + 1)
      return value instanceof Date ? value.toISOString().slice(0, 10) : row.getCell(i + 1).text.trim()
    })
    rows.push(cells)
  })
  return rows
}

function findColumns(heading: readonly string[]): Record<Column, number> {
  const found = Object.fromEntries(
    Object.entries(headings).map(([column, names]) => [
      column,
      heading.findIndex((cell) => (names as readonly string[]).includes(cell.trim())),
    ]),
  ) as Record<Column, number>
  for (const column of needed)
    if (found[column] < 0) throw invalid('/body/content', `文件缺少列“${headings[column][0]}”`)
  return found
}
