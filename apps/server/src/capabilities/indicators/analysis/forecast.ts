/** A forecast of one step ahead and more, with what it is worth. */
export interface Forecast {
  values: Array<{ value: number; low: number; high: number }>
  /** Mean absolute percentage error of the back-test, per cent; null when every true value was 0. */
  mape: number | null
  method: string
}

/** Additive Holt-Winters: level, trend and season are each a moving balance of what is seen and what was expected. */
export const smoothing = { level: 0.4, trend: 0.05, season: 0.3 } as const
/** Normal quantile of a 90 % interval. */
const z90 = 1.645

export const forecastMethod =
  '加法 Holt-Winters：水平 l=0.4(y−s)+0.6(l+b)，趋势 b=0.05Δl+0.95b，季节 s=0.3(y−l)+0.7s；第 h 步区间 = ±1.645σ√h，σ 为一步误差的标准差'

interface Fit {
  predict: (step: number) => number
  sigma: number
}

/** Level, trend and season after the last value; `period` 1 means no season. */
export function fitHoltWinters(values: readonly number[], period: number): Fit {
  const start = values.slice(0, period)
  let level = start.reduce((sum, value) => sum + value, 0) / Math.max(1, start.length)
  let trend = 0
  const season = Array.from({ length: period }, (_, i) => (period > 1 ? (values[i] ?? level) - level : 0))
  const errors: number[] = []
  for (const [i, value] of values.entries()) {
    const s = season[i % period] ?? 0
    if (i >= period) errors.push(value - (level + trend + s))
    const before = level
    level = smoothing.level * (value - s) + (1 - smoothing.level) * (level + trend)
    trend = smoothing.trend * (level - before) + (1 - smoothing.trend) * trend
    if (period > 1) season[i % period] = smoothing.season * (value - level) + (1 - smoothing.season) * s
  }
  const sigma = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / Math.max(1, errors.length))
  return {
    sigma,
    predict: (step) => level + trend * step + (season[(values.length + step - 1) % period] ?? 0),
  }
}

/** Values of equal steps into the future; null when there are too few (less than two seasons, or six). */
export function forecastSeries(values: readonly number[], period: number, horizon: number): Forecast | null {
  const season = values.length >= 2 * period ? period : 1
  if (values.length < 6) return null
  const fit = fitHoltWinters(values, season)
  return {
    values: Array.from({ length: horizon }, (_, i) => {
      const value = fit.predict(i + 1)
      const spread = z90 * fit.sigma * Math.sqrt(i + 1)
      return { value, low: value - spread, high: value + spread }
    }),
    mape: backTest(values, season),
    method: season === 1 ? `${forecastMethod}（样本不足两个周期，未计季节）` : forecastMethod,
  }
}

/** The last quarter is forecast step by step from what was known before each. */
export function backTest(values: readonly number[], period: number): number | null {
  const from = Math.max(period + 2, Math.floor(values.length * 0.75))
  const errors: number[] = []
  for (let i = from; i < values.length; i++) {
    const truth = values[i] as number
    if (truth === 0) continue
    errors.push(Math.abs((fitHoltWinters(values.slice(0, i), period).predict(1) - truth) / truth) * 100)
  }
  return errors.length === 0 ? null : errors.reduce((sum, error) => sum + error, 0) / errors.length
}

/** Values far from the median: |x − median| above `limit` times 1.4826 MAD; answers index and how many of them. */
export function findAnomalies(
  values: readonly number[],
  limit = 4,
): Array<{ index: number; deviation: number }> {
  const middle = medianOf(values)
  const spread = 1.4826 * medianOf(values.map((value) => Math.abs(value - middle)))
  if (!(spread > 0)) return []
  return values.flatMap((value, index) => {
    const deviation = (value - middle) / spread
    return Math.abs(deviation) > limit ? [{ index, deviation }] : []
  })
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  if (sorted.length === 0) return 0
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
}
