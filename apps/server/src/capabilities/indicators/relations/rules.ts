/** The correlation of two series when one is moved against the other. */
export interface LagResult {
  lag: number
  correlation: number | null
  low: number | null
  high: number | null
  pairs: number
  effectivePairs: number | null
}

/** Fewer pairs say nothing. */
const fewestPairs = 10
const z95 = 1.96

export const relationMethod =
  '皮尔逊相关：r(k) = corr(x[t], y[t+k])，k 为滞后步数；区间为费希尔变换的 95 % 区间，样本量按两列一阶自相关折算 n′ = n(1−ρx·ρy)/(1+ρx·ρy)；偶然界限为各滞后合计 5 % 显著性（邦费罗尼）'

/** Correlations at every lag from −max to max. Values lie at equal steps, null where there is none. */
export function correlateLags(
  cause: ReadonlyArray<number | null>,
  effect: ReadonlyArray<number | null>,
  maxLag: number,
): LagResult[] {
  const persistence = autocorrelation(cause) * autocorrelation(effect)
  const lags = Array.from({ length: 2 * maxLag + 1 }, (_, index) => index - maxLag)
  return lags.map((lag) => correlateAt(cause, effect, lag, persistence))
}

function correlateAt(
  cause: ReadonlyArray<number | null>,
  effect: ReadonlyArray<number | null>,
  lag: number,
  persistence: number,
): LagResult {
  const pairs = cause.flatMap((x, index): Array<[number, number]> => {
    const y = effect[index + lag]
    return x === null || y === null || y === undefined ? [] : [[x, y]]
  })
  const nothing = { lag, correlation: null, low: null, high: null, pairs: pairs.length, effectivePairs: null }
  const r = pairs.length < fewestPairs ? null : pearson(pairs)
  if (r === null) return nothing
  const effectivePairs = Math.min(
    pairs.length,
    Math.max(4, (pairs.length * (1 - persistence)) / (1 + persistence)),
  )
  const z = Math.atanh(Math.max(-0.999999, Math.min(0.999999, r)))
  const spread = effectivePairs > 3 ? z95 / Math.sqrt(effectivePairs - 3) : Number.POSITIVE_INFINITY
  return {
    ...{ lag, correlation: round(r), pairs: pairs.length, effectivePairs: Math.round(effectivePairs) },
    ...{ low: round(Math.tanh(z - spread)), high: round(Math.tanh(z + spread)) },
  }
}

/** Null when one of the two never changes. */
export function pearson(pairs: ReadonlyArray<readonly [number, number]>): number | null {
  const n = pairs.length
  const meanX = pairs.reduce((sum, [x]) => sum + x, 0) / n
  const meanY = pairs.reduce((sum, [, y]) => sum + y, 0) / n
  let [xy, xx, yy] = [0, 0, 0]
  for (const [x, y] of pairs) {
    xy += (x - meanX) * (y - meanY)
    xx += (x - meanX) ** 2
    yy += (y - meanY) ** 2
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null
}

function autocorrelation(values: ReadonlyArray<number | null>): number {
  const pairs = values.flatMap((x, index): Array<[number, number]> => {
    const next = values[index + 1]
    return x === null || next === null || next === undefined ? [] : [[x, next]]
  })
  return Math.max(0, pairs.length < fewestPairs ? 0 : (pearson(pairs) ?? 0))
}

/** The lag of the largest absolute correlation; of equal ones the smallest lag. */
export function bestOf(lags: readonly LagResult[]): LagResult | null {
  const known = lags.filter((one) => one.correlation !== null)
  return known.reduce<LagResult | null>((best, one) => {
    const [mine, former] = [Math.abs(one.correlation ?? 0), Math.abs(best?.correlation ?? -1)]
    const isCloser = best !== null && mine === former && Math.abs(one.lag) < Math.abs(best.lag)
    return best === null || mine > former || isCloser ? one : best
  }, null)
}

/** The absolute correlation unrelated series reach at one of these lags once in twenty times. */
export function chanceBound(lags: readonly LagResult[]): number | null {
  const known = lags.filter((one) => one.effectivePairs !== null && one.effectivePairs > 3)
  if (known.length === 0) return null
  const fewest = Math.min(...known.map((one) => one.effectivePairs ?? 4))
  return round(Math.tanh(normalQuantile(1 - 0.025 / known.length) / Math.sqrt(fewest - 3)))
}

/** Inverse of the normal distribution above one half: Abramowitz and Stegun 26.2.23, wrong by less than 0.00045. */
function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - p))
  const above = 2.515517 + 0.802853 * t + 0.010328 * t * t
  const below = 1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t
  return t - above / below
}

export function concludeRelation(
  best: LagResult | null,
  chance: number | null,
  names: { cause: string; effect: string; step: 'hour' | 'day' },
): string {
  if (!best || best.correlation === null) return '两列同时有值的时刻不足，不能计算。'
  const unit = names.step === 'hour' ? '小时' : '天'
  const words = best.lag === 0 ? '同步' : `${best.lag > 0 ? '滞后' : '提前'} ${Math.abs(best.lag)} ${unit}`
  const sign = best.correlation < 0 ? '负相关' : '正相关'
  const strength =
    chance !== null && Math.abs(best.correlation) <= chance ? '；未超过偶然界限，不能认定有关' : ''
  return `“${names.effect}”相对“${names.cause}”${words}时${sign}最强，r = ${best.correlation}${strength}。相关不等于因果。`
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
