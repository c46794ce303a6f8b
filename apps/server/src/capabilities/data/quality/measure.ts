import type { DatasetField, QualityRule } from '@civitas/contract'
import type { Kernel } from '../../../kernel/kernel.ts'
import { quoteName, rowNumber } from '../tables/duck.ts'
import type { CompiledRule, Measured } from './rules.ts'

export interface Asked {
  readonly rule: QualityRule
  readonly compiled: CompiledRule
}

export type Counted = Measured & Asked

/**
 * Counts every rule over a table: those judged row by row together in one scan, each rule about doubles with one grouping.
 * Tells what share of the reading is done.
 */
export async function measureRules(
  { lake }: Pick<Kernel, 'lake'>,
  table: string,
  asked: readonly Asked[],
  onShare: (share: number) => void = () => undefined,
): Promise<Counted[]> {
  const byRow = asked.flatMap((one) =>
    one.compiled.by === 'row' ? [{ ...one, compiled: one.compiled }] : [],
  )
  const scans = asked.filter((one) => one.compiled.by === 'key').length + Math.sign(byRow.length)
  let scanned = 0
  const during = (share: number) => onShare((scanned + share) / scans)
  const counts = byRow.length > 0 ? await countRows(lake, table, byRow, during) : []
  scanned += Math.sign(byRow.length)
  const found = new Map(byRow.map((one, i) => [one.rule.id, counts[i] as [number, number]]))
  const all: Counted[] = []
  for (const one of asked) {
    const [denominator, numerator] =
      found.get(one.rule.id) ?? (await countWhole(lake, table, one.compiled, during))
    if (one.compiled.by === 'key') scanned++
    all.push({ ...one, denominator, numerator })
  }
  return all
}

type RowRule = { compiled: Extract<CompiledRule, { by: 'row' }> }

async function countRows(
  lake: Kernel['lake'],
  table: string,
  rules: readonly RowRule[],
  onShare: (share: number) => void,
): Promise<Array<[number, number]>> {
  // A condition that asks another table cannot stand inside an aggregate, so it is made a column first.
  const columns = rules.map(
    ({ compiled: { applies, passes } }, i) => `(${applies}) AS a${i}, (${passes}) AS p${i}`,
  )
  const sums = rules.map(
    (_, i) => `CAST(count(*) FILTER (WHERE a${i}) AS DOUBLE) AS d${i},
      CAST(count(*) FILTER (WHERE a${i} AND p${i}) AS DOUBLE) AS n${i}`,
  )
  const [row] = await lake.query<Record<string, number>>(
    `SELECT ${sums.join(', ')} FROM (SELECT ${columns.join(', ')} FROM ${table}) AS judged`,
    [],
    onShare,
  )
  return rules.map((_, i) => [row?.[`d${i}`] ?? 0, row?.[`n${i}`] ?? 0])
}

async function countWhole(
  lake: Kernel['lake'],
  table: string,
  compiled: CompiledRule,
  onShare: (share: number) => void,
): Promise<[number, number]> {
  if (compiled.by === 'fact') return [1, compiled.isTrue ? 1 : 0]
  if (compiled.by === 'row') return [0, 0]
  const names = compiled.fields.map(quoteName)
  const [row] = await lake.query<{ d: number; n: number }>(
    `SELECT CAST(coalesce(sum(c), 0) AS DOUBLE) AS d, CAST(count(*) AS DOUBLE) AS n FROM
      (SELECT count(*) AS c FROM ${table} WHERE ${present(names)} GROUP BY ${names.join(', ')})`,
    [],
    onShare,
  )
  return [row?.d ?? 0, row?.n ?? 0]
}

function present(names: readonly string[]): string {
  return names.map((name) => `${name} IS NOT NULL`).join(' AND ')
}

/** How many keys of failing rows are kept with an issue; how many fail is always the whole number. */
export const keysKept = 10_000

/** Keys of rows that fail, in the order of the table: the key columns joined by `|`, or the number of the row. */
export async function failingKeys(
  { lake }: Pick<Kernel, 'lake'>,
  table: string,
  fields: readonly DatasetField[],
  compiled: CompiledRule,
): Promise<string[]> {
  if (compiled.by === 'fact') return []
  const keys = fields.filter((field) => field.isKey).map(({ name }) => `CAST(${quoteName(name)} AS VARCHAR)`)
  const key =
    keys.length > 0
      ? `coalesce(nullif(concat_ws('|', ${keys.join(', ')}), ''), '第' || (${rowNumber} + 1) || '行')`
      : `'第' || (${rowNumber} + 1) || '行'`
  const failing =
    compiled.by === 'row'
      ? `SELECT *, (${compiled.applies}) AS a, (${compiled.passes}) AS p FROM ${table}`
      : doubled(table, compiled.fields)
  const rows = await lake.query<{ key: string }>(
    `SELECT ${key} AS key FROM (${failing}) AS judged WHERE a AND NOT coalesce(p, FALSE) ORDER BY ${rowNumber} LIMIT ${keysKept}`,
  )
  return rows.map((row) => row.key)
}

function doubled(table: string, fields: readonly string[]): string {
  const names = fields.map(quoteName)
  return `SELECT *, ${present(names)} AS a, count(*) OVER (PARTITION BY ${names.join(', ')}) = 1 AS p FROM ${table}`
}
