import type { AppraisalFormula, AppraisalIndicator, AppraisalVeto, CaseFact } from '@civitas/contract'

/** Cases of one object counted by fact. */
export type Facts = Readonly<Record<CaseFact, number>>

/** Points of an indicator between 0 and its weight. Nothing to measure loses nothing. */
export function pointsOf(
  { weight, formula, id }: AppraisalIndicator,
  facts: Facts,
  given: Readonly<Record<string, number>>,
): number {
  return weight * shareOf(formula, weight, facts, given[id])
}

function shareOf(formula: AppraisalFormula, weight: number, facts: Facts, given: number | undefined): number {
  if (formula.kind === 'given') return given ?? 1
  if (formula.kind === 'deduction') return Math.max(0, 1 - (formula.each * facts[formula.fact]) / weight)
  const whole = facts[formula.whole]
  if (whole === 0) return 1
  const share = Math.min(1, facts[formula.part] / whole)
  return formula.inverted ? 1 - share : share
}

/** Two decimals, halves away from zero, as scores are printed. */
export function round2(value: number): number {
  return Math.round((value + Number.EPSILON) * 100) / 100
}

export interface Scored {
  object: string
  score: number
  values: Record<string, number>
  vetoed: string[]
}

/** The score of an object: the points of its indicators added up, no more than any veto entered for it leaves. */
export function scoreObject(
  object: string,
  {
    indicators,
    vetoes = [],
  }: { indicators: readonly AppraisalIndicator[]; vetoes?: readonly AppraisalVeto[] },
  facts: Facts,
  given: Readonly<Record<string, number>>,
): Scored {
  const hits = vetoes.filter((one) => (given[one.id] ?? 0) > 0)
  const exact = indicators.map((one) => [one.id, pointsOf(one, facts, given)] as const)
  return {
    object,
    score: Math.min(
      round2(exact.reduce((sum, [, points]) => sum + points, 0)),
      ...hits.map((one) => one.cap),
    ),
    vetoed: hits.map((one) => one.title),
    values: Object.fromEntries(exact.map(([id, points]) => [id, round2(points)])),
  }
}

/** Places of a league table: the same score has the same place, the next one counts all before it. */
export function rankScores<T extends { score: number; object: string }>(
  rows: readonly T[],
): Array<T & { place: number }> {
  const sorted = [...rows].sort((a, b) => b.score - a.score || a.object.localeCompare(b.object))
  let place = 0
  return sorted.map((row, i) => {
    if (i === 0 || row.score !== sorted[i - 1]?.score) place = i + 1
    return { ...row, place }
  })
}

/** First instant of a month and of the next, in the city. */
export function spanOf(period: string): { from: Date; to: Date } {
  const [year = 0, month = 1] = period.split('-').map(Number)
  const at = (m: number) => new Date(Date.UTC(year, m - 1, 1) - 8 * 3_600_000)
  return { from: at(month), to: at(month + 1) }
}

/** Points one case costs its object by an indicator, or null when it costs none there. */
export function lossPerCase({ weight, formula }: AppraisalIndicator, facts: Facts): number | null {
  if (formula.kind === 'given') return null
  if (formula.kind === 'deduction') return formula.each
  const whole = facts[formula.whole]
  return whole === 0 ? null : weight / whole
}

/** The months of a quarter (`2026-Q4`) or of a year (`2026`). */
export function monthsOf(period: string): string[] {
  const [year = '', quarter] = period.split('-Q')
  const [first, count] = quarter ? [Number(quarter) * 3 - 2, 3] : [1, 12]
  return Array.from({ length: count }, (_, index) => `${year}-${String(first + index).padStart(2, '0')}`)
}

/** Ranks objects by the mean of their monthly scores; a month without a score counts neither for nor against. */
export function rankMonths(
  rows: ReadonlyArray<{ object: string; name: string; score: number }>,
): Array<{ object: string; name: string; months: number; score: number; place: number }> {
  const byObject = new Map<string, { name: string; scores: number[] }>()
  for (const { object, name, score } of rows) {
    const one = byObject.get(object) ?? { name, scores: [] }
    byObject.set(object, { name, scores: [...one.scores, score] })
  }
  return rankScores(
    [...byObject].map(([object, { name, scores }]) => ({
      ...{ object, name, months: scores.length },
      score: round2(scores.reduce((sum, one) => sum + one, 0) / scores.length),
    })),
  )
}
