import type { DecisionTable } from '@civitas/contract'
import type { FieldError } from '../../../kernel/problem.ts'
import { feelFault } from './feel.ts'

/** Cells of a table that are no FEEL, and rows that do not have one cell for each column. */
export function tableFaults(table: DecisionTable, path: string): FieldError[] {
  const faults: FieldError[] = []
  const need = (isRight: boolean, at: string, message: string) => {
    if (!isRight) faults.push({ path: `${path}/${at}`, message })
  }
  const isFeel = (text: string, kind: 'expression' | 'test') => feelFault(text, kind) === null
  for (const [at, { expression }] of table.inputs.entries())
    need(
      expression.trim() !== '' && isFeel(expression, 'expression'),
      `inputs/${at}/expression`,
      '不是 FEEL 表达式',
    )
  for (const [at, { name, otherwise }] of table.outputs.entries()) {
    need(name.trim() !== '', `outputs/${at}/name`, '结果列须有名称')
    need(!otherwise || isFeel(otherwise, 'expression'), `outputs/${at}/otherwise`, '不是 FEEL 表达式')
  }
  for (const [rule, { inputs, outputs }] of table.rules.entries()) {
    need(inputs.length === table.inputs.length, `rules/${rule}/inputs`, '条件格数与条件列数不同')
    need(outputs.length === table.outputs.length, `rules/${rule}/outputs`, '结果格数与结果列数不同')
    for (const [at, test] of inputs.entries())
      need(isFeel(test, 'test'), `rules/${rule}/inputs/${at}`, '不是 FEEL 条件')
    for (const [at, value] of outputs.entries())
      need(isFeel(value, 'expression'), `rules/${rule}/outputs/${at}`, '不是 FEEL 表达式')
  }
  return faults
}
