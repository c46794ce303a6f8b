import { pearson } from '../relations/rules.ts'

/** Fewer days on either side say nothing. */
export const fewestDays = 7
const z95 = 1.96

export const policyMethod =
  '双重差分：d = 实施区划值 − 对照区划值（不设对照时 d 为实施区划值），各日先减去政策前同一星期几的平均偏差；效果 = 政策后 d 的平均 − 政策前 d 的平均（可再减去上年同期的同一变化）；95 % 区间 = 效果 ± 1.96 × √(s₁²/n₁′ + s₂²/n₂′)，n′ = n(1−ρ)/(1+ρ)，ρ 为一阶自相关；政策前 d 对日期的斜率显著（95 %）时提示走势不平行'

export const policyLimits =
  '假定没有政策时两地变化相同；同期的其他措施会混在效果里；政策当天计入政策后；相关不等于因果，结论须由业务部门判断'

export interface PolicyEffect {
  effect: number | null
  low: number | null
  high: number | null
  isParallel: boolean | null
}

interface Dated {
  /** Days from the policy; that day is 0. */
  at: number
  weekday: number
  value: number
}

/** What changed between the days before and after, with what chance alone would do. */
export function effectOf(days: readonly Dated[]): PolicyEffect {
  const level = withoutWeekdays(days)
  const before = level.filter((one) => one.at < 0)
  const after = level.filter((one) => one.at >= 0)
  if (before.length < fewestDays || after.length < fewestDays)
    return { effect: null, low: null, high: null, isParallel: null }
  const effect = mean(after) - mean(before)
  const spread = Math.sqrt(errorOf(before) ** 2 + errorOf(after) ** 2)
  return {
    ...{ effect: round(effect), low: round(effect - z95 * spread), high: round(effect + z95 * spread) },
    isParallel: !hasTrend(before),
  }
}

/** Each day less what its day of the week was off the mean before the policy. */
function withoutWeekdays(days: readonly Dated[]): Dated[] {
  const before = days.filter((one) => one.at < 0)
  const all = mean(before)
  const offs = new Map<number, number>()
  for (let weekday = 0; weekday < 7; weekday++) {
    const same = before.filter((one) => one.weekday === weekday)
    // One such day alone would take its own chance for the week.
    if (same.length >= 2) offs.set(weekday, mean(same) - all)
  }
  return days.map((one) => ({ ...one, value: one.value - (offs.get(one.weekday) ?? 0) }))
}

function mean(days: ReadonlyArray<{ value: number }>): number {
  return days.length === 0 ? 0 : days.reduce((sum, one) => sum + one.value, 0) / days.length
}

/** Standard error of a mean of days that follow from one another. */
function errorOf(days: ReadonlyArray<{ value: number }>): number {
  const middle = mean(days)
  const n = days.length
  const variance = days.reduce((sum, one) => sum + (one.value - middle) ** 2, 0) / Math.max(1, n - 1)
  const pairs = days.slice(1).map((one, i): [number, number] => [days[i]?.value ?? 0, one.value])
  const persistence = Math.min(0.9, Math.max(0, pairs.length < 3 ? 0 : (pearson(pairs) ?? 0)))
  return Math.sqrt(variance / Math.max(2, (n * (1 - persistence)) / (1 + persistence)))
}

function hasTrend(days: readonly Dated[]): boolean {
  const r = pearson(days.map((one): [number, number] => [one.at, one.value]))
  const n = days.length
  if (r === null || n < fewestDays) return false
  return Math.abs(r) >= 1 || Math.abs(r) * Math.sqrt((n - 2) / (1 - r * r)) > 2.2
}

export interface SeasonDay {
  year: number
  month: number
  value: number
}

const seasonOf = ['winter', 'winter', 'spring', 'spring', 'spring', 'summer', 'summer', 'summer'] as const

/** Means of the seasons with their 95 % intervals, oldest first. A winter is that of its December. */
export function meansOfSeasons(days: readonly SeasonDay[]) {
  const groups = new Map<
    string,
    { season: 'spring' | 'summer' | 'autumn' | 'winter'; year: number; days: SeasonDay[] }
  >()
  for (const one of days) {
    const season = one.month === 12 ? 'winter' : (seasonOf[one.month - 1] ?? 'autumn')
    const year = season === 'winter' && one.month < 3 ? one.year - 1 : one.year
    const key = `${year} ${season}`
    const group = groups.get(key) ?? { season, year, days: [] }
    group.days.push(one)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ season, year, days: list }) => {
    const middle = mean(list)
    const error = list.length < fewestDays ? null : errorOf(list) * z95
    return {
      ...{ season, year, days: list.length, mean: round(middle) },
      ...{
        low: error === null ? null : round(middle - error),
        high: error === null ? null : round(middle + error),
      },
    }
  })
}

export function concludePolicy(
  { effect, low, high, isParallel }: PolicyEffect,
  names: { division: string; unit: string; hasControl: boolean },
): string {
  if (effect === null || low === null || high === null) return `前后各不足 ${fewestDays} 天有值，不能比较。`
  const way = effect > 0 ? '上升' : '下降'
  const against = names.hasControl ? '相对对照区划' : '与政策前相比'
  const sure = low > 0 || high < 0 ? '区间不含 0，变化超出偶然范围' : '区间含 0，不能认定有变化'
  const parallel = isParallel === false ? '；政策前差距已有趋势，效果须谨慎看待' : ''
  return `${names.division}${against}${way} ${Math.abs(effect)} ${names.unit}（95 % 区间 ${low} 至 ${high}）：${sure}${parallel}。`
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
