import type { SeriesForecastInput, SeriesForecastPoint, SeriesForecastResult } from '@civitas/contract'

/** A mean of one hour, by the beginning of the hour. */
export interface HourMean {
  timeMs: number
  value: number
}

/** What was learnt: value = base + slope · hours since `originMs` + deviation of the hour. */
export interface Course {
  originMs: number
  base: number
  slopePerHour: number
  season: number[]
  /** Root of the mean square of what is left unexplained. */
  spread: number
}

const hourMs = 3_600_000
const beijingMs = 8 * hourMs
const slotsOf = { none: 1, day: 24, week: 168 } as const
/** 5 % of a normal distribution lie beyond so many standard deviations on one side. */
const oneSided = 1.645
/** Fewer hours say nothing of a season. */
const least = { none: 6, day: 48, week: 336 } as const

/** Which hour of the day, or of the week from Monday, an instant is in (Asia/Shanghai). */
function slotOf(timeMs: number, slots: number): number {
  const hour = Math.floor((timeMs + beijingMs) / hourMs)
  // 1970-01-01 was a Thursday, the fourth day from Monday.
  return slots === 168 ? (hour + 72) % 168 : hour % slots
}

/**
 * Learns trend and season by turns: the mean of what the trend leaves for each hour is the season, the straight line through
 * what the season leaves (least squares) is the trend. A few turns settle both. Null with too few hours.
 */
export function learnCourse(means: readonly HourMean[], kind: SeriesForecastInput['season']): Course | null {
  const [first] = means
  if (!first || means.length < least[kind]) return null
  const slots = slotsOf[kind]
  const hours = means.map(({ timeMs }) => (timeMs - first.timeMs) / hourMs)
  let season = new Array<number>(slots).fill(0)
  let [base, slopePerHour] = [0, 0]
  for (let turn = 0; turn < 4; turn++) {
    ;[base, slopePerHour] = fitLine(
      hours,
      means.map(({ timeMs, value }) => value - (season[slotOf(timeMs, slots)] as number)),
    )
    if (slots > 1) season = meanBySlot(means, hours, base, slopePerHour, slots)
  }
  const course = { originMs: first.timeMs, base, slopePerHour, season, spread: 0 }
  const squares = means.reduce((sum, one) => sum + (one.value - tell(course, one.timeMs)) ** 2, 0)
  return { ...course, spread: Math.sqrt(squares / means.length) }
}

function fitLine(xs: readonly number[], ys: readonly number[]): [base: number, slope: number] {
  const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length
  const [mx, my] = [mean(xs), mean(ys)]
  const top = xs.reduce((sum, x, i) => sum + (x - mx) * ((ys[i] as number) - my), 0)
  const bottom = xs.reduce((sum, x) => sum + (x - mx) ** 2, 0)
  const slope = bottom === 0 ? 0 : top / bottom
  return [my - slope * mx, slope]
}

function meanBySlot(
  means: readonly HourMean[],
  hours: readonly number[],
  base: number,
  slope: number,
  slots: number,
): number[] {
  const sums = new Array<number>(slots).fill(0)
  const counts = new Array<number>(slots).fill(0)
  means.forEach(({ timeMs, value }, i) => {
    const slot = slotOf(timeMs, slots)
    sums[slot] = (sums[slot] as number) + value - base - slope * (hours[i] as number)
    counts[slot] = (counts[slot] as number) + 1
  })
  const season = sums.map((sum, i) => (counts[i] ? sum / (counts[i] as number) : 0))
  const middle = season.reduce((sum, one) => sum + one, 0) / slots
  return season.map((one) => one - middle)
}

/** The value of a course at an instant. */
export function tell({ originMs, base, slopePerHour, season }: Course, timeMs: number): number {
  const deviation = season.length > 1 ? (season[slotOf(timeMs, season.length)] as number) : 0
  return base + (slopePerHour * (timeMs - originMs)) / hourMs + deviation
}

/** Hours ahead, from the next whole hour on. */
export function tellAhead(course: Course, nowMs: number, hours: number): SeriesForecastPoint[] {
  const next = Math.ceil(nowMs / hourMs) * hourMs
  return Array.from({ length: hours }, (_, i) => {
    const timeMs = next + i * hourMs
    const value = tell(course, timeMs)
    const reach = oneSided * course.spread
    return { time: new Date(timeMs).toISOString(), value, low: value - reach, high: value + reach }
  })
}

/** Learns without the last hours, tells them and compares; null when too few would be left to learn from. */
export function backTest(
  means: readonly HourMean[],
  kind: SeriesForecastInput['season'],
  hours: number,
): SeriesForecastResult['backTest'] {
  const held = Math.min(hours, Math.floor(means.length / 3))
  const [known, past] = [means.slice(0, -held), means.slice(-held)]
  const course = held > 0 ? learnCourse(known, kind) : null
  if (!course) return null
  const byTime = new Map(means.map((one) => [one.timeMs, one.value]))
  const errors = past.map((one) => tell(course, one.timeMs) - one.value)
  const naive = past.flatMap((one) => {
    const dayBefore = byTime.get(one.timeMs - 24 * hourMs)
    return dayBefore === undefined ? [] : [Math.abs(dayBefore - one.value)]
  })
  const mean = (list: readonly number[]) =>
    list.length ? list.reduce((sum, one) => sum + one, 0) / list.length : 0
  return {
    hours: held,
    meanAbsoluteError: mean(errors.map(Math.abs)),
    rootMeanSquareError: Math.sqrt(mean(errors.map((one) => one ** 2))),
    bias: mean(errors),
    naiveError: mean(naive),
  }
}
