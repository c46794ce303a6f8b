import type { SealedRun } from '@civitas/contract'
import { suppress, type Table } from './rules.ts'

/** What came of a run before a person looked at it. */
export interface Outcome {
  readonly state: SealedRun['state']
  readonly reason: string | null
  readonly output: SealedRun['output']
  readonly suppressed: number
  readonly isViolation: boolean
}

/** A run that lets nothing out. */
export const refused = (reason: string, isViolation = false): Outcome => ({
  ...{ state: 'refused', reason, output: null, suppressed: 0, isViolation },
})

/** What the rules let out: cells large enough, with what would give the small ones away hidden too. */
export function release(table: Table, dimensions: string[], minCell: number): Outcome {
  const { table: out, hidden } = suppress(table, dimensions, minCell)
  if (table.rows.length > 0 && table.rows.every((row) => Number(row[table.columns.indexOf('n')]) < 2))
    return refused('含明细数据：每个结果行只对应一条记录', true)
  const output = { columns: [...out.columns], rows: out.rows.map((row) => [...row]) }
  return { state: 'held', reason: null, output, suppressed: hidden, isViolation: false }
}
