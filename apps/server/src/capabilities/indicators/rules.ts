import type { IndicatorValue } from '@civitas/contract'
import {
  type Aggregate,
  type ArithmeticFormula,
  compare,
  type Indicator,
  parseWindow,
} from '@civitas/domain-kit'

/** What a formula gives for one division. `note` says why there is no value. */
export interface Figure {
  value: number | null
  rows: number
  note: string | null
  /** Time of the newest row that went in, ms; absent where rows have none. */
  dataTime?: number | null
}

export interface TimeSpan {
  from: Date
  /** Null: up to now, and a little beyond for clocks that run ahead. */
  to: Date | null
}

const day = 86_400_000
/** Asia/Shanghai has been UTC+8 without summer time since 1992. */
const offset = 8 * 3_600_000

/** Bounds of a window at an instant; calendar windows are those of Asia/Shanghai, a week begins on Monday. */
export function spanOf(window: string, now: Date): TimeSpan {
  const parsed = parseWindow(window)
  if (!parsed) throw new Error(`unknown window ${window}`)
  if (parsed.kind === 'rolling') return { from: new Date(now.getTime() - parsed.seconds * 1000), to: null }
  const local = new Date(now.getTime() + offset)
  const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()) - offset
  switch (parsed.unit) {
    case 'today':
      return { from: new Date(midnight), to: null }
    case 'yesterday':
      return { from: new Date(midnight - day), to: new Date(midnight) }
    case 'week':
      return { from: new Date(midnight - ((local.getUTCDay() + 6) % 7) * day), to: null }
    case 'month':
      return { from: new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 1) - offset), to: null }
    case 'year':
      return { from: new Date(Date.UTC(local.getUTCFullYear(), 0, 1) - offset), to: null }
  }
}

/** Many values into one; a percentile is interpolated between ranks. Null when there is none, 0 for a count. */
export function aggregateValues(
  values: readonly number[],
  aggregate: Aggregate,
  percentile = 50,
): number | null {
  if (aggregate === 'count') return values.length
  if (values.length === 0) return null
  switch (aggregate) {
    case 'sum':
      return values.reduce((sum, value) => sum + value, 0)
    case 'avg':
      return values.reduce((sum, value) => sum + value, 0) / values.length
    case 'min':
      return Math.min(...values)
    case 'max':
      return Math.max(...values)
    case 'percentile':
      return percentileOf(values, percentile)
  }
}

function percentileOf(values: readonly number[], percentile: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const rank = ((sorted.length - 1) * percentile) / 100
  const low = sorted[Math.floor(rank)] as number
  const high = sorted[Math.ceil(rank)] as number
  return low + (high - low) * (rank - Math.floor(rank))
}

/** Left to right; null when a part is null, or when dividing by zero. */
export function combine(op: ArithmeticFormula['op'], figures: readonly Figure[]): Figure {
  const rows = figures.reduce((sum, figure) => sum + figure.rows, 0)
  const missing = figures.find((figure) => figure.value === null)
  if (missing || figures.length === 0) return { value: null, rows, note: missing?.note ?? null }
  const [first = 0, ...rest] = figures.map((figure) => figure.value as number)
  const dataTime = oldestOf(figures)
  if (op === 'divide' && rest.includes(0)) return { value: null, rows, note: '除数为 0', dataTime }
  return { value: rest.reduce((value, next) => apply(op, value, next), first), rows, note: null, dataTime }
}

/** What is put together is as old as its oldest part. */
function oldestOf(figures: readonly Figure[]): number | null {
  const times = figures.flatMap((figure) => (typeof figure.dataTime === 'number' ? [figure.dataTime] : []))
  return times.length === 0 ? null : Math.min(...times)
}

function apply(op: ArithmeticFormula['op'], a: number, b: number): number {
  switch (op) {
    case 'add':
      return a + b
    case 'subtract':
      return a - b
    case 'multiply':
      return a * b
    case 'divide':
      return a / b
    case 'min':
      return Math.min(a, b)
    case 'max':
      return Math.max(a, b)
  }
}

/** `part ÷ whole`, times 100 for a percentage; null when the whole is 0 or either is missing. */
export function ratioOf(part: Figure, whole: Figure, percent: boolean): Figure {
  const rows = part.rows + whole.rows
  if (part.value === null || whole.value === null) return { value: null, rows, note: part.note ?? whole.note }
  const dataTime = oldestOf([part, whole])
  if (whole.value === 0) return { value: null, rows, note: '暂无样本（分母为 0）', dataTime }
  return { value: (part.value / whole.value) * (percent ? 100 : 1), rows, note: null, dataTime }
}

/** Colour of a figure: the last threshold that holds; blue and yellow ask for attention, orange and red are an alarm. */
export function statusOf(
  value: number | null,
  thresholds: Indicator['thresholds'],
): IndicatorValue['status'] {
  if (value === null) return 'unknown'
  const level = thresholds.filter((one) => compare(value, one)).at(-1)?.level
  if (!level) return 'normal'
  return level === 'blue' || level === 'yellow' ? 'attention' : 'alarm'
}

/** The state the bands of an indicator give a value at an instant in a division; undefined when it has none there. */
export function bandStateOf(
  value: number,
  { bands, good, direction }: Pick<Indicator, 'bands' | 'good' | 'direction'>,
  division: string,
  now: Date,
): IndicatorValue['status'] | undefined {
  if (direction === 'range' && good && (value < good.low || value > good.high)) return 'attention'
  const local = new Date(now.getTime() + offset)
  const [month, hour] = [local.getUTCMonth() + 1, local.getUTCHours()]
  const holding = (bands ?? []).filter(
    (band) =>
      (!band.months || band.months.includes(month)) &&
      (!band.hours || isWithinHours(band.hours, hour)) &&
      (!band.division || division === band.division || division.startsWith(band.division)),
  )
  if (holding.length === 0) return undefined
  const crossed = holding.filter((band) => compare(value, band))
  if (crossed.some((band) => band.state === 'warning')) return 'alarm'
  return crossed.length > 0 ? 'attention' : 'normal'
}

function isWithinHours({ from, to }: { from: number; to: number }, hour: number): boolean {
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to
}

/** Whether the newest row keeps to the limit of its source; a source silent for six times as long is interrupted. */
export function freshnessOf(
  dataTime: number | null,
  freshMinutes: number | undefined,
  now: number,
): { freshness: 'live' | 'delayed' | 'missing'; text: string | null } {
  if (freshMinutes === undefined || dataTime === null) return { freshness: 'live', text: null }
  const minutes = (now - dataTime) / 60_000
  if (minutes <= freshMinutes) return { freshness: 'live', text: null }
  if (minutes <= freshMinutes * 6) return { freshness: 'delayed', text: `延迟${agoText(minutes)}` }
  const since = new Date(dataTime + offset).toISOString().slice(5, 16).replace('T', ' ')
  return { freshness: 'missing', text: `数据中断，自 ${since}` }
}

function agoText(minutes: number): string {
  if (minutes < 60) return `${Math.floor(minutes)}分钟`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)}小时` : `${Math.floor(minutes / 1440)}天`
}

/** Level of a division by its code: 1 city, 2 district, 3 street, 4 community, 5 grid. */
export function divisionLevel(code: string): number {
  if (code.length === 6) return code.endsWith('00') ? 1 : 2
  return code.length / 3
}

const lowest: Record<Indicator['downTo'], number> = { city: 1, district: 2, street: 3, community: 4 }
const lowestName: Record<Indicator['downTo'], string> = {
  city: '全市',
  district: '区县',
  street: '街镇',
  community: '社区',
}

/** Why an indicator is not computed for a division, or null when it is. */
export function downToFault(indicator: Indicator, division: string): string | null {
  if (divisionLevel(division) <= lowest[indicator.downTo]) return null
  return `该指标只统计到${lowestName[indicator.downTo]}一级`
}
