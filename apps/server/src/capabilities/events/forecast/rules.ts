/** One day of the past: how many events, and which weekday (0 is Monday) and month (0 is January) it was. */
export interface DayCount {
  events: number
  weekday: number
  month: number
}

export interface Expected {
  value: number
  low: number
  high: number
}

/** Fewer than four whole weeks, or fewer than twenty events, tell nothing. */
export const least = { days: 28, events: 20 } as const
/** A season of the year is told from so many days on. */
const yearDays = 400
/** Days of the usual number that are added to each season, so that few days do not make a strong season. */
const shrink = 2
/** Weight of the newest day in the level. */
const alpha = 0.15
/** Normal quantile of an 80 % interval. */
const z80 = 1.2816
const reviewDays = 28

export const forecastMethod =
  '逐日件数除以季节系数后取指数加权水平（新值权重 0.15），再乘回季节系数。星期系数 =（该星期几件数 + 2×日均）÷（该星期几天数 + 2）÷ 日均；历史满 400 天时再乘月份系数（算法相同）。80% 区间 = 期望 ± 1.2816√(φ×期望)，φ 为离散系数（不小于 1）。回检：过去 28 天每天只用前一天及以前的数据预测，与“上周同日”比较。少于 28 天或 20 件不预测。'

interface Model {
  level: number
  weekday: number[]
  month: number[] | null
  spread: number
}

function factors(days: readonly DayCount[], key: 'weekday' | 'month', size: number, mean: number): number[] {
  return Array.from({ length: size }, (_, at) => {
    const own = days.filter((one) => one[key] === at)
    const events = own.reduce((sum, one) => sum + one.events, 0)
    return (events + shrink * mean) / (own.length + shrink) / mean
  })
}

/** Level and seasons of the days known; undefined when they tell too little. */
export function fitDays(days: readonly DayCount[]): Model | undefined {
  const events = days.reduce((sum, one) => sum + one.events, 0)
  if (days.length < least.days || events < least.events) return undefined
  const mean = events / days.length
  const weekday = factors(days, 'weekday', 7, mean)
  const month = days.length >= yearDays ? factors(days, 'month', 12, mean) : null
  const season = (one: { weekday: number; month: number }) =>
    (weekday[one.weekday] ?? 1) * (month?.[one.month] ?? 1)
  let level = mean
  for (const one of days) level += alpha * (one.events / season(one) - level)
  const residual = days.reduce((sum, one) => {
    const expected = mean * season(one)
    return sum + (one.events - expected) ** 2 / expected
  }, 0)
  return { level, weekday, month, spread: Math.max(1, residual / (days.length - 7)) }
}

/** What is to be expected over some days together. */
export function expect(model: Model, days: readonly { weekday: number; month: number }[]): Expected {
  const value = days.reduce(
    (sum, one) => sum + model.level * (model.weekday[one.weekday] ?? 1) * (model.month?.[one.month] ?? 1),
    0,
  )
  const half = z80 * Math.sqrt(model.spread * value)
  return { value: round(value), low: round(Math.max(0, value - half)), high: round(value + half) }
}

/** Tells each of the last days from those before it, and compares. */
export function reviewDaysOf(
  days: readonly DayCount[],
): { days: number; hits: number; meanError: number; naiveError: number } | null {
  const told = days.flatMap((one, at) => {
    if (at < days.length - reviewDays) return []
    const model = fitDays(days.slice(0, at))
    const before = days[at - 7]
    if (!model || !before) return []
    const { value, low, high } = expect(model, [one])
    return [
      {
        isHit: one.events >= Math.floor(low) && one.events <= Math.ceil(high),
        error: Math.abs(one.events - value),
        naive: Math.abs(one.events - before.events),
      },
    ]
  })
  if (told.length === 0) return null
  const mean = (key: 'error' | 'naive') => round(told.reduce((sum, one) => sum + one[key], 0) / told.length)
  return {
    days: told.length,
    hits: told.filter((one) => one.isHit).length,
    meanError: mean('error'),
    naiveError: mean('naive'),
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
