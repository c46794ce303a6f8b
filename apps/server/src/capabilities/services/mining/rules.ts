import type { ItemContent } from '@civitas/contract'

export interface Run {
  used: number
  limit_days: number
  rounds: number
}

export interface StepFigures {
  step: string
  title: string
  cases: number
  waitDays: number | null
  workDays: number | null
}

/** The middle of a list of numbers; null for none. */
export function medianOf(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null
  const sorted = [...numbers].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const high = sorted[half] as number
  return sorted.length % 2 === 1 ? high : ((sorted[half - 1] as number) + high) / 2
}

type FindingKind = 'parallel' | 'shorten' | 'drop-material' | 'rework'

/** What could be better, in words for the owner of the item. */
export function findingsOf(
  content: Pick<ItemContent, 'steps' | 'promisedDays'>,
  { runs, steps }: { runs: readonly Run[]; steps: readonly StepFigures[] },
): { kind: FindingKind; text: string }[] {
  const found: { kind: FindingKind; text: string }[] = []
  const median = medianOf(runs.map((run) => run.used))
  const [slowest] = [...steps].sort((a, b) => (b.waitDays ?? 0) - (a.waitDays ?? 0))
  if (slowest?.waitDays && slowest.waitDays >= 1)
    found.push({
      kind: 'shorten',
      text: `“${slowest.title}”等待中位数 ${slowest.waitDays.toFixed(1)} 天（${slowest.cases} 件），建议明确领取时限。`,
    })
  if (median !== null && runs.length >= 20 && median <= content.promisedDays / 2)
    found.push({
      kind: 'shorten',
      text: `办结中位数 ${median} 个工作日，承诺 ${content.promisedDays} 个，可压缩承诺时限。`,
    })
  const chained = content.steps.filter((one) => (one.after ?? []).length > 0 && one.kind === 'joint')
  for (const one of chained) found.push({ kind: 'parallel', text: `“${one.title}”可与前一环节并联。` })
  const rework = runs.filter((run) => run.rounds > 0).length
  if (runs.length >= 20 && rework / runs.length > 0.3)
    found.push({
      kind: 'rework',
      text: `${Math.round((rework / runs.length) * 100)} % 的办件被要求补正，建议修订材料说明。`,
    })
  return found
}
