import type { DecisionNode } from '@civitas/contract'
import { evaluateTable, type TableAnswer } from './evaluate-table.ts'
import { type Facts, feelValue } from './feel.ts'

/** Makes a decision of a model, those it requires before it; each is a fact under its name for those that follow. */
export function evaluateModel(decisions: readonly DecisionNode[], name: string, facts: Facts): TableAnswer {
  const byName = new Map(decisions.map((one) => [one.name, one]))
  const made = new Map<string, TableAnswer>()
  const known: Record<string, unknown> = { ...facts }
  const make = (wanted: string, above: readonly string[]): TableAnswer => {
    const before = made.get(wanted)
    if (before) return before
    const node = byName.get(wanted)
    if (!node) throw new RangeError(`没有决策“${wanted}”`)
    if (above.includes(wanted)) throw new RangeError(`决策“${wanted}”依赖自身`)
    for (const required of node.requires) known[required] = make(required, [...above, wanted]).value
    const answer = node.table
      ? evaluateTable(node.table, known)
      : { value: node.expression ? feelValue(node.expression, known) : null, matched: [] }
    made.set(wanted, answer)
    return answer
  }
  return make(name, [])
}
