import type { DecisionTable } from '@civitas/contract'
import { type Facts, feelValue, passes } from './feel.ts'

/** What a table answers: one value, one context, or a list of either; `matched` are rule numbers from 1. */
export interface TableAnswer {
  value: unknown
  matched: number[]
}

/** Rules that break the hit policy: two match where one may, or they differ where they must agree. */
export class HitPolicyError extends Error {
  constructor(policy: string, rules: readonly number[]) {
    super(`${policy}: 第 ${rules.join('、')} 条规则同时命中`)
    this.name = 'HitPolicyError'
  }
}

/** Evaluates a decision table over facts (DMN 1.3 § 8.2.8 hit policies, § 8.2.9 default outputs). */
export function evaluateTable(table: DecisionTable, facts: Facts): TableAnswer {
  const given = table.inputs.map((input) => feelValue(input.expression, facts))
  const hits = table.rules.flatMap((rule, index) =>
    rule.inputs.every((test, at) => passes(test, given[at], facts)) ? [index] : [],
  )
  const outputs = hits.map((index) => outputOf(table, index, facts))
  const matched = hits.map((index) => index + 1)
  if (hits.length === 0) return { value: defaultOf(table, facts), matched }
  return { value: choose(table, outputs, matched), matched }
}

function choose(table: DecisionTable, outputs: unknown[], matched: number[]): unknown {
  const { hitPolicy } = table
  if (hitPolicy === 'UNIQUE') {
    if (outputs.length > 1) throw new HitPolicyError(hitPolicy, matched)
    return outputs[0]
  }
  if (hitPolicy === 'ANY') {
    if (new Set(outputs.map((one) => JSON.stringify(one))).size > 1)
      throw new HitPolicyError(hitPolicy, matched)
    return outputs[0]
  }
  if (hitPolicy === 'FIRST') return outputs[0]
  if (hitPolicy === 'PRIORITY') return byPriority(table, outputs)[0]
  if (hitPolicy === 'OUTPUT ORDER') return byPriority(table, outputs)
  if (hitPolicy === 'RULE ORDER') return outputs
  return collect(table.aggregation, outputs)
}

/** Earlier in the list of output values goes first (§ 8.2.8.1). */
function byPriority(table: DecisionTable, outputs: unknown[]): unknown[] {
  const orders = table.outputs.map(({ values }) =>
    values ? (feelValue(`[${values}]`, {}) as unknown[]) : [],
  )
  const rank = (output: unknown, at: number) => {
    const value = table.outputs.length === 1 ? output : (output as Facts)[table.outputs[at]?.name ?? '']
    const found = (orders[at] ?? []).indexOf(value)
    return found < 0 ? Number.MAX_SAFE_INTEGER : found
  }
  return [...outputs].sort((a, b) => {
    for (const at of table.outputs.keys()) {
      const difference = rank(a, at) - rank(b, at)
      if (difference !== 0) return difference
    }
    return 0
  })
}

function collect(aggregation: DecisionTable['aggregation'], outputs: unknown[]): unknown {
  if (!aggregation) return outputs
  if (aggregation === 'COUNT') return outputs.length
  const numbers = outputs.filter((one): one is number => typeof one === 'number')
  if (numbers.length !== outputs.length) return null
  if (aggregation === 'SUM') return numbers.reduce((sum, one) => sum + one, 0)
  return aggregation === 'MIN' ? Math.min(...numbers) : Math.max(...numbers)
}

function outputOf(table: DecisionTable, index: number, facts: Facts): unknown {
  const entries = table.rules[index]?.outputs ?? []
  const values = table.outputs.map((_, at) => feelValue(entries[at] ?? 'null', facts))
  return named(table, values)
}

function defaultOf(table: DecisionTable, facts: Facts): unknown {
  if (table.hitPolicy === 'COLLECT' && !table.outputs.some((one) => one.otherwise))
    return table.aggregation === 'COUNT' ? 0 : table.aggregation ? null : []
  if (!table.outputs.some((one) => one.otherwise)) return null
  return named(
    table,
    table.outputs.map((one) => (one.otherwise ? feelValue(one.otherwise, facts) : null)),
  )
}

function named(table: DecisionTable, values: unknown[]): unknown {
  if (table.outputs.length === 1) return values[0]
  return Object.fromEntries(table.outputs.map(({ name }, at) => [name, values[at]]))
}
