import type { DatasetField, MaskKind } from '@civitas/contract'
import { wordsOf } from '../analysis/words.ts'
import { isPersonal } from '../opening/rules.ts'

/** Attempts to take data out after which a project is suspended. */
export const mostViolations = 3

/** How a column is prepared for the room: what names a person becomes a token, what places one is rounded. */
export function preparedMask(field: DatasetField): MaskKind {
  if (!isPersonal(field)) return field.mask && field.mask !== 'none' ? field.mask : 'none'
  if (field.sensitive === 'birth-date' || field.sensitive === 'address') return 'generalise'
  return 'token'
}

/** Functions whose answers tell of many rows, on a column as it stands. */
const aggregates = new Set([
  'count',
  'sum',
  'avg',
  'mean',
  'median',
  'stddev',
  'stddev_samp',
  'var_samp',
  'corr',
])
/** Functions that make a dimension of a column. */
const plain = new Set([
  ...['round', 'floor', 'ceil', 'date_trunc', 'year', 'month', 'day', 'left', 'right', 'substr', 'substring'],
  ...[
    'lower',
    'upper',
    'cast',
    'coalesce',
    'length',
    'in',
    'and',
    'or',
    'not',
    'by',
    'as',
    'on',
    'where',
    'having',
  ],
  ...['select', 'between', 'distinct', 'rollup', 'cube', 'sets', 'grouping', 'from'],
])
const forbidden = new Set([
  ...[
    'with',
    'union',
    'intersect',
    'except',
    'join',
    'over',
    'filter',
    'case',
    'exists',
    'lateral',
    'pivot',
    'unpivot',
  ],
  ...[
    'attach',
    'copy',
    'install',
    'load',
    'pragma',
    'set',
    'insert',
    'update',
    'delete',
    'create',
    'drop',
    'export',
  ],
])

export interface Scan {
  /** Why the code does not run; it tried what the room forbids when `isViolation`. */
  readonly refused?: string
  readonly isViolation?: boolean
  /** The code counts what each row of its answer stands for: `count(*) AS n`. */
  readonly isCounted: boolean
}

/**
 * Looks at code before it runs. One SELECT over the prepared table; aggregates stand on columns as they are, so that no
 * condition inside them can single somebody out, and so that `count(*) AS n` is the true size of every cell.
 */
export function scanCode(code: string): Scan {
  const bare = code
    .replace(/--[^\n]*/g, ' ')
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/'(?:[^']|'')*'/g, "''")
  const text = bare.replace(/"(?:[^"]|"")*"/g, 'x').toLowerCase()
  const isCounted = /\bcount\s*\(\s*\*\s*\)\s+(as\s+)?"?n"?(?![\p{L}\p{N}_])/iu.test(bare)
  const bad = [...text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)].find(([word]) => forbidden.has(word))?.[0]
  if (bad) return { refused: `静态扫描未通过：不能使用 ${bad.toUpperCase()}`, isCounted }
  if ((text.match(/\bselect\b/g) ?? []).length !== 1)
    return { refused: '静态扫描未通过：只能是一条不含子查询的 SELECT', isCounted }
  for (const [, name = '', inner = ''] of text.matchAll(/([\p{L}_][\p{L}\p{N}_]*)\s*\(([^()]*)/gu)) {
    if (aggregates.has(name)) {
      if (!/^\s*(\*|(distinct\s+)?[\p{L}_][\p{L}\p{N}_]*(\s*,\s*[\p{L}_][\p{L}\p{N}_]*)?)\s*$/u.test(inner))
        return { refused: `静态扫描未通过：${name} 只能直接作用于信息项`, isCounted }
    } else if (/^(read_|glob|parquet_|http|sniff_|duckdb_|getenv|query)/.test(name))
      return { refused: `静态扫描未通过：不能读取文件、网络或环境（${name}）`, isViolation: true, isCounted }
    else if (!plain.has(name)) return { refused: `静态扫描未通过：不支持函数 ${name}`, isCounted }
  }
  return { isCounted }
}

/** What overlaps earlier queries is charged for each of them: the same columns asked again tell more together. */
export function costOf(words: readonly string[], earlier: readonly (readonly string[])[]): number {
  const mine = new Set(words)
  const overlaps = earlier.filter((one) => {
    const common = one.filter((word) => mine.has(word)).length
    return common > 0 && common >= Math.min(mine.size, one.length) / 2
  })
  return 1 + overlaps.length
}

/** The columns of the prepared table a query names. */
export function columnsNamed(code: string, columns: readonly string[]): string[] {
  const words = wordsOf(code)
  return columns.filter((name) => words.has(name))
}

export type Cell = string | number | boolean | null

export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/**
 * Hides what few stand behind. A row whose `n` is below the smallest cell loses its numbers, and so that it cannot be had from
 * sums, along every dimension no line has a single hidden row, nor hidden rows of less than the smallest cell together.
 */
export function suppress(
  table: Table,
  dimensions: readonly string[],
  minCell: number,
): { table: Table; hidden: number } {
  const at = table.columns.indexOf('n')
  const dims = dimensions.map((name) => table.columns.indexOf(name)).filter((i) => i >= 0)
  const size = (row: readonly Cell[]) => Number(row[at] ?? 0)
  const hidden = new Set(table.rows.flatMap((row, i) => (size(row) < minCell ? [i] : [])))
  const lines = linesOf(table.rows, dims)
  let changed = hidden.size > 0
  while (changed) {
    changed = false
    for (const line of lines) {
      const within = line.filter((i) => hidden.has(i))
      if (within.length === 0) continue
      const sum = within.reduce((total, i) => total + size(table.rows[i] as Cell[]), 0)
      if (within.length >= 2 && sum >= minCell) continue
      const next = line
        .filter((i) => !hidden.has(i))
        .sort((a, b) => size(table.rows[a] as Cell[]) - size(table.rows[b] as Cell[]))[0]
      if (next === undefined) continue
      hidden.add(next)
      changed = true
    }
  }
  const rows = table.rows.map((row, i) =>
    hidden.has(i) ? row.map((value, c) => (dims.includes(c) ? value : null)) : row,
  )
  return { table: { columns: table.columns, rows }, hidden: hidden.size }
}

/** Rows that a sum could be made of: those that differ in one dimension only. */
function linesOf(rows: Table['rows'], dims: readonly number[]): number[][] {
  const lines = new Map<string, number[]>()
  const free = dims.length > 0 ? dims : [-1]
  for (const open of free)
    rows.forEach((row, i) => {
      const key = JSON.stringify([open, ...dims.filter((d) => d !== open).map((d) => row[d] ?? null)])
      const line = lines.get(key)
      if (line) line.push(i)
      else lines.set(key, [i])
    })
  return [...lines.values()]
}
