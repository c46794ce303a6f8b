import type { EconomicPoint, EconomicSeries } from '@civitas/contract'
import { type PeriodValue, round, type SingleValue, singlesOf, yearBefore } from './rules.ts'

type Shape = Pick<EconomicSeries, 'frequency' | 'isCumulative' | 'unit'>

/** A price index as it stands: its values and what 100 is in them. */
export interface Deflator {
  readonly isCumulative: boolean
  readonly base: 'year-before' | 'fixed'
  readonly values: readonly PeriodValue[]
}

const noIndex = '缺价格指数'

/**
 * Values at constant prices: value ÷ (index ÷ 100). An index with the year before as 100 is chained, each period upon the
 * same period a year earlier; 100 is then the year before its first. An index of single periods meets single values.
 */
export function constantPrices(
  series: Shape,
  values: readonly PeriodValue[],
  deflator: Deflator,
): EconomicPoint[] {
  const index = deflator.base === 'fixed' ? plainIndex(deflator.values) : chainedIndex(deflator.values)
  return comparable(series, values, deflator).map((one) => {
    const price = index.get(one.period)
    return {
      ...{ period: one.period, unit: series.unit, note: price ? (one.note ?? null) : noIndex },
      value: price ? round(one.value / (price / 100)) : null,
    }
  })
}

/** Growth at comparable prices: constant prices against those of the same period a year before. */
export function realGrowth(
  series: Shape,
  values: readonly PeriodValue[],
  deflator: Deflator,
): EconomicPoint[] {
  const caliberOf = new Map(values.map((one) => [one.period, one.caliber]))
  const constant = new Map(constantPrices(series, values, deflator).map((one) => [one.period, one]))
  return [...constant.values()].map((one) => {
    const base = constant.get(yearBefore(one.period))
    const fault = base ? (one.value === null || base.value === null ? noIndex : null) : '缺上年同期'
    if (fault || !base?.value || one.value === null)
      return { period: one.period, value: null, unit: '%', note: fault ?? '基期为零' }
    const isSame = caliberOf.get(one.period) === caliberOf.get(base.period)
    const value = round(((one.value - base.value) / Math.abs(base.value)) * 100)
    return {
      period: one.period,
      value: Number(value.toFixed(4)),
      unit: '%',
      note: isSame ? one.note : '口径调整',
    }
  })
}

function comparable(series: Shape, values: readonly PeriodValue[], deflator: Deflator): SingleValue[] {
  return series.isCumulative && !deflator.isCumulative
    ? singlesOf(series, values)
    : [...values].sort((a, b) => a.period.localeCompare(b.period))
}

const plainIndex = (values: readonly PeriodValue[]) => new Map(values.map((one) => [one.period, one.value]))

function chainedIndex(values: readonly PeriodValue[]): Map<string, number> {
  const known = plainIndex(values)
  const chained = new Map<string, number>()
  for (const period of [...known.keys()].sort()) {
    const before = yearBefore(period)
    // What the first year of the index is compared with is the base itself.
    if (!chained.has(before)) chained.set(before, 100)
    chained.set(period, ((chained.get(before) ?? 100) * (known.get(period) ?? 100)) / 100)
  }
  return chained
}

/** Percent of the whole, period by period. */
export function shareOf(values: readonly PeriodValue[], whole: readonly PeriodValue[]): EconomicPoint[] {
  const all = plainIndex(whole)
  return values.map((one) => {
    const total = all.get(one.period)
    return {
      ...{ period: one.period, unit: '%', note: total ? null : '缺总数' },
      value: total ? Number(round((one.value / total) * 100).toFixed(4)) : null,
    }
  })
}

/** The place among the parts of one whole, the largest first; equals share a place. */
export function rankAmong(
  values: readonly PeriodValue[],
  others: ReadonlyArray<readonly PeriodValue[]>,
): EconomicPoint[] {
  const indexes = others.map(plainIndex)
  return values.map((one) => {
    const given = indexes.flatMap((index) => index.get(one.period) ?? [])
    const rank = 1 + given.filter((value) => value > one.value).length
    return { period: one.period, value: rank, unit: '位', note: `共 ${given.length + 1} 个` }
  })
}
