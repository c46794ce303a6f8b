import type { RobotCondition, RobotRowAct, RobotRows } from '@civitas/contract'
import { sm3 } from '../../../../kernel/crypto.ts'

/** A line of a file by its headings. */
export type Cells = Record<string, string>

function holds({ column, op, value = '' }: RobotCondition, cells: Cells): boolean {
  const cell = (cells[column] ?? '').trim()
  switch (op) {
    case 'filled':
      return cell !== ''
    case 'empty':
      return cell === ''
    case 'equals':
      return cell === value
    case 'not-equals':
      return cell !== value
    case 'contains':
      return cell.includes(value)
    case 'prefix':
      return cell.startsWith(value)
    case 'above':
      return cell !== '' && Number(cell) > Number(value)
    case 'below':
      return cell !== '' && Number(cell) < Number(value)
  }
}

/** The first rule that holds for a line, counted from 1; undefined when none does. */
export function ruleFor(rows: RobotRows, cells: Cells): { rule: number; act: RobotRowAct } | undefined {
  const at = rows.rules.findIndex(({ when }) => when.every((one) => holds(one, cells)))
  const found = rows.rules[at]
  return found && { rule: at + 1, act: found.act }
}

/** What makes a line the same as one done before. */
export function keyOf(rows: RobotRows, cells: Cells): string {
  const columns = rows.key ?? rows.columns
  return sm3(Buffer.from(JSON.stringify(columns.map((column) => [column, (cells[column] ?? '').trim()]))))
}

/** Columns a robot of files cannot do without that the headings lack. */
export function missingColumns(rows: RobotRows, headings: readonly string[]): string[] {
  return rows.columns.filter((column) => !headings.includes(column))
}

/** How long what a line said is kept once its file is done, days; what became of it stays. */
export const keptDays = 180
