import { findLastIndex, type Series } from '@civitas/domain-kit'

/** One hour in milliseconds. */
export const HOUR = 3_600_000

/** Least number of hourly values of a 24-hour mean (GB 3095-2012 clause 6.4, table 4). */
export const HOURS_FOR_DAY_MEAN = 20

/** Least number of hourly values of an 8-hour mean (GB 3095-2012 clause 6.4, table 4). */
export const HOURS_FOR_8H_MEAN = 6

/** The value stamped with this very hour; null when there is none or it is not valid. */
export function valueAt(series: Series, hour: number): number | null {
  const index = findLastIndex(series.times, hour)
  if (index < 0 || series.times[index] !== hour) return null
  const value = series.values[index]!
  return value !== null && value >= 0 ? value : null
}

/**
 * Mean of the valid values of the last `hours` hours up to and including the one stamped `lastHour`; null when fewer than
 * `atLeast` are valid. Negative values and NaN are not valid.
 */
export function meanOver(series: Series, lastHour: number, hours: number, atLeast: number): number | null {
  const { times, values } = series
  const after = lastHour - hours * HOUR
  let sum = 0
  let count = 0
  for (let index = findLastIndex(times, lastHour); index >= 0 && times[index]! > after; index -= 1) {
    const value = values[index]!
    if (value !== null && value >= 0) {
      sum += value
      count += 1
    }
  }
  return count >= atLeast ? sum / count : null
}

/** Largest valid value of the last `hours` hours up to and including the one stamped `lastHour`. */
export function maxOver(series: Series, lastHour: number, hours: number): number | null {
  const { times, values } = series
  const after = lastHour - hours * HOUR
  let max = -1
  for (let index = findLastIndex(times, lastHour); index >= 0 && times[index]! > after; index -= 1) {
    const value = values[index]!
    if (value !== null && value > max) max = value
  }
  return max < 0 ? null : max
}
