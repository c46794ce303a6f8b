import { randomInt } from 'node:crypto'
import type { Cell, Scan, Table } from './rules.ts'

/** Words by which a program reaches outside, or hides from who reads it what it does. */
const outside = /\b(import|require|fetch|XMLHttpRequest|WebSocket|process|globalThis|WebAssembly|Deno|Bun)\b/
const hiding = /\b(eval|Function|AsyncFunction|constructor)\b/

/** Looks at a program before it runs: what it asks of the world, and whether it says which cell a row is in. */
export function scanProgram(code: string): Omit<Scan, 'isCounted'> {
  const bare = code.replace(/\/\/[^\n]*/g, ' ').replace(/\/\*[\s\S]*?\*\//g, ' ')
  const word = outside.exec(bare)?.[0]
  if (word) return { refused: `静态扫描未通过：不能读取文件、网络或环境（${word}）`, isViolation: true }
  const hidden = hiding.exec(bare)?.[0]
  if (hidden) return { refused: `静态扫描未通过：不能使用 ${hidden}，程序须可直接阅读` }
  if (!/\bcell\b/.test(bare))
    return { refused: '静态扫描未通过：程序须有函数 cell(row)，说明每行属于哪个汇总单元' }
  return {}
}

/** The columns a program names. It is given no others, so that what it asks for is what is counted. */
export function columnsOfProgram(code: string, columns: readonly string[]): string[] {
  return columns.filter((name) => code.includes(name))
}

const mostDimensions = 4
const mostValues = 6
const mostCells = 1000
const mostClass = 9999
/** Digits that are let out of a mean: more could carry what one row holds. */
const digits = 4

export type Pair = readonly [Record<string, unknown> | null, Record<string, unknown> | null]
export type Row = Readonly<Record<string, unknown>>

export type Aggregate =
  | { table: Table; dimensions: string[]; fault?: undefined }
  | { fault: string; isRaw: boolean; table?: undefined }

/**
 * Makes the table of a program: how many rows each cell has, and the mean and deviation of each value, counted here and not
 * by the program. A cell is named by values the row itself has or by small whole numbers.
 */
export function aggregate(
  code: string,
  rows: readonly Row[],
  pairs: readonly Pair[],
  minCell: number,
): Aggregate {
  if (pairs.length !== rows.length) return { fault: '程序须对每行各给出一个单元', isRaw: false }
  const cells = new Map<string, { labels: Cell[]; values: Map<string, number[]>; n: number }>()
  let dimensions: string[] | undefined
  const names = new Set<string>()
  for (const [i, [cell, values]] of pairs.entries()) {
    if (cell === null || typeof cell !== 'object') continue
    dimensions ??= Object.keys(cell)
    const labels = dimensions.map((name) => cell[name] ?? null) as Cell[]
    const fault = cellFault(cell, dimensions, rows[i] as Row)
    if (fault) return fault
    const key = JSON.stringify(labels)
    const one = cells.get(key) ?? { labels, values: new Map(), n: 0 }
    cells.set(key, one)
    one.n++
    for (const [name, value] of Object.entries(values ?? {})) {
      names.add(name)
      if (typeof value === 'number' && Number.isFinite(value)) take(one.values, name, value)
    }
    if (cells.size > mostCells || names.size > mostValues)
      return { fault: `含明细数据：单元不超过 ${mostCells} 个，数值不超过 ${mostValues} 项`, isRaw: true }
  }
  const made = [...(dimensions ?? []), ...names].find((name) => !isWritten(code, name))
  if (made !== undefined) return { fault: '含明细数据：维度和数值的名称须直接写在程序里', isRaw: true }
  const columns = [
    ...(dimensions ?? []),
    'n',
    ...[...names].flatMap((name) => [`${name}_mean`, `${name}_sd`]),
  ]
  const table = [...cells.values()]
    .sort((a, b) => (JSON.stringify(a.labels) < JSON.stringify(b.labels) ? -1 : 1))
    .map((one) => [
      ...one.labels,
      one.n,
      ...[...names].flatMap((name) => summary(one.values.get(name) ?? [], minCell)),
    ])
  return { table: { columns, rows: table }, dimensions: dimensions ?? [] }
}

/** Row numbers drawn into two halves in an order nobody can foresee. */
export function drawHalves(count: number): [number[], number[]] {
  const drawn = Array.from({ length: count }, (_, at) => at)
  for (let at = count - 1; at > 0; at--) {
    const other = randomInt(at + 1)
    ;[drawn[at], drawn[other]] = [drawn[other] as number, drawn[at] as number]
  }
  const middle = Math.ceil(count / 2)
  return [drawn.slice(0, middle), drawn.slice(middle)]
}

/**
 * Whether a program says the same of each row when it sees only half of the others, in another order. What it carries from
 * one row into another differs where that row is not there: a label, a value or a mean made of it would tell it.
 */
export function isOfRowsAlone(
  pairs: readonly Pair[],
  halves: readonly (readonly number[])[],
  again: readonly (readonly Pair[])[],
): boolean {
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
  return halves.every((half, part) => half.every((at, n) => same(pairs[at], again[part]?.[n])))
}

/** Whether a name stands in the program as it is, so that it was not made of data. */
function isWritten(code: string, name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]{0,39}$/u.test(name) && code.includes(name)
}

function take(lists: Map<string, number[]>, name: string, value: number): void {
  const list = lists.get(name)
  if (list) list.push(value)
  else lists.set(name, [value])
}

function cellFault(cell: Row, dimensions: readonly string[], row: Row): Aggregate | undefined {
  const given = Object.keys(cell)
  if (
    given.length > mostDimensions ||
    given.includes('n') ||
    given.some((name) => !dimensions.includes(name))
  )
    return { fault: `每行的单元须有相同的维度，不超过 ${mostDimensions} 个，不能叫 n`, isRaw: false }
  const own = new Set(Object.values(row))
  for (const value of Object.values(cell)) {
    if (value === null || typeof value === 'boolean' || own.has(value)) continue
    if (Number.isInteger(value) && Math.abs(value as number) <= mostClass) continue
    return { fault: '含明细数据：单元只能用该行自己的取值或整数类别命名', isRaw: true }
  }
  return undefined
}

/** Mean and deviation, where enough rows stand behind them and none of them makes most of the sum. */
function summary(values: readonly number[], minCell: number): [number | null, number | null] {
  const told = values.filter((one) => one !== 0)
  const sum = values.reduce((total, one) => total + Math.abs(one), 0)
  const largest = values.reduce((most, one) => Math.max(most, Math.abs(one)), 0)
  const isOfFew = values.length < minCell || (told.length > 0 && told.length < minCell)
  if (isOfFew || largest * 2 > sum) return [isOfFew || sum > 0 ? null : 0, isOfFew || sum > 0 ? null : 0]
  const mean = values.reduce((total, one) => total + one, 0) / values.length
  const variance = values.reduce((total, one) => total + (one - mean) ** 2, 0) / values.length
  return [rounded(mean), rounded(Math.sqrt(variance))]
}

function rounded(value: number): number {
  return Number(value.toPrecision(digits))
}
