import type { IndexRules } from '@civitas/contract'

/** A component of an index with its value, and the values of all areas it is normalised among. */
export interface ComponentInput {
  indicator: string
  title: string
  weight: number
  direction: 'up' | 'down' | 'range' | 'milestone' | 'neutral'
  value: number | null
  /** Values of the areas of the same level, for min-max and z-score without fixed bounds. */
  peers: readonly number[]
  low?: number
  high?: number
  note?: string | null
}

export interface Contribution {
  indicator: string
  title: string
  value: number | null
  score: number | null
  weight: number
  contribution: number | null
  note: string | null
}

export interface CompositeResult {
  value: number | null
  /** Share of the weight that had values, per cent. */
  coverage: number
  contributions: Contribution[]
  note: string | null
}

/** Why weights cannot stand, or null. They are per cent and sum to 100. */
export function weightFault(weights: readonly number[]): string | null {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return Math.abs(sum - 100) < 0.001 ? null : `权重之和应为 100，现为 ${Math.round(sum * 1000) / 1000}`
}

/** The score of one component: 0–100 except for `none` and `z-score` (mean 50, ten a deviation). */
export function normalise(input: ComponentInput, how: IndexRules['normalisation']): number | null {
  const { value, peers } = input
  if (value === null) return null
  if (how === 'none') return value
  if (how === 'z-score') return zScore(value, peers, input.direction === 'down' ? -1 : 1)
  const low = input.low ?? Math.min(...peers, value)
  const high = input.high ?? Math.max(...peers, value)
  if (how === 'target-distance') return targetDistance(value, low, high)
  if (high === low) return 100
  const share = (value - low) / (high - low)
  return clamp(100 * (input.direction === 'down' && low < high ? 1 - share : share))
}

/** 100 at or beyond the target `high`, 0 at `low`, in proportion between; `low` above `high` when less is better. */
function targetDistance(value: number, low: number, high: number): number {
  if (high === low) return value >= high ? 100 : 0
  return clamp((100 * (value - low)) / (high - low))
}

function zScore(value: number, peers: readonly number[], sign: number): number {
  const mean = peers.reduce((sum, one) => sum + one, 0) / Math.max(1, peers.length)
  const deviation = Math.sqrt(
    peers.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, peers.length),
  )
  return deviation === 0 ? 50 : 50 + (sign * 10 * (value - mean)) / deviation
}

function clamp(score: number): number {
  return Math.max(0, Math.min(100, score))
}

/** Σ weight × score ÷ 100. A missing component stops it, is left out with the others re-weighted, or counts 0. */
export function computeComposite(
  inputs: readonly ComponentInput[],
  { normalisation, missing }: Pick<IndexRules, 'normalisation' | 'missing'>,
): CompositeResult {
  const scored = inputs.map((input) => ({ input, score: normalise(input, normalisation) }))
  const present = scored.filter((one) => one.score !== null)
  const weightOf = (list: typeof scored) => list.reduce((sum, one) => sum + one.input.weight, 0)
  const [whole, had] = [weightOf(scored), weightOf(present)]
  const isRefused = present.length === 0 || (missing === 'refuse' && present.length < scored.length)
  const divisor = missing === 'reweight' ? had : whole
  const contributions = scored.map(({ input, score }): Contribution => {
    const used = score ?? (missing === 'zero' ? 0 : null)
    return {
      indicator: input.indicator,
      title: input.title,
      value: input.value,
      score: rounded(score),
      weight: input.weight,
      contribution: isRefused || used === null ? null : rounded((used * input.weight) / divisor),
      note: input.note ?? (score === null ? '缺少数值' : null),
    }
  })
  const names = scored.filter((one) => one.score === null).map((one) => one.input.title)
  return {
    value: isRefused
      ? null
      : rounded(present.reduce((sum, one) => sum + ((one.score ?? 0) * one.input.weight) / divisor, 0)),
    coverage: whole === 0 ? 0 : Math.round((had / whole) * 1000) / 10,
    contributions,
    note: names.length === 0 ? null : `${names.join('、')}缺少数值${isRefused ? '，按规则不发布' : ''}`,
  }
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1e6) / 1e6
}

/** The figure of a small area drawn towards its parent: n rows weigh against `below`. Marked when it was. */
export function smoothSmallArea(
  value: number | null,
  rows: number,
  parent: number | null,
  below: number | undefined,
): { value: number | null; smoothed: boolean } {
  if (below === undefined || rows >= below || parent === null || value === null)
    return { value, smoothed: false }
  const share = rows / below
  return { value: rounded(share * value + (1 - share) * parent), smoothed: true }
}

const names = {
  none: '原值',
  'min-max': '极差标准化',
  'z-score': 'Z 分数（均值 50）',
  'target-distance': '目标距离',
}
const missingNames = { refuse: '缺项不发布', reweight: '缺项剔除并重新分配权重', zero: '缺项按 0 计' }

/** The formula of an index in words. */
export function describeIndex({ normalisation, missing, components, smoothBelow }: IndexRules): string {
  const smoothed = smoothBelow ? `；少于 ${smoothBelow} 条数据的区域向上级均值收缩` : ''
  return `指数 = Σ 权重 × 得分 ÷ 100（${components.length} 项，${names[normalisation]}，${missingNames[missing]}${smoothed}）`
}
