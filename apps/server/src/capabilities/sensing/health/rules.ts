import type { QualityPolicy, QualityTest } from '@civitas/contract'
import { observationQuality as flag } from '@civitas/contract'
import type { RawReading } from '../datastreams/series.ts'

export const defaultPolicy: QualityPolicy = {
  weights: { completeness: 0.4, stuck: 0.2, jump: 0.2, neighbour: 0.2 },
  completenessAtLeast: 0.9,
  stuckCount: 30,
  neighbourMetres: 2_000,
  neighbourSigmas: 3,
  neighboursAtLeast: 3,
}

/** What is judged of one measured quantity over one day. */
export interface DayOfStream {
  property: string
  title: string
  periodSeconds: number
  mandatory: boolean
  variable: boolean
  readings: readonly RawReading[]
  /** Daily means of the same quantity at peers nearby. */
  peers: readonly number[]
}

export interface DayScore {
  score: number
  completeness: number
  received: number
  expected: number
  failed: string[]
  tests: QualityTest[]
}

/** The score of a device over a day (PLT-017): weighted share of passed tests; completeness counts by its value. */
export function scoreDay(streams: readonly DayOfStream[], policy: QualityPolicy): DayScore {
  const counted = streams.filter((one) => one.mandatory)
  const expected = counted.reduce((sum, one) => sum + Math.floor(86_400 / one.periodSeconds), 0)
  const received = counted.reduce((sum, one) => sum + one.readings.filter((r) => r.result !== null).length, 0)
  const share = expected === 0 ? 1 : Math.min(1, received / expected)
  const completeness: QualityTest = {
    ...{ test: '完整率', property: null, passed: share >= policy.completenessAtLeast },
    ...{ value: share * 100, limit: policy.completenessAtLeast * 100 },
    evidence: `应收 ${expected} 条，实收 ${received} 条`,
  }
  const others = streams.flatMap((one) => [
    judgeStuck(one, policy),
    judgeJump(one),
    judgeNeighbour(one, policy),
  ])
  const tests = [completeness, ...others.filter((one) => one !== null)]
  const passes = (name: QualityTest['test']) => tests.every((one) => one.test !== name || one.passed)
  const { weights } = policy
  const whole = weights.completeness + weights.stuck + weights.jump + weights.neighbour
  const reached =
    weights.completeness * share +
    weights.stuck * Number(passes('卡值')) +
    weights.jump * Number(passes('跳变')) +
    weights.neighbour * Number(passes('邻域'))
  const failed = [...new Set(tests.filter((one) => !one.passed).map((one) => one.test))]
  return {
    score: whole > 0 ? (reached / whole) * 100 : 0,
    completeness: share * 100,
    received,
    expected,
    failed,
    tests,
  }
}

function judgeStuck(stream: DayOfStream, { stuckCount }: QualityPolicy): QualityTest | null {
  if (!stream.variable || stream.readings.length === 0) return null
  let longest = { count: 0, from: 0, to: 0, value: 0 }
  let run = { count: 0, from: 0, to: 0, value: Number.NaN }
  for (const { result, timeMs } of stream.readings) {
    if (result === null) continue
    run =
      result === run.value
        ? { ...run, count: run.count + 1, to: timeMs }
        : { count: 1, from: timeMs, to: timeMs, value: result }
    if (run.count > longest.count) longest = run
  }
  const passed = longest.count < stuckCount
  const span = `${new Date(longest.from).toISOString()} 至 ${new Date(longest.to).toISOString()}`
  return {
    ...{ test: '卡值', property: stream.property, passed, value: longest.count, limit: stuckCount },
    evidence: `${stream.title}连续 ${longest.count} 个相同值 ${longest.value}（${span}）`,
  }
}

function judgeJump(stream: DayOfStream): QualityTest | null {
  if (stream.readings.length === 0) return null
  const jumps = stream.readings.filter((one) => (one.quality & flag.jump) !== 0)
  const times = jumps.slice(0, 3).map((one) => `${new Date(one.timeMs).toISOString()} ${one.result}`)
  return {
    ...{ test: '跳变', property: stream.property, passed: jumps.length === 0, value: jumps.length, limit: 0 },
    evidence:
      jumps.length === 0
        ? `${stream.title}没有跳变`
        : `${stream.title}跳变 ${jumps.length} 次：${times.join('；')}`,
  }
}

function judgeNeighbour(stream: DayOfStream, policy: QualityPolicy): QualityTest | null {
  const { peers } = stream
  const own = meanOf(stream.readings.flatMap((one) => one.result ?? []))
  if (own === null || peers.length < policy.neighboursAtLeast) return null
  const mean = meanOf(peers) as number
  const sigma = Math.sqrt(peers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / peers.length)
  const limit = sigma * policy.neighbourSigmas
  const passed = Math.abs(own - mean) <= Math.max(limit, Number.EPSILON * Math.abs(mean))
  return {
    ...{ test: '邻域', property: stream.property, passed, value: Math.abs(own - mean), limit },
    evidence: `${stream.title}日均 ${own.toFixed(2)}，周边 ${peers.length} 台日均 ${mean.toFixed(2)} ± ${sigma.toFixed(2)}`,
  }
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** When a falling series reaches a level by least squares; null when it does not fall or there is too little of it. */
export function forecastReaching(
  points: ReadonlyArray<{ timeMs: number; value: number }>,
  level: number,
): { timeMs: number; perDay: number; fit: number } | null {
  const first = points[0]
  const last = points.at(-1)
  const dayMs = 86_400_000
  if (!first || !last || points.length < 5 || last.timeMs - first.timeMs < 2 * dayMs) return null
  const xs = points.map((one) => (one.timeMs - first.timeMs) / dayMs)
  const [mx, my] = [meanOf(xs) as number, meanOf(points.map((one) => one.value)) as number]
  let [sxy, sxx, syy] = [0, 0, 0]
  points.forEach((one, i) => {
    const [dx, dy] = [(xs[i] as number) - mx, one.value - my]
    sxy += dx * dy
    sxx += dx * dx
    syy += dy * dy
  })
  const slope = sxy / sxx
  if (!(slope < 0)) return null
  const x = mx + (level - my) / slope
  return { timeMs: first.timeMs + x * dayMs, perDay: slope, fit: syy === 0 ? 1 : (sxy * sxy) / (sxx * syy) }
}
