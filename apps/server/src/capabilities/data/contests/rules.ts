import type { Contest } from '@civitas/contract'

type Results = NonNullable<Contest['results']>
interface Scored {
  readonly team: string
  readonly title: string
  readonly totals: readonly number[]
}

export function stateOf(
  contest: { joinUntil: Date; submitUntil: Date; isPublished: boolean },
  now: Date,
): Contest['state'] {
  if (contest.isPublished) return 'ended'
  if (now >= contest.submitUntil) return 'judging'
  return now < contest.joinUntil ? 'joining' : 'working'
}

/** Σ weight × points, of 100. */
export function totalOf(points: readonly number[], weights: readonly number[]): number {
  return round(weights.reduce((sum, weight, at) => sum + weight * (points[at] ?? 0), 0) / 100)
}

/** Works by the mean of what judges gave; equal scores share a rank. */
export function rank(works: readonly Scored[]): Results {
  const scored = works
    .map(({ team, title, totals }) => ({
      ...{ team, title, judges: totals.length },
      score: round(totals.reduce((sum, one) => sum + one, 0) / Math.max(1, totals.length)),
    }))
    .sort((a, b) => b.score - a.score || a.team.localeCompare(b.team))
  return scored.map((one) => ({
    rank: scored.findIndex((other) => other.score === one.score) + 1,
    ...one,
  }))
}

const round = (value: number) => Math.round(value * 100) / 100
