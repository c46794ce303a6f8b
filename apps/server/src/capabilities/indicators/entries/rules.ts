import type { RollUp } from '@civitas/contract'
import type { Indicator } from '@civitas/domain-kit'

/** The numbers of an approved entry. */
export interface EntryNumbers {
  value: number | null
  numerator: number | null
  denominator: number | null
}

/**
 * One figure from those of several divisions. A ratio is the sum of numerators over the sum of denominators, never the mean
 * of ratios, unless `weighted-mean` weighs given values by their denominators. Division by zero gives null.
 */
export function rollUp(entries: readonly EntryNumbers[], how: RollUp, percent: boolean): number | null {
  const factor = percent ? 100 : 1
  const ofOne = (one: EntryNumbers) => {
    if (one.numerator === null || one.denominator === null) return one.value
    return one.denominator === 0 ? null : (one.numerator / one.denominator) * factor
  }
  if (entries.length === 1) return ofOne(entries[0] as EntryNumbers)
  const hasParts = entries.every((one) => one.numerator !== null && one.denominator !== null)
  if (how === 'ratio-of-sums' || (hasParts && how === 'sum')) {
    const numerator = sum(entries.map((one) => one.numerator))
    const denominator = sum(entries.map((one) => one.denominator))
    return denominator === 0 ? null : (numerator / denominator) * factor
  }
  if (how === 'weighted-mean') {
    const weights = entries.map((one) => one.denominator ?? 1)
    const total = sum(weights)
    return total === 0
      ? null
      : sum(entries.map((one, i) => (ofOne(one) ?? 0) * (weights[i] as number))) / total
  }
  if (how === 'last') return ofOne(entries.at(-1) as EntryNumbers)
  return sum(entries.map(ofOne))
}

function sum(values: ReadonlyArray<number | null>): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0)
}

const hour = 3_600_000
const offset = 8 * hour

/** First instant after a period, in Asia/Shanghai; null for words that are no period. */
export function endOfPeriod(period: string): Date | null {
  const [year = 0, second = '', day] = [Number(period.slice(0, 4)), ...period.slice(5).split('-')]
  const local = (y: number, month: number, d = 1) => new Date(Date.UTC(y, month, d) - offset)
  if (!second) return local(year + 1, 0)
  if (second.startsWith('Q')) return local(year, Number(second[1]) * 3)
  if (second.startsWith('W')) {
    const fourth = new Date(Date.UTC(year, 0, 4))
    const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * 24 * hour
    return new Date(monday + Number(second.slice(1)) * 7 * 24 * hour - offset)
  }
  if (day) return local(year, Number(second) - 1, Number(day) + 1)
  return /^\d\d$/.test(second) ? local(year, Number(second)) : null
}

/** The period of a cycle that ended last before an instant. */
export function lastPeriod(cycle: NonNullable<Indicator['cycle']>, now: Date): string {
  const local = new Date(now.getTime() + offset)
  const [year, month] = [local.getUTCFullYear(), local.getUTCMonth()]
  const pad = (n: number) => String(n).padStart(2, '0')
  if (cycle === 'year') return String(year - 1)
  if (cycle === 'quarter') {
    const quarter = Math.floor(month / 3)
    return quarter === 0 ? `${year - 1}-Q4` : `${year}-Q${quarter}`
  }
  if (cycle === 'month') return month === 0 ? `${year - 1}-12` : `${year}-${pad(month)}`
  if (cycle === 'week') return weekOf(new Date(local.getTime() - 7 * 24 * hour))
  const yesterday = new Date(local.getTime() - 24 * hour)
  return yesterday.toISOString().slice(0, 10)
}

function weekOf(local: Date): string {
  const thursday = new Date(local.getTime() + (3 - ((local.getUTCDay() + 6) % 7)) * 24 * hour)
  const week =
    Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / (7 * 24 * hour)) + 1
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`
}

/** When the value of a period is due: its end plus the grace. */
export function dueTimeOf(indicator: Pick<Indicator, 'graceHours'>, period: string): Date | null {
  const end = endOfPeriod(period)
  return end && new Date(end.getTime() + (indicator.graceHours ?? 0) * hour)
}

/** Whether a newer value than that of `period` is overdue: past the end of the last period and the grace. */
export function isLate(
  indicator: Pick<Indicator, 'cycle' | 'graceHours'>,
  period: string,
  now: Date,
): boolean {
  if (!indicator.cycle) return false
  const wanted = lastPeriod(indicator.cycle, now)
  const [have, want, due] = [endOfPeriod(period), endOfPeriod(wanted), dueTimeOf(indicator, wanted)]
  if (!have || !want || !due) return false
  return have < want && now > due
}
