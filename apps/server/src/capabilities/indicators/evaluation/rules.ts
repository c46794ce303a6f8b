import type { EvaluationItem, ScoringRule } from '@civitas/contract'
import { invalid } from '../../../kernel/problem.ts'
import { weightFault } from '../indices/composite.ts'

/** Refuses a set that cannot be scored: codes twice, weights that are not 100, a rule without its numbers. */
export function requireItems(items: readonly EvaluationItem[]): void {
  const codes = items.map((one) => one.code)
  const twice = codes.findIndex((code, index) => codes.indexOf(code) !== index)
  if (twice >= 0) throw invalid(`/body/items/${twice}/code`, '编号重复')
  const fault = weightFault(items.map((one) => one.weight))
  if (fault) throw invalid('/body/items', fault)
  for (const [index, { scoring }] of items.entries()) {
    const path = `/body/items/${index}/scoring`
    if (scoring.kind === 'steps') {
      if (!scoring.steps) throw invalid(`${path}/steps`, '请填写各档分值')
    } else if (scoring.zero === undefined || scoring.full === undefined || scoring.zero === scoring.full)
      throw invalid(`${path}/full`, '请填写零分值与满分值，两者不能相同')
  }
}

/** A score of 0 to 100. */
export function scoreOf({ kind, zero = 0, full = 0, steps = [] }: ScoringRule, value: number): number {
  if (kind === 'steps')
    return Math.max(0, ...steps.filter((one) => value >= one.from).map((one) => one.score))
  return round(Math.max(0, Math.min(100, ((value - zero) / (full - zero)) * 100)))
}

/** How the score of an item came about, in numbers. */
export function formulaOf({ scoring, weight }: EvaluationItem, value: number | null): string {
  if (value === null) return `没有数值，得 0 分；权重 ${weight}`
  const score = scoreOf(scoring, value)
  const points = round((score * weight) / 100)
  const how =
    scoring.kind === 'steps'
      ? `达到的最高档 = ${score}`
      : `(${round(value)} − ${scoring.zero}) ÷ (${scoring.full} − ${scoring.zero}) × 100 = ${score}（限 0–100）`
  return `${how}；${score} × ${weight} ÷ 100 = ${points}`
}

export function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
