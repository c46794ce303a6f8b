import type { WarningLevel } from '@civitas/contract'

export const riskParts = ['complaints', 'disputes', 'order'] as const
export type RiskPart = (typeof riskParts)[number]
export type ByPart = Record<RiskPart, number>

export interface AreaCounts {
  readonly population: number | null
  readonly now: ByPart
  readonly before: ByPart
}

export interface AreaRisk {
  readonly parts: Record<RiskPart, { count: number; rate: number | null; score: number | null }>
  readonly index: number | null
  readonly before: number | null
  readonly level: WarningLevel | null
}

export const usualWeights: ByPart = { complaints: 30, disputes: 40, order: 30 }

export const riskMethod =
  '每项每万人发生数 r = 件数 ÷ 常住人口 × 10 000；每项得分 s = min(100, 50 × r ÷ 全部区域合计的 r)，等于平均时为 50、达到两倍及以上为 100；指数 = Σ 权重 × s；55 蓝、65 黄、75 橙、85 红。上期指数用本期的平均水平计分，可比'

export const riskLimits =
  '反映诉求、纠纷与治安警情的相对密集程度，不预测具体事件，不涉及个人；上报习惯不同的区域不宜直接排名；人口未知的区域不计算'

const bounds: ReadonlyArray<readonly [number, WarningLevel]> = [
  [85, 'red'],
  [75, 'orange'],
  [65, 'yellow'],
  [55, 'blue'],
]

/** Weights that sum to one; equal ones when all are nothing. */
export function toShares(weights: ByPart): ByPart {
  const sum = riskParts.reduce((total, part) => total + weights[part], 0)
  const shareOf = (part: RiskPart) => (sum > 0 ? weights[part] / sum : 1 / riskParts.length)
  return { complaints: shareOf('complaints'), disputes: shareOf('disputes'), order: shareOf('order') }
}

/** The index of each area against the mean of all of them. */
export function rateAreas(areas: readonly AreaCounts[], shares: ByPart): AreaRisk[] {
  const known = areas.filter((one) => one.population)
  const people = known.reduce((sum, one) => sum + (one.population ?? 0), 0)
  const meanOf = (part: RiskPart) =>
    people === 0 ? 0 : (known.reduce((sum, one) => sum + one.now[part], 0) / people) * 10_000
  const means = { complaints: meanOf('complaints'), disputes: meanOf('disputes'), order: meanOf('order') }
  return areas.map(({ population, now, before }) => {
    const part = (name: RiskPart, counts: ByPart) => {
      const rate = population ? (counts[name] / population) * 10_000 : null
      const score = rate === null ? null : means[name] > 0 ? Math.min(100, (50 * rate) / means[name]) : 0
      return { count: counts[name], rate, score }
    }
    const indexOf = (counts: ByPart) =>
      population
        ? round(riskParts.reduce((sum, name) => sum + shares[name] * (part(name, counts).score ?? 0), 0))
        : null
    const index = indexOf(now)
    return {
      parts: {
        ...{ complaints: part('complaints', now), disputes: part('disputes', now) },
        order: part('order', now),
      },
      index,
      before: indexOf(before),
      level: index === null ? null : (bounds.find(([least]) => index >= least)?.[1] ?? null),
    }
  })
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
