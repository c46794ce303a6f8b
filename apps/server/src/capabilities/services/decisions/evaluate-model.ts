import type { DecisionNode } from '@civitas/contract'
import { evaluateTable, type TableAnswer } from './evaluate-table.ts'
import { type Facts, feelValue } from './feel.ts'

/**
 * Makes a decision of a model, those it requires before it; each is a fact under its name for those that follow. A business
 * knowledge model is a function under its name (DMN 1.3 § 10.4).
 */
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
    const answer = node.parameters
      ? { value: toFunction(node, node.parameters, known), matched: [] }
      : work(node, known)
    made.set(wanted, answer)
    return answer
  }
  if (byName.get(name)?.parameters) throw new RangeError(`“${name}”是业务知识模型，不是决策`)
  return make(name, [])
}

function work(node: DecisionNode, facts: Facts): TableAnswer {
  if (node.table) return evaluateTable(node.table, facts)
  return { value: node.expression ? feelValue(node.expression, facts) : null, matched: [] }
}

/** What FEEL calls by position or by name of the parameters; it sees other knowledge models, no facts. */
function toFunction(node: DecisionNode, parameters: readonly string[], known: Facts): unknown {
  const call = (...given: unknown[]) => {
    const functions = Object.entries(known).filter(([, value]) => typeof value === 'function')
    const named = parameters.map((name, at) => [name, given[at] ?? null] as const)
    return work(node, Object.fromEntries([...functions, ...named])).value
  }
  return Object.assign(call, { $args: [...parameters] })
}
