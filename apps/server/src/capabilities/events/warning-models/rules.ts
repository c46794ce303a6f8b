import type { WarningLevel, WarningModelSettings } from '@civitas/contract'
import { rankLevel } from '@civitas/domain-kit'
import { combinationMethod, type FactorColumn, scoreAt } from './combination.ts'

/** What decides about a step; the part of the settings that is arithmetic. */
export type ModelRule = Pick<
  WarningModelSettings,
  'step' | 'kind' | 'factors' | 'side' | 'season' | 'leastSpread' | 'window' | 'horizon' | 'hold' | 'levels'
>

/** One step as judged from what was known before it. */
export interface Judged {
  value: number | null
  baseline: number | null
  spread: number | null
  /** Spreads from the baseline, or the value a trend reaches; null when it cannot be told. */
  measure: number | null
  /** Value at which the lowest level begins. */
  bound: number | null
  level: WarningLevel | null
  /** Steps in a row at a level, this one counted. */
  held: number
}

/** Values at the same phase of fewer seasons say nothing. */
export const fewestSeasons = 4
/** Residuals the spread is told from. */
const fewestResiduals = 12
/** What lies farther back is not looked at. */
const mostSeasons = 60
const mostResiduals = 500
/** A trend that chance alone gives once in twenty times is none. */
const mannKendallLimit = 1.96

/** Steps of one season. */
export function periodOf({ step, season }: Pick<ModelRule, 'step' | 'season'>): number {
  const daySteps = step === 'hour' ? 24 : 1
  if (season === 'none') return 1
  return season === 'day' ? daySteps : daySteps * 7
}

export function methodOf(rule: ModelRule, titles: readonly string[] = []): string {
  if (rule.kind === 'combination') return combinationMethod(rule, titles)
  if (rule.kind === 'trend')
    return `趋势：最近 ${rule.window} 步的泰尔–森斜率 b（两两斜率的中位数），曼–肯德尔检验 |Z| ≥ ${mannKendallLimit} 方认定有趋势；预计值 = 中位数(x − b·t) + b·(t+${rule.horizon})，越过等级限值并连续 ${rule.hold} 步即起草`
  const phase = rule.season === 'none' ? '此前各步' : '此前各周期同一相位'
  return `异常：基线 b = ${phase}的中位数（${fewestSeasons} 至 ${mostSeasons} 个），离散 s = max(1.4826 × 最近 ${mostResiduals} 步 |x − b| 的中位数, ${rule.leastSpread})，偏离 z = (x − b) ÷ s；z 越过等级限值并连续 ${rule.hold} 步即起草`
}

export function limitsOf(rule: ModelRule): string {
  const shared = '只看一列数据，不说明原因；缺测的时段不判断；只用完整时段，最迟晚一个时段得知'
  if (rule.kind === 'combination')
    return '权重与分值由人给出，不从数据学得，须以历史检验；因子之间的相互作用不计；任一因子缺测的时段不判断；最迟晚一个时段得知'
  if (rule.kind === 'trend') return `${shared}；假定趋势在预计时段内不变，转折处会失准`
  return `${shared}；节假日等不随周期的变化会被当作异常；水平长期抬升后，历史天数之内仍按旧基线判断`
}

/** Judges every step from the steps before it alone. */
export function judgeSeries(
  rule: ModelRule,
  values: ReadonlyArray<number | null>,
  columns: readonly FactorColumn[] = [],
): Judged[] {
  const judge = judgeOf(rule, columns)
  let held = 0
  return values.map((value, index) => {
    const told = judge(values, index)
    const level = told.measure === null ? null : levelOf(rule, told.measure)
    held = level === null ? 0 : held + 1
    return { value, ...told, level, held }
  })
}

function judgeOf(rule: ModelRule, columns: readonly FactorColumn[]): Judge {
  if (rule.kind === 'trend') return trendJudge(rule)
  if (rule.kind === 'anomaly') return anomalyJudge(rule)
  const { factors = [] } = rule
  const bound = leastOf(rule)
  return (_, index) => ({ ...untold, bound, measure: scoreAt(factors, columns, index).score })
}

type Told = Pick<Judged, 'baseline' | 'spread' | 'measure' | 'bound'>
type Judge = (values: ReadonlyArray<number | null>, index: number) => Told

const untold: Told = { baseline: null, spread: null, measure: null, bound: null }

function anomalyJudge(rule: ModelRule): Judge {
  const period = periodOf(rule)
  const residuals: number[] = []
  const lowest = leastOf(rule)
  return (values, index) => {
    const same: number[] = []
    for (let at = index - period; at >= 0 && same.length < mostSeasons; at -= period)
      if (values[at] != null) same.push(values[at] as number)
    if (same.length < fewestSeasons) return untold
    const baseline = median(same)
    const known = residuals.length >= fewestResiduals
    const spread = known ? Math.max(1.4826 * median(residuals), rule.leastSpread) : null
    const value = values[index] ?? null
    if (value !== null) residuals.push(Math.abs(value - baseline))
    if (residuals.length > mostResiduals) residuals.shift()
    if (spread === null) return { ...untold, baseline }
    const bound = baseline + lowest * spread * (rule.side === 'above' ? 1 : -1)
    const away = value === null ? null : (value - baseline) / spread
    return { baseline, spread, bound, measure: away === null ? null : rule.side === 'above' ? away : -away }
  }
}

/** Where the lowest level begins, in the words of its kind. */
function leastOf({ levels, kind, side }: ModelRule): number {
  const all = levels.map((one) => one.at)
  return kind === 'trend' && side === 'below' ? Math.max(...all) : Math.min(...all)
}

function trendJudge(rule: ModelRule): Judge {
  const bound = leastOf(rule)
  return (values, index) => {
    const recent = values.slice(Math.max(0, index - rule.window + 1), index + 1)
    const points = recent.flatMap((y, x): Array<[number, number]> => (y === null ? [] : [[x, y]]))
    if (values[index] == null || points.length < Math.max(4, rule.window * 0.75)) return { ...untold, bound }
    const { slope, z } = theilSen(points)
    const start = median(points.map(([x, y]) => y - slope * x))
    const last = recent.length - 1
    const baseline = start + slope * last
    const isTrend = Math.abs(z) >= mannKendallLimit && slope > 0 === (rule.side === 'above')
    return { baseline, spread: null, bound, measure: isTrend ? baseline + slope * rule.horizon : null }
  }
}

/** Slope as the median of slopes between pairs, and the Mann–Kendall statistic. */
export function theilSen(points: ReadonlyArray<readonly [number, number]>): { slope: number; z: number } {
  const slopes: number[] = []
  let sum = 0
  for (const [i, [x1, y1]] of points.entries())
    for (const [x2, y2] of points.slice(i + 1)) {
      slopes.push((y2 - y1) / (x2 - x1))
      sum += Math.sign(y2 - y1)
    }
  const n = points.length
  const spread = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18)
  return { slope: median(slopes), z: sum === 0 ? 0 : (sum - Math.sign(sum)) / spread }
}

/** The gravest level a measure reaches. */
function levelOf({ levels, kind, side }: ModelRule, measure: number): WarningLevel | null {
  const isLow = kind === 'trend' && side === 'below'
  const reached = levels.filter(({ at }) => (isLow ? measure <= at : measure >= at))
  return reached.reduce<WarningLevel | null>(
    (most, { level }) => (most === null || rankLevel(level) > rankLevel(most) ? level : most),
    null,
  )
}

/** Graver levels lie farther out; answers what is wrong in words. */
export function levelsFault({ levels, kind, side }: ModelRule): string | null {
  const sorted = [...levels].sort((a, b) => rankLevel(a.level) - rankLevel(b.level))
  if (new Set(levels.map((one) => one.level)).size < levels.length) return '同一等级只能给出一个限值'
  const isLow = kind === 'trend' && side === 'below'
  const fine = sorted.every(({ at }, i) => {
    const before = sorted[i - 1]?.at
    return before === undefined || (isLow ? at < before : at > before)
  })
  if (!fine) return isLow ? '等级越高，限值应越低' : '等级越高，限值应越高'
  if (kind === 'combination' && sorted.some(({ at }) => at <= 0 || at > 100))
    return '得分限值应大于 0，不超过 100'
  return kind === 'anomaly' && sorted.some(({ at }) => at <= 0) ? '偏离倍数应大于 0' : null
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  if (sorted.length === 0) return 0
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
}
