import type { OpennessRule } from '@civitas/contract'

export type RuleContent = Omit<OpennessRule, 'version' | 'changedBy' | 'changedTime'>

/** Before anybody has written a rule nothing is public and nothing is worth points. */
export const closedRule: RuleContent = {
  ...{ eventTypes: [], blurMetres: 500, delayHours: 24, leastInSquare: 1 },
  ...{ pointsEach: 0, dailyCap: 0, monthlyCap: 0 },
}

/** Points of one more report: what the rule gives, as far as the caps of day and month leave room. */
export function pointsFor(
  rule: Pick<RuleContent, 'pointsEach' | 'dailyCap' | 'monthlyCap'>,
  given: { day: number; month: number },
): number {
  const room = Math.min(rule.dailyCap - given.day, rule.monthlyCap - given.month)
  return Math.max(0, Math.min(rule.pointsEach, room))
}

/** A share in per cent with one decimal; null of nothing. */
export function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 1000) / 10
}
