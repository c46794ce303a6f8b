import type { EconomicPoint, EconomicSeries, SeriesMeasure } from '@civitas/contract'

/** A value of a period as it is to be read, of whichever vintage was asked for. */
export interface PeriodValue {
  readonly period: string
  readonly value: number
  readonly caliber: string
}

type Shape = Pick<EconomicSeries, 'frequency' | 'isCumulative' | 'unit'>

const caliberChanged = '口径调整'

/** Periods in order: `2024`, `2024-Q1`, `2024-01` sort as text. */
function byPeriod(values: readonly PeriodValue[]): Map<string, PeriodValue> {
  return new Map([...values].sort((a, b) => a.period.localeCompare(b.period)).map((one) => [one.period, one]))
}

/** The same period a year before. */
export function yearBefore(period: string): string {
  return `${Number(period.slice(0, 4)) - 1}${period.slice(4)}`
}

/** The period before within the frequency; `2024` → `2023`, `2024-Q1` → `2023-Q4`, `2024-01` → `2023-12`. */
export function periodBefore(period: string): string {
  const year = Number(period.slice(0, 4))
  const rest = period.slice(5)
  if (!rest) return String(year - 1)
  if (rest.startsWith('Q')) return rest === 'Q1' ? `${year - 1}-Q4` : `${year}-Q${Number(rest[1]) - 1}`
  const month = Number(rest)
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`
}

/** Measures that need no other series. */
export type OwnMeasure = Exclude<SeriesMeasure, 'constant-price' | 'real-growth' | 'share' | 'rank'>

/** A measure of a series, period by period. Growth in percent; a change of caliber is said beside the figure. */
export function measureSeries(
  series: Shape,
  values: readonly PeriodValue[],
  measure: OwnMeasure,
): EconomicPoint[] {
  const known = byPeriod(values)
  const singles = measure === 'value' || measure === 'year-on-year' ? known : singleValues(series, known)
  if (measure === 'year-on-year') return growth(known, yearBefore, '缺上年同期')
  if (measure === 'period-on-period') return growth(singles, periodBefore, '缺上期')
  if (measure === 'moving-average') return movingAverage(series, singles)
  return [...singles.values()].map((one) => ({
    ...{ period: one.period, value: one.value, unit: series.unit },
    note: noteOf(one),
  }))
}

export interface SingleValue extends PeriodValue {
  readonly note?: string
}

function noteOf(one: SingleValue): string | null {
  return one.note ?? null
}

/** What one month or quarter adds to a cumulative series. January is not published: February holds both. */
function singleValues(series: Shape, known: ReadonlyMap<string, PeriodValue>): Map<string, SingleValue> {
  if (!series.isCumulative || series.frequency === 'year') return new Map(known)
  const singles = new Map<string, SingleValue>()
  for (const one of known.values()) {
    const isFirst = one.period.endsWith('-01') || one.period.endsWith('-Q1')
    const before = known.get(periodBefore(one.period))
    if (isFirst) singles.set(one.period, one)
    else if (one.period.endsWith('-02') && !before) singles.set(one.period, { ...one, note: '1–2月合并' })
    else if (before) {
      const note = before.caliber === one.caliber ? undefined : caliberChanged
      singles.set(one.period, { ...one, value: round(one.value - before.value), ...(note ? { note } : {}) })
    }
  }
  return singles
}

function growth(
  values: ReadonlyMap<string, SingleValue>,
  before: (period: string) => string,
  missing: string,
): EconomicPoint[] {
  return [...values.values()].map((one) => {
    const base = values.get(before(one.period))
    if (!base || base.value === 0)
      return { period: one.period, value: null, unit: '%', note: base ? '基期为零' : missing }
    const value = round(((one.value - base.value) / Math.abs(base.value)) * 100)
    const note = base.caliber === one.caliber ? (one.note ?? null) : caliberChanged
    return { period: one.period, value, unit: '%', note }
  })
}

function movingAverage(series: Shape, values: ReadonlyMap<string, SingleValue>): EconomicPoint[] {
  const width = series.frequency === 'month' ? 12 : series.frequency === 'quarter' ? 4 : 3
  const all = [...values.values()]
  return all.map((one, i) => {
    const window = all.slice(Math.max(0, i - width + 1), i + 1)
    const isWhole = window.length === width
    const mean = window.reduce((sum, each) => sum + each.value, 0) / window.length
    return {
      ...{ period: one.period, value: isWhole ? round(mean) : null, unit: series.unit },
      note: isWhole ? null : `不足${width}期`,
    }
  })
}

/** Singles of a cumulative series; the others as they are. */
export const singlesOf = (series: Shape, values: readonly PeriodValue[]): SingleValue[] => [
  ...singleValues(series, byPeriod(values)).values(),
]

/** Floating dust away: twelve digits are more than statistics publish. */
export function round(value: number): number {
  return Number(value.toPrecision(12))
}

const patterns: Record<EconomicSeries['frequency'], RegExp> = {
  year: /^\d{4}$/,
  quarter: /^\d{4}-Q[1-4]$/,
  month: /^\d{4}-(0[1-9]|1[0-2])$/,
}

/** What is wrong with the period of a value, or null. */
export function periodFault(frequency: EconomicSeries['frequency'], period: string): string | null {
  const forms = { year: '2024', quarter: '2024-Q3', month: '2024-07' }
  return patterns[frequency].test(period) ? null : `期别“${period}”应形如 ${forms[frequency]}`
}

/** What is wrong with a value by the range of its series, in words. */
export function rangeFault(
  { least, most, unit }: { least: number | null; most: number | null; unit: string },
  value: number,
): string | undefined {
  if (least !== null && value < least) return `${value} 低于取值下限 ${least}${unit}`
  if (most !== null && value > most) return `${value} 高于取值上限 ${most}${unit}`
  return undefined
}
